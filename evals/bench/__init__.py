"""How fast and how heavy: each benchmark is a module, and gives readings.

Comparisons are made within one run, taking A and B in turn, because absolute times on shared
machines say little.
"""

from evals.bench._reading import Reading, readings_table
from evals.bench._run import measure

__all__ = ["Reading", "measure", "readings_table"]
