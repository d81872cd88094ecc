"""Every figure, computed slowly and obviously from the rows of the export files.

Written from the spec alone, the standard library only; it shares no code with the package. From
rows to facts: `rows`, `merge`; from facts to figures: `figures`, `reception`, `periods`.
"""

from .figures import NEEDS, Slow

__all__ = ["NEEDS", "Slow"]
