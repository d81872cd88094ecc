"""Look-ups of distinct customers, of the shop and of each agent."""

from __future__ import annotations

import pandas as pd

from xlcs.figures.lookup.look_up import SHOP, LookUp, counted, keys
from xlcs.figures.numbers_in_order import sorted_numbers
from xlcs.figures.times_in_numbers import DAYS, Numbers


def customers(pair_day: Numbers, buyer_day: Numbers, agents: int) -> LookUp:
    """A figure of distinct customers.

    Parameters
    ----------
    pair_day : whom it counts, ascending: pair × DAYS + day, where pair is buyer × agents + agent
    buyer_day : likewise buyer × DAYS + day
    agents : how many agents there are [count]
    """
    of_shop, of_pairs = days_seen(buyer_day), days_seen(pair_day)
    agent = of_pairs["who"] % max(agents, 1)
    return LookUp(
        pd.concat(
            [
                counted(keys(SHOP, of_shop["day"], of_shop["day_before"])),
                counted(keys(agent, of_pairs["day"], of_pairs["day_before"])),
            ]
        )
    )


def days_seen(who_day: Numbers) -> pd.DataFrame:
    """Each one who was seen on each day once, and when that one was seen before.

    Parameters
    ----------
    who_day : who × DAYS + day, ascending; a buyer, or a pair of a buyer and an agent

    Returns
    -------
    Columns who, day, and day_before [days since 1970, 0 for never].
    """
    once = who_day[who_day.ne(who_day.shift(fill_value=-1))]
    who = once // DAYS
    first_day = who * DAYS
    # A day of another one, who stands before, is before the first day there is.
    before = (once.shift(fill_value=0) - first_day).clip(lower=0)
    return pd.DataFrame({"who": who, "day": once - first_day, "day_before": before}, copy=False)


def customers_in_rows(buyer: Numbers, agent: Numbers, day: Numbers, agents: int) -> LookUp:
    """The same from rows in any order: codes, and days since 1970."""
    pair_day, buyer_day = (buyer * agents + agent) * DAYS + day, buyer * DAYS + day
    return customers(sorted_numbers(pair_day), sorted_numbers(buyer_day), agents)
