"""The whole path on the emulator, with IAM enforcement on: what each role lacks, fails here."""

import json
import re
import time

import boto3
import pytest
from botocore.exceptions import ClientError

from emulator.standins.pinpoint import campaign_calls, endpoint, journey_calls
from tests.e2e.conftest import LOOKBACK_SECONDS
from tests.support.waiting import eventually


def calls_of(journey, *usernames):
    return list(journey_calls(journey, {f"endpoint-{name}": endpoint(name) for name in usernames}))


def enter(project, journey, *usernames):
    for payload in calls_of(journey, *usernames):
        project.tag(payload)


def test_from_touch_to_attribute_to_blank(shop):
    """I1, and the path of the README: tag, see the campaign, end of the window, blank."""
    shop.add_user("path")
    assert shop.campaign("path") == ""
    answer = shop.tag(calls_of("spring", "path")[0])
    assert answer == {"endpoint-path": {"EventAttributes": {"tagged": "true"}}}
    seconds = eventually(lambda: shop.campaign("path"), "shop_spring")
    print(f"\nfrom the touch's answer to the attribute: {seconds:.2f} s")
    shop.end_window("path")
    assert shop.sweep()["expired"] >= 1
    eventually(lambda: shop.campaign("path"), "")
    assert shop.item("path") is None


def test_item_has_the_data_model_of_the_design(shop):
    before = int(time.time() * 1000)
    enter(shop, "spring", "model")
    item = shop.item("model")
    names = "username journey_id journey_name touched_at expires_at expires_on expiry_shard source"
    assert set(item) == set(names.split())
    touched_at, expires_at = int(item["touched_at"]["N"]), int(item["expires_at"]["N"])
    assert before <= touched_at <= int(time.time() * 1000)
    assert expires_at == touched_at // 1000 + LOOKBACK_SECONDS
    assert (item["journey_id"]["S"], item["journey_name"]["S"]) == ("spring", "shop_spring")


def test_newer_journey_replaces_and_the_older_ones_end_blanks_nothing(shop):
    """I2"""
    shop.add_user("two")
    enter(shop, "spring", "two")
    eventually(lambda: shop.campaign("two"), "shop_spring")
    enter(shop, "summer", "two")
    seconds = eventually(lambda: shop.campaign("two"), "shop_summer")
    print(f"\nthe same with warm functions: {seconds:.2f} s")
    shop.sweep()
    time.sleep(0.5)
    assert shop.campaign("two") == "shop_summer"
    enter(shop, "spring", "two")
    eventually(lambda: shop.campaign("two"), "shop_spring")


def test_campaign(shop):
    shop.add_user("sale")
    for payload in campaign_calls("shop-application", "sale", {"e": endpoint("sale")}):
        shop.tag(payload)
    eventually(lambda: shop.campaign("sale"), "shop_sale")
    assert shop.item("sale")["source"] == {"S": "pinpoint_campaign"}


def test_capitals_on_the_endpoint_are_the_same_user(shop):
    shop.add_user("ann")
    enter(shop, "spring", "Ann")
    eventually(lambda: shop.campaign("ann"), "shop_spring")


def test_many_good_and_some_bad_endpoints(shop):
    """I3"""
    names = [shop.add_user(f"many{n}") for n in range(45)]
    endpoints = {f"endpoint-{name}": endpoint(name) for name in names}
    endpoints |= {
        "null": None,
        "text": "x",
        "nobody": {"ChannelType": "EMAIL"},
        "list": endpoint("x", User={"UserAttributes": {"username": []}}),
    }
    answer = shop.tag({"JourneyId": "spring", "Endpoints": endpoints})
    tagged = {name for name, said in answer.items() if said["EventAttributes"]["tagged"] == "true"}
    assert tagged == {f"endpoint-{name}" for name in names}
    assert {answer[bad]["EventAttributes"]["reason"] for bad in endpoints.keys() - tagged} == {
        "endpoint_null", "endpoint_not_an_object", "user_missing", "username_list_empty",
    }  # fmt: skip
    eventually(lambda: {shop.campaign(name) for name in names}, {"shop_spring"})


def test_user_unknown_to_the_pool_is_counted_and_blocks_nobody(shop):
    enter(shop, "spring", "stranger")
    shop.add_user("friend")
    enter(shop, "spring", "friend")
    eventually(lambda: shop.campaign("friend"), "shop_spring")
    eventually(lambda: bool(re.search(r'"UsersNotFound":\[[1-9]', shop.logs())), True)
    assert shop.item("stranger") is not None


def test_journey_that_is_gone_is_recorded_under_its_id(shop):
    shop.add_user("late")
    enter(shop, "deleted-journey", "late")
    eventually(lambda: shop.campaign("late"), "deleted-journey")


@pytest.mark.parametrize(
    "payload", ["not an object", [], {}, {"JourneyId": "spring"}, {"JourneyId": "spring", "Endpoints": None}]
)
def test_bad_payload_is_refused_loudly(shop, payload):
    name = shop.outputs["tagging_function_name"]
    answer = shop.client("lambda").invoke(FunctionName=name, Payload=json.dumps(payload).encode())
    assert "FunctionError" in answer
    assert (
        "must be" in (text := answer["Payload"].read().decode()) or "belongs to none of the sources" in text
    )


def test_backlog_is_drained_by_the_same_function(shop):
    """I6: whoever waits there is set right from the table."""
    shop.add_user("waiting")
    enter(shop, "spring", "waiting")
    eventually(lambda: shop.campaign("waiting"), "shop_spring")
    shop.client("cognito-idp").admin_update_user_attributes(
        UserPoolId=shop.user_pool_id,
        Username="waiting",
        UserAttributes=[{"Name": "custom:campaign", "Value": "wrong"}],
    )
    shop.client("sqs").send_message(
        QueueUrl=shop.outputs["backlog_queue_url"], MessageBody=json.dumps({"username": "waiting"})
    )
    eventually(lambda: shop.campaign("waiting"), "shop_spring")


def test_poisoned_item_ends_among_the_dead_letters_and_is_redriven(travel):
    """I6: it blocks nobody. Mended and redriven, the user is right."""
    for name in ("healthy", "poison"):
        travel.add_user(name)
    with travel.impatient("backlog_queue_url"):
        travel.client("dynamodb").put_item(
            TableName=travel.outputs["table_name"],
            Item={"username": {"S": "poison"}, "expires_at": {"N": "99999999999"}},
        )
        enter(travel, "spring", "healthy")
        eventually(lambda: travel.campaign("healthy"), "travel_spring")
        eventually(travel.dead_letters, ['{"username": "poison"}'])
        enter(travel, "summer", "poison")  # a touch replaces what is none
        eventually(lambda: travel.campaign("poison"), "travel_summer")
        travel.set_campaign("poison", "wrong")
        travel.redrive()
        eventually(lambda: travel.campaign("poison"), "travel_summer")
        assert travel.dead_letters() == []


def test_lost_batch_is_read_again_from_the_stream(travel):
    """I6: a letter as Lambda writes it, once the mapping gives a batch up."""
    travel.add_user("lost")
    enter(travel, "spring", "lost")
    eventually(lambda: travel.campaign("lost"), "travel_spring")
    travel.set_campaign("lost", "")
    first, last, shard = travel.stream_range()
    batch = {"shardId": shard, "startSequenceNumber": first, "endSequenceNumber": last, "batchSize": 1}
    travel.send_dead_letter({"DDBStreamBatchInfo": {**batch, "streamArn": travel.outputs["stream_arn"]}})
    travel.send_dead_letter({"requestContext": {"condition": "RetriesExhausted"}, "requestPayload": {}})
    travel.redrive()
    eventually(lambda: travel.campaign("lost"), "travel_spring")


@pytest.mark.parametrize("walk", ["table", "pool"])
def test_reconciliation_after_a_restore(shop, walk):
    """I1: attributes as an old backup of the pool left them; after the walk over the pool nobody is wrong."""
    for name in ("restored", "without-touch"):
        shop.add_user(name)
    enter(shop, "spring", "restored")
    eventually(lambda: shop.campaign("restored"), "shop_spring")
    shop.set_campaign("restored", "old")
    shop.set_campaign("without-touch", "old")
    payload = {"walk": walk, "segments": 16}
    while payload is not None:
        answer = shop.invoke(shop.outputs["reconcile_function_name"], payload)
        payload = answer["resume"]
    assert answer["done"]
    eventually(lambda: shop.campaign("restored"), "shop_spring")
    if walk == "pool":
        eventually(lambda: shop.campaign("without-touch"), "")


def test_schedule_sweeps_every_minute_without_being_called(shop):
    """Target: blank within 60 s and one stream hop."""
    shop.add_user("scheduled")
    enter(shop, "spring", "scheduled")
    eventually(lambda: shop.campaign("scheduled"), "shop_spring")
    shop.end_window("scheduled")
    seconds = eventually(lambda: shop.campaign("scheduled"), "")
    print(f"\nfrom the end of the window to the blank attribute: {seconds:.1f} s")


def test_token_carries_the_journey(shop):
    """By the trigger that Terraform set: pool and module stand in one configuration."""
    shop.add_user("signed-in")
    assert "custom:campaign" not in shop.claims("signed-in")
    enter(shop, "spring", "signed-in")
    eventually(lambda: shop.claims("signed-in").get("custom:campaign"), "shop_spring")  # a cold one is late


def test_token_of_the_second_version_carries_it_too(shop):
    pool, arn = shop.client("cognito-idp"), shop.outputs["token_function_arn"]
    shop.add_user("version-2")
    enter(shop, "spring", "version-2")
    config = {"PreTokenGenerationConfig": {"LambdaArn": arn, "LambdaVersion": "V2_0"}}
    pool.update_user_pool(UserPoolId=shop.user_pool_id, LambdaConfig=config)
    try:
        eventually(lambda: shop.claims("version-2").get("custom:campaign"), "shop_spring")
    finally:
        pool.update_user_pool(UserPoolId=shop.user_pool_id, LambdaConfig={"PreTokenGeneration": arn})


def test_token_function_is_where_the_output_says(shop):
    """The output is put together from names, so that pool and module can stand in one configuration."""
    function = shop.client("lambda").get_function(FunctionName="shop-token")
    assert function["Configuration"]["FunctionArn"] == shop.outputs["token_function_arn"]


class TestTwoDeployments:
    """I9: side by side, they share nothing."""

    def test_touch_in_one_is_not_in_the_other(self, shop, travel):
        for project in (shop, travel):
            project.add_user("both")
        enter(shop, "spring", "both")
        eventually(lambda: shop.campaign("both"), "shop_spring")
        assert travel.campaign("both") == ""
        assert travel.item("both") is None
        enter(travel, "summer", "both")
        eventually(lambda: travel.campaign("both"), "travel_summer")
        assert shop.campaign("both") == "shop_spring"

    def test_sweep_of_one_leaves_the_other(self, shop, travel):
        for project in (shop, travel):
            project.add_user("swept")
            enter(project, "spring", "swept")
            eventually(lambda project=project: project.campaign("swept"), f"{project.name}_spring")
        shop.end_window("swept")
        shop.sweep()
        eventually(lambda: shop.campaign("swept"), "")
        assert travel.campaign("swept") == "travel_spring"

    def test_no_output_is_the_same(self, shop, travel):
        shared = {
            name
            for name, value in shop.outputs.items()
            if value == travel.outputs[name] and name != "campaign_attribute"
        }
        assert shared == set()

    def test_role_of_one_may_not_touch_the_other(self, shop, travel):
        """Least privilege, proven: the function's own credentials on the other's table."""
        iam = shop.client("iam")
        role = iam.get_role(RoleName="shop-tagging-us-east-1")["Role"]["Arn"]
        session = shop.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
        dynamodb = boto3.client(
            "dynamodb",
            endpoint_url=shop.client("dynamodb").meta.endpoint_url,
            aws_access_key_id=session["AccessKeyId"],
            aws_secret_access_key=session["SecretAccessKey"],
            aws_session_token=session["SessionToken"],
        )
        update = {
            "Key": {"username": {"S": "x"}},
            "UpdateExpression": "SET y = :y",
            "ExpressionAttributeValues": {":y": {"S": "z"}},
        }
        with pytest.raises(ClientError, match="AccessDenied"):
            dynamodb.update_item(TableName=travel.outputs["table_name"], **update)
        with pytest.raises(ClientError, match="AccessDenied"):
            dynamodb.delete_item(TableName=shop.outputs["table_name"], Key={"username": {"S": "x"}})
        with pytest.raises(ClientError, match="AccessDenied"):
            dynamodb.scan(TableName=shop.outputs["table_name"])


def test_logs_contain_no_address_and_no_username(shop):
    """I8, on everything that the functions have printed so far."""
    shop.add_user("unmistakable-name")
    enter(shop, "spring", "unmistakable-name")
    eventually(lambda: shop.campaign("unmistakable-name"), "shop_spring")
    printed = shop.logs()
    assert "TouchesRecorded" in printed
    assert "unmistakable-name" not in printed
    assert "@example.org" not in printed


# What a second plan shows on the emulator only: address -> why. AWS returns all of these as they were set.
EMULATOR_GAPS: dict[str, str] = {}


def test_second_plan_is_empty(deployments):
    """I10"""
    again = deployments.terraform.plan(deployments.variables)
    unexpected = {address for address in again.changed() if address.split("[")[0] not in EMULATOR_GAPS}
    assert unexpected == set()
    assert again.has_changes is bool(EMULATOR_GAPS)
