"""What every handler needs around its work: log context, metrics, and errors that keep secrets."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from kit.errors import KitError
from kit.logs import logger
from kit.metrics import CloudWatchMeter, Meter

if TYPE_CHECKING:
    from collections.abc import Callable

    from kit.deadline import LambdaContext


class UnexpectedError(KitError):
    """A fault of our own; the type of the cause is named, its text stays out of the logs."""


def invocation(
    work: Callable[[Any, LambdaContext, Meter], Any],
) -> Callable[[Any, LambdaContext], Any]:
    """Make a Lambda handler of `work(event, context, meter)`.

    The numbers are printed even when the work fails. An error leaves with a text of ours only, since
    Lambda prints it into the log.
    """

    @functools.wraps(work)
    def handler(event: Any, context: LambdaContext) -> Any:
        log = logger()
        log.append_keys(function_request_id=context.aws_request_id)
        meter = CloudWatchMeter()
        try:
            return work(event, context, meter)
        except KitError as error:
            log.exception("invocation failed", error=str(error))
            raise
        except Exception as error:
            log.exception("invocation failed unexpectedly")
            raise UnexpectedError(f"unexpected {type(error).__name__}; the log has its frames") from None
        finally:
            meter.flush()

    return handler
