"""Customers invited, accepting and declining (发送邀请, 接受邀请, 拒绝邀请).

Source: spec, "Per-agent figures".
"""

from __future__ import annotations

import numpy as np

from xlcs.figures.arrays import Bools
from xlcs.figures.days import Days
from xlcs.figures.lookup.distinct import Customers, distinct_customers
from xlcs.shop.columns import NO_TIME, Columns


def invited_customers(columns: Columns, days: Days) -> dict[str, Customers]:
    """`invites_sent`, `invites_accepted` and `invites_declined`, for any range of days.

    Parameters
    ----------
    columns : with the table `invitations`

    Notes
    -----
    An answer is of the day it was given; where that is not known, of the day of inviting.
    """
    table = columns.tables["invitations"]
    invited, answered = table["invited_at"], table["answered_at"]
    answered = np.where(answered == NO_TIME, invited, answered)
    manual = _is(columns, "channel", "manual")
    accepted = _is(columns, "outcome", "accepted")
    declined = _is(columns, "outcome", "declined")
    return {
        figure: distinct_customers(
            table["buyer_id"][which],
            table["agent"][which],
            time[which],
            buyers=len(columns.buyers),
            agents=len(columns.agents),
            days=days,
        )
        for figure, which, time in (
            ("invites_sent", manual, invited),
            ("invites_accepted", accepted, answered),
            ("invites_declined", declined & manual, answered),
        )
    }


def _is(columns: Columns, column: str, word: str) -> Bools:
    codes = columns.tables["invitations"].get(column)
    words = list(columns.words.get(("invitations", column), ()))
    if codes is None or word not in words:
        return np.zeros(columns.rows("invitations"), dtype=np.bool_)
    is_word: Bools = codes == words.index(word)
    return is_word
