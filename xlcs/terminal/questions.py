"""What `xlcs map` asks, and what an answer means."""

from __future__ import annotations

from collections.abc import Sequence

from xlcs.plurals import listed
from xlcs.tables import Table
from xlcs.terminal.console import plain

_TEXT = {
    "zh": {
        "file": "{file}：像是“{table}”。",
        "which": "  哪一列是“{ours}”？",
        "guess": "（直接回车 = {header}{samples}）",
        "samples": "，如 {values}",
        "skip": "    0  都不是",
        "wrong": "请输入 0 到 {count} 之间的数字，或列名；“{answer}”不对。",
    },
    "en": {
        "file": "{file}: looks like “{table}”.",
        "which": "  Which column is “{ours}”?",
        "guess": " (Enter = {header}{samples})",
        "samples": ", such as {values}",
        "skip": "    0  none of them",
        "wrong": "Enter a number from 0 to {count}, or a header; “{answer}” is neither.",
    },
}

_SHOWN_LENGTH = 40


def file_named(file: str, sheet: str | None, table: Table, language: str) -> str:
    """The line above the questions on a file."""
    name = file if sheet is None else f"{file} · {sheet}"
    return plain(_TEXT[language]["file"].format(file=name, table=table.name(language)))


def question(
    ours: str, headers: Sequence[str], guess: str | None, samples: Sequence[str], language: str
) -> str:
    """The question which header is one of our columns, with all there are, numbered from 1."""
    text = _TEXT[language]
    asked = text["which"].format(ours=ours)
    if guess is not None:
        values = text["samples"].format(values=listed(samples, language)) if samples else ""
        asked += text["guess"].format(header=guess, samples=values)
    lines = [f"  {number:3}  {header}" for number, header in enumerate(headers, start=1)]
    return "\n".join(map(plain, [asked, *lines, text["skip"]]))


def answered(answer: str, headers: Sequence[str], guess: str | None) -> tuple[bool, str | None]:
    """Whether an answer is one, and the header that it means; None for none of them.

    Nothing entered takes the guess, if there is one.
    """
    word = answer.strip()
    if not word:
        return True, guess
    if word in headers:
        return True, word
    if word.isascii() and word.isdigit() and len(word) < 4 and int(word) <= len(headers):
        return True, headers[int(word) - 1] if int(word) else None
    return False, None


def wrong_answer(answer: str, count: int, language: str) -> str:
    """What is said of an answer that is none."""
    return _TEXT[language]["wrong"].format(answer=answer[:_SHOWN_LENGTH], count=count)
