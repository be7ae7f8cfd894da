"""What Pulumi's package says of the AWS provider's types: which members there are, and which are deprecated.

It follows the provider until today. It renames: lists are in the plural, and a few types and arguments have
names of their own, which are listed here. Types are not read, as Pulumi widens some, and makes one body of a
list that holds at most one.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from docs.provider_bindings import Package
from docs.provider_schema import ANY, Body, Member

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path


class NewerBindings:
    """A schema, as the Python package has it."""

    # Where Pulumi's name is another than Terraform's, in singular or plural.
    _FILES: Mapping[str, str] = {"resource aws_s3_object": "s3bucketobjectv2"}
    _MEMBERS: Mapping[str, Mapping[str, str]] = {
        "resource aws_cloudwatch_metric_alarm": {"alarm_name": "name"},
        "resource aws_lambda_function": {"function_name": "name", "filename": "code"},
        "resource aws_lambda_layer_version": {"filename": "code"},
        "resource aws_lambda_permission": {"function_name": "function"},
        "resource aws_sns_topic_subscription": {"topic_arn": "topic"},
    }
    # What Pulumi leaves out of its packages: these bindings cannot say whether it is still there.
    LEFT_OUT = frozenset({("resource aws_quicksight_dashboard", "definition")})

    def __init__(self, wheel: Path) -> None:
        self._package = Package(wheel)
        self._resources: dict[str, str] = {}
        self._data: dict[str, str] = {}
        for file in self._package.files:
            folder, _, name = file.removeprefix("pulumi_aws/").removesuffix(".py").rpartition("/")
            if name.startswith("get_"):
                self._data[_plain(folder + name.removeprefix("get_"))] = file
            else:
                self._resources[_plain(folder + name)] = file

    def of(self, kind: str) -> Body | None:
        """See `Schema`."""
        keyword, name = kind.split()
        files = self._data if keyword == "data" else self._resources
        plain = "provider" if keyword == "provider" else _plain(name.removeprefix("aws_"))
        file = files.get(self._FILES.get(kind, plain))
        if file is None:
            return None
        head = r"^class (Get\w+Result):" if keyword == "data" else r"^class (\w+)\(pulumi\.\w+Resource\):"
        main = re.search(head, self._package.text(file), re.MULTILINE)
        if not main:
            raise SystemExit(f"{file}: no class for {kind} is found in it")
        members = self._members(file, (main[1], f"{main[1]}Args"))
        members.setdefault("id", Member(type=ANY))  # its base class has it
        for ours, its_own in self._MEMBERS.get(kind, {}).items():
            members[ours] = members[its_own]
        definition = self._package.definition(file, main[1])
        assert definition
        return _Renamed(members, next(_warnings(definition), None))

    def _members(self, file: str, classes: tuple[str, ...]) -> dict[str, Member]:
        """By the names that Pulumi has, of all the classes."""
        found: dict[str, Member] = {}
        for name in classes:
            definition = self._package.definition(file, name)
            for function in definition.body if definition else []:
                if isinstance(function, ast.FunctionDef) and function.returns and _is_getter(function):
                    known = found.get(function.name)
                    found[function.name] = Member(
                        type=ANY,
                        deprecated=_deprecation(function) or (known.deprecated if known else None),
                        body=self._nested(file, ast.unparse(function.returns)),
                    )
        return found

    def _nested(self, file: str, annotation: str) -> Callable[[], Body] | None:
        """The body of a block: what its class shows and what it takes are in two files."""
        found = re.search(r"'(?:outputs\.)?(\w+)'", annotation)
        folder = file.rpartition("/")[0]
        name = found[1].removesuffix("Args") if found else ""
        if not self._package.definition(f"{folder}/outputs.py", name):
            return None  # a plain type, or an enumeration

        def body() -> Body:
            shown = self._members(f"{folder}/outputs.py", (name,))
            given = self._members(f"{folder}/_inputs.py", (f"{name}Args",))
            for key, member in given.items():
                if key not in shown or member.deprecated:
                    shown[key] = member
            return _Renamed(shown)

        return body


class _Renamed(Body):
    """Members by the names that Pulumi makes of Terraform's."""

    def member(self, name: str) -> Member | None:
        plain = {_plain(key): member for key, member in self.members.items()}
        wanted = _plain(name)
        plurals = (wanted, f"{wanted}s", f"{wanted}es", re.sub("y$", "ies", wanted))
        return next((plain[one] for one in plurals if one in plain), None)


def _is_getter(function: ast.FunctionDef) -> bool:
    return any(ast.unparse(one).startswith("pulumi.getter") for one in function.decorator_list)


def _deprecation(function: ast.FunctionDef) -> str | None:
    for one in function.decorator_list:
        match one:
            case ast.Call(func=ast.Attribute(attr="deprecated"), args=[ast.Constant(value=str(message))]):
                return message
    return None


def _warnings(definition: ast.ClassDef) -> Iterator[str]:
    """What a class warns of when it is imported."""
    for statement in definition.body:
        match statement:
            case ast.Expr(
                value=ast.Call(func=ast.Attribute(attr="warn"), args=[ast.Constant(value=str(message)), *_])
            ):
                yield message


def _plain(name: str) -> str:
    return name.replace("_", "").replace("/", "").lower()
