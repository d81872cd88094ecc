"""Which nicks (客服旺旺) are one person's, and which persons are one group: `[people]`, 人员."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from xlcs.settings.wrong import Problems

Level = Literal["nick", "person", "group"]
NICK: Level = "nick"
LEVELS: tuple[Level, ...] = ("nick", "person", "group")
"""Whom the agents' figures may be of."""
LEVEL_NAMES: Mapping[Level, tuple[str, str]] = {
    "nick": ("客服", "agent"),
    "person": ("人员", "person"),
    "group": ("组", "group"),
}
"""What one of them is called, in Chinese and English."""

NICK_KEYS = ("nicks", "group", "shop")
NICK_KEYS_ZH = {
    "客服旺旺": "nicks", "旺旺": "nicks", "客服": "nicks", "组": "group", "小组": "group",
    "店铺": "shop",
}  # fmt: skip


@dataclass(frozen=True)
class Nick:
    """A nick and whose it is.

    person : 姓名
    nick : as exported, with or without the shop before the colon
    group : 组, "" for none
    shop : 店铺, "" where the nick is meant in all shops
    row : of the table 人员, as Excel shows it; 0 for an entry of the settings
    """

    person: str
    nick: str
    group: str = ""
    shop: str = ""
    row: int = field(default=0, compare=False)


def people_of(value: object, problems: Problems) -> tuple[Nick, ...]:
    """The section `[people]`: person → nicks, or → nicks, group and shop.

    A nick of one shop, or of all, that is given to two persons is noted as wrong.
    """
    found: dict[tuple[str, str], Nick] = {}
    for person, told in problems.section("people", value, ["姓名 = [客服旺旺]"]).items():
        key = f"people.{person}"
        nicks, more = told, {"group": "", "shop": ""}
        if isinstance(told, dict):
            nicks = []
            for name, (shown, what) in problems.in_english(told, NICK_KEYS_ZH, key + ".").items():
                if name == "nicks":
                    nicks = what
                elif name in more and isinstance(what, str):
                    more[name] = what.strip()
                else:
                    problems.unknown(shown, what, NICK_KEYS, key + ".")
        for nick in problems.texts_of(key, nicks, "店铺:小红"):
            entry = Nick(person.strip(), nick.replace("：", ":"), more["group"], more["shop"])
            other = found.setdefault((entry.nick, entry.shop), entry)
            if other.person != entry.person:
                problems.add("two_persons", value=nick, key=key, other=f"people.{other.person}")
    return tuple(found.values())
