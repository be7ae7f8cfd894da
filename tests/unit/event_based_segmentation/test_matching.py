"""Which rules an event matches, and what it asks for by them."""

import base64
import gzip
import json

import pytest

from event_based_segmentation.rules.events import event_of
from event_based_segmentation.rules.fields import texts_at
from event_based_segmentation.rules.matching import DAY, Change, Rule, changes_of, rules_of
from kit.errors import BadInput, ConfigError
from tests.unit.event_based_segmentation.doubles import NOW, opening, own

AT = event_of(opening(), NOW).at


def rule(**more):
    return Rule(
        **{
            "name": "r",
            "event_type": "_email.open",
            "match": {},
            "action": "set",
            "attribute": "a",
            "value": "v",
        }
        | more
    )


def changes(event, *rules, longest=255):
    return changes_of(event_of(event, NOW), rules, longest=longest)


@pytest.mark.parametrize(
    ("match", "matches"),
    [
        ({}, True),
        ({"mail.tags.campaign": "spring"}, True),
        ({"mail.tags.campaign": "spring", "open.isBotEvent": "Unlikely"}, True),
        ({"mail.tags.campaign": "summer"}, False),
        ({"mail.tags.campaign": "spring", "open.isBotEvent": "Likely"}, False),
        ({"mail.tags.colour": "red"}, False),
        ({"mail.headersTruncated": "false"}, True),
    ],
)
def test_every_field_must_be_as_the_rule_says(match, matches):
    assert bool(changes(opening(campaign="spring"), rule(match=match))) is matches


def test_another_type_does_not_match():
    assert changes(opening(), rule(event_type="_email.click")) == ()


def test_a_value_is_taken_from_the_event():
    (change,) = changes(own("x", plan="gold", size=2.0), rule(event_type="x", value="{plan}-{size}"))
    assert change == Change(attribute="a", at=AT, value="gold-2")


def test_a_ttl_says_until_when():
    (change,) = changes(opening(), rule(ttl_days=0.5))
    assert change.until == AT + DAY // 2
    (change,) = changes(opening(), rule(ttl_days=1, action="remove"))
    assert (change.value, change.until) == (None, None)


@pytest.mark.parametrize(("value", "by"), [(None, 1), ("5", 5), ("-2", -2), ("{size}", 7)])
def test_an_increment_counts_by_a_number(value, by):
    (change,) = changes(own("x", size=7), rule(event_type="x", action="increment", value=value))
    assert (change.by, change.value) == (by, None)
    assert len(change.identity) == 64


def test_two_counters_of_one_attribute_count_one_event_twice():
    first, second = changes(
        opening(), rule(action="increment", value="1"), rule(name="s", action="increment", value="1")
    )
    assert first.identity != second.identity


@pytest.mark.parametrize(
    ("given", "event", "reason"),
    [
        ({"value": "{plan}"}, {}, "needs the field plan"),
        ({"value": "{plan}"}, {"plan": {"name": "gold"}}, "needs the field plan"),
        ({"value": "{plan}"}, {"plan": "x" * 101}, "1 to 100 characters"),
        ({"value": "{plan}"}, {"plan": ""}, "1 to 100 characters"),
        ({"value": "{plan}", "action": "increment"}, {"plan": "many"}, "whole numbers"),
    ],
)
def test_what_cannot_be_written_is_refused_by_the_rules_name(given, event, reason):
    with pytest.raises(BadInput, match=f"rule r .*{reason}|{reason}"):
        changes(own("x", **event), rule(event_type="x", **given), longest=100)


def packed(rows):
    return base64.b64encode(gzip.compress(json.dumps(rows).encode(), mtime=0)).decode()


def test_the_table_is_unpacked():
    row = {"name": "r", "event_type": "x", "match": {"a": "b"}, "action": "remove", "attribute": "a"}
    (found,) = rules_of(packed([row]))
    assert (found.match, found.value, found.ttl_days) == ({"a": "b"}, None, None)


@pytest.mark.parametrize("text", ["%", "bm8=", packed("x"), packed([{"name": "r"}]), packed([1])])
def test_a_broken_table_is_a_broken_deployment(text):
    with pytest.raises(ConfigError, match="RULES"):
        rules_of(text)


def test_paths_lead_through_lists_and_to_nothing():
    tree = {"a": [{"b": 1}, {"b": [2.5, True, None]}, 3], "c": None}
    assert texts_at(tree, "a.b") == ("1", "2.5", "true")
    assert texts_at(tree, "c") == texts_at(tree, "c.d") == texts_at(tree, "x.y") == ()
