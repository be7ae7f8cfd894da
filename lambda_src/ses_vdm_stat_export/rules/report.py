"""What a report is asked for with, and where it is kept."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ses_vdm_stat_export.rules.window import Window

CONTENT_TYPES = {"csv": "text/csv", "json": "application/json"}


@dataclass(frozen=True, slots=True)
class Report:
    """What every report of this deployment shows: by what, which numbers, in which format."""

    dimensions: Mapping[str, Sequence[str]]
    metrics: Sequence[Mapping[str, str]]
    data_format: str

    def request(self, window: Window) -> dict[str, Any]:
        """What CreateExportJob takes. It refuses a place to write to: SES has its own.

        https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateExportJob.html
        """
        return {
            "ExportDataSource": {
                "MetricsDataSource": {
                    "Dimensions": {name: list(values) for name, values in self.dimensions.items()},
                    "Namespace": "VDM",
                    "Metrics": [
                        {"Name": metric["name"], "Aggregation": metric["aggregation"]}
                        for metric in self.metrics
                    ],
                    "StartDate": window.start,
                    "EndDate": window.end,
                }
            },
            "ExportDestination": {"DataFormat": self.data_format},
        }

    def key(self, window: Window, job_id: str) -> str:
        """Where the report of a job is kept: a job has a place of its own, so no run damages another's."""
        dimensions = "-".join(sorted(self.dimensions))
        days = f"{window.first_day}_{window.last_day}"
        return f"vdm/{dimensions}/{days}/{job_id}.{self.data_format.lower()}"


def content_type(key: str) -> str:
    """Of the object under this key."""
    return CONTENT_TYPES.get(key.rpartition(".")[2], "application/octet-stream")


def iso(moment: dt.datetime) -> str:
    """As the notice writes it: 2026-02-01T00:00:00Z."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def report_of(text: str) -> Report:
    """From the setting that Terraform writes."""
    try:
        found = json.loads(text)
        return Report(
            dimensions={str(name): tuple(values) for name, values in found["dimensions"].items()},
            metrics=[
                {name: str(metric[name]) for name in ("name", "aggregation")} for metric in found["metrics"]
            ],
            data_format=str(found["data_format"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        raise ConfigError("REPORT must be a JSON object with dimensions, metrics and data_format") from None
