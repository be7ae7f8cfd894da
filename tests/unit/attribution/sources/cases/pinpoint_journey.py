from tests.support.events import journey_event
from tests.unit.attribution.sources.case import SourceCase
from tests.unit.attribution.sources.pinpoint import BAD_ENDPOINTS, endpoint_of, in_endpoints

CASE = SourceCase(
    name="pinpoint_journey",
    arrives_by="call",
    part=endpoint_of,
    payloads=lambda parts, visit: [journey_event(in_endpoints(parts), visit.journey_id)],
    bad_parts=BAD_ENDPOINTS,
    bad_payloads=[
        (journey_event(None), "Endpoints must be an object of endpoint id -> endpoint, not missing or null"),
        ({"JourneyId": "spring"}, "Endpoints must be an object"),
        (journey_event({}, None), "JourneyId must be a text, not missing or null"),
        (journey_event({}, "x" * 257), "JourneyId must have 1 to 256 printable characters"),
    ],
    carries_time=False,
    carries_name=False,
)
