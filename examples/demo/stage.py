"""Emulator, stand-ins and Terraform, up and down again."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emulator.account import Account
from emulator.ministack import MiniStack
from emulator.standins.pinpoint import PinpointStandIn
from emulator.terraform import Terraform
from examples.demo.interruption import Interruptions
from examples.demo.screen import Screen

# Short, as the path of a socket below it may have 103 characters.
_NAME = "journey-demo-"


@dataclass(slots=True)
class Stage:
    """What runs while a story is told."""

    account: Account
    terraform: Terraform
    variables: Mapping[str, object]
    screen: Screen
    _resources: int = 0

    @property
    def emulator(self) -> MiniStack:
        return self.account.stack

    @property
    def pinpoint(self) -> PinpointStandIn:
        return self.account.pinpoint

    def client(self, service: str) -> Any:
        return self.account.client(service)

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

    def empty_buckets(self) -> None:
        """As somebody does it who means it: Terraform keeps data unless `force_destroy` says otherwise."""
        if filled := self._filled_buckets():
            with self.screen.step("Terraform destroys no bucket that holds data: the demo empties them"):
                for bucket, versions in filled.items():
                    self.client("s3").delete_objects(Bucket=bucket, Delete={"Objects": versions})

    def _filled_buckets(self) -> dict[str, list[dict[str, str]]]:
        """Keys and version ids in each bucket that has any; stories store a few."""
        s3 = self.client("s3")
        found = {}
        for bucket in (one["Name"] for one in s3.list_buckets()["Buckets"]):
            listed = s3.list_object_versions(Bucket=bucket)
            versions = [*listed.get("Versions", []), *listed.get("DeleteMarkers", [])]
            found[bucket] = [{name: one[name] for name in ("Key", "VersionId")} for one in versions]
        return {bucket: versions for bucket, versions in found.items() if versions}


@contextlib.contextmanager
def stage(
    configuration: Path,
    variables: Mapping[str, object],
    screen: Screen,
    interruptions: Interruptions,
) -> Iterator[Stage]:
    """Everything up, nothing deployed yet; afterwards nothing is left.

    Whoever leaves without ``tear_down`` needs none: the emulator is all that holds what was deployed, and it
    goes as a whole. After a failure its log is kept.
    """
    with contextlib.ExitStack() as running:
        # However we leave, a second Ctrl-C must not cut the cleaning up short.
        running.callback(interruptions.hold)
        work_dir = Path(running.enter_context(tempfile.TemporaryDirectory(prefix=_NAME)))
        account = running.enter_context(Account(work_dir))
        terraform = Terraform(configuration, work_dir / "terraform", account.environment)
        try:
            # first, as it refuses a Terraform that is too old
            with screen.step("terraform init"):
                terraform.init()
            with screen.step("MiniStack, the AWS emulator"):
                account.start()
            interruptions.watch(lambda: account.stack.is_running)
            yield Stage(account, terraform, variables, screen)
        except Exception:
            if account.stack.log.exists():
                screen.kept_log = (account.stack.log, _keep(account.stack.log))
            raise
        finally:
            interruptions.hold()


def _keep(log: Path) -> Path:
    handle, kept = tempfile.mkstemp(prefix=_NAME, suffix=".log")
    os.close(handle)
    return Path(shutil.copy(log, kept))
