"""AWS clients of one profile and Region, made when they are needed."""

from __future__ import annotations

from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ProfileNotFound

from operations.errors import WrongUse

ATTEMPTS = 5  # a person waits: rather a few retries than a second try by hand
INVOCATION_SECONDS = 900  # the longest that Lambda lets a function run


class Clients:
    """``clients["sqs"]`` is the client of SQS; `long_call` is Lambda's, for calls that take minutes."""

    def __init__(self, session: boto3.Session) -> None:
        self.session = session
        self._made: dict[str, Any] = {}

    def __getitem__(self, service: str) -> Any:
        if service not in self._made:
            self._made[service] = self._make(
                service, Config(retries={"mode": "standard", "total_max_attempts": ATTEMPTS})
            )
        return self._made[service]

    def long_call(self) -> Any:
        """Waits for the whole run of a function, and never sends a call twice."""
        return self._make(
            "lambda",
            Config(
                read_timeout=INVOCATION_SECONDS + 15,
                retries={"mode": "standard", "total_max_attempts": 1},
                tcp_keepalive=True,  # a NAT gateway forgets a connection that is silent for 350 s
            ),
        )

    def _make(self, service: str, config: Config) -> Any:
        make: Any = self.session.client  # its stub overloads on literal names
        return make(service, config=config.merge(Config(user_agent_extra="journey-attribution-operations")))


def session_of(profile: str | None, region: str | None) -> boto3.Session:
    """The session that the options and the usual AWS settings describe."""
    try:
        session = boto3.Session(profile_name=profile, region_name=region)
    except ProfileNotFound as error:
        raise WrongUse(f"{error}: give --profile a name that `aws configure list-profiles` prints") from None
    if session.region_name is None:
        raise WrongUse("no Region: give --region, or set AWS_REGION, or a region in the profile")
    if session.get_credentials() is None:
        raise WrongUse("no AWS credentials: give --profile, or set the usual AWS environment variables")
    return session
