"""Firehose's conversion lower-cases the keys of a record at every depth; MiniStack's only at the top.

The option is on by default: "Firehose converts JSON keys to lowercase before deserializing them", API
reference, OpenXJsonSerDe, CaseInsensitive.
"""

# ruff: noqa: SLF001 - MiniStack has no public place to correct it; launch.py pins the version

from typing import Any


def install() -> None:
    from ministack.services import firehose

    read = firehose._json_documents
    firehose._json_documents = lambda data: [_lowered(document) for document in read(data)]


def _lowered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key.lower(): _lowered(item) for key, item in value.items()}
    return [_lowered(item) for item in value] if isinstance(value, list) else value
