"""What the AWS provider asks for twice, since it lost the first answer, is done once."""

import http.client
import json
import urllib.parse
import uuid

from emulator.ministack import MiniStack

PROVIDER = "APN/1.0 HashiCorp/1.0 Terraform/1.11.4 terraform-provider-aws/5.100.0 aws-sdk-go-v2/1.36.3"


def create_database(
    stack: MiniStack, name: str, *, request: str | None, attempt: int, agent: str
) -> tuple[int, str]:
    place = urllib.parse.urlsplit(stack.url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=10)
    connection.request(
        "POST",
        "/",
        json.dumps({"DatabaseInput": {"Name": name}}),
        {
            "User-Agent": agent,
            **({"Amz-Sdk-Invocation-Id": request} if request else {}),
            "Amz-Sdk-Request": f"attempt={attempt}; max=25",
            "Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/glue/aws4_request",
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "AWSGlue.CreateDatabase",
        },
    )
    answer = connection.getresponse()
    told = answer.read().decode()
    connection.close()
    return answer.status, told


def twice(stack: MiniStack, *, attempts: tuple[int, int] = (1, 2), agent: str = PROVIDER) -> list[int]:
    name, request = f"d{uuid.uuid4().hex[:8]}", str(uuid.uuid4())
    return [
        create_database(stack, name, request=request, attempt=attempt, agent=agent)[0] for attempt in attempts
    ]


def test_the_answer_to_a_repeated_request_is_that_to_the_first(stack: MiniStack) -> None:
    assert twice(stack) == [200, 200]


def test_a_new_request_is_no_repetition(stack: MiniStack) -> None:
    assert twice(stack, attempts=(1, 1)) == [200, 400]


def test_others_have_the_same_done_again(stack: MiniStack) -> None:
    """The tests of lost answers need it."""
    assert twice(stack, agent="Boto3/1.0") == [200, 400]


def test_what_failed_is_done_again(stack: MiniStack) -> None:
    name, request = f"d{uuid.uuid4().hex[:8]}", str(uuid.uuid4())
    assert create_database(stack, "", request=request, attempt=1, agent=PROVIDER)[0] == 400
    assert create_database(stack, name, request=request, attempt=2, agent=PROVIDER)[0] == 200


def test_a_request_without_an_id_is_no_repetition_of_another(stack: MiniStack) -> None:
    names = [f"d{uuid.uuid4().hex[:8]}" for _ in range(2)]
    for name in names:
        create_database(stack, name, request=None, attempt=2, agent=PROVIDER)
    glue = stack.client("glue")
    assert [glue.get_database(Name=name)["Database"]["Name"] for name in names] == names


def test_stock_does_it_again(stock: MiniStack) -> None:
    """When this fails, the correction may be no longer needed."""
    assert twice(stock) == [200, 400]
