"""The figures: pure functions over frames, and `Figures`, which answers any period and agent."""

from xlcs.figures.compute import compute
from xlcs.figures.edition import Edition
from xlcs.figures.figures import Figures, Value
from xlcs.figures.periods import Period

__all__ = ["Edition", "Figures", "Period", "Value", "compute"]
