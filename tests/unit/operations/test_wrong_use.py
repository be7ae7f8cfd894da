"""The command line, used wrongly: exit code 2, and an error that names the option or what is missing."""

import boto3
import pytest

from operations.__main__ import main


@pytest.mark.parametrize("command", ["doctor", "forget"])
def test_prefix_that_leads_nowhere(shop, capsys, command):
    assert main([command, "--user", "ann", "--name-prefix", "other"], shop.session) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: function other-tagging was not found in account 123456789012")
    assert "--name-prefix" in said


@pytest.mark.parametrize("name", ["", " ", "a b", "x" * 129])
@pytest.mark.parametrize("command", ["doctor", "forget"])
def test_name_that_is_none(shop, capsys, command, name):
    assert main([command, "--user", name, "--name-prefix", "shop"], shop.session) == 2
    assert "--user is no Cognito username" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [[], ["doctor"], ["sing"], ["reconcile", "--walk", "moon"], ["reconcile", "--segments", "3"]],
)
def test_options(arguments):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2


def test_no_region(monkeypatch, capsys):
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name)
    assert main(["doctor", "--user", "ann"]) == 2
    assert "no Region: give --region" in capsys.readouterr().err


def test_no_credentials(monkeypatch, capsys):
    monkeypatch.setattr(boto3.Session, "get_credentials", lambda _: None)
    assert main(["doctor", "--user", "ann"]) == 2
    assert "no AWS credentials: give --profile" in capsys.readouterr().err


def test_profile(capsys):
    assert main(["doctor", "--user", "ann", "--profile", "absent"]) == 2
    assert "give --profile a name" in capsys.readouterr().err
