"""README, architecture, traps, questions and decisions: fresh, whole, and leading to what exists."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from pathlib import Path

import pytest

from docs import graph

REPOSITORY = Path(__file__).parents[2]
DOCS = REPOSITORY / "docs"
TRAPS = (DOCS / "traps.md").read_text()
QUESTIONS = re.split(r"^### ", (DOCS / "faq.md").read_text(), flags=re.MULTILINE)[1:]
DECISIONS = sorted(path for path in (DOCS / "adr").glob("*.md") if path.name != "README.md")
HEADINGS = ["Context", "Decision", "Alternatives", "Consequences"]

ROWS = [
    tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1])
    for line in TRAPS.splitlines()
    if line.startswith("|") and not line.startswith(("| date |", "|---"))
]
PATH = re.compile(r"`((?:tests|docs|modules|lambda_src|emulator|examples)/[\w./-]+)`")
SOURCE = re.compile(r"\[[^\]]+\]\(https://[^)\s]+\)|`tests/[\w./-]+`|measured on [A-Z]?\w+ [\d.]+")


def is_a_day(text: str) -> bool:
    with contextlib.suppress(ValueError):
        day = dt.date.fromisoformat(text)
        return day.isoformat() == text and dt.date(2026, 1, 1) <= day <= dt.datetime.now(dt.UTC).date()
    return False


def problems_of(row: tuple[str, ...]) -> list[str]:
    """Of a row of the traps."""
    if len(row) != 5:
        return ["a row has date, what happens, what we do, where, source"]
    date, happens, done, where, source = row
    place = re.fullmatch(r"\[`([^`]+)`\]\(\.\./([^)]+)\)", where)
    sources = [part for part in re.split(r", (?=\[|`|measured)", source) if part]
    return [
        problem
        for problem, is_so in {
            "the date is none": not is_a_day(date),
            "it does not say what happens, or what we do": not happens or not done,
            "where is no link to a file of this repository": not place or place[1] != place[2],
            "where is gone": bool(place) and not (REPOSITORY / place[2]).exists(),
            "the source is no page, no test and no measurement": not sources
            or not all(SOURCE.fullmatch(part) for part in sources),
        }.items()
        if is_so
    ]


def test_every_trap_is_dated_placed_and_has_a_source():
    assert {row: problems for row in ROWS if (problems := problems_of(row))} == {}


GOOD = ("2026-11-21", "it breaks", "we mend it", "[`main.tf`](../main.tf)", "[page](https://example.org)")


def test_a_whole_row_is_taken():
    assert problems_of(GOOD) == []
    assert problems_of((*GOOD[:4], "`tests/unit`, measured on Terraform 1.11.4")) == []


@pytest.mark.parametrize(
    ("place", "value", "problem"),
    [
        (0, "2026-13-41", "the date is none"),
        (0, "yesterday", "the date is none"),
        (0, "2999-01-01", "the date is none"),
        (2, "", "it does not say what happens, or what we do"),
        (3, "main.tf", "where is no link to a file of this repository"),
        (3, "[`main.tf`](../locals.tf)", "where is no link to a file of this repository"),
        (3, "[`gone.tf`](../gone.tf)", "where is gone"),
        (4, "somebody said so", "the source is no page, no test and no measurement"),
        (4, "", "the source is no page, no test and no measurement"),
    ],
)
def test_a_row_that_lacks_something_is_named(place, value, problem):
    row = (*GOOD[:place], value, *GOOD[place + 1 :])
    assert problems_of(row) == [problem]


def test_no_trap_stands_twice():
    assert len(ROWS) >= 60
    assert len({row[1] for row in ROWS}) == len(ROWS)


def test_every_correction_of_the_emulator_has_a_row():
    corrections = {
        path.relative_to(REPOSITORY).as_posix()
        for path in (REPOSITORY / "emulator" / "server").glob("*.py")
        if "\ndef install() -> None:" in path.read_text()
    }
    assert len(corrections) > 10
    assert corrections - {row[3].split("`")[1] for row in ROWS} == set()


NAMING = [
    REPOSITORY / "README.md",
    REPOSITORY / "CONTRIBUTING.md",
    *(
        DOCS / f"{name}.md"
        for name in ("architecture", "faq", "operations", "privacy", "scale", "security", "traps")
    ),
    *DECISIONS,
]


@pytest.mark.parametrize("page", NAMING, ids=lambda page: page.stem)
def test_what_a_page_names_is_there(page):
    assert [name for name in PATH.findall(page.read_text()) if not (REPOSITORY / name).exists()] == []


def test_readme_begins_with_what_it_is_for_whom_and_why_in_ten_lines():
    """Each claim leads to the test or the page that holds it; the two commands are next."""
    _, _, page = (REPOSITORY / "README.md").read_text().partition("\n")
    begin, _, rest = page.partition("\n## ")
    assert len([line for line in begin.splitlines() if line]) <= 10
    claims = re.findall(r"^- \*\*.+?(?=^- |\Z)", begin, re.MULTILINE | re.DOTALL)
    assert len(claims) == 5
    assert [claim for claim in claims if "](" not in claim] == []
    assert re.findall(r"^make (\w+) ", rest.partition("\n## ")[0], re.MULTILINE) == ["demo", "test"]


def test_every_question_is_answered_in_a_few_lines_with_a_link():
    for question in QUESTIONS:
        title, _, answer = question.partition("\n")
        answer = answer.partition("\n## ")[0].strip()
        assert "?" in title
        assert 2 <= len(answer.splitlines()) <= 11, title
        assert "](" in answer, title


def test_there_are_questions_enough():
    assert len({question.splitlines()[0] for question in QUESTIONS}) == len(QUESTIONS) >= 12


@pytest.mark.parametrize("page", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_every_heading(page):
    text = page.read_text()
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == HEADINGS
    number = page.name[:4]
    assert re.match(rf"# {number}: .+\n\nDate: (\S+)\. Status: [^\n]+\.\n", text)
    assert is_a_day(re.findall(r"^Date: (\S+)\.", text, re.MULTILINE)[0])
    refused = text.partition("## Alternatives")[2].partition("## ")[0]
    assert refused.count("\n- **") >= 2
    assert refused.count("\n- **") == refused.count("Refused")


def test_decisions_are_numbered_and_listed():
    assert [page.name[:4] for page in DECISIONS] == [f"{n:04}" for n in range(1, len(DECISIONS) + 1)]
    rows = re.findall(
        r"^\| \[(\d{4})\]\((\S+)\) \| (\S+) \| .+ \|$", (DOCS / "adr" / "README.md").read_text(), re.MULTILINE
    )
    expected = [
        (page.name[:4], page.name, re.findall(r"^Date: (\S+)\.", page.read_text(), re.MULTILINE)[0])
        for page in DECISIONS
    ]
    assert rows == expected


def test_maps_are_fresh():
    for page, text in graph.pages().items():
        assert page.read_text() == text, "run `python -m docs.graph`"


def test_every_module_is_on_the_map():
    modules = {path.name for path in (REPOSITORY / "modules").iterdir() if path.is_dir()}
    assert graph.calls().keys() == {"root", *modules}
    for name in modules:
        assert f'["{name}"]' in graph.module_map()
        assert f"| `{name}` |" in graph.module_table()


def test_every_resource_of_the_root_is_on_the_map_or_left_out_on_purpose():
    declared = {
        f"{kind}.{name}"
        for file in REPOSITORY.glob("*.tf")
        for kind, name in re.findall(r'^resource "(\w+)" "(\w+)"', file.read_text(), re.MULTILINE)
    }
    drawn, files = graph.resources()
    assert declared - drawn.keys() == set(graph.WATCHERS)
    assert all((REPOSITORY / files[node]).exists() for node in drawn)


def test_what_is_known_is_drawn():
    drawn, page = graph.resources()[0], graph.resource_map()
    labels = {tuple(re.split(r"[ (]|<br>", label)[:2]) for label in re.findall(r'"(.+?)"', page)}
    assert len(labels) == len(drawn) - 1, "all but the layer, which each function needs"
    assert ("dynamodb_table", "touches") in labels
    assert ("function", "back-fill") in labels


@pytest.mark.parametrize(
    ("later", "needed"),
    [
        ("aws_lambda_event_source_mapping.stream", "aws_dynamodb_table.touches"),  # by an attribute
        ('module.function["tagging"]', "aws_sqs_queue.inbox"),  # through a local and a policy document
        ('module.function["token"]', "module.dependencies"),  # by what all functions share
        ("aws_sns_topic_subscription.sms", "aws_sqs_queue_policy.senders"),  # by depends_on
    ],
)
def test_arrows_are_those_of_the_configuration(later, needed):
    assert needed in graph.resources()[0][later]


def test_functions_need_no_more_than_their_own():
    resources, _ = graph.resources()
    assert "aws_sqs_queue.backlog" not in resources['module.function["expiration"]']
    assert "aws_dynamodb_table.pace" not in resources['module.function["tagging"]']
    assert not resources["aws_dynamodb_table.touches"]


def test_what_is_not_drawn_of_functions_is_what_each_of_them_has():
    functions = [
        needed for node, needed in graph.resources()[0].items() if node.startswith("module.function[")
    ]
    assert len(functions) >= 6
    assert {*graph.OF_EVERY_FUNCTION} <= set.intersection(*functions)


def test_an_arrow_that_follows_from_others_is_left_out():
    assert graph.reduced({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == {"a": {"b"}, "b": {"c"}, "c": set()}


def test_a_module_with_half_of_what_functions_need_is_named(monkeypatch):
    monkeypatch.setattr(graph, "calls", lambda: {"root": {"function"}, "function": set()})
    with pytest.raises(SystemExit, match="root: has functions and does not call both"):
        graph.module_map()


def test_a_circle_is_named():
    with pytest.raises(SystemExit, match=r"in a circle: (a -> b -> a|b -> a -> b)"):
        graph.reduced({"a": {"b"}, "b": {"a"}})


def test_missing_markers_are_named(monkeypatch, tmp_path):
    page = tmp_path / "architecture.md"
    page.write_text("# Architecture\n")
    monkeypatch.setattr(graph, "PAGE", page)
    with pytest.raises(SystemExit, match="put the markers back"):
        graph.pages()
