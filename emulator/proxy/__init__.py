"""A reverse proxy between boto3 and an emulator: it fails to order, and counts.

- ``server``    the proxy itself
- ``faults``    what goes wrong: an error answer, silence, a trickle, a reset, a function of the test
- ``when``      for which calls: a share of them, the first ones, those over a quota
- ``calls``     what was called and what became of it
- ``errors``    error answers as AWS sends them, held to botocore's service models
- ``connections``, ``messages``  HTTP/1.1 messages on asyncio streams
"""
