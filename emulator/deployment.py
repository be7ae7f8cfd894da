"""A root configuration applied to an emulator of its own, with the Pinpoint stand-in and the fault proxy."""

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


@dataclass(frozen=True, slots=True)
class Deployment:
    """What is up, and the outputs of the configuration."""

    stack: MiniStack
    pinpoint: PinpointStandIn
    proxy: FaultProxy
    outputs: dict[str, Any]


@contextlib.contextmanager
def deployed(
    configuration: Path,
    work_dir: Path,
    variables: Mapping[str, object],
    *,
    proxied: Collection[str] = (),
) -> Iterator[Deployment]:
    """Up for the block. It goes without `destroy`: the emulator is all that holds what was applied.

    ``proxied`` names the services that the Lambdas reach through the proxy only, as the environment does:
    ``AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER``.
    """
    with PinpointStandIn() as pinpoint, FaultProxy() as proxy:
        through = {name: url for name, url in proxy.environment.items() if name in proxied}
        stack = MiniStack(
            work_dir / "ministack",
            python=emulator_python(),
            environment={"AWS_ENDPOINT_URL_PINPOINT": pinpoint.url, **through},
        )
        proxy.forward_to(stack.url)
        # the providers leave their sockets behind when they are ended
        environment = emulator_environment(stack.url, TMPDIR=str(work_dir))
        terraform = Terraform(configuration, work_dir / "terraform", environment)
        terraform.init()
        with stack:
            terraform.apply(variables)
            yield Deployment(stack, pinpoint, proxy, terraform.output())
