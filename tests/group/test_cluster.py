"""The same work on processes of their own: shops as tasks, a shop in parts, workers that die."""

from __future__ import annotations

import os
import random
import signal
import socket
import sys

import pytest

from tests.cli.runs import xlcs
from tests.group.exports import two_shops
from tests.group.random_shop import random_shop
from xlcs.errors import SetupError
from xlcs.group.cluster import Cluster, local_cluster, own_versions, scheduled_cluster
from xlcs.group.group import Asked, OneProcess, days_covered, group_json, group_of
from xlcs.group.shops import ShopPlace, shops_in
from xlcs.group.stored import store_shop, stored_shop
from xlcs.group.worker_processes import ENVIRONMENT
from xlcs.report.write.figures_file import figures_json
from xlcs.settings import Settings
from xlcs.settings.people import Nick

SETTINGS = Settings(people=(Nick("张三", "红"), Nick("张三", "兰", "售前")))


def silent(step, done, total):
    pass


def figures_of(workers, places, asked, tell=silent):
    covered = days_covered(workers, places, asked, silent)
    days = min(d[0] for d in covered), max(d[1] for d in covered)
    return figures_json(group_json(group_of(workers, places, asked, days, tell, lambda one: one)))


@pytest.fixture(scope="module")
def team():
    with local_cluster(2, "zh") as made:
        yield made


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Two shops of files, and one stored in three parts."""
    folder = two_shops(tmp_path_factory.mktemp("shops"))
    store_shop(random_shop(random.Random(5)), str(folder / "大店"), 3)
    return folder


@pytest.fixture(scope="module")
def places(root):
    return shops_in(str(root), "zh")


@pytest.fixture(scope="module")
def alone(places):
    """What one process finds."""
    return figures_of(OneProcess(), places, Asked(SETTINGS, with_reports=False))


def test_workers_find_what_one_process_finds(team, places, alone):
    # the two shops of files are cut into several parts each
    assert figures_of(team, places, Asked(SETTINGS, with_reports=False, rows_of_part=5)) == alone


class Watched:
    """A client that notes which shops it is given, in turn."""

    def __init__(self, client):
        self.client = client
        self.given = []

    def submit(self, function, place, *others, **options):
        self.given.append(place.name)
        return self.client.submit(function, place, *others, **options)

    def __getattr__(self, name):
        return getattr(self.client, name)


def test_the_largest_shop_is_begun_first(team, tmp_path):
    for name, size in (("甲", 20), ("乙", 3_000), ("丙", 200), ("丁", 200)):
        (tmp_path / name / "2022-08").mkdir(parents=True)
        (tmp_path / name / "2022-08" / "说明.txt").write_bytes(b"x" * size)
    watched = Watched(team.client)
    found = Cluster(watched, "zh").covers(shops_in(str(tmp_path), "zh"), Asked(SETTINGS))
    assert len(list(found)) == 4
    assert watched.given == ["乙", "丁", "丙", "甲"]  # 丁 before 丙, as by name


def test_workers_that_die_twice_change_nothing(team, places, alone):
    killed = []

    def kill_one(step, done, total):
        if done < 2:
            pid = next(iter(team.client.run(os.getpid).values()))
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

    asked = Asked(SETTINGS, with_reports=False, rows_of_part=5)
    assert figures_of(team, places, asked, kill_one) == alone
    assert len(set(killed)) == 2


def test_no_shop_is_forgotten_while_there_is_no_worker(team, places, alone, monkeypatch):
    monkeypatch.setattr(team.client, "nthreads", dict)
    assert figures_of(team, places, Asked(SETTINGS, with_reports=False)) == alone


def test_each_shops_own_workbook_comes_from_the_workers_too(root, monkeypatch):
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("xlcs.group.cluster.START_METHOD", "spawn")  # as where none is forked
    done = xlcs("group", root, "--month", "2022-08", "--workers", "1", "--out", root / "g.xlsx")
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in (root / "g").iterdir()) == [
        "一店.xlsx", "二店.xlsx", "大店.xlsx",
    ]  # fmt: skip
    assert not ENVIRONMENT.keys() & os.environ.keys()


def test_a_stored_shop_is_the_shop_on_paths_and_on_object_storage(tmp_path):
    shop = random_shop(random.Random(6))
    asked = Asked(SETTINGS, with_reports=False)
    found = []
    for path in (f"{tmp_path}/店", f"file://{tmp_path}/远处/店", "memory://shops/店"):
        store_shop(shop, path, 4)
        assert stored_shop(path).parts == 4
        found.append(figures_of(OneProcess(), [ShopPlace("店", path)], asked))
    assert found[0] == found[1] == found[2]
    assert [place.name for place in shops_in("memory://shops", "zh")] == ["店"]


@pytest.mark.parametrize("protocol", ["nosuch", "memory", "file"])
def test_an_address_that_does_not_answer_is_told_without_its_password(protocol):
    done = xlcs("group", f"{protocol}://reader:s3cret@host/shops/none", "--json", "-")
    assert done.exit_code == 1
    assert f"{protocol}://reader:***@host/shops/none" in done.stderr
    assert "s3cret" not in done.output


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def test_a_scheduler_that_is_not_there(root, monkeypatch):
    monkeypatch.setattr("xlcs.group.cluster.CONNECT_SECONDS", 0.5)
    address = f"tcp://127.0.0.1:{free_port()}"
    done = xlcs("group", root, "--scheduler", address, "--json", "-")
    assert done.exit_code == 1
    assert address in done.stderr
    assert "dask scheduler" in done.stderr
    assert "Traceback" not in done.output
    with (
        pytest.raises(SetupError, match="cannot be reached"),
        scheduled_cluster("nonsense", str(root), "en"),
    ):
        pass


def test_a_schedulers_workers_do_what_one_process_does(team, places, alone, root):
    with scheduled_cluster(team.client.scheduler.address, str(root), "zh") as theirs:
        assert figures_of(theirs, places, Asked(SETTINGS, with_reports=False)) == alone


def test_workers_of_another_version_are_refused(team, root, monkeypatch):
    address = team.client.scheduler.address
    for other, told in (
        ({"pandas": "1.0"}, "这里是 1.0。"),
        ({"no-such-one": "1"}, "是 —，这里是 1。"),
    ):
        versions = own_versions() | other
        monkeypatch.setattr("xlcs.group.cluster.own_versions", lambda found=versions: found)
        done = xlcs("group", root, "--scheduler", address, "--json", "-")
        assert done.exit_code == 1
        assert told in done.stderr
        assert "同样的版本" in done.stderr


def test_workers_that_do_not_see_the_shops_are_told_of_at_once(team, root):
    address = team.client.scheduler.address
    with (
        pytest.raises(SetupError, match="does not see"),
        scheduled_cluster(address, str(root / "gone"), "en"),
    ):
        pass


def test_a_scheduler_that_goes_in_the_middle_is_an_error_that_says_so(places):
    asked = Asked(SETTINGS, with_reports=False)
    with local_cluster(1, "en") as team:
        answers = team.covers(places, asked)
        next(answers)
        team.client.cluster.close()
        with pytest.raises(SetupError, match="connection to the scheduler"):
            list(answers)


def test_without_workers_for_long_it_does_not_wait_for_ever(places, monkeypatch):
    monkeypatch.setattr("xlcs.group.cluster.LOOK_SECONDS", 0.1)
    monkeypatch.setattr("xlcs.group.cluster.WITHOUT_WORKERS_SECONDS", 0.2)
    with local_cluster(1, "en") as team:
        team.client.cluster.scale(0)
        with pytest.raises(SetupError, match="no workers"):
            list(team.covers(places, Asked(SETTINGS, with_reports=False)))


def test_without_dask_one_process_does_the_work(root, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = xlcs("group", root, "--workers", "2", "--json", "-")
    assert done.exit_code == 1
    assert "pip install xlcs[cluster]" in done.stderr
    assert xlcs("group", root, "--json", "-").exit_code == 0
