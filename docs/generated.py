"""What the writers of this folder share: reading Terraform files, writing or checking generated pages."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hcl2
from hcl2 import SerializationOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[1]
_OPTIONS = SerializationOptions(with_comments=False, explicit_blocks=False, strip_string_quotes=True)


def declared(terraform: str) -> dict[str, Any]:
    """The blocks of a Terraform file's text, by their kind."""
    blocks: dict[str, Any] = hcl2.loads(terraform, serialization_options=_OPTIONS)
    return blocks


def local_value(file: str, name: str) -> Any:
    """A local of a file of the root module, as it is written there."""
    for block in declared((ROOT / file).read_text())["locals"]:
        if name in block:
            return block[name]
    raise LookupError(f"{file} has no local {name}: teach the caller where it is now")


def write_or_check(pages: Mapping[Path, str], description: str | None) -> int:
    """Bring the files up to their texts; exit status 1 if `--check` found a stale one."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="change nothing, fail if a page is stale")
    check = parser.parse_args().check
    stale = [page for page, text in pages.items() if not page.exists() or page.read_text() != text]
    for page in stale:
        if check:
            print(f"{page.relative_to(ROOT)} is stale: run `make build`")
        else:
            page.write_text(pages[page])
            print(f"wrote {page.relative_to(ROOT)}")
    return int(check and bool(stale))
