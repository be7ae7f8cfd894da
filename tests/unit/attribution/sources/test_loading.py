"""Which sources there are, and whose a payload is."""

import pytest

from attribution.sources import NobodysPayload, load, source_of
from kit.errors import ConfigError
from tests.support.events import journey_event

PINPOINT = ["pinpoint_journey", "pinpoint_campaign"]


@pytest.mark.parametrize(
    "event", [None, "not json", 7, [], {}, {"Records": []}, {"secret-field": "secret-value"}]
)
def test_unknown_payload_is_refused_without_quoting_it(event):
    with pytest.raises(NobodysPayload, match="belongs to none of the sources") as raised:
        source_of(event, load(PINPOINT))
    assert "secret-value" not in str(raised.value)
    assert "pinpoint_journey, pinpoint_campaign" in str(raised.value)


def test_source_that_is_off_takes_nothing():
    with pytest.raises(NobodysPayload, match="switch its source on"):
        source_of(journey_event({}), load(["pinpoint_campaign"]))


@pytest.mark.parametrize(
    "name",
    [
        "foo",
        "shared",
        "shared.fields",
        "shared.pinpoint_endpoints",
        "..adapters",
        ".",
        "pinpoint_journey.SOURCE",
    ],
)
def test_name_that_is_no_source_is_a_wrong_deployment(name):
    """A module that is there and is no source was once taken for one, and failed with an error of its own."""
    with pytest.raises(ConfigError, match="SOURCES names a source"):
        load(["pinpoint_journey", name])


def test_fields_of_a_strange_payload_are_named_only_where_they_look_like_names():
    """I8: a field can be an address."""
    with pytest.raises(NobodysPayload, match=r"payload \(fields Campaigns, …\) belongs to none"):
        source_of({"ann@example.org": 1, "Campaigns": 2, 7: 3}, load(["pinpoint_journey"]))
