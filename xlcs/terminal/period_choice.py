"""The period that a command asks for: by its days, by name, or the latest month with data.

Source: spec, "Terms": covered days.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from xlcs.errors import BadPeriod
from xlcs.named_periods import NAMED_PERIOD, NAMED_PERIODS, THIN_DAYS, Range, month_of
from xlcs.problems import Problem
from xlcs.terminal.console import place

_TEXT = {
    "zh": {
        "bad_day": "{option} {value} 不是日期。请写成 2022-08-01 这样。",
        "bad_month": "--month {value} 不是月份。请写成 2022-08 这样。",
        "backwards": "--from {start} 晚于 --to {end}。请对调，或改正其中一个。",
        "two": "{first} 和 {second} 只能写一个：它们都是期间。",
        "outside": "{asked} 没有数据。数据覆盖：{covered}。请换一个期间。",
        "to": "{start} 至 {end}",
        "stray": "最近一个有数据的月是 {month}，但其中 {place} 的日期可能写错了。要看别的月，请加"
        " --month 2022-08 这样的月份。",
        "thin": "没有写期间，就是最近一个有数据的月 {month}，但这个月只有 {days} 的数据。"
        "要看上个月，请加 --month {before}。",
    },
    "en": {
        "bad_day": "{option} {value} is no date. Write it like 2022-08-01.",
        "bad_month": "--month {value} is no month. Write it like 2022-08.",
        "backwards": "--from {start} is after --to {end}. Swap them, or correct one.",
        "two": "{first} and {second} are both periods; give one of them.",
        "outside": "There is no data for {asked}. The data covers {covered}. Choose another"
        " period.",
        "to": "{start} to {end}",
        "stray": "The latest month with data is {month}, but {place} may be mistyped. For another"
        " month add --month 2022-08 or the like.",
        "thin": "No period was given, so it is the latest month with data, {month}, of which there"
        " is only {days}. For the month before add --month {before}.",
    },
}

_STRAY = "stray_date"

_AROUND = " \u3000\"'“”‘’"
"""What may stand around a day: quotes of a Chinese keyboard are no quotes to the command line."""


@dataclass(frozen=True)
class PeriodChoice:
    """What was asked for, of which at most one may be: days, a month, or a period by name.

    start, end : first and last day as typed; one alone reaches to the end of the data
    month : as typed, like 2022-08
    named : ids of `NAMED_PERIODS`
    """

    start: str | None = None
    end: str | None = None
    month: str | None = None
    named: tuple[str, ...] = ()

    def check(self, language: str) -> None:
        """Refuse what cannot be meant, before any file is read.

        Raises
        ------
        BadPeriod : two periods are asked for, or a day or month is none.
        """
        asked = {
            "--from/--to": self.start is not None or self.end is not None,
            "--month": self.month is not None,
        }
        asked |= {period.option: period.id in self.named for period in NAMED_PERIODS}
        names = [name for name, given in asked.items() if given]
        if len(names) > 1:
            raise BadPeriod(_TEXT[language]["two"].format(first=names[0], second=names[1]))
        start = as_day(self.start, "--from", language)
        end = as_day(self.end, "--to", language)
        if start and end and start > end:
            raise BadPeriod(_TEXT[language]["backwards"].format(start=start, end=end))
        if self.month is not None:
            _month(self.month, language)


def chosen_period(
    choice: PeriodChoice, covered: Sequence[Range], today: date, language: str
) -> Range | None:
    """The days of a choice.

    Parameters
    ----------
    choice : checked
    covered : the first and last day of each kind of data there is
    today : the day that names such as yesterday start from

    Returns
    -------
    First and last day. Without any choice the latest calendar month with data; None where there
    is no data at all.

    Raises
    ------
    BadPeriod : no data lies in the period.
    """
    if not covered:
        return None
    first, last = min(days[0] for days in covered), max(days[1] for days in covered)
    start, end = _days(choice, first, last, today, language)
    if all(end < days[0] or start > days[1] for days in covered):
        known = "; ".join(_told(days, language) for days in sorted(set(covered)))
        asked = _told((start, end), language)
        raise BadPeriod(_TEXT[language]["outside"].format(asked=asked, covered=known))
    return start, end


def stray_month(
    choice: PeriodChoice, end: date | None, problems: Iterable[Problem], language: str
) -> str | None:
    """What to say where nothing was asked for and a mistyped day may have made the latest month.

    Parameters
    ----------
    end : last day of the period that was taken instead
    problems : of the data, days that stand alone among them
    """
    if end is None or choice != PeriodChoice():
        return None
    month = f"{end:%Y-%m}"
    for problem in problems:
        if problem.code == _STRAY and (problem.value or "").startswith(month):
            return _TEXT[language]["stray"].format(month=month, place=place(problem, language))
    return None


def thin_month(
    choice: PeriodChoice, days: Range | None, covered: Sequence[Range], language: str
) -> str | None:
    """What to say where nothing was asked for and the latest month has hardly begun.

    Parameters
    ----------
    days : the month that was taken
    covered : the first and last day of each kind of data there is
    """
    if days is None or choice != PeriodChoice():
        return None
    first, last = min(known[0] for known in covered), max(known[1] for known in covered)
    if first >= days[0] or (last - days[0]).days >= THIN_DAYS:
        return None
    return _TEXT[language]["thin"].format(
        month=f"{days[0]:%Y-%m}",
        days=_told((days[0], min(last, days[1])), language),
        before=f"{days[0] - timedelta(days=1):%Y-%m}",
    )


def _told(days: Range, language: str) -> str:
    start, end = days
    return str(start) if start == end else _TEXT[language]["to"].format(start=start, end=end)


def _days(choice: PeriodChoice, first: date, last: date, today: date, language: str) -> Range:
    if choice.start is not None or choice.end is not None:
        start = as_day(choice.start, "--from", language)
        end = as_day(choice.end, "--to", language)
        start = start or min(first, end or first)
        return start, end or max(last, start)
    if choice.month is not None:
        return _month(choice.month, language)
    named = NAMED_PERIOD[choice.named[0]] if choice.named else NAMED_PERIODS[0]
    return named.days(today, (first, last))


def as_day(value: str | None, option: str, language: str) -> date | None:
    """A day as 2022-08-01, 2022/8/1, 2022.8.1, 2022年8月1日 or 20220801; None where none was given.

    Raises
    ------
    BadPeriod : it is no day; `option` is named.
    """
    if value is None:
        return None
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"):
        try:
            return datetime.strptime(value.strip(_AROUND), form).date()
        except ValueError:
            continue
    raise BadPeriod(_TEXT[language]["bad_day"].format(option=option, value=value))


def _month(value: str, language: str) -> Range:
    found = re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})月?", value.strip(_AROUND))
    if found is None or not 1 <= int(found[2]) <= 12 or not int(found[1]):
        raise BadPeriod(_TEXT[language]["bad_month"].format(value=value))
    return month_of(date(int(found[1]), int(found[2]), 1))
