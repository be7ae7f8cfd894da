"""What the *.tf files of this repository use of the AWS provider: types, what they set, what they read.

A use is a type, such as `resource aws_sqs_queue`, and a path below it, such as `redrive_policy` or
`global_secondary_index.hash_key`. Indices and splats are no part of a path.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import hcl2
from hcl2 import SerializationOptions

from docs.generated import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

Target = tuple[str, str]
"""A type, and the path below it that a name stands for."""

_OPTIONS = SerializationOptions(with_comments=False, explicit_blocks=True, strip_string_quotes=True)
_IS_BLOCK = "__is_block__"
_LEFT_OUT = {".build", ".terraform", "node_modules"}
# What Terraform itself understands in every resource; of `lifecycle`, ignore_changes names arguments.
_META = {"count", "for_each", "depends_on", "provider", "lifecycle", "connection", "provisioner"}
_RESOURCE = re.compile(r"(?<![\w.\"-])(data\.)?(aws_\w+)\.\w+")
_LOOP = re.compile(r"\bfor\s+(?:\w+\s*,\s*)?(\w+)\s+in\s+")
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)
_STEP = re.compile(r"\.(?:(\*|\d+)|(\w+))")


def terraform_files(root: Path = ROOT) -> list[Path]:
    """Every *.tf file, those of tests and examples too; not what Terraform or Python left here."""
    found = (path.relative_to(root) for path in root.rglob("*.tf"))
    return [
        root / path
        for path in sorted(found)
        if not any(part in _LEFT_OUT or part.startswith(".venv") for part in path.parts)
    ]


def uses(files: Iterable[Path]) -> dict[str, dict[str, set[Path]]]:
    """Type -> path -> the files that use it. The empty path stands for the type itself."""
    found: dict[str, dict[str, set[Path]]] = defaultdict(lambda: defaultdict(set))
    for file in files:
        for kind, path in _uses_of(file.read_text()):
            found[kind][path].add(file)
    return {kind: dict(paths) for kind, paths in sorted(found.items())}


@functools.cache
def _uses_of(text: str) -> frozenset[Target]:
    parsed = hcl2.loads(text, serialization_options=_OPTIONS)
    found: set[Target] = set()
    for keyword, blocks in parsed.items():
        for block in blocks if isinstance(blocks, list) else []:
            found.update(_declared(keyword, block))
            found.update(_read(block, {}))
    return frozenset(found)


def _declared(keyword: str, block: Mapping[str, Any]) -> Iterator[Target]:
    for name, bodies in block.items():
        if keyword == "provider" and name == "aws":
            yield "provider aws", ""
            yield from (("provider aws", path) for path in _written(bodies) if path != "alias")
        elif keyword in ("resource", "data") and name.startswith("aws_"):
            kind = f"{keyword} {name}"
            yield kind, ""
            for _, body in _labelled(bodies):
                yield from ((kind, path) for path in _written(body))
                yield from _read(body, {"self": [(kind, "")]})


def _written(body: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Paths of the arguments and blocks that a body sets."""
    for name, value in body.items():
        if name == _IS_BLOCK:
            continue
        if name == "dynamic":
            for dynamic in value:
                for label, settings in _labelled(dynamic):
                    yield prefix + label
                    for content in settings.get("content", []):
                        yield from _written(content, f"{prefix}{label}.")
        elif not prefix and name in _META:
            if name == "lifecycle":
                yield from _ignored(value)
        else:
            yield prefix + name
            for block in _blocks(value):
                yield from _written(block, f"{prefix}{name}.")


def _ignored(lifecycles: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for lifecycle in lifecycles:
        names = lifecycle.get("ignore_changes", [])
        for name in names if isinstance(names, list) else []:
            yield re.split(r"[.\[]", name.removeprefix("${").removesuffix("}"))[0]


def _blocks(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        yield from (one for one in value if isinstance(one, dict) and one.get(_IS_BLOCK))


def _labelled(block: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield from ((label, body) for label, body in block.items() if label != _IS_BLOCK)


def _read(value: Any, names: Mapping[str, list[Target]]) -> Iterator[Target]:
    """What the expressions in a value read; `names` are those that stand for something of the provider."""
    if isinstance(value, str):
        yield from _referred(value, names)
    elif isinstance(value, list):
        for one in value:
            yield from _read(one, names)
    elif isinstance(value, dict):
        inside = {**names, **_each(value.get("for_each"), names, "each")}
        for key, one in value.items():
            yield from _referred(key, inside)
            if key != "dynamic":
                yield from _read(one, inside)
                continue
            for dynamic in one:
                for label, settings in _labelled(dynamic):
                    iterator = settings.get("iterator", label)
                    its_own = _each(settings.get("for_each"), inside, iterator)
                    yield from _read(settings, {**inside, **its_own})


def _each(collection: Any, names: Mapping[str, list[Target]], iterator: str) -> dict[str, list[Target]]:
    """`for_each` over whole resources: their attributes are read by way of `<iterator>.value`."""
    targets = list(_referred(collection, names)) if isinstance(collection, str) else []
    return {f"{iterator}.value": targets} if targets else {}


def _referred(text: str, names: Mapping[str, list[Target]]) -> Iterator[Target]:
    names = dict(names)
    for loop in _LOOP.finditer(text):
        # What is inside an object is one of its attributes, not the thing that the loop runs over.
        collection = _OBJECT.sub("", _collection(text, loop.end()))
        if targets := list(_named(collection, names)):
            names[loop[1]] = targets
    yield from _named(text, names)


def _collection(text: str, start: int) -> str:
    """What a loop runs over: up to its colon, that of no inner bracket and of no condition."""
    depth = 0
    for position in range(start, len(text)):
        depth += (text[position] in "([{") - (text[position] in ")]}")
        if text[position] == ":" and depth <= 0:
            return text[start:position]
    return text[start:]


def _named(text: str, names: Mapping[str, list[Target]]) -> Iterator[Target]:
    for found in _RESOURCE.finditer(text):
        kind = f"{'data' if found[1] else 'resource'} {found[2]}"
        yield kind, _path(text, found.end())
    for name, targets in names.items():
        for found in re.finditer(rf"(?<![\w.\"-]){re.escape(name)}(?=[.\[])", text):
            if path := _path(text, found.end()):
                yield from ((kind, f"{base}.{path}" if base else path) for kind, base in targets)


def _path(text: str, position: int) -> str:
    """The attributes that follow a reference: `[0].rule[*].prefix` is `rule.prefix`.

    Where none follow and a call ends, those that follow it: `one(values(aws_x.y)[*]).arn` reads `arn`.
    """
    steps: list[str] = []
    while position < len(text):
        if text[position] == "[":
            position = _after_brackets(text, position)
        elif step := _STEP.match(text, position):
            if step[2]:
                steps.append(step[2])
            position = step.end()
        elif text[position] == ")" and not steps:
            position += 1
        else:
            break
    return ".".join(steps)


def _after_brackets(text: str, position: int) -> int:
    depth = 0
    while position < len(text):
        depth += (text[position] == "[") - (text[position] == "]")
        position += 1
        if not depth:
            break
    return position
