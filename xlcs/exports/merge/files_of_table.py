"""All rows of one table from all its files, one below the other, as a frame.

Files stand in order of lateness (spec, "Overlaps"), so that later rows are further down.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.merge.people import People
from xlcs.exports.values.faults import more_rows
from xlcs.exports.values.parsed import (
    ARROW_TYPES,
    DAY,
    FORM,
    MERGED_CHOICES,
    MINUTE,
    SECOND,
    ParsedTable,
)
from xlcs.problems import Problem
from xlcs.settings.limits import DEFAULTS
from xlcs.tables import TABLE, TABLES

MOST_LISTED = DEFAULTS.listed_rows
"""Rows of a sheet with one and the same problem that are listed one by one."""

_IN_ANOTHER = frozenset(MERGED_CHOICES) - {"initiated_by"}
"""Columns that the reader has put into another one."""

STR = pd.StringDtype("pyarrow", na_value=np.nan)
"""What pandas calls "str", made of Arrow's texts without a copy."""


def by_lateness(sheets: Iterable[ParsedTable]) -> list[ParsedTable]:
    """The parsed sheets of one table, later files last.

    A file is later when the latest event time inside it (over its sheets of this table) is, then
    by its name. The sheets of a file keep their order.
    """
    sheets = list(sheets)
    last: dict[str, datetime] = {}
    for sheet in sheets:
        file = sheet.source.file
        last[file] = max(last.get(file, datetime.min), sheet.source.last or datetime.min)
    return sorted(sheets, key=lambda s: (last[s.source.file], s.source.file))


def sheets_of_tables(sheets: Iterable[ParsedTable]) -> dict[str, list[ParsedTable]]:
    """Table id → its parsed sheets with rows, later files last; a table without any is absent.

    So is one of which every row was refused: a sum over nothing known is unknown, not 0 (spec,
    "Unknown is not 0"). A file with headers alone is known to hold nothing.
    """
    having = [sheet for sheet in sheets if sheet.frame is not None]
    of_table = {table.id: [s for s in having if s.source.table == table.id] for table in TABLES}
    return {
        id_: by_lateness(parts)
        for id_, parts in of_table.items()
        if parts and not nothing_usable(parts)
    }


def nothing_usable(sheets: Collection[ParsedTable]) -> bool:
    """Whether a table's sheets have rows, and each of them was refused."""
    rows = sum(sheet.source.rows for sheet in sheets)
    return 0 < rows == sum(sheet.source.refused_rows for sheet in sheets)


@dataclass(frozen=True)
class FileRows:
    """All rows of one table.

    Parameters
    ----------
    table : canonical table id
    sheets : where they come from, later files last
    frame : a row each, with all canonical columns of the table that the reader keeps and those that
        it adds (`ParsedTable`): names and words categorical, order numbers str, times
        datetime64[s], money Int64 [fen]; and beside them

        sheet : index into `sheets`
        file : number of its file; sheets of one workbook share it
        row : its number as Excel shows it
        X_form : how exactly X is given (`DAY`, `MINUTE`, `SECOND`); absent where each file gives
            all times of X to the second
    """

    table: str
    sheets: Sequence[ParsedTable]
    frame: pd.DataFrame

    def tells(self, *columns: str) -> list[str]:
        """Those of the columns of which some file tells: it has the column, and can be used.

        One that is blank in every row says that there is nothing, such as no unbinding; one of
        which every value had to be blanked says nothing (spec, "Unknown is not 0"), and a header
        without rows says nothing of the rows of other files.
        """
        having = [s for s in self.sheets if s.frame is not None and s.frame.num_rows] or self.sheets
        return [name for name in columns if any(_tells(sheet, name) for sheet in having)]

    def problem(self, code: str, at: Any, column: str, value: str | None, **found: str) -> Problem:
        """A problem of the row with that label in `frame`; `column` is canonical."""
        source = self.sheets[self.whole("sheet", at)].source
        caption = source.headers.get(column, TABLE[self.table].column(column).headers[0])
        return source.problem(code, self.whole("row", at), caption, value, **found)

    def problems(self, at: Iterable[Any], problem: Callable[[Any], Problem]) -> list[Problem]:
        """A problem of each of those rows; beyond `MOST_LISTED` of a sheet their numbers are told.

        Parameters
        ----------
        at : labels in `frame`, in ascending order
        problem : makes the problem of a row, by its label
        """
        sheet = self.frame["sheet"].reindex(pd.Index(at))
        is_listed = sheet.groupby(sheet).cumcount() < MOST_LISTED
        found = [problem(label) for label in sheet.index[is_listed]]
        for _, rest in sheet[~is_listed].groupby(sheet):
            rows = self.frame.loc[rest.index, "row"]
            found.append(more_rows(problem(rest.index[0]), rows, differs=True))
        return found

    def cut(self) -> list[int]:
        """The sheets that `may_be_cut`, as `sheet` in `frame` counts them."""
        return [number for number, sheet in enumerate(self.sheets) if may_be_cut(sheet)]

    def whole(self, column: str, at: Any) -> int:
        """The whole number in a column of the row with that label."""
        return int(cast(int, self.frame.at[at, column]))


def _tells(sheet: ParsedTable, column: str) -> bool:
    frame = sheet.frame
    if frame is None or column not in frame.column_names:
        return False
    if frame[column].null_count < frame.num_rows:
        return True
    captions = {sheet.source.headers.get(name) for name in (column, *_TOLD_BY.get(column, ()))}
    return not any(
        problem.level == "value" and problem.column in captions for problem in sheet.problems
    )


_TOLD_BY = {"done_at": ("task_status",)}
"""Column → those that go into it (`ParsedTable`)."""


def file_rows(table: str, sheets: Sequence[ParsedTable], who: People) -> FileRows:
    """The rows of some parsed sheets, later files last, with names as all tables have them."""
    arrows = [sheet.frame for sheet in sheets if sheet.frame is not None]
    sizes = [arrow.num_rows for arrow in arrows]
    files: dict[str, int] = {}
    of_sheet = [files.setdefault(sheet.source.file, len(files)) for sheet in sheets]
    rows = [_row_numbers(sheet, arrow) for sheet, arrow in zip(sheets, arrows, strict=True)]
    columns: dict[str, Any] = {
        "sheet": np.repeat(np.arange(len(sheets), dtype=np.int32), sizes),
        "file": np.repeat(np.array(of_sheet, dtype=np.int32), sizes),
        "row": np.concatenate(rows),
        **{name: column for (of, name), column in who.names.items() if of == table},
    }
    arrows = [a.drop_columns([n for n in a.column_names if n in columns]) for a in arrows]
    columns = {**_together(table, arrows), **columns}
    return FileRows(table, list(sheets), pd.DataFrame(columns, copy=False))


def _together(table: str, arrows: Sequence[pa.Table]) -> dict[str, pd.Series[Any]]:
    """The columns of all sheets, and those of the table that none has: there they are blank.

    A sheet without a column of forms gives all its times to the second.
    """
    of_table = pa.schema(
        (column.name, ARROW_TYPES[column.kind])
        for column in TABLE[table].columns
        if column.is_read and column.name not in _IN_ANOTHER and column.kind in ARROW_TYPES
    )
    one = pa.concat_tables([of_table.empty_table(), *arrows], promote_options="default")
    for at, name in enumerate(one.column_names):
        if name.endswith(FORM):
            one = one.set_column(at, name, one[name].fill_null(SECOND))
    kinds = {pa.int64(): pd.Int64Dtype(), pa.string(): STR}
    frame = one.unify_dictionaries().to_pandas(types_mapper=kinds.get, split_blocks=True)
    return {n: in_order(c) if c.dtype == "category" else c for n, c in frame.items()}


def in_order(words: pd.Series[Any]) -> pd.Series[Any]:
    """A column of words, its categories in code-point order."""
    return words.cat.set_categories(words.cat.categories.astype("str").sort_values())


def _row_numbers(sheet: ParsedTable, arrow: pa.Table) -> Any:
    if "row" in arrow.column_names:
        return arrow["row"].to_numpy()
    first = (sheet.source.header_row or 0) + 1  # see `lean`
    return np.arange(first, first + arrow.num_rows, dtype=np.int32)


def is_form(frame: pd.DataFrame, column: str, form: int) -> pd.Series[bool]:
    """Where a time is given in that form."""
    if column + FORM not in frame:
        return pd.Series(False, frame.index)
    return (frame[column + FORM] == form) & frame[column].notna()


def is_day(frame: pd.DataFrame, column: str) -> pd.Series[bool]:
    """Where a time is known only by its day."""
    return is_form(frame, column, DAY)


def is_minute(frame: pd.DataFrame, column: str) -> pd.Series[bool]:
    """Where a time is known only to the minute."""
    return is_form(frame, column, MINUTE)


def may_be_of_seconds(sheet: ParsedTable) -> bool:
    """Whether some time of a sheet is to the minute, and its fact perhaps one of another's seconds.

    So it is where the times say so, and where all of them look so (`may_be_cut`).
    """
    frame = sheet.frame
    return frame is not None and (
        may_be_cut(sheet)
        or any(
            pc.any(pc.equal(frame[name], MINUTE)).as_py()
            for name in frame.column_names
            if name.endswith(FORM)
        )
    )


def may_be_cut(sheet: ParsedTable) -> bool:
    """Whether all times of a workbook's sheet are on the minute.

    Date cells that Excel has cut to the minute look so; whether they are, only the same facts to
    the second in another file can tell (spec, "Saved from Excel").
    """
    frame = sheet.frame
    if frame is None or sheet.source.sheet is None:
        return False
    times = [column for column in frame.columns if pa.types.is_timestamp(column.type)]
    return all(_on_the_minute(some[:HEAD]) for some in times) and all(map(_on_the_minute, times))


HEAD = 100
"""Of a sheet to the second some time is not on the minute among so many."""


def _on_the_minute(times: pa.ChunkedArray) -> bool:
    return not (times.drop_null().cast(pa.int64()).to_numpy() % 60).any()


def shown(time: pd.Timestamp, day_only: bool = False) -> str:
    """A time as its text, for messages."""
    return str(time)[:10] if day_only else str(time)
