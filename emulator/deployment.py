"""One project, applied to an emulator of its own, with the Pinpoint stand-in and the fault proxy."""

import contextlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emulator.environment import emulator_environment
from emulator.ministack import MiniStack, emulator_python
from emulator.proxy.server import FaultProxy
from emulator.standins.pinpoint import PinpointStandIn
from emulator.terraform import Terraform

ONE_PROJECT = Path(__file__).parent / "one_project"


@dataclass(frozen=True, slots=True)
class Deployment:
    """What is up, and the outputs of the configuration."""

    stack: MiniStack
    pinpoint: PinpointStandIn
    proxy: FaultProxy
    outputs: dict[str, Any]
    environment: dict[str, str]  # for AWS clients in this process


@contextlib.contextmanager
def deployed(
    work_dir: Path,
    variables: Mapping[str, object],
    *,
    proxied: Collection[str] | None = None,
    auth: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Deployment]:
    """Up for the block. It goes without `destroy`: the emulator is all that holds what was applied.

    ``proxied`` names the services that the Lambdas reach through the proxy, as the environment does:
    ``AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER``; without it all that the proxy knows. ``auth`` and
    ``environment`` are those of MiniStack.
    """
    with PinpointStandIn() as pinpoint, FaultProxy() as proxy:
        through = {name: url for name, url in proxy.environment.items() if proxied is None or name in proxied}
        stack = MiniStack(
            work_dir / "ministack",
            python=emulator_python(),
            auth=auth,
            environment={"AWS_ENDPOINT_URL_PINPOINT": pinpoint.url, **through, **(environment or {})},
        )
        proxy.forward_to(stack.url)
        # the providers leave their sockets behind when they are ended
        own = emulator_environment(stack.url, AWS_ENDPOINT_URL_PINPOINT=pinpoint.url, TMPDIR=str(work_dir))
        terraform = Terraform(ONE_PROJECT, work_dir / "terraform", own)
        terraform.init()
        with stack, terraform.beside_one_provider():
            terraform.apply(variables)
            yield Deployment(stack, pinpoint, proxy, terraform.output(), own)
