"""What the runbooks speak of exists: commands, queries, messages of the log, tests; other docs: commands."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import botocore.session
import pytest
from botocore import xform_name

from attribution.rules.touch import EXPECTED, Reason
from docs.metrics import METRICS
from kit.logs import OWN_FIELDS, STANDARD_FIELDS
from operations import __main__ as operations

REPOSITORY = Path(__file__).parents[2]
PAGES = sorted((REPOSITORY / "docs" / "runbooks").glob("*.md"))
RUNBOOKS = [page for page in PAGES if page.stem != "README"]
OTHER_DOCUMENTS = sorted((REPOSITORY / "docs").glob("*.md"))
SOURCE = "\n".join(path.read_text() for path in sorted((REPOSITORY / "lambda_src").rglob("*.py")))
SECTIONS = ["What it means", "Look first", "Causes and what to do", "When it is over", "How it was tested"]

OF_THE_CLI = {"--query", "--output"}
OF_ITS_PAGINATION = {"--max-items", "--page-size", "--starting-token"}
SERVICES = {"s3api": "s3"}  # what the AWS CLI calls otherwise than the models do
OPERATIONS = [".venv/bin/python", "-m", "operations"]

# Words of CloudWatch Logs Insights, and the counts of log lines that are no metrics.
INSIGHTS = {
    "and",
    "as",
    "asc",
    "bin",
    "by",
    "count",
    "desc",
    "fields",
    "filter",
    "like",
    "limit",
    "or",
    "sort",
}
INSIGHTS |= {"stats", "sum"}
OTHER_COUNTS = {"worst_lag_seconds"}
WORDS_OF_LAMBDA = {"Task timed out"}


def code(page):
    """Every line that can be typed: of blocks, with their continuations, and between backticks."""
    text = page.read_text()
    blocks = "\n".join(re.findall(r"^ {4}(.*)$", text, re.MULTILINE))
    prose = re.sub(r"^ {4}.*$", "", text, flags=re.MULTILINE)
    lines = blocks.replace("\\\n", " ").splitlines()
    return lines, [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", prose)]


def commands():
    """Of a runbook every block; of the others what begins as a command, since blocks show more than that."""
    for page in [*PAGES, *OTHER_DOCUMENTS]:
        lines, spans = code(page)
        if page in OTHER_DOCUMENTS:
            lines = [line for line in lines if is_command(line)]
        for command in lines + [span for span in spans if is_command(span)]:
            yield pytest.param(shlex.split(command), id=f"{page.stem}: {command[:60]}")


def is_command(text):
    return text.startswith(("aws ", " ".join(OPERATIONS)))


def queries():
    for page in PAGES:
        lines, spans = code(page)
        given = [q for line in lines for q in re.findall(r"--query-string '([^']+)'", line)]
        for query in given + [span for span in spans if re.match(r"(filter|fields|stats) ", span)]:
            yield pytest.param(query, id=f"{page.stem}: {query[:60]}")


@pytest.fixture(scope="module")
def session():
    return botocore.session.get_session()


@pytest.mark.parametrize("words", [*commands()])
def test_command_exists(session, words):
    if words[:3] == OPERATIONS:
        operations.parser().parse_args(words[3:])
        return
    assert words[0] == "aws", "a command is one of the AWS CLI or of `python -m operations`"
    service = SERVICES.get(words[1], words[1])
    model = session.get_service_model(service)
    names = {xform_name(name, "-"): name for name in model.operation_names}
    shape = model.operation_model(names[words[2]]).input_shape
    known = {f"--{xform_name(name, '-')}" for name in shape.members} if shape else set()
    if (
        session.get_component("data_loader")
        .load_service_model(service, "paginators-1")["pagination"]
        .get(names[words[2]])
    ):
        known |= OF_ITS_PAGINATION
    given = {word for word in words if word.startswith("--")}
    assert given <= known | OF_THE_CLI
    needed = {f"--{xform_name(name, '-')}" for name in shape.required_members} if shape else set()
    assert needed <= given


@pytest.mark.parametrize("query", [*queries()])
def test_query_asks_for_what_is_logged(query):
    for message in re.findall(r'\bmessage (?:=|like) "([^"]+)"', query):
        assert f'"{message}' in SOURCE, f"nothing logs {message!r}"
    bare = re.sub(r'"[^"]*"|/[^/]*/|@\w+|\b\d+\w*', " ", query)
    fields = set(re.findall(r"[a-zA-Z_][\w.]*", bare)) - INSIGHTS
    counts = {field.removeprefix("counts.") for field in fields if field.startswith("counts.")}
    assert counts <= {*METRICS, *OTHER_COUNTS}
    assert {field for field in fields if not field.startswith("counts.")} <= STANDARD_FIELDS | OWN_FIELDS


def test_counts_that_are_no_metrics_are_logged():
    assert all(f'"{name}"' in SOURCE for name in OTHER_COUNTS)


def messages():
    """What the first column of a table quotes of logs, without what differs from case to case."""
    for page in RUNBOOKS:
        for cell in re.findall(r"^\| (.*?) \|", page.read_text(), re.MULTILINE):
            for span in re.findall(r"`([^`]+)`", cell):
                for part in re.sub(r"\w+(Error|Exception|Throttled):?", "", span).split("…"):
                    if " " in part.strip() and "{" not in part:
                        yield pytest.param(part.strip(), id=f"{page.stem}: {part.strip()}")


@pytest.mark.parametrize("message", [*messages()])
def test_message_is_logged(message):
    assert message in SOURCE or message in WORDS_OF_LAMBDA


def test_every_reason_of_a_rejection_has_advice():
    page = next(page for page in RUNBOOKS if page.stem == "touches-rejected")
    cells = re.findall(r"^\| (`.*?`) \|", page.read_text(), re.MULTILINE)
    told = [reason for cell in cells for reason in re.findall(r"`([^`]+)`", cell)]
    meant = {name: {r for r in Reason if r == name or r.endswith(name.removeprefix("…"))} for name in told}
    assert [name for name, reasons in meant.items() if not reasons] == []
    assert set().union(*meant.values()) == set(Reason)


def test_reasons_that_no_alarm_counts_are_told():
    page = next(page for page in RUNBOOKS if page.stem == "touches-rejected")
    cells = re.findall(r"^\| (`.*?`) \| not counted here", page.read_text(), re.MULTILINE)
    assert {reason for cell in cells for reason in re.findall(r"`([^`]+)`", cell)} == EXPECTED


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_lines_fit(page):
    assert [line for line in page.read_text().splitlines() if len(line) > 120] == []


@pytest.mark.parametrize("page", RUNBOOKS, ids=lambda page: page.stem)
class TestPage:
    def test_has_the_sections_in_order(self, page):
        assert re.findall(r"^## (.*)$", page.read_text(), re.MULTILINE) == SECTIONS
        assert page.read_text().startswith(f"# {page.stem}\n")

    def test_is_short(self, page):
        assert len(page.read_text().splitlines()) <= 60

    def test_names_tests_that_exist(self, page):
        told = page.read_text().partition("## How it was tested")[2]
        files = [REPOSITORY / name for name in re.findall(r"\btests/[\w/]+\.py\b", told)]
        written = {
            node.name
            for file in files
            for node in ast.walk(ast.parse(file.read_text()))
            if isinstance(node, ast.FunctionDef)
        }
        named = set(re.findall(r"`(test_\w+)`", told))
        assert named
        assert named <= written
