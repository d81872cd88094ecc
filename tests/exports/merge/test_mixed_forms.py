"""The same exports in other forms, mixed at random, give the same figures.

Expected is what the slow computation makes of the rows before they were cut, copied and written.
"""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import xlcs
from tests.exports.ods_files import ods, row
from tests.reference.beside import rounded, saved_from_excel
from tests.reference.compare import differences
from tests.reference.files import Plain, Writing, write_plainly
from tests.reference.recutting import cut_into, doubled
from tests.reference.shops import MIDDLE, random_shop
from tests.reference.slow import Slow
from tests.reference.source import File, Rules

SMALL = replace(MIDDLE, buyers=8, agents=4, days=8, relations=20, messages=60, visits=25,
                orders=40, invitations=8, opportunities=10, receptions=25, reception_days=20,
                oddities=0.0, files=1, troubles=frozenset())  # fmt: skip
"""A shop without conflicts: how its exports are cut says nothing."""

Grid = Sequence[Sequence[Any]]


def as_csv(grid: Grid, encoding: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(grid)
    return text.getvalue().encode(encoding)


def as_dates(grid: Grid) -> Grid:
    """The grid with date cells for its moments, as a workbook saved again has them."""

    def cell(value: Any) -> Any:
        try:
            return datetime.strptime(value, "%Y-%m-%d %H:%M:%S")
        except (TypeError, ValueError):
            return value or None

    return [[cell(value) for value in line] for line in grid]


def unguarded(cell: Any) -> Any:
    """A cell of a workbook: a formula that guards a number (`="29…"`) has become its text."""
    if isinstance(cell, str) and cell.startswith('="'):
        return cell[2:-1]
    return cell or None


def as_xlsx(grid: Grid) -> bytes:
    book, content = openpyxl.Workbook(), io.BytesIO()
    for line in grid:
        book.active.append([unguarded(cell) for cell in line])
    book.save(content)
    return content.getvalue()


def as_ods(grid: Grid) -> bytes:
    with TemporaryDirectory() as folder:
        rows = [row(*map(unguarded, line)) for line in as_dates(grid)]
        path = ods(Path(folder) / "a.ods", {"数据": rows})
        return path.read_bytes()


FORMS: dict[str, tuple[str, Callable[[Grid], bytes]]] = {
    "UTF-8": (".csv", lambda grid: as_csv(grid, "utf-8")),
    "with a mark": (".csv", lambda grid: as_csv(grid, "utf-8-sig")),
    "GBK": (".csv", lambda grid: as_csv(grid, "gbk")),
    "UTF-16": (".csv", lambda grid: as_csv(grid, "utf-16")),
    "workbook of texts": (".xlsx", as_xlsx),
    "workbook of dates": (".xlsx", lambda grid: as_xlsx(as_dates(grid))),
    "OpenDocument": (".ods", as_ods),
}


def written(files: list[File], folder: Path, rng: random.Random) -> None:
    """Each file in a form of its own; some of them in one of two archives."""
    archives: dict[str, dict[str, bytes]] = {"七月导出.zip": {}, "all.zip": {}}
    for number, file in enumerate(files):
        suffix, content_of = FORMS[rng.choice(list(FORMS))]
        name = f"{rng.choice(('导出', 'e'))}{number}{suffix}"
        content = content_of(Writing(replace(file, name="a.csv"), Plain()).grid())
        home = rng.choice((None, None, *archives))
        if home is None:
            (folder / name).write_bytes(content)
        else:
            archives[home][rng.choice(("", "明细/")) + name] = content
    for archive, parts in archives.items():
        if parts:
            write_archive(folder / archive, parts, in_gbk=rng.random() < 0.5)


def write_archive(path: Path, parts: dict[str, bytes], *, in_gbk: bool) -> None:
    """An archive; its names in UTF-8 as by the standard, or in GBK as Windows writes them."""

    class Named(zipfile.ZipInfo):
        def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
            return self.filename.encode("gbk"), self.flag_bits

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(Named(name) if in_gbk else name, content)


def other_exports(files: list[File], rng: random.Random) -> list[File]:
    """The same facts: cut, doubled, and copies that went through Excel beside."""
    if rng.random() < 0.7:
        files = cut_into(files, rng, rng.choice((2, 3)), rng.choice((0.0, 0.4)))
    copies = [saved_from_excel(file) for file in files if rng.random() < 0.3]
    copies += [rounded(f) for f in files if f.table == "orders" and rng.random() < 0.3]
    return (doubled(files, rng) if rng.random() < 0.3 else files) + copies


def figures_of(folder: Path) -> Any:
    return xlcs.compute(xlcs.read_folder(folder)).report()


@given(seed=st.integers(0, 100_000))
@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_forms_mixed_at_random_change_no_figure(seed: int) -> None:
    rng = random.Random(seed)
    # Without a total no file is net of refunds: that is decided by whole files.
    files = [
        replace(file, columns=[c for c in file.columns if c != "total"])
        for file in random_shop(rng, SMALL)
    ]
    expected = Slow(files, Rules()).report()
    with TemporaryDirectory() as plain, TemporaryDirectory() as mixed:
        write_plainly([replace(f, name=f"{f.table}.csv") for f in files], Path(plain))
        written(other_exports(files, rng), Path(mixed), rng)
        assert differences(figures_of(Path(plain)), expected) == []
        assert differences(figures_of(Path(mixed)), expected) == []
