"""What a version looks like."""

import re

from release.errors import ReleaseError

# As semver.org has it, without build metadata: a version is built once.
_NUMBER = r"(?:0|[1-9]\d*)"
_PART = rf"(?:{_NUMBER}|\d*[a-zA-Z-][0-9a-zA-Z-]*)"
VERSION = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-{_PART}(?:\.{_PART})*)?", re.ASCII)


def checked(version: str) -> str:
    """The version, if it is one."""
    if not VERSION.fullmatch(version):
        raise ReleaseError(
            f"{version!r} is no version: write MAJOR.MINOR.PATCH without a v, such as 0.1.0 or 0.2.0-rc.1"
        )
    return version


def tag_of(version: str) -> str:
    """The name of its tag."""
    return f"v{version}"
