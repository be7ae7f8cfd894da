"""Every lake on the emulator, from what is sent to what a view answers, with IAM enforcement on.

Not shown here, as the emulator has it not: waiting in Firehose's buffers, partition projection, what Athena
itself may read, and whether a service may take the role by which it puts events into a stream.
"""

import csv
import datetime as dt
import io
import json
import re
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from emulator.standins.pinpoint import endpoint
from emulator.standins.pinpoint_stream import email_event, journey_send, of_journey
from emulator.standins.ses_events import SesEvents
from emulator.standins.times import epoch_milliseconds
from emulator.terraform import TerraformError
from tests.e2e.lakes.account import Person, put_records, stream_of
from tests.e2e.lakes.drift import drift
from tests.e2e.lakes.messages import enter, send_email, send_texts
from tests.e2e.operators import operator
from tests.support.waiting import eventually

NUMBER, OTHER_NUMBER = "+14255550123", "+14255550199"


def funnel(account, message_id):
    """What the analytics see of a message, in their own database."""
    found = account["analytics"].ask(
        f"SELECT journey, channel, kind FROM message_events WHERE message_id = '{message_id}'"
    )
    return {(row["journey"], row["channel"], row["kind"]) for row in found}


def test_an_email_is_in_the_lake_of_its_configuration_set_alone(account):
    """ses-events-database 2, and I9: really sent; its events come by the destination that the module made."""
    events = SesEvents(account.stack.url)
    ours, theirs = send_email(account.stack, "shop", "Spring"), send_email(account.stack, "travel", "Alps")
    opened_at = dt.datetime(2026, 11, 1, 12, 0, 30, tzinfo=dt.UTC)
    for message_id in (ours, theirs):
        events.sent(message_id)
        events.delivered(message_id)
    for at in (opened_at + dt.timedelta(minutes=1), opened_at):
        events.opened(ours, at=at)
    for lake, message_id, opened in (
        (account["shop_emails"], ours, opened_at.replace(tzinfo=None)),
        (account["travel_emails"], theirs, None),
    ):
        eventually(lambda lake=lake: len(lake.ask("SELECT eventtype FROM ses_events")), 4 if opened else 2)
        (row,) = lake.ask("SELECT * FROM email_status")
        assert (row["message_id"], row["time_opened"]) == (message_id, opened)
        assert row["time_sent"] <= row["time_delivered"]
    assert funnel(account, ours) == {("Spring", "email", kind) for kind in ("sent", "delivered", "opened")}
    assert funnel(account, theirs) == set()
    assert len(account["living"].ask("SELECT * FROM email_open")) == 2


def test_texts_are_masked_where_that_is_asked_for(account, tmp_path):
    """sms-events-database: no object holds a recipient's number, equal numbers have equal masks."""
    masked, plain = account["shop_texts"], account["travel_texts"]
    ours = send_texts(masked, NUMBER, NUMBER, OTHER_NUMBER, campaign="Spring")
    theirs = send_texts(plain, NUMBER, campaign="Alps")
    count = "SELECT message_id, message_status, destination_phonenumber AS number FROM sms_status"
    eventually(lambda: {row["message_status"] for row in plain.ask(count)}, {"DELIVERED"})
    eventually(lambda: [row["message_status"] for row in masked.ask(count)], ["DELIVERED"] * 3)
    (row,) = plain.ask(count)
    assert (row["message_id"], row["number"]) == (theirs[0], NUMBER)
    number_of = {row["message_id"]: row["number"] for row in masked.ask(count)}
    first, second, other = (number_of[message_id] for message_id in ours)
    assert re.fullmatch(r"hmac:[0-9a-f]{64}", first)
    assert first == second != other
    stored = masked.stored("events/", tmp_path)
    assert stored.count(first) == 4  # two messages with two states each
    assert not re.search(r"4255550", stored)
    assert funnel(account, ours[0]) == {("Spring", "sms", "sent"), ("Spring", "sms", "delivered")}
    assert funnel(account, theirs[0]) == set()


def test_a_text_that_cannot_be_masked_is_no_event(account):
    """sms-events-database: it lies under errors/ as it came; what came with it is kept."""
    lake = account["shop_texts"]
    before = len(lake.keys("events/"))
    broken = f"no json of {NUMBER}".encode()
    lake.put(stream_of(lake.outputs["firehose_arn"]), [broken, {"eventType": "TEXT_SENT", "messageId": "m"}])
    eventually(lambda: lake.broken("processing-failed/"), {broken})
    eventually(lambda: len(lake.keys("events/")), before + 1)


def test_records_of_a_pinpoint_project(account):
    """Its event stream leads into the lake, by the role that the module made."""
    lake, sent_at = account["project"], dt.datetime(2026, 10, 1, 9, 0, tzinfo=dt.UTC)
    stream = stream_of(account.pinpoint.event_stream_arn(lake.outputs["pinpoint_application_id"]))
    at = sent_at + dt.timedelta(minutes=5)
    lake.put(
        stream,
        [
            journey_send("e", endpoint("ann"), "spring", sent_at),
            *(
                email_event(kind, "e", of_journey("spring"), sent_at=sent_at, at=at)
                for kind in ("send", "click")
            ),
        ],
    )
    views = ("journey_send", "email_send", "email_click", "email_open")
    eventually(
        lambda: {view: len(lake.ask(f"SELECT endpoint_id FROM {view}")) for view in views},
        {"journey_send": 1, "email_send": 1, "email_click": 1, "email_open": 0},
    )
    (click,) = lake.ask("SELECT endpoint_id, arrival_timestamp FROM email_click")
    assert click == {"endpoint_id": "e", "arrival_timestamp": at.replace(tzinfo=None)}


@pytest.mark.parametrize(
    ("name", "stream", "folder", "unfit", "good"),
    [
        (
            "travel_emails",
            "firehose_arn",
            "format-conversion-failed/",
            {"eventType": "Send", "mail": "late"},
            {"eventType": "Send", "mail": {"messageId": "kept"}},
        ),
        (
            "analytics",
            "events_stream_arn",
            "app-events/format-conversion-failed/",
            {"event_id": "x", "event_timestamp": "late"},
            {"event_id": "kept", "event_type": "look", "event_timestamp": 1},
        ),
    ],
)
def test_a_record_that_does_not_fit_lies_under_errors(account, name, stream, folder, unfit, good):
    """ses-events-database 7, and every lake: no JSON, and another type; what came with them is kept."""
    lake = account[name]
    before = len(lake.keys("events/"))
    lake.put(stream_of(lake.outputs[stream]), [good, b"no json", unfit, good])
    eventually(lambda: len(lake.keys("events/")), before + 2)
    eventually(
        lambda: {one.rstrip() for one in lake.broken(folder)}, {b"no json", json.dumps(unfit).encode()}
    )
    assert lake.broken("") == lake.broken(folder)
    by_hour = re.compile(rf"errors/{folder}\d{{4}}/\d\d/\d\d/\d\d/[^/]+")
    assert [key for key in lake.keys("errors/") if not by_hour.fullmatch(key)] == []


def ledger_of(lake, *users):
    names = ", ".join(f"'{user}'" for user in users)
    found = lake.ask(
        f"SELECT user_key, kind, journey_name FROM ledger_entries WHERE user_key IN ({names})"
        " ORDER BY user_key, user_entry"
    )
    return [tuple(row.values()) for row in found]


@pytest.fixture(scope="module")
def remembered(account):
    """Four users whose touches went every way that a touch can go."""
    project, window = account.attribution, account.variables["lookback_days"] * 86400

    def nearly_over():
        """It must reach its function before it is over."""
        moment = int((time.time() - window + 10) * 1000)
        touch = {"username": "dee", "journey_id": "j-9", "journey_name": "Old", "touched_at": moment}
        return project.tag({"touches": [touch]})["recorded"]

    eventually(nearly_over, 1)
    enter(project, "spring", "Ada", "ben", "cy")
    enter(project, "summer", "ada")
    enter(project, "spring", "ben")
    with operator(account.stack, "lakes") as operate:
        done = operate("forget", "--user", "cy", "--yes")
        assert done.returncode == 0, done.stderr
    eventually(lambda: (project.sweep(), project.item("dee"))[1], None)
    return (
        ("ada", "touch", "Spring"),
        ("ada", "replacement", "Summer"),
        ("ben", "touch", "Spring"),
        ("ben", "repeat", "Spring"),
        ("cy", "touch", "Spring"),
        ("cy", "removal", "Spring"),
        ("dee", "touch", "Old"),
        ("dee", "expiry", "Old"),
    )


def test_ledger_has_every_change_once(account, remembered):
    """Ledger: touch, repeat, replacement, removal by forget, expiry by the sweep."""
    users = {entry[0] for entry in remembered}
    eventually(lambda: ledger_of(account["analytics"], *users), list(remembered))


def test_ledger_that_was_lost_is_written_again(account, remembered):
    """Ledger: a replay makes the same entries, and a second one none."""
    lake, s3 = account["analytics"], account.stack.client("s3")
    views = ("ledger_entries", "touch_windows", "journeys")

    def read():
        return {view: sorted(map(str, lake.ask(f"SELECT * FROM {view}"))) for view in views}

    users = {entry[0] for entry in remembered}
    eventually(lambda: len(ledger_of(lake, *users)), len(remembered))
    before, keys = read(), lake.keys("ledger/")
    s3.delete_objects(Bucket=lake.outputs["bucket"], Delete={"Objects": [{"Key": key} for key in keys]})
    assert ledger_of(lake, *users) == []
    with operator(account.stack, "lakes-roi") as operate:
        for _ in range(2):
            done = operate("replay-ledger")
            assert done.returncode == 0, done.stdout + done.stderr
            eventually(read, before)
    entries = len(before["ledger_entries"])
    eventually(
        lambda: lake.ask("SELECT count(*) AS lines, count(DISTINCT entry_id) AS entries FROM ledger"),
        [{"lines": 2 * entries, "entries": entries}],
    )


@pytest.fixture(scope="module")
def app(account):
    """Who has the policy that the module gives to the app's users."""
    return Person.with_policies(account.stack, "app", [account["analytics"].outputs["app_policy_json"]])


def test_app_may_hand_its_events_over_and_nothing_else(account, app):
    streams = account["analytics"].outputs
    with pytest.raises(ClientError, match="AccessDenied"):
        put_records(app.client("firehose"), streams["ledger_stream_name"], [{"entry_id": "forged"}])
    with pytest.raises(ClientError, match="AccessDenied"):
        app.client("s3").list_objects_v2(Bucket=streams["bucket"])


def test_from_touch_to_roi(account, app):
    """ROI: touch, stamp on the app's event, conversion, cost, ROI. The event comes twice."""
    lake, project = account["analytics"], account.attribution
    project.add_user("buyer")
    touch = {"journey_id": "j-sale", "journey_name": "Sale", "touched_at": int(time.time() * 1000) - 60_000}
    project.tag({"touches": [{"username": user, **touch} for user in ("buyer", "visitor")]})
    eventually(lambda: project.campaign("buyer"), "Sale")
    bought_at = dt.datetime.now(dt.UTC)
    say(
        lake,
        "conversion_events",
        [["event_type", "value_metric", "currency", "currency_attribute"], ["purchase", "Value", "EUR", ""]],
    )
    say(
        lake,
        "journey_costs",
        [
            ["journey", "day", "cost", "currency", "note"],
            ["Sale", bought_at.date(), "10", "EUR", "a, b"],
        ],
    )
    event = {
        "event_id": str(uuid.uuid4()),
        "event_type": "purchase",
        "event_timestamp": epoch_milliseconds(bought_at),
        "user_sub": str(uuid.uuid4()),
        "username": "Buyer",
        "attributes": {"campaign": project.campaign("buyer")},
        "metrics": {"value": 25.0},
    }
    put_records(app.client("firehose"), lake.outputs["events_stream_name"], [event, event])
    columns = "model, touched_users, converted_users, conversions, revenue, cost, roi"
    sale = f"SELECT {columns} FROM journey_roi WHERE journey_name = 'Sale'"
    models = ("first_touch", "last_touch", "linear", "position_based", "stamped", "time_decay")
    earned = {
        "touched_users": 2,
        "converted_users": 1,
        "conversions": 1.0,
        "revenue": 25.0,
        "cost": 10.0,
        "roi": 1.5,
    }
    eventually(lambda: {row.pop("model"): row for row in lake.ask(sale)}, dict.fromkeys(models, earned))
    days = lake.ask("SELECT model, day, conversions FROM journey_conversions WHERE journey_name = 'Sale'")
    assert {(row["model"], row["day"], row["conversions"]) for row in days} == {
        (model, bought_at.date(), 1.0) for model in models
    }


def say(lake, table, rows):
    """As a marketer does it: a file under config/."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    lake.stack.client("s3").put_object(
        Bucket=lake.outputs["bucket"], Key=f"config/{table}/file.csv", Body=text.getvalue().encode()
    )


# Glue's types in the words of Athena's answers, which do not say what is in an array or a map.
ANSWERED = {"string": "varchar"}


def test_every_view_answers_with_the_columns_that_glue_has(account):
    """Views: what is deployed is valid SQL over the tables that are deployed."""
    deployed = [
        (name, view, columns)
        for name, lake in account.lakes.items()
        for view, columns in lake.views().items()
    ]
    assert {name for name, _, _ in deployed} == set(account.lakes)

    def differences(name, view, columns):
        due = {column: ANSWERED.get(kind, kind.partition("<")[0]) for column, kind in columns.items()}
        found = dict(account[name].answer(f"SELECT * FROM {view}").columns)
        return [] if found == due else [(name, view, found, due)]

    with ThreadPoolExecutor(4) as pool:
        assert [one for found in pool.map(lambda view: differences(*view), deployed) for one in found] == []


# What a second plan shows on the emulator only: address -> why. AWS returns all of these as they were set.
EMULATOR_GAPS = {"aws_kinesis_firehose_delivery_stream": {"custom_time_zone"}}


def test_second_plan_shows_what_the_emulator_does_not_return_and_nothing_else(account):
    """I10"""
    found = drift(account.second_plan.result())
    expected = {(kind, address): EMULATOR_GAPS.get(kind) for kind, address in found}
    assert found == expected
    assert {kind for kind, _ in found} == set(EMULATOR_GAPS)


# The last test: it leaves the account without these buckets' neighbours.
def test_destroy_refuses_a_lake_with_events(account):
    """Without force_destroy the bucket stays with all that is in it; with it, it goes."""
    kept, gone = account["shop_emails"], account["living"]
    before = kept.keys("events/")
    gone.put(gone.outputs["firehose_name"], [{"event_id": "gone", "event_type": "look"}])
    eventually(lambda: len(gone.keys("app-events/")), 1)
    targets = [
        f"{module}.module.lake.module.bucket.aws_s3_bucket.this"
        for module in ('module.emails["shop"]', "module.engagement")
    ]
    account.second_plan.result()  # one at a time
    with pytest.raises(TerraformError, match="BucketNotEmpty") as refused:
        account.terraform.destroy(account.variables, targets=targets)
    assert kept.outputs["bucket"] in str(refused.value)
    assert gone.outputs["bucket"] not in str(refused.value)
    assert kept.keys("events/") == before != []
    with pytest.raises(ClientError, match="NoSuchBucket"):
        gone.keys("")
