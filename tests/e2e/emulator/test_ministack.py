"""Starting and stopping, and what a start promises."""

import subprocess
import sys
import urllib.request
import venv
from pathlib import Path

import pytest

from emulator.errors import EmulatorError
from emulator.ministack import MiniStack, emulator_python
from tests.e2e.emulator.streamed_table import zipped

ENVIRONMENT_DUMP = "import os\ndef handler(event, context):\n    return dict(os.environ)\n"


def members(session: int) -> list[str]:
    listing = subprocess.run(
        ["ps", "-A", "-o", "sess=,stat=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(maxsplit=2) for line in listing.splitlines()]
    return [command for sess, state, command in rows if int(sess) == session and not state.startswith("Z")]


def invoke_environment_dump(stack: MiniStack) -> bytes:
    functions = stack.client("lambda")
    functions.create_function(
        FunctionName="dump",
        Runtime="python3.11",
        Handler="index.handler",
        Role="arn:aws:iam::000000000000:role/probe",
        Code={"ZipFile": zipped(ENVIRONMENT_DUMP)},
    )
    content: bytes = functions.invoke(FunctionName="dump")["Payload"].read()
    return content


def test_stop_leaves_nothing_and_nothing_of_the_user_reaches_a_function(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "of-the-user")
    monkeypatch.setenv("PYTHONPATH", "of-the-user")
    given = {"AWS_ENDPOINT_URL_PINPOINT": "http://127.0.0.1:9"}
    with MiniStack(tmp_path, python=emulator_python(), environment=given) as stack:
        seen = invoke_environment_dump(stack)
        session = stack.session
        # guard, MiniStack, and the worker of the function
        assert len(members(session)) == 3
    assert not members(session)
    assert b"of-the-user" not in seen
    assert b"http://127.0.0.1:9" in seen
    with pytest.raises(OSError, match="refused"):
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(stack.url)


@pytest.mark.parametrize(("keep", "left"), [("0", []), ("1", ["kept"])])
def test_a_restart_keeps_the_address_and_on_request_the_state(
    tmp_path: Path, keep: str, left: list[str]
) -> None:
    with MiniStack(tmp_path, python=emulator_python(), environment={"PERSIST_STATE": keep}) as stack:
        address = stack.url
        stack.client("dynamodb").create_table(
            TableName="kept",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        stack.restart()
        assert stack.url == address
        assert stack.client("dynamodb").list_tables()["TableNames"] == left


def test_permissions_are_checked_on_request(tmp_path: Path) -> None:
    with MiniStack(tmp_path, python=emulator_python(), auth=True) as stack:
        user = stack.client("iam")
        user.create_user(UserName="nobody")
        key = user.create_access_key(UserName="nobody")["AccessKey"]
        tables = stack.client(
            "dynamodb", access_key_id=key["AccessKeyId"], secret_access_key=key["SecretAccessKey"]
        )
        with pytest.raises(tables.exceptions.ClientError, match="not authorized"):
            tables.list_tables()


def test_a_start_that_fails_shows_the_log(tmp_path: Path) -> None:
    wrong = {"BIND_HOST": "192.0.2.1"}
    with pytest.raises(EmulatorError, match=r"(?s)ended while it started.*Cannot assign.*ministack\.log"):
        MiniStack(tmp_path, python=emulator_python(), environment=wrong).start()


def test_another_version_is_refused(tmp_path: Path) -> None:
    # a virtual environment whose MiniStack is only a version number
    python = tmp_path / "other" / "bin" / "python"
    venv.create(tmp_path / "other", with_pip=False, symlinks=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    record = tmp_path / "other" / "lib" / version / "site-packages" / "ministack-9.9.9.dist-info"
    record.mkdir()
    (record / "METADATA").write_text("Metadata-Version: 2.1\nName: ministack\nVersion: 9.9.9\n")
    with pytest.raises(EmulatorError, match=r"MiniStack 9\.9\.9 is installed, but .* written for 1\."):
        MiniStack(tmp_path / "work", python=python).start()


def test_a_missing_emulator_names_the_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("emulator.ministack._REPOSITORY", tmp_path)
    with pytest.raises(EmulatorError, match="make venvs"):
        emulator_python()
