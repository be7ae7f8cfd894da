"""The function at the edge, run by node where there is one; its text as Terraform renders it."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from emulator.declared import REPOSITORY, resource

TEMPLATE = REPOSITORY / "modules" / "simple-cms" / "index_document.js.tftpl"
PLACE = "${jsonencode(index_document)}"


def rendered(index_document: str) -> str:
    text = TEMPLATE.read_text()
    assert text.count("${") == text.count(PLACE) == 1
    return text.replace(PLACE, json.dumps(index_document))


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not on this machine")
@pytest.mark.parametrize(
    ("uri", "becomes"),
    [
        ("/", "/start.html"),
        ("/summer/", "/summer/start.html"),
        ("/été/", "/été/start.html"),
        ("/summer", "/summer"),
        ("/summer/logo.png", "/summer/logo.png"),
        ("/summer/start.html", "/summer/start.html"),
    ],
)
def test_2_a_folder_shows_its_index_document_and_nothing_else_changes(uri: str, becomes: str) -> None:
    request = {"method": "GET", "uri": uri, "querystring": {}, "headers": {"host": {"value": "example.org"}}}
    call = f"console.log(JSON.stringify(handler({json.dumps({'request': request})})));"
    done = subprocess.run(
        ["node", "-e", rendered("start.html") + call], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == request | {"uri": becomes}


def test_2_the_function_fits_the_edge() -> None:
    """10 KB, and no modules.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
    """
    text = rendered("x" * 255)
    assert len(text.encode()) < 10_000
    assert "require" not in text
    assert "import" not in text


def test_2_the_distribution_lets_go_of_the_function_before_it_is_deleted() -> None:
    """CloudFront deletes no function in use, and Terraform deletes first what it is not told to keep.

    Without it, neither index_document_in_folders = false nor another name could be applied.
    """
    declared = resource("modules/simple-cms/distribution.tf", "aws_cloudfront_function", "index_document")
    assert declared["lifecycle"] == [{"create_before_destroy": True}]
