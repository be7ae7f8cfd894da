"""A blast on the product, simulated.

    python -m simulations                                     the standard scenarios, as a table
    python -m simulations --audience 2000000 --rate 15        one of your own
    python -m simulations --json FILE --plot FILE             also as data and as a picture

`--rate` is the deployment's cognito_update_rate. Every other parameter has its own name; without
--audience the standard scenarios run, and take none of them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from simulations.parameters import Blast, System, WrongParameterError, settings
from simulations.scenarios import STANDARD, Scenario, run_all
from simulations.show import as_json, table


def main(arguments: list[str] | None = None) -> int:
    """Exit status 2 for a parameter that makes no sense."""
    parser = _parser()
    given = vars(parser.parse_args(arguments))
    files = {name: given.pop(name) for name in ("json", "plot")}
    try:
        scenarios = _scenarios({name: value for name, value in given.items() if value is not None})
    except WrongParameterError as error:
        parser.error(str(error))
    outcomes = run_all(scenarios)
    print(table(scenarios, outcomes))  # noqa: T201 - speaks to a terminal
    if files["json"]:
        files["json"].write_text(as_json(scenarios, outcomes) + "\n")
    if files["plot"]:
        from simulations.plot import draw

        draw(scenarios, outcomes, files["plot"])
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m simulations",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--plot", type=Path, metavar="FILE")
    for kind, title in ((Blast, "the blast"), (System, "the deployment and AWS")):
        group = parser.add_argument_group(title)
        for name, default in settings(kind).items():
            flags = [f"--{name.replace('_', '-')}", *(["--rate"] if name == "update_rate" else [])]
            text = f"default {default}" if default is not None else "how many customers"
            group.add_argument(*flags, dest=name, type=_type(default), metavar="X", help=text)
    return parser


def _type(default: Any) -> Any:
    return {int: _number, float: _number, str: str}.get(type(default), int)


def _number(text: str) -> float:
    value = float(text)
    return int(value) if value.is_integer() else value


def _scenarios(given: dict[str, Any]) -> tuple[Scenario, ...]:
    if not given:
        return STANDARD
    if "audience" not in given:
        raise WrongParameterError(
            f"--{next(iter(given)).replace('_', '-')} is for one of your own: add --audience"
        )
    blast = Blast(**{name: value for name, value in given.items() if name in settings(Blast)})
    system = System(**{name: value for name, value in given.items() if name in settings(System)})
    return (Scenario("yours", blast, system),)


if __name__ == "__main__":
    sys.exit(main())
