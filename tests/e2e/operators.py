"""Runs `python -m operations` in its own process, as a role with the documented permissions."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from emulator.environment import emulator_environment
from tests.unit.operations import documented

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from emulator.ministack import MiniStack

REPOSITORY = Path(__file__).parents[2]
ANYONE = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}


def policy_of(*statements: dict[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


@contextlib.contextmanager
def operator(stack: MiniStack, name_prefix: str) -> Iterator[Callable[..., subprocess.CompletedProcess[str]]]:
    """Runs one command as a role that may do what docs/operations.md lists for it, and nothing else."""
    iam, roles = stack.client("iam"), []

    def run(command: str, *options: str, role: str | None = None) -> subprocess.CompletedProcess[str]:
        name = f"operator-{name_prefix}-{role or command}"
        if name not in roles:
            actions = sorted(documented.permissions(role or command))
            may = {"Effect": "Allow", "Action": actions, "Resource": "*"}
            iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy_of(ANYONE))
            iam.put_role_policy(RoleName=name, PolicyName="may", PolicyDocument=policy_of(may))
            roles.append(name)
        return subprocess.run(
            [sys.executable, "-m", "operations", command, "--name-prefix", name_prefix, *options],
            cwd=REPOSITORY,
            env=emulator_environment(stack.url, **session_of(stack, name)),
            capture_output=True,
            text=True,
            check=False,
        )

    try:
        yield run
    finally:
        for name in roles:
            iam.delete_role_policy(RoleName=name, PolicyName="may")
            iam.delete_role(RoleName=name)


def session_of(stack: MiniStack, role: str) -> dict[str, str]:
    """Environment variables of whoever has taken the role."""
    arn = stack.client("iam").get_role(RoleName=role)["Role"]["Arn"]
    key = stack.client("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    return {
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
        "AWS_SESSION_TOKEN": key["SessionToken"],
    }
