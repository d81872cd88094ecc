"""A shop's facts cut into export files: overlapping, incomplete, in conflict, with bad rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from .beside import each_once
from .shops import FIRST_DAY, Making, in_form
from .slow.periods import midnight
from .slow.rows import MONEY
from .source import COLUMNS, MAIN_TIME, Bad, File, Row, Time

OPTIONAL = {
    "relations": ("unbound_at",),
    "messages": ("read_at", "replied_at"),
    "visits": (),
    "orders": ("paid_at", "amount", "deposit_paid_at", "deposit", "balance_paid_at", "balance"),
    "invitations": ("outcome", "answered_at"),
    "opportunities": (),
    "receptions": ("ended_at", "status"),
}
"""What an earlier export may not know yet."""

DROPPABLE = {
    "relations": (("unbound_at",),),
    "messages": (("replied_at",),),
    "visits": (),
    "orders": (
        ("created_at",), ("total",), ("refund", "total"),
        ("deposit_paid_at", "deposit", "balance_paid_at", "balance"),
    ),
    "invitations": (("answered_at",), ("outcome", "answered_at")),
    "opportunities": (),
    "receptions": (),
}  # fmt: skip
"""Columns that a whole file may lack."""

TO_THE_MINUTE = {
    "messages": ("sent_at", "read_at", "replied_at"),
    "visits": ("visited_at",),
    "orders": ("created_at", "paid_at", "deposit_paid_at", "balance_paid_at"),
}


class Cutting:
    """One table's facts being cut into files."""

    def __init__(self, making: Making, table: str, rows: list[Row]) -> None:
        self.making, self.rng, self.table = making, making.rng, table
        self.facts = sorted(rows, key=self.when)
        self.main = MAIN_TIME[table]

    def when(self, row: Row) -> Any:
        at = row[MAIN_TIME[self.table]]
        return at.at if at else midnight(FIRST_DAY)

    def files(self) -> list[File]:
        count = self.rng.randint(1, self.making.size.files)
        held: list[list[Row]] = [[] for _ in range(count)]
        groups = self.groups()
        for place, group in enumerate(groups):
            home = place * count // len(groups)
            for number in range(count):
                if number == home or self.making.chance(0.4):
                    fewer = group[0] == group[-1] and self.making.odd()
                    held[number] += [dict(fact) for fact in (group[:1] if fewer else group)]
        places = list(range(count))
        self.rng.shuffle(places)
        return [
            self.file(held[number], self.name(places[number]), number, count)
            for number in range(count)
        ]

    def groups(self) -> list[list[Row]]:
        """What an export holds together: tasks of one key, which cannot be told apart."""
        if self.table != "opportunities":
            return [[fact] for fact in self.facts]
        tasks: dict[Any, list[Row]] = {}
        for fact in self.facts:
            key = (fact["agent"], fact["kind"], fact["created_at"].at)
            tasks.setdefault(key, []).append(fact)
        for copies in tasks.values():
            copies.sort(key=lambda fact: str(fact["done_at"]))
        return list(tasks.values())

    def name(self, place: int) -> str:
        """A path whose order has nothing to do with what the file holds."""
        folder = self.rng.choice(("", "", "2022-08/", "old/"))
        suffix = self.rng.choice((".csv", ".csv", ".csv", ".xlsx"))
        return f"{folder}{place}-{self.table}{suffix}"

    def file(self, rows: list[Row], name: str, number: int, count: int) -> File:
        columns = list(COLUMNS[self.table])
        for group in DROPPABLE[self.table]:
            keeps = self.making.habits.item_level and "deposit" in group
            if not keeps and self.making.chance(0.15):
                columns = [column for column in columns if column not in group]
        for row in rows:
            self.wear(row, conflicts=count > 1)
        again = []
        if self.table != "opportunities":
            again = [dict(row) for row in rows if self.making.odd()]
        for row in again:
            self.wear(row, conflicts=True)
        rows += again
        if count > 1:
            rows.append(self.closing(number))
        columns = self.styled(rows, columns, number)
        rows += [self.spoilt(row) for row in list(rows) if self.making.odd()]
        if not self.making.size.has("a key twice in a minute"):
            rows = each_once(self.table, rows, of=("minute",))
        self.rng.shuffle(rows)
        rows = [{column: row.get(column) for column in columns} for row in rows]
        return File(name, self.table, columns, rows)

    def wear(self, row: Row, *, conflicts: bool) -> None:
        """Blank some optional values, and change some that the later file will decide."""
        # What a part of an order, or a refunded presale order, without its money is worth is
        # nothing that the spec decides.
        unpaid = self.making.size.has("unpaid items") and not row.get("is_presale")
        in_parts = row.get("sub_order_id") and not unpaid
        needs_money = row.get("sub_order_id") or (row.get("is_presale") and row["refund"])
        kindless = self.table == "receptions" and self.making.size.has("kindless receptions")
        if kindless and self.making.odd():
            row["kind"] = None
        for column in OPTIONAL[self.table]:
            needed = MONEY if not in_parts else (*MONEY, *TO_THE_MINUTE["orders"])
            if self.making.odd() and not (needs_money and column in needed):
                row[column] = None
        if not (conflicts and self.making.odd()):
            return
        if self.table == "receptions":
            row["status"] = self.rng.choice(("催付成功", "催付失败"))
        elif self.table == "invitations":
            row["outcome"] = self.rng.choice(("accepted", "declined"))
            row["answered_at"] = self.rng.choice((row["invited_at"], row["answered_at"]))
        elif self.table == "orders" and row["amount"] is not None:
            if not row.get("is_presale"):
                row["amount"] += 100
        elif self.table == "relations" and row["unbound_at"] is not None:
            row["unbound_at"] = in_form(
                row["bound_at"].at + timedelta(days=1), row["bound_at"].form
            )
            if row["unbound_at"].at > self.making.end(self.making.size.days):
                row["unbound_at"] = None
        elif self.table == "messages":
            for column in ("read_at", "replied_at"):
                if row[column] is not None:
                    row[column] = Time(row["sent_at"].at + timedelta(seconds=1))

    def closing(self, number: int) -> Row:
        """A last row, later than anything else in the file: which file is the later is clear.

        Two files may close at the same time; then their names decide.
        """
        days = self.making.size.days
        if self.table == "receptions":
            days = self.making.size.reception_days
        minutes = 5 + number - (1 if number and self.making.chance(0.2) else 0)
        at = self.making.end(days) + timedelta(minutes=minutes)
        row: Row = dict.fromkeys(COLUMNS[self.table])
        row |= {"buyer_id": "尾", "agent": self.making.agents[0], self.main: Time(at)}
        row |= {"initiated_by": "agent", "channel": "manual", "kind": "售前", "status": "已付款"}
        if self.table == "orders":
            row |= {"order_id": f"39{number + 1:017d}", "amount": 100}
            if self.making.habits.item_level:
                row["sub_order_id"] = f"39{number + 1:017d}0"
        return row

    def styled(self, rows: list[Row], columns: list[str], number: int) -> list[str]:
        """Bring the rows to what this one file knows: by the minute, net, read by day, …"""
        habits = self.making.habits
        if habits.minute == self.table and self.making.chance(0.7):
            for row in rows:
                for column in TO_THE_MINUTE[self.table]:
                    if isinstance(row[column], Time) and row[column].form == "second":
                        row[column] = in_form(row[column].at, "minute")
        if self.table == "messages":
            style = self.rng.choice(("time", "time", "time", "flag", "both"))
            if "reading" in habits.unknown or (number and self.making.chance(0.15)):
                style = "none"
            if "replies" in habits.unknown:
                columns = [column for column in columns if column != "replied_at"]
            for row in rows:
                row["is_read"] = "否" if row["read_at"] is None else "是"
                if style == "both" and row["read_at"] is not None and self.making.odd():
                    row["read_at"] = None
            gone = {"time": ("is_read",), "flag": ("read_at",), "both": (),
                    "none": ("is_read", "read_at")}[style]  # fmt: skip
            columns = [column for column in columns if column not in gone]
        elif self.table == "opportunities":
            gone = self.rng.choice(
                (("task_status",), ("task_status",), ("task_status",), ("done_at",), ())
            )
            if not gone and not self.making.size.has("done by state"):
                gone = ("task_status",)
            for row in rows:
                row["task_status"] = "待办" if row["done_at"] is None else "已完成"
                if not gone and self.making.odd():
                    row["done_at"] = None
            columns = [column for column in columns if column not in gone]
        elif self.table == "orders":
            if not habits.item_level:
                columns.remove("sub_order_id")
            if "refunds" in habits.unknown:
                columns = [column for column in columns if column not in ("refund", "total")]
            if "refund" in columns and self.making.chance(0.35):
                for row in rows:
                    if row["amount"] is not None and row["refund"]:
                        row["amount"] = max(0, row["amount"] - row["refund"])
        return columns

    def spoilt(self, row: Row) -> Row:
        """A copy of a row with something that refuses it, or that blanks an optional value."""
        row = dict(row)
        ways: list[Row] = [{self.main: Bad("2022-13-45")}]
        if "buyer_id" in COLUMNS[self.table]:
            ways.append({"buyer_id": None})
        if "agent" in COLUMNS[self.table]:
            ways.append({"agent": None})
        if self.table != "orders":
            ways.append({self.main: None})
        if self.table == "orders":
            ways += [{"amount": Bad("abc")}, {"amount": -100}, {"order_id": Bad("2.9E+18")}]
        elif self.table == "relations":
            ways.append({"unbound_at": Time(row["bound_at"].at - timedelta(days=1))})
        elif self.table == "messages":
            earlier = Time(row["sent_at"].at - timedelta(days=1))
            ways += [{"replied_at": Bad("很快")}, {"replied_at": earlier}]
            if row["read_at"] is not None or row.get("is_read") != "是":
                ways += [{"read_at": value, "is_read": "否"} for value in (Bad("很快"), earlier)]
        elif self.table == "invitations":
            ways.append({"answered_at": Time(row["invited_at"].at - timedelta(days=1))})
        elif self.table == "receptions":
            ways.append({"ended_at": Time(row["started_at"].at - timedelta(seconds=1))})
        return row | self.rng.choice(ways)
