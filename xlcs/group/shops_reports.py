"""Each shop's own workbook, written beside the group's as the shops' answers come."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from unicodedata import normalize

from xlcs.errors import WorkbookError
from xlcs.group.answers import ShopAnswer, without_report
from xlcs.group.shops import holds_reports
from xlcs.report.write.package import replacing
from xlcs.system.refusals import refusal

_TEXT = {
    "zh": {
        "reports": "单店报表",
        "no_folder": "单店报表的文件夹 {path} 建不了：{why}。请检查权限，或用 --out 换一个位置。",
    },
    "en": {
        "reports": "reports",
        "no_folder": "The folder {path} of the shops' own reports cannot be made: {why}. Check"
        " permissions, or choose another place with --out.",
    },
}


class ShopsReports:
    """The shops' own workbooks, in a folder beside the group's.

    Parameters
    ----------
    of_group : the group's workbook
    shops : the names of all shops

    Attributes
    ----------
    written : shop → path of its workbook, relative to the group's
    failed : why some could not be written
    """

    def __init__(self, of_group: Path, shops: Iterable[str], language: str) -> None:
        self._folder = _folder_beside(of_group, _TEXT[language]["reports"])
        self._file_names = file_names(shops)
        self._language = language
        self.written: dict[str, str] = {}
        self.failed: list[WorkbookError] = []

    def take(self, answer: ShopAnswer) -> ShopAnswer:
        """Write the workbook of an answer that has one; gives the answer without it."""
        if answer.report is not None:
            target = self._folder / self._file_names[answer.shop]
            try:
                self._write(answer.report, target)
                self.written[answer.shop] = f"{self._folder.name}/{target.name}"
            except WorkbookError as error:
                self.failed.append(error)
        return without_report(answer)

    def _write(self, report: bytes, target: Path) -> None:
        try:
            self._folder.mkdir(exist_ok=True)
        except OSError as error:
            why = refusal(error, self._language)
            told = _TEXT[self._language]["no_folder"].format(path=self._folder, why=why)
            raise WorkbookError(told) from error
        with replacing(target, self._language) as file:
            file.write(report)


def _folder_beside(of_group: Path, name: str) -> Path:
    """The folder beside the group's workbook, called like it; never one that holds anything else.

    The shops themselves may lie in a folder of that name.
    """
    folder = of_group.with_suffix("")
    is_taken = folder.is_dir() and any(folder.iterdir()) and not holds_reports(folder)
    return of_group.with_name(f"{folder.name}_{name}") if is_taken else folder


def file_names(shops: Iterable[str]) -> dict[str, str]:
    """The file name of each shop's own workbook, without what Windows or a link does not take.

    No two are the same, nor differ in capitals alone, which some systems do not tell apart.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for shop in shops:
        name = allowed = re.sub(r'[\\/:*?"<>|#%]', "_", shop)
        number = 1
        while (alike := normalize("NFC", name).casefold()) in taken:
            number += 1
            name = f"{allowed} ({number})"
        taken.add(alike)
        names[shop] = f"{name}.xlsx"
    return names
