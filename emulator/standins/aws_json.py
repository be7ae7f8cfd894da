"""AWS JSON 1.0 and 1.1 from the server's side: one path, and a header that names the operation."""

import json
from collections.abc import Mapping
from typing import Any

from botocore.model import OperationModel, ServiceModel

from emulator.standins.wire import Request, Response, message_member, read_json, read_members, to_json

_TARGET = "x-amz-target"


class AwsJson:
    """See ``model_server.Protocol``."""

    def __init__(self, service: ServiceModel) -> None:
        self._service = service
        self._prefix = f"{service.metadata['targetPrefix']}."
        self._content_type = f"application/x-amz-json-{service.metadata['jsonVersion']}"

    def wanted(self, request: Request) -> str:
        return f"the {_TARGET} {request.headers.get(_TARGET) or '(none)'}"

    def read(self, request: Request) -> tuple[OperationModel, dict[str, Any]] | None:
        target = request.headers.get(_TARGET, "")
        name = target.removeprefix(self._prefix)
        if name == target or name not in self._service.operation_names or request.method != "POST":
            return None
        operation = self._service.operation_model(name)
        members = operation.input_shape.members if operation.input_shape else {}
        return operation, read_members(read_json(request.body or b"{}"), members)

    def answer(self, operation: OperationModel, answer: Mapping[str, Any]) -> Response:
        shape = operation.output_shape
        return self._response(200, {} if shape is None else to_json(answer, shape))

    def error(self, code: str, message: str, status: int, members: Mapping[str, str]) -> Response:
        text = {message_member(self._service, code): message}
        return self._response(status, {"__type": code, **text, **members})

    def _response(self, status: int, content: Any) -> Response:
        return Response(
            status=status, body=json.dumps(content).encode(), headers={"Content-Type": self._content_type}
        )
