"""The process that reads workbooks: `python -m xlcs.exports.read.workbooks.process`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any


class WithoutPandas:
    """Keeps Arrow from loading pandas, which takes longer to load than all that is needed here."""

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> None:
        """Refuse pandas, and know nothing of other modules."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


if __name__ == "__main__":
    sys.meta_path.insert(0, WithoutPandas())
    sys.stdout = sys.stderr  # what a library prints is no answer
    from xlcs.exports.read.workbooks.answering import answer_questions

    answer_questions(os.fdopen(0, "rb"), os.fdopen(1, "wb"))
