import sys

from kit.errors import BadInput
from kit.logs import AllowListFormatter


def formatted(error):
    try:
        raise error
    except type(error):
        return AllowListFormatter().formatException(sys.exc_info())


def test_our_own_message_is_printed():
    assert formatted(BadInput("Endpoints must be an object")).endswith(
        "BadInput: Endpoints must be an object"
    )


def test_of_a_foreign_error_only_type_and_frames_are_printed():
    text = formatted(ValueError("se" + "cret"))
    assert text.endswith("ValueError")
    assert "in formatted" in text
    assert "secret" not in text


def test_no_error_is_no_text():
    assert AllowListFormatter().formatException((None, None, None)) == ""
