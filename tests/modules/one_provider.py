"""Runs `terraform test` beside one provider that all runs share.

The provider only tells its schema and validates: all tests mock it, so it is never configured and no run can
see another.
"""

import subprocess
import sys
from pathlib import Path

from emulator.errors import EmulatorError
from emulator.provider import running_provider

REPOSITORY = Path(__file__).parents[2]


def main() -> int:
    command = ["terraform", "test", "-test-directory=tests/modules", *sys.argv[1:]]
    try:
        with running_provider(REPOSITORY) as environment:
            return subprocess.run(command, cwd=REPOSITORY, env=environment, check=False).returncode
    except EmulatorError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    sys.exit(main())
