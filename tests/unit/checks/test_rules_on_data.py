"""Rules on what holds data: it stays, its stream goes on, it is encrypted and can be recovered."""

import pytest

from checks.config import DATA_TYPES
from tests.unit.checks.plans import addresses, change, found, module

TABLE = "module.attribution.aws_dynamodb_table.touches"
ENCRYPTED = {"server_side_encryption": [{"enabled": True}]}
BUCKET_RULES = "aws_s3_bucket_server_side_encryption_configuration"


# Destroyed and replaced


@pytest.mark.parametrize("type_", DATA_TYPES)
def test_what_holds_data_is_not_destroyed(type_):
    gone = change(f"{type_}.x", before={"name": "x"}, actions=["delete"])
    assert addresses("no-destroy-of-data", gone) == [f"{type_}.x"]


@pytest.mark.parametrize(
    "kept",
    [
        change(TABLE, before={}, actions=["forget"]),
        change(TABLE, {}, before={}, actions=["no-op"], previous_address="aws_dynamodb_table.old"),
        change(TABLE, {}, before={}, actions=["update"]),
        change("aws_lambda_function.x", before={}, actions=["delete"]),
        change("aws_cloudwatch_log_group.x", before={"skip_destroy": True}, actions=["delete"]),
    ],
    ids=["forgotten", "moved", "changed", "no data", "left in AWS"],
)
def test_what_stays_is_not_destroyed(kept):
    assert found("no-destroy-of-data", kept) == []
    assert found("no-replacement", kept) == []


@pytest.mark.parametrize("actions", [["delete", "create"], ["create", "delete"], ["create", "forget"]])
def test_a_table_is_not_replaced(actions):
    """In whichever order, and also if Terraform forgets the old one: the new one is empty."""
    replaced = change(
        TABLE, {}, before={}, actions=actions, replace_paths=[["hash_key"], ["attribute", 0, "name"]]
    )
    assert found("no-replacement", replaced) == [
        (TABLE, "It is replaced, and its data is lost or left behind: hash_key, attribute[0].name.")
    ]
    assert found("no-destroy-of-data", replaced) == []


def test_a_replacement_without_a_path_is_one():
    """As with -replace."""
    tainted = change(TABLE, {}, before={}, actions=["delete", "create"])
    assert found("no-replacement", tainted) == [
        (TABLE, "It is replaced, and its data is lost or left behind.")
    ]


def test_types_with_data_can_be_chosen():
    queue = change("aws_sqs_queue.x", before={}, actions=["delete"])
    table = change(TABLE, before={}, actions=["delete"])
    settings = {"data_types": ("aws_sqs_queue",)}
    assert addresses("no-destroy-of-data", queue, table, settings=settings) == ["aws_sqs_queue.x"]


# Streams


def stream(enabled, view, **more):
    return {"stream_enabled": enabled, "stream_view_type": view, **more}


@pytest.mark.parametrize(
    ("after", "problem"),
    [
        (stream(False, "KEYS_ONLY"), "Its stream is turned off."),
        (stream(None, "KEYS_ONLY"), "Its stream is turned off."),
        (stream(True, "NEW_IMAGE"), 'Its stream is replaced by one with stream_view_type "NEW_IMAGE".'),
    ],
)
def test_a_stream_is_kept(after, problem):
    table = change(TABLE, after, before=stream(True, "KEYS_ONLY"), actions=["update"])
    assert found("stream-kept", table) == [(TABLE, problem)]


@pytest.mark.parametrize(
    "table",
    [
        change(TABLE, stream(True, "KEYS_ONLY"), before=stream(True, "KEYS_ONLY"), actions=["update"]),
        change(TABLE, stream(True, "KEYS_ONLY"), before=stream(False, ""), actions=["update"]),
        change(TABLE, stream(True, "KEYS_ONLY")),
        change(
            TABLE,
            {"stream_enabled": True},
            unknown={"stream_view_type": True},
            before=stream(True, "KEYS_ONLY"),
            actions=["update"],
        ),
        change(TABLE, stream(False, ""), before=stream(True, "KEYS_ONLY"), actions=["delete", "create"]),
    ],
    ids=["same", "turned on", "new", "unknown", "replaced: told by another rule"],
)
def test_other_changes_keep_the_stream(table):
    assert found("stream-kept", table) == []


# Recovery


def test_tables_can_be_recovered():
    on = change("aws_dynamodb_table.on", {"point_in_time_recovery": [{"enabled": True}]})
    off = change("aws_dynamodb_table.off", {"point_in_time_recovery": [{"enabled": False}]})
    absent = change("aws_dynamodb_table.absent", {"point_in_time_recovery": []})
    unknown = change("aws_dynamodb_table.unknown", {}, unknown={"point_in_time_recovery": True})
    gone = change("aws_dynamodb_table.gone", before={}, actions=["delete"])
    assert addresses("recoverable-tables", on, off, absent, unknown, gone) == [
        "aws_dynamodb_table.off",
        "aws_dynamodb_table.absent",
    ]


def test_a_block_that_the_provider_leaves_open_is_absent():
    """Where nothing is written, the provider plans an unknown block."""
    left = change(TABLE.replace("module.attribution.", ""), {}, unknown={"point_in_time_recovery": True})
    configuration = {"aws_dynamodb_table.touches": {"name": {"constant_value": "touches"}}}
    assert len(found("recoverable-tables", left, configuration=module(configuration))) == 1


# Encryption


@pytest.mark.parametrize(
    ("type_", "after"),
    [
        ("aws_sqs_queue", {"sqs_managed_sse_enabled": False, "kms_master_key_id": None}),
        ("aws_kinesis_stream", {"encryption_type": "NONE"}),
        ("aws_kinesis_firehose_delivery_stream", {"server_side_encryption": []}),
    ],
)
def test_what_is_stored_is_encrypted(type_, after):
    assert found("encrypted", change(f"{type_}.x", after)) == [(f"{type_}.x", "It is not encrypted.")]


@pytest.mark.parametrize("block", [[], [{"enabled": False}]])
def test_tables_are_encrypted_by_a_key_that_the_account_sees(block):
    """Not encrypted at all they never are."""
    problem = "It is encrypted by a key of DynamoDB's own, whose use the account does not see."
    assert found("encrypted", change(TABLE, {"server_side_encryption": block})) == [(TABLE, problem)]


@pytest.mark.parametrize(
    ("type_", "after", "unknown"),
    [
        ("aws_dynamodb_table", ENCRYPTED, {}),
        ("aws_sqs_queue", {"sqs_managed_sse_enabled": True}, {}),
        ("aws_sqs_queue", {}, {"sqs_managed_sse_enabled": True}),
        ("aws_sqs_queue", {"sqs_managed_sse_enabled": False}, {"kms_master_key_id": True}),
        ("aws_kinesis_stream", {"encryption_type": "KMS"}, {}),
        ("aws_kinesis_firehose_delivery_stream", {"server_side_encryption": [{"enabled": True}]}, {}),
        ("aws_kinesis_firehose_delivery_stream", {"kinesis_source_configuration": [{}]}, {}),
        ("aws_sns_topic", {}, {}),
        ("aws_s3_bucket", {}, {}),
        ("aws_lambda_layer_version", {}, {}),
    ],
)
def test_what_is_encrypted_passes(type_, after, unknown):
    assert found("encrypted", change(f"{type_}.x", after, unknown=unknown)) == []


KMS = {"kms_required": True}
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1"


@pytest.mark.parametrize(
    "key", [None, "", "alias/aws/sns", "arn:aws:kms:eu-west-1:111122223333:alias/aws/sns"]
)
def test_a_key_is_demanded(key):
    topic = change("aws_sns_topic.x", {"kms_master_key_id": key})
    assert found("encrypted", topic, settings=KMS) == [
        ("aws_sns_topic.x", "It is not encrypted with a key of yours.")
    ]


def test_a_key_of_the_same_plan_is_a_key():
    """It is unknown, and told apart from none by the configuration."""
    topic = change("aws_sns_topic.x", {}, unknown={"kms_master_key_id": True})
    written = {
        "aws_sns_topic.x": {"kms_master_key_id": {"references": ["aws_kms_key.a.arn", "aws_kms_key.a"]}}
    }
    assert found("encrypted", topic, settings=KMS, configuration=module(written)) == []
    assert found("encrypted", topic, settings=KMS) == []  # a plan without configuration says no more


def test_a_key_that_aws_fills_in_is_none():
    """DynamoDB's key is unknown too where none is given."""
    table = change(
        "aws_dynamodb_table.x", ENCRYPTED, unknown={"server_side_encryption": [{"kms_key_arn": True}]}
    )

    def by(block, **more):
        said = {"aws_dynamodb_table.x": {"server_side_encryption": [block]}}
        return len(found("encrypted", table, settings=KMS, configuration=module(said), **more))

    enabled = {"enabled": {"constant_value": True}}
    from_variable = {"kms_key_arn": {"references": ["var.key"]}}
    assert by(enabled) == 1
    assert by(enabled | {"kms_key_arn": {"constant_value": None}}) == 1
    assert by(enabled | {"kms_key_arn": {"constant_value": KEY}}) == 0
    assert by(enabled | from_variable) == 1
    assert by(enabled | from_variable, variables={"key": {"value": None}}) == 1
    assert by(enabled | from_variable, variables={"key": {"value": KEY}}) == 0
    assert by(enabled | {"kms_key_arn": {"references": ["local.key"]}}) == 0
    # What a `dynamic` block writes is not in a plan's configuration.
    dynamic = {"aws_dynamodb_table.x": {"name": {}}}
    assert found("encrypted", table, settings=KMS, configuration=module(dynamic)) == []


@pytest.mark.parametrize(
    ("given", "default", "root", "findings"),
    [
        ({"key": {"references": ["var.root_key"]}}, None, None, 1),
        ({"key": {"references": ["var.root_key"]}}, None, KEY, 0),
        ({"key": {"references": ["aws_kms_key.a.arn", "aws_kms_key.a"]}}, None, None, 0),
        ({}, None, KEY, 1),
        ({}, KEY, None, 0),
    ],
)
def test_variables_are_followed_to_the_root(given, default, root, findings):
    table = change(
        'module.a["x"].module.b.aws_dynamodb_table.x',
        ENCRYPTED,
        unknown={"server_side_encryption": [{"kms_key_arn": True}]},
    )
    said = {"server_side_encryption": [{"kms_key_arn": {"references": ["var.key"]}}]}
    b = module({"aws_dynamodb_table.x": said}, variables={"key": {"default": default}})
    a = {"module_calls": {"b": {"module": b, "expressions": given}}, "variables": {"root_key": {}}}
    call = {"module": a, "expressions": {"root_key": {"references": ["var.outermost"]}}}
    tree, variables = {"module_calls": {"a": call}}, {"outermost": {"value": root}}
    kept = found("encrypted", table, settings=KMS, configuration=tree, variables=variables)
    assert len(kept) == findings


def test_only_the_given_keys_encrypt():
    settings = KMS | {"kms_keys": ("arn:aws:kms:*:111122223333:key/*",)}
    right = change("aws_sns_topic.right", {"kms_master_key_id": KEY})
    wrong = change("aws_sns_topic.wrong", {"kms_master_key_id": KEY.replace("111122223333", "444455556666")})
    assert found("encrypted", right, wrong, settings=settings) == [
        ("aws_sns_topic.wrong", 'Its key is "arn:aws:kms:eu-west-1:444455556666:key/1".')
    ]


def test_buckets_have_a_key_beside_them():
    bucket = change("module.lake.aws_s3_bucket.this", {"bucket": "lake"})
    by_key = {"rule": [{"apply_server_side_encryption_by_default": [{"kms_master_key_id": KEY}]}]}
    beside = change(f"module.lake.{BUCKET_RULES}.this", by_key | {"bucket": "lake"})
    assert found("encrypted", bucket, settings=KMS) == [
        ("module.lake.aws_s3_bucket.this", "It is encrypted with a key of S3's.")
    ]
    assert found("encrypted", bucket, beside, settings=KMS) == []


def test_a_function_without_environment_has_nothing_to_encrypt():
    bare = change("aws_lambda_function.bare", {"environment": [], "kms_key_arn": None})
    full = change("aws_lambda_function.full", {"environment": [{"variables": {"a": "b"}}]})
    assert addresses("encrypted", bare, full, settings=KMS) == ["aws_lambda_function.full"]


def test_a_delivery_has_the_key_of_the_stream_that_it_reads():
    delivery = change("aws_kinesis_firehose_delivery_stream.x", {"kinesis_source_configuration": [{}]})
    assert found("encrypted", delivery, settings=KMS) == []
