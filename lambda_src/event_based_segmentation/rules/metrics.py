"""Every number that the function reports."""

from __future__ import annotations

from kit.metric_names import MetricName


class Metric(MetricName):
    """See `MetricName`."""

    EVENTS_MATCHED = "EventsMatched", "Count", "events that at least one rule is about"
    EVENTS_UNMATCHED = "EventsUnmatched", "Count", "events that no rule is about: nothing is called for them"
    EVENTS_WITHOUT_CONTACT = (
        "EventsWithoutContact",
        "Count",
        "events that have none of the fields by which contacts are found",
    )
    RECIPIENTS_UNREADABLE = (
        "RecipientsUnreadable",
        "Count",
        "recipients of an email who were passed over, as their addresses cannot be read and others' can",
    )
    CONTACTS_UPDATED = (
        "ContactsUpdated",
        "Count",
        "contacts whose attributes were changed, by one update each unless a value of it is refused",
    )
    CONTACTS_CREATED = "ContactsCreated", "Count", "contacts that did not exist and were made"
    CONTACTS_UNKNOWN = "ContactsUnknown", "Count", "contacts that the store does not have, and were not made"
    RECORDS_AGAIN = "RecordsAgain", "Count", "records that come again, as their contact could not be updated"
    EVENTS_REFUSED = (
        "EventsRefused",
        "Count",
        "records that no retry can help: dead letters, of a stream at once, of a queue at the last receive",
    )
