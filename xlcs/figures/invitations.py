"""Customers invited, accepting and declining (发送邀请, 接受邀请, 拒绝邀请).

Source: spec, "Per-agent figures".
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from xlcs.figures.arrays import NONE, Bools, Codes, seconds
from xlcs.figures.days import Days
from xlcs.figures.distinct import Customers, distinct_customers


def invited_customers(
    frame: pd.DataFrame, buyer: Codes, agent: Codes, buyers: int, agents: int, days: Days
) -> dict[str, Customers]:
    """`invites_sent`, `invites_accepted` and `invites_declined`, for any range of days.

    Parameters
    ----------
    frame : columns invited_at [local time], channel (manual/auto), outcome (accepted/declined/
        missing), answered_at [local time]
    buyer, agent : codes of its rows
    buyers, agents : how many there are [count]

    Notes
    -----
    An answer is of the day it was given; where that is not known, of the day of inviting.
    """
    invited, answered = seconds(frame["invited_at"]), seconds(frame["answered_at"])
    answered = np.where(answered == NONE, invited, answered)
    manual = _is(frame["channel"], "manual")
    accepted = _is(frame["outcome"], "accepted")
    declined = _is(frame["outcome"], "declined")
    return {
        figure: distinct_customers(
            buyer[which], agent[which], time[which], buyers=buyers, agents=agents, days=days
        )
        for figure, which, time in (
            ("invites_sent", manual, invited),
            ("invites_accepted", accepted, answered),
            ("invites_declined", declined & manual, answered),
        )
    }


def _is(column: pd.Series, word: str) -> Bools:
    return (column == word).to_numpy(dtype=np.bool_, na_value=False)
