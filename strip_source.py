"""Takes out of a module what only people and type checkers read, so that the zip stays small.

    docstrings      become an empty text
    type imports    a module's `if TYPE_CHECKING:` goes, unless it has an else
    layout          comments and trailing white space go, indentation becomes one space per level

Each line keeps its number, so that tracebacks stay true. What is left is parsed and compared with the source.
"""

from __future__ import annotations

import ast
import io
import tokenize
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class StripError(Exception):
    """The module cannot be stripped; the message says why, and what to do."""


def strip_source(source: bytes) -> bytes:
    """The same program on the same lines; the same bytes on every CPython. The source must parse."""
    tree = ast.parse(source)
    try:
        lines = source.decode("utf-8-sig").encode().split(b"\n")  # the tree counts columns in bytes
        empty_docstrings(tree, lines)
        blank_type_imports(tree, lines)
        stripped = plain_layout(b"\n".join(lines).decode()).encode()
        result = ast.parse(stripped)
    except UnicodeDecodeError as error:
        raise StripError("is not UTF-8; save it as UTF-8") from error
    except (SyntaxError, tokenize.TokenError) as error:
        raise StripError(
            f"is not Python when it is stripped ({error}); write that line more plainly"
        ) from error
    if meaning(result) != meaning(without_both(tree)):
        raise StripError("changes when it is stripped; save it as UTF-8, with one statement per line")
    return stripped


def empty_docstrings(tree: ast.Module, lines: list[bytes]) -> None:
    for text in docstrings(tree):
        first, last = text.lineno - 1, (text.end_lineno or text.lineno) - 1
        before, after = lines[first][: text.col_offset], lines[last][text.end_col_offset :]
        lines[first : last + 1] = [before + b'""' + after, *[b""] * (last - first)]


def docstrings(tree: ast.Module) -> Iterator[ast.Expr]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            text = node.body[0] if node.body else None
            if isinstance(text, ast.Expr) and ast.get_docstring(node, clean=False) is not None:
                yield text


def blank_type_imports(tree: ast.Module, lines: list[bytes]) -> None:
    for block in filter(is_type_only, tree.body):
        first, last = block.lineno - 1, block.end_lineno or block.lineno
        lines[first:last] = [b""] * (last - first)


def is_type_only(statement: ast.stmt) -> bool:
    """Asked of a module's own statements alone: no other body may become empty, and an else is run."""
    return (
        isinstance(statement, ast.If)
        and not statement.orelse
        and ast.unparse(statement.test) == "TYPE_CHECKING"
    )


def plain_layout(text: str) -> str:
    levels, within = layout(text)
    lines = text.split("\n")
    for token in tokens(text):
        if token.type == tokenize.COMMENT:
            lines[token.start[0] - 1] = lines[token.start[0] - 1].removesuffix(token.string)
    for number, line in enumerate(lines, 1):
        begun = line if number in within else " " * levels.get(number, 0) + line.lstrip()
        lines[number - 1] = begun if number + 1 in within else begun.rstrip()
    return "\n".join(lines)


def layout(text: str) -> tuple[dict[int, int], set[int]]:
    """The level of each line, and the lines that begin inside a text.

    Built on rows alone, as an f-string is one token in CPython 3.11 and many from 3.12 on.
    """
    level = 0
    levels: dict[int, int] = {}
    within: set[int] = set()
    opened: list[int] = []
    for token in tokens(text):
        kind, row = tokenize.tok_name[token.type], token.start[0]
        level += {"INDENT": 1, "DEDENT": -1}.get(kind, 0)
        levels[row] = level
        if kind == "FSTRING_START":
            opened.append(row)
        elif kind in {"STRING", "FSTRING_END"}:
            first = row if kind == "STRING" else opened.pop()
            within.update(range(first + 1, token.end[0] + 1))
    return levels, within


def tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    return tokenize.generate_tokens(io.StringIO(text).readline)


def without_both(tree: ast.Module) -> ast.Module:
    """What must be left, made from the tree and not from the text."""
    for text in docstrings(tree):
        text.value = ast.copy_location(ast.Constant(""), text.value)
    tree.body = [statement for statement in tree.body if not is_type_only(statement)]
    return tree


def meaning(tree: ast.Module) -> tuple[str, list[int]]:
    return ast.dump(tree), [getattr(node, "lineno", 0) for node in ast.walk(tree)]
