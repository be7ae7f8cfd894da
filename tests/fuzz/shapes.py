"""What payloads can look like: valid ones, and the same with parts dropped, retyped, nested or doubled.

`CANARY` stands wherever a payload holds personal data, so that a test can look for it in what is printed.
"""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import DrawFn, SearchStrategy

CANARY = "canary-5b1e"
DEEPEST = 6  # below it nothing is changed: what stands there is junk already


def _nested(depth: int) -> Any:
    value: Any = CANARY
    for _ in range(depth):
        value = [value]
    return value


texts = st.one_of(
    st.sampled_from([CANARY, "\ud800" + CANARY]),  # a lone surrogate is JSON, and no UTF-8
    st.text(st.characters(), max_size=20),  # all of Unicode, lone surrogates too
    st.text(max_size=20).map(lambda text: CANARY + text),
    st.sampled_from(["", " ", "\0", "null", "1e999", "\u0130" * 90, CANARY * 20_000]),
)
numbers = st.one_of(
    st.integers(), st.floats(), st.sampled_from([10**400, -(10**400), 2**63, -0.0, float("nan"), 1e308])
)
junk = st.recursive(
    st.none() | st.booleans() | numbers | texts | st.integers(1, 200).map(_nested),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | st.just("S"), inner, max_size=3)
    ),
    max_leaves=5,
)

Path = tuple[Any, ...]


def _keys(value: Any) -> list[Any]:
    return (
        list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    )


def _path(draw: DrawFn, value: Any) -> Path:
    """A place in `value`, found step by step: the few near the root are met as often as the many below."""
    path: Path = ()
    while (keys := _keys(value)) and len(path) < DEEPEST and draw(st.integers(0, 9)):
        path = (*path, draw(st.sampled_from(keys)))
        value = value[path[-1]]
    return path


def _with(value: Any, path: Path, change: Callable[[Any, Any], None], replace: Callable[[Any], Any]) -> Any:
    """`value` after `change(container, key)` at the end of the path; for the root, what `replace` gives."""
    if not path:
        return replace(value)
    container = value
    for key in path[:-1]:
        container = container[key]
    change(container, path[-1])
    return value


def _drop(container: Any, key: Any) -> None:
    del container[key]


def _double(container: Any, key: Any) -> None:
    if isinstance(container, list):
        container.append(copy.deepcopy(container[key]))
    else:
        container[f"{key}-again"] = copy.deepcopy(container[key])


@st.composite
def mutated(draw: DrawFn, valid: Callable[[], Any], *, most: int = 4) -> Any:
    """What `valid` makes, changed in up to `most` places."""
    value = valid()
    for _ in range(draw(st.integers(0, most))):
        path = _path(draw, value)
        operation = draw(st.sampled_from(["drop", "double", "list", "object", "text", "text", "junk"]))
        if operation == "drop":
            value = _with(value, path, _drop, lambda _: None)
        elif operation == "double":
            value = _with(value, path, _double, lambda root: [root, root])
        else:
            new = draw({"text": texts, "junk": junk}.get(operation, st.none()))
            wrap = {"list": lambda old: [old], "object": lambda old: {"S": old}}.get(
                operation, lambda _old, new=new: new
            )

            def put(container: Any, key: Any, wrap: Callable[[Any], Any] = wrap) -> None:
                container[key] = wrap(container[key])

            value = _with(value, path, put, wrap)
    return value


def bodies(valid: Callable[[], Any]) -> SearchStrategy[str]:
    """Texts that should be JSON of what `valid` makes, and often are not."""
    return st.one_of(
        mutated(valid).map(json.dumps),
        mutated(valid).map(json.dumps).map(lambda text: text[: len(text) // 2]),
        texts,
        st.sampled_from(["[" * 100_000, '{"username":' * 20_000, "9" * 5_000, "NaN", '{"username": NaN}']),
    )
