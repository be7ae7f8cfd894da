"""checkov over the plans: it finds nothing but what `checkov_skips.yaml` lists, each with its reason."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.plan.conftest import PLANNED, SYSTEMS, TOGETHER, Plans

REPOSITORY = Path(__file__).parents[2]
CHECKOV = REPOSITORY / ".venv-checkov" / "bin" / "checkov"
SKIPS: dict[str, str] = yaml.safe_load(Path(__file__).with_name("checkov_skips.yaml").read_text())

WHOLE = [name for name in PLANNED if name not in SYSTEMS] + [TOGETHER]
BAD = "spoilt"
Report = Mapping[str, list[dict[str, Any]]]


def checked(files: list[Path]) -> Report:
    """checkov's results for plan files; one run, as most of its time is its start."""
    if not CHECKOV.exists():
        pytest.fail("checkov is not installed: run `make venvs`", pytrace=False)
    done = subprocess.run(
        [CHECKOV, "--framework", "terraform_plan", "--skip-download", "--output", "json", "--file", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in {0, 1}:  # 1: there are findings
        pytest.fail(f"checkov ended with {done.returncode}:\n{done.stderr}", pytrace=False)
    results: Report = json.loads(done.stdout)["results"]
    return results


@pytest.fixture(scope="module")
def report(plans: Plans, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Of the plans, and of one that is bad on purpose."""
    folder = tmp_path_factory.mktemp("checkov")
    texts = {name: json.dumps(plans[name].raw) for name in WHOLE}
    good = texts["minimal"]
    texts[BAD] = good.replace('"sqs_managed_sse_enabled": true', '"sqs_managed_sse_enabled": false')
    assert texts[BAD] != good
    for name, text in texts.items():
        (folder / f"{name}.json").write_text(text)
    return checked([folder / f"{name}.json" for name in texts])


def plan_of(check: Mapping[str, Any]) -> str:
    return Path(check["file_path"]).stem


def test_every_plan_is_read(report: Report) -> None:
    assert {plan_of(check) for check in report["passed_checks"]} == {*WHOLE, BAD}
    assert report["parsing_errors"] == []


def test_every_finding_has_a_reason_to_stay(report: Report) -> None:
    unlisted = {
        f"{check['check_id']} {check['check_name']}: {check['resource']} ({plan_of(check)})"
        for check in report["failed_checks"]
        if check["check_id"] not in SKIPS and plan_of(check) != BAD
    }
    if unlisted:
        lines = "\n  ".join(sorted(unlisted))
        pytest.fail(f"Mend these, or list them in checkov_skips.yaml:\n  {lines}", pytrace=False)


def test_every_reason_is_still_needed(report: Report) -> None:
    found = {check["check_id"] for check in report["failed_checks"]}
    assert SKIPS.keys() - found == set(), "nothing is found for these any more: take them out"


def test_a_bad_plan_is_found(report: Report) -> None:
    """A queue of ours without encryption: a checkov that sees nothing fails here."""
    assert "CKV_AWS_27" in {check["check_id"] for check in report["failed_checks"] if plan_of(check) == BAD}
