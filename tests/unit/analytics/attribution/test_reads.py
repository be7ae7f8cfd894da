"""Athena refuses a query of over 150 stages; reads of tables are what the stages come from.

https://trino.io/docs/current/admin/properties-query-management.html: query.max-stage-count
"""

import pytest

from analytics import views
from analytics.report.period import Period
from analytics.report.questions import texts
from benchmarks.analytics.reads import reads
from tests.unit.analytics.attribution.lake import GROUP, MESSAGE_TABLES

BODIES = views.group("attribution", GROUP["placeholders"], MESSAGE_TABLES)
ASKED = {
    **texts(Period(), "last_touch"),
    **{view.name: f"SELECT * FROM {view.name}" for view in BODIES},
}
MOST = 36  # a read has two or three stages: its own, and those that join or fold what it gives


@pytest.mark.parametrize("name", ASKED)
def test_a_query_reads_tables_a_bounded_number_of_times(name):
    """A view is run again for each place that reads it."""
    assert len(reads(ASKED[name], BODIES)) <= MOST
