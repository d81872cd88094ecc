"""What the command line's library finds wrong with a command, in the user's language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from xlcs.plurals import listed

_KINDS = {
    "zh": {
        "NoSuchOption": "没有选项 {name}。{nearest}",
        "NoSuchCommand": "没有命令 {name}。{nearest}",
        "MissingParameter": "缺少 {name}（{help}）。",
        "BadParameter": "{name} 的值不对：{value}。{allowed}",
        "BadOptionUsage": "选项 {name} 的用法不对：后面要有一个值，或不该有值。",
        "UsageError": "多写了：{value}。名字里有空格时，请用引号括起来。",
        "FullWidth": '{value} 里有全角的引号或横线。请用英文半角的：--from、"…"。',
        "nearest": "是不是 {names}？",
        "allowed": "可以写：{names}。",
        "help": "用法：{command} --help",
    },
    "en": {
        "NoSuchOption": "There is no option {name}. {nearest}",
        "NoSuchCommand": "There is no command {name}. {nearest}",
        "MissingParameter": "{name} is missing ({help}).",
        "BadParameter": "The value of {name} is wrong: {value}. {allowed}",
        "BadOptionUsage": "Option {name} is used wrongly: it needs a value, or must have none.",
        "UsageError": "Too much was written: {value}. Put quotes around a name with blanks.",
        "FullWidth": '{value} has full-width quotes or dashes. Write them half-width: --from, "…".',
        "nearest": "Did you mean {names}?",
        "allowed": "Allowed: {names}.",
        "help": "How to use it: {command} --help",
    },
}

_FULL_WIDTH = re.compile("[“”‘’＂＇]|^[－—–]|\\s[－—–]")
"""What a Chinese keyboard, or a word processor, makes of quotes and of an option's dashes."""
_QUOTED = re.compile(r"'([^']*)'")


def language_asked(arguments: Sequence[str]) -> str:
    """The language that a command's own words ask for; Chinese where they ask for none."""
    for at, word in enumerate(arguments):
        if word == "--lang=en" or (word == "--lang" and arguments[at + 1 : at + 2] == ["en"]):
            return "en"
    return "zh"


def usage_error(error: Any, language: str, words: Sequence[str] = ()) -> str:
    """What is wrong with a command, as one or two lines.

    Parameters
    ----------
    error : the library's exception; told apart by its class's name, since the classes are private
    words : the command as it was typed
    """
    text = _KINDS[language]
    kind = type(error).__name__
    quoted = _QUOTED.findall(error.message)
    name = getattr(error, "option_name", None) or _parameter(error)
    names: Sequence[str] = getattr(error, "possibilities", None) or ()
    value = ", ".join(quoted[:1]) or error.message
    if kind == "UsageError" and error.message.startswith("No such command"):
        kind, name, names = "NoSuchCommand", quoted[0], quoted[1:]
    elif kind == "NoSuchOption" and (word := _with_one_dash(error, words)):
        name, names = word, ["-" + word]
    elif kind == "UsageError":
        value = error.message.rpartition("(")[2].rstrip(")")
        kind = "FullWidth" if _FULL_WIDTH.search(value) else kind
    line = text.get(kind, "{value}").format(
        name=name,
        value=value,
        help=_help(error, language),
        nearest=text["nearest"].format(names=listed(sorted(names), language)) if names else "",
        allowed=text["allowed"].format(names=listed(quoted[1:], language)) if quoted[1:] else "",
    )
    command = error.ctx.command_path if getattr(error, "ctx", None) else "xlcs"
    return f"{line.strip()}\n{text['help'].format(command=command)}"


def _with_one_dash(error: Any, words: Sequence[str]) -> str | None:
    """The word typed where an option has two dashes and was given one: `-from`, read as `-f`."""
    options = {name for one in error.ctx.command.params for name in one.opts} if error.ctx else ()
    return next((word for word in words if "-" + word.partition("=")[0] in options), None)


def _help(error: Any, language: str) -> str:
    """What a parameter is, in one of the two languages in which its help says so."""
    chinese, _, english = (getattr(getattr(error, "param", None), "help", None) or "").partition(
        " / "
    )
    return english if language == "en" else chinese


def _parameter(error: Any) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return ""
    options = [option for option in parameter.opts if option.startswith("-")]
    return options[0] if options else str(parameter.metavar or parameter.name)
