# %% [markdown] lang="en"
# # Exercise 03: forward propagation
#
# In this exercise you
#
# - write the functions that turn a perceptron into a part of a neural network,
# - send one sample, then a whole batch, through three layers,
# - turn scores into probabilities, and measure how wrong these are,
# - prepare pictures of digits and read them with a trained network,
# - measure the share that it reads correctly, batch by batch.
#
# **How to work**
#
# 1. Read the statement. Replace the line that raises `NotImplementedError` by your code. Keep
#    the names of the function and of its parameters.
# 2. Run the cell, then the trial cell below it, then the check. A check that passes says so in
#    one line. A check that fails says what it expected, what came, and often why.
# 3. The visible check gives a third of the points, rounded down. The rest comes from a hidden
#    check, run when your work is graded. It uses other inputs, but demands nothing that the
#    statement does not say.
#
# **Rules for every function.** It gets NumPy arrays and leaves them as they are, those inside
# `network` and the libraries' settings included. The same call gives the same again, and a
# result never changes later. The checks look at all this. Loops or array operations, both are fine, and so
# is the use of an earlier function in a later one. A result may be an array or a list, a Python
# or a NumPy number, unless the statement names one of them. Numbers are compared to about five
# digits. There are 30 points.
#
# %% [markdown] lang="ja"
# # 演習03：順伝播
#
# この演習では、次のことをします。
#
# - パーセプトロンをニューラルネットワークの部品に変える関数を書きます。
# - 1つのサンプルを、続いてバッチ全体を、3つの層に通します。
# - スコアを確率に変え、その誤りの大きさを求めます。
# - 数字の画像を前処理し、学習済みのネットワークで読み取ります。
# - 正しく読み取れた割合を、バッチごとに処理して求めます。
#
# **進め方**
#
# 1. 問題文を読み、`NotImplementedError` の行を自分のコードに置き換えます。関数と引数の名前は変えないでください。
# 2. そのセル、下の試し用のセル、チェックの順に実行します。合格したチェックは、1行でそう表示します。不合格のチェックは、期待した値、実際の値、考えられる原因を表示します。
# 3. 見えるチェックの配点は、その問題の3分の1（端数切り捨て）です。残りは、採点のときに実行される隠れたチェックの配点です。隠れたチェックは別の入力を使いますが、問題文にないことは求めません。
#
# **すべての関数に共通の決まり**：関数はNumPy配列を受け取り、書き換えずに使います。`network` の中の配列も、ライブラリの設定も同じです。同じ引数でもう一度呼べば同じ結果を返し、一度返した結果があとで変わることもありません。これらはチェックで調べます。ループでも配列の演算でもかまいません。前の問題の関数を後で使うこともできます。問題文に指定がなければ、結果は配列でもリストでもかまいません。数はPythonとNumPyのどちらの型でもかまいません。数値はおよそ5桁まで比べます。全部で30点です。

# %% role="setup"
import matplotlib.pyplot as plt
import numpy as np

from mlcourse.checks import (
    call_and_keep,
    check_agrees,
    check_close,
    check_quiet,
    check_shape,
    check_type,
    check_unchanged,
    domains,
    expect,
)
from mlcourse.data import load_mnist, load_pretrained
from mlcourse.figures.base import use_style

use_style()


# %% [markdown] lang="en"
# ## 1. The step function (1 point)
#
# Write `step_function(x)`. A perceptron answers with it: it fires, or it does not.
#
# $$h(x) = \begin{cases} 1 & (x > 0) \\ 0 & (x \le 0) \end{cases}$$
#
# `x` is an array of any shape with at least one axis, such as `(3,)`, `(2, 3)` or
# `(2, 3, 4)`, and holds integers or floats. The result has the same shape and holds
# **integers** (0 and 1, neither floats nor `True` and `False`).
#
# For example, `step_function(np.array([-1.0, 0.0, 2.0]))` is `[0, 0, 1]`: at 0 itself the
# step is still 0.
#
# %% [markdown] lang="ja"
# ## 1. ステップ関数（1点）
#
# `step_function(x)` を書いてください。パーセプトロンの出力を決める関数です。発火するか、しないかのどちらかです。
#
# $$h(x) = \begin{cases} 1 & (x > 0) \\ 0 & (x \le 0) \end{cases}$$
#
# `x` は整数または浮動小数点数の配列です。形状は `(3,)`、`(2, 3)`、`(2, 3, 4)` のように任意で、軸は1つ以上あります。結果は同じ形状で、要素は**整数**の0か1です。浮動小数点数や `True`、`False` ではありません。
#
# たとえば `step_function(np.array([-1.0, 0.0, 2.0]))` は `[0, 0, 1]` です。`x` がちょうど0のとき、値は0です。
#
# %% role="solution" item="step_function" points=1
def step_function(x):
    """Compute the step function of each number.

    Parameters
    ----------
    x : numpy.ndarray of int or float, any shape
        The inputs.

    Returns
    -------
    numpy.ndarray of int, shape of x
        1 where x > 0, else 0.
    """
    ### BEGIN SOLUTION
    return (x > 0).astype(int)
    ### END SOLUTION


# %% role="run"
print(step_function(np.array([-1.0, 0.0, 2.0])))


# %% role="check" item="step_function"
def check_step_function():
    y = step_function(np.array([-1.0, 0.0, 2.0]))
    check_shape("step_function([-1, 0, 2])", y, (3,))
    check_close(
        "step_function([-1, 0, 2])",
        y,
        [0, 0, 1],
        mistakes={"step-at-zero": [0, 1, 1], "step-reversed": [1, 0, 0]},
    )
    kind = np.asarray(y).dtype
    expect(kind.kind in "iu", "step-not-int", actual=kind)


check_step_function()

# %% role="hidden" item="step_function"
check_close("step_function([-1, 0, 2])", step_function(np.array([-1.0, 0.0, 2.0])), [0, 0, 1])


### BEGIN HIDDEN TESTS


def check_step_function_hidden():
    def right(x):
        return (x > 0).astype(int)

    def judge(call, y, expected):
        check_close(call, y, expected, hint="elementwise")
        kind = np.asarray(y).dtype
        expect(kind.kind in "iu" or not expected.size, "step-not-int", actual=kind)

    ends = (0, 1e-9, -1e-9, 0.005, -0.005, 1e-300, -1e-300, 1e6)
    domain = {"x": domains.Array("any with an axis", of="int or float", ends=ends)}
    check_agrees("step_function", step_function, right, domain, judge=judge)


check_step_function_hidden()


### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## 2. The sigmoid function (2 points)
#
# Write `sigmoid(x)`. A neural network replaces the step by a smooth function, for example the
# **sigmoid function**.
#
# $$\sigma(x) = \frac{1}{1 + e^{-x}}$$
#
# `x` is an array of any shape with at least one axis and holds integers or floats; the
# result has the same shape and holds floats between 0 and 1.
#
# For example, `sigmoid(np.array([0.0, 1.0]))` is `[0.5, 0.731059]`.
#
# Mind large inputs. $e^{1000}$ is too large for a float, and NumPy warns. **No x, however
# large or small, such as ±1000, may cause a warning or a wrong value.** Which powers of $e$
# are harmless? For $x < 0$ there is another way to write the same function.
#
# %% [markdown] lang="ja"
# ## 2. シグモイド関数（2点）
#
# `sigmoid(x)` を書いてください。ニューラルネットワークでは、ステップ関数の代わりに滑らかな関数を使います。その一例が**シグモイド関数**（sigmoid function）です。
#
# $$\sigma(x) = \frac{1}{1 + e^{-x}}$$
#
# `x` は整数または浮動小数点数の配列で、形状は任意、軸は1つ以上です。結果は同じ形状で、要素は0から1までの浮動小数点数です。
#
# たとえば `sigmoid(np.array([0.0, 1.0]))` は `[0.5, 0.731059]` です。
#
# 大きな入力に注意してください。$e^{1000}$は浮動小数点数で表せないほど大きく、NumPyは警告を出します。**±1000のように絶対値がどれほど大きい `x` でも、警告を出さず、正しい値を返してください。** $e$の何乗なら安全でしょうか。$x < 0$のときは、同じ関数を別の形に書き直せます。


# %% role="solution" item="sigmoid" points=2
def sigmoid(x):
    """Compute the sigmoid function of each number, without overflow.

    Parameters
    ----------
    x : numpy.ndarray of int or float, any shape
        The inputs; any size, such as -1000 or 1000.

    Returns
    -------
    numpy.ndarray of float, shape of x
        Numbers between 0 and 1.
    """
    ### BEGIN SOLUTION
    # 1 / (1 + e^-x) = e^x / (1 + e^x): use the form whose powers are never positive.
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))
    ### END SOLUTION


# %% role="run"
print(sigmoid(np.array([0.0, 1.0])))
print(sigmoid(np.array([-1000.0, 1000.0])))  # 0 and 1, and no warning


# %% role="check" item="sigmoid"
def check_sigmoid():
    y = sigmoid(np.array([0.0, 1.0, -2.0]))
    check_shape("sigmoid([0, 1, -2])", y, (3,))
    check_close(
        "sigmoid([0, 1, -2])",
        y,
        [0.5, 0.731058579, 0.119202922],
        mistakes={
            "sigmoid-sign": [0.5, 0.268941421, 0.880797078],
            "sigmoid-tanh": [0.0, 0.761594156, -0.964027580],
            "sigmoid-inverse": [2.0, 1.367879441, 8.389056099],
        },
    )
    y = check_quiet("sigmoid([-1000, 1000])", sigmoid, np.array([-1000.0, 1000.0]), hint="overflow")
    check_close("sigmoid([-1000, 1000])", y, [0, 1], hint="overflow")


check_sigmoid()

# %% role="hidden" item="sigmoid"
check_close("sigmoid([0, 0])", sigmoid(np.array([0.0, 0.0])), [0.5, 0.5])


### BEGIN HIDDEN TESTS


def check_sigmoid_hidden():
    def right(x):
        return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))

    def mistakes(x):
        return {"integers": np.trunc(right(x))}

    ends = (0, 1000, -1000, 40, -40, 1e5, -1e300)
    domain = {"x": domains.Array("any with an axis", of="int or float", ends=ends)}
    options = {"rtol": 1e-5, "atol": 1e-12, "quiet": True, "hint": "overflow", "mistakes": mistakes}
    check_agrees("sigmoid", sigmoid, right, domain, **options)


check_sigmoid_hidden()


### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## 3. The ReLU (1 point)
#
# Write `relu(x)`. Today's networks mostly use the **ReLU** (rectified linear unit): it lets
# positive numbers through as they are and turns the others into 0.
#
# $$\mathrm{ReLU}(x) = \begin{cases} x & (x > 0) \\ 0 & (x \le 0) \end{cases}$$
#
# `x` is an array of any shape with at least one axis and holds integers or floats; the
# result is a new array of the same shape. The array `x` itself must stay as it is.
#
# For example, `relu(np.array([-2.0, 0.0, 3.0]))` is `[0.0, 0.0, 3.0]`.
#
# %% [markdown] lang="ja"
# ## 3. ReLU（1点）
#
# `relu(x)` を書いてください。現在のネットワークでよく使われるのは**ReLU**（rectified linear unit）です。正の数はそのまま通し、それ以外は0にします。
#
# $$\mathrm{ReLU}(x) = \begin{cases} x & (x > 0) \\ 0 & (x \le 0) \end{cases}$$
#
# `x` は整数または浮動小数点数の配列で、形状は任意、軸は1つ以上です。結果は、同じ形状の新しい配列です。配列 `x` そのものは書き換えないでください。
#
# たとえば `relu(np.array([-2.0, 0.0, 3.0]))` は `[0.0, 0.0, 3.0]` です。


# %% role="solution" item="relu" points=1
def relu(x):
    """Compute the ReLU of each number.

    Parameters
    ----------
    x : numpy.ndarray of int or float, any shape
        The inputs; left as they are.

    Returns
    -------
    numpy.ndarray, shape of x
        x where x > 0, else 0.
    """
    ### BEGIN SOLUTION
    return np.maximum(x, 0)
    ### END SOLUTION


# %% role="run"
print(relu(np.array([-2.0, 0.0, 3.0])))

inputs = np.linspace(-5, 5, 201)
curves = {"step": step_function(inputs), "sigmoid": sigmoid(inputs), "ReLU": relu(inputs)}
fig, ax = plt.subplots()
for name, outputs in curves.items():
    ax.plot(inputs, outputs, label=name)
ax.set(xlabel="input x", ylabel="output h(x)", ylim=(-0.2, 2.2))
ax.legend()
plt.show()


# %% role="check" item="relu"
def check_relu():
    x = np.array([-2.0, 0.0, 3.0])
    y, kept = call_and_keep(relu, x.copy())
    check_shape("relu([-2, 0, 3])", y, (3,))
    check_close(
        "relu([-2, 0, 3])",
        y,
        [0, 0, 3],
        mistakes={
            "relu-step": [0, 0, 1],
            "relu-reversed": [-2, 0, 0],
            "relu-abs": [2, 0, 3],
        },
    )
    check_unchanged("relu(x)", {"x": x}, {"x": kept[0]})


check_relu()

# %% role="hidden" item="relu"
check_close("relu([-2, 0, 3])", relu(np.array([-2.0, 0.0, 3.0])), [0, 0, 3])


### BEGIN HIDDEN TESTS


def check_relu_hidden():
    ends = (0, 1e-9, -1e-9, 0.005, -0.005, 1e6)
    domain = {"x": domains.Array("any with an axis", of="int or float", ends=ends)}
    options = {"rtol": 1e-5, "atol": 1e-12, "hint": "elementwise", "new": True}
    check_agrees("relu", relu, lambda x: np.where(x > 0, x, 0), domain, **options)


check_relu_hidden()


### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## 4. Three layers (4 points)
#
# Write `forward(network, x)`: it sends a signal through three layers. `network` is a
# dictionary with the weights `"W1"`, `"W2"`, `"W3"` and the biases `"b1"`, `"b2"`, `"b3"`. The
# first two layers end in a sigmoid, the last one in the identity, as for regression.
#
# $$z_1 = \sigma(x W_1 + b_1), \qquad z_2 = \sigma(z_1 W_2 + b_2), \qquad y = z_2 W_3 + b_3$$
#
# | | shape in general | in the example |
# |---|---|---|
# | `x` | `(n,)` or `(k, n)` | `(2,)` |
# | `W1`, `b1` | `(n, h1)`, `(h1,)` | `(2, 3)`, `(3,)` |
# | `W2`, `b2` | `(h1, h2)`, `(h2,)` | `(3, 2)`, `(2,)` |
# | `W3`, `b3` | `(h2, m)`, `(m,)` | `(2, 2)`, `(2,)` |
# | `y` | `(m,)` or `(k, m)` | `(2,)` |
#
# `x` is one sample or a batch of `k` samples, one in each row; networks of all sizes must
# work. For the network below and the sample `[1.0, 0.5]` the output is
# `[0.31682708, 0.69627909]`.
#
# %% [markdown] lang="ja"
# ## 4. 3つの層（4点）
#
# `forward(network, x)` を書いてください。信号を3つの層に通す関数です。`network` は辞書です。重み `"W1"`、`"W2"`、`"W3"` とバイアス `"b1"`、`"b2"`、`"b3"` が入っています。最初の2つの層の活性化関数はシグモイド関数です。最後の層は回帰と同じ恒等関数です。計算は次の式で表します。
#
# $$z_1 = \sigma(x W_1 + b_1), \qquad z_2 = \sigma(z_1 W_2 + b_2), \qquad y = z_2 W_3 + b_3$$
#
# | | 一般の形状 | 例での形状 |
# |---|---|---|
# | `x` | `(n,)` または `(k, n)` | `(2,)` |
# | `W1`, `b1` | `(n, h1)`, `(h1,)` | `(2, 3)`, `(3,)` |
# | `W2`, `b2` | `(h1, h2)`, `(h2,)` | `(3, 2)`, `(2,)` |
# | `W3`, `b3` | `(h2, m)`, `(m,)` | `(2, 2)`, `(2,)` |
# | `y` | `(m,)` または `(k, m)` | `(2,)` |
#
# `x` は1つのサンプルか、1行に1サンプルを並べた `k` 個のバッチです。どの大きさのネットワークでも動くようにしてください。下のネットワークにサンプル `[1.0, 0.5]` を入れると、出力は `[0.31682708, 0.69627909]` です。

# %% role="setup"
small_network = {
    "W1": np.array([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]),
    "b1": np.array([0.1, 0.2, 0.3]),
    "W2": np.array([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]]),
    "b2": np.array([0.1, 0.2]),
    "W3": np.array([[0.1, 0.3], [0.2, 0.4]]),
    "b3": np.array([0.1, 0.2]),
}


# %% role="solution" item="three_layers" points=4
def forward(network, x):
    """Send a sample, or a batch of samples, through three layers.

    Parameters
    ----------
    network : dict of str to numpy.ndarray of float
        Weights "W1" (n, h1), "W2" (h1, h2), "W3" (h2, m) and biases "b1" (h1,),
        "b2" (h2,), "b3" (m,); left as they are.
    x : numpy.ndarray of float, shape (n,) or (k, n)
        One sample, or k samples; left as they are.

    Returns
    -------
    numpy.ndarray of float, shape (m,) or (k, m)
        The outputs, any real numbers.
    """
    ### BEGIN SOLUTION
    z1 = sigmoid(x @ network["W1"] + network["b1"])
    z2 = sigmoid(z1 @ network["W2"] + network["b2"])
    return z2 @ network["W3"] + network["b3"]
    ### END SOLUTION


# %% role="run"
print("one sample: ", forward(small_network, np.array([1.0, 0.5])))
print("three samples:")
print(forward(small_network, np.array([[1.0, 0.5], [0.0, 0.0], [-1.0, 2.0]])))


# %% role="check" item="three_layers"
def check_three_layers():
    network = {
        "W1": np.array([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]),
        "b1": np.array([0.1, 0.2, 0.3]),
        "W2": np.array([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]]),
        "b2": np.array([0.1, 0.2]),
        "W3": np.array([[0.1, 0.3], [0.2, 0.4]]),
        "b3": np.array([0.1, 0.2]),
    }
    given = {name: array.copy() for name, array in network.items()}
    y, (given, _) = call_and_keep(forward, given, np.array([1.0, 0.5]))
    check_shape("forward(network, [1.0, 0.5])", y, (2,))
    check_close(
        "forward(network, [1.0, 0.5])",
        y,
        [0.31682708, 0.69627909],
        rtol=1e-5,
        mistakes={
            "forward-sigmoid-output": [0.57855079, 0.66736228],
            "forward-softmax-output": [0.40625907, 0.59374093],
            "forward-no-activation": [0.426, 0.912],
            "forward-no-bias": [0.20357088, 0.46668496],
            "forward-step": [0.4, 0.9],
        },
    )
    check_unchanged("forward(network, [1.0, 0.5])", network, given)
    y = forward(network, np.array([[1.0, 0.5], [1.0, 0.5], [1.0, 0.5]]))
    check_close(
        "forward of a batch of 3 equal samples",
        y,
        [[0.31682708, 0.69627909]] * 3,
        rtol=1e-5,
        hint="forward-batch",
    )


check_three_layers()

# %% role="hidden" item="three_layers"
check_shape("forward(network, x)", forward(small_network, np.array([1.0, 0.5])), (2,))


### BEGIN HIDDEN TESTS


def check_three_layers_hidden():
    def sigma(a):
        return np.exp(np.minimum(a, 0)) / (1 + np.exp(-np.abs(a)))

    def right(network, x):
        z1 = sigma(x @ network["W1"] + network["b1"])
        z2 = sigma(z1 @ network["W2"] + network["b2"])
        return z2 @ network["W3"] + network["b3"]

    def mistakes(network, x):
        y = right(network, x)
        return {"forward-sigmoid-output": sigma(y), "forward-no-bias": y - network["b3"]}

    weights = {"draw": (-3, 3), "ends": (0,)}
    network = domains.Mapping(
        {
            "W1": domains.Array("(n, h1)", draw=(-3, 3), ends=(0, 12)),
            "b1": domains.Array("(h1,)", draw=(-3, 3), ends=(0, -12)),
            "W2": domains.Array("(h1, h2)", **weights),
            "b2": domains.Array("(h2,)", **weights),
            "W3": domains.Array("(h2, m)", **weights),
            "b3": domains.Array("(m,)", **weights),
        },
        "dict of str to numpy.ndarray of float",
    )
    domain = {
        "network": network,
        "x": domains.Array("(n,) or (k, n)", draw=(-5, 5), ends=(0, 1, -11)),
    }
    options = {"rtol": 1e-5, "atol": 1e-6, "mistakes": mistakes, "number": 50}
    check_agrees("forward", forward, right, domain, **options)


check_three_layers_hidden()


### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 5. The softmax function (3 points)
#
# Write `softmax(a)`. A classifier has one output for each class. The **softmax function** turns
# these scores $a_1, \dots, a_m$ (the logits) into probabilities.
#
# $$y_j = \frac{e^{a_j}}{\sum_{i=1}^{m} e^{a_i}}$$
#
# `a` holds integers or floats. The sum runs along the **last axis**: shape `(m,)` is one
# sample, `(k, m)` holds one sample in each row, and more axes in front must work as well.
# The result has the shape of `a`; no number is negative, and each row sums to 1.
#
# For example, `softmax(np.array([2.0, 1.0, 0.0]))` is `[0.665241, 0.244728, 0.090031]`.
#
# The formula as it stands fails for `[1010, 1000, 990]`. Adding the same constant to all
# logits of a sample changes nothing, so choose one that makes every power harmless. **No
# finite logits, such as `[1000, 0, -1000]` or a batch with one row near 1000 and another
# near −1000, may cause a warning or a wrong value**, and `a` itself must stay as it is.
#
# %% [markdown] lang="ja"
# ## 5. ソフトマックス関数（3点）
#
# `softmax(a)` を書いてください。分類では、クラスごとに1つの出力があります。**ソフトマックス関数**（softmax function）は、スコア$a_1, \dots, a_m$（ロジット）を確率に変えます。計算は次の式で表します。
#
# $$y_j = \frac{e^{a_j}}{\sum_{i=1}^{m} e^{a_i}}$$
#
# `a` の要素は整数または浮動小数点数です。和は**最後の軸**に沿って取ります。形状 `(m,)` は1つのサンプルです。形状 `(k, m)` では1行が1つのサンプルです。前にさらに軸があっても動くようにしてください。結果の形状は `a` と同じです。負の要素はなく、各行の和は1です。
#
# たとえば `softmax(np.array([2.0, 1.0, 0.0]))` は `[0.665241, 0.244728, 0.090031]` です。
#
# 上の式のままでは `[1010, 1000, 990]` で失敗します。1つのサンプルのロジットすべてに同じ定数を足しても、結果は変わりません。どのべき乗も安全になる定数を選んでください。**有限のロジットなら、どんな値でも警告を出さず、正しい値を返してください。** たとえば `[1000, 0, -1000]` や、1000付近の行と−1000付近の行が並ぶバッチです。`a` そのものは書き換えないでください。
#
# %% role="solution" item="softmax" points=3
def softmax(a):
    """Turn logits into probabilities along the last axis, without overflow.

    Parameters
    ----------
    a : numpy.ndarray of int or float, shape (..., m)
        The logits, finite numbers of any size; left as they are.

    Returns
    -------
    numpy.ndarray of float, shape of a
        Probabilities, 0 to 1; each row along the last axis sums to 1.
    """
    ### BEGIN SOLUTION
    powers = np.exp(a - np.max(a, axis=-1, keepdims=True))
    return powers / np.sum(powers, axis=-1, keepdims=True)
    ### END SOLUTION


# %% role="run"
print(softmax(np.array([2.0, 1.0, 0.0])))
print(softmax(np.array([1010.0, 1000.0, 990.0])))
print(softmax(np.array([[2.0, 1.0, 0.0], [0.0, 0.0, 0.0]])).sum(axis=-1))


# %% role="check" item="softmax"
def check_softmax():
    y = softmax(np.array([2.0, 1.0, 0.0]))
    check_shape("softmax([2, 1, 0])", y, (3,))
    check_close(
        "softmax([2, 1, 0])",
        y,
        [0.665240956, 0.244728471, 0.090030573],
        rtol=1e-5,
        mistakes={
            "softmax-no-exp": [2 / 3, 1 / 3, 0],
            "softmax-reversed": [0.090030573, 0.244728471, 0.665240956],
            "softmax-not-divided": [7.389056099, 2.718281828, 1.0],
        },
    )
    y = softmax(np.array([[2.0, 1.0, 0.0], [0.0, 0.0, 0.0]]))
    check_close(
        "softmax([[2, 1, 0], [0, 0, 0]])",
        y,
        [[0.665240956, 0.244728471, 0.090030573], [1 / 3, 1 / 3, 1 / 3]],
        rtol=1e-5,
        mistakes={
            "softmax-axis": [[0.880797078, 0.731058579, 0.5], [0.119202922, 0.268941421, 0.5]],
            "softmax-whole": [
                [0.52377395, 0.19268567, 0.0708851],
                [0.0708851, 0.0708851, 0.0708851],
            ],
        },
    )


check_softmax()

# %% role="hidden" item="softmax"
check_close("softmax([0, 0])", softmax(np.array([0.0, 0.0])), [0.5, 0.5])


### BEGIN HIDDEN TESTS


def check_softmax_hidden():
    def right(a):
        if a.shape[-1] == 0:
            return None  # there is no class
        powers = np.exp(a - np.max(a, axis=-1, keepdims=True))
        return powers / np.sum(powers, axis=-1, keepdims=True)

    def draw_logits(rng, sizes):
        """Draw rows of which each lies elsewhere."""
        shape = [(4,), (1,), (3, 3), (4, 5), (2, 1), (2, 4, 3), (1, 2)][rng.integers(7)]
        centers = rng.choice([0.0, 0.0, 1000.0, -1000.0, 1e6, -1e6], (*shape[:-1], 1))
        logits = centers + rng.integers(-400, 401, shape) / 100
        if rng.random() < 0.2:
            logits.flat[0] = rng.choice([1000.0, -1000.0, 1e300, -1e300])
        return (
            logits.round().astype(int) if abs(logits).max() < 1e9 and rng.random() < 0.3 else logits
        )

    kind = domains.Array("(..., m)", of="int or float")
    domain = {
        "a": domains.Drawn(
            kind.words, draw_logits, domains.Array("any with an axis", of="int or float").reject
        )
    }
    options = {"rtol": 1e-5, "quiet": True, "hint": "softmax-overflow"}
    check_agrees("softmax", softmax, right, domain, **options)


check_softmax_hidden()


### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 6. Cross entropy (3 points)
#
# Write `cross_entropy(y, t)`. How wrong are the probabilities of a classifier? The **cross
# entropy** looks only at the probability that each sample gives to its right class: if that
# is 1 the loss is 0, and the nearer it is to 0, the greater the loss.
#
# $$E = -\frac{1}{k} \sum_{i=1}^{k} \ln\, y_{i,\,t_i}$$
#
# `y` has shape `(k, m)`: a row of `m` probabilities for each of `k` samples. `t` has shape
# `(k,)` and holds integers, the number of the right class of each sample, 0 to `m - 1`.
# $\ln$ is the natural logarithm. The result is one number, the mean over the samples.
#
# For example, let `y` be `[[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]]` and `t` be `[0, 2]`. The two
# probabilities that count are 0.7 and 0.6, and the loss is
# $-(\ln 0.7 + \ln 0.6) / 2 = 0.433750$.
#
# Where a probability is 0 its logarithm is minus infinity. **Keep the loss finite with a
# small floor of your choice**: take a positive number of at most $10^{-6}$ as the least
# probability there is, or add it to the probabilities. Losses are compared to $10^{-5}$; where
# the probability of the right class is 0, any such floor is right.
#
# %% [markdown] lang="ja"
# ## 6. 交差エントロピー誤差（3点）
#
# `cross_entropy(y, t)` を書いてください。分類の確率は、どれくらい誤っているでしょうか。**交差エントロピー誤差**（cross entropy）は、正解のクラスに与えた確率だけで決まる損失です。その確率が1なら損失は0で、0に近いほど損失は大きくなります。計算は次の式で表します。
#
# $$E = -\frac{1}{k} \sum_{i=1}^{k} \ln\, y_{i,\,t_i}$$
#
# `y` の形状は `(k, m)` です。`k` 個のサンプルそれぞれに、`m` 個の確率が1行に並びます。`t` の形状は `(k,)` で、各サンプルの正解ラベルです。要素は0から `m - 1` までの整数です。$\ln$は自然対数です。結果は1つの数で、サンプルについての平均です。
#
# たとえば `y` が `[[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]]`、`t` が `[0, 2]` だとします。使う確率は0.7と0.6で、損失は$-(\ln 0.7 + \ln 0.6) / 2 = 0.433750$です。
#
# 確率が0のとき、対数はマイナス無限大です。**小さな下限を自分で選び、損失が有限になるようにしてください。** 下限は$10^{-6}$以下の正の数です。確率がそれより小さくならないようにしても、確率に足してもかまいません。損失は$10^{-5}$まで比べます。正解のクラスの確率が0のときは、どの下限を使っても正解とします。
#
# %% role="solution" item="cross_entropy" points=3
def cross_entropy(y, t):
    """Compute the mean cross entropy of a batch.

    Parameters
    ----------
    y : numpy.ndarray of float, shape (k, m)
        Probabilities of m classes for k samples, 0 to 1; left as they are.
    t : numpy.ndarray of int, shape (k,)
        The right class of each sample, 0 to m - 1; left as they are.

    Returns
    -------
    float
        The loss, 0 or more (natural logarithm); finite.
    """
    ### BEGIN SOLUTION
    chosen = y[np.arange(len(t)), t]
    return -np.mean(np.log(np.maximum(chosen, 1e-12)))
    ### END SOLUTION


# %% role="run"
print(cross_entropy(np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]]), np.array([0, 2])))

probabilities = np.linspace(0, 1, 101)
losses = [cross_entropy(np.array([[p, 1 - p]]), np.array([0])) for p in probabilities]
fig, ax = plt.subplots()
ax.plot(probabilities, losses)
ax.set(xlabel="probability of the right class", ylabel="loss of one sample", ylim=(-0.2, 6))
plt.show()


# %% role="check" item="cross_entropy"
def check_cross_entropy():
    y = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]])
    loss = cross_entropy(y, np.array([0, 2]))
    check_shape("cross_entropy(y, t)", loss, (), hint="cross-entropy-one-number")
    check_close(
        "cross_entropy(y, t)",
        loss,
        0.433750284,
        rtol=0,
        atol=1e-5,
        mistakes={
            "cross-entropy-sign": -0.433750284,
            "cross-entropy-sum": 0.867500568,
            "cross-entropy-log10": 0.188375355,
            "cross-entropy-log2": 0.625769385,
            "cross-entropy-all-entries": 0.144583428,
            "cross-entropy-every-pair": 1.368167688,
        },
    )


check_cross_entropy()

# %% role="hidden" item="cross_entropy"
check_shape("cross_entropy(y, t)", cross_entropy(np.array([[0.5, 0.5]]), np.array([0])), ())


### BEGIN HIDDEN TESTS
def check_cross_entropy_hidden():
    def draw_probabilities(rng, sizes):
        """Draw rows that sum to 1; that of the right class, `sizes["t"]`, is 0, or 0.2 at least.

        There a floor of 1e-6 changes a loss by 5e-6.
        """
        k, m = sizes["k"], sizes["m"]
        t = sizes["t"] = rng.integers(0, m, k)
        y = rng.integers(0, 10, (k, m)).astype(float) + (rng.random() < 0.5)
        y[np.arange(k), t] = 0
        rest = y.sum(axis=1)
        share = rng.choice([0.0, 0.2, 0.5, 0.75, 0.95, 1.0], k)
        share = np.where(rest == 0, 1.0, share)  # one class, or no other
        y *= ((1 - share) / np.where(rest == 0, 1, rest))[:, np.newaxis]
        y[np.arange(k), t] = share
        return y

    def right(y, t):
        chosen = y[np.arange(len(t)), t]
        return -np.log(chosen[chosen > 0]).sum() / len(t), (chosen == 0).sum() / len(t)

    def judge(call, loss, expected):
        of_others, zeros = expected
        check_shape(call, loss, (), hint="cross-entropy-one-number")
        if zeros == 0:
            check_close(call, loss, of_others, rtol=0, atol=1e-5)
            return
        loss = float(np.asarray(loss))
        expect(np.isfinite(loss), "floor-missing", actual=loss)
        # The -ln(floor), from the largest floor to the smallest float above 0.
        of_zero = (loss - of_others) / zeros
        allowed = -np.log(1.0001e-6) - 1e-4 < of_zero < 746
        expect(allowed, "floor-size", actual=f"{of_zero:.6g}")

    table = domains.Array("(k, m)", bound=">= 0")
    labels = domains.Array("(k,)", of="int", bound=">= 0")
    domain = {
        "y": domains.Drawn(table.words, draw_probabilities, table.reject),
        "t": domains.Drawn(labels.words, lambda rng, sizes: sizes["t"], labels.reject),
    }
    sizes = {"k": (1, 6), "m": (1, 10)}
    check_agrees("cross_entropy", cross_entropy, right, domain, judge=judge, sizes=sizes)


check_cross_entropy_hidden()
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## 7. Preparing images and labels (3 points)
#
# MNIST's pictures of digits arrive as whole numbers: `images` has the dtype `uint8` and the
# shape `(k, 28, 28)`, each gray level is 0 to 255. A network wants something else. Write two
# functions.
#
# `prepare_images(images, normalize, flatten)` returns a NumPy array, where `normalize` and
# `flatten` are `True` or `False`.
#
# | | `True` | `False` |
# |---|---|---|
# | `normalize` | gray levels divided by 255, dtype `float32`, from 0 to 1 | values and dtype `uint8` stay |
# | `flatten` | shape `(k, 784)`, row after row of the picture | shape `(k, 1, 28, 28)`, with an axis for the one color |
#
# `one_hot(labels, num_classes)` turns `k` integer labels, shape `(k,)`, each 0 to
# `num_classes - 1`, into a table of shape `(k, num_classes)`: 1 in the column of the label,
# 0 elsewhere.
#
# For example, a gray level of 51 becomes 51 / 255 = 0.2, and `one_hot(np.array([2, 0]), 4)`
# is `[[0, 0, 1, 0], [1, 0, 0, 0]]`.
#
# %% [markdown] lang="ja"
# ## 7. 画像とラベルの前処理（3点）
#
# MNISTの数字の画像は整数で与えられます。`images` のデータ型は `uint8`、形状は `(k, 28, 28)` です。各画素の値は階調値で、0から255までです。ネットワークに入れる前に、値と形状を変える必要があります。関数を2つ書いてください。
#
# `prepare_images(images, normalize, flatten)` はNumPy配列を返します。`normalize` と `flatten` は `True` か `False` です。
#
# | | `True` | `False` |
# |---|---|---|
# | `normalize` | 階調値を255で割る。データ型は `float32`、範囲は0から1 | 値もデータ型 `uint8` もそのまま |
# | `flatten` | 形状は `(k, 784)`。画像の行を上から順に並べる | 形状は `(k, 1, 28, 28)`。色の軸が1つ加わる |
#
# `one_hot(labels, num_classes)` は、`k` 個の整数のラベルを**ワンホット表現**（one-hot）の表に変えます。ラベルの形状は `(k,)`、値は0から `num_classes - 1` までです。結果の形状は `(k, num_classes)` です。ラベルの列だけが1で、ほかは0です。
#
# たとえば、階調値51は51 / 255 = 0.2になります。`one_hot(np.array([2, 0]), 4)` は `[[0, 0, 1, 0], [1, 0, 0, 0]]` です。
#
# %% role="setup"
mnist = load_mnist()
mnist_network = load_pretrained()
print(f"{mnist.name}: {len(mnist.train_images)} training, {len(mnist.test_images)} test pictures")


# %% role="solution" item="prepare_images" points=3
def prepare_images(images, normalize, flatten):
    """Turn pictures into inputs of a network.

    Parameters
    ----------
    images : numpy.ndarray of uint8, shape (k, 28, 28)
        Gray levels, 0 to 255; left as they are.
    normalize : bool
        Whether to divide by 255 and return float32; else values and dtype stay.
    flatten : bool
        Whether to make one row of each picture.

    Returns
    -------
    numpy.ndarray of float32 or uint8, shape (k, 784) or (k, 1, 28, 28)
        0 to 1 if normalized, else 0 to 255.
    """
    ### BEGIN SOLUTION
    if normalize:
        images = images.astype(np.float32) / 255
    if flatten:
        return images.reshape(len(images), 784)
    return images[:, np.newaxis]
    ### END SOLUTION


def one_hot(labels, num_classes):
    """Turn labels into rows with a single 1.

    Parameters
    ----------
    labels : numpy.ndarray of an integer type, shape (k,)
        Classes, 0 to num_classes - 1; left as they are.
    num_classes : int, >= 1
        Number of classes.

    Returns
    -------
    numpy.ndarray, shape (k, num_classes)
        1 in the column of each label, else 0.
    """
    ### BEGIN SOLUTION
    return np.eye(num_classes)[labels]
    ### END SOLUTION


# %% role="run"
prepared = prepare_images(mnist.test_images[:5], True, False)
print("dtype", prepared.dtype, "shape", prepared.shape, "largest", prepared.max())
print(one_hot(mnist.test_labels[:5], 10))

fig, axes = plt.subplots(1, 5, figsize=(6.4, 1.8))
for ax, picture, label in zip(axes, prepared, mnist.test_labels[:5], strict=True):
    ax.imshow(picture[0], cmap="gray", vmin=0, vmax=1)
    ax.set_title(f"label {label}")
    ax.set_axis_off()
plt.show()


# %% role="check" item="prepare_images"
def check_prepare_images():
    images = np.zeros((2, 28, 28), dtype=np.uint8)
    images[0, 0, 1], images[0, 1, 0], images[1, 27, 26] = 51, 102, 204
    right = np.zeros((2, 784))
    right[0, 1], right[0, 28], right[1, 782] = 0.2, 0.4, 0.8
    x = prepare_images(images.copy(), True, True)
    shown = "prepare_images(images, True, True)"
    check_type(shown, x, np.ndarray, "a NumPy array")
    check_shape(shown, x, (2, 784), hint="prepare-shapes")
    check_close(
        shown,
        x,
        right,
        rtol=1e-5,
        mistakes={
            "prepare-not-divided": right * 255,
            "prepare-columns-first": right.reshape(2, 28, 28).transpose(0, 2, 1).reshape(2, 784),
            "prepare-by-largest": right / 0.8,
        },
    )
    expect(x.dtype == np.float32, "prepare-dtype", call=shown, expected="float32", actual=x.dtype)
    x = prepare_images(images.copy(), False, False)
    check_shape("prepare_images(images, False, False)", x, (2, 1, 28, 28), hint="prepare-shapes")

    rows = one_hot(np.array([2, 0]), 4)
    check_shape("one_hot([2, 0], 4)", rows, (2, 4), hint="one-hot-shape")
    check_close("one_hot([2, 0], 4)", rows, [[0, 0, 1, 0], [1, 0, 0, 0]])


check_prepare_images()

# %% role="hidden" item="prepare_images"
check_shape(
    "prepare_images(images, True, True)",
    prepare_images(np.zeros((1, 28, 28), dtype=np.uint8), True, True),
    (1, 784),
)


### BEGIN HIDDEN TESTS
def check_prepare_images_hidden():
    def right(images, normalize, flatten):
        x = images.astype(np.float32) / np.float32(255) if normalize else images
        return x.reshape((-1, 784) if flatten else (-1, 1, 28, 28))

    def judge(call, x, expected):
        check_type(call, x, np.ndarray, "a NumPy array")
        check_close(call, x, expected, rtol=1e-5, hint="prepare-shapes")
        same = x.dtype == expected.dtype
        expect(same, "prepare-dtype", call=call, expected=expected.dtype, actual=x.dtype)

    domain = {
        "images": domains.Line(
            "",
            "np.full(({k}, 28, 28), {level}, dtype=np.uint8)",
            "np.arange({k} * 784).reshape({k}, 28, 28).astype(np.uint8)",
            "np.random.default_rng({k}).integers(0, 2, ({k}, 28, 28), dtype=np.uint8)",
            "np.random.default_rng({k}).integers(0, 256, ({k}, 28, 28), dtype=np.uint8)",
            kind=domains.Array("(k, 28, 28)", of="uint8"),
            k=domains.Whole(draw=(1, 4)),
            level=domains.Whole(draw=(0, 2)),
        ),
        "normalize": domains.Flag(),
        "flatten": domains.Flag(),
    }
    check_agrees("prepare_images", prepare_images, right, domain, judge=judge, number=40)

    def right_rows(labels, num_classes):
        return (labels[:, np.newaxis] == np.arange(num_classes)).astype(float)

    labels = domains.Array("(k,)", of="an integer type", draw=(0, "m - 1"), ends=(0, "m - 1"))
    domain = {"labels": labels, "num_classes": domains.Length("m")}
    # More than 255 entries: a place computed with labels of 8 bits does not fit into them.
    options = {"sizes": {"k": (1, 40), "m": (1, 10)}, "hint": "one-hot-shape"}
    check_agrees("one_hot", one_hot, right_rows, domain, **options)


check_prepare_images_hidden()
### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 8. Reading digits (3 points)
#
# Write `predict(network, images)`: it sends prepared images through the three layers, with a
# sigmoid after the first and the second and the **softmax** after the last, and returns the
# probabilities of the classes.
#
# `images` has shape `(k, n)`, one picture in each row, already prepared: gray levels
# divided by 255 and flattened. `predict` takes them as they are. The result has shape
# `(k, m)`. For the trained digit network `mnist_network` these are `(k, 784)` and
# `(k, 10)`, its layers have 784-50-100-10 neurons; networks of other sizes must work too.
#
# For example, for `small_network` and the images `[[1.0, 0.5]]` the result is
# `[[0.406259, 0.593741]]`: the softmax of item 4's outputs. Probabilities are compared to
# $10^{-5}$, so `float32` will do.
#
# The weights were trained on MNIST. Where MNIST cannot be downloaded, a sample of other, coarser
# digits stands in for it, and the network misreads most of those: that is no mistake of yours.
#
# %% [markdown] lang="ja"
# ## 8. 数字の読み取り（3点）
#
# `predict(network, images)` を書いてください。前処理した画像を3つの層に通す関数です。1つ目と2つ目の層の後にはシグモイド関数を使います。最後の層の後には**ソフトマックス関数**を使い、各クラスの確率を返します。
#
# `images` の形状は `(k, n)` で、1行が1枚の画像です。階調値はすでに255で割ってあり、画素は1行に並んでいます。`predict` は画像をそのまま使います。結果の形状は `(k, m)` です。学習済みの数字のネットワーク `mnist_network` では `(k, 784)` と `(k, 10)` です。層のニューロン数は784-50-100-10です。ほかの大きさのネットワークでも動くようにしてください。
#
# たとえば `small_network` と画像 `[[1.0, 0.5]]` の結果は `[[0.406259, 0.593741]]` です。これは問題4の出力にソフトマックス関数を使った値です。確率は$10^{-5}$まで比べるので、`float32` で十分です。
#
# 重みはMNISTで学習したものです。MNISTをダウンロードできないときは、別の粗い数字の画像で代用します。その場合、ネットワークは多くの画像を読み誤りますが、解答の誤りではありません。
#
# %% role="solution" item="predict" points=3
def predict(network, images):
    """Compute the probabilities of the classes for prepared images.

    Parameters
    ----------
    network : dict of str to numpy.ndarray of float
        Weights "W1" (n, h1), "W2" (h1, h2), "W3" (h2, m) and biases "b1" (h1,),
        "b2" (h2,), "b3" (m,); left as they are.
    images : numpy.ndarray of float, shape (k, n)
        Prepared pictures, gray levels 0 to 1; used and left as they are.

    Returns
    -------
    numpy.ndarray of float, shape (k, m)
        Probabilities, 0 to 1; each row sums to 1.
    """
    ### BEGIN SOLUTION
    return softmax(forward(network, images))
    ### END SOLUTION


# %% role="run"
print(predict(small_network, np.array([[1.0, 0.5]])))

pictures, labels = mnist.test_images[:6], mnist.test_labels[:6]
rows = predict(mnist_network, prepare_images(pictures, True, True))
fig, axes = plt.subplots(1, 6, figsize=(6.4, 2.0))
for ax, picture, label, row in zip(axes, pictures, labels, rows, strict=True):
    ax.imshow(picture, cmap="gray", vmin=0, vmax=255)
    ax.set_title(f"{np.argmax(row)} ({np.max(row):.2f})\nlabel {label}")
    ax.set_axis_off()
plt.show()


# %% role="check" item="predict"
def check_predict():
    network = {
        "W1": np.array([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]),
        "b1": np.array([0.1, 0.2, 0.3]),
        "W2": np.array([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]]),
        "b2": np.array([0.1, 0.2]),
        "W3": np.array([[0.1, 0.3], [0.2, 0.4]]),
        "b3": np.array([0.1, 0.2]),
    }
    y = predict(network, np.array([[1.0, 0.5], [1.0, 0.5], [1.0, 0.5]]))
    check_shape("predict(network, 3 equal images)", y, (3, 2))
    check_close(
        "predict(network, 3 equal images)",
        y,
        [[0.40625907, 0.59374093]] * 3,
        rtol=0,
        atol=1e-5,
        mistakes={
            "predict-no-softmax": [[0.31682708, 0.69627909]] * 3,
            "predict-sigmoid-output": [[0.57855079, 0.66736228]] * 3,
            "softmax-axis": [[1 / 3, 1 / 3]] * 3,
            "softmax-whole": [[0.13541969, 0.19791364]] * 3,
            "predict-divides": [[0.40882685, 0.59117315]] * 3,
        },
    )


check_predict()

# %% role="hidden" item="predict"
check_shape("predict(network, x)", predict(small_network, np.array([[1.0, 0.5]])), (1, 2))


### BEGIN HIDDEN TESTS
def check_predict_hidden():
    def reference(network, images):
        x = images
        network = {name: array.astype(float) for name, array in network.items()}
        for number in "12":
            x = 1 / (1 + np.exp(-(x @ network[f"W{number}"] + network[f"b{number}"])))
        a = x @ network["W3"] + network["b3"]
        powers = np.exp(a - a.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    weights = {"draw": (-3, 3), "ends": (0,)}
    network = domains.Mapping(
        {
            "W1": domains.Array("(n, h1)", draw=(-3, 3), ends=(0, 12)),
            "b1": domains.Array("(h1,)", draw=(-3, 3), ends=(0, -12)),
            "W2": domains.Array("(h1, h2)", **weights),
            "b2": domains.Array("(h2,)", **weights),
            "W3": domains.Array("(h2, m)", **weights),
            "b3": domains.Array("(m,)", **weights),
        },
        "dict of str to numpy.ndarray of float",
    )
    images = domains.Array("(k, n)", draw=(0, 1), ends=(0, 1))
    domain = {"network": network, "images": images}
    # As many pixels as a digit has, but other weights; logits that lie far apart.
    pixels = {
        "network": domains.Code(
            '{"W1": np.cos(np.arange(2352.0)).reshape(784, 3), "b1": np.zeros(3), '
            '"W2": np.eye(3), "b2": np.zeros(3), "W3": 9 * np.eye(3), "b3": np.ones(3)}'
        ),
        "images": domains.Code("np.sin(np.arange(1568.0)).reshape(2, 784) ** 2"),
    }
    apart = {"W1": np.array([[20.0]]), "b1": np.array([-10.0]), "W2": np.array([[20.0]])}
    apart |= {"b2": np.array([-10.0]), "W3": np.array([[-90.0, 90.0]]), "b3": np.array([1.0, 0.0])}
    apart = {"network": apart, "images": np.array([[0.0], [1.0]])}
    options = {"rtol": 0, "atol": 1e-5, "number": 40, "also": [pixels, apart]}
    check_agrees("predict", predict, reference, domain, **options)

    network = load_pretrained()
    images = load_mnist(copy=False).test_images[:200].reshape(200, 784).astype(np.float32) / 255
    # float32 in place of float64 changes these probabilities by 3e-6 at most (measured on all
    # test images of MNIST and of the sample).
    check_close(
        "predict with the trained weights on 200 test images",
        predict(network, images),
        reference(network, images),
        rtol=0,
        atol=1e-5,
        mistakes={"predict-divides": reference(network, images / 255)},
    )


check_predict_hidden()
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## 9. Accuracy (4 points)
#
# Write `accuracy(network, images, labels, batch_size)`. What share of the images does a network
# read correctly? The class it chooses is the one with the largest probability; the **accuracy**
# is the share of images for which that is the label.
#
# The function goes through the images in batches: the first `batch_size` of them, then the
# next, and so on, with one call to `predict` for each batch. `images` are prepared, shape
# `(k, n)`, and go to `predict` as they are; `labels` has shape `(k,)`; `batch_size` is an
# integer, 1 or more. The last batch may have fewer images, and a batch may be larger than all
# images together. The result is one number from 0 to 1.
#
# For example, 7 images in batches of 3 make batches of 3, 3 and 1. If 3, 2 and 1 of them are
# right, the accuracy is 6 / 7 = 0.857143. The batches only save time: every `batch_size`
# must give the same accuracy, that of all images one by one. (The checks look at this
# number; whether you really use batches they cannot see.)
#
# %% [markdown] lang="ja"
# ## 9. 正解率（4点）
#
# `accuracy(network, images, labels, batch_size)` を書いてください。ネットワークは、画像のうちどれだけの割合を正しく読み取れるでしょうか。ネットワークは、確率が最大のクラスを選びます。それがラベルと一致した画像の割合が**正解率**（accuracy）です。
#
# 画像はバッチに分けて処理します。最初の `batch_size` 枚、次の `batch_size` 枚と進み、1つのバッチにつき `predict` を1回呼びます。`images` は前処理済みで、形状は `(k, n)` です。そのまま `predict` に渡してください。`labels` の形状は `(k,)`、`batch_size` は1以上の整数です。最後のバッチは枚数が少ないことがあります。`batch_size` が全体の枚数より大きいこともあります。結果は0から1までの1つの数です。
#
# たとえば7枚を3枚ずつ処理すると、バッチは3枚、3枚、1枚です。そのうち3枚、2枚、1枚が正しければ、正解率は6 / 7 = 0.857143です。バッチは時間を節約するだけです。どの `batch_size` でも、1枚ずつ調べたときと同じ正解率になるようにしてください。（チェックはこの数だけを調べます。本当にバッチで処理したかどうかまでは調べられません。）


# %% role="solution" item="accuracy" points=4
def accuracy(network, images, labels, batch_size):
    """Measure the share of images that a network classifies correctly, batch by batch.

    Parameters
    ----------
    network : dict of str to numpy.ndarray of float
        As `predict` takes it; left as it is.
    images : numpy.ndarray of float, shape (k, n)
        Prepared pictures, given to `predict` as they are.
    labels : numpy.ndarray of int, shape (k,)
        The right classes, 0 to m - 1.
    batch_size : int, >= 1
        Number of images in a batch; the last batch may have fewer.

    Returns
    -------
    float
        The share of right answers among all images, 0 to 1.
    """
    ### BEGIN SOLUTION
    num_right = 0
    for start in range(0, len(images), batch_size):
        batch = slice(start, start + batch_size)
        chosen = np.argmax(predict(network, images[batch]), axis=1)
        num_right += np.sum(chosen == labels[batch])
    return num_right / len(images)
    ### END SOLUTION


# %% role="run"
prepared, labels = prepare_images(mnist.test_images, True, True), mnist.test_labels
print(f"{mnist.name}: {len(labels)} test pictures")
for batch_size in (30, 100, 10_000):
    share = accuracy(mnist_network, prepared, labels, batch_size)
    print(f"batches of {batch_size}: accuracy {share:.4f}")

unprepared = prepare_images(mnist.test_images, False, True)
share = accuracy(mnist_network, unprepared, labels, 100)
print(f"gray levels not divided by 255: accuracy {share:.4f}, and no error message")


# %% role="check" item="accuracy"
def check_accuracy():
    # This network chooses the class of the largest of its three inputs.
    network = {name: 4 * np.eye(3) for name in ("W1", "W2", "W3")}
    network |= {name: np.full(3, -2.0) for name in ("b1", "b2", "b3")}
    images = np.array([[0.9, 0.1, 0.5], [0.2, 0.3, 0.1], [0.1, 0.4, 0.8], [0.7, 0.6, 0.5]])
    images = images[[0, 1, 2, 3, 1, 2, 0]]
    labels = np.array([0, 1, 2, 0, 2, 2, 0])  # the fifth is not what the network says
    share = accuracy(network, images, labels, 3)
    check_shape("accuracy of 7 images in batches of 3", share, (), hint="accuracy-one-number")
    check_close(
        "accuracy of 7 images in batches of 3",
        share,
        6 / 7,
        mistakes={
            "accuracy-batch-means": 8 / 9,
            "accuracy-last-batch-lost": 5 / 6,
            "accuracy-full-batches": 6 / 9,
            "accuracy-errors": 1 / 7,
            "accuracy-percent": 600 / 7,
            "accuracy-count": 6,
        },
    )


check_accuracy()

# %% role="hidden" item="accuracy"
check_close(
    "accuracy of one image", accuracy(small_network, np.array([[1.0, 0.5]]), np.array([1]), 1), 1
)


### BEGIN HIDDEN TESTS
def check_accuracy_hidden():
    def logits(network, x):
        for number in "12":
            x = 1 / (1 + np.exp(-(x @ network[f"W{number}"] + network[f"b{number}"])))
        return x @ network["W3"] + network["b3"]

    def chosen(network, images):
        """Return the class of each image, or None where two are almost as likely."""
        scores = logits(network, images)
        ordered = np.sort(scores, axis=1)
        clear = scores.shape[1] == 1 or (ordered[:, -1] - ordered[:, -2] > 1e-3).all()
        return scores.argmax(axis=1) if clear else None

    def right(network, images, labels, batch_size):
        classes = chosen(network, images)
        return None if classes is None else np.mean(classes == labels)

    def mistakes(network, images, labels, batch_size):
        hits = chosen(network, images) == labels
        parts = np.split(hits, range(batch_size, len(hits), batch_size))
        return {
            "accuracy-batch-means": np.mean([part.mean() for part in parts]),
            "accuracy-percent": 100 * hits.mean(),
            "accuracy-count": hits.sum(),
        }

    weights = {"draw": (-9, 9), "ends": (0,)}
    network = domains.Mapping(
        {
            "W1": domains.Array("(n, h1)", **weights),
            "b1": domains.Array("(h1,)", **weights),
            "W2": domains.Array("(h1, h2)", **weights),
            "b2": domains.Array("(h2,)", **weights),
            "W3": domains.Array("(h2, m)", **weights),
            "b3": domains.Array("(m,)", **weights),
        },
        "dict of str to numpy.ndarray of float",
    )
    domain = {
        "network": network,
        "images": domains.Array("(k, n)", draw=(0, 1), ends=(1,)),
        "labels": domains.Array("(k,)", of="int", draw=(0, "m - 1"), ends=(0,)),
        "batch_size": domains.Whole(">= 1", draw=(1, 7), ends=(1, 2, 3, 100)),
    }
    sizes = {"k": (1, 9), "h1": (2, 6), "h2": (2, 6)}
    options = {"mistakes": mistakes, "sizes": sizes, "number": 120}
    check_agrees("accuracy", accuracy, right, domain, **options)

    # Whatever the data set, and whatever the network makes of it: the share found here counts.
    mnist = load_mnist(copy=False)
    network = load_pretrained()
    images = mnist.test_images[:1500].reshape(-1, 784).astype(np.float32) / 255
    scores = logits({name: array.astype(float) for name, array in network.items()}, images)
    # float32 in place of float64 changes these logits by 2e-5 at most: an image whose two largest
    # are that close could be read either way, so it is left out (MNIST has none).
    ordered = np.sort(scores, axis=1)
    clear = ordered[:, -1] - ordered[:, -2] > 1e-3
    images, labels = images[clear], mnist.test_labels[:1500][clear]
    share = np.mean(scores[clear].argmax(axis=1) == labels)
    for batch_size in (len(images) - 1, 128):
        shown = f"accuracy on {len(images)} test images in batches of {batch_size}"
        check_close(shown, accuracy(network, images, labels, batch_size), share)

    # More classes than digits, and images without end; the first thousand are misread.
    rng = np.random.default_rng(39)
    layers = zip("123", ((2, 6), (6, 6), (6, 12)), strict=True)
    network = {}
    for number, shape in layers:
        network[f"W{number}"] = rng.normal(0, 4, shape)
        network[f"b{number}"] = rng.normal(0, 4, shape[1])
    images = rng.uniform(0, 1, (12_000, 2))
    ordered = np.sort(logits(network, images), axis=1)
    images = images[ordered[:, -1] - ordered[:, -2] > 1e-3]
    labels = logits(network, images).argmax(axis=1)
    labels[:1000] = (labels[:1000] + 1) % 12
    share = 1 - 1000 / len(images)
    shown = f"accuracy on {len(images)} images of 12 classes in batches of 5000"
    check_close(shown, accuracy(network, images, labels, 5000), share)


check_accuracy_hidden()
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## 10. Essay: what softmax is for (6 points)
#
# Answer in your own words, in about 100 to 200 words, with formulas where they help:
#
# 1. When a trained network only has to name a class, softmax can be left out. **Why** does
#    the answer stay the same? Argue from the formula, not from an example.
# 2. What does one gain by leaving it out, and when does one need it even at inference?
# 3. What is softmax **for** in training? Say what the loss function needs, and why choosing
#    the largest output will not do there.
#
# %% [markdown] lang="ja"
# ## 10. 記述問題：ソフトマックス関数の役割（6点）
#
# 次の3つの問いに、自分の言葉で300字から500字ほどで答えてください。必要なら式も使ってください。
#
# 1. 学習済みのネットワークでクラスを1つ選ぶだけなら、ソフトマックス関数は省けます。答えが変わらないのは**なぜ**でしょうか。例ではなく、式に基づいて説明してください。
# 2. 省くと何が得られるでしょうか。また、推論でもソフトマックス関数が必要なのはどんなときでしょうか。
# 3. 学習では、ソフトマックス関数は**何のために**あるのでしょうか。損失関数が何を必要とするかを述べてください。最大の出力を選ぶだけでは不十分な理由も述べてください。

# %% [markdown] role="rubric" item="softmax_essay"
# **6 points**: why the class stays the same 2, gain and need at inference 1, purpose in
# training 3.
#
# **6点**：クラスが変わらない理由2点、推論で省く利点と必要な場合1点、学習での役割3点。
#
# ### BEGIN MARK SCHEME
# **Marking scheme**
#
# 1. Why the class stays the same (2)
#    - 1: the exponential function is strictly increasing, so a larger logit gives a larger
#      power.
#    - 1: all powers of a sample are divided by the same positive sum, so their order, and
#      with it the argmax, stays. (An example alone: 0 of 2.)
# 2. Inference (1)
#    - 1: a gain (no exponentials to compute, no overflow to guard against) **and** a need (the
#      probability itself is wanted: a confidence, a threshold, a ranking across samples).
#      One of the two alone: 0.
# 3. Training (3)
#    - 1: softmax makes the outputs a probability distribution: positive, sum 1, whatever the
#      logits.
#    - 1: cross entropy takes the logarithm of the right class's probability and so needs such
#      outputs; it compares them with the one-hot target.
#    - 1: softmax can be differentiated and every logit gets a gradient (for cross entropy
#      $y - t$), while argmax is flat almost everywhere and gives no gradient.
#
# Equivalent arguments earn the same. "Softmax makes the network more accurate" earns nothing.
#
# **採点基準**
#
# 1. クラスが変わらない理由（2点）
#    - 1点：指数関数は狭義単調増加なので、ロジットが大きいほどべき乗も大きい。
#    - 1点：1つのサンプルのべき乗はすべて同じ正の和で割られる。そのため大小の順序が保たれ、argmaxも変わらない。（例だけの場合は2点中0点。）
# 2. 推論（1点）
#    - 1点：利点と、必要な場合の両方。利点は、指数関数の計算もオーバーフローの対策も要らないこと。必要なのは、確信度、しきい値、サンプル間の順位など、確率そのものを使うとき。片方だけなら0点。
# 3. 学習（3点）
#    - 1点：ロジットが何であっても、出力が正で和が1の確率分布になる。
#    - 1点：交差エントロピー誤差は正解クラスの確率の対数を取るので、そのような出力が必要である。それをワンホット表現の目標値と比べる。
#    - 1点：ソフトマックス関数は微分でき、どのロジットにも勾配が届く（交差エントロピー誤差との組で$y - t$）。argmaxはほとんどの点で平らなので、勾配が得られない。
#
# 同じ内容の別の説明にも同じ点を与える。「ソフトマックス関数で正解率が上がる」には点を与えない。
# ### END MARK SCHEME

# %% [markdown] role="essay" item="softmax_essay" points=6
# **Model answer**
#
# 1. Softmax computes $y_j = e^{a_j} / S$ with $S = \sum_i e^{a_i}$. The exponential function
#    is strictly increasing, so $a_i < a_j$ means $e^{a_i} < e^{a_j}$; and $S > 0$ is the same
#    for all outputs of a sample, so dividing by it keeps the order. The largest logit is
#    therefore the largest probability, and argmax names the same class with or without
#    softmax.
# 2. Leaving it out saves $m$ exponentials, a sum and $m$ divisions for each sample, and there
#    is no overflow to guard against. It is needed as soon as the probability itself counts:
#    to report a confidence, or to pass doubtful pictures on to a person.
# 3. In training the loss must say how good the outputs are, not only whether the largest is
#    the right one. Softmax turns any logits into a probability distribution, positive with
#    sum 1, so that cross entropy $-\ln y_t$ makes sense. It is smooth, and every logit gets a
#    gradient: together with cross entropy it is $y - t$, with $t$ one-hot. Argmax is constant
#    except where two outputs are equal; its derivative is 0, and gradient descent would not
#    move.
#
# **解答例**
#
# 1. ソフトマックス関数は$y_j = e^{a_j} / S$、$S = \sum_i e^{a_i}$です。指数関数は狭義単調増加なので、$a_i < a_j$なら$e^{a_i} < e^{a_j}$です。$S > 0$は1つのサンプルのすべての出力に共通なので、割っても大小の順序は変わりません。したがって最大のロジットが最大の確率になり、argmaxが選ぶクラスは同じです。
# 2. 省くと、サンプルごとに$m$回の指数関数と和と割り算の計算が減ります。オーバーフローの対策も要りません。確率そのものを使うときには必要です。たとえば確信度を示すときや、疑わしい画像を人に回すときです。
# 3. 学習では、最大の出力が正しいかどうかだけでなく、出力がどれだけ良いかを損失が表す必要があります。ソフトマックス関数は、どんなロジットも正で和が1の確率分布に変えます。だから交差エントロピー誤差$-\ln y_t$が意味を持ちます。しかも滑らかなので、どのロジットにも勾配が届きます。交差エントロピー誤差と組み合わせた勾配は$y - t$です（$t$はワンホット表現）。argmaxは2つの出力が等しい点を除いて一定です。微分は0なので、勾配降下法は進みません。

# %% [markdown] lang="en"
# ## Before you submit
#
# - Restart the kernel and run all cells, from top to bottom; then press **Validate**.
# - Is every `raise NotImplementedError()` gone, and the essay written?
# - Save the notebook and submit it.
#
# **What you have now.** Smooth functions take the place of the step. A batch goes through the
# same three products as one sample. Softmax turns scores into probabilities, and cross entropy
# says how wrong they are. Pictures are prepared as they were in training, or the network reads
# worse without a word. Accuracy counts images, not batches. The weights were a gift: how a
# network finds such weights by itself is what follows.
#
# %% [markdown] lang="ja"
# ## 提出の前に
#
# - カーネルを再起動し、すべてのセルを上から順に実行してください。その後に**Validate**を押してください。
# - `raise NotImplementedError()` は残っていないでしょうか。記述問題にも答えたでしょうか。
# - ノートブックを保存し、提出してください。
#
# **まとめ**：ステップ関数の代わりに滑らかな関数を使いました。バッチも、1つのサンプルと同じ3つの積で処理できます。ソフトマックス関数はスコアを確率に変え、交差エントロピー誤差はその誤りの大きさを表します。画像は、学習のときと同じように前処理します。そうしないと、何の警告もなく正解率が下がります。正解率は、バッチではなく画像の枚数で数えます。重みはあらかじめ用意されたものでした。重みを学習で求める方法は、レッスン04と05で学びます。
#
