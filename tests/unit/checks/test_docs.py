"""docs/checks.md: its tables are fresh, and what is to be copied works."""

import ast
import re
import shlex
import textwrap
import tomllib

import pytest
import tftest
import yaml

from checks import Config, findings
from checks.__main__ import parser
from docs import checks as page
from tests.unit.checks.plans import change, raw

TEXT = page.PAGE.read_text()


def blocks(beginning):
    """The indented blocks that begin so."""
    found = re.findall(r"(?:^(?: {4}.*)?\n)+", TEXT, re.MULTILINE)
    return [text for block in found if (text := textwrap.dedent(block).strip("\n")).startswith(beginning)]


def test_tables_are_fresh():
    assert page.with_tables(page.PAGE) == TEXT, "run `python -m docs.checks`"


def test_a_page_without_markers_is_refused(tmp_path):
    (tmp_path / "page.md").write_text("<!-- BEGIN RULES -->\n")
    with pytest.raises(SystemExit, match="END RULES"):
        page.with_tables(tmp_path / "page.md")


def test_the_configuration_is_read():
    (text,) = blocks("[rules]")
    config = Config.of(tomllib.loads(text))
    assert config.rules
    assert config.settings.required_tags
    assert config.waivers


def test_commands_are_understood():
    (step,) = yaml.safe_load(blocks("- name: Plan checks")[0])
    lines = [*blocks("terraform plan")[0].splitlines(), *step["run"].splitlines()]
    calls = [line.partition("-m checks ")[2] for line in lines if "-m checks" in line]
    assert [parser().parse_args(shlex.split(call)).plan for call in calls] == ["plan.json"] * 2


def test_programs_are_python():
    own, with_tftest = blocks("PYTHONPATH=.terraform")[0], blocks("import tftest")[0]
    tree = ast.parse(own[own.index("def ") :])
    assert [node.name for node in tree.body] == ["test_touches_are_kept_for_two_weeks"]
    namespace = {}
    exec(compile(with_tftest, "docs/checks.md", "exec"), namespace)
    assert namespace["findings"] is findings


def test_findings_take_what_tftest_gives(tmp_path):
    (tmp_path / "checks.toml").write_text("[rules]\nencrypted = false\n")
    gone = change("aws_dynamodb_table.touches", before={}, actions=["delete"])
    plan = tftest.TerraformPlanOutput(raw(gone, planned_values={"root_module": {}}))
    assert [f.rule for f in findings(plan, tmp_path / "checks.toml")] == ["no-destroy-of-data"]
