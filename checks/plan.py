"""A plan as data: a typed view of what ``terraform show -json`` prints.

The format: https://developer.hashicorp.com/terraform/internals/json-format (major version 1).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from checks.configuration import Configuration
from checks.errors import UnusableError
from checks.policies import FILTERS, Statement, statements_of_document, statements_of_json
from checks.values import SENSITIVE, UNKNOWN, any_true, dig, is_set, listed, merged, quoted

MAJOR_VERSION = "1"
HOW = "Give what `terraform show -json FILE` prints of a file that `terraform plan -out=FILE` wrote."
DOCUMENT = "aws_iam_policy_document"
# Where a document takes statements from that are written as JSON.
SOURCES = ("source_policy_documents", "override_policy_documents")
# What begins a name whose value a plan does not show.
ELSEWHERE = ("each.", "local.", "module.", "var.")
REMOVED = frozenset({"delete", "forget"})


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource or data source of the plan, as it shall be."""

    address: str
    module: str
    type: str
    name: str
    index: Any
    actions: tuple[str, ...]
    values: Mapping[str, Any]
    """`UNKNOWN` where only AWS will say it; empty if the resource goes."""
    before: Mapping[str, Any]
    sensitive: Any
    replace_paths: tuple[str, ...]
    configuration: Configuration = field(repr=False)

    def get(self, *path: str | int) -> Any:
        """The planned value there; None if there is none."""
        return dig(self.values, *path)

    def was(self, *path: str | int) -> Any:
        """The value before the change; None if there was none."""
        return dig(self.before, *path)

    def is_hidden(self, *path: str | int) -> bool:
        """Whether Terraform marks the value, or a part of it, as sensitive."""
        marks = self.sensitive
        for step in path:
            if marks is True:
                return True
            marks = dig(marks, step)
        return any_true(marks)

    def show(self, *path: str | int) -> str:
        """The value for people; never one that is sensitive."""
        return SENSITIVE if self.is_hidden(*path) else quoted(self.get(*path))

    def given(self, *path: str | int) -> bool | None:
        """Whether there is a value: tells what was given, and is unknown yet, from what AWS will fill in.

        None if the plan does not say it, as for what a `dynamic` block writes.
        """
        value = self.get(*path)
        if value != UNKNOWN:
            return is_set(value)
        if is_set(block := self.get(*path[:1])) and block != UNKNOWN and not self._written(path[0]):
            return None
        return self.configuration.given(self.module, f"{self.type}.{self.name}", path)

    def references(self, attribute: str) -> tuple[str, ...]:
        """What the attribute's expression names."""
        return self.configuration.references(self.module, f"{self.type}.{self.name}", attribute)

    def belongs_to(self, other: Resource, attribute: str, *, sure: bool = False) -> bool:
        """Whether the attribute names the other; where the plan cannot tell, it does unless ``sure``."""
        value = self.get(attribute)
        if value != UNKNOWN:
            return is_set(value) and value in [
                other.get(key) for key in ("arn", "bucket", "id", "name", "url")
            ]
        names, whole = self.references(attribute), f"{other.type}.{other.name}"
        if self.module == other.module and whole in names:
            instances = tuple(name for name in names if name.startswith(f"{whole}["))
            if instances:
                return other.address.endswith(instances)
            return self.index == other.index or None in (self.index, other.index)
        return not sure and (not names or any(name.startswith(ELSEWHERE) for name in names))

    def _written(self, attribute: str | int) -> bool:
        return attribute in self.configuration.expressions(self.module, f"{self.type}.{self.name}")


class Plan:
    """What a plan will leave behind, and what it does on the way."""

    def __init__(self, raw: Any) -> None:
        self.raw = _usable(raw)
        self._configuration = Configuration(self.raw)
        changes = [_change(change, n) for n, change in enumerate(_listed(self.raw, "resource_changes"))]
        of_change = [(change["mode"], self._resource(change)) for change in changes]
        self.changes = [resource for mode, resource in of_change if mode != "data"]
        """Every managed resource, those that go and those that stay as they are too."""
        self.resources = [r for r in self.changes if not (r.actions and set(r.actions) <= REMOVED)]
        """Every managed resource that is there after apply."""
        waiting = [resource for mode, resource in of_change if mode == "data"]
        seen = {resource.address for resource in waiting}
        read = _of_state(dig(self.raw, "prior_state", "values", "root_module"), self._configuration)
        self.data = [*waiting, *(resource for resource in read if resource.address not in seen)]
        """Every data source: those that wait for an unknown value, and those that could be read."""

    @classmethod
    def parse(cls, text: str | bytes, name: str) -> Plan:
        """Read JSON; ``name`` says in messages where it is from."""
        try:
            return cls(json.loads(text))
        except ValueError as error:
            raise UnusableError(f"{name} is no JSON: {error}. {HOW}") from error
        except UnusableError as error:
            raise UnusableError(f"{name}: {error}") from error
        except RecursionError as error:
            raise UnusableError(f"{name} is nested too deeply to be a plan. {HOW}") from error

    @property
    def notes(self) -> list[str]:
        """What the plan leaves open as a whole."""
        if self.raw.get("complete") is False:
            return [
                (
                    "The plan is not complete (-target, or changes that wait for another apply): "
                    "what it leaves out was not looked at."
                )
            ]
        return []

    def of_type(self, *types: str) -> list[Resource]:
        """The resources of these types that are there after apply."""
        return [resource for resource in self.resources if resource.type in types]

    @property
    def documents(self) -> list[Resource]:
        """Every policy document that the plan tells of."""
        return [data for data in self.data if data.type == DOCUMENT]

    @cached_property
    def statements(self) -> list[Statement]:
        """Every statement of every policy that can be read, once.

        Where a resource has it, else of the document that it is written in.
        """
        statements, told, of_documents = [], [], []
        for resource in self.resources:
            for statement, written in statements_of_json(resource):
                told.append(written)
                if resource.type not in FILTERS:
                    statements.append(statement)
        for document in self.documents:
            known = [written for _, written in statements_of_json(document, "json")]
            of_documents += known
            if not known or any(written not in told for written in known):
                statements += statements_of_document(document)
        for document in self.documents:
            for statement, written in statements_of_json(document, *SOURCES):
                if written not in told and written not in of_documents:
                    statements.append(statement)
        return statements

    def _resource(self, change: Mapping[str, Any]) -> Resource:
        what = change["change"]
        after = merged(what.get("after"), what.get("after_unknown"))
        before = what.get("before")
        return Resource(
            address=change["address"],
            module=_text(change.get("module_address")),
            type=change["type"],
            name=_text(change.get("name")),
            index=change.get("index"),
            actions=tuple(what["actions"]),
            values=after if isinstance(after, Mapping) else {},
            before=before if isinstance(before, Mapping) else {},
            sensitive=what.get("after_sensitive"),
            replace_paths=tuple(_path(path) for path in _listed(what, "replace_paths")),
            configuration=self._configuration,
        )


def _usable(raw: Any) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise UnusableError(f"this is no plan but {_kind(raw)}. {HOW}")
    version = raw.get("format_version", f"{MAJOR_VERSION}.0")
    if not isinstance(version, str) or version.split(".")[0] != MAJOR_VERSION:
        raise UnusableError(
            f"format_version is {quoted(version)}, and these checks read {MAJOR_VERSION}.x: "
            "use a version of the checks that knows this version of Terraform."
        )
    if "resource_changes" not in raw and "planned_values" not in raw:
        what = "a state" if "values" in raw else "something else: it has no resource_changes"
        raise UnusableError(f"this is no plan but {what}. {HOW}")
    if raw.get("errored") is True:
        raise UnusableError(
            "the plan ended with an error, so it is not whole: mend what `terraform plan` says first."
        )
    return raw


def _listed(holder: Mapping[str, Any], key: str) -> list[Any]:
    value = holder.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise UnusableError(f"{key} is no list but {_kind(value)}. {HOW}")
    return value


def _change(change: Any, number: int) -> Mapping[str, Any]:
    """One of ``resource_changes``, whose shape the rest may rely on."""
    where = f"resource_changes[{number}]"
    if not isinstance(change, Mapping):
        raise UnusableError(f"{where} is no object but {_kind(change)}. {HOW}")
    for key in ("address", "type", "mode"):
        if not isinstance(change.get(key), str):
            raise UnusableError(f"{where}.{key} is no text but {_kind(change.get(key))}. {HOW}")
    what = change.get("change")
    if not isinstance(what, Mapping):
        raise UnusableError(f"{where}.change is no object but {_kind(what)}. {HOW}")
    actions = what.get("actions")
    if not isinstance(actions, list) or not all(isinstance(action, str) for action in actions):
        raise UnusableError(f"{where}.change.actions is no list of texts. {HOW}")
    return change


def _of_state(module: Any, configuration: Configuration) -> Iterator[Resource]:
    for resource in listed(dig(module, "resources")):
        if dig(resource, "mode") == "data" and isinstance(dig(resource, "values"), Mapping):
            yield Resource(
                address=_text(dig(resource, "address")),
                module=_text(dig(module, "address")),
                type=_text(dig(resource, "type")),
                name=_text(dig(resource, "name")),
                index=dig(resource, "index"),
                actions=(),
                values=resource["values"],
                before={},
                sensitive=dig(resource, "sensitive_values"),
                replace_paths=(),
                configuration=configuration,
            )
    for child in listed(dig(module, "child_modules")):
        yield from _of_state(child, configuration)


def _path(path: Any) -> str:
    """As people write it: ``attribute[0].name``."""
    steps = path if isinstance(path, list) else [path]
    return re.sub(r"\.\[", "[", ".".join(f"[{s}]" if isinstance(s, int) else str(s) for s in steps))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")
