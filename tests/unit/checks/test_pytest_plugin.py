"""The plugin, in a run of pytest of its own: one test for each rule, and a fixture."""

import json

import pytest

from tests.unit.checks.plans import change, raw

GONE = "aws_dynamodb_table.touches"


@pytest.fixture
def run(tmp_path, monkeypatch, capfd):
    """Runs pytest in an empty platform repo with this plan; answers with exit code and output."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)

    def ran(plan, *arguments, settings="", test=None):
        (tmp_path / "plan.json").write_text(plan if isinstance(plan, str) else json.dumps(plan))
        (tmp_path / "checks.toml").write_text(settings)
        if test:
            (tmp_path / "test_own.py").write_text(test)
        own = ["-p", "checks.pytest_plugin", "-p", "no:cacheprovider", "--import-mode=importlib"]
        code = pytest.main([*own, f"--rootdir={tmp_path}", *arguments])
        said = capfd.readouterr()
        return code, said.out + said.err

    return ran


PLAN = ("--terraform-plan", "plan.json")
BAD = raw(change(GONE, before={}, actions=["delete"]))
OWN = "def test_own(terraform_plan):\n    assert [r.address for r in terraform_plan.changes] == ['%s']\n"


def test_each_rule_is_a_test(run):
    code, out = run(BAD, *PLAN, "-v")
    assert code == 1
    assert "plan.json::no-destroy-of-data FAILED" in out
    assert "plan.json::encrypted PASSED" in out
    assert "plan.json::waivers PASSED" in out
    assert f"{GONE}: It is destroyed, with its data." in out
    assert "1 failed, 13 passed" in out
    assert "Traceback" not in out


def test_own_tests_have_the_plan_and_rules_can_be_chosen(run):
    code, out = run(BAD, *PLAN, "-k", "encrypted or own", test=OWN % GONE)
    assert (code, "2 passed, 13 deselected" in out) == (0, True), out


def test_settings_are_read_and_waivers_told(run):
    settings = (
        "[rules]\npermissions-boundary = true\n"
        "[[waivers]]\nrule = 'no-destroy-of-data'\n"
        f"address = '{GONE}'\nreason = 'moves'\nexpires = 2999-01-01\n"
        "[[waivers]]\nrule = 'encrypted'\naddress = '*'\nreason = 'moves'\nexpires = 2999-01-01\n"
    )
    code, out = run(BAD, *PLAN, "--checks-config", "checks.toml", settings=settings)
    assert (code, "15 passed" in out) == (0, True), out
    assert f"waived until 2999-01-01: no-destroy-of-data: {GONE} (moves)" in out
    assert "The waiver of encrypted at * lets nothing pass" in out


@pytest.mark.parametrize(
    ("plan", "arguments", "message"),
    [
        ("{", PLAN, "plan.json is no JSON"),
        (BAD, ("--terraform-plan", "other.json"), "other.json cannot be read: No such file or directory."),
        (BAD, (*PLAN, "--checks-config", "other.toml"), "other.toml cannot be read"),
    ],
)
def test_what_cannot_be_used_ends_the_run(run, plan, arguments, message):
    code, out = run(plan, *arguments)
    assert code == pytest.ExitCode.USAGE_ERROR
    assert message in out
    assert "Traceback" not in out


def test_without_a_plan_nothing_is_added(run):
    code, out = run(BAD, test=OWN % GONE)
    assert code == 1
    assert "terraform_plan needs a plan: run pytest with --terraform-plan PATH." in out
    assert "1 error" in out
