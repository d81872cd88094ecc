"""A merged table as the frame that a shop shows of it."""

from __future__ import annotations

from xlcs.exports.merge.merged_table import MergedTable, as_texts
from xlcs.exports.merge.people import People
from xlcs.shop.columns import Columns, Frames


def frame_of(table: str, merged: MergedTable, who: People):
    """The frame of one merged table."""
    words = {(table, name): known for name, known in merged.words.items()}
    return Frames(Columns(as_texts(who.buyers), who.agents, dict(merged.parts), words))[table]


def problems_of(merged: MergedTable):
    """What merging found, pass by pass."""
    return [problem for found in merged.passes for problem in found]
