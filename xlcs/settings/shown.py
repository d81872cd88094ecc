"""Values of a settings file as messages show them."""

from __future__ import annotations

from xlcs.settings.hidden_passwords import HIDDEN, names_a_password, without_passwords

SHOWN_LENGTH = 60
"""A longer value is cut where a message shows it."""
_SHOWN_DIGITS = 4_000
"""Python refuses to write a whole number of more digits."""
_SHOWN_DEPTH = 3


def cut(text: str) -> str:
    """The text, or the beginning of a long one."""
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"


def in_toml(value: object, depth: int = 0) -> str:
    """A value as TOML writes it, cut where it is long or deep."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{cut(without_passwords(value))}"'
    if isinstance(value, (list, dict)) and depth >= _SHOWN_DEPTH:
        return "…"
    if isinstance(value, list):
        some = [in_toml(item, depth + 1) for item in value[:SHOWN_LENGTH]]
        return cut("[" + ", ".join(some) + "]")
    if isinstance(value, dict):
        pairs = [
            f"{cut(k)} = {HIDDEN if names_a_password(k) else in_toml(v, depth + 1)}"
            for k, v in list(value.items())[:SHOWN_LENGTH]
        ]
        return cut("{" + ", ".join(pairs) + "}")
    if isinstance(value, int) and value.bit_length() > _SHOWN_DIGITS:
        return "…"
    return cut(str(value))
