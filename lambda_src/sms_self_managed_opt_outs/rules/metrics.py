"""Every number that the function reports."""

from __future__ import annotations

from kit.metric_names import MetricName


class Metric(MetricName):
    """See `MetricName`."""

    CONSENTS_CHANGED = "ConsentsChanged", "Count", "numbers that opted out or in, each change once"
    CONSENTS_CONFIRMED = "ConsentsConfirmed", "Count", "keywords for the state that a number has already"
    CONSENTS_SUPERSEDED = "ConsentsSuperseded", "Count", "keywords that came after a newer one of the number"
    CONSENT_REPLIES_SENT = "ConsentRepliesSent", "Count", "confirmations and help texts that were sent"
    MIRRORS_REFUSED = (
        "MirrorsRefused",
        "Count",
        "changes that the opt-out list, or Pinpoint, did not take over; the consent table has them",
    )
    INBOUND_IGNORED = "InboundIgnored", "Count", "texts without a keyword: they are somebody else's"
    INBOUND_REFUSED = (
        "InboundRefused",
        "Count",
        "tries of texts that failed, and that no retry helps: dead letters soon",
    )
