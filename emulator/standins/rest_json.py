"""The REST-JSON protocol from the server's side: requests to parameters, answers to responses."""

import json
import re
import urllib.parse
from collections.abc import Mapping
from typing import Any

from botocore.model import OperationModel, ServiceModel, Shape
from botocore.utils import parse_to_aware_datetime

from emulator.standins.wire import (
    AnyShape,
    Request,
    Response,
    as_bytes,
    from_json,
    key_of,
    message_member,
    read_json,
    read_members,
    timestamp,
    to_json,
)

_LABEL = re.compile(r"(\{[^}]+\})")
_NUMBERS = {"integer": int, "long": int, "float": float, "double": float}


class RestJson:
    """See ``model_server.Protocol``."""

    def __init__(self, service: ServiceModel) -> None:
        self._service = service
        operations = [service.operation_model(name) for name in service.operation_names]
        # "/jobs/import" before "/jobs/{id}": what leaves less open is meant
        operations.sort(key=lambda operation: _path(operation).count("{"))
        self._patterns = [(operation, _pattern(_path(operation))) for operation in operations]

    def wanted(self, request: Request) -> str:
        return f"{request.method} {request.path}"

    def read(self, request: Request) -> tuple[OperationModel, dict[str, Any]] | None:
        for operation, pattern in self._patterns:
            if operation.http["method"] != request.method or not _has_fixed_query(operation, request):
                continue
            if match := pattern.fullmatch(request.path):
                labels = _label_names(_path(operation))
                values = map(urllib.parse.unquote, match.groups())
                return operation, _read_params(operation, dict(zip(labels, values, strict=True)), request)
        return None

    def answer(self, operation: OperationModel, answer: Mapping[str, Any]) -> Response:
        return _write_answer(operation, answer)

    def error(self, code: str, message: str, status: int, members: Mapping[str, str]) -> Response:
        return Response(
            status=status,
            body=json.dumps({message_member(self._service, code): message, **members}).encode(),
            headers={"Content-Type": "application/json", "x-amzn-errortype": code},
        )


def _read_params(operation: OperationModel, labels: Mapping[str, str], request: Request) -> dict[str, Any]:
    shape = operation.input_shape
    if shape is None:
        return {}
    params: dict[str, Any] = {}
    payload = shape.serialization.get("payload")
    in_body: dict[str, Shape] = {}
    for name, member in shape.members.items():
        location, key = member.serialization.get("location"), key_of(name, member)
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
        params |= read_members(read_json(request.body or b"{}"), in_body)
    return params


def _write_answer(operation: OperationModel, answer: Mapping[str, Any]) -> Response:
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
            headers[key_of(name, member)] = _to_text(value, member)
        elif location == "headers":
            headers |= {f"{key_of(name, member)}{key}": text for key, text in value.items()}
        elif location == "statusCode":
            status = value
        elif payload in (None, name):
            in_body[key_of(name, member)] = value if _is_raw(member) else to_json(value, member)
    content = in_body.get(key_of(payload, shape.members[payload]), {}) if payload else in_body
    if payload and _is_raw(shape.members[payload]):
        return Response(
            status=status,
            body=as_bytes(content) if isinstance(content, (str, bytes)) else b"",
            headers=headers,
        )
    headers["Content-Type"] = "application/json"
    return Response(status=status, body=json.dumps(content).encode(), headers=headers)


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


def _put(params: dict[str, Any], name: str, value: Any) -> None:
    if value is not None:
        params[name] = value


def _is_raw(member: Shape) -> bool:
    return member.type_name == "blob" or (member.type_name == "string" and "location" in member.serialization)


def _read_payload(body: bytes, member: Shape) -> Any:
    if member.type_name == "blob":
        return body or None
    if member.type_name == "string":
        return body.decode() or None
    document = read_json(body)
    return None if document is None else from_json(document, member)


def _from_query(query: Mapping[str, list[str]], key: str, shape: AnyShape) -> Any:
    if shape.type_name == "map":
        return {name: values[0] for name, values in query.items()} or None
    values = query.get(key)
    if values is None:
        return None
    if shape.type_name == "list":
        return [_from_text(value, shape.member) for value in values]
    return _from_text(values[0], shape)


def _from_text(text: str, shape: AnyShape) -> Any:
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


def _to_text(value: Any, shape: AnyShape) -> str:
    if shape.type_name == "boolean":
        return "true" if value else "false"
    if shape.type_name == "timestamp":
        return str(timestamp(value, shape.serialization.get("timestampFormat", "rfc822")))
    if shape.type_name == "list":
        return ",".join(_to_text(item, shape.member) for item in value)
    return str(value)
