"""The process that reads workbooks: `python -m xlcs.exports.read.workbook_process`.

Questions come from its standard input and answers go to its standard output (`workbook_answer`).
It takes no more memory for a workbook than an honest one of that size needs, where the system can
be told so (not on Windows: there it is ended after a time only).
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import IO, Any

from xlcs.exports.read import workbook_answer
from xlcs.exports.read.sheet import FileRefused
from xlcs.exports.read.workbook_answer import BEGUN, LENGTH, READ
from xlcs.exports.read.workbook_sheets import memory_for, reach_of, sheets_in

IDLE_SECONDS = 30.0
"""After so long without a question the process ends."""

LARGE_BYTES = 8 << 20
"""A process that has read a larger workbook serves no other: it would keep the memory."""


def main(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer questions until there is none for a while, or until nobody can ask any more."""
    while True:
        idle = threading.Timer(IDLE_SECONDS, os._exit, [0])
        idle.daemon = True
        idle.start()
        asked, content = _part(questions), _part(questions)
        idle.cancel()
        if not asked:
            return
        answers.write(BEGUN)
        answers.flush()
        told = json.loads(asked)
        answers.write(workbook_answer.parts(_answer(told, content)))
        answers.flush()
        if len(content) > LARGE_BYTES:
            return


def _answer(told: dict[str, Any], content: bytes) -> bytes:
    _limit(memory_for(content))
    try:
        if told["question"] == READ:
            return workbook_answer.of_sheets(sheets_in(content, told["aliases"]))
        return workbook_answer.of_extent(reach_of(content))
    except FileRefused as refused:
        return workbook_answer.of_refusal(refused)
    except MemoryError:
        sys.exit(workbook_answer.NO_MEMORY)


def _limit(memory: int) -> None:
    """Let the process take no more than so much memory beside what it has [byte]."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (ImportError, OSError):
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = pages * resource.getpagesize() + memory
    allowed = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, most))


def _part(file: IO[bytes]) -> bytes:
    start = file.read(LENGTH.size)
    if len(start) < LENGTH.size:
        return b""
    return file.read(LENGTH.unpack(start)[0])


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
