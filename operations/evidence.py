"""Collects the evidence about one user. Only reads; a piece that is refused keeps no other from view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attribution.rules.touch import Touch
from kit.errors import KitError
from kit.service_errors import translated
from operations.directory import Directory
from operations.facts import EventSource, Evidence, Held, NotReadable, Pool, UnreadableItem, User

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from operations.clients import Clients
    from operations.deployment import Deployment

T = TypeVar("T")
NUMBERS = ("touched_at", "expires_at")
OUT_OF_SIGHT = ("NotVisible", "Delayed")  # messages at work, and those whose time has not come
POOL_UNKNOWN = "without attribute delivery only the token function's policy names the pool: lambda:GetPolicy"


def collect(clients: Clients, deployment: Deployment, name: str, now: int) -> Evidence:
    """Everything that doctor needs about the user called `name`, at `now` (epoch milliseconds)."""
    directory = Directory(clients["cognito-idp"], deployment)
    pool: Pool | NotReadable
    user: User | NotReadable | None
    writers: tuple[str, ...] | NotReadable
    if deployment.user_pool_id is None:
        pool = user = writers = NotReadable(POOL_UNKNOWN)
    else:
        pool = attempt(directory.settings)
        aliases = pool.aliases if isinstance(pool, Pool) else ()
        user = attempt(lambda: directory.find(name, aliases))
        writers = attempt(directory.writers) if deployment.delivers_attribute else ()
    keys = {"name": directory.key_of(name)}
    if isinstance(user, User):
        keys = directory.keys_of(user, pool.aliases if isinstance(pool, Pool) else ())
    mappings: dict[str, EventSource] | NotReadable = {}
    if deployment.delivers_attribute:
        mappings = attempt(lambda: _mappings(clients, deployment))
    return Evidence(
        now=now,
        asked=name,
        key=directory.key_of(name),
        case_sensitive=deployment.case_sensitive,
        delivers_attribute=deployment.delivers_attribute,
        token_arn=deployment.token_arn,
        held=attempt(lambda: _items(clients, deployment, keys)),
        user=user,
        pool=pool,
        stream=mappings if isinstance(mappings, NotReadable) else mappings.get("dynamodb"),
        backlog=mappings if isinstance(mappings, NotReadable) else mappings.get("sqs"),
        schedule=attempt(lambda: _schedule(clients, deployment)),
        waiting=attempt(lambda: waiting_in(clients["sqs"], deployment.backlog_url)),
        dead_letters=attempt(
            lambda: waiting_in(clients["sqs"], dead_letters_url(clients["sqs"], deployment))
        ),
        writers=writers,
    )


def attempt(read: Callable[[], T]) -> T | NotReadable:
    """What `read` finds, or why it cannot."""
    try:
        return read()
    except KitError as error:
        return NotReadable(str(error))


def waiting_in(sqs: Any, url: str | None, kinds: Sequence[str] = ("", *OUT_OF_SIGHT)) -> int:
    """About how many messages a queue holds; by default those that are out of sight, too."""
    if url is None:
        return 0
    names = [f"ApproximateNumberOfMessages{kind}" for kind in kinds]
    with translated("sqs:GetQueueAttributes"):
        answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)
    return sum(int(number) for number in answer.get("Attributes", {}).values())


def dead_letters_url(sqs: Any, deployment: Deployment) -> str:
    """The URL of the dead-letter queue, which stands in no function's settings."""
    with translated("sqs:GetQueueUrl"):
        return str(sqs.get_queue_url(QueueName=deployment.physical_name("dead-letters"))["QueueUrl"])


def inbox_url(sqs: Any, deployment: Deployment) -> str | None:
    """The URL of the inbox; None where no source that is switched on needs one."""
    with translated("sqs:GetQueueUrl"):
        try:
            return str(sqs.get_queue_url(QueueName=deployment.physical_name("inbox"))["QueueUrl"])
        except sqs.exceptions.QueueDoesNotExist:
            return None


def held_item(clients: Clients, deployment: Deployment, key: str) -> Mapping[str, Any] | None:
    """The item of one key, read consistently."""
    with translated("dynamodb:GetItem"):
        answer = clients["dynamodb"].get_item(
            TableName=deployment.table_name, Key={"username": {"S": key}}, ConsistentRead=True
        )
    item: Mapping[str, Any] | None = answer.get("Item")
    return item


def touch_in(item: Mapping[str, Any]) -> Touch | UnreadableItem:
    """The touch that an item holds, or what the functions need of it and do not find."""
    wrong = [name for name in NUMBERS if not item.get(name, {}).get("N", "").isdecimal()]
    if "S" not in item.get("journey_name", {}):
        wrong.append("journey_name")
    if wrong:
        return UnreadableItem(tuple(wrong))
    return Touch(
        username=item["username"]["S"],
        journey_id=item.get("journey_id", {}).get("S", "unknown"),
        journey_name=item["journey_name"]["S"],
        touched_at=int(item["touched_at"]["N"]),
        expires_at=int(item["expires_at"]["N"]),
        source=item.get("source", {}).get("S", "unknown"),
    )


def _items(
    clients: Clients, deployment: Deployment, keys: Mapping[str, str]
) -> tuple[Held[Touch | UnreadableItem], ...]:
    found = {field: held_item(clients, deployment, key) for field, key in keys.items()}
    return tuple(Held(key=field, item=touch_in(item)) for field, item in found.items() if item is not None)


def _mappings(clients: Clients, deployment: Deployment) -> dict[str, EventSource]:
    """By the service that the events come from: dynamodb is the stream, sqs the backlog."""
    function = deployment.physical_name("projection")
    with translated("lambda:ListEventSourceMappings"):
        pages = clients["lambda"].get_paginator("list_event_source_mappings").paginate(FunctionName=function)
        found = [mapping for page in pages for mapping in page["EventSourceMappings"]]
    return {
        mapping["EventSourceArn"].split(":")[2]: EventSource(
            state=mapping.get("State", "unknown"), last_result=mapping.get("LastProcessingResult") or ""
        )
        for mapping in found
    }


def _schedule(clients: Clients, deployment: Deployment) -> str | None:
    scheduler = clients["scheduler"]
    with translated("scheduler:GetSchedule"):
        try:
            return str(scheduler.get_schedule(Name=deployment.physical_name("expiration"))["State"])
        except scheduler.exceptions.ResourceNotFoundException:
            return None
