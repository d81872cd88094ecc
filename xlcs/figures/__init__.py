"""The figures: pure functions over frames, and `Figures`, which answers any period and agent."""

from xlcs.figures.compute import compute
from xlcs.figures.edition import Edition
from xlcs.figures.figures import Figures
from xlcs.figures.periods import Period
from xlcs.figures.single_figures import Value

__all__ = ["Edition", "Figures", "Period", "Value", "compute"]
