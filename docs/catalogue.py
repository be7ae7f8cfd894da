"""Writes the table of docs/catalogue.md from docs/catalogue.yaml and from what the repository holds.

    python -m docs.catalogue            write it
    python -m docs.catalogue --check    fail if it is stale

A system is ready when `modules/` has it. Its Lambdas are its packages' handlers, its tests those there are.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from docs.generated import ROOT, write_or_check

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "docs" / "catalogue.md"
ENTRIES = ROOT / "docs" / "catalogue.yaml"
BEGIN, END = "<!-- BEGIN CATALOGUE -->", "<!-- END CATALOGUE -->"
PINPOINT = {"no": "never needed it", "backend": "both: `backend`", "source": "reads what it stored"}
HEADINGS = (
    "system",
    "what it does",
    "state",
    "Lambdas",
    "AWS services",
    "Pinpoint or its successor",
    "USD per million events",
    "tests",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """One system of the catalogue; `cost` in USD per million events, None where it is not ready."""

    name: str
    what: str
    services: list[str]
    pinpoint: str
    cost: float | None = None
    packages: list[str] | None = None

    @property
    def is_ready(self) -> bool:
        """Whether its module is there."""
        return (ROOT / "modules" / self.name).is_dir()

    @property
    def package(self) -> str:
        """Its name in Python."""
        return self.name.replace("-", "_")

    @property
    def lambdas(self) -> list[str]:
        """Names of its handlers, sorted."""
        packages = [self.package] if self.packages is None else self.packages
        files = [path for name in packages for path in (ROOT / "lambda_src" / name / "handlers").glob("*.py")]
        return sorted(path.stem for path in files if path.stem != "__init__")

    @property
    def tests(self) -> dict[str, Path]:
        """Kind -> file or folder, of those that are there."""
        tests = ROOT / "tests"
        packages = [self.package, *(self.packages or [])]
        wanted = {
            "unit": [
                *(tests / "unit" / name for name in packages),
                tests / "unit" / "analytics" / f"test_{self.package}.py",
            ],
            "module": [tests / "modules" / f"{self.package}.tftest.hcl"],
            "emulator": [tests / "e2e" / "systems" / f"test_{self.package}.py", *self._lakes()],
        }
        found = {kind: [path for path in paths if path.exists()] for kind, paths in wanted.items()}
        return {kind: paths[0] for kind, paths in found.items() if paths}

    def _lakes(self) -> list[Path]:
        return [ROOT / "tests" / "e2e" / "lakes"] if "Athena" in self.services else []


def systems() -> list[System]:
    """All, as the file lists them; `SystemExit` names an entry that is wrong."""
    entries = yaml.safe_load(ENTRIES.read_text())
    found = []
    for name, entry in entries.items():
        try:
            system = System(name=name, **entry)
        except TypeError as error:
            sys.exit(f"docs/catalogue.yaml, {name}: {error}")
        if system.pinpoint not in PINPOINT:
            sys.exit(f"docs/catalogue.yaml, {name}: pinpoint must be one of {', '.join(PINPOINT)}")
        if system.is_ready != (system.cost is not None):
            sys.exit(
                f"docs/catalogue.yaml, {name}: a system has a cost when its module is there, and only then"
            )
        found.append(system)
    return found


def row(system: System) -> tuple[str, ...]:
    """The cells of a system."""
    ready = system.is_ready
    name = f"[`{system.name}`](../modules/{system.name}/README.md)" if ready else f"`{system.name}`"
    tests = [f"[{kind}](../{path.relative_to(ROOT).as_posix()})" for kind, path in system.tests.items()]
    return (
        name,
        system.what,
        "ready" if ready else "planned",
        (", ".join(system.lambdas) or "none") if ready else "",
        ", ".join(system.services),
        PINPOINT[system.pinpoint],
        "" if system.cost is None else f"{system.cost:.2f}" if system.cost else "not by the event",
        ", ".join(tests) if ready else "",
    )


def table() -> str:
    """In Markdown."""
    rows = [HEADINGS, tuple("---" for _ in HEADINGS), *map(row, systems())]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def page() -> str:
    """The page with a fresh table between its markers."""
    before, found, rest = PAGE.read_text().partition(BEGIN)
    _, closed, after = rest.partition(END)
    if not found or not closed:
        sys.exit(f"docs/catalogue.md has no {BEGIN} … {END}: put the markers back")
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


if __name__ == "__main__":
    sys.exit(write_or_check({PAGE: page()}, __doc__))
