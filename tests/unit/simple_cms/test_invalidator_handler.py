"""The function as Lambda calls it, and CloudFront's answers as botocore reads them."""

from __future__ import annotations

import json

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.stub import Stubber

from kit.errors import ConfigError, PermanentError, Throttled, TransientError
from simple_cms.adapters.distribution import CloudFrontDistribution
from simple_cms.handlers import invalidator
from tests.support.doubles import Context
from tests.support.functions import timeout_of
from tests.unit.simple_cms.test_invalidation import batch, change, names_of

DISTRIBUTION = "E1234567890ABC"
SETTINGS = {"DISTRIBUTION_ID": DISTRIBUTION, "CONTENT_BUCKET": "shop-content", "INDEX_DOCUMENT": "index.html"}
TAKEN = {"Location": "https://cloudfront.amazonaws.com/…", "Invalidation": {
    "Id": "I1", "Status": "InProgress", "CreateTime": "2026-11-12T00:00:00Z",
    "InvalidationBatch": {"Paths": {"Quantity": 1, "Items": ["/a"]}, "CallerReference": "r"},
}}  # fmt: skip


@pytest.fixture
def cloudfront():
    return boto3.client(
        "cloudfront", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )


@pytest.fixture
def stubber(cloudfront):
    with Stubber(cloudfront) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


@pytest.fixture
def distribution(cloudfront):
    return CloudFrontDistribution(lambda: cloudfront, DISTRIBUTION)


@pytest.fixture(autouse=True)
def settings(monkeypatch):
    invalidator.wiring.cache_clear()
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    yield
    invalidator.wiring.cache_clear()


def test_4_the_reference_goes_with_the_paths(distribution, stubber):
    wanted = {"Paths": {"Quantity": 2, "Items": ["/a", "/b"]}, "CallerReference": "r"}
    stubber.add_response(
        "create_invalidation", TAKEN, {"DistributionId": DISTRIBUTION, "InvalidationBatch": wanted}
    )
    distribution.invalidate(["/a", "/b"], "r")


def test_4_a_reference_with_other_paths_is_done_before(distribution, stubber):
    stubber.add_client_error("create_invalidation", "InvalidationBatchAlreadyExists", http_status_code=400)
    distribution.invalidate(["/a"], "r")


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("TooManyInvalidationsInProgress", 400, Throttled),
        ("Throttling", 400, Throttled),
        ("NoSuchDistribution", 404, ConfigError),
        ("AccessDenied", 403, ConfigError),
        ("InvalidArgument", 400, PermanentError),
        ("BatchTooLarge", 413, PermanentError),
        ("InternalError", 500, TransientError),
    ],
)
def test_5_errors_of_cloudfront_are_told_apart(distribution, stubber, code, status, kind):
    stubber.add_client_error("create_invalidation", code, "quotes /a-path", http_status_code=status)
    with pytest.raises(kind, match=f"cloudfront:CreateInvalidation was refused with {code}"):
        distribution.invalidate(["/a-path"], "r")


def test_5_no_answer_is_tried_again(cloudfront, distribution, monkeypatch):
    def unreachable(**_arguments):
        raise EndpointConnectionError(endpoint_url="https://cloudfront.amazonaws.com")

    monkeypatch.setattr(cloudfront, "create_invalidation", unreachable)
    with pytest.raises(TransientError):
        distribution.invalidate(["/a"], "r")


def test_4_and_7_handler_answers_with_what_comes_again(cloudfront, stubber, monkeypatch, log):
    monkeypatch.setattr(invalidator, "Clients", lambda _budgets: {"cloudfront": cloudfront})
    stubber.add_response("create_invalidation", TAKEN)
    answer = invalidator.handler(batch(a=change("secret-key"), bad="{}"), Context())
    assert names_of(answer) == ["bad"]
    printed = log.readouterr().out
    numbers = json.loads(printed.splitlines()[-1])
    assert (numbers["Invalidations"], numbers["PathsInvalidated"], numbers["ChangesRefused"]) == (
        [1],
        [1],
        [1],
    )
    assert "record is refused" in printed
    assert "secret-key" not in printed


def test_missing_settings_are_named(monkeypatch):
    for name in SETTINGS:
        monkeypatch.delenv(name)
    with pytest.raises(ConfigError, match=r"DISTRIBUTION_ID.*CONTENT_BUCKET.*INDEX_DOCUMENT"):
        invalidator.handler(batch(a=change("a")), Context())


def test_7_nothing_is_asked_for_when_the_time_is_over(cloudfront, stubber, monkeypatch):
    monkeypatch.setattr(invalidator, "Clients", lambda _budgets: {"cloudfront": cloudfront})
    late = Context(remaining_seconds=invalidator.RESERVE_SECONDS - 1)
    assert names_of(invalidator.handler(batch(a=change("a"), b=change("b")), late)) == ["a", "b"]


def test_a_call_that_is_begun_at_the_last_moment_fits_the_timeout():
    slowest = invalidator.BUDGETS["cloudfront"].worst_case_seconds
    assert slowest < invalidator.RESERVE_SECONDS < timeout_of(invalidator.__name__)
