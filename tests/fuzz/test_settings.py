"""No environment, however wrong, makes a function fail in a way of its own, or is quoted."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from hypothesis import strategies as st

from kit.errors import ConfigError, KitError
from tests.fuzz.payloads import endpoints, stream_event, token_event, walk
from tests.fuzz.shapes import CANARY, texts
from tests.support.environments import EVERY_ENVIRONMENT
from tests.support.events import journey_event

if TYPE_CHECKING:
    from tests.fuzz.conftest import Functions, Hunt

# A function without a valid payload here fails `test_settings`.
VALID: dict[str, Any] = {
    "tagging": lambda: journey_event(endpoints()),
    "projection": stream_event,
    "expiration": dict,
    "ledger": stream_event,
    "token": token_event,
    "reconcile": walk,
    "back_fill": lambda: {"key": "2026.jsonl"},
}
values = st.one_of(
    st.sampled_from(
        ["", " ", "0", "-1", "1", "3.5", "1e309", "inf", "nan", "9" * 5_000, "9" * 18, "true", ","]
    ),
    st.sampled_from(["{}", "[]", "null", '{"a": NaN}', '{"a": 1e999}', '{"a": true}', "[" * 100_000]),
    st.sampled_from(
        ["pinpoint_journey", "shared", "shared.fields", "..adapters", CANARY, f'{{"a": "{CANARY}"}}']
    ),
    texts.filter(lambda text: "\0" not in text and text.isascii()),
)
environments = st.sampled_from(sorted(EVERY_ENVIRONMENT)).flatmap(
    lambda name: st.tuples(
        st.just(name),
        st.dictionaries(st.sampled_from(sorted(EVERY_ENVIRONMENT[name])), st.none() | values, max_size=3),
    )
)


def test_settings(hunt: Hunt, functions: Functions) -> None:
    """A wrong setting is refused by a `ConfigError`; with whatever is taken, a valid payload is handled."""
    assert VALID.keys() == EVERY_ENVIRONMENT.keys()

    def check(example: tuple[str, dict[str, str | None]]) -> bool:
        name, changes = example
        with patch.dict(os.environ, {key: value for key, value in changes.items() if value is not None}):
            for key in [key for key, value in changes.items() if value is None]:
                del os.environ[key]
            functions.forget(name)
            answer = functions.call(name, VALID[name]())
        if isinstance(answer, KitError):
            assert isinstance(answer, ConfigError), f"not told as a wrong setting: {answer}"
            return False
        return True

    hunt(environments, check)
