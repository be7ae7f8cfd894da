"""A server for one service of AWS, held to the service model that boto3 uses itself."""

import http.client
import http.server
import threading
import urllib.parse
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Protocol, Self

import botocore.session
from botocore.model import OperationModel, ServiceModel, Shape
from botocore.validate import ParamValidator

from emulator.clients import client
from emulator.standins.aws_json import AwsJson
from emulator.standins.constraints import broken_rules
from emulator.standins.errors import ServiceError
from emulator.standins.faults import Faults
from emulator.standins.rest_json import RestJson
from emulator.standins.wire import MalformedRequest, Request, Response

Handler = Callable[[dict[str, Any]], dict[str, Any]]


class WireProtocol(Protocol):
    """How operations and errors look in HTTP."""

    def wanted(self, request: Request) -> str:
        """What the request asks for, in words."""

    def read(self, request: Request) -> tuple[OperationModel, dict[str, Any]] | None:
        """The operation and its parameters; none where the service has no such operation."""

    def answer(self, operation: OperationModel, answer: Mapping[str, Any]) -> Response: ...

    def error(self, code: str, message: str, status: int, members: Mapping[str, str]) -> Response: ...


_PROTOCOLS: dict[str, Callable[[ServiceModel], WireProtocol]] = {"rest-json": RestJson, "json": AwsJson}


# Said anew for each connection: https://www.rfc-editor.org/rfc/rfc9110#name-connection
_OF_ONE_CONNECTION = {"connection", "content-length", "date", "keep-alive", "server", "transfer-encoding"}
_SECONDS_FOR_OTHERS = 30


class ModelServer:
    """Answers the ``operations`` that it is given, on a free port of the loopback interface.

    A request or an answer that the service model does not allow ends in an error and in ``violations``; a
    test that passes with an empty list there has spoken the service's language.

    ``otherwise`` is the address of an emulator that has the service's other operations: requests for those go
    there as they are, and so do the answers come back. ``calls`` and ``faults`` know them too. It may be set
    later, as the emulator is told of this address before it has one itself.
    """

    def __init__(
        self, service: str, operations: Mapping[str, Handler], *, otherwise: str | None = None
    ) -> None:
        self._service = service
        self._model = botocore.session.get_session().get_service_model(service)
        protocol = self._model.metadata["protocol"]
        if protocol not in _PROTOCOLS:
            raise ValueError(f"{service} speaks {protocol}; a stand-in speaks {' or '.join(_PROTOCOLS)}.")
        if unknown := set(operations) - set(self._model.operation_names):
            raise ValueError(f"{service} has no operation {', '.join(sorted(unknown))}.")
        self._handlers = dict(operations)
        self.otherwise = otherwise
        self._protocol = _PROTOCOLS[protocol](self._model)
        self.faults = Faults()
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.violations: list[str] = []
        self._http = _HttpServer(self._respond)
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def client(self) -> Any:
        return client(self._service, self.url)

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _respond(self, request: Request) -> Response:
        try:
            return self._answer(request)
        except ServiceError as error:
            return self._protocol.error(error.code, error.message, error.status, error.members)
        except MalformedRequest as error:
            return self._violation(str(error), self._bad_request, 400)
        except Exception as error:  # noqa: BLE001 - a broken handler shall not look like a lost connection
            return self._violation(
                f"The handler raised {type(error).__name__}: {error}", "InternalServerErrorException", 500
            )

    def _answer(self, request: Request) -> Response:
        found = self._protocol.read(request)
        if found is None:
            return self._violation(
                f"{self._service} has no operation for {self._protocol.wanted(request)}.",
                "UnknownOperationException",
                404,
            )
        operation, params = found
        self.calls.append((operation.name, params))
        if self.otherwise and operation.name not in self._handlers:
            self.faults.strike(operation.name, params)
            return _passed_on(request, self.otherwise)
        if wrong := _misfits(params, operation.input_shape):
            return self._violation(f"{operation.name} was called wrongly. {wrong}", self._bad_request, 400)
        self.faults.strike(operation.name, params)
        handler = self._handlers.get(operation.name)
        if handler is None:
            return self._error(
                "NotImplementedException",
                f"This stand-in for {self._service} does not have {operation.name}.",
                501,
            )
        return self._checked_answer(operation, handler(params))

    def _checked_answer(self, operation: OperationModel, answer: dict[str, Any]) -> Response:
        if wrong := _misfits(answer, operation.output_shape):
            return self._violation(
                f"{operation.name} was answered wrongly. {wrong}", "InternalServerErrorException", 500
            )
        return self._protocol.answer(operation, answer)

    def _violation(self, message: str, code: str, status: int) -> Response:
        self.violations.append(message)
        return self._error(code, message, status)

    def _error(self, code: str, message: str, status: int) -> Response:
        return self._protocol.error(code, message, status, {})

    @property
    def _bad_request(self) -> str:
        """What the service itself calls a request that breaks its model."""
        named = "ValidationException"
        return named if named in self._model.shape_names else "BadRequestException"


def _passed_on(request: Request, url: str) -> Response:
    """The answer of another server, told the same Host, as that is signed."""
    split = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(
        split.hostname or "", split.port or 80, timeout=_SECONDS_FOR_OTHERS
    )
    try:
        connection.request(request.method, request.target, request.body, _lasting(request.headers))
        answer = connection.getresponse()
        return Response(status=answer.status, body=answer.read(), headers=_lasting(dict(answer.getheaders())))
    finally:
        connection.close()


def _lasting(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in _OF_ONE_CONNECTION}


def _misfits(params: dict[str, Any], shape: Shape | None) -> str:
    if shape is None:
        return f"It takes nothing, but got {', '.join(params)}." if params else ""
    report = ParamValidator().validate(params, shape)
    return report.generate_report() if report.has_errors() else " ".join(broken_rules(params, shape))


class _HttpServer(http.server.ThreadingHTTPServer):
    # one connection per call, and benchmarks call in bursts
    request_queue_size = 128

    def __init__(self, respond: Callable[[Request], Response]) -> None:
        self.respond = respond
        super().__init__(("127.0.0.1", 0), _HttpHandler)


class _HttpHandler(http.server.BaseHTTPRequestHandler):
    """HTTP/1.0 on purpose: a connection that is kept open would outlive the server."""

    server: _HttpServer

    def _serve(self) -> None:
        split = urllib.parse.urlsplit(self.path)
        response = self.server.respond(
            Request(
                method=self.command,
                target=self.path,
                path=split.path,
                query=urllib.parse.parse_qs(split.query, keep_blank_values=True),
                headers={name.lower(): value for name, value in self.headers.items()},
                body=self.rfile.read(int(self.headers.get("Content-Length") or 0)),
            )
        )
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        self.wfile.write(response.body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - names of the base class

    def log_message(self, *_: object) -> None:
        """Silent: ``calls`` says more."""
