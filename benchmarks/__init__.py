"""Benchmarks print numbers and ratios against a raw baseline in the same run; none asserts a time.

    python -m benchmarks                  all of them, in less than an hour
    python -m benchmarks --quick          a smoke run, less than a minute each
    python -m benchmarks --only tagging   one of them
    python -m benchmarks --write          all of them, and docs/benchmarks.md from what they found
    python -m benchmarks.page             docs/benchmarks.md again, from docs/benchmarks.json and dist/

- ``catalogue``  every benchmark by name; each has a file of its own
- ``result``, ``spread``, ``archive``, ``page``, ``plot``  numbers, JSON, Markdown and the picture
- ``lab``, ``bare``, ``handlers``, ``unpacked``, ``child``, ``turns``, ``machine``  what benchmarks run on
"""

import sys
from pathlib import Path

# The handlers are measured in this process too, from their sources.
sys.path.append(str(Path(__file__).parents[1] / "lambda_src"))
