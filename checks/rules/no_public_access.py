"""Nothing is for anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.finding import Finding
from checks.rule import rule
from checks.values import is_set

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.config import Settings
    from checks.plan import Plan
    from checks.policies import Condition

ANYBODY = "*"
SWITCHES = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
PUBLIC_ACLS = ("public-read", "public-read-write", "authenticated-read")
# Keys of conditions that tie "anybody" to somebody, as S3 counts them and in other services' policies:
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
NARROWING = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceip",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:userid",
        "cognito-identity.amazonaws.com:aud",
        "kms:calleraccount",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
    }
)
_NEGATED = ("not", "null")
# Any address, in either version.
_ANY_ADDRESS = ("0.0.0.0/0", "::/0")


@rule(
    "no-public-access",
    "Nobody outside is let in.",
    detail=(
        "No function URL without IAM; no policy or permission for the principal `*`, unless a condition "
        "ties it to an account, organisation, network or source; no public ACL; every bucket blocks "
        "public access."
    ),
)
def no_public_access(plan: Plan, _: Settings) -> Iterator[Finding]:
    """Looks at policies, permissions, function URLs and buckets."""
    yield from _statements(plan)
    yield from _functions(plan)
    yield from _buckets(plan)


def _statements(plan: Plan) -> Iterator[Finding]:
    for statement in plan.statements:
        anybody = statement.but_principals or any(
            id_ == ANYBODY and type_ in {ANYBODY, "AWS"} for type_, id_ in statement.principals
        )
        if statement.allows and anybody and not any(map(_narrows, statement.conditions)):
            yield _finding(
                statement.address,
                f"{statement} lets anybody in.",
                "Name the principals, or add a condition, as on aws:SourceAccount or aws:PrincipalOrgID.",
            )


def _narrows(condition: Condition) -> bool:
    quantifier, _, operator = condition.operator.lower().rpartition(":")
    return (
        condition.key.lower() in NARROWING
        and quantifier != "forallvalues"  # true as well where a call does not have the key
        and not any(sign in operator for sign in _NEGATED)
        and not operator.endswith("ifexists")
        and not any(map(_is_anything, condition.values))
    )


def _is_anything(value: str) -> bool:
    """Also an ARN of any account; those of buckets name none."""
    account = value.split(":")[4:5] or [ANYBODY]
    return value in (ANYBODY, *_ANY_ADDRESS) or (value.startswith("arn:") and account == [ANYBODY])


def _functions(plan: Plan) -> Iterator[Finding]:
    for url in plan.of_type("aws_lambda_function_url"):
        if url.get("authorization_type") == "NONE":
            yield _finding(
                url.address, "Anybody may call this function URL.", 'Set authorization_type = "AWS_IAM".'
            )
    for permission in plan.of_type("aws_lambda_permission"):
        narrowed = any(
            is_set(permission.get(a)) for a in ("source_account", "source_arn", "principal_org_id")
        )
        if permission.get("principal") == ANYBODY and not narrowed:
            yield _finding(
                permission.address,
                "Anybody may call this function.",
                "Name the principal, or set source_account, source_arn or principal_org_id.",
            )


def _buckets(plan: Plan) -> Iterator[Finding]:
    for acl in plan.of_type("aws_s3_bucket", "aws_s3_bucket_acl"):
        if acl.get("acl") in PUBLIC_ACLS:
            yield _finding(
                acl.address, f"The ACL is {acl.show('acl')}.", "Remove it: a policy says who may read."
            )
    blocks = plan.of_type("aws_s3_bucket_public_access_block")
    for block in blocks:
        off = [switch for switch in SWITCHES if block.get(switch) in (False, None)]
        if off:
            yield _finding(block.address, f"{', '.join(off)}: not true.", "Set all four to true.")
    for bucket in plan.of_type("aws_s3_bucket"):
        if not any(block.belongs_to(bucket, "bucket") for block in blocks):
            yield _finding(
                bucket.address,
                "No aws_s3_bucket_public_access_block of this plan is for this bucket.",
                "Add one with all four switches true.",
            )


def _finding(address: str, problem: str, fix: str) -> Finding:
    return Finding(no_public_access.id, address, problem, fix)
