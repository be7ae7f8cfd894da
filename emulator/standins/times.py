"""Moments as AWS writes them."""

import datetime as dt


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def iso_milliseconds(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def iso_seconds(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def epoch_milliseconds(moment: dt.datetime) -> int:
    return round(moment.timestamp() * 1000)
