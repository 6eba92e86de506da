# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] lang="en"
# # Exercise 02: the perceptron
#
# 40 points. After this exercise you can
#
# - **build** a node of a computational graph with a forward and a backward pass,
# - **write** the simple perceptron, its loss function and its training loop,
# - **train** it on real data, with and without scaling, and read its weights aloud,
# - **explain** why scaling changes the way to the answer but not the answer,
# - **combine** gates into one that no single perceptron can be.
#
# **How to work.** Replace each line `raise NotImplementedError()` by your code. Keep the
# names of functions, classes and parameters. Then run the cell, the trial below it and the check. The check says what it expected, what
# came and the likely cause. It gives a third of the points, rounded down. The rest comes
# from hidden checks, which try the same demands on other inputs.
#
# **Rules for all items.** Arrays are (samples, features): $k$ samples, $n$ inputs, $m$
# outputs. Numbers of Python and of NumPy are equally good, and so are lists, tuples and
# arrays. No function or method changes its arguments or a setting of the libraries; a
# new result is a new array, which no later call changes.
#
# %% [markdown] lang="ja"
# # 演習02：パーセプトロン
#
# 配点は40点です。この演習を終えると、次のことができます。
#
# - 順伝播と逆伝播をもつ計算グラフのノードを**作る**
# - 単純パーセプトロン、損失関数、学習のループを**書く**
# - 実際のデータで、スケーリングの有無を変えて**学習させ**、重みの意味を読む
# - スケーリングで変わるのは答えではなく道のりである、その理由を**説明する**
# - 1つのパーセプトロンでは作れないゲートを、ゲートを**組み合わせて**作る
#
# **進め方**：`raise NotImplementedError()` の行を自分のコードに置き換えてください。
# 関数、クラス、引数の名前は変えないでください。
# 次に、そのセル、下の試し用のセル、チェックの順に実行します。
# チェックは、正しい値、実際の値、考えられる原因を示します。
# 見えるチェックの配点は、その問題の3分の1（端数切り捨て）です。
# 残りは隠れたチェックの配点で、同じことを別の入力で確かめます。
#
# **全問に共通の約束**：配列は（サンプル、特徴量）の順です。
# サンプル数を$k$、入力数を$n$、出力数を$m$とします。
# 数値はPythonのものでもNumPyのものでもかまいません。リスト、タプル、配列も同じです。
# 関数やメソッドは、引数もライブラリの設定も書き換えません。
# 結果は新しい配列にしてください。あとの呼び出しで変わることもありません。
#
# %% role="setup"
import matplotlib.pyplot as plt
import numpy as np

from mlcourse.checks import (
    answered,
    check_agrees,
    check_close,
    check_equal,
    check_length,
    check_shape,
    check_type,
    domains,
    expect,
    probe,
)
from mlcourse.data import load_advertising
from mlcourse.figures.base import loss_curves, use_style

use_style()
table = load_advertising()
# thousands of dollars, (200, 3), and thousands of units, (200, 1)
inputs = table[["TV", "Radio", "Newspaper"]].to_numpy()
sales = table[["Sales"]].to_numpy()


# %% [markdown] lang="en"
# ## 1. A node that multiplies (3 points)
#
# Write the class `Multiply`, a node of a computational graph for $z = x\,y$.
#
# - `forward(x, y)` returns $z$ and keeps what `backward` will need.
# - `backward(g)` gets $g = \partial E / \partial z$, which arrives from the right. It
#   returns two values, in this order:
#
# $$ \frac{\partial E}{\partial x} = g\,\frac{\partial z}{\partial x}, \qquad
#    \frac{\partial E}{\partial y} = g\,\frac{\partial z}{\partial y}. $$
#
# `x`, `y` and `g` are three numbers, or three arrays of one shape; the results have
# that shape.
#
# **Worked number.** `forward(3, 5)` gives 15; then `backward(2)` gives (10, 6).
#
# The checks also try arrays, two nodes side by side (each keeps its own values), a second
# `backward` (it gives the same again) and a second `forward` (the last one counts).
#
# %% [markdown] lang="ja"
# ## 1. 乗算ノード（3点）
#
# クラス `Multiply` を書いてください。計算グラフで$z = x\,y$を計算するノードです。
#
# - `forward(x, y)` は$z$を返し、`backward` で使う値を保存します。
# - `backward(g)` は、右から届く$g = \partial E / \partial z$を受け取ります。
#   そして次の2つの値を、この順で返します。
#
# $$ \frac{\partial E}{\partial x} = g\,\frac{\partial z}{\partial x}, \qquad
#    \frac{\partial E}{\partial y} = g\,\frac{\partial z}{\partial y} $$
#
# `x`、`y`、`g` は3つの数か、同じ形状の3つの配列です。結果もその形状になります。
#
# **数値例**：`forward(3, 5)` は15です。続く `backward(2)` は(10, 6)です。
#
# チェックでは、配列や、並べて使う2つのノードも試します。
# 2つのノードが互いに影響しないようにしてください。
# 2回目の `backward` と `forward` も試します。`backward` は、続けて呼んでも同じ値を返します。
# `forward` を呼び直した後は、最後の `forward` に対応します。
#
# %% role="solution" item="multiply_node" points=3
class Multiply:
    """The node z = x * y of a computational graph."""

    def forward(self, x, y):
        """Multiply, and keep what `backward` needs.

        Parameters
        ----------
        x : number or numpy.ndarray of int or float, any shape
            A factor.
        y : number or numpy.ndarray of int or float, the shape of x
            The other factor.

        Returns
        -------
        z : float or array, shape of x
            The product.
        """
        ### BEGIN SOLUTION
        self.x, self.y = x, y
        return x * y
        ### END SOLUTION

    def backward(self, g):
        """Pass back what arrives from the right.

        Parameters
        ----------
        g : number or numpy.ndarray of int or float, the shape of x
            Derivative of the graph's last value with respect to z.

        Returns
        -------
        dx, dy : float or array, shape of x
            Derivatives of the graph's last value with respect to x and to y.
        """
        ### BEGIN SOLUTION
        return g * self.y, g * self.x
        ### END SOLUTION


# %% role="run"
node = Multiply()
print("forward: ", node.forward(3, 5))
print("backward:", node.backward(2))


# %% role="check" item="multiply_node"
def check_multiply_node():
    node = Multiply()
    z = node.forward(3, 5)
    check_close("node.forward(3, 5)", z, 15, mistakes={"node-adds": 8})
    gradients = node.backward(2)
    check_length("node.backward(2)", gradients, 2, hint="node-two")
    mistakes = {
        "node-own-factor": [6, 10],
        "node-forgets-g": [5, 3],
        "node-adds": [2, 2],
        "node-only-g-z": [30, 30],
    }
    name = "node.backward(2) after node.forward(3, 5)"
    check_close(name, gradients, [10, 6], mistakes=mistakes)


check_multiply_node()

# %% role="hidden" item="multiply_node"
check_close("Multiply().forward(3, 5)", Multiply().forward(3, 5), 15)


### BEGIN HIDDEN TESTS


def check_multiply_node_hidden():
    def run(Multiply, x, y, g):
        node, other = Multiply(), Multiply()
        results = {"node.forward(x, y)": node.forward(x, y)}
        results["other.forward(y, g)"] = other.forward(y, g)
        results["node.backward(g)"] = node.backward(g)
        results["node.backward(x), a second backward"] = node.backward(x)
        results["node.forward(g, x), a second forward"] = node.forward(g, x)
        results["node.backward(y) after it"] = node.backward(y)
        results["node.forward(7.0, -0.5)"] = node.forward(7.0, -0.5)
        results["node.backward(4.0)"] = node.backward(4.0)
        results["other.backward(g) after all this"] = other.backward(g)
        return results

    def right(x, y, g, back=lambda x, y, g: (g * y, g * x)):
        return {
            "node.forward(x, y)": x * y,
            "other.forward(y, g)": y * g,
            "node.backward(g)": back(x, y, g),
            "node.backward(x), a second backward": back(x, y, x),
            "node.forward(g, x), a second forward": g * x,
            "node.backward(y) after it": back(g, x, y),
            "node.forward(7.0, -0.5)": -3.5,
            "node.backward(4.0)": back(7.0, -0.5, 4.0),
            "other.backward(g) after all this": back(y, g, g),
        }

    def mistakes(x, y, g):
        return {
            "node-own-factor": right(x, y, g, lambda x, y, g: (g * x, g * y)),
            "node-forgets-g": right(x, y, g, lambda x, y, g: (y, x)),
        }

    factor = domains.Array("any", of="int or float", ends=(0, 1000))
    like_x = domains.Array("any", of="int or float", ends=(0, 1, 1000), like="x")
    domains.declare("Multiply.forward", {"x": factor, "y": like_x})
    domains.declare("Multiply.backward", {"g": like_x})
    check_agrees(
        "Multiply",
        Multiply,
        right,
        {"x": factor, "y": like_x, "g": like_x},
        run=run,
        call="x, y, g = {x}, {y}, {g}",
        hint="node-memory",
        mistakes=mistakes,
        new=True,
    )


check_multiply_node_hidden()


### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 2. What a price depends on (3 points)
#
# A shop charges
#
# $$ \text{price} = \text{unit price} \times \text{count} \times \text{tax}. $$
#
# Write `price_gradients(unit_price, count, tax)`. Build the graph from two `Multiply`
# nodes, run it forward, then send 1 back from the price. Return four numbers, in this
# order: the price and its derivatives with respect to unit price, count and tax.
#
# The unit price (yen) and the count (2, or 0.5 of a kilogram) are 0 or more. The tax
# factor is 1 or more: 1.1 means 10 %. The nodes are asked for, not checked.
#
# **Worked number.** `price_gradients(100, 2, 1.1)` gives (220, 2.2, 110, 200). One yen
# more on the unit price costs 2.2 yen more.
#
# %% [markdown] lang="ja"
# ## 2. 価格は何で決まるか（3点）
#
# ある店の価格は次の式で決まります。
#
# $$ \text{価格} = \text{単価} \times \text{個数} \times \text{税} $$
#
# `price_gradients(unit_price, count, tax)` を書いてください。
# 2つの `Multiply` ノードでグラフを作り、順に計算します。次に、価格の側から1を逆向きに送ります。
# 価格と、単価、個数、税についての微分の4つを、この順で返してください。
#
# 単価（円）と個数は0以上です。個数は、0.5キログラムのような小数のこともあります。税は1以上の倍率で、1.1は10%を表します。
# ノードを使ってほしいところですが、使ったかどうかはチェックしません。
#
# **数値例**：`price_gradients(100, 2, 1.1)` は(220, 2.2, 110, 200)です。
# 単価が1円上がると、価格は2.2円上がります。
#
# %% role="solution" item="price_gradients" points=3
def price_gradients(unit_price, count, tax):
    """Compute a price and what it depends on, by forward and back propagation.

    Parameters
    ----------
    unit_price : float, >= 0
        Price of one piece in yen.
    count : float, >= 0
        Number of pieces, whole or not.
    tax : float, >= 1
        Tax factor (1.1 for 10 %).

    Returns
    -------
    price : float
        In yen.
    d_unit_price, d_count, d_tax : float
        Derivatives of the price with respect to each input.
    """
    ### BEGIN SOLUTION
    goods = Multiply()
    taxed = Multiply()
    price = taxed.forward(goods.forward(unit_price, count), tax)
    d_goods, d_tax = taxed.backward(1)
    d_unit_price, d_count = goods.backward(d_goods)
    return price, d_unit_price, d_count, d_tax
    ### END SOLUTION


# %% role="run"
print("price and derivatives:", np.round(price_gradients(100, 2, 1.1), 6))
print("price at a unit price of 101:", round(price_gradients(101, 2, 1.1)[0], 6))


# %% role="check" item="price_gradients"
def check_price_gradients():
    result = price_gradients(100, 2, 1.1)
    check_length("price_gradients(100, 2, 1.1)", result, 4, hint="price-four")
    mistakes = {
        "price-derivatives-swapped": [220, 110, 2.2, 200],
        "price-tax-not-passed": [220, 2, 100, 200],
        "price-starts-from-price": [220, 484, 24200, 44000],
    }
    name = "price_gradients(100, 2, 1.1)"
    check_close(name, result, [220, 2.2, 110, 200], mistakes=mistakes)


check_price_gradients()

# %% role="hidden" item="price_gradients"
check_length("price_gradients(100, 2, 1.1)", price_gradients(100, 2, 1.1), 4)


### BEGIN HIDDEN TESTS


def check_price_gradients_hidden():
    def right(unit_price, count, tax):
        return unit_price * count * tax, count * tax, unit_price * tax, unit_price * count

    def mistakes(unit_price, count, tax):
        price, d_price, d_count, d_tax = right(unit_price, count, tax)
        return {
            "price-derivatives-swapped": (price, d_count, d_price, d_tax),
            "price-tax-not-passed": (price, count, unit_price, d_tax),
        }

    domain = {
        "unit_price": domains.Number(">= 0", draw=(0, 500), ends=(0, 1, 1e6)),
        "count": domains.Number(">= 0", draw=(0, 20), ends=(0, 0.5, 1, 1e6)),
        "tax": domains.Number(">= 1", draw=(1, 2), ends=(1, 1.1, 25)),
    }
    options = {"hint": "price-division", "mistakes": mistakes}
    check_agrees("price_gradients", price_gradients, right, domain, **options)


check_price_gradients_hidden()


### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 3. The perceptron (6 points)
#
# Write the class `Perceptron`, a layer of $m$ outputs over $n$ inputs that learns.
#
# - `Perceptron(n_inputs, n_outputs, lr, rng)` draws its start from the generator `rng`:
#   first `w`, shape ($n$, $m$), then `b`, shape ($m$,), each by one
#   `rng.standard_normal(...)`.
# - `forward(x)`, x of shape ($k$, $n$), returns $y = x\,w + b$, shape ($k$, $m$).
# - `backward(g)`, g of shape ($k$, $m$), belongs to the last `forward`. Row $i$ of g is
#   the gradient of sample $i$'s loss with respect to its outputs. The update takes the
#   mean over the samples, once, here:
#
# $$ w \leftarrow w - \frac{\eta}{k}\, x^\top g, \qquad
#    b_j \leftarrow b_j - \frac{\eta}{k} \sum_{i=1}^{k} g_{ij}. $$
#
# It returns $g\,w^\top$, shape ($k$, $n$), with the `w` from **before** the update: the
# gradient with respect to x, for whatever stands to the left.
#
# `w` and `b` are public: the checks read them and set them to other arrays of floats.
# Each perceptron keeps its own values.
#
# **Worked number.** With $w = (0.5, -1)^\top$, $b = 0.25$, lr 0.1 and the inputs
# (1, 2), (3, 4), (5, 0), `forward` gives −1.25, −2.25, 2.75. With g = 3, −3, 6,
# `backward` moves $w$ to (−0.3, −0.8) and $b$ to 0.05. It returns (1.5, −3), (−1.5, 3), (3, −6).
#
# %% [markdown] lang="ja"
# ## 3. パーセプトロン（6点）
#
# クラス `Perceptron` を書いてください。$n$個の入力から$m$個の出力を作り、学習する層です。
#
# - `Perceptron(n_inputs, n_outputs, lr, rng)` は、乱数生成器 `rng` から初期値を引きます。
#   先に形状($n$, $m$)の `w`、次に形状($m$,)の `b` です。
#   それぞれ `rng.standard_normal(...)` を1回使います。
# - `forward(x)` は形状($k$, $n$)のxを受け取り、$y = x\,w + b$を返します。
#   形状は($k$, $m$)です。
# - `backward(g)` は、最後の `forward` に対応します。gの形状は($k$, $m$)です。
#   gの第$i$行は、サンプル$i$の損失をその出力で微分した勾配です。
#   サンプルについての平均は、ここで1回だけ取ります。更新は次の式で行います。
#
# $$ w \leftarrow w - \frac{\eta}{k}\, x^\top g, \qquad
#    b_j \leftarrow b_j - \frac{\eta}{k} \sum_{i=1}^{k} g_{ij} $$
#
# 戻り値は、**更新前**の `w` による$g\,w^\top$で、形状は($k$, $n$)です。
# これはxについての勾配で、左側の層へ渡します。
#
# `w` と `b` は公開します。チェックはこれらを読み、別のfloatの配列を代入します。
# 複数のパーセプトロンが互いに影響しないようにしてください。
#
# **数値例**：$w = (0.5, -1)^\top$、$b = 0.25$、学習率0.1とします。
# 入力が(1, 2)、(3, 4)、(5, 0)なら、`forward` は−1.25、−2.25、2.75です。
# gが3、−3、6なら、`backward` で$w$は(−0.3, −0.8)、$b$は0.05になります。
# 戻り値は(1.5, −3)、(−1.5, 3)、(3, −6)です。
#
# %% role="solution" item="perceptron" points=6
class Perceptron:
    """A layer y = x w + b that learns by gradient descent.

    Parameters
    ----------
    n_inputs : int, >= 1
        Number of inputs n.
    n_outputs : int, >= 1
        Number of outputs m.
    lr : float, > 0
        Learning rate.
    rng : numpy.random.Generator
        Draws the start: first `w`, then `b`, standard normal.

    Attributes
    ----------
    w : numpy.ndarray of float, shape (n, m)
        Weights.
    b : numpy.ndarray of float, shape (m,)
        Biases.
    """

    def __init__(self, n_inputs, n_outputs, lr, rng):
        ### BEGIN SOLUTION
        self.w = rng.standard_normal((n_inputs, n_outputs))
        self.b = rng.standard_normal(n_outputs)
        self.lr = lr
        ### END SOLUTION

    def forward(self, x):
        """Compute the outputs.

        Parameters
        ----------
        x : numpy.ndarray of float, shape (k, n)
            Inputs, a row per sample; k is 1 or more.

        Returns
        -------
        y : array of float, shape (k, m)
            Outputs, a row per sample.
        """
        ### BEGIN SOLUTION
        self.x = x
        return x @ self.w + self.b
        ### END SOLUTION

    def backward(self, g):
        """Update `w` and `b` by the batch mean and pass the gradient on.

        Parameters
        ----------
        g : numpy.ndarray of float, shape (k, m)
            Row i is the gradient of sample i's loss with respect to its outputs.

        Returns
        -------
        dx : array of float, shape (k, n)
            Row i is the gradient of sample i's loss with respect to its inputs.
        """
        ### BEGIN SOLUTION
        dx = g @ self.w.T
        self.w = self.w - self.lr * self.x.T @ g / len(g)
        self.b = self.b - self.lr * g.mean(axis=0)
        return dx
        ### END SOLUTION


# %% role="run"
p = Perceptron(2, 1, 0.1, np.random.default_rng(0))
p.w, p.b = np.array([[0.5], [-1.0]]), np.array([0.25])
print("y =", np.ravel(p.forward(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 0.0]]))))
print("dx =", np.array(p.backward(np.array([[3.0], [-3.0], [6.0]]))).tolist())
print("w =", np.ravel(p.w).round(6), " b =", np.ravel(p.b).round(6))


# %% role="check" item="perceptron"
def check_perceptron():
    p = Perceptron(2, 1, 0.1, np.random.default_rng(0))
    check_shape("w of Perceptron(2, 1, ...)", p.w, (2, 1), hint="perceptron-w-shape")
    check_shape("b of Perceptron(2, 1, ...)", p.b, (1,), hint="perceptron-b-shape")

    p.w, p.b = np.array([[0.5], [-1.0]]), np.array([0.25])
    y = p.forward(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 0.0]]))
    mistakes = {"perceptron-no-bias": [[-1.5], [-2.5], [2.5]]}
    name = "forward(x) of the worked example"
    check_close(name, y, [[-1.25], [-2.25], [2.75]], mistakes=mistakes)

    dx = p.backward(np.array([[3.0], [-3.0], [6.0]]))
    mistakes = {
        "perceptron-sum": [[-1.9], [-0.4]],
        "perceptron-uphill": [[1.3], [-1.2]],
        "perceptron-lr-forgotten": [[-7.5], [1.0]],
        "perceptron-not-updated": [[0.5], [-1.0]],
    }
    name = "w after backward(g) of the worked example"
    check_close(name, p.w, [[-0.3], [-0.8]], mistakes=mistakes)
    mistakes = {
        "perceptron-sum": [-0.35],
        "perceptron-uphill": [0.45],
        "perceptron-lr-forgotten": [-1.75],
        "perceptron-not-updated": [0.25],
    }
    name = "b after backward(g) of the worked example"
    check_close(name, p.b, [0.05], mistakes=mistakes)
    mistakes = {"perceptron-new-w": [[-0.9, -2.4], [0.9, 2.4], [-1.8, -4.8]]}
    name = "backward(g) of the worked example"
    check_close(name, dx, [[1.5, -3.0], [-1.5, 3.0], [3.0, -6.0]], mistakes=mistakes)


check_perceptron()

# %% role="hidden" item="perceptron"
check_shape("w", Perceptron(2, 1, 0.1, np.random.default_rng(0)).w, (2, 1))


### BEGIN HIDDEN TESTS
def check_perceptron_hidden():
    import copy

    for n, m, seed in ((3, 1, 7), (2, 3, 8)):
        p = Perceptron(n, m, 0.1, np.random.default_rng(seed))
        rng = np.random.default_rng(seed)
        w, b = rng.standard_normal((n, m)), rng.standard_normal(m)
        rng = np.random.default_rng(seed)
        b_first = rng.standard_normal(m)
        mistakes = {"perceptron-b-first": rng.standard_normal((n, m))}
        name = f"of Perceptron({n}, {m}, 0.1, rng)"
        check_close(f"w {name}", p.w, w, hint="perceptron-rng", mistakes=mistakes)
        mistakes = {"perceptron-b-first": b_first, "perceptron-b-zero": np.zeros(m)}
        check_close(f"b {name}", p.b, b, hint="perceptron-rng", mistakes=mistakes)

    def run(Perceptron, n_inputs, n_outputs, lr, rng, w, b, x, g):
        import copy

        p = Perceptron(n_inputs, n_outputs, lr, rng)
        results = {"w as drawn": p.w.copy(), "b as drawn": p.b.copy()}
        other = Perceptron(n_inputs, n_outputs, 10 * lr, copy.deepcopy(rng))
        p.w, p.b = w.copy(), b.copy()
        batches = (x, g, ", first step"), (x, g, ", second step"), (x[:1], g[:1], " of one row")
        for x, g, which in batches:
            p.forward(x - 1.0)  # the last forward counts
            results[f"forward(x){which}"] = p.forward(x)
            other.forward(x + 1.0)
            results[f"backward(g){which}"] = p.backward(g)
            results[f"w after backward(g){which}"] = p.w.copy()
            results[f"b after backward(g){which}"] = p.b.copy()
        results["w of the next one that rng draws"] = Perceptron(n_inputs, n_outputs, lr, rng).w
        return results

    def right(n_inputs, n_outputs, lr, rng, w, b, x, g, update=None):
        update = update or (lambda w, x, g: (x.T @ g / len(x), g.mean(axis=0)))
        rng = copy.deepcopy(rng)
        results = {"w as drawn": rng.standard_normal((n_inputs, n_outputs))}
        results["b as drawn"] = rng.standard_normal(n_outputs)
        batches = (x, g, ", first step"), (x, g, ", second step"), (x[:1], g[:1], " of one row")
        for x, g, which in batches:
            results[f"forward(x){which}"] = x @ w + b
            results[f"backward(g){which}"] = g @ w.T
            dw, db = update(w, x, g)
            w, b = w - lr * dw, b - lr * db
            results[f"w after backward(g){which}"] = w
            results[f"b after backward(g){which}"] = b
        results["w of the next one that rng draws"] = rng.standard_normal((n_inputs, n_outputs))
        return results

    def mistakes(lr, **case):
        def mean_of_all(w, x, g):
            return x.T @ g / g.size, g.mean(axis=0) / g.shape[1]

        return {
            "perceptron-sum": right(lr=lr, **case, update=lambda w, x, g: (x.T @ g, g.sum(axis=0))),
            "perceptron-uphill": right(lr=-lr, **case),
            "perceptron-lr-forgotten": right(lr=1.0, **case),
            "perceptron-lr-fixed": right(lr=0.1, **case),
            "perceptron-mean-over-all": right(lr=lr, **case, update=mean_of_all),
        }

    domain = {
        "n_inputs": domains.Length("n"),
        "n_outputs": domains.Length("m"),
        "lr": domains.Number("> 0", draw=(0.01, 1), ends=(1e-3, 1, 10)),
        "rng": domains.Line(
            "numpy.random.Generator",
            "np.random.default_rng({seed})",
            methods=("standard_normal",),
            seed=domains.Whole(),
        ),
        "w": domains.Array("(n, m)", ends=(0, 1e3)),
        "b": domains.Array("(m,)", ends=(0, -1e3)),
        "x": domains.Array("(k, n)", ends=(0, 1, -1e4)),
        "g": domains.Array("(k, m)", ends=(0, 1e4)),
    }
    domains.declare("Perceptron.__init__", {name: domain[name] for name in list(domain)[:4]})
    domains.declare("Perceptron.forward", {"x": domain["x"]})
    domains.declare("Perceptron.backward", {"g": domain["g"]})
    call = "p = Perceptron({n_inputs}, {n_outputs}, {lr}, {rng}), p.w, p.b = {w}, {b}, "
    call += "x, g = {x}, {g}"
    options = {"run": run, "call": call, "mistakes": mistakes, "may_change": ("rng",), "new": True}
    check_agrees("Perceptron", Perceptron, right, domain, number=60, **options)


check_perceptron_hidden()
### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 4. Mean squared error (3 points)
#
# Write the class `MeanSquaredError` for one output ($m = 1$).
#
# - `forward(y, t)`, both of shape ($k$, 1), returns one number, the mean of the squared
#   errors:
#
# $$ E = \frac{1}{k} \sum_{i=1}^{k} (y_i - t_i)^2. $$
#
# - `backward()` returns, for the last `forward`, the gradient **per sample**, shape
#   ($k$, 1). In row $i$ stands the derivative of sample $i$'s own error $(y_i - t_i)^2$
#   with respect to $y_i$. It is neither summed nor averaged: the perceptron's update
#   takes the mean.
#
# **Worked number.** For y = 3, 5, 1, 4 and t = 1, 6, 2, 4, `forward` gives 1.5 and
# `backward` gives 4, −2, −2, 0.
#
# Two objects side by side keep their own values, and a second `backward` gives the same
# again.
#
# %% [markdown] lang="ja"
# ## 4. 平均二乗誤差（3点）
#
# クラス `MeanSquaredError` を書いてください。出力は1つ（$m = 1$）とします。
#
# - `forward(y, t)` は、形状($k$, 1)の2つの配列を受け取り、1つの数を返します。
#   それは、次の式の二乗誤差の平均です。
#
# $$ E = \frac{1}{k} \sum_{i=1}^{k} (y_i - t_i)^2 $$
#
# - `backward()` は、最後の `forward` に対する**サンプルごと**の勾配を返します。
#   形状は($k$, 1)です。第$i$行は、サンプル$i$の誤差$(y_i - t_i)^2$を$y_i$で微分した値です。
#   和も平均も取りません。平均は、パーセプトロンの更新で取ります。
#
# **数値例**：yが3、5、1、4、tが1、6、2、4なら、`forward` は1.5です。
# `backward` は4、−2、−2、0です。
#
# 2つのオブジェクトを並べて使っても、互いに影響しないようにしてください。
# `backward` は、続けて呼んでも同じ値を返します。
#
# %% role="solution" item="mean_squared_error" points=3
class MeanSquaredError:
    """Mean squared error of one output, with its backward pass."""

    def forward(self, y, t):
        """Compute the loss.

        Parameters
        ----------
        y : numpy.ndarray of float, shape (k, 1)
            Outputs.
        t : numpy.ndarray of float, shape (k, 1)
            Targets.

        Returns
        -------
        loss : float
            The mean of the squared errors, 0 or more, in squared units of t.
        """
        ### BEGIN SOLUTION
        self.error = y - t
        return (self.error**2).mean()
        ### END SOLUTION

    def backward(self):
        """Compute the gradient per sample, for the last `forward`.

        Returns
        -------
        g : array of float, shape (k, 1)
            Row i is the derivative of sample i's squared error with respect to y[i].
        """
        ### BEGIN SOLUTION
        return 2 * self.error
        ### END SOLUTION


# %% role="run"
loss_function = MeanSquaredError()
y = np.array([[3.0], [5.0], [1.0], [4.0]])
t = np.array([[1.0], [6.0], [2.0], [4.0]])
print("loss:", loss_function.forward(y, t))
print("gradient per sample:", np.ravel(loss_function.backward()))


# %% role="check" item="mean_squared_error"
def check_mean_squared_error():
    loss_function = MeanSquaredError()
    y = np.array([[3.0], [5.0], [1.0], [4.0]])
    t = np.array([[1.0], [6.0], [2.0], [4.0]])
    loss = loss_function.forward(y, t)
    mistakes = {
        "mse-class-sum": 6.0,
        "mse-class-half": 0.75,
        "mse-class-absolute": 1.0,
        "mse-class-root": np.sqrt(1.5),
        "mse-class-rows": [[4.0], [1.0], [1.0], [0.0]],
    }
    check_close("forward(y, t)", loss, 1.5, mistakes=mistakes)
    mistakes = {
        "mse-class-averaged": [[1.0], [-0.5], [-0.5], [0.0]],
        "mse-class-sign": [[-4.0], [2.0], [2.0], [0.0]],
        "mse-class-two": [[2.0], [-1.0], [-1.0], [0.0]],
        "mse-class-one-gradient": 0.0,
    }
    expected = [[4.0], [-2.0], [-2.0], [0.0]]
    check_close("backward()", loss_function.backward(), expected, mistakes=mistakes)


check_mean_squared_error()

# %% role="hidden" item="mean_squared_error"
check_close("loss", MeanSquaredError().forward(np.array([[3.0]]), np.array([[1.0]])), 4)


### BEGIN HIDDEN TESTS


def check_mean_squared_error_hidden():
    def run(MeanSquaredError, y, t):
        loss_function, other = MeanSquaredError(), MeanSquaredError()
        results = {"forward(y, t)": loss_function.forward(y, t)}
        results["other.forward(2 * t, y)"] = other.forward(2 * t, y)
        results["backward()"] = loss_function.backward()
        results["backward(), the second time"] = loss_function.backward()
        results["forward(t[:1], y[:1])"] = loss_function.forward(t[:1], y[:1])
        results["backward() after it"] = loss_function.backward()
        results["other.backward()"] = other.backward()
        return results

    def right(y, t):
        return {
            "forward(y, t)": ((y - t) ** 2).mean(),
            "other.forward(2 * t, y)": ((2 * t - y) ** 2).mean(),
            "backward()": 2 * (y - t),
            "backward(), the second time": 2 * (y - t),
            "forward(t[:1], y[:1])": ((t[0] - y[0]) ** 2).sum(),
            "backward() after it": 2 * (t[:1] - y[:1]),
            "other.backward()": 2 * (2 * t - y),
        }

    def judge(call, results, expected):
        for name, value in expected.items():
            mistakes, near = {}, 1e-8 + 1e-6 * np.abs(value)
            actual = results[name]
            plain = isinstance(actual, float | np.ndarray) and np.shape(actual) == np.shape(value)
            if plain and (np.abs(actual - value) <= near).all():
                continue
            if "backward" in name:
                mistakes = {
                    "mse-class-averaged": value / len(value),
                    "mse-class-sign": -value,
                    "mse-class-two": value / 2,
                }
            elif name == "forward(y, t)":
                k = len(expected["backward()"])
                mistakes = {"mse-class-sum": value * k, "mse-class-half": value / 2}
            hint = "mse-class-memory"
            check_close(f"{call}: {name}", actual, value, hint=hint, mistakes=mistakes)

    column = domains.Array("(k, 1)", ends=(0, 1, -1000))
    domains.declare("MeanSquaredError.forward", {"y": column, "t": column})
    domains.declare("MeanSquaredError.backward", {})
    options = {"run": run, "call": "y, t = {y}, {t}", "judge": judge, "new": True}
    domain = {"y": column, "t": column}
    check_agrees("MeanSquaredError", MeanSquaredError, right, domain, **options)


check_mean_squared_error_hidden()


### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 5. The training loop (3 points)
#
# Write `train(perceptron, loss_function, x, t, num_iterations)`. Each iteration makes
# exactly four calls, in this order, always with all samples:
#
# 1. the perceptron's `forward`,
# 2. the loss function's `forward`, whose result is recorded,
# 3. the loss function's `backward`,
# 4. the perceptron's `backward`, which is the update.
#
# Return the recorded losses, `num_iterations` numbers; 0 iterations give an empty list.
# All iterations are made, whatever the losses are: 0, the same again, infinity or nan.
#
# `train` relies on these two methods only, and the checks pass objects of their own
# that have them and write down each call.
#
# **Worked number.** x = 0, 1, 2, 3 as a column, t = 2x + 1, $w = b = 0$, lr 0.1: two
# iterations give the losses 21 and 0.535.
#
# %% [markdown] lang="ja"
# ## 5. 学習のループ（3点）
#
# `train(perceptron, loss_function, x, t, num_iterations)` を書いてください。
# 1回の反復で、次の4つをこの順に1回ずつ呼びます。いつも全サンプルを使います。
#
# 1. パーセプトロンの `forward`
# 2. 損失関数の `forward`（結果を記録します）
# 3. 損失関数の `backward`
# 4. パーセプトロンの `backward`（ここで更新されます）
#
# 記録した損失を返してください。個数は `num_iterations` です。0回なら空のリストです。
# 損失が0でも、前と同じでも、無限大やnanでも、最後まで繰り返します。
#
# `train` では、この2種類のメソッドだけを使ってください。
# チェックでは、同じメソッドをもち、呼び出しを記録する別のオブジェクトを渡します。
#
# **数値例**：xを0、1、2、3の列、tを2x + 1、$w = b = 0$、学習率を0.1とします。
# 2回の反復の損失は、21と0.535です。
#
# %% role="solution" item="train" points=3
def train(perceptron, loss_function, x, t, num_iterations):
    """Train on all samples at each iteration.

    Parameters
    ----------
    perceptron : object with forward(x) and backward(g)
        Is updated by its own `backward`.
    loss_function : object with forward(y, t) and backward()
        Measures the loss.
    x : numpy.ndarray of float, shape (k, n)
        Inputs.
    t : numpy.ndarray of float, shape (k, m)
        Targets.
    num_iterations : int, >= 0
        Number of updates; thousands of them, too.

    Returns
    -------
    losses : list of float, num_iterations entries
        The loss of each iteration, taken before its update.
    """
    ### BEGIN SOLUTION
    losses = []
    for _ in range(num_iterations):
        y = perceptron.forward(x)
        losses.append(loss_function.forward(y, t))
        perceptron.backward(loss_function.backward())
    return losses
    ### END SOLUTION


# %% role="run"
p = Perceptron(1, 1, 0.1, np.random.default_rng(0))
p.w, p.b = np.zeros((1, 1)), np.zeros(1)
x = np.array([[0.0], [1.0], [2.0], [3.0]])
losses = train(p, MeanSquaredError(), x, 2 * x + 1, 100)
print("first losses:", np.round(losses[:2], 6), f" last loss: {losses[-1]:.2g}")
print("w =", np.ravel(p.w).round(3), " b =", np.ravel(p.b).round(3))


# %% role="check" item="train"
def check_train():
    def record(train, x, t, num_iterations):
        import numpy as np

        calls = []

        class Recorder:
            def forward(self, x):
                calls.append("perceptron.forward")
                return x

            def backward(self, g):
                calls.append("perceptron.backward")
                return g

        class RecordedLoss:
            def forward(self, y, t):
                calls.append("loss_function.forward")
                return float(np.abs(np.asarray(y) - t).mean())

            def backward(self):
                calls.append("loss_function.backward")
                return t

        return train(Recorder(), RecordedLoss(), x, t, num_iterations), calls

    x, t = np.array([[1.0], [2.0], [6.0]]), np.array([[0.0], [4.0], [3.0]])
    losses, calls = probe(record, train, x, t, 2)
    check_length("train(..., num_iterations=2)", losses, 2, hint="train-one-loss-each")
    once = "perceptron.forward, loss_function.forward, "
    once += "loss_function.backward, perceptron.backward"
    made = ", ".join(str(call) for call in calls)
    twice = f"{once}, {once}"
    check_equal("the calls in two iterations", made, twice, hint="train-order")
    check_close("train(..., num_iterations=2)", losses, [2.0, 2.0], hint="train-losses")


check_train()

# %% role="hidden" item="train"
check_length(
    "train(..., num_iterations=0)",
    train(Perceptron(3, 1, 0.1, np.random.default_rng(0)), MeanSquaredError(), inputs, sales, 0),
    0,
)


### BEGIN HIDDEN TESTS
def check_train_hidden():
    def run(train, x, t, script, num_iterations):
        import numpy as np

        calls = []

        class Recorder:
            factor = 4.0

            def forward(self, x):
                calls.append(("forward", np.array(x)))
                return self.factor * np.asarray(x)

            def backward(self, g):
                calls.append(("update", np.array(g)))
                self.factor = self.factor - 0.25
                return g

        class RecordedLoss:
            number = 0

            def forward(self, y, t):
                calls.append(("loss", np.array(y), np.array(t)))
                self.number += 1
                return script[(self.number - 1) % len(script)]

            def backward(self):
                calls.append(("back",))
                return np.full_like(t, self.number)

        recorder = Recorder()
        losses = train(recorder, RecordedLoss(), x, t, num_iterations)
        return losses, calls[:24], " ".join(name for name, *_ in calls), recorder.factor

    def right(x, t, script, num_iterations):
        return x, t, np.array([script[i % len(script)] for i in range(num_iterations)])

    def judge(call, result, expected):
        (losses, calls, names, factor), (x, t, right_losses) = result, expected
        num_iterations = len(right_losses)
        check_length(call, losses, num_iterations, hint="train-one-loss-each")
        wanted = " ".join(["forward loss back update"] * num_iterations)
        check_equal(f"the calls of {call}", names, wanted, hint="train-order")
        same = np.array_equal(np.asarray(losses, dtype=float), right_losses, equal_nan=True)
        values = {"expected": right_losses.tolist()[:5], "actual": list(losses)[:5]}
        expect(same, "train-other-losses", name=call, **values)
        check_close("the perceptron after the last update", factor, 4 - num_iterations / 4)
        hint = "train-wrong-argument"
        for iteration in range(min(num_iterations, 6)):
            forward, loss, _, update = calls[4 * iteration : 4 * iteration + 4]
            check_close("what the perceptron's forward got", forward[1], x, hint=hint)
            y = (4 - iteration / 4) * x
            check_close("y in the loss function's forward", loss[1], y, hint=hint)
            check_close("t in the loss function's forward", loss[2], t, hint=hint)
            g = np.full_like(t, iteration + 1)
            check_close("what the perceptron's backward got", update[1], g, hint=hint)

    def draw_script(rng, sizes):
        unusual = (0.0, np.nan, np.inf, 1.5, 1e-12, 1e12)
        return [float(rng.choice(unusual)) for _ in range(rng.integers(1, 4))]

    objects = {
        "perceptron": domains.Line(
            "object with forward(x) and backward(g)", methods=("forward", "backward")
        ),
        "loss_function": domains.Line(
            "object with forward(y, t) and backward()", methods=("forward", "backward")
        ),
    }
    domain = {
        "x": domains.Array("(k, n)", ends=(0, 1e4)),
        "t": domains.Array("(k, m)", ends=(0, -1e4)),
        "script": domains.Drawn("losses", draw_script),
        "num_iterations": domains.Whole(">= 0", draw=(0, 6), ends=(0, 1), once=(3000,)),
    }
    call = "train(p, l, {x}, {t}, {num_iterations}), l.forward gives {script} in turn"
    parameters = (*objects, "x", "t", "num_iterations")
    # Many samples, and losses that rise and fall again.
    many = {"x": domains.Code("np.linspace(0, 9, 260).reshape(130, 2)")}
    many |= {"t": domains.Code("np.linspace(1, 2, 130).reshape(130, 1)")}
    many |= {"script": [1.5, 1e12, 3.0], "num_iterations": 5}
    options = {"run": run, "parameters": parameters, "call": call, "number": 30, "also": (many,)}
    check_agrees("train", train, right, domain, judge=judge, **options)
    del domain["script"]
    domains.declare("train", objects | domain)


check_train_hidden()
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## 6. Advertising, as it is (3 points)
#
# The set-up cell has loaded what 200 markets spent on TV, Radio and Newspaper
# (`inputs`, shape (200, 3), thousands of dollars) and what they sold (`sales`, shape
# (200, 1), thousands of units).
#
# Train a `Perceptron` with three inputs and one output on `inputs` and `sales` **as
# they are**, without any scaling. Set
#
# - `perceptron_raw`: the trained perceptron, so its `w`, shape (3, 1), and `b`, shape
#   (1,), are in the units of the data,
# - `losses_raw`: the losses as `train` returns them.
#
# On the original table a learning rate of 3e-5 works and 3.4e-5 does not: the loss then
# grows beyond bounds. Some 100,000 iterations take a few seconds if `forward` and
# `backward` work on whole arrays. A further call of `train` carries on where the last
# one stopped.
#
# **What is demanded.**
#
# - The losses fall: the last is below the first.
# - The coefficient of determination on the loaded data, defined below, is at least
#   0.85. Least squares, the best possible, reaches 0.897. On other data than the
#   original table, 95 % of what least squares reaches will do, where that is less.
# - The last loss agrees with the mean squared error of the weights within 1 %.
#
# The checks look at the weights and the losses, not at the way to them.
#
# $$ R^2 = 1 - \frac{\sum_i (y_i - t_i)^2}{\sum_i (t_i - \bar{t})^2} $$
#
# **Worked number.** Predicting the mean of Sales for each market gives $R^2 = 0$ and a
# mean squared error of 27.09; $R^2 = 0.85$ then means a mean squared error of 4.06.
#
# %% [markdown] lang="ja"
# ## 6. Advertisingをそのまま学習する（3点）
#
# 最初のセルで、200の市場の広告費と売上を読み込みました。
# `inputs` はTV、Radio、Newspaperの広告費（千ドル）で、形状は(200, 3)です。
# `sales` は売上（千個）で、形状は(200, 1)です。
#
# 3入力1出力の `Perceptron` を、**そのままの** `inputs` と `sales` で学習させてください。
# スケーリングはしません。次の2つの変数を作ります。
#
# - `perceptron_raw`：学習後のパーセプトロン。
#   `w` は形状(3, 1)、`b` は形状(1,)で、データの単位での値です。
# - `losses_raw`：`train` が返す損失
#
# 元の表では、学習率3e-5ならうまくいきますが、3.4e-5では損失が限りなく大きくなります。
# `forward` と `backward` が配列全体を一度に計算するなら、100,000回ほどの反復は数秒で終わります。
# もう一度 `train` を呼ぶと、学習を続きから再開できます。
#
# **求めること**
#
# - 損失が減ること。つまり、最後の損失が最初より小さいこと。
# - 読み込んだデータでの決定係数（下の式）が、0.85以上であること。
#   最良の値は、最小二乗法の0.897です。
#   元の表でないデータでは、最小二乗法の値の95%が0.85より小さければ、そちらを基準にします。
# - 最後の損失が、重みから計算した平均二乗誤差と1%以内で一致すること。
#
# チェックは重みと損失だけを調べ、学習の手順までは調べません。
#
# $$ R^2 = 1 - \frac{\sum_i (y_i - t_i)^2}{\sum_i (t_i - \bar{t})^2} $$
#
# **数値例**：どの市場でも売上の平均を答えると、$R^2 = 0$、平均二乗誤差は27.09です。
# したがって、$R^2 = 0.85$は平均二乗誤差4.06に当たります。
#
# %% role="solution" item="advertising_raw" points=3
perceptron_raw = None
losses_raw = None
### BEGIN SOLUTION
perceptron_raw = Perceptron(3, 1, 3e-5, np.random.default_rng(0))
losses_raw = train(perceptron_raw, MeanSquaredError(), inputs, sales, 100_000)
### END SOLUTION

# %% role="run"
answered(perceptron_raw=perceptron_raw, losses_raw=losses_raw)

print("w (thousand units per 1,000 dollars):", np.ravel(perceptron_raw.w).round(4))
print("b (thousand units):", np.ravel(perceptron_raw.b).round(4))
print(f"R2: {1 - losses_raw[-1] / sales.var():.3f}")
fig, ax = plt.subplots()
ax.set(xscale="symlog", title=table.attrs["name"])
loss_curves(ax, {"raw": losses_raw}, log=True, ylabel="mean squared error")

# %% role="check" item="advertising_raw"
answered(perceptron_raw=perceptron_raw, losses_raw=losses_raw)


def check_advertising_raw():
    w, b = perceptron_raw.w, perceptron_raw.b
    check_shape("perceptron_raw.w", w, (3, 1), hint="advertising-shapes")
    check_shape("perceptron_raw.b", b, (1,), hint="advertising-shapes")
    check_type("losses_raw", losses_raw, (list, tuple, np.ndarray), "a list of losses")
    check_shape("losses_raw", losses_raw, (np.size(losses_raw),))
    losses = np.asarray(losses_raw, dtype=float)
    number = losses.size
    expect(number >= 2, "advertising-few-losses", name="losses_raw", number=number)
    expect(np.isfinite(losses).all(), "advertising-diverged", name="losses_raw")
    expect(
        losses[-1] < losses[0],
        "advertising-losses-rise",
        name="losses_raw",
        first=losses[0],
        last=losses[-1],
    )


check_advertising_raw()

# %% role="hidden" item="advertising_raw"
answered(perceptron_raw=perceptron_raw, losses_raw=losses_raw)


### BEGIN HIDDEN TESTS
def check_advertising_raw_hidden():
    check_shape("perceptron_raw.w", perceptron_raw.w, (3, 1), hint="advertising-shapes")
    check_shape("perceptron_raw.b", perceptron_raw.b, (1,), hint="advertising-shapes")
    w = np.asarray(perceptron_raw.w, dtype=float)
    b = np.asarray(perceptron_raw.b, dtype=float)
    finite = np.isfinite(w).all() and np.isfinite(b).all()
    expect(finite, "advertising-diverged", name="perceptron_raw")

    table = load_advertising()
    x, t = table[["TV", "Radio", "Newspaper"]].to_numpy(), table[["Sales"]].to_numpy()
    design = np.column_stack([x, np.ones(len(x))])
    best = ((design @ np.linalg.lstsq(design, t, rcond=None)[0] - t) ** 2).mean()
    best_r2 = 1 - best / t.var()
    # The suggested run (lr 3e-5, 100,000 iterations) gives 0.888, standard deviation
    # 0.0056 over 2,000 seeds, lowest 0.859: 6.8 of them above the threshold.
    wanted = min(0.85, 0.95 * best_r2)
    mse = ((x @ w + b - t) ** 2).mean()
    r2 = 1 - mse / t.var()
    expect(r2 >= 0, "advertising-other-units", r2=r2)
    expect(r2 >= wanted, "advertising-r2", wanted=wanted, r2=r2)

    check_type("losses_raw", losses_raw, (list, tuple, np.ndarray), "a list of losses")
    check_shape("losses_raw", losses_raw, (np.size(losses_raw),))
    losses = np.asarray(losses_raw, dtype=float)
    number = losses.size
    expect(number >= 2, "advertising-few-losses", name="losses_raw", number=number)
    agrees = bool(abs(losses[-1] - mse) <= 0.01 * mse)
    expect(agrees, "advertising-last-loss", name="losses_raw", last=losses[-1], mse=mse)


check_advertising_raw_hidden()
### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 7. Two ways to scale (4 points)
#
# Write `min_max(x)` and `standardize(x)` for x of shape ($k$, $n$). Both work column by
# column and return (scaled, offset, scale), of shapes ($k$, $n$), ($n$,) and ($n$,),
# such that
#
# $$ \text{scaled} = \frac{x - \text{offset}}{\text{scale}}. $$
#
# - `min_max`: each column's smallest value becomes 0 and its largest 1.
# - `standardize`: each column gets mean 0 and standard deviation 1, where the standard
#   deviation is the one with `ddof=0` (divide by $k$).
# - A constant column (all 5.0 or all 0.1, say) has nothing to scale: there both functions use the
#   scale 1, and the scaled column is all zeros. No warning may appear. With $k = 1$
#   every column is constant.
#
# **Worked number.** For the column 1, 3, 8: `min_max` has offset 1 and scale 7 and
# gives 0, 0.2857, 1. `standardize` has offset 4 and scale 2.9439 and gives −1.0190, −0.3397, 1.3587.
#
# %% [markdown] lang="ja"
# ## 7. 2つのスケーリング（4点）
#
# 形状($k$, $n$)のxに対する `min_max(x)` と `standardize(x)` を書いてください。
# どちらも列ごとに計算し、(scaled, offset, scale)を返します。
# 形状は($k$, $n$)、($n$,)、($n$,)で、次の式を満たします。
#
# $$ \text{scaled} = \frac{x - \text{offset}}{\text{scale}} $$
#
# - `min_max`（正規化）：各列の最小値が0、最大値が1になります。
# - `standardize`（標準化）：各列の平均が0、標準偏差が1になります。
#   標準偏差は `ddof=0`、つまり$k$で割るものです。
# - 値がすべて等しい列（たとえばすべて5.0やすべて0.1）では、どちらもscaleを1とします。
#   その列は0だけになります。警告を出してはいけません。
#   $k = 1$なら、どの列もこれに当たります。
#
# **数値例**：1、3、8という列を考えます。
# `min_max` ではoffsetが1、scaleが7で、結果は0、0.2857、1です。
# `standardize` ではoffsetが4、scaleが2.9439です。
# 結果は−1.0190、−0.3397、1.3587です。
#
# %% role="solution" item="scaling" points=4
def min_max(x):
    """Scale each column to the range from 0 to 1.

    Parameters
    ----------
    x : numpy.ndarray of float, shape (k, n)
        Any units, a column per feature.

    Returns
    -------
    scaled : array of float, shape (k, n)
        (x - offset) / scale, without unit, 0 to 1.
    offset : array of float, shape (n,)
        In the units of x.
    scale : array of float, shape (n,)
        In the units of x, above 0; 1 for a constant column.
    """
    ### BEGIN SOLUTION
    offset = x.min(axis=0)
    spread = x.max(axis=0) - offset
    scale = np.where(spread == 0, 1, spread)
    return (x - offset) / scale, offset, scale
    ### END SOLUTION


def standardize(x):
    """Scale each column to mean 0 and standard deviation 1.

    Parameters
    ----------
    x : numpy.ndarray of float, shape (k, n)
        Any units, a column per feature.

    Returns
    -------
    scaled : array of float, shape (k, n)
        (x - offset) / scale, without unit.
    offset : array of float, shape (n,)
        In the units of x.
    scale : array of float, shape (n,)
        In the units of x, above 0; 1 for a constant column.
    """
    ### BEGIN SOLUTION
    offset = x.mean(axis=0)
    # np.ptp is exactly 0 for equal values; a rounded mean can leave std at 1e-17
    scale = np.where(np.ptp(x, axis=0) == 0, 1, x.std(axis=0))
    return (x - offset) / scale, offset, scale
    ### END SOLUTION


# %% role="run"
for function in (min_max, standardize):
    print(f"{function.__name__}: scaled, offset, scale")
    print(*function(np.array([[1.0, 5.0], [3.0, 5.0], [8.0, 5.0]])), sep="\n")


# %% role="check" item="scaling"
def check_scaling():
    x = np.array([[1.0, -20.0], [3.0, 40.0], [8.0, 70.0]])
    deviation = x.std(axis=0, ddof=0)
    for name, result, offset, scale, whole, mistakes in (
        (
            "min_max(x)",
            min_max(x.copy()),
            np.array([1.0, -20.0]),
            np.array([7.0, 90.0]),
            x.min(),
            {"scaling-by-maximum": [8.0, 70.0]},
        ),
        (
            "standardize(x)",
            standardize(x.copy()),
            np.array([4.0, 30.0]),
            deviation,
            x.mean(),
            {"scaling-ddof": x.std(axis=0, ddof=1), "scaling-variance": deviation**2},
        ),
    ):
        check_type(name, result, (tuple, list), "3 results")
        count = f"number of results of {name}"
        check_equal(count, len(result), 3, hint="scaling-three")
        hint = "scaling-per-column"
        check_shape(f"scaled of {name}", result[0], (3, 2), hint=hint)
        check_shape(f"offset of {name}", result[1], (2,), hint=hint)
        check_shape(f"scale of {name}", result[2], (2,), hint=hint)
        causes = {hint: [whole, whole], "scaling-offset-zero": [0.0, 0.0]}
        check_close(f"offset of {name}", result[1], offset, mistakes=causes)
        check_close(f"scale of {name}", result[2], scale, mistakes=mistakes)
        scaled = (x - offset) / scale
        check_close(f"scaled of {name}", result[0], scaled, hint="scaling-formula")


check_scaling()

# %% role="hidden" item="scaling"
check_shape("scale", min_max(np.array([[1.0], [3.0], [8.0]]))[2], (1,))
check_shape("scale", standardize(np.array([[1.0], [3.0], [8.0]]))[2], (1,))


### BEGIN HIDDEN TESTS


def check_scaling_hidden():
    def draw_table(rng, sizes):
        k = int(rng.choice([1, 2, 3, 7, 10]))
        columns = []
        for _ in range(rng.integers(1, 4)):
            constant = rng.choice([0.0, 5.0, 0.1, 0.3, -1e6, 1 / 3])
            spread = rng.choice([1.0, 1000.0, 1e-4, 1e-9, 1e-20])
            column = spread * rng.integers(-999, 1000, k) / 100
            columns.append(np.full(k, constant) if rng.random() < 0.4 else column)
        return np.stack(columns, axis=1)

    def right_min_max(x):
        offset, spread = x.min(axis=0), x.max(axis=0) - x.min(axis=0)
        scale = np.where(spread == 0, 1.0, spread)
        return (x - offset) / scale, offset, scale

    def right_standardize(x):
        offset = x.mean(axis=0)
        constant = x.max(axis=0) == x.min(axis=0)
        scale = np.where(constant, 1.0, np.sqrt(((x - offset) ** 2).mean(axis=0)))
        return (x - offset) / scale, offset, scale

    def judge(call, result, expected):
        check_type(call, result, (tuple, list), "3 results")
        check_equal(f"number of results of {call}", len(result), 3, hint="scaling-three")
        for number, name in ((1, "offset"), (2, "scale"), (0, "scaled")):
            actual, right = result[number], expected[number]
            hint = "scaling-formula" if name == "scaled" else "scaling-per-column"
            if name == "scale" and (right == 1).any():
                hint = "scaling-constant"
            check_close(f"{name} of {call}", actual, right, atol=1e-12, hint=hint)

    advertising = load_advertising()[["TV", "Radio", "Newspaper"]].to_numpy()
    table = domains.Array("(k, n)")
    domain = {"x": domains.Drawn(table.words, draw_table, domains.Array("(k, n)").reject)}
    options = {"judge": judge, "quiet": True, "new": True, "hint": "scaling-constant"}
    far = {"x": np.array([[1e6, 5.0], [1e6 + 0.5, 1.0], [1e6 + 2.0, 3.0]])}
    options |= {"also": [{"x": advertising}, far], "number": 60}
    check_agrees("min_max", min_max, right_min_max, domain, **options)
    check_agrees("standardize", standardize, right_standardize, domain, **options)


check_scaling_hidden()


### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 8. Advertising, standardized (6 points)
#
# Now scale first. Standardize **both** `inputs` and `sales` by your `standardize`,
# train a perceptron on the scaled arrays, and bring its weights back to the units of
# the data.
#
# Set `perceptron_scaled` (`w` of shape (3, 1), `b` of shape (1,), as trained) and
# `losses_scaled`. Find a learning rate between 0.01 and 1, and a number of iterations
# up to a few thousand.
#
# Write `original_units(w, b, x_offset, x_scale, t_offset, t_scale)`. It takes the
# weights of a perceptron with one output that was trained on scaled inputs and targets,
#
# $$ x_{\text{scaled}} = \frac{x - \text{offset}_x}{\text{scale}_x}, \qquad
#    t_{\text{scaled}} = \frac{t - \text{offset}_t}{\text{scale}_t}, $$
#
# It returns (w, b) in the units of the data: with
# them, $x\,w + b$ is the same prediction as that of the scaled perceptron, brought back
# to the units of t. Shapes: `w` ($n$, 1), `b` (1,), `x_offset` and `x_scale` ($n$,),
# `t_offset` and `t_scale` (1,); results ($n$, 1) and (1,).
#
# **What is demanded.**
#
# - The weights and the bias agree with ordinary least squares on the loaded data within
#   0.001 each, both as trained (standardized) and in the units of the data. On the
#   original table, that is w = 0.0458, 0.1885, −0.0010 and b = 2.9389.
# - The losses fall, and the last one agrees with the weights' mean squared error on the
#   standardized data within 1 %.
# - `original_units` is right on other numbers as well.
#
# **Worked number.** w = (2, −1), b = 0.5, x_offset = (10, 4), x_scale = (5, 2),
# t_offset = 20 and t_scale = 3 give w = (1.2, −1.5) and b = 15.5.
#
# %% [markdown] lang="ja"
# ## 8. Advertisingを標準化して学習する（6点）
#
# 今度は先にスケーリングします。`inputs` と `sales` の**両方**を `standardize` で標準化します。
# その配列でパーセプトロンを学習させ、重みをデータの単位に戻してください。
#
# `perceptron_scaled` と `losses_scaled` を作ってください。
# `w` の形状は(3, 1)、`b` の形状は(1,)で、学習したままの値です。
# 学習率は0.01から1の間、反復回数は数千回までの範囲で探してください。
#
# `original_units(w, b, x_offset, x_scale, t_offset, t_scale)` も書いてください。
# 受け取るのは、スケーリングした入力と目標値で学習した、1出力のパーセプトロンの重みとバイアスです。
# スケーリングに使ったoffsetとscaleも受け取ります。
# スケーリングは、次の式で行います。
#
# $$ x_{\text{scaled}} = \frac{x - \text{offset}_x}{\text{scale}_x}, \qquad
#    t_{\text{scaled}} = \frac{t - \text{offset}_t}{\text{scale}_t} $$
#
# 返すのは、データの単位での(w, b)です。
# $x\,w + b$が、学習したパーセプトロンの予測をtの単位に戻した値と一致するようにします。
# 形状は、`w` が($n$, 1)、`b` が(1,)、`x_offset` と `x_scale` が($n$,)です。
# `t_offset` と `t_scale` は(1,)です。結果は($n$, 1)と(1,)です。
#
# **求めること**
#
# - 重みとバイアスが、読み込んだデータでの最小二乗法の値と、それぞれ0.001以内で一致すること。
#   学習したままの（標準化した）値と、データの単位の値の両方で確かめます。
#   元の表では、w = 0.0458、0.1885、−0.0010、b = 2.9389です。
# - 損失が減り、最後の損失が、標準化したデータでの平均二乗誤差と1%以内で一致すること。
# - `original_units` が、別の数値でも正しいこと。
#
# **数値例**：w = (2, −1)、b = 0.5とします。
# x_offset = (10, 4)、x_scale = (5, 2)とします。
# さらにt_offset = 20、t_scale = 3とします。
# 結果はw = (1.2, −1.5)、b = 15.5です。
#
# %% role="solution" item="advertising_scaled" points=6
def original_units(w, b, x_offset, x_scale, t_offset, t_scale):
    """Bring weights trained on scaled data back to the units of the data.

    Parameters
    ----------
    w : numpy.ndarray of float, shape (n, 1)
        Weights for scaled inputs and targets.
    b : numpy.ndarray of float, shape (1,)
        Bias for scaled inputs and targets.
    x_offset : numpy.ndarray of float, shape (n,)
        Offset of each input, in its units.
    x_scale : numpy.ndarray of float, shape (n,)
        Scale of each input, in its units; above 0.
    t_offset : numpy.ndarray of float, shape (1,)
        Offset of the targets, in their units.
    t_scale : numpy.ndarray of float, shape (1,)
        Scale of the targets, in their units; above 0.

    Returns
    -------
    w : array of float, shape (n, 1)
        Weights in units of t per unit of each input.
    b : array of float, shape (1,)
        Bias in units of t.
    """
    ### BEGIN SOLUTION
    w = w * t_scale / x_scale[:, np.newaxis]
    return w, b * t_scale + t_offset - x_offset @ w
    ### END SOLUTION


perceptron_scaled = None
losses_scaled = None
### BEGIN SOLUTION
x_scaled, t_scaled = standardize(inputs)[0], standardize(sales)[0]
perceptron_scaled = Perceptron(3, 1, 0.1, np.random.default_rng(0))
losses_scaled = train(perceptron_scaled, MeanSquaredError(), x_scaled, t_scaled, 200)
### END SOLUTION

# %% role="run"
answered(perceptron_scaled=perceptron_scaled, losses_scaled=losses_scaled)
answered(losses_raw=losses_raw)  # for comparison

w, b = original_units(
    perceptron_scaled.w,
    perceptron_scaled.b,
    *standardize(inputs)[1:],
    *standardize(sales)[1:],
)
print("standardized: w", np.ravel(perceptron_scaled.w).round(4))
print("data's units: w", np.ravel(w).round(4), " b", np.ravel(b).round(4))
fig, ax = plt.subplots()
curves = {"raw": np.array(losses_raw) / sales.var(), "standardized": losses_scaled}
ax.set(xscale="symlog", title=table.attrs["name"])
loss_curves(ax, curves, log=True, ylabel="mean squared error / variance of Sales")

# %% role="check" item="advertising_scaled"
answered(perceptron_scaled=perceptron_scaled, losses_scaled=losses_scaled)


def check_advertising_scaled():
    name = "original_units of the worked example"
    result = original_units(
        np.array([[2.0], [-1.0]]),
        np.array([0.5]),
        np.array([10.0, 4.0]),
        np.array([5.0, 2.0]),
        np.array([20.0]),
        np.array([3.0]),
    )
    check_type(name, result, (tuple, list), "2 results")
    check_equal(f"number of results of {name}", len(result), 2, hint="units-two")
    check_shape(f"w of {name}", result[0], (2, 1), hint="units-broadcast")
    mistakes = {
        "units-target-scale": [[0.4], [-0.5]],
        "units-multiplied": [[30.0], [-6.0]],
        "units-inverse": [[10 / 3], [-2 / 3]],
    }
    check_close(f"w of {name}", result[0], [[1.2], [-1.5]], mistakes=mistakes)
    mistakes = {
        "units-input-offset": [21.5],
        "units-scaled-w": [5.5],
        "units-target-offset": [-4.5],
        "units-target-scale": [14.5],
    }
    check_close(f"b of {name}", result[1], [15.5], mistakes=mistakes)

    w, b = perceptron_scaled.w, perceptron_scaled.b
    check_shape("perceptron_scaled.w", w, (3, 1), hint="advertising-shapes")
    check_shape("perceptron_scaled.b", b, (1,), hint="advertising-shapes")
    name = "losses_scaled"
    check_type(name, losses_scaled, (list, tuple, np.ndarray), "a list of losses")
    check_shape(name, losses_scaled, (np.size(losses_scaled),))
    losses = np.asarray(losses_scaled, dtype=float)
    expect(losses.size >= 2, "advertising-few-losses", name=name, number=losses.size)
    expect(np.isfinite(losses).all(), "advertising-diverged", name=name)
    falls = losses[-1] < losses[0]
    first, last = losses[0], losses[-1]
    expect(falls, "advertising-losses-rise", name=name, first=first, last=last)


check_advertising_scaled()

# %% role="hidden" item="advertising_scaled"
answered(perceptron_scaled=perceptron_scaled, losses_scaled=losses_scaled)


### BEGIN HIDDEN TESTS
def check_advertising_scaled_hidden():
    def right(w, b, x_offset, x_scale, t_offset, t_scale):
        new_w = (w[:, 0] * t_scale[0] / x_scale).reshape(-1, 1)
        return new_w, b * t_scale + t_offset - (x_offset * new_w[:, 0]).sum()

    def mistakes(w, b, x_offset, x_scale, t_offset, t_scale):
        new_w, _ = right(w, b, x_offset, x_scale, t_offset, t_scale)
        return {
            "units-input-offset": (new_w, b * t_scale + t_offset),
            "units-scaled-w": (new_w, b * t_scale + t_offset - x_offset @ w),
        }

    scale = {"bound": "> 0", "draw": (0.5, 20), "ends": (1e-3, 1, 1000)}
    domain = {
        "w": domains.Array("(n, 1)", ends=(0, -1000)),
        "b": domains.Array("(1,)", ends=(0, 1000)),
        "x_offset": domains.Array("(n,)", ends=(0, 1000)),
        "x_scale": domains.Array("(n,)", **scale),
        "t_offset": domains.Array("(1,)", ends=(0, 1000)),
        "t_scale": domains.Array("(1,)", **scale),
    }
    options = {"mistakes": mistakes, "new": True}
    check_agrees("original_units", original_units, right, domain, **options)

    # the trained weights, against least squares on the data as loaded here
    table = load_advertising()
    x, t = table[["TV", "Radio", "Newspaper"]].to_numpy(), table[["Sales"]].to_numpy()
    x_mean, x_std, t_mean, t_std = x.mean(axis=0), x.std(axis=0), t.mean(), t.std()
    x_scaled, t_scaled = (x - x_mean) / x_std, (t - t_mean) / t_std
    best_scaled = np.linalg.lstsq(x_scaled, t_scaled, rcond=None)[0]
    design = np.column_stack([x, np.ones(len(x))])
    best = np.linalg.lstsq(design, t, rcond=None)[0]
    # The reference comes within 1e-10 from every start: no margin here is statistical.
    w, b = perceptron_scaled.w, perceptron_scaled.b
    mistakes = {
        "scaled-targets-not": best_scaled * t_std,
        "scaled-not-at-all": best[:3],
        "scaled-min-max": best[:3] * (np.ptp(x, axis=0) / np.ptp(t))[:, np.newaxis],
    }
    limits = {"rtol": 0, "atol": 1e-3, "hint": "scaled-converge"}
    name = "perceptron_scaled.w"
    check_close(name, w, best_scaled, mistakes=mistakes, **limits)
    mistakes = {"scaled-targets-not": [t_mean]}
    check_close("perceptron_scaled.b", b, [0.0], mistakes=mistakes, **limits)
    w, b = np.asarray(w, dtype=float), np.asarray(b, dtype=float)
    data_w = w * t_std / x_std[:, np.newaxis]
    data_b = b * t_std + t_mean - x_mean @ data_w
    check_close("perceptron_scaled.w in the data's units", data_w, best[:3], **limits)
    check_close("perceptron_scaled.b in the data's units", data_b, best[3], **limits)

    name = "losses_scaled"
    check_type(name, losses_scaled, (list, tuple, np.ndarray), "a list of losses")
    check_shape(name, losses_scaled, (np.size(losses_scaled),))
    losses = np.asarray(losses_scaled, dtype=float)
    expect(losses.size >= 2, "advertising-few-losses", name=name, number=losses.size)
    mse = ((x_scaled @ w + b - t_scaled) ** 2).mean()
    agrees = bool(abs(losses[-1] - mse) <= 0.01 * mse)
    expect(agrees, "advertising-last-loss", name=name, last=losses[-1], mse=mse)


check_advertising_scaled_hidden()
### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 9. Gates (4 points)
#
# Here the perceptron decides instead of predicting: it answers 1 or 0 by the step rule
#
# $$ \text{gate}(x) = \begin{cases} 1 & \text{where } b + w \cdot x > 0, \\
#    0 & \text{elsewhere, also at exactly } 0. \end{cases} $$
#
# - `gate(x, w, b)`: x is an array of real numbers, shape (2,) for one sample or
#   ($k$, 2) for $k$ samples; `w` has shape (2,), `b` is a number. One sample gives a scalar,
#   $k$ samples give shape ($k$,). 0 and 1 are as good as False and True.
# - `AND`, `OR`, `NAND`: pairs `(w, b)`, two weights and one number, that make `gate`
#   answer as in the table. Choose the numbers yourself.
# - `xor(x)`: shapes as in `gate`, for entries 0 and 1. Build it from your gates: no
#   single one can do it. (How you build it is not checked.)
#
# | $x_1$ | $x_2$ | AND | OR | NAND | XOR |
# |---|---|---|---|---|---|
# | 0 | 0 | 0 | 0 | 1 | 0 |
# | 0 | 1 | 0 | 1 | 1 | 1 |
# | 1 | 0 | 0 | 1 | 1 | 1 |
# | 1 | 1 | 1 | 1 | 0 | 0 |
#
# **Worked number.** With w = (2, −1) and b = −1, the sample (1, 0) gives 1. The samples
# (0, 0), (1, 0), (1, 1) give 0, 1, 0: the last one lies on the line.
#
# %% [markdown] lang="ja"
# ## 9. ゲート（4点）
#
# ここではパーセプトロンを、予測ではなく判定に使います。次の式で1か0を答えます。
#
# $$ \text{gate}(x) = \begin{cases} 1 & (b + w \cdot x > 0) \\
#    0 & (b + w \cdot x \le 0) \end{cases} $$
#
# - `gate(x, w, b)`：xは実数の配列です。形状は、1サンプルなら(2,)、$k$サンプルなら($k$, 2)です。
#   `w` の形状は(2,)、`b` は1つの数です。
#   1サンプルならスカラー、$k$サンプルなら形状($k$,)の結果を返します。
#   0と1の代わりにFalseとTrueでもかまいません。
# - `AND`、`OR`、`NAND`：重み2つと数1つの組 `(w, b)` です。
#   `gate` が表のとおりに答えるように、値を自分で選んでください。
# - `xor(x)`：形状は `gate` と同じで、要素は0か1です。
#   自分のゲートを組み合わせてください。1つのゲートではできません。
#   （作り方はチェックしません。）
#
# | $x_1$ | $x_2$ | AND | OR | NAND | XOR |
# |---|---|---|---|---|---|
# | 0 | 0 | 0 | 0 | 1 | 0 |
# | 0 | 1 | 0 | 1 | 1 | 1 |
# | 1 | 0 | 0 | 1 | 1 | 1 |
# | 1 | 1 | 1 | 1 | 0 | 0 |
#
# **数値例**：w = (2, −1)、b = −1のとき、サンプル(1, 0)の答えは1です。
# サンプル(0, 0)、(1, 0)、(1, 1)の答えは0、1、0です。最後の点は境界線の上にあります。
#
# %% role="solution" item="gates" points=4
def gate(x, w, b):
    """Decide by the step rule.

    Parameters
    ----------
    x : numpy.ndarray of int or float, shape (2,) or (k, 2)
        One sample, or k of them; any real numbers.
    w : numpy.ndarray of int or float, shape (2,)
        Weights.
    b : float
        Bias.

    Returns
    -------
    y : 0 or 1, or array of them, shape (k,)
        1 where b + w . x > 0, else 0.
    """
    ### BEGIN SOLUTION
    return (x @ np.asarray(w) + b > 0).astype(int)
    ### END SOLUTION


def xor(x):
    """Tell whether exactly one of two inputs is 1.

    Parameters
    ----------
    x : numpy.ndarray of int or float, shape (2,) or (k, 2)
        One sample, or k of them; entries 0 and 1.

    Returns
    -------
    y : 0 or 1, or array of them, shape (k,)
        1 where the two inputs differ.
    """
    ### BEGIN SOLUTION
    hidden = np.stack([gate(x, *OR), gate(x, *NAND)], axis=-1)
    return gate(hidden, *AND)
    ### END SOLUTION


AND = None
OR = None
NAND = None
### BEGIN SOLUTION
AND = (np.array([1.0, 1.0]), -1.5)
OR = (np.array([1.0, 1.0]), -0.5)
NAND = (np.array([-1.0, -1.0]), 1.5)
### END SOLUTION

# %% role="run"
answered(AND=AND, OR=OR, NAND=NAND)

corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
print(gate(np.array([1, 0]), np.array([2.0, -1.0]), -1.0))
for name, result in {
    "AND": gate(corners, *AND),
    "OR": gate(corners, *OR),
    "NAND": gate(corners, *NAND),
    "XOR": xor(corners),
}.items():
    print(f"{name:4}", result)

# %% role="check" item="gates"
answered(AND=AND, OR=OR, NAND=NAND)


def check_gates():
    w, b = np.array([2.0, -1.0]), -1.0
    name = "gate(x, w, b) of the worked example"
    one = gate(np.array([1.0, 0.0]), w, b)
    check_shape(f"{name}, one sample", one, (), hint="gates-scalar")
    check_equal(f"{name}, one sample", one, 1, hint="gates-rule")
    batch = gate(np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]), w, b)
    check_shape(f"{name}, 3 samples", batch, (3,), hint="gates-batch")
    check_equal(f"{name}, 3 samples", batch, [0, 1, 0], hint="gates-rule")
    for name, pair in {"AND": AND, "OR": OR, "NAND": NAND}.items():
        check_type(name, pair, (tuple, list, np.ndarray), "a pair (w, b)")
        check_equal(f"number of entries of {name}", len(pair), 2, hint="gates-pair")
        check_shape(f"w of {name}", pair[0], (2,), hint="gates-pair")
        check_shape(f"b of {name}", pair[1], (), hint="gates-pair")
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    table = xor(corners)
    check_shape("xor of the four corners", table, (4,), hint="gates-batch")
    check_equal("xor of the four corners", table, [0, 1, 1, 0], hint="gates-xor")


check_gates()

# %% role="hidden" item="gates"
answered(AND=AND, OR=OR, NAND=NAND)
check_equal("gate(x, w, b)", gate(np.array([1, 0]), np.array([2, -1]), -1), 1)


### BEGIN HIDDEN TESTS
def check_gates_hidden():
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    for name, pair, truth in (
        ("AND", AND, [0, 0, 0, 1]),
        ("OR", OR, [0, 1, 1, 1]),
        ("NAND", NAND, [1, 1, 1, 0]),
    ):
        check_type(name, pair, (tuple, list, np.ndarray), "a pair (w, b)")
        check_equal(f"number of entries of {name}", len(pair), 2, hint="gates-pair")
        check_shape(f"w of {name}", pair[0], (2,), hint="gates-pair")
        check_shape(f"b of {name}", pair[1], (), hint="gates-pair")
        w, b = np.asarray(pair[0], dtype=float), float(pair[1])
        expect(np.isfinite([*w, b]).all(), "not-finite", name=name)
        # w and b by the rule itself, whatever gate does
        answers = (corners @ w + b > 0).astype(int)
        corner_names = "(0,0), (0,1), (1,0), (1,1)"
        check_equal(f"{name} at {corner_names}", answers, truth, hint="gates-table")
        answers = gate(corners.copy(), *pair)
        check_equal(f"gate(x, *{name})", answers, truth, hint="gates-rule")

    def judge_gate(call, result, expected):
        check_shape(call, result, np.shape(expected), hint=shapes[np.ndim(expected)])
        check_equal(call, result, expected, hint="gates-rule")

    def judge_xor(call, result, expected):
        check_shape(call, result, np.shape(expected), hint=shapes[np.ndim(expected)])
        check_equal(call, result, expected, hint="gates-xor")

    shapes = ("gates-scalar", "gates-batch")
    # numbers that floats hold exactly: points on the line lie on it
    quarters = {"of": "int or float", "draw": (-3, 3), "step": 0.25, "ends": (0, 1000)}
    domain = {
        "x": domains.Array("(2,) or (k, 2)", **quarters),
        "w": domains.Array("(2,)", **quarters),
        "b": domains.Number(draw=(-3, 3), ends=(0, 1, -0.5, 0.25, 1e-17, -1e-17)),
    }

    def right_gate(x, w, b):
        return (x @ w + b > 0).astype(int)

    near = {"x": np.array([1.0 + 1e-9, 0.0]), "w": np.array([1.0, 1.0]), "b": -1.0}
    options = {"judge": judge_gate, "number": 120, "also": [near]}
    check_agrees("gate", gate, right_gate, domain, **options)
    bits = domains.Array("(2,) or (k, 2)", of="int or float", draw=(0, 1), ends=(0, 1), step=1)

    def right_xor(x):
        return (x[..., 0] != x[..., 1]).astype(int)

    check_agrees("xor", xor, right_xor, {"x": bits}, judge=judge_xor, number=60)


check_gates_hidden()
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## 10. What scaling changed (5 points, marked by hand)
#
# You trained the same perceptron on the same table twice, in items 6 and 8. In about 10
# sentences, with **your own numbers**, answer:
#
# 1. What became of the weights and the bias: as trained, and in the units of the data?
# 2. What became of the outputs: do the two perceptrons predict different sales in the
#    end?
# 3. Which learning rates worked, and how many iterations did it take?
# 4. Why does scaling have this effect? Argue with the loss surface: in which direction
#    is it steep, in which flat, and what does that mean for the learning rate?
#
# %% [markdown] lang="ja"
# ## 10. スケーリングで何が変わったか（5点、人が採点）
#
# 問題6と問題8では、同じ表で同じパーセプトロンを2回学習させました。
# **自分の得た数値**を挙げて、10文ほどで答えてください。
#
# 1. 重みとバイアスはどうなったでしょうか。学習したままの値と、データの単位の値を比べてください。
# 2. 出力はどうなったでしょうか。最終的に、2つの予測する売上は異なるでしょうか。
# 3. どの学習率がうまくいき、何回の反復が必要だったでしょうか。
# 4. なぜそうなるのでしょうか。損失の曲面をもとに説明してください。
#    どの方向が急で、どの方向が平らか、それが学習率に何をもたらすかを述べてください。
#
# %% [markdown] role="rubric" item="scaling_essay"
# **5 points** for question 10: weights 1, outputs 1, learning rate and iterations 1,
# reason 2.
#
# **問題10の配点は5点です。** 重み1点、出力1点、学習率と反復回数1点、理由2点です。
# ### BEGIN MARK SCHEME
# - **1 point, weights.** As trained, the standardized weights differ from the raw ones
#   (about 0.75, 0.54, −0.004 and bias 0): they count standard deviations and can be
#   compared with one another. Brought back to the data's units they are the
#   least-squares weights, which the raw run approaches; its bias is the last to arrive.
#   Numbers of the student's own run are given.
# - **1 point, outputs.** Both aim at the same predictions: scaling is a change of
#   units, so the best possible fit is the same ($R^2$ 0.897). What differs is how near
#   each run has come. No point for "scaling makes the model more accurate" as such.
# - **1 point, learning rate and iterations.** Both, for both runs, measured: some 3e-5
#   against 0.01 to 0.7, some 100,000 (and still not there) against some 100.
# - **2 points, reason.** 1 point: the loss is steep along the weights of inputs with
#   large numbers (the second derivative grows with the square of the input) and flat along
#   the bias; the contours are a long narrow valley, round after standardizing. 1 point:
#   the steepest direction limits the learning rate, and with that rate the flattest
#   direction crawls. The ratio of eigenvalues (206,000 against 2.1) is welcome, not
#   required.
#
# On the embedded sample the numbers differ a little; those of the student's own run
# count.
#
# - **重み（1点）。** 標準化したままの重みは約0.75、0.54、−0.004、バイアスは0で、元の単位の値とは異なります。
#   標準偏差を単位とするので、互いに比べられます。
#   データの単位に戻すと最小二乗法の重みになり、スケーリングなしの学習もそこに近づきます。
#   最も遅れるのはバイアスです。自分の得た数値が挙げてあること。
# - **出力（1点）。** どちらも目指す予測は同じです。
#   スケーリングは単位の変更なので、最良の当てはまりは変わりません（$R^2$は0.897）。
#   異なるのは、どこまで近づいたかです。
#   「スケーリングでモデルが正確になる」と述べただけでは点を与えません。
# - **学習率と反復回数（1点）。** 両方の学習について、両方の測定値があること。
#   学習率は約3e-5に対して0.01から0.7、反復は約100,000回（それでも未到達）に対して約100回です。
# - **理由（2点）。** 1点：損失は、値の大きい入力の重みの方向に急です。
#   2階微分は入力の二乗に応じて大きくなるからです。バイアスの方向には平らです。
#   等高線は細長い谷になり、標準化すると円に近づきます。
#   1点：最も急な方向が学習率の上限を決め、その学習率では、平らな方向はほとんど進みません。
#   固有値の比（206,000と2.1）は、書いてあればよいですが、必須ではありません。
#
# サンプルデータでは数値が少し異なります。自分の学習で得た数値であればかまいません。
# ### END MARK SCHEME
#
# %% [markdown] role="essay" item="scaling_essay" points=5
# **Weights.** Raw, I got w = 0.049, 0.202, 0.006 and b = 1.76 after 100,000 iterations.
# Standardized, I got w = 0.753, 0.536, −0.004 and b = 0: a standard deviation more on
# TV goes with 0.753 standard deviations more of sales, so the three can be compared. In
# the data's units that is 0.0458, 0.1885, −0.0010 and 2.9389, the least-squares line.
# The raw weights are still on their way there; the bias is the farthest off.
#
# **Outputs.** The best line is the same, since scaling only changes units. The raw run
# has $R^2 = 0.890$, the standardized one 0.897. The remaining difference is one of
# patience, not of ability.
#
# **Learning rate and iterations.** Raw, 3e-5 works and 3.4e-5 diverges; after 100,000
# iterations it is not done. Standardized, 0.1 is done after some 100 iterations, and
# rates up to about 0.7 work.
#
# **Why.** The second derivative of the loss along a weight is twice the mean square of its
# input: tens of thousands for TV, but 2 for the bias. The contours form a long narrow
# valley. The steep direction allows no learning rate above 2 / largest eigenvalue,
# 3.3e-5. With that the flat direction, mostly the bias, closes about a
# hundred-thousandth of its distance a step. Standardized inputs have mean 0 and mean
# square 1: all second derivatives lie near 2, the contours are nearly round, and one learning
# rate suits every direction.
#
# **重み。** スケーリングなしでは、100,000回の反復後にw = 0.049、0.202、0.006、b = 1.76でした。
# 標準化すると、w = 0.753、0.536、−0.004、b = 0でした。
# TVが標準偏差1つ分多いと、売上は標準偏差の0.753倍だけ多いという意味です。
# 単位がそろうので、3つの重みを比べられます。
# データの単位では0.0458、0.1885、−0.0010、2.9389となり、最小二乗法の直線です。
# スケーリングなしの重みはまだその途中で、バイアスが最も離れています。
#
# **出力。** スケーリングは単位を変えるだけなので、最良の直線は同じです。
# $R^2$は、スケーリングなしで0.890、標準化で0.897でした。
# 残りの差は能力の差ではなく、反復がまだ足りないためです。
#
# **学習率と反復回数。** スケーリングなしでは3e-5で学習でき、3.4e-5では発散しました。
# 100,000回でもまだ終わりません。
# 標準化すると、0.1なら約100回で終わり、約0.7までの学習率が使えました。
#
# **理由。** ある重みの方向の2階微分は、その入力の二乗平均の2倍です。
# TVでは数万ですが、バイアスでは2です。そのため等高線は細長い谷になります。
# 急な方向のために、学習率は「2÷最大の固有値」、つまり3.3e-5を超えられません。
# その学習率では、平らな方向（主にバイアス）は1回に距離の約10万分の1しか進みません。
# 標準化した入力は平均0、二乗平均1です。2階微分はどれも2に近く、等高線は円に近くなります。
# そのため、1つの学習率がどの方向にも合います。
#
# %% [markdown] lang="en"
# ## Before you submit
#
# You have built a node, a perceptron, its loss and its training loop, trained it on raw
# and on standardized data, explained the difference, and put gates together to XOR.
#
# Restart the kernel and run all cells from top to bottom, then press **Validate**.
# Submit when it reports success, or with what you have: each item is graded by itself.
# Save the notebook first: what is saved is what is graded.
#
# %% [markdown] lang="ja"
# ## 提出の前に
#
# ノード、パーセプトロン、損失関数、学習のループを作りました。
# 元のデータと標準化したデータで学習させ、違いを説明し、ゲートからXORを組み立てました。
#
# カーネルを再起動してすべてのセルを上から順に実行し、**Validate**を押してください。
# 成功と表示されたら提出します。途中まででも、問題は1つずつ採点されます。
# 採点されるのは保存した内容なので、先に保存してください。
