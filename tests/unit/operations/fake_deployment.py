"""A deployment on moto, with answers of Lambda and Scheduler that are checked against the service model."""

import json
from collections import Counter
from types import SimpleNamespace

import boto3
from botocore.validate import validate_parameters

from attribution.adapters.lookup_table import LookupTable
from attribution.rules.parsed import Note
from emulator.declared import create_table, create_touch_table
from operations.clients import Clients
from operations.deployment import find

PREFIX = "shop"
ATTRIBUTE = "custom:campaign"
ACCOUNT = "123456789012"
# Operations whose IAM action has another name.
ACTIONS = {
    "lambda:Invoke": "lambda:InvokeFunction",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:SendMessageBatch": "sqs:SendMessage",
}


def arn_of(function):
    return f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:{function}"


def text_of(body):
    """A message's body: a text as it is, anything else as JSON."""
    return body if isinstance(body, str) else json.dumps(body)


class FakeDeployment:
    """What `terraform apply` would have made; `actions` holds the IAM actions that were used since."""

    def __init__(self, *, attribute=True, token=True, case_sensitive=False, pool=None, inbox=False):
        self.session = boto3.Session(region_name="us-east-1")
        self.clients = Clients(self.session)
        self._own_clients = Clients(self.session)
        self.actions = Counter()
        self.answers = {}
        self._make_pool(pool or {}, token=token)
        self._make_queues(inbox=inbox)
        self._make_functions(attribute=attribute, token=token, case_sensitive=case_sensitive)
        self.session.events.register("before-parameter-build", self._keep_parameters)
        self.session.events.register("before-call", self._before_call)

    def _make_pool(self, settings, *, token):
        pool = self.client("cognito-idp").create_user_pool(
            PoolName="customers",
            Schema=[{"Name": "campaign", "AttributeDataType": "String", "Mutable": True}],
            LambdaConfig={"PreTokenGeneration": arn_of("shop-token")} if token else {},
            **{"UsernameConfiguration": {"CaseSensitive": False}, **settings},
        )["UserPool"]
        self.pool_id, self.pool_arn = pool["Id"], pool["Arn"]
        self.add_client("app", WriteAttributes=["email"])

    def _make_queues(self, *, inbox):
        sqs = self.client("sqs")
        self.inbox = sqs.create_queue(QueueName="shop-inbox")["QueueUrl"] if inbox else None
        self.backlog = sqs.create_queue(QueueName="shop-backlog")["QueueUrl"]
        self.dead_letters = sqs.create_queue(QueueName="shop-dead-letters")["QueueUrl"]

    def _make_functions(self, *, attribute, token, case_sensitive):
        table = create_touch_table(self.client("dynamodb"))
        self.settings = {
            "shop-tagging": {
                "TABLE_NAME": table,
                "USERNAME_ATTRIBUTE": "login",
                "USERNAME_CASE_SENSITIVE": str(case_sensitive).lower(),
            }
        }
        if attribute:
            self.settings["shop-projection"] = {
                "BACKLOG_QUEUE_URL": self.backlog,
                "CAMPAIGN_ATTRIBUTE": ATTRIBUTE,
                "TABLE_NAME": table,
                "USER_POOL_ID": self.pool_id,
            }
        if token:
            self.settings["shop-token"] = {
                "CAMPAIGN_ATTRIBUTE": ATTRIBUTE,
                "TABLE_NAME": table,
                "USERNAME_CASE_SENSITIVE": str(case_sensitive).lower(),
            }
        self.answer("lambda:GetFunctionConfiguration", self._function)
        self.answer("lambda:GetPolicy", lambda _: {"Policy": json.dumps(self._policy())})
        self.answer("lambda:ListEventSourceMappings", lambda _: {"EventSourceMappings": self.mappings()})
        self.answer("scheduler:GetSchedule", lambda _: {"Name": "shop-expiration", "State": "ENABLED"})

    @staticmethod
    def mappings(state="Enabled"):
        stream = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/touches/stream/2026"
        queue = f"arn:aws:sqs:us-east-1:{ACCOUNT}:shop-backlog"
        return [
            {"UUID": source, "EventSourceArn": source, "State": state, "LastProcessingResult": "OK"}
            for source in (stream, queue)
        ]

    def _function(self, asked):
        name = asked["FunctionName"]
        if name not in self.settings:
            return "ResourceNotFoundException"
        variables = {"Variables": self.settings[name]}
        return {"FunctionName": name, "FunctionArn": arn_of(name), "Environment": variables}

    def _policy(self):
        condition = {
            "StringEquals": {"AWS:SourceAccount": ACCOUNT},
            "ArnLike": {"AWS:SourceArn": self.pool_arn},
        }
        return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Condition": condition}]}

    def answer(self, operation, how):
        """`how(parameters)` gives the answer, or an error code."""
        self.answers[operation] = how

    def deny(self, operation):
        self.answer(operation, lambda _: "AccessDeniedException")

    @staticmethod
    def _keep_parameters(params, context, **_):
        context["asked"] = dict(params)

    def _before_call(self, model, context, **_):
        operation = f"{model.service_model.signing_name}:{model.name}"
        self.actions[ACTIONS.get(operation, operation)] += 1
        how = self.answers.get(operation)
        if how is None:
            return None
        found = how(context["asked"])
        if isinstance(found, str):
            return SimpleNamespace(status_code=400), {"Error": {"Code": found}, "ResponseMetadata": {}}
        validate_parameters(found, model.output_shape)
        return SimpleNamespace(status_code=200), found

    def client(self, service):
        return self._own_clients[service]

    @property
    def deployment(self):
        return find(self.clients, PREFIX)

    def add_client(self, name, **settings):
        self.client("cognito-idp").create_user_pool_client(
            UserPoolId=self.pool_id, ClientName=name, **settings
        )

    def add_user(self, username, campaign="", **attributes):
        given = {ATTRIBUTE: campaign, **attributes}
        self.client("cognito-idp").admin_create_user(
            UserPoolId=self.pool_id,
            Username=username,
            UserAttributes=[{"Name": name, "Value": value} for name, value in given.items() if value],
        )

    def campaign(self, username):
        user = self.client("cognito-idp").admin_get_user(UserPoolId=self.pool_id, Username=username)
        return next((a["Value"] for a in user["UserAttributes"] if a["Name"] == ATTRIBUTE), "")

    def add_lookups(self, **usernames):
        """Switches a source on that needs the table of lookups, with whom each reference means."""
        table = create_table(self.client("dynamodb"), "lookups.tf", "lookups", called="shop-lookups")
        notes = [Note(reference=reference, username=name) for reference, name in usernames.items()]
        LookupTable(lambda: self.client("dynamodb"), table).remember(notes, now=0)

    def references(self):
        items = self.client("dynamodb").scan(TableName="shop-lookups")["Items"]
        return {item["reference"]["S"] for item in items}

    def add_back_fill(self, bucket="shop-files"):
        self.client("s3").create_bucket(Bucket=bucket)
        self.settings["shop-back-fill"] = {"BACK_FILL_BUCKET": bucket}

    def put(self, item):
        self.client("dynamodb").put_item(TableName="touches", Item=item)

    def item(self, username):
        key = {"username": {"S": username}}
        return self.client("dynamodb").get_item(TableName="touches", Key=key).get("Item")

    def send(self, queue, *bodies, **numbers):
        """`numbers` become message attributes."""
        attributes = {name: {"DataType": "Number", "StringValue": str(n)} for name, n in numbers.items()}
        for body in bodies:
            self.client("sqs").send_message(
                QueueUrl=queue, MessageBody=text_of(body), MessageAttributes=attributes
            )

    def bodies(self, queue):
        """Everything that can be received now."""
        found = []
        while (
            messages := self.client("sqs")
            .receive_message(QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=600)
            .get("Messages")
        ):
            found += [message["Body"] for message in messages]
        return sorted(found)

    def number_in(self, queue):
        """How many messages there are, whether they can be received now or not."""
        asked = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=asked)
        return sum(map(int, found["Attributes"].values()))
