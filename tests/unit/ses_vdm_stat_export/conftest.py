"""SES by the stand-in, S3 by moto."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from emulator.standins.ses_exports import ExportServer
from ses_vdm_stat_export.handlers import check_export, start_export, store_report

if TYPE_CHECKING:
    from collections.abc import Iterator

BUCKET = "reports"
REPORT = {
    "dimensions": {"EMAIL_IDENTITY": ["*"]},
    "metrics": [{"name": "SEND", "aggregation": "VOLUME"}, {"name": "OPEN", "aggregation": "RATE"}],
    "data_format": "CSV",
}


@pytest.fixture
def ses(monkeypatch: pytest.MonkeyPatch) -> Iterator[ExportServer]:
    """The account with a bucket; jobs are done when they are asked about first."""
    with mock_aws(), ExportServer() as server:
        boto3.client("s3").create_bucket(Bucket=BUCKET)
        server.exports.polls = 0
        monkeypatch.setenv("AWS_ENDPOINT_URL_SESV2", server.url)
        deploy(monkeypatch)
        yield server
    forget()
    assert server.violations == []


def deploy(monkeypatch: pytest.MonkeyPatch, report: dict[str, Any] | None = None, **settings: str) -> None:
    """What Terraform and the emulator set, in new containers."""
    forget()
    settings = {
        "REPORT": json.dumps(REPORT | (report or {})),
        "PERIOD": "previous_month",
        "ROLLING_DAYS": "30",
        "REPORT_BUCKET": BUCKET,
        "LINK_EXPIRY_HOURS": "0",
        **settings,
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


def forget() -> None:
    for handler in (start_export, check_export, store_report):
        handler.wiring.cache_clear()
