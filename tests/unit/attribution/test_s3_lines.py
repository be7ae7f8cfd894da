"""Lines of objects on moto: as they come, zipped or not, of one version only, and every way to fail."""

import gzip
import io
import tracemalloc

import boto3
import pytest
from botocore.exceptions import IncompleteReadError, ReadTimeoutError, ResponseStreamingError
from botocore.stub import Stubber
from moto import mock_aws

from attribution.adapters.s3_lines import LONGEST_LINE, S3Lines
from kit.errors import BadInput, PermanentError, TransientError

KEY = "exports/2026.jsonl"


@pytest.fixture
def s3():
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket="back-fill")
        yield client


@pytest.fixture
def put(s3):
    def put(content, key=KEY):
        s3.put_object(Bucket="back-fill", Key=key, Body=content)
        return S3Lines(lambda: s3, "back-fill")

    return put


@pytest.fixture
def stub():
    with Stubber(boto3.client("s3")) as stub:
        yield stub


def read(files, key=KEY, etag=None):
    return list(files.lines(key, etag=etag)[1])


def answering(stub, body):
    stub.add_response("get_object", {"ETag": '"e"', "Body": body})
    return S3Lines(lambda: stub.client, "back-fill")


def refusing(stub, code, status=403):
    stub.add_client_error("get_object", code, http_status_code=status)
    return S3Lines(lambda: stub.client, "back-fill")


class Body(io.BytesIO):
    """Breaks off after so many reads."""

    def __init__(self, content, error=None, reads=1):
        super().__init__(content)
        self.error, self.reads = error, reads

    def read(self, size=-1):
        if self.error and not self.reads:
            raise self.error
        self.reads -= 1
        return super().read(size)


@pytest.mark.parametrize("content", [b"", b"a\nb\n", b"a\r\n\n\xff\nlast"])
def test_lines_with_their_ends(put, content):
    assert read(put(content)) == content.splitlines(keepends=True)


@pytest.mark.parametrize("key", [KEY, f"{KEY}.gz", "part-0"])
def test_gzip_whatever_the_name(put, key):
    assert read(put(gzip.compress(b"a\nb\n"), key), key) == [b"a\n", b"b\n"]


def test_gzip_of_several_members(put):
    assert read(put(gzip.compress(b"a\n") + gzip.compress(b"b\n"))) == [b"a\n", b"b\n"]


def test_file_that_is_not_zipped_though_its_name_says_so(put):
    """Some clients unzip what they upload."""
    assert read(put(b"a\n", f"{KEY}.gz"), f"{KEY}.gz") == [b"a\n"]


@pytest.mark.parametrize("zipped", [False, True])
def test_line_without_end_is_cut(put, zipped):
    content = b"a\n" + b"x" * (3 * LONGEST_LINE + 5) + b"\nb\n" + b"y" * (LONGEST_LINE - 1) + b"\nc"
    found = read(put(gzip.compress(content) if zipped else content))
    assert [len(line) for line in found] == [2, LONGEST_LINE, 2, LONGEST_LINE, 1]


def test_object_is_never_held_as_a_whole(put):
    files = put(gzip.compress(b"x" * 99_999 + b"\n") * 300)  # 30 MB
    tracemalloc.start()
    try:
        assert sum(1 for _ in files.lines(KEY, etag=None)[1]) == 300
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_same_object_is_gone_on_with(put):
    files = put(b"a\n")
    etag, _ = files.lines(KEY, etag=None)
    assert files.lines(KEY, etag=etag)[0] == etag


def test_object_that_changed_in_between_is_refused(put):
    etag, _ = put(b"a\n").lines(KEY, etag=None)
    with pytest.raises(BadInput, match=f"{KEY} has changed since the call"):
        put(b"b\n").lines(KEY, etag=etag)


def test_missing_object_is_named(put):
    with pytest.raises(BadInput, match=r"absent\.csv was not found in the bucket"):
        put(b"").lines("absent.csv", etag=None)


def test_object_outside_of_the_prefix_is_named(stub):
    with pytest.raises(BadInput, match=rf"{KEY} cannot be read: .*\.s3_prefix, .*AccessDenied\)$"):
        refusing(stub, "AccessDenied").lines(KEY, etag=None)


def test_archived_object_is_named(stub):
    with pytest.raises(BadInput, match=f"{KEY} is archived"):
        refusing(stub, "InvalidObjectState").lines(KEY, etag=None)


def test_fault_that_passes(stub):
    with pytest.raises(TransientError, match="SlowDown"):
        refusing(stub, "SlowDown", 503).lines(KEY, etag=None)


def test_bucket_that_is_gone(stub):
    with pytest.raises(PermanentError, match="NoSuchBucket"):
        refusing(stub, "NoSuchBucket", 404).lines(KEY, etag=None)


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize(
    "error",
    [
        ReadTimeoutError(endpoint_url="s3"),
        ResponseStreamingError(error="reset"),
        IncompleteReadError(actual_bytes=1, expected_bytes=2),
    ],
    ids=lambda error: type(error).__name__,
)
def test_connection_that_breaks_off_may_be_tried_again(stub, zipped, error):
    content = gzip.compress(b"a\nb\n", mtime=0)[:12] if zipped else b"a\nb"
    body = Body(content, error)
    found = answering(stub, body).lines(KEY, etag=None)[1]
    with pytest.raises(TransientError, match="s3:GetObject"):
        list(found)
    assert body.closed


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(b"a\n" * 5_000)[:-20],
        gzip.compress(b"a\n")[:-4] + b"\0\0\0\0",
        gzip.compress(b"a\n") + b"rest",
        b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + b"\xff" * 30,
    ],
    ids=["cut off", "wrong length", "something behind", "no deflate"],
)
def test_damaged_gzip_is_named(put, content):
    with pytest.raises(BadInput, match=f"{KEY} is a gzip file that is damaged"):
        read(put(content))


def test_body_is_closed_when_the_caller_has_enough(stub):
    body = Body(b"a\nb\n")
    lines = answering(stub, body).lines(KEY, etag=None)[1]
    assert next(lines) == b"a\n"
    lines.close()
    assert body.closed
