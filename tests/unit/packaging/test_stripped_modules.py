"""Real modules, ours and 200 of the standard library, stay the same program when they are stripped."""

from __future__ import annotations

import ast
import sysconfig
from pathlib import Path

import pytest

import build
from strip_source import strip_source

REPOSITORY = Path(build.__file__).parent
STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))
OURS = sorted((REPOSITORY / build.SOURCES).rglob("*.py"))
OTHERS = [
    path for path in sorted(STANDARD_LIBRARY.glob("[a-z]*/*.py")) if 2_000 < path.stat().st_size < 20_000
]
THEIRS = [path for path in OTHERS if "site-packages" not in path.parts][:200]


class OnlyForPeople(ast.NodeTransformer):
    """The rules once more, on the tree alone."""

    def visit_Module(self, node: ast.Module) -> ast.AST:
        kept = self.visit_body(node)
        kept.body = [
            child
            for child in kept.body
            if not (
                isinstance(child, ast.If) and not child.orelse and ast.unparse(child.test) == "TYPE_CHECKING"
            )
        ]
        return kept

    def visit_body(self, node: ast.AST) -> ast.AST:
        if ast.get_docstring(node, clean=False) is not None:
            node.body[0].value.value, node.body[0].value.kind = "", None
        return self.generic_visit(node)

    visit_ClassDef = visit_FunctionDef = visit_AsyncFunctionDef = visit_body  # noqa: N815


def lines_of(tree: ast.AST) -> list[tuple[str, int]]:
    return [(type(node).__name__, node.lineno) for node in ast.walk(tree) if hasattr(node, "lineno")]


@pytest.mark.parametrize("path", [*OURS, *THEIRS], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_real_modules_stay_the_same_program_on_the_same_lines(path: Path) -> None:
    source = path.read_bytes()

    stripped = strip_source(source)

    expected, result = OnlyForPeople().visit(ast.parse(source)), ast.parse(stripped)
    assert ast.dump(result) == ast.dump(expected)
    assert lines_of(result) == lines_of(expected)
    assert stripped.count(b"\n") == source.count(b"\n")


def test_there_are_real_modules() -> None:
    assert len(THEIRS) == 200
    assert len(OURS) > 40
