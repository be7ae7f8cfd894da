"""I6: whatever fails on the way, every user's attribute is right once the system is quiet.

The proxy stands between the Lambdas and the emulator's DynamoDB, SQS and Cognito. `World` plays journeys,
replacements, re-entries and ends of windows, knows what was answered as recorded, and so what every attribute
must be. All tests share one deployment, so they are in one file: pytest-xdist hands out whole files.
"""

from __future__ import annotations

import importlib
import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from emulator.proxy.faults import Reset, Run, Silence, Trickle, error, internal_error, throttle
from emulator.proxy.when import OverQuota, always, nth, share
from emulator.standins.pinpoint import endpoint, journey_calls
from tests.e2e.conftest import PASSWORD
from tests.e2e.faults.world import WRITES
from tests.support.doubles import Context
from tests.support.waiting import eventually

QUOTA = 25  # Cognito's, per second, for a whole account and Region


@pytest.fixture
def judge(world, report):
    """A function that adds a row to the table, and fails if any user of the pool is wrong."""
    begin = len(world.proxy.calls)

    def judge(fault, users, notes=""):
        wrong = world.wrong()
        right = 100 * (1 - len(wrong) / len(world.expected))
        report(fault, len(users), right, len(world.proxy.calls) - begin, notes)
        for name in wrong:  # they speak for this fault, not for the next one
            del world.expected[name]
        assert wrong == {}

    return judge


def failed_since(world, begin):
    return sum(call.failed for call in world.proxy.calls[begin:])


def of_table(world, when=always):
    """Calls on the table of touches, as far as `when` wants them."""
    table = world.project.outputs["table_name"]
    return lambda call: call.parameters["TableName"] == table and when(call)


def test_repeated_journey_costs_no_call_to_cognito(world, judge):
    """The count of the README: a touch that changes nothing is not written."""
    users = world.add_users("repeat", 60)
    world.touch("spring", users)
    world.wait_for("spring", users)
    begin = len(world.proxy.calls)
    for _ in range(3):
        world.touch("spring", users)
    world.settle()
    written = [
        call.parameters["Username"]
        for call in world.proxy.calls[begin:]
        if call.is_of(WRITES) and call.parameters["Username"] in users
    ]
    judge("none; the same journey again", users, f"calls to Cognito per touch: {len(written) / (3 * 60):g}")
    assert written == []


@pytest.mark.parametrize("used_by_others", [0, 10])
def test_cognito_throttles(world, judge, used_by_others):
    """At 25 calls a second, as AWS does; without and with other pools that use a part of it."""
    name = f"quota{used_by_others}"
    ending = world.add_users(f"{name}-ending", 30)
    world.touch("spring", ending)
    world.wait_for("spring", ending)
    users = world.add_users(name, 150)
    world.proxy.inject("cognito-idp", throttle(), when=OverQuota(QUOTA, used_by_others=used_by_others))
    before, begin = time.monotonic(), len(world.proxy.calls)
    world.touch("spring", users)
    world.end_windows(ending)
    world.settle()
    changes = len(users) + len(ending) + 1  # and the sentinel
    writes = world.proxy.tally(WRITES, since=begin)
    seconds, left = writes.at[-1] - before, QUOTA - used_by_others
    judge(
        f"Cognito's quota, {used_by_others}/s used by others",
        users,
        f"{changes} changes, {writes.made} calls, {writes.failed} refused "
        f"({writes.failed / changes:.0%} of the changes), {seconds:.1f} s to settle: "
        + ", ".join(f"{seconds / (changes / rate):.2f} x changes/{rate}" for rate in sorted({QUOTA, left})),
    )


def test_dynamodb_fails_5_percent_and_throttles_as_many(world, judge):
    """While tagging, projecting and sweeping. Half of the calls that end in a 500 took effect."""
    users = world.add_users("internal", 72)
    begin = len(world.proxy.calls)
    world.proxy.inject("dynamodb", internal_error(), when=share(0.05), moment="either")
    world.proxy.inject("dynamodb", throttle(), when=share(0.025))
    world.proxy.inject("dynamodb", error("ProvisionedThroughputExceededException"), when=share(0.025))
    world.play(users)
    world.settle()
    failed = world.proxy.tally("dynamodb", since=begin).failed
    assert failed > 20
    judge("DynamoDB: 500 for 5 %, throttles 5 %", users, f"{failed} failed")


@pytest.mark.parametrize(("name", "fault"), [("silence", Silence()), ("connection reset", Reset())])
def test_connections_fail(world, judge, name, fault):
    """Time-outs and resets on all three services, before or after the effect."""
    users = world.add_users(name.replace(" ", "-"), 24)
    begin = len(world.proxy.calls)
    for service, part in (("dynamodb", 0.03), ("cognito-idp", 0.05), ("sqs", 0.2)):
        world.proxy.inject(service, fault, when=share(part), moment="either")
    world.play(users)
    world.settle()
    failed = failed_since(world, begin)
    assert failed > 3
    judge(f"{name}: DynamoDB 3 %, Cognito 5 %, SQS 20 %", users, f"{failed} failed")


def test_projection_is_killed_after_its_write(world, judge):
    """Before the write is known and the table is read again; from the stream and from the backlog."""
    users = world.add_users("killed-projection", 60)
    deaths = []

    def kill(_call):
        deaths.append(1)
        world.kill("projection")

    world.proxy.inject(WRITES, Run(kill), when=nth(5, 25, 45), moment="after")
    with world.visibility(8):
        world.play(users)
        world.settle()
    judge("projection killed after a write to Cognito", users, f"killed {len(deaths)} times")
    assert len(deaths) == 3


def test_expiration_is_killed_between_two_deletes(world, judge):
    users = world.add_users("killed-expiration", 48)
    world.touch("spring", users)
    world.end_windows(users[:36])
    world.proxy.inject(
        "dynamodb.DeleteItem",
        Run(lambda _call: world.kill("expiration")),
        when=of_table(world, nth(7)),
        moment="after",
    )
    before = world.failed_invocations["expiration"]
    world.settle()
    judge("expiration killed between two deletes", users)
    assert world.failed_invocations["expiration"] > before


def test_tagging_is_killed_between_two_updates(world, judge):
    """The journey's call fails, so the caller sends the same payload again."""
    users = world.add_users("killed-tagging", 48)
    world.proxy.inject(
        "dynamodb.UpdateItem",
        Run(lambda _call: world.kill("tagging")),
        when=of_table(world, nth(20)),
        moment="after",
    )
    before = world.failed_invocations["tagging"]
    world.play(users)
    world.settle()
    judge("tagging killed between two updates", users)
    assert world.failed_invocations["tagging"] > before


def test_emulator_restarts(world, judge):
    """With unread records on the stream, users in the backlog, and the schedule running.

    AWS loses none of what follows. MiniStack keeps it if it is stopped in order (it saves only then): tables,
    pools, messages with their receive counts, mappings and how far they have read. It would lose the records
    of the stream: `emulator/server/kept_streams.py` keeps them. It forgets when the schedule last fired, and
    fires again at once; functions start cold, with nothing in memory.
    """
    users = world.add_users("restart", 60)
    world.proxy.inject("cognito-idp", throttle())
    with world.visibility(8):
        world.touch("spring", users)
        eventually(lambda: world.waiting() > 0, True)
        waiting = world.waiting()
        world.touch("summer", users[::2])
        world.end_windows(users[1::4])
        world.stack.restart()
        world.proxy.clear()
        world.settle()
    judge("emulator restarted", users, f"{waiting} users were in the backlog")


def captured(world, users):
    """The records that the stream holds of the users, in the shape that a function gets."""
    streams = world.project.client("dynamodbstreams")
    arn = world.project.outputs["stream_arn"]
    records = []
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        iterator = streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        while iterator:
            page = streams.get_records(ShardIterator=iterator)
            records += page["Records"]
            iterator = page.get("NextShardIterator") if page["Records"] else None
    return [
        {
            **record,
            "dynamodb": {
                **record["dynamodb"],
                "ApproximateCreationDateTime": record["dynamodb"]["ApproximateCreationDateTime"].timestamp(),
            },
        }
        for record in records
        if record["dynamodb"]["Keys"]["username"]["S"] in users
    ]


def test_batches_come_again_and_out_of_order(world, judge):
    """I4: old batches after new ones, several at once, while the real stream goes on."""
    users = world.add_users("again", 40)
    world.play(users)
    records = captured(world, set(users))
    assert len(records) > len(users)
    size = 20
    batches = [records[start : start + size] for start in range(0, len(records), size)] * 2
    random.Random(1).shuffle(batches)
    with ThreadPoolExecutor(3) as pool:
        sent = [pool.submit(world.invoke, "projection", {"Records": batch}) for batch in batches]
        world.touch("summer", users[::3])
        world.touch("spring", users[1::3])
        answers = [one.result() for one in sent]
    assert answers == [{"batchItemFailures": []}] * len(batches)
    world.settle()
    judge("batches again and out of order", users, f"{len(batches)} batches of {size}")
    # and once more, the oldest batch last, when nothing newer is to come
    world.invoke("projection", {"Records": records[:size]})
    world.settle()
    judge("an old batch after everything", users)


@pytest.fixture
def with_clock(world, monkeypatch):
    """A function that calls a handler here, on the emulator, with a clock that is some seconds off.

    A function on the emulator has the clock of this machine; nothing else of it differs.
    """

    def call(function, payload, *, off):
        name = world.project.outputs[f"{function}_function_name"]
        settings = world.project.client("lambda").get_function_configuration(FunctionName=name)
        for variable, value in (world.environment | settings["Environment"]["Variables"]).items():
            monkeypatch.setenv(variable, value)
        module = importlib.import_module(f"attribution.handlers.{function}")
        monkeypatch.setattr(module, "now_in_milliseconds", lambda: int((time.time() + off) * 1000))
        module.wiring.cache_clear()
        answer = module.handler(payload, Context())
        module.wiring.cache_clear()  # its clients hold the settings of this call
        return answer

    return call


def test_clock_jumps(world, judge, with_clock):
    """The later `touched_at` wins, whichever clock it is from; what goes too early comes back by a touch."""
    hour, window = 3600, 7 * 86400
    users = world.add_users("clock", 24)
    behind, ahead, right, early = users[:6], users[6:12], users[12:18], users[18:]

    def touch(journey, names, off):
        (payload,) = journey_calls(journey, {name: endpoint(name) for name in names})
        return world.believe(journey, with_clock("tagging", payload, off=off))

    world.touch("spring", behind + ahead + right)
    assert touch("summer", behind, -hour) == set()
    assert touch("summer", ahead, 2 * hour) == set(ahead)
    assert touch("spring", ahead + right, 0) == set(right)
    world.end_windows(right)
    assert with_clock("expiration", {}, off=-hour)["expired"] == 0
    assert touch("spring", early, hour - window) == set(early)  # over in an hour
    assert with_clock("expiration", {}, off=2 * hour)["expired"] >= len(early)
    world.expected |= dict.fromkeys(early, "")
    world.touch("summer", early[:3])
    world.settle()
    judge("clock an hour behind, two ahead", users)


@pytest.fixture
def customer(world):
    """Can sign in, and has a touch, but an empty attribute: only the function can add the claim."""
    (name,) = world.add_users("customer", 1) if "customer-0" not in world.expected else ("customer-0",)
    pool, pool_id = world.project.client("cognito-idp"), world.project.user_pool_id
    pool.admin_set_user_password(UserPoolId=pool_id, Username=name, Password=PASSWORD, Permanent=True)
    trigger = {"PreTokenGeneration": world.project.outputs["token_function_arn"]}
    pool.update_user_pool(UserPoolId=pool_id, LambdaConfig=trigger)
    world.touch("spring", [name])
    eventually(lambda: world.project.campaign(name), "spring")

    def set_attribute(value):
        pool.admin_update_user_attributes(
            UserPoolId=pool_id, Username=name, UserAttributes=[{"Name": "custom:campaign", "Value": value}]
        )

    set_attribute("")
    eventually(lambda: world.project.claims(name).get("custom:campaign"), "spring")
    yield name
    set_attribute("spring")
    pool.update_user_pool(UserPoolId=pool_id, LambdaConfig={})


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("hangs", Silence()),
        ("trickles", Trickle(pause_seconds=0.1)),
        ("resets the connection", Reset()),
        ("answers 500", internal_error()),
        ("throttles", throttle()),
    ],
)
def test_sign_in_goes_on_without_the_claim(world, report, customer, name, fault):
    """Token delivery fails open, whatever DynamoDB does."""
    begin = len(world.proxy.calls)
    world.proxy.inject("dynamodb.GetItem", fault)
    before = time.monotonic()
    claims = world.project.claims(customer)
    seconds = time.monotonic() - before
    calls = len(world.proxy.calls) - begin
    report(f"token: DynamoDB {name}", 1, 100, calls, f"signed in without the claim after {seconds:.2f} s")
    assert calls >= 1
    assert claims.get("custom:campaign", "") == ""
