# %% [markdown] lang="en"
# # Exercise 04: regression with PyTorch
#
# In this exercise you
#
# - turn tables into tensors, and build networks as modules,
# - write the five steps of a training loop and train two networks with it,
# - divide data for training, validation and test,
# - compare six optimizers from one start,
# - check automatic differentiation against your own formula.
#
# Work from top to bottom. Each item has a text, a cell for your answer, a cell that
# tries it, and checks. Replace `raise NotImplementedError()` by your answer, keep the
# names of functions, classes and parameters, and run the cells. A check that passes says
# so. The cells with hidden checks hold further tests when your work is graded. The letters
# are those of the lessons: `x` inputs, `t` targets, `y` outputs, `k` samples, `n` inputs,
# `m` outputs.
#
# **Every call stands alone.** A function or method leaves what it is given, and the
# settings of the libraries, as they are, unless its text says otherwise. With the same
# arguments it gives the same again, and a result that it has given never changes later.
#
# Total: 45 points.
#
# %% [markdown] lang="ja"
# # 演習04：PyTorchによる回帰
#
# この演習では、次のことを行います。
#
# - 表をテンソルに変換し、ネットワークをモジュールとして組み立てます。
# - 学習ループの5つの手順を書き、それで2つのネットワークを学習させます。
# - データを訓練用、検証用、テスト用に分けます。
# - 6つの最適化手法を、同じ出発点から比べます。
# - 自動微分の結果を、自分で書いた式と照らし合わせます。
#
# 上から順に進めてください。各問には、説明、解答セル、試すセル、チェックがあります。
# `raise NotImplementedError()` を解答に置き換え、セルを実行してください。
# 関数、クラス、引数の名前は変えないでください。
# 合格したチェックは、1行でそう表示します。隠れたチェックのセルには、採点のときにテストが加わります。
# 文字の意味は講義と同じです。`x` は入力、`t` は目標値、`y` は出力です。
# `k` はサンプル数、`n` は入力の数、`m` は出力の数です。
#
# **どの呼び出しも独立です。** 問題文で求められたもののほかは、渡されたものも
# ライブラリの設定も変えません。同じ引数でもう一度呼べば、同じ結果を返します。
# 一度返した結果が、あとの呼び出しで変わることもありません。
#
# 合計45点です。

# %% role="setup"
import copy
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import torch
from torch import nn

from mlcourse.checks import (
    answered,
    call_and_keep,
    check_agrees,
    check_close,
    check_equal,
    check_result,
    check_settings,
    check_shape,
    check_type,
    check_unchanged,
    check_untouched,
    domains,
    expect,
    probe,
)
from mlcourse.checks.chance import check_independent_bits, check_shuffles
from mlcourse.checks.models import (
    check_model_class,
    check_pair,
    check_parameters,
    outputs_with,
    shapes_of,
    without_autograd,
)
from mlcourse.checks.optimizers import fit_method
from mlcourse.checks.pictures import check_pictures
from mlcourse.data import load_advertising
from mlcourse.figures.base import loss_curves, use_style

use_style()
advertising = load_advertising()
print(f"{advertising.attrs['name']}: {len(advertising)} rows")

# %% [markdown] lang="en"
# ## 1. From a table to tensors: `to_tensors` (2 points)
#
# The weights of `nn.Linear` are 32-bit floats, and inputs must have the same type.
# Targets must be a column: if `t` had the shape (k,) and the outputs `y` had (k, 1),
# `y - t` would silently become a k x k table.
#
# Write `to_tensors(x, t)`, which returns the pair `(x, t)` as tensors of type
# `torch.float32`: `x` of shape (k, n), `t` of shape (k, 1).
#
# - `x` is a list of rows, a NumPy array of any type of number, or a DataFrame.
# - `t` is a list, an array of shape (k,) or (k, 1), or a Series with any index.
# - One row, or one column, is no special case: the results keep two axes.
# - What is passed in stays as it is. (The tensors may share its memory.)
#
# Example: `to_tensors([[1, 2], [3, 4], [5, 6]], [10, 20, 30])` gives shapes (3, 2) and
# (3, 1).
#
# %% [markdown] lang="ja"
# ## 1. 表からテンソルへ：`to_tensors`（2点）
#
# `nn.Linear` の重みは32ビット浮動小数点数で、入力も同じ型でなければなりません。
# また、目標値は1列の表にします。`t` の形状が(k,)、出力 `y` の形状が(k, 1)だとします。
# このとき `y - t` は、エラーも出ずにk x kの表になってしまいます。
#
# `to_tensors(x, t)` を書いてください。型が `torch.float32` のテンソルの組 `(x, t)` を返します。
# `x` の形状は(k, n)、`t` の形状は(k, 1)です。
#
# - `x` は、行のリスト、任意の数値型のNumPy配列、またはDataFrameです。
# - `t` は、リスト、形状(k,)か(k, 1)の配列、または任意のインデックスのSeriesです。
# - 1行だけ、1列だけでも特別扱いはしません。結果はいつも2軸です。
# - 渡されたものは書き換えません。テンソルが同じメモリを使うのはかまいません。
#
# 例：`to_tensors([[1, 2], [3, 4], [5, 6]], [10, 20, 30])` の形状は(3, 2)と(3, 1)です。


# %% role="solution" item="to_tensors" points=2
def to_tensors(x, t):
    """Turn inputs and targets into tensors that a network takes.

    Parameters
    ----------
    x : list of lists, array or DataFrame, shape (k, n)
        Inputs, one row a sample.
    t : list, array or Series, shape (k,) or (k, 1)
        Targets, one a sample.

    Returns
    -------
    x : torch.Tensor of float32, shape (k, n)
        The inputs.
    t : torch.Tensor of float32, shape (k, 1)
        The targets, as a column.
    """
    ### BEGIN SOLUTION
    inputs = torch.tensor(np.asarray(x), dtype=torch.float32)
    targets = torch.tensor(np.asarray(t), dtype=torch.float32)
    return inputs, targets.reshape(-1, 1)
    ### END SOLUTION


# %% role="run"
for tensor in to_tensors([[1, 2], [3, 4], [5, 6]], [10, 20, 30]):
    print(tuple(tensor.shape), tensor.dtype)
    print(tensor)


# %% role="check" item="to_tensors"
def check_to_tensors():
    rows, targets = [[1, 2], [3, 4], [5, 6]], [10, 20, 30]
    table, column = pd.DataFrame(rows, index=[7, 8, 9]), pd.Series(targets, index=[7, 8, 9])
    for call, arguments in (
        ("to_tensors([[1, 2], [3, 4], [5, 6]], [10, 20, 30])", (rows, targets)),
        ("to_tensors of the same numbers as a DataFrame and a Series", (table, column)),
    ):
        pair = to_tensors(*arguments)
        check_type(call, pair, (tuple, list), "a pair of tensors")
        check_equal(f"number of entries of {call}", len(pair), 2)
        x, t = pair
        for name, tensor in (("the returned x", x), ("the returned t", t)):
            check_type(name, tensor, torch.Tensor, "a torch.Tensor")
        check_shape("the returned x", x, (3, 2))
        check_shape("the returned t", t, (3, 1), hint="to-tensors-column")
        for name, tensor in (("the returned x", x), ("the returned t", t)):
            check_equal(f"the type of {name}", str(tensor.dtype), "torch.float32")
        check_close("the returned x", x, [[1, 2], [3, 4], [5, 6]])
        check_close("the returned t", t, [[10], [20], [30]])


check_to_tensors()

# %% role="hidden" item="to_tensors"
check_shape("t", to_tensors([[1, 2], [3, 4], [5, 6]], [10, 20, 30])[1], (3, 1))
### BEGIN HIDDEN TESTS


def check_to_tensors_hidden():
    rng = np.random.default_rng(41)
    table = pd.DataFrame(rng.normal(size=(7, 4)), columns=["a", "b", "c", "d"])
    table = table[table["a"] < 5].iloc[2:]  # the index starts at 2
    columns = table[["a", "b", "c"]]
    cases = {
        "lists": (columns.to_numpy().tolist(), table["d"].tolist()),
        "float64 arrays": (columns.to_numpy(), table["d"].to_numpy()),
        "a DataFrame and a Series": (columns, table["d"]),
        "a DataFrame and an array of shape (k, 1)": (columns, table[["d"]].to_numpy()),
        "float32 arrays": (
            columns.to_numpy().astype(np.float32),
            table["d"].to_numpy().astype(np.float32),
        ),
        "arrays of integers": (np.arange(15).reshape(5, 3), np.arange(5)),
        "bytes as in pictures": (
            np.full((2, 3), 200, dtype=np.uint8),
            np.array([250, 3]),
        ),
        "large and small numbers": ([[1e6, -1e6], [1e-6, 3e4]], [1e6, -1e-6]),
        "16-bit floats in columns": (
            np.asfortranarray(columns.to_numpy().astype(np.float16)),
            table["d"].to_numpy().astype(np.float16),
        ),
        "a Series whose index repeats": (columns, pd.Series(range(len(columns)), index=[3] * 5)),
        "a DataFrame and a Series of integers with names": (
            pd.DataFrame({"a": [1, 2], "b": [0.5, 1.5]}, index=["Mon", "Tue"]),
            pd.Series([7, 8], index=["Mon", "Tue"]),
        ),
        "as many rows as columns": (np.arange(9.0).reshape(3, 3), [3.0, 1.0, 2.0]),
        "one row": ([[1.5, 2.5, 3.5]], [4.5]),
        "one column": (np.array([[1.5], [2.5], [3.5]]), np.array([4.5, 5.5, 6.5])),
        "one number": ([[0.1]], np.array([[0.3]])),
    }

    def convert(to_tensors, pairs):
        from mlcourse.checks import fingerprint

        before = [fingerprint({"x": x, "t": t}) for x, t in pairs]
        results = [to_tensors(x, t) for x, t in pairs]
        results[-1] = to_tensors(x=pairs[-1][0], t=pairs[-1][1])
        return results, before, [fingerprint({"x": x, "t": t}) for x, t in pairs]

    def check_tensors(call, pair, x, t):
        check_pair(call, pair, "a pair of tensors")
        for which, numbers, tensor in (("x", x, pair[0]), ("t", t.reshape(-1, 1), pair[1])):
            what = f"the returned {which} of {call}"
            check_type(what, tensor, torch.Tensor, "a torch.Tensor")
            check_shape(what, tensor, numbers.shape, hint="to-tensors-column")
            check_equal(f"the type of {what}", str(tensor.dtype), "torch.float32")
            check_close(what, tensor, numbers, rtol=1e-6, atol=1e-12)

    kept = {name: (np.array(x), np.array(t)) for name, (x, t) in cases.items()}
    results, before, after = probe(convert, to_tensors, list(cases.values()))
    for name, pair, old, new in zip(cases, results, before, after, strict=True):
        check_tensors(f"to_tensors of {name}", pair, *kept[name])
        check_untouched(f"to_tensors of {name}", old, new, argument="")

    def numbers(rng, shape):
        scale = rng.choice([1e-3, 1.0, 1000.0, 1e8])
        drawn = np.round(scale * rng.uniform(-9, 9, shape), 4)
        return drawn.round().astype(int) if rng.random() < 0.3 else drawn

    def draw_x(rng, sizes):
        sizes["k"] = k = int(rng.choice([1, 1, 2, 3, 4]))
        rows = numbers(rng, (k, int(rng.choice([1, 1, 2, 3])))).tolist()
        form = rng.choice(["{}", "np.array({})", "np.array({}, dtype=np.float32)", "frame"])
        if form == "frame":
            index = rng.permutation(k).tolist()
            return domains.Code(f"pd.DataFrame({rows}, index={index})")
        return domains.Code(form.format(rows))

    def draw_t(rng, sizes):
        column = numbers(rng, sizes["k"])
        form = rng.choice(["{}", "np.array({})", "rows", "series"])
        if form == "rows":
            return domains.Code(f"np.array({column.reshape(-1, 1).tolist()})")
        if form == "series":
            index = list(range(len(column)))[::-1]
            return domains.Code(f"pd.Series({column.tolist()}, index={index}, name='t')")
        return domains.Code(form.format(column.tolist()))

    def tables(x, sizes):
        kinds = isinstance(x, list | np.ndarray | pd.DataFrame)
        return None if kinds and np.ndim(x) == 2 and np.size(x) else "it is no table of numbers"

    def columns_of_numbers(t, sizes):
        shape = np.shape(t)
        if isinstance(t, np.ndarray) and shape[1:] == (1,):
            return None
        kinds = isinstance(t, list | np.ndarray | pd.Series)
        return None if kinds and len(shape) == 1 and shape[0] else "it is no list of numbers"

    domain = {
        "x": domains.Drawn("list of lists, array or DataFrame, shape (k, n)", draw_x, tables),
        "t": domains.Drawn(
            "list, array or Series, shape (k,) or (k, 1)", draw_t, columns_of_numbers
        ),
    }

    def right(x, t):
        return np.array(x, dtype=float), np.array(t, dtype=float)

    def judge(call, pair, expected):
        check_tensors(call, pair, *expected)

    check_agrees("to_tensors", to_tensors, right, domain, judge=judge, number=80)


check_to_tensors_hidden()
### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 2. Networks as modules: `modules` (4 points)
#
# Write three classes. Each takes a batch `x` of shape (k, 4) and returns `y` of shape
# (k, 2).
#
# | class | layers |
# |---|---|
# | `Linear4to2` | 4 -> 2 |
# | `TwoLayer` | 4 -> 3 -> 2, nothing in between |
# | `TwoLayerReLU` | 4 -> 3 -> ReLU -> 2 |
#
# - Every layer has weights and a bias, and no other parameters exist. As in
#   `nn.Linear`, the weights of a layer from `n` inputs to `m` outputs have the shape
#   (m, n).
# - Nothing follows the last layer.
# - Names and order of the parameters are free: the checks find them by their shapes,
#   put values in, and compare the output with the formula. Gradients have to reach all
#   of them.
#
# Example: with all weights 1 and all biases 0, the row (1, −2, 3, −4) gives (−2, −2)
# from `Linear4to2`, (−6, −6) from `TwoLayer` and (0, 0) from `TwoLayerReLU`.
#
# %% [markdown] lang="ja"
# ## 2. モジュールとしてのネットワーク：`modules`（4点）
#
# 3つのクラスを書いてください。
# どれも形状(k, 4)のバッチ `x` を受け取り、形状(k, 2)の `y` を返します。
#
# | クラス | 層 |
# |---|---|
# | `Linear4to2` | 4 -> 2 |
# | `TwoLayer` | 4 -> 3 -> 2、間には何も入れません |
# | `TwoLayerReLU` | 4 -> 3 -> ReLU -> 2 |
#
# - どの層にも重みとバイアスがあり、ほかのパラメータはありません。
#   `n` 入力 `m` 出力の層の重みは、`nn.Linear` と同じく形状(m, n)です。
# - 最後の層のあとには何も置きません。
# - パラメータの名前と順序は自由です。チェックは形状でパラメータを見分け、値を入れます。
#   そして出力を式と比べます。勾配はすべてのパラメータに届かなければなりません。
#
# 例：重みをすべて1、バイアスをすべて0とし、行(1, −2, 3, −4)を入れます。
# `Linear4to2` は(−2, −2)、`TwoLayer` は(−6, −6)、`TwoLayerReLU` は(0, 0)を返します。
#
# %% role="solution" item="modules" points=4
class Linear4to2(nn.Module):
    """One fully connected layer, 4 inputs to 2 outputs."""

    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.layer = nn.Linear(4, 2)
        ### END SOLUTION

    def forward(self, x):
        """Return the outputs of a batch.

        Parameters
        ----------
        x : torch.Tensor of float32, shape (k, 4)
            Inputs.

        Returns
        -------
        torch.Tensor of float32, shape (k, 2)
            Outputs, any real numbers.
        """
        ### BEGIN SOLUTION
        return self.layer(x)
        ### END SOLUTION


class TwoLayer(nn.Module):
    """Two fully connected layers with nothing in between, 4 to 3 to 2."""

    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.layer1 = nn.Linear(4, 3)
        self.layer2 = nn.Linear(3, 2)
        ### END SOLUTION

    def forward(self, x):
        """Return the outputs of a batch.

        Parameters
        ----------
        x : torch.Tensor of float32, shape (k, 4)
            Inputs.

        Returns
        -------
        torch.Tensor of float32, shape (k, 2)
            Outputs, any real numbers.
        """
        ### BEGIN SOLUTION
        return self.layer2(self.layer1(x))
        ### END SOLUTION


class TwoLayerReLU(nn.Module):
    """Two fully connected layers with ReLU in between, 4 to 3 to 2."""

    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.layer1 = nn.Linear(4, 3)
        self.layer2 = nn.Linear(3, 2)
        ### END SOLUTION

    def forward(self, x):
        """Return the outputs of a batch.

        Parameters
        ----------
        x : torch.Tensor of float32, shape (k, 4)
            Inputs.

        Returns
        -------
        torch.Tensor of float32, shape (k, 2)
            Outputs, any real numbers.
        """
        ### BEGIN SOLUTION
        return self.layer2(torch.relu(self.layer1(x)))
        ### END SOLUTION


# %% role="run"
for module in (Linear4to2(), TwoLayer(), TwoLayerReLU()):
    print(type(module).__name__)
    for name, parameter in module.named_parameters():
        print(f"  {name:16} {tuple(parameter.shape)}")


# %% role="check" item="modules"
def check_modules():
    x = torch.tensor([[1.0, -2.0, 3.0, -4.0], [1, 1, 1, 1], [-1, 0, 0, 0]])
    two = [(3, 4), (3,), (2, 3), (2,)]
    plain = [[-6.0, -6.0], [12.0, 12.0], [-3.0, -3.0]]
    bent = [[0.0, 0.0], [12.0, 12.0], [0.0, 0.0]]
    for name, module_class, shapes, y, mistakes in (
        (
            "Linear4to2",
            Linear4to2,
            [(2, 4), (2,)],
            [[-2.0, -2.0], [4.0, 4.0], [-1.0, -1.0]],
            {"modules-relu-last": [[0.0, 0.0], [4.0, 4.0], [0.0, 0.0]]},
        ),
        ("TwoLayer", TwoLayer, two, plain, {"modules-relu-extra": bent}),
        ("TwoLayerReLU", TwoLayerReLU, two, bent, {"modules-relu-missing": plain}),
    ):
        check_parameters(name, probe(shapes_of, module_class, x), shapes)
        ones = [torch.ones(s) if len(s) == 2 else torch.zeros(s) for s in shapes]
        outputs = probe(outputs_with, module_class, x, ones)
        call = f"{name}()(x), weights 1 and biases 0"
        check_type(call, outputs, torch.Tensor, "a torch.Tensor")
        check_close(call, outputs, y, rtol=1e-5, mistakes=mistakes)


check_modules()

# %% role="hidden" item="modules"
answered(Linear4to2=Linear4to2(), TwoLayer=TwoLayer(), TwoLayerReLU=TwoLayerReLU())
### BEGIN HIDDEN TESTS


def check_modules_hidden():
    from mlcourse.checks.models import Tensor

    def one(x, w, b):
        return x @ w.T + b

    def two(x, w1, b1, w2, b2):
        return (x @ w1.T + b1) @ w2.T + b2

    def two_relu(x, w1, b1, w2, b2):
        return (x @ w1.T + b1).clamp(min=0) @ w2.T + b2

    def slips(formula, **others):
        def mistakes(x, *values):
            known = {"modules-relu-last": formula(x, *values).clamp(min=0)}
            return known | {key: other(x, *values) for key, other in others.items()}

        return mistakes

    def batch(k, generator):
        return (1000 if k == 4 else 1) * torch.randn((k, 4), generator=generator)

    layer, layers = [(2, 4), (2,)], [(3, 4), (3,), (2, 3), (2,)]
    extra, missing = {"modules-relu-extra": two_relu}, {"modules-relu-missing": two}
    for name, module_class, formula, shapes, mistakes in (
        ("Linear4to2", Linear4to2, one, layer, slips(one)),
        ("TwoLayer", TwoLayer, two, layers, slips(two, **extra)),
        ("TwoLayerReLU", TwoLayerReLU, two_relu, layers, slips(two_relu, **missing)),
    ):
        domains.declare(f"{name}.forward", {"x": Tensor("(k, 4)")})
        case = (f"{name}()", module_class, formula, shapes, (2, 9, 1, 4))
        check_model_class(*case, inputs=batch, seed=42, mistakes=mistakes)


check_modules_hidden()
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## 3. The same by hand: `by_hand` (3 points)
#
# What do `nn.Linear` and `nn.MSELoss` compute? Write it with tensor operations:
#
# $$ y = x W^\top + b, \qquad \mathrm{MSE} = \text{mean of } (y_{ij} - t_{ij})^2
# \text{ over all entries} $$
#
# - `linear_by_hand(x, weight, bias)`: `x` (k, n), `weight` (m, n), as `nn.Linear`
#   stores it, `bias` (m,); returns `y` (k, m).
# - `mse_by_hand(y, t)`: two tensors of the same shape, with one axis or more; returns a
#   tensor with one number and no axis, shape ().
# - Both take and return tensors, leave their arguments as they are, and automatic
#   differentiation works through them: `backward()` reaches each argument that wants a
#   gradient, such as `weight` and `bias`.
# - The point is to write the formulas: leave `nn.Linear`, `F.linear` and `F.mse_loss`
#   aside (asked, not checked).
#
# Examples: `x` = ((1, 1)), `weight` = ((1, 2), (3, 4)), `bias` = (10, 20) give ((13,
# 27)); `mse_by_hand` of (2, 4) and (1, 3) is 1.
#
# %% [markdown] lang="ja"
# ## 3. 同じものを手で書く：`by_hand`（3点）
#
# `nn.Linear` と `nn.MSELoss` は何を計算しているのでしょうか。テンソルの演算で書いてください。
# 2つは次の式で表します。
#
# $$ y = x W^\top + b, \qquad \mathrm{MSE} = \frac{1}{\text{要素数}} \sum_{i,j}
# (y_{ij} - t_{ij})^2 $$
#
# - `linear_by_hand(x, weight, bias)`：形状(k, m)の `y` を返します。
#   `x` は(k, n)、`weight` は `nn.Linear` と同じ(m, n)、`bias` は(m,)です。
# - `mse_by_hand(y, t)`：同じ形状の2つのテンソルを受け取ります。軸は1つ以上です。
#   軸のない、形状()のテンソルを返します。
# - どちらもテンソルを受け取ってテンソルを返し、引数は書き換えません。
#   自動微分が通り、`weight` や `bias` など勾配を求める引数には `backward()` で勾配が届きます。
# - 式を書くことが目的です。`nn.Linear`、`F.linear`、`F.mse_loss` は使わないでください。
#   これはお願いで、チェックはしません。
#
# 例：`x` が((1, 1))、`weight` が((1, 2), (3, 4))、`bias` が(10, 20)なら((13, 27))です。
# (2, 4)と(1, 3)の `mse_by_hand` は1です。


# %% role="solution" item="by_hand" points=3
def linear_by_hand(x, weight, bias):
    """Compute a fully connected layer.

    Parameters
    ----------
    x : torch.Tensor of float32, shape (k, n)
        Inputs.
    weight : torch.Tensor of float32, shape (m, n)
        Weights, as `nn.Linear` stores them.
    bias : torch.Tensor of float32, shape (m,)
        Bias.

    Returns
    -------
    torch.Tensor, shape (k, m)
        Outputs.
    """
    ### BEGIN SOLUTION
    return x @ weight.T + bias
    ### END SOLUTION


def mse_by_hand(y, t):
    """Compute the mean squared error.

    Parameters
    ----------
    y, t : torch.Tensor of float32, shape (k,) or (k, m) or (k, m, n)
        Outputs and targets, of the same shape.

    Returns
    -------
    torch.Tensor, shape ()
        The mean of the squared differences over all entries, 0 or more.
    """
    ### BEGIN SOLUTION
    return torch.mean((y - t) ** 2)
    ### END SOLUTION


# %% role="run"
layer = nn.Linear(4, 2)
batch = torch.randn(5, 4)
difference = linear_by_hand(batch, layer.weight, layer.bias) - layer(batch)
print(f"largest difference to nn.Linear: {difference.abs().max().item():.1e}")
print(
    "mean squared error:",
    mse_by_hand(torch.tensor([2.0, 4.0]), torch.tensor([1.0, 3.0])),
)


# %% role="check" item="by_hand"
def check_by_hand():
    x = torch.tensor([[1.0, 1.0]])
    weight = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    bias = torch.tensor([10.0, 20.0])
    before = {"x": x.clone(), "weight": weight.clone(), "bias": bias.clone()}
    y, after = call_and_keep(linear_by_hand, x, weight, bias)
    check_type("linear_by_hand(x, weight, bias)", y, torch.Tensor, "a torch.Tensor")
    check_close(
        "linear_by_hand(x, weight, bias)",
        y,
        [[13.0, 27.0]],
        mistakes={
            "by-hand-transposed": [[14.0, 26.0]],
            "by-hand-no-bias": [[3.0, 7.0]],
        },
    )
    after = dict(zip(before, after, strict=True))
    check_unchanged("linear_by_hand(x, weight, bias)", before, after)
    before = {"y": torch.tensor([2.0, 4.0, 3.0]), "t": torch.tensor([1.0, 3.0, 7.0])}
    y, t = (values.clone() for values in before.values())
    loss, after = call_and_keep(mse_by_hand, y, t)
    check_type("mse_by_hand(y, t)", loss, torch.Tensor, "a torch.Tensor")
    check_close(
        "mse_by_hand((2, 4, 3), (1, 3, 7))",
        loss,
        6.0,
        mistakes={
            "by-hand-sum": 18.0,
            "by-hand-half": 3.0,
            "by-hand-root": 6.0**0.5,
            "by-hand-absolute": 2.0,
        },
    )
    check_unchanged("mse_by_hand(y, t)", before, dict(zip(before, after, strict=True)))


check_by_hand()

# %% role="hidden" item="by_hand"
check_shape(
    "linear_by_hand(x, weight, bias)",
    linear_by_hand(torch.ones(1, 2), torch.ones(2, 2), torch.ones(2)),
    (1, 2),
)
check_close("MSE", mse_by_hand(torch.tensor([2.0, 4.0]), torch.tensor([1.0, 3.0])), 1)
### BEGIN HIDDEN TESTS


def check_by_hand_hidden():
    from mlcourse.checks.models import Tensor

    def gradients(linear_by_hand, mse_by_hand, *values):
        x, t, weight, bias = (value.clone().requires_grad_() for value in values)
        try:
            loss = mse_by_hand(linear_by_hand(x, weight, bias), t)
        except RuntimeError as error:
            if "requires grad" not in str(error):
                raise
            return None, None, None, None  # by NumPy, for example
        if not loss.requires_grad:
            return None, None, None, None
        loss.backward()
        return weight.grad, bias.grad, x.grad, t.grad

    def judge(call, result, right):
        expected, size = right
        check_type(call, result, torch.Tensor, "a torch.Tensor")
        check_close(call, result, expected, rtol=1e-4, atol=1e-5 + 1e-6 * size)

    def layer(x, weight, bias):
        y = nn.functional.linear(x, weight, bias)
        # As large as a sum on the way can be, where terms cancel: 32-bit floats round it.
        return y, float(nn.functional.linear(x.abs(), weight.abs(), bias.abs()).max())

    generator = torch.Generator().manual_seed(43)
    # The square layer is the one where a missing transposition raises no error.
    for k, n, m in ((5, 3, 3), (4, 3, 2), (6, 2, 4), (1, 4, 1), (3, 1, 1)):
        shapes = ((k, n), (k, m), (m, n), (m,))
        x, t, weight, bias = (torch.randn(size, generator=generator) for size in shapes)
        call = f"linear_by_hand for k, n, m = {k}, {n}, {m}"
        y = linear_by_hand(x.clone(), weight.clone(), bias.clone())
        check_type(call, y, torch.Tensor, "a torch.Tensor")
        right = nn.functional.linear(x, weight, bias)
        mistakes = {"by-hand-no-bias": right - bias}
        if n == m:
            mistakes["by-hand-transposed"] = x @ weight + bias
        check_close(call, y, right, rtol=1e-4, atol=1e-5, mistakes=mistakes)

        call = f"mse_by_hand for shape {k, m}"
        loss = mse_by_hand(right.clone(), t.clone())
        check_type(call, loss, torch.Tensor, "a torch.Tensor")
        mean = nn.functional.mse_loss(right, t)
        mistakes = {"by-hand-sum": mean * k * m} if k * m > 1 else {}
        if m > 1:
            mistakes["by-hand-rows"] = mean * m
        check_close(call, loss, mean, rtol=1e-4, mistakes=mistakes)

        found = probe(gradients, linear_by_hand, mse_by_hand, x, t, weight, bias)
        expect(all(gradient is not None for gradient in found), "by-hand-graph")
        leaves = [value.clone().requires_grad_() for value in (weight, bias, x, t)]
        *parameters, inputs, targets = leaves
        nn.functional.mse_loss(nn.functional.linear(inputs, *parameters), targets).backward()
        for name, gradient, leaf in zip(("weight", "bias", "x", "t"), found, leaves, strict=True):
            name = f"the gradient of {name}"
            check_close(name, gradient, leaf.grad, rtol=1e-4, atol=1e-5)

    domain = {
        "x": Tensor("(k, n)", ends=(0, 1e4, -1e4), graph=True),
        "weight": Tensor("(m, n)", ends=(0, 1000), graph=True),
        "bias": Tensor("(m,)", ends=(0, 1e4), graph=True),
    }
    options = {"judge": judge, "number": 60, "draws": True}
    check_agrees("linear_by_hand", linear_by_hand, layer, domain, **options)
    shapes = "(k,) or (k, m) or (k, m, n)"
    domain = {
        "y": Tensor(shapes, ends=(0, 1e4), graph=True),
        "t": Tensor(shapes, ends=(0, -1e4), graph=True),
    }

    def mean_squared(y, t):
        mean = ((y - t) ** 2).mean()
        return mean, float(mean)

    check_agrees("mse_by_hand", mse_by_hand, mean_squared, domain, **options)


check_by_hand_hidden()
### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 4. One step of training: `train_step` (5 points)
#
# The heart of every training loop, in five steps: outputs, loss, clean gradients,
# gradients, update. Write `train_step(model, criterion, optimizer, inputs, targets)`,
# which does one such step on one batch and returns the batch's loss **before** the
# update.
#
# - The loss is `criterion(outputs, targets)`, in this order. `criterion` may be any
#   function of the two that returns one number as a tensor.
# - The return value is a plain number (`float`), not a tensor, which would keep the
#   whole computational graph alive.
# - Gradients are clean when your function is called for the first time. They must not
#   accumulate over the calls; where you clean them is up to you.
# - The optimizer does the update: it may be any of `torch.optim` whose `step()` needs no
#   argument (LBFGS, which needs a function, is left out).
# - Nothing else changes: the model comes and leaves in training mode, and its parameters
#   stay trainable.
#
# Example: `nn.Linear(1, 1)` with weight 1 and bias 0, `nn.MSELoss()`, SGD with lr 0.1,
# inputs ((1), (2)) and targets ((1), (4)). The first call returns 2.0 and leaves weight
# 1.4 and bias 0.2; the second returns 0.68 and leaves 1.54 and 0.24.
#
# %% [markdown] lang="ja"
# ## 4. 学習の1ステップ：`train_step`（5点）
#
# 学習ループの中心は5つの手順です。出力、損失、勾配の消去、勾配の計算、更新と続きます。
# `train_step(model, criterion, optimizer, inputs, targets)` を書いてください。
# 1つのバッチでこの手順を1回行い、**更新前**の損失を返します。
#
# - 損失は `criterion(outputs, targets)` で、引数はこの順です。
#   `criterion` は、2つを受け取り1つの数をテンソルで返す関数なら何でもかまいません。
# - 返す値はテンソルではなく、通常の数（`float`）です。
#   テンソルを返すと、計算グラフ全体がメモリに残ってしまいます。
# - 初めて呼ばれるとき、勾配は空です。呼ぶたびに勾配が足し合わされないようにしてください。
#   勾配をどこで消去するかは自由です。
# - 更新は最適化手法が行います。`torch.optim` の最適化手法のうち、`step()` に引数の要らないものが渡されます。
#   引数に関数が必要なLBFGSは渡されません。
# - ほかのものは変えません。モデルは学習モードで渡され、学習モードのまま返します。
#   どのパラメータも、学習の対象のままにします。
#
# 例：重み1、バイアス0の `nn.Linear(1, 1)`、`nn.MSELoss()`、lr 0.1のSGDを使います。
# 入力は((1), (2))、目標値は((1), (4))です。1回目は2.0を返し、重みは1.4、バイアスは0.2になります。
# 2回目は0.68を返し、重みは1.54、バイアスは0.24になります。
#
# %% role="solution" item="train_step" points=5
def train_step(model, criterion, optimizer, inputs, targets):
    """Do one step of training on one batch.

    Parameters
    ----------
    model : nn.Module
        The network; its parameters change.
    criterion : callable
        ``criterion(outputs, targets)`` is the batch's loss, a tensor of shape ().
    optimizer : torch.optim.Optimizer
        Updates the parameters of `model`.
    inputs : torch.Tensor of float32, shape (k, n)
        The batch's inputs.
    targets : torch.Tensor
        The batch's targets, as `criterion` wants them.

    Returns
    -------
    float
        The loss of the batch before the update.
    """
    ### BEGIN SOLUTION
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
    ### END SOLUTION


# %% role="run"
model = nn.Linear(1, 1)
nn.init.ones_(model.weight)
nn.init.zeros_(model.bias)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
inputs, targets = torch.tensor([[1.0], [2.0]]), torch.tensor([[1.0], [4.0]])
for step in range(1, 5):
    loss = train_step(model, nn.MSELoss(), optimizer, inputs, targets)
    weight, bias = model.weight.item(), model.bias.item()
    print(f"step {step}: loss {loss:.4f}, then weight {weight:.4f} and bias {bias:.4f}")


# %% role="check" item="train_step"
def check_train_step():
    def two_steps(train_step):
        import torch

        model = torch.nn.Linear(1, 1)
        torch.nn.init.ones_(model.weight)
        torch.nn.init.zeros_(model.bias)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        inputs, targets = torch.tensor([[1.0], [2.0]]), torch.tensor([[1.0], [4.0]])
        returned, parameters = [], []
        for _ in range(2):
            loss = train_step(model, torch.nn.MSELoss(), optimizer, inputs, targets)
            returned.append(loss.detach() if isinstance(loss, torch.Tensor) else loss)
            parameters.append([model.weight.item(), model.bias.item()])
        return returned, parameters

    returned, parameters = probe(two_steps, train_step)
    for loss in returned:
        expect(not isinstance(loss, torch.Tensor), "train-step-tensor")
        check_shape("what train_step returns", loss, ())
    check_close(
        "weight and bias after the first step",
        parameters[0],
        [1.4, 0.2],
        rtol=1e-5,
        mistakes={"train-step-still": [1.0, 0.0], "train-step-uphill": [0.6, -0.2]},
    )
    check_close(
        "weight and bias after the second step",
        parameters[1],
        [1.54, 0.24],
        rtol=1e-5,
        mistakes={"train-step-accumulates": [1.94, 0.44]},
    )
    check_close(
        "the losses returned by two steps",
        returned,
        [2.0, 0.68],
        rtol=1e-5,
        mistakes={"train-step-after": [0.68, 0.5354]},
    )


check_train_step()


# %% role="hidden" item="train_step"
def check_train_step_once(train_step):
    import torch

    model = torch.nn.Linear(1, 1)
    torch.nn.init.ones_(model.weight)
    torch.nn.init.zeros_(model.bias)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    inputs, targets = torch.tensor([[1.0], [2.0]]), torch.tensor([[1.0], [4.0]])
    loss = train_step(model, torch.nn.MSELoss(), optimizer, inputs, targets)
    return loss.detach() if isinstance(loss, torch.Tensor) else loss


check_shape("train_step(...)", probe(check_train_step_once, train_step), ())
### BEGIN HIDDEN TESTS


def check_train_step_hidden():
    from mlcourse.checks.models import Tensor

    def run(train_step, values, batches, criterion_name, optimizer_name):
        import torch
        from torch import nn

        from mlcourse.checks import fingerprint, watched_settings

        class Gain(nn.Module):
            """Give other outputs in evaluation mode, as dropout does, without chance."""

            def forward(self, x):
                return x if self.training else 0.5 * x

        def hooks(model):
            return {name: part for name, part in fingerprint(model).items() if "_hooks" in name}

        model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), Gain(), nn.Linear(4, 2))
        with torch.no_grad():
            for parameter, value in zip(model.parameters(), values, strict=True):
                parameter.copy_(value)
        name, settings = optimizer_name
        optimizer = getattr(torch.optim, name)(model.parameters(), **settings)

        class Skew(nn.Module):
            """Weigh what is too high three times as much as what is too low."""

            factor = 3

            def forward(self, outputs, targets):
                difference = outputs - targets
                return torch.maximum(self.factor * difference, -difference).mean()

        def signed(outputs, targets):
            """A loss that may be negative, or 0, and has a gradient all the same."""
            return (outputs - targets).mean()

        def by_rows(outputs, targets):
            """A loss that takes two axes."""
            return (outputs - targets).square().sum(dim=1).mean()

        criterion = {
            "skew": Skew(),
            "signed": signed,
            "sums of rows": by_rows,
            "cross entropy": nn.CrossEntropyLoss(label_smoothing=0.2),
            "sum of squares": nn.MSELoss(reduction="sum"),
        }[criterion_name]
        criterion_before, hooks_before = fingerprint(criterion), hooks(model)
        hyperparameters = [{**group, "params": 0} for group in optimizer.param_groups]
        losses, parameters = [], []
        names = ("model", "criterion", "optimizer", "inputs", "targets")
        with watched_settings() as changed:
            for number, batch in enumerate(batches):
                arguments = (model, criterion, optimizer, *batch)
                if number % 2:
                    loss = train_step(**dict(zip(names, arguments, strict=True)))
                else:
                    loss = train_step(*arguments)
                losses.append(loss.detach() if isinstance(loss, torch.Tensor) else loss)
                flat = [p.detach().flatten() for p in model.parameters()]
                parameters.append(torch.cat(flat))
        state = {
            "criterion": criterion_before == fingerprint(criterion),
            "model.training": all(module.training for module in model.modules()),
            "model._hooks": hooks_before == hooks(model),
            "requires_grad": all(p.requires_grad for p in model.parameters()),
            "optimizer": hyperparameters
            == [{**group, "params": 0} for group in optimizer.param_groups],
        }
        return losses, parameters, [list(batch) for batch in batches], state, changed

    def five_steps(model, criterion, optimizer, inputs, targets):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        return loss.item()

    domain = {
        "model": domains.Instance("nn.Module", nn.Module),
        "criterion": domains.Instance("callable"),
        "optimizer": domains.Instance("torch.optim.Optimizer", torch.optim.Optimizer),
        "inputs": Tensor("(k, n)"),
        "targets": domains.Instance("torch.Tensor", torch.Tensor),
    }
    domains.declare("train_step", domain)
    generator = torch.Generator().manual_seed(44)

    def numbers(*shape):
        return torch.randn(shape, generator=generator)

    momentum = {"lr": 0.05, "momentum": 0.9}
    for criterion, optimizer, settings, size in (
        ("skew", "SGD", {"lr": 0.2}, 1),
        ("cross entropy", "SGD", momentum, 1),
        ("skew", "Adam", {"lr": 0.05}, 1),
        ("sum of squares", "RMSprop", {"lr": 0.01}, 1),
        ("signed", "SGD", momentum, 1),
        ("sums of rows", "SGD", {"lr": 0.05}, 1),
        # Large gradients, and a loss of 0 that momentum goes past.
        ("sum of squares", "SGD", {"lr": 1e-7}, 1000),
        ("sum of squares", "SGD", {"lr": 0.01, "momentum": 0.9}, 0),
        ("cross entropy", "AdamW", {"lr": 0.01, "weight_decay": 0.1}, 1),
        ("skew", "Adadelta", {"lr": 1.0}, 1),
        # Small losses, which are numbers like others; losses beyond all bounds.
        ("sum of squares", "SGD", {"lr": 0.01}, 0.001),
        ("sum of squares", "SGD", {"lr": 1e30}, 1),
    ):
        values = [numbers(4, 3), numbers(4), numbers(2, 4), numbers(2)]
        if 0 < size < 1:
            values[2:] = [size * value for value in values[2:]]
        batches = [[numbers(k, 3), numbers(k, 2)] for k in (6, 5, 1, 200, 2)]
        if criterion == "cross entropy":
            for batch in batches:
                batch[1] = batch[1].argmax(dim=1)
        elif size != 1:
            for batch in batches:
                batch[1] *= size or 1
        if size == 0:
            # At first a step, then targets that are met exactly.
            values[2:] = torch.zeros(2, 4), torch.zeros(2)
            batches[0][1] = torch.zeros(6, 2)
            batches[1][1] = torch.ones(5, 2)
        optimizer = (optimizer, settings)
        kept = [[tensor.clone() for tensor in batch] for batch in batches]
        names = (criterion, optimizer)
        found = probe(run, train_step, values, batches, *names)
        losses, parameters, after, state, changed = found
        right_losses, right_parameters, *_ = run(five_steps, values, kept, *names)
        optimizer = optimizer[0]
        for setting, stays in state.items():
            expect(stays, "train-step-changed", setting=setting)
        check_settings("train_step", changed)
        names = ("inputs", "targets")
        for old, new in zip(kept, after, strict=True):
            old, new = (
                dict(zip(names, old, strict=True)),
                dict(zip(names, new, strict=True)),
            )
            check_unchanged("train_step", old, new)
        for loss in losses:
            expect(not isinstance(loss, torch.Tensor), "train-step-tensor")
            check_shape("what train_step returns", loss, ())
        if not np.isfinite(right_losses).all():
            shown = f"the losses returned with {optimizer} and {criterion}, which overflow"
            check_result(shown, losses, right_losses, rtol=1e-3)
            overflows = ~torch.isfinite(right_parameters[-1])
            kept_within = torch.isfinite(parameters[-1][overflows])
            expect(not kept_within.any(), "should-overflow", name=f"the parameters after {shown}")
            continue
        for step in range(1, len(kept) + 1):
            check_close(
                f"all parameters after step {step} with {optimizer} and {criterion}",
                parameters[step - 1],
                right_parameters[step - 1],
                rtol=1e-3,
                atol=1e-4 if size != 0.001 else 1e-7,
                hint="train-step-accumulates" if step > 1 else "train-step-optimizer",
            )
        check_close(
            f"the losses returned with {optimizer} and {criterion}",
            losses,
            right_losses,
            rtol=1e-3,
            atol=1e-8 if size != 0.001 else 1e-12,
            hint="train-step-after",
        )


check_train_step_hidden()
### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 5. A network that learns AND: `and_network` (5 points)
#
# A batch is drawn anew at every iteration; the network 2 -> 2 -> 2 has one output for
# each answer: output 0 says "false", output 1 says "true".
#
# **`draw_batch(k, generator)`** returns a pair `(inputs, labels)`, both of shape (k, 2)
# and type `torch.float32`.
#
# - Every entry of `inputs` is 0 or 1, each with probability 1/2, independently of the
#   others.
# - `labels` is one-hot: column 1 is 1 where AND is true (both inputs are 1), else
#   column 0 is.
# - All random numbers come from `generator`, a `torch.Generator`: the same state of the
#   generator gives the same batch, and the next call another one.
#
# Example: if the inputs drawn are ((1, 0), (1, 1)), the labels are ((1, 0), (0, 1)).
#
# **`and_model`** is an `nn.Module` 2 -> 2 -> 2 with a sigmoid after both layers,
# weights and biases in both. Train it with Adam, lr 0.1, for 1000 iterations, with a
# new batch at each. The loss is your choice; mean squared error does well. At each of
# the four possible inputs, both outputs have to be within 0.1 of the label. Training
# takes about a second. The seeds that stand in the cell give the same result at every
# run; you may change them. The checks look at the trained model, not at the way to it.
#
# %% [markdown] lang="ja"
# ## 5. ANDを学習するネットワーク：`and_network`（5点）
#
# 反復のたびに新しいバッチを作って学習します。
# 2 -> 2 -> 2のネットワークは、答えごとに1つの出力を持ちます。
# 出力0は「偽」、出力1は「真」を表します。
#
# **`draw_batch(k, generator)`** は組 `(inputs, labels)` を返します。
# どちらも形状は(k, 2)、型は `torch.float32` です。
#
# - `inputs` の各要素は0か1で、確率は1/2ずつ、互いに独立です。
# - `labels` はワンホット表現（one-hot）です。
#   ANDが真（入力が両方1）なら列1が1、そうでなければ列0が1です。
# - 乱数はすべて `generator`（`torch.Generator`）から取ります。
#   生成器の状態が同じなら同じバッチになり、続けて呼ぶと別のバッチになります。
#
# 例：入力が((1, 0), (1, 1))なら、ラベルは((1, 0), (0, 1))です。
#
# **`and_model`** は2 -> 2 -> 2の `nn.Module` です。
# どちらの層も重みとバイアスを持ち、そのあとにシグモイド関数を置きます。
# Adam、lr 0.1で1000回、毎回新しいバッチで学習させてください。
# 損失関数は自由ですが、平均二乗誤差なら十分に学習できます。
# 4通りの入力のどれでも、2つの出力はラベルとの差が0.1以内でなければなりません。
# 学習は1秒ほどで終わります。
# セルにあるシードを使うと、毎回同じ結果になります。変えてもかまいません。
# チェックは学習後のモデルを調べます。学習の手順までは調べません。
#
# %% role="solution" item="and_network" points=5
def draw_batch(k, generator):
    """Draw random inputs of AND with their labels.

    Parameters
    ----------
    k : int, >= 1
        Number of samples.
    generator : torch.Generator
        Where all random numbers come from.

    Returns
    -------
    inputs : torch.Tensor of float32, shape (k, 2)
        Zeros and ones, each with probability 1/2.
    labels : torch.Tensor of float32, shape (k, 2)
        One-hot: column 1 is 1 where AND is true, column 0 where it is false.
    """
    ### BEGIN SOLUTION
    inputs = torch.randint(0, 2, (k, 2), generator=generator)
    labels = nn.functional.one_hot(inputs.prod(dim=1), num_classes=2)
    return inputs.float(), labels.float()
    ### END SOLUTION


and_model = None
torch.manual_seed(0)  # the same initial weights at every run
generator = torch.Generator().manual_seed(0)  # the same batches at every run
### BEGIN SOLUTION
and_model = nn.Sequential(nn.Linear(2, 2), nn.Sigmoid(), nn.Linear(2, 2), nn.Sigmoid())
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(and_model.parameters(), lr=0.1)
for _ in range(1000):
    inputs, labels = draw_batch(8, generator)
    loss = criterion(and_model(inputs), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
### END SOLUTION

# %% role="run"
answered(and_model=and_model)
four = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
with torch.no_grad():
    for row, (false, true) in zip(four.tolist(), and_model(four).tolist(), strict=True):
        print(f"{row}: false {false:.3f}, true {true:.3f}")

# %% role="check" item="and_network"
answered(and_model=and_model)


def check_and_network_formula(parameters, x, outputs):
    """Compute the outputs at x from the parameters, in the order that comes nearest."""
    weights = [parameter.double() for parameter in parameters if parameter.ndim == 2]
    biases = [parameter.double() for parameter in parameters if parameter.ndim == 1]
    found = []
    for w1, w2 in (weights, weights[::-1]):
        for b1, b2 in (biases, biases[::-1]):
            for first, second in ((w1.T, w2.T), (w1, w2)):
                hidden = torch.sigmoid(x.double() @ first + b1)
                found.append(torch.sigmoid(hidden @ second + b2))
    return min(found, key=lambda y: (y - outputs).abs().max().item())


def check_and_network():
    def draw(draw_batch, k):
        import torch

        return draw_batch(k, torch.Generator().manual_seed(5))

    def look(model, x):
        import torch

        if not isinstance(model, torch.nn.Module):
            return None
        with torch.no_grad():
            return [parameter.detach() for parameter in model.parameters()], model(x)

    pair = probe(draw, draw_batch, 12)
    check_type("draw_batch(12, generator)", pair, (tuple, list), "a pair of tensors")
    check_equal("number of entries of draw_batch(12, generator)", len(pair), 2)
    for name, tensor in zip(("inputs", "labels"), pair, strict=True):
        check_type(name, tensor, torch.Tensor, "a torch.Tensor")
        check_shape(name, tensor, (12, 2))
        check_equal(f"the type of {name}", str(tensor.dtype), "torch.float32")
    inputs, labels = (tensor.numpy() for tensor in pair)
    expect(np.isin(inputs, (0, 1)).all(), "and-not-binary")
    both = inputs.min(axis=1)
    either = inputs.max(axis=1)
    check_close(
        "the labels of a drawn batch",
        labels,
        np.stack([1 - both, both], axis=1),
        mistakes={
            "and-swapped": np.stack([both, 1 - both], axis=1),
            "and-or": np.stack([1 - either, either], axis=1),
        },
    )

    four = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    found = probe(look, and_model, four)
    expect(found is not None, "and-module", name="and_model")
    parameters, outputs = found
    shapes = sorted(tuple(parameter.shape) for parameter in parameters)
    right = [(2,), (2,), (2, 2), (2, 2)]
    expect(
        shapes == right,
        "modules-parameters",
        name="and_model",
        expected=right,
        actual=shapes,
    )
    check_type("and_model(inputs)", outputs, torch.Tensor, "a torch.Tensor")
    check_shape("and_model(inputs)", outputs, (4, 2))
    expect(((outputs >= 0) & (outputs <= 1)).all(), "and-range")
    y = check_and_network_formula(parameters, four, outputs)
    expect((y - outputs).abs().max() <= 1e-4, "and-sigmoids")
    answers = (y[:, 1] > y[:, 0]).int().tolist()
    expect(answers == [0, 0, 0, 1], "and-wrong", actual=answers)


check_and_network()

# %% role="hidden" item="and_network"
check_shape("inputs", draw_batch(2, torch.Generator().manual_seed(0))[0], (2, 2))
answered(and_model=and_model)
### BEGIN HIDDEN TESTS


def check_and_network_hidden():
    def draw(draw_batch, sizes, seed, global_seed):
        import torch

        from mlcourse.checks import watched_settings

        with torch.random.fork_rng(devices=[]), watched_settings(["torch.manual_seed"]) as changed:
            torch.default_generator.manual_seed(global_seed)
            own = torch.get_rng_state()
            generator = torch.Generator().manual_seed(seed)
            drawn = [draw_batch(k, generator) for k in sizes[:-1]]
            drawn.append(draw_batch(k=sizes[-1], generator=generator))
            stays = torch.equal(own, torch.get_rng_state())
            # What a later call has written into an earlier batch shows now.
            copy = torch.is_tensor
            drawn = [[t.clone() if copy(t) else t for t in pair] for pair in drawn]
        return drawn, changed if stays else [*changed, "torch.manual_seed"]

    def look(model, x):
        import torch

        if not isinstance(model, torch.nn.Module):
            return None
        with torch.no_grad():
            return model(x), [parameter.detach() for parameter in model.parameters()]

    generators = domains.Instance("torch.Generator", torch.Generator)
    domains.declare("draw_batch", {"k": domains.Whole(">= 1"), "generator": generators})
    sizes = (20_000, 1, 40, 40)
    batches, changed = probe(draw, draw_batch, sizes, 6, 7)
    for k, pair in zip(sizes, batches, strict=True):
        call = f"draw_batch({k}, generator)"
        check_type(call, pair, (tuple, list), "a pair of tensors")
        check_equal(f"number of entries of draw_batch({k}, generator)", len(pair), 2)
        for name, tensor in zip(("inputs", "labels"), pair, strict=True):
            check_type(name, tensor, torch.Tensor, "a torch.Tensor")
            check_shape(f"{name} of draw_batch({k}, generator)", tensor, (k, 2))
            check_equal(f"the type of {name}", str(tensor.dtype), "torch.float32")
        inputs, labels = (tensor.numpy() for tensor in pair)
        expect(np.isin(inputs, (0, 1)).all(), "and-not-binary")
        both = inputs.min(axis=1)
        check_close(
            f"the labels of draw_batch({k}, generator)",
            labels,
            np.stack([1 - both, both], axis=1),
            mistakes={"and-swapped": np.stack([both, 1 - both], axis=1)},
        )
    # The share of each of the four rows in 20,000 is 1/4, its standard deviation 0.0031;
    # 0.025 is 8 of them.
    rows = batches[0][0].numpy() @ [2, 1]
    for number in range(4):
        share = float(np.mean(rows == number))
        row = (number // 2, number % 2)
        expect(abs(share - 0.25) <= 0.025, "and-share", row=row, actual=f"{share:.3f}")
    for k, calls in ((1, 600), (2, 400), (3, 400), (4, 1000), (8, 500)):
        drawn, _ = probe(draw, draw_batch, (k,) * calls, 10 + k, 7)
        drawn = [inputs for inputs, _ in drawn]
        check_independent_bits(f"draw_batch({k}, generator)", np.stack(drawn) > 0.5)
    # Two batches of 80 random bits are alike once in 2**80 times.
    expect(not torch.equal(batches[2][0], batches[3][0]), "and-repeats")
    again, _ = probe(draw, draw_batch, sizes, 6, 8)
    for (first, _), (second, _) in zip(batches, again, strict=True):
        expect(torch.equal(first, second), "and-generator")
    check_settings("draw_batch", changed)
    other, _ = probe(draw, draw_batch, sizes, 9, 7)
    expect(not torch.equal(batches[0][0], other[0][0]), "and-repeats")

    # At the four inputs, whose outputs are judged, and at random points: the order of the
    # parameters is free, what follows layers is not.
    four = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    x = torch.rand((20, 2), generator=torch.Generator().manual_seed(45)) * 4 - 2
    x = torch.cat([four, x])
    found = probe(look, and_model, x)
    expect(found is not None, "and-module", name="and_model")
    outputs, parameters = found
    shapes = sorted(tuple(parameter.shape) for parameter in parameters)
    right = [(2,), (2,), (2, 2), (2, 2)]
    expect(
        shapes == right,
        "modules-parameters",
        name="and_model",
        expected=right,
        actual=shapes,
    )
    check_type("and_model(inputs)", outputs, torch.Tensor, "a torch.Tensor")
    check_shape("and_model(inputs)", outputs, (24, 2))
    finite = all(torch.isfinite(parameter).all() for parameter in parameters)
    expect(finite, "and-wrong", actual="nan")
    y = check_and_network_formula(parameters, x, outputs)
    expect((y - outputs).abs().max() <= 1e-4, "and-sigmoids")

    labels = [[1, 0], [1, 0], [1, 0], [0, 1]]
    # The largest difference over 25 seeds, 3 losses, batches of 4 and 32: 0.03 after
    # 1000 iterations, 0.09 after 300, 0.87 after 100. Over 20 seeds, the reference: 0.020
    # (standard deviation 0.003); batches and loss of the slowest right answer: 0.038
    # (0.007): 0.1 lies 8 or more standard deviations above.
    check_close(
        "and_model at the four inputs",
        y[:4],
        labels,
        rtol=0,
        atol=0.1,
        hint="and-weak",
        mistakes={"and-swapped": 1.0 - np.array(labels)},
    )


check_and_network_hidden()
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## 6. Sales with PyTorch: `regression` (7 points)
#
# Train one linear layer on the Advertising table: TV, Radio and Newspaper (thousands of
# dollars, in this order) to Sales (thousands of units).
#
# 1. Standardize the three inputs, column by column, and Sales: subtract the mean,
#    divide by the standard deviation.
# 2. Set **`sales_model`**: an `nn.Module` from 3 inputs to 1 output, with weights and a
#    bias (4 numbers, `float32`, on the CPU) and nothing else. It maps standardized
#    inputs (k, 3) to standardized Sales (k, 1).
# 3. Train it with SGD and the mean squared error. Set **`losses`**: the loss over all
#    rows, on standardized data, as a number, once per iteration (or epoch), the last
#    one at the end of training.
# 4. Save two figures as PNG pictures in the folder `outputs`, which the cell makes:
#    - `outputs/advertising_loss_history.png`: the losses,
#    - `outputs/advertising_actual_vs_predicted.png`: a point per market, actual Sales
#      across and predicted Sales upwards, both in thousands of units.
#
#    `loss_curves(ax, {"training": losses})` and `draw_actual_vs_predicted` are given,
#    but you may draw them your own way. Call `fig.savefig` before `plt.show`.
#
# Asked of you:
#
# - Each weight and the bias are within 0.01 of the least-squares ones on standardized
#   data. Batches that are all rows, lr 0.1 and some hundred iterations get there.
# - `losses` has at least 2 entries; the last is below the first, and within 0.02 of the
#   loss that `sales_model` really has on all rows.
# - Each picture is 200 to 5,000 pixels wide and high, the curve or points stand in it,
#   and they are two pictures.
#
# The checks look at the model, the losses and the files, not at the way to them.
#
# For orientation: on the real table, least squares leaves a loss of 0.1028 after
# standardizing, whereas predicting the mean for every market gives 1.
#
# %% [markdown] lang="ja"
# ## 6. PyTorchで売上を予測する：`regression`（7点）
#
# Advertisingの表で、1つの線形層を学習させます。
# 入力は順にTV、Radio、Newspaper（千ドル）、目標値はSales（千個）です。
#
# 1. 3つの入力を列ごとに、またSalesも標準化します。平均を引き、標準偏差で割ってください。
# 2. **`sales_model`** を作ります。3入力1出力の `nn.Module` で、CPUに置きます。
#    持つのは重みとバイアスだけで、合わせて4つの `float32` の数です。
#    標準化した入力(k, 3)から、標準化したSales (k, 1)を求めます。
# 3. SGDと平均二乗誤差で学習させます。**`losses`** は、標準化したデータの全行についての損失です。
#    反復（またはエポック）ごとに1つの数を入れ、最後の値は学習の終わりのものとします。
# 4. 2つの図をPNG形式で、フォルダ `outputs` に保存します。フォルダはセルの中で作られます。
#    - `outputs/advertising_loss_history.png`：損失の推移
#    - `outputs/advertising_actual_vs_predicted.png`：1市場を1点で表します。
#      横軸は実際のSales、縦軸は予測したSales、単位はどちらも千個です。
#
#    `loss_curves(ax, {"training": losses})` と `draw_actual_vs_predicted` を用意しました。
#    自分で描いてもかまいません。`plt.show` の前に `fig.savefig` を呼んでください。
#
# 満たすべき条件は次のとおりです。
#
# - 各重みとバイアスは、標準化したデータの最小二乗法の値との差が0.01以内です。
#   全行を1つのバッチとし、lr 0.1で数百回反復すれば達します。
# - `losses` の要素は2つ以上で、最後の値は最初の値より小さくなります。
#   また、全行についての `sales_model` の実際の損失との差は0.02以内です。
# - 図の幅と高さは200から5,000ピクセルで、曲線や点が描かれています。2つは別の図です。
#
# チェックはモデル、損失、ファイルを調べます。学習の手順までは調べません。
#
# 目安として、実際の表を標準化すると、最小二乗法の損失は0.1028です。
# すべての市場に平均を答えると、損失は1になります。


# %% role="setup"
def draw_actual_vs_predicted(ax, actual, predicted):
    """Draw a point per market, and the diagonal (given).

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    actual, predicted : array or tensor without gradient, shape (k,) or (k, 1)
        Sales in thousands of units.
    """
    ax.plot(actual, predicted, "o", markersize=4)
    ax.axline((0, 0), slope=1, color="black")
    ax.set(xlabel="actual Sales (1000 units)", ylabel="predicted Sales (1000 units)")


# %% role="solution" item="regression" points=7
sales_model = None
losses = None
Path("outputs").mkdir(exist_ok=True)  # where the figures go
torch.manual_seed(0)  # the same initial weights at every run
### BEGIN SOLUTION
table = torch.tensor(load_advertising().to_numpy(), dtype=torch.float32)
inputs, sales = table[:, :3], table[:, 3:]
x = (inputs - inputs.mean(dim=0)) / inputs.std(dim=0)
t = (sales - sales.mean()) / sales.std()

sales_model = nn.Linear(3, 1)
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(sales_model.parameters(), lr=0.1)
losses = []
for _ in range(200):
    loss = criterion(sales_model(x), t)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())

fig, ax = plt.subplots()
loss_curves(ax, {"training": losses})
fig.savefig("outputs/advertising_loss_history.png")

predicted = sales_model(x).detach() * sales.std() + sales.mean()
fig, ax = plt.subplots()
draw_actual_vs_predicted(ax, sales, predicted)
fig.savefig("outputs/advertising_actual_vs_predicted.png")
### END SOLUTION

# %% role="run"
answered(sales_model=sales_model, losses=losses)
print(f"{len(losses)} losses, first {losses[0]:.4f}, last {losses[-1]:.4f}")
for name, parameter in sales_model.named_parameters():
    print(f"{name:14}", parameter.detach().numpy().ravel().round(4))
standardized = ((advertising - advertising.mean()) / advertising.std()).to_numpy()
best = np.linalg.lstsq(standardized[:, :3], standardized[:, 3], rcond=None)[0]
print(f"{'least squares':14}", best.round(4))

# %% role="check" item="regression"
answered(sales_model=sales_model, losses=losses)


def check_regression():
    def look(model, x):
        import torch

        if not isinstance(model, torch.nn.Module):
            return None
        with torch.no_grad():
            parameters = [parameter.detach().flatten() for parameter in model.parameters()]
            return torch.cat(parameters) if parameters else torch.zeros(0), model(x)

    def plain(values):
        import torch

        if isinstance(values, list | tuple):
            return [v.detach() if isinstance(v, torch.Tensor) else v for v in values]
        return values.detach() if isinstance(values, torch.Tensor) else values

    table = load_advertising().to_numpy()
    standard = (table - table.mean(axis=0)) / table.std(axis=0)
    x = torch.tensor(standard[:, :3], dtype=torch.float32)
    found = probe(look, sales_model, x)
    expect(found is not None, "and-module", name="sales_model")
    parameters, outputs = found
    check_type("sales_model(x)", outputs, torch.Tensor, "a torch.Tensor")
    check_shape("sales_model(x)", outputs, (len(table), 1))
    expect(len(parameters) == 4, "regression-parameters", actual=len(parameters))
    outputs = outputs.numpy()[:, 0]
    expect(np.isfinite(outputs).all(), "not-finite", name="sales_model(x)")
    # The plane through the outputs has the parameters as its weights and its bias.
    design = np.column_stack([standard[:, :3], np.ones(len(table))])
    plane = np.linalg.lstsq(design, outputs, rcond=None)[0]
    same = np.allclose(np.sort(plane), np.sort(parameters.numpy()), rtol=0, atol=1e-3)
    expect(same, "regression-bent")
    # Full batches with lr 0.1, worst of 10 seeds: 5e-2 after 20 iterations, 1e-3 after
    # 50, 1e-7 after 200; batches of 20 with lr 0.01: 2e-3 after 50 epochs.
    right = np.linalg.lstsq(design, standard[:, 3], rcond=None)[0]
    raw = right * table[:, 3].std() + [0, 0, 0, table[:, 3].mean()]
    check_close(
        "the weights and the bias of sales_model",
        plane,
        right,
        rtol=0,
        atol=0.01,
        hint="regression-more",
        mistakes={"regression-raw": raw, "regression-broadcast": np.zeros(4)},
    )
    curve = probe(plain, losses)
    sequences = (list, tuple, np.ndarray, torch.Tensor)
    check_type("losses", curve, sequences, "a list of numbers")
    check_shape("losses", curve, (len(curve),))
    expect(len(curve) >= 2, "regression-losses-few", actual=len(curve))
    curve = np.asarray(curve, dtype=float)
    expect(np.isfinite(curve).all(), "not-finite", name="losses")
    ends = {"first": f"{curve[0]:.4f}", "last": f"{curve[-1]:.4f}"}
    expect(curve[-1] < curve[0], "regression-losses-rise", **ends)
    loss = float(np.mean((outputs - standard[:, 3]) ** 2))
    check_close(
        "the last entry of losses",
        curve[-1],
        loss,
        rtol=0,
        atol=0.02,
        hint="regression-losses-other",
        mistakes={
            "by-hand-sum": loss * len(table),
            "by-hand-half": loss / 2,
            "regression-losses-units": loss * table[:, 3].var(),
        },
    )
    names = ("advertising_loss_history", "advertising_actual_vs_predicted")
    check_pictures(f"outputs/{name}.png" for name in names)


check_regression()

# %% role="hidden" item="regression"
answered(sales_model=sales_model, losses=losses)
check_regression()
### BEGIN HIDDEN TESTS


def check_regression_hidden():
    def look(model, x):
        import torch

        with torch.no_grad():
            parameters = [parameter.detach().flatten() for parameter in model.parameters()]
            return torch.cat(parameters), model(x)

    # The outputs at the origin and at the unit vectors are the bias and the weights.
    others = 10 * np.random.default_rng(46).standard_normal((50, 3))
    points = np.concatenate([np.zeros((1, 3)), np.eye(3), others])
    parameters, outputs = probe(look, sales_model, torch.tensor(points, dtype=torch.float32))
    check_shape("sales_model(x)", outputs, (len(points), 1))
    outputs = outputs.numpy()[:, 0].astype(float)
    weights = np.append(outputs[1:4] - outputs[0], outputs[0])
    y = np.column_stack([points, np.ones(len(points))]) @ weights
    check_close("sales_model(x)", outputs, y, atol=1e-4, hint="regression-bent")
    # Layout and order of the parameters are free; the numbers are those judged above.
    check_close(
        "the parameters of sales_model, sorted",
        np.sort(parameters.numpy()),
        np.sort(weights),
        rtol=0,
        atol=1e-4,
        hint="regression-bent",
    )


check_regression_hidden()
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## 7. Training, validation and test: `splits` (5 points)
#
# **`split_indices(num_samples, fractions, rng)`** deals the indices from 0 to
# `num_samples - 1` at random to as many parts as there are fractions, and returns one
# index array per part.
#
# - Every part but the last has `round(num_samples * fraction)` indices; the last takes
#   the rest. (The fractions are such that enough are left.)
# - No index is in two parts, none is missing.
#
# **`k_fold(num_samples, k, rng)`** deals the indices at random to k folds, whose sizes
# differ by at most one, and returns k pairs `(training, validation)` of index arrays:
# in each pair another fold serves for validation, and all others for training.
#
# For both: the indices are integers; a list or a tuple of parts (of pairs) is fine, and
# so are lists of indices. All randomness comes from `rng`, a `np.random.Generator`:
# every way to deal the indices is equally likely, the same state of `rng` gives the
# same parts, and the next call others. In which order the indices stand within a part
# is up to you.
#
# Examples: `split_indices(10, (0.6, 0.2, 0.2), rng)` gives 6, 2 and 2 indices;
# `split_indices(10, (1/3, 1/3, 1/3), rng)` gives 3, 3 and 4; `k_fold(10, 5, rng)` gives
# five pairs of 8 and 2.
#
# %% [markdown] lang="ja"
# ## 7. 訓練、検証、テスト：`splits`（5点）
#
# **`split_indices(num_samples, fractions, rng)`** は、0から `num_samples - 1` までの番号を無作為に分けます。
# `fractions` の要素ごとに1つの部分を作り、それぞれの番号の配列を返します。
#
# - 最後以外の部分の大きさは `round(num_samples * fraction)` です。残りは最後の部分に入れます。
#   残りが足りなくなるような `fractions` は渡されません。
# - 2つの部分に入る番号も、どこにも入らない番号もありません。
#
# **`k_fold(num_samples, k, rng)`** は、番号を無作為にk個の組（fold）に分けます。
# 組の大きさの差は1以下です。返すのは、番号の配列の対 `(training, validation)` をk個です。
# 対ごとに別の組を検証に使い、残りの組をすべて訓練に使います。
#
# どちらについても、番号は整数です。部分や対はリストでもタプルでもよく、番号もリストで構いません。
# 乱数はすべて `rng`（`np.random.Generator`）から取り、どの分け方も等しい確率で起こります。
# `rng` の状態が同じなら同じ分け方になり、続けて呼ぶと別の分け方になります。
# 部分の中で番号が並ぶ順序は自由です。
#
# 例：`split_indices(10, (0.6, 0.2, 0.2), rng)` の大きさは6、2、2です。
# `split_indices(10, (1/3, 1/3, 1/3), rng)` では3、3、4です。
# `k_fold(10, 5, rng)` は、大きさ8と2の対を5つ返します。


# %% role="solution" item="splits" points=5
def split_indices(num_samples, fractions, rng):
    """Deal sample indices at random to parts of given sizes.

    Parameters
    ----------
    num_samples : int, >= 1
        Number of samples.
    fractions : list or tuple of float
        The share of each part, 0 to 1; they add up to 1.
    rng : numpy.random.Generator
        Where all random numbers come from.

    Returns
    -------
    list of arrays of int
        One a fraction; all but the last have round(num_samples * fraction) indices.
    """
    ### BEGIN SOLUTION
    sizes = [round(num_samples * fraction) for fraction in fractions[:-1]]
    return np.split(rng.permutation(num_samples), np.cumsum(sizes))
    ### END SOLUTION


def k_fold(num_samples, k, rng):
    """Deal sample indices at random to k folds, each used for validation once.

    Parameters
    ----------
    num_samples : int, >= 2
        Number of samples.
    k : int, >= 2
        Number of folds, num_samples at most.
    rng : numpy.random.Generator
        Where all random numbers come from.

    Returns
    -------
    list of k pairs of arrays of int
        Training indices and validation indices.
    """
    ### BEGIN SOLUTION
    folds = np.array_split(rng.permutation(num_samples), k)
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]
    ### END SOLUTION


# %% role="run"
pairs = k_fold(20, 5, np.random.default_rng(0))
strips = np.zeros((5, 20))
for strip, (_, validation) in zip(strips, pairs, strict=True):
    strip[validation] = 1
fig, ax = plt.subplots(figsize=(6.4, 2.4))
ax.imshow(strips, cmap="cividis")
ax.grid(False)
ax.set(xlabel="sample", ylabel="pair", title="5 folds of 20 samples, validation yellow")
ax.set(xticks=range(0, 20, 5), yticks=range(5))
parts = split_indices(20, (0.6, 0.2, 0.2), np.random.default_rng(0))
print("training, validation, test:", [len(part) for part in parts])


# %% role="check" item="splits"
def check_splits():
    call = "split_indices(10, (0.6, 0.2, 0.2), rng)"
    parts = split_indices(10, (0.6, 0.2, 0.2), np.random.default_rng(1))
    check_type(call, parts, (list, tuple), "a list of index arrays")
    check_equal(f"number of entries of {call}", len(parts), 3)
    for i, (part, size) in enumerate(zip(parts, (6, 2, 2), strict=True)):
        check_shape(f"part {i} of {call}", part, (size,), hint="splits-sizes")
        integers = np.asarray(part).dtype.kind in "iu"
        expect(integers, "splits-integers", name=f"part {i} of {call}")
    together = np.sort(np.concatenate([np.asarray(part) for part in parts]))
    every = np.arange(10)
    check_equal(f"all indices of {call}", together, every, hint="splits-overlap")

    call = "k_fold(10, 5, rng)"
    pairs = k_fold(10, 5, np.random.default_rng(1))
    check_type(call, pairs, (list, tuple), "a list of pairs")
    check_equal(f"number of entries of {call}", len(pairs), 5)
    for i, pair in enumerate(pairs):
        check_type(f"pair {i} of {call}", pair, (list, tuple), "a pair of index arrays")
        check_equal(f"number of entries of pair {i} of {call}", len(pair), 2)
        names = ("training", "validation")
        for name, part, size in zip(names, pair, (8, 2), strict=True):
            what = f"the {name} indices of pair {i} of {call}"
            check_shape(what, part, (size,), hint="splits-pair")
            expect(np.asarray(part).dtype.kind in "iu", "splits-integers", name=what)
        together = np.sort(np.concatenate([np.asarray(part) for part in pair]))
        check_equal(
            f"all indices of pair {i} of {call}, sorted",
            together,
            np.arange(10),
            hint="splits-overlap",
        )
    together = np.sort(np.concatenate([np.asarray(pair[1]) for pair in pairs]))
    check_equal(
        f"all validation indices of {call}, sorted",
        together,
        np.arange(10),
        hint="splits-folds-overlap",
    )


check_splits()

# %% role="hidden" item="splits"
check_equal("parts", len(split_indices(10, (0.8, 0.2), np.random.default_rng(0))), 2)
check_equal("pairs", len(k_fold(10, 5, np.random.default_rng(0))), 5)
### BEGIN HIDDEN TESTS


def check_splits_hidden():
    def check_indices(name, parts, sizes, num_samples, hint):
        for part, size in zip(parts, sizes, strict=True):
            check_shape(name, part, (size,), hint=hint)
            integers = size == 0 or np.asarray(part).dtype.kind in "iu"  # an empty list has none
            expect(integers, "splits-integers", name=name)
        together = np.sort(np.concatenate([np.asarray(part) for part in parts]))
        check_equal(
            f"all indices of {name}, sorted",
            together,
            np.arange(num_samples),
            hint=hint,
        )

    def shares(fractions, sizes):
        kinds = isinstance(fractions, list | tuple) and len(fractions)
        in_range = kinds and all(0 <= share <= 1 for share in fractions)
        return None if in_range and abs(sum(fractions) - 1) < 1e-12 else "they are no shares of 1"

    def draw_fractions(rng, sizes):
        number = int(rng.integers(1, 5))
        cuts = np.sort(rng.choice(np.arange(11), number - 1)) / 10
        fractions = np.diff([0, *cuts, 1]).round(1).tolist()
        if rng.random() < 0.2:
            fractions = [1 / number] * number
        return fractions if rng.random() < 0.5 else tuple(fractions)

    rngs = domains.Line(
        "numpy.random.Generator",
        "np.random.default_rng({seed})",
        methods=("permutation",),
        seed=domains.Whole(),
    )
    fractions = domains.Drawn("list or tuple of float", draw_fractions, shares)
    number = domains.Whole(">= 1", draw=(1, 30), ends=(1, 2, 5, 10, 3000))
    domain = {"num_samples": number, "fractions": fractions, "rng": rngs}

    def right_sizes(num_samples, fractions, rng):
        sizes = [round(num_samples * fraction) for fraction in fractions[:-1]]
        rest = num_samples - sum(sizes)
        return None if rest < 0 else (*sizes, rest)

    def judge_parts(call, parts, sizes):
        check_type(call, parts, (list, tuple), "a list of index arrays")
        check_equal(f"number of entries of {call}", len(parts), len(sizes))
        check_indices(call, parts, sizes, sum(sizes), "splits-sizes")

    named = (
        # Halves go to the even number; ends; fractions that add up to a little less than 1.
        (10, (0.25, 0.75)),
        (6, (0.25, 0.25, 0.5)),
        (5, (0.5, 0.5)),
        (7, (0.5, 0.5)),
        (1, (0.5, 0.5)),
        (1, (1.0, 0.0)),
        (5, (0.0, 0.4, 0.6, 0.0)),
        (2, [0.4, 0.4, 0.2]),
        (30, (0.7, 0.1, 0.1, 0.1)),
        (100, (0.29, 0.71)),
        (200, [0.57, 0.13, 0.15, 0.15]),
        (11, [1 / 3, 1 / 3, 1 / 3]),
    )
    seeded = domains.Code("np.random.default_rng(2)")
    also = [{"num_samples": n, "fractions": f, "rng": seeded} for n, f in named]
    options = {"judge": judge_parts, "also": also, "may_change": ("rng",), "number": 60}
    options["draws"] = True  # said more clearly below
    check_agrees("split_indices", split_indices, right_sizes, domain, **options)

    def right_folds(num_samples, k, rng):
        return (num_samples, k) if k <= num_samples else None

    def judge_folds(call, pairs, expected):
        num_samples, k = expected
        check_type(call, pairs, (list, tuple), "a list of pairs")
        check_equal(f"number of entries of {call}", len(pairs), k)
        found = []
        for pair in pairs:
            name = f"a pair of {call}"
            check_type(name, pair, (list, tuple), "a pair of index arrays")
            check_equal(f"number of entries of {name}", len(pair), 2)
            size = np.size(pair[1])
            few, more = num_samples // k, -(-num_samples // k)
            expect(few <= size <= more, "splits-fold-size", name=call, actual=size)
            sizes = (num_samples - size, size)
            check_indices(call, pair, sizes, num_samples, "splits-overlap")
            found.append(np.asarray(pair[1]))
        together, every = np.sort(np.concatenate(found)), np.arange(num_samples)
        call = f"all validation indices of {call}, sorted"
        check_equal(call, together, every, hint="splits-folds-overlap")

    number = domains.Whole(">= 2", draw=(2, 30), ends=(2, 3, 6, 10, 100))
    domain = {
        "num_samples": number,
        "k": domains.Whole(">= 2", draw=(2, 9), ends=(2, 6, 7)),
        "rng": rngs,
    }
    options |= {"judge": judge_folds, "also": (), "number": 40}
    check_agrees("k_fold", k_fold, right_folds, domain, **options)

    def many(split_indices, k_fold, seeds):
        """Give the second part, and each sample's fold, of two calls for each seed."""
        import numpy as np

        from mlcourse.checks.fingerprints import settings

        before, parts, folds = settings(), [], []
        for seed in seeds:
            rng = np.random.default_rng(seed)
            for _ in range(2):
                second = split_indices(8, (0.5, 0.5), rng)[1]
                parts.append(sorted(int(i) for i in second))
                fold = [0] * 8
                for number, (_, validation) in enumerate(k_fold(8, 4, rng)):
                    for i in validation:
                        fold[int(i)] = number
                folds.append(fold)
        after = settings()
        return parts, folds, [name for name in before if before[name] != after[name]]

    seeds = [*range(300), *range(10)]
    parts, folds, others = probe(many, split_indices, k_fold, seeds)
    parts, folds = np.array(parts), np.array(folds)
    same = (parts[:20] == parts[600:]).all() and (folds[:20] == folds[600:]).all()
    expect(same, "splits-rng")
    for setting in others:
        expect(False, "setting-changed", name="split_indices or k_fold", setting=setting)
    parts, folds = parts[:600], folds[:600]
    # Two calls with one rng: 4 of 300 agree by chance (70 ways to choose 4 of 8), with
    # a standard deviation of 2; all 300 where rng is not used.
    for found in (parts, folds):
        repeated = int((found[::2] == found[1::2]).all(axis=1).sum())
        expect(repeated <= 100, "splits-repeats")
    # A sample is in the second part, and in a fold, as often as any other: 300 and 150
    # of 600 times, standard deviation 12.2 and 10.6; 75 is over 6 of them.
    for i in range(8):
        often = (parts == i).sum()
        expect(abs(often - 300) <= 75, "splits-uneven", name="split_indices")
        for number in range(4):
            often = (folds[:, i] == number).sum()
            expect(abs(often - 150) <= 75, "splits-uneven", name="k_fold")
    # Two samples are together in the second part with probability 3/14 (128.6 of 600,
    # deviation 10.1), in a fold with 1/7 (85.7, deviation 8.6); neighbors like others.
    for i in range(8):
        for j in range(i):
            often = ((parts == i).any(axis=1) & (parts == j).any(axis=1)).sum()
            expect(abs(often - 128.6) <= 65, "splits-uneven", name="split_indices")
            often = (folds[:, i] == folds[:, j]).sum()
            expect(abs(often - 85.7) <= 55, "splits-uneven", name="k_fold")

    def orders(split_indices, k_fold, seed, number):
        """Give all places of 8 samples dealt to 8 parts, and to 8 folds, many times."""
        import numpy as np

        rng = np.random.default_rng(seed)
        parts = [split_indices(8, (1 / 8,) * 8, rng) for _ in range(number)]
        folds = [[validation for _, validation in k_fold(8, 8, rng)] for _ in range(number)]
        return [[[int(part[0]) for part in dealt] for dealt in many] for many in (parts, folds)]

    found = probe(orders, split_indices, k_fold, 4, 2000)
    for name, dealt in zip(("split_indices", "k_fold"), found, strict=True):
        check_shuffles(name, np.array(dealt))


check_splits_hidden()
### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 8. Six optimizers from one start: `optimizers` (4 points)
#
# A comparison is fair only if all start alike. Write
# `compare_optimizers(make_model, x, t, num_iterations)`, which trains six models on all
# rows at once and returns a dict of the names "SGD", "Momentum", "Adagrad", "Adadelta",
# "RMSprop" and "Adam" to the losses of each: `num_iterations` numbers, the mean squared
# error **before** each update.
#
# - `make_model()` gives a new model, with **other random weights at each call**. See to
#   it that all six start from the same weights: the first losses are then equal, namely
#   the loss of a model that `make_model` gave.
# - Each name stands for its method: "SGD" for gradient descent without momentum,
#   "Momentum" for SGD with momentum (0.9, say), the others for the classes of
#   `torch.optim` with their usual settings.
# - You choose the learning rates, constant in time, so that each curve falls: for
#   `nn.Linear(3, 1)` on the standardized Advertising table, with 100 iterations, the last
#   loss is below the first.
# - `x` (k, n) and `t` (k, 1) are `float32` tensors and stay as they are.
#   `num_iterations` is 1 or more.
#
# Example: `num_iterations = 3` gives six lists of three losses, and all six first
# entries agree.
#
# Before you look at the figure: which curves may rise for a while on their way down?
#
# %% [markdown] lang="ja"
# ## 8. 同じ出発点から6つの最適化手法：`optimizers`（4点）
#
# 公平に比べるには、出発点をそろえなければなりません。
# `compare_optimizers(make_model, x, t, num_iterations)` を書いてください。
# 全行を1つのバッチとして6つのモデルを学習させ、辞書を返します。
# キーは"SGD"、"Momentum"、"Adagrad"、"Adadelta"、"RMSprop"、"Adam"です。
# 値はそれぞれの損失で、**更新前**の平均二乗誤差を `num_iterations` 個並べます。
#
# - `make_model()` は新しいモデルを返しますが、**重みは呼ぶたびに異なる乱数**です。
#   6つが同じ重みから始まるようにしてください。最初の損失は等しくなります。
#   その値は、`make_model` が返したモデルの損失です。
# - 名前はその手法を表します。"SGD"は `momentum` を使わない勾配降下法です。
#   "Momentum"は `momentum`（たとえば0.9）を指定したSGDです。
#   ほかは `torch.optim` の同名のクラスで、学習率以外は既定の設定のまま使います。
# - 学習率は自由に選べますが、途中で変えません。標準化したAdvertisingの表と `nn.Linear(3, 1)` で
#   100回反復したとき、どの曲線も最後の損失が最初より小さくなるように選びます。
# - `x` (k, n)と `t` (k, 1)は `float32` のテンソルで、書き換えません。`num_iterations` は1以上です。
#
# 例：`num_iterations = 3` なら、3つの損失のリストが6つできます。最初の値は6つとも同じです。
#
# 図を見る前に予想してください。下がる途中でいったん上がるかもしれない曲線はどれでしょうか。
#
# %% role="solution" item="optimizers" points=4
def compare_optimizers(make_model, x, t, num_iterations):
    """Train with six optimizers from the same start.

    Parameters
    ----------
    make_model : callable
        ``make_model()`` returns a new nn.Module, with other weights at each call.
    x : torch.Tensor of float32, shape (k, n)
        Inputs, standardized.
    t : torch.Tensor of float32, shape (k, 1)
        Targets, standardized.
    num_iterations : int, >= 1
        Number of updates.

    Returns
    -------
    dict of str to list of float
        The name of each optimizer to its losses, the mean squared errors before each
        update.
    """
    ### BEGIN SOLUTION
    start = make_model()
    choices = {
        "SGD": (torch.optim.SGD, {"lr": 0.05}),
        "Momentum": (torch.optim.SGD, {"lr": 0.05, "momentum": 0.9}),
        "Adagrad": (torch.optim.Adagrad, {"lr": 0.2}),
        "Adadelta": (torch.optim.Adadelta, {}),
        "RMSprop": (torch.optim.RMSprop, {}),
        "Adam": (torch.optim.Adam, {"lr": 0.05}),
    }
    curves = {}
    for name, (optimizer_class, options) in choices.items():
        model = copy.deepcopy(start)
        optimizer = optimizer_class(model.parameters(), **options)
        curves[name] = []
        for _ in range(num_iterations):
            loss = nn.functional.mse_loss(model(x), t)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            curves[name].append(loss.item())
    return curves
    ### END SOLUTION


# %% role="run"
standardized = (advertising - advertising.mean()) / advertising.std()
standardized = torch.tensor(standardized.to_numpy(), dtype=torch.float32)
x_all, t_all = standardized[:, :3], standardized[:, 3:]
curves = compare_optimizers(lambda: nn.Linear(3, 1), x_all, t_all, 100)
fig, ax = plt.subplots()
loss_curves(ax, curves, log=True, ylabel="mean squared error")


# %% role="check" item="optimizers"
def check_optimizers():
    def run(compare_optimizers, x, t, num_iterations):
        import torch

        from mlcourse.checks.models import plain

        starts = []

        def make_model():
            model = torch.nn.Linear(3, 1)
            starts.append(torch.cat([p.detach().flatten() for p in model.parameters()]))
            return model

        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(46)  # the models start alike whatever has been drawn before
            return plain(compare_optimizers(make_model, x, t, num_iterations)), starts

    table = load_advertising().to_numpy()
    standard = torch.tensor((table - table.mean(axis=0)) / table.std(axis=0)).float()
    x, t = standard[:, :3], standard[:, 3:]
    result, starts = probe(run, compare_optimizers, x, t, 100)
    check_type("compare_optimizers(...)", result, dict, "a dict")
    names = ["SGD", "Momentum", "Adagrad", "Adadelta", "RMSprop", "Adam"]
    found = sorted(map(str, result))
    expect(found == sorted(names), "optimizers-names", expected=names, actual=found)
    for name in names:
        check_shape(f"the losses of {name}", result[name], (100,))
        curve = np.asarray(result[name], dtype=float)
        expect(np.isfinite(curve).all(), "not-finite", name=f"the losses of {name}")
    first = {name: float(result[name][0]) for name in names}
    for name in names[1:]:
        check_close(
            f"the first loss of {name}, compared with SGD's",
            first[name],
            first["SGD"],
            rtol=1e-4,
            hint="optimizers-starts",
        )
    errors = (x @ start[:3] + start[3] - t[:, 0] for start in starts)
    losses = [(error**2).mean().item() for error in errors]
    real = any(abs(loss - first["SGD"]) <= 1e-3 * loss for loss in losses)
    expect(real, "optimizers-first", actual=f"{first['SGD']:.4f}")
    for name in names:
        last = float(result[name][-1])
        text = {"name": name, "first": f"{first[name]:.5f}", "last": f"{last:.5f}"}
        expect(last < first[name], "optimizers-rise", **text)


check_optimizers()

# %% role="hidden" item="optimizers"
check_type(
    "compare_optimizers(...)",
    compare_optimizers(lambda: nn.Linear(1, 1), torch.ones(2, 1), torch.ones(2, 1), 3),
    dict,
    "a dict",
)
### BEGIN HIDDEN TESTS


def check_optimizers_hidden():
    from mlcourse.checks.models import Tensor
    from mlcourse.checks.optimizers import Curve

    def run(compare_optimizers, kind, x, t, num_iterations, near):
        import torch
        from torch import nn

        from mlcourse.checks import watched_settings
        from mlcourse.checks.models import plain

        starts, outputs = [], []

        def make_model():
            if kind == "linear":
                model = nn.Linear(2, 1, bias=False)
                best = torch.linalg.lstsq(x, t).solution.T
                with torch.no_grad():
                    aside = torch.tensor([[1.0, 0.3]]) + 0.1 * torch.rand(1, 2)
                    model.weight.copy_(best + near * aside)
            else:
                model = nn.Sequential(nn.Linear(2, 6), nn.Tanh(), nn.Linear(6, 1))
            with torch.no_grad():
                starts.append(torch.cat([p.detach().flatten() for p in model.parameters()]))
                outputs.append(model(x))
            return model

        arguments = {"make_model": make_model, "x": x, "t": t, "num_iterations": num_iterations}
        with torch.random.fork_rng(devices=[]), watched_settings(["torch.manual_seed"]) as changed:
            torch.default_generator.manual_seed(47)
            by_name = kind == "network"
            result = (
                compare_optimizers(**arguments)
                if by_name
                else compare_optimizers(*arguments.values())
            )
            result = plain(result)
        return result, starts, outputs, (x, t), changed

    domain = {
        "make_model": domains.Instance("callable"),
        "x": Tensor("(k, n)"),
        "t": Tensor("(k, 1)"),
        "num_iterations": domains.Whole(">= 1"),
    }
    domains.declare("compare_optimizers", domain)
    names = ["SGD", "Momentum", "Adagrad", "Adadelta", "RMSprop", "Adam"]

    def curves_of(kind, x, t, num_iterations, near=0.0):
        """Return the start that was used, and the losses of each name."""
        before = {"x": x.clone(), "t": t.clone()}
        inputs = (kind, x, t, num_iterations, near)
        result, starts, outputs, after, changed = probe(run, compare_optimizers, *inputs)
        check_settings("compare_optimizers", changed)
        check_type("compare_optimizers(...)", result, dict, "a dict")
        after = dict(zip(before, after, strict=True))
        check_unchanged("compare_optimizers", before, after)
        found = sorted(map(str, result))
        expect(found == sorted(names), "optimizers-names", expected=names, actual=found)
        curves = {}
        for name in names:
            check_shape(f"the losses of {name}", result[name], (num_iterations,))
            curves[name] = np.asarray(result[name], dtype=float)
            check_close(
                f"the first loss of {name}, compared with SGD's",
                curves[name][0],
                curves["SGD"][0],
                rtol=1e-4,
                hint="optimizers-starts",
            )
        first = curves["SGD"][0]
        losses = [nn.functional.mse_loss(y, before["t"]).item() for y in outputs]
        distances = [abs(loss - first) / loss for loss in losses]
        real = len(losses) > 0 and min(distances) <= 1e-3
        expect(real, "optimizers-first", actual=f"{first:.4g}")
        return starts[int(np.argmin(distances))], curves

    check_optimizers()
    generator = torch.Generator().manual_seed(46)
    x = torch.randn((20, 2), generator=generator)
    x[:, 1] += 0.5 * x[:, 0]
    x = (x - x.mean(dim=0)) / x.std(dim=0, correction=0)
    t = x.sum(dim=1, keepdim=True)
    t = t / t.std(correction=0)
    curves_of("linear", x, t, 1, near=1.0)
    # How the losses of two weights fall, from near the best ones and from far, tells the method,
    # whatever its learning rate: measured for each name with rates from 1e-5 to 1 (Adadelta 0.01
    # to 30), and for 16 neighbors such as AdamW, NAdam, Adamax, Rprop, RMSprop with momentum.
    runs = {name: [] for name in names}
    for near, number in ((0.01, 40), (-1.0, 100), (100.0, 40), (-1e4, 40)):
        start, curves = curves_of("linear", x, t, number, near)
        for name in names:
            arrays = (start.double().numpy(), x.double().numpy(), t[:, 0].double().numpy())
            runs[name].append(Curve(curves[name], *arrays))
    rules = {name: fit_method(name, runs[name]) for name in names}
    for name in names:
        expect(rules[name] is not None, "optimizers-other", name=name)

    # The same rules must explain how a network learns.
    x = torch.randn((60, 2), generator=generator)
    x = (x - x.mean(dim=0)) / x.std(dim=0)
    t = torch.sin(2 * x[:, :1]) + x[:, 1:] ** 2
    t = (t - t.mean()) / t.std()
    start, curves = curves_of("network", x, t, 15)

    def losses_of(parameters):
        w1, b1, w2, b2 = torch.split(parameters, [12, 6, 6, 1])
        y = torch.tanh(x @ w1.reshape(6, 2).T + b1) @ w2.reshape(1, 6).T + b2
        return ((y - t) ** 2).mean()

    for name in names:
        parameters, step, losses = start.clone(), rules[name].new(), []
        for _ in range(15):
            parameters.requires_grad_()
            loss = losses_of(parameters)
            (gradient,) = torch.autograd.grad(loss, parameters)
            losses.append(loss.item())
            change = torch.as_tensor(step(gradient.double().numpy()))
            parameters = (parameters.detach() - change).float()
        losses = np.array(losses)
        # Errors of the rule and of 32-bit floats grow where steps are large.
        near = 1e-4 + 0.02 * np.arange(15) / 15
        same = np.abs(curves[name] - losses) <= near * losses.max()
        expect(same.all() or losses.max() > 100, "optimizers-other", name=name)


check_optimizers_hidden()
### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 9. Autograd against the formula: `autograd` (4 points)
#
# For outputs $y = x w + b$ and the mean squared error
# $E = \frac{1}{k} \sum_i (y_i - t_i)^2$, derive the gradients by the chain rule, and
# write them as `gradient_by_formula(x, t, w, b)`, which returns the pair (gradient of
# `w`, gradient of `b`).
#
# | | `x` | `t` | `w` | `b` | returned |
# |---|---|---|---|---|---|
# | shape | (k, n) | (k, 1) | (n, 1) | (1,) | (n, 1) and (1,) |
#
# - Arguments are `float32` tensors and stay as they are; tensors or arrays may be
#   returned.
# - The formula is asked for: the checks call your function with automatic
#   differentiation switched off (`torch.no_grad()`), and it has to stay off. Nor may
#   `torch.func`, `torch.autograd` or small differences stand in for the formula.
#
# Example: `x` = ((1, 2), (3, 4), (0, 1), (2, 0)), `t` = ((1), (0), (2), (1)), `w` =
# ((1), (−1)), `b` = (1) give ((1.5), (−2)) and (−0.5).
#
# %% [markdown] lang="ja"
# ## 9. 自動微分と式の比較：`autograd`（4点）
#
# 出力と平均二乗誤差を次の式で表します。
#
# $$ y = x w + b, \qquad E = \frac{1}{k} \sum_i (y_i - t_i)^2 $$
#
# 連鎖律で勾配を求め、`gradient_by_formula(x, t, w, b)` として書いてください。
# 返すのは組（`w` の勾配、`b` の勾配）です。
#
# | | `x` | `t` | `w` | `b` | 返り値 |
# |---|---|---|---|---|---|
# | 形状 | (k, n) | (k, 1) | (n, 1) | (1,) | (n, 1)と(1,) |
#
# - 引数は `float32` のテンソルで、書き換えません。テンソルと配列のどちらを返してもかまいません。
# - 式を書くことが課題です。チェックは自動微分を止めて（`torch.no_grad()`）関数を呼びます。
#   自動微分は止めたままにしてください。
#   式の代わりに、`torch.func` や `torch.autograd`、数値微分を使うこともできません。
#
# 例：`x` は((1, 2), (3, 4), (0, 1), (2, 0))、`t` は((1), (0), (2), (1))とします。
# `w` が((1), (−1))、`b` が(1)なら、((1.5), (−2))と(−0.5)を返します。
#
# %% role="solution" item="autograd" points=4
def gradient_by_formula(x, t, w, b):
    """Compute the gradient of the mean squared error of y = x w + b.

    Parameters
    ----------
    x : torch.Tensor of float32, shape (k, n)
        Inputs.
    t : torch.Tensor of float32, shape (k, 1)
        Targets.
    w : torch.Tensor of float32, shape (n, 1)
        Weights.
    b : torch.Tensor of float32, shape (1,)
        Bias.

    Returns
    -------
    gradient_w : torch.Tensor, shape (n, 1)
        Derivatives of the error by the weights.
    gradient_b : torch.Tensor, shape (1,)
        Derivative of the error by the bias.
    """
    ### BEGIN SOLUTION
    gradient_y = 2 * (x @ w + b - t) / len(x)
    return x.T @ gradient_y, gradient_y.sum(dim=0)
    ### END SOLUTION


# %% role="run"
x_small = torch.tensor([[1.0, 2.0], [3.0, 4.0], [0.0, 1.0], [2.0, 0.0]])
t_small = torch.tensor([[1.0], [0.0], [2.0], [1.0]])
w_small = torch.tensor([[1.0], [-1.0]], requires_grad=True)
b_small = torch.tensor([1.0], requires_grad=True)
nn.functional.mse_loss(x_small @ w_small + b_small, t_small).backward()
by_formula = gradient_by_formula(x_small, t_small, w_small.detach(), b_small.detach())
for name, formula, leaf in zip("wb", by_formula, (w_small, b_small), strict=True):
    exact = leaf.grad.flatten().tolist()
    print(f"d E / d {name}: formula {np.ravel(formula).tolist()}, autograd {exact}")


# %% role="check" item="autograd"
def check_autograd():
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0], [0.0, 1.0], [2.0, 0.0]])
    t = torch.tensor([[1.0], [0.0], [2.0], [1.0]])
    w, b = torch.tensor([[1.0], [-1.0]]), torch.tensor([1.0])
    before = {"x": x.clone(), "t": t.clone(), "w": w.clone(), "b": b.clone()}
    arguments = (gradient_by_formula, x, t, w, b)
    pair, (_, *after) = call_and_keep(without_autograd, *arguments)
    expect(not isinstance(pair, str), "autograd-used")
    check_pair("gradient_by_formula(x, t, w, b)", pair, "a pair")
    check_shape("the gradient of w", pair[0], (2, 1))
    check_shape("the gradient of b", pair[1], (1,))
    for name, gradient, right in (
        ("the gradient of w", pair[0], np.array([[1.5], [-2.0]])),
        ("the gradient of b", pair[1], np.array([-0.5])),
    ):
        mistakes = {
            "autograd-sign": -right,
            "autograd-two": right / 2,
            "autograd-sum": right * 4,
            "autograd-two-sum": right * 2,
        }
        check_close(name, gradient, right, rtol=1e-5, mistakes=mistakes)
    after = dict(zip(before, after, strict=True))
    check_unchanged("gradient_by_formula(x, t, w, b)", before, after)


check_autograd()

# %% role="hidden" item="autograd"
check_type(
    "gradient_by_formula(x, t, w, b)",
    gradient_by_formula(
        torch.ones(2, 1),
        torch.ones(2, 1),
        torch.ones(1, 1),
        torch.ones(1),
    ),
    (tuple, list),
    "a pair",
)
### BEGIN HIDDEN TESTS


def check_autograd_hidden():
    from mlcourse.checks.models import Tensor

    generator = torch.Generator().manual_seed(47)
    for k, n in ((7, 3), (1, 4), (30, 1), (1, 1), (3, 3)):
        shapes = ((k, n), (k, 1), (n, 1), (1,))
        x, t, w, b = (torch.randn(shape, generator=generator) for shape in shapes)
        before = {"x": x.clone(), "t": t.clone(), "w": w.clone(), "b": b.clone()}
        pair = probe(without_autograd, gradient_by_formula, x, t, w, b)
        name = f"gradient_by_formula for k = {k}, n = {n}"
        expect(not isinstance(pair, str), "autograd-used")
        check_pair(name, pair, "a pair")
        leaves = [before["w"].requires_grad_(), before["b"].requires_grad_()]
        y = before["x"] @ leaves[0] + leaves[1]
        nn.functional.mse_loss(y, before["t"]).backward()
        for what, gradient, leaf in zip("wb", pair, leaves, strict=True):
            right = leaf.grad
            mistakes = {"autograd-sign": -right, "autograd-two": right / 2}
            if k > 1:
                mistakes["autograd-sum"] = right * k
            check_close(
                f"the gradient of {what} for k = {k}, n = {n}",
                gradient,
                right,
                rtol=1e-4,
                atol=1e-5,
                mistakes=mistakes,
            )

    def formula(x, t, w, b):
        gradient_y = 2 * (x @ w + b - t) / len(x)
        return x.T @ gradient_y, gradient_y.sum(dim=0)

    def judge(call, result, expected):
        check_pair(call, result, "a pair")
        for what, gradient, right in zip("wb", result, expected, strict=True):
            size = float(right.abs().max())
            name = f"{call}, the gradient of {what}"
            check_close(name, gradient, right, rtol=1e-4, atol=1e-4 + 1e-5 * size)

    domain = {
        "x": Tensor("(k, n)", ends=(0, 100)),
        "t": Tensor("(k, 1)", ends=(0, 1e4)),
        "w": Tensor("(n, 1)", ends=(0, 100)),
        "b": Tensor("(1,)", ends=(0, -1e4)),
    }
    options = {"judge": judge, "number": 60, "draws": True}
    check_agrees("gradient_by_formula", gradient_by_formula, formula, domain, **options)

    # Large errors that cancel in both gradients: whole numbers, which 32-bit floats add exactly.
    # The error itself, about 1e12, is then too large for differences to show its slope.
    signs = torch.tensor([[1.0], [-1.0], [-1.0], [1.0]])
    x = torch.tensor([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    small = torch.tensor([[3.0], [1.0], [-2.0], [4.0]])
    t = -(2.0**20) * signs - small
    w, b = torch.zeros(2, 1), torch.zeros(1)
    pair = probe(without_autograd, gradient_by_formula, x, t, w, b)
    check_pair("gradient_by_formula of large errors that cancel", pair, "a pair")
    for what, gradient, right in zip("wb", pair, formula(x, t, w, b), strict=True):
        name = f"the gradient of {what}, where large errors cancel"
        check_close(name, gradient, right, rtol=1e-2, atol=1e-3, hint="autograd-differences")

    # A large error of a sample without inputs, which no weight can change: differences of the
    # error, about 1e23, do not show the slope, however wide they are.
    x = torch.cat([torch.zeros(1, 2), x])
    t = torch.cat([torch.tensor([[2.0**40]]), small])
    pair = probe(without_autograd, gradient_by_formula, x, t, w, b)
    check_pair("gradient_by_formula of an error that no weight changes", pair, "a pair")
    for what, gradient, right in zip("wb", pair, formula(x, t, w, b), strict=True):
        name = f"the gradient of {what}, where one error is large"
        check_close(name, gradient, right, rtol=1e-2, atol=1e-3, hint="autograd-differences")


check_autograd_hidden()
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## 10. Essay: `backprop_essay` (6 points)
#
# A network 784 -> 100 -> 10 has 79,510 parameters. Answer in 10 to 15 sentences:
#
# 1. What does back propagation compute, and from what?
# 2. How does it get it? Name the chain rule, the local derivatives, and what has to be
#    kept from the forward pass.
# 3. Why are networks not trained with numerical differentiation? Compare the cost for
#    the network above, in forward passes, and the accuracy (what is lost by
#    **cancellation**).
# 4. What is numerical differentiation still good for?
#
# %% [markdown] lang="ja"
# ## 10. 記述：`backprop_essay`（6点）
#
# 784 -> 100 -> 10のネットワークには、パラメータが79,510個あります。
# 次の問いに10文から15文で答えてください。
#
# 1. 誤差逆伝播法は、何から何を計算するのでしょうか。
# 2. どのように計算するのでしょうか。連鎖律と局所的な微分に触れてください。
#    順伝播のとき何を残しておくかも述べてください。
# 3. なぜ数値微分で学習させないのでしょうか。
#    上のネットワークについて、順伝播の回数で計算量を比べ、数値の正確さも比べてください。
#    引き算で正しい桁が失われること（**桁落ち**）にも触れてください。
# 4. それでも数値微分が役に立つのはどのようなときでしょうか。
#
# %% [markdown] role="rubric" item="backprop_essay"
# **6 points / 6点**: what is computed 1, how 2, cost 1, accuracy 1, use of numerical
# differentiation 1.
# 何を計算するか1点、どのように2点、計算量1点、精度1点、数値微分の使い道1点。
# ### BEGIN MARK SCHEME
# | points | for |
# |---|---|
# | 1 | The gradient: the derivative of the loss (one number) with respect to every parameter, at the present parameters and for the present batch. Not the update itself. |
# | 1 | The chain rule, from the loss backwards: each node multiplies the derivative that arrives by its own local derivative and passes it on; paths that meet again are added. |
# | 1 | The values of the forward pass (inputs of each layer, outputs of activations) are kept, since the local derivatives need them; intermediate derivatives are computed once and used for all parameters before them. |
# | 1 | Cost: numerical differentiation needs one or two forward passes per parameter and step, here 79,511 (one-sided) or 159,020 (two-sided); back propagation costs about as much as one to three forward passes, whatever the number of parameters. |
# | 1 | Accuracy: numerical differentiation has a truncation error (step too large) and cancellation (step too small, worse in float32); back propagation is exact but for rounding. |
# | 1 | Checking a gradient that was derived or programmed by hand, on a small network; or functions whose derivative is not to be had. |
#
# Half points are possible. A wrong claim, such as "backward moves the weights", costs
# the point it belongs to.
#
# | 点 | 内容 |
# |---|---|
# | 1 | 勾配。いまのパラメータとバッチにおける、損失（1つの数）の各パラメータによる微分です。更新そのものではありません。 |
# | 1 | 損失から後ろ向きの連鎖律。各ノードは届いた微分に自分の局所的な微分を掛けて渡します。合流する経路では足し合わせます。 |
# | 1 | 順伝播の値（各層の入力、活性化関数の出力）を残します。局所的な微分に必要だからです。途中の微分は一度だけ計算し、手前のすべてのパラメータに使います。 |
# | 1 | 計算量。数値微分は1回の更新に、パラメータごとに1回か2回の順伝播が必要です。ここでは片側で79,511回、両側で159,020回です。逆伝播はパラメータの数によらず、順伝播の1回から3回分ほどです。 |
# | 1 | 精度。数値微分には打ち切り誤差（刻みが大きいとき）と桁落ち（刻みが小さいとき、float32で顕著）があります。逆伝播は丸め誤差を除いて正確です。 |
# | 1 | 手で求めた、または書いた勾配を、小さなネットワークで確かめるとき。あるいは微分を式で書けない関数のとき。 |
#
# 半点も可とします。「backwardが重みを動かす」のような誤りがあれば、対応する点を与えません。
# ### END MARK SCHEME

# %% [markdown] role="essay" item="backprop_essay" points=6
# **English.** Back propagation computes the gradient: the derivative of the loss, a
# single number, with respect to each of the 79,510 parameters, for the present
# parameters and the present batch. It does not change the parameters; that is the
# optimizer's task.
#
# It applies the chain rule along the computational graph, from the loss back to the
# inputs. Each node takes the derivative of the loss with respect to its output,
# multiplies it by its own local derivative, and passes the products on to its inputs
# and parameters. Where a value was used twice, the contributions are added. The local
# derivatives depend on the values of the forward pass, such as a layer's inputs, so
# these are kept. Each intermediate derivative is computed once and serves all
# parameters before it.
#
# Numerical differentiation moves one parameter at a time and computes the loss anew.
# For one gradient that takes 79,511 forward passes with one-sided differences, or
# 159,020 with two-sided ones, at every update. Back propagation costs about twice a
# forward pass, whatever the number of parameters. It is also more accurate: a large
# step gives a truncation error, a small step makes nearly equal numbers cancel, which
# is severe with 32-bit floats, while back propagation is exact but for rounding.
#
# Numerical differentiation is still good for checking a gradient that was programmed by
# hand, with a small network and 64-bit floats.
#
# **日本語。** 逆伝播は勾配を計算します。
# 勾配とは、いまのパラメータといまのバッチにおける、損失という1つの数の、79,510個の各パラメータによる微分です。
# パラメータを変えるのは逆伝播ではなく、最適化手法の仕事です。
#
# 計算グラフに沿って、損失から入力へと連鎖律を使います。
# 各ノードは、自分の出力による損失の微分を受け取り、自分の局所的な微分を掛けて、入力とパラメータに渡します。
# 2か所で使われた値については、届いた分を足し合わせます。
# 局所的な微分は層の入力など順伝播の値で決まるので、その値を残しておきます。
# 途中の微分は一度だけ計算し、それより手前のすべてのパラメータに使います。
#
# 数値微分では、パラメータを1つずつ動かし、そのたびに損失を計算し直します。
# 1回の更新の勾配に、片側差分で79,511回、両側差分で159,020回の順伝播が必要です。
# 逆伝播の計算量は、パラメータの数によらず順伝播の2倍ほどです。
# 精度の面でも逆伝播が優れています。
# 数値微分は、刻みが大きいと打ち切り誤差が出ます。
# 刻みが小さいと近い数の引き算で桁落ちが起こり、32ビットではそれが深刻です。
# 逆伝播は丸め誤差を除いて正確です。
#
# 数値微分は、手で書いた勾配を確かめるのに役立ちます。
# 小さなネットワークと64ビットの数で行います。

# %% [markdown] lang="en"
# ## Before you submit
#
# 1. Restart the kernel and run all cells; the notebook has to run from top to bottom.
# 2. Press **Validate**: every visible check has to pass.
# 3. Save and submit. The hidden checks test the same demands on other inputs.
#
# You can now build a network, train it with any optimizer, judge it on data it has not
# seen, and say what `backward()` does. The next lesson uses all of it on pictures of
# digits.
#
# %% [markdown] lang="ja"
# ## 提出の前に
#
# 1. カーネルを再起動し、すべてのセルを上から実行してください。
# 2. **Validate** を押し、見えているチェックがすべて通ることを確かめてください。
# 3. 保存して提出してください。隠れたチェックは、同じ条件を別の入力で確かめます。
#
# これで、ネットワークを組み立て、さまざまな最適化手法で学習させ、学習に使っていないデータで評価できます。
# `backward()` の働きも説明できます。次のレッスンでは、これらをすべて手書き数字の画像に使います。
#
