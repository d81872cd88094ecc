"""The header of the table 人员: whose each nick is. No table of facts, but of names.

Looked for where no row is the header of a table of facts.
"""

from __future__ import annotations

from xlcs.tables import AGENT, Column, Table, normalised

PEOPLE = Table(
    "people",
    "人员",
    "people",
    (
        Column("person", ("姓名", "真实姓名", "人员", "员工", "员工姓名"), "name"),
        Column("nick", (*AGENT.headers, "旺旺", "旺旺账号"), "name"),
        Column("group", ("组", "小组", "组别", "分组", "部门"), "text"),
        Column("shop", ("店铺", "店铺名称", "店铺名"), "text"),
    ),
    (("person",), ("nick",)),
    "person",
)

PEOPLE_NAMES = {c.name: tuple(map(normalised, c.headers)) for c in PEOPLE.columns}
"""Column → normalised headers to accept."""
