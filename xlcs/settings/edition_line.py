"""Takes a rule edition over: one line in the settings file, whose other lines stay as they are.

It is done line by line: a lead's `规则版本 = …` without quotes stays so, and what no longer holds
becomes a comment in its place, which tomlkit (see `mapping_file`) would write in other words.
Source: spec, "Rule editions", "The platform's own figures: 对账".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from xlcs.settings import Settings, read_settings
from xlcs.settings.mapping_file import put_in_place
from xlcs.settings.texts import KEYS_ZH
from xlcs.system.part_files import replacing
from xlcs.tables import normalised

ALONE = ("window_days", "read_day", "read_rule", "credit")
"""The settings of an edition, which go before its name."""

_KEY = re.compile(r"""^\s*("[^"]*"|'[^']*'|[^\s"'#=\[\]]+)\s*=""")
_TEXT_VALUE = re.compile(r"""=(\s*)("[^"]*"|'[^']*')""")
_COMMENTED_EDITION = re.compile(r"^\s*#+\s*(?:edition|规则版本)\s*=")

_TEXT = {
    "zh": {
        "taken": "已改用规则版本 {edition}，写在 {path}：{line}",
        "put_out": "下面的设置和它冲突，行首加了 #，不再起作用：{lines}",
        "undo_new": "要改回来：删掉这一行",
        "undo_line": "要改回来：把这一行改成 {before}",
        "undo_put_out": "，再去掉上面几行行首的 #",
        "end": "。",
    },
    "en": {
        "taken": "The rule edition is {edition} now; {path} says: {line}",
        "put_out": "These settings contradict it; a # before them keeps them out: {lines}",
        "undo_new": "To undo: delete that line",
        "undo_line": "To undo: make that line {before}",
        "undo_put_out": ", and take the # off those settings",
        "end": ".",
    },
}


@dataclass(frozen=True)
class TakenOver:
    """What taking an edition over changed in the settings file.

    path : the file
    edition : its name
    line : the line that says so
    before : the line that was there instead; "" for none
    put_out : lines of single settings that are comments now, since they contradicted it
    content : of the whole file before; None where there was none
    """

    path: Path
    edition: str
    line: str
    before: str
    put_out: tuple[str, ...]
    content: bytes | None

    def text(self, language: str) -> str:
        """What changed, and how to undo it."""
        text = _TEXT[language]
        parts = [text["taken"].format(edition=self.edition, path=self.path, line=self.line)]
        undo = text["undo_line"].format(before=self.before) if self.before else text["undo_new"]
        if self.put_out:
            parts.append(text["put_out"].format(lines=" · ".join(self.put_out)))
            undo += text["undo_put_out"]
        return "\n".join([*parts, undo + text["end"]])

    def undo(self) -> None:
        """Make the file what it was."""
        if self.content is None:
            self.path.unlink(missing_ok=True)
        else:
            with replacing(self.path, for_all=True) as file:
                file.write(self.content)


def save_edition(path: Path, edition: str, language: str = "zh") -> TakenOver:
    """Write a named edition into the settings file, which is made where there is none.

    The line that names one is changed, else one is added: behind a commented one, else on top.
    Settings of the rule that stand alone and differ from the edition's become comments.

    Raises
    ------
    SettingsError : the file is not right, or cannot be written; it is as it was then.
    """
    content = path.read_bytes() if path.exists() else None
    # What is wrong with the file is told by whoever reads it.
    current = Settings() if content is None else read_settings(path, language)
    wanted = Settings.of_edition(edition)
    text = "" if content is None else content.decode("utf-8-sig")
    lines = text.splitlines(keepends=True)
    end = "\r\n" if "\r\n" in text else "\n"
    named = f'edition = "{edition}"'
    before, put_out = "", []
    for at in range(_top_level(lines)):
        key = _key(lines[at])
        if key == "edition":
            before = lines[at].strip()
            lines[at] = _TEXT_VALUE.sub(rf'=\1"{edition}"', lines[at], count=1)
            named = lines[at].strip()
        elif key in ALONE and getattr(current, key) != getattr(wanted, key):
            put_out.append(lines[at].strip())
            lines[at] = "# " + lines[at].lstrip()
    if not before:
        lines.insert(_place(lines), named + end)
    put_in_place(path, "".join(lines), language)
    return TakenOver(path, edition, named, before, tuple(put_out), content)


def _top_level(lines: list[str]) -> int:
    """How many lines there are before the first section."""
    return next((at for at, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))


def _key(line: str) -> str:
    """The English name of the key that a line sets; "" for none."""
    found = _KEY.match(line)
    if found is None:
        return ""
    shown = found[1].strip("\"'")
    return KEYS_ZH.get(normalised(shown), KEYS_ZH.get(shown, shown))


def _place(lines: list[str]) -> int:
    """Where a new line goes."""
    commented = [
        at for at, line in enumerate(lines[: _top_level(lines)]) if _COMMENTED_EDITION.match(line)
    ]
    at = commented[-1] + 1 if commented else 0
    if at and not lines[at - 1].endswith("\n"):
        lines[at - 1] += "\n"
    return at
