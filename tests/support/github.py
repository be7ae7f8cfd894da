"""GitHub's comments of one pull request, as scripts of a workflow see them: https://docs.github.com/rest/issues/comments"""

from __future__ import annotations

import contextlib
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = "example/platform"
PULL_REQUEST = 7
TOKEN = "ghs_of-the-job"


class GitHub:
    """Its comments, oldest first. `refusal` is the status that every call gets, if it is set."""

    def __init__(self) -> None:
        self.comments: list[dict[str, Any]] = []
        self.refusal: int | None = None
        self.url = ""

    @property
    def environment(self) -> dict[str, str]:
        """What a job gets."""
        return {
            "GITHUB_API_URL": self.url,
            "GITHUB_SERVER_URL": "https://git.example.com",
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_RUN_ID": "42",
            "GITHUB_TOKEN": TOKEN,
            "PULL_REQUEST": str(PULL_REQUEST),
        }

    def add(self, body: str, kind: str = "Bot") -> dict[str, Any]:
        number = len(self.comments) + 1
        comment = {
            "id": number,
            "body": body,
            "user": {"type": kind},
            "html_url": f"{self.url}/comment/{number}",
        }
        self.comments.append(comment)
        return comment

    def answer(self, method: str, path: str, sent: Any) -> tuple[int, Any]:
        if self.refusal:
            return self.refusal, {"message": "Resource not accessible by integration"}
        own = f"/repos/{REPOSITORY}/issues"
        if found := re.fullmatch(rf"{own}/{PULL_REQUEST}/comments\?per_page=(\d+)&page=(\d+)", path):
            size, page = int(found[1]), int(found[2])
            return 200, self.comments[size * (page - 1) : size * page]
        if method == "POST" and path == f"{own}/{PULL_REQUEST}/comments":
            return 201, self.add(sent["body"])
        if method == "PATCH" and (found := re.fullmatch(rf"{own}/comments/(\d+)", path)):
            comment = self.comments[int(found[1]) - 1]
            comment["body"] = sent["body"]
            return 200, comment
        return 404, {"message": "Not Found"}


@contextlib.contextmanager
def serving() -> Iterator[GitHub]:
    github = GitHub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            sent = json.loads(self.rfile.read(length)) if length else None
            known = self.headers["Authorization"] == f"Bearer {TOKEN}"
            status, found = (
                github.answer(self.command, self.path, sent)
                if known
                else (401, {"message": "Bad credentials"})
            )
            text = json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_POST = do_PATCH = do_GET  # noqa: N815 - names that http.server calls

        def log_message(self, *_: Any) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    github.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield github
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
