"""A ratio means something only while the raw calls are the ones that our code makes."""

import time
from unittest.mock import MagicMock

from attribution.adapters.touch_table import TouchTable
from attribution.rules.touch import Touch, expiry_shard
from benchmarks import growth_raw, handlers
from benchmarks.bare import TABLE
from benchmarks.tagging import raw_updates
from tests.support.environments import MODULES

TOUCH = Touch(
    username="ann",
    journey_id="spring",
    journey_name="spring",
    touched_at=1,
    expires_at=2,
    source="benchmark",
)


def recorder():
    client = MagicMock()
    client.query.return_value = {"Items": [{"username": {"S": "ann"}}]}
    client.get_paginator.return_value.paginate.return_value = [
        {"Items": [{"username": {"S": "ann"}, "expires_at": {"N": "1"}}]}
    ]
    return client


def both(ours, raw):
    """What each side's client was asked."""
    a, b = recorder(), recorder()
    ours(TouchTable(lambda: a, TABLE))
    raw(b)
    return a, b


def without_values(call):
    given = dict(call.kwargs)
    values = given.pop("ExpressionAttributeValues", {})
    return {**given, "values": {name: [*value] for name, value in values.items()}}


def test_raw_update_is_the_one_of_tagging():
    ours, raw = both(
        lambda table: table.record(TOUCH), lambda client: raw_updates(client, [TOUCH.username], 50)
    )
    assert without_values(ours.update_item.call_args) == without_values(raw.update_item.call_args)


def test_raw_read_is_the_one_of_the_token():
    ours, raw = both(lambda table: table.current("ann"), lambda client: growth_raw.read(client, "ann"))
    assert ours.get_item.call_args == raw.get_item.call_args


def test_raw_sweep_finds_and_deletes_as_expiration_does():
    now = int(time.time())

    def sweep(table):
        list(table.due(0, now))
        table.remove_if_due("ann", now)

    ours, raw = both(sweep, growth_raw.sweep)
    assert without_values(ours.delete_item.call_args) == without_values(raw.delete_item.call_args)
    query = without_values(ours.get_paginator.return_value.paginate.call_args)
    page_size = query.pop("PaginationConfig")["PageSize"]
    assert query | {"Limit": page_size} == without_values(raw.query.call_args)


def test_raw_walk_scans_as_reconciliation_does():
    segments = growth_raw.WALK_SEGMENTS

    def walk(table):
        for number in range(segments):
            list(table.segment(number, of=segments))

    ours, raw = both(walk, lambda client: growth_raw.walk(client, MagicMock(), "queue"))
    paginate = [client.get_paginator.return_value.paginate.call_args_list for client in (ours, raw)]
    assert paginate[0] == paginate[1]


def test_loaded_items_have_what_tagging_writes():
    ours, _ = both(lambda table: table.record(TOUCH), lambda _client: None)
    values = ours.update_item.call_args.kwargs["ExpressionAttributeValues"].values()
    item = growth_raw.item("ann", 2)
    assert item.pop("username") == {"S": "ann"}
    assert sorted([*value] for value in values) == sorted([*value] for value in item.values())
    assert item["expiry_shard"] == {"N": str(expiry_shard("ann"))}


def test_every_handler_is_measured():
    assert set(handlers.NAMES) == set(MODULES)
    for name in handlers.NAMES:
        assert handlers.module(name).wiring.cache_clear
