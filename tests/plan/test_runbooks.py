"""Alarms, dashboard, runbooks and the list of metrics speak of the same things."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from attribution.rules.metrics import Metric
from docs.metrics import METRICS, alarms, namespace
from emulator.declared import local_value
from tests.plan.conftest import SYSTEMS, Plans
from tests.plan.planned import Plan, Resource

REPOSITORY = Path(__file__).parents[2]
RUNBOOKS = REPOSITORY / "docs" / "runbooks"
INDEX = RUNBOOKS / "README.md"
OF_EVERY_FUNCTION = ("function-errors", "function-throttles")
OF_EVERY_QUEUE = ("queue-age", "queue-dead-letters")
OF_EVERY_STREAM = ("lake-conversion-failures", "lake-delivery-age", "lake-transform-failures")
STATISTICS = {"Count": "Sum", "Seconds": "Maximum"}  # counts are added up; of durations the longest matters
SEVERITIES = {"page", "ticket"}


@pytest.fixture(scope="module")
def everything(plans: Plans) -> Plan:
    """The configuration in which every alarm exists."""
    return plans["everything"]


@pytest.fixture(scope="module")
def planned_alarms(everything: Plan, plans: Plans) -> list[Resource]:
    """Of the root, of a lake, of the analytics, of masking, of the daily summary, and of all systems."""
    wanted = (everything, plans["lake"], plans["analytics"], plans["texts"], plans["dashboard"])
    return [
        alarm
        for plan in (*wanted, *(plans[name] for name in SYSTEMS))
        for alarm in plan.of_type("aws_cloudwatch_metric_alarm")
    ]


def runbook_of(alarm: Resource) -> str:
    description: str = alarm.values["alarm_description"]
    found = re.search(r"\. Runbook: docs/runbooks/([a-z-]+)\.md$", description)
    assert found, f"{alarm.address}: {description!r} must end in the path of its runbook"
    return found[1]


def test_every_alarm_has_a_runbook_and_every_runbook_an_alarm(planned_alarms: list[Resource]) -> None:
    written = {page.stem for page in RUNBOOKS.glob("*.md")} - {INDEX.stem}
    assert written == {runbook_of(alarm) for alarm in planned_alarms}


def test_alarms_are_named_as_their_runbooks(everything: Plan, planned_alarms: list[Resource]) -> None:
    """So that whoever reads the name finds the page."""
    prefix = everything.given["name_prefixes"][0]
    for alarm in planned_alarms:
        page, dimensions = runbook_of(alarm), alarm.values["dimensions"]
        end = f"-{page}"
        if page in OF_EVERY_FUNCTION:
            end = page.replace("function", dimensions["FunctionName"])
        if page in OF_EVERY_QUEUE:
            end = page.replace("queue", dimensions["QueueName"].removesuffix("-dead-letters"))
        if page in OF_EVERY_STREAM:
            stream = dimensions["DeliveryStreamName"].removeprefix(f"{prefix}-")
            end = page.replace("lake", f"-lake-{stream}")
        assert alarm.values["alarm_name"].startswith(prefix), alarm.address
        assert alarm.values["alarm_name"].endswith(end), alarm.address


def test_runbooks_of_every_function_tell_of_each(everything: Plan, plans: Plans) -> None:
    wanted = (everything, plans["analytics"], plans["texts"])
    functions = {function.function for plan in wanted for function in plan.of_type("aws_lambda_function")}
    for name in OF_EVERY_FUNCTION:
        page = (RUNBOOKS / f"{name}.md").read_text()
        what_it_means = page.partition("## Look first")[0]
        assert set(re.findall(r"^\| ([a-z-]+) \|", what_it_means, re.MULTILINE)) == functions | {"function"}


@pytest.mark.parametrize("name", SYSTEMS)
def test_readme_of_a_system_leads_to_the_runbooks_of_its_alarms(name: str, plans: Plans) -> None:
    """What waits or is lost meanwhile differs from system to system: its README tells."""
    readme = (REPOSITORY / "modules" / name.removesuffix("-pinpoint") / "README.md").read_text()
    pages = {runbook_of(alarm) for alarm in plans[name].of_type("aws_cloudwatch_metric_alarm")}
    assert {page for page in pages if f"runbooks/{page}.md" not in readme} == set()


def test_index_is_complete(planned_alarms: list[Resource]) -> None:
    text = INDEX.read_text()
    rows = re.findall(r"^\| \[([a-z-]+)\] \| (\w+)", text, re.MULTILINE)
    links = re.findall(r"^\[([a-z-]+)\]: \1\.md$", text, re.MULTILINE)
    wanted = Counter({runbook_of(alarm) for alarm in planned_alarms})
    assert Counter(name for name, _ in rows) == wanted
    assert Counter(links) == wanted
    assert {severity for _, severity in rows} == SEVERITIES


# Metrics


def test_alarms_watch_metrics_that_are_reported(planned_alarms: list[Resource]) -> None:
    own = [alarm for alarm in planned_alarms if alarm.values["namespace"] == namespace()]
    assert {alarm.values["metric_name"]: runbook_of(alarm) for alarm in own} == alarms()
    units = {metric: metric.unit for metric in METRICS}
    for alarm in own:
        assert alarm.values["statistic"] == STATISTICS[units[alarm.values["metric_name"]]], alarm.address
        assert list(alarm.values["dimensions"]) == ["service"], alarm.address


def own_graphs() -> dict[str, Any]:
    """From the file: a plan leaves the dashboard's body open, as the ARNs of the alarms are in it."""
    graphs: dict[str, Any] = local_value("dashboard.tf", "own_graphs")
    return graphs


def test_dashboard_shows_every_metric_once() -> None:
    shown = Counter(metric for graph in own_graphs().values() for metric in graph["metrics"])
    searched = re.findall(r'MetricName=\\+"(\w+)\\+"', str(local_value("dashboard.tf", "graphs")))
    assert shown + Counter(searched) == Counter(str(metric) for metric in Metric)


@pytest.mark.parametrize(("title", "graph"), own_graphs().items())
def test_graph_adds_up_as_its_unit_wants(title: str, graph: dict[str, Any]) -> None:
    units = {Metric(metric).unit for metric in graph["metrics"]}
    assert {STATISTICS[unit] for unit in units} == {graph["stat"]}
    assert ("(seconds)" in title) == (units == {"Seconds"})


def test_graph_is_shown_where_its_alarm_is(plans: Plans) -> None:
    """An alarm sends people to the dashboard; a metric that nobody reports has no graph."""
    whens = {metric: graph["when"] for graph in own_graphs().values() for metric in graph["metrics"]}
    wanted = local_value("observability.tf", "alarms_wanted")
    shown = {metric: name for metric, name in alarms().items() if name in wanted}
    assert {name: whens[metric] for metric, name in shown.items()} == {
        name: wanted[name].get("when", True) for name in shown.values()
    }
    off = {
        "${var.delivery.attribute}",
        "${local.inbox_wanted}",
        "${local.kinesis_wanted}",
        "${local.records_wanted}",
    }
    assert {runbook_of(a) for a in plans["token_only"].of_type("aws_cloudwatch_metric_alarm")} == {
        *OF_EVERY_FUNCTION,
        *(name for name, alarm in wanted.items() if alarm.get("when", True) not in off),
    }
