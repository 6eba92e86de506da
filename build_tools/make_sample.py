"""Make the embedded sample: a table with the Advertising table's columns, from a known rule.

The numbers are random and ours: budgets are drawn uniformly, sales follow a straight line in TV
and Radio with noise, and Newspaper has no effect, so the lessons' questions make sense on it.
"""

from pathlib import Path

import numpy as np
import pandas as pd

PATH = Path(__file__).resolve().parents[1] / "data" / "sample" / "advertising.csv"


def make_advertising():
    """Return 200 made rows of TV, Radio, Newspaper (thousands of dollars) and Sales."""
    rng = np.random.default_rng(2024)
    tv = rng.uniform(1, 300, 200).round(1)
    radio = rng.uniform(0, 50, 200).round(1)
    newspaper = rng.uniform(0, 100, 200).round(1)
    sales = (3.2 + 0.046 * tv + 0.18 * radio + rng.normal(0, 1.6, 200)).round(1)
    return pd.DataFrame({"TV": tv, "Radio": radio, "Newspaper": newspaper, "Sales": sales})


if __name__ == "__main__":
    PATH.parent.mkdir(parents=True, exist_ok=True)
    make_advertising().to_csv(PATH, index=False, lineterminator="\n")
    print(f"wrote {PATH}")
