"""Buyers and agents under one set of names that all tables share.

Source: spec, "Tables" (Agents' names), "Buyers". Agents stand in code-point order, which is the
spec's rule for ties: comparing their codes compares their names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.read.cells import bools
from xlcs.exports.values.parsed import NICK, ParsedTable
from xlcs.tables import UNSEEN

ID = "buyer_id"

NOBODY = pd.Index([], dtype="str")


@dataclass(frozen=True)
class People:
    """The shop's buyers and agents.

    buyers, agents : their names
    as_exported : agents' names as the files have them, bare ones too
    names : (table id, "buyer_id" or "agent") → the column, of all rows of its sheets
    """

    buyers: pd.CategoricalDtype
    agents: pd.CategoricalDtype
    as_exported: frozenset[str]
    names: Mapping[tuple[str, str], pd.Categorical]


def full_names(exported: Iterable[str]) -> dict[str, str]:
    """Each agent's name as exported → the full name (`店铺:客服`).

    A bare name that is the part after the colon of exactly one full name is that agent; else it
    stands for itself.
    """
    exported = set(exported)
    of_bare: defaultdict[str, list[str]] = defaultdict(list)
    for name in exported:
        shop, colon, bare = name.partition(":")
        if colon and shop:
            of_bare[bare].append(name)
    return {
        name: of_bare[name][0] if ":" not in name and len(of_bare.get(name, ())) == 1 else name
        for name in exported
    }


def people(
    tables: Mapping[str, Sequence[ParsedTable]],
    buyers: pd.Index[str] = NOBODY,
    as_exported: Iterable[str] = (),
) -> People:
    """All buyers and agents of the tables.

    Parameters
    ----------
    tables : table id → its parsed sheets
    buyers : those known already; they keep their numbers, new ones come after
    as_exported : agents' names that occurred before
    """
    of_buyers, found = _shared("buyer_id", tables)
    number, every_buyer = _numbered(found, buyers)
    all_buyers = pd.CategoricalDtype(every_buyer)
    of_agents, exported = _shared("agent", tables)
    every = frozenset([*as_exported, *exported])
    full = full_names(every)
    all_agents = pd.CategoricalDtype(pd.Index(sorted(set(full.values())), dtype="str"))
    place = all_agents.categories.get_indexer(pd.Index([full[n] for n in exported], dtype="str"))
    names = {}
    for column, of_tables, numbers, dtype in (
        ("buyer_id", of_buyers, number, all_buyers),
        ("agent", of_agents, place, all_agents),
    ):
        for table, codes in of_tables.items():
            theirs = codes if numbers is None else numbers[codes]
            names[table, column] = pd.Categorical.from_codes(theirs, dtype=dtype)
    return People(all_buyers, all_agents, every, names)


def _numbered(found: pd.Index[str], known: pd.Index[str]) -> tuple[Any, pd.Index[str]]:
    """The number of each name found, and all names; None where each keeps its place."""
    if not len(known):
        return None, found
    # Few names come with new files: looking all known ones up among them is the quicker way.
    names, among = (pa.array(index, pa.large_string()) for index in (known, found))
    at = pc.index_in(names, value_set=among).fill_null(-1).to_numpy(zero_copy_only=False)
    number = np.full(len(found), -1, dtype=np.int32)
    old = np.flatnonzero(at >= 0)
    number[at[old]] = old
    new = np.flatnonzero(number < 0)
    number[new] = np.arange(len(known), len(known) + len(new))
    return number, known.append(found[new]) if len(new) else known


def _shared(
    column: str, tables: Mapping[str, Sequence[ParsedTable]]
) -> tuple[dict[str, Any], pd.Index[str]]:
    """The codes of a column, table by table, and the different names in order of their code."""
    chunks: list[pa.Array] = []
    of_table: dict[str, range] = {}
    for table, sheets in tables.items():
        having = [s.frame for s in sheets if s.frame is not None and column in s.frame.column_names]
        pieces = [frame[column].combine_chunks() for frame in having]
        if pieces:
            of_table[table] = range(len(chunks), len(chunks) + len(pieces))
            chunks += [p.chunk(0) if isinstance(p, pa.ChunkedArray) else p for p in pieces]
    if not chunks:
        return {}, NOBODY
    one = pa.chunked_array(chunks).unify_dictionaries()
    codes = [chunk.indices.to_numpy(zero_copy_only=False) for chunk in one.chunks]
    texts = pc.cast(one.chunk(0).dictionary, pa.large_string())
    joined = {
        table: np.concatenate([codes[at] for at in places]) if len(places) > 1 else codes[places[0]]
        for table, places in of_table.items()
    }
    return joined, pd.Index(pd.array(pa.chunked_array([texts]), dtype="str"))


# ---- names that differ in their spelling alone, which may mean one person


def spellings(names: pd.Index[str]) -> pd.Series[str]:
    """Each name that may be a spelling of another one → what its spellings have in common.

    That is its half-width form in small letters, without blanks and characters without a picture.
    Names that are so already are there where another one's is the same.
    """
    texts = pa.array(names, pa.large_string())
    # Most names of a million are their own form, and to normalise them takes half a second.
    odd = ~bools(pc.match_substring_regex(texts, _OWN_FORM))
    forms = pc.utf8_lower(pc.utf8_normalize(texts.filter(pa.array(odd)), form="NFKC"))
    forms = pc.replace_substring_regex(forms, rf"[\s{UNSEEN}]+", "")
    also = bools(pc.is_in(texts, forms)) & ~odd
    every = names[odd].append(names[also])
    return pd.Series([*forms.to_pylist(), *names[also]], every, dtype="str")


_OWN_FORM = r"^[0-9a-z_\p{Han}]*$"


# ---- of a file that names buyers by an ID and by a nick, the column that the other tables know


def has_both(sheet: ParsedTable) -> bool:
    """Whether a sheet names buyers in two ways; known of one whose rows are gone, too."""
    return NICK in sheet.known or (sheet.frame is not None and NICK in sheet.frame.column_names)


def with_one_name(tables: Mapping[str, Sequence[ParsedTable]]) -> dict[str, list[ParsedTable]]:
    """The tables by id, each sheet with one name for its buyers.

    Of a sheet with both, `buyer_id` is the column of whose names more occur in the sheets of other
    tables, the ID where as many do. Of sheets elsewhere those with one name decide; if all have
    two, all of these.
    """
    if not any(has_both(sheet) for sheets in tables.values() for sheet in sheets):
        return {table: list(sheets) for table, sheets in tables.items()}
    elsewhere = {
        table: _names(s for other, sheets in tables.items() if other != table for s in sheets)
        for table in tables
    }
    return {
        table: [_with_one_name(sheet, elsewhere[table]) for sheet in sheets]
        for table, sheets in tables.items()
    }


def _names(sheets: Iterable[ParsedTable]) -> set[str]:
    """All names of buyers in some sheets, of those with one name if there are any."""
    sheets = list(sheets)
    clear = [sheet for sheet in sheets if not has_both(sheet)]
    names: set[str] = set()
    for sheet in clear or sheets:
        for column in (ID, NICK):
            names |= _different(sheet.frame, column)
    return names


def _different(frame: pa.Table | None, column: str) -> set[str]:
    if frame is None or column not in frame.column_names:
        return set()
    return set(frame[column].unique().to_pylist()) - {None}


def _with_one_name(sheet: ParsedTable, elsewhere: set[str]) -> ParsedTable:
    frame = sheet.frame
    if frame is None or NICK not in frame.column_names:
        return sheet
    by_id, by_nick = (_share(_different(frame, column), elsewhere) for column in (ID, NICK))
    if by_nick > by_id:
        ids, nicks = (frame[column].cast(pa.string()) for column in (ID, NICK))
        names = pc.coalesce(nicks, ids).combine_chunks().dictionary_encode()
        frame = frame.set_column(frame.column_names.index(ID), ID, names)
    return replace(sheet, frame=frame.drop_columns([NICK]))


def _share(names: set[str], elsewhere: set[str]) -> float:
    return len(names & elsewhere) / len(names) if names else 0.0
