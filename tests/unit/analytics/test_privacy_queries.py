"""The queries of docs/privacy.md, by which an operator finds the objects that name a user."""

import json
import re
from typing import Any

import pytest

from analytics import dialect
from analytics.engine import Engine
from analytics.tables import table
from emulator.declared import REPOSITORY
from tests.unit.analytics.engagement_lakes import pinpoint, pinpoint_email, pinpoint_text
from tests.unit.analytics.message_lakes import ANN, BEN, email, text

PATH, HOUR = '"$path"', "2026/01/02/03"
NUMBER = "+491701234567"  # Ann's, on the page
ATTRIBUTES = {"destination_phone_number": NUMBER}
APP_EVENT = {"event_id": "e-1", "event_type": "look", "event_timestamp": 1}
ENDPOINTS = (
    {"Address": "Ann@example.org", "ChannelType": "EMAIL"},
    {"Address": NUMBER, "ChannelType": "SMS"},
)

NAMING: dict[str, list[Any]] = {  # table -> records of Ann, each found by itself
    "ledger": [{"entry_id": "1", "kind": "touch", "username": "ann"}],
    "app_events": [APP_EVENT | {"user_sub": "ann"}, APP_EVENT | {"user_sub": "s-1", "username": "Ann"}],
    "ses_events": [email("Send", to=[BEN, f"Ann <{ANN.title()}>"])],
    "sms_events": [text("SENT", destinationPhoneNumber=NUMBER)],
    "all_events": [
        pinpoint_email("send"),
        pinpoint_text("SUCCESS", attributes=ATTRIBUTES),
        pinpoint("look", client={"client_id": "e-1", "cognito_id": "ann"}),
        *(pinpoint("look", client_context={"custom": {"endpoint": json.dumps(one)}}) for one in ENDPOINTS),
    ],
}
OF_OTHERS: dict[str, list[Any]] = {
    "ledger": [{"entry_id": "2", "kind": "touch", "username": "ben"}],
    "app_events": [APP_EVENT | {"user_sub": "ben"}],
    "ses_events": [email("Send", to=[BEN])],
    "sms_events": [text("SENT", destinationPhoneNumber="+12065550101")],
    "all_events": [pinpoint("look"), pinpoint_text("SUCCESS")],
}


def queries() -> dict[str, str]:
    """Table -> the query for it. A code block of the page is indented: `"$path"` is Athena's alone."""
    page = (REPOSITORY / "docs" / "privacy.md").read_text()
    blocks = re.findall(r"(?:^    .*\n)+", page, re.MULTILINE)
    found = [part for block in blocks for part in re.split(r"^    UNION\n|^\n", block, flags=re.MULTILINE)]
    return {part.split("FROM ")[1].split()[0]: part for part in found if PATH in part}


def found(name: str, record: Any) -> int:
    engine = Engine()
    engine.database("lake")
    engine.table_of_records(table(name), [record], datehour=HOUR)
    assert not engine.refused
    query = queries()[name]
    assert dialect.differences(dialect.parse(query, name)) == []
    rows = engine.query(query.replace(PATH, "datehour")).rows
    engine.close()
    return len(rows)


def test_every_table_that_names_people_has_its_query() -> None:
    assert set(queries()) == set(NAMING)


@pytest.mark.parametrize(("name", "record"), [(name, one) for name in NAMING for one in NAMING[name]])
def test_finds_the_object_that_names_the_user(name: str, record: Any) -> None:
    assert found(name, record) == 1


@pytest.mark.parametrize(("name", "record"), [(name, one) for name in OF_OTHERS for one in OF_OTHERS[name]])
def test_finds_no_object_of_others(name: str, record: Any) -> None:
    assert found(name, record) == 0
