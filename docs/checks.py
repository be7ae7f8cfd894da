"""Writes the tables of docs/checks.md: the rules and the settings of `python -m checks`.

    python -m docs.checks            write them
    python -m docs.checks --check    fail if they are stale

Rules come from the registry, settings and their defaults from the class; the rest is written by hand.
"""

from __future__ import annotations

import sys
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from checks.config import MEANINGS, Settings
from checks.registry import RULES
from docs.generated import ROOT, write_or_check

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "docs" / "checks.md"


def main() -> int:
    """Exit status 1 if `--check` found a stale table."""
    return write_or_check({PAGE: with_tables(PAGE)}, __doc__)


def with_tables(page: Path) -> str:
    """The page's text with fresh tables; `SystemExit` where a marker is missing."""
    text = page.read_text()
    for name, table in {"RULES": rules(), "SETTINGS": settings()}.items():
        begin, end = f"<!-- BEGIN {name} -->", f"<!-- END {name} -->"
        before, _, rest = text.partition(begin)
        _, found, after = rest.partition(end)
        if not found:
            raise SystemExit(f"{page}: put {begin!r} and {end!r} on lines of their own")
        text = f"{before}{begin}\n\n{table}\n\n{end}{after}"
    return text


def rules() -> str:
    """Every rule, in the order of reports."""
    rows = [f"| `{r.id}` | {r.description} {r.detail}".rstrip() + f" | {_on(r.on)} |" for r in RULES]
    return "\n".join(["| rule | what holds | unless told otherwise |", "|---|---|---|", *rows])


def settings() -> str:
    """Every key of ``[settings]``."""
    rows = [f"| `{s.name}` | {MEANINGS[s.name]} | {_default(s.default)} |" for s in fields(Settings)]
    return "\n".join(["| setting | what it says | default |", "|---|---|---|", *rows])


def _on(on: bool) -> str:
    return "on" if on else "off"


def _default(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"`{text}`" for text in value) or "none"
    return f"`{str(value).lower()}`"


if __name__ == "__main__":
    sys.exit(main())
