"""The whole report: figures of a period as descriptions of its sheets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from xlcs.report.description.scope import Scope
from xlcs.report.description.sheets import MAX_ROWS, Sheet, continued
from xlcs.report.sheets.agents import agents_sheet
from xlcs.report.sheets.comparison import comparison_sheet
from xlcs.report.sheets.data_check import check_sheet
from xlcs.report.sheets.definitions import definitions_sheet
from xlcs.report.sheets.editions import editions_sheet
from xlcs.report.sheets.effect import effect_sheet
from xlcs.report.sheets.hours import hours_sheet
from xlcs.report.sheets.leakage import leakage_sheet
from xlcs.report.sheets.lost_clients import lost_clients_sheet
from xlcs.report.sheets.orders import orders_sheet
from xlcs.report.sheets.overview import overview_sheet
from xlcs.report.sheets.receptions import receptions_sheet
from xlcs.report.sheets.todo import todo_sheet
from xlcs.shop.shop import Shop

if TYPE_CHECKING:
    from xlcs.figures import Figures

DETAILS: tuple[Callable[[Scope], Sheet | None], ...] = (
    effect_sheet, agents_sheet, receptions_sheet, orders_sheet, leakage_sheet, lost_clients_sheet,
    hours_sheet, todo_sheet, comparison_sheet, check_sheet, definitions_sheet,
)  # fmt: skip
"""The sheets behind the first one, in the order of their tabs; none where there is no data."""

BRIEF = 3
"""Of these in a brief report, which has four sheets."""


def report_sheets(
    figures: Figures,
    shop: Shop,
    start: date | None = None,
    end: date | None = None,
    agent: str | None = None,
    language: str = "zh",
    *,
    brief: bool = False,
    editions: bool = False,
    row_limit: int = MAX_ROWS,
) -> list[Sheet]:
    """The report of a period.

    Parameters
    ----------
    figures, shop : what was computed, and what it was computed from
    start, end : first and last day; None for all days that the data covers
    agent : makes it that agent's own report: figures, days, receptions, the orders credited to the
        agent and those of the agent's clients; the total row of 客服明细 stays the shop's
    language : "zh" or "en"
    brief : only 概览, 效果数据, 客服明细 and 接待达标
    editions : 口径对比 too, in front of 数据检查 (not in a brief report)
    row_limit : rows that a sheet may have; a table that passes it goes on in a further sheet

    Returns
    -------
    概览, 效果数据, 客服明细, 接待达标, 成交归因, 漏损, 漏损到人, 发送时机, 今日待办, 对账,
    口径对比, 数据检查, 口径说明, in this order, each followed by the sheets that it goes on in.
    One that there is no data for is left out, and named on 概览.

    Raises
    ------
    UnknownAgent, BadPeriod : as `Figures` raises them.
    """
    agent = None if agent is None else figures.agent_named(agent)
    scope = Scope(figures, shop, start, end, agent, language)
    makers = DETAILS[:BRIEF] if brief else DETAILS
    if editions and not brief:
        at = DETAILS.index(check_sheet)
        makers = (*DETAILS[:at], editions_sheet, *DETAILS[at:])
    details = [sheet for make in makers if (sheet := make(scope)) is not None]
    sheets = [overview_sheet(scope, details, brief=brief), *details]
    return [part for sheet in sheets for part in continued(sheet, row_limit)]
