"""docs/metrics.md, the list of metrics and what the functions report are the same."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from attribution.rules.touch import Reason
from docs import metrics
from docs.metrics import METRICS

SOURCES = Path(__file__).parents[2] / "lambda_src"
LISTS = set(SOURCES.glob("*/rules/metrics.py"))
TREES = {path: ast.parse(path.read_text()) for path in sorted(SOURCES.rglob("*.py")) if path not in LISTS}
REPORTING = {"count", "seconds"}  # of `kit.metrics.Meter`


def test_page_has_every_list():
    assert {metric.__class__.__module__ for metric in METRICS} == {
        f"{path.parents[1].name}.rules.metrics" for path in LISTS
    }
    assert len(set(METRICS)) == len(METRICS), "two packages report one name"


def called_by(name):
    """Calls of a method or function of that name, wherever they stand."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and name in {
                getattr(node.func, "attr", ""),
                getattr(node.func, "id", ""),
            }:
                yield path, node


def is_metric(node):
    return isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "Metric"


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_is_reported_somewhere(metric):
    used = {node.attr for tree in TREES.values() for node in ast.walk(tree) if is_metric(node)}
    assert metric.name in used


def test_nothing_is_reported_under_a_name_of_its_own():
    calls = [call for name in REPORTING for call in called_by(name) if call[1].args]
    reported = [(path, node) for path, node in calls if "meter" in ast.unparse(node.func)]
    own = [f"{path.name}:{node.lineno}" for path, node in reported if isinstance(node.args[0], ast.Constant)]
    assert own == []
    assert sum(is_metric(node.args[0]) for _, node in reported) >= 5, "the calls are not found any more"


def test_counters_that_are_reported_together_are_metrics():
    """A dict that has one metric for a key is what `count_all` gets, and has no other keys."""
    dicts = [node for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.Dict)]
    together = [node.keys for node in dicts if any(map(is_metric, node.keys))]
    assert sum(map(len, together)) >= 10, "the counters are not found any more"
    others = [key for keys in together for key in keys if key is not None and not is_metric(key)]
    assert [ast.unparse(key) for key in others] == []


@pytest.mark.parametrize("metric", METRICS)
def test_unit_and_meaning(metric):
    assert metric.unit in {"Count", "Seconds"}
    assert metric.meaning
    assert not metric.meaning.endswith(".")


def test_page_is_fresh():
    for page, text in metrics.pages().items():
        assert page.read_text() == text, "run `python -m docs.metrics`"


def test_page_names_every_metric_and_reason_once():
    rows = re.findall(r"^\| `(\w+)` \|", metrics.PAGE.read_text(), re.MULTILINE)
    assert rows == [*METRICS, *Reason]


def test_page_leads_to_the_runbooks():
    text = metrics.PAGE.read_text()
    linked = re.findall(r"^\[([\w-]+)\]: (.*)$", text, re.MULTILINE)
    assert {name for name, _ in linked} == set(re.findall(r"\| \[([\w-]+)\] \|$", text, re.MULTILINE))
    assert linked
    assert all((metrics.PAGE.parent / target).exists() for _, target in linked)
