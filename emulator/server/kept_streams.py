"""DynamoDB streams that survive a restart.

With PERSIST_STATE=1 MiniStack keeps tables and how far each mapping has read, but not the records: what was
unread is lost, and a mapping takes the first new records for those that it has read already.
"""

# ruff: noqa: SLF001 - MiniStack has no public place to correct it; launch.py pins the version

import copy
from typing import Any


def install() -> None:
    from ministack.services import dynamodb

    get_state, load_persisted_state = dynamodb.get_state, dynamodb.load_persisted_state

    def get_state_with_streams() -> dict[str, Any]:
        with dynamodb._lock:
            return {
                **get_state(),
                "stream_trimmed": copy.deepcopy(dynamodb._stream_trimmed),
                "stream_records": copy.deepcopy(dynamodb._stream_records),
            }

    def load_with_streams(state: dict[str, Any]) -> None:
        # before the tables: a mapping begins to read as soon as its table is there
        dynamodb._stream_trimmed.update(state.get("stream_trimmed", {}))
        dynamodb._stream_records.update(state.get("stream_records", {}))
        load_persisted_state(state)

    dynamodb.get_state, dynamodb.load_persisted_state = get_state_with_streams, load_with_streams
