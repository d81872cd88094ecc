"""The shops of a group: each a subfolder of exports, or a shop stored in parts."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from xlcs.errors import FolderError
from xlcs.exports.folder import read_folder
from xlcs.exports.listing import TABLE_SUFFIXES
from xlcs.exports.read.kinds.kind_of_file import ZIP_ERRORS, own_mark
from xlcs.group.stored import StoredShop, is_stored, is_url, stored_shop, subfolders
from xlcs.settings import Settings, find_settings, read_settings
from xlcs.settings.hidden_passwords import without_passwords
from xlcs.settings.people import Nick
from xlcs.shop.shop import Shop
from xlcs.system.refusals import refusal

_TEXT = {
    "zh": {
        "none": "{root} 里没有子文件夹。每家店铺一个子文件夹，里面放它的导出文件。",
        "unreadable": "{root} 打不开：{why}。请检查路径和权限。",
    },
    "en": {
        "none": "{root} has no subfolder. Give each shop a subfolder with its exports.",
        "unreadable": "{root} cannot be opened: {why}. Check the path and its permissions.",
    },
}


@dataclass(frozen=True)
class ShopPlace:
    """Where a shop is.

    name : of its folder
    path : of the folder, or its address on object storage; all workers see it
    """

    name: str
    path: str


def bytes_of(place: ShopPlace) -> int:
    """How large a shop's folder is, its cache included [bytes]; 0 on object storage."""
    if is_url(place.path):
        return 0
    paths = (Path(at, name) for at, _, names in os.walk(place.path) for name in names)
    return sum(path.lstat().st_size for path in paths if os.path.lexists(path))


def shops_in(root: str, language: str) -> list[ShopPlace]:
    """The shops of a group, by name; not a folder of reports that were written before.

    Raises
    ------
    FolderError : the root is not there, cannot be listed, or has no subfolder.
    """
    text = _TEXT[language]
    password = (is_url(root) and urlsplit(root).password) or ""
    try:
        names = subfolders(root)
        if not is_url(root):
            names = [name for name in names if not holds_reports(Path(root) / name)]
    except OSError as error:
        why = refusal(error, language)
        told = text["unreadable"].format(root=root, why=why)
        raise FolderError(without_passwords(told, password)) from error
    found = [ShopPlace(name, f"{root.rstrip('/')}/{name}") for name in sorted(names)]
    if not found:
        raise FolderError(without_passwords(text["none"].format(root=root), password))
    return found


def exports_beside_shops(root: str) -> list[str]:
    """Names of tables that lie in a group's folder itself, where no shop's are looked for."""
    if is_url(root):
        return []
    return sorted(
        entry.name
        for entry in Path(root).iterdir()
        if entry.suffix.lower() in TABLE_SUFFIXES
        and not entry.name.startswith((".", "~$"))
        and entry.is_file()
        and not _is_own(entry)
    )


def holds_reports(folder: Path) -> bool:
    """Whether a folder has workbooks that xlcs wrote, and nothing else."""
    entries = [entry for entry in folder.iterdir() if not entry.name.startswith((".", "~$"))]
    return bool(entries) and all(entry.is_file() and _is_own(entry) for entry in entries)


def _is_own(file: Path) -> bool:
    if not zipfile.is_zipfile(file):
        return False
    try:
        with zipfile.ZipFile(file) as parts:
            return own_mark(parts) is not None
    except ZIP_ERRORS:  # a damaged workbook is no report; whoever reads the folder is told
        return False


def settings_of_shop(place: ShopPlace, whole: Settings, *, own: bool = True) -> Settings:
    """The settings of a shop: its own file's, else the group's; the group's people hold besides.

    The shop's own file counts only if `own` says so.

    Raises
    ------
    SettingsError : the shop's file is not right.
    """
    path = find_settings(place.path) if own and not is_url(place.path) else None
    if path is None:
        return whole
    settings = read_settings(path, whole.language)
    people = _both(settings.people, whole.people)
    return replace(settings, language=whole.language, people=people)


def _both(own: Sequence[Nick], whole: Sequence[Nick]) -> tuple[Nick, ...]:
    known = {(nick.nick, nick.shop) for nick in own}
    return (*own, *(nick for nick in whole if (nick.nick, nick.shop) not in known))


def open_shop(place: ShopPlace, settings: Settings) -> Shop | StoredShop:
    """The shop, read; of a stored one only what it says of itself.

    Raises
    ------
    FolderError : it holds no file, or cannot be listed.
    """
    if is_stored(place.path):
        return stored_shop(place.path)
    return read_folder(Path(place.path), settings)
