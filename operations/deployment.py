"""Finds a deployment by its name prefix: what its functions' settings say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.errors import KitError
from kit.service_errors import translated
from operations.errors import WrongUse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.clients import Clients

DEFAULT_PREFIX = "journey-attribution"
NEEDED = ("TABLE_NAME", "USERNAME_CASE_SENSITIVE", "CAMPAIGN_ATTRIBUTE")  # settings of every deployment


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """One deployment, as its functions know it."""

    prefix: str
    account: str
    region: str
    table_name: str
    case_sensitive: bool
    username_attribute: str | None  # None: the endpoint's user id is the Cognito username
    attribute: str  # such as custom:campaign; also the claim's name
    user_pool_id: str | None
    backlog_url: str | None  # None, like the projection function, where delivery.attribute is off
    token_arn: str | None  # None where delivery.token is off

    @property
    def delivers_attribute(self) -> bool:
        return self.backlog_url is not None

    def physical_name(self, purpose: str) -> str:
        """The name of a function, a queue or the schedule."""
        return f"{self.prefix}-{purpose}"

    def __str__(self) -> str:
        return f"{self.prefix} (account {self.account}, {self.region})"


def find(clients: Clients, prefix: str) -> Deployment:
    """The deployment; `WrongUse` where there is none, or where it cannot be read."""
    tagging = _function(clients, f"{prefix}-tagging")
    if tagging is None:
        raise WrongUse(not_found(clients, f"{prefix}-tagging"))
    projection = _function(clients, f"{prefix}-projection")
    token = _function(clients, f"{prefix}-token")
    if projection is None and token is None:
        raise WrongUse(not_found(clients, f"{prefix}-projection, nor {prefix}-token,"))
    settings = {**_settings(tagging), **_settings(token), **_settings(projection)}
    if missing := [name for name in NEEDED if name not in settings]:
        raise WrongUse(f"{prefix} is no deployment of this module: its functions have no {missing[0]}")
    pool = settings.get("USER_POOL_ID") or _pool_that_may_call(clients, f"{prefix}-token")
    return Deployment(
        prefix=prefix,
        account=str(tagging["FunctionArn"]).split(":")[4],
        region=str(clients.session.region_name),
        table_name=settings["TABLE_NAME"],
        case_sensitive=settings["USERNAME_CASE_SENSITIVE"] == "true",
        username_attribute=settings.get("USERNAME_ATTRIBUTE"),
        attribute=settings["CAMPAIGN_ATTRIBUTE"],
        user_pool_id=pool,
        backlog_url=settings.get("BACKLOG_QUEUE_URL"),
        token_arn=None if token is None else str(token["FunctionArn"]),
    )


def settings_of(clients: Clients, function: str) -> dict[str, str]:
    """The settings of one function; `WrongUse` where it is missing, or they cannot be read."""
    found = _function(clients, function)
    if found is None:
        raise WrongUse(not_found(clients, function))
    return _settings(found)


def not_found(clients: Clients, function: str) -> str:
    """What to say where a function is missing: where it was looked for, and what to do."""
    try:
        account = str(clients["sts"].get_caller_identity()["Account"])
    except Exception:  # noqa: BLE001 - the account only makes the message better
        account = "unknown"
    return (
        f"function {function} was not found in account {account}, Region {clients.session.region_name}: "
        "give the deployment's name_prefix as --name-prefix, its account and Region as --profile and --region"
    )


def _function(clients: Clients, name: str) -> dict[str, Any] | None:
    client = clients["lambda"]
    try:
        with translated("lambda:GetFunctionConfiguration"):
            try:
                found: dict[str, Any] = client.get_function_configuration(FunctionName=name)
            except client.exceptions.ResourceNotFoundException:
                return None
    except KitError as error:
        raise WrongUse(f"function {name} cannot be looked up: {error}") from error
    return found


def _settings(function: Mapping[str, Any] | None) -> dict[str, str]:
    if function is None:
        return {}
    environment = function.get("Environment", {})
    if "Error" in environment:  # Lambda answers so where the caller may not use the key
        raise WrongUse(
            f"the settings of function {function['FunctionName']} cannot be read "
            f"({environment['Error'].get('ErrorCode')}): you need kms:Decrypt on the deployment's key"
        )
    return dict(environment.get("Variables", {}))


def _pool_that_may_call(clients: Clients, function: str) -> str | None:
    """Without projection no setting names the pool, but the token function's policy does."""
    try:
        with translated("lambda:GetPolicy"):
            policy = json.loads(clients["lambda"].get_policy(FunctionName=function)["Policy"])
    except KitError:
        return None  # doctor then says that the pool is unknown
    for statement in policy["Statement"]:
        for condition in statement.get("Condition", {}).values():
            source = str(condition.get("AWS:SourceArn", ""))
            if ":userpool/" in source:
                return source.rsplit("/", 1)[1]
    return None
