"""Journey attribution: which journey do a customer's events count for?

rules      what is true whatever the service: windows, usernames, which change matters. Pure.
sources    one module per kind of payload: recognise it, yield interactions and rejections, answer.
flows      tagging, projection, expiration, token: rules and ports put in order. No SDK.
adapters   the ports on DynamoDB, Cognito, SQS and Pinpoint. The only modules that call AWS.
handlers   what Lambda calls: settings, wiring, one flow, the answer.

Imports run handlers -> flows, sources, adapters -> rules -> kit; `tests/unit/test_layers.py` holds that.
"""
