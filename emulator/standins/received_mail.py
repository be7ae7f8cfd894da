"""What Amazon SES does with a mail that it receives: MiniStack keeps receipt rules, but takes no mail."""

import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from emulator.clients import client
from emulator.errors import EmulatorError
from emulator.standins.times import iso_milliseconds, now

_VERDICTS = ("spam", "virus", "spf", "dkim", "dmarc")
_COMMON = {"date": "Date", "messageId": "Message-ID", "subject": "Subject"}


class ReceivedMail:
    """Mail for the emulator at ``url``: rules of its active rule set call functions, without waiting."""

    def __init__(self, url: str) -> None:
        self._rules = client("ses", url)
        self._functions = client("lambda", url)

    def receive(
        self,
        *recipients: str,
        sender: str = "bob@example.net",
        headers: Mapping[str, str] | None = None,
        verdicts: Mapping[str, str] | None = None,
        times: int = 1,
    ) -> list[dict[str, Any]]:
        """The events that functions got, each ``times`` times: Lambda may deliver an event twice.

        ``sender`` and ``recipients`` are the envelope's; ``verdicts``, as ``{"spam": "FAIL"}``, replace PASS.
        """
        events = []
        mail = _mail(sender, recipients, {"From": sender, "To": ", ".join(recipients), **(headers or {})})
        for function_arn, matched in self._calls(recipients):
            receipt = _receipt(matched, function_arn, verdicts or {})
            record = {
                "eventSource": "aws:ses",
                "eventVersion": "1.0",
                "ses": {"mail": mail, "receipt": receipt},
            }
            events.append({"Records": [record]})
            for _ in range(times):
                self._functions.invoke(
                    FunctionName=function_arn, InvocationType="Event", Payload=json.dumps(events[-1]).encode()
                )
        return events

    def _calls(self, recipients: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
        """The functions to call, each with the recipients that its rule matches, until a rule stops."""
        active = self._rules.describe_active_receipt_rule_set()
        if "Metadata" not in active:
            raise EmulatorError("No receipt rule set is active, so SES takes no mail: activate one first.")
        for rule in active.get("Rules", []):
            matched = [
                recipient for recipient in recipients if _matches(rule.get("Recipients", []), recipient)
            ]
            if not rule["Enabled"] or not matched:
                continue
            for action in rule["Actions"]:
                if "LambdaAction" in action:
                    yield action["LambdaAction"]["FunctionArn"], matched
                if "StopAction" in action:
                    return


def _matches(listed: list[str], recipient: str) -> bool:
    """https://docs.aws.amazon.com/ses/latest/dg/receiving-email-receipt-rules-console-walkthrough.html"""
    address = recipient.lower()
    domain = address.rpartition("@")[2]
    return not listed or any(
        one in (address, domain) or (one.startswith(".") and domain.endswith(one)) for one in listed
    )


def _mail(sender: str, recipients: tuple[str, ...], headers: Mapping[str, str]) -> dict[str, Any]:
    common = {name: headers[header] for name, header in _COMMON.items() if header in headers}
    listed = {"Return-Path": f"<{sender}>", **headers}
    return {
        "timestamp": iso_milliseconds(now()),
        "messageId": uuid.uuid4().hex,
        "source": sender,
        "destination": list(recipients),
        "headersTruncated": False,
        "headers": [{"name": name, "value": value} for name, value in listed.items()],
        "commonHeaders": {
            "returnPath": sender,
            "from": [headers["From"]],
            "to": [one.strip() for one in headers["To"].split(",")],
            **common,
        },
    }


def _receipt(matched: list[str], function_arn: str, verdicts: Mapping[str, str]) -> dict[str, Any]:
    return {
        "timestamp": iso_milliseconds(now()),
        "processingTimeMillis": 574,
        "recipients": matched,
        **{f"{check}Verdict": {"status": verdicts.get(check, "PASS")} for check in _VERDICTS},
        "action": {"type": "Lambda", "functionArn": function_arn, "invocationType": "Event"},
    }
