"""Data folders whose settings name a database, and what is read from them."""

from __future__ import annotations

from pathlib import Path

from tests.databases.conftest import Database
from xlcs import read_folder
from xlcs.settings import read_settings
from xlcs.shop.shop import Shop


def moment(database: Database) -> str:
    """The type of a date and time without a zone."""
    return "timestamp" if database.is_postgresql else "datetime"


def write_settings(folder: Path, database: Database, *lines: str, url: str = "") -> Path:
    """Settings with the database; the lines are below its address, in [source]."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "xlcs.toml"
    text = "\n".join(["[source]", f'url = "{url or database.url}"', *lines])
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path) -> Shop:
    """The shop of a folder under its own settings."""
    return read_folder(folder, read_settings(folder / "xlcs.toml"))
