# %% [markdown] lang="en"
# # Exercise 00: set-up
#
# Two small functions, so that the first real exercise holds no surprises. In this
# exercise you
#
# - replace a line that raises `NotImplementedError` by an answer of your own,
# - read what a check says, and use it,
# - validate the notebook and submit it.
#
# Every item of this course has the same parts: a **statement**, a cell for **your
# answer**, a cell to **try it**, a **visible check**, and a **hidden check** of which
# you see the beginning only. Here both points come from the hidden checks. They call
# your functions with other inputs, but demand nothing that the statement does not say.
# For both functions: the same call gives the same again, and changes nothing else.
# There are 2 points.
#
# %% [markdown] lang="ja"
# # 演習00：準備
#
# 最初の本格的な演習で慌てないように、小さな関数を2つ書きます。
# この演習では、次のことをします。
#
# - `NotImplementedError` の行を自分の解答に置き換えます。
# - チェックのメッセージを読み、役立てます。
# - ノートブックを検証し、提出します。
#
# どの問題も、次の5つの部分からできています。
# **問題文**、**解答**のセル、**試す**セル、**見えるチェック**、**隠れたチェック**です。
# 隠れたチェックは、最初の行だけが見えます。
# ここでは、2点とも隠れたチェックの配点です。
# 隠れたチェックは別の入力で関数を呼びますが、問題文にないことは求めません。
# どちらの関数も、同じ呼び出しなら同じ結果を返し、ほかには何も変えません。
# 全部で2点です。
#
# %% role="setup"
import numpy as np

from mlcourse.checks import (
    check_agrees,
    check_close,
    check_shape,
    check_type,
    domains,
    expect,
)


# %% [markdown] lang="en"
# ## 1. Say hello (1 point)
#
# Write `hello(student_id)`: it **returns** a greeting that contains the student id.
#
# - `student_id` is a string, such as `"s1234567"`. It is the parameter that counts:
#   the checks pass other ids, too.
# - The result is a string. It contains `student_id` exactly as it was given, and at
#   least one letter besides, in any language. The rest is up to you.
# - Returning is not printing: a function that prints the greeting returns `None`.
#
# **Example.** `hello("s1234567")` may return `"Good morning, s1234567!"`.
#
# %% [markdown] lang="ja"
# ## 1. あいさつ（1点）
#
# `hello(student_id)` を書いてください。学籍番号を含むあいさつを**返します**。
#
# - `student_id` は `"s1234567"` のような文字列です。
#   チェックはほかの学籍番号も渡すので、必ず引数の値を使ってください。
# - 結果は文字列です。`student_id` を渡されたとおりに含みます。
#   ほかに1文字以上の文字（何語でもかまいません）も含みます。残りは自由です。
# - 返すことと表示することは違います。表示するだけの関数は `None` を返します。
#
# **例**：`hello("s1234567")` は、たとえば `"おはようs1234567さん！"` を返します。
#
# %% role="solution" item="hello" points=1
def hello(student_id):
    """Greet a student.

    Parameters
    ----------
    student_id : str
        The student's id, such as "s1234567".

    Returns
    -------
    str
        A greeting that contains the id.
    """
    ### BEGIN SOLUTION
    return f"Hello, {student_id}!"
    ### END SOLUTION


# %% role="run"
print(hello("s1234567"))


# %% role="check" item="hello"
def check_hello():
    greeting = hello("s1234567")
    check_type('hello("s1234567")', greeting, str, "a string")
    expect("s1234567" in greeting, "setup-id-missing", student_id="s1234567")
    rest = greeting.replace("s1234567", "")
    expect(any(letter.isalpha() for letter in rest), "setup-id-only")


check_hello()

# %% role="hidden" item="hello"
check_type('hello("s1234567")', hello("s1234567"), str, "a string")
### BEGIN HIDDEN TESTS


def check_hello_hidden():
    def judge(call, greeting, student_id):
        check_type(call, greeting, str, "a string")
        expect(student_id in greeting, "setup-id-missing", student_id=student_id)
        rest = greeting.replace(student_id, "")
        expect(any(letter.isalpha() for letter in rest), "setup-id-only")

    def right(student_id):
        return student_id  # what a right greeting contains

    ids = ("s1234567", "a0000042", "0031", "2026-AB-7", "S 12", "x", "{0}%&", "Ｓ１２", " s7 ")
    ids = (*ids, "<s&7>", "O'Neil", '"7"', "0f8fad5b-d9cb-469f-a165-70867728950e")
    domain = {"student_id": domains.Text(ids)}
    check_agrees("hello", hello, right, domain, judge=judge, number=20)


check_hello_hidden()


### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 2. The mean of the squares (1 point)
#
# Write `mean_of_squares(x)`. It will come back in the next lesson, where the numbers
# are errors.
#
# $$\frac{1}{k}\sum_{i=1}^{k} x_i^2$$
#
# - `x` is a NumPy array of shape `(k,)`, $k \ge 1$. It may hold integers and negative
#   numbers, and stays as it is.
# - The result is one number, not an array of shape `(1,)`.
#
# **Worked number.** For `np.array([1.0, 2.0, 3.0])` it is
# $(1 + 4 + 9)/3 = 4.666667$, to six decimals.
#
# %% [markdown] lang="ja"
# ## 2. 二乗の平均（1点）
#
# `mean_of_squares(x)` を書いてください。
# 次のレッスンでは、誤差の二乗の平均として再び登場します。式は次のとおりです。
#
# $$\frac{1}{k}\sum_{i=1}^{k} x_i^2$$
#
# - `x` は形状 `(k,)` のNumPy配列です（$k \ge 1$）。整数や負の数のこともあります。
#   関数の中で書き換えないでください。
# - 結果は1つの数です。形状 `(1,)` の配列ではありません。
#
# **数値例**：`np.array([1.0, 2.0, 3.0])` なら$(1 + 4 + 9)/3$です。
# 小数第6位まで書くと4.666667です。
#
# %% role="solution" item="mean_of_squares" points=1
def mean_of_squares(x):
    """Compute the mean of the squares.

    Parameters
    ----------
    x : numpy.ndarray of int or float, shape (k,)
        The numbers, k >= 1; stay as they are.

    Returns
    -------
    float, >= 0
        The mean of their squares.
    """
    ### BEGIN SOLUTION
    return np.mean(x**2)
    ### END SOLUTION


# %% role="run"
print(mean_of_squares(np.array([1.0, 2.0, 3.0])))


# %% role="check" item="mean_of_squares"
def check_mean_of_squares():
    call = "mean_of_squares(np.array([1.0, 2.0, 3.0]))"
    mean = mean_of_squares(np.array([1.0, 2.0, 3.0]))
    check_shape(call, mean, (), hint="setup-one-number")
    mistakes = {
        "setup-sum": 14.0,
        "setup-square-of-mean": 4.0,
        "setup-root": (14 / 3) ** 0.5,
        "setup-not-squared": 2.0,
    }
    check_close(call, mean, 14 / 3, mistakes=mistakes)


check_mean_of_squares()

# %% role="hidden" item="mean_of_squares"
check_close(
    "mean_of_squares(np.array([1.0, 2.0, 3.0]))",
    mean_of_squares(np.array([1.0, 2.0, 3.0])),
    14 / 3,
)
### BEGIN HIDDEN TESTS


def check_mean_of_squares_hidden():
    def right(x):
        return sum([number**2 for number in x.tolist()]) / len(x)

    domain = {"x": domains.Array("(k,)", of="int or float", ends=(0, 1, -1000, 1e-3, 2e-4))}
    many = {"x": domains.Code("np.linspace(-3, 3, 400) ** 3")}
    options = {"sizes": {"k": (1, 40)}, "rtol": 1e-9, "atol": 1e-15, "also": [many]}
    check_agrees("mean_of_squares", mean_of_squares, right, domain, **options)


check_mean_of_squares_hidden()


### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Before you submit
#
# 1. Restart the kernel and run all cells: **Run > Restart Kernel and Run All Cells...**
#    This stops at the first cell with an error, so an item that you leave out hides
#    those below it.
# 2. Save, and press **Validate**. It runs the notebook in a fresh kernel, does not stop
#    at an error, and shows a table: each item, its points, and what is wrong or not
#    answered yet.
# 3. Submit, from the assignment list or as your teacher says.
#
# %% [markdown] lang="ja"
# ## 提出の前に
#
# 1. カーネルを再起動し、すべてのセルを実行してください。
#    メニューは「Run > Restart Kernel and Run All Cells...」です。
#    最初のエラーで止まるので、飛ばした問題があると、その先は実行されません。
# 2. 保存して**Validate**を押します。
#    ノートブックが新しいカーネルで、エラーがあっても最後まで実行されます。
#    結果は表になり、問題ごとに配点と、不合格か未解答かがわかります。
# 3. 課題一覧（Assignment List）から、または先生の指示に従って提出してください。
