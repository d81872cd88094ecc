"""Causes of a difference, and how to take an edition over, in words.

Source: spec, "The platform's own figures: 对账".
"""

from __future__ import annotations

from xlcs.compare.lines import (
    EDITION,
    LAG,
    NEAR,
    NET,
    NONE_RECEIVED,
    NOT_COVERED,
    OURS_UNKNOWN,
    UNEXPLAINED,
    UNKNOWN_AGENT,
    Comparison,
    Line,
)
from xlcs.figures.edition import EDITIONS, Edition, is_confirmed
from xlcs.plurals import filled, listed
from xlcs.settings import FILE_NAME
from xlcs.tables import TABLE

_TEXT = {
    "zh": {
        NOT_COVERED: "这些天我们的导出没有全部覆盖（{covered}）。请补齐导出后刷新。",
        UNKNOWN_AGENT: "我们的数据里没有这个客服名{names}。请核对两边的写法。",
        OURS_UNKNOWN: "我们算不出：{why}。",
        LAG: "对方最近几天是空的或 0：平台后台常晚三天左右，过几天再对。",
        NET: "对方扣了退款：我们的净额与它相符。",
        EDITION: "对方用的是规则版本 {edition}：{meaning}{doubt}。",
        UNEXPLAINED: "没有解释。打码的买家 {masked} 个，没有使用的行 {refused}{blank}。",
        "has": "{table} {first} 至 {last}",
        "no row": "{table}在 {days} 没有一行",
        "in total": "（合计里的：{names}）",
        "between": "，",
        "one day": "只看付款当天发的消息",
        "window": "付款当天在内 {days} 天里发的消息都看",
        "read payment_day": "，付款当天读才算",
        "read any": "，付款前哪天读都算",
        "missing": "缺少{tables}",
        "columns": "导出里没有所需的列（如阅读时间、退款金额）",
        NONE_RECEIVED: "这些天的接待记录里没有它的接待",
        "doubt": "（出自一个没有日期、未经平台确认的页面）",
        "take": "要按它来算：在 {file} 里写一行 {line}，"
        "或运行 xlcs compare 数据文件夹 --take-over。",
        "take in excel": "要按它来算：点功能区的“{button}”，它在 {file} 里写一行 {line} 并刷新。",
        "nothing": "没有要改用的规则版本：没有哪一项的差别是版本造成的。",
        "effect": "相符的由 {before} 项变为 {after} 项（共 {lines} 项）。",
    },
    "en": {
        NOT_COVERED: "Our exports do not cover all of these days ({covered}). Add what is"
        " missing and refresh.",
        UNKNOWN_AGENT: "Our data has no agent of that name{names}. Check how both sides write it.",
        OURS_UNKNOWN: "Ours is unknown: {why}.",
        LAG: "Theirs is empty or 0 on the latest days only: backends lag, commonly three days.",
        NET: "Theirs is less refunds: our net amount agrees with it.",
        EDITION: "Theirs is of the rule edition {edition}: {meaning}{doubt}.",
        UNEXPLAINED: "Not explained. {masked} masked buyers, {refused} refused rows{blank}.",
        "has": "{table} {first} to {last}",
        "no row": "{table} have no row of {days}",
        "in total": " (in the total: {names})",
        "between": ", ",
        "one day": "messages of the day of payment",
        "window": "messages of {days} days, that of payment included",
        "read payment_day": ", read on that day",
        "read any": ", read on any day before paying",
        "missing": "exports are missing ({tables})",
        "columns": "no export has a column that it needs (time of reading, refund)",
        NONE_RECEIVED: "none of the receptions of these days is of it",
        "doubt": " (of an undated page that the platform has not confirmed)",
        "take": "To compute by it, write one line into {file}: {line}, or run"
        " xlcs compare DATA --take-over.",
        "take in excel": "To compute by it, press “{button}” on the ribbon: it writes one line into"
        " {file}, {line}, and refreshes.",
        "nothing": "There is no edition to take over: none is the cause of a difference.",
        "effect": "Of {lines} figures, {after} agree now; before, {before} did.",
    },
}

_DEGREES = {
    "zh": ("相符（0.5% 以内）", "接近（5% 以内）", "相差 5% 以上", "无法比较"),
    "en": ("agrees (0.5 %)", "near (5 %)", "beyond 5 %", "cannot be compared"),
}


def cause_text(line: Line, comparison: Comparison, language: str) -> str:
    """The likely cause of a line's difference in a sentence; empty where both agree."""
    if line.cause is None:
        return ""
    text = _TEXT[language]
    doubted = line.edition is not None and not is_confirmed(EDITIONS[line.edition])
    return text[line.cause].format(
        why=_why(line, language),
        covered=_covered(line, comparison, language),
        names=_unknown_names(line, language),
        blank=text["between"] + _covered(line, comparison, language) if line.lacking else "",
        edition=line.edition,
        meaning="" if line.edition is None else _meaning(EDITIONS[line.edition], language),
        doubt=text["doubt"] if doubted else "",
        masked=f"{comparison.masked_buyers:,}",
        refused=f"{comparison.refused_rows:,}",
    )


def _covered(line: Line, comparison: Comparison, language: str) -> str:
    """Which days there are of the tables that do not cover all of a line's."""
    if line.lacking:
        days = listed(map(str, line.lacking), language)
        tables = [TABLE[id].name(language) for id in line.why]
        told = [_TEXT[language]["no row"].format(table=table, days=days) for table in tables]
        return _TEXT[language]["between"].join(told)
    parts = []
    for id in line.why:
        if id in TABLE and id in comparison.covered:
            first, last = comparison.covered[id]
            parts.append(
                _TEXT[language]["has"].format(
                    table=TABLE[id].name(language), first=first, last=last
                )
            )
    return _TEXT[language]["between"].join(parts)


def _unknown_names(line: Line, language: str) -> str:
    """Of a total the names that it adds up and that our data has not; of one name nothing."""
    names = [str(name) for name in line.lacking]
    if names in ([], [line.agent]):
        return ""
    return _TEXT[language]["in total"].format(names=listed(names, language))


def _meaning(edition: Edition, language: str) -> str:
    """What an edition looks at, in a few words."""
    text, days = _TEXT[language], edition.window_days
    window = text["one day" if days == 1 else "window"].format(days=days)
    return window + text[f"read {edition.read_day}"]


def _why(line: Line, language: str) -> str:
    names = [TABLE[id].name(language) for id in line.why if id in TABLE]
    if not names:
        return _TEXT[language][NONE_RECEIVED if NONE_RECEIVED in line.why else "columns"]
    return _TEXT[language]["missing"].format(tables=listed(names, language))


def take_over(edition: str, language: str, button: str | None = None) -> str:
    """How to compute by a named edition: one line of settings, or a button of Excel's ribbon."""
    text = _TEXT[language]["take" if button is None else "take in excel"]
    return text.format(file=FILE_NAME, line=settings_line(edition), button=button)


def settings_line(edition: str) -> str:
    """The line of the settings that asks for a named edition."""
    return f'edition = "{edition}"'


def nothing_to_take_over(language: str) -> str:
    """That no difference comes from the edition."""
    return _TEXT[language]["nothing"]


def effect_of_taking_over(before: Comparison, after: Comparison, language: str) -> str:
    """How many figures agree now, and how many did before."""
    found = {"before": before.agreeing, "after": after.agreeing, "lines": len(after.lines)}
    return filled(_TEXT[language]["effect"], found)


def degrees(language: str) -> tuple[str, str, str, str]:
    """The words of `degree`: agrees, near, beyond, cannot be compared."""
    return _DEGREES[language]


def degree(line: Line, language: str) -> str:
    """How far ours is from theirs, in a word."""
    agrees, near, beyond, cannot = _DEGREES[language]
    if line.difference is None or line.theirs is None:
        return cannot
    if line.agrees:
        return agrees
    return near if abs(line.difference) <= NEAR * abs(line.theirs) else beyond
