"""Receipt rules can be changed and moved, and need the permission of the function that they call, as on AWS.

MiniStack makes, tells and deletes rules; it has neither UpdateReceiptRule nor SetReceiptRulePosition, and
takes a rule whose function SES may not call. Its rules take no mail: `emulator.standins.received_mail` does.
"""

# ruff: noqa: SLF001 - MiniStack has no public place to correct it; launch.py pins the version

from typing import Any
from urllib.parse import parse_qs

Params = dict[str, Any]
Answer = tuple[int, dict[str, str], bytes]

_SERVICE = "ses.amazonaws.com"
_INVOKE = "lambda:InvokeFunction"


def install() -> None:
    from ministack.services import ses

    handle, create = ses.handle_request, ses._create_receipt_rule
    more = {"UpdateReceiptRule": _update_receipt_rule, "SetReceiptRulePosition": _set_receipt_rule_position}

    async def handle_changes(method: str, path: str, headers: Any, body: bytes, query: Any) -> Any:
        form = parse_qs(body.decode(errors="replace"), keep_blank_values=True) if method == "POST" else {}
        params = {**dict(query), **form}
        changed = None if path.startswith("/v2/") else more.get(ses._p(params, "Action"))
        return await handle(method, path, headers, body, query) if changed is None else changed(params)

    def create_if_permitted(params: Params) -> Answer:
        refused = _refusal(ses._p(params, "RuleSetName"), ses._receipt_rule_from_params(params))
        return refused or create(params)

    ses.handle_request, ses._create_receipt_rule = handle_changes, create_if_permitted


def _update_receipt_rule(params: Params) -> Answer:
    from ministack.services import ses

    set_name, rule = ses._p(params, "RuleSetName"), ses._receipt_rule_from_params(params)
    wrong: Answer | None = ses._receipt_rule_error(rule) or _refusal(set_name, rule)
    rules, missing = _found(set_name, rule["Name"])
    if refused := wrong or missing:
        return refused
    rules[_place(rules, rule["Name"])] = rule
    return ses._receipt_result("UpdateReceiptRule")  # type: ignore[no-any-return]


def _set_receipt_rule_position(params: Params) -> Answer:
    from ministack.services import ses

    set_name, name, after = (ses._p(params, key) for key in ("RuleSetName", "RuleName", "After"))
    rules, missing = _found(set_name, name, *([after] if after else []))
    if missing:
        return missing
    rule = rules.pop(_place(rules, name))
    rules.insert(_place(rules, after) + 1 if after else 0, rule)
    return ses._receipt_result("SetReceiptRulePosition")  # type: ignore[no-any-return]


def _found(set_name: str, *names: str) -> tuple[list[dict[str, Any]], Answer | None]:
    """The rules of a set, and the answer where the set or one of the rules does not exist."""
    from ministack.services import ses

    if set_name not in ses._receipt_rule_sets:
        return [], ses._receipt_missing_set(set_name)
    rules: list[dict[str, Any]] = ses._receipt_rule_sets[set_name]["Rules"]
    for name in names:
        if name not in {rule["Name"] for rule in rules}:
            return rules, ses._receipt_error("RuleDoesNotExist", f"Rule does not exist: {name}")
    return rules, None


def _place(rules: list[dict[str, Any]], name: str) -> int:
    return next(place for place, rule in enumerate(rules) if rule["Name"] == name)


def _refusal(set_name: str, rule: dict[str, Any]) -> Answer | None:
    """What SES answers where it may not call a function of the rule."""
    from ministack.services import ses

    for action in rule["Actions"]:
        arn = action.get("LambdaAction", {}).get("FunctionArn")
        if arn and not _may_call(arn, set_name, rule["Name"]):
            return ses._receipt_error(  # type: ignore[no-any-return]
                "InvalidLambdaFunction", f"Could not invoke Lambda function: {arn}"
            )
    return None


def _may_call(function_arn: str, set_name: str, rule_name: str) -> bool:
    from ministack.core.iam_evaluator import EvalContext, evaluate_resource_policy
    from ministack.core.responses import get_account_id, get_region
    from ministack.services import lambda_svc

    function = lambda_svc._functions.get(function_arn.rpartition(":")[2])
    account, region = get_account_id(), get_region()
    rule_arn = f"arn:aws:ses:{region}:{account}:receipt-rule-set/{set_name}:receipt-rule/{rule_name}"
    context = EvalContext(
        principal_arn=_SERVICE,
        principal_type="Service",
        principal_account=account,
        action=_INVOKE,
        resource_arn=function_arn,
        region=region,
        service_context={"aws:sourcearn": rule_arn, "aws:sourceaccount": account},
    )
    policy = function["policy"] if function else None
    return bool(evaluate_resource_policy(policy, context, service=_SERVICE).decision == "Allow")
