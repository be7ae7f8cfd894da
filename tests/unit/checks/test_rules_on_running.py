"""Rules on what runs: failures are kept, logs end, tags and names say whose things are."""

import pytest

from tests.unit.checks.plans import addresses, change, found, module

MAPPING, QUEUE = "aws_lambda_event_source_mapping.x", "aws_sqs_queue.x"
PARTIAL = {"function_response_types": ["ReportBatchItemFailures"]}
STREAM = PARTIAL | {
    "starting_position": "LATEST",
    "maximum_retry_attempts": 3,
    "maximum_record_age_in_seconds": -1,
    "destination_config": [{"on_failure": [{"destination_arn": "arn"}]}],
}


# Dead letters


def test_mappings_take_partial_answers():
    assert found("dead-letters", change(MAPPING, {"function_response_types": []})) == [
        (MAPPING, "One failing record makes the whole batch fail.")
    ]
    assert addresses("dead-letters", change(MAPPING, {"function_response_types": None})) == [MAPPING]
    assert found("dead-letters", change(MAPPING, PARTIAL)) == []
    assert found("dead-letters", change(MAPPING, {"topics": ["kafka"]})) == []
    of_documents = {"document_db_event_source_config": [{}], "starting_position": "LATEST"}
    assert found("dead-letters", change(MAPPING, of_documents)) == []
    assert found("dead-letters", change(MAPPING, {}, unknown={"function_response_types": True})) == []


def test_streams_tell_of_what_they_give_up():
    assert found("dead-letters", change(MAPPING, STREAM)) == []
    arn = {"destination_config": [{"on_failure": [{"destination_arn": True}]}]}
    new = change(MAPPING, STREAM | {"destination_config": [{"on_failure": [{}]}]}, unknown=arn)
    assert found("dead-letters", new) == []
    silent = change(MAPPING, STREAM | {"destination_config": []})
    assert found("dead-letters", silent) == [
        (MAPPING, "Records that fail until the last retry are lost, and nobody is told.")
    ]


@pytest.mark.parametrize("without", [-1, None])
def test_streams_give_up_in_the_end(without):
    endless = STREAM | {"maximum_retry_attempts": without, "maximum_record_age_in_seconds": without}
    assert found("dead-letters", change(MAPPING, endless)) == [
        (MAPPING, "One failing record holds up its shard until the stream forgets it.")
    ]
    by_age = endless | {"maximum_record_age_in_seconds": 3600}
    assert found("dead-letters", change(MAPPING, by_age)) == []


def test_a_limit_that_is_left_out_is_none():
    """Before the mapping is made the provider plans it as unknown; AWS makes it endless."""
    limits = dict.fromkeys(("maximum_retry_attempts", "maximum_record_age_in_seconds"))
    mapping = change(MAPPING, STREAM | limits, unknown=dict.fromkeys(limits, True))

    def by(said):
        return len(found("dead-letters", mapping, configuration=module({MAPPING: said})))

    assert by({"starting_position": {"constant_value": "LATEST"}}) == 1
    assert by({"maximum_retry_attempts": {"references": ["local.retries"]}}) == 0


def test_queues_that_are_read_have_dead_letters():
    arn = "arn:aws:sqs:eu-west-1:111122223333:x"
    mapping = change(MAPPING, PARTIAL | {"event_source_arn": arn})
    bare = change(QUEUE, {"arn": arn, "redrive_policy": None})
    kept = change(QUEUE, {"arn": arn, "redrive_policy": "{}"})
    problem = f"{MAPPING} reads it, and what fails comes again until it is too old."
    assert found("dead-letters", mapping, bare) == [(QUEUE, problem)]
    assert found("dead-letters", mapping, kept) == []
    beside = change("aws_sqs_queue_redrive_policy.x", {"queue_url": "https://x"})
    with_url = change(QUEUE, {"arn": arn, "url": "https://x", "redrive_policy": None})
    assert found("dead-letters", mapping, with_url, beside) == []
    assert found("dead-letters", bare) == []  # nothing reads it: dead letters end somewhere


def test_new_queues_are_told_apart_by_the_configuration():
    """Both ARN and redrive policy are unknown; the second also where it is absent."""
    mapping = change(MAPPING, PARTIAL, unknown={"event_source_arn": True})
    queue = change(QUEUE, {}, unknown={"arn": True, "redrive_policy": True})

    def by(said, reads=("aws_sqs_queue.x.arn", "aws_sqs_queue.x")):
        tree = module({MAPPING: {"event_source_arn": {"references": list(reads)}}, QUEUE: said})
        return addresses("dead-letters", mapping, queue, configuration=tree)

    assert by({"name": {"constant_value": "x"}}) == [QUEUE]
    assert by({"redrive_policy": {"references": ["aws_sqs_queue.dead.arn"]}}) == []
    assert by({}, reads=["var.queue_arn"]) == []


def test_what_cannot_be_delivered_is_kept():
    target, subscription = "aws_cloudwatch_event_target.x", "aws_sns_topic_subscription.x"
    lost = "What cannot be delivered is lost."
    assert found("dead-letters", change(target, {"dead_letter_config": []})) == [(target, lost)]
    assert found("dead-letters", change(target, {"dead_letter_config": [{"arn": "a"}]})) == []
    bare = change(subscription, {"protocol": "sqs", "redrive_policy": None})
    assert found("dead-letters", bare) == [(subscription, lost)]
    kept = change(subscription, {"protocol": "sqs"}, unknown={"redrive_policy": True})
    assert found("dead-letters", kept) == []
    email = change(subscription, {"protocol": "email", "redrive_policy": None})
    assert found("dead-letters", email) == []


# Logs

GROUP, FUNCTION = "aws_cloudwatch_log_group.x", "aws_lambda_function.x"


@pytest.mark.parametrize("days", [None, 0])
def test_logs_are_not_kept_for_ever(days):
    group = change(GROUP, {"name": "x", "retention_in_days": days})
    assert found("log-retention", group) == [(GROUP, "Its events are kept for ever.")]


def test_logs_are_kept_for_a_time():
    group = change(GROUP, {"name": "x", "retention_in_days": 400})
    settings = {"max_log_retention_days": 365}
    assert found("log-retention", group) == []
    assert found("log-retention", group, settings=settings) == [(GROUP, "Its events are kept for 400 days.")]
    assert found("log-retention", group, settings={"max_log_retention_days": 400}) == []
    unknown = change(GROUP, {"name": "x"}, unknown={"retention_in_days": True})
    assert found("log-retention", unknown, settings=settings) == []


def test_functions_have_their_log_group():
    function = change(FUNCTION, {"function_name": "x"})
    group = change(GROUP, {"name": "/aws/lambda/x", "retention_in_days": 30})
    assert addresses("log-retention", function) == [FUNCTION]
    assert found("log-retention", function, group) == []
    own = change(FUNCTION, {"function_name": "x", "logging_config": [{"log_group": "/team/x"}]})
    assert addresses("log-retention", own, group) == [FUNCTION]
    elsewhere = change(GROUP, {"name": "/team/x", "retention_in_days": 30})
    assert found("log-retention", own, elsewhere) == []
    new = change(FUNCTION, {}, unknown={"function_name": True})
    assert found("log-retention", new) == []


def test_a_group_that_is_unknown_is_not_the_usual_one():
    """Where logging_config names none, it is unknown too, until Lambda fills in the usual one."""
    config = {"logging_config": [{"log_format": "JSON"}]}
    unknown = {"logging_config": [{"log_group": True}]}
    function = change(FUNCTION, {"function_name": "x"} | config, unknown=unknown)

    def by(block):
        said = {FUNCTION: {"logging_config": [block]}}
        return addresses("log-retention", function, configuration=module(said))

    assert by({"log_format": {"constant_value": "JSON"}}) == [FUNCTION]
    assert by({"log_group": {"references": ["aws_cloudwatch_log_group.y.name"]}}) == []


# Tags

TAGS = {"required_tags": ("team", "project")}


def test_tags_are_there():
    full = change("aws_sqs_queue.full", {"tags": {"team": "a"}, "tags_all": {"team": "a", "project": "b"}})
    half = change("aws_sqs_queue.half", {"tags": {"team": "a"}, "tags_all": {"team": "a", "project": ""}})
    none = change("aws_sqs_queue.none", {"tags": None, "tags_all": {}})
    part = change("aws_sqs_queue_policy.part", {})
    gone = change("aws_sqs_queue.gone", before={}, actions=["delete"])
    assert found("required-tags", full, half, none, part, gone, settings=TAGS) == [
        ("aws_sqs_queue.half", "It has no tag project."),
        ("aws_sqs_queue.none", "It has no tag team, project."),
    ]
    assert found("required-tags", full, half, none) == []


def test_unknown_tags_are_not_absent_ones():
    """The provider leaves tags_all open where there is no tag at all, and where a tag's value is unknown."""
    none = change("aws_sqs_queue.none", {"tags": None}, unknown={"tags_all": True})
    some = change("aws_sqs_queue.some", {"tags": {}}, unknown={"tags": {"team": True}, "tags_all": True})
    one = change("aws_sqs_queue.one", {"tags_all": {"project": "b"}}, unknown={"tags_all": {"team": True}})
    assert addresses("required-tags", none, some, one, settings=TAGS) == ["aws_sqs_queue.none"]


def test_types_without_tags_can_be_named():
    item = change("aws_s3_object.x", {"tags_all": {}})
    assert found("required-tags", item, settings=TAGS) == []
    assert len(found("required-tags", item, settings=TAGS | {"untagged_types": ()})) == 1


# Names

PREFIX = {"name_prefixes": ("shop-", "travel-")}


def test_names_begin_with_a_prefix():
    right = change("aws_sqs_queue.right", {"name": "travel-inbox"})
    wrong = change("aws_sqs_queue.wrong", {"name": "inbox"})
    new = change("aws_sqs_queue.new", {}, unknown={"name": True})
    policy = change("aws_sqs_queue_policy.x", {})
    assert found("name-prefix", right, wrong, new, policy, settings=PREFIX) == [
        ("aws_sqs_queue.wrong", 'Its name is "inbox".')
    ]
    assert found("name-prefix", wrong) == []


@pytest.mark.parametrize(
    "name", ["/aws/lambda/shop-x", "/aws/vendedlogs/states/shop-x", "/aws/kinesisfirehose/shop-x"]
)
def test_what_aws_puts_first_is_no_part_of_the_name(name):
    group = change(GROUP, {"name": name})
    assert found("name-prefix", group, settings=PREFIX) == []


def test_glue_has_underscores():
    name = {"name": "shop_lake"}
    assert found("name-prefix", change("aws_glue_catalog_database.x", name), settings=PREFIX) == []
    assert len(found("name-prefix", change(QUEUE, name), settings=PREFIX)) == 1
