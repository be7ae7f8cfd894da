"""A policy of response headers without custom ones, and an invalidation that is asked for twice."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.ministack import MiniStack

SECURITY = {"ContentTypeOptions": {"Override": True}}
CUSTOM = {"Quantity": 1, "Items": [{"Header": "X-Shop", "Value": "spring", "Override": True}]}


def config_of_policy(stack: MiniStack, name: str, **more: Any) -> dict[str, Any]:
    cloudfront = stack.client("cloudfront")
    made = cloudfront.create_response_headers_policy(
        ResponseHeadersPolicyConfig={"Name": name, "SecurityHeadersConfig": SECURITY, **more}
    )
    got = cloudfront.get_response_headers_policy(Id=made["ResponseHeadersPolicy"]["Id"])
    config: dict[str, Any] = got["ResponseHeadersPolicy"]["ResponseHeadersPolicyConfig"]
    return config


def test_lists_that_are_not_there_are_not_told_of(stack: MiniStack) -> None:
    config = config_of_policy(stack, "plain")
    assert not {"CustomHeadersConfig", "RemoveHeadersConfig"} & config.keys()
    assert config["SecurityHeadersConfig"] == SECURITY


def test_lists_that_are_there_are(stack: MiniStack) -> None:
    config = config_of_policy(stack, "custom", CustomHeadersConfig=CUSTOM)
    assert config["CustomHeadersConfig"] == CUSTOM
    assert "RemoveHeadersConfig" not in config


def test_stock_tells_of_empty_lists(stock: MiniStack) -> None:
    """When this fails, the correction may be no longer needed."""
    assert config_of_policy(stock, "plain")["CustomHeadersConfig"] == {"Quantity": 0}


def test_invalidations_are_known_by_their_reference(stack: MiniStack) -> None:
    """Needs no correction: the same again is the same invalidation, and other paths are refused."""
    cloudfront = stack.client("cloudfront")
    origin = {
        "Id": "site",
        "DomainName": "site.s3.amazonaws.com",
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }
    distribution = cloudfront.create_distribution(
        DistributionConfig={
            "CallerReference": "site",
            "Comment": "",
            "Enabled": True,
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": {"TargetOriginId": "site", "ViewerProtocolPolicy": "allow-all"},
        }
    )["Distribution"]["Id"]

    def invalidate(*paths: str) -> str:
        batch = {"Paths": {"Quantity": len(paths), "Items": [*paths]}, "CallerReference": "r"}
        answer = cloudfront.create_invalidation(DistributionId=distribution, InvalidationBatch=batch)
        identifier: str = answer["Invalidation"]["Id"]
        return identifier

    assert invalidate("/a", "/b") == invalidate("/b", "/a")
    with pytest.raises(ClientError, match="InvalidationBatchAlreadyExists"):
        invalidate("/a")
    listed = cloudfront.list_invalidations(DistributionId=distribution)["InvalidationList"]
    assert listed["Quantity"] == 1
