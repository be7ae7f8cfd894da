"""The local engine as a source of answers: one folder, opened when the first question comes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from analytics import views
from analytics.lake import ATTRIBUTION, open_folder
from analytics.source import Progress

if TYPE_CHECKING:
    from pathlib import Path

    from analytics.engine import Engine, Result
    from analytics.source import Told


_ALL_HISTORY = {"history_days": "36500"}  # what lies in the folder counts: reading it costs nothing


def placeholders() -> dict[str, str]:
    """The values of the attribution's views for a folder."""
    content = json.loads((views.FOLDER / "attribution" / "group.json").read_text())
    return {**content["placeholders"], **_ALL_HISTORY}


class LocalLake:
    """A folder as `aws s3 sync` gives it, asked by DuckDB; `AnalyticsError` where it is no lake."""

    at_once = 1

    def __init__(self, folder: Path) -> None:
        self.name = f"local folder {folder.name}"
        try:
            self.engine: Engine = open_folder(folder, placeholders())
        except RuntimeError as error:
            if "interrupted" not in str(error).lower():
                raise
            raise KeyboardInterrupt from error  # which DuckDB turned into that error
        self.engine.database(ATTRIBUTION.database)

    @property
    def refused(self) -> list[str]:
        """Records that Firehose's conversion would refuse, with the reason."""
        return self.engine.refused

    def query(self, name: str, sql: str, told: Told) -> Result:  # noqa: ARG002 - DuckDB names itself
        told(Progress("RUNNING"))
        result = self.engine.query(sql)
        told(Progress("SUCCEEDED"))
        return result

    def stop(self) -> list[str]:
        self.engine.connection.interrupt()
        return []
