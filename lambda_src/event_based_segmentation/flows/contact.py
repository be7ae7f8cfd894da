"""One contact under way: found, held, and written to in time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from event_based_segmentation.rules.folding import folded
from event_based_segmentation.rules.metrics import Metric
from kit.errors import KitError, PermanentError, TransientError
from kit.logs import logger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from event_based_segmentation.flows.engine import Engine
    from event_based_segmentation.rules.contacts import Contact, Person
    from event_based_segmentation.rules.matching import Change
    from kit.deadline import Deadline


@dataclass(slots=True, kw_only=True)
class Work:
    """A contact under way. Its people are kept as they are after each write, as a search may lag behind."""

    contact: Contact
    engine: Engine
    deadline: Deadline
    people: list[Person] = field(default_factory=list)
    updated: set[str] = field(default_factory=set)
    created: int = 0
    refused: dict[str, PermanentError] = field(default_factory=dict)  # record -> why

    def find(self) -> None:
        """Everybody with the contact's key."""
        in_time(self.deadline)
        for person in self.engine.store.find(self.contact):
            self.people.append(person)
            in_time(self.deadline)  # before the store is asked for more of them

    def write(self, changes: Sequence[Change]) -> None:
        """One update of each person, or a new one, if there is anything to write for them."""
        store, longest = self.engine.store, self.engine.longest
        for place, person in enumerate(self.people):
            if attributes := folded(person.attributes, changes, longest=longest):
                in_time(self.deadline)
                store.update(person, attributes)
                self.people[place] = replace(person, attributes={**person.attributes, **attributes})
                self.updated.add(person.identifier)
        if not self.people and self.engine.create_missing:
            self._create(folded({}, changes, longest=longest), changes)

    def _create(self, attributes: Mapping[str, str], changes: Sequence[Change]) -> None:
        """Whoever has nothing is not made for the sake of a removal."""
        if not any(attributes.get(change.attribute) for change in changes):
            return
        in_time(self.deadline)
        if made := self.engine.store.create(self.contact, attributes):
            self.people.append(made)
            self.created += 1

    @property
    def counts(self) -> Counter[Metric]:
        """What was done."""
        return Counter(
            {
                Metric.CONTACTS_UPDATED: len(self.updated),
                Metric.CONTACTS_CREATED: self.created,
                Metric.CONTACTS_UNKNOWN: int(not self.people),
            }
        )


def attempted(
    contact: Contact, wanted: Mapping[str, Sequence[Change]], engine: Engine, deadline: Deadline
) -> Work | KitError:
    """What was done, or why nothing was; `wanted` is by record, in the batch's order."""
    work = Work(contact=contact, engine=engine, deadline=deadline.within(engine.contact_seconds))
    try:
        in_time(work.deadline)
        with engine.held(contact, work.deadline):
            work.find()
            _write_all(work, wanted)
    except KitError as error:
        return error
    except Exception:  # noqa: BLE001 - whatever is wrong with one contact, the others are handled
        logger().exception("fault of ours")
        return TransientError("see the exception before this line")
    return work


def _write_all(work: Work, wanted: Mapping[str, Sequence[Change]]) -> None:
    """At once; where that is refused for good, record by record, so that one does not spoil the others."""
    try:
        work.write(list(chain(*wanted.values())))
    except PermanentError:
        if len(wanted) == 1:
            raise
        for record, changes in wanted.items():
            try:
                work.write(changes)
            except PermanentError as error:
                work.refused[record] = error


def in_time(deadline: Deadline, otherwise: str = "no time was left for the contact") -> None:
    """`TransientError` after the deadline."""
    if deadline.passed:
        raise TransientError(otherwise)
