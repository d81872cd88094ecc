"""Order rows of all files → one payment an order.

Source: spec, "Tables" (net of refunds, item-level exports), "Terms" (payment), "Overlaps".

The way of a row: its amount before refunds → merged with the same order (and sub-order) in other
rows → sub-orders summed → rows of the order as a whole decide → when and how much was paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from xlcs.exports.merge.files_of_table import FileRows, is_day, is_minute, shown
from xlcs.exports.merge.same_key import one_number, one_row_a_key, without_copies
from xlcs.exports.merge.tables import MergedTable, in_turn, typed
from xlcs.exports.values.batches import give_back
from xlcs.exports.values.parsed import FORM, ParsedTable
from xlcs.problems import Problem
from xlcs.shop.frames import FEN, Orders

NET_SHARE = 0.9
"""A file is net of refunds where at least this share of its refunded rows says so."""
NET_TOLERANCE_FEN = 1
FEW_REFUNDS = 5

MONEY = ("amount", "deposit", "balance")

_MOST_AMOUNTS = 10
"""Different amounts of one order that a message tells."""


@dataclass(frozen=True)
class Net:
    """Whether a file's amounts are net of refunds, and how many refunded rows say so."""

    net: bool
    refunded: int
    satisfying: int


@dataclass(frozen=True)
class MergedOrders(MergedTable):
    """Merged orders.

    nets : file → whether its amounts were net of refunds
    by_text : numbers of orders known as presale by a text alone
    """

    nets: Mapping[str, Net] = field(default_factory=dict)
    by_text: tuple[str, ...] = ()


def net_of_refunds(rows: pd.DataFrame) -> Net:
    """Decide from the data whether the amounts of a file are already net of refunds.

    Net where at least 90 % of the refunded rows satisfy amount + refund = total (±0.01 CNY). No
    refunded rows, or no total in any of them: gross.
    """
    refunded = rows[rows["refund"].fillna(0) > 0]
    off = (refunded["amount"] + refunded["refund"] - refunded["total"]).abs()
    satisfying = int((off <= NET_TOLERANCE_FEN).fillna(False).sum())
    count = len(refunded)
    return Net(count > 0 and satisfying >= NET_SHARE * count, count, satisfying)


def orders(rows: FileRows) -> MergedOrders:
    """Merged orders with their payment.

    Refuses a whole order that has two different amounts inside one file, and a paid one without
    an amount.
    """
    codes, numbers = pd.factorize(rows.frame["order_id"])
    give_back(len(codes))
    nets = _nets(rows)
    frame = _before_refunds(rows, nets).assign(
        order=codes.astype(np.int64), sub=rows.frame["sub_order_id"].astype("category")
    )
    by_text = _known_by_text(frame)
    alike = _rows_alike(rows, frame)
    frame = frame.drop(columns=["order_id", "sub_order_id", "stages"], errors="ignore")
    frame, item = without_copies(frame, one_number([frame["order"], frame["sub"]]))
    refused, problems = _two_amounts(rows, frame, numbers)
    problems += _amounts_that_differ(rows, frame, item, numbers, refused)
    problems += [*alike, *_sub_orders_alike(rows, frame)]
    merged = one_row_an_order(one_row_a_key(frame, item).sort_index())
    merged = _with_payment(merged[~merged["order"].isin(refused)])

    without = merged["paid_at"].notna() & merged["amount"].isna()
    order_at = merged["order"]
    problems += rows.problems(
        merged.index[without].sort_values(),
        lambda at: rows.problem("no_amount", at, "amount", None, order=numbers[order_at[at]]),
    )
    merged = merged[~without]
    problems += rows.problems(
        merged.index[merged["stands_in"]].sort_values(),
        lambda at: rows.problem("presale_amount", at, "deposit", None, order=numbers[order_at[at]]),
    )
    problems += _day_only(rows, merged)
    minute = bool(is_minute(merged, "paid_at").any())
    by_text = by_text[by_text.isin(merged.loc[~merged["presale"], "order"])]
    merged = merged.assign(
        order_id=numbers.take(merged["order"].to_numpy()).array,
        amount=merged["amount"].fillna(0).astype("int64"),
    )
    merged = merged[[name for name in merged if str(name).removesuffix(FORM) in Orders.columns()]]
    known = rows.tells("refund", "deposit_paid_at", "deposit")
    if merged["paid_at"].notna().any() or not refuses(rows.sheets, problems):
        known.append("paid_at")
    return MergedOrders(
        typed(Orders, in_order_of_payment(merged), known),
        in_turn(rows.sheets, problems),
        ["paid_at"] * minute,
        nets,
        tuple(numbers.take(by_text.to_numpy()).sort_values()),
    )


def refuses(sheets: Iterable[ParsedTable], problems: Iterable[Problem]) -> bool:
    """Whether reading or merging refused a row; of what it was, an order paid too, is unknown."""
    return any(sheet.source.refused_rows for sheet in sheets) or any(
        problem.level == "row" for problem in problems
    )


def one_row_an_order(items: pd.DataFrame) -> pd.DataFrame:
    """Sub-orders summed; rows of the order as a whole decide, sub-orders only fill their blanks.

    A row for each `order` and `sub`, which is blank in rows of the order as a whole.
    """
    has_sub = items["sub"].notna()
    if not has_sub.any():
        return items
    both = pd.concat([_summed(items[has_sub]), items[~has_sub]])
    return one_row_a_key(both, both["order"].to_numpy())


def _summed(items: pd.DataFrame) -> pd.DataFrame:
    """One row an order: its sub-orders' money added up, of their times the latest.

    A sub-order without a payment time has no part in an order of which others are paid. A sum that
    lacks a part is blank, never smaller; of refunds those known are summed.
    """
    paid = _payment_time(items).notna()
    of_paid = paid.groupby(items["order"]).transform("any")
    items = items[paid | ~of_paid]
    merged = one_row_a_key(items, items["order"].to_numpy())
    by_order = items.groupby("order")
    sums = by_order[[*MONEY, "refund"]].sum(min_count=1)
    for name in MONEY:
        sums[name] = sums[name].where(by_order[name].count() == by_order.size())
    for name in sums.columns:
        merged[name] = sums[name].reindex(merged["order"]).array
    for name in [str(column) for column in items if items[column].dtype.kind == "M"]:
        columns = [column for column in (name, name + FORM) if column in items]
        # Not that of the last row: how the rows stand changes no figure.
        latest = items.sort_values(columns, na_position="first").drop_duplicates(
            "order", keep="last"
        )
        latest = latest.set_index("order").reindex(merged["order"])
        for column in columns:
            merged[column] = latest[column].array
    return merged


def _payment_time(rows: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    presale = rows["deposit_paid_at"].notna()
    return rows["paid_at"].where(~presale, rows["balance_paid_at"])


def _with_payment(rows: pd.DataFrame) -> pd.DataFrame:
    """The orders with when and how much was paid (spec, "Terms").

    `presale`: it has a deposit's time; `stands_in`: of a paid presale order deposit or balance is
    unknown, and the amount stands in for them.
    """
    presale = rows["deposit_paid_at"].notna()
    full = rows["deposit"] + rows["balance"]
    paid = _payment_time(rows)
    both = presale & full.notna()
    forms = {}
    if "paid_at" + FORM in rows or "balance_paid_at" + FORM in rows:
        of_balance = rows.get("balance_paid_at" + FORM, pd.Series(3, rows.index))
        of_paid = rows.get("paid_at" + FORM, pd.Series(3, rows.index))
        forms["paid_at" + FORM] = of_paid.where(~presale, of_balance)
    return rows.assign(
        presale=presale,
        stands_in=presale & ~both & paid.notna() & rows["amount"].notna(),
        paid_at=paid,
        amount=rows["amount"].where(~both, full),
        **forms,
    )


def in_order_of_payment(rows: pd.DataFrame) -> pd.DataFrame:
    """Orders by buyer, then payment, then number; those not paid after the others of the buyer."""
    number = one_number([rows["buyer_id"], rows["paid_at"]])
    place = np.argsort(number)
    # Texts are slow to sort: only orders of one buyer and second need it.
    tied = pd.Series(number).duplicated(keep=False)
    if tied.any():
        few = pd.DataFrame({"number": number, "id": rows["order_id"].array})[tied]
        place[tied.to_numpy()[place]] = few.sort_values(["number", "id"]).index
    return rows.take(place)


def _nets(rows: FileRows) -> dict[str, Net]:
    """Each file's decision: sheets of a workbook are judged together.

    One without totals, such as its list of items, has no say beside the list of orders.
    """
    money = rows.frame[["file", "sheet", "amount", "refund", "total"]]
    refunded = money[money["refund"].fillna(0) > 0]
    with_totals = money[money["total"].notna()].drop_duplicates("sheet")
    has_no_say = refunded["file"].isin(with_totals["file"])
    has_no_say &= ~refunded["sheet"].isin(with_totals["sheet"])
    refunded = refunded[~has_no_say]
    files = {sheet.source.file: None for sheet in rows.sheets}
    return {
        file: net_of_refunds(refunded[refunded["file"] == number])
        for number, file in enumerate(files)
    }


def _before_refunds(rows: FileRows, nets: Mapping[str, Net]) -> pd.DataFrame:
    """The rows with refunds added back in files whose amounts are net of them."""
    net_files = [number for number, net in enumerate(nets.values()) if net.net]
    frame = rows.frame
    if not net_files:
        return frame
    net = frame["file"].isin(net_files)
    back = frame["amount"] + frame["refund"].fillna(0)
    return frame.assign(amount=frame["amount"].where(~net, back))


def _known_by_text(frame: pd.DataFrame) -> pd.Series[Any]:
    """The orders that some row calls presale in words."""
    if "stages" not in frame:
        return pd.Series([], dtype="int64")
    return frame.loc[frame["stages"].notna(), ["order"]].drop_duplicates()["order"]


def _two_amounts(
    rows: FileRows, frame: pd.DataFrame, numbers: pd.Index[str]
) -> tuple[set[int], list[Problem]]:
    """Orders with different amounts inside one file, and a problem for each of their rows there."""
    item = one_number([frame["file"], frame["order"], frame["sub"]])
    differing = _differing(frame, item, parts_too=True)
    amounts, order_at = _amounts(differing), differing["order"]

    def problem(at: Any) -> Problem:
        order = numbers[order_at[at]]
        return rows.problem("two_amounts", at, "order_id", order, amounts=amounts[at])

    return set(differing["order"].unique().tolist()), rows.problems(differing.index, problem)


def _amounts_that_differ(
    rows: FileRows, frame: pd.DataFrame, item: Any, numbers: pd.Index[str], refused: Iterable[int]
) -> list[Problem]:
    """A note for each order whose amount differs between files."""
    differing = _differing(frame, item, parts_too=False)
    differing = differing[~differing["order"].isin(refused) & differing["amount"].notna()]
    amounts, order_at, amount_at = _amounts(differing), differing["order"], differing["amount"]

    def problem(at: Any) -> Problem:
        amount = _cny(amount_at[at])
        return rows.problem(
            "amount_differs", at, "amount", amount, order=numbers[order_at[at]],
            amounts=amounts[at],
            used=rows.sheets[rows.whole("sheet", at)].source.file, used_amount=amount,
        )  # fmt: skip

    latest = differing.drop_duplicates("item", keep="last")  # later rows stand further down
    return rows.problems(latest.index, problem)


ENOUGH_ALIKE = 5
"""So many orders of several sub-orders, each at one price, are hardly chance."""


def _sub_orders_alike(rows: FileRows, frame: pd.DataFrame) -> list[Problem]:
    """A note for each file in which all sub-orders of an order have the same amount.

    It may be the order's, said again; only orders that no row gives as a whole are looked at.
    """
    items = frame[frame["sub"].notna() & frame["amount"].notna()]
    items = items[~items["order"].isin(frame.loc[frame["sub"].isna(), "order"])]
    items = items.drop_duplicates(["file", "order", "sub"])
    several = items[items.duplicated(["file", "order"], keep=False)]
    if several.empty:
        return []
    amounts = several.groupby(["file", "order"])["amount"].agg(["min", "max"])
    alike = (amounts["min"] == amounts["max"]) & (amounts["max"] > 0)
    by_file = alike.groupby("file").agg(["all", "size"])
    suspicious = by_file.index[by_file["all"] & (by_file["size"] >= ENOUGH_ALIKE)]
    firsts = several[several["file"].isin(suspicious)].groupby("file").head(1)
    counts = by_file["size"]

    def problem(at: Any) -> Problem:
        count = str(counts[rows.whole("file", at)])
        return rows.problem("sub_orders_alike", at, "amount", None, count=count)

    return rows.problems(firsts.index, problem)


def _rows_alike(rows: FileRows, frame: pd.DataFrame) -> list[Problem]:
    """A note for each file with orders said again in the very next row, without a sub-order.

    It may be a row for each item, of the same price; where files were joined, the rows of an order
    lie apart.
    """
    order = frame["order"]
    near = frame[(order == order.shift()) | (order == order.shift(-1))]
    if near.empty:
        return []
    same = near[["sheet", "order", "amount"]]
    again = (same == same.shift()).all(axis=1) & (near["row"] == near["row"].shift() + 1)
    again &= near["sub"].isna() & (near["amount"].fillna(0) > 0)
    twice = near.loc[again.fillna(False), ["file", "order"]]
    counts = twice.groupby("file")["order"].nunique()

    def problem(at: Any) -> Problem:
        count = str(counts[rows.whole("file", at)])
        return rows.problem("rows_alike", at, "amount", None, count=count)

    return rows.problems(twice.groupby("file").head(1).index, problem)


def _differing(frame: pd.DataFrame, item: Any, *, parts_too: bool) -> pd.DataFrame:
    """The rows of each item that has two amounts, where it is the amount that counts; its `item`.

    Of a presale order whose deposit and balance are known these count; `parts_too`: two different
    deposits or balances of it are two amounts too.
    """
    rows = frame.assign(item=item)
    twice = rows[rows["item"].duplicated(keep=False)]
    if twice.empty:
        return twice
    groups = twice.groupby("item")
    two = groups[list(MONEY)].max() != groups[list(MONEY)].min()
    two = two.fillna(False).astype(bool)
    presale = groups["deposit_paid_at"].count() > 0
    has_parts = presale & (groups["deposit"].count() > 0) & (groups["balance"].count() > 0)
    conflict = two["amount"] & ~has_parts
    if parts_too:
        conflict |= presale & (two["deposit"] | two["balance"])
    return twice[twice["item"].isin(conflict.index[conflict])]


def _amounts(differing: pd.DataFrame) -> pd.Series[str]:
    """For each row the different amounts of its item, as a message tells them, in their order."""
    different = differing[["item", "amount"]].dropna().drop_duplicates()
    few = different[different.groupby("item").cumcount() <= _MOST_AMOUNTS]
    told = {
        item: " / ".join([*map(_cny, fens[:_MOST_AMOUNTS]), *["…"] * (len(fens) > _MOST_AMOUNTS)])
        for item, fens in few.groupby("item")["amount"].agg(list).items()
    }
    return differing["item"].map(told).fillna("")


def _cny(fen: Any) -> str:
    return f"{int(fen) / FEN:.2f}"


def _day_only(rows: FileRows, merged: pd.DataFrame) -> list[Problem]:
    few = merged[is_day(merged, "paid_at")].sort_index()
    paid, presale = few["paid_at"], few["presale"]

    def problem(at: Any) -> Problem:
        column = "balance_paid_at" if presale[at] else "paid_at"
        return rows.problem("day_only", at, column, shown(paid[at], day_only=True))

    return rows.problems(few.index, problem)
