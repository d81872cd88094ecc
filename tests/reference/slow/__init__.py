"""Every figure, computed slowly and obviously from the rows of the export files.

Written from the spec alone, the standard library only; it shares no code with the package.
From rows to facts: `rows`, `names`, `resaved`, `overlaps`, `orders`, `merge`. From facts to
figures: `eligible`, `attribution`, `figures`, `reception`, `periods`. Out: `report`.
"""

from .figures import NEEDS
from .report import Slow

__all__ = ["NEEDS", "Slow"]
