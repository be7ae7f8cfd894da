"""The blasts that docs/scale.md speaks of."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulations.parameters import Blast, System
from simulations.run import simulate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulations.run import Outcome

PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Scenario:
    """A blast on a deployment, under a name."""

    name: str
    blast: Blast
    system: System


STANDARD = (
    Scenario("100 k, split", Blast(audience=100_000), System()),
    Scenario("1 M, split", Blast(audience=1_000_000), System()),
    Scenario("1 M, split, others use 10/s", Blast(audience=1_000_000), System(others_rate=10)),
    Scenario("5 M, split", Blast(audience=5_000_000), System()),
    Scenario("3 M, every open", Blast(audience=3_000_000, trigger="open"), System()),
    Scenario("1 M, everyone", Blast(audience=1_000_000, trigger="everyone"), System()),
    Scenario("5 M, everyone", Blast(audience=5_000_000, trigger="everyone"), System()),
    Scenario(
        "5 M, everyone, sent at 10,000/s",
        Blast(audience=5_000_000, trigger="everyone", sends_per_second=10_000),
        System(),
    ),
    Scenario(
        "5 M, everyone, token",
        Blast(audience=5_000_000, trigger="everyone"),
        System(delivery="token"),
    ),
)


def run_all(scenarios: Sequence[Scenario] = STANDARD) -> list[Outcome]:
    """The outcomes, in the scenarios' order."""
    if len(scenarios) == 1:
        return [run_one(scenarios[0])]
    context = multiprocessing.get_context("spawn")  # the same on every system
    with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
        by_work = sorted(scenarios, key=lambda scenario: scenario.blast.trigger != "open")  # longest first
        running = {scenario.name: pool.submit(run_one, scenario) for scenario in by_work}
        return [running[scenario.name].result() for scenario in scenarios]


def run_one(scenario: Scenario) -> Outcome:
    """The outcome of one."""
    return simulate(scenario.blast, scenario.system)
