"""Posts the plan of one environment to its pull request, or updates the comment that it posted before.

    python3 scripts/comment.py dev      in the folder of plan.json, plan.txt, checks.txt and cost.txt

Terraform does not show what it knows to be sensitive; should such a value have come into the text on another
way, it is taken out here. Read from the environment: GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN (with
pull-requests: write), GITHUB_SERVER_URL, GITHUB_RUN_ID and PULL_REQUEST.
"""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# As GitHub says when it refuses one: https://github.com/telia-oss/github-pr-resource/issues/259
LONGEST_COMMENT = 65_536  # characters
LONGEST_REPORT = 20_000
LONGEST_COST = 2_000
SHORTEST_SECRET = 4  # a shorter one stands in half of all words
NEEDED = (
    "GITHUB_API_URL",
    "GITHUB_REPOSITORY",
    "GITHUB_TOKEN",
    "GITHUB_SERVER_URL",
    "GITHUB_RUN_ID",
    "PULL_REQUEST",
)
SECONDS = 30


class CommentError(Exception):
    """Why there is no comment; the message says what to do."""


def main(arguments: list[str]) -> int:
    """Exit status 1 where nothing could be posted, 2 for a wrong call."""
    if len(arguments) != 1:
        print("comment.py wants one argument: the name of the environment", file=sys.stderr)
        return 2
    missing = [name for name in NEEDED if not os.environ.get(name)]
    if missing:
        print(f"comment.py needs the environment variables {', '.join(missing)}", file=sys.stderr)
        return 2
    try:
        text = body(arguments[0], Path(), run_url())
        print(publish(marker(arguments[0]), text))
    except CommentError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def marker(environment: str) -> str:
    """The first line of the comment, which nobody sees."""
    return f"<!-- terraform plan of {environment} -->"


def run_url() -> str:
    server, repository, run = (
        os.environ[name] for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")
    )
    return f"{server}/{repository}/actions/runs/{run}"


def body(environment: str, folder: Path, log: str) -> str:
    """The comment, short enough for GitHub."""
    try:
        plan = json.loads((folder / "plan.json").read_text())
        shown = (folder / "plan.txt").read_text()
    except (OSError, ValueError) as error:
        raise CommentError(
            f"there is no plan to post: {error}. Run the steps of the workflow that write it."
        ) from None
    secrets = sorted({*secrets_of(plan)}, key=len, reverse=True)
    checks, cost = (optional(folder / name) for name in ("checks.txt", "cost.txt"))
    begin = "\n".join(
        [
            marker(environment),
            f"### Plan of {environment}: {summary(plan)}",
            "",
            without(cost, secrets)[:LONGEST_COST].strip() or "The cost was not estimated.",
            "",
            "Checks:",
            fenced(cut(without(checks, secrets), LONGEST_REPORT) or "They did not run."),
            "<details><summary>What Terraform would do</summary>",
            "",
            "",
        ]
    )
    end = f"\n\n</details>\n\n[The log of this run]({log})\n"
    fence = len(fenced("")) + len(longest_backticks(shown)) * 2
    room = LONGEST_COMMENT - len(begin) - len(end) - fence
    return begin + fenced(cut(without(shown, secrets), room)) + end


def optional(file: Path) -> str:
    """A step that failed before may have left none."""
    return file.read_text() if file.exists() else ""


def summary(plan: dict[str, Any]) -> str:
    """Such as: 84 to create, 1 to replace."""
    done: Counter[str] = Counter()
    for change in plan.get("resource_changes", []):
        if change.get("mode") == "managed":
            done["replace" if len(change["change"]["actions"]) > 1 else change["change"]["actions"][0]] += 1
    words = ("create", "update", "replace", "delete", "forget")
    return ", ".join(f"{done[word]} to {word}" for word in words if done[word]) or "no changes"


def secrets_of(plan: dict[str, Any]) -> Iterator[str]:
    """Every text that the plan marks as sensitive, before or after."""
    changes = [change["change"] for change in plan.get("resource_changes", [])]
    for change in [*changes, *plan.get("output_changes", {}).values()]:
        for when in ("before", "after"):
            yield from marked(change.get(when), change.get(f"{when}_sensitive"))
    declared = plan.get("configuration", {}).get("root_module", {}).get("variables", {})
    for name, given in plan.get("variables", {}).items():
        yield from marked(given.get("value"), declared.get(name, {}).get("sensitive"))


def marked(value: Any, mark: Any) -> Iterator[str]:
    """The texts of `value` wherever `mark`, of the same shape, is true."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from marked(inner, mark.get(key) if isinstance(mark, dict) else mark)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            its_own = mark[index] if isinstance(mark, list) and index < len(mark) else None
            yield from marked(inner, its_own if isinstance(mark, list) else mark)
    elif mark is True and isinstance(value, str) and len(value) >= SHORTEST_SECRET:
        yield value


def without(text: str, secrets: list[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, "(sensitive value)")
    return text


def cut(text: str, most: int) -> str:
    """At most so many characters, and a last line that says what is missing."""
    text = text.strip()
    if len(text) <= most:
        return text
    kept = text[: most - 100].rsplit("\n", 1)[0]
    return f"{kept}\n... {text.count(chr(10)) - kept.count(chr(10))} more lines, in the log of this run"


def longest_backticks(text: str) -> str:
    return max(re.findall("`+", text), key=len, default="")


def fenced(text: str) -> str:
    """A block that nothing in the text can end."""
    fence = "```" + longest_backticks(text)
    return f"{fence}\n{text}\n{fence}"


def publish(first_line: str, text: str) -> str:
    """The address of the comment."""
    comments = f"/repos/{os.environ['GITHUB_REPOSITORY']}/issues/{os.environ['PULL_REQUEST']}/comments"
    for page in range(1, 100):
        found = call("GET", f"{comments}?per_page=100&page={page}")
        for comment in found:
            # only a program's: a person may have quoted it
            if comment["user"]["type"] == "Bot" and comment["body"].startswith(first_line):
                return address(
                    call(
                        "PATCH",
                        f"/repos/{os.environ['GITHUB_REPOSITORY']}/issues/comments/{comment['id']}",
                        text,
                    )
                )
        if not found:
            break
    return address(call("POST", comments, text))


def address(comment: dict[str, Any]) -> str:
    return str(comment["html_url"])


def call(method: str, path: str, text: str | None = None) -> Any:
    request = urllib.request.Request(  # noqa: S310 - the runner's own address of GitHub
        os.environ["GITHUB_API_URL"] + path,
        method=method,
        data=None if text is None else json.dumps({"body": text}).encode(),
        headers={
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}",
            "Content-Type": "application/json",
            "X-GitHub-Api-Version": "2022-11-28",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - the same
            return json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            said = error.read(500).decode(errors="replace")
        raise CommentError(
            f"GitHub answered {error.code} to {method} {path}: {said}. "
            "The job needs the permission pull-requests: write."
        ) from None
    except (OSError, ValueError) as error:
        raise CommentError(f"GitHub could not be asked ({error}): run the job again.") from None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
