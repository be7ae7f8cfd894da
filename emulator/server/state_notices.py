"""What a state machine publishes keeps its message attributes.

MiniStack hands them to SNS as the state has them, which looks for them as they are in a request.
"""

# ruff: noqa: SLF001 - MiniStack has no public place to correct it; launch.py pins the version

from typing import Any

_RESOURCE = "arn:aws:states:::sns:publish"


def install() -> None:
    from ministack.services import stepfunctions

    publish = stepfunctions._SERVICE_DISPATCH[_RESOURCE]

    def publish_with_attributes(resource: str, arguments: dict[str, Any]) -> Any:
        attributes = arguments.get("MessageAttributes", {})
        return publish(resource, {**arguments, **_in_a_request(attributes)})

    stepfunctions._SERVICE_DISPATCH[_RESOURCE] = publish_with_attributes


def _in_a_request(attributes: dict[str, dict[str, str]]) -> dict[str, str]:
    found = {}
    for number, (name, value) in enumerate(attributes.items(), start=1):
        entry = f"MessageAttributes.entry.{number}"
        found[f"{entry}.Name"] = name
        found |= {f"{entry}.Value.{part}": text for part, text in value.items()}
    return found
