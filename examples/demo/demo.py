"""The demo from its arguments to its exit code."""

import argparse
import os
import signal
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from emulator.errors import EmulatorError
from examples.demo.by_hand import instructions
from examples.demo.errors import WrongValue
from examples.demo.interruption import ChildGone, Interruptions, Stopped
from examples.demo.play import Play
from examples.demo.screen import Screen
from examples.demo.stage import stage

_WINDOW_SECONDS = 40
_NO = ("", "0", "false", "no")


@dataclass(frozen=True, slots=True)
class Options:
    window_seconds: float
    keep: bool


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
        description="Applies the module on an emulator, runs journeys, and watches their window end.",
    )
    parser.add_argument(
        "--window",
        type=float,
        default=_WINDOW_SECONDS,
        metavar="SECONDS",
        help="lookback window (default: %(default)s)",
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        default=environment.get("KEEP", "").lower() not in _NO,
        help="leave everything up until Ctrl-C; the environment variable KEEP=1 says the same",
    )
    given = parser.parse_args(arguments)
    return Options(window_seconds=given.window, keep=given.keep)


def _demo(options: Options, screen: Screen, interruptions: Interruptions) -> None:
    screen.title("The emulator starts, and Terraform applies the module.")
    with stage(options.window_seconds, screen, interruptions) as staged:
        outputs = staged.deploy()
        Play(staged, outputs, options.window_seconds).perform()
        if options.keep:
            screen.doing = "waiting for Ctrl-C"
            screen.as_is(instructions(staged.emulator.url, outputs, options.window_seconds))
            _wait_for_ctrl_c(interruptions)
        screen.title("Terraform destroys everything again.")
        staged.tear_down()
    screen.title(f"Done in {screen.seconds:.0f} s: every value was as expected, and nothing is left running.")


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
