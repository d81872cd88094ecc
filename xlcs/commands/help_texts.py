"""The commands' help, in both languages throughout."""

from __future__ import annotations

import re

import typer

_HELP = (
    (r"^Usage: ", "用法 / usage: "),
    (r"^Arguments:$", "参数 / arguments:"),
    (r"^Options:$", "选项 / options:"),
    (r"^Commands:$", "命令 / commands:"),
    (r"\[required\]", "[必填 / required]"),
    (r"\[default: ", "[默认 / default: "),
    (r"Show this message and exit\.", "显示这段说明 / show this help"),
)
"""What the library itself says in a command's help, and both languages of it."""


class HelpContext(typer.Context):
    """A command as it runs, whose help is in both languages throughout."""

    def get_help(self) -> str:
        """The help of the command."""
        text: str = super().get_help()
        for english, both in _HELP:
            text = re.sub(english, both, text, flags=re.MULTILINE)
        return text
