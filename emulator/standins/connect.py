"""Amazon Connect outbound campaigns, as far as attribution meets them: journeys with a Custom action."""

import uuid
from collections.abc import Callable
from typing import Any

from emulator.environment import ACCOUNT_ID, REGION
from emulator.standins.custom_action import (
    PROFILES_PER_CALL,
    Campaign,
    Profiles,
    Verdict,
    custom_action_calls,
    failed,
    surplus,
    verdicts,
)
from emulator.standins.errors import ServiceError
from emulator.standins.model_server import ModelServer
from emulator.standins.times import iso_milliseconds, now

Function = Callable[[dict[str, Any]], Any]

_ARN = f"arn:aws:connect-campaigns:{REGION}:{ACCOUNT_ID}:campaign"


class ConnectJourneys(ModelServer):
    """Journeys and integrated functions, in memory."""

    def __init__(self) -> None:
        super().__init__(
            "connectcampaignsv2",
            {
                "PutConnectInstanceIntegration": self._put_integration,
                "ListConnectInstanceIntegrations": self._list_integrations,
                "CreateCampaign": self._create,
                "DescribeCampaign": self._describe,
            },
        )
        self._campaigns: dict[str, dict[str, Any]] = {}
        self._functions: dict[str, set[str]] = {}

    def add_journey(self, name: str, instance_id: str = "c8c0e68d-0000-4265-82c0-000000000000") -> Campaign:
        """A journey that runs."""
        asked = {"name": name, "connectInstanceId": instance_id, "type": "JOURNEY"}
        return self.run(self._create(asked)["id"])

    def run(self, campaign_id: str, action_id: str = "Tag clickers") -> Campaign:
        """The next run of a journey; ``action_id`` is the name of the block."""
        known = self._known(campaign_id)
        started = iso_milliseconds(now()).replace(":", "-")
        return Campaign(
            id=campaign_id, name=known["name"], run_id=f"{campaign_id}#{started}", action_id=action_id
        )

    def custom_action(
        self,
        function: Function,
        campaign: Campaign,
        profiles: Profiles,
        *,
        size: int = PROFILES_PER_CALL,
        repeat: bool = False,
    ) -> dict[str, Verdict]:
        """Let ``function`` answer for all profiles, each call again with the same tokens if ``repeat``.

        An answer that breaks AWS's rules is in ``violations``; an exception fails its batch and no other.
        """
        found: dict[str, Verdict] = {}
        for payload in custom_action_calls(campaign, profiles, size):
            for _ in range(2 if repeat else 1):
                found |= self._ask(function, payload)
        return found

    def _ask(self, function: Function, payload: dict[str, Any]) -> dict[str, Verdict]:
        try:
            answer = function(payload)
        except Exception as error:  # noqa: BLE001 - whatever it is, Connect sees a failed function
            return failed(payload, f"The function raised {type(error).__name__}: {error}")
        found = verdicts(payload, answer)
        wrong = {verdict.error for verdict in found.values() if verdict.error}
        if not wrong and (more := surplus(payload, answer)):
            wrong.add(f"The answer has {more} entries more than one for each profile.")
        self.violations += sorted(wrong)
        return found

    def _put_integration(self, params: dict[str, Any]) -> dict[str, Any]:
        config = params["integrationConfig"]
        if "lambda" not in config:
            raise ServiceError("ValidationException", "This stand-in integrates functions only")
        functions = self._functions.setdefault(params["connectInstanceId"], set())
        functions.add(config["lambda"]["functionArn"])
        return {}

    def _list_integrations(self, params: dict[str, Any]) -> dict[str, Any]:
        functions = sorted(self._functions.get(params["connectInstanceId"], ()))
        return {"integrationSummaryList": [{"lambda": {"functionArn": arn}} for arn in functions]}

    def _create(self, params: dict[str, Any]) -> dict[str, Any]:
        campaign_id = str(uuid.uuid4())
        made = {"id": campaign_id, "arn": f"{_ARN}/{campaign_id}"}
        self._campaigns[campaign_id] = {**params, **made}
        return made

    def _describe(self, params: dict[str, Any]) -> dict[str, Any]:
        return {"campaign": self._known(params["id"])}

    def _known(self, campaign_id: str) -> dict[str, Any]:
        try:
            return self._campaigns[campaign_id]
        except KeyError:
            raise ServiceError("ResourceNotFoundException", f"No campaign {campaign_id}", 404) from None
