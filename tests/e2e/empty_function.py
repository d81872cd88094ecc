"""A function in a cell that does nothing, served by xlwings like any other: what a call costs.

It takes as many arguments as a figure's function. `EMPTY` converts them as xlwings does by itself.
"""

from __future__ import annotations

import xlwings as xw


@xw.func
def EMPTY(start_day=None, end_day=None, agent=None, book=None):  # noqa: N802
    return 0.0
