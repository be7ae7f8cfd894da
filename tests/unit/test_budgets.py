"""What one invocation may wait for fits the timeout that Terraform gives its function."""

import importlib
import time

import pytest

from attribution.adapters import lookup_table
from attribution.flows import back_fill, intake, projection
from attribution.handlers import back_fill as back_fill_handler
from attribution.handlers import budgets
from attribution.handlers import expiration as expiration_handler
from attribution.handlers import projection as projection_handler
from attribution.handlers import reconcile as reconcile_handler
from attribution.handlers import tagging as tagging_handler
from attribution.sources import load
from emulator.declared import REPOSITORY
from kit.clients import CallBudget, Clients
from kit.deadline import for_each
from tests.support.environments import SOURCES
from tests.support.functions import HANDLERS, budgets_of, timeout_of, timeouts


def worst(budget, *services):
    return sum(budget[service].worst_case_seconds for service in services)


def test_worst_case_adds_attempts_and_backoff():
    budget = CallBudget(attempts=3, connect_seconds=0.5, read_seconds=1)
    assert budget.worst_case_seconds == 3 * 1.5 + 1 + 2
    assert CallBudget(attempts=1, connect_seconds=1, read_seconds=3).worst_case_seconds == 4


@pytest.mark.parametrize("source", load(SOURCES), ids=SOURCES)
def test_tagging_looks_a_name_up_and_writes_before_its_caller_gives_up(source):
    patience = source.patience_seconds or timeout_of("attribution.handlers.tagging")
    assert (
        worst(budgets.TAGGING, "pinpoint", "dynamodb")
        < patience
        <= timeout_of("attribution.handlers.tagging")
    )


def test_message_that_waits_for_a_note_is_rejected_before_it_is_a_dead_letter():
    """Else each reply to a text that is not ours would be one."""
    assert f"maxReceiveCount     = {intake.RECEIVES + 1}" in (REPOSITORY / "inbox.tf").read_text()


def test_lost_batch_of_kinesis_is_read_again_before_tagging_begins_to_write():
    reading = worst(budgets.TAGGING, "kinesis", "kinesis", "dynamodb", "dynamodb")
    assert reading < timeout_of("attribution.handlers.tagging") - tagging_handler.RESERVE_SECONDS


def test_last_write_of_tagging_fits_into_the_reserve():
    assert worst(budgets.TAGGING, "dynamodb") <= tagging_handler.RESERVE_SECONDS


def test_last_user_of_the_backlog_fits_into_the_reserve():
    """Begun at the last moment: read, write, read again, then queue who is left."""
    last = worst(budgets.PROJECTION, "dynamodb", "cognito-idp", "dynamodb", "sqs")
    assert last <= projection_handler.RESERVE_SECONDS < timeout_of("attribution.handlers.projection")


def test_lost_batch_is_read_again_before_the_backlog_is_drained():
    reading = worst(budgets.PROJECTION, "dynamodbstreams", "dynamodbstreams", "sqs")
    assert reading < timeout_of("attribution.handlers.projection") - projection_handler.RESERVE_SECONDS


def test_last_page_of_a_reconciliation_fits_into_the_reserve():
    last = worst(budgets.RECONCILE, "cognito-idp", "dynamodb", "sqs")
    assert last <= reconcile_handler.RESERVE_SECONDS < timeout_of("attribution.handlers.reconcile")


def test_last_chunk_of_a_back_fill_fits_into_the_reserve():
    """The file is opened, or its last lines are read, then written; notes in several rounds."""
    rounds = back_fill.NOTES_AT_ONCE // lookup_table.WORKERS
    writes = [budgets.BACK_FILL["dynamodb"].worst_case_seconds] * rounds
    last = worst(budgets.BACK_FILL, "s3", "pinpoint") + sum(writes)
    assert last <= back_fill_handler.RESERVE_SECONDS < timeout_of("attribution.handlers.back_fill")


def test_batch_of_the_stream_ends_in_time():
    pace = worst(budgets.PROJECTION, "dynamodb", "dynamodb")
    last = worst(budgets.PROJECTION, "dynamodb", "cognito-idp", "dynamodb", "sqs")
    assert pace + projection.STREAM_SECONDS + last < timeout_of("attribution.handlers.projection")


def test_expiration_ends_before_the_next_sweep():
    assert timeout_of("attribution.handlers.expiration") <= 60
    assert worst(budgets.EXPIRATION, "dynamodb") <= expiration_handler.RESERVE_SECONDS


def test_token_answers_within_a_second():
    """Cognito waits 5 s, the product less than one."""
    assert worst(budgets.TOKEN, "dynamodb") < budgets.TOKEN_SECONDS < 1
    assert timeout_of("attribution.handlers.token") == 5


def test_every_handler_is_declared_and_every_function_has_its_handler():
    assert set(timeouts()) == set(HANDLERS)
    assert {name.partition(".")[0] for name in HANDLERS} >= {"attribution", "ledger", "simple_cms"}


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_call_to_each_service_at_its_slowest_fits_the_timeout(handler):
    """What a unit of work waits for one after the other is added up here or in the package's own tests."""
    of_handler = budgets_of(handler)
    assert 0 < worst(of_handler, *of_handler) < timeout_of(handler)


@pytest.mark.parametrize("handler", HANDLERS)
def test_time_that_is_kept_back_leaves_some_to_work_in(handler):
    reserve = getattr(importlib.import_module(handler), "RESERVE_SECONDS", 0)
    assert 0 <= reserve < timeout_of(handler)


@pytest.mark.parametrize("handler", HANDLERS)
def test_clients_are_made_with_their_budget(handler):
    budget = budgets_of(handler)
    clients = Clients(budget, connections=16)
    for service, expected in budget.items():
        config = clients[service].meta.config
        assert config.retries["mode"] == "standard"
        assert config.retries["total_max_attempts"] == expected.attempts
        assert (config.connect_timeout, config.read_timeout) == (
            expected.connect_seconds,
            expected.read_seconds,
        )
        assert config.max_pool_connections == 16
        assert clients[service] is clients[service]


def test_threads_of_a_first_batch_share_one_client(monkeypatch):
    made = []

    def slowly(service, *_args, **_more):
        made.append(service)
        time.sleep(0.02)
        return object()

    monkeypatch.setattr("kit.clients.client", slowly)
    clients = Clients(budgets.TAGGING)
    found = for_each(range(16), lambda _: clients["dynamodb"], workers=16)
    assert made == ["dynamodb"]
    assert len(set(map(id, found))) == 1
