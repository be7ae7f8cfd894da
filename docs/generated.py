"""What the writers of this folder share: writing or checking generated pages."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[1]


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
