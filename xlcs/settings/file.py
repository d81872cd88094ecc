"""The bytes of a settings file → what TOML says is in it, whatever editor it went through.

TOML lets a key be Chinese only in quotes; here it need not be.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from xlcs.errors import SettingsError
from xlcs.settings.hidden_passwords import without_passwords
from xlcs.settings.texts import SYNTAX_ZH, TEXT
from xlcs.system.refusals import refusal

MOST_BYTES = 1 << 20
MOST_DEEP = 50
"""Brackets and dots within one another; in a sane file there are three."""

_SHOWN_LENGTH = 80
_FULL_WIDTH = re.compile("[“”‘’＝［］，＂＃]")
_QUOTED = r"\"[^\"]*\"|'[^']*'"
_SECTION = re.compile(rf"^(\s*\[{{1,2}})((?:{_QUOTED}|[^\[\]\"'#=])+)(\].*)$", re.DOTALL)
_KEY = re.compile(rf"^(\s*+)((?:{_QUOTED}|[^=\"'#\[\]{{}},])+)(=.*)$", re.DOTALL)
_KEY_PART = re.compile(rf"{_QUOTED}|[^\s.\"']+")
_PERCENT = re.compile(r"=\s*[\d.]+\s*[%％]")
_AT_LINE = re.compile(r" \(at line (\d+).*\)$")


def toml_text(file: Path, language: str) -> str:
    """The text of a settings file, in TOML that any reader takes: Chinese keys in quotes.

    Raises
    ------
    SettingsError : the file cannot be read, is too large, or is no UTF-8.
    """
    text = TEXT[language]
    try:
        with file.open("rb") as stream:
            raw = stream.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise SettingsError(text["gone"].format(file=file)) from error
    except OSError as error:
        why = refusal(error, language)
        raise SettingsError(text["unreadable"].format(file=file, why=why)) from error
    if len(raw) > MOST_BYTES:
        size = file.stat().st_size
        raise SettingsError(text["large"].format(file=file, size=size, most=MOST_BYTES))
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        kind = "gbk" if _is_gbk(raw) else "encoding"
        raise SettingsError(text[kind].format(file=file, line=line)) from error
    return "".join(map(_with_quoted_keys, content.splitlines(keepends=True)))


def toml_content(file: Path, language: str) -> dict[str, Any]:
    """What is in a settings file.

    Raises
    ------
    SettingsError : as `toml_text`, and where it is no TOML: the line is named.
    """
    content = toml_text(file, language)
    text = TEXT[language]
    if _depth(content) > MOST_DEEP:
        raise SettingsError(text["deep"].format(file=file, most=MOST_DEEP))
    try:
        return tomllib.loads(content)
    except ValueError as error:  # also of a whole number with too many digits
        lines = content.splitlines() or [""]
        why = str(error)
        named = _AT_LINE.search(why)
        line = int(named[1]) if named else _line_of_digits(lines)
        why = why[: named.start()] if named else why
        shown = without_passwords(lines[min(line, len(lines)) - 1].strip())
        marks = "".join(dict.fromkeys(_FULL_WIDTH.findall(shown)))
        shown = shown if len(shown) <= _SHOWN_LENGTH else shown[:_SHOWN_LENGTH] + "…"
        kind = "quotes" if marks else "syntax"
        told = text["percent"] if _PERCENT.search(shown) else _said(why, language)
        raise SettingsError(
            text[kind].format(file=file, line=line, text=shown, why=told, marks=marks)
        ) from error


def _said(why: str, language: str) -> str:
    """What Python says of TOML, in that language as far as it is known there."""
    known = SYNTAX_ZH.items() if language == "zh" else ()
    return next((chinese for english, chinese in known if why.startswith(english)), why)


def _is_gbk(raw: bytes) -> bool:
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def _with_quoted_keys(line: str) -> str:
    """A line with quotes around each part of its key that is not ASCII."""
    if line.isascii():
        return line
    found = _SECTION.match(line) or _KEY.match(line)
    if found is None or _FULL_WIDTH.search(found[2]):
        return line
    return found[1] + _KEY_PART.sub(_quoted, found[2]) + found[3]


def _quoted(part: re.Match[str]) -> str:
    return part[0] if part[0].isascii() or part[0][0] in "\"'" else f'"{part[0]}"'


def _depth(content: str) -> int:
    """How deep brackets and dots are nested, quotes and comments aside: more is never less."""
    depth = most = 0
    for line in content.splitlines():
        plain = re.sub(r"\"[^\"]*\"|'[^']*'|#.*", "", line)
        key = plain.partition("=")[0]
        most = max(most, key.count("."))
        for mark in plain:
            if mark in "[{":
                depth += 1
                most = max(most, depth)
            elif mark in "]}":
                depth = max(depth - 1, 0)
    return most


def _line_of_digits(lines: list[str]) -> int:
    """The line with the longest run of digits, or else the last one."""
    runs = [max(map(len, re.findall(r"\d+", line)), default=0) for line in lines]
    longest = max(runs)
    return runs.index(longest) + 1 if longest > _MOST_DIGITS else len(lines)


_MOST_DIGITS = 1_000
