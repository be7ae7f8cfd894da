"""The options of reconcile."""

import pytest

from operations.errors import WrongUse
from operations.reconcile import payload_of


@pytest.mark.parametrize(
    ("options", "payload"),
    [
        ((None, None, None), {}),
        (("table", None, None), {"walk": "table"}),
        (("pool", 256, None), {"walk": "pool", "segments": 256}),
        ((None, None, '{"walk": "pool"}'), {"walk": "pool"}),
    ],
)
def test_options_make_the_payload(options, payload):
    assert payload_of(*options) == payload


@pytest.mark.parametrize(
    "options", [(None, None, "{"), (None, None, "[]"), ("pool", None, "{}"), (None, 16, "{}")]
)
def test_wrong_options(options):
    with pytest.raises(WrongUse, match="--resume"):
        payload_of(*options)
