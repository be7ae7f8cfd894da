"""Actions are written out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checks.finding import Finding
from checks.policies import Kind, Statement
from checks.rule import rule
from checks.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.config import Settings
    from checks.plan import Plan

# As KMS documents what a service that uses a key needs:
# https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
ACTIONS_OF_KEYS = frozenset({"kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"})


@rule(
    "no-wildcard-action",
    "Every statement that allows something writes its actions out.",
    detail=(
        "No `*` in them, no `not_actions`. A key's policy may hand the key to the account, and give "
        "services `kms:GenerateDataKey*` and the like."
    ),
)
def no_wildcard_action(plan: Plan, settings: Settings) -> Iterator[Finding]:
    """Passes over what refuses."""
    for statement in plan.statements:
        if not statement.allows or _hands_to_account(statement):
            continue
        for action in statement.actions:
            if "*" in action and not _allowed(statement, action, settings):
                yield _finding(
                    statement, f"allows {statement.show(action)}", "List the actions that are called"
                )
        if statement.but_actions:
            yield _finding(
                statement,
                f"allows all actions but {', '.join(statement.show(a) for a in statement.but_actions)}",
                "List in `actions` what is called instead",
            )


def _allowed(statement: Statement, action: str, settings: Settings) -> bool:
    allowed = settings.allowed_wildcard_actions
    return action in allowed or (statement.kind is Kind.KEY and action in ACTIONS_OF_KEYS)


def _hands_to_account(statement: Statement) -> bool:
    """The first statement of a key's default policy, which leaves to IAM who may do what with the key.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    """
    return (
        statement.kind is Kind.KEY
        and bool(statement.principals)
        and all(_is_account(id_) for _, id_ in statement.principals)
    )


def _is_account(principal: str) -> bool:
    """By the ARN of its root or by its number; what is unknown is somebody."""
    return principal == UNKNOWN or bool(re.fullmatch(r"(arn:[^:]+:iam::)?\d{12}(:root)?", principal))


def _finding(statement: Statement, what: str, fix: str) -> Finding:
    return Finding(
        no_wildcard_action.id,
        statement.address,
        f"{statement} {what}.",
        f"{fix}, or put an action that is meant so into allowed_wildcard_actions.",
    )
