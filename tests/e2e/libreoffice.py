"""A workbook with the add-in's VBA inside LibreOffice, whose calls of Python land in this process.

LibreOffice's own Python binding belongs to the system's interpreter, so that a host under it holds
LibreOffice and asks here over a socket (`libreoffice_host.py`). Of the add-in only two modules are
others: xlwings', which starts a COM server, and the one that asks Windows for the wizard's window.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Listener
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from pyopenvba import ExcelFile, VBAModuleKind

from xlcs.addin.build import vba_wrappers
from xlcs.addin.shipped_files import shipped_addin

HERE = Path(__file__).parent
SHIM = HERE / "libreoffice_vba"
SYSTEM_PYTHON = "/usr/bin/python3"
RUN_S = 300.0

Call = Callable[[str, str, tuple[Any, ...]], Any]
Exec = Callable[[str], None]


def missing() -> list[str]:
    """What is not there, by the name of its Debian package."""
    lacking = [] if shutil.which("soffice") else ["libreoffice-calc"]
    done = subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True)
    return lacking + (["python3-uno"] if done.returncode else [])


@dataclass(frozen=True)
class Cell:
    """A cell: its formula or text, what it shows, its number, and LibreOffice's error code."""

    formula: str
    shown: str
    value: float
    error: int


@dataclass(frozen=True)
class Press:
    """Press a button: run a Sub of the ribbon."""

    sub: str

    def as_json(self) -> dict[str, Any]:
        return {"press": self.sub}


@dataclass(frozen=True)
class Fill:
    """Type into named cells: name → text or number."""

    values: Mapping[str, str | float]

    def as_json(self) -> dict[str, Any]:
        return {"fill": dict(self.values)}


Step = Press | Fill

Cells = dict[str, dict[tuple[int, int], Cell]]
"""Sheet → (row, column), counted from 1 → cell."""


def with_addin(source: Path, target: Path) -> Path:
    """A copy of a workbook (.xlsx) that holds the add-in's VBA and its sheet of texts (.xlsm)."""
    with zipfile.ZipFile(source) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    types, book = parts["[Content_Types].xml"].decode(), parts["xl/workbook.xml"].decode()
    relations = parts["xl/_rels/workbook.xml.rels"].decode()
    types = types.replace("spreadsheetml.sheet.main", "__MAIN__").replace(
        "application/vnd.openxmlformats-officedocument.__MAIN__+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    parts["[Content_Types].xml"] = types.replace(
        "</Types>",
        '<Override PartName="/xl/vbaProject.bin"'
        ' ContentType="application/vnd.ms-office.vbaProject"/>'
        '<Override PartName="/xl/worksheets/texts.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    ).encode()
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts["xl/_rels/workbook.xml.rels"] = relations.replace(
        "</Relationships>",
        '<Relationship Id="rIdVba" Target="vbaProject.bin"'
        ' Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"/>'
        f'<Relationship Id="rIdTexts" Target="worksheets/texts.xml" Type="{office}/worksheet"/>'
        "</Relationships>",
    ).encode()
    parts["xl/workbook.xml"] = book.replace(
        "</sheets>",
        f'<sheet name="xlcs_texts" sheetId="4000" state="hidden" xmlns:o="{office}"'
        ' o:id="rIdTexts"/></sheets>',
    ).encode()
    parts["xl/worksheets/texts.xml"] = _texts().encode()
    parts["xl/vbaProject.bin"] = _project()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target


def _texts() -> str:
    rows = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{column}{number}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
            for column, text in zip("ABC", row, strict=True)
        )
        + "</row>"
        for number, row in enumerate([("key", "zh", "en"), *vba_wrappers.texts()], 1)
    )
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )


def _project() -> bytes:
    """The VBA of the shipped add-in, with the stand-in for xlwings' module."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "project.xlsm"
        with ExcelFile(shipped_addin()) as addin, ExcelFile.create_new(path) as book:
            project = book.vba_project()
            replaced = {file.stem for file in SHIM.iterdir()}
            for module in addin.vba_project().modules:
                if module.name.startswith("xlcs_") and module.name not in replaced:
                    project.add_module(module.name, module.source)
            for file in sorted(SHIM.iterdir()):
                source = file.read_text(encoding="ascii").replace("\n", "\r\n")
                kind = {} if file.suffix == ".bas" else {"kind": VBAModuleKind.other}
                project.add_module(file.stem, source, **kind)
            book.save()
        with zipfile.ZipFile(path) as package:
            return package.read("xl/vbaProject.bin")


def recalculate(
    workbook: Path, call: Call, *, steps: Sequence[Step] = (), execute: Exec | None = None
) -> list[Cells]:
    """Open a workbook in LibreOffice, recalculate it, take steps, and read its cells.

    Parameters
    ----------
    workbook : what `with_addin` made
    call : answers what the functions in its cells ask: (module, function, arguments)
    steps : what to do then; after a `Press` all is recalculated, after a `Fill` what depends on it
    execute : does what a Sub asks Python to execute

    Returns
    -------
    The cells after the first recalculation, and after each step.

    Raises
    ------
    RuntimeError : LibreOffice did not run to the end.
    """
    with tempfile.TemporaryDirectory(prefix="xlcs-lo-") as folder:
        spec, address = Path(folder) / "spec.json", str(Path(folder) / "socket")
        # A copy: a lock that an earlier run left beside the workbook would keep it from opening.
        opened = Path(shutil.copy(workbook, folder))
        spec.write_text(
            json.dumps(
                {
                    "profile": str(Path(folder) / "profile"),
                    "path": str(opened),
                    "steps": [step.as_json() for step in steps],
                    "sheets": [],
                }
            ),
            encoding="utf-8",
        )
        with Listener(address, "AF_UNIX") as listener, _host(address, spec) as host:
            listener._listener._socket.settimeout(RUN_S)  # type: ignore[attr-defined]
            try:
                return _serve(listener, host, call, execute)
            finally:
                host.terminate()


def _host(address: str, spec: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [SYSTEM_PYTHON, str(HERE / "libreoffice_host.py"), address, str(spec)],
        env={key: value for key, value in os.environ.items() if not key.startswith("PYTHON")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _serve(
    listener: Listener, host: subprocess.Popen[str], call: Call, execute: Exec | None
) -> list[Cells]:
    with listener.accept() as connection:
        while True:
            try:
                if not connection.poll(RUN_S):
                    raise RuntimeError("LibreOffice does not answer")
                kind, given = connection.recv()
            except EOFError:
                said, _ = host.communicate()
                raise RuntimeError(f"LibreOffice's host ended:\n{said}") from None
            if kind == "done":
                host.wait(RUN_S)
                return [_cells(state) for state in given]
            try:
                if kind == "call":
                    connection.send((True, call(given[0], given[1], tuple(given[2]))))
                else:
                    assert execute is not None
                    execute(given[0])
                    connection.send((True, None))
            except Exception as error:  # noqa: BLE001 - becomes an error in VBA, as over COM
                connection.send((False, f"{type(error).__name__}: {error}"))


def _cells(state: dict[str, list[list[Any]]]) -> Cells:
    return {
        sheet: {(row, column): Cell(*rest) for row, column, *rest in rows}
        for sheet, rows in state.items()
    }
