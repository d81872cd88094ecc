"""pandas, loaded without looking for garbage on the way; to be imported before all else.

What an import makes stays. Python goes through it again and again in search of garbage, which is a
seventh of the time that a lead waits for a workbook's first call; `gc.freeze` spares the imports
and collections that follow from going through it too.
"""

from __future__ import annotations

import gc

_was_enabled = gc.isenabled()
gc.disable()
try:
    import pandas  # noqa: F401
finally:
    gc.freeze()
    if _was_enabled:
        gc.enable()
