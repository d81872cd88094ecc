"""Run by the Windows Python: xlwings' DLL, called as the add-in's VBA calls it.

usage: dll_client.py SPEC OUT; SPEC is a JSON file with `dll` and the `command` that starts Python,
OUT gets what happened.
"""

from __future__ import annotations

import ctypes
import json
import sys
import time
from pathlib import Path

import pythoncom
import win32com.client.dynamic

START, KILL = 1, -1
TEXT, OBJECT = 8, 9


class Variant(ctypes.Structure):
    """A VARIANT of 64-bit Windows."""

    _fields_ = (
        ("kind", ctypes.c_ushort),
        ("reserved", ctypes.c_ushort * 3),
        ("pointer", ctypes.c_void_p),
        ("second", ctypes.c_void_p),
    )


spec = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
dll = ctypes.WinDLL(spec["dll"])
command = spec["command"].encode("mbcs")


def activate(mode: int) -> tuple[int, Variant]:
    """XLPyDLLActivateAuto, as VBA declares it."""
    result = Variant()
    return dll.XLPyDLLActivateAuto(ctypes.byref(result), command, mode), result


code, variant = activate(START)
found = {"code": code, "kind": variant.kind}
if variant.kind == TEXT:
    found["said"] = ctypes.wstring_at(variant.pointer)
if variant.kind == OBJECT:
    pointer = pythoncom.ObjectFromAddress(variant.pointer, pythoncom.IID_IDispatch)
    server = win32com.client.dynamic.Dispatch(pointer)
    found["status"] = server.CallUDF("xlcs.addin.functions", "XLCS_STATUS", ("book.xlsx",))
    xlwings = server.Module("xlwings._xlwindows")
    server.SetAttr(xlwings, "BOOK_CALLER", "a workbook")
    found["caller"] = server.Str(server.GetAttr(xlwings, "BOOK_CALLER"))
    server.SetAttr(xlwings, "BOOK_CALLER", None)
    found["forgotten"] = server.Str(server.GetAttr(xlwings, "BOOK_CALLER"))
    server.Exec("import xlcs.addin.macros, sys; sys.xlcs_mark = 'same process'")
    found["path"] = server.Str(server.GetAttr(server.Module("sys"), "path"))
    began = time.perf_counter()
    again, other = activate(START)
    found["again"] = again
    found["again_s"] = time.perf_counter() - began
    same = win32com.client.dynamic.Dispatch(
        pythoncom.ObjectFromAddress(other.pointer, pythoncom.IID_IDispatch)
    )
    found["mark"] = same.Str(same.GetAttr(same.Module("sys"), "xlcs_mark"))
    found["killed"], _ = activate(KILL)
    try:
        server.CallUDF("xlcs.addin.functions", "XLCS_STATUS", ("book.xlsx",))
    except pythoncom.com_error as error:
        found["after_kill"] = error.args[0]
Path(sys.argv[2]).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
