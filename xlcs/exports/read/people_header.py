"""The header of the table 人员: whose each nick is. No table of facts, but of names.

Looked for where no row is the header of a table of facts.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlcs.tables import AGENT, Column, Table, normalised

PEOPLE = Table(
    "people",
    "人员",
    "people",
    (
        Column("person", ("姓名", "人员", "员工", "员工姓名"), "name"),
        Column("nick", (*AGENT.headers, "旺旺", "旺旺账号"), "name"),
        Column("group", ("组", "小组", "组别", "分组", "部门"), "text"),
        Column("shop", ("店铺", "店铺名称", "店铺名"), "text"),
    ),
    (("person",), ("nick",)),
    "person",
)

_COLUMN_OF = {normalised(header): c.name for c in PEOPLE.columns for header in c.headers}


def find_people_header(
    rows: Sequence[Sequence[str]],
) -> tuple[int, dict[str, tuple[int, ...]]] | None:
    """The first row that has a person's and a nick's column, and where each of its columns is."""
    for number, cells in enumerate(rows, start=1):
        columns: dict[str, tuple[int, ...]] = {}
        for index, cell in enumerate(cells):
            if (name := _COLUMN_OF.get(normalised(cell))) is not None:
                columns.setdefault(name, (index,))
        if {"person", "nick"} <= columns.keys():
            return number, columns
    return None
