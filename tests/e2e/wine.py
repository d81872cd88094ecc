"""A Windows Python under Wine, and xlwings' function server in it, asked over real COM.

The Windows Python is set up once by `wine_python.sh`, in the folder that XLCS_WINE names or in the
user's cache, and used again by later runs.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NEEDED = ("wine", "xvfb-run", "unzip")

SETUP_S, RUN_S, START_S, POLL_S = 900, 300, 120, 0.01


def missing() -> list[str]:
    """The programs that are not there."""
    return [program for program in NEEDED if shutil.which(program) is None]


def folder() -> Path:
    """Where the Windows Python is or comes to be."""
    cache = os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))
    return Path(os.environ.get("XLCS_WINE", f"{cache}/xlcs/wine"))


def windows_path(path: Path) -> str:
    """A path as programs under Wine see it."""
    return "Z:" + str(path.resolve()).replace("/", "\\")


def prepare() -> WinePython:
    """Set the Windows Python up, if it is not yet; takes a minute or two then.

    Raises
    ------
    RuntimeError : it could not be set up; with what was said.
    """
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [str(HERE / "wine_python.sh"), str(place)],
        env={**os.environ, "PIP": f"{sys.executable} -m pip"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SETUP_S,
    )
    if done.returncode:
        raise RuntimeError(f"wine_python.sh failed:\n{done.stdout}\n{done.stderr}")
    return WinePython(place)


@dataclass(frozen=True)
class Ran:
    """What a program under Wine said, and its exit code."""

    code: int
    said: str
    raw: bytes = b""

    def shows(self, message: str) -> bool:
        """Whether a script showed that text of `workbook/messages`.

        Windows' `type` shows a UTF-16 file with a mark as text. Wine's does not know them: it
        passes the bytes on up to the first zero, which is before the first letter of ASCII.
        """
        text = (ROOT / "workbook/messages" / f"{message}.txt").read_bytes()
        return text.split(b"\0", 1)[0] in self.raw


@dataclass(frozen=True)
class WindowsMachine:
    """A user's machine: a Wine prefix of its own, and what Explorer does on it."""

    prefix: Path
    launcher: WinePython
    """Its Python starts the programs; it is no part of the machine."""

    @property
    def user(self) -> Path:
        """The user's folder as this system sees it."""
        (user,) = (self.prefix / "drive_c/users").glob("[!P]*")
        return user

    @property
    def addin(self) -> Path:
        """The add-in where Excel would find it."""
        return self.user / "AppData/Roaming/Microsoft/Excel/XLSTART/xlcs.xlam"

    @property
    def config(self) -> Path:
        """What the add-in reads."""
        return self.user / ".xlcs/xlcs.conf"

    @property
    def home(self) -> Path:
        """Where the program is installed."""
        return self.user / "AppData/Local/xlcs"

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """The variables that its programs see; whoever goes online meets a proxy to nowhere."""
        nowhere = {f"{kind}_PROXY": "http://127.0.0.1:9" for kind in ("HTTP", "HTTPS", "ALL")}
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("PIP_")},
            **nowhere,
            "WINEPREFIX": str(self.prefix),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            # Said into a pipe, Python would take Windows' code page, which is no Chinese one here.
            "PYTHONIOENCODING": "utf-8",
            **(more or {}),
        }

    def double_click(
        self, program: Path, *arguments: str, more: Mapping[str, str] | None = None
    ) -> Ran:
        """Run a script or program as Explorer does, to its end."""
        launcher = self.launcher.place / "py/python.exe"
        script = windows_path(HERE / "double_click.py")
        return self.run(str(launcher), script, windows_path(program), *arguments, more=more)

    def run(self, *command: str, more: Mapping[str, str] | None = None) -> Ran:
        """Run a program to its end."""
        done = subprocess.run(
            ["wine", *command],
            env=self.environment(more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=RUN_S,
        )
        said = done.stdout.decode("utf-8", "replace").replace("\r\n", "\n")
        return Ran(done.returncode, said, done.stdout)

    def end(self) -> None:
        """End what runs in this prefix."""
        subprocess.run(["wineserver", "-k"], env=self.environment(), check=False)


def new_machine(launcher: WinePython, prefix: Path) -> WindowsMachine:
    """A machine on which xlcs was never installed."""
    shutil.copytree(launcher.place / "prefix", prefix, symlinks=True)
    machine = WindowsMachine(prefix, launcher)
    # other tests have worked in the prefix that this one is copied from
    shutil.rmtree(machine.home, ignore_errors=True)
    return machine


@dataclass(frozen=True)
class WinePython:
    """The Windows Python in a folder."""

    place: Path

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "WINEPREFIX": str(self.place / "prefix"),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "PYTHONUTF8": "1",
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start it; stdin is closed and stdout a pipe, without which it does not run."""
        return subprocess.Popen(
            ["wine", str(self.place / "py/python.exe"), *arguments],
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )

    def run(self, *arguments: str) -> Ran:
        """Run it to its end."""
        with self.start(*arguments) as process:
            try:
                said, _ = process.communicate(timeout=RUN_S)
            except subprocess.TimeoutExpired:
                process.kill()
                said, _ = process.communicate()
                said += f"\n(ended after {RUN_S} s)"
            return Ran(process.returncode, said.replace("\r\n", "\n"))

    @contextlib.contextmanager
    def serve(
        self,
        scratch: Path,
        remember: Mapping[str, Mapping[str, Any]],
        further: Sequence[Path] = (),
        *,
        root: Path | None = ROOT,
    ) -> Iterator[ComServer]:
        """xlwings' server with our functions.

        Parameters
        ----------
        scratch : a folder for this server alone; the user's application data is in it
        remember : workbook → what it asked for (folder, start, end, rules)
        further : folders with modules to serve too
        root : where xlcs is imported from; None: the one that is installed in this Python
        """
        clsid = "{" + str(uuid.uuid4()).upper() + "}"
        spec = scratch / "server.json"
        spec.write_text(
            json.dumps(
                {
                    "clsid": clsid,
                    "sys_path": [windows_path(path) for path in (root, *further) if path],
                    "environment": {"LOCALAPPDATA": windows_path(scratch)},
                    "remember": remember,
                },
                ensure_ascii=False,
            ),
            encoding="utf-8",
        )
        server = self.start(windows_path(HERE / "com_server.py"), windows_path(spec))
        client = None
        try:
            _wait_for(server, "serving")
            client = self.start(windows_path(HERE / "com_client.py"), clsid, windows_path(scratch))
            yield ComServer(scratch, client)
        finally:
            (scratch / "stop").touch()
            for process in (client, server):
                if process is not None:
                    process.kill()
                    process.communicate()


def _wait_for(process: subprocess.Popen[str], word: str) -> None:
    said = []
    until = time.monotonic() + START_S
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == word:
            return
        said.append(line)
        if time.monotonic() > until:
            break
    raise RuntimeError("the server did not start:\n" + "".join(said))


@dataclass
class ComServer:
    """A running server, to be asked over COM."""

    scratch: Path
    client: subprocess.Popen[str]
    asked: int = 0

    def call(self, calls: Sequence[tuple[str, str, Sequence[Any]]]) -> list[dict[str, Any]]:
        """Call functions one after the other; see com_client.py for arguments and answers."""
        found: list[dict[str, Any]] = self._ask({"calls": calls})
        return found

    def in_turn(
        self, one: tuple[str, str, Sequence[Any]], other: tuple[str, str, Sequence[Any]], count: int
    ) -> list[tuple[float, float]]:
        """Seconds that each of two calls took, called in turn `count` times."""
        seconds: list[tuple[float, float]] = self._ask(
            {"pairs": {"one": one, "other": other, "count": count}}
        )
        return seconds

    def _ask(self, request: Mapping[str, Any]) -> Any:
        beside = self.scratch / "request.part"
        beside.write_text(json.dumps(request, ensure_ascii=False), encoding="utf-8")
        beside.replace(self.scratch / f"request-{self.asked}.json")
        answer = self.scratch / f"answer-{self.asked}.json"
        until = time.monotonic() + RUN_S
        while not answer.exists():
            if self.client.poll() is not None or time.monotonic() > until:
                self.client.kill()
                assert self.client.stdout is not None
                raise RuntimeError(f"the client gave no answer:\n{self.client.stdout.read()}")
            time.sleep(POLL_S)
        self.asked += 1
        return json.loads(answer.read_text(encoding="utf-8"))
