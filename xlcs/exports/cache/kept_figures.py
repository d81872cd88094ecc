"""The figures of a merged shop, beside its snapshot: what did not change is not computed again.

They are of one snapshot, which its content's identity tells, so that they are never used with
tables of which the rows stand otherwise. What they mean, and whether they still hold under the
settings of today, is for the figures to say; here they are whole numbers in tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

import pandas as pd
import pyarrow as pa

from xlcs.exports.cache.kept_file import KeptFile, Unusable, write_kept
from xlcs.exports.cache.store import Cache
from xlcs.shop.frames import Tables
from xlcs.shop.kept import KeptFigures, Since

MOST_BYTES = 1 << 28
"""More than this is not kept; figures of a year with ten million messages take two fifths."""


@dataclass(frozen=True)
class _Of:
    """The identity of the snapshot that figures are of, and what they say of themselves."""

    of: str | None
    figures: Mapping[str, Any]


@dataclass(frozen=True)
class FiguresInCache:
    """Where the figures of a shop's tables are found and kept; see `xlcs.shop.kept.Kept`.

    Parameters
    ----------
    cache : of the folder
    tables : the shop's
    of : the identity of the snapshot whose figures are found; None where there are none to be found
    since : how the tables differ from that snapshot's; None where they do not
    becomes : the identity of the snapshot that holds just these tables, under which their figures
        are kept; None where they are not to be kept
    """

    cache: Cache
    tables: Tables
    of: str | None = None
    since: Since | None = None
    becomes: str | None = None

    @property
    def keeps(self) -> bool:
        """Whether figures of these tables are to be kept."""
        return self.becomes is not None

    def load(self) -> KeptFigures | None:
        """What was kept; None where nothing was of that snapshot, or it is damaged."""
        path = self.cache.figures()
        file = KeptFile(path)
        try:
            if path.stat().st_size > 2 * MOST_BYTES:
                return None
            about = file.about(_Of)
            if self.of is None or about.of != self.of:
                return None
            tables = {name: _whole_numbers(table) for name, table in file.tables().items()}
            return KeptFigures(about.figures, tables)
        except (Unusable, OSError, ValueError):
            # However a damaged file shows itself, it is as if it were not there: computed anew.
            return None

    def keep(self, figures: KeptFigures) -> None:
        """Keep what was computed of these tables, unless it is too large."""
        size = sum(int(table.memory_usage(index=False).sum()) for table in figures.tables.values())
        if size > MOST_BYTES:
            return
        about = _Of(self.becomes, figures.about)
        arrows = {
            name: pa.table({str(column): pa.array(table[column]) for column in table})
            for name, table in figures.tables.items()
        }

        def write(file: IO[bytes]) -> None:
            write_kept(file, about, arrows, compressed=False)

        self.cache.write(self.cache.figures(), write)


def has_figures(cache: Cache, of: str) -> bool:
    """Whether figures of that snapshot are kept, as far as can be told without reading them."""
    try:
        return KeptFile(cache.figures()).about(_Of).of == of
    except Unusable:
        return False


def _whole_numbers(table: pa.Table) -> pd.DataFrame:
    """A table's columns, which are to be whole numbers, all of them there.

    Raises
    ------
    ValueError : they are not.
    """
    columns: dict[str, Any] = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        if not pa.types.is_signed_integer(column.type) or column.null_count:
            raise ValueError(f"no whole numbers: {name}")
        columns[name] = column.to_numpy()
    return pd.DataFrame(columns, copy=False)
