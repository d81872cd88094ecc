"""Answers questions for the sheets of workbooks, within the process that reads them.

It takes no more memory and computing time for a workbook than an honest one of that size needs,
where the system can be told so; on Windows it has no limit of memory, and whoever asked it looks
after its computing time (`computing_time`).
"""

from __future__ import annotations

import mmap
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO

import msgspec

from xlcs.exports.read.limits import MEGABYTE
from xlcs.exports.read.sheet import FileRefused
from xlcs.exports.read.workbooks.answer import (
    BEGUN,
    NO_MEMORY,
    Question,
    of_refusal,
    of_sheets,
    read_part,
    write_parts,
)
from xlcs.exports.read.workbooks.computing_time import limit, limit_own
from xlcs.exports.read.workbooks.sheets import refuse_long_cells, sheets_in

IDLE_SECONDS = 30.0
"""After so long without a question the process ends."""

LARGE_BYTES = 8 << 20
"""A process that has read a larger workbook serves no other: it would keep the memory."""


def answer_questions(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer questions until there is none for a while, or until nobody can ask any more."""
    limit("RLIMIT_CORE", 0)  # whatever ends it, no image of memory with personal data stays behind
    while True:
        idle = threading.Timer(IDLE_SECONDS, os._exit, [0])
        idle.daemon = True
        with suppress(RuntimeError):  # without a thread it ends with whoever asks
            idle.start()
        asked, content = read_part(questions), read_part(questions)
        idle.cancel()
        if not asked:
            return
        answers.write(BEGUN)
        answers.flush()
        write_parts(answers, _answer(asked, content))
        if len(content) > LARGE_BYTES:
            return


def _answer(question: bytes, content: bytes) -> bytes:
    asked = msgspec.msgpack.decode(question, type=Question)
    limit_own(asked.seconds)
    _limit(asked.limits.workbook_memory_mb * MEGABYTE)
    try:
        sheets = sheets_in(content, asked.aliases, asked.limits, may_take=_limit)
        refuse_long_cells(sheets)
        return of_sheets(sheets)
    except FileRefused as refused:
        return of_refusal(refused)
    except MemoryError:
        sys.exit(NO_MEMORY)


def _limit(memory: int) -> None:
    """Let the process take no more than so much memory beside what it has [byte]."""
    with suppress(OSError):  # where the system does not say how much it has
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit("RLIMIT_AS", pages * mmap.PAGESIZE + memory)
