"""Removes one user everywhere in a deployment, then looks again and says what is left.

Lookups first, since a payload that refers to the user makes a new item; then item, attribute, and queues. A
projection that is under way may write the attribute once more, but it then reads the table, finds no item and
blanks it. A second look catches what was written in between.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from attribution.adapters.user_pool import UserPool
from attribution.sources import Reading
from kit.errors import KitError
from kit.service_errors import translated
from operations.directory import Directory
from operations.evidence import OUT_OF_SIGHT, dead_letters_url, held_item, inbox_url, waiting_in
from operations.lookups import references_of, remove_references
from operations.mentions import Mentions
from operations.queues import remove_messages_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from operations.clients import Clients
    from operations.deployment import Deployment
    from operations.facts import User

LOOKS = 3
SECONDS_BETWEEN_LOOKS = 5  # a projection under way has written by then, and ListUsers as a rule has caught up
OUT_OF_REACH = (
    "backups: point-in-time recovery keeps item and lookups for 35 days; run forget again after a restore",
    "the table's stream: the last changes of the item, for up to 24 hours; nobody but its readers sees them",
    "tokens that were issued before: they carry the journey until they expire",
    "the lake of modules/journey-analytics: ledger and events keep usernames until their retention is over",
    "the lakes of emails, texts and Pinpoint's events: they keep addresses and numbers for their retention",
    "QuickSight's copies of what the lakes hold: until they are read anew without the user's rows",
    "files of back-fills in your bucket, and the Kinesis stream: how long they keep it is for you to say",
    "messages that name nobody: texts outside journeys, replies without lookups (an earlier run); 14 days",
)


@dataclass(slots=True)
class Outcome:
    """What was removed, what is left (where -> what), what could not be seen, and what went wrong."""

    removed: Counter[str] = field(default_factory=Counter)
    left: dict[str, str] = field(default_factory=dict)
    unseen: dict[str, str] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


class Forgetting:
    """The steps for one user; `key` is the table's key."""

    def __init__(self, clients: Clients, deployment: Deployment, key: str) -> None:
        self._clients = clients
        self._deployment = deployment
        self._key = key
        self._references: set[str] = set()  # all that meant the user; messages refer to some that are gone
        self._directory = Directory(clients["cognito-idp"], deployment)

    def plan(self) -> list[str]:
        """What `run` would remove now; changes nothing, and takes no message out of a queue."""
        found = []
        if references := references_of(self._clients, self._deployment, self._key):
            found.append(f"{len(references)} lookups that mean the user")
        if held_item(self._clients, self._deployment, self._key) is not None:
            found.append("the item in the table")
        user = self._user()
        if user is not None and user.campaign:
            found.append(f"the value of {self._deployment.attribute} in the user pool")
        found += [
            f"the user's messages among about {count} in the {name}"
            for name, find in self._queues()
            if (count := waiting_in(self._clients["sqs"], find()))
        ]
        return found

    def run(self, sleep: Callable[[float], None] = time.sleep) -> Outcome:
        """Remove, look again, and remove again where a projection under way was faster."""
        outcome = Outcome()
        for look in range(LOOKS):
            before = outcome.removed.total()
            self._step(outcome, self._delete_lookups)
            self._step(outcome, self._delete_item)
            self._step(outcome, self._blank_attribute)
            # A message that comes later only makes the projection read the table, where nothing is.
            if not look or outcome.removed.total() > before:
                for name, find in self._queues():
                    self._step(outcome, lambda name=name, find=find: self._clear(name, find(), outcome))  # type: ignore[misc]
            if outcome.removed.total() == before:
                break
            sleep(SECONDS_BETWEEN_LOOKS)
        self._step(outcome, lambda: self._look_at_lookups(outcome))
        self._step(outcome, lambda: self._look(outcome))
        return outcome

    def _step(self, outcome: Outcome, do: Callable[[], Counter[str] | None]) -> None:
        """A step that fails keeps no other from being done."""
        try:
            outcome.removed += do() or Counter()
        except KitError as error:
            if str(error) not in outcome.failed:
                outcome.failed.append(str(error))

    def _delete_lookups(self) -> Counter[str]:
        found = references_of(self._clients, self._deployment, self._key)
        self._references.update(found)
        return Counter(lookup=remove_references(self._clients, self._deployment, self._key, found))

    def _delete_item(self) -> Counter[str]:
        with translated("dynamodb:DeleteItem"):
            answer = self._clients["dynamodb"].delete_item(
                TableName=self._deployment.table_name,
                Key={"username": {"S": self._key}},
                ReturnValues="ALL_OLD",
            )
        return Counter({"item": int(bool(answer.get("Attributes")))})

    def _blank_attribute(self) -> Counter[str]:
        user, pool_id = self._user(), self._deployment.user_pool_id
        if user is None or not user.campaign or pool_id is None:
            return Counter()  # a write would make the user a billable active user for nothing
        pool = UserPool(lambda: self._clients["cognito-idp"], pool_id, self._deployment.attribute)
        return Counter({"attribute": int(pool.set_campaign(user.username, ""))})

    def _clear(self, name: str, url: str | None, outcome: Outcome) -> Counter[str]:
        if url is None:
            return Counter()
        done = remove_messages_of(self._mentions(), self._clients["sqs"], url)
        for found in (outcome.left, outcome.unseen):
            found.pop(name, None)  # of an earlier look
        if not done.complete:
            outcome.left[name] = f"longer than the {done.looked_at} messages that were looked at: run again"
        elif done.unknown:
            outcome.left[name] = (
                f"messages of which nobody can tell whose they are: {done.unknown}, look at them"
            )
        if unseen := waiting_in(self._clients["sqs"], url, OUT_OF_SIGHT):
            outcome.unseen[name] = f"messages at work that could not be looked at: about {unseen}"
        return Counter({f"{name} message": done.removed})

    def _mentions(self) -> Mentions:
        reading = Reading(
            username_attribute=self._deployment.username_attribute,
            username_case_sensitive=self._deployment.case_sensitive,
            now=0,  # whose a message is does not depend on when it came
        )
        return Mentions(self._key, self._references, reading)

    def _user(self) -> User | None:
        """Only where this deployment writes the attribute."""
        if not self._deployment.delivers_attribute:
            return None
        return self._directory.find(self._key, ())

    def _queues(self) -> Iterator[tuple[str, Callable[[], str | None]]]:
        """Name and URL, the dead letters first: redriven, they go to the others."""
        yield "dead-letter queue", lambda: dead_letters_url(self._clients["sqs"], self._deployment)
        yield "inbox", lambda: inbox_url(self._clients["sqs"], self._deployment)
        yield "backlog", lambda: self._deployment.backlog_url

    def _look_at_lookups(self, outcome: Outcome) -> None:
        if references_of(self._clients, self._deployment, self._key):
            outcome.left["lookups"] = "the table's index still shows some, and may lag: run again"

    def _look(self, outcome: Outcome) -> None:
        """Read everything again."""
        if held_item(self._clients, self._deployment, self._key) is not None:
            outcome.left["item"] = (
                "still there, or there again: take the user out of the journeys, then run again"
            )
        user = self._user()
        if user is None:
            return
        if user.campaign:
            outcome.left["attribute"] = "ListUsers still shows a value, and may lag: run again"
        for alias, key in self._directory.keys_of(user, ()).items():
            if key != self._key and held_item(self._clients, self._deployment, key) is not None:
                outcome.left[f"item under the user's {alias}"] = "run forget for that name, too"
