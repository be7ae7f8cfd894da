"""One provider for many runs of Terraform, as each would start several of its own.

It runs in the mode that its makers debug it in; Terraform finds it by a variable:
https://developer.hashicorp.com/terraform/plugin/debugging. All runs configure the one program: they must mean
the same account and region, and follow one another.
"""

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from emulator.errors import EmulatorError
from emulator.processes import ChildProcess

_PROVIDER = "hashicorp/aws"
# In this mode it would tell every step of every request, some 100 MB.
_QUIET = {f"TF_LOG_SDK{part}": "off" for part in ("", "_FRAMEWORK", "_HELPER_SCHEMA", "_MUX", "_PROTO")}
# Configured a second time it stumbles over this one, which no emulator on the loopback interface needs.
_NOT_TWICE = "AWS_CA_BUNDLE"


@contextmanager
def running_provider(folder: Path, environment: Mapping[str, str] | None = None) -> Iterator[dict[str, str]]:
    """Runs the provider that ``folder`` was initialised with; yields the environment for Terraform beside it.

    ``environment`` (by default our own) is that of both.
    """
    given = dict(os.environ if environment is None else environment)
    its_own = {name: value for name, value in given.items() if name != _NOT_TWICE} | _QUIET
    with ChildProcess([_program(folder, given), "-debug"], environment=its_own, cwd=folder) as child:
        for line in child.lines():
            if found := re.search("TF_REATTACH_PROVIDERS='(.*)'", line):
                yield {**given, "TF_REATTACH_PROVIDERS": found[1]}
                return
        raise EmulatorError(f"The provider ended before it could be used:\n{child.error_output()}")


def _program(folder: Path, environment: Mapping[str, str]) -> Path:
    """That of the version which was chosen at `terraform init`."""
    shown = subprocess.run(
        ["terraform", "version", "-json"],
        cwd=folder,
        env=dict(environment),
        check=True,
        capture_output=True,
        text=True,
    )
    selected = json.loads(shown.stdout)["provider_selections"].items()
    folders = [f"{name}/{version}" for name, version in selected if name.endswith(_PROVIDER)]
    found = [
        path
        for name in folders
        for path in (folder / ".terraform/providers" / name).glob("*/terraform-provider-aws_*")
    ]
    if len(found) != 1:
        raise EmulatorError(f"{len(found)} programs of {_PROVIDER} in {folders}: run `terraform init` anew")
    return found[0]
