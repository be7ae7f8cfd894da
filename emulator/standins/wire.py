"""What AWS's JSON protocols share: requests, responses, values between JSON and the service model."""

import base64
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any

from botocore.model import ServiceModel, Shape, StructureShape
from botocore.utils import parse_to_aware_datetime

# The kind of a shape is known from its type name, which a type checker cannot follow.
AnyShape = Any


class MalformedRequest(ValueError):  # noqa: N818 - the name that AWS gives it
    """The request does not have the form that the service model asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    method: str
    target: str  # path and query as they came
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def read_json(body: bytes) -> Any:
    if not body:
        return None
    try:
        return json.loads(body)
    except ValueError as error:
        raise MalformedRequest(f"The body is not JSON: {error}") from error


def read_members(document: Any, members: Mapping[str, Shape]) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise MalformedRequest("The body is not a JSON object.")
    names = {key_of(name, member): name for name, member in members.items()}
    read: dict[str, Any] = {}
    for key, value in document.items():
        if value is None:
            continue
        if key in names:
            read[names[key]] = from_json(value, members[names[key]])
        else:
            # unknown to the model: the validator shall see it
            read[key] = value
    return read


def from_json(value: Any, shape: AnyShape) -> Any:
    """A value of another type than the shape's goes through as it is, for the validator to name."""
    match shape.type_name, value:
        case "structure", dict():
            return read_members(value, shape.members)
        case "list", list():
            return [from_json(item, shape.member) for item in value]
        case "map", dict():
            return {key: from_json(item, shape.value) for key, item in value.items()}
        case "blob", str():
            return base64.b64decode(value)
        case _:
            return value


def to_json(value: Any, shape: AnyShape) -> Any:
    match shape.type_name:
        case "structure":
            return {
                key_of(name, shape.members[name]): to_json(item, shape.members[name])
                for name, item in value.items()
            }
        case "list":
            return [to_json(item, shape.member) for item in value]
        case "map":
            return {key: to_json(item, shape.value) for key, item in value.items()}
        case "blob":
            return base64.b64encode(as_bytes(value)).decode()
        case "timestamp":
            return timestamp(value, shape.serialization.get("timestampFormat", "unixTimestamp"))
        case _:
            return value


def key_of(name: str, member: Shape) -> str:
    return str(member.serialization.get("name", name))


def as_bytes(value: bytes | str) -> bytes:
    return value if isinstance(value, bytes) else value.encode()


def timestamp(value: Any, style: str) -> str | float:
    moment = parse_to_aware_datetime(value).astimezone(dt.UTC)
    if style == "unixTimestamp":
        return moment.timestamp()
    if style == "rfc822":
        return format_datetime(moment, usegmt=True)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def message_member(service: ServiceModel, code: str) -> str:
    """``Message`` or ``message``: services differ."""
    shape = service.shape_for(code) if code in service.shape_names else None
    members = shape.members if isinstance(shape, StructureShape) else {}
    return next((name for name in members if name.lower() == "message"), "message")
