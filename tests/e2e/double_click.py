"""Run by the Windows Python: runs a script or program with the command line that Explorer makes.

usage: double_click.py PROGRAM [ARGUMENT ...]; ends with its exit code. Wine's own command line
would put escaped quotes round paths with a space, which no double click does.
"""

from __future__ import annotations

import subprocess
import sys
import time

NOT_BORN = 1359
"""ERROR_INTERNAL_ERROR, which Wine's CreateProcess gave once on a busy machine. A start that failed
has run nothing of the program, so that it can be started again."""


def run(line: str, *, starts: int = 3) -> int:
    """Run a command line to its end; its exit code."""
    for _ in range(starts - 1):
        try:
            return subprocess.run(line).returncode
        except OSError as error:
            if getattr(error, "winerror", None) != NOT_BORN:
                raise
            time.sleep(1)
    return subprocess.run(line).returncode


program, *given = sys.argv[1:]
line = " ".join([f'"{program}"', *(f'"{each}"' if " " in each else each for each in given)])
if program.lower().endswith(".cmd"):
    line = f'cmd.exe /c "{line}"'
sys.exit(run(line))
