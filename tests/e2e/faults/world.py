"""The deployment as the fault tests drive it, with the oracle: what every user's attribute must be."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emulator.standins.pinpoint import endpoint, journey_calls
from tests.support.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from emulator.ministack import MiniStack
    from emulator.proxy.server import FaultProxy
    from tests.e2e.conftest import Project

JOURNEYS = ("spring", "summer", "flash")
FLASH_SECONDS = 1  # the lookback window of `flash`; the others never end while the tests run
WRITES = "cognito-idp.AdminUpdateUserAttributes"
SENTINEL = "sentinel-0"
# Longer than a batch of the stream waits for its moments, and than the SDK pauses between two attempts.
QUIET_SECONDS = 2.5
CALLER_TRIES = 20


@dataclass
class World:
    project: Project
    stack: MiniStack
    proxy: FaultProxy
    environment: dict[str, str]  # for a handler that is called in this process
    expected: dict[str, str] = field(default_factory=dict)  # the oracle: user -> attribute
    failed_invocations: Counter[str] = field(default_factory=Counter)
    last_flash: float = 0.0

    def add_users(self, prefix: str, count: int) -> list[str]:
        pool = self.project.client("cognito-idp")
        names = [f"{prefix}-{n}" for n in range(count)]
        for name in names:
            pool.admin_create_user(UserPoolId=self.project.user_pool_id, Username=name)
            self.expected[name] = ""
        return names

    def invoke(self, function: str, payload: Any) -> Any:
        """The answer, after as many calls as it takes: a caller that is told to repeat its call does so."""
        for _ in range(CALLER_TRIES):
            answer = self.project.client("lambda").invoke(
                FunctionName=self.project.outputs[f"{function}_function_name"], Payload=json.dumps(payload)
            )
            body = json.loads(answer["Payload"].read())
            if "FunctionError" not in answer:
                return body
            self.failed_invocations[function] += 1
        raise AssertionError(f"{function} failed {CALLER_TRIES} times: {body}")

    def touch(self, journey: str, usernames: Sequence[str]) -> None:
        """The users meet the journey; the oracle believes what is answered as recorded, and only that."""
        for payload in journey_calls(journey, {name: endpoint(name) for name in usernames}):
            assert self.believe(journey, self.invoke("tagging", payload)) == set(payload["Endpoints"])
        if journey == "flash":
            self.last_flash = time.time()

    def believe(self, journey: str, answer: Mapping[str, Any]) -> set[str]:
        """Who is tagged, by the answer of the tagging function; the oracle takes it over."""
        tagged = {name for name, said in answer.items() if said["EventAttributes"]["tagged"] == "true"}
        self.expected |= dict.fromkeys(tagged, "" if journey == "flash" else journey)
        return tagged

    def end_windows(self, usernames: Sequence[str]) -> None:
        for name in usernames:
            self.project.end_window(name)
        self.expected |= dict.fromkeys(usernames, "")

    def play(self, users: Sequence[str]) -> None:
        """All users in a journey; of six, two change it, one re-enters, one meets a short one, one's ends."""
        self.touch("spring", users)
        self.touch("summer", users[0::6] + users[1::6])
        self.touch("spring", users[1::6])
        self.touch("flash", users[2::6])
        self.end_windows(users[3::6])

    def sweep(self) -> None:
        """What is over now is removed, also what the scheduled sweep could not."""
        time.sleep(max(0.0, self.last_flash + FLASH_SECONDS + 1 - time.time()))
        self.invoke("expiration", {})

    def settle(self) -> None:
        """Sweep, then wait until the stream is read, the backlog is empty and nobody is at work."""
        self.sweep()
        # the stream is in order: once a touch that comes last is projected, all before it were read
        journey = "summer" if self.expected[SENTINEL] == "spring" else "spring"
        self.touch(journey, [SENTINEL])
        eventually(lambda: self.project.campaign(SENTINEL), journey)
        eventually(self._is_quiet, True)

    def wait_for(self, journey: str, usernames: Sequence[str]) -> None:
        def found() -> set[str]:
            attributes = self.attributes()
            return {attributes[name] for name in usernames}

        eventually(found, {journey})

    def wrong(self) -> dict[str, tuple[str | None, str]]:
        """Every user of the pool whose attribute is not what it must be: what it is, and what it must be."""
        found = self.attributes()
        return {
            name: (found.get(name), wanted)
            for name, wanted in self.expected.items()
            if found.get(name) != wanted
        }

    def attributes(self) -> dict[str, str]:
        """Every user of the pool."""
        pool = self.project.client("cognito-idp")
        found, token = {}, {}
        while True:
            page = pool.list_users(UserPoolId=self.project.user_pool_id, **token)
            for user in page["Users"]:
                values = {pair["Name"]: pair["Value"] for pair in user["Attributes"]}
                found[user["Username"]] = values.get("custom:campaign", "")
            if not page.get("PaginationToken"):
                return found
            token = {"PaginationToken": page["PaginationToken"]}

    def waiting(self) -> int:
        """How many messages the backlog holds, wherever they are in it."""
        names = ("", "NotVisible", "Delayed")
        counts = self.project.client("sqs").get_queue_attributes(
            QueueUrl=self.project.outputs["backlog_queue_url"],
            AttributeNames=[f"ApproximateNumberOfMessages{name}" for name in names],
        )["Attributes"]
        return sum(map(int, counts.values()))

    def _is_quiet(self) -> bool:
        calls = self.proxy.calls
        # the schedule looks for due touches whenever it likes
        last = max((call.at for call in calls if call.operation != "Query"), default=0.0)
        nobody_at_work = all(call.done for call in calls) and time.monotonic() - last > QUIET_SECONDS
        return nobody_at_work and self.waiting() == 0

    @contextlib.contextmanager
    def visibility(self, seconds: int) -> Iterator[None]:
        """For as long as that, a message that a killed function had taken stays away from the next one."""
        queues, url = self.project.client("sqs"), self.project.outputs["backlog_queue_url"]
        name = "VisibilityTimeout"
        before = queues.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name]
        queues.set_queue_attributes(QueueUrl=url, Attributes={name: str(seconds)})
        yield
        queues.set_queue_attributes(QueueUrl=url, Attributes={name: before})

    def kill(self, function: str) -> None:
        """End the function's processes, in the middle of whatever they are at."""
        name = self.project.outputs[f"{function}_function_name"]
        mark = f"AWS_LAMBDA_FUNCTION_NAME={name}\0".encode()
        for process in Path("/proc").glob("[0-9]*"):
            # a process that is not ours, or gone by now
            with contextlib.suppress(OSError):
                ours = os.getsid(int(process.name)) == self.stack.session
                if ours and mark in (process / "environ").read_bytes():
                    os.kill(int(process.name), signal.SIGKILL)
