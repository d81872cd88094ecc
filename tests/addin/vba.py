"""What oletools, which is no part of the project, reads in an add-in's VBA."""

from __future__ import annotations

import re
import warnings
from functools import cache
from pathlib import Path

with warnings.catch_warnings():
    # about names in pyparsing, of oletools' own making
    warnings.simplefilter("ignore")
    from oletools.olevba import VBA_Parser

_PROCEDURE = re.compile(
    r"^[ \t]*(?P<scope>Public |Private |Friend )?(?P<kind>Sub|Function) (?P<name>\w+)"
    r"\((?P<parameters>[^)]*)\)",
    re.MULTILINE,
)


@cache
def modules(path: Path) -> dict[str, str]:
    """Module name → source, as olevba reads the file."""
    parser = VBA_Parser(str(path))
    try:
        found = {
            name.rsplit(".", 1)[0]: source
            for _, _, name, source in parser.extract_macros()
            if name is not None
        }
    finally:
        parser.close()
    return {name: source.replace("\r\n", "\n") for name, source in found.items()}


def procedures(source: str) -> dict[str, tuple[str, str]]:
    """Public procedure → (Sub or Function, its parameters)."""
    joined = re.sub(r" _\n\s*", " ", source)
    return {
        found["name"]: (found["kind"], found["parameters"])
        for found in _PROCEDURE.finditer(joined)
        if (found["scope"] or "Public ") == "Public "
    }


def procedure(source: str, name: str) -> str:
    """The text of one procedure."""
    found = re.search(
        rf"^[^\n']*(?:Sub|Function) {name}\(.*?^End (?:Sub|Function)", source, re.M | re.S
    )
    assert found, name
    return found[0]
