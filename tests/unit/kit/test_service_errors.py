"""Every error that the services' models declare for the calls we make has a place in `kit.errors`."""

import botocore.session
import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ParamValidationError,
)

from kit.errors import ConfigError, PermanentError, Throttled, TransientError
from kit.service_errors import CONFIG_CODES, THROTTLING_CODES, TRANSIENT_CODES, translate, translated

CALLS = {
    "cognito-idp": ["AdminUpdateUserAttributes"],
    "dynamodb": ["UpdateItem", "GetItem", "Query", "DeleteItem"],
    "pinpoint": ["GetJourney", "GetCampaign"],
    "sqs": ["SendMessageBatch"],
}
# What no retry and no other deployment mends, read one by one from the models.
PERMANENT_CODES = {
    "AliasExistsException",
    "BadRequestException",
    "BatchEntryIdsNotDistinct",
    "BatchRequestTooLong",
    "ConditionalCheckFailedException",  # adapters answer it themselves
    "EmptyBatchRequest",
    "InvalidAddress",
    "InvalidBatchEntryId",
    "InvalidEmailRoleAccessPolicyException",
    "InvalidEndpointException",
    "InvalidLambdaResponseException",
    "InvalidParameterException",
    "InvalidSecurity",
    "InvalidSmsRoleAccessPolicyException",
    "InvalidSmsRoleTrustRelationshipException",
    "ItemCollectionSizeLimitExceededException",
    "KmsAccessDenied",
    "KmsDisabled",
    "KmsInvalidKeyUsage",
    "KmsInvalidState",
    "KmsNotFound",
    "KmsOptInRequired",
    "MethodNotAllowedException",
    "NotFoundException",
    "OperationNotEnabledException",
    "PayloadTooLargeException",
    "TooManyEntriesInBatchRequest",
    "TransactionConflictException",
    "UnexpectedLambdaException",
    "UnsupportedOperation",
    "UserLambdaValidationException",
    "UserNotFoundException",  # adapters answer it themselves
}


def modelled():
    session = botocore.session.get_session()
    for service, operations in CALLS.items():
        model = session.get_service_model(service)
        for operation in operations:
            for shape in model.operation_model(operation).error_shapes:
                code = shape.metadata.get("error", {}).get("code", shape.name)
                yield service, operation, shape.name, code.rsplit(".", 1)[-1], shape.metadata.get("error", {})


def test_every_modelled_error_is_classified():
    known = THROTTLING_CODES | TRANSIENT_CODES | CONFIG_CODES | PERMANENT_CODES
    unknown = {(s, o, name) for s, o, name, code, _ in modelled() if name not in known and code not in known}
    assert unknown == set(), "classify these in kit/service_errors.py or in PERMANENT_CODES above"


def error(code, status=400):
    return ClientError(
        {"Error": {"Code": code, "Message": "secret"}, "ResponseMetadata": {"HTTPStatusCode": status}}, "X"
    )


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        (error("TooManyRequestsException"), Throttled),  # Cognito says so with HTTP 400
        (error("ProvisionedThroughputExceededException"), Throttled),
        (error("Whatever", 429), Throttled),
        (error("InternalServerError", 500), TransientError),
        (error("InternalErrorException"), TransientError),
        (error("Whatever", 503), TransientError),
        (error("AccessDeniedException"), ConfigError),
        (error("ResourceNotFoundException"), ConfigError),
        (error("InvalidParameterException"), PermanentError),
        (EndpointConnectionError(endpoint_url="x"), TransientError),
        (ConnectTimeoutError(endpoint_url="x"), TransientError),
        (ParamValidationError(report="secret"), PermanentError),
        (RuntimeError("secret"), PermanentError),
    ],
)
def test_translation(raised, kind):
    result = translate(raised, "service:Call")
    assert type(result) is kind
    assert "service:Call" in str(result)
    assert "secret" not in str(result)


def test_guard_translates_and_keeps_the_cause():
    cause = error("TooManyRequestsException")
    with pytest.raises(Throttled) as raised, translated("service:Call"):
        raise cause
    assert raised.value.__cause__ is cause


def test_guard_leaves_our_own_faults_alone():
    with pytest.raises(ZeroDivisionError), translated("service:Call"):
        1 / 0  # noqa: B018
