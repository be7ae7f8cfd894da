"""Every number that the function reports."""

from __future__ import annotations

from kit.metric_names import MetricName


class Metric(MetricName):
    """See `MetricName`."""

    REPLIES_SENT = "RepliesSent", "Count", "automatic replies that SES took"
    REPLIES_SAVED = (
        "RepliesSaved",
        "Count",
        "mail whose sender got a reply within the interval, or an event that came twice: no second one",
    )
    REPLIES_FAILED = (
        "RepliesFailed",
        "Count",
        "attempts to reply that failed: Lambda calls twice more, then the event is among the dead letters",
    )
    REPLIES_UNCONFIRMED = (
        "RepliesUnconfirmed",
        "Count",
        "replies that SES gave no answer to: sent or lost, and not sent again within the interval",
    )
    MAIL_IGNORED = "MailIgnored", "Count", "mail that no program may answer, or none can"
    MAIL_IGNORED_BY_REASON = "MailIgnoredByReason", "Count", "the same, with the dimension `reason`"
