"""Versions are said honestly: floors are what CI runs, and each finding about provider 6 has an answer."""

import json
import re
from pathlib import Path

import pytest

from docs import running, versions
from docs.provider_uses import terraform_files

REPOSITORY = Path(__file__).parents[2]
FILES = terraform_files()
MODULES = [REPOSITORY, *sorted(path.parent for path in REPOSITORY.glob("modules/*/versions.tf"))]
CONSTRAINTS = list(versions.constraints(FILES))
RUN = {"Terraform": versions.STATED["ci"]["terraform"], "AWS provider": versions.AWS_PROVIDER}
FACTS = json.loads(versions.FACTS.read_text())


def shown(constraint):
    return f"{constraint.file.relative_to(REPOSITORY)}-{constraint.of}"


# --- floors ---


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=shown)
def test_a_floor_is_what_ci_runs(constraint):
    run = RUN[constraint.of]
    assert constraint.operator in (">=", "~>"), (
        f"{shown(constraint)}: {constraint.text!r}: write it as `>= {run}` or `~> {run}`"
    )
    assert f"{run}.".startswith(f"{constraint.floor}."), (
        f"{shown(constraint)}: the floor is {constraint.floor}, but CI runs {run}: promise what CI runs, "
        "or let CI run the floor and say so in docs/versions.yaml"
    )


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_a_module_has_the_root_s_floors_and_no_ceiling(module):
    found = {c.of: c.text for c in versions.constraints([module / "versions.tf"])}
    assert found == {c.of: c.text for c in versions.constraints([REPOSITORY / "versions.tf"])}
    assert set(found) == set(RUN)
    assert all(text.startswith(">= ") for text in found.values())


def test_exact_versions_and_other_operators_are_no_floor(tmp_path):
    file = tmp_path / "versions.tf"
    file.write_text('terraform {\n  required_version = ">= 1.11, < 1.12"\n}\n')
    (constraint,) = versions.constraints([file])
    assert constraint.operator not in (">=", "~>")


def test_another_version_on_this_machine_is_named():
    stated = {"terraform": "1.11.4", "aws_provider": "5.100.0", "python": "3.11"}
    here = {"terraform": "1.11.4", "aws_provider": None, "python": "3.11.7"}
    (line,) = running.differences(stated, here)
    assert "aws_provider" in line
    assert len(running.differences(stated, {**here, "terraform": "1.11.40", "python": "3.1"})) == 3


# --- the page ---


def test_the_tables_are_fresh():
    for page, text in versions.pages().items():
        assert page.read_text() == text, f"{page.name} is stale: run `python -m docs.versions`"


def test_a_page_without_markers_is_refused():
    with pytest.raises(SystemExit, match="put the markers back"):
        versions.with_table("# Versions\n", "FLOORS", "| |")


@pytest.mark.parametrize("part", versions.STATED["language"], ids=lambda part: part["what"])
def test_a_part_of_the_language_that_the_page_names_is_used(part):
    files = list(REPOSITORY.glob(part["in"])) if "in" in part else FILES
    assert any(re.search(part["pattern"], file.read_text(), re.MULTILINE) for file in files), (
        "nothing uses it any more: take it out of docs/versions.yaml"
    )


@pytest.mark.parametrize("what", versions.STATED["unused"])
def test_a_part_of_the_language_that_the_page_calls_unused_is_unused(what):
    pattern = re.compile(versions.STATED["unused"][what], re.MULTILINE)
    used = [str(file.relative_to(REPOSITORY)) for file in FILES if pattern.search(file.read_text())]
    assert not used, f"{used} use {what}: say in docs/versions.yaml which version brought it"


# --- what to do about provider 6 ---


@pytest.mark.parametrize("finding", FACTS["findings"], ids=lambda one: f"{one['type']} {one['path']}")
def test_a_finding_has_an_answer(finding):
    answer = versions.STATED["provider_6"].get(finding["type"])
    assert answer, f"say in docs/versions.yaml what to do: {finding}"
    assert versions.answers(finding["type"], answer, finding), f"no answer is one to {finding}"


@pytest.mark.parametrize("kind", versions.STATED["provider_6"])
def test_an_answer_has_a_finding(kind):
    answer = versions.STATED["provider_6"][kind]
    assert any(versions.answers(kind, answer, finding) for finding in FACTS["findings"]), (
        "the finding is gone: take its answer out of docs/versions.yaml"
    )


def test_the_page_says_that_nothing_is_gone():
    """Its sentence is not generated."""
    kinds = {finding["kind"] for finding in FACTS["findings"]}
    assert kinds <= {"deprecated", "not told"}, "say in docs/versions.md what is gone, required or retyped"
