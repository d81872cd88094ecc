"""Writes what was measured into the page on speed.

python -m tests.bench --json measured.json
python -m tests.bench.in_docs measured.json
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.bench.bars import Quantity
from tests.bench.run import shown, shown_limit

PAGE = Path(__file__).parent.parent.parent / "docs" / "speed.md"
BLOCK = re.compile("(<!-- begin speed -->\n).*?(<!-- end speed -->)", re.DOTALL)

SIDES = {
    "refresh_duckdb": "DuckDB",
    "refresh_polars": "Polars",
    "refresh_duckdb_coded": "DuckDB, coded",
    "refresh_polars_coded": "Polars, coded",
    "refresh_xlcs": "xlcs, a million",
    "csv_pandas": "pandas.read_csv",
    "xlsx_calamine": "python-calamine, bare",
    "daily_first": "first refresh",
    "report_xlsxwriter": "XlsxWriter",
    "import_pandas": "import pandas",
}


def row(bar: Mapping[str, Any]) -> str:
    """A bar as a row of the table."""
    quantity: Quantity = bar["quantity"]
    alone = bar["theirs"] is None
    cells = [
        bar["what"],
        shown(bar["xlcs"], quantity),
        "–" if alone else f"{SIDES[bar['against']]}: {shown(bar['theirs'], quantity)}",
        "–" if alone else f"{bar['ratio']:.2f}",
        shown_limit(bar["bar"], quantity if alone else None),
        "–" if bar["bar"] is None else "yes" if bar["holds"] else "**no**",
    ]
    return "| " + " | ".join(cells) + " |"


def table(measured: Mapping[str, Any]) -> str:
    """What was measured, on what, and the table of the bars."""
    on = measured["machine"]
    packages = ", ".join(f"{name} {version}" for name, version in on["packages"].items())
    lines = [
        f"Measured on {on['date']}: {on['processor']}, {on['cores']} cores, Python {on['python']};",
        f"{packages}; {measured['messages']:,} messages, or ten times as many.",
        "",
        "| what | xlcs | against | ratio | bar | holds |",
        "|" + "---|" * 6,
        *(row(bar) for bar in measured["bars"]),
    ]
    return "\n".join(lines)


def main() -> None:
    measured = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    text = PAGE.read_text(encoding="utf-8")
    body = table(measured)
    PAGE.write_text(BLOCK.sub(lambda m: f"{m[1]}\n{body}\n\n{m[2]}", text), encoding="utf-8")


if __name__ == "__main__":
    main()
