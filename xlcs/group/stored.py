"""A shop stored in parts, as Parquet: on a path that all workers see, or on object storage.

For shops that no machine holds whole: a part has all that there is of some buyers, and one worker
reads one part at a time. A folder holds `xlcs-shop.json` and, for each part, a folder with a file a
table; names of agents are numbers there, in the order that the description has them.

Addresses such as `s3://bucket/shops/a` go through fsspec, with the user's own credentials.
"""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import IO, Any, Literal, cast

import pandas as pd
import pyarrow as pa

from xlcs.errors import FolderError, SetupError
from xlcs.figures.covered_days import covered, rows_by_day
from xlcs.group.split import last_day, shop_in_parts, without_rows
from xlcs.problems import Problem
from xlcs.settings.hidden_passwords import without_passwords
from xlcs.settings.people import Nick
from xlcs.shop.frames import CLASSES, Tables
from xlcs.shop.shop import Coverage, Shop

DESCRIPTION = "xlcs-shop.json"
Resolution = Literal["second", "minute"]

_NO_DRIVER = (
    "读写 {url} 还缺少组件，或地址开头的协议不认识（{why}）。请检查地址，"
    "运行 pip install xlcs[cluster]，并安装该存储的驱动（s3:// 是 s3fs）。\n"
    "For {url} a package is missing, or its protocol is not known ({why}). Check the address, run"
    " pip install xlcs[cluster], and install the driver of that storage (s3fs for s3://)."
)
_DAMAGED = (
    "存好的分份数据读不了：{place}（{why}）。请用 store_shop 重新存一遍。\n"
    "The stored parts cannot be read: {place} ({why}). Store the shop anew with store_shop."
)


def is_url(path: str) -> bool:
    """Whether it is an address of object storage, and no path."""
    return "://" in path


def _file_system(url: str) -> tuple[Any, str]:
    try:
        import fsspec

        found: tuple[Any, str] = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError) as error:
        shown = without_passwords(url)
        why = without_passwords(str(error))
        raise SetupError(_NO_DRIVER.format(url=shown, why=why)) from error
    return found


def subfolders(root: str) -> list[str]:
    """The names of the folders in a folder, without hidden ones."""
    if is_url(root):
        files, path = _file_system(root)
        rows = files.ls(path, detail=True)
        names = [row["name"].rstrip("/").rsplit("/", 1)[-1] for row in rows
                 if row["type"] == "directory"]  # fmt: skip
    else:
        names = [entry.name for entry in Path(root).iterdir() if entry.is_dir()]
    return [name for name in names if not name.startswith((".", "~$"))]


def is_stored(path: str) -> bool:
    """Whether a folder is a shop stored in parts."""
    if is_url(path):
        files, inside = _file_system(path)
        return bool(files.exists(f"{inside}/{DESCRIPTION}"))
    return (Path(path) / DESCRIPTION).is_file()


def _opened(path: str, mode: str) -> IO[bytes]:
    if is_url(path):
        files, inside = _file_system(path)
        if "w" in mode:  # a folder there may be one that has to be made, as of file:// or sftp://
            files.makedirs(inside.rpartition("/")[0], exist_ok=True)
        return cast(IO[bytes], files.open(inside, mode))
    target = Path(path)
    if "w" in mode:
        target.parent.mkdir(parents=True, exist_ok=True)
    return cast(IO[bytes], target.open(mode))


@dataclass(frozen=True)
class StoredShop:
    """What a stored shop says of itself.

    parts : how many there are [count]
    rows : of all tables [count]
    covered : first and last day of messages, visits and payments
    last : the last day of these, else of receptions
    known : table id → the columns of which some file had anything to say
    people : whose its nicks are, by a table 人员 among its files
    coverage : as of the shop that was stored, its rows by table among it
    """

    path: str
    parts: int
    rows: int
    resolution: Resolution
    agents: tuple[str, ...]
    known: dict[str, tuple[str, ...]]
    covered: tuple[date, date] | None
    last: date | None
    people: tuple[Nick, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)

    @property
    def name(self) -> str:
        """What its folder is called."""
        return self.path.rstrip("/").rsplit("/", 1)[-1]

    def whole(self) -> Shop:
        """The shop without rows; a note says that how its files were read is not known here."""
        shop = without_rows(_shop(self, {}, pd.Index([], dtype="str")))
        found = {"parts": f"{self.parts:,}", "rows": f"{self.rows:,}"}
        note = Problem("stored_in_parts", found=found)
        return replace(shop, coverage=self.coverage, problems=[note])

    def part(self, number: int) -> Shop:
        """One part of it.

        Raises
        ------
        FolderError : a file of it is gone, cannot be opened, or is not what was stored.
        """
        folder = f"{self.path}/{_part(number)}"
        frames = {}
        for id in [*self.known, "buyers"]:
            path = f"{folder}/{id}.parquet"
            try:
                with closing(_opened(path, "rb")) as file:
                    frames[id] = pd.read_parquet(file)
            except (OSError, pa.ArrowException) as error:
                raise _damaged(path, error) from error
        try:
            return _shop(self, frames, pd.Index(frames.pop("buyers")["buyer_id"], dtype="str"))
        except (KeyError, ValueError) as error:  # another column or kind than was stored
            raise _damaged(folder, error) from error


def _part(number: int) -> str:
    return f"part-{number:05d}"


def _shop(stored: StoredShop, frames: dict[str, pd.DataFrame], names: pd.Index[Any]) -> Shop:
    buyers = pd.CategoricalDtype(names)
    agents = pd.CategoricalDtype(pd.Index(stored.agents, dtype="str"))
    of_column = {"buyer_id": buyers, "agent": agents}
    made: dict[str, Any] = {}
    for table in CLASSES:
        if table.id not in stored.known:
            continue
        frame = frames.get(table.id, pd.DataFrame(columns=list(table.columns())))
        columns = {}
        for name, column in table.columns().items():
            if name in of_column:
                codes = frame[name].astype("int64")
                columns[name] = pd.Series(pd.Categorical.from_codes(codes, dtype=of_column[name]))
            else:
                columns[name] = frame[name].astype(cast(Any, column.kind.dtype))
        made[table.id] = table(pd.DataFrame(columns), stored.known[table.id])
    tables = Tables(**made, buyers=buyers, agents=agents)
    return Shop(
        without_passwords(stored.path), tables, [], [], stored.resolution, people=stored.people
    )


def store_shop(shop: Shop, path: str, parts: int) -> StoredShop:
    """Store a shop in parts, for workers to read one at a time.

    Parameters
    ----------
    path : of the folder to write into, or its address on object storage
    parts : how many; a part of a million messages takes about half a GB to work on [count]

    Raises
    ------
    SetupError : an address, and fsspec is not installed.
    """
    for number, part in enumerate(shop_in_parts(shop, parts)):
        store_part(part, path, number)
    tables = shop.tables
    return describe_shop(
        StoredShop(
            path,
            parts,
            sum(len(table) for table in tables.there().values()),
            shop.resolution,
            tuple(str(name) for name in tables.agents.categories),
            {id: tuple(sorted(table.known)) for id, table in tables.there().items()},
            covered(rows_by_day(tables)),
            last_day(shop),
            shop.people,
            replace(shop.coverage, rows={id: len(table) for id, table in tables.there().items()}),
        )
    )


def store_part(part: Shop, path: str, number: int) -> None:
    """Store one part: every buyer's rows are in one part alone, see `part_of_buyer`."""
    buyers = pd.DataFrame({"buyer_id": part.tables.buyers.categories.astype("str")})
    frames = {"buyers": buyers}
    for id, table in part.tables.there().items():
        named = [name for name in ("buyer_id", "agent") if name in table.frame]
        frames[id] = table.frame.assign(
            **{name: table.frame[name].cat.codes.astype("int32") for name in named}
        )
    for id, frame in frames.items():
        with closing(_opened(f"{path}/{_part(number)}/{id}.parquet", "wb")) as file:
            frame.to_parquet(file, index=False)


def describe_shop(stored: StoredShop) -> StoredShop:
    """Write the description, which makes a folder a stored shop: last of all."""
    days = stored.covered and [day.isoformat() for day in stored.covered]
    content = {
        "parts": stored.parts,
        "rows": stored.rows,
        "resolution": stored.resolution,
        "agents": list(stored.agents),
        "known": {id: list(names) for id, names in stored.known.items()},
        "covered": days,
        "last": stored.last and stored.last.isoformat(),
        "people": [asdict(nick) for nick in stored.people],
        "coverage": {
            **asdict(stored.coverage),
            "days": {
                id: [day.isoformat() for day in days] for id, days in stored.coverage.days.items()
            },
        },
    }
    with closing(_opened(f"{stored.path}/{DESCRIPTION}", "wb")) as file:
        file.write(json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8"))
    return stored


def stored_shop(path: str) -> StoredShop:
    """What a stored shop says of itself.

    Raises
    ------
    FolderError : its description cannot be read, or is not what was written.
    """
    place = f"{path}/{DESCRIPTION}"
    try:
        with closing(_opened(place, "rb")) as file:
            return _described(path, json.loads(file.read().decode("utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(place, error) from error


def _damaged(place: str, error: Exception) -> FolderError:
    why = getattr(error, "strerror", None) or type(error).__name__
    return FolderError(_DAMAGED.format(place=without_passwords(place), why=why))


def _described(path: str, content: dict[str, Any]) -> StoredShop:
    days = content["covered"] and tuple(map(date.fromisoformat, content["covered"]))
    coverage = content.get("coverage", {})
    of_tables = (
        {id: tuple(map(date.fromisoformat, two)) for id, two in coverage["days"].items()}
        if coverage
        else {}
    )
    return StoredShop(
        path,
        int(content["parts"]),
        int(content["rows"]),
        content["resolution"],
        tuple(content["agents"]),
        {id: tuple(names) for id, names in content["known"].items()},
        cast("tuple[date, date] | None", days or None),
        date.fromisoformat(content["last"]) if content["last"] else None,
        tuple(Nick(**nick) for nick in content.get("people", ())),
        Coverage(**{**coverage, "days": of_tables}),
    )
