"""Cold import of each handler above a bare boto3 client, from the built zip and layer, without bytecode."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import boto3

ROOT = Path(__file__).parents[1]
ROUNDS = 9
BARE = "import json, logging, boto3; boto3.client('dynamodb', region_name='us-east-1')"
CLOCK = "import time; begin = time.perf_counter(); {code}; print(time.perf_counter() - begin)"


def main() -> None:
    """Print a row per handler: milliseconds, medians of fresh interpreters that take turns."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("attribution", "dependencies"):
            zipfile.ZipFile(ROOT / "dist" / f"{name}.zip").extractall(folder)
        handlers = sorted(
            f"attribution.handlers.{path.stem}"
            for path in Path(folder, "attribution", "handlers").glob("*.py")
            if path.stem not in {"__init__", "budgets"}
        )
        cases = {"bare boto3": BARE} | {name: f"{BARE}; import {name}" for name in handlers}
        seconds: dict[str, list[float]] = {name: [] for name in cases}
        for _ in range(ROUNDS):
            for name, code in cases.items():
                seconds[name].append(_run(code, folder))
        bare = statistics.median(seconds["bare boto3"])
        print("import | ms | above bare boto3, ms")
        print("---|---|---")
        for name, values in seconds.items():
            median = statistics.median(values)
            print(f"{name} | {median * 1000:.0f} | {(median - bare) * 1000:.0f}")


def _run(code: str, folder: str) -> float:
    """In an interpreter that sees boto3 with its bytecode, as in the runtime, and ours as sources only."""
    boto3_folder = str(Path(boto3.__file__).parents[1])
    path = f"{folder}{os.pathsep}{folder}/python{os.pathsep}{boto3_folder}"
    done = subprocess.run(
        [sys.executable, "-S", "-B", "-c", CLOCK.format(code=code)],
        env={"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


if __name__ == "__main__":
    main()
