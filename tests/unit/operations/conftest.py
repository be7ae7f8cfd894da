import pytest
from moto import mock_aws

from tests.unit.operations.fake_deployment import FakeDeployment


@pytest.fixture
def aws():
    with mock_aws():
        yield


@pytest.fixture(autouse=True)
def short_poll(monkeypatch):
    """moto misses no message, and takes every long poll for real time."""
    monkeypatch.setattr("operations.queues.LONG_POLL_SECONDS", 0)


@pytest.fixture
def shop(aws):
    """Both deliveries; the pool takes Ann and ann for one."""
    return FakeDeployment()
