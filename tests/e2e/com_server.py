"""Run by the Windows Python: xlwings' own function server, as Excel starts it through xlwings' DLL.

usage: com_server.py SPEC, a JSON file with
  clsid        which class the server answers under
  sys_path     folders to import from
  environment  variables to set first
  remember     workbook → what it asked for when it was last refreshed
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date, datetime
from pathlib import Path

spec = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
sys.path[:0] = spec["sys_path"]
os.environ.update(spec["environment"])

import xlwings  # noqa: E402

from xlcs.addin.session.choices import Choices  # noqa: E402
from xlcs.addin.session.remembered_choices import remember  # noqa: E402

for book, asked in spec["remember"].items():
    days = [date.fromisoformat(asked[key]) if asked[key] else None for key in ("start", "end")]
    remember(book, Choices(asked["folder"], *days, asked["rules"]), datetime(2022, 10, 2, 9, 30))

print("serving", flush=True)
xlwings.serve(spec["clsid"])
