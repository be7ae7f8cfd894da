"""Every code block of the docs is tried: Terraform is planned, TypeScript parsed, commands looked up."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import tree_sitter
import tree_sitter_typescript

from emulator.environment import ACCOUNT_ID
from emulator.terraform import Terraform
from operations.__main__ import parser as operator_parser

REPOSITORY = Path(__file__).parents[2]
DOCUMENTS = sorted(
    path
    for path in [
        *REPOSITORY.glob("*.md"),
        *REPOSITORY.glob("docs/**/*.md"),
        *REPOSITORY.glob("*/*/README.md"),
    ]
    if not any(part.startswith(".") for part in path.relative_to(REPOSITORY).parts)
)
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
    tried = {"hcl", "ts", "sh", "mermaid"}
    assert {str(block): block.language for block in blocks() if block.language not in tried} == {}
    assert len([block for block in blocks() if block.language == "hcl"]) >= 3


@pytest.fixture(scope="session")
def changed(
    fitting: dict[str, str], environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> set[str]:
    """What all blocks together would change: each is a module of one root, as a plan takes seconds."""
    root, calls = tmp_path_factory.mktemp("docs"), [PROVIDER]
    for name, block in HCL.items():
        text = re.sub(r'"git::[^"]*"', f'"{REPOSITORY}"', block.text)
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
    assert any(address.startswith(f"module.{name}.module.attribution") for address in changed)


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


@of_language("sh")
def test_commands_exist(block: Block) -> None:
    make_file = (REPOSITORY / "Makefile").read_text()
    targets = re.findall(r"^([a-z0-9]+):.*##", make_file, re.MULTILINE)
    for command in block.text.splitlines():
        words = command.split()
        if words[:1] == ["make"]:
            assert words[1] in targets
        elif words[1:3] == ["-m", "operations"]:
            assert words[0].removesuffix("/bin/python") in make_file
            assert operator_parser().parse_args(words[3:]).run
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
