"""Which systems have a story, how one is chosen, and what a story finds."""

import contextlib
import io
import itertools
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from examples.demo import demo, systems
from examples.demo.by_hand import outputs_of_system
from examples.demo.errors import WrongValue
from examples.demo.interruption import Interruptions
from examples.demo.screen import Screen
from examples.demo.stage import Stage
from examples.demo.systems.stage import SystemStage

NAME = "mail-of-ann"


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def screen(out: io.StringIO) -> Screen:
    return Screen(Console(file=out, width=80))


@pytest.fixture
def one_story(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("__init__", "stage", "mail_of_ann"):
        (tmp_path / f"{name}.py").touch()
    monkeypatch.setattr(systems, "_FOLDER", tmp_path)


@pytest.mark.parametrize("name", systems.names())
def test_every_story_has_an_example(name: str) -> None:
    assert (systems.EXAMPLES / name / "main.tf").is_file()
    assert callable(systems.story(name))


@pytest.mark.usefixtures("one_story")
class TestChoice:
    def test_files_of_stories_are_found(self) -> None:
        assert systems.names() == [NAME]

    def test_a_system_is_chosen(self) -> None:
        assert demo.parse(["--system", NAME], {}).system == NAME
        assert demo.parse([], {}).system is None

    def test_list_names_them_and_starts_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as ended:
            demo.run(["--system", "list"], Interruptions())
        assert ended.value.code == 0
        assert capsys.readouterr().out == f"{NAME}\n"

    def test_an_unknown_one_is_refused_with_those_there_are(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as refused:
            demo.parse(["--system", "mail"], {})
        assert refused.value.code == 2
        assert NAME in capsys.readouterr().err
        with pytest.raises(LookupError, match=NAME):
            systems.story("mail")

    def test_a_window_is_refused_beside_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            demo.parse(["--system", NAME, "--window", "0"], {})
        assert "--window is for the journeys" in capsys.readouterr().err


class FakeStage:
    """Deploys nothing, and notes what is asked of it."""

    def __init__(self, screen: Screen, violations: list[str]) -> None:
        self.screen = screen
        self.account = SimpleNamespace(
            violations=violations, environment={"AWS_REGION": "us-east-1", "A": "b"}
        )
        self.done: list[str] = []

    def deploy(self) -> dict[str, Any]:
        self.done.append("deploy")
        return {"topic_arn": "arn"}

    def empty_buckets(self) -> None:
        self.done.append("empty buckets")

    def tear_down(self) -> None:
        self.done.append("tear down")


def played(
    monkeypatch: pytest.MonkeyPatch, screen: Screen, *arguments: str, violations: tuple[str, ...] = ()
) -> tuple[int, FakeStage, list[Path]]:
    """The exit code of the demo with a stage and a story that are none."""
    staged, configurations = FakeStage(screen, list(violations)), []

    @contextlib.contextmanager
    def stage(configuration: Path, *_: object) -> Iterator[FakeStage]:
        configurations.append(configuration)
        yield staged

    def play(stage: SystemStage) -> None:
        staged.done.append(f"play {stage.outputs['topic_arn']}")

    monkeypatch.setattr(demo, "stage", stage)
    monkeypatch.setattr(demo, "Screen", lambda: screen)
    monkeypatch.setattr(demo, "story", lambda _name: play)
    monkeypatch.setattr(demo, "_wait_for_ctrl_c", lambda _: staged.done.append("wait"))
    return demo.run(["--system", NAME, *arguments], Interruptions()), staged, configurations


@pytest.mark.usefixtures("one_story")
class TestPlay:
    def test_the_example_is_applied_its_story_played_and_all_of_it_destroyed(
        self, monkeypatch: pytest.MonkeyPatch, screen: Screen, out: io.StringIO
    ) -> None:
        code, staged, configurations = played(monkeypatch, screen)
        assert code == 0
        assert staged.done == ["deploy", "play arn", "empty buckets", "tear down"]
        assert configurations == [systems.EXAMPLES / NAME]
        assert out.getvalue().splitlines()[-1].startswith("Done in ")

    def test_keep_waits_and_says_how_to_reach_it(
        self, monkeypatch: pytest.MonkeyPatch, screen: Screen, out: io.StringIO
    ) -> None:
        _, staged, _ = played(monkeypatch, screen, "--keep")
        assert staged.done == ["deploy", "play arn", "wait", "empty buckets", "tear down"]
        assert 'export AWS_REGION=us-east-1\n\n# topic_arn: "arn"\n' in out.getvalue()

    def test_a_call_that_aws_would_refuse_is_a_failure(
        self, monkeypatch: pytest.MonkeyPatch, screen: Screen, out: io.StringIO
    ) -> None:
        code, staged, _ = played(monkeypatch, screen, violations=("PutX was called wrongly.",))
        assert code == 1
        assert "PutX was called wrongly." in out.getvalue()
        assert staged.done == ["deploy", "play arn"]


def test_only_settings_of_aws_are_shown() -> None:
    text = outputs_of_system({"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "PATH": "/bin"}, {"names": ["a"]})
    assert [line for line in text.splitlines() if line.startswith("export")] == [
        "export AWS_ENDPOINT_URL=http://127.0.0.1:1"
    ]
    assert '# names: ["a"]' in text


class TestStage:
    @pytest.fixture
    def stage(self, screen: Screen) -> SystemStage:
        account: Any = SimpleNamespace(client=lambda service: f"client of {service}")
        return SystemStage(account, {}, screen)

    def test_its_clients_are_those_of_the_account(self, stage: SystemStage) -> None:
        assert stage.client("sqs") == "client of sqs"

    @pytest.mark.parametrize("answer", [0, "", [], False, "found"])
    def test_it_waits_for_anything_but_none(
        self, stage: SystemStage, out: io.StringIO, monkeypatch: pytest.MonkeyPatch, answer: object
    ) -> None:
        monkeypatch.setattr("examples.demo.systems.stage._PAUSE", 0)
        answers = itertools.chain([None, None], itertools.repeat(answer))
        assert stage.wait_until("the reply is sent", lambda: next(answers)) == answer
        assert out.getvalue().startswith("  the reply is sent: 0.")

    def test_what_never_comes_is_a_wrong_value(
        self, stage: SystemStage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("examples.demo.systems.stage._PAUSE", 0.001)
        with pytest.raises(WrongValue, match=r"^Not seen within 0\.01 s: the reply is sent\.$"):
            stage.wait_until("the reply is sent", lambda: None, seconds=0.01)

    def test_it_looks_at_least_once(self, stage: SystemStage) -> None:
        assert stage.wait_until("now", lambda: 1, seconds=-1) == 1


class BucketsOfTwo:
    """S3 with one bucket that holds two versions and a marker, and an empty one."""

    def __init__(self) -> None:
        self.versions = {
            "filled": {
                "Versions": [{"Key": "a", "VersionId": "1", "Size": 1}, {"Key": "b", "VersionId": "2"}],
                "DeleteMarkers": [{"Key": "a", "VersionId": "3"}],
            },
            "empty": {},
        }
        self.deleted: dict[str, list[dict[str, str]]] = {}

    def list_buckets(self) -> dict[str, Any]:
        return {"Buckets": [{"Name": name} for name in self.versions]}

    def list_object_versions(self, *, Bucket: str) -> dict[str, Any]:  # noqa: N803 - as boto3 has it
        return self.versions[Bucket]

    def delete_objects(self, *, Bucket: str, Delete: dict[str, Any]) -> None:  # noqa: N803 - as boto3 has it
        self.deleted[Bucket] = Delete["Objects"]


class TestEmptying:
    """A real `Stage` on a made-up S3."""

    @staticmethod
    def staged(s3: BucketsOfTwo, screen: Screen) -> Stage:
        account: Any = SimpleNamespace(client=lambda _service: s3)
        terraform: Any = None
        return Stage(account, terraform, {}, screen)

    def test_every_version_goes_and_the_reader_is_told(self, screen: Screen, out: io.StringIO) -> None:
        s3 = BucketsOfTwo()
        self.staged(s3, screen).empty_buckets()
        gone = [("a", "1"), ("b", "2"), ("a", "3")]
        assert s3.deleted == {"filled": [{"Key": key, "VersionId": version} for key, version in gone]}
        assert "the demo empties them" in out.getvalue()

    def test_nothing_is_said_where_nothing_is_stored(self, screen: Screen, out: io.StringIO) -> None:
        s3 = BucketsOfTwo()
        del s3.versions["filled"]
        self.staged(s3, screen).empty_buckets()
        assert (s3.deleted, out.getvalue()) == ({}, "")


def test_a_table_shows_anything_and_fits(screen: Screen, out: io.StringIO) -> None:
    screen.table(["address", "why"], [("[ann]@example.org", "y" * 100), (1, None)])
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert "[ann]@example.org" in out.getvalue()
    assert out.getvalue().count("y") == 101  # and that of "why"
    assert any(line.split() == ["1", "-"] for line in lines)
