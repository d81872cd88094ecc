"""What the text of a cell looks like: a time, an amount, something personal; and its mere shape.

Reading asks it whether a row can be a header, values and merging what of a cell may be shown.
Source: spec, "Refused or blanked" (a row is shown by the cell at fault only).
"""

from __future__ import annotations

import re
import unicodedata

from xlcs.problems.shapes import FORMULA
from xlcs.tables import Kind

_DATE = r"(\d{1,4}[-/.年]\d{1,2}([-/.月]\d{0,4}日?)?|\d{1,2}月\d{1,2}[日号]?)"
_CLOCK = r"\d{1,2}[:时]\d{1,2}([:分.]\d{0,2}([.,]\d*)?秒?)?"
_HALF = r"(上午|下午|凌晨|AM|PM|星期.|周.)"
_ZONE = r"(Z|[+-]\d{2}:?\d{2})"
_LOOKS_LIKE: dict[Kind, re.Pattern[str]] = {
    "time": re.compile(rf"({_DATE}|{_CLOCK}|{_DATE}[T ]*{_HALF}? *({_CLOCK})? *{_HALF}?{_ZONE}?)"),
    "duration": re.compile(r"-?[\d:.天小时分钟秒 ]*[:.天时分秒][\d:.天小时分钟秒 ]*|-?\d{1,6}"),
    "money": re.compile(
        r"[-+(]*(¥|CNY|RMB)?[-+]?(\d[\d,]{0,7}|\d{0,3}(,\d{3})+)?(\.\d{0,4})*(E[-+]?\d{1,2}|[(元整万)]*)"
    ),
    "id": re.compile(r"[-+]?[\d.,]+(E[-+]?\d+)?"),
    "name": re.compile(r"[-+]?[\d.,]+(E[-+]?\d+)"),
}
_GUARD = re.compile(r'^(=T?\(?"(.*?)"\)?|[\'`’‘])')


def shape(text: str) -> str:
    """What a text is made of and how long it is: `(11 位数字 / 11 digits)`."""
    plain = unicodedata.normalize("NFKC", text).strip()
    count = len(plain)
    if plain.startswith("="):
        return FORMULA
    if plain.isdigit():
        return f"({count} 位数字 / {count} digits)"
    if plain.replace(".", "").replace(",", "").lstrip("+-").isdigit():
        return f"({count} 位的数 / a number of {count} characters)"
    return f"({count} 个字符 / text of {count})"


_PERSONAL = re.compile(
    r"\d{5}|@|^\+?\d[\d -]{5,}$|[省市区县镇乡村路街道巷弄号楼室].*[市区县镇乡村路街道巷弄号楼室]"
)
"""Numbers of telephones and identity cards, accounts, addresses."""

SURELY_PERSONAL = r"^1[3-9]\d{9}$|^\d{17}[\dXx]$|^[^:：]*[省市区县][^:：]*[路街道巷村][^:：]*\d"
"""A telephone number, that of an identity card, an address: in any column but their own it has
slipped."""

MOMENT = r"^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}.*\d:\d\d"
"""A day with a time of day."""

PHONE_LIKE = 13_000_000_000
"""From here up to twice as much a number is like a mobile telephone's."""


def is_surely_personal(text: str) -> bool:
    """Whether a text is a telephone number, an identity card's, a mail or other address."""
    plain = unicodedata.normalize("NFKC", text).strip()[:_LONGEST_ADDRESS]
    return _MAIL.search(plain) is not None or _SURE.search(plain) is not None


_LONGEST_ADDRESS = 150
"""What follows decides nothing; and nobody waits for a cell that is as long as a book."""


_SURE, _MAIL = re.compile(SURELY_PERSONAL), re.compile(r"\S@\S+\.\S")

_SURNAME = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶"
    "阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚"
)
_NAME = re.compile(rf"([{_SURNAME}]|欧阳|司徒|上官|诸葛|司马|夏侯)[\u4e00-\u9fff]{{1,2}}")
_STATUS = re.compile("[付款单转化流失成败已未催询退处理中完结待买购]")


def shown_word(text: str) -> str:
    """An unknown word that stands in one row alone, as a message may show it: a name by its shape.

    The names are those of the commonest family names, two or three characters long.
    """
    return shape(text) if _is_like_a_name(text) else text


def _is_like_a_name(text: str) -> bool:
    return _NAME.fullmatch(text.strip()) is not None and not _STATUS.search(text)


def may_be_personal(text: str) -> bool:
    """Whether a text under a buyer may be a person's own name, number or address."""
    return is_surely_personal(text) or _is_like_a_name(text)


_DATA = re.compile(r"[-+¥]?[\d.,]+元?|\d{1,4}[-/.年]\d{1,2}.*")

_PARTS_OF_AN_ADDRESS = re.compile(r"(?:收货|收件)?(?:省份?|城?市|[区县镇乡]|街道|[/、 -])+")
"""`区县`, `省市区`: what a column of addresses is called, and no address."""


def looks_like(text: str, kind: Kind) -> bool:
    """Whether a text looks like what a column of that kind holds."""
    plain = _GUARD.sub(lambda found: found[2] or "", unicodedata.normalize("NFKC", text).strip())
    looks = _LOOKS_LIKE.get(kind)
    if looks is None or len(plain) > _LONGEST_LIKE:
        return False
    return looks.fullmatch(plain.upper()) is not None


_LONGEST_LIKE = 200
"""No time, amount or number is longer; and looking through a cell of any length takes minutes."""


def is_personal(text: str) -> bool:
    """Whether a text looks like a telephone number, an account or an address."""
    return _PERSONAL.search(unicodedata.normalize("NFKC", text)) is not None


def is_data(text: str) -> bool:
    """Whether a text is a number, a date or the like: what no header is."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if _PARTS_OF_AN_ADDRESS.fullmatch(plain):
        return False
    return is_personal(plain) or _DATA.fullmatch(plain) is not None


def sample(text: str, kind: Kind) -> str:
    """A cell as an example of what a column holds: only times and amounts are whole."""
    plain = text.strip()
    if kind in ("time", "money", "duration") and looks_like(plain, kind):
        return plain
    is_word = len(plain) <= _LONGEST_CHOICE and not is_data(plain) and not _is_like_a_name(plain)
    if kind == "choice" and is_word:
        return plain
    if kind == "id" and plain.isdigit():
        return f"{plain[:2]}…{plain[-2:]}"
    if is_personal(plain):
        return shape(plain)
    return plain[:1] + "*" * min(len(plain) - 1, 3)


_LONGEST_CHOICE = 6
