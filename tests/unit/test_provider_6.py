"""Everything that we use was looked up in provider 6, and what it says differently is found."""

import json
import zipfile

import pytest

from docs import provider_6, versions
from docs.provider_bindings import Bindings
from docs.provider_pulumi import NewerBindings
from docs.provider_schema import ANY, Body, Member, ProviderSchema
from docs.provider_uses import terraform_files, uses

FACTS = json.loads(versions.FACTS.read_text())


def is_known(path, known):
    """Itself, or what it ends in: `tags.team` is a key of the map `tags`."""
    steps = path.split(".")
    return path in known or any(
        known.get(".".join(steps[:end]), "block") not in ("block", "blocks") for end in range(1, len(steps))
    )


def test_everything_that_we_use_was_looked_up():
    unknown = [
        f"{kind} {path}".strip()
        for kind, paths in uses(terraform_files()).items()
        for path in sorted(paths)
        if kind not in FACTS["uses"] or (path and not is_known(path, FACTS["uses"][kind]))
    ]
    assert not unknown, f"docs/provider_6.json does not know {unknown}: run `{provider_6.COMMAND}`"


def test_it_was_compared_with_what_ci_runs():
    assert FACTS["compared_with"] == versions.AWS_PROVIDER, f"run `{provider_6.COMMAND}`"


# --- what a file uses ---

CONFIGURATION = """
resource "aws_sqs_queue" "this" {
  for_each = aws_sns_topic.news
  name     = each.value.name # aws_kms_key.commented.arn
  tags     = { team = aws_kms_key.this[0].tags["team"] }

  lifecycle {
    ignore_changes = [redrive_policy, policy]

    postcondition {
      condition     = alltrue([for a in self.tags_all : a != ""])
      error_message = "no"
    }
  }
}

resource "aws_scheduler_schedule" "this" {
  dynamic "target" {
    for_each = aws_kinesis_stream.events
    content {
      arn = target.value.arn
      retry_policy {
        maximum_retry_attempts = 1
      }
    }
  }
}

data "aws_region" "here" {}

provider "aws" {
  alias  = "other"
  region = "eu-west-1"
}

output "read" {
  value = [
    one(values(aws_sns_topic.one)[*]).arn,
    [for key, rule in aws_s3_bucket_versioning.x.rule : rule.expiration[0].days if rule.id != ""],
    [for grant in [{ arn = aws_iam_role.a.arn, when = true }] : grant.when],
    "prefix-${data.aws_region.here.name}",
  ]
}
"""


def test_uses_of_a_file(tmp_path):
    file = tmp_path / "main.tf"
    file.write_text(CONFIGURATION)
    assert {kind: sorted(path for path in paths if path) for kind, paths in uses([file]).items()} == {
        "data aws_region": ["name"],
        "provider aws": ["region"],
        "resource aws_iam_role": ["arn"],
        "resource aws_kinesis_stream": ["arn"],
        "resource aws_kms_key": ["tags"],
        "resource aws_s3_bucket_versioning": ["rule", "rule.expiration.days", "rule.id"],
        "resource aws_scheduler_schedule": [
            "target",
            "target.arn",
            "target.retry_policy",
            "target.retry_policy.maximum_retry_attempts",
        ],
        "resource aws_sns_topic": ["arn", "name"],
        "resource aws_sqs_queue": ["name", "policy", "redrive_policy", "tags", "tags_all"],
    }


def test_what_terraform_left_behind_is_not_ours(tmp_path):
    for folder in (".terraform/modules/x", ".venv-demo/x", "modules/x"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "main.tf").touch()
    assert terraform_files(tmp_path) == [tmp_path / "modules/x/main.tf"]


# --- the comparison ---


class Types(dict):
    """A schema of given bodies."""

    def of(self, kind):
        return self.get(kind)


def body(**members):
    return Body({name: one if isinstance(one, Member) else Member(type=one) for name, one in members.items()})


def block(**members):
    return Member(type="block", body=lambda: body(**members))


def compared(path, before, exact, newer):
    kind = "resource aws_x"
    _, findings = provider_6.compare(
        {kind: {path}}, Types({kind: before}), Types({kind: exact}), Types({kind: newer})
    )
    return [(finding.path, finding.kind) for finding in findings]


@pytest.mark.parametrize(
    ("path", "before", "exact", "newer", "found"),
    [
        ("a", body(a="string"), body(a="string"), body(a=ANY), []),
        ("a", body(a="string"), None, body(a=ANY), [("", "gone")]),
        ("a", body(a="string"), body(), body(a=ANY), [("a", "gone")]),
        ("a", body(a="string"), body(a="string"), body(), [("a", "gone")]),
        ("a", body(a="bool"), body(a="string"), body(a=ANY), [("a", "another type")]),
        ("a", body(a="string"), Body(body(a="string").members, "old"), body(a=ANY), [("", "deprecated")]),
        (
            "a",
            body(a="string"),
            body(a="string"),
            body(a=Member(type=ANY, deprecated="b")),
            [("a", "deprecated")],
        ),
        (
            "a",
            body(a="string"),
            body(a="string", b=Member(type="bool", required=True)),
            body(a=ANY),
            [("b", "required now")],
        ),
        (
            "a.b",
            body(a=block(b="bool")),
            body(a=block(b="bool", c=Member(type="bool", required=True))),
            body(a=block(b=ANY)),
            [],
        ),
        (
            "a",
            body(a=block(b="bool")),
            body(a=block(b=Member(type="bool", required=True))),
            body(a=block()),
            [("a.b", "required now")],
        ),
        ("a.b", body(a=block(b="bool")), body(a=ANY), body(a=ANY), [("a", "not told")]),
        (
            "a",
            body(a=Member(type="bool", settable=True)),
            body(a="bool"),
            body(a=ANY),
            [("a", "read only now")],
        ),
        ("a.key", body(a="map(string)"), body(a="map(string)"), body(a=ANY), []),
    ],
)
def test_what_6_says_differently_is_found(path, before, exact, newer, found):
    assert compared(path, before, exact, newer) == found


@pytest.mark.parametrize("before", [None, body(b="string")])
def test_what_the_tested_provider_does_not_have_is_no_use(before):
    with pytest.raises(SystemExit, match="of the provider has no"):
        compared("a", before, body(), body())


def test_what_pulumi_leaves_out_is_not_called_gone():
    (kind, path), *_ = NewerBindings.LEFT_OUT
    ours = Types({kind: body(**{path: "string"})})
    _, findings = provider_6.compare({kind: {path}}, ours, ours, Types({kind: body()}))
    assert findings == []


# --- what is compared ---

CDK = '''
class Queue(
    _cdktf_9a.TerraformResource,
):
    @builtins.property
    @jsii.member(jsii_name="arn")
    def arn(self) -> builtins.str:
        return ""

    @builtins.property
    def rule(self) -> "QueueRuleList":
        return ""

class QueueConfig(_cdktf_9a.TerraformMetaArguments):
    def __init__(
        self,
        *,
        count: typing.Optional[typing.Any] = None,
        name: builtins.str,
        lambda_: typing.Optional[typing.Union[builtins.bool, _cdktf_9a.IResolvable]] = None,
        rule: typing.Optional[
            typing.Sequence[typing.Union["QueueRule", typing.Dict[builtins.str, typing.Any]]]
        ] = None,
        tags: typing.Optional[typing.Mapping[builtins.str, builtins.str]] = None,
        ports: typing.Optional[typing.Sequence[jsii.Number]] = None,
    ) -> None:
        """
        :param lambda_: Docs: {@link https://example.com/queue#lambda Queue#lambda}.
        """

class QueueRule:
    def __init__(self, *, days: jsii.Number) -> None:
        """Nothing."""
'''
PULUMI = '''
@pulumi.input_type
class QueueArgs:
    @_builtins.property
    @pulumi.getter(name="keyName")
    @_utilities.deprecated("""Use key instead.""")
    def key_name(self) -> pulumi.Input[str]:
        return ""

@pulumi.type_token("aws:sqs/queue:Queue")
class Queue(pulumi.CustomResource):
    warnings.warn("""queues are over""", DeprecationWarning)

    @_builtins.property
    @pulumi.getter
    def policies(self) -> pulumi.Output[Sequence['outputs.QueuePolicy']]:
        return ""

    @_builtins.property
    @pulumi.getter(name="keyName")
    def key_name(self) -> pulumi.Output[str]:
        return ""
'''
NESTED = """
class QueuePolicy(dict):
    @_builtins.property
    @pulumi.getter
    def days(self) -> int:
        return 0
"""
REGION = """
@pulumi.output_type
class GetRegionResult:
    @_builtins.property
    @pulumi.getter
    def name(self) -> str:
        return ""
"""


def a_wheel(path, files):
    with zipfile.ZipFile(path, "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return path


def test_bindings_of_cdk_for_terraform(tmp_path):
    about = "# CDKTF prebuilt bindings for hashicorp/aws provider version 6.1.2\n"
    files = {"cdktf_cdktf_provider_aws/sqs_queue/__init__.py": CDK, "x.dist-info/METADATA": about}
    bindings = Bindings(a_wheel(tmp_path / "cdk.whl", files))
    found = bindings.of("resource aws_sqs_queue")
    assert bindings.provider_version == "6.1.2"
    assert bindings.of("resource aws_other") is None
    assert {name: (one.type, one.required) for name, one in found.members.items()} == {
        "arn": ("string", False),
        "count": ("any", False),
        "name": ("string", True),
        "lambda": ("bool", False),
        "rule": ("blocks", False),
        "tags": ("map(string)", False),
        "ports": ("list(number)", False),
    }
    assert found.member("name").settable
    assert not found.member("arn").settable
    assert found.member("rule").body().members == {
        "days": Member(type="number", required=True, settable=True)
    }


def test_bindings_of_pulumi(tmp_path):
    files = {
        "pulumi_aws/sqs/queue.py": PULUMI,
        "pulumi_aws/sqs/outputs.py": NESTED,
        "pulumi_aws/get_region.py": REGION,
    }
    bindings = NewerBindings(a_wheel(tmp_path / "pulumi.whl", files))
    queue = bindings.of("resource aws_sqs_queue")
    assert queue.deprecated == "queues are over"
    assert queue.member("key_name").deprecated == "Use key instead."
    assert queue.member("id")
    assert queue.member("key") is None
    assert list(queue.member("policy").body().members) == ["days"]
    assert bindings.of("data aws_region").member("name")
    assert bindings.of("resource aws_other") is None


def test_the_schema_that_terraform_prints():
    attributes = {
        "arn": {"type": "string", "computed": True},
        "path": {"type": "string", "optional": True},
        "names": {"type": ["set", "string"], "required": True},
        "found": {"type": ["list", ["object", {"id": "number"}]], "computed": True},
        "nested": {"nested_type": {"attributes": {"x": {"type": "bool"}}, "nesting_mode": "single"}},
    }
    blocks = {
        "one": {"nesting_mode": "list", "max_items": 1, "min_items": 1, "block": {}},
        "many": {"nesting_mode": "set", "block": {"attributes": {"y": {"type": ["map", "string"]}}}},
    }
    types = {"aws_x": {"block": {"attributes": attributes, "block_types": blocks}}}
    aws = {"resource_schemas": types, "data_source_schemas": {}, "provider": {"block": {}}}
    schema = ProviderSchema({"provider_schemas": {"example.com/hashicorp/aws": aws}})
    found = schema.of("resource aws_x")
    assert schema.of("data aws_x") is None
    assert schema.of("provider aws").members == {}
    assert {name: (one.type, one.required) for name, one in found.members.items()} == {
        "arn": ("string", False),
        "path": ("string", False),
        "names": ("list(string)", True),
        "found": ("blocks", False),
        "nested": ("block", False),
        "one": ("block", True),
        "many": ("blocks", False),
    }
    assert [name for name, one in found.members.items() if one.settable] == ["path", "names", "one", "many"]
    assert found.member("found").body().member("id").type == "number"
    assert found.member("nested").body().member("x").type == "bool"
    assert found.member("many").body().member("y").type == "map(string)"
