"""The page: complete, escaped, and with nothing to fetch or to run."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest

from analytics.report import charts
from analytics.report.answers import report_of
from analytics.report.charts import timeline
from analytics.report.page import FUNNELS, ROWS, page_of
from analytics.report.period import Period
from tests.unit.analytics.report.hand_made import NEWSLETTER

MADE_AT = datetime(2026, 3, 12, 8, 30, tzinfo=UTC)


class Reader(HTMLParser):
    """Tags with their attributes, and the text outside of <style>."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.texts, self._in_style = [], [], False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self._in_style = tag == "style"

    def handle_data(self, text):
        if not self._in_style:
            self.texts.append(text)

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())


@pytest.fixture(scope="module")
def page(report):
    return page_of(report, MADE_AT)


@pytest.fixture(scope="module")
def read(page):
    return Reader(page)


def test_every_part_is_there(read):
    titles = [
        "Journey league table",
        "Revenue over time",
        "From message to conversion",
        "The six models side by side",
    ]
    titles += ["Time to convert", "Cost and return", "Top paths", "Data quality", "How this was computed"]
    assert all(title in read.text for title in titles)
    assert "2026-03-01 to 2026-03-10 (UTC) · EUR · last touch model" in read.text
    assert "Made 2026-03-12 08:30 UTC" in read.text


def test_limits_of_the_numbers_are_said(read):
    assert "Revenue is gross: refunds are not taken off." in read.text
    assert "A touch that came late, when a newer one was held already, is not in it" in read.text


def test_headline_numbers(read):
    for words in (
        "Conversions 3 2 attributed",
        "Revenue EUR 200.00 EUR 140.00 attributed",
        "Attributed share 70.0%",
    ):
        assert words in read.text
    for words in ("Cost EUR 80.00 3 journeys", "ROI 75.0% ROAS 1.75\N{MULTIPLICATION SIGN}"):
        assert words in read.text


def test_nothing_runs_and_nothing_is_fetched(page, read):
    assert "script" not in {tag for tag, _ in read.tags}
    assert not [name for _, attributes in read.tags for name in attributes if name.startswith("on")]
    assert [attributes["href"] for tag, attributes in read.tags if "href" in attributes] == ["data:,"]
    assert not [attributes for _, attributes in read.tags if "src" in attributes]
    assert not re.search(r"url\(|@import", page)
    assert "default-src 'none'" in page


def test_names_are_escaped(page, read):
    assert NEWSLETTER in read.text
    assert NEWSLETTER not in page
    shown = [attributes["aria-label"] for tag, attributes in read.tags if attributes.get("role") == "img"]
    assert any(NEWSLETTER in label for label in shown)


def test_drawings_escape_too(report):
    line = timeline(report)
    hostile = replace(line, series=[replace(line.series[0], label='"><script>x</script>&')])
    drawn = charts.stacked(hostile, "<i>", charts.WIDE)
    assert "<script" not in drawn
    assert "<i>" not in drawn


def test_drawings_share_no_id(page):
    """A drawing for phones is hidden on screens: what it defines would be lost for the other."""
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_tables_can_be_read_aloud(read):
    tables = [attributes for tag, attributes in read.tags if tag == "table"]
    assert len([tag for tag, _ in read.tags if tag == "caption"]) == len(tables) == 6
    scopes = [attributes.get("scope") for tag, attributes in read.tags if tag == "th"]
    assert set(scopes) == {"row", "col"}
    svgs = [tag for tag, _ in read.tags if tag == "svg"]
    labels = [attributes.get("aria-label") for _, attributes in read.tags if attributes.get("role") == "img"]
    assert len(labels) == len(svgs)
    assert all(labels)


def test_refused_records_are_named_or_said_to_be_elsewhere(answers, read):
    assert "Refused records: 1" in read.text
    assert "part.json line 5: metrics: str where map is expected" in read.text
    unknown = Reader(page_of(report_of(answers, "last_touch", Period()), MADE_AT))
    assert "they lie below errors/ in the lake's bucket" in unknown.text


def test_missing_is_never_none_or_nan(read):
    assert "n/a" in read.text
    assert not re.search(r"\b(None|nan|null|undefined)\b", read.text)


def test_long_lists_say_what_is_left_out(answers):
    many = {**answers, "journeys": list(answers["journeys"]), "funnel": list(answers["funnel"])}
    for number in range(ROWS + 7):
        name = f"journey {number}"
        many["funnel"].append({**answers["funnel"][0], "journey_name": name})
    read = Reader(page_of(report_of(many, "last_touch", Period()), MADE_AT))
    known = ROWS + 7 + 3
    assert f"{known - ROWS} more rows are in journeys.csv" in read.text
    assert f"The other {known - 1 - FUNNELS} journeys are in funnel.csv" in read.text


EMPTY = {
    "journeys": [],
    "spend": [],
    "revenue_by_day": [],
    "funnel": [],
    "time_to_convert": [],
    "paths": [],
    "problems": [],
}


def about(answers, **changed):
    return {**EMPTY, "about": [{**answers["about"][0], **changed}]}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"touches": 0, "events": 0}, "The lake is empty"),
        ({"conversion_types": None}, "No conversion events are configured"),
        ({"conversion_types": "sale, order"}, "no event of type sale, order"),
        ({"touches": 0}, "The ledger holds no touch"),
        ({"events": 0}, "The app has sent no event yet"),
    ],
)
def test_page_without_numbers_says_why(answers, changed, said):
    read = Reader(page_of(report_of(about(answers, **changed), "last_touch", Period()), MADE_AT))
    assert said in read.text
    assert "ROI n/a" in read.text


def test_few_journeys_have_colours_and_the_others_go_together(report, answers):
    rows = [
        {
            "journey_name": f"journey {number}",
            "day": date(2026, 3, 1),
            "conversions": 1.0,
            "revenue": 100.0 - number,
        }
        for number in range(12)
    ]
    earned = [{**answers["journeys"][0], **row, "model": "last_touch"} for row in rows]
    many = report_of({**answers, "journeys": earned, "revenue_by_day": rows}, "last_touch", Period())
    line = timeline(many)
    assert [series.label for series in line.series] == [f"journey {number}" for number in range(8)] + [
        "other journeys"
    ]
    assert len({series.colour for series in line.series}) == 9
    assert sum(sum(series.values) for series in line.series) == sum(row["revenue"] for row in rows)


@pytest.mark.parametrize(
    ("days", "step", "steps"), [(1, "day", 1), (45, "day", 45), (60, "week", 9), (400, "month", 14)]
)
def test_steps_grow_with_the_period(answers, days, step, steps):
    first, last = date(2026, 1, 1), date.fromordinal(date(2026, 1, 1).toordinal() + days - 1)
    rows = [{"journey_name": "a", "day": day, "conversions": 1.0, "revenue": 5.0} for day in {first, last}]
    line = timeline(report_of({**answers, "revenue_by_day": rows}, "last_touch", Period(first, last)))
    assert (line.step, len(line.starts)) == (step, steps)
    assert sum(sum(series.values) for series in line.series) == sum(row["revenue"] for row in rows)


def test_labels_in_drawings_are_short_and_differ():
    names = ["x" * 40 + "a", "x" * 40 + "b", "(none)"]
    labels = charts._labels(names)
    assert len(set(labels.values())) == 3
    assert max(map(len, labels.values())) <= 30
