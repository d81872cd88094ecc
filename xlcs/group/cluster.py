"""The work of a group on Dask distributed: shops are tasks, and so are the parts of a large one.

A worker that dies is survived: what it had done is done again elsewhere. No more shops are open at
a time than there are workers, so that memory follows the workers and not the group, and none waits
for one worker while another has nothing to do. Everything here is loaded only where a cluster is
asked for.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from operator import getitem
from typing import Any

from xlcs.errors import SetupError
from xlcs.figures.periods import Range
from xlcs.group.answers import Failed, ShopAnswer
from xlcs.group.group import (
    Asked,
    Covered,
    answer_of_parts,
    answered,
    cover_of,
    opened_shop,
    part_figures,
)
from xlcs.group.shops import ShopPlace, bytes_of
from xlcs.group.split import last_day, shop_in_parts, without_rows
from xlcs.group.stored import StoredShop, is_url
from xlcs.group.worker_processes import (
    ENVIRONMENT,
    START_METHOD,
    dask_setup,
    environment,
    start_loading,
)
from xlcs.shop.shop import Shop

LOCAL = "127.0.0.1"
CONNECT_SECONDS = 10
LOOK_SECONDS = 5.0
WITHOUT_WORKERS_SECONDS = 60.0
"""How often it is looked whether there are workers, and how long there may be none."""

_SAME_VERSIONS = ("xlcs", "pandas", "numpy", "pyarrow")

_TEXT = {
    "zh": {
        "missing": "用多个进程或机器计算要先安装 Dask：pip install xlcs[cluster]。"
        "不加 --workers 和 --scheduler 则在一个进程里计算。",
        "no_scheduler": "连不上调度器 {address}（{why}）。请检查地址（如 tcp://10.0.0.5:8786）、"
        "调度器是否已启动（dask scheduler），以及防火墙。",
        "no_workers": "调度器 {address} 上没有工作进程。请在每台机器上运行 dask worker {address}。",
        "versions": "工作进程 {address} 上的 {package} 是 {theirs}，这里是 {ours}。"
        "请在所有机器上装同样的版本。",
        "unseen": "工作进程 {address} 看不到 {root}。所有机器都要在同一路径下看到它（如共享盘），"
        "或把店铺存到对象存储。",
        "scheduler_lost": "和调度器 {address} 的连接断了。请检查它是否还在运行，再重新运行。",
        "killed": "计算这家店铺的工作进程几次中断，多半是内存不足。请给工作进程更多内存，"
        "或把店铺存成更多份。",
    },
    "en": {
        "missing": "Several processes or machines need Dask: pip install xlcs[cluster]. Without"
        " --workers and --scheduler one process does the work.",
        "no_scheduler": "The scheduler {address} cannot be reached ({why}). Check the address (such"
        " as tcp://10.0.0.5:8786), that it runs (dask scheduler), and the firewall.",
        "no_workers": "The scheduler {address} has no workers. Run dask worker {address} on each"
        " machine.",
        "versions": "On the worker {address} {package} is {theirs}, here it is {ours}. Install the"
        " same versions on all machines.",
        "unseen": "The worker {address} does not see {root}. All machines have to see it under the"
        " same path (a shared disk), or the shops lie on object storage.",
        "scheduler_lost": "The connection to the scheduler {address} was lost. Check whether it"
        " still runs, then run the command again.",
        "killed": "The workers that computed this shop died several times, most likely for lack of"
        " memory. Give workers more memory, or store the shop in more parts.",
    },
}


@contextmanager
def local_cluster(workers: int, language: str) -> Iterator[Cluster]:
    """A cluster of that many worker processes on this machine.

    Raises
    ------
    SetupError : Dask is not installed.
    """
    dask = _dask(language)
    start_loading()
    config: Any = import_module("dask.config")
    of_workers = {
        "distributed.nanny.pre-spawn-environ": ENVIRONMENT,
        "distributed.worker.multiprocessing-method": START_METHOD,
        "distributed.worker.preload": [dask_setup.__module__],
        "distributed.worker.profile.enabled": False,
    }
    with (
        environment(),
        config.set(of_workers),
        dask.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host=LOCAL,
            dashboard_address=f"{LOCAL}:0",
            silence_logs=logging.CRITICAL,
        ) as local,
        dask.Client(local) as client,
    ):
        yield Cluster(client, language)


@contextmanager
def scheduled_cluster(scheduler: str, root: str, language: str) -> Iterator[Cluster]:
    """The cluster of a scheduler that is there; `root` has the shops.

    Raises
    ------
    SetupError : Dask is not installed, the scheduler is not there, or has no workers, or these
        have other versions, or do not see the root.
    """
    dask, text = _dask(language), _TEXT[language]
    try:
        client = dask.Client(scheduler, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        why = type(error).__name__
        raise SetupError(text["no_scheduler"].format(address=scheduler, why=why)) from error
    with client:
        if not client.scheduler_info()["workers"]:
            raise SetupError(text["no_workers"].format(address=scheduler))
        _expect_own_versions(client, text)
        if not is_url(root):
            _expect_seen(client, root, text)
        yield Cluster(client, language)


def _dask(language: str) -> Any:
    try:
        dask = import_module("distributed")
    except ImportError as error:
        raise SetupError(_TEXT[language]["missing"]) from error
    # Its own warnings are about its inner life; what fails is told by us.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return dask


def own_versions() -> dict[str, str]:
    """What workers need in the same version, for figures that are the same and arrive at all."""
    return {package: version(package) for package in _SAME_VERSIONS}


def _expect_own_versions(client: Any, text: dict[str, str]) -> None:
    for package, ours in own_versions().items():
        theirs = client.run(version, package, on_error="return")
        for address, found in theirs.items():
            if found != ours:
                shown = "—" if isinstance(found, Exception) else found
                said = {"address": address, "package": package, "theirs": shown, "ours": ours}
                raise SetupError(text["versions"].format(**said))


def _expect_seen(client: Any, root: str, text: dict[str, str]) -> None:
    for address, is_there in client.run(os.path.isdir, root).items():
        if not is_there:
            raise SetupError(text["unseen"].format(address=address, root=root))


class Cluster:
    """Workers of a cluster, by a client of Dask distributed; see `group.Workers`."""

    def __init__(self, client: Any, language: str) -> None:
        self.client = client
        self._address = client.scheduler.address
        self._text = _TEXT[language]

    def covers(self, places: Sequence[ShopPlace], asked: Asked) -> Iterator[Covered | Failed]:
        """The days that each shop's data covers, in any order."""

        def begun(place: ShopPlace) -> Any:
            return self.client.submit(cover_of, place, asked, pure=False)

        return self._as_completed(places, begun, lambda place, future: future.result())

    def answers(
        self, places: Sequence[ShopPlace], asked: Asked, days: Range
    ) -> Iterator[ShopAnswer | Failed]:
        """Each shop's answer, in any order."""
        submit = self.client.submit
        opened: dict[ShopPlace, Any] = {}

        def begun(place: ShopPlace) -> Any:
            opened[place] = submit(opened_or_answered, place, asked, days, pure=False)
            return submit(answer_or_size, opened[place], asked.rows_of_part, pure=False)

        def went_on(place: ShopPlace, future: Any) -> Any:
            """The next step after a future is done: another one, or the answer."""
            found = future.result()
            shop = opened.pop(place, None)
            if shop is None or isinstance(found, ShopAnswer | Failed):
                return found
            count, is_stored = found
            if is_stored:
                whole, pieces, day = shop, [shop] * count, None
            else:
                cut = submit(shop_in_parts, shop, count, pure=False)
                whole = submit(without_rows, shop, pure=False)
                # so that only its rows travel
                pieces = [submit(getitem, cut, number, pure=False) for number in range(count)]
                day = submit(last_day, shop, pure=False)
            parts = [
                submit(part_figures, piece, number, place, asked, days, day, pure=False)
                for number, piece in enumerate(pieces)
            ]
            return submit(answer_of_parts, whole, parts, place, asked, days, pure=False)

        return self._as_completed(places, begun, went_on)

    def _as_completed(
        self,
        places: Sequence[ShopPlace],
        begun: Callable[[ShopPlace], Any],
        went_on: Callable[[ShopPlace, Any], Any],
    ) -> Iterator[Any]:
        """What comes of each shop; as many shops at a time as there are workers.

        The largest is begun first: begun last, it would run alone while other workers wait.
        """
        dask: Any = import_module("distributed")
        waiting = sorted(places, key=bytes_of, reverse=True)
        at_work: dict[Any, ShopPlace] = {}
        while waiting or at_work:
            most = max(self._threads(), 1)
            while waiting and len(at_work) < most:
                place = waiting.pop(0)
                at_work[begun(place)] = place
            for future in self._done(list(at_work)):
                place = at_work.pop(future)
                try:
                    found = went_on(place, future)
                except dask.KilledWorker:
                    found = Failed(place.name, self._text["killed"])
                if isinstance(found, dask.Future):
                    at_work[found] = place
                else:
                    yield found

    def _done(self, futures: Sequence[Any]) -> Collection[Any]:
        """Those that are done, of which there is one at least.

        Raises
        ------
        SetupError : there have been no workers for long, or the scheduler is gone.
        """
        dask: Any = import_module("distributed")
        without_workers_s = 0.0
        while without_workers_s < WITHOUT_WORKERS_SECONDS:
            try:
                done: set[Any] = dask.wait(futures, LOOK_SECONDS, "FIRST_COMPLETED").done
            except dask.TimeoutError:
                without_workers_s = 0 if self._threads() else without_workers_s + LOOK_SECONDS
            except dask.CancelledError as error:
                raise self._lost() from error
            else:
                return done
        raise SetupError(self._text["no_workers"].format(address=self._address))

    def _threads(self) -> int:
        """How many threads the workers have in all; they may all have died [count]."""
        if self.client.scheduler is None:
            raise self._lost()
        try:
            return sum(self.client.nthreads().values())
        except OSError as error:
            raise self._lost() from error

    def _lost(self) -> SetupError:
        return SetupError(self._text["scheduler_lost"].format(address=self._address))


def opened_or_answered(
    place: ShopPlace, asked: Asked, days: Range
) -> Shop | StoredShop | ShopAnswer | Failed:
    """A shop that is to be split, opened; of any other the answer: its rows do not travel."""
    opened = opened_shop(place, asked)
    if not isinstance(opened, Failed) and parts_of(opened, asked.rows_of_part) > 1:
        return opened
    return answered(opened, place, asked, days)


def parts_of(shop: Shop | StoredShop, rows_of_part: int) -> int:
    """In how many parts a shop is stored, or is to be split."""
    if isinstance(shop, StoredShop):
        return shop.parts
    return -(-sum(len(table) for table in shop.tables.there().values()) // rows_of_part)


def answer_or_size(
    found: Shop | StoredShop | ShopAnswer | Failed, rows_of_part: int
) -> ShopAnswer | Failed | tuple[int, bool]:
    """The answer; of a shop without one its parts, and whether it is stored so."""
    if isinstance(found, ShopAnswer | Failed):
        return found
    return parts_of(found, rows_of_part), isinstance(found, StoredShop)
