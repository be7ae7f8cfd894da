"""One emulated account: MiniStack, and a stand-in for every service that it lacks or has in part."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Self

from emulator.clients import client
from emulator.environment import emulator_environment
from emulator.ministack import MiniStack, emulator_python
from emulator.standins.customer_profiles import CustomerProfiles
from emulator.standins.pinpoint import PinpointStandIn
from emulator.standins.ses_account import SesAccount
from emulator.standins.ses_events import SesEvents
from emulator.standins.sms_voice import SmsVoice

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from emulator.standins.model_server import ModelServer


class Account:
    """Lambdas, Terraform and `client` all meet the same services.

    In a `with` block the stand-ins are up; `start` starts MiniStack as well. It enforces IAM, the stand-ins
    do not.
    """

    def __init__(self, work_dir: Path) -> None:
        self.pinpoint = PinpointStandIn()
        self.ses = SesAccount()
        self.sms_voice = SmsVoice()
        self.profiles = CustomerProfiles()
        # by boto3's name of the service; the variable's name is that of its service id
        self._stand_ins: dict[str, ModelServer] = {
            "pinpoint": self.pinpoint,
            "sesv2": self.ses,
            "pinpoint-sms-voice-v2": self.sms_voice,
            "customer-profiles": self.profiles,
        }
        endpoints = {_variable(service): one.url for service, one in self._stand_ins.items()}
        (work_dir / "ministack").mkdir(parents=True, exist_ok=True)
        self.stack = MiniStack(
            work_dir / "ministack", python=emulator_python(), auth=True, environment=endpoints
        )
        self.ses.otherwise = self.stack.url
        self.mail = SesEvents(self.stack.url)
        # Terraform's providers leave their sockets behind when they are ended
        self.environment = {
            **emulator_environment(self.stack.url),
            **endpoints,
            "TMPDIR": str(work_dir),
        }
        self._running = contextlib.ExitStack()

    def start(self) -> None:
        """MiniStack, until the end of the block."""
        self._running.enter_context(self.stack)

    def client(self, service: str) -> Any:
        """A boto3 client that speaks to the stand-in where there is one, and to MiniStack otherwise."""
        stand_in = self._stand_ins.get(service)
        return client(service, stand_in.url if stand_in else self.stack.url)

    @property
    def violations(self) -> list[str]:
        """Requests and answers that the models of AWS's services do not allow."""
        return [problem for one in self._stand_ins.values() for problem in one.violations]

    def __enter__(self) -> Self:
        for one in self._stand_ins.values():
            self._running.enter_context(one)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._running.close()


def _variable(service: str) -> str:
    """https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html"""
    return f"AWS_ENDPOINT_URL_{service.upper().replace('-', '_')}"
