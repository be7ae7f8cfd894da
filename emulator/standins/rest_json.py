"""The REST-JSON protocol from the server's side: requests to parameters, answers to responses."""

import base64
import datetime as dt
import json
import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any

from botocore.model import OperationModel, ServiceModel, Shape, StructureShape
from botocore.utils import parse_to_aware_datetime

_LABEL = re.compile(r"(\{[^}]+\})")
# The kind of a shape is known from its type name, which a type checker cannot follow.
_AnyShape = Any
_NUMBERS = {"integer": int, "long": int, "float": float, "double": float}


class MalformedRequest(ValueError):  # noqa: N818 - the name that AWS gives it
    """The request does not have the form that the service model asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class Routes:
    """Finds the operation that a request means."""

    def __init__(self, service: ServiceModel) -> None:
        operations = [service.operation_model(name) for name in service.operation_names]
        # "/jobs/import" before "/jobs/{id}": what leaves less open is meant
        operations.sort(key=lambda operation: _path(operation).count("{"))
        self._patterns = [(operation, _pattern(_path(operation))) for operation in operations]

    def find(self, request: Request) -> tuple[OperationModel, dict[str, str]] | None:
        for operation, pattern in self._patterns:
            if operation.http["method"] != request.method or not _has_fixed_query(operation, request):
                continue
            if match := pattern.fullmatch(request.path):
                labels = _label_names(_path(operation))
                values = map(urllib.parse.unquote, match.groups())
                return operation, dict(zip(labels, values, strict=True))
        return None


def read_params(operation: OperationModel, labels: Mapping[str, str], request: Request) -> dict[str, Any]:
    shape = operation.input_shape
    if shape is None:
        return {}
    params: dict[str, Any] = {}
    payload = shape.serialization.get("payload")
    in_body: dict[str, Shape] = {}
    for name, member in shape.members.items():
        location, key = member.serialization.get("location"), _key(name, member)
        if location == "uri":
            params[name] = _from_text(labels[key], member)
        elif location == "querystring":
            _put(params, name, _from_query(request.query, key, member))
        elif location == "header":
            value = request.headers.get(key.lower())
            _put(params, name, None if value is None else _from_text(value, member))
        elif location == "headers":
            _put(params, name, _with_prefix(request.headers, key.lower()) or None)
        elif payload in (None, name):
            in_body[name] = member
    if payload:
        _put(params, payload, _read_payload(request.body, shape.members[payload]))
    elif in_body:
        params |= _read_members(_json(request.body or b"{}"), in_body)
    return params


def write_answer(operation: OperationModel, answer: Mapping[str, Any]) -> Response:
    status = int(operation.http.get("responseCode", 200))
    shape = operation.output_shape
    if shape is None:
        return Response(status=status)
    headers: dict[str, str] = {}
    payload = shape.serialization.get("payload")
    in_body: dict[str, Any] = {}
    for name, value in answer.items():
        member = shape.members[name]
        location = member.serialization.get("location")
        if location == "header":
            headers[_key(name, member)] = _to_text(value, member)
        elif location == "headers":
            headers |= {f"{_key(name, member)}{key}": text for key, text in value.items()}
        elif location == "statusCode":
            status = value
        elif payload in (None, name):
            in_body[_key(name, member)] = value if _is_raw(member) else _to_json(value, member)
    content = in_body.get(_key(payload, shape.members[payload]), {}) if payload else in_body
    if payload and _is_raw(shape.members[payload]):
        return Response(
            status=status, body=_bytes(content) if isinstance(content, (str, bytes)) else b"", headers=headers
        )
    headers["Content-Type"] = "application/json"
    return Response(status=status, body=json.dumps(content).encode(), headers=headers)


def write_error(service: ServiceModel, code: str, message: str, status: int) -> Response:
    return Response(
        status=status,
        body=json.dumps({_message_member(service, code): message}).encode(),
        headers={"Content-Type": "application/json", "x-amzn-errortype": code},
    )


def _message_member(service: ServiceModel, code: str) -> str:
    """``Message`` or ``message``: services differ."""
    shape = service.shape_for(code) if code in service.shape_names else None
    members = shape.members if isinstance(shape, StructureShape) else {}
    return next((name for name in members if name.lower() == "message"), "message")


def _path(operation: OperationModel) -> str:
    return str(operation.http["requestUri"]).partition("?")[0]


def _has_fixed_query(operation: OperationModel, request: Request) -> bool:
    fixed = urllib.parse.parse_qs(str(operation.http["requestUri"]).partition("?")[2], keep_blank_values=True)
    return all(request.query.get(name) == values for name, values in fixed.items())


def _pattern(path: str) -> re.Pattern[str]:
    parts = _LABEL.split(path.rstrip("/"))
    return re.compile("".join(map(_part_pattern, parts)) + "/?")


def _part_pattern(part: str) -> str:
    if not part.startswith("{"):
        return re.escape(part)
    return "(.+)" if part.endswith("+}") else "([^/]+)"


def _label_names(path: str) -> list[str]:
    return [label.strip("{+}") for label in _LABEL.findall(path)]


def _key(name: str, member: Shape) -> str:
    return str(member.serialization.get("name", name))


def _put(params: dict[str, Any], name: str, value: Any) -> None:
    if value is not None:
        params[name] = value


def _is_raw(member: Shape) -> bool:
    return member.type_name == "blob" or (member.type_name == "string" and "location" in member.serialization)


def _json(body: bytes) -> Any:
    if not body:
        return None
    try:
        return json.loads(body)
    except ValueError as error:
        raise MalformedRequest(f"The body is not JSON: {error}") from error


def _read_payload(body: bytes, member: Shape) -> Any:
    if member.type_name == "blob":
        return body or None
    if member.type_name == "string":
        return body.decode() or None
    document = _json(body)
    return None if document is None else _from_json(document, member)


def _read_members(document: Any, members: Mapping[str, Shape]) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise MalformedRequest("The body is not a JSON object.")
    names = {_key(name, member): name for name, member in members.items()}
    read: dict[str, Any] = {}
    for key, value in document.items():
        if value is None:
            continue
        if key in names:
            read[names[key]] = _from_json(value, members[names[key]])
        else:
            # unknown to the model: the validator shall see it
            read[key] = value
    return read


def _from_json(value: Any, shape: _AnyShape) -> Any:
    """A value of another type than the shape's goes through as it is, for the validator to name."""
    match shape.type_name, value:
        case "structure", dict():
            return _read_members(value, shape.members)
        case "list", list():
            return [_from_json(item, shape.member) for item in value]
        case "map", dict():
            return {key: _from_json(item, shape.value) for key, item in value.items()}
        case "blob", str():
            return base64.b64decode(value)
        case _:
            return value


def _from_query(query: Mapping[str, list[str]], key: str, shape: _AnyShape) -> Any:
    if shape.type_name == "map":
        return {name: values[0] for name, values in query.items()} or None
    values = query.get(key)
    if values is None:
        return None
    if shape.type_name == "list":
        return [_from_text(value, shape.member) for value in values]
    return _from_text(values[0], shape)


def _from_text(text: str, shape: _AnyShape) -> Any:
    kind = shape.type_name
    if kind == "boolean":
        return {"true": True, "false": False}.get(text, text)
    if kind == "timestamp":
        return parse_to_aware_datetime(text)
    if kind == "list":
        return [_from_text(part.strip(), shape.member) for part in text.split(",")]
    try:
        return _NUMBERS[kind](text) if kind in _NUMBERS else text
    except ValueError:
        return text


def _with_prefix(headers: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {name[len(prefix) :]: value for name, value in headers.items() if name.startswith(prefix)}


def _to_text(value: Any, shape: _AnyShape) -> str:
    if shape.type_name == "boolean":
        return "true" if value else "false"
    if shape.type_name == "timestamp":
        return str(_timestamp(value, shape.serialization.get("timestampFormat", "rfc822")))
    if shape.type_name == "list":
        return ",".join(_to_text(item, shape.member) for item in value)
    return str(value)


def _to_json(value: Any, shape: _AnyShape) -> Any:
    match shape.type_name:
        case "structure":
            return {
                _key(name, shape.members[name]): _to_json(item, shape.members[name])
                for name, item in value.items()
            }
        case "list":
            return [_to_json(item, shape.member) for item in value]
        case "map":
            return {key: _to_json(item, shape.value) for key, item in value.items()}
        case "blob":
            return base64.b64encode(_bytes(value)).decode()
        case "timestamp":
            return _timestamp(value, shape.serialization.get("timestampFormat", "unixTimestamp"))
        case _:
            return value


def _bytes(value: bytes | str) -> bytes:
    return value if isinstance(value, bytes) else value.encode()


def _timestamp(value: Any, style: str) -> str | float:
    moment = parse_to_aware_datetime(value).astimezone(dt.UTC)
    if style == "unixTimestamp":
        return moment.timestamp()
    if style == "rfc822":
        return format_datetime(moment, usegmt=True)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
