"""Email templates of Pinpoint, as boto3 reads them."""

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from emulator.standins.model_server import ModelServer
from emulator.standins.pinpoint_templates import PinpointTemplates


@pytest.fixture
def templates() -> PinpointTemplates:
    return PinpointTemplates()


@pytest.fixture
def server(templates: PinpointTemplates) -> Iterator[ModelServer]:
    with ModelServer("pinpoint", templates.operations) as running:
        yield running
        assert running.violations == []


def test_a_template_is_told_without_the_parts_that_it_lacks(
    templates: PinpointTemplates, server: ModelServer
) -> None:
    templates.add_email_template("gone-fishing", subject="Re:", text="Hello %%NAME%%")
    told = server.client().get_email_template(TemplateName="gone-fishing")["EmailTemplateResponse"]
    assert (told["Subject"], told["TextPart"], told["TemplateType"]) == ("Re:", "Hello %%NAME%%", "EMAIL")
    assert "HtmlPart" not in told


def test_a_template_that_is_gone_is_not_found(server: ModelServer) -> None:
    with pytest.raises(ClientError) as error:
        server.client().get_email_template(TemplateName="gone")
    assert error.value.response["Error"]["Code"] == "NotFoundException"
