"""The function as Firehose calls it, with KMS by moto."""

from __future__ import annotations

import base64
import json

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from kit.errors import BadInput, ConfigError, TransientError
from sms_masking.adapters.masking_key import masking_key
from sms_masking.handlers import masking
from sms_masking.rules.masking import Masker
from sms_masking.rules.transformation import transformed
from tests.support.doubles import Context, RecordingMeter
from tests.support.functions import timeout_of
from tests.support.samples.reading import sample


def encoded(content):
    return base64.b64encode(content).decode()


def firehose_event(*records):
    """As https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html shows it."""
    return {
        "invocationId": "i-1",
        "deliveryStreamArn": "arn:aws:firehose:us-east-1:111122223333:deliverystream/shop-sms",
        "region": "us-east-1",
        "records": [
            {"recordId": f"r-{number}", "approximateArrivalTimestamp": 1, "data": data}
            for number, data in enumerate(records)
        ],
    }


@pytest.fixture
def key_arn(monkeypatch):
    with mock_aws():
        key = boto3.client("kms").create_key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")
        monkeypatch.setenv("MASKING_KEY_ARN", key["KeyMetadata"]["Arn"])
        masking.wiring.cache_clear()
        yield key["KeyMetadata"]["Arn"]
    masking.wiring.cache_clear()


def test_each_record_is_answered_in_order_and_one_bad_one_stops_nobody(key_arn):
    delivered = json.dumps(sample("sms", "delivered")).encode()
    bad = [encoded(b"no json"), encoded(b"\xff\xfe"), "%%%"]
    answer = masking.handler(firehose_event(encoded(delivered), *bad, encoded(delivered)), Context())
    records = answer["records"]
    assert [record["recordId"] for record in records] == ["r-0", "r-1", "r-2", "r-3", "r-4"]
    assert [record["result"] for record in records] == ["Ok", *["ProcessingFailed"] * 3, "Ok"]
    assert [record["data"] for record in records[1:4]] == bad
    assert records[0]["data"] == records[4]["data"]
    masked = base64.b64decode(records[0]["data"])
    assert masked.endswith(b"\n")
    assert json.loads(masked)["destinationPhoneNumber"].startswith("hmac:")


def test_key_is_the_same_in_every_container_and_another_for_another_key(key_arn):
    kms = boto3.client("kms")
    other = kms.create_key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")["KeyMetadata"]["Arn"]
    first = masking_key(lambda: kms, key_arn)
    assert first == masking_key(lambda: kms, key_arn)
    assert len(first) == 32
    assert first != masking_key(lambda: kms, other)


def test_key_is_fetched_once(key_arn):
    assert masking.wiring() is masking.wiring()


def test_without_the_key_nothing_passes(key_arn, monkeypatch):
    monkeypatch.setenv("MASKING_KEY_ARN", key_arn[:-1] + "x")
    with pytest.raises(Exception, match="kms:GenerateMac was refused"):
        masking.handler(firehose_event(encoded(b"{}")), Context())


@pytest.mark.parametrize(
    ("code", "kind"), [("KMSInternalException", TransientError), ("AccessDeniedException", ConfigError)]
)
def test_errors_of_kms_are_told_apart(code, kind):
    class Refusing:
        def generate_mac(self, **_arguments):
            status = 500 if code == "KMSInternalException" else 400
            response = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
            raise ClientError(response, "GenerateMac")

    with pytest.raises(kind):
        masking_key(Refusing, "arn")


def test_missing_setting_is_named(monkeypatch):
    masking.wiring.cache_clear()
    monkeypatch.delenv("MASKING_KEY_ARN", raising=False)
    with pytest.raises(ConfigError, match="MASKING_KEY_ARN"):
        masking.handler(firehose_event(), Context())


@pytest.mark.parametrize("event", [{}, [], {"records": None}])
def test_another_caller_is_refused(event):
    with pytest.raises(BadInput, match="records"):
        transformed(event, str.upper, RecordingMeter())


def test_numbers_and_logs_hold_no_number(key_arn, capsys):
    masking.handler(firehose_event(encoded(b'{"destinationPhoneNumber":"+14255550123"}'), "%%%"), Context())
    printed = capsys.readouterr().out
    numbers = json.loads(printed.splitlines()[-1])
    assert (numbers["RecordsMasked"], numbers["RecordsUnreadable"]) == ([1], [1])
    assert "4255550123" not in printed


def test_waiting_for_the_key_fits_the_timeout():
    timeout = timeout_of(masking.__name__)
    assert masking.BUDGETS["kms"].worst_case_seconds < timeout / 2


def test_hashes_are_stable_across_releases():
    """A change of the hash would part old rows from new ones."""
    known = "hmac:b7cf0dc2dc166d7fa710ed2792ec9e7e637b77ef11136be132644863947ae27e"
    assert Masker(bytes(32)).hash("+14255550123") == known
