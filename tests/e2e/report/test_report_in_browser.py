"""The report as readers see it: on a phone, on a screen, in the dark and on paper."""

import re
import zlib

import pytest

SIZES = [(390, 844), (1280, 900)]
IN_VIEW = """
[...document.querySelectorAll('.chart')].filter(chart => chart.checkVisibility()).map(chart => {
  const box = chart.querySelector('svg').getBoundingClientRect();
  return [Math.round(box.left), Math.round(box.right), Math.round(box.height),
    chart.querySelectorAll('svg .mark-rect path').length];
})
"""
TOO_WIDE = """
[...document.querySelectorAll('body *')].filter(element => !element.closest('svg, thead'))
  .filter(element => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(element => element.outerHTML.slice(0, 80))
"""
# Relative luminance and contrast as WCAG 2 defines them, of all texts against the page.
LOW_CONTRAST = """
(() => {
  const channels = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, place) => sum + c * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = element => {
    for (let each = element; each; each = each.parentElement) {
      const colour = channels(getComputedStyle(each).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
  };
  const low = [];
  for (const element of document.querySelectorAll('body *')) {
    const said = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!said || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const colour = element.closest('svg') ? (style.fill === 'none' ? style.color : style.fill) : style.color;
    const [a, b] = [light(channels(colour)), light(behind(element))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) low.push(element.textContent.trim().slice(0, 40));
  }
  return low;
})()
"""


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_page_fits_and_is_quiet(browser, page, width, height):
    browser.open(page, width, height)
    assert browser.evaluate("document.documentElement.scrollWidth") == width
    assert browser.evaluate(TOO_WIDE) == []
    assert [each["request"]["url"] for each in browser.named("Network.requestWillBeSent")] == [page.as_uri()]
    assert browser.named("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown") == []


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_all_charts_are_drawn(browser, page, width, height):
    browser.open(page, width, height)
    charts = browser.evaluate(IN_VIEW)
    assert len(charts) == 10, "all journeys together, eight of them, and the others"
    for left, right, tall, boxes in charts:
        assert left >= 0
        assert right <= width
        assert tall > 60
        assert boxes > 0


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_texts_have_contrast(browser, page, dark):
    browser.open(page, 1280, 900, dark=dark)
    background = browser.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == ("rgb(18, 22, 27)" if dark else "rgb(255, 255, 255)")
    assert browser.evaluate(LOW_CONTRAST) == []


def test_checks_bite(browser, page):
    browser.open(page, 390, 844)
    browser.evaluate("document.querySelector('h1').style.cssText = 'color: #999; width: 500px'")
    assert browser.evaluate(LOW_CONTRAST) == ["What each journey earned"]
    assert len(browser.evaluate(TOO_WIDE)) == 1
    assert browser.evaluate("document.documentElement.scrollWidth") > 390
    browser.evaluate("document.querySelector('.chart.narrow').style.display = 'none'")
    assert len(browser.evaluate(IN_VIEW)) == 9
    browser.evaluate("fetch('https://journeys.example/'); console.log('x')")
    browser.evaluate("new Promise(done => setTimeout(done, 50))")
    assert browser.named("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")


def test_phone_names_each_value(browser, page):
    """Where the headings are hidden, each value says what it is."""
    browser.open(page, 390, 844)
    named = "getComputedStyle(document.querySelector('#journeys tbody td:nth-child(4)'), '::before').content"
    assert browser.evaluate(named) == '"Conversions"'
    assert browser.evaluate("document.querySelector('#journeys thead').getBoundingClientRect().height") <= 1


def test_paper(browser, page):
    """A4, light even in dark mode, with nothing wider than the sheet."""
    browser.open(page, 1280, 900, dark=True)
    document = browser.pdf()
    sheets = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", document)
    assert 4 <= len(sheets) <= 14
    assert {(round(float(width)), round(float(height))) for width, height in sheets} == {(595, 842)}
    drawn = b"".join(_streams(document))
    assert b" 0 .4471 .698 rg" in drawn, "the first journey in its colour of the light page"
    assert b" .0431 .3608 .6784 rg" in drawn, "and the bars, which are backgrounds"
    width = round((210 - 2 * 12) / 25.4 * 96)
    browser.call(
        "Emulation.setDeviceMetricsOverride", width=width, height=1000, deviceScaleFactor=1, mobile=False
    )
    browser.call("Emulation.setEmulatedMedia", media="print")
    assert browser.evaluate(TOO_WIDE) == []
    assert browser.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    cut = "getComputedStyle(document.querySelector('{}')).breakInside"
    for part in ("figure", "tr", ".card", ".grid > div"):
        assert browser.evaluate(cut.format(part)) == "avoid"


def _streams(document):
    for found in re.finditer(rb"stream\r?\n", document):
        try:
            yield zlib.decompressobj().decompress(document[found.end() :])
        except zlib.error:
            continue
