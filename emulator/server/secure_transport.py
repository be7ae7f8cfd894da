"""A request to the emulator counts as one over TLS.

Its address is a plain one of the loopback interface, where AWS has TLS only. With AUTH=true MiniStack would
hold every bucket policy against it that denies what comes without: ``aws:SecureTransport`` is false.
"""


def install() -> None:
    from ministack import app
    from ministack.core import iam_evaluator

    def pin_as_secure(source_ip: str, secure_transport: bool) -> None:  # noqa: ARG001 - MiniStack's own signature
        iam_evaluator.pin_request_origin(source_ip, True)

    # in the app, as it has taken the function from its module already
    app.pin_request_origin = pin_as_secure
