"""Rules on who may do what: actions, resources, strangers, boundaries; from JSON and from documents."""

import json

import pytest

from checks import Plan
from checks.policies import FILTERS, Kind
from checks.rules.no_wildcard_resource import is_named
from tests.unit.checks.plans import addresses, change, found, module, of_module_a, raw

ROLE_POLICY, DOCUMENT = "module.a.aws_iam_role_policy.x", "module.a.data.aws_iam_policy_document.x"
TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/x"
ROOT = {"AWS": "arn:aws:iam::111122223333:root"}


def policy(*statements, **more):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)} | more)


def allow(actions="dynamodb:GetItem", resources=TABLE, **more):
    return {"Effect": "Allow", "Action": actions, "Resource": resources} | more


def of_role(*statements, **more):
    return change(ROLE_POLICY, {"policy": policy(*statements)}, **more)


def waiting(*statements, unknown=(), **more):
    """A document that waits for something unknown, as its data source is planned."""
    return change(
        DOCUMENT,
        {"statement": list(statements)},
        unknown={"json": True, "statement": list(unknown)},
        actions=["read"],
        **more,
    )


def block(actions=("dynamodb:GetItem",), resources=(TABLE,), **more):
    return {"effect": None, "sid": "One", "actions": list(actions), "resources": list(resources)} | more


# Actions


@pytest.mark.parametrize("actions", ["*", "dynamodb:*", ["dynamodb:GetItem", "s3:Get*"]])
def test_actions_are_written_out(actions):
    wide = actions if isinstance(actions, str) else actions[-1]
    assert found("no-wildcard-action", of_role(allow(actions, Sid="Read"))) == [
        (ROLE_POLICY, f'Statement "Read" allows "{wide}".')
    ]


def test_a_policy_of_one_statement_is_read():
    """IAM takes an object in place of a list, and statements without a sid."""
    role = change(ROLE_POLICY, {"policy": json.dumps({"Statement": allow("*")})})
    assert found("no-wildcard-action", role) == [(ROLE_POLICY, 'A statement without a sid allows "*".')]


def test_all_actions_but_some_are_too_many():
    statement = allow() | {"NotAction": ["iam:PassRole"]}
    del statement["Action"]
    assert found("no-wildcard-action", of_role(statement)) == [
        (ROLE_POLICY, 'A statement without a sid allows all actions but "iam:PassRole".')
    ]
    assert addresses("no-wildcard-action", waiting(block(actions=[], not_actions=["iam:PassRole"]))) == [
        DOCUMENT
    ]


@pytest.mark.parametrize(
    "statement", [allow("dynamodb:GetItem"), allow("s3:*", Effect="Deny"), {"Effect": "Allow"}]
)
def test_what_is_written_out_or_refused_passes(statement):
    assert found("no-wildcard-action", of_role(statement)) == []


def test_documents_that_wait_are_read():
    assert found("no-wildcard-action", waiting(block(["sqs:*"]))) == [
        (DOCUMENT, 'Statement "One" allows "sqs:*".')
    ]
    assert found("no-wildcard-action", waiting(block(["s3:*"], effect="Deny"))) == []
    assert found("no-wildcard-action", waiting(block([None]), unknown=[{"actions": True}])) == []


def test_wildcards_can_be_allowed():
    settings = {"allowed_wildcard_actions": ("sqs:Get*",)}
    assert found("no-wildcard-action", of_role(allow("sqs:Get*")), settings=settings) == []
    assert len(found("no-wildcard-action", of_role(allow("sqs:*")), settings=settings)) == 1


def test_a_key_is_handed_to_its_account_and_to_services():
    def key(*statements):
        return change("aws_kms_key.x", {"policy": policy(*statements)})

    own = allow("kms:*", "*", Principal=ROOT)
    by_number = allow("kms:*", "*", Principal={"AWS": "111122223333"})
    service = allow(["kms:Decrypt", "kms:GenerateDataKey*"], "*", Principal={"Service": "sns.amazonaws.com"})
    assert found("no-wildcard-action", key(own, by_number, service)) == []
    whose = [{"type": "AWS", "identifiers": [None]}]
    unknown = [{"principals": [{"identifiers": [True]}]}]
    assert found("no-wildcard-action", waiting(block(["kms:*"], principals=whose), unknown=unknown)) == []
    assert len(found("no-wildcard-action", key(allow("kms:*", "*", Principal={"AWS": "*"})))) == 1
    assert len(found("no-wildcard-action", key(allow("kms:*", "*")))) == 1
    assert len(found("no-wildcard-action", of_role(allow("kms:GenerateDataKey*")))) == 1


# Resources


@pytest.mark.parametrize(
    "resource",
    [
        "*",
        "arn:*",
        "arn:aws:dynamodb:*:*:table/x",
        "arn:aws:dynamodb:eu-west-1:111122223333:table/*",
        "arn:aws:iam::111122223333:role/*",
        "arn:aws:lambda:eu-west-1:111122223333:function:*",
        "arn:aws:apigateway:eu-west-1::/*",
        "arn:aws:s3:::*",
        "arn:aws:s3:::x*",
        "nothing",
    ],
)
def test_resources_are_named(resource):
    assert found("no-wildcard-resource", of_role(allow("s3:GetObject", ["arn:aws:s3:::x", resource]))) == [
        (ROLE_POLICY, f'A statement without a sid is for "{resource}".')
    ]
    assert not is_named(resource)


def test_all_resources_but_some_are_too_many():
    statement = allow() | {"NotResource": TABLE}
    del statement["Resource"]
    assert found("no-wildcard-resource", of_role(statement)) == [
        (ROLE_POLICY, f'A statement without a sid is for all resources but "{TABLE}".')
    ]


@pytest.mark.parametrize(
    "statement",
    [
        allow(),
        allow("s3:GetObject", "arn:aws:s3:::bucket/*"),
        allow("dynamodb:GetRecords", f"{TABLE}/stream/*"),
        allow("logs:PutLogEvents", "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/x:*"),
        allow("execute-api:Invoke", "arn:aws:execute-api:eu-west-1:111122223333:api/*"),
        allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"),
        allow("XRay:putTraceSegments", "*"),
        allow("s3:*", "*", Effect="Deny"),
    ],
    ids=["named", "objects", "streams", "log streams", "api", "without ARNs", "letters", "refused"],
)
def test_what_is_named_or_has_no_arns_passes(statement):
    assert found("no-wildcard-resource", of_role(statement)) == []


def test_one_action_with_arns_spoils_the_statement():
    assert (
        len(found("no-wildcard-resource", of_role(allow(["xray:PutTraceSegments", "sqs:SendMessage"], "*"))))
        == 1
    )


def test_actions_without_arns_can_be_added():
    role = of_role(allow("ec2:CreateNetworkInterface", "*"))
    assert len(found("no-wildcard-resource", role)) == 1
    assert (
        found("no-wildcard-resource", role, settings={"unscoped_actions": ("ec2:*NetworkInterface",)}) == []
    )


def test_unknown_resources_are_not_absent_ones():
    """An ARN that is not known yet is named all the same; a wildcard beside it is seen."""
    document = waiting(block(resources=[None, "*"]), unknown=[{"resources": [True, False]}])
    assert found("no-wildcard-resource", document) == [(DOCUMENT, 'Statement "One" is for "*".')]
    whole = waiting(block(resources=[]), unknown=[{"resources": True}])
    assert found("no-wildcard-resource", whole) == []


def test_policies_of_things_are_about_these_things():
    queue = change(
        "aws_sqs_queue_policy.x",
        {"policy": policy(allow("sqs:SendMessage", "*", Principal={"Service": "sns.amazonaws.com"}))},
    )
    assert found("no-wildcard-resource", queue) == []


# Where statements are read


def test_a_document_is_told_of_once():
    """As its own, and as the policy that it became."""
    text = policy(allow("sqs:*"))
    role = change(ROLE_POLICY, {"policy": text})
    read = {
        "address": DOCUMENT,
        "mode": "data",
        "type": "aws_iam_policy_document",
        "name": "x",
        "values": {"json": json.dumps(json.loads(text), indent=2), "statement": [block(["sqs:*"])]},
    }
    unused = read | {
        "address": "data.aws_iam_policy_document.unused",
        "values": read["values"] | {"json": "{"},
    }
    state = {
        "values": {"root_module": {"child_modules": [{"address": "module.a", "resources": [read, unused]}]}}
    }
    assert addresses("no-wildcard-action", role, prior_state=state) == [ROLE_POLICY, unused["address"]]


def test_statements_that_a_document_takes_from_others_are_told_of_once():
    """As JSON they are told of where they are put together, and those of a document there."""
    base = {
        "address": "data.aws_iam_policy_document.base",
        "mode": "data",
        "type": "aws_iam_policy_document",
        "values": {"json": policy(allow("sns:*")), "statement": [block(["sns:*"])]},
    }
    state = {"values": {"root_module": {"resources": [base]}}}
    from_json = change(
        DOCUMENT,
        {"source_policy_documents": [policy(allow("sqs:*"), allow("sns:*"))], "statement": []},
        unknown={"json": True},
        actions=["read"],
    )
    assert found("no-wildcard-action", from_json, prior_state=state) == [
        (base["address"], 'Statement "One" allows "sns:*".'),
        (DOCUMENT, 'A statement without a sid allows "sqs:*".'),
    ]
    whole = of_role(allow("sqs:*"), allow("sns:*"))
    assert addresses("no-wildcard-action", whole, prior_state=state) == [ROLE_POLICY] * 2


@pytest.mark.parametrize("type_", FILTERS)
def test_what_only_narrows_allows_nothing(type_):
    everything = policy(allow("*", "*", Principal="*"))
    document = {
        "address": DOCUMENT,
        "mode": "data",
        "type": "aws_iam_policy_document",
        "values": {"json": everything, "statement": [block(["*"], ["*"])]},
    }
    state = {"values": {"root_module": {"resources": [document]}}}
    filtering = change(f"{type_}.x", {"policy": everything})
    assert Plan(raw(filtering, prior_state=state)).statements == []
    assert len(Plan(raw(prior_state=state)).statements) == 1


def test_a_document_that_waits_is_not_read_from_the_state():
    old = {
        "address": DOCUMENT,
        "mode": "data",
        "type": "aws_iam_policy_document",
        "values": {"statement": [block(["sqs:*"])]},
    }
    state = {"values": {"root_module": {"resources": [old, {"mode": "managed"}]}}}
    assert found("no-wildcard-action", waiting(block()), prior_state=state) == []


def test_policies_inside_of_blocks_are_read():
    role = change("aws_iam_role.x", {"inline_policy": [{"policy": policy(allow("*"))}]})
    assert addresses("no-wildcard-action", role) == ["aws_iam_role.x"]


@pytest.mark.parametrize("text", ['{"Statement"', '["Statement"]', '{"a": "\\"Statement\\""}'])
def test_what_only_looks_like_a_policy_is_none(text):
    assert Plan(raw(change(ROLE_POLICY, {"policy": text}))).statements == []


@pytest.mark.parametrize(
    ("resource", "kind"),
    [
        (change("aws_iam_role.x", {"assume_role_policy": policy(allow("sts:AssumeRole"))}), Kind.TRUST),
        (change("aws_kms_key.x", {"policy": policy(allow("kms:*", Principal=ROOT))}), Kind.KEY),
        (change("aws_sqs_queue.x", {"policy": policy(allow(Principal="*"))}), Kind.RESOURCE),
        (change("aws_sqs_queue.x", {"policy": policy(allow(NotPrincipal=ROOT))}), Kind.RESOURCE),
        (of_role(allow()), Kind.IDENTITY),
        (waiting(block()), Kind.IDENTITY),
        (
            waiting(block(["sts:AssumeRole"], principals=[{"type": "Service", "identifiers": ["a"]}])),
            Kind.TRUST,
        ),
        (waiting(block(["kms:Decrypt"], principals=[{"type": "Service", "identifiers": ["a"]}])), Kind.KEY),
        (
            waiting(block(["sqs:SendMessage"], principals=[{"type": "AWS", "identifiers": ["*"]}])),
            Kind.RESOURCE,
        ),
        (waiting(block(not_principals=[{"type": "AWS", "identifiers": ["a"]}])), Kind.RESOURCE),
    ],
)
def test_statements_know_whose_they_are(resource, kind):
    assert [statement.kind for statement in Plan(raw(resource)).statements] == [kind]


# Policies that cannot be read


def test_a_policy_is_known_or_a_document():
    hidden = change(ROLE_POLICY, {}, unknown={"policy": True})

    def by(*references, others=()):
        written = {"aws_iam_role_policy.x": {"policy": {"references": list(references)}}}
        given = {"policy_json": {"references": ["aws_dynamodb_table.x.arn", "aws_dynamodb_table.x"]}}
        said = of_module_a(written, expressions=given)
        return len(found("readable-policies", hidden, *others, configuration=said))

    document = "data.aws_iam_policy_document.x"
    assert by("aws_dynamodb_table.x.arn", "aws_dynamodb_table.x", others=[waiting(block())]) == 1
    assert by(f"{document}.json", document, others=[waiting(block())]) == 0
    assert by("var.policy_json", others=[waiting(block())]) == 0
    assert by("var.policy_json") == 1
    assert found("readable-policies", hidden) == []  # without a configuration, nobody knows
    assert found("readable-policies", of_role(allow())) == []


def test_a_policy_that_aws_fills_in_is_none():
    topic = change("module.a.aws_sns_topic.x", {}, unknown={"policy": True})
    said = of_module_a({"aws_sns_topic.x": {"name": {"constant_value": "x"}}})
    assert found("readable-policies", topic, configuration=said) == []


# Strangers


@pytest.mark.parametrize(
    "statement",
    [
        {"Principal": "*"},
        {"Principal": {"AWS": "*"}},
        {"Principal": {"AWS": ["arn:aws:iam::111122223333:root", "*"]}},
        {"NotPrincipal": ROOT},
        {"Principal": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
        {"Principal": "*", "Condition": {"StringNotEquals": {"aws:SourceAccount": "111122223333"}}},
        {"Principal": "*", "Condition": {"StringEqualsIfExists": {"aws:SourceAccount": "111122223333"}}},
        {"Principal": "*", "Condition": {"Null": {"aws:SourceAccount": "false"}}},
        {"Principal": "*", "Condition": {"StringLike": {"aws:SourceArn": "*"}}},
        {"Principal": "*", "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:topic"}}},
        {"Principal": "*", "Condition": {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/admin"}}},
        {"Principal": "*", "Condition": {"StringLike": {"aws:SourceArn": "arn:aws:*"}}},
        {"Principal": "*", "Condition": {"ForAllValues:StringEquals": {"aws:PrincipalOrgPaths": "o-1/*"}}},
        {"Principal": "*", "Condition": {"IpAddress": {"aws:SourceIp": ["0.0.0.0/0"]}}},
        {"Principal": "*", "Condition": {"IpAddress": {"aws:SourceIp": ["::/0"]}}},
        {"Principal": "*", "Condition": {"Bool": "no keys"}},
        {"Principal": "*", "Condition": "none"},
    ],
)
def test_nobody_outside_may_use_a_queue(statement):
    queue = change("aws_sqs_queue_policy.x", {"policy": policy(allow() | statement)})
    assert found("no-public-access", queue) == [
        ("aws_sqs_queue_policy.x", "A statement without a sid lets anybody in.")
    ]


@pytest.mark.parametrize(
    "statement",
    [
        {"Principal": ROOT},
        {"Principal": {"Service": "sns.amazonaws.com"}},
        {"Principal": "*", "Effect": "Deny"},
        {"Principal": "*", "Condition": {"StringEquals": {"AWS:SourceOwner": "111122223333"}}},
        {"Principal": "*", "Condition": {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": ["o-1/*"]}}},
        {"Principal": "*", "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::bucket"}}},
        {"Principal": "*", "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:111122223333:*"}}},
        {"Principal": 7},
    ],
)
def test_somebody_may(statement):
    queue = change("aws_sqs_queue_policy.x", {"policy": policy(allow() | statement)})
    assert found("no-public-access", queue) == []


def test_documents_let_nobody_in():
    anybody = [{"type": "AWS", "identifiers": ["*"]}]
    condition = {"test": "ArnEquals", "variable": "aws:SourceArn", "values": [None]}
    assert addresses("no-public-access", waiting(block(principals=anybody))) == [DOCUMENT]
    tied = waiting(
        block(principals=anybody, condition=[condition]),
        unknown=[{"principals": [{"identifiers": [False]}], "condition": [{"values": [True]}]}],
    )
    assert found("no-public-access", tied) == []


def test_a_function_is_called_by_somebody():
    url = "aws_lambda_function_url.x"
    assert addresses("no-public-access", change(url, {"authorization_type": "NONE"})) == [url]
    assert found("no-public-access", change(url, {"authorization_type": "AWS_IAM"})) == []
    permission = "aws_lambda_permission.x"
    assert addresses("no-public-access", change(permission, {"principal": "*"})) == [permission]
    assert found("no-public-access", change(permission, {"principal": "sns.amazonaws.com"})) == []
    by_org = change(permission, {"principal": "*"}, unknown={"principal_org_id": True})
    assert found("no-public-access", by_org) == []


SWITCHES = dict.fromkeys(
    ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"), True
)
BUCKET, BLOCK = "module.a.aws_s3_bucket.x", "module.a.aws_s3_bucket_public_access_block.x"


def test_a_bucket_blocks_strangers():
    bucket = change(BUCKET, {"bucket": "data"})
    assert found("no-public-access", bucket) == [
        (BUCKET, "No aws_s3_bucket_public_access_block of this plan is for this bucket.")
    ]
    assert found("no-public-access", bucket, change(BLOCK, SWITCHES | {"bucket": "data"})) == []
    assert addresses("no-public-access", bucket, change(BLOCK, SWITCHES | {"bucket": "other"})) == [BUCKET]
    half = change(BLOCK, SWITCHES | {"bucket": "data", "block_public_acls": False})
    assert found("no-public-access", bucket, half) == [(BLOCK, "block_public_acls: not true.")]


@pytest.mark.parametrize(
    ("address", "references", "findings"),
    [
        (BLOCK, ["aws_s3_bucket.x.id", "aws_s3_bucket.x"], []),
        (BLOCK, ["aws_s3_bucket.y.id", "aws_s3_bucket.y"], [BUCKET]),
        (BLOCK, ["var.bucket"], []),
        ("aws_s3_bucket_public_access_block.x", ["module.a.bucket", "module.a"], []),
    ],
)
def test_what_stands_beside_a_new_bucket_is_found(address, references, findings):
    """Its name is known after apply only; the configuration says whose it is, or leads elsewhere."""
    bucket = change(BUCKET, {"bucket": "data"})
    beside = change(address, SWITCHES, unknown={"bucket": True})
    said = {address.rpartition("module.a.")[2]: {"bucket": {"references": references}}}
    tree = of_module_a(said) if "module.a" in address else module(said)
    assert addresses("no-public-access", bucket, beside, configuration=tree) == findings


@pytest.mark.parametrize(("index", "findings"), [("0", []), ("1", [f"{BUCKET}[0]"])])
def test_instances_are_told_apart(index, findings):
    bucket = change(f"{BUCKET}[0]", {"bucket": "data"})
    beside = change(f"{BLOCK}[{index}]", SWITCHES, unknown={"bucket": True})
    said = {"aws_s3_bucket_public_access_block.x": {"bucket": {"references": ["aws_s3_bucket.x"]}}}
    assert addresses("no-public-access", bucket, beside, configuration=of_module_a(said)) == findings


def test_an_instance_that_is_named_is_that_one():
    """Also by what has no instances, or others."""
    buckets = [change(f"{BUCKET}[{n}]", {"bucket": n}) | {"index": int(n)} for n in "01"]
    beside = change(BLOCK, SWITCHES, unknown={"bucket": True})
    references = ["aws_s3_bucket.x[0].id", "aws_s3_bucket.x[0]", "aws_s3_bucket.x"]
    said = {"aws_s3_bucket_public_access_block.x": {"bucket": {"references": references}}}
    tree = of_module_a(said)
    assert addresses("no-public-access", *buckets, beside, configuration=tree) == [f"{BUCKET}[1]"]


@pytest.mark.parametrize("type_", ["aws_s3_bucket", "aws_s3_bucket_acl"])
def test_no_acl_is_public(type_):
    acl = change(f"{type_}.x", {"acl": "public-read"})
    assert (f"{type_}.x", 'The ACL is "public-read".') in found("no-public-access", acl)
    assert found("no-public-access", change("aws_s3_bucket_acl.x", {"acl": "private"})) == []


# Boundaries


def test_every_role_has_a_boundary():
    bare = change("aws_iam_role.bare", {"permissions_boundary": None})
    own = change("aws_iam_role.own", {"permissions_boundary": "arn:aws:iam::111122223333:policy/team-a"})
    new = change("aws_iam_user.new", {}, unknown={"permissions_boundary": True})
    assert addresses("permissions-boundary", bare, own, new) == ["aws_iam_role.bare"]
    settings = {"permissions_boundaries": ("arn:aws:iam::*:policy/team-b",)}
    assert found("permissions-boundary", own, new, settings=settings) == [
        ("aws_iam_role.own", 'The permissions boundary is "arn:aws:iam::111122223333:policy/team-a".')
    ]
    fitting = {"permissions_boundaries": ("arn:aws:iam::*:policy/team-?",)}
    assert found("permissions-boundary", own, new, settings=fitting) == []
