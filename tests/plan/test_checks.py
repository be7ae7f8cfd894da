"""Our own plans pass the checks that we give to platform repos, with what each configuration was given."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from checks import Config, Settings, Waiver, findings
from checks.registry import RULES

if TYPE_CHECKING:
    from tests.plan.planned import Plan

# What is so on purpose; the rules of this folder say each in detail.
WAIVED = {
    "*.module.logs[0].aws_s3_bucket_server_side_encryption_configuration.this": (
        "encrypted",
        "S3 delivers access logs to no bucket with a KMS key",
    ),
}


def settings_of(plan: Plan) -> Settings:
    """As strict as what was given to the module allows."""
    given = plan.given
    key, boundary = given["kms_key_arn"], given["permissions_boundary_arn"]
    return Settings(
        required_tags=tuple(given["tags"]),
        name_prefixes=tuple(given["name_prefixes"]),
        permissions_boundaries=(boundary,) if boundary else (),
        kms_required=bool(key),
        kms_keys=(key,) if key else (),
        max_log_retention_days=given["log_retention_days"],
    )


def test_the_checks_find_nothing(plan: Plan) -> None:
    off = () if plan.given["permissions_boundary_arn"] else ("permissions-boundary",)
    config = Config(
        rules={rule.id: rule.id not in off for rule in RULES},
        settings=settings_of(plan),
        waivers=tuple(Waiver(rule, at, why, dt.date.max) for at, (rule, why) in WAIVED.items()),
    )
    found = findings(plan.raw, config)
    if found:
        pytest.fail("\n  ".join(["The checks for platform repos find:", *map(str, found)]), pytrace=False)
