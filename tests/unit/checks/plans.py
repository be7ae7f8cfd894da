"""Plans made by hand, as small as a rule needs them."""

import datetime as dt
import re

from checks import Config, Plan, Settings, evaluate

TODAY = dt.date(2026, 11, 21)


def change(address, after=None, *, unknown=None, before=None, actions=("create",), sensitive=None, **more):
    """One of resource_changes; module, type, name and index are read off the address."""
    found = re.fullmatch(r"(?:(.*?)\.)??(data\.)?(\w+)\.(\w+)(?:\[(.*)\])?", address)
    module, data, type_, name, index = found.groups()
    return {
        "address": address,
        **({"module_address": module} if module else {}),
        "mode": "data" if data else "managed",
        "type": type_,
        "name": name,
        **({"index": index} if index else {}),
        "change": {
            "actions": list(actions),
            "before": before,
            "after": after,
            "after_unknown": unknown or {},
            "after_sensitive": sensitive or {},
        }
        | more,
    }


def module(said, **more):
    """A module's configuration: what its resources say, by address."""
    return {"resources": [{"address": a, "expressions": e} for a, e in said.items()], **more}


def raw(*changes, configuration=None, **more):
    """A whole plan; `configuration` is as `module` and `of_module_a` make it."""
    said = {} if configuration is None else {"configuration": {"root_module": configuration}}
    return {"format_version": "1.2", "resource_changes": list(changes), **said, **more}


def of_module_a(said, **more):
    """A configuration whose only resources are in a module called a."""
    return {"module_calls": {"a": {"module": module(said), **more}}}


def found(rule, *changes, settings=None, configuration=None, **more):
    """What one rule finds on these changes, as addresses with their problems."""
    plan = Plan(raw(*changes, configuration=configuration, **more))
    config = Config(rules={rule: True}, settings=Settings(**(settings or {})))
    report = evaluate(plan, config, TODAY)
    assert all(finding.fix for finding in report.findings)
    return [(finding.address, finding.problem) for finding in report.findings if finding.rule == rule]


def addresses(rule, *changes, **more):
    return [address for address, _ in found(rule, *changes, **more)]
