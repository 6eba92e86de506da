# %% [markdown] lang="en"
# # 01 Gradient descent
#
# Every network in this course learns in the same way: it measures how wrong it is, finds out
# which way is downhill, and takes a small step. In this lesson the landscape is so simple that
# we know the right answer beforehand, and can therefore judge every step. You will
#
# 1. **derive** the gradient of an objective function and **check** it with numbers,
# 2. **write** gradient descent as a loop of a few lines, and **explain** it with a tangent,
# 3. **predict** from the learning rate whether the steps creep, swing or run away,
# 4. **distinguish** a local minimum from the global one, and **say** which start leads where,
# 5. **fit** a line by batch gradient descent and **compare** it with least squares.
#
# Run the cells from top to bottom; all of them together take about 15 seconds. Where it says
# *Predict*, write your guess into the line below it before you run the next cell or open the
# answer. Where it says *Your turn*, write one to three lines yourself; the next cell says whether
# they are right, and the solution is folded below. The lesson takes 90 minutes with a break in the
# middle; the minutes stand beside each section. The appendix is for afterwards.
#
# %% [markdown] lang="ja"
# # 01 勾配降下法
#
# このコースのネットワークは、どれも同じやり方で学習します。
# どれだけ間違っているかを測り、下り坂の向きを調べ、小さく1歩進みます。
# このレッスンで扱う地形はとても単純です。
# 正しい答えが前もってわかるので、1歩ごとに良し悪しを確かめられます。
# 目標は次の5つです。
#
# 1. 目的関数の勾配を**導き**、数値で**確かめます**。
# 2. 勾配降下法を数行のループで**書き**、接線を使って**説明します**。
# 3. 学習率から、ゆっくり進むか、振動するか、発散するかを**予想します**。
# 4. 極小値と大域的最小値を**区別し**、どの出発点からどの最小点へ行き着くかを**答えます**。
# 5. バッチ勾配降下法で直線を**当てはめ**、最小二乗法と**比べます**。
#
# セルは上から順に実行してください。全部で15秒ほどかかります。
# 「予想」とあるところでは、下の記入欄に予想を書いてから、次のセルを実行するか、答えを開いてください。
# 「書いてみよう」とあるところでは、1行から3行のコードを書きます。
# 正しく書けたかは次のセルでわかり、解答例はその下にたたんであります。
# 途中の休憩を含めて90分で、各節に目安の時間を示しました。
# 付録は、講義の後で読んでください。
#
# %%
import matplotlib.pyplot as plt
import numpy as np

from mlcourse.checks import answered, check_close
from mlcourse.compare import largest_difference
from mlcourse.data import load_advertising
from mlcourse.figures import base, descent, interactive
from mlcourse.turns import your_turn

base.use_style()

# %% [markdown] lang="en"
# ## 0. Where this leads (3 minutes)
#
# Before any theory, a result. Each point is one of 200 markets: what was spent on television, and
# what was sold. The line was found by five lines of Python, the loop in the next cell, which knew
# nothing at the start but $w = 0$ and $b = 0$.
#
# %% [markdown] lang="ja"
# ## 0. この先に何があるか（3分）
#
# 理論の前に、まず結果を1つ見ます。
# 1つの点が1つの市場で、全部で200あります。横軸はテレビの広告費、縦軸は売上です。
# 直線は、次のセルにある5行のループが見つけました。
# 出発点は$w = 0$、$b = 0$で、データのことはまだ何も使っていません。
#
# %%
table = load_advertising()
spent, sold = table["TV"] / 100, table["Sales"]  # 100,000 dollars, 1,000 units
w, b = 0.0, 0.0
for _ in range(500):
    error = w * spent + b - sold
    w, b = w - 0.1 * 2 * np.mean(spent * error), b - 0.1 * 2 * np.mean(error)
print(f"{table.attrs['name']}: per 1,000 dollars of TV {1000 * w / 100:.1f} units more")

# %%
fig, ax = plt.subplots(figsize=(6.4, 3.6))
ax.plot(spent, sold, "o", markersize=4)
ax.plot([0, 3], [b, 3 * w + b])
ax.set(xlabel="TV [100,000 dollars]", ylabel="Sales [1,000 units]", title=table.attrs["name"])
plt.show()


# %% [markdown] lang="en" role="figure"
# 200 points of TV spending against sales, which rise from left to right and spread out, with the
# fitted straight line through their middle: from 7 thousand units at no spending to 21 thousand at
# 300,000 dollars.
#
# %% [markdown] lang="ja" role="figure"
# テレビの広告費と売上を表す200の点。
# 右へ行くほど高くなり、広がっていく。
# その中央を、広告費0で7千個、300,000ドルで21千個となる直線が通っている。
#
# %% [markdown] lang="en"
# Per 1,000 dollars more for television, the line says 47.5 more units sold. At the end of this
# lesson you will know every character of that loop: why it goes the right way, why 0.1, why it
# stops where it does. The picture is plain Matplotlib: exchange `"TV"` for `"Radio"` in both cells
# and see what becomes of it.
#
# %% [markdown] lang="ja"
# この直線によると、テレビの広告費が1,000ドル多い市場では、売上が47.5個多くなります。
# このレッスンが終わるころには、ループの1文字1文字を説明できるようになります。
# なぜ正しい向きに進むのか、なぜ0.1なのか、なぜそこで止まるのか、という3つの問いに答えます。
# 図はMatplotlibだけで描いています。
# 2つのセルの `"TV"` を `"Radio"` に変えて、どうなるか試してください。
#
# %% [markdown] lang="en"
# ## 1. A minimum that we know (6 minutes)
#
# An **objective function** says how bad a choice is; we look for the choice where it is
# smallest. We begin with one number $x$ to choose, and with
#
# $$f(x) = (x-1)^2, \qquad f'(x) = 2(x-1).$$
#
# No computer is needed here: $f$ is smallest at $x = 1$, where $f'(x) = 0$. That is what makes
# it a good first example. Whatever the computer finds, we can compare it with exactly 1.
#
# %% [markdown] lang="ja"
# ## 1. 答えのわかっている最小点（6分）
#
# **目的関数**（objective function）は、ある選択がどれだけ悪いかを表す関数です。
# その値が最も小さくなる選択を探します。
# まず、選ぶ数が$x$の1つだけの、次の関数から始めます。
#
# $$f(x) = (x-1)^2, \qquad f'(x) = 2(x-1)$$
#
# この問題にコンピュータは要りません。
# $f$は、$f'(x) = 0$となる$x = 1$で最小です。
# だからこそ、最初の例に向いています。
# 計算の結果を、正確な答え1と比べられます。
#
# %%
def f(x):
    return (x - 1) ** 2


def df(x):
    return 2 * (x - 1)


for x in (-2, 1, 4):
    print(f"x = {x:2d}    f(x) = {f(x)}    f'(x) = {df(x):2d}")

# %% [markdown] lang="en"
# The **derivative** $f'(x)$ is the slope of the curve at $x$. At $x = 4$ the slope is $+6$: the
# curve rises to the right, so downhill is to the left. At $x = -2$ the slope is $-6$, and
# downhill is to the right. At the minimum the slope is 0. So a step *against* the sign of the
# slope always starts downhill.
#
# **Gradient descent** does just that. The **learning rate** $\eta$ (in code: `lr`) is multiplied by
# the slope and sets the size of the step:
#
# $$x_{\text{new}} = x - \eta\, f'(x).$$
#
# One step from $x = 4$ with $\eta = 0.1$, by hand: $4 - 0.1 \cdot 6 = 3.4$. And by computer:
#
# %% [markdown] lang="ja"
# **微分**（derivative）の値$f'(x)$は、点$x$での曲線の傾きです。
# $x = 4$での傾きは$+6$です。
# 曲線は右上がりなので、下り坂は左です。
# $x = -2$での傾きは$-6$なので、下り坂は右です。
# 最小点では、傾きは0です。
# つまり、傾きの符号と**逆**の向きに進めば、初めは必ず下り坂です。
#
# **勾配降下法**（gradient descent）は、これを式にしたものです。
# **学習率**（learning rate）$\eta$は傾きに掛けて、1歩の大きさを決める数です。
# コードでは `lr` と書きます。次の式を**更新式**と呼びます。
#
# $$x_{\text{new}} = x - \eta\, f'(x)$$
#
# $x = 4$から$\eta = 0.1$で1歩進むと、手計算では$4 - 0.1 \cdot 6 = 3.4$です。
# コンピュータでも確かめます。
#
# %%
lr = 0.1
x = 4.0
step = -lr * df(x)
print(f"slope {df(x):.1f}, step {step:.1f}: x goes from {x:.1f} to {x + step:.1f}")
print(f"f falls from {f(x):.2f} to {f(x + step):.2f}")

# %% [markdown] lang="en"
# **Your turn.** Start on the other side, at `x_left`, and take one step with the learning rate 0.1.
# Use `df`. Which way must it go?
#
# %% [markdown] lang="ja"
# **書いてみよう**：今度は反対側の `x_left` から、学習率0.1で1歩進みます。
# `df` を使って書いてください。どちらへ進むはずでしょうか。
#
# %% role="turn"
x_left = -2.0
x_after = None
### BEGIN SOLUTION
x_after = x_left - 0.1 * df(x_left)
### END SOLUTION

# %% role="check"
with your_turn():
    answered(x_after=x_after)
    check_close("x_after", x_after, -1.4, mistakes={"uphill": -2.6})

# %% [markdown] lang="en"
# ## 2. The loop (8 minutes)
#
# Gradient descent repeats this step. One repetition is called an **iteration**. This is the
# whole method; the rest of the lesson is about understanding these few lines.
#
# %% [markdown] lang="ja"
# ## 2. ループ（8分）
#
# 勾配降下法は、この1歩を繰り返します。
# 繰り返しの1回を**反復**（iteration）と呼びます。
# 方法はこれで全部です。
# 残りの時間は、この数行をよく理解するために使います。
#
# %%
x = 4.0
for _ in range(100):
    x = x - 0.1 * df(x)
print(f"after 100 iterations: x = {x:.6f}    exact: 1.000000")
print(f"distance to 1: {x - 1:.1e}")


# %% [markdown] lang="en" role="predict"
# Six digits agree. It is not *exactly* 1: after 100 iterations it is still $6 \cdot 10^{-10}$ away.
# To see what happened on the way, we keep every $x$ in a list, the path.
#
# > **Predict.** With a learning rate of 0.2 the first step from $x = 4$ is $0.2 \cdot 6 = 1.2$ long.
# > The learning rate stays. Is the second step as long as the first?
#
# %% [markdown] lang="ja" role="predict"
# 6桁まで一致しました。
# ただし、**ちょうど**1ではありません。
# 100回の反復の後でも、まだ$6 \cdot 10^{-10}$だけ離れています。
# 途中のようすを見るため、すべての$x$をリスト `path` に残します。
#
# > **予想**：学習率が0.2なら、$x = 4$からの1歩目の長さは$0.2 \cdot 6 = 1.2$です。
# > 学習率は変えません。
# > 2歩目の長さは1歩目と同じでしょうか。
#
# %% role="reveal"
def descend(slope, x, lr, num_iterations):
    path = [x]
    for _ in range(num_iterations):
        x = x - lr * slope(x)
        path.append(x)
    return path


path = descend(df, 4.0, lr=0.2, num_iterations=5)
for s in range(4):
    print(f"step {s + 1}: slope {df(path[s]):.3f}, from {path[s]:.3f} to {path[s + 1]:.3f}")

# %% role="reveal"
fig, ax = plt.subplots(figsize=(6.4, 3.6))
descent.tangents_and_steps(ax, f, df, path, xlim=(0, 5), ylim=(-3, 13))
plt.show()

# %% [markdown] lang="en" role="figure"
# The right half of a parabola with its minimum at x = 1. From x = 4 four tangents are drawn, each
# less steep than the one before, and from each point an arrow to the left: the steps get shorter as
# the slope gets smaller.
#
# %% [markdown] lang="ja" role="figure"
# x = 1で最小になる放物線の右側。
# x = 4から始まる4点に接線が引かれ、左へ行くほど緩やかになる。
# 各点から左へ伸びる矢印は、傾きが小さいほど短い。
#
# %% [markdown] lang="en" role="answer"
# No: the arrows shrink, $1.2, 0.72, 0.432, \dots$, although the learning rate is fixed. Each dashed
# line is the tangent at a point, and the arrow of the same color is the step $-\eta f'(x)$ taken
# from there. Towards the minimum the curve gets flatter, the slope smaller, and so does the step.
# Gradient descent slows down by itself.
#
# %% [markdown] lang="ja" role="answer"
# いいえ。学習率は一定なのに、矢印は$1.2, 0.72, 0.432, \dots$と短くなります。
# 破線は各点での接線で、同じ色の矢印はそこからの1歩$-\eta f'(x)$です。
# 最小点に近いほど曲線は緩やかで、傾きが小さく、1歩も短くなります。
# 勾配降下法では、学習率を変えなくても自然に歩幅が縮むのです。
#
# %% [markdown] lang="en"
# Now step through it, with the learning rate 0.1 again: press the right arrow below the picture.
# On the left you see where $x$ is, on the right the same points in the same colors, one after the
# other.
#
# %% [markdown] lang="ja"
# 学習率を0.1に戻して、1歩ずつ見てみましょう。
# 図の下の右向き矢印を押してください。
# 左の図は$x$の位置を示します。
# 右の図は、同じ点を同じ色で、反復の順に並べたものです。
#
# %% tags=["nbval-ignore-output"]
path = descend(df, 4.0, lr=0.1, num_iterations=14)
fig, axes = plt.subplots(1, 2, figsize=(6.6, 2.8))


def draw(s):
    descent.step_on_curve(axes, f, df, path, s, xlim=(-2.5, 4.5), ylim=(-1, 11))


base.stepper(fig, draw, 15, name="descent on a parabola")

# %% [markdown] lang="en" role="figure"
# A series of 15 pictures. Left, a point walks down a parabola from x = 4; right, x against the
# iteration: the points come ever closer to 1, in ever smaller steps, until x = 1.13 after 14 steps.
#
# %% [markdown] lang="ja" role="figure"
# 15枚の連続した図。
# 左では点がx = 4から放物線を下る。
# 右は反復ごとのxで、1歩ごとに歩幅を縮めながら1に近づき、14歩でx = 1.13になる。
#
# %% [markdown] lang="en" role="predict"
# ## 3. The learning rate (11 minutes)
#
# Only one thing changes now: the learning rate. Start, function and number of steps stay.
#
# > **Belief.** "The gradient is the step." Then a learning rate of 1.0 would be the natural
# > choice: subtract the gradient, all of it.
# >
# > **Predict.** Start at $x = 4$ with `lr` = 1.0. Where is $x$ after 100 steps?
#
# %% [markdown] lang="ja" role="predict"
# ## 3. 学習率（11分）
#
# ここからは、学習率だけを変えます。
# 出発点も、関数も、反復の回数もそのままです。
#
# > **思い込み**：「勾配は、そのまま1歩の大きさである。」それなら、学習率1.0が自然な選択のはずです。
# > 勾配をそのまま引けばよいからです。
# >
# > **予想**：`lr` を1.0にして$x = 4$から始めます。
# > 100歩の後、$x$はどこにあるでしょうか。
#
# %% role="reveal"
rates = (0.01, 0.1, 0.5, 0.9, 1.0, 1.1)
fig, axes = plt.subplots(2, 3, figsize=(8, 4.4), sharex=True, sharey=True)
for ax, lr in zip(axes.flat, rates, strict=True):
    path = descend(df, 4.0, lr, num_iterations=10)
    descent.curve_with_path(ax, f, path, xlim=(-5, 7), ylim=(-2, 32), title=f"lr = {lr}")
    ax.label_outer()
plt.show()

# %% [markdown] lang="en" role="figure"
# Ten steps on a parabola with six learning rates. 0.01: the points hardly move. 0.1: they creep
# down one side. 0.5: one step reaches the minimum. 0.9: they swing from side to side and close in.
# 1.0: they jump between two points for ever. 1.1: each jump lands higher than the one before.
#
# %% [markdown] lang="ja" role="figure"
# 6つの学習率で放物線を10歩進んだ図。
# 0.01ではほとんど動かない。
# 0.1では片側をゆっくり下る。
# 0.5では1歩で最小点に着く。
# 0.9では左右に振れながら近づく。
# 1.0では2点の間を往復し続ける。
# 1.1では1歩ごとに高くなる。
#
# %% role="reveal"
print("    lr   1 - 2 lr    x after 1     after 10    after 100")
for lr in rates:
    path = descend(df, 4.0, lr, num_iterations=100)
    print(f"{lr:6.2f} {1 - 2 * lr:10.2f} {path[1]:12.3f} {path[10]:12.3f} {path[100]:12.4g}")


# %% [markdown] lang="en" role="answer"
# With `lr` = 1.0, $x$ is back at 4: it jumps 4, −2, 4, −2, … for ever. The gradient is a slope,
# not a distance. It says which way is up and how steep it is *here*; how far to go is for the
# learning rate to say.
#
# %% [markdown] lang="ja" role="answer"
# `lr` が1.0のとき、$x$は4に戻っています。
# 4、−2、4、−2、…と、いつまでも行き来します。
# 勾配は傾きであって、距離ではありません。
# 勾配からわかるのは、どちらが上りか、**その場所**がどれだけ急かだけです。
# どこまで進むかは、学習率で決まります。
#
# %% [markdown] lang="en"
# The second column explains every picture. Subtract 1, the exact answer, from both sides of the
# update:
#
# $$x_{\text{new}} - 1 = x - 1 - \eta \cdot 2(x - 1) = (1 - 2\eta)\,(x - 1).$$
#
# Each step multiplies the distance to the minimum by $r = 1 - 2\eta$. The 2 is the **second
# derivative** $f''$: how fast the slope changes. For every parabola $r = 1 - \eta f''$ holds exactly.
# Any other smooth function looks like a parabola near its minimum, so there it holds approximately,
# and the better the closer. So:
#
# | $r$ | what happens | here |
# |---|---|---|
# | just below 1 | creeps from one side | 0.01: after 100 steps only at 1.40 |
# | between 0 and 1 | comes from one side | 0.1 |
# | 0 | arrives in one step | 0.5 |
# | between −1 and 0 | swings from side to side, closer each time | 0.9 |
# | −1 | jumps to and fro for ever | 1.0 |
# | below −1 | **diverges**: swings further each time | 1.1 |
#
# It **converges** if $|r| < 1$, here for every learning rate between 0 and 1. All the rest, the
# endless jumping included, we count as diverging.
#
# **Your turn.** The parabola $g(x) = 3(x-5)^2$ has the slope $6(x-5)$ and another second derivative.
# Write $r$ as a function of the learning rate. From which rate on does it no longer converge?
#
# %% [markdown] lang="ja"
# 表の2列目を見ると、6つの図がすべて説明できます。
# 更新式の両辺から、正確な答え1を引きます。
#
# $$x_{\text{new}} - 1 = x - 1 - \eta \cdot 2(x - 1) = (1 - 2\eta)\,(x - 1)$$
#
# 1歩ごとに、最小点までの距離は$r = 1 - 2\eta$倍になります。
# 2は$f$の**2階微分**（second derivative）$f''$で、傾きの変わる速さを表します。
# 放物線なら、$r = 1 - \eta f''$が厳密に成り立ちます。
# そのほかの滑らかな関数も、最小点の近くでは放物線とよく似ています。
# そこでは近似として成り立ち、最小点に近いほど正確です。
# まとめると次の表になります。
#
# | $r$ | 起きること | この例では |
# |---|---|---|
# | 1よりわずかに小さい | 片側から少しずつ近づく | 0.01：100歩でまだ1.40 |
# | 0と1の間 | 片側から近づく | 0.1 |
# | 0 | 1歩で着く | 0.5 |
# | −1と0の間 | 左右に振動しながら近づく | 0.9 |
# | −1 | いつまでも行き来する | 1.0 |
# | −1より小さい | 振動が大きくなり発散する | 1.1 |
#
# $|r| < 1$なら**収束**（converge）します。
# ここでは、0と1の間のどの学習率でも収束します。
# それ以外は、いつまでも行き来する場合も含めて、**発散**（diverge）と数えます。
#
# **書いてみよう**：放物線$g(x) = 3(x-5)^2$の傾きは$6(x-5)$で、2階微分は$f$と違います。
# $r$を学習率の関数として書いてください。
# また、学習率がいくつ以上になると収束しなくなるでしょうか。
#
# %% role="turn"
def r_of_g(lr):
    ### BEGIN SOLUTION
    return 1 - lr * 6
    ### END SOLUTION


limit_of_g = None
### BEGIN SOLUTION
limit_of_g = 2 / 6
### END SOLUTION

# %% role="check"
with your_turn():
    check_close("r_of_g(0.1)", r_of_g(0.1), 0.4)
    check_close("r_of_g(0.3)", r_of_g(0.3), -0.8)
    answered(limit_of_g=limit_of_g)
    check_close("limit_of_g", limit_of_g, 1 / 3)

# %% [markdown] lang="en" role="predict"
# > **Belief.** "It has not converged yet? Then give it more iterations."
# >
# > **Predict.** With `lr` = 1.1, is $x$ closer to 1 after 1,000 iterations than after 100?
#
# %% [markdown] lang="ja" role="predict"
# > **思い込み**：「まだ収束していないなら、反復を増やせばよい。」
# >
# > **予想**：`lr` が1.1のとき、1,000回の反復の後は、100回の後より1に近いでしょうか。
#
# %% role="reveal"
for num_iterations in (10, 100, 1000, 10_000):
    x = descend(df, 4.0, lr=1.1, num_iterations=num_iterations)[-1]
    print(f"{num_iterations:6d} iterations: distance to 1 is {abs(x - 1):.1e}")


# %% [markdown] lang="en" role="answer"
# No: each step makes the distance 1.2 times as large, so more steps make it worse. In the end
# the numbers grow too large for the computer, infinity minus infinity is `nan` (not a number),
# and `nan` never goes away again.
#
# - **Symptom**: values that grow, then `inf` or `nan`.
# - **Cause**: the learning rate is above $2/f''$, too large for so steep a valley.
# - **Cure**: a smaller learning rate. More iterations help only with one that is too *small*.
#
# %% [markdown] lang="ja" role="answer"
# いいえ。
# 1歩ごとに距離が1.2倍になるので、反復を増やすほど悪くなります。
# やがて、コンピュータで表せる範囲を超えます。
# 無限大から無限大を引くと `nan`（not a number）になり、一度 `nan` になった値は元に戻りません。
#
# - **症状**：値が増え続け、やがて `inf` や `nan` になります。
# - **原因**：学習率が$2/f''$を超えています。谷の急さに対して大きすぎます。
# - **対処**：学習率を小さくします。
#   反復を増やして効くのは、学習率が小さ**すぎる**ときだけです。
#
# %% [markdown] lang="en"
# ### Try it yourself
#
# Run the next cell in JupyterLab and drag the slider; without a running kernel the picture stays
# still.
#
# > **Find it.** With `lr` = 0.2, 20 steps come as near to 1 as $1.1 \cdot 10^{-4}$. Another learning
# > rate comes exactly as near, on quite another path. Which one?
#
# %% [markdown] lang="ja"
# ### 自分で試す
#
# 次のセルをJupyterLabで実行し、スライダーを動かしてください。
# カーネルが動いていなければ、図は止まったままです。
#
# > **探してみよう**：`lr` が0.2なら、20歩で1までの距離は$1.1 \cdot 10^{-4}$になります。
# > まったく違う道を通って、ちょうど同じ距離まで近づく学習率が、もう1つあります。
# > いくつでしょうか。
#
# %% tags=["nbval-ignore-output"]
def draw(ax, lr):
    path = descend(df, 4.0, lr, num_iterations=20)
    descent.curve_with_path(ax, f, path, xlim=(-5, 7), ylim=(-2, 32))
    ax.set_title(f"lr = {lr:.2f}, r = {1 - 2 * lr:.2f}, distance after 20: {abs(path[-1] - 1):.1e}")


interactive.sliders(draw, lr=(0.2, 0.01, 1.1, 0.01))  # start, lowest, highest, step


# %% [markdown] lang="en" role="figure"
# Twenty steps on a parabola with lr = 0.20, from x = 4: the points come down the right side and lie
# close together at the minimum, 0.00011 away from it after 20 steps.
#
# %% [markdown] lang="ja" role="figure"
# lr = 0.20でx = 4から放物線を20歩進んだ図。
# 点は右側を下って最小点に集まり、20歩の後の距離は0.00011。
#
# %% [markdown] lang="en" role="answer"
# It is 0.8: there $r = -0.6$ instead of 0.6. The size of $r$ decides how fast the distance shrinks,
# its sign only on which side $x$ is. Each learning rate has such a partner, mirrored at 0.5.
#
# %% [markdown] lang="ja" role="answer"
# 0.8です。
# $r$が0.6から−0.6に変わります。
# 距離が縮む速さは$r$の絶対値で決まり、符号で決まるのは$x$がどちら側にあるかだけです。
# どの学習率にも、0.5を中心に対称な位置に、このような相手があります。
#
# %% [markdown] lang="en"
# ## 4. Check every derivative (7 minutes)
#
# Gradient descent believes the derivative that we give it, and a slip with a pencil makes it go
# the wrong way without any error message. So we check each derivative against a **numerical
# derivative**: walk a tiny $\varepsilon$ to either side and measure the slope,
#
# $$f'(x) \approx \frac{f(x+\varepsilon) - f(x-\varepsilon)}{2\varepsilon}.$$
#
# Our next function has two valleys, and its derivative is a better place for slips:
#
# $$q(x) = x^4 - 3x^2 + x, \qquad q'(x) = 4x^3 - 6x + 1.$$
#
# %% [markdown] lang="ja"
# ## 4. 微分は必ず確かめる（7分）
#
# 勾配降下法は、渡された微分をそのまま使います。
# 手計算で間違えると、エラーも出ないまま違う方へ進みます。
# そこで、微分を導いたら必ず**数値微分**（numerical differentiation）と比べます。
# ごく小さい$\varepsilon$だけ左右に動いて、傾きを測ります。
#
# $$f'(x) \approx \frac{f(x+\varepsilon) - f(x-\varepsilon)}{2\varepsilon}$$
#
# 次の関数には谷が2つあり、微分の計算も少し複雑です。
#
# $$q(x) = x^4 - 3x^2 + x, \qquad q'(x) = 4x^3 - 6x + 1$$
#
# %%
def q(x):
    return x**4 - 3 * x**2 + x


def dq(x):
    return 4 * x**3 - 6 * x + 1


# %% [markdown] lang="en"
# **Your turn.** Write the numerical derivative of *any* function `function` at a point `place`.
#
# %% [markdown] lang="ja"
# **書いてみよう**：**どんな**関数 `function` にも使える数値微分を書いてください。
# 点 `place` での傾きを返します。
#
# %% role="turn"
def measured_slope(function, place, eps=1e-5):
    ### BEGIN SOLUTION
    return (function(place + eps) - function(place - eps)) / (2 * eps)
    ### END SOLUTION


# %% role="check"
with your_turn():
    check_close("measured_slope(q, 2.0)", measured_slope(q, 2.0), dq(2.0), atol=1e-4)
    check_close("measured_slope(np.sin, 0.0)", measured_slope(np.sin, 0.0), 1.0, atol=1e-4)

# %%
x = np.linspace(-2, 2, 9)
eps = 1e-4
numerical = (q(x + eps) - q(x - eps)) / (2 * eps)
slip = 4 * x**3 - 3 * x + 1  # forgets that the derivative of 3 x^2 is 6 x
print("largest difference, right formula:", largest_difference(dq(x), numerical))
print("largest difference, with the slip:", largest_difference(slip, numerical))

# %% [markdown] lang="en" role="predict"
# They agree to about seven decimals: the formula is right. The one with the slip is off by as much
# as 6. A wrong derivation is hardly ever wrong by a millionth only, so this check is easy to read.
# (A difference that is nothing but rounding we print as *below 1e-8*.)
#
# > **Predict.** We took $\varepsilon = 10^{-4}$. Is $10^{-8}$ more accurate, and $10^{-14}$ still more?
#
# %% [markdown] lang="ja" role="predict"
# 小数点以下7桁ほどまで一致するので、式は正しいとわかります。
# 間違えた式では、差が6もあります。
# 導出の間違いが100万分の1で済むことは、まずありません。
# だから、正しいかどうかは差を見ればすぐにわかります。
# 差が丸め誤差だけのときは、`below 1e-8` と表示することにします。
#
# > **予想**：$\varepsilon = 10^{-4}$としました。
# > $10^{-8}$ならもっと正確で、$10^{-14}$ならさらに正確でしょうか。
#
# %% role="reveal"
sizes = 10.0 ** -np.arange(1, 16)
errors = [np.max(np.abs((q(x + eps) - q(x - eps)) / (2 * eps) - dq(x))) for eps in sizes]
fig, ax = plt.subplots(figsize=(6.4, 3.4))
ax.loglog(sizes, errors, marker="o")
ax.set(xlabel=r"$\varepsilon$", ylabel="largest difference", title="numerical derivative of q")
plt.show()

# %% [markdown] lang="en" role="figure"
# Largest difference between numerical and exact derivative against the step ε, both axes
# logarithmic: a V. From ε = 0.1 it falls with ε squared to about 1e-9 at ε = 1e-5; for smaller ε it
# rises again, up to 1 at ε = 1e-15.
#
# %% [markdown] lang="ja" role="figure"
# 数値微分と正確な微分の差の最大値を、刻み幅εに対して描いた両対数の図。
# V字形をしている。
# ε = 0.1からεの二乗に比例して減り、ε = 1e-5で約1e-9になる。
# さらにεを小さくすると再び増え、ε = 1e-15では1に達する。
#
# %% [markdown] lang="en" role="answer"
# Neither. Read it from right to left. As $\varepsilon$ shrinks the slope is measured more locally, and the error
# falls with $\varepsilon^2$. But below $10^{-6}$ it rises again: $q(x+\varepsilon)$ and $q(x-\varepsilon)$ then agree in most
# of the 16 digits that the computer keeps, and what is left of their difference is rounding.
# At $\varepsilon = 10^{-14}$ hardly a digit is right. Something between $10^{-4}$ and $10^{-6}$ serves well.
#
# %% [markdown] lang="ja" role="answer"
# どちらも違います。図は右から左へ読みます。
# $\varepsilon$が小さくなると、より狭い範囲で傾きを測るので、誤差は$\varepsilon^2$に比例して減ります。
# しかし$10^{-6}$より小さいと、また増えます。
# コンピュータが持つのは約16桁です。
# $q(x+\varepsilon)$と$q(x-\varepsilon)$はそのほとんどの桁で一致し、差には丸め誤差ばかりが残ります。
# $\varepsilon = 10^{-14}$では、正しい桁はほぼ残りません。
# $10^{-4}$から$10^{-6}$くらいが適当です。
#
# %% [markdown] lang="en"
# ## 5. Local and global minima (10 minutes)
#
# Where is $q$ smallest? Its derivative $4x^3 - 6x + 1$ is a polynomial, and NumPy can find the
# three places where it is zero. So here, too, the answer is known beforehand:
#
# %% [markdown] lang="ja"
# ## 5. 極小値と大域的最小値（10分）
#
# $q$が最小になるのはどこでしょうか。
# 微分$4x^3 - 6x + 1$は多項式なので、0になる3つの点をNumPyで求められます。
# ここでも、答えは前もってわかります。
#
# %%
x_global, x_hill, x_local = np.sort(np.roots([4, 0, -6, 1]))
for x in (x_global, x_hill, x_local):
    print(f"x = {x:6.3f}    q(x) = {q(x):6.3f}    size of the slope {abs(dq(x)):.6f}")

# %% [markdown] lang="en" role="predict"
# The first is the **global minimum**, the lowest point of all. The last is a **local minimum**:
# lower than all points nearby, but not the lowest. Between them is a hilltop. At all three the
# slope is zero, and the slope is all that gradient descent ever sees.
#
# > **Predict.** Start at $x = 2$, to the right of both valleys. Where does it end with `lr` = 0.01?
# > And with `lr` = 0.1?
#
# %% [markdown] lang="ja" role="predict"
# 1つ目は、全体で最も低い点です。
# そこでの値を**大域的最小値**（global minimum）、その場所を大域的最小点と呼びます。
# 最後の点は、近くのどの点よりも低いものの、全体で最も低くはありません。
# そこでの値を**極小値**（local minimum）、その場所を極小点と呼びます。
# 2つの間には丘があります。
# 3点とも傾きは0で、勾配降下法が使うのは傾きだけです。
#
# > **予想**：2つの谷の右側、$x = 2$から始めます。
# > `lr` が0.01なら、どこに行き着くでしょうか。
# > 0.1ならどうでしょうか。
#
# %% role="reveal"
for lr in (0.01, 0.1):
    path = descend(dq, 2.0, lr, num_iterations=500)
    first = ", ".join(f"{x:.2f}" for x in path[:4])
    print(f"lr = {lr}: x = {first}, ..., {path[-1]:.3f} with q = {q(path[-1]):.3f}")

# %% [markdown] lang="en" role="answer"
# With 0.01 it rolls into the valley in front of it and stays there. With 0.1 the first step is
# $0.1 \cdot q'(2) = 2.1$: it leaps over valley *and* hilltop, and ends in the global minimum. That
# was luck, not insight.
#
# %% [markdown] lang="ja" role="answer"
# 0.01では、目の前の谷を下り、その底で止まります。
# 0.1では、最初の1歩が$0.1 \cdot q'(2) = 2.1$です。
# 谷も丘も**跳び越えて**、大域的最小点に行き着きます。
# これは運がよかっただけで、見通して選んだわけではありません。
#
# %% [markdown] lang="en"
# Let us do it for many starts at once: `x` is now an array, and one line moves all of them. The set
# of starts that end in the same minimum is its **basin of attraction**.
#
# %% [markdown] lang="ja"
# 次は、多くの出発点を一度に調べます。
# `x` を配列にすると、1行で全部を動かせます。
# 同じ極小点に行き着く出発点の集合を、その**吸引域**（basin of attraction）と呼びます。
#
# %%
starts = np.linspace(-2, 2, 61)
minima = {"global": x_global, "local": x_local}
fig, axes = plt.subplots(1, 3, figsize=(9.5, 3.4), sharey=True)
for ax, lr in zip(axes, (0.01, 0.1, 0.15), strict=True):
    ends = descend(dq, starts, lr, num_iterations=500)[-1]
    descent.starts_by_end(ax, q, starts, ends, minima, ylabel="q(x)", title=f"lr = {lr}")
    ax.label_outer()
fig.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=5)
plt.show()

# %% [markdown] lang="en" role="figure"
# The curve q with two valleys, a deep one at x = −1.3 and a shallow one at x = 1.1; each start on
# it is marked by where it ends. lr = 0.01: all starts left of the hill go to the global minimum,
# all right of it to the local one. lr = 0.1: the same, but for the start at the far right, which
# jumps to the global minimum. lr = 0.15: no start reaches the global minimum; many keep bouncing
# around it.
#
# %% [markdown] lang="ja" role="figure"
# 2つの谷をもつ曲線q。
# x = −1.3に深い谷、x = 1.1に浅い谷がある。
# 曲線上の出発点を、行き着く先で色分けしている。
# lr = 0.01では、丘の左から出た点はすべて大域的最小点へ、右から出た点はすべて極小点へ進む。
# lr = 0.1でもほぼ同じだが、右端の点だけは大域的最小点へ跳ぶ。
# lr = 0.15では大域的最小点に着く点がなく、その周りを往復し続ける点が多い。
#
# %% [markdown] lang="en"
# Each mark is a start: blue circles end in the global minimum, orange squares in the local one,
# gray crosses settle nowhere; stars are the two minima. With 0.01 the hilltop divides the starts
# neatly. With 0.1 the far right belongs to the global minimum too. And with 0.15 nobody reaches
# the global minimum any more. What are the gray ones doing?
#
# %% [markdown] lang="ja"
# 印は出発点です。
# 青い丸は大域的最小点に、オレンジ色の四角は極小点に行き着きます。
# 灰色の×印は、どこにも落ち着きません。
# 星は2つの谷の底です。
# 0.01では、行き着く先が丘を境にはっきりと左右に分かれます。
# 0.1では、右端も大域的最小点の吸引域です。
# 0.15では、大域的最小点に行き着く出発点がもうありません。
# 灰色の出発点では、何が起きているのでしょうか。
#
# %%
path = descend(dq, -1.0, lr=0.15, num_iterations=500)
print("the last four:", ", ".join(f"{x:.3f}" for x in path[-4:]))
for name, place in minima.items():
    ddq = 12 * place**2 - 6  # the second derivative of q
    print(f"{name}: q'' = {ddq:.2f}, r = {1 - 0.15 * ddq:.2f}, largest lr {2 / ddq:.3f}")

# %% [markdown] lang="en"
# They bounce from wall to wall of the valley, for ever.
#
# - **Symptom**: the values neither settle nor explode, they repeat.
# - **Cause**: at the global minimum $q'' = 14.31$, so $r = 1 - 0.15 \cdot 14.31 = -1.15$ there:
#   close to the minimum each step leads away from it. The local valley is wider, there
#   $r = -0.40$ still converges.
# - **Cure**: a learning rate below $2/q'' = 0.140$.
#
# Here is the same for *every* start and every learning rate. The array of all runs has shape
# (100 rates, 241 starts).
#
# %% [markdown] lang="ja"
# 谷の両側をいつまでも往復しています。
#
# - **症状**：値が落ち着かず、発散もせず、同じ値を繰り返します。
# - **原因**：大域的最小点では$q'' = 14.31$なので、$r = 1 - 0.15 \cdot 14.31 = -1.15$です。
#   最小点の近くでは、1歩ごとに遠ざかります。
#   極小点の谷はもっと広く、$r = -0.40$なので収束します。
# - **対処**：学習率を$2/q'' = 0.140$より小さくします。
#
# 同じことを、**すべて**の出発点と学習率について調べます。
# 全体は、学習率100個、出発点241個の形状(100, 241)の配列になります。
#
# %%
starts = np.linspace(-2.4, 2.4, 241)
rates = np.linspace(0.0025, 0.25, 100)
x = np.tile(starts, (100, 1))
with np.errstate(over="ignore", invalid="ignore"):  # some will run away
    for _ in range(1000):
        x = x - rates[:, np.newaxis] * dq(x)
print("shape of x:", x.shape)

# %%
fig, ax = plt.subplots(figsize=(8, 4.4))
descent.basin_map(ax, starts, rates, x, minima)
plt.show()

# %% [markdown] lang="en" role="figure"
# A map of where descent ends, start x across and learning rate upwards. Up to a rate of 0.14 the
# left half ends in the global minimum and the right half in the local one, with curved borders at
# both edges; above, on the left, descent keeps bouncing; above 0.21 it does so on the right, too;
# in the two upper corners it runs away.
#
# %% [markdown] lang="ja" role="figure"
# 横軸に出発点x、縦軸に学習率を取り、行き着く先を塗り分けた地図。
# 学習率0.14までは、左半分が大域的最小点、右半分が極小点で、両端では境界が曲がっている。
# それより上では左側が往復し続け、0.21より上では右側も同じになる。
# 上の両隅では発散する。
#
# %% [markdown] lang="en"
# Follow a horizontal line. Near the bottom, at small rates, there is one clean border, at the
# hilltop 0.170. From 0.05 upwards the colors swap at the outer edges: there the slope is so steep
# that the first step leaps over the hill into the other valley. At 0.140 blue gives way to gray,
# at 0.214 orange does: the limits $2/q''$ of the two valleys. And from the corners black comes in,
# the starts that run away to infinity.
#
# Two things to take home. Gradient descent finds *a* minimum, and which one depends on the start
# *and* on the learning rate. And a way to do better is simple: try several starts, and keep the
# end where the objective function is smallest.
#
# > **Belief.** "The curve has become flat, so we are at a minimum."
#
# %% [markdown] lang="ja"
# 横に1本の線をたどってみてください。
# 下の方、学習率の小さいところでは、境目は丘の0.170だけです。
# 0.05から上では、両端で色が入れ替わります。
# そこでは傾きが急なので、最初の1歩で丘を跳び越え、反対側の谷に入るのです。
# 0.140では青が、0.214ではオレンジ色が灰色に変わります。
# これは2つの谷の限界$2/q''$です。
# 黒は無限大へ発散する出発点で、図の隅から広がります。
#
# 覚えておきたいことは2つあります。
# まず、勾配降下法で見つかるのは、極小点の**どれか1つ**だということです。
# どれになるかは、出発点**と**学習率で決まります。
# 次に、結果は簡単な方法で改善できます。
# いくつかの出発点から試し、目的関数の値が最も小さい終点を選ぶのです。
#
# > **思い込み**：「曲線が平らになったら、そこが最小点である。」
#
# %%
path = descend(dq, 0.17, lr=0.01, num_iterations=300)
fig, ax = plt.subplots(figsize=(6.4, 3))
base.loss_curves(ax, {"": q(np.array(path))}, ylabel="q(x)")
plt.show()

# %% [markdown] lang="en" role="figure"
# q(x) against the iteration: flat for 120 iterations, then a steep fall between 130 and 200, then
# flat again at −1.07.
#
# %% [markdown] lang="ja" role="figure"
# 反復ごとのq(x)。
# 初めの120回はほぼ平らで、130回から200回の間に急に下がり、その後は−1.07で再び平らになる。
#
# %% [markdown] lang="en"
# For more than 100 iterations nothing seems to happen. This run started almost on the *hilltop*,
# where the slope is almost zero as well. Whoever stops there stops at a maximum. Flat means "the
# slope is small", no more. We shall meet a second kind of flat below.
#
# ---
#
# **Break** (5 minutes): 45 minutes have passed.
#
# %% [markdown] lang="ja"
# 100回以上の間、何も起きていないように見えます。
# 実は**丘の頂上**のすぐ近くから出発したのです。
# そこでも傾きはほぼ0です。
# ここで止めれば、極小点どころか、極大点で止まることになります。
# 「平ら」からわかるのは、傾きが小さいことだけです。
# 9節では、別の理由で平らに見える曲線が出てきます。
#
# ---
#
# **休憩**（5分）：ここまでで45分です。
#
# %% [markdown] lang="en"
# ## 6. Data: six seedlings (4 minutes)
#
# Now to what this is for. Six seedlings have been measured (the numbers are made up): height in
# centimeters and mass in grams. We want a line that tells the mass from the height.
#
# **Mind the names.** So far $x$ was the number to be found. From here on $x$ and $t$ are *data*,
# as in all later lessons: `x` the inputs (heights), `t` the targets (masses). What moves from now
# on are two other numbers, the **weight** $w$ and the **bias** $b$ of the line. (That is why we
# say *mass*: the word weight is taken.) `k` is the number of samples, here 6.
#
# %% [markdown] lang="ja"
# ## 6. データ：6本の苗（4分）
#
# ここからが本題です。
# 6本の苗について、高さ（cm）と質量（g）を測りました。
# 数値は作りものです。
# 高さから質量を言い当てる直線を求めます。
#
# **記号に注意してください。** これまで$x$は探す数でした。
# ここからは、以後のレッスンと同じく、$x$と$t$は**データ**です。
# `x` は入力（高さ）、`t` は目標値（target、質量）です。
# これから動くのは、直線の**重み**（weight）$w$と**バイアス**（bias）$b$の2つの数です。
# 苗について「重さ」と言わず「質量」と言うのは、重みと紛らわしいからです。
# `k` はサンプルの数で、ここでは6です。
#
# %%
data_name = "Seedlings (made up)"
x = np.array([1.0, 1.5, 2.0, 2.5, 3.0, 5.0])  # height, cm
t = np.array([2.7, 3.1, 3.3, 4.4, 4.7, 5.7])  # mass, g
k = len(x)
print("x", x.shape, " t", t.shape, " k =", k)

# %% [markdown] lang="en"
# Before any model, two questions: what do the data look like, and how well does one do *without*
# looking at the heights? Whoever knows nothing but the masses says the mean mass for every
# seedling. The **mean squared error** of that, the mean of (said − true)², is our **baseline**: a
# line is worth its trouble only if it does better.
#
# %% [markdown] lang="ja"
# モデルの前に、2つのことを確かめます。
# データはどう並んでいるでしょうか。
# また、高さを**見ずに**、質量をどこまで当てられるでしょうか。
# 質量しか知らなければ、どの苗にも質量の平均を答えるのが無難です。
# そのときの**平均二乗誤差**（mean squared error）は、（答え−目標値）²の平均です。
# これを**ベースライン**（baseline）とします。
# これより良くなければ、直線を使う意味がありません。
#
# %%
y = np.full(k, t.mean())
print(f"baseline: always {t.mean():.3f} g, mean squared error {np.mean((y - t) ** 2):.3f} g^2")
fig, ax = plt.subplots(figsize=(6.4, 3.6))
descent.samples_with_errors(ax, x, t, y, label="mean of t")
ax.set(xlabel="height x [cm]", ylabel="mass [g]", ylim=(2, 6.5), title=data_name)
plt.show()

# %% [markdown] lang="en" role="figure"
# Six seedlings, mass against height, and a horizontal line at their mean mass of 4 g. Dotted
# vertical lines show the errors: the small seedlings lie below the line, the tall ones above it.
#
# %% [markdown] lang="ja" role="figure"
# 6本の苗の高さと質量、そして平均の質量4 gを通る水平な直線。
# 点線が誤差を表す。
# 小さい苗は直線の下に、大きい苗は上にある。
#
# %% [markdown] lang="en"
# The baseline is 1.088 g², and the errors follow a pattern: the small seedlings are lighter than
# the mean, the tall ones heavier. The height does tell something.
#
# ## 7. The objective function of a line (9 minutes)
#
# Our model is $y_i = w x_i + b$, and its objective function the mean squared error over all $k$
# samples:
#
# $$E(w, b) = \frac{1}{k} \sum_{i=1}^{k} (y_i - t_i)^2 = \frac{1}{k} \sum_{i=1}^{k} (w x_i + b - t_i)^2.$$
#
# An objective function that measures errors like this is also called a **loss function**. It is
# mean *and* square, and no root. Let us compute it once in full, for the guess $w = 1$, $b = 1$,
# with the shape of each array.
#
# %% [markdown] lang="ja"
# ベースラインは1.088g²です。
# しかも誤差には傾向があります。
# 低い苗は平均より軽く、高い苗は平均より重いのです。
# 高さは、確かに質量の手がかりになります。
#
# ## 7. 直線の目的関数（9分）
#
# モデルは$y_i = w x_i + b$です。
# 目的関数は、$k$個のサンプル全部についての平均二乗誤差です。
#
# $$E(w, b) = \frac{1}{k} \sum_{i=1}^{k} (y_i - t_i)^2 = \frac{1}{k} \sum_{i=1}^{k} (w x_i + b - t_i)^2$$
#
# このように誤差を測る目的関数を、**損失関数**（loss function）とも呼びます。
# 二乗して平均し、平方根は取りません。
# 仮に$w = 1$、$b = 1$として、計算を一度すべて書き出してみます。
# 各配列の形状も示します。
#
# %%
w, b = 1.0, 1.0
y = w * x + b
error = y - t
print("x         ", x.shape, x)
print("t         ", t.shape, t)
print("y = wx + b", y.shape, y)
print("error     ", error.shape, error.round(2))
print("error^2   ", (error**2).shape, (error**2).round(2))
print(f"E(1, 1) = mean of error^2 = {np.mean(error**2):.4f} g^2")


# %% [markdown] lang="en"
# This guess, 0.3883 g², already beats the baseline. As a function, for later:
#
# %% [markdown] lang="ja"
# 仮の値でも0.3883g²で、もうベースラインより良い結果です。
# 後で使うため、関数にします。
#
# %%
def mse(w, b, x, t):
    return np.mean((w * x + b - t) ** 2)


print(f"E(1, 1) = {mse(1.0, 1.0, x, t):.4f} g^2")

# %% [markdown] lang="en"
# ### Two slopes: the gradient
#
# $E$ depends on two numbers, so it has two slopes. A **partial derivative** is the slope if one
# number moves and the other stays. Each term is a square; by the chain rule its derivative is
# $2 \cdot (\text{inside})$ times the derivative of the inside, which is $x_i$ for $w$ and $1$ for
# $b$:
#
# $$\frac{\partial E}{\partial w} = \frac{2}{k} \sum_{i=1}^{k} x_i\,(y_i - t_i), \qquad
#   \frac{\partial E}{\partial b} = \frac{2}{k} \sum_{i=1}^{k} (y_i - t_i).$$
#
# Both together are the **gradient**. In words: twice the mean of (input × error), and twice the
# mean error. We check it at $w = 1$, $b = 1$, as promised, and beside it a slip that many make.
#
# %% [markdown] lang="ja"
# ### 2つの傾き：勾配
#
# $E$は2つの数で決まるので、傾きも2つあります。
# **偏微分**（partial derivative）は、一方の数だけを動かし、他方を止めたときの傾きです。
# 和の各項は二乗の形です。
# 連鎖律により、微分は$2 \times (\text{中身})$に中身の微分を掛けたものです。
# 中身の微分は、$w$なら$x_i$、$b$なら$1$です。
#
# $$\frac{\partial E}{\partial w} = \frac{2}{k} \sum_{i=1}^{k} x_i\,(y_i - t_i), \qquad
#   \frac{\partial E}{\partial b} = \frac{2}{k} \sum_{i=1}^{k} (y_i - t_i)$$
#
# この2つの組が**勾配**（gradient）です。
# 言葉にすると、（入力×誤差）の平均の2倍と、誤差の平均の2倍です。
# 約束どおり、$w = 1$、$b = 1$で確かめます。
# よくある間違いも並べます。
#
# %%
dw, db = 2 * np.mean(x * error), 2 * np.mean(error)
eps = 1e-4
dw_numerical = (mse(w + eps, b, x, t) - mse(w - eps, b, x, t)) / (2 * eps)
db_numerical = (mse(w, b + eps, x, t) - mse(w, b - eps, x, t)) / (2 * eps)
slip = 2 * np.mean(error)  # dE/dw without the factor x_i

# %%
difference = largest_difference([dw, db], [dw_numerical, db_numerical])
print(f"dE/dw: formula {dw:.6f}, numerical {dw_numerical:.6f}")
print(f"dE/db: formula {db:.6f}, numerical {db_numerical:.6f}")
print("largest difference:", difference)
print("dE/dw without x_i: ", largest_difference(slip, dw_numerical), "off")


# %% [markdown] lang="en"
# **Your turn.** A model that ignores the height has only one parameter: $y = b$. Write the slope of
# its mean squared error, $E(b) = \frac{1}{k}\sum (b - t_i)^2$, and think: at which $b$ is it 0?
#
# %% [markdown] lang="ja"
# **書いてみよう**：高さを使わないモデル$y = b$のパラメータは1つだけです。
# その平均二乗誤差$E(b) = \frac{1}{k}\sum (b - t_i)^2$の傾きを書いてください。
# 傾きが0になる$b$はいくつか、も考えてみてください。
#
# %% role="turn"
def slope_without_height(b, t):
    ### BEGIN SOLUTION
    return 2 * np.mean(b - t)
    ### END SOLUTION


# %% role="check"
with your_turn():
    check_close("slope_without_height(1.0, t)", slope_without_height(1.0, t), 2 - 2 * t.mean())
    check_close("slope_without_height(t.mean(), t)", slope_without_height(t.mean(), t), 0.0)

# %% [markdown] lang="en"
# It is 0 at the mean of the targets. So the baseline, which looked like a mere habit, is the best
# that a model without inputs can do.
#
# %% [markdown] lang="ja"
# 傾きが0になるのは、目標値の平均です。
# つまり、先ほどのベースラインは、入力を使わないモデルのうちで最良のものだったのです。
#
# %% [markdown] lang="en"
# ### The exact answer: least squares
#
# For a line the minimum can be computed without any descent. At the minimum both slopes are
# zero. $\partial E / \partial b = 0$ says that the mean error is zero, so the best line goes
# through the point of means, $\bar t = w \bar x + b$. Putting this into
# $\partial E / \partial w = 0$ gives
#
# $$w = \frac{\sum_i (x_i - \bar x)(t_i - \bar t)}{\sum_i (x_i - \bar x)^2}, \qquad
#   b = \bar t - w \bar x.$$
#
# This is **least squares**. By hand first, then with NumPy's function for it, where only one line
# is left:
#
# %% [markdown] lang="ja"
# ### 正確な答え：最小二乗法
#
# 直線なら、坂を下らなくても最小点を計算できます。
# 最小点では、2つの傾きがどちらも0です。
# $\partial E / \partial b = 0$は、誤差の平均が0という意味です。
# つまり最良の直線は平均の点を通り、$\bar t = w \bar x + b$です。
# これを$\partial E / \partial w = 0$に代入すると、次の式を得ます。
#
# $$w = \frac{\sum_i (x_i - \bar x)(t_i - \bar t)}{\sum_i (x_i - \bar x)^2}, \qquad
#   b = \bar t - w \bar x$$
#
# これが**最小二乗法**（least squares）です。
# まず式のとおりに、次にNumPyの関数で計算します。
# 関数を使うと、1行で済みます。
#
# %%
dx, dt = x - x.mean(), t - t.mean()
w_exact = np.sum(dx * dt) / np.sum(dx * dx)
b_exact = t.mean() - w_exact * x.mean()
print(f"by hand: w = {w_exact:.6f} g/cm, b = {b_exact:.6f} g")

w_numpy, b_numpy = np.polyfit(x, t, 1)  # 1: a polynomial of degree 1, a line
print(f"library: w = {w_numpy:.6f} g/cm, b = {b_numpy:.6f} g")
print(f"E = {mse(w_exact, b_exact, x, t):.6f} g^2, baseline {np.var(t):.6f} g^2")

# %% [markdown] lang="en"
# A number is not enough; look at what is left. The same picture as for the baseline, now for the
# fitted line:
#
# %% [markdown] lang="ja"
# 数値だけでなく、残った誤差も見ます。
# ベースラインの図と同じものを、当てはめた直線についても描きます。
#
# %%
y = w_exact * x + b_exact
fig, ax = plt.subplots(figsize=(6.4, 3.6))
descent.samples_with_errors(ax, x, t, y, label="least squares")
ax.set(xlabel="height x [cm]", ylabel="mass [g]", ylim=(2, 6.5), title=data_name)
plt.show()
print("y - t:", (y - t).round(2), "  mean", abs((y - t).mean()).round(6))

# %% [markdown] lang="en" role="figure"
# The same six seedlings with the least-squares line, which rises through them. The errors are much
# shorter now, but have a pattern: below the line at both ends, above it in the middle.
#
# %% [markdown] lang="ja" role="figure"
# 同じ6本の苗と、右上がりの最小二乗法の直線。
# 誤差はずっと短くなったが、両端の苗は直線の下に、中ほどの苗は上にあり、偏りが見える。
#
# %% [markdown] lang="en"
# The errors that are left, the **residuals**, are on both sides of the line and add up to zero. But
# look at their order: the line is too high at both ends and too low in the middle. Perhaps tall
# seedlings gain less with each centimeter, which no line can show. Six samples prove nothing; a
# picture like this tells what to look for next.
#
# %% [markdown] lang="ja"
# 残った誤差を**残差**（residual）と呼びます。
# 残差は直線の両側にあり、合計すると0です。
# しかし並び方を見てください。直線は両端で高すぎ、中ほどで低すぎます。
# 高い苗ほど1cmあたりの増え方が小さいのかもしれませんが、直線ではそれを表せません。
# 6個のサンプルでは何も断定できません。それでも、次に何を調べるべきかは図からわかります。
#
# %% [markdown] lang="en"
# Read aloud, with units: a seedling that is one centimeter taller is 0.78 *grams per centimeter*
# heavier. The bias, 2.03 g, is what the line says for height zero; no such seedling was measured,
# so do not take it too literally. Of the baseline's 1.088 g² only 0.074 g² are left. No line does
# better, and no line does zero: the seedlings do not lie on a line.
#
# So why gradient descent at all? Because a formula like this exists only for a line and its close
# relatives. For a network there is none, while gradient descent stays the same. Here we can watch
# it with the answer, $w = 0.780000$ and $b = 2.033333$, in hand.
#
# %% [markdown] lang="ja"
# 単位を付けて読んでみます。
# 重みは**1cmあたり**0.78gです。
# 高さが1cm違えば、質量は0.78g違うということです。
# バイアスの2.03gは、高さ0での直線の値です。
# 高さ0の苗は測っていないので、文字どおりに受け取らないでください。
# ベースラインの1.088g²は、0.074g²まで減りました。
# これより良い直線はなく、0にもなりません。
# 6つの点は一直線に並んでいないからです。
#
# では、なぜ勾配降下法を使うのでしょうか。
# こうした公式があるのは、直線とその近い仲間だけだからです。
# ネットワークには公式がありません。
# 一方、勾配降下法は同じ形のまま使えます。
# ここでは、正解の$w = 0.780000$、$b = 2.033333$と比べながら、その動きを観察します。
#
# %% [markdown] lang="en"
# ## 8. Batch gradient descent (13 minutes)
#
# The update is the old one, for both numbers:
#
# $$w_{\text{new}} = w - \eta \frac{\partial E}{\partial w}, \qquad
#   b_{\text{new}} = b - \eta \frac{\partial E}{\partial b}.$$
#
# Each step uses **all** $k$ samples, the whole *batch*, to compute the gradient. Therefore it is
# called **batch gradient descent**. (With millions of samples one takes a few at a time instead:
# lesson 04.)
#
# %% [markdown] lang="ja"
# ## 8. バッチ勾配降下法（13分）
#
# 更新式は前と同じで、2つの数それぞれに使います。
#
# $$w_{\text{new}} = w - \eta \frac{\partial E}{\partial w}, \qquad
#   b_{\text{new}} = b - \eta \frac{\partial E}{\partial b}$$
#
# 1歩ごとに、$k$個のサンプル**全部**、つまりバッチ（batch）全体から勾配を計算します。
# そこで**バッチ勾配降下法**（batch gradient descent）と呼びます。
# サンプルが何百万もあるときは、少しずつ取り出して使います。
# これはレッスン04で学びます。
#
# %%
w, b = 0.0, 0.0
for _ in range(500):
    error = w * x + b - t
    dw = 2 * np.mean(x * error)
    db = 2 * np.mean(error)
    w = w - 0.1 * dw
    b = b - 0.1 * db
print(f"descent: w = {w:.6f}, b = {b:.6f}")
print(f"exact:   w = {w_exact:.6f}, b = {b_exact:.6f}")


# %% [markdown] lang="en"
# All printed digits agree. Note the order: *both* slopes are computed before either number
# moves, because both belong to the same point $(w, b)$.
#
# To look at the way, we keep it again. `fit` is the same loop with a list.
#
# %% [markdown] lang="ja"
# 表示した桁はすべて一致しました。
# 順序にも注意してください。
# **両方**の傾きを計算してから、$w$と$b$を動かします。
# どちらの傾きも、同じ点$(w, b)$での値だからです。
#
# 途中のようすを見るため、また経路を残します。
# `fit` は、同じループにリストを加えたものです。
#
# %%
def fit(x, t, lr, num_iterations, w=0.0, b=0.0):
    path = [(w, b)]
    for _ in range(num_iterations):
        error = w * x + b - t
        dw, db = 2 * np.mean(x * error), 2 * np.mean(error)
        w, b = w - lr * dw, b - lr * db
        path.append((w, b))
    return np.array(path)


path = fit(x, t, lr=0.02, num_iterations=1000)
print("path", path.shape)
for s in (0, 1, 10, 100, 1000):
    w, b = path[s]
    print(f"{s:5d} iterations: w = {w:.6f}, b = {b:.6f}, E = {mse(w, b, x, t):.6f}")

# %% [markdown] lang="en"
# ### The surface of E
#
# Over the plane of all $(w, b)$, $E$ is a surface. We compute it on a grid: a row for each $b$, a
# column for each $w$. The picture on the right is the same surface from above: **contours**, lines
# along which $E$ is constant, as on a hiker's map. The cross is the least-squares answer.
#
# %% [markdown] lang="ja"
# ### Eの曲面
#
# すべての$(w, b)$の平面の上で、$E$は曲面になります。
# 格子の上で計算し、$b$ごとに1行、$w$ごとに1列とします。
# 右の図は、同じ曲面を真上から見た**等高線**（contour）です。
# 登山の地図と同じで、1本の線の上で$E$は一定です。
# ×印は最小二乗法の答えです。
#
# %%
w_grid = np.linspace(-0.6, 2.6, 65)
b_grid = np.linspace(-1.0, 3.5, 61)
losses = np.array([[mse(w, b, x, t) for w in w_grid] for b in b_grid])
chosen = [0, 1, 2, 3, 5, 10, 30, 100, 300, 1000]
path_losses = [mse(w, b, x, t) for w, b in path[chosen]]
exact = (w_exact, b_exact)
print("losses", losses.shape)

# %%
fig = plt.figure(figsize=(8, 3.5))
space, plane = fig.add_subplot(121, projection="3d"), fig.add_subplot(122)
descent.surface_with_path(
    space, w_grid, b_grid, losses, path[chosen], path_losses, exact=(*exact, mse(*exact, x, t))
)
space.view_init(elev=40, azim=-70)
descent.contour_with_path(plane, w_grid, b_grid, losses, path[chosen], exact=exact)
space.set_zlabel("E(w, b) [g²]")
plane.set(xlabel="weight w [g/cm]", ylabel="bias b [g]", title=data_name)
plt.show()

# %% [markdown] lang="en" role="figure"
# The loss E over weight w and bias b, as a long narrow valley in space and as contours. The path
# starts at w = 0, b = 0, runs quickly across to the bottom of the valley, turns, and goes slowly
# along it to the cross, the least-squares solution.
#
# %% [markdown] lang="ja" role="figure"
# 重みwとバイアスbに対する損失Eを、立体的な細長い谷と等高線で表した図。
# 経路はw = 0、b = 0から谷底まで一気に進み、向きを変え、谷に沿ってゆっくり×印（最小二乗法の解）へ向かう。
#
# %% [markdown] lang="en"
# A long narrow valley. The path first drops to its floor, then turns and walks along it, where
# the slope is small, ever more slowly towards the cross. Why a valley? If $w$ grows, a smaller $b$
# makes up for most of it, so along one diagonal $E$ hardly changes.
#
# %% [markdown] lang="ja"
# 細長い谷です。
# 経路はまず谷底へ下り、そこで向きを変えます。
# 谷底は傾きが小さいので、あとは谷に沿って、だんだん遅くなりながら×印へ進みます。
# なぜ谷になるのでしょうか。
# $w$が大きくなっても、$b$を小さくすれば、ほとんど打ち消せます。
# そのため、斜めの方向には$E$がほとんど変わらないのです。
#
# %% [markdown] lang="en" role="predict"
# ### Why minus the gradient?
#
# With one number there are two ways to go. In the plane there are infinitely many, so why just
# $-\left(\frac{\partial E}{\partial w}, \frac{\partial E}{\partial b}\right)$? For a small step
# $(\Delta w, \Delta b)$ the surface is nearly flat, and the change of $E$ is
#
# $$\Delta E \approx \frac{\partial E}{\partial w}\,\Delta w + \frac{\partial E}{\partial b}\,\Delta b
#   = |\text{gradient}| \cdot |\text{step}| \cdot \cos\theta,$$
#
# where $\theta$ is the angle between the two: it is their inner product.
#
# > **Predict.** All steps are equally long. At which angle to the gradient does $E$ fall most, and at
# > which does it not change at all?
#
# %% [markdown] lang="ja" role="predict"
# ### なぜ勾配の逆向きか
#
# 1つの数なら、進む向きは2つしかありません。
# 平面では向きが無数にあります。
# その中で、なぜ$-\left(\frac{\partial E}{\partial w}, \frac{\partial E}{\partial b}\right)$の向きに進むのでしょうか。
# 小さな1歩$(\Delta w, \Delta b)$の範囲では、曲面はほぼ平面です。
# $E$の変化は、次の式になります。
#
# $$\Delta E \approx \frac{\partial E}{\partial w}\,\Delta w + \frac{\partial E}{\partial b}\,\Delta b
#   = |\text{gradient}| \cdot |\text{step}| \cdot \cos\theta$$
#
# これは勾配と1歩の内積で、$\theta$は両者のなす角です。
#
# > **予想**：1歩の長さはどれも同じとします。
# > $E$が最も減るのは、勾配から何度の向きに進むときでしょうか。
# > $E$が変わらないのは何度でしょうか。
#
# %% role="reveal"
error = 0.5 * x + 0.5 - t  # at w = 0.5, b = 0.5
uphill = np.arctan2(np.mean(error), np.mean(x * error))  # direction of the gradient
for degrees in (0, 45, 90, 135, 180):
    angle = uphill + np.deg2rad(degrees)
    moved = mse(0.5 + 0.001 * np.cos(angle), 0.5 + 0.001 * np.sin(angle), x, t)
    print(f"{degrees:3d} degrees: E changes by {moved - mse(0.5, 0.5, x, t):+.5f}")

# %% role="reveal"
starts = [(0.1, 0.4), (0.2, 3.0), (1.6, -0.3), (1.4, 2.4), (0.35, 1.9), (2.2, 0.5)]
levels = sorted(mse(w, b, x, t) for w, b in starts)  # a contour through each start
fig, ax = plt.subplots(figsize=(5.5, 6))
ax.contour(w_grid, b_grid, losses, levels)
for w, b in starts:
    error = w * x + b - t
    step = -0.1 * np.array([np.mean(x * error), np.mean(error)])
    ax.annotate("", (w + step[0], b + step[1]), (w, b), arrowprops={"arrowstyle": "-|>"})
ax.plot(*exact, "x", color="black")
ax.set(aspect="equal", xlabel="weight w [g/cm]", ylabel="bias b [g]", title=data_name)
plt.show()

# %% [markdown] lang="en" role="figure"
# Contours of E as long slanted ellipses around a cross, and at six starts an arrow along minus the
# gradient. Each arrow stands at right angles on its contour; hardly any points at the cross.
#
# %% [markdown] lang="ja" role="figure"
# ×印を囲む細長く傾いた楕円形のEの等高線と、6つの出発点から勾配と逆向きに引いた矢印。
# どの矢印も等高線に直角だが、×印を向くものはほとんどない。
#
# %% [markdown] lang="en" role="answer"
# $E$ falls most at 180°, straight against the gradient, since $\cos\theta$ is smallest there: **no
# direction goes down faster**. That is why the method is also called **steepest descent**. At 90°
# nothing changes, and a direction in which $E$ does not change is that of the contour. So the arrows
# stand at right angles on the contours, as the picture shows. They do *not* point to the cross:
# steepest here is not straightest to the goal. That is the whole trouble with a narrow valley.
#
# (Both axes have the same scale here. Otherwise a right angle would not look like one. This figure,
# too, is plain Matplotlib: add a start of your own to the list.)
#
# %% [markdown] lang="ja" role="answer"
# $\cos\theta$が最も小さいのは180°、つまり勾配と正反対の向きです。
# **これより急に下る向きはありません**。
# そこで、この方法を**最急降下法**（steepest descent）とも呼びます。
# 90°では$E$が変わりません。$E$が変わらない向きとは、等高線に沿う向きです。
# だから図のように、矢印は等高線に垂直です。
# ただし、矢印は×印を**指していません**。
# その場で最も急な向きは、最小点への近道とは限らないのです。
# 細長い谷の難しさは、ここにあります。
#
# 両軸の縮尺をそろえてあるのは、直角が直角に見えるようにするためです。
# この図もMatplotlibだけで描いています。
# リストに好きな点を加えて試してください。
#
# %% [markdown] lang="en"
# ### Two views of the same steps
#
# A point in the plane *is* a line through the data. Left: the data with the line of each step,
# light to dark. Right: the same steps, in the same colors, on the contours of $E(w, b)$.
#
# %% [markdown] lang="ja"
# ### 同じステップを2つの図で見る
#
# 平面の1点が、データに引く直線1本に対応します。
# 左の図は、データと各ステップの直線で、明るい色から暗い色へ進みます。
# 右の図は、同じステップを同じ色で、$E(w, b)$の等高線の上に描いたものです。
#
# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
descent.lines_light_to_dark(left, x, t, path[chosen], exact=exact)
left.set(xlabel="height x [cm]", ylabel="mass [g]", ylim=(-0.5, 8.5), title=data_name)
left.legend(loc="upper left")
descent.contour_with_path(right, w_grid, b_grid, losses, path[chosen], exact=exact)
right.set(xlabel="weight w [g/cm]", ylabel="bias b [g]")
plt.show()

# %% [markdown] lang="en" role="figure"
# Left, the lines of ten steps, light to dark, over the seedlings: from the horizontal line y = 0
# they turn up quickly and then settle slowly on the dashed least-squares line. Right, the same
# steps as points in the plane of w and b, which come along the valley to the cross.
#
# %% [markdown] lang="ja" role="figure"
# 左は、10の段階の直線を苗の図に重ねたもの。
# 水平な直線y = 0からすぐに立ち上がり、その後ゆっくりと破線の最小二乗法の直線に近づく。
# 右は、同じ段階をw、bの平面の点で表したもので、谷に沿って×印へ近づく。
#
# %% [markdown] lang="en"
# The first three or four steps turn the line up to the data: that is the fall to the valley
# floor. The hundreds of steps that follow only tilt it, a little less slope for a little more
# bias, until it lies on the dashed least-squares line.
#
# With a larger learning rate, 0.1, the same landscape is crossed in another manner. Step through
# it, and compare left and right at every step (the left shows the newest line and the one before):
#
# %% [markdown] lang="ja"
# 最初の3、4歩で、直線はデータの高さまで持ち上がります。
# これが谷底への下りです。
# その後の何百歩かは、傾きを少し減らし、バイアスを少し増やして、直線を傾け直すだけです。
# 最後には、破線の最小二乗法の直線に重なります。
#
# 学習率を0.1にすると、同じ地形でも進み方が変わります。
# 1歩ずつ進め、左右の図を毎回見比べてください。
# 左の図には、最新の直線と1つ前の直線だけを描きます。
#
# %% tags=["nbval-ignore-output"]
swinging = fit(x, t, lr=0.1, num_iterations=14)
fig, axes = plt.subplots(1, 2, figsize=(6.6, 3.0))
axes[0].set(xlabel="height x [cm]", ylabel="mass [g]", ylim=(-0.5, 13), title=data_name)


def draw(s):
    title = f"iteration {s}: E = {mse(*swinging[s], x, t):.3f}"
    descent.step_to_line(axes, x, t, swinging, s, w_grid, b_grid, losses, exact=exact, title=title)


base.stepper(fig, draw, 15, name="descent to a line")

# %% [markdown] lang="en" role="figure"
# A series of 15 pictures for lr = 0.1. Left, the newest line and the one before it swing above and
# below the seedlings; right, the point in the plane of w and b jumps from side to side of the
# valley, each time less far, while E falls from 9.650 to 0.263.
#
# %% [markdown] lang="ja" role="figure"
# lr = 0.1のときの15枚の連続した図。
# 左では、新しい直線と1つ前の直線が苗の上下に振れる。
# 右では、w、bの平面の点が谷の両側を行き来し、振れ幅がしだいに小さくなって、Eが9.650から0.263まで下がる。
#
# %% [markdown] lang="en"
# The line overshoots, too steep, too flat, too steep: across the valley $r$ is negative. Along
# the valley it moves steadily. Two directions, two values of $r$, and one learning rate for both.
#
# ### Learning rates again
#
# Four learning rates, 12 steps each, on the same axes:
#
# %% [markdown] lang="ja"
# 直線は行き過ぎを繰り返し、急になったり、緩やかになったりします。
# 谷を横切る方向では、$r$が負だからです。
# 谷に沿う方向には、着実に進みます。
# 方向が2つあり、$r$も2つあるのに、学習率は1つです。
#
# ### 学習率を変えてみる
#
# 4つの学習率で、同じ軸の上に12歩ずつ描きます。
#
# %%
fig, axes = plt.subplots(1, 4, figsize=(9, 3), sharey=True)
fig.suptitle(data_name)
for ax, lr in zip(axes, (0.001, 0.01, 0.1, 0.12), strict=True):
    steps = fit(x, t, lr, num_iterations=12)
    descent.contour_with_path(ax, w_grid, b_grid, losses, steps, exact=exact, title=f"lr = {lr}")
    ax.set(xlabel="weight w [g/cm]", ylabel="bias b [g]")
    ax.label_outer()
plt.show()

# %% [markdown] lang="en" role="figure"
# Twelve steps on the contours with four learning rates. 0.001: the points stay near the start.
# 0.01: they go part of the way to the valley. 0.1: they cross the valley, swing, and turn towards
# the cross. 0.12: they jump from side to side, ever further, and leave the picture.
#
# %% [markdown] lang="ja" role="figure"
# 4つの学習率で、等高線の上を12歩進んだ図。
# 0.001では出発点の近くにとどまる。
# 0.01では谷までの途中にいる。
# 0.1では谷を越えて振れながら×印の方へ曲がる。
# 0.12では振れ幅がしだいに大きくなり、図の外へ出る。
#
# %%
print("    lr        w after 500        b after 500        E after 500")
for lr in (0.001, 0.01, 0.1, 0.12):
    w, b = fit(x, t, lr, num_iterations=500)[-1]
    print(f"{lr:6.3f} {w:18.6g} {b:18.6g} {mse(w, b, x, t):18.6g}")
print(f" exact {w_exact:18.6g} {b_exact:18.6g} {mse(*exact, x, t):18.6g}")

# %% [markdown] lang="en"
# Too small, 0.001: still far away after 500 iterations. At 0.1: done. At 0.12: gone. The step from
# good to useless is short. The end of this section computes where it lies.
#
# ### In matrices
#
# With a column of ones beside the heights, the line becomes one matrix product. This is how later
# lessons write it, for $k$ samples, $n$ inputs and $m$ outputs. Here $k = 6$, $n = 2$ (height and
# the constant 1), $m = 1$. One batch, in full:
#
# %% [markdown] lang="ja"
# 0.001は小さすぎて、500回の反復の後でもまだ遠くにあります。
# 0.1では最小点に達しています。
# 0.12では発散しました。
# うまくいく値と使えない値は、わずかしか違いません。
# その境目は、この節の終わりで計算します。
#
# ### 行列で書く
#
# 高さの横に1だけの列を並べると、直線は行列の積1つになります。
# 以後のレッスンでは、$k$個のサンプル、$n$個の入力、$m$個の出力について、このように書きます。
# ここでは$k = 6$、$n = 2$（高さと定数1）、$m = 1$です。
# 1つのバッチを、すべて書き出します。
#
# %%
inputs = np.column_stack([x, np.ones(k)])
targets = t[:, np.newaxis]
weights = np.array([[1.0], [1.0]])  # w above b
outputs = inputs @ weights
gradient = 2 / k * inputs.T @ (outputs - targets)

# %%
print("inputs", inputs.shape, "   weights", weights.shape)
print(inputs)
print("outputs - targets", (outputs - targets).shape)
print((outputs - targets).round(2))
print("gradient", gradient.shape)
print(gradient.round(4))

# %% [markdown] lang="en"
# (6, 2) times (2, 1) gives (6, 1): a row for each seedling. (2, 6) times (6, 1) gives (2, 1): a
# slope for each weight, and the product has summed over the samples. We compare it with the
# gradient computed above:
#
# %% [markdown] lang="ja"
# (6, 2)と(2, 1)の積は(6, 1)で、苗ごとに1行です。
# (2, 6)と(6, 1)の積は(2, 1)で、重みごとに傾きが1つ得られます。
# サンプルについての和は、行列の積の計算に含まれています。
# 前に計算した勾配と比べます。
#
# %%
error = 1.0 * x + 1.0 - t
one_by_one = [2 * np.mean(x * error), 2 * np.mean(error)]
print("largest difference:", largest_difference(gradient[:, 0], one_by_one))

# %% [markdown] lang="en"
# ### Where the limit comes from
#
# Section 3 had one second derivative; $E$ has four, a matrix $H = \frac{2}{k} X^T X$, where $X$ is
# `inputs`. It says how the gradient changes: a step $d$ away from the minimum, the gradient is $H d$.
# In general $H d$ points elsewhere than $d$; that is why the arrows miss the cross. But in two
# directions it points along $d$ itself, only longer: $H d = \lambda d$. Such a direction is an
# **eigenvector** of $H$, and the factor $\lambda$ its **eigenvalue**. Walk along it, and $E$ is a
# plain parabola whose second derivative is $\lambda$, so section 3 holds word for word:
# $r = 1 - \eta \lambda$.
#
# %% [markdown] lang="ja"
# ### 限界はどこから来るか
#
# 3節では、2階微分は1つの数でした。
# $E$では4つあり、行列$H = \frac{2}{k} X^T X$になります。$X$は `inputs` です。
# $H$は勾配の変わり方を表します。最小点から$d$だけ離れると、勾配は$H d$になります。
# ふつう、$H d$の向きは$d$の向きと違います。矢印が×印を指さなかったのはそのためです。
# しかし2つの方向では、$H d$は$d$と同じ向きで、長さだけが変わります。
# つまり$H d = \lambda d$です。
# この方向の$d$を$H$の**固有ベクトル**（eigenvector）、倍率$\lambda$を**固有値**（eigenvalue）と呼びます。
# その方向に沿って見れば、$E$は2階微分が$\lambda$の放物線にすぎません。
# だから3節の話がそのまま成り立ち、$r = 1 - \eta \lambda$です。
#
# %%
second = 2 / k * inputs.T @ inputs
bends, directions = np.linalg.eigh(second)
print("second derivatives of E:")
print(second.round(3))
for d in directions.T:
    d = d / d[1]
    print(f"d = ({d[0]:6.3f}, 1): second @ d = d times {(second @ d)[1]:.3f}")

# %%
for lr in (0.1, 0.12):
    print(
        f"lr = {lr}: r along the valley {1 - lr * bends[0]:.3f}, across it {1 - lr * bends[1]:.3f}"
    )
print(f"largest learning rate: 2 / {bends[1]:.2f} = {2 / bends[1]:.4f}")

# %% [markdown] lang="en"
# Across the valley the eigenvalue is 17.45 and sets the limit: above $2/17.45 = 0.1146$ the steps
# diverge, which is why 0.1 works and 0.12 does not. Along the valley it is 0.38 and sets the pace:
# with 0.1 each step leaves 96 % of what is missing. The more the two differ, the longer the way.
# Lesson 02 does something about it.
#
# ## 9. When is it finished? (5 minutes)
#
# > **Belief**, again: "The loss curve is flat, so it has converged."
#
# Here is the loss curve with `lr` = 0.01.
#
# %% [markdown] lang="ja"
# 谷を横切る方向の固有値は17.45で、これが限界を決めます。
# $2/17.45 = 0.1146$を超えると発散するので、0.1ではうまくいき、0.12ではうまくいきません。
# 谷に沿う方向の固有値は0.38で、これが速さを決めます。
# 学習率0.1では、1歩進んでも、残りの距離の96%が残ります。
# 2つの固有値の差が大きいほど、長くかかります。
# レッスン02では、これを改善します。
#
# ## 9. いつ終わったと言えるか（5分）
#
# > **思い込み**（再び）：「損失の曲線が平らなら、収束している。」
#
# 学習率0.01での損失の曲線を描きます。
#
# %%
path = fit(x, t, lr=0.01, num_iterations=1000)
curve = np.array([mse(w, b, x, t) for w, b in path])
fig, ax = plt.subplots(figsize=(6.4, 3.2))
base.loss_curves(ax, {"": curve}, ylabel="E [g²]")
ax.set_title(data_name)
plt.show()

# %% [markdown] lang="en" role="figure"
# E against the iteration: it falls from 17 to below 1 within some 20 iterations and looks flat up
# to 1,000.
#
# %% [markdown] lang="ja" role="figure"
# 反復ごとのE。
# 約20回で17から1未満に下がり、その後は1,000回まで平らに見える。
#
# %% [markdown] lang="en" role="predict"
# > **Predict.** Judging by this picture, at which iteration would you stop? What will the bias be
# > there, if 2.033 is right?
#
# %% [markdown] lang="ja" role="predict"
# > **予想**：この図から判断すると、何回目の反復で止めるでしょうか。
# > 正解が2.033のバイアスは、そのときいくつになっているでしょうか。
#
# %% role="reveal"
for s in (50, 200, 1000):
    print(f"{s:5d} iterations: w = {path[s, 0]:.3f}, b = {path[s, 1]:.3f}, E = {curve[s]:.3f}")
print(f"           exact: w = {w_exact:.3f}, b = {b_exact:.3f}, E = {mse(*exact, x, t):.3f}")

# %% role="reveal"
fig, ax = plt.subplots(figsize=(6.4, 3.2))
base.loss_curves(ax, {"": curve - mse(*exact, x, t)}, log=True, ylabel="E - smallest E [g²]")
ax.set_title(data_name)
plt.show()

# %% [markdown] lang="en" role="figure"
# E minus its smallest value on a logarithmic axis: after a steep fall in the first 20 iterations a
# straight line down from 0.5 to 0.0003 at iteration 1,000. The descent still goes on.
#
# %% [markdown] lang="ja" role="figure"
# Eと最小値の差を対数軸で描いた図。
# 初めの20回で急に下がった後、0.5から1,000回目の0.0003まで一直線に下がる。
# まだ収束していない。
#
# %% [markdown] lang="en" role="answer"
# It looks finished at 50. Yet the bias is then at 0.702 instead of 2.033, a third of the way. The
# first few steps are so tall that all the rest is squeezed into the bottom of the picture. In the
# second picture what is missing stands on a **logarithmic axis**, where equal ratios are equal
# heights: a steep part (falling into the valley), then a straight line that goes on falling, at the
# same rate, to the right edge. It is not finished, it is slow.
#
# In practice the smallest $E$ is unknown; then draw $E$ itself on a logarithmic axis, and watch
# whether the parameters still move.
#
# %% [markdown] lang="ja" role="answer"
# 50回で終わったように見えます。
# しかしそのときのバイアスは、2.033に対して0.702で、まだ3分の1です。
# 最初の数歩の落差が大きいため、残りは図の底に押しつぶされています。
# 2つ目の図は、最小値との差を**対数軸**（logarithmic axis）に描いたものです。
# 対数軸では、同じ比が同じ高さになります。
# 谷へ落ちる急な部分の後は、右端まで同じ割合で下がる直線です。
# 終わったのではなく、遅いだけなのです。
#
# 実際の問題では、$E$の最小値はわかりません。
# そのときは$E$そのものを対数軸に描き、パラメータがまだ動いているかも調べます。
#
# %% [markdown] lang="en"
# ## 10. From run to run (4 minutes)
#
# So far we began at (0, 0). The usual start is random. Three runs, three seeds:
#
# %% [markdown] lang="ja"
# ## 10. 試行ごとの違い（4分）
#
# これまでは(0, 0)から始めました。
# ふつうは、出発点を乱数で決めます。
# 3つのシードで試します。
#
# %%
fig, ax = plt.subplots(figsize=(5.5, 4))
shown = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256]
for seed in (0, 6, 11):
    w, b = np.random.default_rng(seed).standard_normal(2)
    path = fit(x, t, lr=0.03, num_iterations=2000, w=w, b=b)
    descent.contour_with_path(ax, w_grid, b_grid, losses, path[shown], exact=exact)
    ax.annotate(f"seed {seed}", (w, b), xytext=(-18, 9), textcoords="offset points")
    ends = "   ".join(f"{s}: {path[s, 0]:.6f} {path[s, 1]:.6f}" for s in (20, 200, 2000))
    print(f"seed {seed:2d}, w and b after  {ends}")
ax.set(xlabel="weight w [g/cm]", ylabel="bias b [g]", title=data_name)
plt.show()


# %% [markdown] lang="en" role="figure"
# Three paths on the contours, from the random starts of the seeds 0, 6 and 11: each reaches the
# bottom of the valley at another place, and all end at the same cross.
#
# %% [markdown] lang="ja" role="figure"
# シード0、6、11の乱数で決めた3つの出発点からの経路を、等高線の上に描いた図。
# 谷底に着く場所は異なるが、終わりはどれも同じ×印である。
#
# %% [markdown] lang="en"
# After 20 steps the answers differ at first sight, after 200 in the second digit, after 2,000 in
# none that is printed. All walk the same valley to the same cross, since this $E$ has only one
# minimum, but from another side and not to the very end. When somebody reports a result of
# gradient descent, ask for three things: the start (the seed), the learning rate and the number of
# iterations.
#
# %% [markdown] lang="ja"
# 20歩では、3つの答えは大きく違います。
# 200歩では、2桁目が違います。
# 2,000歩では、表示した桁に違いはありません。
# この$E$の最小点は1つだけなので、どの試行も同じ谷を通って同じ×印へ進みます。
# ただし進む経路は違い、最小点にちょうど着くこともありません。
# 勾配降下法の結果を聞いたら、出発点（シード）、学習率、反復の回数の3つを尋ねてください。
#
# %% [markdown] lang="en" role="predict"
# ## 11. Sum or mean? (5 minutes)
#
# > **Belief.** "Sum or mean of the squares, no matter: the minimum is in the same place."
#
# The place is indeed the same. So let each seedling be entered twice by mistake: 12 rows, and the
# best line has not changed. We fit with the slopes of the mean and with those of the sum. For six
# rows the sum is six times the mean, so we give it a sixth of the learning rate, to be fair.
#
# > **Predict.** Which of the four runs reaches the line?
#
# %% [markdown] lang="ja" role="predict"
# ## 11. 和か平均か（5分）
#
# > **思い込み**：「二乗の和でも平均でも、最小点は同じなので、どちらでもよい。」
#
# 確かに、最小点は同じです。
# そこで、どの苗も誤って2回ずつ入力したとします。
# 12行になりますが、最良の直線は変わりません。
# 平均の傾きと、和の傾きとで当てはめてみます。
# 6行なら和は平均の6倍なので、条件をそろえるため、和の学習率は6分の1にします。
#
# > **予想**：4つの試行のうち、正しい直線になるのはどれでしょうか。
#
# %% role="reveal"
def fit_with(total, x, t, lr, num_iterations=300):
    w, b = 0.0, 0.0
    for _ in range(num_iterations):
        error = w * x + b - t
        dw, db = 2 * total(x * error), 2 * total(error)
        w, b = w - lr * dw, b - lr * db
    return w, b


for name, total, lr in (("mean", np.mean, 0.1), ("sum ", np.sum, 0.1 / 6)):
    for copies in (1, 2):
        w, b = fit_with(total, np.tile(x, copies), np.tile(t, copies), lr)
        print(f"{name}, {copies * k:2d} rows: w = {w:9.4g}, b = {b:9.4g}")

# %% [markdown] lang="en" role="answer"
# All but the last.
#
# - **Symptom**: the same data twice, the same program, and it diverges.
# - **Cause**: a sum grows with the number of samples, and its second derivatives with it. A learning
#   rate that suits 6 rows is twice too large for 12.
# - **Cure**: the mean. Then $\eta$ means the same for 6 rows and for 60,000. This course takes the
#   mean throughout.
#
# %% [markdown] lang="ja" role="answer"
# 最後の1つ以外の全部です。
#
# - **症状**：同じデータを2回並べただけで、同じプログラムが発散します。
# - **原因**：和はサンプルの数とともに大きくなり、その2階微分も大きくなります。
#   6行に合う学習率は、12行には2倍大きすぎます。
# - **対処**：平均を使います。
#   そうすれば、6行でも60,000行でも$\eta$の意味は同じです。
#   このコースではいつも平均を使います。
#
# %% [markdown] lang="en"
# ### Units
#
# There is another way to change nothing and lose everything: write the heights in millimeters.
#
# %% [markdown] lang="ja"
# ### 単位
#
# 何も変えていないつもりでも失敗する例が、もう1つあります。
# 高さをmm単位で書いてみます。
#
# %%
x_mm = 10 * x
for lr, num_iterations in ((0.1, 5), (0.001, 500), (0.001, 20_000)):
    w, b = fit(x_mm, t, lr, num_iterations)[-1]
    print(f"lr = {lr}, {num_iterations:6d} iterations: w = {w:9.4g} g/mm, b = {b:9.4g} g")
print(f"exact: w = {w_exact / 10:.4f} g/mm, b = {b_exact:.4f} g")


# %% [markdown] lang="en"
# The same seedlings, but now 0.1 explodes at once. In millimeters the numbers are 10 times as
# large and the large eigenvalue about 100 times, so the learning rate has to be about 100 times
# smaller; and then the bias, along which $E$ bends no more than before, takes 20,000 iterations. A
# learning rate is never good or bad by itself, only for the data *in their units*. The cure,
# scaling the inputs, comes in lesson 02.
#
# %% [markdown] lang="ja"
# 同じ苗なのに、0.1ではたちまち発散します。
# mmで書くと数が10倍になり、大きい方の固有値は約100倍になります。
# そのため、学習率を約100分の1にしなければなりません。
# ところがバイアスの方向の2階微分は元のままなので、今度は20,000回もの反復が必要です。
# 学習率の良し悪しは、それだけでは決まりません。
# データとの組み合わせ、それもデータの**単位まで含めた**組み合わせで決まります。
# 対処は入力のスケーリングで、レッスン02で学びます。
#
# %% [markdown] lang="en"
# ## Recap
#
# 1. **Gradient, checked.** $E = \frac{1}{k}\sum (y_i - t_i)^2$ has the slopes
#    $\frac{2}{k}\sum x_i (y_i - t_i)$ and $\frac{2}{k}\sum (y_i - t_i)$. Compare every derivative
#    with $\frac{f(x+\varepsilon) - f(x-\varepsilon)}{2\varepsilon}$, $\varepsilon$ about $10^{-5}$, and print the largest difference.
# 2. **The loop.** Slope, step against it, repeat: $x_{\text{new}} = x - \eta f'(x)$. No direction
#    goes down faster than minus the gradient. The step shrinks by itself as the tangent gets flatter.
# 3. **The learning rate.** Near the minimum each step multiplies what is missing by
#    $r = 1 - \eta f''$. Near 1 it creeps, below 0 it swings, from −1 on it never arrives. With
#    several parameters the largest eigenvalue sets the limit, the smallest the pace.
# 4. **Minima.** It finds *a* minimum; which one, the start and the learning rate decide. Try
#    several starts. Flat alone proves nothing: look at a logarithmic axis.
# 5. **The line.** Batch gradient descent came to $w = 0.780000$ g/cm and $b = 2.033333$ g, as least
#    squares did, against a baseline of 1.088 g². How close it comes depends on start, learning rate
#    and number of iterations.
#
# And two traps: sums instead of means, and units. The line of section 0 is no longer a riddle: its
# loop is that of section 8, and 0.1 works because TV is counted in *hundreds* of thousands of
# dollars. With the table as it is, it would explode. With all three media as inputs, lesson 02 gets
# far closer to the sales. Now it is your turn: the exercise `gradient_descent` asks you to write
# these parts yourself. The appendix below shows two traps in the code that you may meet there.
#
# %% [markdown] lang="ja"
# ## まとめ
#
# 1. **勾配と検算**：$E = \frac{1}{k}\sum (y_i - t_i)^2$の傾きは、$\frac{2}{k}\sum x_i (y_i - t_i)$と$\frac{2}{k}\sum (y_i - t_i)$です。
#    微分は必ず$\frac{f(x+\varepsilon) - f(x-\varepsilon)}{2\varepsilon}$と比べ、差の最大値を表示します。
#    $\varepsilon$は$10^{-5}$くらいです。
# 2. **ループ**：傾きを求め、逆向きに進み、繰り返します。
#    式は$x_{\text{new}} = x - \eta f'(x)$です。
#    勾配の逆向きより急に下る向きはありません。
#    接線が緩やかになるにつれて、1歩は自然に短くなります。
# 3. **学習率**：最小点の近くでは、1歩ごとに残りの距離が$r = 1 - \eta f''$倍になります。
#    1に近ければ遅く、負なら振動し、−1以下なら収束しません。
#    パラメータが複数なら、最大の固有値が限界を、最小の固有値が速さを決めます。
# 4. **最小値**：見つかるのは極小点の**どれか1つ**です。
#    どれになるかは、出発点と学習率で決まります。
#    いくつかの出発点を試します。
#    平らに見えるだけでは、収束した証拠になりません。
#    対数軸で確かめてください。
# 5. **直線**：バッチ勾配降下法は、最小二乗法と同じ$w = 0.780000$g/cm、$b = 2.033333$gに達しました。
#    ベースラインは1.088g²でした。
#    どこまで近づくかは、出発点、学習率、反復の回数によります。
#
# 落とし穴は、平均でなく和を使うことと、単位の2つでした。
# 0節の直線は、もう謎ではありません。
# ループは8節のものと同じです。
# 0.1でうまくいったのは、テレビの広告費を**10万**ドル単位で表したからです。
# 元の表のままなら発散します。
# 3種類の広告費をすべて入力にすると、売上にはるかに近づきます。これはレッスン02で確かめます。
# 次は演習 `gradient_descent` です。
# ここで見た部品を、自分の手で書いてみてください。
# 演習でも出会いそうなコードの落とし穴を2つ、下の付録に載せました。
#
# %% [markdown] lang="en"
# ## Appendix: two traps in the code (10 minutes, after class)
#
# ### `x -=` changes what you were given
#
# > **Belief.** "`x -= step` is short for `x = x - step`."
#
# For arrays it is not. We run two learning rates from one start:
#
# %% [markdown] lang="ja"
# ## 付録：コードの2つの落とし穴（講義の後で、10分）
#
# ### `x -=` は渡されたものを書き換える
#
# > **思い込み**：「`x -= step` は `x = x - step` の省略形である。」
#
# 配列では違います。
# 1つの出発点から、2つの学習率で実行します。
#
# %%
def careless(x, lr, num_iterations):
    for _ in range(num_iterations):
        x -= lr * df(x)
    return x


start = np.array([4.0, -2.0])
for lr in (0.1, 0.01):
    print(f"lr = {lr}: end {careless(start, lr, 50).round(3)}, start is now {start.round(3)}")

# %% [markdown] lang="en"
# - **Symptom**: 0.01 seems perfect after 50 steps, though from 4 it should only have come to
#   $1 + 3 \cdot 0.98^{50} = 2.09$. And `start` is no longer (4, −2).
# - **Cause**: inside the function `x` is a second name for the caller's array, and `-=` writes
#   into that array. The second run began where the first had ended.
# - **Cure**: `x = x - ...` makes a new array, and leaves the old one alone.
#
# `descend` is written that way:
#
# %% [markdown] lang="ja"
# - **症状**：0.01でも、50歩で完璧に見えます。
#   4から始めれば、$1 + 3 \cdot 0.98^{50} = 2.09$までしか来ないはずです。
#   しかも `start` は、もう(4, −2)ではありません。
# - **原因**：関数の中の `x` は、呼び出した側の配列の別名です。
#   `-=` はその配列に書き込みます。
#   2回目は、1回目の終点から始まっていたのです。
# - **対処**：`x = x - ...` とします。
#   新しい配列ができ、元の配列は変わりません。
#
# `descend` はそう書いてあります。
#
# %%
start = np.array([4.0, -2.0])
for lr in (0.1, 0.01):
    end = descend(df, start, lr, num_iterations=50)[-1]
    print(f"lr = {lr}: end {end.round(3)}, start is now {start.round(3)}")

# %% [markdown] lang="en"
# ### A start of whole numbers
#
# > **Belief.** "4 or 4.0, that is the same number."
#
# To NumPy these are two types: an array of whole numbers can hold nothing else. If we are lucky,
# it says so:
#
# %% [markdown] lang="ja"
# ### 整数の出発点
#
# > **思い込み**：「4でも4.0でも、同じ数である。」
#
# NumPyにとっては、型が違います。
# 整数の配列には、整数しか入りません。
# 運がよければ、エラーが出ます。
#
# %% tags=["raises-exception"]
start = np.array([4, -2])
start -= 0.1 * df(start)


# %% [markdown] lang="en"
# If we are not, it says nothing. Here the path is kept in an array made for it beforehand:
#
# %% [markdown] lang="ja"
# 運が悪ければ、エラーも出ません。
# 次は、経路を入れる配列を前もって作る書き方です。
#
# %%
def keep_path(start, lr, num_iterations):
    path = np.zeros((num_iterations + 1, *start.shape), dtype=start.dtype)
    path[0] = start
    for s in range(num_iterations):
        path[s + 1] = path[s] - lr * df(path[s])
    return path


for start in (np.array([4, -2]), np.array([4.0, -2.0])):
    path = keep_path(start, lr=0.1, num_iterations=50)
    print(path.dtype, "ends at", path[-1].round(3), "after", path[1], path[2].round(2), "...")

# %% [markdown] lang="en"
# - **Symptom**: the second number comes to rest at 0, where the slope is −2. The first one ends
#   at 1, but only by chance.
# - **Cause**: `path` has the type of `start`, `int64`, and everything behind the decimal point is
#   cut off when a value is stored: −1.4 becomes −1, −0.6 becomes 0, 0.2 becomes 0 again.
# - **Cure**: make it floating point at the door, `start = np.asarray(start, dtype=float)`.
#
# %% [markdown] lang="ja"
# - **症状**：2つ目の数は、傾きが−2もある0で止まります。
#   1つ目は1に着きますが、偶然にすぎません。
# - **原因**：`path` の型が、`start` と同じ `int64` です。
#   値を入れるとき、小数点以下が切り捨てられます。
#   −1.4は−1に、−0.6は0に、0.2はまた0になります。
# - **対処**：入り口で浮動小数点数にします。
#   `start = np.asarray(start, dtype=float)` とします。
#
