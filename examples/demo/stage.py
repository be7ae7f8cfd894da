"""Emulator, stand-in and Terraform, up and down again."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emulator.environment import emulator_environment
from emulator.ministack import MiniStack, emulator_python
from emulator.standins.pinpoint import PinpointStandIn
from emulator.terraform import Terraform
from examples.demo.interruption import Interruptions
from examples.demo.screen import Screen
from examples.demo.story import APPLICATION_ID, JOURNEYS

_CONFIGURATION = Path(__file__).parent
# Short, as the path of a socket below it may have 103 characters.
_NAME = "journey-demo-"


@dataclass(slots=True)
class Stage:
    """What runs while the story is told."""

    emulator: MiniStack
    pinpoint: PinpointStandIn
    terraform: Terraform
    variables: Mapping[str, object]
    screen: Screen
    _resources: int = 0

    def client(self, service: str) -> Any:
        return self.emulator.client(service)

    def deploy(self) -> dict[str, Any]:
        """Plan and apply; the outputs of the configuration."""
        with self.screen.step("terraform plan"):
            self._resources = len(self.terraform.plan(self.variables).changed())
        with self.screen.bar("terraform apply", self._resources, unit="resources") as bar:
            self.terraform.apply(self.variables, bar.one_more)
        return self.terraform.output()

    def tear_down(self) -> None:
        with self.screen.bar("terraform destroy", self._resources, unit="resources") as bar:
            self.terraform.destroy(self.variables, bar.one_more)


@contextlib.contextmanager
def stage(window_seconds: float, screen: Screen, interruptions: Interruptions) -> Iterator[Stage]:
    """Everything up, nothing deployed yet; afterwards nothing is left.

    Whoever leaves without ``tear_down`` needs none: the emulator is all that holds what was deployed, and it
    goes as a whole. After a failure its log is kept.
    """
    with contextlib.ExitStack() as running:
        # However we leave, a second Ctrl-C must not cut the cleaning up short.
        running.callback(interruptions.hold)
        work_dir = Path(running.enter_context(tempfile.TemporaryDirectory(prefix=_NAME)))
        pinpoint = running.enter_context(PinpointStandIn())
        for journey in JOURNEYS:
            pinpoint.add_journey(APPLICATION_ID, journey.id, journey.name)
        (work_dir / "emulator").mkdir()
        emulator = MiniStack(
            work_dir / "emulator",
            python=emulator_python(),
            environment={"AWS_ENDPOINT_URL_PINPOINT": pinpoint.url},
        )
        terraform = Terraform(
            _CONFIGURATION,
            work_dir / "terraform",
            # its providers leave their sockets behind when they are ended
            emulator_environment(emulator.url, TMPDIR=str(work_dir)),
        )
        try:
            # first, as it refuses a Terraform that is too old
            with screen.step("terraform init"):
                terraform.init()
            with screen.step("MiniStack, the AWS emulator"):
                running.enter_context(emulator)
            interruptions.watch(lambda: emulator.is_running)
            variables = {
                "pinpoint_application_id": APPLICATION_ID,
                "lookback_window_seconds": window_seconds,
            }
            yield Stage(emulator, pinpoint, terraform, variables, screen)
        except Exception:
            if emulator.log.exists():
                screen.kept_log = (emulator.log, _keep(emulator.log))
            raise
        finally:
            interruptions.hold()


def _keep(log: Path) -> Path:
    handle, kept = tempfile.mkstemp(prefix=_NAME, suffix=".log")
    os.close(handle)
    return Path(shutil.copy(log, kept))
