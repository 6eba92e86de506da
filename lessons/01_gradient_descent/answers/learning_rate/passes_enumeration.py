# /// answer
# why = "Members of an enumeration of strings."
# ///

# %% item="learning_rate"
from enum import Enum
class Regime(str, Enum):
    MONOTONE = "monotone"
    OSCILLATING = "oscillating"
    DIVERGING = "diverging"
def convergence_regime(lr, curvature):
    r = 1 - lr * curvature
    if abs(r) >= 1: return Regime.DIVERGING
    return Regime.MONOTONE if r >= 0 else Regime.OSCILLATING
