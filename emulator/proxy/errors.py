"""Error answers as the JSON services of AWS send them, held to botocore's service models."""

import functools
import json

import botocore.session

THROTTLING = {
    "cognito-idp": "TooManyRequestsException",
    "dynamodb": "ThrottlingException",
    "sqs": "RequestThrottled",
}
INTERNAL = {
    "cognito-idp": "InternalErrorException",
    "dynamodb": "InternalServerError",
    "sqs": "InternalFailure",
}
# Documented for every service, so in no service model.
_COMMON = {"InternalFailure", "ServiceUnavailable"}
_REASONS = {400: "Bad Request", 500: "Internal Server Error", 503: "Service Unavailable"}


def check_code(code: str, service: str) -> None:
    """Refuse an error that the service would never send."""
    if code not in known_codes(service):
        raise ValueError(f"{service} has no error {code}: choose one of {', '.join(known_codes(service))}.")


@functools.cache
def known_codes(service: str) -> list[str]:
    model = botocore.session.get_session().get_service_model(service)
    return sorted(_COMMON | {shape.name for shape in model.error_shapes})


def error_answer(code: str, status: int) -> bytes:
    """The whole HTTP response."""
    body = json.dumps({"__type": code, "message": "injected by the test"}).encode()
    head = (
        f"HTTP/1.1 {status} {_REASONS[status]}\r\n"
        "Content-Type: application/x-amz-json-1.0\r\n"
        "x-amzn-RequestId: injected\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
