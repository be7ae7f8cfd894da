"""Runs `terraform test` beside one provider that all runs share, as each would start two of its own.

The provider is the one that `terraform init` took, in the mode that its makers debug it in; Terraform finds
it by a variable: https://developer.hashicorp.com/terraform/plugin/debugging. Here the provider only tells
its schema and validates: all tests mock it, so it is never configured and no run can see another.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from emulator.processes import ChildProcess

REPOSITORY = Path(__file__).parents[2]
PROVIDER = "hashicorp/aws"
# In this mode it would tell every step of every request, some 100 MB.
QUIET = {f"TF_LOG_SDK{part}": "off" for part in ("", "_FRAMEWORK", "_HELPER_SCHEMA", "_MUX", "_PROTO")}


def program() -> Path:
    """The provider's, of the version that was chosen at `terraform init`."""
    shown = subprocess.run(
        ["terraform", "version", "-json"], cwd=REPOSITORY, check=True, capture_output=True, text=True
    )
    selected = json.loads(shown.stdout)["provider_selections"].items()
    folders = [f"{name}/{version}" for name, version in selected if name.endswith(PROVIDER)]
    found = [
        path
        for folder in folders
        for path in (REPOSITORY / ".terraform/providers" / folder).glob("*/terraform-provider-aws_*")
    ]
    if len(found) != 1:
        sys.exit(f"{len(found)} programs of {PROVIDER} in {folders}: run `terraform init` anew")
    return found[0]


@contextmanager
def provider() -> Iterator[str]:
    """What Terraform has to know of the running provider, for TF_REATTACH_PROVIDERS."""
    with ChildProcess([program(), "-debug"], environment={**os.environ, **QUIET}, cwd=REPOSITORY) as child:
        for line in child.lines():
            if found := re.search("TF_REATTACH_PROVIDERS='(.*)'", line):
                yield found[1]
                return
        sys.exit(f"The provider ended before it could be used:\n{child.error_output()}")


def main() -> int:
    with provider() as address:
        environment = {**os.environ, "TF_REATTACH_PROVIDERS": address}
        command = ["terraform", "test", "-test-directory=tests/modules", *sys.argv[1:]]
        return subprocess.run(command, cwd=REPOSITORY, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
