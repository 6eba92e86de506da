# %% [markdown] lang="en"
# # 02 The perceptron: one neuron, forward and backward
#
# In your brain some 86 billion **neurons** are at work. Each receives signals from others through
# **synapses**, contact points of different strength. It adds up what arrives, and when the sum is
# large enough it sends a signal on. To learn means, for the most part, that synapses become stronger
# or weaker. The **perceptron** is a model of that, and drops nearly everything: inputs are numbers,
# the strength of a synapse is a **weight**, the neuron adds up weight times input and a **bias**,
# and answers. What is left is simple enough to be understood completely, and large networks are made
# of it. At the end of this lecture you can
#
# 1. **trace** a computational graph forward and backward, and explain the chain rule as
#    "multiply what arrives by your own derivative, and add where paths meet";
# 2. **write** a node as a class, and check its gradient against numerical differentiation;
# 3. **compute** a whole batch as $xw + b$, and name the shape of every array in it;
# 4. **tell apart** what a regression network fits and what a classifier fits, and show why XOR
#    needs two layers;
# 5. **train** a perceptron on real data, and **choose** a scaling and a learning rate that work.
#
# | symbol | meaning | shape |
# |---|---|---|
# | $x$ | inputs: $k$ samples of $n$ features | $(k, n)$ |
# | $w$, $b$ | weights and bias | $(n, m)$, $(m,)$ |
# | $y$, $t$ | outputs and targets (the right values) | $(k, m)$ |
# | $E$ | loss, one number | |
# | $g$ | the gradient that arrives at a node from the right | as the node's output |
# | $\eta$, `lr` | learning rate | |
#
# Run the cells from top to bottom; all of them together take about 20 seconds, and none needs the
# internet once the data set is there. *Predict* and *Your turn* work as in lesson 01. The lesson
# takes 90 minutes with a break in the middle; the minutes stand beside each section. The appendix is
# for afterwards.
#
# %% [markdown] lang="ja"
# # 02 パーセプトロン：1個のニューロンの順伝播と逆伝播
#
# 脳の中では、およそ860億個の**ニューロン**（neuron、神経細胞）が働いています。
# ニューロンは、**シナプス**（synapse）というつなぎ目を通して、ほかのニューロンから信号を受け取ります。
# つなぎ目の強さはさまざまです。
# 届いた信号の合計が十分に大きくなると、次のニューロンへ信号を送ります。
# 学習とは、主にシナプスが強くなったり弱くなったりすることです。
# **パーセプトロン**（perceptron）はこれを思い切って単純にしたモデルです。
# 入力を数で、シナプスの強さを**重み**（weight）で表します。
# 重みと入力の積を足し合わせ、**バイアス**（bias）を加えて答えを出します。
# すべてを理解できるほど単純ですが、大きなネットワークもこれを組み合わせたものです。
# この講義を終えると、次のことができます。
#
# 1. 計算グラフを前向きと後ろ向きに**たどり**、連鎖律を「届いた値に自分の微分を掛け、合流点では足す」と説明する。
# 2. ノードをクラスとして**書き**、その勾配を数値微分で検算する。
# 3. バッチ全体を$xw + b$として**計算し**、すべての配列の形状を言う。
# 4. 回帰のネットワークと分類器がそれぞれ何を当てはめるのかを**区別し**、XORに2層が必要な理由を示す。
# 5. 実データでパーセプトロンを**学習させ**、うまくいくスケーリングと学習率を**選ぶ**。
#
# | 記号 | 意味 | 形状 |
# |---|---|---|
# | $x$ | 入力。$n$個の特徴量をもつサンプルが$k$個 | $(k, n)$ |
# | $w$、$b$ | 重みとバイアス | $(n, m)$、$(m,)$ |
# | $y$、$t$ | 出力と目標値（正しい値） | $(k, m)$ |
# | $E$ | 損失。1つの数 | |
# | $g$ | ノードに右側から届く勾配 | ノードの出力と同じ |
# | $\eta$、`lr` | 学習率 | |
#
# セルは上から順に実行してください。全部で20秒ほどかかります。
# データがあれば、インターネット接続は要りません。
# 「予想」と「書いてみよう」の進め方は、レッスン01と同じです。
# 途中の休憩を含めて90分で、各節に目安の時間を示しました。
# 付録は、講義の後で読んでください。
#
# %%
import matplotlib.pyplot as plt
import numpy as np
from sklearn.linear_model import LinearRegression, SGDRegressor
from sklearn.preprocessing import StandardScaler

from mlcourse.checks import answered, check_close, check_equal
from mlcourse.compare import largest_difference
from mlcourse.data import load_advertising
from mlcourse.figures.base import loss_curves, stepper, use_style
from mlcourse.figures.graph import draw_graph, draw_graph_step
from mlcourse.figures.interactive import sliders
from mlcourse.figures.perceptron import (
    class_points,
    decision_line,
    descent_panels,
    gate_plane,
    loss_contours,
    predicted_against_actual,
)
from mlcourse.turns import your_turn

use_style()

# %% [markdown] lang="en"
# ## 0. Where this leads (5 minutes)
#
# First a result. The single neuron of this lecture gets three numbers for each of 200 markets: the
# money spent on TV, radio and newspaper advertising. Its answer, three weights and a bias, is all
# there is in the next cell. Each point is a market; on the dashed line the answer would be exact.
#
# %% [markdown] lang="ja"
# ## 0. この先に何があるか（5分）
#
# まず結果を見ます。
# この講義で作る1個のニューロンに、200の市場について3つの数を入力します。
# テレビ、ラジオ、新聞の広告費です。
# ニューロンの中身は重み3つとバイアス1つで、次のセルにあるのがそのすべてです。
# 1つの点が1つの市場です。破線の上にあれば、予測が完全に当たっています。
#
# %%
table = load_advertising()
spent = table[["TV", "Radio", "Newspaper"]].to_numpy()  # thousand dollars
answers = spent @ np.array([0.0458, 0.1885, -0.0010]) + 2.94  # thousand units
fig, ax = plt.subplots(figsize=(4.4, 4.2))
ax.plot(table["Sales"], answers, "o", markersize=4)
ax.plot([0, 27], [0, 27], color="0.5")
ax.set(xlabel="Sales [1,000 units]", ylabel="answer [1,000 units]", title=table.attrs["name"])
plt.show()

# %% [markdown] lang="en" role="figure"
# Answer of the trained perceptron against real sales for 200 markets: the points lie close to the
# dashed diagonal, those in the middle a little above it, those at both ends below it.
#
# %% [markdown] lang="ja" role="figure"
# 200の市場について、学習済みのパーセプトロンの答えを実際の売上に対して描いた図。
# 点は破線の対角線の近くに並び、中ほどの点は少し上、両端の点は下にある。
#
# %% [markdown] lang="en"
# It knows nothing of products or people, yet 90 % of the differences between the markets are
# explained. Where do the four numbers come from? Lesson 01 moved two numbers downhill, and you worked
# out both derivatives on paper. Here a program works them out, in a way that will still do when there
# are a million of them. At the end we come back to this picture, since the points bend about the
# line: there is something that the neuron does not see.
#
# %% [markdown] lang="ja"
# 商品のことも人のことも知らないのに、市場ごとの売上の違いの90%を説明できています。
# この4つの数は、どうすれば求められるのでしょうか。
# レッスン01では2つの数を坂の下へ動かし、2つの微分を紙の上で求めました。
# ここでは微分もプログラムで求めます。
# 数が100万個になっても、同じ方法が使えます。
# 講義の終わりに、この図へ戻ってきます。
# 点の並びが破線に対して曲がっているからです。ニューロンが見落としているものがあるのです。
#
# %% [markdown] lang="en"
# ## 1. A bill as a graph (10 minutes)
#
# A pen costs 100 yen, we buy 2, and tax multiplies the sum by 1.1. Everyone can do this in the
# head, and that is why we start here: we know what must come out. A **computational graph**
# draws one circle, a **node**, for every operation and one arrow for every number. Walking along
# the arrows is **forward propagation**.
#
# %% [markdown] lang="ja"
# ## 1. 会計を計算グラフで表す（10分）
#
# 1本100円のペンを2本買い、税込みにするために1.1を掛けます。
# 暗算でできる計算です。
# 答えがわかっているからこそ、ここから始めます。
# **計算グラフ**（computational graph）では、演算1つを丸1つで表します。
# この丸を**ノード**（node）と呼びます。
# 数は矢印で表します。
# 矢印に沿って計算を進めることを**順伝播**（forward propagation）と呼びます。
#
# %%
unit_price, count, tax = 100, 2, 1.1  # yen a piece, pieces, a factor
amount = unit_price * count  # first node
price = amount * tax  # second node
print(f"amount {amount} yen, price {price:.1f} yen")


# %% [markdown] lang="en"
# Now the other way. By how much does the price change when one input changes a little? The price
# depends on the unit price through the amount, and the **chain rule** multiplies the two links.
#
# $$
# \frac{\partial\,\text{price}}{\partial\,\text{unit price}}
# = \frac{\partial\,\text{price}}{\partial\,\text{amount}} \cdot
#   \frac{\partial\,\text{amount}}{\partial\,\text{unit price}}
# = \text{tax} \times \text{count} = 1.1 \times 2 = 2.2
# $$
#
# No node has to know the whole graph for this. A node waits until a gradient $g$ arrives from the
# right, **multiplies what arrives by its own derivative**, and hands the result to the left. For
# a product $uv$ the own derivatives are $v$ (with respect to $u$) and $u$ (with respect to $v$):
# each input gets $g$ times *the other* input. The walk starts at the right end with
# $\partial\,\text{price} / \partial\,\text{price} = 1$. This is **back propagation**.
#
# %% [markdown] lang="ja"
# 今度は逆向きです。
# 入力の1つが少し変わると、価格はどれだけ変わるでしょうか。
# 単価は、小計（amount）を通して価格に影響します。
# **連鎖律**（chain rule）によれば、2つのつながりを掛け合わせればよいので、次のようになります。
#
# $$
# \frac{\partial\,\text{price}}{\partial\,\text{unit price}}
# = \frac{\partial\,\text{price}}{\partial\,\text{amount}} \cdot
#   \frac{\partial\,\text{amount}}{\partial\,\text{unit price}}
# = \text{tax} \times \text{count} = 1.1 \times 2 = 2.2
# $$
#
# このとき、どのノードもグラフ全体を知る必要はありません。
# ノードは、右側から勾配$g$が届くのを待ちます。
# そして**届いた値に自分の微分を掛け**、結果を左側へ渡します。
# 積$uv$の場合、自分の微分は、$u$については$v$、$v$については$u$です。
# つまり、どちらの入力にも$g$と**相手の入力**との積が渡ります。
# 出発点は右端で、$\partial\,\text{price} / \partial\,\text{price} = 1$から始めます。
# これが**逆伝播**（back propagation）です。
#
# %%
def bill(unit_price, count, tax):
    amount = unit_price * count
    price = amount * tax
    d_price = 1.0  # yen of price per yen of price
    d_amount, d_tax = d_price * tax, d_price * amount  # second node
    d_unit_price, d_count = d_amount * count, d_amount * unit_price  # first node
    values = [unit_price, count, tax, amount, price]
    return values, [d_unit_price, d_count, d_tax, d_amount, d_price]


names = ["unit price", "count", "tax", "amount", "price"]
values, gradients = (dict(zip(names, numbers, strict=True)) for numbers in bill(100, 2, 1.1))
print("values   ", {name: round(value, 1) for name, value in values.items()})
print("gradients", {name: round(value, 1) for name, value in gradients.items()})

# %% [markdown] lang="en"
# Step through it with the arrow buttons: values appear in blue **above** the arrows, gradients in
# orange **below** them. Before each orange number, say it aloud yourself: what arrives, times
# what?
#
# %% [markdown] lang="ja"
# 矢印のボタンで1段階ずつ進めてください。
# 青い値は矢印の**上**に、オレンジ色の勾配は矢印の**下**に現れます。
# オレンジ色の数が出る前に、「届いた値」に何を掛けるのかを声に出して言ってみましょう。
#
# %%
nodes = {
    "unit price": (0, 2),
    "count": (0, 1),
    "tax": (0, 0),
    "amount": (1, 1.5, "×"),
    "price": (2, 1, "×"),
}
arrows = [("unit price", "amount"), ("count", "amount"), ("amount", "price")]
arrows += [("tax", "price"), ("price", None)]

# %% tags=["nbval-ignore-output"]
steps = [
    ("value", "unit price", unit_price, "unit price is given, 100 yen"),
    ("value", "count", count, "count is given, 2 pieces"),
    ("value", "amount", amount, "amount = 100 × 2"),
    ("value", "tax", tax, "tax is given, a factor of 1.1"),
    ("value", "price", price, "price = 200 × 1.1"),
    ("gradient", "price", 1, "start with 1"),
    ("gradient", "amount", 1.1, "1 arrives, times the other input 1.1"),
    ("gradient", "tax", 200, "1 arrives, times the other input 200"),
    ("gradient", "unit price", 2.2, "1.1 arrives, times the other input 2"),
    ("gradient", "count", 110, "1.1 arrives, times the other input 100"),
]
fig, ax = plt.subplots(figsize=(7.2, 3))
stepper(
    fig,
    lambda frame: draw_graph_step(ax, nodes, arrows, steps, frame),
    len(steps) + 1,
    interval=1500,
    name="bill",
)

# %% [markdown] lang="en" role="figure"
# A series of 10 pictures of the graph of a bill: unit price times count gives the amount, amount
# times tax gives the price. First the values go forward, 100, 2, 200, 1.1, 220; then the gradients
# come back below the arrows, 1 at the price, 1.1 at the amount, 200 at the tax, 2.2 at the unit
# price, 110 at the count.
#
# %% [markdown] lang="ja" role="figure"
# 会計の計算グラフを10枚で表した図。
# 単価×個数が小計、小計×税が価格になる。
# まず値が100、2、200、1.1、220と前へ進む。
# 次に勾配が矢印の下を戻り、価格で1、小計で1.1、税で200、単価で2.2、個数で110になる。
#
# %% [markdown] lang="en"
# **Your turn.** Three notebooks at 80 yen, with the same tax of 1.1. Write the three gradients as
# products of the numbers that arrive, without using `bill`.
#
# %% [markdown] lang="ja"
# **書いてみよう**：80円のノートを3冊買います。税は同じ1.1です。
# `bill` を使わずに、3つの勾配をそれぞれ数の積で書いてください。
#
# %% role="turn"
slope_of_price = slope_of_count = slope_of_tax = None
### BEGIN SOLUTION
slope_of_price = 1.1 * 3
slope_of_count = 1.1 * 80
slope_of_tax = 80 * 3
### END SOLUTION

# %% role="check"
with your_turn():
    answered(slope_of_price=slope_of_price, slope_of_count=slope_of_count)
    check_close("slope_of_price", slope_of_price, 3.3)
    check_close("slope_of_count", slope_of_count, 88.0)
    answered(slope_of_tax=slope_of_tax)
    check_close("slope_of_tax", slope_of_tax, 240.0)

# %% [markdown] lang="en" role="predict"
# > **Predict.** The unit price rises from 100 to 101 yen. Without calculating the bill again: what
# > is the new price?
#
# %% [markdown] lang="ja" role="predict"
# > **予想**：単価が100円から101円に上がりました。
# > 会計を計算し直さずに答えてください。
# > 価格はいくらになるでしょうか。
#
# %% role="reveal"
dearer, dearer_gradients = (dict(zip(names, numbers, strict=True)) for numbers in bill(101, 2, 1.1))
fig, ax = plt.subplots(figsize=(7.2, 3))
draw_graph(ax, nodes, arrows, dearer, dearer_gradients, note="unit price 101 instead of 100")
plt.show()
print(f"price {dearer['price']:.1f} yen, change {dearer['price'] - values['price']:+.1f} yen")

# %% [markdown] lang="en" role="figure"
# The same graph for a unit price of 101: the price is 222.2. The gradient of the unit price is
# still 2.2; those of count and tax have become 111.1 and 202.
#
# %% [markdown] lang="ja" role="figure"
# 同じグラフで単価を101にした図。
# 価格は222.2になる。
# 単価の勾配は2.2のままで、個数と税の勾配は111.1と202に変わった。
#
# %% [markdown] lang="en" role="answer"
# 222.2 yen, 2.2 more, and 2.2 is exactly the gradient below the unit price. Read with its unit it
# says: *2.2 yen of price per yen of unit price*: two pens, each with tax. Note what else changed:
# the gradients of count and tax have grown a little, because the other input of a product has.
#
# %% [markdown] lang="ja" role="answer"
# 222.2円です。
# 2.2円の増加で、単価の下に書かれた勾配とちょうど同じです。
# 単位を付けて読むと「単価1円あたり、価格2.2円」、つまり税込みのペン2本分です。
# ほかの変化にも注目してください。
# 個数と税の勾配が少し大きくなりました。
# 掛ける相手である単価が大きくなったからです。
#
# %% [markdown] lang="en" role="predict"
# > **Belief.** "A big gradient means an important input."
#
# By that rule tax (200) matters most and the unit price (2.2) hardly at all. But the three
# gradients have three different units: yen per yen, yen per piece, yen per *whole unit of the tax
# factor*, that is, for tax going from 1.1 to 2.1.
#
# > **Predict.** Raise each input in turn by 1 % of itself. Which one moves the price most?
#
# %% [markdown] lang="ja" role="predict"
# > **思い込み**：「勾配が大きい入力ほど重要である。」
#
# この考えでは、税（200）が最も重要で、単価（2.2）はほとんど関係がないことになります。
# しかし、3つの勾配は単位がそれぞれ違います。
# 単価1円あたりの円、1個あたりの円、そして**税の倍率1あたり**の円です。
# 最後のものは、倍率が1.1から2.1になったときの変化を表しています。
#
# > **予想**：入力を1つずつ、その値の1%だけ増やします。
# > 価格を最も大きく動かすのはどれでしょうか。
#
# %% role="reveal"
for name in ("unit price", "count", "tax"):
    change = 0.01 * values[name]
    effect = gradients[name] * change
    print(f"{name:10} gradient {gradients[name]:5.1f} x {change:5.3f} = {effect:.1f} yen")


# %% [markdown] lang="en" role="answer"
# None of them: each moves the price by 2.2 yen. A gradient depends on the unit in which its input
# is measured. Keep this in mind: with real data it returns at the end of this lecture, as a
# trap and then as a cure.
#
# %% [markdown] lang="ja" role="answer"
# どれも同じで、いずれも2.2円です。
# 勾配の大きさは、入力を測る単位によって変わります。
# このことを覚えておいてください。
# この話は講義の終わりに、実データで再び出てきます。
#
# %% [markdown] lang="en"
# ## 2. A node as a class (13 minutes)
#
# A node does two things, so it is a class with two methods. `forward` computes, and **remembers**
# whatever the way back will need; `backward` takes the $g$ that arrives and returns one gradient
# for each input.
#
# | node | forward | backward, given $g$ | must remember |
# |---|---|---|---|
# | add | $u + v$ | $g$ and $g$ | nothing |
# | subtract | $u - v$ | $g$ and $-g$ | nothing |
# | multiply | $uv$ | $gv$ and $gu$ | $u$ and $v$ |
# | square | $u^2$ | $2ug$ | $u$ |
#
# %% [markdown] lang="ja"
# ## 2. ノードをクラスで書く（13分）
#
# ノードの仕事は2つなので、2つのメソッドをもつクラスにします。
# `forward` は計算をして、逆伝播で必要になる値を**覚えておきます**。
# `backward` は、届いた$g$を受け取り、入力ごとに勾配を1つずつ返します。
#
# | ノード | 順伝播 | $g$が届いたときの逆伝播 | 覚えておく値 |
# |---|---|---|---|
# | 加算 | $u + v$ | $g$と$g$ | なし |
# | 減算 | $u - v$ | $g$と$-g$ | なし |
# | 乗算 | $uv$ | $gv$と$gu$ | $u$と$v$ |
# | 二乗 | $u^2$ | $2ug$ | $u$ |
#
# %%
class Subtract:
    def forward(self, u, v):
        return u - v

    def backward(self, g):
        return g, -g


# %%
class Square:
    def forward(self, u):
        self.u = u  # backward needs it
        return u * u

    def backward(self, g):
        return g * 2 * self.u


# %% [markdown] lang="en"
# Two nodes in a row give the squared error $(y - t)^2$ of one sample. Forward from left to right,
# backward from right to left, starting with 1. With $y = 5$ and $t = 3$ you know the answer:
# $(5 - 3)^2 = 4$, and its derivative with respect to $y$ is $2(y - t) = 4$.
#
# %% [markdown] lang="ja"
# 2つのノードをつなぐと、1サンプルの二乗誤差$(y - t)^2$になります。
# 順伝播は左から右へ、逆伝播は1から始めて右から左へ進みます。
# $y = 5$、$t = 3$なら答えはわかっています。
# $(5 - 3)^2 = 4$で、$y$についての微分は$2(y - t) = 4$です。
#
# %%
subtract, square = Subtract(), Square()
squared_error = square.forward(subtract.forward(5.0, 3.0))
d_y, d_t = subtract.backward(square.backward(1.0))
print(f"squared error {squared_error}, gradients: y {d_y}, t {d_t}")


# %% [markdown] lang="en"
# As expected, and the target's gradient is the same with the opposite sign. From now on every
# gradient that we derive is checked: **numerical differentiation** moves one number at a time by a
# small $\pm \varepsilon$ and looks at what the result does. It needs no derivation, so it makes a
# good judge ($\varepsilon = 10^{-4}$; lesson 01 tried other values), but it runs the whole graph
# twice for every single number. Back propagation gets all of them in one walk.
#
# %% [markdown] lang="ja"
# 計算どおりです。
# 目標値の勾配は、符号だけが逆になりました。
# これからは、導いた勾配を必ず確かめます。
# **数値微分**（numerical differentiation）では、数を1つずつ$\pm \varepsilon$だけ動かし、結果の変化を調べます。
# 式を導かなくてよいので、検算に使えます。
# $\varepsilon$は$10^{-4}$とします（ほかの値はレッスン01で試しました）。
# ただし、数1つごとにグラフ全体を2回計算します。
# 逆伝播なら、1回たどるだけですべての勾配が得られます。
#
# %%
def numerical_gradient(f, x, eps=1e-4):
    """Differentiate f, which gives one number, at the array x; result in x's shape."""
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        shift = np.zeros_like(x)
        shift[index] = eps
        gradient[index] = (f(x + shift) - f(x - shift)) / (2 * eps)
    return gradient


# %%
y = np.array([5.0, -1.0, 0.5])
square.forward(subtract.forward(y, 3.0))
d_y, _ = subtract.backward(square.backward(np.ones(3)))
numeric = numerical_gradient(lambda y: np.sum((y - 3.0) ** 2), y)
print("back propagation", d_y, " numerical", numeric.round(4))
print("largest difference:", largest_difference(d_y, numeric))

# %% [markdown] lang="en"
# The same two nodes took an array without any change.
#
# **A failure, on purpose.** $u^4$ is the square of the square. Why not use one `Square` object
# twice? At $u = 3$ the derivative is $4u^3 = 108$.
#
# %% [markdown] lang="ja"
# 同じ2つのノードが、何も変えずに配列も扱えました。
#
# **失敗例**：$u^4$は二乗の二乗です。
# それなら `Square` のオブジェクトを1個だけ作り、2回使えばよさそうです。
# $u = 3$での正しい微分は$4u^3 = 108$です。
#
# %%
square = Square()
square.forward(square.forward(3.0))
shared = square.backward(square.backward(1.0))
numeric = numerical_gradient(lambda u: u**4, np.array(3.0))
print(f"one object used twice: {shared:.0f}, numerical: {numeric:.0f}")

# %% [markdown] lang="en"
# **Symptom:** no error message, a right forward value, a wrong gradient (324); only the numerical
# check noticed. **Cause:** a node has one memory. The second `forward` overwrote the 3 with a 9, so
# both calls of `backward` used 9. **Cure:** one object for each circle in the graph.
#
# %% [markdown] lang="ja"
# **症状**：エラーは出ず、順伝播の値も正しいのに、勾配だけが324と間違っています。
# 間違いを見つけたのは数値微分だけです。
# **原因**：ノードの記憶は1つ分しかありません。
# 2回目の `forward` が3を9で上書きしたため、`backward` は2回とも9を使いました。
# **対処**：グラフの丸1つにつき、オブジェクトを1個作ります。
#
# %%
inner, outer = Square(), Square()
outer.forward(inner.forward(3.0))
print(f"two objects: {inner.backward(outer.backward(1.0)):.0f}")


# %% [markdown] lang="en"
# ### Where paths meet, gradients add
#
# Oranges join the bill: 3 at 150 yen, 450 yen, beside the 200 yen for pens. Tax is put on each line,
# and a new node adds the two lines. Now one number, the tax, feeds **two** nodes.
#
# First the new node. An **add** node computes $u + v$. If $u$ grows by 1, so does the sum, and the
# same holds for $v$: both own derivatives are 1. **Your turn:** write what its `backward` returns.
#
# %% [markdown] lang="ja"
# ### 合流点では勾配を足す
#
# 会計にオレンジが加わります。
# 1個150円を3個で450円、先ほどのペンが200円です。
# 税はそれぞれの品目に掛け、新しいノードで2つを足します。
# すると、税という1つの数が**2つ**のノードに渡ることになります。
#
# まず新しいノードです。**加算**ノードは$u + v$を計算します。
# $u$が1増えれば和も1増え、$v$についても同じです。つまり、自分の微分はどちらも1です。
# **書いてみよう**：`backward` が返すものを書いてください。
#
# %% role="turn"
class AddNode:
    def forward(self, u, v):
        return u + v

    def backward(self, g):
        ### BEGIN SOLUTION
        return g, g
        ### END SOLUTION


# %% role="check"
with your_turn():
    check_close("AddNode().forward(220.0, 495.0)", AddNode().forward(220.0, 495.0), 715.0)
    check_close("AddNode().backward(1.0)", AddNode().backward(1.0), [1.0, 1.0])
    check_close("AddNode().backward(-2.5)", AddNode().backward(-2.5), [-2.5, -2.5])


# %% [markdown] lang="en" role="predict"
# > **Predict.** The add node hands its 1 to both lines. What arrives at the tax from the pens, what
# > from the oranges, and what is the gradient of the price with respect to the tax: the larger one,
# > their mean, their sum?
#
# %% [markdown] lang="ja" role="predict"
# > **予想**：加算ノードは、届いた1を2つの品目にそのまま渡します。
# > 税には、ペンの側から何が届くでしょうか。オレンジの側からは何が届くでしょうか。
# > 税についての価格の勾配は、大きい方でしょうか。平均でしょうか。和でしょうか。
#
# %% role="reveal"
def price_with_oranges(tax):
    return 200 * tax + 450 * tax


from_pens, from_oranges = 1 * 200, 1 * 450  # what arrives, times the other input
numeric = numerical_gradient(price_with_oranges, np.array(1.1))
print(f"from pens {from_pens}, from oranges {from_oranges}, sum {from_pens + from_oranges}")
print("numerical:", numeric.round(4))

# %%
market = {"pens": (0, 2.2), "tax": (0, 1.1), "oranges": (0, 0)}
market |= {"pens with tax": (1.5, 1.9, "×"), "oranges with tax": (1.5, 0.3, "×")}
market["price"] = (3, 1.1, "+")
ways = [("pens", "pens with tax"), ("tax", "pens with tax"), ("tax", "oranges with tax")]
ways += [("oranges", "oranges with tax"), ("pens with tax", "price")]
ways += [("oranges with tax", "price"), ("price", None)]

# %% role="reveal" tags=["nbval-ignore-output"]
walk = [
    ("value", "pens", 200, "pens are given, 200 yen"),
    ("value", "oranges", 450, "oranges are given, 450 yen"),
    ("value", "tax", 1.1, "the tax feeds two nodes"),
    ("value", "pens with tax", 220, "200 × 1.1"),
    ("value", "oranges with tax", 495, "450 × 1.1"),
    ("value", "price", 715, "220 + 495"),
    ("gradient", "price", 1, "start with 1"),
    ("gradient", "pens with tax", 1, "add hands on what arrives"),
    ("gradient", "oranges with tax", 1, "and to the other side, too"),
    ("gradient", "pens", 1.1, "1 arrives, times the other input 1.1"),
    ("gradient", ("tax", "pens with tax"), 200, "1 arrives, times 200"),
    ("gradient", "oranges", 1.1, "1 arrives, times the other input 1.1"),
    ("gradient", ("tax", "oranges with tax"), 450, "450 more: tax gets 200 + 450 = 650"),
]
fig, ax = plt.subplots(figsize=(6.6, 3.2))
stepper(
    fig,
    lambda frame: draw_graph_step(ax, market, ways, walk, frame),
    len(walk) + 1,
    interval=1500,
    name="oranges",
)

# %% [markdown] lang="en" role="figure"
# A series of 13 pictures of a graph in which the tax feeds two nodes, that of the pens and that of
# the oranges, whose products are added to the price of 715. On the way back the add node hands on 1
# to both sides; the tax gets 200 from one side and 450 from the other, 650 together.
#
# %% [markdown] lang="ja" role="figure"
# 税が2つのノードに入る計算グラフを13枚で表した図。
# ペンとオレンジの税込みの金額を足すと、価格715になる。
# 逆向きでは、加算ノードが1をそのまま両側へ渡す。
# 税は一方から200、もう一方から450を受け取り、合わせて650になる。
#
# %% [markdown] lang="en" role="answer"
# The sum, 650, and numerical differentiation says the same. If the tax rises a little, *both* lines
# rise, and both rises arrive in the price. **Where one number feeds several nodes, the gradients that
# come back add.** That is the whole chain rule: multiply along a path, add over paths.
#
# You will meet this again in section 7: one weight feeds the outputs of *all* samples, so its
# gradient is a sum over samples. And in PyTorch, which therefore *adds* gradients (lesson 04).
#
# %% [markdown] lang="ja" role="answer"
# 和の650で、数値微分とも一致します。
# 税が少し上がると**両方**の品目が上がり、どちらの上がりも価格に届くからです。
# **1つの数が複数のノードに渡るとき、戻ってくる勾配は足し合わせます**。
# 連鎖律はこれで全部です。1本の経路の上では掛け、経路どうしは足します。
#
# 同じことが7節で再び出てきます。
# 1つの重みは**すべて**のサンプルの出力に関わるので、その勾配はサンプルについての和になります。
# PyTorchが勾配を**足していく**のも同じ理由です（レッスン04）。
#
# %% [markdown] lang="en"
# ## 3. The data, and what ignorance scores (4 minutes)
#
# Now to the data of section 0. Each row of the Advertising table is a market: what was spent
# there on TV, radio and newspaper advertising (in thousands of dollars), and how many of the
# product were sold (in thousands of units). All numbers in the text of this lecture belong to the
# real table; the embedded sample gives others.
#
# %% [markdown] lang="ja"
# ## 3. データと、何も知らないときの損失（4分）
#
# 0節のデータに進みます。
# Advertisingの表では、1行が1つの市場を表します。
# テレビ、ラジオ、新聞の広告費（単位は千ドル）と、商品の売上数（単位は千個）が並んでいます。
# この講義の文中の数値は、すべて実データのものです。
# 同梱のサンプルデータでは別の値になります。
#
# %%
features = ["TV", "Radio", "Newspaper"]
x, t = table[features].to_numpy(), table[["Sales"]].to_numpy()
k, n = x.shape
print(table.attrs["name"], " x", x.shape, " t", t.shape)
table.head(4)

# %%
fig, axes = plt.subplots(1, 3, figsize=(8.4, 2.8), sharey=True)
for ax, feature in zip(axes, features, strict=True):
    ax.plot(table[feature], table["Sales"], "o", markersize=3)
    ax.set(xlabel=f"{feature} [1,000 dollars]")
axes[0].set(ylabel="Sales [1,000 units]", title=table.attrs["name"])
plt.show()

# %% [markdown] lang="en" role="figure"
# Sales against the spending on TV, radio and newspaper. With TV they rise clearly, in a fan; with
# radio they rise less clearly; with newspaper the points form a cloud.
#
# %% [markdown] lang="ja" role="figure"
# テレビ、ラジオ、新聞の広告費に対する売上を表す3つの散布図。
# テレビでは扇形に広がりながらはっきり増える。
# ラジオでは増え方がややぼやけている。
# 新聞では雲のように散らばっている。
#
# %% [markdown] lang="en"
# TV reaches to 300, radio only to 50. Sales rise clearly with TV, less clearly with radio, and
# with newspapers there is not much to see.
#
# Before any model comes a **baseline**: what do we score if we know nothing about a market? The
# best constant answer is the mean of the sales, and its mean squared error is their variance.
#
# %% [markdown] lang="ja"
# テレビは300近くまで、ラジオは50までしかありません。
# 売上は、テレビの広告費が増えるとはっきり増え、ラジオではそれほどはっきりしません。
# 新聞では、ほとんど関係が見えません。
#
# モデルより先に、**ベースライン**（baseline）を調べます。
# 市場のことを何も知らないと、損失はどれだけになるでしょうか。
# いつも同じ値を答えるなら、売上の平均が最もよい答えです。
# そのときの平均二乗誤差は、売上の分散になります。
#
# %%
mean_sales = t.mean()
baseline = np.mean((mean_sales - t) ** 2)
print(f"always {mean_sales:.4f}: loss {baseline:.4f}, root {np.sqrt(baseline):.2f}")

# %% [markdown] lang="en"
# The loss 27.09 is in (thousand units)², which nobody can picture; its root can be read aloud:
# whoever always answers 14.02 thousand units is typically wrong by 5.2 thousand. A model that
# cannot beat this has learned nothing.
#
# %% [markdown] lang="ja"
# 損失27.09の単位は「千個の二乗」なので、想像しにくい値です。
# 平方根なら、元の単位で読めます。
# いつも14.02（千個）と答えると、典型的な誤差は5,200個ほどです。
# これより良くないモデルは、何も学んでいません。
#
# %% [markdown] lang="en"
# ## 4. A perceptron on a batch (7 minutes)
#
# The perceptron weighs its inputs, adds them up and adds the bias. For one market this is an
# inner product plus a number.
#
# $$ y = w_1 x_1 + w_2 x_2 + w_3 x_3 + b $$
#
# Let us guess weights: each thousand dollars of TV brings 0.05 thousand units, of radio 0.2, of
# newspaper 0.01, and 3 thousand units are sold anyway. For the first $k = 4$ markets of the real
# table at once, with $n = 3$ inputs and $m = 1$ output, one matrix product does it.
#
# $$
# \underbrace{\begin{pmatrix}
# 230.1 & 37.8 & 69.2 \\ 44.5 & 39.3 & 45.1 \\ 17.2 & 45.9 & 69.3 \\ 151.5 & 41.3 & 58.5
# \end{pmatrix}}_{x\ (4,\,3)}
# \underbrace{\begin{pmatrix} 0.05 \\ 0.2 \\ 0.01 \end{pmatrix}}_{w\ (3,\,1)}
# + \underbrace{3}_{b\ (1,)}
# = \underbrace{\begin{pmatrix} 22.757 \\ 13.536 \\ 13.733 \\ 19.420 \end{pmatrix}}_{y\ (4,\,1)}
# $$
#
# First row: $230.1 \times 0.05 + 37.8 \times 0.2 + 69.2 \times 0.01 + 3 = 22.757$.
#
# **Your turn.** Compute the second row as an inner product plus the bias, without the matrix: three
# products and a sum.
#
# %% [markdown] lang="ja"
# ## 4. バッチで計算するパーセプトロン（7分）
#
# パーセプトロンは、入力に重みを掛けて足し合わせ、さらにバイアスを足します。
# 1つの市場については、次のように内積と1つの数の和になります。
#
# $$ y = w_1 x_1 + w_2 x_2 + w_3 x_3 + b $$
#
# まず、重みを仮に決めてみます。
# 広告費千ドルあたり、テレビは0.05千個、ラジオは0.2千個、新聞は0.01千個の売上をもたらすとします。
# 広告がなくても3千個は売れるとしましょう。
# 実データの最初の4市場をまとめて計算します。
# $k = 4$、入力は$n = 3$、出力は$m = 1$で、行列の積1つで済みます。
#
# $$
# \underbrace{\begin{pmatrix}
# 230.1 & 37.8 & 69.2 \\ 44.5 & 39.3 & 45.1 \\ 17.2 & 45.9 & 69.3 \\ 151.5 & 41.3 & 58.5
# \end{pmatrix}}_{x\ (4,\,3)}
# \underbrace{\begin{pmatrix} 0.05 \\ 0.2 \\ 0.01 \end{pmatrix}}_{w\ (3,\,1)}
# + \underbrace{3}_{b\ (1,)}
# = \underbrace{\begin{pmatrix} 22.757 \\ 13.536 \\ 13.733 \\ 19.420 \end{pmatrix}}_{y\ (4,\,1)}
# $$
#
# 1行目は$230.1 \times 0.05 + 37.8 \times 0.2 + 69.2 \times 0.01 + 3 = 22.757$です。
# **書いてみよう**：2行目を、行列を使わずに内積とバイアスの和として計算してください。
#
# %% role="turn"
second_row = None
### BEGIN SOLUTION
second_row = 44.5 * 0.05 + 39.3 * 0.2 + 45.1 * 0.01 + 3
### END SOLUTION

# %% role="check"
with your_turn():
    answered(second_row=second_row)
    check_close("second_row", second_row, 13.536)

# %%
x4 = np.array(
    [
        [230.1, 37.8, 69.2],
        [44.5, 39.3, 45.1],
        [17.2, 45.9, 69.3],
        [151.5, 41.3, 58.5],
    ]
)
w_guess = np.array([[0.05], [0.2], [0.01]])  # thousand units per thousand dollars
b_guess = np.array([3.0])  # thousand units
y4 = x4 @ w_guess + b_guess
print("x", x4.shape, " w", w_guess.shape, " b", b_guess.shape, " y", y4.shape)
print(y4)

# %% [markdown] lang="en" role="predict"
# The bias has no row of its own for each market: NumPy adds the one number to every row. The true
# sales of these four are 22.1, 10.4, 9.3 and 18.5: not bad for a guess.
#
# The shapes fit like dominoes: $(k, n)(n, m)$, the two $n$ touch and vanish, $(k, m)$ is left.
#
# > **Predict.** Two guesses at once: `w` gets a second column, so $m = 2$. What shape must `b` have
# > now, and what shape has `y`?
#
# %% [markdown] lang="ja" role="predict"
# バイアスには、市場ごとの行がありません。
# NumPyが1つの数をすべての行に足します。
# この4市場の実際の売上は22.1、10.4、9.3、18.5です。
# 仮の重みにしては悪くありません。
#
# 形状はドミノのようにつながります。
# $(k, n)(n, m)$では、隣り合う2つの$n$が消えて、$(k, m)$が残ります。
#
# > **予想**：2通りの推測を同時に計算します。
# > `w` に列を1つ足すので、$m = 2$です。
# > `b` の形状はどうなるべきでしょうか。
# > そして `y` の形状は何でしょうか。
#
# %% role="reveal"
w_two = np.array([[0.05, 0.04], [0.2, 0.1], [0.01, 0.0]])  # a column a guess
b_two = np.array([3.0, 6.0])
y_two = x4 @ w_two + b_two
print("x", x4.shape, " w", w_two.shape, " b", b_two.shape, " y", y_two.shape)
print(y_two)

# %% [markdown] lang="en" role="answer"
# $(4, 3)(3, 2) + (2,) \to (4, 2)$: one bias per output, one column of `y` per guess, and the
# first column is the one from before.
#
# %% [markdown] lang="ja" role="answer"
# $(4, 3)(3, 2) + (2,) \to (4, 2)$となります。
# バイアスは出力ごとに1つ、`y` の列は推測ごとに1つで、第1列は先ほどの値と同じです。
#
# %% [markdown] lang="en"
# **A failure, on purpose.** Many books, and PyTorch too (lesson 04), keep the weights as $(m, n)$:
# one *row* per output. What if such an array meets our formula?
#
# %% [markdown] lang="ja"
# **失敗例**：重みを$(m, n)$の形、つまり出力ごとに1つの**行**として持つ本もたくさんあります。
# PyTorch（レッスン04）もそうです。
# この形の配列を、ここでの式に入れるとどうなるでしょうか。
#
# %% tags=["raises-exception"]
w_as_rows = np.array([[0.05, 0.2, 0.01]])  # (m, n) instead of (n, m)
x4 @ w_as_rows + b_guess

# %% [markdown] lang="en"
# **Symptom:** `ValueError`; read its last words, "size 1 is different from 3". **Cause:** in
# $(4, 3)(1, 3)$ the inner numbers 3 and 1 do not meet. **Cure:** the transpose,
# `x4 @ w_as_rows.T`, which is $(4, 3)(3, 1)$. Be glad of this error: had $n$ and $m$ been equal,
# the wrong product would have run silently. That is why $k$, $n$ and $m$ all differ here.
#
# %% [markdown] lang="ja"
# **症状**：`ValueError` が出ます。
# 最後の「size 1 is different from 3」に注目してください。
# **原因**：$(4, 3)(1, 3)$では、内側の3と1が合いません。
# **対処**：転置した `x4 @ w_as_rows.T` なら、$(4, 3)(3, 1)$になります。
# エラーが出たのは幸運です。
# もし$n$と$m$が同じ数だったら、エラーも出ずに間違った積が計算されていました。
# ここで$k$、$n$、$m$をすべて違う数にしたのは、そのためです。
#
# %% [markdown] lang="en"
# ## 5. What a regression fits, and what a classifier fits (6 minutes)
#
# The same weighted sum serves two purposes. What goes in are numbers in both; what comes out is
# different. A **regression network** gets, say, today's weather (temperature, humidity, pressure,
# wind) and gives numbers: tomorrow's temperature and humidity. A **classifier** gets a picture, a
# list of pixels, and says which of several kinds it is: apple or mandarin.
#
# - **Regression** asks *how much?* and takes $y$ itself. With one input the network fits a **line
#   through** the points, $y = wx + b$; with two inputs a plane, and so on.
# - **Classification** asks *which one?* and only looks at whether $y > 0$. With two inputs the two
#   answers meet where $w_1 x_1 + w_2 x_2 + b = 0$. Solved for $x_2$, this too is a line, but one
#   **between** the points: the **decision boundary**.
#
# $$ x_2 = -\frac{w_1}{w_2}\, x_1 - \frac{b}{w_2} $$
#
# (For $w_2 = 0$ the line is vertical, $x_1 = -b / w_1$.) On the left below, a line guessed for
# sales against TV. On the right, our guess from section 4 becomes a classifier: "more than 14
# thousand units?" means $0.05\,\text{TV} + 0.2\,\text{Radio} + 3 - 14 > 0$.
#
# %% [markdown] lang="ja"
# ## 5. 回帰が当てはめるもの、分類器が当てはめるもの（6分）
#
# 同じ重み付きの和には、2つの使い道があります。
# 入力はどちらも数ですが、出力が違います。
# **回帰のネットワーク**は、たとえば今日の天気（気温、湿度、気圧、風）を入力すると、明日の気温と湿度を数で答えます。
# **分類器**は、たとえば画像（画素の並び）を入力すると、りんごかみかんか、種類を答えます。
#
# - **回帰**（regression）は「どれだけか」を問い、$y$の値をそのまま使います。
#   入力が1つなら、ネットワークは点の並びに**沿う**直線$y = wx + b$を当てはめます。
#   入力が2つなら平面です。
# - **分類**（classification）は「どちらか」を問い、$y > 0$かどうかだけを見ます。
#   入力が2つなら、2つの答えの境目は$w_1 x_1 + w_2 x_2 + b = 0$です。
#   $x_2$について解くと、これも直線です。
#   ただし、点を**2つに分ける**直線で、**決定境界**（decision boundary）と呼びます。
#   式は次のとおりです。
#
# $$ x_2 = -\frac{w_1}{w_2}\, x_1 - \frac{b}{w_2} $$
#
# $w_2 = 0$のときは、縦の直線$x_1 = -b / w_1$になります。
# 下の左図は、テレビの広告費に対する売上に、仮の直線を引いたものです。
# 右図では、4節の推測を分類器にしました。
# 「1万4千個より多く売れるか」という問いは、$0.05\,\text{TV} + 0.2\,\text{Radio} + 3 - 14 > 0$と書けます。
#
# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.4))
left.plot(table["TV"], table["Sales"], "o", color="0.7", markersize=3)
left.plot([0, 300], [7, 0.05 * 300 + 7])
left.set(xlabel="TV [1,000 dollars]", ylabel="Sales [1,000 units]")
left.set_title(f"regression ({table.attrs['name']})")
right.set(xlim=(-10, 310), ylim=(-2, 52), xlabel="TV [1,000 dollars]")
right.set(ylabel="Radio [1,000 dollars]", title="classification")
decision_line(right, (0.05, 0.2), 3 - 14, arrow=0)
sold_well = (table["Sales"] > 14).astype(int)
class_points(right, x[:, :2], sold_well, names=("sold up to 14", "sold more"), size=14)
right.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, fontsize="small")
plt.show()


# %% [markdown] lang="en" role="figure"
# Left, regression: a line through the points of TV spending and sales. Right, classification: TV
# against radio, with a slanted line between the markets that sold up to 14 thousand units, below
# it, and most of those that sold more.
#
# %% [markdown] lang="ja" role="figure"
# 左は回帰で、テレビの広告費と売上の点の中を直線が通る。
# 右は分類で、テレビとラジオの広告費の平面を斜めの直線が分ける。
# 下側には売上が14千個以下の市場が、上側にはそれより多い市場の大半がある。
#
# %% [markdown] lang="en"
# **Fit the line on the left by hand.** Run the next cell in JupyterLab and drag the sliders; without
# a running kernel the picture stays still. It starts with the baseline: $w = 0$, so every answer is
# $b = 14$. Gray are the errors, and $E$ is the mean of their squares.
#
# > **Find it.** You make $w$ larger. What must become of $b$? Bring $E$ below 10.6.
#
# %% [markdown] lang="ja"
# **左の直線を、手で当てはめてみましょう**。
# 次のセルをJupyterLabで実行し、スライダーを動かしてください。
# カーネルが動いていなければ、図は止まったままです。
# 最初はベースラインで、$w = 0$なので、答えはいつも$b = 14$です。
# 灰色の線が誤差で、$E$はその二乗の平均です。
#
# > **探してみよう**：$w$を大きくすると、$b$をどう変える必要があるでしょうか。
# > $E$を10.6より小さくしてください。
#
# %% tags=["nbval-ignore-output"]
def draw(ax, w, b):
    tv, sales = table["TV"], table["Sales"]
    y = w * tv + b
    ax.vlines(tv, y, sales, color="0.85", linewidth=1)
    ax.plot(tv, sales, "o", tv, y, "-", markersize=3)
    ax.set(xlabel="TV [1,000 dollars]", ylabel="Sales [1,000 units]", ylim=(0, 30))
    ax.set_title(f"{table.attrs['name']}: E = {np.mean((y - sales) ** 2):.2f}")


sliders(draw, w=(0, 0, 0.1, 0.0025), b=(14, 0, 20, 0.5))  # start, lowest, highest, step

# %% [markdown] lang="en" role="figure"
# TV spending against sales with a horizontal line at 14 and gray vertical lines from it to each
# point: E = 27.09. The sliders for w and b move the line.
#
# %% [markdown] lang="ja" role="figure"
# テレビの広告費と売上の散布図。
# 高さ14の水平な直線と、直線から各点までの灰色の縦線が描かれている。
# E = 27.09。
# スライダーでwとbを変えると直線が動く。
#
# %% [markdown] lang="en" role="answer"
# $b$ must fall: the line has to go on through the middle of the cloud, 14.02 thousand units at
# 147 thousand dollars. Near the best place, $w = 0.0475$ and $b = 7$ with $E = 10.51$, you can
# change one only together with the other. Two sliders were easy. With three inputs there are four,
# with a network thousands: that is what gradient descent is for.
#
# %% [markdown] lang="ja" role="answer"
# $b$は小さくしなければなりません。
# 直線は、点の集まりの中心を通り続ける必要があるからです。
# 中心は、広告費14万7千ドルで1万4020個のところです。
# 最もよい場所は$w = 0.0475$、$b = 7$の近くで、$E = 10.51$です。
# その近くでは、一方だけを変えると$E$が大きくなります。
# スライダーが2つなら簡単でした。
# 入力が3つなら4つ、ネットワークなら何千個にもなります。
# 勾配降下法が必要なのは、そのためです。
#
# %% [markdown] lang="en"
# In the right panel above, the shaded side is where $y > 0$. Where does the line come from,
# geometrically? Take two points $p$ and $q$ on it: $w \cdot p + b = 0$ and $w \cdot q + b = 0$. The
# difference says $w \cdot (q - p) = 0$: **the weight vector stands at right angles to the line**,
# and it points to the side where $y > 0$. (You only *see* a right angle if both axes have the same
# scale; above they have not.)
#
# %% [markdown] lang="ja"
# 上の右図では、色の付いた側が$y > 0$です。
# この直線は、図形としてはどんな意味をもつでしょうか。
# 直線上に2点$p$と$q$を取ると、$w \cdot p + b = 0$と$w \cdot q + b = 0$が成り立ちます。
# 差を取ると$w \cdot (q - p) = 0$です。
# つまり、**重みベクトルは直線と垂直**で、$y > 0$の側を向いています。
# ただし、直角に見えるのは、両軸の縮尺が同じときだけです。
# 上の図ではそうなっていません。
#
# %%
w, b = np.array([2.0, 1.0]), -2.0
p, q = (np.array([x1, -(w[0] / w[1]) * x1 - b / w[1]]) for x1 in (0.0, 3.0))
print("p", p, " q", q, " w · (q - p) =", w @ (q - p))

# %% [markdown] lang="en" role="predict"
# ---
#
# **Break** (5 minutes): 45 minutes have passed. The appendix shows how $w$ turns the line and $b$
# shifts it.
#
# ## 6. The simple perceptron: gates, and one that it cannot be (9 minutes)
#
# The **simple perceptron** applies the **step function**: it answers 1 where
# $b + w_1 x_1 + w_2 x_2 > 0$, else 0. On two inputs that are 0 or 1 it can act as a logic gate. OR
# is 1 unless both are 0; AND is 1 only if both are 1; NAND is the opposite of AND.
#
# > **Predict.** With $w = (1, 1)$, the sums $w_1 x_1 + w_2 x_2$ of the four inputs are 0, 1, 1, 2.
# > Which of the biases −0.5, −1.5, −2.5 makes OR, which makes AND, and what does the third make?
#
# %% [markdown] lang="ja" role="predict"
# ---
#
# **休憩**（5分）：ここまでで45分です。
# $w$で直線の向きが、$b$で位置が変わるようすは、付録で見られます。
#
# ## 6. 単純パーセプトロン：作れるゲート、作れないゲート（9分）
#
# **単純パーセプトロン**（simple perceptron）は、**ステップ関数**（step function）を使います。
# $b + w_1 x_1 + w_2 x_2 > 0$なら1、そうでなければ0と答えます。
# 0か1の入力が2つあれば、論理ゲートとして使えます。
# ORは、両方が0のとき以外は1です。
# ANDは、両方が1のときだけ1です。
# NANDは、ANDの反対です。
#
# > **予想**：$w = (1, 1)$のとき、4通りの入力の和$w_1 x_1 + w_2 x_2$は0、1、1、2です。
# > バイアス−0.5、−1.5、−2.5のうち、ORになるのはどれでしょうか。
# > ANDになるのはどれでしょうか。
# > 残りの1つは何になるでしょうか。
#
# %% role="reveal"
corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
w = np.array([1.0, 1.0])
for b in (-0.5, -1.5, -2.5):
    print(f"b = {b}:", (corners @ w + b > 0).astype(int))

# %% [markdown] lang="en" role="answer"
# −0.5 makes OR and −1.5 makes AND; −2.5 is a useless gate that is never 1, because all four points
# lie on the side of 0. All signs reversed, AND becomes NAND.
#
# %% [markdown] lang="ja" role="answer"
# −0.5はOR、−1.5はANDになります。
# −2.5では4点とも0の側に入り、常に0を返すゲートになります。
# ANDの符号をすべて逆にすると、NANDになります。
#
# %% [markdown] lang="en"
# **Your turn.** NOR is 1 only if *both* inputs are 0. Choose its weights and its bias.
#
# %% [markdown] lang="ja"
# **書いてみよう**：NORは、**両方**の入力が0のときだけ1です。
# 重みとバイアスを決めてください。
#
# %% role="turn"
w_nor = b_nor = None
### BEGIN SOLUTION
w_nor, b_nor = np.array([-1.0, -1.0]), 0.5
### END SOLUTION

# %% role="check"
with your_turn():
    answered(w_nor=w_nor, b_nor=b_nor)
    check_equal("NOR", (corners @ np.asarray(w_nor) + b_nor > 0).astype(int).tolist(), [1, 0, 0, 0])

# %%
gates = {"OR": [0, 1, 1, 1], "AND": [0, 0, 0, 1], "NAND": [1, 1, 1, 0]}
gates["XOR"] = [0, 1, 1, 0]
lines = {"OR": ((1, 1), -0.5), "AND": ((1, 1), -1.5), "NAND": ((-1, -1), 1.5)}
fig, axes = plt.subplots(1, 3, figsize=(9, 3.2))
for ax, (gate, (w, b)) in zip(axes, lines.items(), strict=True):
    gate_plane(ax, corners, gates[gate], w, b, title=f"{gate}: w = {w}, b = {b}")
plt.show()


# %% [markdown] lang="en" role="figure"
# Three gates as lines in the plane of two inputs. OR: the line runs between (0, 0) and the other
# three corners. AND: between (1, 1) and the other three. NAND: the same line, with the arrow turned
# round, so that (1, 1) alone is on the side of 0.
#
# %% [markdown] lang="ja" role="figure"
# 3つのゲートを、2つの入力の平面の直線で表した図。
# ORの直線は(0, 0)とほかの3点を分ける。
# ANDの直線は(1, 1)とほかの3点を分ける。
# NANDは同じ直線で矢印が逆を向き、(1, 1)だけが0の側にある。
#
# %% [markdown] lang="en"
# Filled squares must lie on the shaded side, hollow circles must not. Classes that one line can
# part are called **linearly separable**.
#
# ### Learning the gates: Rosenblatt's rule
#
# We set these weights by hand. Frank Rosenblatt let his perceptron find them, in 1958, by a rule
# that needs no derivative: **answer, and if the answer is wrong, move the weights towards the
# input** (away from it, if 0 was right). Since $t - y$ is 1, −1 or 0, one line says it all:
#
# $$ w_{\text{new}} = w + \eta\,(t - y)\,x, \qquad b_{\text{new}} = b + \eta\,(t - y) $$
#
# %% [markdown] lang="ja"
# 塗りつぶした四角は色の付いた側に、白い丸は反対側になければなりません。
# 1本の直線で分けられるクラスを、**線形分離可能**（linearly separable）といいます。
#
# ### ゲートを学習する：パーセプトロンの学習規則
#
# ここまでの重みは手で決めました。
# 1958年、ローゼンブラット（Frank Rosenblatt）は、重みを自動で見つける方法を示しました。
# 微分は使いません。
# **答えを出し、間違っていたら、重みを入力の向きに動かします**。正解が0だったときは逆向きです。
# これを**パーセプトロンの学習規則**と呼びます。
# $t - y$は1、−1、0のどれかなので、次の式で書けます。
#
# $$ w_{\text{new}} = w + \eta\,(t - y)\,x, \qquad b_{\text{new}} = b + \eta\,(t - y) $$
#
# %%
def rosenblatt(inputs, targets, num_rounds):
    w, b, passed, mistakes = np.zeros(inputs.shape[1]), 0.0, [], []
    for _ in range(num_rounds):
        mistakes.append(0)
        for x1, t1 in zip(inputs, targets, strict=True):
            y1 = int(w @ x1 + b > 0)
            w, b = w + (t1 - y1) * x1, b + (t1 - y1)
            mistakes[-1] += y1 != t1
            passed.append((w, b))
    return passed, mistakes


passed, mistakes = rosenblatt(corners, gates["AND"], num_rounds=8)
print("AND: mistakes in each round", mistakes, " w", passed[-1][0], " b", passed[-1][1])

# %% tags=["nbval-ignore-output"]
fig, ax = plt.subplots(figsize=(3.6, 3.4))
moves = [0] + [s for s in range(1, len(passed)) if passed[s][1] != passed[s - 1][1]]


def draw(frame):
    ax.clear()
    w, b = passed[moves[frame]]
    gate_plane(ax, corners, gates["AND"], w, b, title=f"AND, w = {w}, b = {b}")


stepper(fig, draw, len(moves), interval=800, name="Rosenblatt's rule")

# %% [markdown] lang="en" role="figure"
# A series of 11 pictures of Rosenblatt's rule on AND: the line starts outside of the four corners,
# moves after each mistake, and ends between (1, 1) and the other three, with w = (2, 1) and b = −2.
#
# %% [markdown] lang="ja" role="figure"
# ANDを学ぶパーセプトロンの学習規則を11枚で表した図。
# 直線は4点の外側から始まり、間違えるたびに動いて、最後はw = (2, 1)、b = −2で(1, 1)とほかの3点を分ける。
#
# %% [markdown] lang="en" role="predict"
# The line is pushed about by the points that it gets wrong, and comes to rest as soon as there are
# none: for linearly separable classes that is a theorem.
#
# Now **XOR**: 1 if exactly one input is 1.
#
# > **Predict.** With the same rule, after how many rounds does XOR come to rest?
#
# %% [markdown] lang="ja" role="predict"
# 直線は点を間違えるたびに動き、間違いがなくなると止まります。
# 線形分離可能なクラスなら必ず止まることが証明されています。
#
# 次は**XOR**です。
# ちょうど片方だけが1のとき、1になります。
#
# > **予想**：同じ学習規則を使うと、XORは何周で止まるでしょうか。
#
# %% role="reveal"
for gate in ("OR", "NAND", "XOR"):
    print(f"{gate:4} mistakes in each round", rosenblatt(corners, gates[gate], 12)[1])

# %% [markdown] lang="en" role="answer"
# Never: 4 of 4 wrong, round after round, for ever. Is it the rule, or can no line do it? Change the
# three numbers in the first line of the next cell until all 4 points are right. Give it a minute.
#
# %% [markdown] lang="ja" role="answer"
# いつまでも止まりません。何周しても、4点とも間違え続けます。
# 学習規則が悪いのでしょうか。それとも、分けられる直線がないのでしょうか。
# 次のセルの最初の行にある3つの数を変えて、4点すべてを正しく分けてみてください。
# 目安は1分です。
#
# %%
w, b = np.array([1.0, 1.0]), -0.5  # change these three numbers
right_answers = np.sum((corners @ w + b > 0) == gates["XOR"])
fig, ax = plt.subplots(figsize=(3.6, 3.4))
gate_plane(ax, corners, gates["XOR"], w, b, title=f"XOR: {right_answers} of 4 right")
plt.show()

# %% [markdown] lang="en" role="figure"
# The four corners of XOR, (0, 1) and (1, 0) of class 1, and a line that cuts off (0, 0) alone:
# three of four are right, (1, 1) is on the wrong side.
#
# %% [markdown] lang="ja" role="figure"
# XORの4点。
# (0, 1)と(1, 0)がクラス1である。
# 直線は(0, 0)だけを切り離し、4点のうち3点が正しく、(1, 1)が誤った側にある。
#
# %% [markdown] lang="en"
# Did you get four? This first try gets 3. Let the computer try, too: 100,000 random lines.
#
# %% [markdown] lang="ja"
# 4点とも正解になったでしょうか。上の例は3点まで正解しています。
# コンピュータでも、ランダムな直線を10万本試します。
#
# %%
rng = np.random.default_rng(0)
w_tries, b_tries = rng.normal(size=(2, 100_000)), rng.normal(size=100_000)
answers = corners @ w_tries + b_tries > 0  # (4, 2)(2, 100000) + (100000,)
right_answers = np.sum(answers == np.reshape(gates["XOR"], (4, 1)), axis=0)
print(f"best of 100,000 lines: {right_answers.max()} of 4 right")

# %% [markdown] lang="en"
# Nobody gets four, and here is why. The four points demand
#
# $$ b \le 0, \qquad w_2 + b > 0, \qquad w_1 + b > 0, \qquad w_1 + w_2 + b \le 0. $$
#
# Add the two in the middle: $w_1 + w_2 + 2b > 0$, so $w_1 + w_2 + b > -b \ge 0$. That contradicts
# the last one. XOR is **not linearly separable**.
#
# **The cure is a second layer.** One line cannot part the points, but two lines can mark the two
# corners that must give 1: "$x_1$ but not $x_2$" and "$x_2$ but not $x_1$". An OR of the two
# answers is XOR. In arrays, the first layer is a perceptron with $m = 2$ outputs, whose outputs are
# the inputs of the second.
#
# %% [markdown] lang="ja"
# 4点正解の直線は見つかりません。
# 理由を考えます。
# 4点とも正解になるには、次の4つの条件が必要です。
#
# $$ b \le 0, \qquad w_2 + b > 0, \qquad w_1 + b > 0, \qquad w_1 + w_2 + b \le 0 $$
#
# 中央の2つを足すと$w_1 + w_2 + 2b > 0$、つまり$w_1 + w_2 + b > -b \ge 0$です。
# これは最後の条件と矛盾します。
# XORは**線形分離可能ではありません**。
#
# **解決するには、層を重ねます**。
# 1本の直線では分けられません。
# しかし、直線が2本あれば、1になるべき2つの角をそれぞれ切り取れます。
# 「$x_1$であって$x_2$でない」と「$x_2$であって$x_1$でない」です。
# この2つの答えのORがXORです。
# 配列で書くと、1層目は出力が$m = 2$のパーセプトロンで、その出力が2層目の入力になります。
#
# %%
w_first, b_first = np.array([[1.0, -1.0], [-1.0, 1.0]]), np.array([-0.5, -0.5])
hidden = (corners @ w_first + b_first > 0).astype(int)  # (4, 2)(2, 2) + (2,)
output = (hidden @ np.array([1.0, 1.0]) - 0.5 > 0).astype(int)  # OR of the two
print("x1 x2   hidden   output")
for (x1, x2), (hidden1, hidden2), out in zip(corners, hidden, output, strict=True):
    print(f" {x1}  {x2}     {hidden1} {hidden2}       {out}")

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(7.4, 3.6))
gate_plane(left, corners, gates["XOR"], w_first[:, 0], b_first[0], title="inputs")
decision_line(left, w_first[:, 1], b_first[1], arrow=0.4, linestyle="--")
gate_plane(right, hidden, gates["XOR"], (1, 1), -0.5, title="hidden")
right.set(xlabel="first hidden output", ylabel="second hidden output")
plt.show()

# %% [markdown] lang="en" role="figure"
# Left, the four corners and the lines of two hidden neurons, each of which cuts off one of the
# points of class 1. Right, the hidden outputs: (0, 0) and (1, 1) have become one point, and a
# single line divides it from the other two.
#
# %% [markdown] lang="ja" role="figure"
# 左は4点と2つの隠れ層のニューロンの直線で、それぞれがクラス1の点を1つずつ切り離す。
# 右は隠れ層の出力で、(0, 0)と(1, 1)が1点に重なり、1本の直線でほかの2点と分けられる。
#
# %% [markdown] lang="en"
# The first layer has *moved the points*: (0, 0) and (1, 1) now lie on the same spot, and one line
# is enough. That is what a hidden layer is for. Here its weights were set by hand; in lesson 03 such
# a network is trained. In the exercise you build XOR in another way, from the gates AND, OR and NAND.
#
# %% [markdown] lang="ja"
# 1層目によって**点が動きました**。
# (0, 0)と(1, 1)は同じ場所に重なり、直線1本で足ります。
# これが隠れ層の役割です。
# ここでは重みを手で決めましたが、レッスン03ではこのようなネットワークを学習させます。
# 演習では、XORを別の方法で、AND、OR、NANDの3つのゲートから作ります。
#
# %% [markdown] lang="en"
# ## 7. The whole graph: from the loss back to the weights (9 minutes)
#
# Rosenblatt's rule knows right and wrong, but no *how much*: it cannot fit sales. For that we need a
# loss and its gradient. For one output the **mean squared error** is the mean of the samples' squared errors $e_i$.
#
# $$ E = \frac{1}{k} \sum_{i=1}^{k} e_i, \qquad e_i = (y_i - t_i)^2,
# \qquad \frac{\partial e_i}{\partial y_i} = 2(y_i - t_i) $$
#
# There is a choice to make here: where to put the $1/k$. In this course the loss passes back
# $g = 2(y - t)$, **one number per sample, neither summed nor averaged**, and the mean is taken
# **once, at the update** of the weights. The rest is "what arrives times own derivative": since
# $y_i = \sum_j x_{ij} w_j + b$, sample $i$ hands $g_i x_{ij}$ to $w_j$, $g_i$ to $b$ and
# $g_i w_j$ to $x_{ij}$. One $w$ and one $b$ feed the outputs of **all** samples, as the tax fed two
# nodes. So what comes back from the samples **adds**: that is the sum over $i$, and with the $1/k$ of
# $E$ it becomes the mean.
#
# $$
# \frac{\partial E}{\partial w} = \frac{1}{k}\, x^{\mathsf T} g, \qquad
# \frac{\partial E}{\partial b} = \frac{1}{k} \sum_{i=1}^{k} g_i, \qquad
# \frac{\partial e}{\partial x} = g\, w^{\mathsf T}
# $$
#
# A way to check such formulas: **a gradient has the shape of what it belongs to**. Here is the
# whole graph for $k = 4$, $n = 3$, $m = 1$, with shapes in place of numbers.
#
# %% [markdown] lang="ja"
# ## 7. グラフ全体：損失から重みへ戻る（9分）
#
# 学習規則で扱えるのは正解か不正解かだけで、**どれだけ**違うかは扱えません。
# 売上のような数を予測するには、損失とその勾配が必要です。
# $e_i$を各サンプルの二乗誤差とします。
# 出力が1つなら、**平均二乗誤差**（mean squared error）は次の式で表します。
#
# $$ E = \frac{1}{k} \sum_{i=1}^{k} e_i, \qquad e_i = (y_i - t_i)^2,
# \qquad \frac{\partial e_i}{\partial y_i} = 2(y_i - t_i) $$
#
# ここで、$1/k$をどこに置くかを決めなければなりません。
# このコースでは、損失は$g = 2(y - t)$を返します。
# これは**サンプルごとに1つの値で、和も平均も取りません**。
# 平均は、重みを**更新するときに1回だけ**取ります。
# その先は「届いた値に自分の微分を掛ける」だけです。
# $y_i = \sum_j x_{ij} w_j + b$なので、サンプル$i$は3か所に勾配を渡します。
# $w_j$には$g_i x_{ij}$、$b$には$g_i$、$x_{ij}$には$g_i w_j$です。
# 1組の$w$と$b$が**すべて**のサンプルの出力に渡るのは、税が2つのノードに渡ったのと同じです。
# したがって、サンプルから戻る勾配を**足し合わせます**。これが$i$についての和です。
# $E$の$1/k$と合わせると、平均になります。
# まとめると、次の式になります。
#
# $$
# \frac{\partial E}{\partial w} = \frac{1}{k}\, x^{\mathsf T} g, \qquad
# \frac{\partial E}{\partial b} = \frac{1}{k} \sum_{i=1}^{k} g_i, \qquad
# \frac{\partial e}{\partial x} = g\, w^{\mathsf T}
# $$
#
# このような式を確かめるには、次のことが役立ちます。
# **勾配は、微分する相手と同じ形状をもちます**。
# 下の図は、$k = 4$、$n = 3$、$m = 1$のグラフ全体です。
# 数の代わりに形状を書きました。
#
# %%
parts = {"x": (0, 3.2), "w": (0, 2), "b": (0, 1), "t": (0, 0)}
parts |= {"x w": (1.3, 2.6, "@"), "y": (2.4, 1.8, "+")}
parts["E"] = (4, 0.9, "mean of (y − t)²")
arrows = [("x", "x w"), ("w", "x w"), ("x w", "y"), ("b", "y"), ("y", "E"), ("t", "E")]
arrows += [("E", None)]
shapes = {"x": "(4, 3)", "w": "(3, 1)", "x w": "(4, 1)", "b": "(1,)", "y": "(4, 1)"}
fig, ax = plt.subplots(figsize=(8, 3.8))
draw_graph(ax, parts, arrows, shapes | {"t": "(4, 1)"}, shapes, note="k = 4, n = 3, m = 1")
plt.show()

# %% [markdown] lang="en" role="figure"
# The graph of a perceptron with its shapes: x (4, 3) times w (3, 1) gives (4, 1), plus b (1,) gives
# y (4, 1), and with t (4, 1) the mean of squares E. Each gradient that comes back has the shape of
# its value.
#
# %% [markdown] lang="ja" role="figure"
# パーセプトロンの計算グラフと配列の形状。
# x (4, 3)とw (3, 1)の積が(4, 1)、b (1,)を足してy (4, 1)、t (4, 1)との差の二乗の平均がEになる。
# 戻ってくる勾配の形状は、どれも元の値と同じである。
#
# %% [markdown] lang="en"
# And the sum over samples as a picture, for the bias: one $b$, four outputs, four gradients
# $g_i = 2(y_i - t_i)$ that come back and add.
#
# %% [markdown] lang="ja"
# サンプルについての和も図にします。
# 1つのバイアス$b$が4つの出力に渡り、4つの勾配$g_i = 2(y_i - t_i)$が戻ってきて足されます。
#
# %%
y4, t4 = x4 @ w_guess + b_guess, np.array([[22.1], [10.4], [9.3], [18.5]])
samples = [f"y{i}" for i in (1, 2, 3, 4)]
parts = {"b": (0, 1.5), "E": (3.2, 1.5, "mean of (y − t)²")}
parts |= {name: (1.6, 3 - i, "+") for i, name in enumerate(samples)}
back = {("b", name): round(g, 2) for name, g in zip(samples, 2 * (y4 - t4)[:, 0], strict=True)}
arrows = [("b", name) for name in samples] + [(name, "E") for name in samples] + [("E", None)]
fig, ax = plt.subplots(figsize=(7.4, 3.6))
note = f"b gets ({' + '.join(map(str, back.values()))}) / 4"
draw_graph(ax, parts, arrows, {"b": 3}, back, note=note)
plt.show()

# %% [markdown] lang="en" role="figure"
# The bias b = 3 feeds four add nodes, one for each sample, which lead to the mean of squares E.
# Back come 1.31, 6.27, 8.87 and 1.84: b gets their sum divided by 4.
#
# %% [markdown] lang="ja" role="figure"
# バイアスb = 3が、サンプルごとの4つの加算ノードに入り、二乗の平均Eへ続く。
# 勾配1.31、6.27、8.87、1.84が戻り、bはその和を4で割ったものを受け取る。
#
# %% [markdown] lang="en"
# The same in numbers, for the four markets and the guessed weights. Written out, the weights'
# gradient is
#
# $$
# \frac{1}{4}
# \underbrace{\begin{pmatrix}
# 230.1 & 44.5 & 17.2 & 151.5 \\ 37.8 & 39.3 & 45.9 & 41.3 \\ 69.2 & 45.1 & 69.3 & 58.5
# \end{pmatrix}}_{x^{\mathsf T}\ (3,\,4)}
# \underbrace{\begin{pmatrix} 1.314 \\ 6.272 \\ 8.866 \\ 1.840 \end{pmatrix}}_{g\ (4,\,1)}
# = \underbrace{\begin{pmatrix} 253.18 \\ 194.78 \\ 273.96 \end{pmatrix}}_{(3,\,1)}
# $$
#
# %% [markdown] lang="ja"
# 同じことを、4つの市場と仮の重みについて、数で計算します。
# 重みの勾配を書き下すと、次のようになります。
#
# $$
# \frac{1}{4}
# \underbrace{\begin{pmatrix}
# 230.1 & 44.5 & 17.2 & 151.5 \\ 37.8 & 39.3 & 45.9 & 41.3 \\ 69.2 & 45.1 & 69.3 & 58.5
# \end{pmatrix}}_{x^{\mathsf T}\ (3,\,4)}
# \underbrace{\begin{pmatrix} 1.314 \\ 6.272 \\ 8.866 \\ 1.840 \end{pmatrix}}_{g\ (4,\,1)}
# = \underbrace{\begin{pmatrix} 253.18 \\ 194.78 \\ 273.96 \end{pmatrix}}_{(3,\,1)}
# $$
#
# %%
g = 2 * (y4 - t4)  # (4, 1): per sample
d_w = x4.T @ g / 4  # (3, 4)(4, 1) -> (3, 1): the mean, once
d_b = g.mean(axis=0)  # (1,): the mean, once
d_x = g @ w_guess.T  # (4, 1)(1, 3) -> (4, 3): per sample
E = np.mean((y4 - t4) ** 2)
print(f"E {E:.4f}, d_w {d_w.ravel().round(2)}, d_b {d_b.round(3)}")
print("shapes: g", g.shape, " d_w", d_w.shape, " d_b", d_b.shape, " d_x", d_x.shape)


# %% [markdown] lang="en"
# Three formulas derived, so three checks are due.
#
# %% [markdown] lang="ja"
# 式を3つ導いたので、3つとも確かめます。
#
# %%
def loss_at(w, b):
    return np.mean((x4 @ w + b - t4) ** 2)


numeric_w = numerical_gradient(lambda w: loss_at(w, b_guess), w_guess)
numeric_b = numerical_gradient(lambda b: loss_at(w_guess, b), b_guess)
numeric_x = numerical_gradient(lambda x: np.sum((x @ w_guess + b_guess - t4) ** 2), x4)
for name, ours, numeric in (("w", d_w, numeric_w), ("b", d_b, numeric_b), ("x", d_x, numeric_x)):
    print(f"{name}: largest difference {largest_difference(ours, numeric)}")

# %% [markdown] lang="en" role="predict"
# > **Belief.** "$2(y - t)$ is averaged already." Or, just as common: "Sum or mean, what does it
# > matter?"
#
# > **Predict.** Put every market into the batch twice. No information is added. What happens to the
# > gradient of the first weight if it is summed, averaged once, averaged twice?
#
# %% [markdown] lang="ja" role="predict"
# > **思い込み**：「$2(y - t)$はもう平均されている。」あるいは「和でも平均でも大差はない。」
#
# > **予想**：どの市場も2回ずつバッチに入れます。
# > 情報は何も増えていません。
# > 1つ目の重みの勾配は、和を取る場合、平均を1回取る場合、2回取る場合で、それぞれどうなるでしょうか。
#
# %% role="reveal"
once_each, twice_each = [0, 1, 2, 3], [0, 0, 1, 1, 2, 2, 3, 3]
for name, rows in (("4 markets ", once_each), ("each twice", twice_each)):
    total = (x4[rows].T @ g[rows])[0, 0]
    once, twice = total / len(rows), total / len(rows) ** 2
    print(f"{name}: sum {total:7.2f}   mean once {once:.2f}   mean twice {twice:5.2f}")
print(f"numerical: {numeric_w[0, 0]:.2f}")

# %% [markdown] lang="en" role="answer"
# Only "once" stays as it is, and only "once" agrees with numerical differentiation. The sum
# doubles, so that a learning rate that worked for 4 samples is too large for 8; averaged twice,
# training slows down the more data there are. Neither gives an error message.
#
# %% [markdown] lang="ja" role="answer"
# 変わらないのは「1回」だけで、数値微分と一致するのも「1回」だけです。
# 和は2倍になるので、4サンプルでうまくいった学習率が、8サンプルでは大きすぎることになります。
# 平均を2回取ると、データが増えるほど学習が遅くなります。
# どちらの場合も、エラーは出ません。
#
# %% [markdown] lang="en"
# > **Belief.** "The new weights are better, so `g @ w.T` may use them."
#
# What goes further back is the derivative of the loss *that was computed*, with the weights it was
# computed with.
#
# %% [markdown] lang="ja"
# > **思い込み**：「更新後の重みの方がよいのだから、`g @ w.T` にはそれを使えばよい。」
#
# 左側の層へ渡すのは、**いま計算した損失**の微分です。
# したがって、その損失を計算したときの重みを使います。
#
# %%
w_updated = w_guess - 1e-4 * d_w
for name, w in (("old w", w_guess), ("new w", w_updated)):
    print(f"{name}: largest difference {largest_difference(g @ w.T, numeric_x)}")


# %% [markdown] lang="en"
# Only the old weights give the gradient. So `backward` computes `g @ w.T` first and updates `w`
# afterwards. With a single perceptron nobody asks for it, but as soon as another layer stands on
# the left, it is what that layer receives.
#
# %% [markdown] lang="ja"
# 正しい勾配になるのは、更新前の重みだけです。
# そこで `backward` は、先に `g @ w.T` を計算し、その後で `w` を更新します。
# パーセプトロンが1つだけなら、この値を使う相手はいません。
# しかし、左側に別の層があれば、その層が受け取る値になります。
#
# %% [markdown] lang="en"
# ## 8. Training on the raw data (7 minutes)
#
# Everything is in place. The loop below is the whole of training, five steps long. The same five
# steps train every network of lessons 04 and 05. It starts from zeros, so that each run gives the
# same numbers.
#
# %% [markdown] lang="ja"
# ## 8. 生のデータで学習する（7分）
#
# 準備ができました。
# 下のループが学習のすべてで、5つの手順からできています。
# レッスン04と05のネットワークも、同じ5つの手順で学習します。
# 何度実行しても同じ結果になるように、0から始めます。
#
# %%
def fit(x, t, lr, num_iterations):
    """Train a perceptron by gradient descent on the mean squared error, from zeros."""
    w, b, losses = np.zeros((x.shape[1], t.shape[1])), np.zeros(t.shape[1]), []
    for _ in range(num_iterations):
        y = x @ w + b  # 1. forward
        losses.append(np.mean((y - t) ** 2))  # 2. loss
        g = 2 * (y - t)  # 3. backward through the loss
        d_w, d_b = x.T @ g / len(x), g.mean(axis=0)  # 4. gradients, the mean once
        w, b = w - lr * d_w, b - lr * d_b  # 5. update
    return w, b, losses


# %% [markdown] lang="en" role="predict"
# > **Predict.** In lesson 01 the learning rate 0.1 worked well. Five steps with it on the raw
# > table: what will the losses look like?
#
# %% [markdown] lang="ja" role="predict"
# > **予想**：レッスン01では、学習率0.1でうまくいきました。
# > 生のデータで、この学習率を使って5回更新します。
# > 損失はどうなるでしょうか。
#
# %% role="reveal"
_, _, losses = fit(x, t, lr=0.1, num_iterations=5)
print("losses:", ", ".join(f"{loss:.0e}" for loss in losses))


# %% [markdown] lang="en" role="answer"
# **Symptom:** the loss is multiplied by more than 30 million at each step. **Cause:** the loss is a
# bowl, and as in lesson 01 each step multiplies the error along an axis of the bowl by
# $1 - \eta \lambda$, where $\lambda$ is the second derivative along that axis: an eigenvalue of the
# matrix of all second derivatives, $\frac{2}{k} X^{\mathsf T} X$, with $X$ the inputs and a column of
# ones. That factor must stay between −1 and 1, so $\eta$ must stay below $2/\lambda$ for the largest
# $\lambda$. The second derivative for $w_j$ alone is twice the mean of $x_j^2$; TV has values around
# 150, so that is in the tens of thousands. For $b$, whose input is always 1, it is 2.
#
# %% [markdown] lang="ja" role="answer"
# **症状**：損失が1回の更新ごとに3千万倍以上になります。
# **原因**：損失の形は、おわんのような曲面です。
# レッスン01と同じように、おわんの軸に沿った誤差は、1回の更新で$1 - \eta \lambda$倍になります。
# $\lambda$はその軸に沿った2階微分です。
# 2階微分を並べた行列は、入力に1の列を加えた行列を$X$として$\frac{2}{k} X^{\mathsf T} X$で、その固有値が$\lambda$です。
# この倍率は−1から1の間でなければならないので、$\eta$は、最大の$\lambda$についての$2/\lambda$より小さくする必要があります。
# $w_j$だけについての2階微分は、$x_j^2$の平均の2倍です。
# テレビの値は150前後なので、数万になります。
# 入力がいつも1の$b$では2です。
#
# %%
def eigenvalues(x):
    """Give the second derivatives of the loss along the axes of its bowl, smallest first."""
    with_ones = np.column_stack([x, np.ones(len(x))])  # (k, n + 1)
    return np.linalg.eigvalsh(2 * with_ones.T @ with_ones / len(x))


print("eigenvalues:", " ".join(f"{value:,.2f}" for value in eigenvalues(x)))
print(f"learning rate must be below {2 / eigenvalues(x)[-1]:.2e}")

# %% [markdown] lang="en"
# **Cure:** a learning rate below $3.3 \cdot 10^{-5}$. Four of them on the same axes, and the
# baseline as a dotted line:
#
# %% [markdown] lang="ja"
# **対処**：学習率を$3.3 \cdot 10^{-5}$より小さくします。
# 4通りの学習率を同じ図で比べます。
# 点線はベースラインです。
#
# %%
curves = {f"lr {lr:.1e}": fit(x, t, lr, 101)[2] for lr in (1e-6, 1e-5, 3e-5, 3.5e-5)}
fig, ax = plt.subplots(figsize=(5.6, 3.4))
loss_curves(ax, curves, log=True)
ax.axhline(baseline, color="0.4", linestyle=":", linewidth=1)
ax.set(ylim=(1, 1e4), title=table.attrs["name"], ylabel="loss [(1,000 units)²]")
plt.show()
for name, losses in curves.items():
    print(f"{name}: loss after 100 updates {losses[100]:.3g}")

# %% [markdown] lang="en" role="figure"
# Loss curves on raw data, logarithmic: with 1e-6, 1e-5 and 3e-5 the loss falls fast and then very
# slowly, to 17, 8 and 5; with 3.5e-5 it goes up without bound.
#
# %% [markdown] lang="ja" role="figure"
# 生のデータでの損失曲線（対数軸）。
# 学習率1e-6、1e-5、3e-5では、急に下がった後ごくゆっくり進み、17、8、5になる。
# 3.5e-5では際限なく増える。
#
# %% [markdown] lang="en"
# $10^{-6}$ crawls, $3 \cdot 10^{-5}$ is the best of them and clearly better than the baseline of
# 27.09, and $3.5 \cdot 10^{-5}$, hardly larger, explodes. Is 4.70 after 100 iterations good? The
# exact answer is known: least squares.
#
# %% [markdown] lang="ja"
# $10^{-6}$は進みが遅く、$3 \cdot 10^{-5}$が最もよい結果で、ベースラインの27.09よりずっと小さくなりました。
# ところが、わずかに大きいだけの$3.5 \cdot 10^{-5}$では発散します。
# 100回の反復で4.70という損失は、よい値でしょうか。
# 正解は最小二乗法でわかります。
#
# %%
with_ones = np.column_stack([x, np.ones(k)])
exact = np.linalg.lstsq(with_ones, t, rcond=None)[0].ravel()  # TV, Radio, Newspaper, b
exact_loss = np.mean((with_ones @ exact - t.ravel()) ** 2)
print("least squares w", exact[:3].round(6), f"b {exact[3]:.6f}, loss {exact_loss:.6f}")

# %% [markdown] lang="en" role="predict"
# > **Predict.** Then simply iterate longer, with the best of the learning rates: how many
# > iterations to 2.784? (The cell runs 100,000, which takes a second or two.)
#
# %% [markdown] lang="ja" role="predict"
# > **予想**：それなら、最もよい学習率で反復を増やせばよさそうです。
# > 2.784に届くまで、何回の反復が必要でしょうか。
# > セルは10万回まで計算します。
# > 1、2秒で終わります。
#
# %% role="reveal"
for num_iterations in (100, 1_000, 10_000, 100_000):
    w, b, losses = fit(x, t, 3e-5, num_iterations)
    loss = np.mean((x @ w + b - t) ** 2)
    print(f"{num_iterations:7,}: loss {loss:.2f}  w {w.ravel().round(4)}  b {b[0]:.2f}")

# %% [markdown] lang="en" role="answer"
# Not even 100,000 are enough: the loss is 3.00, and $b$ is 1.7 on its way to 2.94. And the
# unfinished weights tell a false story. After 100 iterations each thousand dollars spent on
# newspapers seems to bring 0.045 thousand units, nearly as much as TV; least squares says −0.001,
# that is, nothing. Whoever stops there gives bad advice.
#
# %% [markdown] lang="ja" role="answer"
# 10万回でも足りません。
# 損失は3.00で、$b$は2.94に向かう途中の1.7です。
# しかも、途中の重みを読むと、判断を誤ります。
# 100回の時点では、新聞広告の千ドルが0.045千個の売上をもたらすように見え、テレビと大差ありません。
# しかし、最小二乗法では−0.001、つまりほとんど関係がありません。
# ここで学習をやめると、間違った助言をすることになります。
#
# %% [markdown] lang="en"
# Why is it stuck? With TV alone there are just two parameters, and we can watch. On the left the
# data and the lines, on the right the loss and the points $(w, b)$: same iterations, same colors,
# from light to dark. The cross is the least-squares solution.
#
# %% [markdown] lang="ja"
# なぜ進まないのでしょうか。
# テレビだけにすればパラメータは2つになり、ようすを目で確かめられます。
# 左はデータと直線、右は損失の等高線と点$(w, b)$です。
# 同じ反復は同じ色で、明るい色から暗い色へ進みます。
# ×印は最小二乗法の解です。
#
# %%
tv = x[:, :1]
path = [fit(tv, t, 3e-5, i)[:2] for i in range(9)]
fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3.2))
loss_contours(right, tv, t, np.linspace(-0.01, 0.17, 80), np.linspace(-3, 13, 80))
descent_panels(left, right, tv, t, path)
left.set(xlabel="TV [1,000 dollars]", ylabel="Sales [1,000 units]")
left.set_title(table.attrs["name"])
right.set_title("raw, lr 3e-5, iterations 0 to 8")
plt.show()

# %% [markdown] lang="en" role="figure"
# Raw data. Left, the lines of the first steps swing up and down through the origin. Right, in the
# plane of w and b the steps jump to and fro along b = 0, in a narrow valley whose minimum lies at b
# = 7: they never leave b = 0.
#
# %% [markdown] lang="ja" role="figure"
# 生のデータの場合。
# 左では、初めの数歩の直線が原点を通ったまま上下に振れる。
# 右のw、bの平面では、b = 0に沿って左右に跳ぶだけで、b = 7にある細長い谷の最小点へは進まない。
#
# %% [markdown] lang="en"
# The loss is a long, narrow, oblique valley. Each step leaps across it (on the left, the line
# swings up and down), while along the valley, where $b$ would have to rise to 7, almost nothing
# happens. A learning rate small enough for the steep walls is far too small for the flat floor. And
# the picture flatters: if both axes had the same scale, the valley would be over 300 times as long
# as wide.
#
# %% [markdown] lang="ja"
# 損失は、細長く傾いた谷です。
# 更新のたびに谷を飛び越えるので、左の図では直線が上下に揺れます。
# 一方、谷に沿った方向では$b$が7まで上がる必要がありますが、ほとんど動きません。
# 急な方向に合わせた学習率は、平らな方向には小さすぎるのです。
# しかも、この図は実際より穏やかに見えます。
# 両軸の縮尺をそろえると、谷の長さは幅の300倍を超えます。
#
# %% [markdown] lang="en"
# ### Gradient descent cannot use the step
#
# The gates once more. Rosenblatt's rule trained the step function itself, without a derivative.
# Gradient descent needs one. Look at the loss of an AND gate while one weight changes ($w_2 = 1$,
# $b = -1.5$), once with the step function at the output and targets 0 and 1, once with $y$ itself and
# targets −1 and +1.
#
# %% [markdown] lang="ja"
# ### 勾配降下法ではステップ関数を使えない
#
# もう一度ゲートを考えます。
# パーセプトロンの学習規則は、微分なしで、ステップ関数のまま学習しました。
# 勾配降下法には微分が必要です。
# ANDゲートの損失を、重みを1つだけ変えながら調べてみましょう。
# $w_2 = 1$、$b = -1.5$とします。
# 一方は、出力にステップ関数を使い、目標値は0と1です。
# もう一方は、$y$をそのまま使い、目標値は−1と+1です。
#
# %%
w1_values = np.linspace(-1, 3, 401)
sums = corners[:, :1] * w1_values + corners[:, 1:] - 1.5  # (4, 401)
and_targets = np.reshape(gates["AND"], (4, 1))
fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3), sharex=True)
left.plot(w1_values, np.mean(((sums > 0) - and_targets) ** 2, axis=0))
left.set(xlabel="$w_1$", ylabel="loss", title="step function at the output")
right.plot(w1_values, np.mean((sums - (2 * and_targets - 1)) ** 2, axis=0))
right.set(xlabel="$w_1$", title="y itself")
plt.show()

# %% [markdown] lang="en" role="figure"
# The loss against one weight. With the step function it is flat at 0.25, drops to 0 between 0.5 and
# 1.5, and is flat again: the slope is 0 everywhere. With y itself it is a parabola.
#
# %% [markdown] lang="ja" role="figure"
# 1つの重みに対する損失。
# ステップ関数では0.25で平らで、0.5から1.5の間だけ0に落ち、傾きはどこでも0である。
# y自身を使うと放物線になる。
#
# %% [markdown] lang="en" role="predict"
# With the step function the loss is a staircase: flat almost everywhere, with derivative 0, and
# where it is not flat it jumps. A gradient of 0 points nowhere. So *gradient descent* uses $y$ itself,
# which is smooth, and the step is applied only when an answer is wanted. A unit trained in this way
# is called **ADALINE** (Widrow and Hoff, 1960). With the same `fit`:
#
# > **Predict.** OR, AND and NAND will work. What weights will XOR get?
#
# %% [markdown] lang="ja" role="predict"
# ステップ関数を使うと、損失は階段状になります。
# ほとんどの場所で平らなので微分は0、平らでない場所では跳びます。
# 勾配が0では、進む向きがわかりません。
# そこで**勾配降下法**では、滑らかな$y$そのものを使い、ステップ関数は答えを出すときだけ使います。
# このように学習するユニットを**ADALINE**と呼びます（WidrowとHoff、1960年）。
# 同じ `fit` でゲートを学習させてみましょう。
#
# > **予想**：OR、AND、NANDはうまくいきます。
# > では、XORの重みはどうなるでしょうか。
#
# %% role="reveal"
for gate, labels in gates.items():
    signs = 2.0 * np.reshape(labels, (4, 1)) - 1  # targets -1 and +1
    w, b, losses = fit(corners, signs, lr=0.3, num_iterations=300)
    right_answers = np.sum((corners @ w + b > 0) == (signs > 0))
    print(f"{gate:4}  w {w.ravel().round(3)}  b {b.round(3)}", end="  ")
    print(f"loss {losses[-1]:.2f}  {right_answers} of 4 right")

# %% [markdown] lang="en" role="answer"
# Least squares finds the very weights that we chose by hand. Their loss is 0.25 and not 0: the
# outputs are $\pm 0.5$ or $\pm 1.5$ where $\pm 1$ is wanted. **XOR fails, symptom:** all weights 0 and
# a loss of 1, as good as always answering 0. **Cause:** the loss has a single minimum, and it lies
# there; no learning rate, start or patience leads elsewhere. **Cure:** a hidden layer, as in
# section 6.
#
# %% [markdown] lang="ja" role="answer"
# 最小二乗の損失で学習すると、手で選んだ重みとまったく同じ値になりました。
# 損失は0ではなく0.25です。
# 目標の±1に対して、出力が±0.5や±1.5になるからです。
# **XORの失敗の症状**：重みはすべて0、損失は1で、いつも0と答えるのと変わりません。
# **原因**：損失の最小点は1か所だけで、それがここです。
# 学習率や初期値を変えても、反復を増やしても、行き着く先は同じです。
# **対処**：6節のように隠れ層を加えます。
#
# %% [markdown] lang="en"
# > **Belief.** "If a line can part the classes, least squares finds such a line."
#
# One counterexample is enough. On an axis, $x = 0, 1$ belong to one class and $2, 3, 100$ to the
# other.
#
# %% [markdown] lang="ja"
# > **思い込み**：「直線で分けられるクラスなら、最小二乗法でも必ず分けられる。」
#
# 反例が1つあれば十分です。
# 数直線の上で、$x = 0, 1$を一方のクラス、$2, 3, 100$をもう一方のクラスとします。
#
# %%
places, labels = np.array([0.0, 1.0, 2.0, 3.0, 100.0]), np.array([0, 0, 1, 1, 1])
slope, intercept = np.polyfit(places, 2 * labels - 1, 1)
print("least squares:", (slope * places + intercept).round(3), "wrong sign at x = 2")
w, b = rosenblatt(places[:, np.newaxis], labels, num_rounds=10)[0][-1]
print("Rosenblatt:   ", w * places + b, "all right: above 0 or not")

# %% [markdown] lang="en"
# The point at 100 is on the right side anyway, but least squares wants its output to be 1 and not 50,
# and turns the line down for its sake, until $x = 2$ is wrong. Rosenblatt's rule only looks at
# mistakes, and parts them. Least squares, in turn, gives an answer where no line parts the classes,
# and knows *how much*. Lesson 03 brings a loss that is made for classification.
#
# %% [markdown] lang="ja"
# 100にある点は、もともと正しい側にあります。
# それでも最小二乗法では、その出力を50ではなく1に近づけるために直線の傾きが緩くなり、$x = 2$を間違えます。
# パーセプトロンの学習規則は間違えた点だけを使うので、きちんと分けられます。
# 一方、最小二乗法は、直線で分けられないときにも答えを出し、**どれだけ**かも表せます。
# 分類のために作られた損失は、レッスン03で学びます。
#
# %% [markdown] lang="en"
# ## 9. Scaling: make the bowl round (8 minutes)
#
# The valley is narrow because TV runs to 300 while the bias's input is always 1. So change the
# units. Every usual way has the same form: subtract an **offset** from each column, then divide by
# a **scale**.
#
# | | offset | scale | result |
# |---|---|---|---|
# | divide by the maximum | 0 | largest value | at most 1 |
# | min-max **normalization** | smallest value | largest minus smallest value | 0 to 1 |
# | **standardization** | mean | standard deviation | mean 0, standard deviation 1 |
#
# (A column that never changes would be divided by 0; the exercise deals with that.)
#
# %% [markdown] lang="ja"
# ## 9. スケーリング：おわんを丸くする（8分）
#
# 谷が細いのは、テレビの値が300近くまであるのに、バイアスの入力がいつも1だからです。
# そこで、単位を変えます。
# よく使われる方法は、どれも同じ形をしています。
# 列ごとに**オフセット**（offset）を引き、**スケール**（scale）で割ります。
#
# | | オフセット | スケール | 結果 |
# |---|---|---|---|
# | 最大値で割る | 0 | 最大値 | 1以下 |
# | 最小値と最大値による**正規化**（min-max） | 最小値 | 最大値と最小値の差 | 0から1 |
# | **標準化** | 平均 | 標準偏差 | 平均0、標準偏差1 |
#
# 値の変わらない列では、0で割ることになってしまいます。その場合は演習で扱います。
#
# %%
low, high, mean, std = x.min(axis=0), x.max(axis=0), x.mean(axis=0), x.std(axis=0)
scaled = {
    "raw": x,
    "divided by max": x / high,
    "min-max": (x - low) / (high - low),
    "standardized": (x - mean) / std,
}
fig, axes = plt.subplots(1, 4, figsize=(10, 2.8))
for ax, (name, values) in zip(axes, scaled.items(), strict=True):
    ax.boxplot(values)
    ax.set_xticks([1, 2, 3], features, fontsize=8)
    ax.set_title(name)
axes[0].set_ylabel(f"{table.attrs['name']} [1,000 dollars]")
plt.show()

# %% [markdown] lang="en" role="figure"
# Box plots of TV, radio and newspaper: raw, where TV reaches far higher than the others; divided by
# the maximum and min-max, where all lie between 0 and 1; and standardized, where all have their
# middle near 0 and a similar height.
#
# %% [markdown] lang="ja" role="figure"
# テレビ、ラジオ、新聞の箱ひげ図。
# 生のデータではテレビがほかよりはるかに大きく広がる。
# 最大値で割った場合とmin-maxでは、どれも0と1の間にある。
# 標準化では、どれも中央が0の近くにあり、広がりもそろう。
#
# %% [markdown] lang="en"
# Each column of the table is drawn as a **box plot**: the box holds the middle half of the values,
# the line in it is the median, the whiskers reach to the farthest values that are not far out, and
# circles are those that are. Raw, TV towers over the rest; divided, all begin near 0; standardized,
# all lie around 0 with the same spread. The clouds keep their form; only the numbers on the axis
# change. Standardization exists in
# libraries, too. In scikit-learn one line replaces ours, `(x - mean) / std`:
#
# %% [markdown] lang="ja"
# 表の1列を、1つの**箱ひげ図**（box plot）で表しています。
# 箱には値の中央の半分が入り、箱の中の線が中央値です。
# ひげは極端でない値の端まで伸び、丸は極端な値です。
# 生のデータではテレビだけが大きく広がり、割ると、どれも0の近くから始まります。
# 標準化すると、どれも0を中心に同じ広がりになります。
# 散らばり方の形はそのままで、軸の数だけが変わります。
# 標準化はライブラリにもあります。
# scikit-learnでは、`(x - mean) / std` の代わりに次の1行を書きます。
#
# %%
by_library = StandardScaler().fit_transform(x)
print("largest difference:", largest_difference(by_library, scaled["standardized"]))

# %% [markdown] lang="en" role="predict"
# > **Predict.** A perfectly round bowl has equal eigenvalues, ratio 1. Raw, the ratio of largest to
# > smallest is 206,000. Which of the three scalings will come closest to 1? Dividing by the maximum
# > and min-max both bring all columns to 0 ... 1: is that as good as standardizing?
#
# %% [markdown] lang="ja" role="predict"
# > **予想**：真ん丸なおわんなら、固有値はすべて等しく、比は1です。
# > 生のデータでは、最大と最小の比は20万6千です。
# > 3つの方法のうち、最も1に近づくのはどれでしょうか。
# > 最大値で割る方法とmin-maxでは、どの列もおよそ0から1になります。
# > これは標準化と同じくらいよいのでしょうか。
#
# %% role="reveal"
print(f"{'inputs':15} {'smallest':>9} {'largest':>10} {'ratio':>10}   limit of lr")
for name, values in scaled.items():
    smallest, *_, largest = eigenvalues(values)
    ratio, limit = largest / smallest, 2 / largest
    print(f"{name:15} {smallest:9.3f} {largest:10,.2f} {ratio:10,.1f}   {limit:.2g}")

# %% [markdown] lang="en" role="answer"
# From 206,000 to 54 by dividing alone, and to 2.1 by also subtracting the mean. A column that is
# all positive points in nearly the same direction as the bias's column of ones; a column of mean 0 is
# at right angles to it, so that $b$ and $w$ no longer disturb one another. The learning rate limit is
# now 0.73: rates of everyday size work again.
#
# %% [markdown] lang="ja" role="answer"
# 割るだけで20万6千が54になり、平均も引くと2.1になりました。
# 正の値ばかりの列は、1の列とほぼ同じ向きのベクトルになります。平均が0なら直交します。
# そのため、$b$と$w$が互いに影響しなくなります。
# 学習率の上限は0.73になり、ふつうの大きさの学習率が使えるようになりました。
#
# %% [markdown] lang="en"
# Watch both runs side by side, TV alone as before: above raw with lr $3 \cdot 10^{-5}$, below
# standardized with lr 0.1, the same iterations in the same colors. (Drawing takes up to 5
# seconds.)
#
# %% [markdown] lang="ja"
# 2つの学習を並べて見てみましょう。
# 入力は先ほどと同じく、テレビだけです。
# 上段は生のデータで学習率$3 \cdot 10^{-5}$、下段は標準化したデータで学習率0.1です。
# 同じ反復は同じ色です。
# 描画に5秒ほどかかることがあります。
#
# %% tags=["nbval-ignore-output"]
tv_z = scaled["standardized"][:, :1]
shown = [0, 1, 2, 3, 4, 6, 8, 12, 20, 30]
raw_path = [fit(tv, t, 3e-5, i)[:2] for i in shown]
z_path = [fit(tv_z, t, 0.1, i)[:2] for i in shown]
fig, axes = plt.subplots(2, 2, figsize=(5.7, 4.0))
kept = {"num_colors": len(shown), "num_lines": 5}  # the last five lines only


def draw(frame):
    for ax in axes.flat:
        ax.clear()
    loss_contours(axes[0, 1], tv, t, np.linspace(-0.01, 0.17), np.linspace(-3, 13))
    loss_contours(axes[1, 1], tv_z, t, np.linspace(-19, 27), np.linspace(-2, 30))
    descent_panels(*axes[0], tv, t, raw_path[: frame + 1], **kept)
    descent_panels(*axes[1], tv_z, t, z_path[: frame + 1], **kept)
    axes[0, 0].set(ylim=(-3, 44), ylabel="Sales [1,000]", xlabel="TV [1,000 dollars]")
    axes[1, 0].set(ylim=(-3, 44), ylabel="Sales [1,000]", xlabel="TV [std. deviations]")
    axes[0, 1].set_title(f"raw, iteration {shown[frame]}")
    axes[1, 1].set_title(f"standardized, iteration {shown[frame]}")
    axes[0, 0].set_title(table.attrs["name"])
    axes[1, 1].set_aspect("equal")


stepper(fig, draw, len(shown), name="raw and standardized")

# %% [markdown] lang="en" role="figure"
# A series of pictures, raw data above, standardized below. Raw: the line swings about the origin,
# and the steps jump along b = 0. Standardized: the contours are circles, the steps go straight to
# the cross, and the lines settle on the data.
#
# %% [markdown] lang="ja" role="figure"
# 生のデータ（上段）と標準化したデータ（下段）を並べた連続した図。
# 生のデータでは、直線が原点の周りで振れ、点はb = 0に沿って跳ぶ。
# 標準化すると等高線が円になり、点は×印へまっすぐ進み、直線がデータに重なる。
#
# %% [markdown] lang="en"
# Below, the contours are circles, drawn to the same scale on both axes, so the steepest way down is
# the straight way to the minimum. Above, the line still has $b \approx 0$ and goes nowhere. Now all
# three inputs again, and four learning rates:
#
# %% [markdown] lang="ja"
# 下段の等高線は円です（両軸の縮尺はそろえてあります）。
# 円なら、最も急に下る向きが、最小点へ向かう向きになります。
# 上段の直線は$b \approx 0$のまま、先に進みません。
# 次は入力を3つに戻して、4通りの学習率を試します。
#
# %%
z = scaled["standardized"]
curves = {f"lr {lr}": fit(z, t, lr, 50)[2] for lr in (0.01, 0.1, 0.5, 0.85)}
fig, ax = plt.subplots(figsize=(5.6, 3.4))
loss_curves(ax, curves, log=True)
ax.set(ylim=(2, 1e4), ylabel="loss [(1,000 units)²]")
ax.set_title(f"{table.attrs['name']}, standardized")
plt.show()

# %% [markdown] lang="en" role="figure"
# Loss curves on standardized data, logarithmic: with 0.01 a slow straight fall, with 0.1 down to
# 2.8 after 15 iterations, with 0.5 after 3; with 0.85 the loss goes up without bound.
#
# %% [markdown] lang="ja" role="figure"
# 標準化したデータでの損失曲線（対数軸）。
# 0.01では一直線にゆっくり下がる。
# 0.1では15回、0.5では3回で2.8に達する。
# 0.85では際限なく増える。
#
# %% [markdown] lang="en" role="predict"
# 0.01 is slow, 0.1 good, 0.5 very good, and 0.85, above the limit, explodes: the same four
# characters as in lesson 01, at ordinary learning rates.
#
# > **Predict.** Inputs standardized, sales left in thousands of units, lr 0.1, 50 iterations. What
# > will $b$ be? Hint: what does the perceptron answer for a market whose every input is 0, and what
# > kind of market is that now?
#
# %% [markdown] lang="ja" role="predict"
# 0.01は遅く、0.1はよく、0.5はとてもよく、上限を超える0.85は発散します。
# レッスン01と同じ4通りの動きが、ふつうの大きさの学習率で見られました。
#
# > **予想**：入力は標準化し、売上は千個単位のまま、学習率0.1で50回反復します。
# > $b$はいくつになるでしょうか。
# > ヒント：すべての入力が0の市場に対して、パーセプトロンは何と答えるでしょうか。
# > そして、それは今どんな市場でしょうか。
#
# %% role="reveal"
w_z, b_z, losses = fit(z, t, lr=0.1, num_iterations=50)
loss_z = np.mean((z @ w_z + b_z - t) ** 2)
print(f"b {b_z[0]:.2f}, mean sales {mean_sales:.2f}")
print(f"loss {loss_z:.4f}, least squares {exact_loss:.4f}")

# %% [markdown] lang="en" role="answer"
# $b$ is the mean of the sales, 14.02: all inputs 0 is now the average market. And 50 iterations
# give 2.7841, the least-squares loss to four decimals, where 100,000 raw ones gave 3.00.
#
# %% [markdown] lang="ja" role="answer"
# $b$は売上の平均14.02になりました。
# すべての入力が0の市場とは、今では平均的な市場のことです。
# そして、わずか50回の反復で損失は2.7841です。
# 小数第4位まで最小二乗法と一致しました。
# 生のデータでは、10万回で3.00でした。
#
# %% [markdown] lang="en"
# > **Belief.** "Scaling improves the best fit."
#
# Compare the best possible fit, by least squares, in all four units:
#
# %% [markdown] lang="ja"
# > **思い込み**：「スケーリングをすると、最もよい当てはめがさらによくなる。」
#
# 4通りの単位それぞれで、最小二乗法による最もよい当てはめを比べます。
#
# %%
for name, values in scaled.items():
    columns = np.column_stack([values, np.ones(k)])
    y = columns @ np.linalg.lstsq(columns, t, rcond=None)[0]
    loss = np.mean((y - t) ** 2)
    print(f"{name:15} smallest loss {loss:.6f}, first prediction {y[0, 0]:.4f}")

# %% [markdown] lang="en"
# The same loss and the same predictions. The bottom of the bowl is as deep as before; only the way
# there has become short. Each scaling, with a learning rate of half its limit:
#
# %% [markdown] lang="ja"
# 損失も予測も同じです。
# おわんの底の深さは変わらず、そこまでの道のりだけが短くなりました。
# それぞれのスケーリングについて、上限の半分の学習率で比べます。
#
# %%
above_best = {}
for name, values in scaled.items():
    losses = fit(values, t, lr=1 / eigenvalues(values)[-1], num_iterations=160)[2]
    above_best[name] = np.array(losses) - exact_loss
    reached = np.flatnonzero(above_best[name] < 0.001)
    print(f"{name:15}", *(reached[:1] if len(reached) else ["not within 160"]))
fig, ax = plt.subplots(figsize=(5.6, 3.4))
loss_curves(ax, above_best, log=True, ylabel="loss - smallest [(1,000 units)²]")
ax.set(ylim=(1e-5, 1e3), title=table.attrs["name"])
ax.legend(loc="lower center")
plt.show()

# %% [markdown] lang="en" role="figure"
# Distance of the loss from its smallest value with four kinds of scaling, logarithmic: raw hardly
# falls; divided by the maximum and min-max fall to 0.001 in 160 iterations, on the same curve;
# standardized gets there in 8.
#
# %% [markdown] lang="ja" role="figure"
# 4種類のスケーリングについて、損失と最小値の差を対数軸で描いた図。
# 生のデータではほとんど減らない。
# 最大値で割った場合とmin-maxは、同じ曲線に沿って160回で0.001になる。
# 標準化では8回で達する。
#
# %% [markdown] lang="en"
# The numbers printed above tell when the loss comes within 0.001 of the best: after 7 iterations
# standardized, after 153 with values between 0 and 1. Raw it takes hundreds of thousands.
#
# %% [markdown] lang="ja"
# 上の表示は、最もよい損失との差が0.001より小さくなるまでの回数です。
# 標準化では7回、0から1の値では153回かかります。
# 生のデータでは、何十万回もかかります。
#
# %% [markdown] lang="en"
# ## 10. Reading the result (7 minutes)
#
# The weights `w_z` belong to standardized inputs. For a report we want the data's units. Insert
# the scaling and sort by $x_j$.
#
# $$
# y = \sum_j w_j\,\frac{x_j - \text{offset}_j}{\text{scale}_j} + b
#   = \sum_j \underbrace{\frac{w_j}{\text{scale}_j}}_{\text{new } w_j} x_j
#     + \underbrace{b - \sum_j \frac{w_j\, \text{offset}_j}{\text{scale}_j}}_{\text{new } b}
# $$
#
# %% [markdown] lang="ja"
# ## 10. 結果を読む（7分）
#
# 重み `w_z` は、標準化した入力に対するものです。
# 報告には、データの単位に戻した重みが必要です。
# スケーリングの式を代入して、$x_j$について整理します。
# $\text{offset}_j$と$\text{scale}_j$は、列$j$のオフセットとスケールです。
#
# $$
# y = \sum_j w_j\,\frac{x_j - \text{offset}_j}{\text{scale}_j} + b
#   = \sum_j \underbrace{\frac{w_j}{\text{scale}_j}}_{\text{new } w_j} x_j
#     + \underbrace{b - \sum_j \frac{w_j\, \text{offset}_j}{\text{scale}_j}}_{\text{new } b}
# $$
#
# %%
w_z, b_z, _ = fit(z, t, lr=0.5, num_iterations=50)
w = w_z.ravel() / std
b = b_z[0] - np.sum(w_z.ravel() * mean / std)
print("trained       w", w.round(6), f" b {b:.6f}")
print("least squares w", exact[:3].round(6), f" b {exact[3]:.6f}")
print("largest difference:", largest_difference(np.append(w, b), exact))

# %% [markdown] lang="en"
# By hand, then by library: scikit-learn's `LinearRegression` solves least squares, and `SGDRegressor`
# descends as we did, but updates after every single sample. What we built by `fit` is one line each:
#
# %% [markdown] lang="ja"
# 自分で書いた後は、ライブラリで確かめます。
# scikit-learnの `LinearRegression` は最小二乗法を解きます。
# `SGDRegressor` は同じように坂を下りますが、1サンプルごとに更新します。
# `fit` に当たる部分は、どちらも1行です。
#
# %%
line = LinearRegression().fit(x, t)
sgd = SGDRegressor(penalty=None, random_state=0).fit(z, t.ravel())
print("LinearRegression w", line.coef_.ravel().round(6), f" b {line.intercept_[0]:.6f}")
print("SGDRegressor     w", (sgd.coef_ / std).round(2) + 0.0, " (two digits)")

# %% [markdown] lang="en"
# Read aloud, with units (thousand units per thousand dollars is the same as units per dollar):
#
# - *1,000 dollars more for TV go with 46 more units sold*, the other two unchanged;
# - *1,000 dollars more for radio go with 189 more units*;
# - *1,000 dollars more for newspapers go with 1 unit less*: practically none.
#
# "Go with", not "cause": this is association, and the table cannot tell why someone spent more. (If the targets are
# standardized as well, as in the exercise, one more step leads back.) Is radio four times as
# important as TV, then? Read the standardized weights, too. They say what one standard deviation
# more does:
#
# %% [markdown] lang="ja"
# 単位を付けて読みます。
# 「千ドルあたり千個」は「1ドルあたり1個」と同じです。
#
# - テレビの広告費が**千ドル多いと、売上は46個多い**（ほかの2つが同じ場合）。
# - ラジオの広告費が**千ドル多いと、売上は189個多い**。
# - 新聞の広告費が**千ドル多いと、売上は1個少ない**。
#   つまり、ほとんど関係がない。
#
# これは関連であり、因果関係ではありません。
# 広告費が多かった理由は、この表からはわかりません。
# なお、演習では目標値も標準化するので、戻すための手順が1つ増えます。
# では、ラジオはテレビの4倍も重要なのでしょうか。
# 標準化したときの重みも読んでみます。
# これは、標準偏差1つ分だけ多いときの違いを表します。
#
# %%
for feature, spread, weight in zip(features, std, w_z.ravel(), strict=True):
    print(f"{feature:9}  {spread:4.1f} thousand dollars more: {weight:+.2f} thousand units")

# %% [markdown] lang="en"
# The order is reversed: moved by what is usual for it, TV makes the larger difference. Both
# readings are right; they answer different questions, per dollar and per usual variation. It is the
# trap of section 1 again: **a number cannot be compared with another before you know both units.**
#
# How good is the model, and where is it wrong? Look at its predictions, with the three largest
# mistakes marked.
#
# %% [markdown] lang="ja"
# 順序が逆になりました。
# ふだんの変動の幅で考えると、テレビの方が売上の違いは大きくなります。
# どちらの読み方も正しく、答えている問いが違います。
# 「1ドルあたり」と「ふだんの変動あたり」です。
# 1節の落とし穴がもう一度出てきました。
# **単位を確かめるまでは、数どうしを比べられません**。
#
# このモデルはどれだけよく、どこで間違えるのでしょうか。
# 予測を図にして、誤差の大きい3つに印を付けます。
#
# %%
y = x @ w + b
worst = np.argsort(-np.abs(y - t.ravel()))[:3]
fig, ax = plt.subplots(figsize=(4.6, 4.4))
predicted_against_actual(ax, t, y, marked=worst, unit=" Sales [1,000 units]")
ax.set_title(table.attrs["name"])
plt.show()
table.iloc[worst].assign(predicted=y[worst].round(1))

# %% [markdown] lang="en" role="figure"
# Predicted against actual sales of 200 markets; the points follow the dashed diagonal. Three far
# above it are circled: the rows 130, 5 and 178.
#
# %% [markdown] lang="ja" role="figure"
# 200の市場の売上の予測と実際の値。
# 点は破線の対角線に沿っている。
# 大きく上に外れた行130、行5、行178の3点に丸が付いている。
#
# %%
E = np.mean((y - t.ravel()) ** 2)
print(f"baseline {baseline:.2f}, perceptron {E:.2f}, explained {1 - E / baseline:.3f}")
print(f"typical error {np.sqrt(E):.2f}, of the baseline {np.sqrt(baseline):.2f}")

# %% [markdown] lang="en" role="predict"
# The perceptron explains 0.897 of the variance, and its typical error is 1.67 thousand units
# instead of 5.20. The points bend about the diagonal, as in section 0, and the worst cases have
# something in common: rows 130 and 5 spent almost nothing on TV and a lot on radio, row 178 the other
# way round, and all three sold far less than predicted. It looks as if TV and radio needed one
# another. A weighted *sum* of the three cannot say that.
#
# ### One more column
#
# But nobody says that the inputs must be the columns of the table. Give the same perceptron the
# **product** TV × Radio as an input, in place of the newspapers.
#
# > **Predict.** Explained so far: 0.897. What will it be?
#
# %% [markdown] lang="ja" role="predict"
# パーセプトロンで売上の分散の89.7%を説明でき、典型的な誤差は5,200個から1,670個に減りました。
# 0節で見たとおり、点の並びは対角線に対して曲がっています。
# 大きく外した3つには、共通点があります。
# 130行と5行は、テレビにほとんど使わず、ラジオに多く使いました。178行はその逆です。
# そして、どれも予測よりずっと少ししか売れませんでした。
# テレビとラジオの広告は、両方そろって初めて効くように見えます。
# 3つの入力の重み付きの**和**では、これを表せません。
#
# ### 列を1つ加える
#
# しかし、入力が表の列そのものでなければならない理由はありません。
# 新聞の代わりに、テレビとラジオの**積**の列を、同じパーセプトロンに入力してみます。
#
# > **予想**：説明できた割合は0.897でした。
# > 今度はいくつになるでしょうか。
#
# %% role="reveal"
columns = np.column_stack([x[:, 0], x[:, 1], x[:, 0] * x[:, 1]])  # TV, Radio, TV x Radio
u = (columns - columns.mean(axis=0)) / columns.std(axis=0)
w_u, b_u, losses = fit(u, t, lr=0.3, num_iterations=1000)
y_u = (u @ w_u + b_u).ravel()
E_u = np.mean((y_u - t.ravel()) ** 2)
print(f"explained {1 - E_u / baseline:.3f}, typical error {np.sqrt(E_u):.2f}")

# %% role="reveal"
fig, ax = plt.subplots(figsize=(4.6, 4.4))
predicted_against_actual(ax, t, y_u, marked=worst, unit=" Sales [1,000 units]")
ax.set_title(f"{table.attrs['name']}, with TV x Radio")
plt.show()

# %% [markdown] lang="en" role="figure"
# The same with a column TV x Radio: the points lie much closer to the diagonal; the rows 130, 5 and
# 178 are nearer to it, too.
#
# %% [markdown] lang="ja" role="figure"
# TV×Radioの列を加えた場合の同じ図。
# 点は対角線にずっと近くなり、行130、行5、行178も近づいている。
#
# %% [markdown] lang="en" role="answer"
# 0.968, and most of the bend is gone: the typical error falls from 1.67 to 0.93 thousand units. Nothing in the
# perceptron has changed, and it still computes a weighted sum; only somebody *looked at the mistakes*
# and gave it the column that it needed. That is far better than where we began, at 5.20. Looking for
# such columns by hand takes an eye and luck. A hidden layer makes columns of its own: lesson 03 shows
# how, and in lessons 04 and 05 they are learned.
#
# %% [markdown] lang="ja" role="answer"
# 0.968になり、曲がりもほとんど消えました。典型的な誤差は1,670個から930個に減っています。
# パーセプトロンは何も変わっていません。計算しているのは今も重み付きの和です。
# 変えたのは入力だけです。**間違いをよく見て**、必要な列を加えたのです。
# 最初の5,200個に比べると、ずっと良くなりました。
# ただし、このような列を人が探すには、データを見る目と運が必要です。
# 隠れ層があれば、こうした列がネットワークの中で作られます。
# そのしくみをレッスン03で見て、レッスン04と05で学習させます。
#
# %% [markdown] lang="en"
# **A last failure, on purpose.** A new market plans 100, 20 and 30 thousand dollars.
#
# %% [markdown] lang="ja"
# **最後の失敗例**：新しい市場が、100、20、30千ドルの広告を計画しています。
#
# %%
new_market = np.array([[100.0, 20.0, 30.0]])  # thousands of dollars
forgotten = new_market @ w_z + b_z
as_in_training = (new_market - mean) / std @ w_z + b_z
print(f"forgotten to scale: {forgotten[0, 0]:.1f} thousand units")
print(f"scaled as in training: {as_in_training[0, 0]:.1f} thousand units")

# %% [markdown] lang="en"
# **Symptom:** 461 thousand units, when no market ever sold more than 27. **Cause:** weights for
# standardized inputs met raw ones. **Cure:** keep offset and scale, which are as much a part of the
# model as its weights, and apply *those of the training data* to everything that comes later. (The
# new market's own mean and standard deviation would not do: of a single row the standard deviation
# is 0.)
#
# %% [markdown] lang="ja"
# **症状**：46万1千個になりました。
# 2万7千個より多く売れた市場は1つもないのに、です。
# **原因**：標準化した入力用の重みに、生の入力を渡しました。
# **対処**：オフセットとスケールを保存しておきます。
# どちらも、重みと同じくモデルの一部です。
# 後から来るデータには、必ず**訓練データのもの**を使います。
# 新しい市場自身の平均と標準偏差は使えません。
# 1行だけでは、標準偏差が0になってしまいます。
#
# %% [markdown] lang="en"
# ## Recap
#
# 1. **Trace a graph.** Forward, each node computes; backward, each node multiplies what arrives by
#    its own derivative, and where one number feeds several nodes, what comes back adds. For
#    $100 \times 2 \times 1.1$ the unit price gets $1 \times 1.1 \times 2 = 2.2$. A gradient has a
#    unit, and without it says nothing about importance.
# 2. **A node as a class.** `forward` remembers what `backward` needs, so each circle of the graph
#    is an object of its own. Numerical differentiation checks it: print the largest difference.
# 3. **A batch.** $(k, n)(n, m) + (m,) \to (k, m)$. A gradient has the shape of what it belongs to:
#    $x^{\mathsf T} g / k$ for $w$, the mean of $g$ for $b$, $g\,w^{\mathsf T}$ with the old $w$ for
#    $x$. The mean is taken once.
# 4. **Two kinds of line.** Regression fits a line through the points, classification one between
#    them: $x_2 = -(w_1/w_2)\,x_1 - b/w_2$, at right angles to $w$. Rosenblatt's rule finds it where
#    there is one. XOR is not linearly separable; two layers can do it.
# 5. **Training and scaling.** Baseline first (27.09), then forward, loss, backward, gradients,
#    update. The learning rate must stay below 2 / largest eigenvalue. Standardizing made the ratio
#    of eigenvalues 2.1 instead of 206,000, and 50 iterations did what 100,000 could not. The best
#    fit (2.784) stayed the same. New data get the scaling of the training data.
#
# How far is that? From 5.20 thousand units of typical error to 1.67, and with one column more to 0.93.
# In the exercise you write `Multiply`, `Perceptron` and `MeanSquaredError` as classes, train them
# raw and standardized, and build XOR from gates.
#
# %% [markdown] lang="ja"
# ## まとめ
#
# 1. **グラフをたどる**。
#    順伝播では各ノードが計算し、逆伝播では届いた値に自分の微分を掛けます。
#    1つの数が複数のノードに渡るときは、戻る勾配を足します。
#    $100 \times 2 \times 1.1$では、単価に$1 \times 1.1 \times 2 = 2.2$が届きます。
#    勾配には単位があり、単位なしでは重要さを比べられません。
# 2. **ノードをクラスで書く**。
#    `forward` は `backward` に必要な値を覚えます。
#    そのため、グラフの丸1つにオブジェクトを1個使います。
#    数値微分で確かめ、差の最大値を表示します。
# 3. **バッチを計算する**。
#    $(k, n)(n, m) + (m,) \to (k, m)$です。
#    勾配は、微分する相手と同じ形状をもちます。
#    $w$には$x^{\mathsf T} g / k$、$b$には$g$の平均、$x$には更新前の$w$を使った$g\,w^{\mathsf T}$です。
#    平均は1回だけ取ります。
# 4. **2種類の直線を区別する**。
#    回帰は点の並びに沿う直線を、分類は点を2つに分ける直線を当てはめます。
#    後者は$x_2 = -(w_1/w_2)\,x_1 - b/w_2$で、$w$と垂直です。
#    分けられる直線があれば、パーセプトロンの学習規則で見つかります。
#    XORは線形分離可能ではありませんが、2層なら表せます。
# 5. **学習とスケーリング**。
#    まずベースライン（27.09）を調べ、次に順伝播、損失、逆伝播、勾配、更新の5つを繰り返します。
#    学習率は「2÷最大の固有値」より小さくします。
#    標準化で固有値の比は20万6千から2.1になり、10万回でも終わらなかった学習が50回で終わりました。
#    最もよい当てはめ（2.784）は変わりません。
#    新しいデータにも同じスケーリングを使います。
#
# どこまで来たでしょうか。
# 典型的な誤差は5,200個から1,670個になり、列を1つ加えると930個になりました。
# 演習では、`Multiply`、`Perceptron`、`MeanSquaredError` をクラスとして書き、生のデータと標準化したデータで学習させます。
# さらに、ゲートからXORを組み立てます。
#
# %% [markdown] lang="en"
# ## Appendix: turning weights (10 minutes, after class)
#
# What do $w$ and $b$ do to the line of section 5?
#
# %% [markdown] lang="ja"
# ## 付録：重みを回す（講義の後で、10分）
#
# 5節の直線は、$w$と$b$でどう変わるのでしょうか。
#
# %% [markdown] lang="en" role="predict"
# > **Predict.** Below, $w$ keeps its length 1 and turns once around, while $b = -1$ stays. How far
# > from the origin is the line: near, far, or does it change? Step through: the left panel is the
# > parameter space (where is $w$?), the right one the data space (where is the line?).
#
# %% [markdown] lang="ja" role="predict"
# > **予想**：次の図では、$w$は長さ1のまま1周し、$b = -1$は変わりません。
# > 直線と原点の距離はどうなるでしょうか。
# > 近づいたり遠ざかったりするでしょうか。
# > 1コマずつ進めて見てください。
# > 左はパラメータの空間（$w$の位置）、右はデータの空間（直線の位置）です。
#
# %% role="reveal" tags=["nbval-ignore-output"]
fig, (left, right) = plt.subplots(1, 2, figsize=(6.0, 3.0))


def draw(frame):
    angle = 2 * np.pi * frame / 12
    w = np.array([np.cos(angle), np.sin(angle)])
    for ax in (left, right):
        ax.clear()
        ax.set(xlim=(-2.2, 2.2), ylim=(-2.2, 2.2), aspect="equal")
        ax.add_patch(plt.Circle((0, 0), 1, fill=False, linestyle=":", color="0.4"))
    left.plot(*w, "o", color="#D55E00")
    left.set(xlabel="$w_1$", ylabel="$w_2$", title=f"w = ({w[0]:.2f}, {w[1]:.2f})")
    decision_line(right, w, -1)
    right.set(xlabel="$x_1$", ylabel="$x_2$", title="the line for b = -1")


stepper(fig, draw, 12, name="turning weights")

# %% [markdown] lang="en" role="figure"
# A series of pictures. Left, a point (w1, w2) goes round a circle; right, the line for b = −1 turns
# with it, always at right angles to the arrow w and at the same distance from the origin.
#
# %% [markdown] lang="ja" role="figure"
# 連続した図。
# 左では点(w1, w2)が円周を回る。
# 右ではb = −1の直線がそれに合わせて回り、いつも矢印wに直角で、原点からの距離は変わらない。
#
# %% [markdown] lang="en" role="answer"
# The line always touches the circle of radius 1. Its distance from the origin is $|b| / |w|$: the
# direction of $w$ turns the line, and $b$ shifts it.
#
# %% [markdown] lang="ja" role="answer"
# 直線はいつも半径1の円に接しています。
# 原点からの距離は$|b| / |w|$です。
# $w$の向きで直線の傾きが決まり、$b$で直線が平行に動きます。
#
# %% [markdown] lang="en" role="predict"
# So $w$ and $b$ are not unique:
#
# > **Predict.** Multiply $w$ and $b$ by 2, or by −1. Which of the two gives another line?
#
# %% [markdown] lang="ja" role="predict"
# ということは、同じ直線を表す$w$と$b$は1通りではありません。
#
# > **予想**：$w$と$b$を2倍、または−1倍にします。
# > 直線が変わるのはどちらでしょうか。
#
# %% role="reveal"
fig, axes = plt.subplots(1, 3, figsize=(9, 3.2))
for ax, factor in zip(axes, (1, 2, -1), strict=True):
    ax.set(xlim=(-1, 3), ylim=(-1, 3), aspect="equal", xlabel="$x_1$", ylabel="$x_2$")
    decision_line(ax, factor * np.array([1.0, 0.5]), factor * -1.0)
    ax.set_title(f"{factor} × (w, b)")
plt.show()

# %% [markdown] lang="en" role="figure"
# The same line three times: for (w, b), for twice (w, b), where the arrow is twice as long, and for
# minus (w, b), where arrow and colored side are turned round.
#
# %% [markdown] lang="ja" role="figure"
# 同じ直線を3通りに描いた図。
# (w, b)の場合、矢印が2倍になる2(w, b)の場合、矢印と色の付いた側が逆になる-(w, b)の場合である。
#
# %% [markdown] lang="en" role="answer"
# Neither: all three are the same line. Doubling makes $y$ twice as large without changing its sign,
# so a regression changes but a classification does not. The minus sign turns the weight vector
# round and exchanges the two sides.
#
# %% [markdown] lang="ja" role="answer"
# どちらも変わりません。
# 3つとも同じ直線です。
# 2倍にすると$y$は2倍になりますが、符号は同じです。
# 回帰の答えは変わり、分類の答えは変わりません。
# −1倍にすると重みベクトルが反対を向き、2つの側が入れ替わります。
#
