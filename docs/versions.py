"""Writes the tables of docs/versions.md, and the one of the README, from the files that pin versions.

    python -m docs.versions            write them
    python -m docs.versions --check    fail, and say which page, if one is stale

docs/versions.yaml says what CI runs; the requirements what is installed; docs/provider_6.json, which
`python -m docs.provider_6` writes, what version 6 of the AWS provider says of what we use.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from docs.generated import ROOT, write_or_check

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

PAGE = ROOT / "docs" / "versions.md"
README = ROOT / "README.md"
STATED: dict[str, Any] = yaml.safe_load((ROOT / "docs" / "versions.yaml").read_text())
AWS_PROVIDER: str = STATED["ci"]["aws_provider"]
FACTS = ROOT / "docs" / "provider_6.json"

_BOUND = re.compile(r"(>=|~>)\s*(\d[\d.]*)")
_CONSTRAINTS = {
    "Terraform": re.compile(r'^\s*required_version\s*=\s*"([^"]*)"', re.MULTILINE),
    "AWS provider": re.compile(r'source\s*=\s*"hashicorp/aws"\s*version\s*=\s*"([^"]*)"'),
}


@dataclass(frozen=True, slots=True)
class Constraint:
    """What a *.tf file demands of Terraform or the provider."""

    file: Path
    of: str
    text: str

    @property
    def operator(self) -> str:
        """`>=` or `~>`; anything else is refused by the test of the floors."""
        found = _BOUND.fullmatch(self.text)
        return found[1] if found else self.text

    @property
    def floor(self) -> str:
        """The least version that it admits."""
        found = _BOUND.fullmatch(self.text)
        return found[2] if found else self.text


def main() -> int:
    """Exit status 1 if `--check` found a stale table."""
    return write_or_check(pages(), __doc__)


def pages() -> dict[Path, str]:
    """Pages and their texts; the README where it has the markers."""
    facts = json.loads(FACTS.read_text())
    tables = {
        "TESTED WITH": _table(("what", "version", "run by", "pinned in"), tested()),
        "FLOORS": _table(("what", "floor", "CI runs"), floors()),
        "SOURCES": _table(("package", "provider", "what it tells"), sources(facts)),
        "FINDINGS": _table(("what we use", "what version 6 says", "what to do"), findings(facts)),
        "LANGUAGE": _table(("what", "Terraform", "OpenTofu"), language()),
        "UNUSED": "\n".join(f"- {what}" for what in STATED["unused"]),
    }
    found = {PAGE: PAGE.read_text()}
    for name, table in tables.items():
        found[PAGE] = with_table(found[PAGE], name, table)
    readme = README.read_text()
    if _markers("TESTED WITH")[0] in readme:
        short = _table(("what", "version", "run by"), [row[:3] for row in tested()])
        found[README] = with_table(readme, "TESTED WITH", short)
    return found


def tested() -> list[tuple[str, str, str, str]]:
    """What is run, by whom, and the file that pins it."""
    ci = STATED["ci"]
    stated = "`docs/versions.yaml`"
    rows = [
        ("Terraform", ci["terraform"], "CI", stated),
        ("AWS provider", AWS_PROVIDER, "CI", stated),
        ("Python of tools and tests", ci["python"], "CI", stated),
        ("Python of the functions, on the emulator", ci["python"], "CI", stated),
        *(
            (f"Python of the functions, {run['what']}", run["version"], f"once, by hand, {run['when']}", "")
            for run in STATED["by_hand"]
        ),
        ("runtime of the functions on AWS", _default("lambda_runtime"), "nobody", "`variables.common.tf`"),
    ]
    for what, package, lock in (
        ("boto3 in tests and tools; functions take the runtime's", "boto3", "dev"),
        ("Powertools for AWS Lambda, in the layer", "aws-lambda-powertools", "dependencies"),
        ("MiniStack, the emulator", "ministack", "emulator"),
        ("DuckDB, in place of Athena", "duckdb", "emulator"),
        ("moto, in unit tests", "moto", "dev"),
        ("checkov", "checkov", "checkov"),
    ):
        rows.append((what, _pinned(package, lock), "CI", f"`requirements/{lock}.txt`"))
    return rows


def constraints(files: Iterable[Path]) -> Iterator[Constraint]:
    """All that the files demand."""
    for file in files:
        text = file.read_text()
        for of, pattern in _CONSTRAINTS.items():
            yield from (Constraint(file, of, found) for found in pattern.findall(text))


def floors() -> list[tuple[str, str, str]]:
    """What modules demand, and what of it was run."""
    runs = {"Terraform": STATED["ci"]["terraform"], "AWS provider": AWS_PROVIDER}
    rows = []
    for constraint in constraints([ROOT / "versions.tf"]):
        run = runs[constraint.of]
        series = f"{constraint.floor}." if run.startswith(f"{constraint.floor}.") else ""
        others = f"; no other {series}x" if series else ""
        rows.append((constraint.of, f"`{constraint.text}`", f"{run}{others}"))
    return rows


def sources(facts: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The packages that were read."""
    return [(f"`{one['name']}` {one['version']}", one["provider"], one["says"]) for one in facts["sources"]]


def language() -> list[tuple[str, str, str]]:
    """The newer parts of the language that we use, with the version that brought them."""
    return [
        (one["what"], one["terraform"], f"{one['opentofu']} ([source]({one['source']}))")
        for one in STATED["language"]
    ]


def findings(facts: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What version 6 says differently, by what is to be done about it."""
    rows = []
    for kind, answer in STATED["provider_6"].items():
        its_own = [one for one in facts["findings"] if answers(kind, answer, one)]
        used = [f"`{one['path']}`" for one in its_own if one["path"]]
        says = sorted({f"{one['kind']}: {one['says']}" for one in its_own})
        todo = f"{answer['todo'].strip()} [Source]({answer['source']})"
        rows.append((f"{_named(kind)} {', '.join(used)}".strip(), "<br>".join(says), todo))
    return rows


def answers(kind: str, answer: dict[str, str], finding: dict[str, str]) -> bool:
    """Whether an answer of docs/versions.yaml is one to the finding."""
    return finding["type"] == kind and f"{finding['path']}.".startswith(
        f"{answer['path']}." if answer["path"] else ""
    )


def _named(kind: str) -> str:
    keyword, name = kind.split()
    return f"`data.{name}`" if keyword == "data" else f"`{name}`"


def with_table(text: str, name: str, table: str) -> str:
    """The text with a fresh table between the markers of that name."""
    begin, end = _markers(name)
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise SystemExit(f"a page has no {begin} … {end}: put the markers back, each on a line of its own")
    return f"{before}{begin}\n\n{table}\n\n{end}{after}"


def _markers(name: str) -> tuple[str, str]:
    return f"<!-- BEGIN {name} -->", f"<!-- END {name} -->"


def _table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [headings, ("---",) * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _pinned(package: str, lock: str) -> str:
    file = ROOT / "requirements" / f"{lock}.txt"
    found = re.search(rf"^{package}(?:\[.*?\])?==(\S+)", file.read_text(), re.MULTILINE)
    if not found:
        raise SystemExit(f"{file.relative_to(ROOT)} pins no {package}: tell docs/versions.py where it is now")
    return found[1]


def _default(variable: str) -> str:
    file = ROOT / "variables.common.tf"
    found = re.search(
        rf'^variable "{variable}" {{.*?^  default\s*= "(.*?)"', file.read_text(), re.MULTILINE | re.DOTALL
    )
    if not found:
        raise SystemExit(f"{file.name} has no default of {variable}: tell docs/versions.py where it is now")
    return found[1]


if __name__ == "__main__":
    sys.exit(main())
