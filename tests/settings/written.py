"""Settings files that tests write, and what is said of those that are wrong."""

from pathlib import Path

import pytest

from xlcs.errors import SettingsError
from xlcs.settings import read_settings


def written(folder: Path, text: str) -> Path:
    path = folder / "xlcs.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str, language: str | None = None) -> str:
    with pytest.raises(SettingsError) as caught:
        read_settings(written(folder, text), language)
    return str(caught.value)
