"""Names that nobody knows, of figures, agents, rule editions, with the nearest that are known."""

from __future__ import annotations

from collections.abc import Sequence

from xlcs.catalogue import FIGURE
from xlcs.errors import UnknownAgent, UnknownEdition, UnknownFigure, UnknownLevel
from xlcs.plurals import listed
from xlcs.settings import EDITIONS
from xlcs.settings.people import LEVELS
from xlcs.settings.shown import cut, in_toml

_TEXT = {
    "zh": {
        "figure": "没有“{name}”这个指标。最接近的：{nearest}。",
        "agent": "没有客服“{name}”。最接近的：{nearest}。请按导出文件里的写法填写。",
        "edition": "没有“{name}”这个规则版本。有这些（最接近的在前）：{nearest}。",
        "level": "客服不能按“{name}”统计，只能按：{nearest}。",
        "several": "叫“{name}”的客服不止一个：{nearest}。请写全名。",
        "nobody": "没有客服“{name}”，数据里没有任何客服。",
    },
    "en": {
        "figure": "There is no figure “{name}”. The nearest: {nearest}.",
        "agent": "There is no agent “{name}”. The nearest: {nearest}. Write the name as exported.",
        "edition": "There is no rule edition “{name}”. There are, the nearest first: {nearest}.",
        "level": "Agents cannot be taken by “{name}”, only by one of: {nearest}.",
        "several": "There are several agents “{name}”: {nearest}. Write the full name.",
        "nobody": "There is no agent “{name}”; the data has no agents at all.",
    },
}


def unknown_figure(id: object, language: str) -> UnknownFigure:
    """The error that there is no such figure."""
    return UnknownFigure(_told("figure", id, list(FIGURE), language))


def unknown_agent(agent: object, known: list[str], language: str) -> UnknownAgent:
    """The error that there is no such agent; `known` are those there are, by name."""
    told = _told("agent" if known else "nobody", agent, known, language)
    return UnknownAgent(told, shown(agent), known)


def ambiguous_agent(name: str, known: list[str], language: str) -> UnknownAgent:
    """The error that several agents have that name behind their shop's."""
    told = _told("several", name, known, language, most=len(known))
    return UnknownAgent(told, shown(name), known)


def unknown_edition(name: object, language: str) -> UnknownEdition:
    """The error that there is no rule edition of that name; it names all that there are."""
    told = _told("edition", name, list(EDITIONS), language, most=len(EDITIONS))
    return UnknownEdition(told)


def unknown_level(name: object, language: str) -> UnknownLevel:
    """The error that agents' figures are of no such level."""
    return UnknownLevel(_told("level", name, list(LEVELS), language))


def shown(given: object) -> str:
    """What a caller gave, as a message shows it: a long text cut, of an object its type."""
    if isinstance(given, str):
        return cut(given)
    return in_toml(given) if isinstance(given, (int, float)) else type(given).__name__


def _told(key: str, given: object, known: Sequence[str], language: str, most: int = 3) -> str:
    import difflib  # a cell's first call has seldom a name to correct

    name = shown(given)
    nearest = difflib.get_close_matches(name, known, n=most, cutoff=0) or known[:most]
    return _TEXT[language][key].format(name=name, nearest=listed(nearest, language))
