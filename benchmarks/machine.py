"""What a run was measured on."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from emulator.deployment import ONE_PROJECT
from emulator.ministack import emulator_python
from emulator.terraform import Terraform


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Names and versions; no name of a person or a host."""

    date: str
    processors: int
    processor: str
    load_before: float  # processes that wanted to run in the minute before
    python: str
    boto3: str
    ministack: str
    terraform: str
    aws_provider: str


def machine() -> Machine:
    """This one, now."""
    terraform = _terraform()
    return Machine(
        date=dt.datetime.now(dt.UTC).date().isoformat(),
        processors=os.cpu_count() or 1,
        processor=platform.machine(),
        load_before=round(os.getloadavg()[0], 2),
        python=platform.python_version(),
        boto3=version("boto3"),
        ministack=_of_the_emulator("ministack"),
        terraform=terraform["terraform_version"],
        aws_provider=next(
            number
            for name, number in terraform["provider_selections"].items()
            if name.endswith("hashicorp/aws")
        ),
    )


def _terraform() -> dict[str, Any]:
    """With the provider that an `init` chooses here."""
    with tempfile.TemporaryDirectory() as folder:
        terraform = Terraform(ONE_PROJECT, Path(folder), os.environ)
        terraform.init()
        done = subprocess.run(
            ["terraform", "version", "-json"],
            cwd=terraform.folder,
            capture_output=True,
            text=True,
            check=True,
        )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _of_the_emulator(package: str) -> str:
    code = f"from importlib.metadata import version; print(version({package!r}))"
    done = subprocess.run([emulator_python(), "-I", "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()
