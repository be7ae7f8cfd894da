"""How the product behaves at scale, and what it costs: on paper, without AWS.

    python -m simulations           a blast to millions of customers, simulated
    python -m simulations.cost      what a million touches cost
    python -m simulations.report    writes both tables into docs/scale.md

Everything that the code or the *.tf files say is read from there (`declared.py`); what is assumed is a
parameter with a default (`parameters.py`). Nothing here was compared with AWS: see docs/scale.md.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "lambda_src"))
