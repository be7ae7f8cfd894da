"""Inputs on their way out say so in one form, work or are refused, and are gone when they were to be."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from emulator.terraform import Terraform, TerraformError
from tests.plan.upgrades import parked
from tests.plan.upgrades.states import HERE

REPOSITORY = Path(__file__).parents[3]
PARKING = HERE / "retired"
MODULES = sorted(path for path in (REPOSITORY / "modules").iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", [REPOSITORY, *MODULES, PARKING], ids=lambda path: path.name)
def test_what_is_parked_names_its_successor_and_its_end(folder: Path) -> None:
    released = parked.newest_release((REPOSITORY / "CHANGELOG.md").read_text())
    if folder == PARKING:
        released = "0.3.0"  # it is of a time of its own
    assert parked.problems(folder, released) == []


def test_the_root_module_has_a_parking_file() -> None:
    assert (REPOSITORY / parked.FILE).exists()


@pytest.mark.parametrize(
    ("found", "instead", "problem"),
    [
        ("default     = null", "default     = 7", "its default must be null"),
        ("  validation {", "  timeouts {", "it needs one validation"),
        ('check "window_days"', 'check "window_day"', "is of no variable"),
        ("use lookback_days instead.", "it is gone.", "its message must be"),
        ("window_days is deprecated", "window_hours is deprecated", "its message must be"),
        (" It is removed in 1.0.0.", "", "its message must be"),
        ("use lookback_days", "use window_hours", "is no input of the module"),
        ("window_days is deprecated since", "window_days was retired in", "refused by a validation"),
        ("window_hours was retired in", "window_hours is deprecated since", "still is"),
        ("removed in 1.0.0", "removed in 0.3.0", "no later than"),
        ("removed in 1.0.0", "removed in 1.1.0", "no version that may remove"),
        ("removed in 0.4.0", "removed in 0.4.1", "no version that may remove"),
        ('"Retired: ', '"Old: ', "its description must begin"),
        (
            'variable "window_hours"',
            'resource "aws_sqs_queue" "x" {}\nvariable "window_hours"',
            "holds resource",
        ),
    ],
)
def test_a_wrong_parking_file_is_found(found: str, instead: str, problem: str, tmp_path: Path) -> None:
    module = shutil.copytree(PARKING, tmp_path / "module")
    text = (module / parked.FILE).read_text()
    assert found in text
    (module / parked.FILE).write_text(text.replace(found, instead))
    assert problem in " ".join(parked.problems(module, "0.3.0"))


def test_an_input_whose_time_has_come_is_found() -> None:
    assert parked.problems(PARKING, "0.3.9") == []
    assert [one for one in parked.problems(PARKING, "0.4.0") if "0.4.0 is released: remove it" in one]
    assert parked.newest_release("## [Unreleased]\n\n## [0.9.0] - x\n\n## [0.10.0] - y\n") == "0.10.0"
    assert parked.newest_release("## [Unreleased]\n") == "0.0.0"


@pytest.fixture(scope="module")
def module_with_parked_inputs(
    environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Terraform:
    terraform = Terraform(PARKING, tmp_path_factory.mktemp("parked"), environment)
    terraform.init()
    return terraform


def test_what_is_deprecated_works_and_warns(module_with_parked_inputs: Terraform) -> None:
    plan = module_with_parked_inputs.plan({"window_days": 7}).plan
    (told,) = (one for one in plan["checks"] if one["address"]["kind"] == "check")
    assert plan["output_changes"]["days"]["after"] == 7
    assert (told["status"], told["address"]["name"]) == ("fail", "window_days")
    (problem,) = told["instances"][0]["problems"]
    assert problem["message"].startswith("window_days is deprecated since 0.3.0: use lookback_days instead.")


def test_who_uses_the_successor_hears_nothing(module_with_parked_inputs: Terraform) -> None:
    plan = module_with_parked_inputs.plan({"lookback_days": 7}).plan
    assert {told["status"] for told in plan["checks"]} == {"pass"}
    assert plan["output_changes"]["days"]["after"] == 7


def test_what_was_retired_is_refused(module_with_parked_inputs: Terraform) -> None:
    with pytest.raises(
        TerraformError, match=r"window_hours was retired in 0\.2\.0: use lookback_days instead"
    ):
        module_with_parked_inputs.plan({"window_hours": 24})
