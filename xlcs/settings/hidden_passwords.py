"""Texts as messages may show them: without the passwords in them."""

from __future__ import annotations

import re

HIDDEN = "***"

_IN_URL = re.compile(r"(://[^\s:/@\"']*:)[^\s\"']*(?=@)")
_AS_OPTION = re.compile(
    r"(?i)((?:password|passwd|pwd|密码|口令)[\"']?\s*[=:]\s*)"
    r"(?!(?:YES|NO)\))[^\s&;,}\]]+"
)
"""But MySQL's `(using password: NO)`, which says that none was given."""

_NAMES_ONE = re.compile(r"(?i)passw|pwd|密码|口令")


def without_passwords(text: str, *known: str) -> str:
    """The text with `***` in place of passwords.

    Parameters
    ----------
    text : that may hold URLs (`://user:password@host`) or options (`password=…`)
    known : passwords that are known, hidden wherever they stand; empty ones are none
    """
    for password in sorted(filter(None, known), key=len, reverse=True):
        text = text.replace(password, HIDDEN)
    return _AS_OPTION.sub(rf"\g<1>{HIDDEN}", _IN_URL.sub(rf"\g<1>{HIDDEN}", text))


def names_a_password(key: str) -> bool:
    """Whether a key is that of a password: its value is not to be shown."""
    return bool(_NAMES_ONE.search(key))
