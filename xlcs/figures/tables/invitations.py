"""Customers invited, accepting and declining (发送邀请, 接受邀请, 拒绝邀请).

Source: spec, "Per-agent figures".
"""

from __future__ import annotations

from xlcs.figures.lookup.distinct import customers_in_rows
from xlcs.figures.lookup.look_up import LookUp
from xlcs.figures.times_in_numbers import codes, day_of, seconds
from xlcs.shop.frames import Invitations


def invited_customers(invitations: Invitations, agents: int) -> dict[str, LookUp]:
    """`invites_sent`, `invites_accepted` and `invites_declined`, for any range of days.

    Where no file tells of outcomes the first alone (spec, "Unknown is not 0").

    Parameters
    ----------
    agents : how many agents there are [count]

    Notes
    -----
    An answer is of the day it was given; where that is not known, of the day of inviting.
    """
    buyer, agent = codes(invitations.buyer_id), codes(invitations.agent)
    invited = day_of(seconds(invitations.invited_at))
    answered = day_of(seconds(invitations.answered_at.fillna(invitations.invited_at)))
    by_hand = invitations.channel == "manual"
    accepted, declined = (invitations.outcome == word for word in ("accepted", "declined"))

    counted = {
        "invites_sent": (by_hand, invited),
        "invites_accepted": (accepted, answered),
        "invites_declined": (by_hand & declined, answered),
    }
    if "outcome" not in invitations.known:
        counted = {"invites_sent": counted["invites_sent"]}
    return {
        figure: customers_in_rows(buyer[which], agent[which], day[which], agents)
        for figure, (which, day) in counted.items()
    }
