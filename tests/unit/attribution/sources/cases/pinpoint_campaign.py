from tests.support.events import campaign_event
from tests.unit.attribution.sources.case import SourceCase
from tests.unit.attribution.sources.pinpoint import BAD_ENDPOINTS, endpoint_of, in_endpoints

CASE = SourceCase(
    name="pinpoint_campaign",
    arrives_by="call",
    part=endpoint_of,
    payloads=lambda parts, visit: [campaign_event(in_endpoints(parts), visit.journey_id)],
    bad_parts=BAD_ENDPOINTS,
    bad_payloads=[
        (campaign_event(7), "Endpoints must be an object of endpoint id -> endpoint, not a int"),
        (campaign_event({}, None), "CampaignId must be a text, not missing or null"),
        (campaign_event({}) | {"MessageConfiguration": {}}, "custom channel instead"),
    ],
    carries_time=False,
    carries_name=False,
)
