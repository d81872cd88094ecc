"""A folder that was read and is kept in its cache, and files to add to it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from tests.reference.shops import MIDDLE
from xlcs.exports.cache.places import FOLDER

FEW = replace(
    MIDDLE, buyers=20, days=10, relations=20, messages=60, visits=30, orders=30, invitations=10,
    opportunities=10, receptions=30, files=2,
)  # fmt: skip

# Enough rows that the merged shop is worth writing anew.
TIMES = [f"2022-09-09 10:00:{second:02d}" for second in range(30)]
VISITS = "买家ID,进店时间\n" + "".join(f"新买家,{time}\n" for time in TIMES)
RELATIONS = "买家ID,客服旺旺,建立时间\n" + "".join(f"新买家,0号客服,{time}\n" for time in TIMES)


def settle(folder: Path) -> None:
    """Make the files old enough for their size and time to be trusted."""
    for path in folder.rglob("*"):
        if path.is_file() and FOLDER not in path.parts:
            os.utime(path, (1_600_000_000, 1_600_000_000))
