"""What the installer is built from: every package as pinned, with its hash and its licence."""

from __future__ import annotations

import importlib.util
import re
import sys
import zipfile

import pytest

from xlcs import __version__
from xlcs.addin.shipped_files import workbook_folder

SOURCE = workbook_folder() / "installer/build.py"
ROOT = SOURCE.parents[2]


def load():
    """The build script as a module; it is no part of the package."""
    spec = importlib.util.spec_from_file_location("installer_build", SOURCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


build = load()


def plain(name: str) -> str:
    """A package's name as registries compare them."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> dict[str, str]:
    lines = (SOURCE.parent / "wheels.txt").read_text(encoding="ascii")
    entries = re.findall(r"^(\S+)==(\S+) \\\n    --hash=sha256:[0-9a-f]{64}$", lines, re.M)
    assert lines.count("--hash") == len(entries)
    return {plain(name): version for name, version in entries}


def pinned() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").split()
    return {plain(name): version for name, version in (line.split("==") for line in lines)}


def test_the_installer_holds_the_versions_that_the_tests_ran_with():
    pins = pinned()
    off = {name: version for name, version in locked().items() if pins.get(name) != version}
    assert off == {}, "make these one: python workbook/installer/build.py --lock"


def test_the_installer_holds_every_package_that_xlcs_needs():
    needed = {plain(re.split(r"[<>=!]", entry)[0].strip()) for entry in build.dependencies()}
    assert needed <= set(locked()), "python workbook/installer/build.py --lock"
    assert {"pywin32", "colorama"} <= needed


def test_the_version_is_the_packages():
    assert build.version() == __version__


def test_the_same_folder_makes_the_same_zip(tmp_path):
    folder = tmp_path / "xlcs-1.0"
    (folder / "子").mkdir(parents=True)
    (folder / "生成报表.cmd").write_text("a")
    (folder / "子/b.txt").write_text("b")
    one = build.write_zip(folder, tmp_path / "one.zip").read_bytes()
    (folder / "子/b.txt").write_text("b")  # at another time
    assert build.write_zip(folder, tmp_path / "two.zip").read_bytes() == one
    with zipfile.ZipFile(tmp_path / "one.zip") as packed:
        assert packed.namelist() == ["xlcs-1.0/子/b.txt", "xlcs-1.0/生成报表.cmd"]


def wheel(folder, name, *entries):
    path = folder / name
    with zipfile.ZipFile(path, "w") as packed:
        for entry in entries:
            packed.writestr(entry, "text")
    return path


def test_licences_are_collected_and_a_package_without_one_is_refused(tmp_path):
    (tmp_path / "LICENSE.txt").write_text("of Python")
    good = wheel(
        tmp_path,
        "good-1.0-py3-none-any.whl",
        "good/license_check.py",
        "good-1.0.dist-info/licenses/",
        "good-1.0.dist-info/licenses/sub/LICENCE.rst",
    )
    build.collect_licences([good], tmp_path, tmp_path / "licences")
    found = {
        path.relative_to(tmp_path / "licences").as_posix()
        for path in (tmp_path / "licences").rglob("*")
        if path.is_file()
    }
    assert found == {"xlcs.txt", "python.txt", "good-1.0/sub_LICENCE.rst"}
    bad = wheel(tmp_path, "bad-1.0-py3-none-any.whl", "bad/LICENSE_is_code.py")
    with pytest.raises(build.BuildError, match=r"bad-1\.0"):
        build.collect_licences([bad], tmp_path, tmp_path / "none")


def test_a_program_that_is_missing_is_named_with_its_package():
    with pytest.raises(build.BuildError, match=r"no-such-program .*apt install"):
        build.run("no-such-program")
