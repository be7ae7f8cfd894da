"""Numbers that pages say have one source each: the cost model, the manifest of the zips, the catalogue."""

import json
import re

import pytest

from docs import catalogue
from simulations import cost
from simulations.usage import Traffic, per_tokens, per_touches
from tests.support.modules import REPOSITORY

TOTALS = re.compile(r"^\| \*\*total\*\* \|  \| \*\*([\d.]+)\*\* \|  \| \*\*([\d.]+)\*\* \|$", re.MULTILINE)
PRICED = re.compile(r"([\d.,]+) USD per million touches")
WITH_TOKEN = re.compile(r"([\d.]+) (?:with|by) `?token`?")
A_MONTH = re.compile(r"([\d.]+) or ([\d.]+) USD a month")
CELL = re.compile(r"^\| (\w+) \| ([\d,]+) \| \d+ \| \d+ \|$", re.MULTILINE)


def words(page):
    """The text of a page without its line breaks."""
    return " ".join((REPOSITORY / page).read_text().split())


@pytest.fixture(scope="module")
def totals():
    """As the cost model prints them: of a million touches, and of a month; by attribute, and by token."""
    found = TOTALS.findall(cost.tables(Traffic(touches=1_000_000)))
    assert len(found) == 2
    return found


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "docs/adr/0002-settle-from-the-table.md",
        "docs/faq.md",
        "docs/scale.md",
        "docs/security.md",
    ],
)
def test_a_million_touches_cost_the_same_on_every_page(page, totals):
    found = PRICED.findall(words(page))
    assert found
    assert set(found) == {totals[0][0]}


@pytest.mark.parametrize("page", ["README.md", "docs/faq.md"])
def test_token_delivery_and_the_month_cost_the_same_on_every_page(page, totals):
    assert WITH_TOKEN.findall(words(page)) == [totals[0][1]]
    assert A_MONTH.findall(words(page)) == [totals[1]]


def test_no_page_has_another_price_of_touches(totals):
    pages = [
        *REPOSITORY.glob("*.md"),
        *REPOSITORY.glob("docs/**/*.md"),
        *REPOSITORY.glob("modules/*/README.md"),
    ]
    priced = {
        page.relative_to(REPOSITORY): figures
        for page in pages
        if (figures := {*PRICED.findall(words(page))} - {totals[0][0]})
    }
    assert priced == {}


def test_parts_that_pages_quote_are_those_of_the_model():
    reads, logs = "table: reads of the projection, two per change", "token function: logs and metrics"
    touches = {line.item: cost.cost(line) for line in per_touches(Traffic(), "attribute")}
    tokens = {line.item: cost.cost(line) for line in per_tokens(Traffic())}
    assert f"{touches[reads]:.2f} of the" in words("docs/adr/0002-settle-from-the-table.md")
    assert f"{tokens[logs]:.2f} of {sum(tokens.values()):.2f} USD per million ID tokens" in words(
        "docs/scale.md"
    )


def test_dormant_users_cost_what_readme_says():
    once, _ = cost.users_cost(Traffic(repeats=0, replacements=0), "essentials", 1.0, 7)
    assert f"once, are about {once:,.0f} USD on Cognito's Essentials plan" in words("README.md")


def test_sizes_of_the_zips_are_those_of_the_manifest():
    manifest = json.loads((REPOSITORY / "dist" / "manifest.json").read_text())
    page = (REPOSITORY / "docs" / "benchmarks.md").read_text()
    section = page.partition("## Sizes of the zips\n")[2].partition("\n## ")[0]
    told = dict(CELL.findall(section))
    assert told == {name: f"{entry['size'] / 1000:,.0f}" for name, entry in manifest.items()}, (
        "run `make build`"
    )
    assert f"attribution.zip | at most 100 kB | {told['attribution']} kB |" in page


def test_readme_and_catalogue_count_the_systems():
    systems = catalogue.systems()
    ready = sum(system.is_ready for system in systems)
    numbers = {8: "eight", 9: "nine", 10: "ten", 11: "eleven", 12: "twelve", 13: "thirteen", 14: "fourteen"}
    assert f"{len(systems)} systems, {numbers[ready]} of them ready" in words("README.md")
    assert f"[{numbers[ready]} systems](docs/catalogue.md)" in words("README.md")
    assert f"{len(systems)} systems of customer engagement, {numbers[ready]} of them ready" in words(
        "docs/catalogue.md"
    )
