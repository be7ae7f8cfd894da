"""A request to the emulator counts as one over TLS.

Its address is a plain one of the loopback interface, where AWS has TLS only. With AUTH=true MiniStack would
hold every bucket policy against it that denies what comes without: ``aws:SecureTransport`` is false.
"""


def install() -> None:
    from ministack.core import iam_evaluator

    pin = iam_evaluator.pin_request_origin

    def pin_as_secure(source_ip: str, secure_transport: bool) -> None:  # noqa: ARG001 - MiniStack's own signature
        pin(source_ip, True)

    # MiniStack's app takes it from here when it is imported, which is later
    iam_evaluator.pin_request_origin = pin_as_secure
