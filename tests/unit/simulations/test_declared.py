"""What the simulation takes from the product is what the product says, read here in another way."""

import re

import pytest

from emulator.declared import REPOSITORY
from simulations import declared, expiration
from simulations.parameters import System


def value_of(file, name):
    found = re.search(rf"^\s*{name}\s*=\s*([\d *]+)", (REPOSITORY / file).read_text(), re.MULTILINE)
    return eval(found.group(1))


@pytest.mark.parametrize(
    ("constant", "file", "name"),
    [
        (declared.STREAM_BATCH, "projection.tf", "batch_size"),
        (declared.STREAM_WINDOW_SECONDS, "projection.tf", "maximum_batching_window_in_seconds"),
        (declared.RECORD_AGE_SECONDS, "projection.tf", "maximum_record_age_in_seconds"),
        (declared.BACKLOG_WORKERS, "projection.tf", "maximum_concurrency"),
        (declared.BACKLOG_SECONDS, "queues.tf", "two_weeks_in_seconds"),
        (declared.function("token", "memory_mb"), "token.tf", "memory_mb"),
    ],
)
def test_numbers_of_the_infrastructure(constant, file, name):
    assert constant == value_of(file, name)


def test_backlog_batch_is_the_second_mapping():
    sizes = re.findall(
        r"^\s*batch_size\s*=\s*(\d+)", (REPOSITORY / "projection.tf").read_text(), re.MULTILINE
    )
    assert [int(size) for size in sizes] == [declared.STREAM_BATCH, declared.BACKLOG_BATCH]


def test_rate_window_and_quota_are_the_variables():
    text = (REPOSITORY / "variables.tf").read_text()
    assert re.search(rf'"cognito_update_rate".*?default\s*= {declared.UPDATE_RATE:.0f}\n', text, re.DOTALL)
    assert re.search(rf'"lookback_window_days".*?default\s*= {declared.WINDOW_DAYS:.0f}\n', text, re.DOTALL)
    assert f"Cognito allows {declared.QUOTA:.0f} in an account and Region" in text


def test_the_schedule_is_the_sweeps():
    assert 'schedule_expression = "rate(1 minute)"' in (REPOSITORY / "expiration.tf").read_text()
    assert expiration.SWEEP_EVERY_SECONDS == 60


def test_a_sweep_deletes_from_all_keys_of_the_index_at_once():
    """`shards_at_once`: test_shards_are_swept_together holds the flow to it."""
    assert System().deletes_per_second == 16 / 0.005
    assert System(shards_at_once=1).deletes_per_second == 1000


def test_stored_stream_limits_fit_what_aws_keeps():
    assert declared.RECORD_AGE_SECONDS < 24 * 3600
    assert declared.BACKLOG_SECONDS == 14 * 86_400


def test_an_expression_that_cannot_be_read_is_named():
    with pytest.raises(ValueError, match=r"projection\.tf: 'max\(1, 2\)' is no number"):
        declared.number("projection.tf", "${max(1, 2)}")
