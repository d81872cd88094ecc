"""Run by the system's Python, which has LibreOffice's `uno`: opens a workbook and recalculates it.

usage: libreoffice_host.py ADDRESS SPEC, where ADDRESS is the socket of the test's process and SPEC
a JSON file with
  profile  a folder for a fresh profile of LibreOffice
  path     the workbook to open
  steps    what to do after the first recalculation: {"press": Sub of the ribbon}, or {"fill": name
           of a cell → text or number}
  sheets   names of the sheets to read; none for all

What the workbook's VBA asks of Python goes to the test's process and is answered there. In the end
it gets the cells, after the first recalculation and after each step: sheet →
[[row, column, formula, shown, value, error]].
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from multiprocessing.connection import Client
from pathlib import Path

import uno
import unohelper
from com.sun.star.beans import PropertyValue
from com.sun.star.lang import XServiceInfo, XSingleComponentFactory
from com.sun.star.reflection import InvocationTargetException
from com.sun.star.script import XInvocation
from com.sun.star.uno import RuntimeException

SERVICE = "xlcs.test.Python"
START_S, POLL_S, END_S = 180.0, 0.2, 20.0
RUN_MACROS = 4
"""LibreOffice's MacroExecMode.ALWAYS_EXECUTE_NO_WARN."""

TRUST_MACROS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


class Python(unohelper.Base, XInvocation):
    """What VBA sees as Python: each call goes to the test's process."""

    connection = None

    def getIntrospection(self):  # noqa: N802
        return None

    def hasMethod(self, name):  # noqa: N802
        return name.lower() in ("calludf", "exec")

    def hasProperty(self, name):  # noqa: N802
        return False

    def getValue(self, name):  # noqa: N802
        return None

    def setValue(self, name, value):  # noqa: N802
        pass

    def invoke(self, name, given, out_index, out_values):
        kind = "call" if name.lower() == "calludf" else "exec"
        self.connection.send((kind, [plain(one) for one in given]))
        answered, answer = self.connection.recv()
        if answered:
            return nested(answer), (), ()
        raise InvocationTargetException(answer, self, RuntimeException(answer, self))


class Factory(unohelper.Base, XSingleComponentFactory, XServiceInfo):
    """Makes `Python` under its service's name."""

    def createInstanceWithContext(self, context):  # noqa: N802
        return Python()

    def createInstanceWithArgumentsAndContext(self, arguments, context):  # noqa: N802
        return Python()

    def getImplementationName(self):  # noqa: N802
        return SERVICE + "Implementation"

    def supportsService(self, name):  # noqa: N802
        return name == SERVICE

    def getSupportedServiceNames(self):  # noqa: N802
        return (SERVICE,)


def plain(value):
    """A value as it can be sent: only tuples, text, numbers, truth and None."""
    if isinstance(value, (tuple, list)):
        return tuple(plain(one) for one in value)
    return value if isinstance(value, (str, int, float, bool, type(None))) else f"<{value!r}>"


def nested(value):
    """Lists as tuples, which is what UNO takes."""
    return tuple(nested(one) for one in value) if isinstance(value, (tuple, list)) else value


def named(name, value):
    found = PropertyValue()
    found.Name, found.Value = name, value
    return found


def start(profile):
    """LibreOffice with a profile of its own; its process and its component context."""
    user = Path(profile) / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(TRUST_MACROS, encoding="utf-8")
    pipe = f"xlcs{os.getpid()}"
    process = subprocess.Popen(
        [
            "soffice", f"-env:UserInstallation={Path(profile).as_uri()}", "--headless",
            "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;",
        ],
        stdin=subprocess.DEVNULL,
        # Not ours: whoever reads that would wait for LibreOffice too, once we have given up.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    until = time.monotonic() + START_S
    while True:
        try:
            return process, resolver.resolve(
                f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"
            )
        except Exception as error:
            if time.monotonic() > until or process.poll() is not None:
                end(process)
                raise RuntimeError(f"LibreOffice did not start: {error}") from error
            time.sleep(POLL_S)


def end(process):
    """End LibreOffice; what was started is a script, and the program its child."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def cells(document, wanted):
    """What the used cells of the sheets hold and show."""
    found = {}
    for sheet in document.Sheets:
        if wanted and sheet.Name not in wanted:
            continue
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        last = cursor.RangeAddress
        area = sheet.getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow)
        # All at once: a call for each of some ten thousand cells takes minutes.
        formulas, contents = area.getFormulaArray(), area.getDataArray()
        found[sheet.Name] = [
            [row, column, formula, *shown(sheet, row, column, content)]
            for row, lines in enumerate(zip(formulas, contents, strict=True), 1)
            for column, (formula, content) in enumerate(zip(*lines, strict=True), 1)
            if formula != ""
        ]
    return found


def shown(sheet, row, column, content):
    """What a cell shows, its number, and its error code; a number without its format.

    Only an error is asked for by itself: a call for each of some thousand numbers takes minutes on
    a busy machine.
    """
    if isinstance(content, str):
        return content, 0.0, 0
    if isinstance(content, float):
        return f"{content:.15g}", content, 0
    cell = sheet.getCellByPosition(column - 1, row - 1)
    return cell.String, cell.Value, cell.getError()


def fill(document, name, value):
    """Put a value into a named cell."""
    area = document.NamedRanges.getByName(name).getReferredCells()
    cell = area.getCellByPosition(0, 0)
    if isinstance(value, str):
        cell.String = value
    else:
        cell.Value = value


def main():
    spec = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    Python.connection = Client(sys.argv[1])
    process, context = start(spec["profile"])
    manager = context.ServiceManager
    manager.insert(Factory())
    desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    try:
        document = desktop.loadComponentFromURL(
            Path(spec["path"]).as_uri(), "_blank", 0,
            (named("Hidden", True), named("MacroExecutionMode", RUN_MACROS)),
        )  # fmt: skip
        document.calculateAll()
        states = [cells(document, spec["sheets"])]
        press = document.getScriptProvider().getScript(
            "vnd.sun.star.script:VBAProject.xlwings.Press?language=Basic&location=document"
        )
        for step in spec["steps"]:
            if "press" in step:
                press.invoke((step["press"],), (), ())
                document.calculateAll()
            else:
                # As after typing: only what depends on the cells is worked out again.
                for name, value in step["fill"].items():
                    fill(document, name, value)
                document.calculate()
            states.append(cells(document, spec["sheets"]))
        Python.connection.send(("done", states))
        document.close(True)
    finally:
        # It ends while it answers, which UNO takes for a broken connection.
        with contextlib.suppress(Exception):
            desktop.terminate()
        try:
            process.wait(END_S)
        except subprocess.TimeoutExpired:
            end(process)


main()
