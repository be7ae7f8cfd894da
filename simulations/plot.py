"""The backlog over time, as a picture. The only file that needs matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from simulations.run import Outcome
    from simulations.scenarios import Scenario

DAY = 86_400


def draw(scenarios: Sequence[Scenario], outcomes: Sequence[Outcome], file: Path) -> None:
    """A line per scenario that has a backlog; the kind of picture follows the file's ending."""
    import matplotlib as mpl

    mpl.use("Agg")  # no window
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(9, 4.5), layout="constrained")
    for scenario, outcome in zip(scenarios, outcomes, strict=True):
        if not outcome.timeline:
            continue
        days = [at / DAY for at, _ in outcome.timeline]
        axes.plot(days, [waiting for _, waiting in outcome.timeline], label=scenario.name, linewidth=1.3)
    axes.set_yscale("log")
    axes.set_ylim(bottom=100)
    axes.set_xlabel("days after the first message of the blast")
    axes.set_ylabel("users whose attribute has to wait")
    axes.grid(visible=True, alpha=0.3)
    axes.legend(fontsize="small", loc="center", bbox_to_anchor=(0.475, 0.45))  # between the two hills
    figure.savefig(file, dpi=110)
    plt.close(figure)
