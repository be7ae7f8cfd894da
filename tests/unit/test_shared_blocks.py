"""What the modules hand over to blocks that they share, which the mocked tests of the modules cannot see."""

import re
from pathlib import Path

import pytest

MODULES = Path(__file__).parents[2] / "modules"
CALL = re.compile(r'^module "(\w+)" \{\n  source += "\.\./([\w-]+)"\n(.*?)^\}', re.MULTILINE | re.DOTALL)
ARGUMENT = re.compile(r"^  (\w+) += ([^#\n]+?) *(?:#.*)?$", re.MULTILINE)

HANDED_ON = {"kms_key_arn": "var.kms_key_arn", "tags": "var.tags"}
TELLING = HANDED_ON | {"alarm_topic_arn": "var.alarm_topic_arn"}
OF_A_PROJECT = HANDED_ON | {
    "application_id": "var.pinpoint_application_id",
    "application_name": "var.pinpoint_application_name",
    "name_prefix": "var.name_prefix",
    "permissions_boundary_arn": "var.permissions_boundary_arn",
}
CALLS = {
    "dead-letters": {
        "queue-consumer: dead_letters": TELLING
        | {"names_begin": '"${var.name_prefix}-${var.purpose}"', "runbook": '"queue-dead-letters"'},
        "ses-auto-reply: dead_letters": TELLING
        | {"names_begin": "var.name_prefix", "names_end": '"auto-reply-dead-letters"'},
        "ses-vdm-stat-export: not_started": TELLING
        | {
            "names_begin": "local.machine_name",
            "names_end": '"not-started"',
            "runbook": '"vdm-export-not-started"',
        },
    },
    "pinpoint-event-stream": {
        "event-based-segmentation: event_stream": OF_A_PROJECT
        | {
            "for_each": 'toset(local.pinpoint ? ["project"] : [])',
            "purpose": '"segment"',
            "stream_arn": 'aws_kinesis_stream.this["events"].arn',
            "stream_service": '"kinesis"',
        },
        "pinpoint-events-database: event_stream": OF_A_PROJECT
        | {
            "for_each": 'toset(local.living ? [] : ["project"])',
            "purpose": '"due"',
            "stream_arn": "module.lake.firehose_arns[local.stream]",
            "stream_service": '"firehose"',
        },
    },
}


@pytest.mark.parametrize("block", CALLS)
def test_the_modules_hand_on_what_they_were_given(block):
    found = {
        f"{file.parent.name}: {name}": {k: v for k, v in ARGUMENT.findall(arguments) if k != "what"}
        for file in MODULES.glob("*/*.tf")
        for name, called, arguments in CALL.findall(file.read_text())
        if called == block
    }
    assert found == CALLS[block]
