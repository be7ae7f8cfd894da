import pytest

from kit.errors import BadInput
from kit.payloads import required_object, required_text


def test_what_is_as_documented_is_handed_on():
    assert required_object({}, "detail") == {}
    assert required_text("key", "detail.key") == "key"


@pytest.mark.parametrize("value", [None, [], "ann@example.org", 1])
def test_anything_else_than_an_object_is_named_and_not_quoted(value):
    with pytest.raises(BadInput, match=r"^detail must be an object$"):
        required_object(value, "detail")


@pytest.mark.parametrize("value", [None, "", ["ann@example.org"], b"key", 1])
def test_anything_else_than_a_text_is_named_and_not_quoted(value):
    with pytest.raises(BadInput, match=r"^detail\.key must be a text that is not empty$"):
        required_text(value, "detail.key")
