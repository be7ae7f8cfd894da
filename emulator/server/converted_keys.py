"""Firehose's conversion takes keys in any case and empty objects; MiniStack's does not, at depth.

Keys become lower-case: "Firehose converts JSON keys to lowercase before deserializing them", API reference,
OpenXJsonSerDe, CaseInsensitive, which is on by default. An empty object in a struct's place is a struct
without values; DuckDB refuses it, so such a record is tried again with nulls in their places.
"""

# ruff: noqa: SLF001 - MiniStack has no public place to correct it; launch.py pins the version

import json
from typing import Any


def install() -> None:
    from ministack.services import firehose

    read, convert = firehose._json_documents, firehose._convert_to_parquet

    def convert_with_empty_objects(conversion: Any, data: bytes) -> bytes:
        try:
            return bytes(convert(conversion, data))
        except firehose._DeliveryError:
            filled = "\n".join(json.dumps(_without_empty_objects(one)) for one in read(data))
            return bytes(convert(conversion, filled.encode()))

    firehose._json_documents = lambda data: [_lowered(document) for document in read(data)]
    firehose._convert_to_parquet = convert_with_empty_objects


def _lowered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key.lower(): _lowered(item) for key, item in value.items()}
    return [_lowered(item) for item in value] if isinstance(value, list) else value


def _without_empty_objects(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: None if item == {} else _without_empty_objects(item) for key, item in value.items()}
    return [_without_empty_objects(item) for item in value] if isinstance(value, list) else value
