"""The demo from its arguments to its exit code."""

import argparse
import os
import signal
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from emulator.errors import EmulatorError
from examples.demo.by_hand import instructions, outputs_of_system
from examples.demo.errors import WrongValue
from examples.demo.interruption import ChildGone, Interruptions, Stopped
from examples.demo.play import Play
from examples.demo.screen import Screen
from examples.demo.stage import Stage, stage
from examples.demo.story import APPLICATION_ID, JOURNEYS
from examples.demo.systems import EXAMPLES, names, story
from examples.demo.systems.stage import SystemStage

_CONFIGURATION = Path(__file__).parent
_LIST = "list"
_WINDOW_SECONDS = 40
_NO = ("", "0", "false", "no")


@dataclass(frozen=True, slots=True)
class Options:
    window_seconds: float
    keep: bool
    system: str | None = None
    """The example whose story is played; None: that of the journeys."""


def run(arguments: Sequence[str], interruptions: Interruptions) -> int:
    options = parse(arguments, os.environ)
    screen = Screen()
    try:
        _demo(options, screen, interruptions)
    except Stopped as stopped:
        screen.failure(f"Ended by {stopped} during: {screen.doing}. Nothing is left running.")
        return stopped.exit_code
    except EmulatorError as error:
        if screen.kept_log is None:
            # nothing was started yet, and the message says what is missing
            screen.failure(str(error))
            return 1
        return _failed(screen, str(error))
    except WrongValue as wrong:
        return _failed(screen, str(wrong))
    except ChildGone:
        return _failed(screen, "The emulator ended by itself.")
    except (BotoCoreError, ClientError) as error:
        return _failed(screen, f"The emulator did not answer as it should: {error}")
    except Exception:  # noqa: BLE001 - whatever it is, the reader is told and nothing is left running
        return _failed(screen, traceback.format_exc())
    return 0


def parse(arguments: Sequence[str], environment: Mapping[str, str]) -> Options:
    parser = argparse.ArgumentParser(
        prog="python -m examples.demo",
        description="Applies the module on an emulator, runs journeys, and watches their window end; "
        "or applies the example of another module and plays its story.",
    )
    parser.add_argument(
        "--window",
        type=float,
        metavar="SECONDS",
        help=f"lookback window of the journeys (default: {_WINDOW_SECONDS})",
    )
    parser.add_argument(
        "--system",
        choices=[*names(), _LIST],
        metavar="NAME",
        help=f"play the example of this name instead; `{_LIST}` names those there are",
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        default=environment.get("KEEP", "").lower() not in _NO,
        help="leave everything up until Ctrl-C; the environment variable KEEP=1 says the same",
    )
    given = parser.parse_args(arguments)
    if given.system == _LIST:
        print("\n".join(names()))
        parser.exit()
    if given.system and given.window is not None:
        parser.error("--window is for the journeys: leave it out with --system")
    window_seconds = _WINDOW_SECONDS if given.window is None else given.window
    return Options(window_seconds=window_seconds, keep=given.keep, system=given.system)


def _demo(options: Options, screen: Screen, interruptions: Interruptions) -> None:
    screen.title("The emulator starts, and Terraform applies the module.")
    if options.system is None:
        configuration = _CONFIGURATION
        variables = {
            "pinpoint_application_id": APPLICATION_ID,
            "lookback_window_seconds": options.window_seconds,
        }
    else:
        configuration, variables = EXAMPLES / options.system, {}
    with stage(configuration, variables, screen, interruptions) as staged:
        to_try = _journeys(staged, options) if options.system is None else _system(staged, options.system)
        if options.keep:
            screen.doing = "waiting for Ctrl-C"
            screen.as_is(to_try)
            _wait_for_ctrl_c(interruptions)
        screen.title("Terraform destroys everything again.")
        if options.system is not None:
            staged.empty_buckets()
        staged.tear_down()
    screen.title(f"Done in {screen.seconds:.0f} s: every value was as expected, and nothing is left running.")


def _journeys(staged: Stage, options: Options) -> str:
    """Plays the story; what to try by hand afterwards."""
    for journey in JOURNEYS:
        staged.pinpoint.add_journey(APPLICATION_ID, journey.id, journey.name)
    outputs = staged.deploy()
    Play(staged, outputs, options.window_seconds).perform()
    return instructions(staged.emulator.url, outputs, options.window_seconds)


def _system(staged: Stage, name: str) -> str:
    """See `_journeys`."""
    outputs = staged.deploy()
    staged.screen.title(f"{name}: the story.")
    story(name)(SystemStage(staged.account, outputs, staged.screen))
    if violations := staged.account.violations:
        raise WrongValue("A stand-in was spoken to in a way that AWS refuses: " + "; ".join(violations))
    return outputs_of_system(staged.account.environment, outputs)


def _wait_for_ctrl_c(interruptions: Interruptions) -> None:
    try:
        while True:
            signal.pause()
    except Stopped as stopped:
        if stopped.exit_code != 128 + signal.SIGINT:
            raise
        interruptions.forget()


def _failed(screen: Screen, message: str) -> int:
    screen.failure(f"The demo failed during: {screen.doing}.")
    said, last = message.rstrip(), "Nothing is left running."
    if screen.kept_log is not None:
        was, kept = map(str, screen.kept_log)
        said, last = said.replace(was, kept), f"{last} The emulator's log: {kept}"
    screen.as_is(said)
    screen.as_is(last)
    return 1
