"""Make the embedded samples, which serve where nothing can be downloaded.

One is a table with the Advertising table's columns, from a known rule. The numbers are random and
ours: budgets are drawn uniformly, sales follow a straight line in TV and Radio with noise, and
Newspaper has no effect, so the lessons' questions make sense on it. The other are the 1,797 real
digits of 8x8 pixels that scikit-learn has: E. Alpaydin, C. Kaynak: Optical Recognition of
Handwritten Digits, UCI Machine Learning Repository, 1998 (CC BY 4.0).
"""

from pathlib import Path

import numpy as np
import pandas as pd

FOLDER = Path(__file__).resolve().parents[1] / "data" / "sample"
PATH = FOLDER / "advertising.csv"
DIGITS = FOLDER / "digits.npz"


def make_advertising():
    """Return 200 made rows of TV, Radio, Newspaper (thousands of dollars) and Sales."""
    rng = np.random.default_rng(2024)
    tv = rng.uniform(1, 300, 200).round(1)
    radio = rng.uniform(0, 50, 200).round(1)
    newspaper = rng.uniform(0, 100, 200).round(1)
    sales = (3.2 + 0.046 * tv + 0.18 * radio + rng.normal(0, 1.6, 200)).round(1)
    return pd.DataFrame({"TV": tv, "Radio": radio, "Newspaper": newspaper, "Sales": sales})


def make_digits() -> dict[str, np.ndarray]:
    """Return ``images`` (1797, 8, 8), 0 to 16, and ``labels`` (1797,), both uint8."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    return {"images": digits.images.astype(np.uint8), "labels": digits.target.astype(np.uint8)}


if __name__ == "__main__":
    PATH.parent.mkdir(parents=True, exist_ok=True)
    make_advertising().to_csv(PATH, index=False, lineterminator="\n")
    np.savez_compressed(DIGITS, **make_digits())
    print(f"wrote {PATH} and {DIGITS}")
