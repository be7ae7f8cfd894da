"""Commands on pages: written in one way, and of programs and options that exist."""

import importlib.util
import re
import shlex

import pytest

from analytics.__main__ import parser as analyst
from benchmarks.__main__ import parse as benchmarks
from operations.__main__ import parser as operator
from simulations.__main__ import _parser as simulator
from tests.support.modules import REPOSITORY

PAGES = [
    REPOSITORY / "README.md",
    REPOSITORY / "CONTRIBUTING.md",
    *sorted((REPOSITORY / "docs").glob("*.md")),
    *sorted((REPOSITORY / "docs" / "adr").glob("*.md")),
    *sorted((REPOSITORY / "docs" / "runbooks").glob("*.md")),
]
# What is typed elsewhere: in a platform repo, where the module lies below .terraform.
ELSEWHERE = ("python3 -m checks", "python -m checks")
# No command of the page: who wrote it, and what a program prints.
SAID = ("written by `python -m", "do: python -m operations")
PYTHON = re.compile(r"[\w./-]*python[\d.]* -m [\w.]+")
ONE_WAY = re.compile(r"\.venv(?:-bench)?/bin/python -m [\w.]+")
TYPED = re.compile(r"\.venv(?:-bench)?/bin/python (-m [^`|#\n]+)")

OPTIONS = {
    "analytics": lambda words: analyst().parse_args(words),
    "benchmarks": benchmarks,
    "operations": lambda words: operator().parse_args(words),
    "simulations": lambda words: simulator().parse_args(words),
}
# An indented block begins with one of these; CONTRIBUTING.md names the tests.
TRIED = (
    ".venv/bin/python -m",
    "$ .venv/bin/python -m",
    "aws ",
    '{"username": "ann"',
    'SELECT DISTINCT "$path"',
)
# In tests/unit: checks, release, test_platform_repo.py, test_versions.py and test_provider_6.py.
WITH_TESTS_OF_THEIR_OWN = {"adopting.md", "checks.md", "releasing.md", "versions.md"}
MERMAID = re.compile(r"^```mermaid\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"(?<=\n\n)(?: {4}\S.*\n)(?:(?: {4}.*)?\n)*")

each = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(REPOSITORY).as_posix())


@each
def test_commands_are_written_in_one_way(page):
    lines = [line for line in page.read_text().splitlines() if not any(said in line.lower() for said in SAID)]
    found = [command for line in lines for command in PYTHON.findall(line) if not command.endswith(ELSEWHERE)]
    assert [command for command in found if not ONE_WAY.fullmatch(command)] == []


def typed():
    for page in PAGES:
        for command in TYPED.findall(page.read_text()):
            yield pytest.param(shlex.split(command), id=f"{page.stem}: {command[:60].strip()}")


@pytest.mark.parametrize("words", [*typed()])
def test_program_and_options_exist(words, capsys):
    program, options = words[1], words[2:]
    assert importlib.util.find_spec(program)
    if not options or program not in OPTIONS:
        return
    if options == ["--help"]:
        with pytest.raises(SystemExit, match="0"):
            OPTIONS[program](options)
        return
    OPTIONS[program](options)


def test_readme_says_once_where_commands_are_typed():
    """Whatever else a page says of it leads there."""
    assert "`.venv/bin/python -m`" in (REPOSITORY / "README.md").read_text().partition("## In a picture")[0]
    assert [
        page.name for page in PAGES if "`make venvs` makes `.venv`" in " ".join(page.read_text().split())
    ] == ["README.md"]


@each
def test_nothing_indented_is_left_untried(page):
    if page.name in WITH_TESTS_OF_THEIR_OWN:
        return
    blocks = INDENTED.findall(FENCED.sub("", page.read_text()))
    if page.parent.name == "runbooks":  # all that is indented there is typed: test_runbook_commands.py
        return
    assert [block for block in blocks if not block.strip().startswith(TRIED)] == []


def diagrams():
    pages = [*PAGES, *sorted((REPOSITORY / "modules").glob("*/README.md"))]
    for page in pages:
        for number, diagram in enumerate(MERMAID.findall(page.read_text()), 1):
            yield pytest.param(diagram, id=f"{page.relative_to(REPOSITORY)}: {number}")


@pytest.mark.parametrize("diagram", [*diagrams()])
def test_a_diagram_has_what_mermaid_asks_for(diagram):
    """Nothing here draws it: brackets close, quotes close, `end` closes subgraphs and names nothing."""
    first, *lines = diagram.splitlines()
    assert re.fullmatch(r"flowchart (LR|TD)", first)
    depth = 0
    for line in lines:
        bare = re.sub(r'"[^"]*"', "", line)
        assert '"' not in bare, line
        assert [bare.count(mark) for mark in "([{"] == [bare.count(mark) for mark in ")]}"], line
        depth += line.strip().startswith("subgraph ") - (line.strip() == "end")
        assert line.strip() == "end" or not re.search(
            r"(?<![\w-])end(?![\w-])", re.sub(r"\[.*?\]|\(.*?\)|--.*?-->", "", bare)
        )
    assert depth == 0
