"""Every number that the function reports."""

from __future__ import annotations

from kit.metric_names import MetricName


class Metric(MetricName):
    """See `MetricName`."""

    INVALIDATIONS = "Invalidations", "Count", "invalidations that CloudFront took"
    PATHS_INVALIDATED = (
        "PathsInvalidated",
        "Count",
        "paths in them, which is what CloudFront charges for; `/*` is one",
    )
    INVALIDATIONS_DELAYED = (
        "InvalidationsDelayed",
        "Count",
        "invalidations that CloudFront did not take for now, or not in time: their messages come again",
    )
    CHANGES_REFUSED = (
        "ChangesRefused",
        "Count",
        "messages that tell of no change of the bucket, or whose path CloudFront refuses, at each receive",
    )
