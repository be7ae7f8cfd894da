"""Writes docs/images/report-*.png: the report of a made-up lake, as a phone and a screen show it.

python -m tests.e2e.report.screenshots
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from analytics.__main__ import main
from tests.e2e.report.chromium import Chromium
from tests.e2e.web_client.node_project import REPOSITORY

IMAGES = REPOSITORY / "docs" / "images"
LAKE = ["--events", "60000", "--until", "2026-10-01", "--as", "parquet"]
# Name, window, what of the page is at the top, how much of it, and whether the reader has a dark screen.
SHOTS = (
    ("report-screen", (1280, 900), "body", 1560, False),
    ("report-models", (1280, 900), "#h-models", 2080, False),
    ("report-phone", (390, 844), "body", 1700, False),
    ("report-dark", (1280, 900), "#h-time", 1500, True),
)


def write() -> None:
    """Makes the lake, reports on it, looks."""
    with tempfile.TemporaryDirectory() as scratch:
        lake, out = Path(scratch) / "lake", Path(scratch) / "out"
        for command in (["sample", str(lake), *LAKE], ["report", "--local", str(lake), "--out", str(out)]):
            if code := main(command):
                sys.exit(code)
        with Chromium(Path(scratch) / "profile") as browser:
            for name, (width, height), first, tall, dark in SHOTS:
                browser.open(out / "report.html", width, height, dark=dark)
                top = browser.evaluate(f"document.querySelector('{first}').getBoundingClientRect().top")
                browser.screenshot(IMAGES / f"{name}.png", x=0, y=top, width=width, height=tall)


if __name__ == "__main__":
    write()
