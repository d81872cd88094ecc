"""Run by the Windows Python: calls functions over COM as the add-in's VBA does.

usage: com_client.py CLSID FOLDER. Like Excel it holds one connection, with which the server lives.
It answers FOLDER/request-0.json, request-1.json, … with answer-0.json, …, until FOLDER/stop is
there. A request has one of
  calls  [[module, function, [argument, …]], …]; answered with a list of {"answer": …} or
         {"raised": text}
  pairs  {"one": call, "other": call, "count": n}: both called in turn, n times; answered with the
         seconds that each call took

An argument is a JSON value, or {"date": "2022-08-01 09:30:00"}, {"rows": [[…]]} (a range),
{"amount": "12.50"} (a cell whose format is of money), {"empty": true} (an empty cell),
{"omitted": true} (an optional argument left out).
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from decimal import Decimal
from pathlib import Path

import pythoncom
import pywintypes
import win32com.client

OMITTED = -2147352572
"""DISP_E_PARAMNOTFOUND: how an optional argument that was left out arrives."""

WAIT_S, STEP_S, POLL_S = 60.0, 0.1, 0.01


def value(given):
    if not isinstance(given, dict):
        return given
    ((kind, found),) = given.items()
    if kind == "date":
        # A date of Excel has no time zone; without this one, years before 1970 would not convert.
        return pywintypes.Time(dt.datetime.fromisoformat(found).replace(tzinfo=dt.UTC))
    if kind == "amount":
        return Decimal(found)
    if kind == "rows":
        return tuple(tuple(value(cell) for cell in row) for row in found)
    if kind == "empty":
        return pythoncom.Empty
    return OMITTED


def plain(answer):
    if isinstance(answer, (tuple, list)):
        return [plain(part) for part in answer]
    return answer.isoformat() if isinstance(answer, dt.datetime) else answer


def connect(clsid):
    kinds = pythoncom.CLSCTX_LOCAL_SERVER, pythoncom.IID_IDispatch
    until = time.monotonic() + WAIT_S
    while True:
        try:
            found = pythoncom.CoCreateInstance(clsid, None, *kinds)
        except pythoncom.com_error:
            if time.monotonic() > until:
                raise
            time.sleep(STEP_S)
        else:
            return win32com.client.dynamic.Dispatch(found)


def answer(server, request):
    def call(module, function, arguments):
        return server.CallUDF(module, function, [value(each) for each in arguments])

    if "pairs" in request:
        pairs, seconds = request["pairs"], []
        for _ in range(pairs["count"]):
            times = []
            for which in ("one", "other"):
                begun = time.perf_counter()
                call(*pairs[which])
                times.append(time.perf_counter() - begun)
            seconds.append(times)
        return seconds
    answers = []
    for one in request["calls"]:
        try:
            answers.append({"answer": plain(call(*one))})
        except pythoncom.com_error as error:
            answers.append({"raised": str(error)})
    return answers


def main():
    server, folder = connect(sys.argv[1]), Path(sys.argv[2])
    number = 0
    while not (folder / "stop").exists():
        request = folder / f"request-{number}.json"
        if not request.exists():
            time.sleep(POLL_S)
            continue
        found = answer(server, json.loads(request.read_text(encoding="utf-8")))
        beside = folder / "answer.part"
        beside.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
        beside.replace(folder / f"answer-{number}.json")
        number += 1


main()
