"""A workbook's data: its folder of exports and what was pasted into it, read and computed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xlcs.addin.session.choices import Choices
from xlcs.errors import FolderError
from xlcs.exports.folder import read_cached, read_folder
from xlcs.figures import Figures, compute
from xlcs.settings import Settings
from xlcs.shop.progress import Progress
from xlcs.shop.shop import Shop

NO_FOLDER = {
    "zh": "还没有数据文件夹。请在功能区“客服数据”里点“数据文件夹”，选择放导出文件的文件夹。",
    "en": "There is no data folder yet. Choose one with “Data folder” on the ribbon.",
}

NO_PATH = {
    "zh": "数据文件夹“{folder}”不是这台电脑上的完整路径（例如 D:\\导出）。"
    "请点功能区的“数据文件夹”选择；网盘（OneDrive、SharePoint）里的文件夹，要选它同步到这台电脑的位置。",
    "en": "The data folder “{folder}” is no full path on this machine (such as D:\\exports). Choose"
    " it with “Data folder” on the ribbon; of a folder in OneDrive or SharePoint the place on this"
    " machine that it is synced to.",
}


@dataclass(frozen=True)
class Loaded:
    """A shop's data and figures.

    choices : what was asked for when it was loaded
    pasted : the file with what was pasted into the workbook, None where nothing was
    refreshed_at : when the exports were last looked at [local time], None where nobody knows
    refused : rows that could not be used
    """

    shop: Shop
    figures: Figures
    settings: Settings
    choices: Choices
    pasted: Path | None
    refreshed_at: datetime | None
    refused: int

    def fits(self, choices: Choices) -> bool:
        """Whether it is the data of that folder under those rules."""
        return self.choices.folder == choices.folder and self.choices.rules == choices.rules


def load(
    choices: Choices, pasted: Path | None, refreshed_at: datetime, progress: Progress | None = None
) -> Loaded:
    """Read what is new in the data folder, and compute.

    Raises
    ------
    FolderError : neither a folder nor anything pasted, or the folder is no full path or cannot be
        used.
    SettingsError : the settings beside the data are not right.
    """
    settings = choices.settings()
    folder, also = _sources(choices, pasted, settings)
    shop = read_folder(folder, settings, also=also, progress=progress)
    figures = compute(shop, settings, progress=progress)
    return _loaded(figures, shop, choices, pasted, refreshed_at)


def load_cached(choices: Choices, pasted: Path | None, refreshed_at: datetime | None) -> Loaded:
    """The data as of the last refresh, from the parsed files; read anew where they are gone.

    Raises
    ------
    FolderError, SettingsError : as in `load`.
    """
    settings = choices.settings()
    folder, also = _sources(choices, pasted, settings)
    shop = read_cached(folder, settings, also=also)
    if shop is None:
        return load(choices, pasted, datetime.now())
    return _loaded(compute(shop, settings), shop, choices, pasted, refreshed_at)


def _sources(
    choices: Choices, pasted: Path | None, settings: Settings
) -> tuple[Path, dict[str, Path]]:
    folder = Path(choices.folder)
    if choices.folder:
        # Another one would be looked for wherever Excel was started from.
        if not folder.is_absolute():
            raise FolderError(NO_PATH[settings.language].format(folder=choices.folder))
        return folder, {pasted.name: pasted} if pasted else {}
    if pasted:
        return pasted.parent, {}
    raise FolderError(NO_FOLDER[settings.language])


def _loaded(
    figures: Figures, shop: Shop, choices: Choices, pasted: Path | None, at: datetime | None
) -> Loaded:
    refused = sum(problem.level == "row" for problem in shop.problems)
    return Loaded(shop, figures, figures.settings, choices, pasted, at, refused)
