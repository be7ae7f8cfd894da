"""Fails where this machine runs other versions than docs/versions.yaml says that CI runs.

    python -m docs.running

For CI, behind `make modules`, which initialises the root: its provider is the one that was chosen there.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from typing import TYPE_CHECKING

from docs.generated import ROOT
from docs.versions import STATED

if TYPE_CHECKING:
    from collections.abc import Mapping


def main() -> int:
    """Exit status 1 if a version is another."""
    found = differences(STATED["ci"], running())
    for line in found:
        print(line)
    return int(bool(found))


def running() -> dict[str, str | None]:
    """The versions on this machine."""
    shown = subprocess.run(
        ["terraform", "version", "-json"],  # noqa: S607 - the one on the path
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
    )
    terraform = json.loads(shown.stdout)
    chosen = terraform["provider_selections"].items()
    return {
        "terraform": terraform["terraform_version"],
        "aws_provider": next((version for name, version in chosen if name.endswith("/hashicorp/aws")), None),
        "python": platform.python_version(),
    }


def differences(stated: Mapping[str, str], running: Mapping[str, str | None]) -> list[str]:
    """A line for each; a version is compared as far as it is stated."""
    return [
        f"{what}: docs/versions.yaml says {version}, this is {running[what] or 'not initialised'}: change one"
        for what, version in stated.items()
        if not f"{running[what]}.".startswith(f"{version}.")
    ]


if __name__ == "__main__":
    sys.exit(main())
