"""A batch of events: all that concerns one contact becomes one update, and what failed comes again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from event_based_segmentation.rules.contacts import contacts_of
from event_based_segmentation.rules.events import event_of
from event_based_segmentation.rules.folding import folded
from event_based_segmentation.rules.matching import changes_of
from event_based_segmentation.rules.metrics import Metric
from kit.batches import failures, records_of
from kit.deadline import for_each
from kit.errors import BadInput, ConfigError, KitError, PermanentError, TransientError
from kit.logs import logger
from kit.records import STREAM, record_of, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from event_based_segmentation.rules.contacts import Contact, Person
    from event_based_segmentation.rules.matching import Change, Rule
    from kit.deadline import Deadline
    from kit.metrics import Meter
    from kit.records import Record


class ContactStore(Protocol):
    """Where contacts and their attributes are."""

    def find(self, contact: Contact) -> list[Person]:
        """All that have the contact's key."""

    def update(self, person: Person, attributes: Mapping[str, str]) -> None:
        """Write these attributes, remove those that are empty, leave the others."""

    def create(self, contact: Contact, attributes: Mapping[str, str]) -> bool:
        """Whether it could be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """What a deployment consists of. `keys` says by which field a contact is found by which key."""

    rules: Sequence[Rule]
    keys: Mapping[str, str]
    store: ContactStore
    longest: int  # characters of an attribute's value
    create_missing: bool
    held: Callable[[Contact], AbstractContextManager[None]]
    refuse: Callable[[Mapping[str, Any], str], None]  # a record of a stream, and why
    clock: Callable[[], int]
    workers: int


@dataclass(slots=True)
class Batch:
    """The records under way, by the names under which they can be refused."""

    of_stream: bool
    records: dict[str, Mapping[str, Any]]
    again: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)  # record -> why
    counts: Counter[Metric] = field(default_factory=Counter)


@dataclass(slots=True)
class Wanted:
    """All that the batch asks for of one contact."""

    changes: list[Change] = field(default_factory=list)
    records: list[str] = field(default_factory=list)


def segmented(event: Any, engine: Engine, meter: Meter, deadline: Deadline) -> dict[str, Any]:
    """The answer names the records that come again, in their order; `ConfigError` fails the batch.

    A refused record of a queue comes again too: the queue moves it to the dead letters at its limit.
    """
    kind, records = records_of(event)
    batch = Batch(of_stream=kind == STREAM, records={record_of(one, kind).identifier: one for one in records})
    wanted = _read([record_of(one, kind) for one in records], engine, batch)

    def work(contact: Contact) -> Counter[Metric] | KitError:
        return _attempted(contact, wanted[contact].changes, engine, deadline)

    for contact, outcome in zip(wanted, for_each(wanted, work, workers=engine.workers), strict=True):
        if isinstance(outcome, KitError):
            _failed(outcome, wanted[contact].records, batch)
        else:
            batch.counts += outcome
    _refuse(engine, batch)
    batch.counts[Metric.RECORDS_AGAIN] = len(batch.again)
    for name in Metric:
        meter.count(name, batch.counts[name])
    return failures(identifier for identifier in batch.records if identifier in batch.again)


def _read(records: Sequence[Record], engine: Engine, batch: Batch) -> dict[Contact, Wanted]:
    """What is asked for, by contact, in the batch's order."""
    wanted: dict[Contact, Wanted] = {}
    for record in records:
        try:
            event = event_of(record.payload, engine.clock())
            changes = changes_of(event, engine.rules, longest=engine.longest)
            contacts = contacts_of(event, engine.keys) if changes else ()
        except BadInput as error:
            _failed(error, [record.identifier], batch)
            continue
        batch.counts[Metric.EVENTS_MATCHED if changes else Metric.EVENTS_UNMATCHED] += 1
        batch.counts[Metric.EVENTS_WITHOUT_CONTACT] += bool(changes) and not contacts
        for contact in contacts:
            of_contact = wanted.setdefault(contact, Wanted())
            of_contact.changes += changes
            of_contact.records.append(record.identifier)
    return wanted


def _attempted(
    contact: Contact, changes: Sequence[Change], engine: Engine, deadline: Deadline
) -> Counter[Metric] | KitError:
    if deadline.passed:
        return TransientError("no time was left for the contact")
    try:
        with engine.held(contact):
            return _updated(contact, changes, engine)
    except KitError as error:
        return error
    except Exception:  # noqa: BLE001 - whatever is wrong with one contact, the others are handled
        logger().exception("fault of ours")
        return TransientError("see the exception before this line")


def _updated(contact: Contact, changes: Sequence[Change], engine: Engine) -> Counter[Metric]:
    done: Counter[Metric] = Counter()
    people = engine.store.find(contact)
    for person in people:
        if attributes := folded(person.attributes, changes, longest=engine.longest):
            engine.store.update(person, attributes)
            done[Metric.CONTACTS_UPDATED] += 1
    if not people:
        attributes = folded({}, changes, longest=engine.longest)
        made = engine.create_missing and engine.store.create(contact, attributes)
        done[Metric.CONTACTS_CREATED if made else Metric.CONTACTS_UNKNOWN] += 1
    return done


def _failed(error: KitError, identifiers: Sequence[str], batch: Batch) -> None:
    if isinstance(error, ConfigError):
        raise error
    if isinstance(error, PermanentError):
        batch.refused |= dict.fromkeys(identifiers, str(error))
    else:
        batch.again |= set(identifiers)
        for identifier in identifiers:
            logger().warning("record comes again", record=shown(identifier), error=str(error))


def _refuse(engine: Engine, batch: Batch) -> None:
    """Of a queue it comes again; of a stream, where it would hold up the shard, it is a dead letter now."""
    for identifier, reason in batch.refused.items():
        logger().warning("record is refused", record=shown(identifier), error=reason)
        batch.counts[Metric.EVENTS_REFUSED] += 1
        if not batch.of_stream:
            batch.again.add(identifier)
        elif identifier not in batch.again:  # else another of its contacts brings it here once more
            try:
                engine.refuse(batch.records[identifier], reason)
            except TransientError as error:
                _failed(error, [identifier], batch)
