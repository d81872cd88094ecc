"""Run by the Windows Python: runs a script or program with the command line that Explorer makes.

usage: double_click.py PROGRAM [ARGUMENT ...]; ends with its exit code. Wine's own command line
would put escaped quotes round paths with a space, which no double click does.
"""

from __future__ import annotations

import subprocess
import sys

program, *given = sys.argv[1:]
line = " ".join([f'"{program}"', *(f'"{each}"' if " " in each else each for each in given)])
if program.lower().endswith(".cmd"):
    line = f'cmd.exe /c "{line}"'
sys.exit(subprocess.run(line).returncode)
