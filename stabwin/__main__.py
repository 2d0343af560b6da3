"""``python -m stabwin``."""

# ruff: noqa: PTH100, PTH109, PTH120, E402 (pathlib itself would be looked for in the current folder)

import os
import sys

# Python looks in the current folder first when it is started with -m, so that a file called random.py
# there would take the place of Python's own. A checkout is imported from there on purpose.
_SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
if not sys.flags.safe_path and sys.path[0] == os.getcwd() != _SOURCE:
    del sys.path[0]

from stabwin.cli.main import run

if __name__ == "__main__":
    run()
