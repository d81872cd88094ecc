"""The shops that need attention, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from xlcs.figures.periods import Range, month_of
from xlcs.group.answers import ShopAnswer
from xlcs.group.group import Group
from xlcs.plurals import filled, some_of
from xlcs.problems.together import told_together
from xlcs.report.description.formats import relative_change
from xlcs.tables import TABLE

FALL = 0.2
"""Guided GMV that falls by this part of the period before, or more, is told."""

_TEXT = {
    "zh": {
        "failed": "没有数字：{why}",
        "colon": "：",
        "not_compliant": "接待不达标：转化率 {rate}，平均时长 {minutes}。",
        "fallen": "引导成交金额 {now}，上期 {before}（{change}）。",
        "behind": "{month} 目标完成 {done}，时间已过 {passed}。",
        "unknown": "引导成交金额无法计算，缺少需要的表或列，见单店报表的“数据检查”。",
        "to": "{} 至 {}",
        "no_data": "期间内没有消息、进店和付款（数据 {covered}）。",
        "ends": "数据只到 {last}，期间到 {end}。",
        "refused": "没有使用 {files} 个文件、{rows} 行，见单店报表的“数据检查”。",
        "nicks": "没有对应到人的旺旺：{nicks}。请写进“人员”表或 [people]。",
    },
    "en": {
        "failed": "No figures: {why}",
        "colon": ": ",
        "not_compliant": "Receptions do not comply: conversion {rate}, average {minutes}.",
        "fallen": "Guided GMV {now}, before {before} ({change}).",
        "behind": "{done} of the target of {month}, with {passed} of the time gone.",
        "unknown": "Guided GMV is unknown: tables or columns are missing, see Data check of the"
        " shop's own report.",
        "to": "{} to {}",
        "no_data": "No message, visit or payment in the period (data: {covered}).",
        "ends": "The data ends on {last}, the period on {end}.",
        "refused": "Not used: {files} files and {rows} rows, see Data check of the shop's own"
        " report.",
        "nicks": "Nicks without a person: {nicks}. Put them into the table 人员 or [people].",
    },
}
_MOST_NICKS = 10


def attention(group: Group, language: str) -> list[tuple[str, str]]:
    """Shop and reason; failed shops first, then by name."""
    text = _TEXT[language]
    rows = [(one.shop, text["failed"].format(why=one.why)) for one in group.failed]
    has_people = any(not person.nick for shop in group.shops for person in shop.people)
    for shop in group.shops:
        rows += [(shop.shop, why) for why in _reasons(shop, group.days, text, has_people)]
        for warning in told_together(shop.warnings, language):
            about = TABLE[warning.table].name(language) if warning.table else warning.file
            why = warning.text(language)
            rows.append((shop.shop, f"{about}{text['colon']}{why}" if about else why))
    return rows


def _reasons(
    shop: ShopAnswer, days: Range, text: dict[str, str], has_people: bool
) -> Iterator[str]:
    if shop.covered is None:
        yield text["unknown"]
    elif shop.covered[1] < days[0] or shop.covered[0] > days[1]:
        yield text["no_data"].format(covered=text["to"].format(*shop.covered))
    else:
        if shop.covered[1] < days[1]:
            yield text["ends"].format(last=shop.covered[1], end=days[1])
        if shop.figures["guided_gmv"] is None:
            yield text["unknown"]
    if shop.reception["compliant"] is False:
        rate, seconds = shop.reception["conversion_rate"], shop.reception["average_duration"]
        yield text["not_compliant"].format(
            rate=f"{rate:.1%}", minutes=str(timedelta(seconds=round(float(seconds or 0))))
        )
    now, before = shop.figures["guided_gmv"], shop.before["guided_gmv"]
    if now is not None and before and float(now) <= float(before) * (1 - FALL):
        change = relative_change(float(now), float(before))
        yield text["fallen"].format(now=f"{now:,.2f}", before=f"{before:,.2f}", change=change)
    if (target := shop.targets.get("guided_gmv")) is not None and target.done is not None:
        first, last = month_of(days[0])
        passed = 1 - target.days_left / ((last - first).days + 1)
        if target.done < passed:
            yield text["behind"].format(
                month=f"{first:%Y-%m}", done=f"{target.done:.0%}", passed=f"{passed:.0%}"
            )
    if any(shop.refused):
        yield filled(text["refused"], {"files": shop.refused[0], "rows": shop.refused[1]})
    nicks = [person.nick for person in shop.people if person.nick]
    if has_people and nicks:
        yield text["nicks"].format(nicks=some_of(nicks, _MOST_NICKS))
