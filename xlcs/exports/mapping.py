"""Which header of a file is likely which of our columns, where a file is not recognised.

The guesses stand in the data check, are what `xlcs map` asks, and can be offered anywhere else.
Source: spec, "Tables" (a file is recognised by its headers), "Refused or blanked".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from xlcs.exports.values.shapes import looks_like, sample
from xlcs.problems import Problem
from xlcs.tables import TABLE, Column, Table

SAMPLE_ROWS = 20
"""Rows below a header that are looked at."""

SAMPLES = 3
"""Values that a guess is shown with."""

LEAST_ALIKE = 0.5
"""Headers less alike than that are no guess; 1 is the same."""

SURELY_ALIKE = 0.75
"""… where the column may be missing."""

LIKE: Mapping[str, tuple[str, ...]] = {
    "buyer_id": ("买家", "顾客", "访客", "会员", "用户", "买家账号", "客户昵称", "买家名称"),
    "agent": ("接待客服", "客服名称", "客服姓名", "坐席", "接待人", "跟进人"),
    "order_id": ("单号", "交易编号", "交易号", "订单id"),
    "amount": ("实收金额", "支付金额", "付款金额", "成交金额", "买家实付", "实付款", "到账金额"),
    "created_at": ("创建日期", "下单时间", "拍下时间", "生成时间"),
    "paid_at": ("支付时间", "付款日期", "成交时间", "到账时间"),
    "bound_at": ("关系建立时间", "绑定日期", "建立日期", "成为客户时间"),
    "unbound_at": ("关系解除时间", "解绑时间", "解绑日期", "退订日期"),
    "sent_at": ("消息发送时间", "发送日期", "发消息时间"),
    "initiated_by": ("发起人", "谁发起", "发送方", "发送人"),
    "is_initiated": ("主动发起", "客服是否主动"),
    "read_at": ("已读时间", "阅读日期", "查看时间"),
    "is_read": ("已读状态", "阅读状态", "是否阅读"),
    "replied_at": ("买家回复时间", "回复日期"),
    "visited_at": ("进店日期", "访问日期", "进入店铺时间", "到店时间"),
    "invited_at": ("发送邀请时间", "邀请日期"),
    "channel": ("邀请类型", "邀请渠道"),
    "outcome": ("结果", "处理结果"),
    "answered_at": ("处理日期", "接受时间"),
    "done_at": ("完成日期", "办结时间"),
    "started_at": ("接待开始", "会话开始时间", "会话开始"),
    "ended_at": ("接待结束", "会话结束时间", "会话结束"),
    "duration": ("接待时间长度", "会话时长"),
    "kind": ("类型", "任务类型", "接待种类"),
    "status": ("接待结果", "会话状态", "转化状态"),
}
"""Canonical column → headers that it is guessed under; too many things are called so to take them
for it unasked."""

GUESSED_AMONG = 300
"""Among so many of a file's columns is guessed; no export has as many."""

_SAME_ENDING = 0.15
"""So much more alike are two headers that end in the same word: 时间, 金额, 编号."""

_OF_A_PERSON = re.compile("支付宝|收货|电话|手机|地址|邮箱|身份证|留言|备注")
"""Headers under which no figure has anything to look for: such a column is never proposed."""

FOUND = "mapping"
"""Where a problem of a header carries what was guessed."""


@dataclass(frozen=True)
class Guess:
    """A column that a file lacks, and the header that it is likely under.

    column : canonical column
    header : as exported; None where no header is alike
    samples : values under that header, of which only times and amounts are whole
    alike : how much that header is like one of the column's; 0 where there is none
    """

    column: str
    header: str | None
    samples: tuple[str, ...] = ()
    alike: float = 0.0


@dataclass(frozen=True)
class Unmapped:
    """A file or sheet that lacks columns of the table that it most likely is.

    table : canonical table
    headers : of the file, none of them a known one
    guesses : one for each group of columns of which one must be there, and for others that are
        surely there
    """

    file: str
    sheet: str | None
    table: str
    headers: tuple[str, ...]
    guesses: tuple[Guess, ...]


def unmapped(problems: Iterable[Problem]) -> list[Unmapped]:
    """The files that were not recognised, or lack a column, in the order of the data check.

    `problems` are those of the shop. A file without any header is none of them.
    """
    return [
        _from_json(problem.file or "", problem.sheet, problem.found[FOUND])
        for problem in problems
        if problem.found.get(FOUND)
    ]


def guessed(
    table: Table,
    missing: Sequence[Sequence[str]],
    names: Sequence[str],
    taken: Iterable[int],
    below: Sequence[Sequence[str]],
    accepted: Mapping[str, tuple[str, ...]],
    *,
    optional: Sequence[str] = (),
) -> list[Guess]:
    """For each group of missing columns the header that is most alike and holds what it should.

    The two that are most alike find each other first.

    Parameters
    ----------
    table : that the file most likely is
    missing : groups of canonical columns, of which one each must be there
    names : the file's headers as exported
    taken : columns of the file that are already known
    below : the rows under the header
    accepted : canonical column → headers that it is known under
    optional : further canonical columns, guessed only where a header is surely theirs

    Returns
    -------
    list of Guess : one for each group of `missing`, then those of `optional` that were found
    """
    known = set(taken)
    free = {
        i: name
        for i, name in enumerate(names[:GUESSED_AMONG])
        if name.strip() and i not in known and not _OF_A_PERSON.search(name)
    }
    groups = [*missing, *((column,) for column in optional)]
    rated = sorted(
        (
            (-_alike(name, (*accepted.get(column, ()), *LIKE.get(column, ()))), group, place, i)
            for group, columns in enumerate(groups)
            for place, column in enumerate(columns)
            for i, name in free.items()
            if _may_hold(below, i, table.column(column))
        )
    )
    found: dict[int, Guess] = {}
    for unlike, group, place, i in rated:
        least = LEAST_ALIKE if group < len(missing) else SURELY_ALIKE
        if -unlike < least or group in found or i not in free:
            continue
        column = groups[group][place]
        kind = table.column(column).kind
        values = list(dict.fromkeys(_values(below, i)))[:SAMPLES]
        samples = tuple(sample(text, kind) for text in values)
        found[group] = Guess(column, free.pop(i), samples, -unlike)
    needed = [found.get(n, Guess(group[0], None)) for n, group in enumerate(missing)]
    return needed + [found[n] for n in range(len(missing), len(groups)) if n in found]


def found_in(table: Table, headers: Sequence[str], guesses: Sequence[Guess]) -> dict[str, str]:
    """What a problem carries of the guesses: their text in both languages, and all of them."""
    usable = [guess for guess in guesses if guess.header is not None]
    pairs = "；".join(_told(table, guess, "如") for guess in usable)
    pairs_en = "; ".join(_told(table, guess, "such as") for guess in usable)
    content = {
        "table": table.id,
        "headers": list(headers),
        "guesses": [asdict(guess) for guess in guesses],
    }
    return {
        "guess": f"可能是：{pairs}。" if usable else "",
        "guess_en": f" Perhaps: {pairs_en}." if usable else "",
        FOUND: json.dumps(content, ensure_ascii=False),
    }


def _told(table: Table, guess: Guess, such_as: str) -> str:
    ours = table.column(guess.column).headers[0]
    values = "、".join(guess.samples)
    return f"“{guess.header}” = {ours}" + (f"（{such_as} {values}）" if values else "")


def _from_json(file: str, sheet: str | None, text: str) -> Unmapped:
    content = json.loads(text)
    guesses = tuple(
        Guess(guess["column"], guess["header"], tuple(guess["samples"]))
        for guess in content["guesses"]
    )
    return Unmapped(file, sheet, content["table"], tuple(content["headers"]), guesses)


def _alike(name: str, accepted: Sequence[str]) -> float:
    plain = "".join(name.split()).casefold()
    return max((_ratio(plain, known) for known in accepted), default=0.0)


@lru_cache(maxsize=50_000)  # each line that may be a header is asked, and most say the same
def _ratio(name: str, known: str) -> float:
    ratio = SequenceMatcher(None, name, known, autojunk=False).ratio()
    return ratio + (_SAME_ENDING if name[-2:] == known[-2:] else 0)


def _may_hold(below: Sequence[Sequence[str]], index: int, column: Column) -> bool:
    """Whether the values under a header are not all of another kind."""
    if column.kind not in ("time", "money", "duration", "id"):
        return True
    values = _values(below, index)
    return not values or any(looks_like(text, column.kind) for text in values)


def _values(below: Sequence[Sequence[str]], index: int) -> list[str]:
    cells = (row[index].strip() for row in below[:SAMPLE_ROWS] if index < len(row))
    return [cell for cell in cells if cell]


def lines_to_paste(found: Sequence[Unmapped]) -> str:
    """The guesses as lines for the settings file."""
    by_table: dict[str, dict[str, list[str]]] = {}
    for one in found:
        for guess in one.guesses:
            if guess.header is not None:
                headers = by_table.setdefault(one.table, {}).setdefault(guess.column, [])
                if guess.header not in headers:
                    headers.append(guess.header)
    lines = []
    for table, columns in by_table.items():
        lines.append(f"[headers.{table}]  # {TABLE[table].zh}")
        lines += [
            f"{column} = {json.dumps(headers, ensure_ascii=False)}  # {_ours(table, column)}"
            for column, headers in columns.items()
        ]
    return "\n".join(lines)


def _ours(table: str, column: str) -> str:
    return TABLE[table].column(column).headers[0]
