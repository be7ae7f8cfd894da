"""Writes the maps of docs/architecture.md from the Terraform files: who calls whom, and what hangs on what.

    python -m docs.graph            write them
    python -m docs.graph --check    fail if they are stale

Like `terraform graph`, an arrow leads from what is made later to what it needs, and one that follows from
others is left out. Unlike it, nothing is initialised, locals and policy documents are looked through, and
each function is drawn for itself.
"""

from __future__ import annotations

import functools
import re
import sys
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from docs.generated import ROOT, write_or_check

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

PAGE = ROOT / "docs" / "architecture.md"
THE_ROOT = "root"
# They read nearly everything and nothing needs them: their arrows would hide all others.
WATCHERS = ("aws_cloudwatch_dashboard.this", "aws_cloudwatch_metric_alarm.this")
# What Terraform knows of the provider, and no part of the product.
SURROUNDINGS = ("data.aws_caller_identity.", "data.aws_partition.", "data.aws_region.")
# They come together: code, and the layer beneath it.
OF_FUNCTIONS = ("dependencies", "function")
# What functions.tf gives to each of them.
OF_EVERY_FUNCTION = ("aws_sqs_queue.dead_letters", "module.dependencies")
TRANSPARENT = ("local.", "data.aws_iam_policy_document.")
SHAPES = {"aws_dynamodb_table": ("[(", ")]"), "aws_sqs_queue": ("[[", "]]"), "module": ("([", "])")}

_BLOCK = re.compile(r"^(resource|data|module|locals) ?(.*?) ?\{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_LOCAL = re.compile(r"^  (\w+) += (.*?)(?=^  \w+ += |\Z)", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r'^\s*#.*$|\s# [^"\n]*$', re.MULTILINE)
_REFERENCE = re.compile(r'\bmodule\.\w+(?:\["[\w-]+"\])?|\b(?:data\.)?\w+\.\w+')
_SOURCE = re.compile(r'^  source += "(?:\./modules|\.\.)/([\w-]+)"', re.MULTILINE)
_FUNCTION = re.compile(r"^ +([\w-]+) += .*?(local\.\w+_function)\b", re.MULTILINE)

Graph = dict[str, set[str]]


def main() -> int:
    """Exit status 1 if `--check` found the page stale."""
    return write_or_check(pages(), __doc__)


def pages() -> dict[Path, str]:
    """The page and its text, with fresh maps between their markers."""
    text = PAGE.read_text()
    for name, content in {
        "MODULES": f"{module_map()}\n\n{module_table()}",
        "RESOURCES": resource_map(),
    }.items():
        text = _put(text, name, content)
    return {PAGE: text}


def _put(text: str, name: str, content: str) -> str:
    begin, end = f"<!-- BEGIN {name} -->", f"<!-- END {name} -->"
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        sys.exit(f"docs/architecture.md has no {begin} … {end}: put the markers back")
    return f"{before}{begin}\n\n{content}\n\n{end}{after}"


# Who calls whom


@functools.cache
def calls() -> Graph:
    """Module -> the modules that it calls; the root module is `root`."""
    folders = {THE_ROOT: ROOT} | {path.name: path for path in sorted((ROOT / "modules").iterdir())}
    return {
        name: {callee for file in folder.glob("*.tf") for callee in _SOURCE.findall(_code(file))}
        for name, folder in folders.items()
    }


def internal_modules() -> list[str]:
    """Those that other modules call, and nobody else should."""
    return sorted(set().union(*calls().values()))


def module_map() -> str:
    """Callers on the left, internal blocks on the right; what has functions calls `function` as one."""
    internal, graph = internal_modules(), reduced(calls())
    callers = sorted(graph.keys() - {*internal})
    groups = {
        "with functions": [name for name in callers if graph[name] >= {*OF_FUNCTIONS}],
        "without functions": [name for name in callers if not graph[name] & {*OF_FUNCTIONS}],
    }
    if left := {*callers} - {*groups["with functions"], *groups["without functions"]}:
        sys.exit(
            f"{', '.join(sorted(left))}: has functions and does not call both of {', '.join(OF_FUNCTIONS)}"
        )
    lines = ["flowchart LR"]
    for title, names in groups.items():
        lines += [f'  subgraph {_id(title)}["{title}"]', *(f'    {_id(n)}["{n}"]' for n in names), "  end"]
    lines += [f'  {_id(name)}(["{name}"])' for name in internal]
    lines += [f"  with_functions --> {_id(callee)}" for callee in OF_FUNCTIONS]
    lines += [
        f"  {_id(caller)} --> {_id(callee)}"
        for caller in sorted(graph)
        for callee in sorted(graph[caller] - {*(OF_FUNCTIONS if caller in callers else ())})
    ]
    return _fenced(lines)


def module_table() -> str:
    """Every call, also those that the map leaves out."""
    rows = [
        f"| `{caller}` | {', '.join(f'`{callee}`' for callee in sorted(callees)) or 'none'} |"
        for caller, callees in sorted(calls().items(), key=lambda item: (item[0] != THE_ROOT, item[0]))
    ]
    return "\n".join(["| module | calls |", "|---|---|", *rows])


# What hangs on what in the root module


def resource_map() -> str:
    """The root's resources and functions, each with the file that declares it."""
    graph, files = resources()
    arrows = reduced(
        {n: needed - {*OF_EVERY_FUNCTION} if _is_function(n) else needed for n, needed in graph.items()}
    )
    needed = set().union(*arrows.values())
    by_file = sorted(graph, key=lambda node: (files[node], node))
    drawn = [node for node in by_file if node in needed or node not in OF_EVERY_FUNCTION]
    lines = ["flowchart LR", *(f"  {_id(node)}{_shape(node, files[node])}" for node in drawn)]
    lines += [f"  {_id(node)} --> {_id(needed)}" for node in drawn for needed in sorted(arrows[node])]
    return _fenced(lines)


@functools.cache
def resources() -> tuple[Graph, dict[str, str]]:
    """What each resource of the root module needs directly, and the file that declares it."""
    bodies, files = _declared()
    _draw_functions_apart(bodies, files)
    references = {address: _references(address, body, bodies) for address, body in bodies.items()}
    shown = [a for a in bodies if not a.startswith((*TRANSPARENT, *SURROUNDINGS)) and a not in WATCHERS]
    graph = {address: _needed(address, references) & {*shown} for address in shown}
    needed = set().union(*graph.values())
    # A look-up that only a check reads makes nothing and nothing waits for it.
    return {a: n for a, n in graph.items() if n or a in needed or not a.startswith("data.")}, files


def _declared() -> tuple[dict[str, str], dict[str, str]]:
    bodies: dict[str, str] = {}
    files: dict[str, str] = {}
    for file in sorted(ROOT.glob("*.tf")):
        for kind, labels, body in _BLOCK.findall(_code(file)):
            name = ".".join(re.findall(r'"(.*?)"', labels))
            found = {
                "resource": {name: body},
                "data": {f"data.{name}": body},
                "module": {f"module.{name}": body},
                "locals": {f"local.{local}": value for local, value in _LOCAL.findall(body)},
            }[kind]
            bodies |= found
            files |= dict.fromkeys(found, file.name)
    return bodies, files


def _draw_functions_apart(bodies: dict[str, str], files: dict[str, str]) -> None:
    """`module.function` becomes one node for each function, in the file of its concern."""
    shared, functions = bodies.pop("module.function"), _FUNCTION.findall(bodies.pop("local.functions"))
    if not functions:
        sys.exit("functions.tf lists no functions as docs/graph.py expects it: teach it where they are now")
    for name, its_own in functions:
        bodies[f'module.function["{name}"]'] = f"{shared}\n{its_own}"
        files[f'module.function["{name}"]'] = files[its_own]


def _references(address: str, body: str, bodies: Mapping[str, str]) -> set[str]:
    found: set[str] = set()
    for reference in _REFERENCE.findall(body):
        if reference == "module.function":  # all of them
            found |= {a for a in bodies if _is_function(a)}
        elif reference in bodies:
            found.add(reference)
    return found - {address}


def _needed(address: str, references: Mapping[str, set[str]]) -> set[str]:
    """What it refers to; what is only written down somewhere else is looked through."""
    needed: set[str] = set()
    seen: set[str] = set()
    rest = [*references[address]]
    while rest:
        reference = rest.pop()
        if reference in seen:
            continue
        seen.add(reference)
        if reference.startswith(TRANSPARENT):
            rest += references[reference]
        else:
            needed.add(reference)
    return needed - {address}


# Both


def reduced(graph: Mapping[str, set[str]]) -> Graph:
    """Without the arrows that follow from others; `SystemExit` where it runs in a circle."""
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        sys.exit(f"the graph runs in a circle: {' -> '.join(error.args[1])}")
    reached: Graph = {}
    for node in order:  # what is needed comes first
        direct = graph.get(node, set())
        reached[node] = direct.union(*(reached[one] for one in direct))
    return {
        node: {one for one in direct if not any(one in reached[other] for other in direct)}
        for node, direct in graph.items()
    }


@functools.cache
def _code(file: Path) -> str:
    """A file as `terraform fmt` leaves it, without comments."""
    return _COMMENT.sub("", file.read_text())


def _is_function(node: str) -> bool:
    return node.startswith("module.function[")


def _shape(node: str, file: str) -> str:
    kind, _, name = node.removeprefix("data.").partition(".")
    if kind == "module":
        title = name.replace('["', " ").replace('"]', "")
    else:
        title = kind.removeprefix("aws_") + ("" if name == "this" else f" {name}")
    before, after = SHAPES.get(kind, ("[", "]"))
    return f'{before}"{title}{" (yours)" if node.startswith("data.") else ""}<br>{file}"{after}'


def _id(name: str) -> str:
    return re.sub(r"\W+", "_", name).strip("_")


def _fenced(lines: Iterable[str]) -> str:
    return "\n".join(["```mermaid", *lines, "```"])


if __name__ == "__main__":
    sys.exit(main())
