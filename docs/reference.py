"""Writes the tables of inputs and outputs into the READMEs, from the *.tf files beside them.

    python -m docs.reference            write them
    python -m docs.reference --check    fail, and say which, if one is stale

The root's README and every modules/*/README.md take part if they hold the two markers, each on a line of
its own: `<!-- BEGIN INPUTS AND OUTPUTS -->` and `<!-- END INPUTS AND OUTPUTS -->`.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docs.generated import ROOT, write_or_check
from emulator.declared import blocks

if TYPE_CHECKING:
    from pathlib import Path

BEGIN, END = "<!-- BEGIN INPUTS AND OUTPUTS -->", "<!-- END INPUTS AND OUTPUTS -->"


@dataclass(frozen=True)
class Entry:
    """One input or output."""

    name: str
    description: str
    type: str = ""
    default: str | None = None


def main() -> int:
    """Exit status 1 if `--check` found a stale table."""
    return write_or_check({readme: with_table(readme) for readme in readmes()}, __doc__)


def readmes(root: Path = ROOT) -> list[Path]:
    """Every README with a marker, beside *.tf files."""
    found = [root / "README.md", *sorted(root.glob("modules/*/README.md"))]
    return [readme for readme in found if readme.exists() and BEGIN in readme.read_text()]


def with_table(readme: Path) -> str:
    """The README's text with fresh tables between the markers; `SystemExit` where the second is missing."""
    before, _, rest = readme.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise SystemExit(f"{readme}: put {END!r} on a line after {BEGIN!r}")
    return f"{before}{BEGIN}\n\n{tables(readme.parent)}\n\n{END}{after}"


def tables(module: Path) -> str:
    """Inputs, those without a default first, and outputs of a module as Markdown."""
    inputs = sorted(entries(module, "variable"), key=lambda entry: (entry.default is not None, entry.name))
    outputs = sorted(entries(module, "output"), key=lambda entry: entry.name)
    return "\n".join(
        [
            "| input | what it is | type | default |",
            "|---|---|---|---|",
            *(f"| `{i.name}` | {i.description} | {i.type} | {i.default or '**required**'} |" for i in inputs),
            "",
            "| output | what it is |",
            "|---|---|",
            *(f"| `{o.name}` | {o.description} |" for o in outputs),
        ]
    )


def entries(module: Path, kind: str) -> list[Entry]:
    """The blocks of `kind` in a module's *.tf files."""
    found = []
    for path in sorted(module.glob("*.tf")):
        text = path.read_text()
        for block in blocks(path).get(kind, []):
            for name, body in block.items():
                found.append(
                    Entry(
                        name=name,
                        description=_one_line(str(body["description"])),
                        type=_type(text, name) if kind == "variable" else "",
                        default=_default(text, name) if kind == "variable" else None,
                    )
                )
    return found


def _one_line(description: str) -> str:
    lines = [line.strip() for line in description.splitlines()]
    lines = [line for line in lines if line and not line.startswith("<<") and line != "EOT"]
    return "<br>".join(lines).replace("|", "\\|")


def _block(text: str, name: str) -> str:
    found = re.search(rf'^variable "{name}" {{\n(.*?)^}}', text, re.MULTILINE | re.DOTALL)
    return found.group(1) if found else ""


def _type(text: str, name: str) -> str:
    return f"`{_argument(text, name, 'type')}`"


def _default(text: str, name: str) -> str | None:
    found = _argument(text, name, "default")
    return f"`{found}`" if found else None


def _argument(text: str, name: str, argument: str) -> str:
    """What a variable sets, as one line of code such as `map(number)`; empty if it does not."""
    found = re.search(
        rf"^  {argument}\s*= (.*?)(?=^  \w|^$|\Z)", _block(text, name), re.MULTILINE | re.DOTALL
    )
    code = re.sub(r",?\s*\n\s*", ", ", found.group(1).strip()) if found else ""
    code = re.sub(r" +", " ", code)
    return re.sub(r",( [})\]])", r"\1", re.sub(r"([({\[]),", r"\1", code))


if __name__ == "__main__":
    sys.exit(main())
