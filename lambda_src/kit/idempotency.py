"""Work that is done once per key: Powertools' idempotency on a DynamoDB table (modules/idempotency-table).

https://docs.powertools.aws.dev/lambda/python/latest/utilities/idempotency/
"""

from __future__ import annotations

import functools
import time
from typing import TYPE_CHECKING, Any, TypeVar

from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyAlreadyInProgressError,
    IdempotencyInconsistentStateError,
    IdempotencyPersistenceLayerError,
)

from kit.deadline import Deadline
from kit.errors import BadInput, TransientError
from kit.logs import logger
from kit.service_errors import translate

if TYPE_CHECKING:
    from collections.abc import Callable

    from kit.clients import Clients
    from kit.deadline import LambdaContext
    from kit.errors import KitError

R = TypeVar("R")
PREFIX = "once"  # of each key in the table; Powertools' own holds the name of the function in the code
PAUSE_SECONDS = 1.0  # until the table is told again that work is done, besides the client's own waits
ANSWER_SECONDS = 1.0  # what the function needs after the last call, to answer


def once(
    clients: Clients,
    table: str,
    *,
    seconds: int,
    context: LambdaContext,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Once:
    """Work in this invocation that is remembered for `seconds`. `clients` must know ``dynamodb``."""
    config = IdempotencyConfig(
        event_key_jmespath="",  # the whole key
        expires_after_seconds=seconds,
        hash_function="sha256",
        use_local_cache=False,  # another container may have freed the key
        lambda_context=context,  # type: ignore[arg-type] # only the remaining time is asked for
    )
    reserve = PAUSE_SECONDS + clients.worst_case_seconds("dynamodb") + ANSWER_SECONDS
    deadline = Deadline.of(context, reserve_seconds=reserve, clock=clock)
    return Once(_store(clients, table, seconds), config, deadline, sleep)


class Once:
    """Made anew for each invocation: a key that a crash leaves taken is free when its time would be up."""

    def __init__(
        self,
        store: DynamoDBPersistenceLayer,
        config: IdempotencyConfig,
        deadline: Deadline,
        sleep: Callable[[float], None],
    ) -> None:
        self._store = store
        self._config = config
        self._deadline = deadline
        self._sleep = sleep

    def run(self, key: str, work: Callable[[], R]) -> R | None:
        """What `work` returns, or None where it was done before; let it return something to tell them apart.

        An error of `work` leaves as it is and gives the key free. `TransientError` is raised while another
        invocation is at it. The table holds SHA-256 of the key, and no result.

        Where the table cannot be told that `work` is done, it is told again until this invocation's time is
        nearly up, as nobody else can take the key before. Then that is logged: an error would have the work
        done a second time. So it is done again only where its key comes again, and
        - the container ended between the work and the table's answer, or
        - the table took no write from then until the invocation's end, or
        - the table refuses for good, which is an error: the deployment is wrong.
        """
        if not key:
            raise BadInput("the key of work that is done once must not be empty")
        done: list[R] = []
        errors: list[Exception] = []

        def attempt(*, key: str) -> None:  # noqa: ARG001 - Powertools reads it
            try:
                done.append(work())
            except Exception as error:
                errors.append(error)
                raise

        try:
            self._idempotent(attempt)(key=key)
        except (IdempotencyAlreadyInProgressError, IdempotencyInconsistentStateError):
            raise TransientError("the same work is being done by another invocation") from None
        except IdempotencyPersistenceLayerError as error:
            self._settle(key, error, done, errors)
        return done[0] if done else None

    def _idempotent(self, attempt: Callable[..., None]) -> Callable[..., None]:
        decorated: Callable[..., None] = idempotent_function(
            attempt,
            data_keyword_argument="key",
            persistence_store=self._store,
            config=self._config,
            key_prefix=PREFIX,
        )
        return decorated

    def _settle(
        self, key: str, error: IdempotencyPersistenceLayerError, done: list[Any], errors: list[Exception]
    ) -> None:
        """The table failed: before the work, after it, or when its key was to be given free."""
        told = _translated(error.__cause__ if isinstance(error.__cause__, Exception) else error)
        if errors:  # the key gets free by itself at the invocation's end
            logger().warning("key was not given free", error=str(told))
            raise errors[0] from None
        if not done:
            raise told from None
        self._remember(key, told)

    def _remember(self, key: str, told: KitError) -> None:
        """Tell the table again that work is done, after it answered `told`."""
        while isinstance(told, TransientError):
            if self._deadline.passed:
                logger().warning("work is done and could not be remembered", error=str(told))
                return
            self._sleep(PAUSE_SECONDS)
            try:
                self._store.save_success(data=key, result=None)  # type: ignore[arg-type] # as JSON both are fine
            except Exception as error:  # noqa: BLE001 - translated
                told = _translated(error)
            else:
                return
        raise told from None


def _translated(error: Exception) -> KitError:
    return translate(error, "the table of what is done")


@functools.cache
def _store(clients: Clients, table: str, seconds: int) -> DynamoDBPersistenceLayer:
    """Kept, as each one adds to the client's user agent; by `seconds` too, as it keeps its first settings."""
    del seconds
    return DynamoDBPersistenceLayer(table_name=table, boto3_client=clients["dynamodb"])
