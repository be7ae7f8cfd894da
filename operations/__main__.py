"""``python -m operations``: reads the options, runs one command, prints, and answers with its exit code.

0  doctor: the app gets what the table says; the others: done, or, of forget without --yes, shown
1  doctor: it does not, or that is not known; forget, redrive: something is left;
   back-fill: lines were refused; replay-ledger: some of the time is forgotten;
   reconcile, back-fill, replay-ledger: the function failed
2  wrong use, or no such deployment
130  interrupted
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from attribution.rules.file_walk import FORMATS, KINDS
from attribution.rules.touch import Reason
from attribution.rules.username import username_from
from kit.clock import now_in_milliseconds
from kit.errors import KitError
from operations import back_fill, reconcile, replay_ledger
from operations.clients import Clients, session_of
from operations.deployment import DEFAULT_PREFIX, Deployment, find
from operations.diagnosis import Verdict, diagnose
from operations.errors import WrongUse
from operations.evidence import collect
from operations.forget import OUT_OF_REACH, Forgetting
from operations.redrive import LEFT, redrive
from operations.rounds import INTERRUPTED, FunctionFailed, invoker, until_done
from operations.show import as_json, as_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import boto3

FINE, NOT_FINE, WRONG = 0, 1, 2


def main(arguments: Sequence[str], session: boto3.Session | None = None) -> int:
    """Run one command; a session is given by tests only."""
    options = parser().parse_args(arguments)
    try:
        clients = Clients(session or session_of(options.profile, options.region))
        return int(options.run(options, clients))
    except WrongUse as error:
        return _refuse(WRONG, error)
    except (KitError, FunctionFailed) as error:
        return _refuse(NOT_FINE, error)
    except KeyboardInterrupt as interruption:
        return _refuse(INTERRUPTED, interruption)


def _doctor(options: argparse.Namespace, clients: Clients) -> int:
    deployment = find(clients, options.name_prefix)
    _key(options.user, deployment)
    evidence = collect(clients, deployment, options.user, now_in_milliseconds())
    diagnosis = diagnose(evidence)
    _say((as_json if options.json else as_text)(deployment, evidence, diagnosis))
    return FINE if diagnosis.verdict is Verdict.AGREE else NOT_FINE


def _forget(options: argparse.Namespace, clients: Clients) -> int:
    deployment = find(clients, options.name_prefix)
    key = _key(options.user, deployment)
    forgetting = Forgetting(clients, deployment, key)
    if not options.yes:
        plan = forgetting.plan()
        _say(f"{key} in {deployment}: " + ("would remove" if plan else "nothing to remove was found"))
        _list(plan)
        _say("nothing was changed; --yes removes it" if plan else "nothing was changed")
        return FINE
    _say(f"{key} in {deployment}: removing")
    outcome = forgetting.run()
    _list([f"removed: {count} {what}" for what, count in outcome.removed.items()] or ["nothing was removed"])
    _list([f"LEFT: {where}: {what}" for where, what in outcome.left.items()])
    _list([f"FAILED: {what}" for what in outcome.failed])
    _say("out of reach")
    _list([*(f"{where}: {what}" for where, what in outcome.unseen.items()), *OUT_OF_REACH])
    return NOT_FINE if outcome.left or outcome.failed else FINE


def _reconcile(options: argparse.Namespace, clients: Clients) -> int:
    payload = reconcile.payload_of(options.walk, options.segments, options.resume)
    return until_done("reconcile", invoker(clients, f"{options.name_prefix}-reconcile"), payload, _say)


def _back_fill(options: argparse.Namespace, clients: Clients) -> int:
    function = f"{options.name_prefix}-back-fill"
    payload = back_fill.payload_of(options.key, options.kind, options.format, options.resume)
    if options.upload is not None:
        if options.resume is not None:
            raise WrongUse("--resume goes on with the file that is in the bucket: leave out --upload")
        _say(f"uploaded to {back_fill.upload(clients, function, options.upload, options.key)}")
    return until_done("back-fill", invoker(clients, function), payload, _say)


def _redrive(options: argparse.Namespace, clients: Clients) -> int:
    deployment = find(clients, options.name_prefix)
    done = redrive(clients, deployment)
    moved = f"{done.moved['backlog']} dead letters to the backlog, {done.moved['inbox']} to the inbox"
    _say(f"{deployment}: moved {moved}")
    _list([f"dropped: {done.dropped} of failed sweeps: later ones did their work"] if done.dropped else [])
    _list([f"LEFT: {count}: there is no {queue}: {LEFT[queue]}" for queue, count in done.left.items()])
    return NOT_FINE if done.left else FINE


def _replay_ledger(options: argparse.Namespace, clients: Clients) -> int:
    payload = replay_ledger.payload_of(options.begin, options.end, options.resume)
    return until_done("replay-ledger", invoker(clients, f"{options.name_prefix}-ledger"), payload, _say)


def _key(name: str, deployment: Deployment) -> str:
    key = username_from(name, case_sensitive=deployment.case_sensitive)
    if isinstance(key, Reason):
        raise WrongUse(f"--user is no Cognito username ({key}): 1 to 128 characters without spaces")
    return key


def parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--name-prefix", default=DEFAULT_PREFIX, help="of the deployment (default: %(default)s)"
    )
    common.add_argument("--region", help="as in the AWS CLI")
    common.add_argument("--profile", help="as in the AWS CLI")
    whole = argparse.ArgumentParser(prog="python -m operations", description="Look after a deployment.")
    commands = whole.add_subparsers(required=True, metavar="command")

    doctor = commands.add_parser(
        "doctor", parents=[common], help="why does a user have this journey? Reads only"
    )
    doctor.add_argument("--user", required=True, help="Cognito username")
    doctor.add_argument("--json", action="store_true", help="for machines")
    doctor.set_defaults(run=_doctor)

    forget = commands.add_parser("forget", parents=[common], help="remove one user everywhere")
    forget.add_argument("--user", required=True, help="Cognito username, or the name that an item lies under")
    forget.add_argument("--yes", action="store_true", help="do it; without it, only show what would be done")
    forget.set_defaults(run=_forget)

    walk = commands.add_parser(
        "reconcile", parents=[common], help="bring attributes and table together again"
    )
    walk.add_argument("--walk", choices=["table", "pool"], help="what to walk through")
    walk.add_argument(
        "--segments", type=int, choices=[16, 256, 4096], help="into how many parts to cut the walk"
    )
    walk.add_argument("--resume", metavar="JSON", help="what an interrupted run printed")
    walk.set_defaults(run=_reconcile)

    fill = commands.add_parser(
        "back-fill", parents=[common], help="record the touches of a file in S3, or whose its endpoints are"
    )
    fill.add_argument("--key", help="of the object in the bucket of back-fills")
    fill.add_argument("--kind", choices=KINDS, help="what its lines are (default: touches)")
    fill.add_argument("--format", choices=FORMATS, help="if its name does not say it")
    fill.add_argument("--upload", metavar="FILE", help="put this file there first")
    fill.add_argument("--resume", metavar="JSON", help="what an interrupted run printed")
    fill.set_defaults(run=_back_fill)

    letters = commands.add_parser(
        "redrive", parents=[common], help="send all dead letters again, once the cause is mended"
    )
    letters.set_defaults(run=_redrive)

    replay = commands.add_parser(
        "replay-ledger",
        parents=[common],
        help="write what the table's stream remembers into the ledger again",
    )
    replay.add_argument("--from", dest="begin", metavar="TIME", help="ISO 8601 (default: 24 hours ago)")
    replay.add_argument("--to", dest="end", metavar="TIME", help="ISO 8601 (default: now)")
    replay.add_argument("--resume", metavar="JSON", help="what an interrupted run printed")
    replay.set_defaults(run=_replay_ledger)
    return whole


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a command line speaks by printing


def _list(lines: Sequence[str]) -> None:
    for line in lines:
        _say(f"  - {line}")


def _refuse(code: int, error: BaseException) -> int:
    print(f"error: {str(error) or 'interrupted; it may be run again'}", file=sys.stderr)  # noqa: T201
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
