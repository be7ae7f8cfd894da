"""back-fill on moto: the options, the file that is uploaded first, and the calls."""

import json
from io import BytesIO

import pytest

from operations.__main__ import main
from operations.back_fill import payload_of
from operations.errors import WrongUse


@pytest.fixture
def fill(shop):
    """A deployment with a bucket, whose function answers with what is in `answers`."""
    shop.add_back_fill()
    shop.payloads = []

    def invoke(asked):
        shop.payloads.append(json.loads(asked["Payload"]))
        return {"StatusCode": 200, "Payload": BytesIO(json.dumps(next(shop.told)).encode())}

    shop.answer("lambda:Invoke", invoke)
    shop.told = iter([{"done": True, "resume": None, "counts": {"lines": 2}, "problems": []}])
    return shop


def run(shop, *arguments):
    return main(["back-fill", "--name-prefix", "shop", *arguments], shop.session)


@pytest.mark.parametrize(
    ("options", "payload"),
    [
        (("k.csv", None, None, None), {"key": "k.csv"}),
        (("k", "endpoints", "jsonl", None), {"key": "k", "kind": "endpoints", "format": "jsonl"}),
        ((None, None, None, '{"key": "k", "from_line": 5}'), {"key": "k", "from_line": 5}),
    ],
)
def test_options_make_the_payload(options, payload):
    assert payload_of(*options) == payload


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((None, None, None, None), "--key is missing"),
        (("k", None, "csv", "{}"), "leave out --key, --format"),
        ((None, "endpoints", None, "{}"), "leave out --kind"),
        ((None, None, None, "{"), "--resume must be the JSON"),
    ],
)
def test_wrong_options(options, message):
    with pytest.raises(WrongUse, match=message):
        payload_of(*options)


def test_calls_until_the_file_is_done(fill, capsys):
    resume = {"key": "2026.csv", "from_line": 9}
    problems = [{"line": 4, "reason": "time_missing"}]
    fill.told = iter(
        [
            {"done": False, "resume": resume, "counts": {"lines": 9, "rejected": 1}, "problems": problems},
            {"done": True, "resume": None, "counts": {"lines": 2}, "problems": []},
        ]
    )
    assert run(fill, "--key", "2026.csv") == 1
    assert fill.payloads == [{"key": "2026.csv"}, resume]
    said = capsys.readouterr().out
    assert "  - line 4: reason time_missing" in said
    assert "done after 2 calls: lines 11, rejected 1" in said


def test_file_is_uploaded_first(fill, capsys, tmp_path):
    file = tmp_path / "2026.jsonl"
    file.write_text("the touches")
    assert run(fill, "--key", "in/2026.jsonl", "--upload", str(file)) == 0
    held = fill.client("s3").get_object(Bucket="shop-files", Key="in/2026.jsonl")
    assert held["Body"].read() == b"the touches"
    assert fill.payloads == [{"key": "in/2026.jsonl"}]
    assert "uploaded to s3://shop-files/in/2026.jsonl" in capsys.readouterr().out


@pytest.mark.parametrize("fault", ["no such file", "denied"])
def test_upload_that_fails_is_told_and_nothing_is_called(fill, capsys, tmp_path, fault):
    file = tmp_path / "2026.jsonl"
    if fault == "denied":
        file.write_text("the touches")
        fill.deny("s3:PutObject")
    assert run(fill, "--key", "k.jsonl", "--upload", str(file)) == 2
    assert f"--upload: {file} could not be put into the bucket shop-files" in capsys.readouterr().err
    assert fill.payloads == []


def test_upload_does_not_go_on(fill, capsys):
    assert run(fill, "--resume", '{"key": "k"}', "--upload", "file") == 2
    assert "leave out --upload" in capsys.readouterr().err


def test_deployment_without_back_fill(shop, capsys):
    assert run(shop, "--key", "k.csv", "--upload", "file") == 2
    assert "function shop-back-fill was not found" in capsys.readouterr().err


def test_function_of_someone_else(shop, capsys):
    shop.settings["shop-back-fill"] = {}
    assert run(shop, "--key", "k.csv", "--upload", "file") == 2
    assert "shop-back-fill is no function of this module" in capsys.readouterr().err


def test_refusal_of_the_function(fill, capsys):
    refusal = {"errorMessage": "absent.csv was not found in the bucket of back-fills"}
    fill.answer(
        "lambda:Invoke",
        lambda _: {
            "StatusCode": 200,
            "FunctionError": "Unhandled",
            "Payload": BytesIO(json.dumps(refusal).encode()),
        },
    )
    assert run(fill, "--key", "absent.csv") == 1
    assert "absent.csv was not found" in capsys.readouterr().err
