"""Stacked order rows → one payment per order.

Source: spec, "Tables" (net of refunds, item-level exports), "Terms" (payment), "Overlaps".

The way of a row: its amount before refunds → merged with the same order (and sub-order) in other
rows → sub-orders summed → when and how much was paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.merge.files_of_table import Stack, clock
from xlcs.exports.merge.merged_table import MergedTable, as_texts, in_parts, seconds
from xlcs.exports.merge.people import People
from xlcs.exports.merge.same_key import NONE, Bools, Groups, Ints, group, no_doubles
from xlcs.exports.merge.tables import to_minute
from xlcs.problems import Problem

NET_SHARE = 0.9
"""A file is net of refunds where at least this share of its refunded rows says so."""
NET_TOLERANCE_FEN = 1
FEW_REFUNDS = 5


@dataclass(frozen=True)
class Net:
    """Whether a sheet's amounts are net of refunds, and how many refunded rows say so."""

    net: bool
    refunded: int
    satisfying: int


def net_of_refunds(amount: Ints, refund: Ints, total: Ints) -> Net:
    """Decide from the data whether amounts are already net of refunds.

    Parameters
    ----------
    amount, refund, total : [fen], NONE for blank; the rows of one file

    Notes
    -----
    Net where at least 90 % of the refunded rows satisfy amount + refund = total (±0.01 CNY). No
    refunded rows, or no total in any of them: gross.
    """
    refunded = (refund != NONE) & (refund > 0)
    known = refunded & (amount != NONE) & (total != NONE)
    off = np.abs(np.where(known, amount, 0) + np.where(known, refund, 0) - total)
    satisfying = int(np.count_nonzero(known & (off <= NET_TOLERANCE_FEN)))
    count = int(np.count_nonzero(refunded))
    return Net(count > 0 and satisfying >= NET_SHARE * count, count, satisfying)


def orders(stack: Stack, who: People, *, to_the_minute: bool) -> tuple[MergedTable, list[Net]]:
    """Merged orders with their payment, and each part's Net.

    Refuses a whole order that has two different amounts inside one file, and a paid one without
    an amount.
    """
    nets = _nets(stack)
    rows = _Rows(stack, who, nets)
    order, texts = _order_codes(stack)
    by_item = no_doubles() if stack.all_unique() else group([order, rows.sub])
    problems: list[Problem] = []
    refused_orders = np.empty(0, dtype=np.int64)
    if by_item.doubled:
        problems, refused_orders = _two_amounts(stack, rows, order, texts)
        problems += _amounts_that_differ(stack, rows, by_item, order, texts, refused_orders)
    merged, code = _one_row_an_order(rows.merged(by_item), order[by_item.rows])

    kept = ~np.isin(code, refused_orders)
    paid, amount, presale, substituted = _payment(merged)
    has_paid = paid != NONE
    without = kept & has_paid & (amount == NONE)
    problems += [
        stack.problem("no_amount", at, "amount", None, order=texts[number].as_py())
        for at, number in zip(
            merged.position[without].tolist(), code[without].tolist(), strict=True
        )
    ]
    kept &= ~without
    problems += [
        stack.problem("presale_amount", at, "deposit", None, order=texts[number].as_py())
        for at, number in zip(
            merged.position[kept & substituted].tolist(),
            code[kept & substituted].tolist(),
            strict=True,
        )
    ]
    is_day = np.where(presale, merged.balance_is_day, merged.paid_is_day) & has_paid
    problems += _day_only(stack, merged, paid, kept & is_day, presale)
    if to_the_minute:
        paid = to_minute(paid)
    columns = {
        "order_id": as_texts(_taken(texts, code, kept)),
        "buyer_id": merged.buyer[kept],
        "paid_at": seconds(paid[kept]),
        "paid_at_is_day": is_day[kept],
        "amount": np.where(amount == NONE, 0, amount)[kept],
        "presale": presale[kept],
    }
    return MergedTable(in_parts("orders", columns), passes=[problems]), nets


def _one_row_an_order(items: _Rows, order: Ints) -> tuple[_Rows, Ints]:
    """Sub-orders summed, then merged with rows of the order as a whole, the later winning."""
    has_sub = items.sub >= 0
    if not has_sub.any():
        return items, order
    sums = group([order[has_sub]])
    both = items.at(~has_sub).joined(items.at(has_sub).summed(sums))
    code = np.concatenate([order[~has_sub], order[has_sub][sums.rows]])
    lateness = np.argsort(both.position)
    groups = group([code[lateness]])
    return both.at(lateness).merged(groups), code[lateness][groups.rows]


def payment_to_the_minute(stack: Stack) -> Bools:
    """Of each row, whether the time that would be its payment is given to the minute."""
    presale = stack.times("deposit_paid_at") != NONE
    return np.where(presale, stack.is_minute("balance_paid_at"), stack.is_minute("paid_at"))


class _Rows:
    """Columns of order rows: as exported, then merged, then summed; all of one length."""

    TIMES = ("paid_at", "deposit_paid_at", "balance_paid_at")
    MONEY = ("amount", "deposit", "balance")

    def __init__(self, stack: Stack, who: People, nets: Sequence[Net]) -> None:
        self.position = np.arange(len(stack), dtype=np.int64)
        self.sub = _sub_codes(stack)
        self.buyer = who.codes["orders", "buyer_id"]
        self.paid_at = stack.times("paid_at")
        self.deposit_paid_at = stack.times("deposit_paid_at")
        self.balance_paid_at = stack.times("balance_paid_at")
        self.paid_is_day = stack.is_day("paid_at")
        self.balance_is_day = stack.is_day("balance_paid_at")
        self.deposit = stack.money("deposit")
        self.balance = stack.money("balance")
        amount, refund = stack.money("amount"), stack.money("refund")
        net = np.repeat(np.array([n.net for n in nets], dtype=np.bool_), stack.sizes)
        back = net & (refund != NONE) & (amount != NONE)
        self.amount = np.where(back, amount + np.where(back, refund, 0), amount)

    def merged(self, groups: Groups) -> _Rows:
        """One row a group; a value beats a blank, a later value an earlier one."""
        out = object.__new__(_Rows)
        out.position = self.position[groups.rows]
        out.sub = self.sub[groups.rows]
        out.buyer = self.buyer[groups.rows]
        for name in (*self.TIMES, *self.MONEY):
            values = getattr(self, name)
            setattr(out, name, groups.latest(values, values != NONE))
        out.paid_is_day = groups.latest(self.paid_is_day, self.paid_at != NONE)
        out.balance_is_day = groups.latest(self.balance_is_day, self.balance_paid_at != NONE)
        return out

    def summed(self, groups: Groups) -> _Rows:
        """One row an order: its sub-orders' money added up, for the rest as merged.

        A sum that lacks a part is blank, never smaller; an unpaid sub-order has no part in it.
        """
        out = self.merged(groups)
        unpaid = (self.paid_at == NONE) & (self.balance_paid_at == NONE)
        out.amount = groups.total(np.where(unpaid & (self.amount == NONE), 0, self.amount))
        out.deposit = groups.total(self.deposit)
        out.balance = groups.total(self.balance)
        return out

    def at(self, rows: npt.NDArray[np.generic]) -> _Rows:
        """Some of the rows, by mask or positions."""
        out = object.__new__(_Rows)
        out.__dict__ = {name: column[rows] for name, column in self.__dict__.items()}
        return out

    def joined(self, other: _Rows) -> _Rows:
        """These rows, then the other's."""
        out = object.__new__(_Rows)
        out.__dict__ = {
            name: np.concatenate([column, other.__dict__[name]])
            for name, column in self.__dict__.items()
        }
        return out


def _payment(rows: _Rows) -> tuple[Ints, Ints, Bools, Bools]:
    """When paid, how much [fen], presale or not, and whether `amount` stands in for a part."""
    presale = rows.deposit_paid_at != NONE
    paid = np.where(presale, rows.balance_paid_at, rows.paid_at)
    both = (rows.deposit != NONE) & (rows.balance != NONE)
    full = np.where(both, rows.deposit, 0) + np.where(both, rows.balance, 0)
    amount = np.where(presale & both, full, rows.amount)
    substituted = presale & ~both & (paid != NONE) & (rows.amount != NONE)
    return paid, amount, presale, substituted


def _order_codes(stack: Stack) -> tuple[Ints, pa.Array]:
    if stack.all_unique() and not stack.has("sub_order_id"):
        return np.arange(len(stack)), stack.texts("order_id").combine_chunks()
    encoded = stack.texts("order_id").combine_chunks().dictionary_encode()
    return encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64), encoded.dictionary


def _taken(texts: pa.Array, code: Ints, kept: Bools) -> pa.Array:
    if kept.all() and np.array_equal(code, np.arange(len(texts))):
        return texts
    return texts.take(pa.array(code[kept]))


def _sub_codes(stack: Stack) -> Ints:
    if not stack.has("sub_order_id"):
        return np.full(len(stack), -1, dtype=np.int64)
    encoded = stack.texts("sub_order_id").combine_chunks().dictionary_encode()
    filled = pc.fill_null(encoded.indices, -1)
    return np.asarray(filled.to_numpy(zero_copy_only=False).astype(np.int64))


def _nets(stack: Stack) -> list[Net]:
    """Each part's decision, which is one per file: sheets of a workbook are judged together."""
    money = [stack.money(name) for name in ("amount", "refund", "total")]
    files = [part.source.file for part in stack.parts]
    ends = np.cumsum(stack.sizes).tolist()
    nets: dict[str, Net] = {}
    for file in dict.fromkeys(files):
        # Parts of one file stand together (see `by_lateness`).
        first, last = files.index(file), len(files) - 1 - files[::-1].index(file)
        rows = slice(ends[first] - stack.sizes[first], ends[last])
        nets[file] = net_of_refunds(*(column[rows] for column in money))
    return [nets[file] for file in files]


def _two_amounts(
    stack: Stack, rows: _Rows, order: Ints, texts: pa.Array
) -> tuple[list[Problem], Ints]:
    """Orders with different amounts inside one file, and a problem for each of their rows there."""
    groups = group([stack.file, order, rows.sub])
    if not groups.doubled:
        return [], np.empty(0, dtype=np.int64)
    conflict = _amount_differs(rows, groups)
    conflict |= _is_presale(rows, groups) & (
        groups.differing(rows.deposit) | groups.differing(rows.balance)
    )
    problems = []
    refused = []
    for positions in groups.rows_of(conflict):
        number = int(order[positions[0]])
        refused.append(number)
        amounts = " / ".join(_different(rows.amount[positions]))
        problems += [
            stack.problem("two_amounts", at, "order_id", texts[number].as_py(), amounts=amounts)
            for at in positions.tolist()
        ]
    return problems, np.array(refused, dtype=np.int64)


def _amounts_that_differ(
    stack: Stack, rows: _Rows, groups: Groups, order: Ints, texts: pa.Array, refused: Ints
) -> list[Problem]:
    """A note for each order whose amount differs between files."""
    conflict = _amount_differs(rows, groups)
    conflict &= ~np.isin(order[groups.order[groups.starts]], refused)
    problems = []
    for positions in groups.rows_of(conflict):
        money = rows.amount[positions]
        used = int(positions[money != NONE][-1])  # later rows stand further down
        amount = f"{rows.amount[used] / 100:.2f}"
        problems.append(
            stack.problem(
                "amount_differs",
                used,
                "amount",
                amount,
                order=texts[int(order[used])].as_py(),
                amounts=" / ".join(_different(money)),
                used=stack.parts[int(stack.part[used])].source.file,
                used_amount=amount,
            )
        )
    return problems


def _is_presale(rows: _Rows, groups: Groups) -> Bools:
    """Of the doubled orders, which have a deposit in any row."""
    times = rows.deposit_paid_at
    return np.asarray(groups.latest_of_doubled(times, times != NONE) != NONE, dtype=np.bool_)


def _amount_differs(rows: _Rows, groups: Groups) -> Bools:
    """Of the doubled orders, which have two amounts, where it is the amount that counts."""
    parts = _is_presale(rows, groups)
    for money in (rows.deposit, rows.balance):
        parts &= groups.latest_of_doubled(money, money != NONE) != NONE
    return groups.differing(rows.amount) & ~parts


def _different(money: Ints) -> list[str]:
    return [f"{fen / 100:.2f}" for fen in dict.fromkeys(money[money != NONE].tolist())]


def _day_only(stack: Stack, rows: _Rows, paid: Ints, which: Bools, presale: Bools) -> list[Problem]:
    return [
        stack.problem(
            "day_only",
            int(rows.position[at]),
            "balance_paid_at" if presale[at] else "paid_at",
            clock(paid[at], day_only=True),
        )
        for at in np.flatnonzero(which).tolist()
    ]
