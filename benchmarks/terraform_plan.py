"""`terraform plan` of the root on an empty state."""

from __future__ import annotations

import statistics
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.bare import bare_emulator
from benchmarks.result import Column, Result, Row, Target
from benchmarks.spread import spread, spread_columns
from benchmarks.turns import seconds_of, take_turns
from emulator.declared import REPOSITORY
from emulator.environment import emulator_environment
from emulator.terraform import Terraform

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from benchmarks.bare import BareEmulator
    from benchmarks.lab import Lab

# What a platform engineer writes first; the plan tests hold what comes out of it.
ROOT = REPOSITORY / "tests" / "plan" / "configurations" / "minimal"
MOST_SECONDS = 4.0
NOTHING = """
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {}

data "aws_caller_identity" "current" {}
"""
ROOT_NAME, BARE_NAME = "the module", "one data source"


def measure(lab: Lab) -> list[Result]:
    """A row for the module and one for the provider alone."""
    with tempfile.TemporaryDirectory() as work_dir, bare_emulator() as emulator:
        folder = Path(work_dir)
        (folder / "nothing").mkdir()
        (folder / "nothing" / "main.tf").write_text(NOTHING)
        environment = emulator_environment(
            emulator.stack.url, CHECKPOINT_DISABLE="1", TF_IN_AUTOMATION="1", TMPDIR=work_dir
        )
        plans = {
            BARE_NAME: _plan(folder / "nothing", folder / BARE_NAME, environment, {}),
            ROOT_NAME: _plan(ROOT, folder / ROOT_NAME, environment, _variables(emulator)),
        }
        found = take_turns(lab.of(7, 3), plans)
    bare = statistics.median(found[BARE_NAME])
    return [
        Result(
            name="terraform-plan",
            title="`terraform plan` on an empty state",
            cases="configuration",
            columns=(*spread_columns("plan", "s", 2), Column(name="ratio", digits=2)),
            rows=tuple(
                Row(
                    name=name,
                    values={**spread("plan", values), "ratio": statistics.median(values) / bare},
                )
                for name, values in found.items()
            ),
            baseline="a configuration with the provider and one data source, which only starts the provider",
            targets=(
                Target(
                    what="plan of the module",
                    column="plan",
                    bound="at most",
                    limit=MOST_SECONDS,
                    rows=(ROOT_NAME,),
                ),
            ),
            notes=f"{lab.of(7, 3)} plans each, against the emulator: no network is in these numbers.",
        )
    ]


def _variables(emulator: BareEmulator) -> dict[str, str]:
    client = emulator.client("cognito-idp").create_user_pool_client(
        UserPoolId=emulator.user_pool_id, ClientName="web", WriteAttributes=["email"]
    )
    return {"user_pool_id": emulator.user_pool_id, "app_client_id": client["UserPoolClient"]["ClientId"]}


def _plan(
    source: Path, work_dir: Path, environment: dict[str, str], variables: Mapping[str, str]
) -> Callable[[int], float]:
    terraform = Terraform(source, work_dir, environment)
    terraform.init()
    arguments = [f"-var={name}={value}" for name, value in variables.items()]

    def plan() -> None:
        done = subprocess.run(
            ["terraform", "plan", "-input=false", "-no-color", *arguments],
            cwd=terraform.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"terraform plan failed:\n{done.stderr}")

    plan()  # the first one reads the provider from the disk
    return lambda _round: seconds_of(plan)
