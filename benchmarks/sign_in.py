"""What token delivery costs a customer: the function alone, and a sign-in with and without it."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any

from benchmarks import handlers
from benchmarks.deployment import PASSWORD
from benchmarks.result import Column, Result, Row
from benchmarks.spread import percentile_columns, percentiles
from benchmarks.turns import seconds_of, take_turns, wait_until
from emulator.environment import emulator_environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.deployment import BenchDeployment
    from benchmarks.lab import Lab

CUSTOMER = "customer"
PLAIN, WITH = "sign-in without the trigger", "sign-in with the trigger"
INVOKED, IN_PROCESS = "token function, invoked", "its handler, in process"


def measure(lab: Lab) -> list[Result]:
    """A row per way to a token."""
    deployment = lab.deployment
    rounds = lab.of(400, 30)
    plain_pool, plain_client = _plain_pool(deployment)
    _customer(deployment)
    event = {"version": "1", "userName": f"{CUSTOMER}-0", "request": {}, "response": {}}
    with handlers.environment(_settings(deployment)):
        cases: dict[str, Callable[[], object]] = {
            PLAIN: lambda: _sign_in(deployment, plain_pool, plain_client),
            WITH: lambda: _sign_in(deployment, deployment.user_pool_id, deployment.client_id),
            INVOKED: lambda: deployment.invoke("token", event),
            IN_PROCESS: lambda: handlers.call("token", event),
        }
        for case in cases.values():  # warm containers, as nearly all sign-ins meet
            case()
        found = take_turns(rounds, {name: _milliseconds(case) for name, case in cases.items()})
    medians = {name: statistics.median(values) for name, values in found.items()}
    ratios = {WITH: medians[WITH] / medians[PLAIN], IN_PROCESS: medians[IN_PROCESS] / medians[INVOKED]}
    return [
        Result(
            name="sign-in",
            title="Token delivery at sign-in",
            cases="case",
            columns=(*percentile_columns("ms", 1), Column(name="ratio of medians", digits=2)),
            rows=tuple(
                Row(name=name, values={**percentiles(values), "ratio of medians": ratios.get(name)})
                for name, values in found.items()
            ),
            baseline=(
                "for the sign-in, a second pool of the same emulator without the trigger; for the handler, "
                "the whole invocation"
            ),
            notes=(
                f"{rounds} rounds that take turns, warm. The handler's share of an invocation is its read "
                "of the table; the rest is the emulator's."
            ),
        )
    ]


def _milliseconds(case: Callable[[], object]) -> Callable[[int], float]:
    return lambda _round: seconds_of(case) * 1000


def _plain_pool(deployment: BenchDeployment) -> tuple[str, str]:
    cognito = deployment.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="without-trigger")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="app", ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    cognito.admin_create_user(UserPoolId=pool, Username=f"{CUSTOMER}-0")
    deployment.set_password(pool, f"{CUSTOMER}-0")
    return pool, client


def _customer(deployment: BenchDeployment) -> None:
    """In a journey, in a pool with the trigger."""
    (name,) = deployment.add_users(CUSTOMER, 1)
    deployment.set_password(deployment.user_pool_id, name)
    deployment.touch("spring", [name])
    wait_until(lambda: deployment.campaign(name) == "spring", within=60)
    deployment.client("cognito-idp").update_user_pool(
        UserPoolId=deployment.user_pool_id,
        LambdaConfig={"PreTokenGeneration": deployment.outputs["token_function_arn"]},
    )


def _settings(deployment: BenchDeployment) -> dict[str, str]:
    """Those that Terraform gave the token function."""
    found: dict[str, Any] = deployment.client("lambda").get_function_configuration(FunctionName="bench-token")
    return emulator_environment(deployment.url, **found["Environment"]["Variables"])


def _sign_in(deployment: BenchDeployment, pool_id: str, client_id: str) -> None:
    deployment.client("cognito-idp").admin_initiate_auth(
        UserPoolId=pool_id,
        ClientId=client_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": f"{CUSTOMER}-0", "PASSWORD": PASSWORD},
    )
