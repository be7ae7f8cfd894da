"""The configuration inside of a plan: tells what was written from what AWS fills in by itself.

What a plan says here: https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation.
Blocks that `dynamic` writes and values of locals are not in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from checks.values import dig, is_set, listed, texts

_INDEX = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]')


class Configuration:
    """Expressions by module and resource."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw = raw
        self._expressions: dict[tuple[tuple[str, ...], str], Mapping[str, Any]] = {}
        self._collect((), dig(raw, "configuration", "root_module"))

    def expressions(self, module: str, resource: str) -> Mapping[str, Any]:
        """What the resource's block says, by attribute."""
        return self._expressions.get((_path(module), resource), {})

    def references(self, module: str, resource: str, attribute: str) -> tuple[str, ...]:
        """What the expression names: the longest form of each name first, as Terraform lists them."""
        return texts(dig(self.expressions(module, resource), attribute, "references"))

    def given(self, module: str, resource: str, path: tuple[str | int, ...]) -> bool | None:
        """Whether something is given there, as far as the configuration says; None without such a block."""
        if (_path(module), resource) not in self._expressions:
            return None
        expression = dig(self.expressions(module, resource), *path)
        return expression is not None and self._may_be_set(_path(module), expression)

    def _may_be_set(self, module: tuple[str, ...], expression: Any) -> bool:
        if isinstance(expression, Mapping) and "constant_value" in expression:
            return is_set(expression["constant_value"])
        names = texts(dig(expression, "references"))
        variables = [name.split(".")[1] for name in names if re.fullmatch(r"var\.\w+", name)]
        if not variables or any(not name.startswith("var.") for name in names):
            return True
        return any(self._variable_may_be_set(module, name) for name in variables)

    def _variable_may_be_set(self, module: tuple[str, ...], name: str) -> bool:
        if not module:
            return is_set(dig(self._raw, "variables", name, "value"))
        holder = self._module(module[:-1])
        expression = dig(holder, "module_calls", module[-1], "expressions", name)
        if expression is not None:
            return self._may_be_set(module[:-1], expression)
        return is_set(dig(holder, "module_calls", module[-1], "module", "variables", name, "default"))

    def _module(self, path: tuple[str, ...]) -> Any:
        module = dig(self._raw, "configuration", "root_module")
        for name in path:
            module = dig(module, "module_calls", name, "module")
        return module

    def _collect(self, path: tuple[str, ...], module: Any) -> None:
        for resource in listed(dig(module, "resources")):
            address, expressions = dig(resource, "address"), dig(resource, "expressions")
            if isinstance(address, str) and isinstance(expressions, Mapping):
                self._expressions[path, address] = expressions
        calls = dig(module, "module_calls")
        for name, call in calls.items() if isinstance(calls, Mapping) else ():
            self._collect((*path, name), dig(call, "module"))


def _path(module: str) -> tuple[str, ...]:
    """``module.a["x"].module.b`` as ``("a", "b")``: a configuration knows no instances."""
    return tuple(_INDEX.sub("", module).split(".")[1::2])
