"""Plays the story on the stage, and holds every value that is seen against the one that must be."""

import json
import statistics
import time
from collections.abc import Mapping
from typing import Any

from emulator.standins.pinpoint import journey_calls
from examples.demo.counts import logged_counts
from examples.demo.earnings import PURCHASES
from examples.demo.errors import WrongValue
from examples.demo.finale import Finale
from examples.demo.pool import Customers
from examples.demo.shop import Shop
from examples.demo.stage import Stage
from examples.demo.story import (
    ACTS,
    BLANK,
    MOMENTS,
    STRANGER,
    USERS,
    Act,
    Journey,
    Visit,
    answers_to,
    counts,
    journeys_of,
    seen_at,
    spelled_username_of,
)

_SECONDS_TO_SETTLE = 20
# One minute from sweep to sweep, and half a minute for a machine that is busy with something else.
_SECONDS_TO_BLANK = 90
_PAUSE = 0.5


class Play:
    def __init__(self, stage: Stage, outputs: Mapping[str, Any], window_seconds: float) -> None:
        self._stage = stage
        self._screen = stage.screen
        self._outputs = outputs
        self._window_seconds = window_seconds
        self._lambda = stage.client("lambda")
        self._table = stage.client("dynamodb")
        self._customers = Customers(
            stage.client("cognito-idp"),
            pool_id=outputs["user_pool_id"],
            client_id=outputs["app_client_id"],
            attribute=outputs["campaign_attribute"],
        )
        self._shop = Shop(stage, outputs)
        self._finale = Finale(stage, outputs)
        self._seen: dict[str, list[str]] = {user: [] for user in USERS}

    def perform(self) -> None:
        with self._screen.step(f"{len(USERS)} customers join the user pool and sign in to the app"):
            self._customers.join(USERS)
        with self._screen.step("the marketer uploads what the journeys cost, and what a conversion is"):
            self._shop.say_what_counts()
        self._look(MOMENTS[0])
        began = time.monotonic()
        for act in ACTS:
            self._screen.title(f"{act.what}.")
            self._run(act)
            try:
                self._look(act.moment)
            except WrongValue as wrong:
                if time.monotonic() - began < self._window_seconds:
                    raise
                longer = f"--window {2 * self._window_seconds:g}"
                raise WrongValue(
                    "The window was over before the story was: this machine needs a longer one, "
                    f"such as {longer}.\n{wrong}"
                ) from wrong
        self._show_users()
        self._watch_windows_end()
        self._look(MOMENTS[-1])
        self._show_users()
        self._check_counts()
        self._check_standin()
        with self._screen.step("the emails of the journeys are sent, delivered, opened and clicked"):
            self._shop.mail()
        self._finale.perform()

    def _run(self, act: Act) -> None:
        for journey, visits in act.audiences:
            self._screen.doing = f"journey {journey.name} calls the tagging function"
            answers = self._call(journey, visits)
            endpoints = {visit.endpoint_id: spelled_username_of(visit) for visit in visits}
            self._screen.answers(journey.name, endpoints, answers)
            if answers != (due := answers_to(visits)):
                raise WrongValue(f"Journey {journey.name} was answered {answers} instead of {due}.")

    def _call(self, journey: Journey, visits: tuple[Visit, ...]) -> dict[str, dict[str, str]]:
        """As Pinpoint does it: wait for the answer, at most 50 endpoints a call."""
        answers: dict[str, dict[str, str]] = {}
        for payload in journey_calls(journey.id, {visit.endpoint_id: visit.payload for visit in visits}):
            response = self._lambda.invoke(
                FunctionName=self._outputs["tagging_function_name"],
                InvocationType="RequestResponse",
                Payload=json.dumps(payload),
            )
            answer = json.load(response["Payload"])
            if "FunctionError" in response:
                raise WrongValue(f"The tagging function failed: {answer}")
            answers |= {endpoint_id: said["EventAttributes"] for endpoint_id, said in answer.items()}
        return answers

    def _look(self, moment: str) -> None:
        """Wait until everybody sees what they must; a value that stays wrong ends the demo."""
        due = seen_at(moment)
        deadline = time.monotonic() + _SECONDS_TO_SETTLE
        started = time.monotonic()
        self._screen.doing = f"waiting until every user sees the campaign ({moment})"
        while (seen := self._customers.campaigns()) != due:
            if time.monotonic() > deadline:
                raise WrongValue(
                    "\n".join(
                        f"{user} must see {due[user] or 'a blank campaign'} ({moment}), "
                        f"but sees {seen[user] or 'a blank one'}."
                        for user in USERS
                        if seen[user] != due[user]
                    )
                )
            time.sleep(_PAUSE / 5)
        for user, value in seen.items():
            self._seen[user].append(value)
        for purchase in PURCHASES:
            if purchase.moment == moment:
                self._shop.record(purchase, seen[purchase.user])
        seconds = time.monotonic() - started
        self._screen.say(f"{moment}: all {len(USERS)} customers see what they must, after {seconds:.1f} s")

    def _watch_windows_end(self) -> None:
        """The schedule of the module does the work; we only look at the clock."""
        self._screen.title("The window ends: the app must see a blank campaign.")
        ends = self._ends()
        waiting = {user: end for user, end in ends.items() if user in USERS}
        late: dict[str, float] = {}
        last, started = max(ends.values()), time.time()
        total = max(last - started, 1)
        with self._screen.bar("last window", total) as bar:
            while waiting:
                for user, end in list(waiting.items()):
                    if self._customers.campaign(user) == BLANK:
                        late[user] = time.time() - end
                        del waiting[user]
                now = time.time()
                bar.reach(now - started, _phase(last - now, len(late), len(late) + len(waiting)))
                if now > last + _SECONDS_TO_BLANK:
                    users = ", ".join(waiting)
                    raise WrongValue(f"Still not blank {_SECONDS_TO_BLANK} s after the last window: {users}.")
                time.sleep(_PAUSE if waiting else 0)
        if early := [user for user, seconds in late.items() if seconds < 0]:
            raise WrongValue(f"Blank before the window was over: {', '.join(early)}.")
        seconds = late.values()
        self._screen.say(f"from the exact end of the window to blank, {len(late)} customers:")
        self._screen.say(
            f"minimum {min(seconds):.1f} s, median {statistics.median(seconds):.1f} s, "
            f"maximum {max(seconds):.1f} s (the app looked every {_PAUSE} s)"
        )

    def _ends(self) -> dict[str, int]:
        """When the window of each touch in the table ends."""
        items = self._table.scan(TableName=self._outputs["table_name"], ConsistentRead=True)["Items"]
        ends = {item["username"]["S"]: int(item["expires_at"]["N"]) for item in items}
        due = {user for user in (*USERS, STRANGER) if journeys_of(user)}
        if set(ends) != due:
            raise WrongValue(f"The table must hold touches of {sorted(due)}, but holds {sorted(ends)}.")
        return ends

    def _show_users(self) -> None:
        rows = {user: (", ".join(journeys_of(user)), self._seen[user]) for user in USERS}
        rows[STRANGER] = (f"{', '.join(journeys_of(STRANGER))} (unknown)", [])
        self._screen.users(MOMENTS, rows)
        self._screen.say("as the app of the signed-in user reads it (InitiateAuth, GetUser);")
        self._screen.say("- is a blank attribute, * is a change")

    def _check_counts(self) -> None:
        self._screen.doing = "reading the logs of the functions"
        due, deadline = counts(), time.monotonic() + _SECONDS_TO_SETTLE
        logs = self._stage.client("logs")
        groups = self._outputs["log_group_names"].values()
        while wrong := {
            name: value
            for name, value in due.items()
            if (logged := logged_counts(logs, groups))[name] != value
        }:
            if time.monotonic() > deadline:
                raise WrongValue(
                    "\n".join(
                        f"The functions must have counted {value} {name}, but counted {logged[name]}."
                        for name, value in wrong.items()
                    )
                )
            time.sleep(_PAUSE)
        logged = logged_counts(logs, groups)
        self._screen.numbers({name: str(value) for name, value in sorted(logged.items()) if value})

    def _check_standin(self) -> None:
        if violations := self._stage.pinpoint.violations:
            raise WrongValue("Pinpoint was not called as its service model says: " + "; ".join(violations))


def _phase(seconds_left: float, blank: int, users: int) -> str:
    moment = f"{seconds_left:.0f} s left" if seconds_left > 0 else "next sweep"
    return f"{moment}: {blank} of {users} blank"
