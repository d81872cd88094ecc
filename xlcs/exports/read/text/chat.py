"""A chat record, as the desktop client copies or saves it → who spoke when, and what was read.

What was said is not kept: not here, not in the cache, not in a message. Who of two people is the
agent may only be known from other files, so that both names are kept; `merge.chat` decides.
Source: spec, "Tables" (chat records).
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from xlcs.exports.read.limits import CHAT_LINE_LENGTH, CHAT_NAME_LENGTH

_CLOCK = r"(?:上午|下午|凌晨)?\s?\d{1,2}[:：]\d{1,2}(?:[:：]\d{1,2}(?:[.,]\d{1,6})?)?"
MOMENT = (
    rf"(?P<time>20\d\d[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}日?[ T\u3000]{{0,3}}"
    rf"(?:(?:星期|周)[一二三四五六日天])?[ \u3000]{{0,3}}{_CLOCK})"
)
NAMES = r"\S(?:.*?\S)??"
"""Who stands before a time. It ends at no blank, so that many blanks are looked through once."""
_OPENER = re.compile(
    rf"^(?P<names>{NAMES})[\s\u3000]*[(\[（【]?{MOMENT}[)\]）】]?[\s:：]*"
    r"[(\[（【]?(?P<state>已读|未读)?[)\]）】]?$"
)
"""A line that begins with a name and ends with a date and time."""

_OPENER_ENDS = frozenset("0123456789)]）】:：读")
_CLOCK_OPENER = re.compile(rf"^(?P<names>{NAMES})[\s\u3000]+[(\[（【]?{_CLOCK}[)\]）】]?[:：]?$")
"""A line that would open a message if it told the day too."""
_IS_READ: dict[str | None, bool | None] = {"已读": True, "未读": False, None: None}
AROUND = "\ufeff \t\u3000"
_ARROW = re.compile(r"\s*(?:-{1,3}|—{1,2}|=)[>＞]\s*|\s*→\s*")
_BRACKETS = dict(zip("[(（【<《「〔", "])）】>》」〕", strict=True))
_COLON = re.compile(r"\s*[:：]\s*")
_PREFIX = re.compile(r"^cntaobao", re.IGNORECASE)
_NO_NAME = re.compile(r"[\s,，。！？!?;；\"“”、=|<>《》\t]|//|[:：]$|^[:：]|[:：].*[:：]")
"""What is in no name of a buyer or agent, but often in a sentence."""
_SENTENCE = re.compile(r"[,，。！？!?;；]")
_LABEL = re.compile(
    r"(?:时间|日期|截止|截至|有效期|到期|送达|直到|至|于|更新|创建|付款|下单|发货|签收|揽收)$"
    r"|^(?:物流|快递|订单|订单号|订单编号|状态|备注|地址|电话|时间|活动|优惠|说明):"
)
"""The caption of a time that somebody wrote or pasted into a message."""

_WITHDRAWN = re.compile(r"^.{0,80}撤回了?(?:一条|1条|1 条)?消息[。.]?$")
_STATE = re.compile(r"^[(\[（【]?(已读|未读)[)\]）】]?$")
_SYSTEM = re.compile(r"^(?:系统(?:消息|提示|通知)?|温馨提示|安全提示)$")
_HEADING = re.compile(
    r"^(?:聊天对象|消息对象|联系人)[:：]\s*(?P<a>\S+)$|^(?:与|和)\s*(?P<b>\S+?)\s*的聊天记录$"
)
"""A line that names the other person of what follows."""
_RULE = re.compile(r"^[-=—_*#~－＝]{5,}$")
"""A line between one record and the next."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_SAMPLE_LINES = 400
"""Lines at the top among which the first message must be."""


@dataclass(frozen=True)
class Opener:
    """A line that opens a message: who speaks, to whom (or ""), the text of its time, its state.

    `is_sure` is false where the line may as well be one that somebody wrote.
    """

    speaker: str
    addressee: str
    time: str
    state: str | None
    is_sure: bool


@dataclass(frozen=True)
class Unread:
    """Lines that were not understood: the row of the first, how many, and a code of `KINDS`."""

    row: int
    lines: int
    code: str


@dataclass
class ChatRecord:
    """What a chat record holds; each list has a place for each message.

    row : the line that opens the message (1 is the first)
    speaker, addressee : names; the addressee is "" where the file does not say it
    time : the text of its time
    is_read : what a line 已读 or 未读 says; None where there is none
    part : the same number for messages between which no rule and no heading stands
    encoding : of the text
    unread : lines that were not understood
    """

    row: array[int] = field(default_factory=lambda: array("i"))
    speaker: list[str] = field(default_factory=list)
    addressee: list[str] = field(default_factory=list)
    time: list[str] = field(default_factory=list)
    is_read: list[bool | None] = field(default_factory=list)
    part: array[int] = field(default_factory=lambda: array("i"))
    encoding: str = ""
    unread: list[Unread] = field(default_factory=list)


def is_chat(text: str) -> bool:
    """Whether a text is a chat record: one sure opener near its top, or two that may be openers."""
    lines = islice(lines_of(text), _SAMPLE_LINES)
    found = [opener for line in lines if (opener := opener_of(line)) is not None]
    openers = [opener for opener in found if not _LABEL.search(opener.speaker)]
    return len(openers) > 1 or any(opener.is_sure for opener in openers)


def opener_of(line: str) -> Opener | None:
    """What a line says that opens a message; None of any other line."""
    found = _with_time(line.strip(AROUND))
    return None if found is None else _opener(found)


def _with_time(line: str) -> re.Match[str] | None:
    """A line, which is trimmed, with a date and time at its end; None of any other line."""
    return _OPENER.match(line) if _may_open(line) else None


def _may_open(line: str) -> bool:
    """Whether a line may open a message: on a long one of blanks the patterns take minutes."""
    return 0 < len(line) <= CHAT_LINE_LENGTH and line[-1] in _OPENER_ENDS


def _opener(found: re.Match[str]) -> Opener | None:
    people = _ARROW.split(found["names"])
    names = [named(person) for person in people]
    if len(names) > 2 or not all(map(_is_name, names)):
        return None
    is_sure = len(names) == 2 or ":" in names[0] or names[0] != people[0].strip()
    return Opener(
        names[0], names[1] if len(names) == 2 else "", found["time"], found["state"], is_sure
    )


def named(text: str) -> str:
    """A person's name: without brackets around it and the network before it."""
    name = text.strip()
    while len(name) > 2 and _BRACKETS.get(name[0]) == name[-1]:
        name = name[1:-1].strip()
    name = _COLON.sub(":", name)
    return _PREFIX.sub("", name)


def _is_name(name: str) -> bool:
    return 0 < len(name) <= CHAT_NAME_LENGTH and not _NO_NAME.search(name)


def read_chat(text: str) -> ChatRecord:
    """The messages of a chat record, in the order of the file."""
    reading = _Reading()
    for number, line in enumerate(lines_of(text), start=1):
        reading.take(number, line.strip(AROUND))
    return reading.ended()


def lines_of(text: str) -> Iterator[str]:
    """The lines, one after the other: all at once take several times as much memory."""
    start = 0
    for end in _LINE_END.finditer(text):
        yield text[start : end.start()]
        start = end.end()
    yield text[start:]


class _Reading:
    """A chat record read so far, line by line."""

    def __init__(self) -> None:
        self._record = ChatRecord()
        self._part = 0
        self._partner = ""
        self._opened = False  # whether the next lines are a message's
        self._said = self._withdrawn = False  # what the lines of that message are
        self._before: list[int] = []
        self._doubtful: list[int] = []
        self._without_day: list[int] = []
        self._once: dict[str, str] = {}  # one of all equal names is kept

    def take(self, number: int, line: str) -> None:
        """Read one more line, which is trimmed."""
        if not line:
            return
        found = _with_time(line)
        before_time = found["names"] if found else None
        opener = _opener(found) if found else None
        heading = _HEADING.match(line)
        if opener is not None and not _LABEL.search(opener.speaker):
            self._open(number, opener)
        elif heading or _RULE.match(line):
            self._part += 1
            self._partner = named(heading["a"] or heading["b"]) if heading else ""
        elif before_time and _WITHDRAWN.match(before_time):
            self._close()
        elif not self._record.row and not self._opened:
            self._before.append(number)
        elif self._opened:
            self._content(line)
            if before_time and not _SENTENCE.search(before_time):
                self._doubtful.append(number)
            elif self._lacks_its_day(line):
                self._without_day.append(number)

    def _lacks_its_day(self, line: str) -> bool:
        """Whether somebody who has spoken stands there with a time of day alone."""
        clock = _CLOCK_OPENER.match(line) if _may_open(line) else None
        return clock is not None and named(clock["names"]) in self._once

    def ended(self) -> ChatRecord:
        """The whole record."""
        self._close()
        for code, rows in (
            ("chat_before", self._before),
            ("chat_doubtful", self._doubtful),
            ("chat_no_day", self._without_day),
        ):
            if rows:
                self._record.unread.append(Unread(rows[0], len(rows), code))
        return self._record

    def _open(self, number: int, opener: Opener) -> None:
        self._close()
        self._opened = True
        if _SYSTEM.match(opener.speaker):
            self._opened = False
            return
        partner = self._partner if self._partner != opener.speaker else ""
        record = self._record
        record.row.append(number)
        addressee = opener.addressee or partner
        record.speaker.append(self._once.setdefault(opener.speaker, opener.speaker))
        record.addressee.append(self._once.setdefault(addressee, addressee))
        record.time.append(opener.time)
        record.is_read.append(_IS_READ.get(opener.state))
        record.part.append(self._part)

    def _content(self, line: str) -> None:
        state = _STATE.match(line)
        if state:
            self._record.is_read[-1] = _IS_READ[state[1]]
        elif _WITHDRAWN.match(line):
            self._withdrawn = True
        else:
            self._said = True

    def _close(self) -> None:
        """The message that was open has ended; it is none if all of it was withdrawn."""
        if self._opened and self._withdrawn and not self._said:
            record = self._record
            for column in (record.row, record.speaker, record.addressee, record.time,
                           record.is_read, record.part):  # fmt: skip
                column.pop()
        self._opened = self._said = self._withdrawn = False
