"""`xlcs cache`: what is kept of a folder's files, or nothing any more."""

from __future__ import annotations

from typing import Annotated

import typer

from xlcs.commands.options import (
    REFUSED,
    DataArgument,
    LangOption,
    SettingsOption,
    settings_of,
)
from xlcs.terminal.console import complain

CACHE_HELP = "缓存里有什么，或删除它 / what the cache of a folder holds, or delete it"


def cache(
    data: DataArgument,
    clear: Annotated[
        bool, typer.Option("--clear", help="删除缓存，导出文件不动 / delete it, never the exports")
    ] = False,
    settings_file: SettingsOption = None,
    lang: LangOption = None,
) -> None:
    """Show what the cache of a data folder holds, or delete it."""
    settings = settings_of(data, settings_file, lang)
    language = settings.language

    from dataclasses import asdict

    from xlcs.exports.cache.contents import cache_contents, clear_cache
    from xlcs.terminal.cached import cache_cleared, cache_held, no_cache, not_deleted

    held = asdict(cache_contents(data, settings))
    if not held.pop("exists"):
        no_cache(held["place"], language)
    elif clear:
        cleared = asdict(clear_cache(data, settings))
        failed = cleared.pop("failed")
        cache_cleared(language, **cleared)
        for name, why in failed:
            complain(not_deleted(name, why, language))
        if failed:
            raise typer.Exit(REFUSED)
    else:
        cache_held(language, **held)
