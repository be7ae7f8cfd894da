"""A batch of events: all that concerns one contact becomes one update, and what failed comes again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from event_based_segmentation.flows.contact import attempted, in_time
from event_based_segmentation.rules.contacts import contacts_of
from event_based_segmentation.rules.events import event_of
from event_based_segmentation.rules.matching import changes_of
from event_based_segmentation.rules.metrics import Metric
from kit.batches import failures, records_of
from kit.deadline import for_each
from kit.errors import BadInput, ConfigError, KitError, PermanentError, TransientError
from kit.logs import logger
from kit.records import STREAM, record_of, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from event_based_segmentation.flows.contact import Work
    from event_based_segmentation.flows.engine import Engine
    from event_based_segmentation.rules.contacts import Contact
    from event_based_segmentation.rules.matching import Change
    from kit.deadline import Deadline
    from kit.metrics import Meter
    from kit.records import Record


@dataclass(slots=True)
class Batch:
    """The records under way, by the names under which they can be refused."""

    of_stream: bool
    records: dict[str, Mapping[str, Any]]
    again: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)  # record -> why
    counts: Counter[Metric] = field(default_factory=Counter)


def segmented(
    event: Any, engine: Engine, meter: Meter, deadline: Deadline, letters: Deadline
) -> dict[str, Any]:
    """The answer names the records that come again, in their order; `ConfigError` fails the batch.

    A refused record of a queue comes again too: the queue moves it to the dead letters at its limit. After
    `deadline` no call is begun for a contact, and after `letters`, which is later, no letter is sent.
    """
    kind, records = records_of(event)
    batch = Batch(of_stream=kind == STREAM, records={record_of(one, kind).identifier: one for one in records})
    wanted = _read([record_of(one, kind) for one in records], engine, batch)

    def work(contact: Contact) -> Work | KitError:
        return attempted(contact, wanted[contact], engine, deadline)

    for contact, outcome in zip(wanted, for_each(wanted, work, workers=engine.workers), strict=True):
        if isinstance(outcome, KitError):
            _failed(outcome, wanted[contact], batch)
            continue
        batch.counts += outcome.counts
        for record, error in outcome.refused.items():
            _failed(error, [record], batch)
    if batch.of_stream:
        _send_letters(engine, batch, letters)
    else:
        for identifier in batch.refused:
            _count_refused(identifier, batch)
            batch.again.add(identifier)
    batch.counts[Metric.RECORDS_AGAIN] = len(batch.again)
    for name in Metric:
        meter.count(name, batch.counts[name])
    return failures(identifier for identifier in batch.records if identifier in batch.again)


def _read(
    records: Sequence[Record], engine: Engine, batch: Batch
) -> dict[Contact, dict[str, Sequence[Change]]]:
    """What each record asks for, by contact, in the batch's order."""
    wanted: dict[Contact, dict[str, Sequence[Change]]] = {}
    for record in records:
        try:
            event = event_of(record.payload, engine.clock())
            changes = changes_of(event, engine.rules, longest=engine.longest)
            contacts, unreadable = contacts_of(event, engine.keys) if changes else ((), 0)
        except BadInput as error:
            _failed(error, [record.identifier], batch)
            continue
        batch.counts[Metric.EVENTS_MATCHED if changes else Metric.EVENTS_UNMATCHED] += 1
        batch.counts[Metric.EVENTS_WITHOUT_CONTACT] += bool(changes) and not contacts
        batch.counts[Metric.RECIPIENTS_UNREADABLE] += unreadable
        for contact in contacts:
            of_contact = wanted.setdefault(contact, {})
            of_contact[record.identifier] = (*of_contact.get(record.identifier, ()), *changes)
    return wanted


def _failed(error: KitError, identifiers: Iterable[str], batch: Batch) -> None:
    if isinstance(error, ConfigError):
        raise error
    if isinstance(error, PermanentError):
        batch.refused |= dict.fromkeys(identifiers, str(error))
    else:
        for identifier in identifiers:
            batch.again.add(identifier)
            logger().warning("record comes again", record=shown(identifier), error=str(error))


def _send_letters(engine: Engine, batch: Batch, deadline: Deadline) -> None:
    """What is refused would hold up the shard, and is a dead letter now.

    Only what stands before the first record that comes again: Lambda goes on from there, so the rest comes
    again, too, and would be sent each time:
    https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
    """
    for identifier, record in batch.records.items():
        if identifier in batch.again:
            return
        if identifier not in batch.refused:
            continue
        try:
            in_time(deadline, "no time was left for the letter")
            engine.refuse(record, batch.refused[identifier])
        except TransientError as error:
            _failed(error, [identifier], batch)
            return
        _count_refused(identifier, batch)


def _count_refused(identifier: str, batch: Batch) -> None:
    logger().warning("record is refused", record=shown(identifier), error=batch.refused[identifier])
    batch.counts[Metric.EVENTS_REFUSED] += 1
