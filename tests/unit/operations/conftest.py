import pytest
from moto import mock_aws

from tests.support.doubles import item_of
from tests.unit.operations.everywhere import STRANGERS
from tests.unit.operations.evidence_of import touch
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


@pytest.fixture
def known(shop):
    """ann is everywhere, and so is ben."""
    for name in ("ann", "ben"):
        shop.put(item_of(touch(username=name)))
        shop.add_user(name, "spring")
    for queue in (shop.backlog, shop.dead_letters):
        shop.send(queue, {"username": "ann"}, *STRANGERS, {"username": "ann", "since": 5})
    return shop
