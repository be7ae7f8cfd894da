"""``make demo``: a module on an emulator, from `terraform apply` to `terraform destroy`."""

import sys

from examples.demo.interruption import Interruptions, Stopped


def main() -> int:
    interruptions = Interruptions()
    interruptions.install()
    try:
        from examples.demo.demo import run

        code = run(sys.argv[1:], interruptions)
    except Stopped as stopped:
        # before anything was started
        print(f"Ended by {stopped}.", file=sys.stderr)
        return stopped.exit_code
    return interruptions.stopped.exit_code if interruptions.stopped else code


if __name__ == "__main__":
    sys.exit(main())
