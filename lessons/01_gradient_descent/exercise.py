# %% [markdown] lang="en"
# # Exercise 01: gradient descent
#
# In this exercise you
#
# - take a step against the gradient, and repeat it until you are at a minimum,
# - tell from the learning rate how a run will end, before it has begun,
# - find the lowest of several minima,
# - derive the gradient of an error by hand and check it against numbers,
# - fit a line to data, and explain why the answer is not quite the exact one.
#
# **How to work**
#
# 1. Read the statement. Replace the line that raises `NotImplementedError` by your
#    code. Keep the names of the function and of its parameters.
# 2. Run the cell, then the trial cell below it, then the check. A check that passes
#    says so in one line. A check that fails says what it expected, what came, and often why.
# 3. The visible check gives a third of the points, rounded down. The rest comes from
#    a hidden check, run when your work is graded. It calls your function with other
#    inputs, but demands nothing that the statement does not say.
#
# **Every call stands alone.** A function leaves what it is given, and the settings of
# the libraries, as they are; with the same arguments it gives the same again; and a
# result that it has given never changes later.
#
# You may add cells, write functions of your own, and use an earlier function in a
# later one. Results may be Python or NumPy numbers, lists, tuples or arrays, unless
# the statement names one of them. There are 25 points.
#
# %% [markdown] lang="ja"
# # 演習01：勾配降下法
#
# この演習では、次のことをします。
#
# - 勾配と逆の向きに1回進み、それを最小点に近づくまで繰り返します。
# - 反復を始める前に、収束するかどうかを学習率から判断します。
# - いくつかある極小値のうち、最も低いものを見つけます。
# - 誤差の勾配を手で導き、数値で確かめます。
# - データに直線を当てはめ、答えが厳密解と少し違う理由を説明します。
#
# **進め方**
#
# 1. 問題文を読み、`NotImplementedError` の行を自分のコードに置き換えます。
#    関数と引数の名前は変えないでください。
# 2. そのセル、下の試し用のセル、チェックの順に実行します。
#    合格したチェックは、1行でそう表示します。
#    不合格のチェックは、期待した値、実際の値、考えられる原因を表示します。
# 3. 見えるチェックの配点は、その問題の3分の1（端数切り捨て）です。
#    残りは、採点のときに実行される隠れたチェックの配点です。
#    隠れたチェックは別の入力で関数を呼びますが、問題文にないことは求めません。
#
# **どの呼び出しも独立です。** 関数は、渡されたものもライブラリの設定も変えません。
# 同じ引数でもう一度呼べば、同じ結果を返します。
# 一度返した結果が、あとの呼び出しで変わることもありません。
#
# セルや自分の関数を追加してもかまいません。前の問題の関数を後で使うこともできます。
# 結果は、PythonやNumPyの数、リスト、タプル、配列のどれでもかまいません。
# 問題文に指定があれば、それに従ってください。全部で25点です。
#
# %% role="setup"
import matplotlib.pyplot as plt
import numpy as np

from mlcourse.checks import (
    call_and_keep,
    check_agrees,
    check_close,
    check_equal,
    check_result,
    check_shape,
    check_type,
    check_unchanged,
    domains,
    expect,
)
from mlcourse.figures.base import loss_curves, use_style

use_style()


# %% [markdown] lang="en"
# ## 1. One step (2 points)
#
# Write `gradient_step(x, grad, lr)`: one step against the gradient.
#
# $$x_\text{new} = x - \eta\,g$$
#
# - `x`: where we stand. A number, or an array of any shape. It may hold integers.
# - `grad`: $g$, the **value** of the gradient at `x`, of the same shape as `x`.
# - `lr`: the learning rate $\eta > 0$, a number.
# - It returns the new $x$, of the same shape, as a new number or array. The arrays `x`
#   and `grad` themselves stay as they are.
#
# **Worked number.** $f(x) = (x-1)^2$ has the slope $2(4-1) = 6$ at $x = 4$. With
# $\eta = 0.1$ the step leads to $4 - 0.1 \times 6 = 3.4$.
#
# %% [markdown] lang="ja"
# ## 1. 1回の更新（2点）
#
# `gradient_step(x, grad, lr)` を書いてください。勾配と逆の向きに1回進みます。
#
# $$x_\text{new} = x - \eta\,g$$
#
# - `x`：今いる位置です。数、または任意の形状の配列です。整数のこともあります。
# - `grad`：`x` での勾配の**値**$g$です。形状は `x` と同じです。
# - `lr`：学習率$\eta > 0$です。数です。
# - 新しい$x$を、同じ形状の新しい数または配列で返します。
#   配列 `x` と `grad` そのものは書き換えません。
#
# **数値例**：$f(x) = (x-1)^2$の傾きは、$x = 4$では$2(4-1) = 6$です。
# $\eta = 0.1$なら、新しい位置は$4 - 0.1 \times 6 = 3.4$です。
#
# %% role="solution" item="gradient_step" points=2
def gradient_step(x, grad, lr):
    """Take one step of gradient descent.

    Parameters
    ----------
    x : number or numpy.ndarray of int or float, any shape
        Where the step starts; stays as it is.
    grad : number or numpy.ndarray of int or float, the shape of x
        The gradient's value at x, in units of f per unit of x; stays as it is.
    lr : float, > 0
        The learning rate.

    Returns
    -------
    float or numpy.ndarray, the shape of x
        Where the step ends.
    """
    ### BEGIN SOLUTION
    return x - lr * grad
    ### END SOLUTION


# %% role="run"
print(gradient_step(4.0, 6.0, lr=0.1))
print(gradient_step(np.array([4.0, -2.0]), np.array([6.0, -6.0]), lr=0.1))


# %% role="check" item="gradient_step"
def check_gradient_step():
    call = "gradient_step(4.0, 6.0, lr=0.1)"
    new = gradient_step(4.0, 6.0, lr=0.1)
    check_shape(call, new, ())
    expect(not new > 4.0, "gd-uphill-step", call=call, first=4, last=float(new))
    mistakes = {"gd-lr-unused": -2.0, "gd-step-is-lr": 3.9, "gd-step-only": 0.6}
    check_close(call, new, 3.4, mistakes=mistakes)

    call = "gradient_step([4, -2], [6, -6], lr=0.1), all three NumPy"
    x, grad = np.array([4.0, -2.0]), np.array([6.0, -6.0])
    new, (x_after, grad_after, _) = call_and_keep(gradient_step, x, grad, 0.1)
    check_close(call, new, [3.4, -1.4])
    check_unchanged(
        call,
        {"x": [4.0, -2.0], "grad": [6.0, -6.0]},
        {"x": x_after, "grad": grad_after},
    )


check_gradient_step()

# %% role="hidden" item="gradient_step"
check_close("gradient_step(4.0, 6.0, lr=0.1)", gradient_step(4.0, 6.0, lr=0.1), 3.4)
### BEGIN HIDDEN TESTS


def check_gradient_step_hidden():
    def right(x, grad, lr):
        return x - lr * grad

    def mistakes(x, grad, lr):
        return {"gd-integers": np.trunc(x - lr * grad), "gd-uphill": x + lr * grad}

    domain = {
        "x": domains.Array("any", of="int or float", ends=(0, 1e6)),
        "grad": domains.Array("any", of="int or float", ends=(0, 500, -1e6, 1e12), like="x"),
        "lr": domains.Number("> 0", draw=(0.01, 1), ends=(1e-9, 1, 100)),
    }
    # Integers whose first step is one, and a slope that is small but not 0.
    whole = {"x": np.array([4, 2, 7]), "grad": np.array([0, 3, 5]), "lr": 0.25}
    small = {"x": np.array([0.0, 1.0]), "grad": np.array([3e-7, -2e-7]), "lr": 0.5}
    options = {"mistakes": mistakes, "new": True, "rtol": 1e-9, "atol": 1e-12}
    options |= {"also": [whole, small]}
    check_agrees("gradient_step", gradient_step, right, domain, **options)


check_gradient_step_hidden()


### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 2. Many steps (3 points)
#
# Write `gradient_descent(grad, x0, lr, num_iterations)`: from `x0`, take
# `num_iterations` steps and return all the places passed, the **trajectory**.
#
# $$x_{i+1} = x_i - \eta\,\nabla f(x_i), \qquad i = 0, 1, 2, \dots$$
#
# - `grad`: here a **function**. `grad(x)` is the gradient at `x`, of the shape of `x`.
#   Call it once for each step: `num_iterations` times in all.
# - `x0`: a number or an array, integers or not. It stays as it is.
# - `num_iterations`: an integer, 0 or more; thousands of steps are tried, too.
# - The trajectory has `num_iterations + 1` rows. Row 0 is `x0`, row $i$ is where we
#   stand after $i$ steps. So its shape is `(num_iterations + 1,)` for a number `x0`,
#   and `(num_iterations + 1, 2)` for an `x0` of shape `(2,)`; for any other array it is
#   `(num_iterations + 1, *x0.shape)`.
#
# **Worked number.** $f(x) = (x-1)^2$ from $x_0 = 4$ with $\eta = 0.1$: three steps give
# `[4, 3.4, 2.92, 2.536]`.
#
# %% [markdown] lang="ja"
# ## 2. 更新の繰り返し（3点）
#
# `gradient_descent(grad, x0, lr, num_iterations)` を書いてください。
# `x0` から `num_iterations` 回進み、通った位置をすべて返します。これを**軌跡**と呼びます。
#
# $$x_{i+1} = x_i - \eta\,\nabla f(x_i), \qquad i = 0, 1, 2, \dots$$
#
# - `grad`：ここでは**関数**です。`grad(x)` は `x` での勾配で、形状は `x` と同じです。
#   1回の更新につき1度、全部で `num_iterations` 回呼んでください。
# - `x0`：数または配列です。整数のこともあります。書き換えません。
# - `num_iterations`：0以上の整数です。数千回のこともあります。
# - 軌跡は `num_iterations + 1` 行です。行0は `x0`、行$i$は$i$回更新した後の位置です。
#   形状は、`x0` が数なら `(num_iterations + 1,)` です。
#   `x0` の形状が `(2,)` なら `(num_iterations + 1, 2)` です。
#   ほかの配列でも同様に `(num_iterations + 1, *x0.shape)` です。
#
# **数値例**：$f(x) = (x-1)^2$で$x_0 = 4$、$\eta = 0.1$とします。
# 3回更新すると `[4, 3.4, 2.92, 2.536]` です。
#
# %% role="solution" item="gradient_descent" points=3
def gradient_descent(grad, x0, lr, num_iterations):
    """Take many steps of gradient descent and keep every place passed.

    Parameters
    ----------
    grad : callable
        grad(x) gives the gradient at x, of the shape of x.
    x0 : number or numpy.ndarray of int or float, any shape
        Where the first step starts; stays as it is.
    lr : float, > 0
        The learning rate.
    num_iterations : int, >= 0
        Number of steps.

    Returns
    -------
    numpy.ndarray, shape (num_iterations + 1, *shape of x0)
        The trajectory; row 0 is x0, row i is the place after i steps.
    """
    ### BEGIN SOLUTION
    x = x0
    trajectory = [x]
    for _ in range(num_iterations):
        x = x - lr * grad(x)
        trajectory.append(x)
    return np.array(trajectory)
    ### END SOLUTION


# %% role="run"
print(gradient_descent(lambda x: 2 * (x - 1), 4.0, lr=0.1, num_iterations=3))

fig, ax = plt.subplots()
for lr in (0.05, 0.1, 0.9):
    path = gradient_descent(lambda x: 2 * (x - 1), 4.0, lr, num_iterations=30)
    ax.plot(path, marker=".", label=f"lr = {lr}")
ax.axhline(1.0, color="0.6", linewidth=1)
ax.set(xlabel="iteration", ylabel="x", title="f(x) = (x - 1)$^2$, lowest at x = 1")
ax.legend()
plt.show()


# %% role="check" item="gradient_descent"
def check_gradient_descent():
    call = "gradient_descent(lambda x: 2 * (x - 1), 4.0, lr=0.1, num_iterations=3)"
    path = gradient_descent(lambda x: 2 * (x - 1), 4.0, lr=0.1, num_iterations=3)
    right = np.array([4.0, 3.4, 2.92, 2.536])
    mistakes = {
        "gd-first-row": right[1:],
        "gd-last-row": right[:-1],
        "gd-uphill": [4.0, 4.6, 5.32, 6.184],
        "gd-stuck-gradient": [4.0, 3.4, 2.8, 2.2],
        "gd-same-rows": [2.536] * 4,
    }
    check_close(call, path, right, mistakes=mistakes)

    call = "gradient_descent(lambda x: 2 * (x - 1), np.array([4.0, -2.0]), 0.1, 2)"
    x0 = np.array([4.0, -2.0])
    path, arguments = call_and_keep(gradient_descent, lambda x: 2 * (x - 1), x0, 0.1, 2)
    check_unchanged(call, {"x0": [4.0, -2.0]}, {"x0": arguments[1]})
    right = [[4.0, -2.0], [3.4, -1.4], [2.92, -0.92]]
    check_close(call, path, right, mistakes={"gd-same-rows": [[2.92, -0.92]] * 3})


check_gradient_descent()

# %% role="hidden" item="gradient_descent"
check_close(
    "gradient_descent(lambda x: 2 * (x - 1), 4.0, lr=0.1, num_iterations=3)",
    gradient_descent(lambda x: 2 * (x - 1), 4.0, lr=0.1, num_iterations=3),
    [4.0, 3.4, 2.92, 2.536],
)
### BEGIN HIDDEN TESTS


def check_gradient_descent_hidden():
    def run(gradient_descent, grad, x0, lr, num_iterations):
        calls = []

        def counted(x):
            calls.append(1)
            return grad(x)

        return gradient_descent(counted, x0, lr, num_iterations), len(calls)

    def right(grad, x0, lr, num_iterations):
        places = [x0]
        for _ in range(num_iterations):
            places.append(places[-1] - lr * grad(places[-1]))
        return np.array(places), num_iterations

    def judge(call, result, expected):
        (path, calls), (right_path, num_iterations) = result, expected
        truncated = isinstance(path, np.ndarray) and path.dtype.kind == "i"
        hint = "gd-integers" if truncated else None
        check_result(call, path, right_path, rtol=1e-9, hint=hint)
        expect(calls == num_iterations, "gd-calls", expected=num_iterations, actual=calls)

    domain = {
        "grad": domains.Line(
            "callable",
            "lambda x: {a} * (x - {c})",
            "lambda x: {a} * x",
            "lambda x: 0 * x",
            "lambda x: 500 + 0 * x",
            a=(0.2, 4),
            c=(-3, 3),
        ),
        "x0": domains.Array("any", of="int or float", draw=(-5, 5), ends=(0, 1e6)),
        "lr": domains.Number("> 0", draw=(0.01, 0.4), ends=(1e-9, 1, 3)),
        "num_iterations": domains.Whole(">= 0", draw=(0, 6), ends=(0, 1)),
    }
    call = "gradient_descent({grad}, {x0}, {lr}, {num_iterations})"
    grows = {"grad": domains.Code("lambda x: 4 * x"), "x0": 3.0, "lr": 1, "num_iterations": 1200}
    long = {"grad": domains.Code("lambda x: x - 1"), "x0": 4.0, "lr": 0.01, "num_iterations": 5000}
    # The gradient of x^2 / 2 is x itself: what grad gives is not the student's to change.
    itself = {"grad": domains.Code("lambda x: x"), "x0": np.array([4.0, -2.0]), "lr": 0.5}
    itself |= {"num_iterations": 3}
    options = {"run": run, "call": call, "judge": judge, "also": [grows, long, itself]}
    check_agrees("gradient_descent", gradient_descent, right, domain, **options)

    # Counted here, too: what is counted beside the answer, the answer could change.
    calls = []

    def counted_here(x):
        calls.append(1)
        return 2 * (x - 1)

    for times in (1, 2):  # a function that is given again is called again
        gradient_descent(counted_here, 4.0, 0.1, 6)
        expect(len(calls) == 6 * times, "gd-calls", expected=6 * times, actual=len(calls))


check_gradient_descent_hidden()


### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 3. How will it end? (3 points)
#
# Take $f(x) = \frac{a}{2}(x-c)^2$, a parabola with the second derivative $f'' = a$ and
# its minimum at $c$. Its slope is $a(x-c)$, and so one step does something very simple to the
# error:
#
# $$x_\text{new} - c = r\,(x - c), \qquad r = 1 - \eta a$$
#
# Write `convergence_regime(lr, curvature)`, which returns one of three words, as a
# string:
#
# | word | when | what the error does |
# |---|---|---|
# | `"monotone"` | $0 \le r < 1$ | shrinks, always on one side |
# | `"oscillating"` | $-1 < r < 0$ | shrinks, changing sides |
# | `"diverging"` | $\lvert r \rvert \ge 1$ | does not shrink |
#
# - `lr` is a number $> 0$; `curvature` is the second derivative $a$, any number: 0 (a level line) and negative ones
#   (the top of a hill) count as well, by the same table.
# - Inputs that lie exactly on a border are tried, too.
#
# **Worked number.** `lr = 0.1`, `curvature = 2`: $r = 1 - 0.1 \times 2 = 0.8$, so
# `"monotone"`.
#
# %% [markdown] lang="ja"
# ## 3. 収束するか、発散するか（3点）
#
# $f(x) = \frac{a}{2}(x-c)^2$を考えます。2階微分が$f'' = a$、最小点が$c$の放物線です。
# 傾きは$a(x-c)$なので、1回の更新は誤差を定数倍するだけです。
#
# $$x_\text{new} - c = r\,(x - c), \qquad r = 1 - \eta a$$
#
# `convergence_regime(lr, curvature)` を書いてください。
# 次の3語のうち1つを文字列で返します。
#
# | 語 | 条件 | 誤差の動き |
# |---|---|---|
# | `"monotone"` | $0 \le r < 1$ | 同じ側のまま小さくなる |
# | `"oscillating"` | $-1 < r < 0$ | 左右に振れながら小さくなる |
# | `"diverging"` | $\lvert r \rvert \ge 1$ | 小さくならない |
#
# - `lr` は正の数です。`curvature` は2階微分$a$で、任意の数です。
#   0（水平な直線）や負の数（丘の頂上）も、同じ表で判定します。
# - ちょうど境界にある入力も試します。
#
# **数値例**：`lr = 0.1`、`curvature = 2` なら$r = 1 - 0.1 \times 2 = 0.8$です。
# 答えは `"monotone"` です。
#
# %% role="solution" item="learning_rate" points=3
def convergence_regime(lr, curvature):
    """Say how gradient descent behaves on curvature / 2 * (x - c)^2.

    Parameters
    ----------
    lr : float, > 0
        The learning rate.
    curvature : float
        The second derivative of f; may be 0 or negative.

    Returns
    -------
    {"monotone", "oscillating", "diverging"}
        What becomes of the error x - c.
    """
    ### BEGIN SOLUTION
    r = 1 - lr * curvature
    if abs(r) >= 1:
        return "diverging"
    return "monotone" if r >= 0 else "oscillating"
    ### END SOLUTION


# %% role="run"
for lr in (0.01, 0.1, 0.5, 0.9, 1.0, 1.1):
    print(f"lr = {lr:4}, curvature = 2: {convergence_regime(lr, 2)}")


# %% role="check" item="learning_rate"
def check_learning_rate():
    words = ("monotone", "oscillating", "diverging")
    for lr, curvature, word in [
        (0.1, 2, "monotone"),
        (0.9, 2, "oscillating"),
        (1.1, 2, "diverging"),
        (0.1, 15, "oscillating"),
        (0.1, 25, "diverging"),
    ]:
        call = f"convergence_regime({lr}, {curvature})"
        answer = convergence_regime(lr, curvature)
        check_type(call, answer, str, "a string")
        expect(answer in words, "gd-regime-words", call=call, actual=repr(answer[:40]))
        hint = "gd-regime-curvature" if curvature != 2 else None
        check_equal(call, answer, word, hint)


check_learning_rate()

# %% role="hidden" item="learning_rate"
check_equal("convergence_regime(0.1, 2)", convergence_regime(0.1, 2), "monotone")
### BEGIN HIDDEN TESTS


def check_learning_rate_hidden():
    for lr, curvature, word, hint in [
        (0.25, -2.0, "diverging", "gd-regime-hill"),
        (0.5, 2.0, "monotone", "gd-regime-border"),
        (0.25, 8.0, "diverging", "gd-regime-border"),
        (0.75, 0.0, "diverging", "gd-regime-border"),
    ]:
        call = f"convergence_regime({lr}, {curvature})"
        check_equal(call, convergence_regime(lr, curvature), word, hint)

    def right(lr, curvature):
        # In whole numbers, without rounding: is lr * curvature above 0, 1 and 2?
        (a, b), (c, d) = float(lr).as_integer_ratio(), float(curvature).as_integer_ratio()
        product, one = a * c, b * d
        distance = min(abs(product - border * one) for border in (0, 1, 2)) / one
        if distance < 1e-14 and not (distance == 0 and np.log2(lr).is_integer()):
            return None  # rounding may lead a right answer over the border
        if product <= 0 or product >= 2 * one:
            return "diverging"
        return "monotone" if product <= one else "oscillating"

    near = (1 + 1e-13, 1 - 1e-13, 2 + 2e-13, 2 - 2e-13, 1 + 1e-9, 2 - 1e-9, 1e-9, -1e-9)
    domain = {
        "lr": domains.Number("> 0", draw=(0.001, 2), ends=(0.25, 0.5, 1, 2, 1e-9)),
        "curvature": domains.Number("", draw=(-3, 9), ends=(0, 1, 2, 4, 8, -1, 1e6, -1e6, *near)),
    }
    check_agrees("convergence_regime", convergence_regime, right, domain, number=200)


check_learning_rate_hidden()


### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 4. The lowest of all valleys (3 points)
#
# Gradient descent runs down into the valley it starts in: a **local minimum**, which
# need not be the **global** one, the lowest of all. The remedy is simple: start in
# several places, and keep the best end.
#
# Write `global_minimum(f, grad, starts, lr, num_iterations)`. From each start, take
# `num_iterations` steps of gradient descent. Of the **last points** of all these runs,
# return the one where $f$ is smallest, and this value: `(x_best, f_best)`.
#
# - `f`, `grad`: the function and its derivative. They take **one number** and return
#   one number.
# - `starts`: some numbers, one or more, as a list, a tuple or an array.
#   `num_iterations` is an integer, 1 or more.
# - Only the last point of a run counts, not the points it passed on its way. Each run
#   takes all its steps, also where the slope is tiny.
# - A run that ends in nan or infinity is left out. (At least one run does not.)
# - `x_best` and `f_best` are numbers, and `f_best` is `f(x_best)`.
#
# **Worked number.** $f(x) = x^4 - 3x^2 + x$ has two valleys. From the starts
# `[-2.0, 2.0]`, with `lr = 0.01` and 1,000 iterations, the runs end at $-1.3008$
# (where $f = -3.5139$) and at $1.1309$ (where $f = -1.0702$). The answer is
# `(-1.300840, -3.513905)`, to six decimals.
#
# %% [markdown] lang="ja"
# ## 4. 最も低い谷（3点）
#
# 勾配降下法で着くのは、出発した谷の底です。そこは**極小値**ですが、
# 最も低い**大域的最小値**とは限りません。
# そこで、いくつかの場所から始めて、最も良い終点を選びます。
#
# `global_minimum(f, grad, starts, lr, num_iterations)` を書いてください。
# 各出発点から勾配降下法で `num_iterations` 回進みます。
# 1つの出発点から終点までを**試行**と呼びます。
# 各試行の**最後の点**のうち、$f$が最も小さい点とその値を返します。
# 返り値は `(x_best, f_best)` です。
#
# - `f`、`grad`：関数とその導関数です。**1つの数**を受け取り、1つの数を返します。
# - `starts`：1個以上の数です。リスト、タプル、配列のどれかです。
#   `num_iterations` は1以上の整数です。
# - 各試行の最後の点だけを比べます。途中で通った点は数えません。
# - nanまたは無限大で終わった試行は除きます（少なくとも1つは残ります）。
# - どの試行も、途中で打ち切らずに `num_iterations` 回更新します。
# - `x_best` と `f_best` は数で、`f_best` は `f(x_best)` です。
#
# **数値例**：$f(x) = x^4 - 3x^2 + x$には谷が2つあります。
# 出発点を `[-2.0, 2.0]`、`lr = 0.01` として、1,000回更新します。
# 終点は$-1.3008$（$f = -3.5139$）と$1.1309$（$f = -1.0702$）です。
# 答えは、小数第6位までで `(-1.300840, -3.513905)` です。
#
# %% role="solution" item="global_minimum" points=3
def global_minimum(f, grad, starts, lr, num_iterations):
    """Run gradient descent from several starts and return the best end.

    Parameters
    ----------
    f : callable
        f(x) is the function's value at the number x.
    grad : callable
        grad(x) is its derivative at the number x.
    starts : list, tuple or numpy.ndarray of numbers, one or more
        Where the runs start.
    lr : float, > 0
        The learning rate.
    num_iterations : int, >= 1
        Number of steps of each run.

    Returns
    -------
    x_best : float
        The last point, of those that are finite, where f is smallest.
    f_best : float
        f(x_best).
    """
    ### BEGIN SOLUTION
    ends = []
    for x in starts:
        for _ in range(num_iterations):
            x = x - lr * grad(x)
        if np.isfinite(x):
            ends.append(x)
    x_best = min(ends, key=f)
    return x_best, f(x_best)
    ### END SOLUTION


# %% role="run"
x_best, f_best = global_minimum(
    lambda x: x**4 - 3 * x**2 + x,
    lambda x: 4 * x**3 - 6 * x + 1,
    starts=[-2.0, 2.0],
    lr=0.01,
    num_iterations=1000,
)
print(f"x_best = {x_best:.6f}, f_best = {f_best:.6f}")

fig, ax = plt.subplots()
x = np.linspace(-2.1, 2.1, 200)
ax.plot(x, x**4 - 3 * x**2 + x)
ax.plot(x_best, f_best, "o")
ax.set(xlabel="x", ylabel="f(x)", title="f(x) = x$^4$ - 3x$^2$ + x and the best end")
plt.show()


# %% role="check" item="global_minimum"
def check_global_minimum():
    def f(x):
        return x * x * x * x - 3 * x * x + x

    def grad(x):
        return 4 * x * x * x - 6 * x + 1

    right = (-1.300840, -3.513905)
    local = (1.130901, -1.070230)
    mistakes = {"gd-local-minimum": local, "gd-pair-swapped": right[::-1]}
    for starts in ([-2.0, 2.0], [2.0, -2.0], [1.0, 0.1, 2.0]):
        call = f"global_minimum(f, grad, {starts}, 0.01, 1000)"
        answer = global_minimum(f, grad, starts, 0.01, 1000)
        check_type(call, answer, (tuple, list, np.ndarray), "a pair (x_best, f_best)")
        check_close(call, answer, right, atol=1e-5, mistakes=mistakes)


check_global_minimum()

# %% role="hidden" item="global_minimum"
check_close(
    "global_minimum of x^4 - 3x^2 + x from [-2.0, 2.0], lr 0.01, 1000 iterations",
    global_minimum(
        lambda x: x * x * x * x - 3 * x * x + x,
        lambda x: 4 * x * x * x - 6 * x + 1,
        [-2.0, 2.0],
        0.01,
        1000,
    ),
    (-1.300840, -3.513905),
    atol=1e-5,
)
### BEGIN HIDDEN TESTS


def check_global_minimum_hidden():
    def judge(what, answer, right, **options):
        call = f"global_minimum of {what}"
        check_type(call, answer, (tuple, list, np.ndarray), "a pair (x_best, f_best)")
        check_close(call, answer, right, **options)

    # The last points count: with lr 0.15 a run bounces and passes a lower point.
    def double_well(x):
        return x * x * x * x - 3 * x * x + x

    def double_well_slope(x):
        return 4 * x * x * x - 6 * x + 1

    what = "x^4 - 3x^2 + x from [1.2, -1.0], lr 0.15, 2 iterations"
    x = -1.0
    for _ in range(2):
        x = x - 0.15 * double_well_slope(x)
    on_its_way = {"gd-best-on-the-way": (-1.45, double_well(-1.45))}
    answer = global_minimum(double_well, double_well_slope, [1.2, -1.0], 0.15, 2)
    judge(what, answer, (x, double_well(x)), mistakes=on_its_way)

    # Runs that end in nan, first, last and between; and in minus infinity.
    for starts in ([5.0, 2.0, -1.0], [-1.0, 6.0, 2.0], [2.0, -1.5, -5.0]):
        what = f"x^4 - 3x^2 + x from {starts}, lr 0.05, 200 iterations"
        answer = global_minimum(double_well, double_well_slope, starts, 0.05, 200)
        judge(what, answer, (-1.300840, -3.513905), atol=1e-5, hint="gd-infinite-run")
    answer = global_minimum(
        lambda x: x * (x * x - 3),
        lambda x: 3 * (x * x - 1),
        [-2.0, 0.5, -3.0],
        0.1,
        200,
    )
    what = "x^3 - 3x from [-2.0, 0.5, -3.0], lr 0.1, 200 iterations"
    judge(what, answer, (1.0, -2.0), hint="gd-infinite-run")

    def run(global_minimum, f, grad, starts, lr, num_iterations):
        import numpy as np

        def of_one_number(function):
            def checked(x):
                if np.ndim(x):
                    raise TypeError("f and grad take one number, not an array")
                return function(float(x))

            return checked

        return global_minimum(of_one_number(f), of_one_number(grad), starts, lr, num_iterations)

    def last_points(f, grad, starts, lr, num_iterations):
        with np.errstate(all="ignore"):
            ends = [float(x) for x in starts]
            for _ in range(num_iterations):
                ends = [x - lr * grad(x) for x in ends]
            return [(x, f(x)) for x in ends if np.isfinite(x)]

    def right(**case):
        points = last_points(**case)
        if not points or not np.isfinite(points).all():
            return None  # the statement rules it out
        # Where a run magnifies the last digits, right answers may end anywhere.
        near = [x * (1 + 1e-13) for x in map(float, case["starts"])]
        others = last_points(**case | {"starts": near})
        if len(others) != len(points) or not np.allclose(points, others, rtol=1e-7):
            return None
        # Two valleys may be equally deep; else there is one right answer.
        lowest = min(value for _, value in points)
        return [p for p in points if p[1] - lowest <= 1e-9 * (1 + abs(lowest))]

    def judge_drawn(call, result, best):
        check_type(call, result, (tuple, list, np.ndarray), "a pair (x_best, f_best)")
        check_shape(call, result, (2,))
        x = float(result[0])
        check_close(call, result, min(best, key=lambda point: abs(point[0] - x)))

    domain = {
        "f": domains.Line(
            "callable",
            "lambda x: x * x * x * x / 4 - x * x * x / 3 - x * x + {d}",
            "lambda x: {a} * (x - {c}) * (x - {c}) + {d}",
            "lambda x: x * x * x * x - 2 * x * x",
            "lambda x: 1e-18 * x",
            "lambda x: np.sin(3 * x) + {d}",
            "lambda x: x * x * x * x - 2 * x * x + 1e-6 * x",
            a=(0.2, 2),
            c=(-3, 3),
            d=(-50, 50),
        ),
        "grad": domains.Line(
            "callable",
            "lambda x: x * x * x - x * x - 2 * x",
            "lambda x: 2 * {a} * (x - {c})",
            "lambda x: 4 * x * x * x - 4 * x",
            "lambda x: 1e-18",
            "lambda x: 3 * np.cos(3 * x)",
            "lambda x: 4 * x * x * x - 4 * x + 1e-6",
            beside=True,
        ),
        "starts": domains.Numbers(draw=(-3, 3), ends=(1e-9, 2, 30, -2000)),
        "lr": domains.Number("> 0", draw=(0.01, 0.1), ends=(0.05, 1e-9, 0.5, 1e8, 1e17)),
        "num_iterations": domains.Whole(">= 1", draw=(1, 6), ends=(1, 12)),
    }
    call = "global_minimum({f}, {grad}, {starts}, {lr}, {num_iterations})"
    hill = {"f": domains.Code("lambda x: x * x * x * x - 2 * x * x"), "starts": [1e-9]}
    hill |= {
        "grad": domains.Code("lambda x: 4 * x * x * x - 4 * x"),
        "lr": 0.05,
        "num_iterations": 150,
    }
    # Two valleys that are almost equally deep.
    even = {"f": domains.Code("lambda x: x * x * x * x - 2 * x * x + 1e-6 * x")}
    even |= {"grad": domains.Code("lambda x: 4 * x * x * x - 4 * x + 1e-6")}
    even |= {"starts": [0.8, -0.8], "lr": 0.05, "num_iterations": 150}
    options = {"run": run, "call": call, "judge": judge_drawn, "also": [hill, even]}
    check_agrees("global_minimum", global_minimum, right, domain, **options)


check_global_minimum_hidden()


### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 5. How wrong is a line? (2 points)
#
# From here on the function to minimize is the **mean squared error** of a line
# $y = wx + b$ on data $(x_1, t_1), \dots, (x_k, t_k)$.
#
# $$E(w, b) = \frac{1}{k}\sum_{i=1}^{k}(w x_i + b - t_i)^2$$
#
# Write `mse(w, b, x, t)`.
#
# - `w`, `b`: numbers. `x`, `t`: NumPy arrays of shape `(k,)`, $k \ge 1$; they may hold
#   integers, and stay as they are.
# - It returns $E$, one number.
#
# **Worked number.** A bean plant was 2, 3, 3 and 6 cm high 0, 1, 2 and 3 weeks after it
# came up. The line $w = 3$ (cm per week), $b = 1$ (cm) says 1, 4, 7 and 10 cm: it is
# wrong by $-1, 1, 4, 4$ cm, and so $E = (1 + 1 + 16 + 16)/4 = 8.5$ cm².
#
# %% [markdown] lang="ja"
# ## 5. 直線の誤差（2点）
#
# ここからは、直線$y = wx + b$の**平均二乗誤差**を最小にします。
# データは$(x_1, t_1), \dots, (x_k, t_k)$です。
#
# $$E(w, b) = \frac{1}{k}\sum_{i=1}^{k}(w x_i + b - t_i)^2$$
#
# `mse(w, b, x, t)` を書いてください。
#
# - `w`、`b`：数です。
# - `x`、`t`：形状 `(k,)` のNumPy配列です（$k \ge 1$）。整数のこともあります。
#   書き換えません。
# - $E$を1つの数で返します。
#
# **数値例**：インゲンの芽が出てから0、1、2、3週間後の高さは、2、3、3、6cmでした。
# 直線$w = 3$（cm/週）、$b = 1$（cm）の予測は1、4、7、10cmです。
# 誤差は$-1, 1, 4, 4$cmなので、$E = (1 + 1 + 16 + 16)/4 = 8.5$cm²です。
#
# %% role="solution" item="mse" points=2
def mse(w, b, x, t):
    """Compute the mean squared error of the line y = w x + b.

    Parameters
    ----------
    w : float
        Weight (slope), in units of t per unit of x.
    b : float
        Bias, in units of t.
    x : numpy.ndarray of int or float, shape (k,)
        Inputs.
    t : numpy.ndarray of int or float, shape (k,)
        Targets.

    Returns
    -------
    float, >= 0
        The mean of the squared errors, in units of t squared.
    """
    ### BEGIN SOLUTION
    return np.mean((w * x + b - t) ** 2)
    ### END SOLUTION


# %% role="run"
weeks = np.array([0.0, 1.0, 2.0, 3.0])
heights = np.array([2.0, 3.0, 3.0, 6.0])  # cm
print(mse(3.0, 1.0, weeks, heights))


# %% role="check" item="mse"
def check_mse():
    x, t = np.array([0.0, 1.0, 2.0, 3.0]), np.array([2.0, 3.0, 3.0, 6.0])
    call = "mse(3.0, 1.0, x, t)"
    error = mse(3.0, 1.0, x, t)
    check_shape(call, error, (), hint="gd-mse-not-averaged")
    mistakes = {
        "gd-mse-sum": 34.0,
        "gd-mse-half": 4.25,
        "gd-mse-root": 8.5**0.5,
        "gd-mse-absolute": 2.5,
        "gd-mse-unsquared": 2.0,
        "gd-mse-mean-first": 4.0,
        "gd-mse-no-bias": 5.5,
    }
    check_close(call, error, 8.5, mistakes=mistakes)


check_mse()

# %% role="hidden" item="mse"
check_close(
    "mse(3.0, 1.0, x, t)",
    mse(3.0, 1.0, np.array([0.0, 1.0, 2.0, 3.0]), np.array([2.0, 3.0, 3.0, 6.0])),
    8.5,
)
### BEGIN HIDDEN TESTS


def check_mse_hidden():
    def right(w, b, x, t):
        return ((w * x + b - t) ** 2).sum() / len(x)

    domain = {
        "w": domains.Number(ends=(0, 100)),
        "b": domains.Number(ends=(0, 1000)),
        "x": domains.Array("(k,)", of="int or float", ends=(0, 1000)),
        "t": domains.Array("(k,)", of="int or float", ends=(0, -1e4)),
    }
    many = {"w": 2.0, "b": 1, "x": domains.Code("np.linspace(-3, 3, 400)")}
    many |= {"t": domains.Code("np.linspace(-3, 3, 400) ** 3")}
    options = {"sizes": {"k": (1, 6)}, "rtol": 1e-9, "atol": 1e-12, "also": [many]}
    check_agrees("mse", mse, right, domain, **options)


check_mse_hidden()


### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 6. The gradient of the error (3 points)
#
# Write `mse_gradient(w, b, x, t)`: the pair `(dE/dw, dE/db)`, two numbers, for the $E$
# of item 5 and with the same inputs. The arrays `x` and `t` stay as they are.
#
# $$\frac{\partial E}{\partial w} = \frac{2}{k}\sum_{i=1}^{k} x_i\,(w x_i + b - t_i),
# \qquad \frac{\partial E}{\partial b} = \frac{2}{k}\sum_{i=1}^{k}(w x_i + b - t_i)$$
#
# Derive both on paper first: the chain rule, and a derivative of a sum term by term.
#
# **Worked number.** For the bean plant and $w = 3$, $b = 1$ the errors are
# $-1, 1, 4, 4$ cm. So $\partial E/\partial w = \frac{2}{4}(0 + 1 + 8 + 12) = 10.5$ and
# $\partial E/\partial b = \frac{2}{4}(-1 + 1 + 4 + 4) = 4$.
#
# %% [markdown] lang="ja"
# ## 6. 誤差の勾配（3点）
#
# `mse_gradient(w, b, x, t)` を書いてください。
# 問題5の$E$について、2つの数の組 `(dE/dw, dE/db)` を返します。
# 引数は問題5と同じで、配列 `x` と `t` は書き換えません。
#
# $$\frac{\partial E}{\partial w} = \frac{2}{k}\sum_{i=1}^{k} x_i\,(w x_i + b - t_i),
# \qquad \frac{\partial E}{\partial b} = \frac{2}{k}\sum_{i=1}^{k}(w x_i + b - t_i)$$
#
# まず紙の上で導いてください。連鎖律を使い、和は項ごとに微分します。
#
# **数値例**：インゲンのデータで$w = 3$、$b = 1$のとき、誤差は$-1, 1, 4, 4$cmです。
# したがって$\partial E/\partial w = \frac{2}{4}(0 + 1 + 8 + 12) = 10.5$です。
# また$\partial E/\partial b = \frac{2}{4}(-1 + 1 + 4 + 4) = 4$です。
#
# %% role="solution" item="mse_gradient" points=3
def mse_gradient(w, b, x, t):
    """Compute the gradient of the mean squared error of the line y = w x + b.

    Parameters
    ----------
    w : float
        Weight (slope), in units of t per unit of x.
    b : float
        Bias, in units of t.
    x : numpy.ndarray of int or float, shape (k,)
        Inputs.
    t : numpy.ndarray of int or float, shape (k,)
        Targets.

    Returns
    -------
    dw : float
        dE/dw, any sign.
    db : float
        dE/db, any sign.
    """
    ### BEGIN SOLUTION
    error = w * x + b - t
    return 2 * np.mean(x * error), 2 * np.mean(error)
    ### END SOLUTION


# %% role="run"
weeks = np.array([0.0, 1.0, 2.0, 3.0])
heights = np.array([2.0, 3.0, 3.0, 6.0])  # cm
w, b, h = 3.0, 1.0, 1e-4
exact = np.array(mse_gradient(w, b, weeks, heights))
dw = mse(w + h, b, weeks, heights) - mse(w - h, b, weeks, heights)
db = mse(w, b + h, weeks, heights) - mse(w, b - h, weeks, heights)
approximate = np.array([dw, db]) / (2 * h)
print("your formula:       ", exact)
print("finite differences: ", approximate.round(6))
print("largest difference: ", f"{abs(exact - approximate).max():.1e}")


# %% role="check" item="mse_gradient"
def check_mse_gradient():
    x, t = np.array([0.0, 1.0, 2.0, 3.0]), np.array([2.0, 3.0, 3.0, 6.0])
    call = "mse_gradient(3.0, 1.0, x, t)"
    gradient = mse_gradient(3.0, 1.0, x, t)
    check_type(call, gradient, (tuple, list, np.ndarray), "a pair (dE/dw, dE/db)")
    check_shape(call, gradient, (2,), hint="gd-gradient-not-averaged")
    dw, db = np.asarray(gradient, dtype=float)
    got = {"dw": f"{dw:.6g}", "db": f"{db:.6g}"}
    expect(not (dw < 0 and db < 0), "gd-gradient-sign", call=call, **got)
    mistakes = {
        "gd-gradient-swapped": (4.0, 10.5),
        "gd-gradient-sum": (42.0, 16.0),
        "gd-gradient-no-two": (5.25, 2.0),
        "gd-gradient-no-x": (4.0, 4.0),
    }
    check_close(call, gradient, (10.5, 4.0), mistakes=mistakes)


check_mse_gradient()

# %% role="hidden" item="mse_gradient"
check_close(
    "mse_gradient(3.0, 1.0, x, t)",
    mse_gradient(
        3.0,
        1.0,
        np.array([0.0, 1.0, 2.0, 3.0]),
        np.array([2.0, 3.0, 3.0, 6.0]),
    ),
    (10.5, 4.0),
)
### BEGIN HIDDEN TESTS


def check_mse_gradient_hidden():
    def right(w, b, x, t):
        slopes = 2 * (w * x + b - t)
        return (x * slopes).sum() / len(x), slopes.sum() / len(x)

    domain = {
        "w": domains.Number(ends=(0, 100)),
        "b": domains.Number(ends=(0, 1000)),
        "x": domains.Array("(k,)", of="int or float", ends=(0, 1000)),
        "t": domains.Array("(k,)", of="int or float", ends=(0, -1e4)),
    }
    # Large errors that cancel in dE/db: differences of E, 1e12, would not show its slope.
    cancel = {"w": 0.3, "b": 0.7, "x": np.array([3.0, 3.0]), "t": np.array([-1e6, 1e6])}
    options = {"sizes": {"k": (1, 6)}, "rtol": 1e-9, "atol": 1e-9, "also": [cancel]}
    check_agrees("mse_gradient", mse_gradient, right, domain, **options)


check_mse_gradient_hidden()


### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 7. Fit a line (5 points)
#
# Now put it together: `fit_line(x, t, lr, num_iterations, rng)` returns
# `(w, b, losses)`.
#
# 1. **Start** from random numbers: first draw `w` by `rng.standard_normal()`, then `b`
#    by `rng.standard_normal()`. Use the generator `rng` that is passed in.
# 2. **In each iteration** first append the loss $E(w, b)$ to `losses`, and then update
#    $w$ and $b$ together. Both derivatives are taken at the same, old $(w, b)$, over
#    all the data.
#
# $$w \leftarrow w - \eta\,\frac{\partial E}{\partial w}, \qquad
# b \leftarrow b - \eta\,\frac{\partial E}{\partial b}$$
#
# - `x`, `t`: NumPy arrays of shape `(k,)`; they may hold integers, and stay as they
#   are.
# - `num_iterations`: an integer, 1 or more. Do all of them, even if nothing changes any
#   more or the numbers grow beyond all bounds.
# - `w` and `b` are single numbers, those after the last update. `losses` has
#   `num_iterations` numbers, each taken **before** its update.
#
# What the checks demand: the first loss is that of the drawn line; one iteration gives
# what the formulas say; with a learning rate that fits the data, `losses` strictly
# falls from entry to entry, and after enough iterations `w` and `b` are within 0.001 of
# the least-squares line.
#
# **Worked number.** For the bean plant the least-squares line is exactly $w = 1.2$ cm
# per week, $b = 1.7$ cm, with $E = 0.45$ cm². `np.random.default_rng(0)` draws
# $w = 0.1257$ and $b = -0.1321$, so `losses[0]` is 13.7503. With `lr=0.1` one iteration
# leads to $w = 1.4274$, $b = 0.5566$, and 200 iterations lead to the least-squares
# line, to four decimals.
#
# %% [markdown] lang="ja"
# ## 7. 直線の当てはめ（5点）
#
# ここまでをまとめます。`fit_line(x, t, lr, num_iterations, rng)` を書いてください。
# 返り値は `(w, b, losses)` です。
#
# 1. **出発点**は乱数です。まず `w` を、次に `b` を `rng.standard_normal()` で引きます。
#    引数で渡された乱数生成器 `rng` を使ってください。
# 2. **各反復**では、まず損失$E(w, b)$を `losses` に加え、次に$w$と$b$を同時に更新します。
#    2つの偏微分は、どちらも更新前の同じ$(w, b)$で、全データから計算します。
#
# $$w \leftarrow w - \eta\,\frac{\partial E}{\partial w}, \qquad
# b \leftarrow b - \eta\,\frac{\partial E}{\partial b}$$
#
# - `x`、`t`：形状 `(k,)` のNumPy配列です。整数のこともあります。書き換えません。
# - `num_iterations`：1以上の整数です。値が変わらなくなっても、限りなく大きくなっても、
#   途中でやめず、すべて実行します。
# - `w` と `b` は最後の更新の後の値で、それぞれ1つの数です。
#   `losses` は `num_iterations` 個の数で、それぞれ更新**前**の損失です。
#
# チェックが求めることは次のとおりです。
# 最初の損失は、乱数で決めた出発点の直線の損失です。
# 1回の反復の結果は、式のとおりです。
# データに合う学習率なら、`losses` は毎回必ず減ります。
# 十分に反復すると、`w` と `b` は最小二乗法の直線から0.001以内に入ります。
#
# **数値例**：インゲンのデータの最小二乗法の直線は、ちょうど$w = 1.2$cm/週、
# $b = 1.7$cmで、$E = 0.45$cm²です。
# `np.random.default_rng(0)` からは$w = 0.1257$、$b = -0.1321$が出ます。
# したがって `losses[0]` は13.7503です。`lr=0.1` で1回更新すると、
# $w = 1.4274$、$b = 0.5566$になります。
# 200回更新すると、小数第4位まで最小二乗法の直線と一致します。
#
# %% role="solution" item="fit_line" points=5
def fit_line(x, t, lr, num_iterations, rng):
    """Fit the line y = w x + b by gradient descent on the mean squared error.

    Parameters
    ----------
    x : numpy.ndarray of int or float, shape (k,)
        Inputs; stay as they are.
    t : numpy.ndarray of int or float, shape (k,)
        Targets; stay as they are.
    lr : float, > 0
        The learning rate.
    num_iterations : int, >= 1
        Number of updates.
    rng : numpy.random.Generator
        Draws the start: w, then b, each from the standard normal distribution.

    Returns
    -------
    w : float
        Weight (slope) after the last update, in units of t per unit of x.
    b : float
        Bias after the last update, in units of t.
    losses : list of float, num_iterations entries
        The mean squared error before each update, in units of t squared.
    """
    ### BEGIN SOLUTION
    w = rng.standard_normal()
    b = rng.standard_normal()
    losses = []
    for _ in range(num_iterations):
        error = w * x + b - t
        losses.append(np.mean(error**2))
        w = w - lr * 2 * np.mean(x * error)
        b = b - lr * 2 * np.mean(error)
    return w, b, losses
    ### END SOLUTION


# %% role="run"
weeks = np.array([0.0, 1.0, 2.0, 3.0])
heights = np.array([2.0, 3.0, 3.0, 6.0])  # cm
w, b, losses = fit_line(weeks, heights, 0.1, 200, np.random.default_rng(0))
print(f"w = {w:.4f} cm per week, b = {b:.4f} cm, last loss {losses[-1]:.4f} cm^2")

fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5))
left.plot(weeks, heights, "o", label="measured")
left.plot(weeks, w * weeks + b, label="fitted")
left.set(xlabel="time [weeks]", ylabel="height [cm]")
left.legend()
loss_curves(right, {"loss": losses}, log=True, ylabel="loss [cm$^2$]")
plt.show()


# %% role="check" item="fit_line"
def check_fit_line():
    x, t = np.array([0.0, 1.0, 2.0, 3.0]), np.array([2.0, 3.0, 3.0, 6.0])
    call = "fit_line(x, t, 0.1, 200, np.random.default_rng(0))"
    answer = fit_line(x, t, 0.1, 200, np.random.default_rng(0))
    check_type(call, answer, (tuple, list), "(w, b, losses)")
    expect(len(answer) == 3, "wrong-length", name=call, expected=3, actual=len(answer))
    w, b, losses = answer
    check_shape("w", w, ())
    check_shape("b", b, ())
    check_shape("losses", losses, (200,), hint="gd-fit-count")
    losses = np.array(losses, dtype=float)
    mistakes = {
        "gd-fit-drawn-order": 15.430364,
        "gd-fit-zero-start": 14.5,
        "gd-fit-loss-late": 1.158419,
    }
    name = "losses[0], the loss of the drawn line"
    check_close(name, losses[0], 13.750327, hint="gd-fit-own-rng", mistakes=mistakes)

    call = "(w, b) of fit_line(x, t, 0.1, 1, np.random.default_rng(0))"
    w1, b1, _ = fit_line(x, t, 0.1, 1, np.random.default_rng(0))
    mistakes = {
        "gd-uphill": (-1.175890, -0.820807),
        "gd-fit-no-update": (0.125730, -0.132105),
        "gd-fit-b-stays": (1.427351, -0.132105),
        "gd-fit-new-w": (1.427351, 0.166111),
        "gd-fit-no-two": (0.776540, 0.212246),
        "gd-fit-sum": (5.332211, 2.622703),
    }
    check_close(call, (w1, b1), (1.427351, 0.556597), rtol=1e-5, mistakes=mistakes)

    first, last = losses[0], losses[-1]
    expect(last < first, "gd-fit-rising", first=f"{first:.5g}", last=f"{last:.5g}")
    hint = "gd-fit-not-there"
    check_close("(w, b)", (w, b), (1.2, 1.7), rtol=0, atol=1e-3, hint=hint)


check_fit_line()

# %% role="hidden" item="fit_line"
check_type(
    "fit_line(x, t, 0.1, 200, np.random.default_rng(0))",
    fit_line(
        np.array([0.0, 1.0, 2.0, 3.0]),
        np.array([2.0, 3.0, 3.0, 6.0]),
        0.1,
        200,
        np.random.default_rng(0),
    ),
    (tuple, list),
    "(w, b, losses)",
)
### BEGIN HIDDEN TESTS


def check_fit_line_hidden():
    def run(call, x, t, lr, num_iterations, seed):
        """Return w, b, losses, and the drawn start, after a look at the shapes."""
        before = {"x": x.copy(), "t": t.copy()}
        answer, arguments = call_and_keep(
            fit_line, x, t, lr, num_iterations, np.random.default_rng(seed)
        )
        check_unchanged(call, before, {"x": arguments[0], "t": arguments[1]})
        check_type(call, answer, (tuple, list), "(w, b, losses)")
        found = {"expected": 3, "actual": len(answer)}
        expect(len(answer) == 3, "wrong-length", name=call, **found)
        w, b, losses = answer
        check_shape(f"{call}: w", w, ())
        check_shape(f"{call}: b", b, ())
        check_shape(f"{call}: losses", losses, (num_iterations,), hint="gd-fit-count")
        start = np.random.default_rng(seed).standard_normal(2)
        return w, b, np.array(losses, dtype=float), start

    def loss(w, b, x, t):
        return ((w * x + b - t) ** 2).sum() / len(x)

    def step(w, b, x, t, lr):
        slope_w = (2 * x * (w * x + b - t)).sum() / len(x)
        slope_b = (2 * (w * x + b - t)).sum() / len(x)
        return w - lr * slope_w, b - lr * slope_b

    data = np.random.default_rng(103)
    x = data.uniform(-1, 3, size=21)
    t = data.uniform(-3, 3) * x + data.uniform(-2, 2) + data.normal(0, 0.5, size=21)

    # The start comes from rng, w first; one update is what the formulas say.
    call = "fit_line(x, t, 0.15, 1, np.random.default_rng(3))"
    w, b, losses, (w0, b0) = run(call, x, t, 0.15, 1, 3)
    mistakes = {
        "gd-fit-drawn-order": [loss(b0, w0, x, t)],
        "gd-fit-zero-start": [loss(0, 0, x, t)],
        "gd-fit-loss-late": [loss(*step(w0, b0, x, t, 0.15), x, t)],
    }
    right = [loss(w0, b0, x, t)]
    hint = "gd-fit-own-rng"
    check_close(f"{call}: losses", losses, right, hint=hint, mistakes=mistakes)
    w1, b1 = step(w0, b0, x, t, 0.15)
    mistakes = {
        "gd-uphill": step(w0, b0, x, t, -0.15),
        "gd-fit-no-update": (w0, b0),
        "gd-fit-b-stays": (w1, b0),
        "gd-fit-new-w": (w1, step(w1, b0, x, t, 0.15)[1]),
        "gd-fit-sum": step(w0, b0, x, t, 0.15 * 21),
        "gd-fit-no-two": step(w0, b0, x, t, 0.15 / 2),
    }
    check_close(f"{call}: (w, b)", (w, b), (w1, b1), mistakes=mistakes)

    # Many updates. Nothing here is left to chance: the seed fixes start and data. The
    # run ends 2e-5 from least squares, where 1e-3 is allowed; over 40 other starts,
    # 4e-4. The smallest fall of the loss is 1.5e-11, rounding about 1e-16.
    call = "fit_line(x, t, 0.15, 100, np.random.default_rng(3))"
    w, b, losses, _ = run(call, x, t, 0.15, 100, 3)
    rises = int((~(np.diff(losses) < 0)).sum())
    expect(rises == 0, "gd-fit-not-falling", call=call, rises=rises)
    best = np.linalg.lstsq(np.stack([x, np.ones(21)], axis=1), t, rcond=None)[0]
    hint = "gd-fit-not-there"
    check_close(f"{call}: (w, b)", (w, b), best, rtol=0, atol=1e-3, hint=hint)

    def fitted(x, t, lr, num_iterations, rng):
        (w, b), losses = rng.standard_normal(2), []
        for _ in range(num_iterations):
            losses.append(loss(w, b, x, t))
            w, b = step(w, b, x, t, lr)
        return w, b, np.array(losses)

    domain = {
        "x": domains.Array("(k,)", of="int or float", draw=(-2, 3), ends=(0, 1, 100)),
        "t": domains.Array("(k,)", of="int or float", draw=(-5, 5), ends=(0, -1000)),
        "lr": domains.Number("> 0", draw=(0.01, 0.15), ends=(0.15, 1e-6, 2)),
        "num_iterations": domains.Whole(">= 1", draw=(1, 4), ends=(1, 8), once=(1100,)),
        "rng": domains.Line(
            "numpy.random.Generator",
            "np.random.default_rng({seed})",
            methods=("standard_normal",),
            seed=domains.Whole(),
        ),
    }
    # Beyond all bounds: to infinity, and not only as far as numbers reach.
    grows = {"x": np.array([100.0, -50.0]), "t": np.array([1.0, 2.0]), "lr": 2}
    grows |= {"num_iterations": 200, "rng": domains.Code("np.random.default_rng(1)")}
    many = {"x": domains.Code("np.linspace(-2, 1, 300)")}
    many |= {"t": domains.Code("np.linspace(-2, 1, 300) ** 2"), "lr": 0.1, "num_iterations": 3}
    many |= {"rng": domains.Code("np.random.default_rng(2)")}
    # Points on a line: the loss falls a thousandfold before the line is reached.
    exact = many | {"t": domains.Code("3 * np.linspace(-2, 1, 300) - 1"), "num_iterations": 30}
    also = [grows, many, exact]
    options = {"sizes": {"k": (1, 6)}, "number": 40, "may_change": ("rng",), "also": also}
    check_agrees("fit_line", fit_line, fitted, domain, **options)


check_fit_line_hidden()
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## 8. Essay: why not exactly? (4 points)
#
# The cell below fits the bean plant's line from three random starts, with 10, 100 and
# 1,000 iterations, and prints how far each answer is from the exact one,
# $w = 1.2$ and $b = 1.7$.
#
# %% [markdown] lang="ja"
# ## 8. 記述：なぜ一致しないのか（4点）
#
# 次のセルは、3つの乱数の出発点からインゲンの直線を当てはめます。
# 反復は10回、100回、1,000回です。
# 厳密解$w = 1.2$、$b = 1.7$との差を表示します。
#
# %% role="run"
weeks = np.array([0.0, 1.0, 2.0, 3.0])
heights = np.array([2.0, 3.0, 3.0, 6.0])  # cm
for num_iterations in (10, 100, 1000):
    for seed in (0, 1, 2):
        rng = np.random.default_rng(seed)
        w, b, _ = fit_line(weeks, heights, 0.1, num_iterations, rng)
        differences = f"{w - 1.2:+.1e} {b - 1.7:+.1e}"
        print(f"{num_iterations:4} iterations, seed {seed}: {differences}")

# %% [markdown] lang="en"
# Explain in about 5 to 10 sentences what you see:
#
# 1. Why is the answer of gradient descent not exactly the least-squares line?
# 2. Why does it differ from seed to seed?
# 3. What happens to both differences when there are more iterations, and why? Would
#    more iterations also bring all runs together on $f(x) = x^4 - 3x^2 + x$ of item 4?
# 4. Support what you say with numbers from the table, or from runs of your own.
#
# This answer is marked by hand.
#
# %% [markdown] lang="ja"
# 表から読み取れることを5〜10文ほどで説明してください。
#
# 1. 勾配降下法の答えは、なぜ最小二乗法の直線とぴったり一致しないのでしょうか。
# 2. なぜシードごとに答えが違うのでしょうか。
# 3. 反復を増やすと、この2つの違いはどうなるでしょうか。それはなぜでしょうか。
#    問題4の$f(x) = x^4 - 3x^2 + x$でも、反復を増やせば答えはそろうでしょうか。
# 4. 表の数値か、自分で実行した結果の数値を根拠として挙げてください。
#
# この解答は人が採点します。
#
# %% [markdown] role="rubric" item="why_numerical"
# **Points / 配点**: 4
#
# ### BEGIN MARK SCHEME
# One point for each of these; half of it where the idea is there but the reason is
# missing. Any wording that says it is right.
#
# 1. **Not exact.** Gradient descent stops after finitely many steps. Each step only
#    multiplies the error by a factor below 1 in size (in each direction $1 - \eta a$),
#    so that something is left. Only saying "it is numerical" or "rounding" is not
#    enough: after 100 iterations rounding is far smaller than what is left.
# 2. **From run to run.** The start is random, and what is left after a fixed number of
#    steps depends on the start. (The same seed gives the same answer: the steps
#    themselves are not random.)
# 3. **More iterations.** Both differences shrink towards 0 (down to rounding, about
#    1e-15), because $E$ is a bowl with one single minimum that all runs approach. On
#    $x^4 - 3x^2 + x$ this does not hold: runs from different starts may end in
#    different valleys, however long they are.
# 4. **Numbers** that fit and are used: for example that the difference is about
#    $10^{-1}$ to 1 after 10 iterations, $10^{-3}$ after 100 and $10^{-15}$ after
#    1,000, or that the slow direction shrinks by $0.94$ a step.
#
# 次の4項目に各1点。考えはあるが理由がない場合は半分。言い方は問わない。
#
# 1. **厳密でない理由**：有限回で止まる。
#    1回の更新は、各方向の誤差を$1 - \eta a$倍する（大きさは1未満）。
#    0倍にはならないので、必ず残りがある。
#    「数値計算だから」「丸め誤差だから」だけでは不十分。
#    100回の時点では、丸め誤差は残りの誤差よりはるかに小さい。
# 2. **実行ごとに違う理由**：出発点が乱数で、決まった回数の後の残りは出発点による。
#    （同じシードなら同じ答えになる。更新そのものは乱数ではない。）
# 3. **反復を増やすと**：どちらの違いも0に近づく（丸め誤差の$10^{-15}$程度まで）。
#    $E$は最小点がただ1つのおわんの形で、どの試行もそこに近づくから。
#    $x^4 - 3x^2 + x$では成り立たない。出発点が違えば、何回反復しても別の谷に着くことがある。
# 4. **数値の根拠**：正しい数値を挙げ、説明に使っている。
#    たとえば、差は10回で$10^{-1}$〜1、100回で$10^{-3}$、1,000回で$10^{-15}$程度である。
#    または、遅い方向の誤差は1回で0.94倍になる。
# ### END MARK SCHEME
#
# %% [markdown] role="essay" item="why_numerical" points=4
# The least-squares formula jumps to the minimum of $E$ at once; gradient descent walks
# there and stops after a given number of steps. With $\eta = 0.1$ a step multiplies the
# error by 0.16 in one direction of the $(w, b)$ plane and by 0.94 in the other. After
# 100 steps there is still $0.94^{100} \approx 0.002$ of the error at the start, and
# that is what the table shows: differences of some $10^{-3}$. They differ between seeds
# because `fit_line` draws its start from `rng`, and what is left is proportional to the
# error at the start; the steps themselves have nothing random in them. After 1,000
# steps only rounding, about $10^{-15}$, is left, for every seed. All runs come to the
# same place because $E$ is a bowl with one minimum. On $x^4 - 3x^2 + x$ they would not:
# a start at 2 ends in the valley at 1.13 and a start at $-2$ in that at $-1.30$, and
# more steps only lead deeper into the same valley.
#
# 最小二乗法の公式は、$E$の最小点を一度に求めます。
# 勾配降下法は一歩ずつ近づき、決まった回数で止まります。
# $\eta = 0.1$のとき、1回の更新で誤差は$(w, b)$平面のある方向では0.16倍になります。
# しかし、もう1つの方向では0.94倍にしかなりません。
# 100回の後でも、最初の誤差の$0.94^{100} \approx 0.002$が残ります。
# 表の差が$10^{-3}$程度なのはそのためです。
# シードごとに違うのは、`fit_line` が出発点を `rng` から引くからです。
# 残る誤差は最初の誤差に比例します。更新そのものに乱数はありません。
# 1,000回の後は、どのシードでも丸め誤差（$10^{-15}$程度）しか残りません。
# $E$は最小点が1つだけのおわんの形なので、どの試行も同じ場所に近づきます。
# $x^4 - 3x^2 + x$では違います。
# 2から始めると1.13の谷に、$-2$から始めると$-1.30$の谷に着きます。
# 反復を増やしても、同じ谷の底に近づくだけです。
#
# %% [markdown] lang="en"
# ## Before you submit
#
# Restart the kernel and run all cells (**Run > Restart Kernel and Run All Cells...**),
# save, and press **Validate**. It runs the visible checks in a fresh kernel. Then
# submit the notebook as your teacher says; lesson 00 shows the ways.
#
# %% [markdown] lang="ja"
# ## 提出の前に
#
# カーネルを再起動し、すべてのセルを実行してください。
# メニューは「Run > Restart Kernel and Run All Cells...」です。
# 保存したら**Validate**を押します。見えるチェックが新しいカーネルで実行されます。
# 最後に、先生の指示に従って提出してください。方法はレッスン00にあります。
