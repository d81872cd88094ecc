"""A newer version is seen where this one was installed from, and nowhere else."""

from __future__ import annotations

import shutil

import pytest

from xlcs import __version__
from xlcs.addin.setup.newer_version import Newer, newer_version, record_source


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def share(tmp_path, home):
    """A folder that a team shares; this version was unpacked in it, as 0.1.0, and installed."""
    unpacked = tmp_path / "共享" / "xlcs-0.1.0"
    unpacked.mkdir(parents=True)
    (unpacked / "version.txt").write_text("0.1.0\r\n")
    record_source(home, unpacked)
    return unpacked.parent


def test_alone_there_is_nothing_newer(home, share):
    assert newer_version(home, version="0.1.0") is None
    (share / "xlcs-0.0.9-setup.exe").touch()
    (share / "xlcs-notes.txt").touch()
    assert newer_version(home, version="0.1.0") is None


@pytest.mark.parametrize("name", ["xlcs-0.1.1-win64.zip", "xlcs-0.1.1-setup.exe", "xlcs-0.1.1"])
def test_one_beside_the_old_is_seen_in_each_of_its_forms(home, share, name):
    (share / name).touch()
    assert newer_version(home, version="0.1.0") == Newer("0.1.1", share / name)


def test_ten_is_more_than_nine(home, share):
    for name in ("xlcs-0.9.0-setup.exe", "xlcs-0.10.0-setup.exe"):
        (share / name).touch()
    found = newer_version(home, version="0.9.0")
    assert found is not None
    assert found.version == "0.10.0"


def test_a_folder_whose_content_was_replaced_tells_its_version(home, share):
    (share / "xlcs-0.1.0/version.txt").write_text("0.2\r\n")
    assert newer_version(home, version="0.1.0") == Newer("0.2", share / "xlcs-0.1.0")


def test_a_setup_that_was_run_from_the_share_looks_there(home, tmp_path):
    record_source(home, tmp_path)
    (tmp_path / "xlcs-99.0.0-setup.exe").touch()
    assert newer_version(home, version=__version__) == Newer(
        "99.0.0", tmp_path / "xlcs-99.0.0-setup.exe"
    )


def test_out_of_reach_or_never_written_down_is_no_error(home, share, tmp_path):
    assert newer_version(tmp_path / "nowhere", version="0.1.0") is None
    assert newer_version(tmp_path / "nowhere", home, version="0.0.1") is not None
    shutil.rmtree(share)
    assert newer_version(home, version="0.0.1") is None
    (home / "installed.json").write_text("{")
    assert newer_version(home, version="0.0.1") is None
