"""The operator's command line: `python -m operations doctor|forget|reconcile|redrive|back-fill`.

doctor     does one user's attribute, or token, say what the table says, and if not, why?
forget     removes one user everywhere in a deployment.
reconcile  calls the deployment's reconcile function until it is done.
redrive    sends all dead letters again.
back-fill  calls the deployment's back-fill function until a file of touches is done.

Needs Python and boto3 only. Of `lambda_src` it uses the rules, sources and adapters that need no
more than that.
"""

import sys
from pathlib import Path

LAMBDA_SOURCES = str(Path(__file__).resolve().parents[1] / "lambda_src")
if LAMBDA_SOURCES not in sys.path:
    sys.path.append(LAMBDA_SOURCES)
