"""A workbook (XLSX, XLSM, XLSB, XLS, ODS) → its sheets, read by a process of its own.

A damaged or hostile workbook can make its reader ask for more memory than there is, or run for
ever; that ends the process and cannot be caught. So a process that may take only so much memory
and computing time reads all workbooks, and the one that must live on asks it (`process`). How long
it takes by the clock matters little: on a busy machine it waits. It is started when the first
workbook is to be read, serves the next ones too, and ends when it has had nothing to do for a
while. Source: spec, "Tables".
"""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import IO

import msgspec

from xlcs.exports.read.cells import shown
from xlcs.exports.read.headers.header import Aliases
from xlcs.exports.read.kinds.kind_of_file import OLE, ZIP_ERRORS, whole
from xlcs.exports.read.limits import MEGABYTE, SECONDS_A_MEGABYTE, WAITING
from xlcs.exports.read.sheet import FileRefused, Sheet, refuse_larger
from xlcs.exports.read.workbooks import answer as workbook_answer
from xlcs.exports.read.workbooks.answer import Question
from xlcs.exports.read.workbooks.computing_time import SPENT_CODE, seconds_of
from xlcs.exports.read.workbooks.xls_records import has_password
from xlcs.exports.read.workbooks.xlsx_parts import Parts
from xlcs.settings.limits import Limits, raised_by
from xlcs.system.refusals import BECAME_SHORTER, READER_ENDED

_PROCESS = "xlcs.exports.read.workbooks.process"
_ROOT = str(Path(__file__).parents[4])
_KILLED = 9
_TOO_SLOW = "too slow"
_LOOKED_AT_S = 0.25
"""How often is looked at how long a reading takes."""

_MEMORY = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "1"}
"""What is put aside at the start would come on top of what a workbook may take."""

_CRASHES = {
    *(-getattr(signal, name) for name in ("SIGSEGV", "SIGABRT", "SIGBUS") if hasattr(signal, name)),
    0xC0000005, 0xC0000017, 0xC0000409,
}  # fmt: skip
"""How the process ends where a library in it takes for granted that it gets the memory it asks for:
by a signal, on Windows with a status."""

_PIECE_BYTES = 1 << 20


def start() -> None:
    """Start the process, if none is idle, so that the first workbook need not wait for it.

    Raises
    ------
    OSError : it cannot be started.
    """
    if not _idle:
        _idle.append(_Process())


class _Ended(Exception):
    """The process has ended, or was ended."""

    def __init__(self, why: str, *, before_it_began: bool) -> None:
        super().__init__(why)
        self.before_it_began = before_it_began


def read_workbook(file: IO[bytes], aliases: Aliases, limits: Limits) -> list[Sheet]:
    """Read all sheets of an open workbook, hidden ones too; row numbers are Excel's.

    Those with nothing but blank cells have no header.

    Raises
    ------
    FileRefused : the workbook is damaged, too large, or has a password.
    OSError : it cannot be read, no process can be started, or somebody has ended it.
    """
    refuse_larger(file.seek(0, 2), limits.workbook_mb, "workbook_mb")
    file.seek(0)
    if file.read(len(OLE)) == OLE and has_password(whole(file)):
        raise FileRefused("password")
    try:
        answer = _asked(file, aliases, limits)
    except _Ended as ended:
        if not str(ended):
            raise _killed() from ended
        raise _refusal(str(ended), whole(file), limits) from ended
    return workbook_answer.sheets(answer)


def _pieces(file: IO[bytes], size: int) -> Iterator[bytes]:
    """A file that is so long."""
    file.seek(0)
    while size and (piece := file.read(min(_PIECE_BYTES, size))):
        size -= len(piece)
        yield piece
    if size:
        raise OSError(errno.EIO, BECAME_SHORTER)


def _killed() -> OSError:
    return InterruptedError(errno.EINTR, READER_ENDED)


def _refusal(why: str, content: bytes, limits: Limits) -> FileRefused:
    """Why a workbook at which the process has ended cannot be read."""
    if why == _TOO_SLOW:
        return FileRefused("workbook_too_slow", **raised_by("workbook_seconds"))
    if why == workbook_answer.NO_MEMORY:
        try:
            extent = Parts(content, limits.packed_ratio).too_large()
        except (FileRefused, *ZIP_ERRORS):  # an XLS is no zip
            extent = ""
        setting = raised_by("workbook_memory_mb")
        if extent:
            return FileRefused("sheet_too_large", extent=extent, **setting)
        return FileRefused("workbook_too_large", **setting)
    return FileRefused("damaged_workbook", why=why)


def _asked(file: IO[bytes], aliases: Aliases, limits: Limits) -> bytes:
    """What a process answers; another is asked where the first ended before it had begun."""
    with _process() as process:
        try:
            return process.answer(file, aliases, limits)
        except _Ended as ended:
            if not ended.before_it_began or str(ended) == _TOO_SLOW:
                raise
    with _process() as process:
        return process.answer(file, aliases, limits)


class _Process:
    """A process that reads workbooks, one after the other."""

    def __init__(self) -> None:
        path = [_ROOT, *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", _PROCESS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(path), **_MEMORY},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self.is_usable = True

    @property
    def lives(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def answer(self, file: IO[bytes], aliases: Aliases, limits: Limits) -> bytes:
        """Its answer.

        Raises
        ------
        _Ended : it has ended, or took too long.
        OSError : the file cannot be read, or somebody has ended the process.
        """
        assert self._process.stdout is not None
        began = False
        answered, late = threading.Event(), threading.Event()
        size = file.seek(0, 2)
        seconds = max(float(limits.workbook_seconds), SECONDS_A_MEGABYTE * size / MEGABYTE)
        watch = threading.Thread(target=self._watch, args=(seconds, answered, late), daemon=True)
        asked = msgspec.msgpack.encode(Question(aliases, limits, seconds))
        self.is_usable = False
        with suppress(RuntimeError):  # there is no thread to be had: it has a limit of its own
            watch.start()
        try:
            self._send(asked, file, size)
            began = self._process.stdout.read(1) == workbook_answer.BEGUN
            answer = workbook_answer.read_part(self._process.stdout) if began else b""
        finally:
            answered.set()
        if answer:
            self.is_usable = True
            return answer
        why = _TOO_SLOW if late.is_set() else self._last_words()
        if began and not why:
            raise _killed()
        raise _Ended(why, before_it_began=not began)

    def _send(self, asked: bytes, file: IO[bytes], size: int) -> None:
        """Send a question, the file piece by piece; nothing more once the process has ended."""
        length, stdin = workbook_answer.LENGTH.pack, self._process.stdin
        assert stdin is not None
        for part in chain((length(len(asked)), asked, length(size)), _pieces(file, size)):
            try:
                stdin.write(part)
                stdin.flush()
            except OSError:
                return

    def _watch(self, seconds: float, answered: threading.Event, late: threading.Event) -> None:
        """End the process where it takes too long; it may compute for so many seconds."""
        end, spent = time.monotonic() + WAITING * seconds, seconds_of(self._process)
        while not answered.wait(_LOOKED_AT_S):
            if time.monotonic() > end or seconds_of(self._process) - spent > seconds:
                late.set()
                self._process.kill()
                return

    def _last_words(self) -> str:
        """Why it has ended by itself; nothing where it was ended from outside."""
        code = self._process.wait()
        if code == -_KILLED:
            return ""
        if code == SPENT_CODE:
            return _TOO_SLOW
        if code in _CRASHES or code == -getattr(signal, "SIGBUS", signal.SIGSEGV):
            return workbook_answer.NO_MEMORY
        assert self._process.stderr is not None
        said = self._process.stderr.read().decode("utf-8", "replace").splitlines()
        lines = [line for line in said if line.strip() and not line.startswith("thread ")]
        return shown(lines[0] if lines else "") or f"exit {code}"

    def end(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()


_idle: list[_Process] = []

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_idle.clear)  # a process answers one that asks, not two


def _living() -> _Process | None:
    """An idle process that has not ended for having had nothing to do; None where none is left."""
    while True:
        try:
            process = _idle.pop()
        except IndexError:
            return None
        if process.lives:
            return process
        process.end()


@contextmanager
def _process() -> Iterator[_Process]:
    """A process that is not at work, for one question."""
    process = _living() or _Process()
    try:
        yield process
    finally:
        if process.is_usable:
            _idle.append(process)
        else:
            process.end()
