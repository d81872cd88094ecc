"""Look-ups of what adds up: orders, money, tasks."""

from __future__ import annotations

import pandas as pd

from xlcs.figures.lookup.look_up import SHOP, LookUp, counted, day_of_key, keys
from xlcs.figures.times_in_numbers import Numbers


def summed(group: Numbers | int, day: Numbers, value: Numbers | None = None) -> pd.Series[int]:
    """The sums of a group's days, as `LookUp` takes them.

    Parameters
    ----------
    group, day : of each row; SHOP, or an agent's code, and days since 1970
    value : what is summed; left out, rows are counted
    """
    key = keys(group, day)
    return counted(key) if value is None else value.groupby(key).sum()


def total(
    agent: Numbers, day: Numbers, value: Numbers | None = None, *,
    is_state: bool = False, divisor: int = 1,
) -> LookUp:  # fmt: skip
    """A figure that the shop has as much of as its agents together; see `summed` and `LookUp`."""
    of_agents = summed(agent, day, value)
    of_shop = summed(SHOP, day_of_key(of_agents.index).to_series(of_agents.index), of_agents)
    return LookUp(pd.concat([of_shop, of_agents]), is_state=is_state, divisor=divisor)
