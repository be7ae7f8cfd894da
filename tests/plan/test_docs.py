"""Every code block of the docs is tried: Terraform is planned, TypeScript parsed, commands looked up."""

from __future__ import annotations

import contextlib
import csv
import functools
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import tree_sitter
import tree_sitter_typescript

from analytics import columns, dialect, tables
from analytics.__main__ import parser as analyst_parser
from analytics.errors import AnalyticsError
from analytics.tables import table
from emulator.environment import ACCOUNT_ID
from emulator.terraform import Terraform
from operations.__main__ import parser as operator_parser

if TYPE_CHECKING:
    from analytics.engine import Engine

REPOSITORY = Path(__file__).parents[2]
PROGRAMS = {"operations": operator_parser, "analytics": analyst_parser}
DOCUMENTS = sorted(
    path
    for path in [
        *REPOSITORY.glob("*.md"),
        *REPOSITORY.glob("docs/**/*.md"),
        *REPOSITORY.glob("*/*/README.md"),
    ]
    if not any(part.startswith(".") for part in path.relative_to(REPOSITORY).parts)
)
# A module of the repository, or, without a path, the repository itself.
SOURCE = re.compile(r'"git::ssh://[^"/]+/[^"]+?\.git(?:/(/[^"?]+))?\?ref=[^"]*"')
ACCOUNT_OF_THE_DOCS = "111122223333"
PROVIDER = 'provider "aws" {\n  region = "us-east-1"\n}\n'


@dataclass(frozen=True)
class Block:
    """A fenced block: where it stands, its language, its text."""

    document: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.document.relative_to(REPOSITORY)}:{self.line}"


def blocks() -> list[Block]:
    found = []
    for document in DOCUMENTS:
        text = document.read_text()
        for fence in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            line = text[: fence.start()].count("\n") + 1
            found.append(Block(document, line, fence.group(1), fence.group(2)))
    return found


HCL = {f"block_{n}": block for n, block in enumerate(b for b in blocks() if b.language == "hcl")}


def of_language(*languages: str) -> Any:
    chosen = [block for block in blocks() if block.language in languages]
    return pytest.mark.parametrize("block", chosen, ids=str)


def test_every_block_has_a_language_that_is_tried() -> None:
    tried = {"hcl", "ts", "sh", "mermaid", "sql", "csv"}
    assert {str(block): block.language for block in blocks() if block.language not in tried} == {}
    assert len([block for block in blocks() if block.language == "hcl"]) >= 3


@pytest.fixture(scope="session")
def changed(
    fitting: dict[str, str], environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> set[str]:
    """What all blocks together would change: each is a module of one root, as a plan takes seconds."""
    root, calls = tmp_path_factory.mktemp("docs"), [PROVIDER]
    (root / "repository").symlink_to(REPOSITORY)  # by an absolute path a module may not call its neighbours
    for name, block in HCL.items():
        text = SOURCE.sub(r'"../repository\1"', block.text)
        text = re.sub(r'"eu-west-1_\w+"', f'"{fitting["user_pool_id"]}"', text)
        text = text.replace(ACCOUNT_OF_THE_DOCS, ACCOUNT_ID)  # the module takes ARNs of its own account only
        (root / name).mkdir()
        (root / name / "main.tf").write_text(f"# {block}\n{text}")
        calls.append(f'module "{name}" {{\n  source = "./{name}"\n}}\n')
    (root / "main.tf").write_text("\n".join(calls))
    terraform = Terraform(root, tmp_path_factory.mktemp("work"), environment)
    terraform.init()
    return set(terraform.plan({}).changed())


@pytest.mark.parametrize("name", HCL, ids=lambda name: str(HCL[name]))
def test_terraform_plans(name: str, changed: set[str]) -> None:
    assert any(address.startswith(f"module.{name}.module.") for address in changed)


@of_language("hcl")
def test_terraform_is_formatted(block: Block) -> None:
    done = subprocess.run(
        ["terraform", "fmt", "-"], input=block.text, capture_output=True, text=True, check=True
    )
    assert done.stdout == block.text


@of_language("ts")
def test_typescript_parses(block: Block) -> None:
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_typescript.language_typescript()))
    assert not parser.parse(block.text.encode()).root_node.has_error


@functools.cache
def engine_of(group: str) -> Engine:
    return columns.engine_of(group)[0]


@of_language("sql")
def test_queries_run_on_the_lake(block: Block) -> None:
    """Over empty tables and all views of ours: what a query names is there, and it is Athena's SQL."""
    assert dialect.differences(dialect.parse(block.text, str(block))) == []
    for folder in columns.groups():
        with contextlib.suppress(AnalyticsError):
            assert engine_of(folder.name).query(block.text).rows == []
            return
    pytest.fail(f"{block}: no group of views knows all that it names")


@of_language("csv")
def test_files_of_the_marketer_have_the_headings_of_their_table(block: Block) -> None:
    headings_of = {tuple(table(name).columns): name for name in tables.names() if table(name).is_csv}
    rows = list(csv.reader(block.text.splitlines()))
    assert tuple(rows[0]) in headings_of
    assert {len(row) for row in rows} == {len(rows[0])}


@of_language("sh")
def test_commands_exist(block: Block) -> None:
    if "; do\n" in block.text:  # a loop: its commands stand on their own elsewhere on the page
        subprocess.run(["bash", "-n"], input=block.text, text=True, check=True)
        return
    make_file = (REPOSITORY / "Makefile").read_text()
    targets = re.findall(r"^([a-z0-9]+):.*##", make_file, re.MULTILINE)
    for command in block.text.splitlines():
        words = command.split()
        if words[:1] == ["make"]:
            assert words[1] in targets
        elif words[1:2] == ["-m"] and words[2] in PROGRAMS:
            assert words[0].removesuffix("/bin/python") in make_file
            assert PROGRAMS[words[2]]().parse_args(words[3:]).run
        elif words[:1] == ["UPDATE_INVENTORIES=1"] and (REPOSITORY / words[-1]).exists():
            continue
        else:
            pytest.fail(f"nothing tries {command!r}: use a make target, or teach this test")


def test_links_lead_somewhere() -> None:
    broken = [
        f"{document.relative_to(REPOSITORY)}: {target}"
        for document in DOCUMENTS
        for target in targets(document)
        if not leads_somewhere(document, target)
    ]
    assert broken == []


def targets(document: Path) -> list[str]:
    """Of links into this repository, also those at the end of a page that tables refer to."""
    text = document.read_text()
    return re.findall(r"\]\(([^)\s:]+)\)", text) + re.findall(r"^\[[^\]]+\]: ([^\s:]+)$", text, re.MULTILINE)


def leads_somewhere(document: Path, target: str) -> bool:
    path, _, heading = target.partition("#")
    page = document.parent / path if path else document
    return page.exists() and (not heading or heading in headings(page))


def headings(page: Path) -> set[str]:
    """As GitHub names them in links."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
