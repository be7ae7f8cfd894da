"""Every number that the function reports."""

from __future__ import annotations

from kit.metric_names import MetricName


class Metric(MetricName):
    """See `MetricName`."""

    BOUNCES_SUPPRESSED = (
        "BouncesSuppressed",
        "Count",
        "addresses put on the suppression list for a hard bounce",
    )
    COMPLAINTS_SUPPRESSED = (
        "ComplaintsSuppressed",
        "Count",
        "addresses put on the suppression list for a complaint",
    )
    FEEDBACK_IGNORED = "FeedbackIgnored", "Count", "messages of SES after which nobody has to be suppressed"
    FEEDBACK_REFUSED = (
        "FeedbackRefused",
        "Count",
        "messages that no retry can help, at each of their receives: they become dead letters",
    )
