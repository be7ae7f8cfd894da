"""Following a link: what may go wrong on the way, and that no message tells the link."""

from __future__ import annotations

import http.server
import io
import threading

import pytest

from kit.errors import PermanentError, TransientError
from ses_vdm_stat_export.adapters.download import Downloads

CONTENT = b"DATE,SEND\n2026-02-01,12\n"
TRICKLES = 3000  # for a minute


class Server(http.server.BaseHTTPRequestHandler):
    """Answers each path in its own way."""

    def do_GET(self):
        if self.path == "/silent":
            self.connection.close()
        elif self.path == "/asleep":
            self.server.given_up.wait(60)
        elif self.path.startswith("/trickling"):
            self.trickle()
        else:
            self.answer()

    def answer(self):
        self.send_response({"/busy": 503, "/moved": 307}.get(self.path, 200))
        if self.path == "/moved":
            self.send_header("Location", "/file")
        if self.path != "/endless":
            self.send_header("Content-Length", str(len(CONTENT) + (self.path == "/short")))
        self.end_headers()
        self.wfile.write(CONTENT)

    def trickle(self):
        """A byte now and then: no wait is long, and the end is far away."""
        headers = (
            "X-Comment: " if self.path == "/trickling-headers" else f"Content-Length: {TRICKLES}\r\n\r\n"
        )
        self.wfile.write(f"HTTP/1.0 200 OK\r\n{headers}".encode())
        for _ in range(TRICKLES):
            self.wfile.write(b".")
            if self.server.given_up.wait(0.02):
                return

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def url():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.given_up = threading.Event()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.given_up.set()
    server.shutdown()
    server.server_close()


def fetched(link, **settings):
    content = io.BytesIO()
    Downloads(**{"loopback": True, "seconds": 50, "silent_seconds": 40, **settings}).fetch(link, content)
    return content.getvalue()


@pytest.mark.parametrize("path", ["/file", "/endless"])
def test_the_whole_file_is_written(url, path):
    """Also without a Content-Length."""
    assert fetched(url + path) == CONTENT


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/busy", "the download failed: its link was refused with HTTP 503"),
        ("/moved", "the download failed: its link was refused with HTTP 307"),
        ("/short", f"the download failed: it ended after {len(CONTENT)} of {len(CONTENT) + 1} bytes"),
        ("/silent", "the download failed: it broke off"),
    ],
)
def test_4_trouble_that_a_fresh_link_may_end(url, path, told):
    with pytest.raises(TransientError, match=told) as error:
        fetched(f"{url}{path}")
    assert path not in str(error.value)
    assert error.value.__cause__ is None


@pytest.mark.parametrize("path", ["/trickling", "/trickling-headers"])
def test_an_answer_that_trickles_in_is_given_up_when_its_time_is_over(url, path):
    """No single wait is as long as a silent server is given, and all of them would outlive the function."""
    with pytest.raises(TransientError, match=r"the download failed: not done after 0\.4 s"):
        fetched(url + path, seconds=0.4)


def test_a_silent_server_is_given_up_sooner(url):
    with pytest.raises(TransientError, match=r"it broke off \(TimeoutError\)"):
        fetched(url + "/asleep", silent_seconds=0.2)


def test_nobody_there():
    with pytest.raises(TransientError, match=r"broke off \(URLError\)"):
        fetched("http://127.0.0.1:9/file?X-Amz-Signature=secret")


def test_a_report_that_is_too_large_for_the_function_is_refused(url):
    assert fetched(url + "/file", largest=len(CONTENT)) == CONTENT
    with pytest.raises(PermanentError, match="larger than 3 bytes"):
        fetched(url + "/file", largest=3)


@pytest.mark.parametrize(
    "link",
    [
        "http://reports.s3.amazonaws.com/file",
        "http://127.0.0.1.example.org/file",
        "ftp://127.0.0.1/file",
        "file:///etc/hostname",
        "s3://reports/file",
        "",
    ],
)
@pytest.mark.parametrize("loopback", [True, False])
def test_only_tls_leaves_the_machine(link, loopback):
    with pytest.raises(PermanentError, match="must begin with https://"):
        fetched(link, loopback=loopback)


def test_the_loopback_needs_a_word(url):
    with pytest.raises(PermanentError):
        fetched(url + "/file", loopback=False)
