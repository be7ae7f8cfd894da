"""What one call to each service may cost; `tests/unit/ledger/test_handler.py` adds them up."""

from kit.clients import CallBudget

LEDGER = {
    "dynamodbstreams": CallBudget(attempts=3, connect_seconds=0.5, read_seconds=3),
    # Few attempts: what is refused is tried again with what else is left, and a late answer makes duplicates.
    "firehose": CallBudget(attempts=2, connect_seconds=0.5, read_seconds=5),
}
