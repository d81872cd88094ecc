"""口径说明: each figure's definition, the rules and settings used, the files read, the version."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from xlcs import __version__
from xlcs.catalogue import FIGURES, REASONS, RECEPTION
from xlcs.figures.edition import DEFAULT_EDITION, edition_name, is_confirmed
from xlcs.plurals import filled
from xlcs.report.description.scope import TABLE_ROW, Scope
from xlcs.report.description.sheets import Block, Column, Kind, Sheet, Table, Text

_SECOND, _PROSE = 22.0, 96.0
"""Widths of columns that all tables of this sheet share; the first fits the file names."""

UNITS = {
    "customers": ("人", "customers"),
    "orders": ("单", "orders"),
    "money": ("元", "CNY"),
    "tasks": ("个", "tasks"),
    "relations": ("个", "relations"),
    "receptions": ("次", "receptions"),
    "rate": ("比率", "rate"),
    "duration": ("时长", "duration"),
    "rate_change": ("百分点", "percentage points"),
    "duration_change": ("分:秒", "min:s"),
    "verdict": ("达标 / 不达标", "met / not met"),
}
"""What each unit is called."""

_RULES = (
    (
        "时间", "Times",
        "都是店铺当地时间。一天从 00:00:00 到次日 00:00:00 之前（“当日 24 点前”）。",
        "All are the shop's local time. A day runs from 00:00:00 up to the next 00:00:00.",
    ),
    (
        "主动发送", "Eligible message",
        "发起方是客服，且发送时与这位买家的专属关系有效。买家先联系客服的不算。",
        "Sent by an agent on the agent's own initiative while the relation with the buyer is"
        " active. The buyer contacting first does not count.",
    ),
    (
        "付款", "Payment",
        "普通订单按付款时间和实际支付金额；预售订单按尾款付款时间，金额为定金加尾款；"
        "尾款未付的预售不算成交。",
        "Of an ordinary order: its time and the amount paid. Of a presale order: the balance's"
        " time, deposit plus balance. A presale whose balance is not paid is no purchase.",
    ),
    (
        "去重", "Distinct",
        "期间的客户数是各天合在一起的不同客户数；全店是所有客服合在一起的不同客户数。金额和订单数相加。",
        "Customers of a period are distinct over its days, those of the shop over its agents. Money"
        " and orders add up.",
    ),
    (
        "上一期间", "Period before",
        "整月（或从 1 日起的几天）对上一个月（的同几天），"
        "整周（或从周一起的几天）对上一周（的同几天），其他对紧挨着的、天数相同的一段。",
        "Of a month, or of its first days, the month before, or the same days of it; of a week, or"
        " of its first days, the week before likewise; else the equally long range that ends the"
        " day before.",
    ),
)  # fmt: skip


_REASON_MEANING = {
    "counted": (
        "当天付款前主动发过消息、付款前已读、关系在前一天或更早建立。",
        "Messaged that day before paying, read before paying, relation bound on an earlier day.",
    ),
    "messaged_earlier_day": (
        "付款当天没有主动发消息，前几天发过（当天发得太晚，或第二天才买）。",
        "Not messaged on the day of paying, but on one of the days before.",
    ),
    "not_messaged": (
        "付款时是专属客户，但当天和前几天都没有主动发消息。",
        "A client when paying, messaged neither that day nor on the days before.",
    ),
    "not_a_client": (
        "付款时没有有效的专属关系，也没有主动发消息。",
        "No active relation when paying, and not messaged.",
    ),
    "messaged_after_purchase": (
        "当天只在付款之后发过消息。", "That day's messages were all sent after paying.",
    ),
    "client_bound_same_day": (
        "付款前的消息都在当天才建立的关系下发送。",
        "The messages before paying were sent under relations bound that very day.",
    ),
    "unread": (
        "符合条件的消息当天没有阅读。", "The messages that qualify were not read that day.",
    ),
    "read_after_purchase": (
        "符合条件的消息当天读了，但都在付款之后。",
        "The messages that qualify were read that day, but after paying.",
    ),
}  # fmt: skip


def definitions_sheet(scope: Scope) -> Sheet:
    """The sheet 口径说明."""
    say = scope.say
    blocks: list[Block] = []
    row = TABLE_ROW
    of_figures = (("指标", "Figure"), ("单位", "Unit"), ("定义", "Definition"))
    for heading, captions, rows in (
        (say("指标", "Figures"), of_figures, _figures(scope, received=False)),
        (say("接待的指标", "Figures of receptions"), of_figures, _figures(scope, received=True)),
        (say("成交归因的原因", "Why an order counts, or not"),
         (("原因", "Reason"), ("计入", "Counts"), ("含义", "Meaning")), _reasons(scope)),
        (say("规则", "Rules"), (("规则", "Rule"), ("", ""), ("说明", "Meaning")), _rules(scope)),
        (say("使用的设置", "Settings used"),
         (("设置", "Setting"), ("值", "Value"), ("说明", "Meaning")), _settings(scope)),
        (say("读取的文件", "Files read"),
         (("文件", "File"), ("读作", "Read as"), ("SHA-256", "SHA-256")), _files(scope)),
    ):  # fmt: skip
        table = _table(scope, f"definitions_{len(blocks)}", row + 1, captions, rows)
        blocks += [Text(row, 1, heading, "heading"), table]
        row = table.last_row + 2
    blocks.append(Text(row, 1, f"xlcs {__version__}", "note"))
    return scope.sheet(
        "definitions",
        say("口径说明", "Definitions"),
        blocks,
        note=_other_edition(scope),
        group="about",
    )


def _other_edition(scope: Scope) -> str:
    """That the definitions and reasons are those of the default edition, where another is used."""
    if scope.edition == DEFAULT_EDITION:
        return ""
    name = edition_name(scope.edition)
    return scope.say(
        f"定义和原因按默认的规则版本写；本报表用的是 {name}，"
        "不同之处见下面“使用的设置”里的规则版本和阅读规则。",
        f"Definitions and reasons are those of the default edition; this report is of {name}: see"
        " edition and read_rule under Settings used.",
    )


def _table(
    scope: Scope,
    id: str,
    row: int,
    captions: Sequence[tuple[str, str]],
    rows: Sequence[tuple[str, str, str]],
) -> Table:
    kinds: dict[str, Kind] = {"name": "name", "second": "text", "prose": "prose"}
    frame = pd.DataFrame(rows, columns=list(kinds), dtype=object)
    widths = {"name": None, "second": _SECOND, "prose": _PROSE}
    return Table(
        id,
        row,
        1,
        tuple(
            Column(name, scope.say(*caption), kinds[name], frame[name], width=widths[name])
            for name, caption in zip(kinds, captions, strict=True)
        ),
    )


def _figures(scope: Scope, *, received: bool) -> list[tuple[str, str, str]]:
    """The figures of receptions, or all others: together they are longer than a page."""
    return [
        (
            scope.caption(figure.id),
            scope.say(*UNITS[figure.unit]),
            figure.definition(scope.language),
        )
        for figure in FIGURES
        if (figure.id in RECEPTION) is received
    ]


def _reasons(scope: Scope) -> list[tuple[str, str, str]]:
    say = scope.say
    return [
        (
            scope.reason_name(reason.id),
            say("是", "yes") if reason.id == "counted" else say("否", "no"),
            say(*_REASON_MEANING[reason.id]),
        )
        for reason in REASONS
        if reason.id != "read_after_purchase" or scope.figures.settings.read_rule != "same_day"
    ]


def _rules(scope: Scope) -> list[tuple[str, str, str]]:
    return [(scope.say(zh, en), "", scope.say(*text)) for zh, en, *text in _RULES]


def _settings(scope: Scope) -> list[tuple[str, str, str]]:
    say, settings = scope.say, scope.figures.settings
    rules = {
        "before_payment": say("付款前已读", "read before paying"),
        "same_day": say("当天已读", "read that day"),
    }
    periods = {
        "month": say("月", "month"),
        "week": say("周", "week"),
        "day": say("日", "day"),
        "range": say("整个期间", "the whole period"),
    }
    return [
        *_edition(scope),
        (say("阅读规则", "read_rule"), rules[settings.read_rule],
         say("引导成交对阅读的要求。", "What guided GMV asks of reading.")),
        (say("回看天数", "lookback_days"), f"{settings.lookback_days}",
         say("“前几天发过消息”往前看的天数。",
             "Days back that “messaged on an earlier day” looks.")),
        (say("接待周期", "reception_period"), periods[settings.reception_period],
         say("接待达标按什么期间分行。", "Periods of the receptions' table.")),
        (say("平均接待时长上限", "max_average_min"), f"{settings.max_average_min:g}",
         say("达标的最长平均接待时长（分钟）。", "Longest average reception that is met [min].")),
        (say("转化率下限", "min_conversion_rate"), f"{settings.min_conversion_rate:.1%}",
         say("达标的最低接待转化率。", "Lowest conversion rate that is met.")),
        (say("[状态] 已转化", "status.converted"), "", _statuses(scope, converted=True)),
        (say("[状态] 未转化", "status.not_converted"), "", _statuses(scope, converted=False)),
    ]  # fmt: skip


def _edition(scope: Scope) -> list[tuple[str, str, str]]:
    """Which edition of the rule the report is of, and what it sets beside `read_rule`."""
    say, edition = scope.say, scope.figures.edition
    doubt = "" if is_confirmed(edition) else say(
        "出自一个没有日期的页面，未经平台确认。",
        " It rests on an undated page that the platform has not confirmed.",
    )  # fmt: skip
    read_day = {
        "payment_day": say("付款当天读", "read on the day of payment"),
        "any": say("哪天读都可以", "read on any day"),
    }
    credit = {
        "last": say("几条都符合时归最后一条", "the last of several messages is credited"),
        "first": say("几条都符合时归最早一条", "the first of several messages is credited"),
    }
    parts = [
        say(f"看付款当天在内 {edition.window_days} 天的消息",
            filled("Messages of {days} days, that of payment included",
                   {"days": str(edition.window_days)})),
        read_day[edition.read_day],
        credit[edition.credit],
    ]  # fmt: skip
    return [
        (
            say("规则版本", "edition"),
            edition_name(edition),
            say("，", ", ").join(parts) + say("。", ".") + doubt,
        )
    ]


def _statuses(scope: Scope, *, converted: bool) -> str:
    means = scope.figures.settings.status_means()
    return scope.listed(status for status, meaning in means.items() if meaning is converted)


def _files(scope: Scope) -> list[tuple[str, str, str]]:
    return [
        (
            source.file if source.sheet is None else f"{source.file} [{source.sheet}]",
            scope.read_as(source),
            source.sha256,
        )
        for source in scope.shop.sources
    ]
