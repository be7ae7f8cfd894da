"""What CDK for Terraform's package of bindings says of the AWS provider's types.

It is generated from the provider's own schema, with its names as they are. Its makers stopped in December
2025, as its METADATA says (https://github.com/cdktf/cdktf-provider-aws): docs/provider_pulumi.py knows what
came later.
"""

from __future__ import annotations

import ast
import functools
import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

from docs.provider_schema import ANY, Body, Member

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


class Package:
    """A wheel of Python files, of which single classes are parsed: the files have up to 37 MB."""

    def __init__(self, wheel: Path) -> None:
        self._wheel = zipfile.ZipFile(wheel)
        self.files = frozenset(self._wheel.namelist())

    @functools.lru_cache(maxsize=8)  # noqa: B019 - one per run of the command
    def text(self, file: str) -> str:
        return self._wheel.read(file).decode()

    @functools.cache  # noqa: B019 - one per run of the command
    def definition(self, file: str, name: str) -> ast.ClassDef | None:
        """The class of that name."""
        if file not in self.files:
            return None
        found = re.search(rf"^class {name}\b.*?(?=^\S|\Z)", self._unbroken(file), re.MULTILINE | re.DOTALL)
        if not found:
            return None
        (parsed,) = ast.parse(found[0]).body
        assert isinstance(parsed, ast.ClassDef)
        return parsed

    @functools.lru_cache(maxsize=8)  # noqa: B019 - one per run of the command
    def _unbroken(self, file: str) -> str:
        """A closing bracket at the beginning of a line ends no class."""
        return re.sub(r"^(?=[)\]}])", " ", self.text(file), flags=re.MULTILINE)


class Bindings:
    """A schema, as the Python package has it."""

    _SIMPLE: Mapping[str, str] = {
        "str": "string",
        "bool": "bool",
        "Number": "number",
        "IResolvable": "bool",
        "StringMap": "map(string)",
        "NumberMap": "map(number)",
        "BooleanMap": "map(bool)",
        "StringMapList": "list(map(string))",
        "AnyMap": "map(any)",
        "Any": ANY,
    }

    def __init__(self, wheel: Path) -> None:
        self._package = Package(wheel)
        (metadata,) = (name for name in self._package.files if name.endswith(".dist-info/METADATA"))
        found = re.search(
            r"bindings for hashicorp/aws provider version ([\d.]+)", self._package.text(metadata)
        )
        if not found:
            raise SystemExit(f"{wheel.name}: METADATA does not name the provider's version any more")
        self.provider_version = found[1]

    def of(self, kind: str) -> Body | None:
        """See `Schema`."""
        keyword, name = kind.split()
        folder = "provider" if keyword == "provider" else name.removeprefix("aws_")
        if keyword == "data":
            folder = f"data_aws_{folder}"
        file = f"cdktf_cdktf_provider_aws/{folder}/__init__.py"
        if file not in self._package.files:
            return None
        base = {"resource": "Resource", "data": "DataSource", "provider": "Provider"}[keyword]
        main = re.search(rf"^class (\w+)\(\s*_\w+\.Terraform{base},", self._package.text(file), re.MULTILINE)
        if not main:
            raise SystemExit(f"{file}: no class for {kind} is found in it")
        return self._body(file, main[1], f"{main[1]}Config")

    def _body(self, file: str, shown: str, given: str) -> Body:
        """From the class that shows attributes, and the one that takes arguments."""
        return Body({**dict(self._shown(file, shown)), **dict(self._given(file, given))})

    def _shown(self, file: str, name: str) -> Iterator[tuple[str, Member]]:
        definition = self._package.definition(file, name)
        for function in definition.body if definition else []:
            if isinstance(function, ast.FunctionDef) and function.returns:
                yield function.name.rstrip("_"), self._member(file, function.returns)

    def _given(self, file: str, name: str) -> Iterator[tuple[str, Member]]:
        definition = self._package.definition(file, name)
        for function in definition.body if definition else []:
            if isinstance(function, ast.FunctionDef) and function.name == "__init__":
                named = dict(
                    re.findall(r":param (\w+):[^\n]*#(\w+) \w+#\w+\}", ast.get_docstring(function) or "")
                )
                arguments = function.args
                for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
                    assert argument.annotation
                    member = self._member(file, argument.annotation)
                    given = replace(member, settable=True, required=default is None)
                    yield named.get(argument.arg, argument.arg), given

    def _member(self, file: str, annotation: ast.expr) -> Member:
        name, of = self._type(annotation)
        if of is None:
            return Member(type=name)
        of = of.removesuffix("OutputReference").removesuffix("List")
        body = functools.partial(self._body, file, f"{of}OutputReference", of)
        return Member(type=name, body=body)

    def _type(self, annotation: ast.expr) -> tuple[str, str | None]:
        """A name, and the class of nested bodies; `any` of what is CDK's own, such as its methods."""
        match annotation:
            case ast.Constant(value=str(quoted)):
                return self._type(ast.parse(quoted, mode="eval").body)
            case ast.Attribute(attr=name) if name in self._SIMPLE:
                return self._SIMPLE[name], None
            case ast.Name(id=name):
                return ("blocks" if name.endswith("List") else "block"), name
            case ast.Subscript(value=ast.Attribute(attr="Optional"), slice=of):
                return self._type(of)
            case ast.Subscript(value=ast.Attribute(attr="Union"), slice=ast.Tuple(elts=several)):
                return self._type(
                    next(one for one in several if not ast.unparse(one).endswith("IResolvable"))
                )
            case ast.Subscript(value=ast.Attribute(attr="Sequence" | "List"), slice=of):
                name, nested = self._type(of)
                return ("blocks", nested) if nested else (f"list({name})", None)
            case ast.Subscript(value=ast.Attribute(attr="Mapping"), slice=ast.Tuple(elts=[_, of])):
                return f"map({self._type(of)[0]})", None
        return ANY, None
