"""Where a report and its figures are written: never over an export, a setting or a lead's notes."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import count
from os.path import realpath  # where links lead in a circle, `Path.resolve` raises
from pathlib import Path

from xlcs.errors import InputError, WorkbookError

_TEXT = {
    "zh": {
        "title": "客服报表",
        "not_xlsx": "--out {path} 不是 .xlsx 文件名。请以 .xlsx 结尾。",
        "is_source": "{path} 在数据文件夹里，是读入的导出文件，不会覆盖它。请换一个名字。",
        "is_settings": "{path} 是这次用的设置文件，不会覆盖它。请换一个名字。",
        "same": "--out 和 --json 都是 {path}，报表会被覆盖。请给出两个文件名。",
        "long": "文件名太长：{name}。请换一个短一些的名字。",
        "no_parent": "写不了 {path}：没有文件夹 {parent}。请先建好，或换一个位置。",
    },
    "en": {
        "title": "customer-service",
        "not_xlsx": "--out {path} is no .xlsx file name. Let it end in .xlsx.",
        "is_source": "{path} is one of the exported files that were read and is not overwritten."
        " Choose another name.",
        "is_settings": "{path} is the settings file of this run and is not overwritten. Choose"
        " another name.",
        "same": "--out and --json are both {path}; one would overwrite the other. Give two names.",
        "long": "The file name is too long: {name}. Choose a shorter one.",
        "no_parent": "{path} cannot be written: there is no folder {parent}. Make it, or choose"
        " another place.",
    },
}

STDOUT = "-"

LONGEST_NAME = 255
"""What file systems take [bytes]."""


@dataclass(frozen=True)
class Outputs:
    """What a run writes.

    out : the workbook, or a folder to put it in; None where it is named after its period
    json : the figures' file; None for none
    to_stdout : whether the figures go to standard output
    force : whether a workbook that is there already is replaced
    """

    out: Path | None
    json: Path | None
    to_stdout: bool
    force: bool
    language: str

    @classmethod
    def asked(
        cls, out: Path | None, json: str | None, settings: Iterable[Path | None], force: bool,
        language: str,
    ) -> Outputs:  # fmt: skip
        """What the command line asks for.

        Parameters
        ----------
        settings : files that must not be overwritten

        Raises
        ------
        InputError : a name that cannot be meant
        WorkbookError : a folder that is not there
        """
        text = _TEXT[language]
        to_stdout = json == STDOUT
        path = None if json is None or to_stdout else Path(json)
        for target in (out, path):
            if target is not None and len(os.fsencode(target.name)) > LONGEST_NAME:
                raise InputError(text["long"].format(name=target.name))
            if target is not None and not target.is_dir() and not target.parent.is_dir():
                raise WorkbookError(text["no_parent"].format(path=target, parent=target.parent))
        if out is not None and not out.is_dir() and out.suffix.lower() != ".xlsx":
            raise InputError(text["not_xlsx"].format(path=out))
        if out is not None and path is not None and realpath(out) == realpath(path):
            raise InputError(text["same"].format(path=out))
        for used in settings:
            if path is not None and used is not None and realpath(path) == realpath(used):
                raise InputError(text["is_settings"].format(path=path))
        return cls(out, path, to_stdout, force, language)

    @property
    def wants_workbook(self) -> bool:
        """Whether a workbook is written: asked for, or nothing else is."""
        return self.out is not None or (self.json is None and not self.to_stdout)

    def spare(self, sources: Iterable[Path]) -> None:
        """Refuse to write over a file that was read.

        Raises
        ------
        InputError
        """
        read = set(map(realpath, sources))
        for target in (self.out, self.json):
            if target is not None and realpath(target) in read:
                raise InputError(_TEXT[self.language]["is_source"].format(path=target))

    def workbook(self, first: date | None, last: date | None, title: str | None = None) -> Path:
        """The workbook's path; where only a folder is known, it is named after its period.

        That is behind the title, a report's if none is given. A name that is taken is left alone
        unless `force`: `… (2).xlsx` is free.
        """
        target = self.out
        if target is None or target.is_dir():
            days = [day.isoformat() for day in (first, last) if day]
            named = "_".join([title or _TEXT[self.language]["title"], *days])
            target = (target or Path()) / f"{named}.xlsx"
        return target if self.force else free_name(target)


def free_name(path: Path) -> Path:
    """The path, or with the first number behind it that no file has: `报表 (2).xlsx`.

    Where the name would be too long with the number, its end is cut.
    """
    if not path.exists():
        return path
    numbered = (_with_ending(path, f" ({number})") for number in count(2))
    return next(candidate for candidate in numbered if not candidate.exists())


def _with_ending(path: Path, ending: str) -> Path:
    stem = path.stem
    while len(os.fsencode(f"{stem}{ending}{path.suffix}")) > LONGEST_NAME and len(stem) > 1:
        stem = stem[:-1]
    return path.with_stem(f"{stem}{ending}")
