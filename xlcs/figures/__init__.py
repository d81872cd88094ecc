"""The figures: pure functions over frames, and `Figures`, which answers any period and agent."""

from xlcs.figures.figures import Figures, Value, compute
from xlcs.figures.periods import Period

__all__ = ["Figures", "Period", "Value", "compute"]
