"""Customers per day: messaged, reading, replying, visiting, buying and converted after a message.

Source: spec, "Guided-sales figures", "Per-agent figures".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from xlcs.figures.arrays import Codes, Indices, run_starts
from xlcs.figures.days import Stretch
from xlcs.figures.guided.eligible import NOT_READ, Eligible
from xlcs.figures.guided.relations import Relations
from xlcs.figures.lookup.distinct import Bits, Customers, distinct_by_bit
from xlcs.figures.parallel import side_by_side

BIT = {
    figure: 1 << number
    for number, figure in enumerate(
        (
            "sent_customers",
            "read_customers",
            "replied_customers",
            "guided_visitors",
            "guided_buyers",
            "converted_customers",
        )
    )
}
"""What a message came to, each figure a bit."""

_NO_EVENT = -1
"""Second of the day of the last visit or payment of a buyer without any."""

_BITS = 8


@dataclass(frozen=True)
class CustomersOfDay:
    """Who was messaged on a day, and what came of it.

    pairs, buyers : positions, distinct and ascending
    pair_bits, buyer_bits : of each, the sum of `BIT` of the figures that count it
    last : of each buyer, the last message of the day: its position among all
    """

    day: int
    pairs: Codes
    pair_bits: Bits
    buyers: Codes
    buyer_bits: Bits
    last: Codes


def last_second(customers: int, customer: Codes, second: Codes) -> Codes:
    """The second of the day of each customer's last visit or payment.

    Parameters
    ----------
    customers : how many there are [count]
    customer, second : of each visit or payment whose moment is known
    """
    last = np.full(customers, _NO_EVENT, dtype=np.int32)
    np.maximum.at(last, customer, second)
    return last


def message_bits(messages: Eligible, after: Mapping[str, Codes], converted: Indices) -> Bits:
    """What each message came to, as the sum of `BIT` of the figures it counts in.

    Parameters
    ----------
    after : figure → what `last_second` gives. A visit or payment in the very second of a message
        comes after it, none after a message of which only the day is known
    converted : the messages credited with a follow-up order
    """
    bits = np.full(len(messages.row), BIT["sent_customers"], dtype=np.uint8)
    found = {
        "read_customers": messages.read != NOT_READ,
        "replied_customers": messages.replied,
    } | {
        figure: (last[messages.customer] >= messages.second) & messages.exact
        for figure, last in after.items()
    }
    for figure, which in found.items():
        bits |= which.view(np.uint8) << BIT[figure].bit_length() - 1
    bits[converted] |= BIT["converted_customers"]
    return bits


def customers_of_days(
    stretch: Stretch, messages: Eligible, bits: Bits, pairs: int
) -> list[CustomersOfDay]:
    """What came of some days' messages (at least one), day by day, by pair and by buyer.

    `pairs` is how many there are [count].
    """
    # A pair on a day with its bits is one number: sorting these brings a pair's together.
    day = (messages.slots // stretch.buyers)[messages.customer]
    packed = np.sort((day * pairs + messages.pair) << _BITS | bits)
    pair = packed >> _BITS
    starts = run_starts(pair)
    pair, pair_bits = pair[starts], np.bitwise_or.reduceat(packed.astype(np.uint8), starts)
    buyer_bits = np.bitwise_or.reduceat(bits, messages.first[:-1])
    last = messages.row[messages.last].astype(np.int32)
    of_days = zip(
        stretch.by_day(pair, pairs), stretch.by_day(messages.slots, stretch.buyers), strict=True
    )
    return [
        CustomersOfDay(
            day,
            (pair[of_pairs] - first_pair).astype(np.int32),
            pair_bits[of_pairs],
            (messages.slots[of_buyers] - first_buyer).astype(np.int32),
            buyer_bits[of_buyers],
            last[of_buyers],
        )
        for (day, of_pairs, first_pair), (_, of_buyers, first_buyer) in of_days
    ]


def daily_customers(
    of_days: Sequence[CustomersOfDay],
    figures: Collection[str],
    relations: Relations,
    agents: int,
    days: int,
) -> dict[str, Customers]:
    """Those figures, prepared for any range of days.

    Parameters
    ----------
    of_days : days ascending
    figures : keys of `BIT`
    agents, days : how many there are [count]
    """
    edges = np.searchsorted(relations.pair_agent, np.arange(agents + 1))
    whole = np.array([0, relations.buyers])
    by_agent, of_shop = side_by_side(
        lambda part: distinct_by_bit(*part, days),
        [
            ([(of.day, of.pairs, of.pair_bits) for of in of_days], edges),
            ([(of.day, of.buyers, of.buyer_bits) for of in of_days], whole),
        ],
    )
    place = {figure: BIT[figure].bit_length() - 1 for figure in figures}
    return {figure: Customers(by_agent[at], of_shop[at]) for figure, at in place.items()}
