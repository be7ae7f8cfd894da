"""Every number that the functions report: its name, its unit and what it means.

`docs/metrics.md` is written from here; dashboard and alarms use these names.
"""

from __future__ import annotations

from kit.metric_names import MetricName


class Metric(MetricName):
    """See `MetricName`."""

    TOUCHES_RECORDED = "TouchesRecorded", "Count", "touches written to the table"
    TOUCHES_SUPERSEDED = "TouchesSuperseded", "Count", "touches older than the one in the table: not written"
    TOUCHES_REJECTED = "TouchesRejected", "Count", "parts of a payload that could not become a touch"
    TOUCHES_REJECTED_BY_REASON = (
        "TouchesRejectedByReason",
        "Count",
        "the same, with the reason as a second dimension",
    )
    TOUCHES_FAILED = "TouchesFailed", "Count", "touches that the table did not take: the caller is told"
    EVENTS_IGNORED = (
        "EventsIgnored",
        "Count",
        "parts of a payload that tell of no interaction, such as a delivery",
    )
    RECORDS_REFUSED = "RecordsRefused", "Count", "records of the inbox or of Kinesis that no source can read"
    JOURNEYS_WITHOUT_NAME = (
        "JourneysWithoutName",
        "Count",
        "journeys recorded under their id: the name cannot be had or does not fit",
    )
    ATTRIBUTES_SET = "AttributesSet", "Count", "users whose attribute was set to a journey"
    ATTRIBUTES_BLANKED = "AttributesBlanked", "Count", "users whose attribute was blanked"
    ATTRIBUTES_UNCHANGED = "AttributesUnchanged", "Count", "users of a batch with no new journey: no call"
    USERS_NOT_FOUND = "UsersNotFound", "Count", "users that the pool does not know"
    PROJECTIONS_DEFERRED = (
        "ProjectionsDeferred",
        "Count",
        "users sent to the backlog: no time, no free moment, a fault that passes",
    )
    ATTRIBUTE_UPDATES_THROTTLED = "AttributeUpdatesThrottled", "Count", "writes that Cognito refused"
    PROJECTIONS_FAILED = "ProjectionsFailed", "Count", "users whose projection cannot succeed as things are"
    BACKLOG_WAIT = "BacklogWait", "Seconds", "how long the users of a backlog batch have waited, at most"
    TOUCHES_EXPIRED = "TouchesExpired", "Count", "touches removed, as their window is over"
    TOUCHES_REENTERED = "TouchesReentered", "Count", "touches that a re-entry saved between query and delete"
    EXPIRATIONS_FAILED = "ExpirationsFailed", "Count", "queries and deletes of a sweep that failed"
    EXPIRATION_LAG = "ExpirationLag", "Seconds", "how long the most overdue touch of a sweep was over"
    TOKENS_WITH_CAMPAIGN = "TokensWithCampaign", "Count", "ID tokens that got the claim"
    TOKENS_LEFT_AS_THEY_WERE = "TokensLeftAsTheyWere", "Count", "ID tokens without our answer: failed open"
    USERS_RECONCILED = "UsersReconciled", "Count", "users that a reconciliation looked at"
    USERS_REQUEUED = "UsersRequeued", "Count", "users that a reconciliation sent to the backlog"
