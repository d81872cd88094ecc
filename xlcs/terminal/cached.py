"""What `xlcs cache` shows: where the cache of a data folder is, what it holds, what was deleted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlcs.plurals import filled
from xlcs.system.refusals import said_in_language
from xlcs.terminal.console import console, plain

_TEXT = {
    "zh": {
        "none": "没有缓存：{place}。下次读取时会建立。",
        "place": "缓存文件夹  {place}",
        "files": "记住的文件  {remembered} 个（数据文件夹里有 {files} 个）",
        "size": "缓存大小    {size}（导出文件共 {sources}）",
        "snapshot": "合并结果    {state}",
        "current": "{size}，与现在的文件一致",
        "older": "{size}，文件有增减或改动，下次读取时更新",
        "unusable": "{size}，不能用（已损坏，或属于别的版本或设置），下次读取时重做",
        "no_snapshot": "没有，下次读取时建立",
        "unneeded": "多余的条目  {count} 个，{size}；下次读取时删除",
        "foreign": "不是 xlcs 的文件：{names}",
        "deleted": "删除了 {count} 个缓存文件，共 {size}：{place}。导出文件没有改动。",
        "kept": "没有删除，因为不是 xlcs 的文件：{names}",
        "failed": "删不掉 {name}（{why}）。请关闭正在使用它的程序后重试。",
    },
    "en": {
        "none": "There is no cache: {place}. The next reading makes one.",
        "place": "cache folder      {place}",
        "files": "files remembered  {remembered} (the data folder has {files})",
        "size": "size              {size} (the exports have {sources})",
        "snapshot": "merged shop       {state}",
        "current": "{size}, of the present files",
        "older": "{size}, files came, changed or went since; the next reading renews it",
        "unusable": "{size}, unusable (damaged, or of another version or settings); the next"
        " reading makes it anew",
        "no_snapshot": "none; the next reading makes one",
        "unneeded": "entries to spare  {count}, {size}; the next reading deletes them",
        "foreign": "Files that are not of xlcs: {names}",
        "deleted": "Deleted {count} files of the cache, {size}: {place}. The exports are"
        " untouched.",
        "kept": "Not deleted, since they are not of xlcs: {names}",
        "failed": "{name} cannot be deleted ({why}). Close the program that uses it and try again.",
    },
}

_KILO = 1000
_UNITS = ("B", "kB", "MB", "GB", "TB")


def no_cache(place: Path, language: str) -> None:
    """Say that a folder has no cache."""
    _say(_TEXT[language]["none"].format(place=place))


def cache_held(
    language: str,
    *,
    place: Path,
    remembered: int,
    files: int,
    size: int,
    sources_size: int,
    snapshot: str,
    snapshot_size: int,
    unneeded: int,
    unneeded_size: int,
    foreign: Sequence[str],
) -> None:
    """Show what a cache holds; sizes in bytes, `snapshot` is a `SnapshotState`."""
    text = _TEXT[language]
    state = text["no_snapshot" if snapshot == "none" else snapshot]
    _say(text["place"].format(place=place))
    _say(text["files"].format(remembered=f"{remembered:,}", files=f"{files:,}"))
    _say(text["size"].format(size=in_bytes(size), sources=in_bytes(sources_size)))
    _say(text["snapshot"].format(state=state.format(size=in_bytes(snapshot_size))))
    if unneeded:
        _say(text["unneeded"].format(count=f"{unneeded:,}", size=in_bytes(unneeded_size)))
    if foreign:
        _say(text["foreign"].format(names=", ".join(foreign)))


def cache_cleared(
    language: str, *, place: Path, deleted: int, size: int, kept: Sequence[str]
) -> None:
    """Show what was deleted, and what stays since it is not ours."""
    text = _TEXT[language]
    found = {"count": f"{deleted:,}", "size": in_bytes(size), "place": place}
    _say(filled(text["deleted"], found))
    if kept:
        _say(text["kept"].format(names=", ".join(kept)))


def not_deleted(name: str, why: str, language: str) -> str:
    """What to complain of a file that cannot be deleted."""
    return _TEXT[language]["failed"].format(name=name, why=said_in_language(why, language))


def in_bytes(size: int) -> str:
    """A size with three digits or so: 999 B, 1.0 kB, 62 MB."""
    number, unit = float(size), 0
    while number >= _KILO and unit < len(_UNITS) - 1:
        number, unit = number / _KILO, unit + 1
    few = unit and number < 10
    return f"{number:.1f} {_UNITS[unit]}" if few else f"{number:.0f} {_UNITS[unit]}"


def _say(text: str) -> None:
    console().print(plain(text), soft_wrap=True)
