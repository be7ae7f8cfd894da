"""The command: exit codes, formats, what goes where; nothing sensitive, no traceback whatever it reads."""

import contextlib
import copy
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import Config, Plan, Settings, UnusableError, Waiver, evaluate
from checks.__main__ import main
from checks.evaluate import Report
from checks.registry import RULES
from checks.report import FORMATS, as_github, as_json, as_text
from tests.unit.checks.plans import TODAY, change, raw

REPOSITORY = Path(__file__).parents[3]
RAW = json.loads((Path(__file__).parent / "real" / "plan.json").read_text())
TABLE = "aws_dynamodb_table.touches"
GOOD = raw(change("aws_sqs_queue.x", {"sqs_managed_sse_enabled": True}))
BAD = raw(change(TABLE, before={}, actions=["delete"]))
EVERYTHING = Config(
    rules={rule.id: True for rule in RULES},
    settings=Settings(
        required_tags=("team",),
        name_prefixes=("shop-",),
        permissions_boundaries=("arn:*",),
        kms_keys=("arn:*",),
        max_log_retention_days=1,
    ),
)


@pytest.fixture
def plan_file(tmp_path):
    def written(plan, name="plan.json"):
        path = tmp_path / name
        path.write_text(plan if isinstance(plan, str) else json.dumps(plan))
        return str(path)

    return written


def test_nothing_found(plan_file, capsys):
    assert main([plan_file(GOOD)]) == 0
    assert capsys.readouterr().out == "0 findings: 13 rules on 1 resource.\n"


def test_something_found(plan_file, capsys):
    assert main([plan_file(BAD)]) == 1
    out = capsys.readouterr().out
    assert out.startswith(
        f"no-destroy-of-data: {TABLE}\n    It is destroyed, with its data.\n    Fix: If it has"
    )
    assert out.endswith("1 finding: 13 rules on 1 resource.\n")


def test_standard_input(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(BAD).encode())))
    assert main(["-"]) == 1
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"{")))
    assert main(["-"]) == 2
    assert capsys.readouterr().err.startswith("standard input is no JSON")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.json"], "missing.json cannot be read: No such file or directory."),
        (["."], ". cannot be read: Is a directory."),
        ([], "PLAN.json is missing. Give what `terraform show -json FILE` prints"),
        (["missing.json", "--config", "missing.toml"], "missing.toml cannot be read"),
    ],
)
def test_what_cannot_be_read(arguments, message, capsys):
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.err.startswith(message)
    assert said.out == ""


def test_a_configuration_is_read(plan_file, capsys):
    off = plan_file("[rules]\nno-destroy-of-data = false\n", "checks.toml")
    assert main([plan_file(BAD), "--config", off]) == 0
    wrong = plan_file("[rules]\nno-destroy = false\n", "checks.toml")
    assert main([plan_file(BAD), "--config", wrong]) == 2
    assert "no-destroy is not known; did you mean no-destroy-of-data?" in capsys.readouterr().err


def test_a_list_of_rules(capsys):
    assert main(["--list"]) == 0
    out = capsys.readouterr().out
    assert [line for line in out.splitlines() if not line.startswith(" ")] == [
        rule.id if rule.on else f"{rule.id} (off)" for rule in RULES
    ]


@pytest.mark.parametrize("arguments", [["--format", "xml", "x"], ["a", "b"], ["--nonsense"]])
def test_wrong_use(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def test_a_terminal_without_letters_is_written_to(plan_file, monkeypatch):
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", out)
    assert main([plan_file(raw(change(TABLE, before={}, actions=["delete"]) | {"address": "touché"}))]) == 1
    out.seek(0)
    assert "touch\\xe9" in out.read()


def test_it_runs_from_another_folder_without_installation(plan_file, tmp_path):
    """As in a platform repo, with what Terraform fetched of the module on the path; `-S`: no packages."""
    done = subprocess.run(
        [sys.executable, "-S", "-m", "checks", plan_file(BAD)],
        cwd=tmp_path,
        env={"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "no-destroy-of-data" in done.stdout


def test_an_old_python_is_told_and_no_finding():
    """Exit code 1 would mean findings, and runners of last years have 3.10 or older."""
    old = "import runpy, sys; sys.version_info, sys.version = (3, 10, 12), '3.10.12 (main)'; "
    done = subprocess.run(
        [sys.executable, "-c", old + "runpy.run_module('checks', run_name='__main__')"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    said = "The plan checks need Python 3.11 or newer, and this is 3.10.12.\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


# Formats


@pytest.fixture
def report():
    waiver = Waiver("no-destroy-of-data", "aws_s3_bucket.*", "moves", TODAY)
    unused = Waiver("encrypted", "x", "moves", TODAY)
    plan = raw(
        change("aws_s3_bucket.x", before={}, actions=["delete"]),
        change(TABLE, before={}, actions=["delete"]) | {"address": "a\n::b, 100%\x1b[0m"},
    )
    return evaluate(Plan(plan), Config(waivers=(waiver, unused)), TODAY)


def test_text_tells_everything_on_lines_of_its_own(report):
    lines = as_text(report).splitlines()
    assert lines[0] == "no-destroy-of-data: a\\n::b, 100%\\x1b[0m"
    assert lines[3:] == [
        "waived until 2026-11-21: no-destroy-of-data: aws_s3_bucket.x (moves)",
        "note: The waiver of encrypted at x lets nothing pass: remove it, if no other plan needs it.",
        "1 finding, 1 waived: 13 rules on 2 resources.",
    ]


def test_json_is_for_programs(report):
    said = json.loads(as_json(report))
    assert list(said) == ["findings", "waived", "notes", "rules", "resources"]
    assert list(said["findings"][0]) == ["rule", "address", "problem", "fix"]
    assert said["findings"][0]["address"] == "a\n::b, 100%\x1b[0m"
    assert said["waived"][0]["expires"] == "2026-11-21"
    assert said["resources"] == 2


def test_annotations_cannot_be_forged(report):
    lines = as_github(report).splitlines()
    begin = "::error title=plan checks::no-destroy-of-data: a\\n::b, 100%25\\x1b[0m: It is destroyed"
    assert lines[0].startswith(begin)
    waived = "waived until 2026-11-21: no-destroy-of-data: aws_s3_bucket.x (moves)"
    assert lines[1] == f"::notice title=plan checks::{waived}"
    assert lines[2].startswith("::warning title=plan checks::The waiver of encrypted at x lets nothing pass")
    assert lines[3:] == ["1 finding, 1 waived: 13 rules on 2 resources."]


def test_no_format_is_empty_of_findings():
    nothing = Report((), (), (), (), 0)
    assert as_github(nothing) == "0 findings: 0 rules on 0 resources.\n"


# Nothing sensitive, no traceback

SECRET = "s3cr3t"
STATEMENT = {
    "Sid": SECRET,
    "Effect": "Allow",
    "Principal": "*",
    "Action": f"{SECRET}:*",
    "NotAction": SECRET,
    "Resource": f"{SECRET}*",
    "NotResource": SECRET,
}
VALUES = {
    "name": SECRET,
    "bucket": SECRET,
    "acl": "public-read",
    "tags": {"x": SECRET},
    "tags_all": {"x": SECRET},
    "kms_master_key_id": SECRET,
    "kms_key_id": SECRET,
    "permissions_boundary": SECRET,
    "retention_in_days": 99999,
    "stream_enabled": True,
    "stream_view_type": SECRET,
    "policy": json.dumps({"Statement": STATEMENT}),
    "function_name": SECRET,
    "principal": SECRET,
}
TYPES = (
    "aws_cloudwatch_log_group",
    "aws_dynamodb_table",
    "aws_iam_role",
    "aws_iam_role_policy",
    "aws_lambda_event_source_mapping",
    "aws_lambda_function",
    "aws_s3_bucket",
    "aws_sns_topic",
    "aws_sqs_queue",
)
DOCUMENT = {
    "sid": SECRET,
    "actions": [f"{SECRET}:*"],
    "not_actions": [SECRET],
    "resources": [f"{SECRET}*"],
    "not_resources": [SECRET],
}


@pytest.mark.parametrize("kms_required", [True, False])
@pytest.mark.parametrize("format_", FORMATS)
def test_nothing_sensitive_is_printed(format_, kms_required):
    before = {"stream_enabled": True, "stream_view_type": "KEYS_ONLY"}
    changes = [
        change(f"{type_}.x", VALUES, before=before, actions=["update"], sensitive=dict.fromkeys(VALUES, True))
        for type_ in TYPES
    ]
    changes.append(
        change(
            "data.aws_iam_policy_document.x",
            {"statement": [DOCUMENT]},
            actions=["read"],
            sensitive={"statement": [{"actions": [True]}]},
        )
    )
    settings = Settings(**{**_as_dict(EVERYTHING.settings), "kms_required": kms_required})
    report = evaluate(Plan(raw(*changes)), Config(rules=EVERYTHING.rules, settings=settings), TODAY)
    assert len(report.findings) > 15
    assert SECRET not in FORMATS[format_](report)
    # and it would be, if it were not marked
    for one in changes:
        one["change"]["after_sensitive"] = {}
    shown = evaluate(Plan(raw(*changes)), Config(rules=EVERYTHING.rules, settings=settings), TODAY)
    assert FORMATS[format_](shown).count(SECRET) > 5


def _as_dict(settings):
    return {name: getattr(settings, name) for name in settings.__slots__}


SOURCES = "".join(path.read_text() for path in sorted((REPOSITORY / "checks").rglob("*.py")))
KEYS = st.sampled_from(sorted(set(re.findall(r'"([A-Za-z_]{3,40})"', SOURCES))))
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["*", "data", "managed", "aws_sqs_queue.x", "var.x", '{"Statement": [1]}', "\ud800"]),
)
GARBAGE = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=8,
)
CHANGE = st.fixed_dictionaries(
    {
        "address": st.text(max_size=8),
        "mode": st.sampled_from(["managed", "data"]),
        "type": st.sampled_from(
            [*TYPES, "aws_iam_policy_document", "aws_s3_bucket_public_access_block", "aws_lambda_permission"]
        ),
        "change": st.fixed_dictionaries(
            {"actions": st.lists(st.sampled_from(["create", "delete", "update", "read"]), max_size=2)},
            optional={
                "before": GARBAGE,
                "after": GARBAGE,
                "after_unknown": GARBAGE,
                "after_sensitive": GARBAGE,
                "replace_paths": st.one_of(st.none(), st.lists(GARBAGE, max_size=2)),
            },
        ),
    },
    optional={"module_address": GARBAGE, "name": GARBAGE, "index": GARBAGE},
)
PLANS = st.fixed_dictionaries(
    {"resource_changes": st.lists(CHANGE, max_size=4)},
    optional={"prior_state": GARBAGE, "configuration": GARBAGE, "variables": GARBAGE, "complete": GARBAGE},
)


@st.composite
def spoiled(draw):
    """The real plan with garbage in one place, so that what is around it is as the rules expect it."""
    plan = copy.deepcopy(RAW)
    node, depth = plan, draw(st.integers(1, 9))
    while True:
        key = draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
        depth -= 1
        if depth == 0 or not isinstance(node[key], dict | list) or not node[key]:
            node[key] = draw(GARBAGE)
            return plan
        node = node[key]


@given(plan=st.one_of(GARBAGE, PLANS, spoiled()))
def test_whatever_is_read_is_answered(plan):
    """Any JSON gets a report or a reason, and every report can be written in every format."""
    report = None
    with contextlib.suppress(UnusableError):
        report = evaluate(Plan.parse(json.dumps(plan), "plan.json"), EVERYTHING, TODAY)
    assert report is None or all(write(report).encode() for write in FORMATS.values())


@given(text=st.one_of(st.binary(max_size=40), st.text(max_size=40)))
def test_whatever_is_no_json_is_refused(text):
    with pytest.raises(UnusableError, match=r"^plan\.json"):
        Plan.parse(text, "plan.json")


def test_depth_is_no_traceback(plan_file, capsys):
    """Deep enough for the reader of JSON, and too deep for what looks at it."""
    nest = []
    for _ in range(3000):
        nest = [nest]
    with pytest.raises(UnusableError, match="nested too deeply"):
        evaluate(Plan(raw(change("aws_sqs_queue.x", {"x": nest}))), Config(), TODAY)
    for depth in (300, 500, 900):
        nest = "[" * depth + "]" * depth
        text = json.dumps(raw(change("aws_sqs_queue.x", {"x": "NEST"}))).replace('"NEST"', nest)
        assert main([plan_file(text)]) in {0, 1, 2}
