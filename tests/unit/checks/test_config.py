"""checks.toml: what it may say, what each mistake is told, and what waivers do."""

import datetime as dt
import tomllib
from dataclasses import fields

import pytest

from checks import Config, Plan, Settings, UnusableError, evaluate, findings
from checks.config import MEANINGS
from checks.evaluate import WAIVERS, rules_of
from checks.registry import RULES
from tests.unit.checks.plans import TODAY, change, raw

OFF = {rule.id: False for rule in RULES}
GONE = 'module.attribution["shop"].aws_dynamodb_table.touches'
PLAN = raw(change(GONE, before={}, actions=["delete"]))


def config(text):
    return Config.of(tomllib.loads(text))


def waiver(address=GONE, rule="no-destroy-of-data", expires="2026-11-21"):
    said = {"rule": rule, "address": address, "reason": "moves to prod"}
    lines = [f"{key} = '{value}'" for key, value in said.items()]
    return "\n".join(["[[waivers]]", *lines, f"expires = {expires}", ""])


def test_everything_can_be_said(tmp_path):
    (tmp_path / "checks.toml").write_text(
        "[rules]\npermissions-boundary = true\nname-prefix = false\n"
        "[settings]\nrequired_tags = ['team']\nkms_required = true\nmax_log_retention_days = 30\n" + waiver()
    )
    read = Config.read(tmp_path / "checks.toml")
    on = [rule.id for rule in rules_of(read)]
    assert "permissions-boundary" in on
    assert "name-prefix" not in on
    assert read.settings == Settings(required_tags=("team",), kms_required=True, max_log_retention_days=30)
    assert read.waivers[0].expires == dt.date(2026, 11, 21)


def test_nothing_has_to_be_said():
    assert config("") == Config()
    assert [rule.id for rule in rules_of(Config())] == [rule.id for rule in RULES if rule.on]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rule = 1", "key: rule is not known; did you mean rules?"),
        ("zzz = 1", "key: zzz is not known; known are rules, settings, waivers."),
        ("rules = 1", "[rules]: write a table of keys and values."),
        ("[rules]\nencryption = true", "[rules]: encryption is not known; did you mean encrypted?"),
        ("[rules]\nencrypted = 1", "[rules] encrypted: write true or false."),
        ("settings = []", "[settings]: write a table of keys and values."),
        (
            "[settings]\nrequired_tag = []",
            "[settings]: required_tag is not known; did you mean required_tags?",
        ),
        (
            "[settings]\nrequired_tags = 'a'",
            '[settings] required_tags: write a list of texts, as in ["a", "b"].',
        ),
        (
            "[settings]\nname_prefixes = ['']",
            '[settings] name_prefixes: write a list of texts, as in ["a", "b"].',
        ),
        ("[settings]\nkms_required = 1", "[settings] kms_required: write true or false."),
        (
            "[settings]\nmax_log_retention_days = true",
            "[settings] max_log_retention_days: write a whole number, at least 0.",
        ),
        (
            "[settings]\nmax_log_retention_days = -1",
            "[settings] max_log_retention_days: write a whole number, at least 0.",
        ),
        (
            "[settings]\nkms_keys = ['arn:*']",
            "[settings] kms_keys: nothing looks at it without kms_required = true.",
        ),
        (
            "[settings]\npermissions_boundaries = ['arn:*']",
            (
                "[settings] permissions_boundaries: nothing looks at it without permissions-boundary = true "
                "in [rules]."
            ),
        ),
        ("[waivers]", "waivers: write each as [[waivers]]."),
        ("waivers = [1]", "[[waivers]] 1: write a table of keys and values."),
        (
            "[[waivers]]\nrule = 'encrypted'\nreason = 'a'",
            "[[waivers]] 1: address, expires missing; a waiver has rule, address, reason, expires.",
        ),
        (
            waiver() + "until = 1",
            "[[waivers]] 1: until is not known; known are rule, address, reason, expires.",
        ),
        (waiver(address=" "), "[[waivers]] 1 address: write a text."),
        (
            waiver(rule="no-destroy"),
            "[[waivers]] 1 rule: no-destroy is not known; did you mean no-destroy-of-data?",
        ),
        (
            waiver(expires="'2026-11-21'"),
            "[[waivers]] 1 expires: write a date without quotes, as in 2027-03-31.",
        ),
        (
            waiver(expires="2026-11-21T00:00:00Z"),
            "[[waivers]] 1 expires: write a date without quotes, as in 2027-03-31.",
        ),
    ],
)
def test_mistakes_are_told_by_their_key(text, message):
    with pytest.raises(UnusableError) as refused:
        config(text)
    assert str(refused.value) == message


def test_a_file_is_named_in_what_is_wrong_with_it(tmp_path):
    missing, broken, wrong = tmp_path / "missing.toml", tmp_path / "broken.toml", tmp_path / "wrong.toml"
    broken.write_text("[")
    wrong.write_text("zzz = 1")
    for path, message in [
        (missing, "cannot be read: No such file"),
        (broken, "is no TOML"),
        (wrong, ": key"),
    ]:
        with pytest.raises(UnusableError) as refused:
            Config.read(path)
        assert str(refused.value).startswith(f"{path}")
        assert message in str(refused.value)


def test_a_waiver_lets_pass_until_its_day():
    report = evaluate(Plan(PLAN), config(waiver()), TODAY)
    assert report.findings == ()
    assert [(finding.address, held.reason) for finding, held in report.waived] == [(GONE, "moves to prod")]
    assert report.notes == ()


def test_an_expired_waiver_is_a_finding_of_its_own():
    report = evaluate(Plan(PLAN), config(waiver(expires="2026-11-20")), TODAY)
    assert [finding.rule for finding in report.findings] == ["no-destroy-of-data", WAIVERS]
    assert report.findings[1].problem == (
        "The waiver of no-destroy-of-data expired on 2026-11-20; its reason was: moves to prod."
    )
    assert report.waived == ()


@pytest.mark.parametrize("wrong", [waiver("module.other.*"), waiver(rule="encrypted")])
def test_a_waiver_that_lets_nothing_pass_is_told(wrong):
    report = evaluate(Plan(PLAN), config(wrong), TODAY)
    assert [finding.address for finding in report.findings] == [GONE]
    assert len(report.notes) == 1
    assert "lets nothing pass" in report.notes[0]


@pytest.mark.parametrize("glob", ["*", "module.attribution[*].aws_dynamodb_table.touches", GONE])
def test_a_waiver_takes_patterns(glob):
    assert findings(PLAN, config(waiver(glob)), TODAY) == []


def test_today_is_today():
    """In UTC, whichever zone the runner is in; a waiver of last century has expired on every day."""
    assert len(findings(PLAN, config(waiver(expires="1999-12-31")))) == 2


def test_findings_read_a_file_and_take_a_plan(tmp_path):
    (tmp_path / "checks.toml").write_text("[rules]\nno-destroy-of-data = false\n")
    assert [f.rule for f in findings(Plan(PLAN))] == ["no-destroy-of-data"]
    assert findings(PLAN, tmp_path / "checks.toml") == []
    assert str(findings(PLAN)[0]).startswith(f"no-destroy-of-data: {GONE}: It is destroyed")


def test_every_setting_has_a_meaning():
    assert list(MEANINGS) == [setting.name for setting in fields(Settings)]
