"""The run as one picture. The only file that needs matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.archive import Run
    from benchmarks.result import Result, Row

PERCENTILES = ("p50", "p90", "p99", "max")


def draw(run: Run, file: Path) -> None:
    """A panel per result that has one; the kind of picture follows the file's ending."""
    import matplotlib as mpl

    mpl.use("Agg")  # no window
    # text as text keeps the file small, and a fixed salt keeps its ids the same
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "benchmarks", "font.size": 8})
    from matplotlib import pyplot as plt

    found = [(PANELS[result.name], result) for result in run.results if result.name in PANELS]
    if not found:
        raise ValueError(f"none of the results has a picture: run one of {', '.join(PANELS)}.")
    figure, grid = plt.subplots(
        len(found), 1, figsize=(8, 1.9 * len(found)), layout="constrained", squeeze=False
    )
    for axes, (panel, result) in zip(grid[:, 0], found, strict=True):
        axes.set_title(result.title, loc="left", fontweight="bold")
        panel(axes, result)
    figure.savefig(file, metadata={"Date": None} if file.suffix == ".svg" else None)
    plt.close(figure)


def _bars(axes: Any, result: Result, column: str, title: str) -> None:
    rows = [row for row in result.rows if row.values.get(column) is not None]
    axes.barh([row.name for row in rows], [row.values[column] for row in rows], color="#4477aa", height=0.6)
    axes.invert_yaxis()
    limits = [target.limit for target in result.targets if target.column == column]
    for limit in limits:
        axes.axvline(limit, color="#cc3311", linestyle="--", linewidth=1)
    axes.set_xlabel(f"{title} (dashed: target)" if limits else title)


def _panel(column: str, title: str) -> Callable[[Any, Result], None]:
    return lambda axes, result: _bars(axes, result, column, title)


def _percentiles(axes: Any, result: Result) -> None:
    width = 0.8 / len(result.rows)
    for number, row in enumerate(result.rows):
        aside = (number - (len(result.rows) - 1) / 2) * width
        places = [place + aside for place in range(len(PERCENTILES))]
        axes.bar(places, [row.values[name] for name in PERCENTILES], width, label=row.name)
    axes.set_xticks(range(len(PERCENTILES)), PERCENTILES)
    axes.set_ylabel(next(column.unit for column in result.columns if column.name == PERCENTILES[0]))
    if len(result.rows) > 1:
        _legend_beside(axes)


def _growth(axes: Any, result: Result) -> None:
    """Each operation: ours against the raw calls as the table grows."""
    operations: dict[str, list[Row]] = {}
    for row in result.rows:
        operations.setdefault(row.name.rpartition(", ")[0], []).append(row)
    for operation, rows in operations.items():
        axes.plot(
            [row.name.rpartition(", ")[2] for row in rows],
            [row.values["ours / raw"] for row in rows],
            marker="o",
            label=operation,
        )
    axes.set_ylabel("ours / raw")
    axes.set_ylim(bottom=0)
    _legend_beside(axes)


def _legend_beside(axes: Any) -> None:
    axes.legend(fontsize="small", loc="center left", bbox_to_anchor=(1, 0.5))


PANELS: dict[str, Callable[[Any, Result], None]] = {
    "cold-import": _panel("above bare", "ms above a bare boto3 client"),
    "memory": _panel("above bare", "MiB above bare boto3"),
    "tagging": _panel("share", "share of the raw rate"),
    "growth": _growth,
    "sign-in": _percentiles,
    "projection": _panel("times the quota", "seconds, in times of changes / 25"),
    "touch-latency": _percentiles,
    "expiry": _percentiles,
}
