"""Everything that stands in for AWS on one machine. The demo, the tests and the benchmarks all start here.

- ``ministack``     starts MiniStack, the AWS emulator, and stops it without a trace
- ``server``        runs inside MiniStack, and corrects it where we rely on AWS's behaviour
- ``standins``      small servers for services that no emulator has
- ``proxy``         faults between the Lambdas and the emulator: throttling, errors, silence, resets
- ``deployment``    all of these with ``one_project`` applied, for fault tests and benchmarks
- ``terraform``     applies a root configuration to an emulator
- ``event_source``  how Lambda reads a DynamoDB stream, as a model: pure, used by tests and by ``server``
- ``environment``, ``clients``, ``processes``, ``guard``, ``errors``  what those are built from
"""
