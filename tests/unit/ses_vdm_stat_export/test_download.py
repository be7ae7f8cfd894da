"""Following a link: what may go wrong on the way, and that no message tells the link."""

from __future__ import annotations

import http.server
import io
import threading

import pytest

from kit.errors import PermanentError, TransientError
from ses_vdm_stat_export.adapters.download import Downloads

CONTENT = b"DATE,SEND\n2026-02-01,12\n"


class Server:
    """Answers each path in its own way."""

    def __init__(self):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                path, status, length, body = self.path, 200, len(CONTENT), CONTENT
                if path == "/moved":
                    status = 307
                elif path == "/busy":
                    status = 503
                elif path == "/short":
                    length += 1
                elif path == "/silent":
                    self.connection.close()
                    return
                self.send_response(status)
                if path == "/moved":
                    self.send_header("Location", "/file")
                if path != "/endless":
                    self.send_header("Content-Length", str(length))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"


@pytest.fixture(scope="module")
def url():
    server = Server()
    threading.Thread(target=server.http.serve_forever, args=(0.02,), daemon=True).start()
    yield server.url
    server.http.shutdown()
    server.http.server_close()


def fetched(link, **settings):
    content = io.BytesIO()
    Downloads(**{"loopback": True, "seconds": 2, **settings}).fetch(link, content)
    return content.getvalue()


@pytest.mark.parametrize("path", ["/file", "/endless"])
def test_the_whole_file_is_written(url, path):
    """Also without a Content-Length."""
    assert fetched(url + path) == CONTENT


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/busy", "refused with HTTP 503"),
        ("/moved", "refused with HTTP 307"),
        ("/short", f"ended after {len(CONTENT)} of {len(CONTENT) + 1} bytes"),
        ("/silent", "broke off"),
    ],
)
def test_4_trouble_that_a_fresh_link_may_end(url, path, told):
    with pytest.raises(TransientError, match=told) as error:
        fetched(f"{url}{path}")
    assert path not in str(error.value)
    assert error.value.__cause__ is None


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
