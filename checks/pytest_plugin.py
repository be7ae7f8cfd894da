"""The rules as tests of their own: ``pytest -p checks.pytest_plugin --terraform-plan plan.json``.

``terraform_plan`` is the plan for tests of yours.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from checks.config import Config
from checks.errors import UnusableError
from checks.evaluate import WAIVERS, Report, evaluate
from checks.plan import Plan
from checks.report import waived_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.finding import Finding

PLAN, CONFIG = "--terraform-plan", "--checks-config"
_plan = pytest.StashKey[Plan]()
_report = pytest.StashKey[Report]()


class RuleBrokenError(Exception):
    """Carries what was found, so that only that is printed."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(str(finding) for finding in findings))


class PlanFile(pytest.File):
    """The plan, as what pytest collects tests from."""

    def collect(self) -> Iterator[pytest.Item]:
        """One test for each rule that is on, and one for waivers that have expired."""
        ids = [rule.id for rule in self.config.stash[_report].rules]
        for id_ in [*ids, WAIVERS]:
            yield PlanRule.from_parent(self, name=id_)


class PlanRule(pytest.Item):
    """One rule over the whole plan."""

    def runtest(self) -> None:
        """Fails with every finding of the rule that no waiver lets pass."""
        broken = [f for f in self.config.stash[_report].findings if f.rule == self.name]
        if broken:
            raise RuleBrokenError(broken)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:  # noqa: ARG002
        """What was found, without a traceback."""
        return str(excinfo.value)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Where the test is, for pytest's own reports."""
        return self.path, None, self.name


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the two options."""
    group = parser.getgroup("terraform plan checks")
    group.addoption(PLAN, type=Path, metavar="PATH", help="what `terraform show -json FILE` prints")
    group.addoption(CONFIG, type=Path, metavar="PATH", help="rules, settings and waivers: checks.toml")


def pytest_configure(config: pytest.Config) -> None:
    """Reads plan and settings; what cannot be used ends the run before it begins."""
    path: Path | None = config.getoption(PLAN)
    if path is None:
        return
    settings: Path | None = config.getoption(CONFIG)
    try:
        plan = Plan.parse(path.read_bytes(), str(path))
        config.stash[_report] = evaluate(plan, Config.read(settings) if settings else Config())
    except OSError as error:
        raise pytest.UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except UnusableError as error:
        raise pytest.UsageError(str(error)) from error
    config.stash[_plan] = plan


@pytest.hookimpl(tryfirst=True)  # before -k and -m choose
def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Adds the tests of the rules to those that were collected."""
    if _report in config.stash:
        path: Path = config.getoption(PLAN)
        items.extend(PlanFile.from_parent(session, path=path.resolve()).collect())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Says what breaks no rule and is worth knowing."""
    if _report in config.stash:
        report = config.stash[_report]
        for line in [*waived_in(report), *report.notes]:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def terraform_plan(pytestconfig: pytest.Config) -> Plan:
    """The plan that `--terraform-plan` names."""
    if _plan not in pytestconfig.stash:
        pytest.fail(f"terraform_plan needs a plan: run pytest with {PLAN} PATH.", pytrace=False)
    return pytestconfig.stash[_plan]
