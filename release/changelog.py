"""What CHANGELOG.md says of a version."""

import re
from datetime import date

from release.errors import ReleaseError

FILE = "CHANGELOG.md"
UNRELEASED = "Unreleased"
_HEADING = re.compile(r"^## \[([^\]]+)\](?: - (.*))?$", re.MULTILINE)


def section(text: str, version: str) -> str:
    """The section of a version, with its heading; fails where the release would not be what it tells."""
    sections = {found[1]: found for found in _HEADING.finditer(text)}
    if _body(text, sections.get(UNRELEASED)):
        raise ReleaseError(
            f"{FILE}: [{UNRELEASED}] has entries, which this commit releases: move them to [{version}]"
        )
    heading = sections.get(version)
    if heading is None:
        raise ReleaseError(
            f"{FILE}: has no section for this version: write `## [{version}] - YYYY-MM-DD`, and what changed"
        )
    try:
        date.fromisoformat(heading[2] or "")
    except ValueError as error:
        raise ReleaseError(
            f"{FILE}: {heading[0]!r} has no date: write `## [{version}] - YYYY-MM-DD`"
        ) from error
    body = _body(text, heading)
    if not body:
        raise ReleaseError(f"{FILE}: [{version}] is empty: write what changed")
    return f"{heading[0]}\n\n{body}\n"


def _body(text: str, heading: re.Match[str] | None) -> str:
    """What follows a heading, up to the next one or to the links at the end."""
    if heading is None:
        return ""
    rest = text[heading.end() :]
    end = re.search(r"^## |^\[[^\]]+\]: ", rest, re.MULTILINE)
    return rest[: end.start() if end else None].strip()
