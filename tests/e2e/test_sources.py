"""Every source on the emulator, from what its service sends to the attribute, with IAM enforcement on."""

import datetime as dt
import json
import time

import pytest

from emulator.standins.connect import ConnectJourneys
from emulator.standins.custom_action import custom_action_calls, profile
from emulator.standins.event_bus import EventBus
from emulator.standins.pinpoint import endpoint, journey_calls
from emulator.standins.pinpoint_stream import app_event, email_event, journey_send, of_journey, put_records
from emulator.standins.ses_events import SesEvents
from emulator.standins.sms_voice import SmsVoice
from emulator.standins.times import epoch_milliseconds
from examples.publisher.journey_touches import Touch, publish, sms_context, tag_value
from tests.support.waiting import eventually

SENDER = "news@shop.example.org"
CALLED = {"shop": "shop_spring", "travel": "travel_spring"}


def now():
    """Whole seconds: services write moments with more digits or fewer."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
def connect():
    with ConnectJourneys() as stand_in:
        yield stand_in
        assert stand_in.violations == []


@pytest.fixture(scope="module")
def sms(deployments):
    """Its events and replies go to the topics, as on AWS; CloudTrail's to the default bus."""
    sns, topics = deployments.stack.client("sns"), deployments.outputs["topic_arns"]
    bus = EventBus(deployments.stack.url)

    def to(topic):
        return lambda record: sns.publish(TopicArn=topics[topic], Message=json.dumps(record))

    with SmsVoice(events=to("events"), replies=to("replies"), api_calls=bus.put) as stand_in:
        yield stand_in
        assert stand_in.violations == []


@pytest.fixture(scope="module")
def mail(deployments):
    deployments.stack.client("sesv2").create_email_identity(EmailIdentity=SENDER)
    return Mail(deployments.stack)


class Mail:
    """Sends for real, and then has the recipient act."""

    def __init__(self, stack):
        self.ses, self.events = stack.client("sesv2"), SesEvents(stack.url)

    def send(self, username, campaign, *, project="shop"):
        return self.ses.send_email(
            FromEmailAddress=SENDER,
            Destination={"ToAddresses": ["someone@example.org"]},
            Content={
                "Simple": {
                    "Subject": {"Data": "Hello"},
                    "Body": {"Html": {"Data": '<a href="https://x">x</a>'}},
                }
            },
            ConfigurationSetName=f"{project}-journeys",
            EmailTags=[
                {"Name": "campaign", "Value": tag_value(campaign)},
                {"Name": "username", "Value": tag_value(username)},
            ],
        )["MessageId"]


def send_text(sms, username, campaign):
    return sms.client().send_text_message(
        DestinationPhoneNumber="+14255550123",
        MessageBody="Spring is here",
        ConfigurationSetName="journeys",
        MessageFeedbackEnabled=True,
        Context=sms_context(username, campaign),
    )["MessageId"]


def publish_touch(project, username, journey, **more):
    publish(
        [Touch(username=username, journey_id=journey, **more)],
        event_bus_name=project.outputs["event_bus_name"],
        source="shop.newsletter",
        client=project.client("events"),
    )


def source_of_touch(project, username):
    item = project.item(username)
    return None if item is None else (item["source"]["S"], item["journey_name"]["S"])


def test_connect_journey(shop, connect):
    """Every profile is answered by Connect's rules; the name comes with the call."""
    shop.add_user("connected")
    campaign = connect.add_journey("Spring welcome")
    connect.client().put_connect_instance_integration(
        connectInstanceId="c8c0e68d-0000-4265-82c0-000000000000",
        integrationConfig={"lambda": {"functionArn": shop.outputs["tagging_function_arn"]}},
    )
    profiles = {"p1": profile("Connected"), "p2": profile("x", attributes={}), "p3": "no json"}
    found = connect.custom_action(shop.tag, campaign, profiles)
    assert {name: verdict.error for name, verdict in found.items()} == dict.fromkeys(profiles, "")
    assert {name: dict(verdict.result_data) for name, verdict in found.items()} == {
        "p1": {"tagged": "true"},
        "p2": {"tagged": "false", "reason": "username_missing"},
        "p3": {"tagged": "false", "reason": "customer_data_invalid"},
    }
    eventually(lambda: shop.campaign("connected"), "Spring welcome")


def test_repeated_call_of_connect_counts_once(shop, connect):
    """I4: the moment of the first call is kept, in the table of lookups."""
    (call,) = custom_action_calls(connect.add_journey("Spring"), {"p": profile("again")})
    shop.tag(call)
    first = shop.item("again")
    time.sleep(0.05)
    shop.tag(call)
    assert shop.item("again") == first


def test_opened_and_clicked_emails(shop, mail):
    shop.add_user("ana.lima@example.org")
    message = mail.send("ana.lima@example.org", "Spring mail")
    mail.events.clicked(message, bot=True)
    mail.events.sent(message)
    at = now() - dt.timedelta(minutes=1)
    mail.events.opened(message, at=at)
    eventually(lambda: source_of_touch(shop, "ana.lima@example.org"), ("ses", "Spring mail"))
    touched_at = int(shop.item("ana.lima@example.org")["touched_at"]["N"])
    assert touched_at == epoch_milliseconds(at)
    eventually(lambda: shop.campaign("ana.lima@example.org"), "Spring mail")


def test_email_of_another_project_is_not_ours(shop, travel, mail):
    """I9: the default bus is everybody's."""
    mail.events.clicked(mail.send("crossing", "travel-mail", project="travel"))
    eventually(lambda: source_of_touch(travel, "crossing"), ("ses", "travel-mail"))
    assert shop.item("crossing") is None


def test_reply_to_a_text(shop, sms):
    shop.add_user("texted")
    message = send_text(sms, "texted", "Spring text")
    assert shop.item("texted") is None
    sms.reply(message, "YES")
    eventually(lambda: shop.campaign("texted"), "Spring text")
    assert source_of_touch(shop, "texted") == ("sms", "Spring text")


def test_feedback_to_a_text(shop, sms):
    message = send_text(sms, "fed-back", "Spring text")
    sms.client().put_message_feedback(MessageId=message, MessageFeedbackStatus="RECEIVED")
    eventually(lambda: source_of_touch(shop, "fed-back"), ("sms", "Spring text"))


def test_stored_events_of_pinpoint(deployments, shop):
    """A click names an endpoint, an earlier record of it the user. Broken records stop nobody."""
    shop.add_user("streamed")
    user, at = endpoint("streamed"), now() - dt.timedelta(minutes=2)
    put_records(
        shop.client("kinesis"),
        deployments.outputs["stream_name"],
        [
            b"broken",
            app_event("purchase", "e-streamed", user, at),
            email_event("click", "e-stranger", of_journey("spring"), sent_at=at, at=at),
            journey_send("e-streamed", user, "spring", at),
            email_event("click", "e-streamed", of_journey("spring"), sent_at=at, at=at),
        ],
    )
    eventually(lambda: source_of_touch(shop, "streamed"), ("pinpoint_events", "shop_spring"))
    assert int(shop.item("streamed")["touched_at"]["N"]) == epoch_milliseconds(at)
    eventually(lambda: shop.campaign("streamed"), "shop_spring")


def test_published_touch(shop, travel):
    """I9: each project has a bus of its own."""
    shop.add_user("published")
    publish_touch(shop, "published", "app-push", journey_name="Spring push")
    eventually(lambda: shop.campaign("published"), "Spring push")
    assert travel.item("published") is None


def test_message_that_nobody_can_read_ends_among_the_dead_letters_and_is_redriven(deployments, shop):
    """I6: with its content, so that it can be mended."""

    def lies_there():
        return any("strange-record" in letter for letter in shop.dead_letters())

    with shop.impatient("inbox_queue_url"):
        topic = deployments.outputs["topic_arns"]["events"]
        shop.client("sns").publish(TopicArn=topic, Message=json.dumps({"strange": "strange-record"}))
        eventually(lies_there, True)
        shop.redrive()
        eventually(lies_there, True)
    shop.client("sqs").purge_queue(QueueUrl=shop.outputs["dead_letter_queue_url"])


def test_list_of_touches(shop):
    touched_at = int(time.time() * 1000) - 5000
    touches = [
        {
            "username": "listed",
            "journey_id": "spring-2026",
            "journey_name": "Spring",
            "touched_at": touched_at,
        },
        {"username": "listed"},
    ]
    answer = shop.tag({"touches": touches})
    assert answer["recorded"] == 1
    assert [each["touch"] for each in answer["rejected"]] == [1]
    assert source_of_touch(shop, "listed") == ("direct", "Spring")


def test_file_of_touches(deployments, shop):
    at = now().isoformat()
    lines = [
        "username,journey_id,journey_name,touched_at",
        f"filed,spring-2026,Spring file,{at}",
        "broken,,,",
    ]
    shop.client("s3").put_object(
        Bucket=deployments.outputs["bucket"], Key="touches/a.csv", Body="\n".join(lines).encode()
    )
    answer = shop.invoke(shop.outputs["back_fill_function_name"], {"key": "touches/a.csv"})
    assert answer["done"] is True
    assert len(answer["problems"]) == 1
    assert source_of_touch(shop, "filed") == ("direct", "Spring file")


def test_export_of_endpoints_tells_who_clicked(deployments, shop):
    export = {"Id": "e-exported", **endpoint("exported")}
    shop.client("s3").put_object(
        Bucket=deployments.outputs["bucket"], Key="touches/endpoints.jsonl", Body=json.dumps(export).encode()
    )
    answer = shop.invoke(
        shop.outputs["back_fill_function_name"], {"key": "touches/endpoints.jsonl", "kind": "endpoints"}
    )
    assert answer["done"] is True
    click = email_event("click", "e-exported", of_journey("summer"), sent_at=now(), at=now())
    put_records(shop.client("kinesis"), deployments.outputs["stream_name"], [click])
    eventually(lambda: source_of_touch(shop, "exported"), ("pinpoint_events", "shop_summer"))


def test_one_user_is_touched_through_five_sources_and_the_last_one_wins(
    deployments, shop, connect, sms, mail
):
    """I1, I2, I4: whichever tool a touch comes from, and in whatever order they arrive."""
    shop.add_user("everywhere")
    seen = []

    def arrives(source, name):
        eventually(lambda: source_of_touch(shop, "everywhere"), (source, name))
        eventually(lambda: shop.campaign("everywhere"), name)
        seen.append(source)

    for payload in journey_calls("spring", {"e": endpoint("everywhere")}):
        shop.tag(payload)
    arrives("pinpoint_journey", "shop_spring")
    connect.custom_action(shop.tag, connect.add_journey("Connect spring"), {"p": profile("everywhere")})
    arrives("connect_journey", "Connect spring")
    mail.events.clicked(mail.send("everywhere", "Mail spring"))
    arrives("ses", "Mail spring")
    sms.reply(send_text(sms, "everywhere", "Text spring"), "YES")
    arrives("sms", "Text spring")
    publish_touch(shop, "everywhere", "push", journey_name="Push spring")
    arrives("journey_touch", "Push spring")
    late = email_event("click", "e", of_journey("summer"), sent_at=now(), at=now() - dt.timedelta(minutes=9))
    put_records(
        shop.client("kinesis"),
        deployments.outputs["stream_name"],
        [journey_send("e", endpoint("everywhere"), "summer", now()), late],
    )
    publish_touch(shop, "everywhere", "old", touched_at=now() - dt.timedelta(minutes=10))
    publish_touch(shop, "everywhere", "final", journey_name="Final")
    arrives("journey_touch", "Final")
    time.sleep(2)
    assert shop.campaign("everywhere") == "Final"
    assert len(set(seen)) == 5


def test_logs_hold_no_user_of_any_source(shop):
    """I8"""
    logs = shop.logs()
    for name in ("ana.lima", "texted", "streamed", "published", "+1425"):
        assert name not in logs, name
