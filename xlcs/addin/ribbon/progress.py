"""While a command works: the step and percent in the status bar, and Esc heeded between steps.

Excel itself waits in the command's Sub meanwhile. Its own reaction to Esc (a VBA interrupt, which
would break into the add-in's code) is turned off for that long; Excel turns it on again by itself
when the Sub ends. Instead the keyboard is asked between steps, and only while Excel is in front.
"""

from __future__ import annotations

import sys
import time
from typing import Any, Self

from xlcs.errors import XlcsError

ESCAPE = 0x1B
"""Windows' virtual key code of Esc."""
DOWN_OR_PRESSED = 0x8001
"""Bits of GetAsyncKeyState: down now, pressed since it was asked last."""
NO_INTERRUPT = 0
"""Excel's xlDisabled for EnableCancelKey."""
BETWEEN_S = 0.2
"""Time between two writings of the status bar, each a call to Excel [s]."""

STEPS = {
    "zh": {
        "database": "读取数据库",
        "read": "读取导出文件",
        "merge": "合并",
        "figures": "计算",
        "write": "写入",
        "percent": "客服数据：{step} {percent}%　（按 Esc 取消）",
        "cancelled": "已取消，工作簿没有改动。",
    },
    "en": {
        "database": "querying",
        "read": "reading exports",
        "merge": "merging",
        "figures": "computing",
        "write": "writing",
        "percent": "Service data: {step} {percent}%  (Esc cancels)",
        "cancelled": "Cancelled; the workbook is as it was.",
    },
}


class CancelledError(XlcsError):
    """The user pressed Esc."""


class CommandProgress:
    """A command at work on a workbook; to be used in a `with`.

    Excel's alerts are off meanwhile: after a minute or so it would ask what to do about another
    program's "OLE action", which is us. Its `progress` is what reading and computing report to; it
    raises `CancelledError` on Esc.
    """

    def __init__(self, app: Any, language: str) -> None:
        self._app = app
        self._text = STEPS[language]
        self._shown_at = 0.0
        self._shown = ""
        self._alerts = True

    def __enter__(self) -> Self:
        self._alerts = self._app.display_alerts
        self._app.display_alerts = False
        if sys.platform == "win32":
            self._app.api.EnableCancelKey = NO_INTERRUPT
            escape_pressed(self._app)
        return self

    def __exit__(self, *error: object) -> None:
        self._app.display_alerts = self._alerts
        self._app.status_bar = False

    def progress(self, step: str, done: int, total: int) -> None:
        """Show how far a step is.

        Raises
        ------
        CancelledError : Esc was pressed since it was asked last.
        """
        if escape_pressed(self._app):
            raise CancelledError(self._text["cancelled"])
        now = time.monotonic()
        if step != self._shown or now - self._shown_at > BETWEEN_S:
            self._shown, self._shown_at = step, now
            percent = round(100 * done / total) if total else 100
            shown = self._text.get(step, step)
            self._app.status_bar = self._text["percent"].format(step=shown, percent=percent)


def escape_pressed(app: Any) -> bool:
    """Whether Esc is or was pressed in Excel since this was asked last; never elsewhere."""
    if sys.platform != "win32":
        return False
    import ctypes

    user32 = ctypes.windll.user32
    pressed = user32.GetAsyncKeyState(ESCAPE) & DOWN_OR_PRESSED
    return bool(pressed) and user32.GetForegroundWindow() == app.hwnd
