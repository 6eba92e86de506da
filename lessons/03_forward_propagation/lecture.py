# %% [markdown] lang="en"
# # 03 Forward propagation
#
# A perceptron answers with yes or no. Make its answer smooth, arrange 160 such neurons
# in layers, and the same arithmetic reads handwritten digits. In this lesson the
# signals run one way only, from the inputs to the answer, and the weights are given; how
# so many weights are found is the subject of lessons 04 and 05. You will
#
# 1. **explain** why a network needs a smooth activation function, and **read** what
#    weight and bias do to it,
# 2. **compute** the signals of a three-layer network, for one sample and for a batch,
#    and **name** the shape of every array,
# 3. **choose** the output layer for a task, and **write** softmax and cross entropy so
#    that large numbers do them no harm,
# 4. **prepare** pictures of digits, and **judge** a trained network by what ignorance
#    scores,
# 5. **process** pictures in batches, and **average** over batches correctly.
#
# Run the cells from top to bottom. All of them together take about a minute, and none
# needs a network connection. Where it says *Predict*, write your guess into
# the line below it before you run the next cell or open the answer. Where it says *Your turn*,
# write one to three lines yourself; the next cell says whether they are right, and the solution is
# folded below. The lesson takes about 100 minutes, with a break after section 6; the minutes
# stand beside each section. Numbers about pictures in the text are measured on MNIST;
# if the title of a figure says `sample`, yours will differ.
#
# %% [markdown] lang="ja"
# # 03 順伝播
#
# パーセプトロンの出力は、0か1の2通りしかありません。
# この出力を滑らかな値に変え、160個のニューロンを層に並べると、足し算と掛け算だけで手書きの数字が読めるようになります。
# このレッスンでは、入力から出力へ向かう計算だけを扱い、重みは与えられたものを使います。
# これほど多くの重みをどう求めるかは、レッスン04と05で学びます。
# 目標は次の5つです。
#
# 1. 滑らかな活性化関数が必要な理由を**説明し**、重みとバイアスの働きを**読み取る**。
# 2. 3層のネットワークの信号を、1つのサンプルとバッチの両方で**計算し**、どの配列の形状も**答える**。
# 3. 課題に合う出力層を**選び**、大きな数でも壊れないソフトマックス関数と交差エントロピー誤差を**書く**。
# 4. 数字の画像を**前処理し**、簡単な方法の正解率と比べて、学習済みのネットワークを**評価する**。
# 5. 画像をバッチに分けて**処理し**、全体の平均を正しく**求める**。
#
# セルは上から順に実行してください。
# 全部で1分ほどかかりますが、ネットワーク接続は要りません。
# 「予想」とあるところでは、下の記入欄に予想を書いてから、次のセルを実行するか、答えを開いてください。
# 「書いてみよう」とあるところでは、1行から3行のコードを書きます。
# 正しく書けたかは次のセルでわかり、解答例はその下にたたんであります。
# 6節の後の休憩を除いて100分ほどで、各節に目安の時間を示しました。
# 文中の画像についての数値は、MNISTで求めたものです。
# 図の題に `sample` とあるときは、別の画像を使っているので、数値が異なります。
#
# %%
import warnings
from functools import partial
from time import perf_counter

import matplotlib.pyplot as plt
import numpy as np

from mlcourse.checks import check_close
from mlcourse.data import load_mnist, load_pretrained
from mlcourse.figures import base, images, interactive, network, training
from mlcourse.turns import your_turn

base.use_style()


# %% [markdown] lang="en"
# Here is what you will understand at the end. The first cell loads a picture of a digit and
# six arrays of trained weights, and calculates ten probabilities from them. The second one
# draws both. (Loading takes a few seconds.)
#
# %% [markdown] lang="ja"
# まず、このレッスンの最後に理解できるようになることを、先に見ておきます。
# 最初のセルは、数字の画像と、学習済みの重みの入った6つの配列を読み込み、10個の確率を計算します。
# 次のセルは、画像と確率を図にします。
# 読み込みには数秒かかります。
#
# %%
mnist, trained = load_mnist(), load_pretrained()
signal = mnist.test_images[0].reshape(1, 784) / 255
for layer in (1, 2):
    signal = 1 / (1 + np.exp(-(signal @ trained[f"W{layer}"] + trained[f"b{layer}"])))
scores = signal @ trained["W3"] + trained["b3"]
probabilities = np.exp(scores) / np.exp(scores).sum()

# %%
fig, (picture, bars) = plt.subplots(1, 2, figsize=(6, 2.6), width_ratios=(2, 3))
picture.imshow(mnist.test_images[0], cmap="gray_r")
picture.axis("off")
bars.bar(range(10), probabilities[0])
bars.set(xlabel="digit", ylabel="probability", xticks=range(10), title=mnist.name)
plt.show()


# %% [markdown] lang="en" role="figure"
# A handwritten 7 of MNIST, and the network's probabilities of the ten digits as bars: almost 1 for
# the 7.
#
# %% [markdown] lang="ja" role="figure"
# MNISTの手書きの7と、ネットワークが出した10個の数字の確率の棒グラフ。
# 7がほぼ1である。
#
# %% [markdown] lang="en"
# Five lines of arithmetic, and no line says what a digit looks like: that is in the weights.
# Sections 1 to 6 explain the layers, 7 and 8 the last line, 9 to 13 how good it is.
#
# %% [markdown] lang="ja"
# 計算は5行だけで、数字がどんな形かは、どこにも書かれていません。
# それを決めているのは重みです。
# 1節から6節では層の計算を、7節と8節では最後の行を、9節から13節ではその性能を学びます。
#
# %% [markdown] lang="en" role="predict"
# ## 1. A neuron: a sum, then a switch (5 minutes)
#
# A neuron does two things. It adds up its inputs, each times a weight, and a bias. Then
# an **activation function** $h$ turns this **weighted sum** $a$ into the signal $z$
# that the neuron passes on:
#
# $$a = w_1 x_1 + w_2 x_2 + b, \qquad z = h(a).$$
#
# In the perceptron of lesson 02, $h$ is the **step function**: 1 for $a > 0$, else 0.
# In a **neural network** it is something smooth. The classic choice is the **sigmoid**:
#
# $$\sigma(a) = \frac{1}{1 + e^{-a}}.$$
#
# > **Predict.** An AND gate has $w = (0.5, 0.5)$ and $b = -0.7$. Both inputs are 1. We
# > turn $w_1$ from 0.50 up to 0.51. Does the output move if $h$ is the step? And if it
# > is the sigmoid?
#
# %% [markdown] lang="ja" role="predict"
# ## 1. ニューロン：足し合わせて、変換する（5分）
#
# ニューロンは、2つの計算を順に行います。
# まず、入力に重みを掛けて足し合わせ、バイアスを加えます。
# 次に、この**重み付き和**$a$を**活性化関数**（activation function）$h$で変換し、その値$z$を次のニューロンへ送ります。
# 式では次のように表します。
#
# $$a = w_1 x_1 + w_2 x_2 + b, \qquad z = h(a)$$
#
# レッスン02のパーセプトロンでは、$h$は**ステップ関数**（step function）でした。
# $a > 0$なら1、それ以外は0です。
# **ニューラルネットワーク**（neural network）では、代わりに滑らかな関数を使います。
# 代表的なものが、次の**シグモイド関数**（sigmoid function）です。
#
# $$\sigma(a) = \frac{1}{1 + e^{-a}}$$
#
# > **予想**：ANDゲートの重みは$w = (0.5, 0.5)$、バイアスは$b = -0.7$です。
# > 2つの入力をどちらも1とし、$w_1$を0.50から0.51へ少しだけ大きくします。
# > $h$がステップ関数のとき、出力は変わるでしょうか。
# > シグモイド関数ではどうでしょうか。
#
# %%
def step_function(a):
    return (a > 0).astype(int)


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


# %% role="reveal"
x = np.array([1.0, 1.0])
for w1 in (0.50, 0.51):
    a = x @ np.array([w1, 0.5]) - 0.7
    print(f"w1 {w1:.2f}  a {a:.2f}  step {step_function(a)}  sigmoid {sigmoid(a):.6f}")


# %% [markdown] lang="en" role="answer"
# The step does not move. How near it was to the other answer does not show in its output,
# so nobody can tell which way to turn a weight. The sigmoid moves by 0.002442, that is by
# 0.24 per unit of $w_1$. A network learns from such small changes. This one difference
# leads from the perceptron to the neural network: **the step becomes a smooth curve**.
#
# %% [markdown] lang="ja" role="answer"
# ステップ関数の出力は変わりません。
# 0と1の境目にどれほど近いかが出力に現れないので、重みをどちらへ動かせばよいかがわかりません。
# 一方、シグモイド関数の出力は0.002442だけ変わります。
# $w_1$を1増やしたときの割合に直すと、約0.24です。
# ネットワークは、このような小さな変化を手がかりにして学習します。
# パーセプトロンとニューラルネットワークの違いは、この1点にあります。
# **ステップ関数を、滑らかな曲線に置き換えるのです。**
#
# %% [markdown] lang="en"
# ## 2. Four activation functions (10 minutes)
#
# Two more are in daily use. **tanh** is a sigmoid stretched to the range from −1 to 1.
# The **ReLU** (rectified linear unit) lets positive sums pass unchanged and stops
# negative ones:
#
# $$\tanh(a) = \frac{e^{a} - e^{-a}}{e^{a} + e^{-a}}, \qquad
# \mathrm{ReLU}(a) = \begin{cases} a & (a > 0) \\ 0 & (a \le 0) \end{cases}$$
#
# First we try them where the answer is known exactly.
#
# %% [markdown] lang="ja"
# ## 2. 4つの活性化関数（10分）
#
# よく使われる活性化関数が、ほかに2つあります。
# **tanh**は、シグモイド関数の値の範囲を−1から1までに広げたものです。
# **ReLU**（rectified linear unit）は、正の和をそのまま通し、負の和を0にします。
# 式は次のとおりです。
#
# $$\tanh(a) = \frac{e^{a} - e^{-a}}{e^{a} + e^{-a}}, \qquad
# \mathrm{ReLU}(a) = \begin{cases} a & (a > 0) \\ 0 & (a \le 0) \end{cases}$$
#
# まず、正確な値がわかっている点で確かめます。
#
# %%
def relu(a):
    return np.maximum(0, a)


print(f"sigmoid(0)    = {sigmoid(0):.6f}    exact: 1/2")
print(f"sigmoid(ln 3) = {sigmoid(np.log(3)):.6f}    exact: 3/4")
print(f"tanh(ln 2)    = {np.tanh(np.log(2)):.6f}    exact: 3/5")
print(f"relu(-2) = {relu(-2)}, relu(3) = {relu(3)}")

# %% [markdown] lang="en"
# All agree. Now a value far outside, on purpose. $\sigma(-1000)$ is
# $5 \cdot 10^{-435}$, which is 0 for a computer. We catch the warning and print it, so
# that you can read it in peace.
#
# %% [markdown] lang="ja"
# どれも一致しました。
# 次は、わざと0から遠く離れた値を入れてみます。
# $\sigma(-1000)$は$5 \cdot 10^{-435}$で、コンピュータでは0になります。
# 警告は、読みやすいように普通の文章として表示します。
#
# %%
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print("sigmoid(-1000) =", sigmoid(np.array([-1000.0])))
for warning in caught:
    print(f"{warning.category.__name__}: {warning.message}")


# %% [markdown] lang="en"
# - **Symptom**: the value is right, yet NumPy warns.
# - **Cause**: the code computes $e^{1000}$. The largest number of type float64 is about
#   $1.8 \cdot 10^{308}$; what exceeds it becomes `inf`.
# - **Cure**: multiply numerator and denominator by $e^{a}$, which gives
#   $\sigma(a) = e^{a} / (1 + e^{a})$. For negative $a$ its powers can only become
#   small, and that is harmless. For positive $a$ the first form is the safe one. In the
#   exercise you write a sigmoid that picks the right form by itself.
#
# How strongly does a signal react when its sum changes a little? That is the
# derivative:
#
# $$\sigma'(a) = \sigma(a)\,(1 - \sigma(a)), \qquad \tanh'(a) = 1 - \tanh^2(a), \qquad
# \mathrm{ReLU}'(a) = \begin{cases} 1 & (a > 0) \\ 0 & (a < 0) \end{cases}$$
#
# At $a = 0$ ReLU has a corner and no derivative; by convention we use 0 there. So the
# derivative of ReLU *is* the step function.
#
# %% [markdown] lang="ja"
# - **症状**：値は正しいのに、NumPyが警告を出します。
# - **原因**：途中で$e^{1000}$を計算しています。
#   float64で表せる最大の数は約$1.8 \cdot 10^{308}$で、それを超えると `inf` になります。
# - **対処**：分子と分母に$e^{a}$を掛けると、$\sigma(a) = e^{a} / (1 + e^{a})$になります。
#   $a$が負のときは、この形なら$e^{a}$が小さくなるだけなので安全です。
#   $a$が正のときは、元の形の方が安全です。
#   演習では、2つの形を使い分けるシグモイド関数を書きます。
#
# 重み付き和が少し変わったとき、信号はどれだけ変わるでしょうか。
# その割合が微分で、次の式になります。
#
# $$\sigma'(a) = \sigma(a)\,(1 - \sigma(a)), \qquad \tanh'(a) = 1 - \tanh^2(a), \qquad
# \mathrm{ReLU}'(a) = \begin{cases} 1 & (a > 0) \\ 0 & (a < 0) \end{cases}$$
#
# ReLUは$a = 0$で折れ曲がっているので、そこでは微分できません。
# 慣例に従って、$a = 0$での値は0とします。
# すると、ReLUの微分はステップ関数そのものになります。
#
# %%
def sigmoid_slope(a):
    return sigmoid(a) * (1 - sigmoid(a))


def tanh_slope(a):
    return 1 - np.tanh(a) ** 2


relu_slope = step_function

# %% [markdown] lang="en"
# As in lesson 01 we trust no derivative before numbers agree. For a small
# $\varepsilon$,
#
# $$h'(a) \approx \frac{h(a + \varepsilon) - h(a - \varepsilon)}{2 \varepsilon}.$$
#
# The largest difference over 100 points from −5 to 5, for three sizes of $\varepsilon$:
#
# %% [markdown] lang="ja"
# レッスン01と同じように、微分の式は数値で確かめてから使います。
# $\varepsilon$を小さな数とすると、微分は次の式で近似できます。
#
# $$h'(a) \approx \frac{h(a + \varepsilon) - h(a - \varepsilon)}{2 \varepsilon}$$
#
# −5から5までの100個の点で両者を比べ、差の最大値を求めます。
# $\varepsilon$は3通りに変えてみます。
#
# %%
pairs = {
    "sigmoid": (sigmoid, sigmoid_slope),
    "tanh": (np.tanh, tanh_slope),
    "relu": (relu, relu_slope),
}
a = np.linspace(-5, 5, 100)
for name, (h, slope) in pairs.items():
    for eps in (0.1, 0.01, 0.001):
        numerical = (h(a + eps) - h(a - eps)) / (2 * eps)
        largest = np.max(np.abs(slope(a) - numerical))
        shown = "below 1e-8" if largest < 1e-8 else f"{largest:.8f}"
        print(f"{name:7}  eps = {eps:<5}  largest difference {shown}")

# %% [markdown] lang="en" role="predict"
# For sigmoid and tanh the difference falls a hundredfold each time $\varepsilon$
# shrinks tenfold: the formulas are right. For ReLU 0.1 fails: beside the corner, the
# interval from $a - \varepsilon$ to $a + \varepsilon$ reaches across it and measures a
# mixture of both sides. With 0.01 no interval crosses the corner, and nothing is left
# but rounding.
#
# > **Predict.** Where is the sigmoid steepest, and how steep is it there?
#
# %% [markdown] lang="ja" role="predict"
# sigmoidとtanhでは、$\varepsilon$を10分の1にするたびに、差が100分の1になります。
# したがって、微分の式は正しいといえます。
# ReLUでは、$\varepsilon$が0.1のときに差が残ります。
# 折れ曲がる点のすぐ近くでは、$a - \varepsilon$から$a + \varepsilon$までの区間がその点をまたぎ、両側の傾きが混ざるからです。
# 0.01にすると、またぐ区間がなくなり、差は丸め誤差だけになります。
#
# > **予想**：シグモイド関数の傾きが最も急になるのはどこで、その値はいくつでしょうか。
#
# %% role="reveal"
a = np.linspace(-5, 5, 400)
functions = {"step": (step_function(a), np.zeros_like(a))}
functions |= {name: (h(a), slope(a)) for name, (h, slope) in pairs.items()}

fig, axes = plt.subplots(2, 4, figsize=(9.5, 4.4), sharex=True, sharey="row")
network.activation_plots(axes, a, functions)
plt.show()

# %% [markdown] lang="en" role="figure"
# Four activation functions and below them their derivatives. Step jumps from 0 to 1, derivative 0.
# Sigmoid rises smoothly from 0 to 1, derivative at most 0.25. Tanh rises from −1 to 1, derivative
# at most 1. ReLU is 0 on the left and a straight line on the right, derivative 0, then 1.
#
# %% [markdown] lang="ja" role="figure"
# 4つの活性化関数と、その下に導関数を並べた図。
# ステップは0から1へ跳び、導関数は0。
# シグモイドは0から1へ滑らかに増え、導関数は最大0.25。
# tanhは−1から1へ増え、導関数は最大1。
# ReLUは左で0、右では直線で、導関数は0から1に変わる。
#
# %% [markdown] lang="en" role="answer"
# Above the functions, below their derivatives. The sigmoid is steepest at $a = 0$, with
# slope $\frac12 \cdot \frac12 = \frac14$; tanh reaches 1. Both become flat on either
# side: beyond $|a| = 5$ a neuron hardly reacts to anything. ReLU has the slope 1 on the
# whole positive side. The step has slope 0 wherever it has one: a weight that moves a
# little leaves no trace in the output.
#
# %% [markdown] lang="ja" role="answer"
# 上の段が関数、下の段がその微分です。
# シグモイド関数の傾きは$a = 0$で最も急で、$\frac12 \cdot \frac12 = \frac14$です。
# tanhの傾きは、同じ点で1になります。
# どちらも左右の端では平らで、$|a|$が5を超えるとほとんど変化しません。
# ReLUの傾きは、正の側ではどこでも1です。
# ステップ関数の傾きは、微分できるところではどこでも0です。
# そのため、重みを少し動かしても、その影響が出力に現れません。
#
# %% [markdown] lang="en" role="predict"
# Learning multiplies such slopes, layer after layer, by the chain rule. Ten sigmoids in
# a row leave at most $0.25^{10} \approx 0.000001$. That a gradient shrinks towards 0 on its
# way back through the layers is called a **vanishing gradient**; that it grows without
# bound, by factors above 1, an **exploding gradient**. Deep networks use ReLU because its
# slope stays 1 on the positive side.
#
# ## 3. What weight and bias do to the curve (8 minutes)
#
# One input, one weight, no bias: $z = \sigma(w x)$.
#
# > **Predict.** For which of $w = 1, 5, 50$ does the curve come closest to the step?
# > And what is lost there?
#
# %% [markdown] lang="ja" role="predict"
# 学習では、連鎖律に従って、この傾きを層ごとに掛けていきます。
# シグモイド関数を10層重ねると、掛け合わせた値は最大でも$0.25^{10} \approx 0.000001$です。
# このように、勾配が層をさかのぼるにつれて0に近づくことを、**勾配消失**（vanishing gradient）といいます。
# 逆に、1より大きい値を掛け続けて勾配が際限なく大きくなることを、**勾配爆発**（exploding gradient）といいます。
# 層の深いネットワークでReLUがよく使われるのは、正の側で傾きが1のまま保たれるからです。
#
# ## 3. 重みとバイアスの働き（8分）
#
# 入力と重みが1つずつで、バイアスのないニューロン$z = \sigma(w x)$を考えます。
#
# > **予想**：$w = 1, 5, 50$のうち、曲線がステップ関数に最も近くなるのはどれでしょうか。
# > そのとき、何が失われるでしょうか。
#
# %% role="reveal"
x = np.linspace(-3, 3, 601)
fig, ax = plt.subplots(figsize=(6.4, 3.4))
for w in (1, 5, 50):
    ax.plot(x, sigmoid(w * x), label=f"w = {w}")
ax.set(xlabel="x", ylabel="z = sigmoid(w x)")
ax.legend()
plt.show()

# %% [markdown] lang="en" role="figure"
# sigmoid(w x) for w = 1, 5 and 50: the larger the weight, the steeper the rise at x = 0; for 50 it
# is almost a step.
#
# %% [markdown] lang="ja" role="figure"
# w = 1、5、50のsigmoid(w x)。
# 重みが大きいほどx = 0での立ち上がりが急で、50ではステップとほとんど変わらない。
#
# %% role="reveal"
for w in (1, 5, 50):
    print(f"w = {w:2}: at x = 0.5 the slope dz/dx is {w * sigmoid_slope(w * 0.5):.1e}")

# %% [markdown] lang="en" role="answer"
# With $w = 50$ the sigmoid is a step again, and has the fault of the step: half a unit
# from the middle its slope is $7 \cdot 10^{-10}$. The neuron is **saturated**: its
# answer is 0 or 1, and small changes do not reach it. Large inputs have the same effect
# as large weights. We shall meet this again with pictures.
#
# %% [markdown] lang="ja" role="answer"
# $w = 50$では、シグモイド関数がほぼステップ関数になり、欠点も同じになります。
# 中央から0.5離れるだけで、傾きは$7 \cdot 10^{-10}$まで小さくなります。
# このように、出力が0か1に張りついて、入力が少し変わっても動かなくなることを、**飽和**（saturation）といいます。
# 重みではなく入力が大きいときにも、同じことが起こります。
# この現象は、画像を扱う節でもう一度取り上げます。
#
# %% [markdown] lang="en" role="predict"
# Now a neuron with units. A kiosk sells ice cream; $x$ is the temperature in °C and $z$
# the probability that the kiosk sells out. Then $w$ is *per °C* and $b$ a pure number.
# At $x = -b/w$ we have $a = 0$ and $z = \frac12$. There the slope is $w/4$: for
# $w = 0.4$ per °C and $b = -10$, at 25 °C, each further degree adds about $0.1$, that
# is 10 percentage points.
#
# Five such neurons follow. On the left each is a curve; on the right, in the same
# color, it is a point: its weight and its bias.
#
# > **Predict.** Four of the points lie on one line through the origin. What do their
# > four curves have in common?
#
# %% [markdown] lang="ja" role="predict"
# 次は、単位のあるニューロンです。
# ある売店でアイスクリームが売り切れる確率$z$を、気温$x$（°C）から求めます。
# $w$の単位は「1°Cあたり」で、$b$に単位はありません。
# $x = -b/w$のとき、$a = 0$、$z = \frac12$となり、その点での傾きは$w/4$です。
# たとえば、$w$が1°Cあたり0.4、$b = -10$なら、$-b/w$は25°Cです。
# 25°Cの付近では、気温が1°C上がるごとに、確率がおよそ$0.1$、つまり10ポイント増えます。
#
# このようなニューロンを5つ並べます。
# 左の図の曲線1本が、ニューロン1つを表します。
# 右の図では、同じニューロンを同じ色の点で表し、横軸を重み、縦軸をバイアスとしています。
#
# > **予想**：点のうち4つは、原点を通る1本の直線の上にあります。
# > 対応する4本の曲線には、どんな共通点があるでしょうか。
#
# %% role="reveal"
neurons = [(0.2, -5.0), (0.4, -10.0), (0.8, -20.0), (-0.4, 10.0), (0.4, -4.0)]
celsius = np.linspace(0, 40, 201)
fig, (data_space, parameter_space) = plt.subplots(1, 2, figsize=(8.5, 3.4))
parameter_space.axline((0, 0), (0.4, -10), color="0.7", linewidth=1, linestyle="-")
for w, b in neurons:
    data_space.plot(celsius, sigmoid(w * celsius + b))
    parameter_space.plot(w, b, marker="o", markersize=10, label=f"w = {w}, b = {b:.0f}")
data_space.set(xlabel="temperature x (°C)", ylabel="probability z")
data_space.set_title("data space")
parameter_space.set(xlabel="weight w (per °C)", ylabel="bias b")
parameter_space.set_title("parameter space")
parameter_space.legend(fontsize=9, loc="lower left", handlelength=1)
plt.show()


# %% [markdown] lang="en" role="figure"
# Left, five sigmoid curves of a probability over the temperature; right, each as a point (w, b).
# The four points on one line through the origin are curves that cross 0.5 at 25 degrees, steeper
# for larger w, falling for negative w; the fifth point, off the line, is a curve shifted to 10
# degrees.
#
# %% [markdown] lang="ja" role="figure"
# 左は気温に対する確率を表す5本のシグモイド曲線、右はそれぞれを点(w, b)で表したもの。
# 原点を通る直線上の4点は、25度で0.5を横切る曲線で、wが大きいほど急になり、負なら右下がりになる。
# 直線から外れた5つ目の点は、10度に移った曲線である。
#
# %% [markdown] lang="en" role="answer"
# They meet at 25 °C. A line through the origin collects all neurons with the same
# $-b/w$. The farther out on it, the steeper the curve; on the other side of the origin
# the curve falls (hot soup). The fifth point has the weight of the second and another
# bias: the same curve, moved to 10 °C. In short: **the weight sets the steepness,
# weight and bias together set the place**.
#
# %% [markdown] lang="ja" role="answer"
# 4本の曲線は、25°Cで交わります。
# 原点を通る直線の上には、$-b/w$の値が等しいニューロンが並ぶからです。
# 原点から遠いほど曲線は急になり、原点の反対側では右下がりになります（温かいスープの売り切れなら、このような形になるでしょう）。
# 5つ目の点は、重みが2つ目と同じで、バイアスだけが違います。
# 曲線の形は変わらず、位置が10°Cへ移ります。
# まとめると、**曲線の急さは重みだけで決まり、位置は重みとバイアスの両方で決まります**。
#
# %% [markdown] lang="en"
# **Your turn.** At another kiosk, 30 °C give a probability of one half, and each degree there adds 5
# percentage points. Return weight and bias of a sigmoid neuron for any such place and slope.
#
# %% [markdown] lang="ja"
# **書いてみよう**：別の売店では、気温が30°Cのとき確率が2分の1になり、その付近では1°C上がるごとに5ポイント増えます。
# このような位置と傾きから、シグモイド関数を使うニューロンの重みとバイアスを求める関数を書いてください。
#
# %% role="turn"
def neuron_for(place, slope):
    ### BEGIN SOLUTION
    weight = 4 * slope
    return weight, -weight * place
    ### END SOLUTION


# %% role="check"
with your_turn():
    check_close("neuron_for(25, 0.1)", neuron_for(25, 0.1), (0.4, -10))
    check_close("neuron_for(30, 0.05)", neuron_for(30, 0.05), (0.2, -6))

# %% [markdown] lang="en"
# ## 4. A layer is one product of matrices (8 minutes)
#
# A layer is a row of neurons that all see the same inputs. Give each neuron a column of
# a matrix $w$, each sample a row of $x$, and the weighted sums of all neurons for all
# samples are one product. Under each array stands its shape: $k$ samples, $n$ inputs,
# $m$ neurons.
#
# $$\underset{(k,\,m)}{a} = \underset{(k,\,n)}{x}\ \underset{(n,\,m)}{w} +
# \underset{(m)}{b}$$
#
# The inner numbers, $n$ and $n$, must agree, and they vanish; the outer ones stay. The
# bias is added to every row. Let us write one batch out in full, with $k$, $n$ and $m$
# all different, so that nothing can fit by accident.
#
# %% [markdown] lang="ja"
# ## 4. 1つの層は1つの行列の積（8分）
#
# 同じ入力を受け取るニューロンを並べたものを、**層**（layer）といいます。
# 行列$w$の1列に1つのニューロンの重みを、$x$の1行に1つのサンプルを置くことにします。
# すると、すべてのサンプル、すべてのニューロンの重み付き和を、1つの積で計算できます。
# $k$はサンプルの数、$n$は入力の数、$m$はニューロンの数です。
# 各配列の下に形状を書くと、次の式になります。
#
# $$\underset{(k,\,m)}{a} = \underset{(k,\,n)}{x}\ \underset{(n,\,m)}{w} +
# \underset{(m)}{b}$$
#
# 内側の2つの$n$は等しくなければならず、積をとると消えます。
# 外側の$k$と$m$が、結果の形状になります。
# バイアスは、どの行にも足されます。
# 1つのバッチについて、すべての数を書き出してみましょう。
# $k$、$n$、$m$は互いに異なる数にして、形状がたまたま合うことのないようにします。
#
# %%
x = np.array([[1.0, 0.5], [0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [-1.0, 2.0]])
w = np.array([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]])
b = np.array([0.1, 0.2, 0.3])
for name, array in {"x": x, "w": w, "b": b}.items():
    print(f"{name}: shape {array.shape!s:6}  axes {array.ndim}  type {array.dtype}")

# %% [markdown] lang="en"
# By hand, that is three loops inside each other; with NumPy, one line.
#
# %% [markdown] lang="ja"
# 順を追って計算すると3重のループになりますが、NumPyなら1行で書けます。
#
# %%
k, n, m = 5, 2, 3
by_hand = np.zeros((k, m))
for sample in range(k):
    for neuron in range(m):
        by_hand[sample, neuron] = b[neuron]
        for i in range(n):
            by_hand[sample, neuron] += x[sample, i] * w[i, neuron]

# %%
a = x @ w + b
print(f"a: shape {a.shape}, equal up to 1e-10:", np.max(np.abs(a - by_hand)) < 1e-10)

# %%
fig, ax = plt.subplots(figsize=(8.5, 3.9))
network.layer_product(ax, x, w, b, a, row=4, column=1)
plt.show()

# %% [markdown] lang="en" role="figure"
# x of shape (5, 2) times w (2, 3) plus b (3,) gives a of shape (5, 3). The last row of x, (−1, 2),
# the middle column of w, (0.3, 0.4), and the middle bias 0.2 are marked: together they give the
# marked 0.7.
#
# %% [markdown] lang="ja" role="figure"
# 形状(5, 2)のxと形状(2, 3)のwの積に、形状(3,)のbを足すと、形状(5, 3)のaになる。
# xの最後の行(−1, 2)、wの中央の列(0.3, 0.4)、中央のバイアス0.2に色が付き、計算結果の0.7を示している。
#
# %% [markdown] lang="en"
# The blue row times the orange column, plus the orange bias, gives the green number.
# Two rows show at once that all is well: the second sample is all zeros, so its row of
# $a$ is $b$ itself; the third sample picks out the first row of $w$.
#
# > **Belief.** "`*` multiplies matrices." It multiplies number by number:
#
# %% [markdown] lang="ja"
# 青の行とオレンジ色の列を掛けて足し、オレンジ色のバイアスを加えると、緑の数になります。
# 計算が正しいことは、次の2つの行からすぐにわかります。
# 2つ目のサンプルはすべて0なので、$a$のその行は$b$に等しくなります。
# 3つ目のサンプルでは、$w$の1行目だけが取り出されます。
#
# > **思い込み**：「`*` は行列の積である。」実際には、同じ位置にある数どうしの積です。
#
# %%
square = np.array([[1, 2], [3, 4]])
print("square * square =", (square * square).tolist())
print("square @ square =", (square @ square).tolist())

# %% [markdown] lang="en"
# And now the most frequent error of all, on purpose: the arrays in the wrong order.
#
# %% [markdown] lang="ja"
# 次は、最もよくある間違いをわざと起こします。
# 掛ける順序を逆にしてみます。
#
# %% tags=["raises-exception"]
w @ x

# %% [markdown] lang="en"
# - **Symptom**: `ValueError`, a mismatch in `core dimension 0`, size 5 is different
#   from 3.
# - **Cause**: `w` is (2, 3) and `x` is (5, 2). The inner numbers are 3 and 5.
# - **Cure**: samples come first, `x @ w`: (5, 2) and (2, 3). The inner numbers are 2
#   and 2. When in doubt, print both shapes.
#
# An error message is the lucky case. Section 5 ends with the unlucky one.
#
# ## 5. Three layers, signal by signal (10 minutes)
#
# Put three layers one after the other: the signals of one are the inputs of the next. A
# number in brackets counts the layers. The first two end in a sigmoid, the last in the
# **identity**: it leaves the sum as it is.
#
# | layer | weighted sum | signal | shapes for one sample | for $k = 5$ samples |
# |---|---|---|---|---|
# | 1 | $a^{(1)} = x W^{(1)} + b^{(1)}$ | $z^{(1)} = \sigma(a^{(1)})$ | (2) (2, 3) → (3) | (5, 2) (2, 3) → (5, 3) |
# | 2 | $a^{(2)} = z^{(1)} W^{(2)} + b^{(2)}$ | $z^{(2)} = \sigma(a^{(2)})$ | (3) (3, 2) → (2) | (5, 3) (3, 2) → (5, 2) |
# | 3 | $a^{(3)} = z^{(2)} W^{(3)} + b^{(3)}$ | $y = a^{(3)}$ | (2) (2, 2) → (2) | (5, 2) (2, 2) → (5, 2) |
#
# In code we write `W1` for $W^{(1)}$, and so on.
#
# %% [markdown] lang="ja"
# - **症状**：`ValueError` が出ます。
#   `core dimension 0` が合わず、大きさが5と3で異なる、と書かれています。
# - **原因**：`w` は(2, 3)、`x` は(5, 2)なので、内側の数が3と5になり、合いません。
# - **対処**：サンプルを左に置き、`x @ w` と書きます。
#   (5, 2)と(2, 3)なら、内側の数はどちらも2です。
#   迷ったときは、両方の形状を表示してください。
#
# エラーが出るなら、間違いにすぐ気づけます。
# 5節の最後では、エラーが出ない例を見ます。
#
# ## 5. 3つの層の信号を追う（10分）
#
# 次に、層を3つ続けます。
# ある層の出力は、次の層の入力になります。
# 層の番号は、括弧に入れて右上に書きます。
# 1つ目と2つ目の層ではシグモイド関数を使い、最後の層では和をそのまま出力する**恒等関数**（identity function）を使います。
#
# | 層 | 重み付き和 | 信号 | 1サンプルの形状 | $k = 5$のときの形状 |
# |---|---|---|---|---|
# | 1 | $a^{(1)} = x W^{(1)} + b^{(1)}$ | $z^{(1)} = \sigma(a^{(1)})$ | (2) (2, 3) → (3) | (5, 2) (2, 3) → (5, 3) |
# | 2 | $a^{(2)} = z^{(1)} W^{(2)} + b^{(2)}$ | $z^{(2)} = \sigma(a^{(2)})$ | (3) (3, 2) → (2) | (5, 3) (3, 2) → (5, 2) |
# | 3 | $a^{(3)} = z^{(2)} W^{(3)} + b^{(3)}$ | $y = a^{(3)}$ | (2) (2, 2) → (2) | (5, 2) (2, 2) → (5, 2) |
#
# コードでは、$W^{(1)}$を `W1` のように書きます。
#
# %%
labels = [
    ["$x_1$", "$x_2$"],
    [f"$z^{{(1)}}_{i}$" for i in (1, 2, 3)],
    [f"$z^{{(2)}}_{i}$" for i in (1, 2)],
    ["$y_1$", "$y_2$"],
]
fig, ax = plt.subplots(figsize=(6.4, 3.2))
names = ["input", "layer 1", "layer 2", "layer 3 (output)"]
network.network_diagram(ax, [2, 3, 2, 2], labels=labels, layer_names=names)
plt.show()

# %% [markdown] lang="en" role="figure"
# A network of two inputs, three neurons in layer 1, two in layer 2 and two outputs; each neuron is
# joined to all of the layer before it.
#
# %% [markdown] lang="ja" role="figure"
# 入力2つ、第1層にニューロン3つ、第2層に2つ、出力2つのネットワーク。
# どのニューロンも、前の層のすべてとつながっている。
#
# %%
W1, b1 = w, b  # the layer of section 4
W2 = np.array([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]])
b2 = np.array([0.1, 0.2])
W3 = np.array([[0.1, 0.3], [0.2, 0.4]])
b3 = np.array([0.1, 0.2])


# %%
def signals(x):
    a1 = x @ W1 + b1
    z1 = sigmoid(a1)
    a2 = z1 @ W2 + b2
    z2 = sigmoid(a2)
    y = z2 @ W3 + b3
    return {"a1": a1, "z1": z1, "a2": a2, "z2": z2, "y": y}


# %% [markdown] lang="en"
# Five lines, and that is forward propagation. One sample first, $x = (1.0, 0.5)$:
#
# %% [markdown] lang="ja"
# この関数の中の5行が、**順伝播**（forward propagation）です。
# まず、1つのサンプル$x = (1.0, 0.5)$で計算します。
#
# %%
one_sample = signals(np.array([1.0, 0.5]))
for name, values in one_sample.items():
    print(f"{name:2}  shape {values.shape}  {values.round(3)}")

# %% [markdown] lang="en"
# Follow it neuron by neuron: press the right arrow below the picture. Each neuron takes
# two steps, first its weighted sum, then its signal. The orange numbers are the weights
# and the bias in use. Before each step, work out the next number yourself.
#
# %% [markdown] lang="ja"
# ニューロンを1つずつ追ってみましょう。
# 図の下の右向きの矢印を押すと、次の段階に進みます。
# 1つのニューロンの計算は2段階に分かれ、まず重み付き和が、次に信号が表示されます。
# オレンジ色の数は、その計算に使う重みとバイアスです。
# 先へ進める前に、次に出る数を自分で計算してみてください。
#
# %% tags=["nbval-ignore-output"]
weights, biases = [W1, W2, W3], [b1, b2, b3]
sums = [one_sample[name] for name in ("a1", "a2", "y")]
outputs = [one_sample[name] for name in ("z1", "z2", "y")]
last = ["sigmoid", "sigmoid", "identity"]
fig, ax = plt.subplots(figsize=(6.2, 3.2))


def draw(frame):
    network.signal_frame(ax, frame, [1.0, 0.5], weights, biases, sums, outputs, last)


base.stepper(fig, draw, 15, interval=1200, name="three layers")

# %% [markdown] lang="en" role="figure"
# A series of pictures of that network: neuron by neuron the arrows that enter it light up, and its
# sum a and its output z are filled in, from the inputs 1.0 and 0.5 to the outputs 0.317 and 0.696.
#
# %% [markdown] lang="ja" role="figure"
# 同じネットワークの連続した図。
# ニューロン1つごとに、入ってくる矢印に色が付き、和aと出力zが書き込まれる。
# 入力1.0と0.5から、出力0.317と0.696まで進む。
#
# %% [markdown] lang="en" role="predict"
# To eight digits the output is known to be 0.31682708 and 0.69627909.
#
# > **Predict.** The same for the five samples of section 4 at once: which of the five
# > lines of `signals` must change?
#
# %% [markdown] lang="ja" role="predict"
# 出力の正しい値は、小数第8位まで書くと0.31682708と0.69627909です。
#
# > **予想**：4節の5つのサンプルをまとめて計算するには、`signals` の5行のうち、どの行を書き換える必要があるでしょうか。
#
# %% role="reveal"
print("one sample:", one_sample["y"])
batch = signals(x)
for name, values in batch.items():
    print(f"\n{name}: shape {values.shape}\n{values.round(3)}")

# %% [markdown] lang="en" role="answer"
# None. Every row keeps to itself: row 0 is the sample from before. And the output of
# each sample is the same whether it comes alone or in company:
#
# %% [markdown] lang="ja" role="answer"
# 書き換える行は1つもありません。
# 行どうしは互いに影響しないので、先ほどのサンプルの計算が、そのまま最初の行に現れます。
# 1つずつ計算しても、まとめて計算しても、出力は同じです。
#
# %%
alone = np.array([signals(row)["y"] for row in x])
largest = np.max(np.abs(alone - batch["y"]))
print("alone or together, equal up to 1e-10:", largest < 1e-10)

# %% [markdown] lang="en" role="predict"
# Now the unlucky case. $W^{(3)}$ has the shape (2, 2), so it also fits when it is
# transposed by mistake.
#
# > **Predict.** Will NumPy notice?
#
# %% [markdown] lang="ja" role="predict"
# ここで、エラーの出ない間違いを見てみます。
# $W^{(3)}$の形状は(2, 2)なので、誤って転置しても形状が合ってしまいます。
#
# > **予想**：NumPyは、この間違いを検出するでしょうか。
#
# %% role="reveal"
print("right:", (one_sample["z2"] @ W3 + b3).round(6))
print("wrong:", (one_sample["z2"] @ W3.T + b3).round(6))


# %% [markdown] lang="en" role="answer"
# - **Symptom**: none. The shape is right and the numbers look plausible.
# - **Cause**: for a square matrix, shapes cannot tell rows from columns.
# - **Cure**: test with a known result, and with sizes that are all different. **A shape
#   that fits is no proof.**
#
# %% [markdown] lang="ja" role="answer"
# - **症状**：何も起こりません。
#   形状は正しく、数値ももっともらしく見えます。
# - **原因**：正方行列では、形状から行と列の区別がつきません。
# - **対処**：正しい答えがわかっている値で試します。
#   また、大きさがすべて異なる配列でも試します。
#
# **形状が合っていても、計算が正しいとは限りません。**
#
# %% [markdown] lang="en" role="predict"
# ## 6. What a hidden layer can build (14 minutes)
#
# A layer between the inputs and the output layer is a **hidden layer**. The graph of a
# single neuron is simple: one step, or one corner. What shapes can a sum of them have? With
# one input, we add up three ReLUs:
#
# $$y = \mathrm{ReLU}(x) - 2\,\mathrm{ReLU}(x - 1) + \mathrm{ReLU}(x - 2)$$
#
# This is a network with three hidden neurons. All hidden weights are 1, the biases are 0,
# −1 and −2, and the weights of the output layer are 1, −2 and 1.
#
# > **Predict.** Work out $y$ at $x = 0, 1, 2, 3$ in your head. What does the graph look
# > like?
#
# %% [markdown] lang="ja" role="predict"
# ## 6. 隠れ層で何が作れるか（14分）
#
# 入力層と出力層の間にある層を、**隠れ層**（hidden layer）といいます。
# ニューロン1つのグラフは、段が1つか、折れ目が1つの単純な形です。
# それを足し合わせると、どんな形が作れるでしょうか。
# 入力を1つとし、3つのReLUを次の式で足し合わせてみます。
#
# $$y = \mathrm{ReLU}(x) - 2\,\mathrm{ReLU}(x - 1) + \mathrm{ReLU}(x - 2)$$
#
# これは、隠れ層のニューロンが3つのネットワークです。
# 隠れ層の重みはどれも1、バイアスは0、−1、−2で、出力層の重みは1、−2、1です。
#
# > **予想**：$x = 0, 1, 2, 3$での$y$を暗算してください。
# > グラフは、どんな形になるでしょうか。
#
# %% role="reveal"
def three_relus(x):
    return relu(x) - 2 * relu(x - 1) + relu(x - 2)


print("at 0, 1, 2, 3:", [int(three_relus(x)) for x in (0, 1, 2, 3)])
x_line = np.linspace(-1, 4, 251)
fig, ax = plt.subplots(figsize=(6.4, 3))
for weight, corner in ((1, 0), (-2, 1), (1, 2)):
    ax.plot(x_line, weight * relu(x_line - corner), "--", label=f"{weight} ReLU(x - {corner})")
ax.plot(x_line, three_relus(x_line), color="black", linestyle="-", label="their sum")
ax.set(xlabel="x", ylabel="y", ylim=(-3, 3))
ax.legend(fontsize=9)
plt.show()


# %% [markdown] lang="en" role="figure"
# Three ReLUs, dashed, with kinks at 0, 1 and 2 and the weights 1, −2 and 1; their sum, solid, is a
# triangle of height 1 between 0 and 2 and is 0 elsewhere.
#
# %% [markdown] lang="ja" role="figure"
# 0、1、2で折れ曲がる3つのReLU（破線）。
# 重みは1、−2、1である。
# その和（実線）は、0と2の間で高さ1の三角形になり、ほかでは0になる。
#
# %% [markdown] lang="en" role="answer"
# A tent: 0, 1, 0, 0. Each neuron adds a corner at $x = -b/w$, and changes the slope there by
# its output weight: first by +1, then by −2, then by +1.
#
# %% [markdown] lang="ja" role="answer"
# 値は0、1、0、0で、グラフはテントのような形になります。
# どのニューロンも、$x = -b/w$の位置に折れ目を1つ作り、そこで傾きを出力層の重みの分だけ変えます。
# この例では、傾きが順に+1、−2、+1だけ変わっています。
#
# %% [markdown] lang="en" role="predict"
# So one can go through any points that one likes. Join them by straight lines; wherever the
# slope changes, put a neuron whose output weight is the change. `bent_line` does it, with
# one ReLU for each piece.
#
# > **Predict.** We follow $\sin x$ from 0 to $2\pi$ with 1, 3, 6, 12 and 24 hidden neurons.
# > How much does doubling them reduce the largest error: to a half, or to a quarter?
#
# %% [markdown] lang="ja" role="predict"
# この方法を使うと、好きな点を順に通る折れ線が作れます。
# 点どうしを線分で結び、傾きが変わる位置にニューロンを1つずつ置いて、傾きの変化を出力層の重みとすればよいのです。
# 次の `bent_line` は、1つの線分につき1つのReLUを使います。
#
# > **予想**：0から$2\pi$までの$\sin x$を、1、3、6、12、24個の隠れ層のニューロンで近似します。
# > ニューロンの数を2倍にすると、誤差の最大値は2分の1になるでしょうか。
# > それとも4分の1になるでしょうか。
#
# %% role="reveal"
def bent_line(x, corners, heights):
    slopes = np.diff(heights) / np.diff(corners)
    weights = np.diff(slopes, prepend=0)  # of the output layer: changes of the slope
    z = relu(x[:, np.newaxis] - corners[:-1])  # hidden signals, (points, h)
    return z @ weights + heights[0]


x_line = np.linspace(0, 2 * np.pi, 501)
for h in (1, 3, 6, 12, 24):
    corners = np.linspace(0, 2 * np.pi, h + 1)
    largest = np.max(np.abs(bent_line(x_line, corners, np.sin(corners)) - np.sin(x_line)))
    print(f"h = {h:2}: largest error {largest:.3f}")


# %% [markdown] lang="en" role="answer"
# From six neurons on, twice as many leave a quarter of the error; a single one leaves a
# straight line, and fails.
#
# %% [markdown] lang="ja" role="answer"
# 6個から先は、2倍にするたびに誤差がほぼ4分の1になります。
# 1個では直線にしかならず、近似できません。
#
# %% [markdown] lang="en"
# Try it with the slider.
#
# %% [markdown] lang="ja"
# スライダーを動かして確かめてください。
#
# %% tags=["nbval-ignore-output"]
def draw(ax, h):
    corners = np.linspace(0, 2 * np.pi, int(h) + 1)
    ax.plot(x_line, np.sin(x_line), "--", label="sin x")
    ax.plot(x_line, bent_line(x_line, corners, np.sin(corners)), "-", label=f"{int(h)} ReLUs")
    ax.plot(corners, np.sin(corners), "o", color="black", markersize=4)
    ax.set(xlabel="x", ylabel="y", ylim=(-1.3, 1.3))
    ax.legend(loc="upper right")


interactive.sliders(draw, h=(6, 1, 24, 1))  # start, lowest, highest, step


# %% [markdown] lang="en" role="figure"
# One wave of the sine, dashed, and six ReLUs that follow it in straight pieces between seven points
# on it.
#
# %% [markdown] lang="ja" role="figure"
# サイン曲線の1周期（破線）と、曲線上の7点を直線で結ぶように並ぶ6つのReLUの和。
#
# %% [markdown] lang="en"
# What holds for the sine holds in general. The **universal approximation theorem** says: a
# network with a single hidden layer comes as close as one likes to any continuous function
# on a bounded region, if it has enough neurons. The theorem promises that weights exist. It
# says neither how many neurons it takes, nor that training finds the weights.
#
# %% [markdown] lang="ja"
# これは$\sin x$に限りません。
# 隠れ層が1つのネットワークでも、ニューロンが十分に多ければ、有界な範囲で、どんな連続関数にもいくらでも近づけます。
# これを**万能近似定理**（universal approximation theorem）といいます。
# ただし、定理が保証するのは、そのような重みが存在することだけです。
# ニューロンがいくつ必要か、学習でその重みが見つかるかについては、何も述べていません。
#
# %% [markdown] lang="en"
# **Your turn.** Sigmoids will do as well. Build a block: almost 1 for $x$ between 1 and 2, almost 0
# outside, out of two steep sigmoids.
#
# %% [markdown] lang="ja"
# **書いてみよう**：シグモイド関数でも同じことができます。
# 急なシグモイド関数を2つ組み合わせて、$x$が1と2の間ではほぼ1、その外ではほぼ0になる関数を書いてください。
#
# %% role="turn"
def block(x):
    ### BEGIN SOLUTION
    return sigmoid(50 * (x - 1)) - sigmoid(50 * (x - 2))
    ### END SOLUTION


# %% role="check"
with your_turn():
    near = np.round(block(np.array([0.5, 1.5, 2.5])), 2)
    check_close("block at 0.5, 1.5, 2.5, to two decimals", near, [0, 1, 0])

# %% [markdown] lang="en"
# ### XOR, trained
#
# In lesson 02 no perceptron could do XOR. Three gates in two layers could, but we had set
# their weights by hand. Can a descent find them? All it needs is the gradient, and that you
# can get for *any* network: move one number a little up and a little down, and divide the
# difference of the losses by the distance, as in lesson 01.
#
# %% [markdown] lang="ja"
# ### XORを学習する
#
# レッスン02では、1つのパーセプトロンでXORを実現できませんでした。
# ゲートを2層に組み合わせると実現できましたが、その重みは人が決めたものでした。
# 勾配降下法で、この重みを求められるでしょうか。
# 必要なのは勾配だけで、どんなネットワークの勾配も数値的に求められます。
# レッスン01のように、1つの数を少し増やしたときと減らしたときの損失の差を、その間隔で割ればよいのです。
#
# %%
xor_x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])  # (4, 2)
xor_t = np.array([[0.0], [1.0], [1.0], [0.0]])  # (4, 1)


def two_layers(parameters, x):
    w1, b1, w2, b2 = parameters
    return sigmoid(sigmoid(x @ w1 + b1) @ w2 + b2)


def xor_loss(parameters):
    return np.mean((two_layers(parameters, xor_x) - xor_t) ** 2)


# %%
def numerical_gradient(parameters, eps=1e-4):
    gradients = []
    for array in parameters:
        gradient = np.zeros_like(array)
        for place in np.ndindex(array.shape):
            middle = array[place]
            array[place] = middle + eps
            above = xor_loss(parameters)
            array[place] = middle - eps
            below = xor_loss(parameters)
            array[place] = middle
            gradient[place] = (above - below) / (2 * eps)
        gradients.append(gradient)
    return gradients


# %%
def train_xor(h, seed, lr=5.0, num_iterations=400):
    rng = np.random.default_rng(seed)
    shapes = [(2, h), (h,), (h, 1), (1,)]
    parameters = [rng.standard_normal(shape) for shape in shapes]
    for _ in range(num_iterations):
        gradients = numerical_gradient(parameters)
        for array, gradient in zip(parameters, gradients, strict=True):
            array -= lr * gradient
    return parameters


# %% [markdown] lang="en" role="predict"
# > **Predict.** With 1, 2 and 4 hidden neurons, and 8 random starts each: how many of the 8
# > trainings get all four inputs right? (The cell takes about five seconds.)
#
# %% [markdown] lang="ja" role="predict"
# > **予想**：隠れ層のニューロンを1個、2個、4個とし、それぞれ8通りの乱数から学習を始めます。
# > 4つの入力すべてに正しく答えられるのは、8回のうち何回でしょうか。
# > （実行には5秒ほどかかります。）
#
# %% role="reveal"
runs = {h: [train_xor(h, seed) for seed in range(8)] for h in (1, 2, 4)}
for h, found in runs.items():
    answers = [two_layers(parameters, xor_x) > 0.5 for parameters in found]
    solved = sum(np.array_equal(answer, xor_t) for answer in answers)
    print(f"{h} hidden: {solved} of 8 starts solve XOR")


# %% role="reveal"
def margin(parameters, x):
    return two_layers(parameters, x)[:, 0] - 0.5


fig, axes = plt.subplots(1, 3, figsize=(9, 3.2), sharey=True)
for ax, (h, found) in zip(axes, runs.items(), strict=True):
    best = min(found, key=xor_loss)
    training.class_regions(ax, partial(margin, best), xor_x, xor_t[:, 0], limit=2, size=40)
    ax.set_title(f"{h} hidden, loss {xor_loss(best):.3f}")
axes[1].set_ylabel("")
axes[2].set_ylabel("")
plt.show()


# %% [markdown] lang="en" role="figure"
# XOR learned by 1, 2 and 4 hidden neurons. With 1 a single slanted border leaves a point on the
# wrong side; with 2 a band between two parallel borders holds the two points of class 1; with 4
# curved borders do the same.
#
# %% [markdown] lang="ja" role="figure"
# 隠れ層のニューロン1個、2個、4個で学習したXOR。
# 1個では斜めの境界が1本で、誤った側に点が残る。
# 2個では平行な2本の境界に挟まれた帯に、クラス1の2点が入る。
# 4個では曲がった境界が同じ役割をする。
#
# %% [markdown] lang="en" role="answer"
# With one hidden neuron it cannot be done: the output only rises or falls with a single
# weighted sum, so the border is one straight line, as for a perceptron. With two, 7 of 8
# starts find a pair of lines, and one stops improving on the way. With four all of them
# succeed: neurons to spare make training easier.
#
# What this costs: two forward passes for each number to learn. That is 18 in each iteration
# for the 9 numbers of the network with 2 hidden neurons, and it would be 90,720 for the
# 45,360 of the network that reads digits. Lesson 04 shows the way out: one pass forward, one
# back, and all slopes are known.
#
# %% [markdown] lang="ja" role="answer"
# ニューロンが1個では、XORを実現できません。
# 出力は1つの重み付き和とともに増えるか減るかだけなので、境界はパーセプトロンと同じ1本の直線になるからです。
# 2個では、8回のうち7回で2本の直線が見つかり、1回は途中で損失が減らなくなりました。
# 4個では、8回とも成功しました。
# ニューロンの数に余裕があると、学習が成功しやすくなります。
#
# この方法では、学習する数1つにつき、順伝播を2回計算します。
# 隠れ層が2個のネットワークでは、9個の数に対して、1回の反復で18回です。
# 数字を読むネットワークでは、45,360個の数に対して90,720回にもなります。
# レッスン04では、順伝播1回と逆伝播1回ですべての勾配を求めます。
#
# %% [markdown] lang="en"
# ## 7. The output layer (12 minutes)
#
# The last layer depends on the task:
#
# | task | neurons in the output layer | output function | how to read the output |
# |---|---|---|---|
# | regression: predict sales | 1 | identity | thousands of units |
# | regression: temperature and rainfall | 2, one for each number | identity | °C, mm |
# | classification: which of ten digits | 10, one for each class | softmax | probabilities |
#
# The sums of a classifier's last layer are called **logits**: scores of any size and
# sign. **Softmax** turns them into probabilities:
#
# $$y_i = \frac{e^{a_i}}{\sum_{j=1}^{m} e^{a_j}}$$
#
# The exponential makes each score positive, and the division makes them add up to 1.
# Where we know the answer: the logits $\ln 1, \ln 2, \ln 5$ must give
# $\frac18, \frac28, \frac58$.
#
# %% [markdown] lang="ja"
# ## 7. 出力層（12分）
#
# 出力層は、課題に合わせて選びます。
#
# | 課題 | 出力層のニューロンの数 | 出力の関数 | 出力の読み方 |
# |---|---|---|---|
# | 回帰：売上を予測する | 1 | 恒等関数 | 千個 |
# | 回帰：気温と雨量を予測する | 2（予測する数ごとに1つ） | 恒等関数 | °C、mm |
# | 分類：10種類の数字のどれか | 10（クラスごとに1つ） | ソフトマックス関数 | 確率 |
#
# 分類では、最後の層の重み付き和を**ロジット**（logit）と呼びます。
# ロジットは、大きさにも符号にも制限のないスコアです。
# これを確率に変えるのが、次の**ソフトマックス関数**（softmax function）です。
#
# $$y_i = \frac{e^{a_i}}{\sum_{j=1}^{m} e^{a_j}}$$
#
# 指数関数によってスコアが正の数になり、和で割ることによって合計が1になります。
# 答えがわかっている例で確かめましょう。
# ロジットが$\ln 1, \ln 2, \ln 5$なら、確率は$\frac18, \frac28, \frac58$になるはずです。
#
# %%
def softmax_naive(a):
    e = np.exp(a)
    return e / e.sum()


print(softmax_naive(np.log([1, 2, 5])).round(6), "  exact: 0.125 0.25 0.625")

# %% [markdown] lang="en" role="predict"
# > **Predict.** Take the logits 0.3, 2.9, 4.0. Add 100 to each of them: what changes?
# > Multiply them by 10, or by 0.1: what changes?
#
# %% [markdown] lang="ja" role="predict"
# > **予想**：ロジットが0.3、2.9、4.0のとき、すべてに100を足すと、確率はどう変わるでしょうか。
# > 10を掛けるとどうでしょうか。
# > 0.1を掛けるとどうでしょうか。
#
# %% role="reveal"
a = np.array([0.3, 2.9, 4.0])
variants = {"a": a, "a + 100": a + 100, "10 a": 10 * a, "0.1 a": 0.1 * a}
fig, axes = plt.subplots(1, 4, figsize=(9.5, 2.7), sharey=True)
for ax, (name, logits) in zip(axes, variants.items(), strict=True):
    images.probability_bars(ax, softmax_naive(logits), numbers=True)
    ax.set(title=f"softmax({name})", xlabel="class")
axes[0].set_ylabel("probability")
plt.show()

# %% [markdown] lang="en" role="figure"
# Softmax of three logits as bars: a gives 0.018, 0.245 and 0.737; a + 100 the same; 10 a gives 0, 0
# and 1; 0.1 a gives almost equal shares.
#
# %% [markdown] lang="ja" role="figure"
# 3つのロジットのソフトマックスの棒グラフ。
# aでは0.018、0.245、0.737。
# a + 100でも同じ。
# 10aでは0、0、1。
# 0.1aではほぼ等しくなる。
#
# %% [markdown] lang="en" role="answer"
# Adding 100 changes nothing: $e^{a_i + 100} = e^{100} e^{a_i}$, and the factor
# $e^{100}$ cancels. Only differences of logits count. Multiplying by 10 makes the
# differences larger and the answer sharper, almost a plain *class 2*; multiplying by
# 0.1 makes it nearly even. The order never changes.
#
# %% [markdown] lang="ja" role="answer"
# 100を足しても、確率は変わりません。
# $e^{a_i + 100} = e^{100} e^{a_i}$なので、$e^{100}$は分母と分子で約分されます。
# つまり、確率はロジットの差だけで決まります。
# 10を掛けると差が広がり、確率のほとんどがクラス2に集まります。
# 0.1を掛けると、3つの確率はほぼ等しくなります。
# どの場合も、大きさの順序は変わりません。
#
# %% [markdown] lang="en" role="predict"
# What holds for 100 should hold for 1,000.
#
# > **Predict.** The logits 10, 0, −10, and the same plus 1,000: are the probabilities
# > equal?
#
# %% [markdown] lang="ja" role="predict"
# 100で成り立つことは、1,000でも成り立つはずです。
#
# > **予想**：ロジット10、0、−10と、それぞれに1,000を足したものとでは、確率は等しいでしょうか。
#
# %% role="reveal"
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(softmax_naive(np.array([10, 0, -10])))
    print(softmax_naive(np.array([1010, 1000, 990])))
for warning in caught:
    print(f"{warning.category.__name__}: {warning.message}")


# %% [markdown] lang="en" role="answer"
# - **Symptom**: `nan`, *not a number*. Mathematics says equal, the computer gives up.
# - **Cause**: $e^{1010}$ is larger than any float, so it becomes `inf`, and `inf / inf`
#   has no value.
# - **Cure**: we may add any constant, so we choose a good one: subtract the largest
#   logit. Then the largest power is $e^0 = 1$, and the others can only be smaller.
#
# %% [markdown] lang="ja" role="answer"
# - **症状**：`nan`（not a number）になります。
#   数学では等しいはずですが、コンピュータでは計算できません。
# - **原因**：$e^{1010}$は浮動小数点数で表せないほど大きく、`inf` になります。
#   そして、`inf / inf` の値は決まりません。
# - **対処**：どんな定数を足しても結果は同じなので、都合のよい定数を選びます。
#   最大のロジットを引くと、べき乗の最大値は$e^0 = 1$になり、ほかはそれより小さくなります。
#
# %% [markdown] lang="en"
# In a batch each sample has its own largest logit and its own sum, so both are taken
# along the last axis.
#
# %% [markdown] lang="ja"
# バッチでは、最大値も和もサンプルごとに違います。
# そこで、どちらも最後の軸に沿って求めます。
#
# %%
def softmax(a):
    e = np.exp(a - a.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


print(softmax(np.array([10, 0, -10])))
print(softmax(np.array([1010, 1000, 990])))
print(softmax(1000 * np.array([0.3, 2.9, 4.0])))

# %% [markdown] lang="en" role="predict"
# > **Belief.** "The result has the right shape and lies between 0 and 1, so any axis
# > will do."
# >
# > **Predict.** For 5 samples and 3 classes we divide by the sum of everything, of each
# > column, of each row. In which case do the five rows add up to 1?
#
# %% [markdown] lang="ja" role="predict"
# > **思い込み**：「形状が正しく、値が0と1の間にあるなら、どの軸で割ってもよい。」
# >
# > **予想**：5つのサンプル、3つのクラスについて、全体の和、列ごとの和、行ごとの和のどれかで割ります。
# > 5つの行の和がどれも1になるのは、どの場合でしょうか。
#
# %% role="reveal"
a = np.array([[0.3, 2.9, 4.0], [2, 1, 0], [0, 0, 0], [-1, 3, 1], [5, 0, 0]])
e = np.exp(a)
for axis in (None, 0, -1):
    y = e / e.sum(axis=axis, keepdims=True)
    print(f"axis={axis!s:4}  shape {y.shape}  row sums {y.sum(axis=1).round(3)}")

# %% [markdown] lang="en" role="answer"
# Only along the last axis. The other two raise no error and have the right shape; only
# the sums of the rows give them away, so print these. `keepdims=True` keeps the sums as
# a column, shape (5, 1). Without it NumPy would line the five sums up with the three
# classes:
#
# %% [markdown] lang="ja" role="answer"
# 最後の軸に沿った和で割ったときだけです。
# ほかの2つもエラーにはならず、形状も合っています。
# 間違いは行の和を見ればわかるので、表示して確かめてください。
# `keepdims=True` を付けると、和は(5, 1)の列のまま残ります。
# 付けないと、NumPyは5つの和を3つのクラスに対応させようとします。
#
# %% tags=["raises-exception"]
e / e.sum(axis=-1)

# %% [markdown] lang="en"
# Again we were lucky that $k$ and $m$ differ: with 3 samples and 3 classes this line
# would have run, and divided by the sums of other samples.
#
# > **Belief.** "Softmax is one more activation function; it can stand in hidden layers
# > too."
#
# Take the sums of layer 1 of our network, 0.3, 0.7, 1.1, and raise only the first one
# by 3.
#
# %% [markdown] lang="ja"
# $k$と$m$が異なっていたので、エラーになりました。
# もし3サンプル、3クラスなら、この行はエラーにならず、ほかのサンプルの和で割ってしまいます。
#
# > **思い込み**：「ソフトマックス関数も活性化関数の1つなので、隠れ層でも使える。」
#
# 第1層の和0.3、0.7、1.1のうち、最初の1つだけを3増やしてみます。
#
# %%
before = np.array([0.3, 0.7, 1.1])
after = before + np.array([3.0, 0.0, 0.0])
print("sigmoid: ", sigmoid(before).round(3), "->", sigmoid(after).round(3))
print("softmax: ", softmax(before).round(3), "->", softmax(after).round(3))

# %% [markdown] lang="en"
# With the sigmoid one signal moves. With softmax all three do: what one neuron gains,
# the others lose. Hidden neurons stand for different features of the input, each
# independent of the others; if they share a total of 1, then in a layer of 100 the average
# signal is 0.01. At the output exactly one class is right, and there a total of 1 is just
# what we want. So softmax belongs at the end.
#
# ## 8. The loss: how wrong an answer is (8 minutes)
#
# How good are probabilities? **Cross entropy** looks at the probability given to the
# right class and takes minus its logarithm. The **loss** of a batch is the mean over its
# samples; $t_i$ is the number of the right class of sample $i$:
#
# $$E = -\frac1k \sum_{i=1}^{k} \ln y_{i,\,t_i}$$
#
# We continue with the batch above: $k = 5$ samples, $m = 3$ classes.
#
# %% [markdown] lang="ja"
# シグモイド関数では、変わる信号は1つだけです。
# ソフトマックス関数では、1つが増えた分だけほかが減るので、3つとも変わります。
# 隠れ層のニューロンは、入力の異なる特徴をそれぞれ独立に表します。
# 合計が1に固定されると、独立に表せなくなり、100個の層では信号の平均が0.01になってしまいます。
# 一方、出力層では正解のクラスがちょうど1つなので、合計が1になる性質がちょうど合います。
# そのため、ソフトマックス関数は最後に置きます。
#
# ## 8. 損失：間違いの大きさを測る（8分）
#
# 確率の良し悪しは、どのように数値で表せばよいでしょうか。
# **交差エントロピー誤差**（cross entropy）では、正解のクラスに与えた確率の対数を取り、符号を反転します。
# バッチの**損失**（loss）は、これを全サンプルで平均した値です。
# $t_i$をサンプル$i$の正解ラベルとすると、次の式で表せます。
#
# $$E = -\frac1k \sum_{i=1}^{k} \ln y_{i,\,t_i}$$
#
# 先ほどと同じバッチ（$k = 5$サンプル、$m = 3$クラス）で計算します。
#
# %%
y = softmax(a)
t = np.array([2, 0, 1, 1, 0])
losses = np.array([-np.log(y[i, t[i]]) for i in range(5)])
print("right class     ", t)
print("its probability ", np.array([y[i, t[i]] for i in range(5)]).round(4))
print("loss            ", losses.round(4), f" mean {losses.mean():.6f}")

# %% [markdown] lang="en"
# The third sample has three equal logits: it cannot tell the classes apart, each gets
# $\frac13$, and the loss is $\ln 3 = 1.0986$. Many libraries write the targets as **one-hot**
# rows: 1 in the column of the right class, 0 elsewhere. Then the same loss is a sum
# over all entries, and the zeros pick out the right one:
#
# %% [markdown] lang="ja"
# 3つ目のサンプルでは、3つのロジットが等しく、クラスを区別できていません。
# どのクラスの確率も$\frac13$なので、損失は$\ln 3 = 1.0986$になります。
#
# 正解は、**ワンホット表現**（one-hot）でもよく表します。
# これは、正解の列だけを1、ほかを0とした行です。
# この表し方では、同じ損失を全要素の和として計算できます。
# 正解以外の項には0が掛かるので、和に残るのは正解の項だけです。
#
# %%
one_hot = (t[:, np.newaxis] == np.arange(3)).astype(int)  # (5, 1) == (3,) -> (5, 3)
print(one_hot)
print(f"mean loss from one-hot targets {-(one_hot * np.log(y)).sum(axis=1).mean():.6f}")

# %% [markdown] lang="en" role="predict"
# > **Predict.** Two wrong answers: one gave the right class 0.5, the other 0.01. How
# > much larger is the loss of the second? And what is the loss of an answer that gave it 0?
#
# %% [markdown] lang="ja" role="predict"
# > **予想**：2つのサンプルで答えを間違えました。
# > 正解のクラスに与えた確率は、一方が0.5、もう一方が0.01です。
# > 2つ目の損失は、1つ目の何倍でしょうか。
# > また、正解の確率が0だったら、損失はいくつになるでしょうか。
#
# %% role="reveal"
given = np.array([0.99, 0.5, 0.1, 0.01])
curve = np.linspace(0.004, 1, 400)
fig, ax = plt.subplots(figsize=(6.4, 3.2))
ax.plot(curve, -np.log(curve))
for value in given:
    loss = -np.log(value)
    ax.plot(value, loss, color="black", marker="o")
    ax.annotate(f"{loss:.3f}", (value, loss), xytext=(8, 4), textcoords="offset points")
ax.set(xlabel="probability given to the right class", ylabel="loss")
plt.show()

# %% [markdown] lang="en" role="figure"
# The loss against the probability of the right class: 0.01 at 0.99, 0.693 at 0.5, 2.303 at 0.1,
# 4.605 at 0.01, and steeply upwards towards 0.
#
# %% [markdown] lang="ja" role="figure"
# 正解のクラスに与えた確率に対する損失。
# 0.99で0.01、0.5で0.693、0.1で2.303、0.01で4.605となり、0に近づくと急に大きくなる。
#
# %% role="reveal"
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print("loss at probability 0:", -np.log(np.array([0.0])))
for warning in caught:
    print(f"{warning.category.__name__}: {warning.message}")


# %% [markdown] lang="en" role="answer"
# 0.693 against 4.605: 6.6 times as much. The more confident an error is, the larger its
# loss. At the probability 0.1 the loss is $\ln 10 = 2.303$: remember this number, it is
# the loss of a classifier of ten digits that cannot tell them apart. And at 0 it is
# infinite, after which every mean is `inf`.
#
# %% [markdown] lang="ja" role="answer"
# 0.693に対して4.605なので、約6.6倍です。
# 自信をもって間違えるほど、損失は大きくなります。
# 正解の確率が0.1のときの損失は$\ln 10 = 2.303$です。
# これは、10種類の数字をまったく区別できないときの値なので、覚えておいてください。
# 正解の確率が0のとき、損失は無限大です。
# そのようなサンプルが1つでもあると、平均も `inf` になります。
#
# %% [markdown] lang="en"
# **Your turn.** A classifier gives all $m$ classes the same probability. Return its loss.
#
# %% [markdown] lang="ja"
# **書いてみよう**：ある分類器は、$m$個のクラスすべてに同じ確率を与えます。
# その損失を返す関数を書いてください。
#
# %% role="turn"
def loss_of_equal_probabilities(m):
    ### BEGIN SOLUTION
    return np.log(m)
    ### END SOLUTION


# %% role="check"
with your_turn():
    for m in (2, 10):
        name = f"loss_of_equal_probabilities({m})"
        check_close(name, loss_of_equal_probabilities(m), -np.log(1 / m))

# %% [markdown] lang="en"
# - **Cure**: a **floor**, a smallest probability under which we do not go. How small?
#
# %% [markdown] lang="ja"
# - **対処**：確率に**下限**を設け、それより小さくならないようにします。
#   下限は、どのくらい小さくすればよいでしょうか。
#
# %%
given = np.array([0.0, 0.001, 0.9])
for floor in (1e-12, 1e-6, 1e-2):
    print(f"floor {floor:.0e}: losses {(-np.log(np.maximum(given, floor))).round(3)}")

# %% [markdown] lang="en"
# With $10^{-12}$ and $10^{-6}$ only the zero is touched. A floor of 0.01 fails: it also
# understates the loss at 0.001, as 4.605 instead of 6.908. A floor must lie far below every
# probability that counts.
#
# ## 9. MNIST: look before you compute (8 minutes)
#
# MNIST is a collection of handwritten digits, 60,000 for training and 10,000 for
# testing, each a picture of 28 × 28 pixels.
#
# %% [markdown] lang="ja"
# $10^{-12}$と$10^{-6}$では、確率が0のサンプルだけが影響を受けます。
# 0.01では大きすぎて、確率が0.001のサンプルの損失まで、6.908から4.605へ小さく見積もってしまいます。
# 下限は、意味のある確率より十分に小さくします。
#
# ## 9. MNIST：計算の前に、データを見る（8分）
#
# MNISTは手書き数字のデータセットで、訓練用の60,000枚と、テスト用の10,000枚からなります。
# 1枚の画像は28×28画素です。
#
# %%
print(mnist.name)
for part in ("train_images", "train_labels", "test_images", "test_labels"):
    array = getattr(mnist, part)
    values = f"{array.dtype}, {array.min()} to {array.max()}"
    print(f"{part:12}  shape {array.shape!s:15}  {values}")

# %%
fig = plt.figure(figsize=(9, 2.8))
images.image_grid(fig, mnist.test_images[:20], mnist.test_labels[:20])
fig.suptitle(f"{mnist.name}: test images with their labels", fontsize=11)
plt.show()

# %% [markdown] lang="en" role="figure"
# Twenty handwritten digits from the test images of MNIST, in two rows, each with its label above
# it.
#
# %% [markdown] lang="ja" role="figure"
# MNISTのテスト画像から、手書き数字を2段に20枚並べた図。
# それぞれの上にラベルがある。
#
# %% [markdown] lang="en"
# For the computer a picture is a table of whole numbers, the **gray levels**: 0 is
# background, 255 full ink. The middle of the first test picture:
#
# %% [markdown] lang="ja"
# コンピュータの中では、画像は整数の表です。
# それぞれの数は画素の濃さを表し、**階調値**（gray level）と呼ばれます。
# 0が背景、255が最も濃いインクです。
# 最初のテスト画像の中央部分を表示します。
#
# %%
fig, ax = plt.subplots(figsize=(5.6, 5.6))
images.number_grid(ax, mnist.test_images[0][6:28, 3:25], corner=(6, 3))
ax.set_title(f"{mnist.name}: label {mnist.test_labels[0]}")
plt.show()

# %% [markdown] lang="en" role="figure"
# The 7 enlarged, with the number of each pixel written into it: 0 outside, up to 255 in the stroke.
#
# %% [markdown] lang="ja" role="figure"
# 7を拡大し、各画素の値を書き込んだ図。
# 外側は0、線の部分は最大255である。
#
# %% [markdown] lang="en" role="predict"
# The numbers have the type `uint8`: 8 bits, no sign, 0 to 255 and nothing else. It
# saves memory, and it holds a trap.
#
# > **Belief.** "Pixels are numbers, so one can add them."
# >
# > **Predict.** What is 200 + 100 in `uint8`?
#
# %% [markdown] lang="ja" role="predict"
# データ型は `uint8` です。
# 符号なしの8ビット整数で、0から255までの値しか表せません。
# メモリを節約できますが、計算するときには注意が必要です。
#
# > **思い込み**：「画素は数なので、そのまま足し算できる。」
# >
# > **予想**：`uint8` では、200 + 100はいくつになるでしょうか。
#
# %% role="reveal"
u = np.array([200], dtype=np.uint8)
v = np.array([100], dtype=np.uint8)
print(f"200 + 100 = {(u + v)[0]}, and the mean of 200 and 100 = {((u + v) // 2)[0]}")

# %% role="reveal"
first, second = mnist.test_images[0], mnist.test_images[3]
mixed_badly = (first + second) // 2
mixed_well = (first.astype(float) + second) / 2
fig = plt.figure(figsize=(7, 2.2))
pictures = [first, second, mixed_badly, mixed_well]
titles = ["first", "second", "mean in uint8", "mean in float"]
images.image_grid(fig, pictures, titles, limits=(0, 255))
fig.suptitle(mnist.name, fontsize=11)
plt.show()

# %% [markdown] lang="en" role="figure"
# A 7, a 0, and their mean computed in two ways: in uint8, where the strokes cross, white holes
# appear, since sums above 255 wrap around; in float both strokes are gray and black where they
# cross.
#
# %% [markdown] lang="ja" role="figure"
# 7、0、そして2通りに計算した平均。
# uint8では、和が255を超えて一周するため、線が重なる所が白く抜ける。
# floatでは線が灰色に、重なる所が黒くなる。
#
# %% [markdown] lang="en" role="answer"
# - **Symptom**: no error, but where both pictures have ink, the mean is too pale:
#   holes.
# - **Cause**: the sum wraps around at 256, and 300 − 256 = 44.
# - **Cure**: change the type first, calculate afterwards.
#
# %% [markdown] lang="ja" role="answer"
# - **症状**：エラーは出ません。
#   しかし、両方の画像にインクがあるところで平均が薄くなり、穴があいたように見えます。
# - **原因**：和が256に達すると、0に戻って数え直されます。
#   300 − 256 = 44です。
# - **対処**：先にデータ型を変え、その後で計算します。
#
# %% [markdown] lang="en" role="predict"
# A network wants three preparations:
#
# - **normalize**: change to `float32` and divide by 255, so that all inputs lie between
#   0 and 1,
# - **flatten**: write the 28 rows of a picture one after the other, 784 numbers in a
#   row,
# - **one-hot** targets, where the loss asks for them; section 8 showed how.
#
# > **Predict.** After flattening, at which place stands the pixel in row 14, column 17
# > (counted from 0)?
#
# %% [markdown] lang="ja" role="predict"
# ネットワークに入れる前に、次の3つの前処理をします。
#
# - **正規化**（normalize）：`float32` に変えて255で割り、入力を0から1までの値にします。
# - **平坦化**（flatten）：画像の28行を順につなぎ、784個の数を1列に並べます。
# - **ワンホット表現**：損失関数に必要な場合だけ、正解ラベルを変換します（8節）。
#
# > **予想**：平坦化すると、14行17列の画素は何番目になるでしょうか。
# > 行、列、順番は、いずれも0から数えます。
#
# %% role="reveal"
x = mnist.test_images.astype(np.float32) / 255
print(f"normalized: shape {x.shape}, {x.dtype}, from {x.min():.1f} to {x.max():.1f}")
x = x.reshape(len(x), 784)
print(f"flattened:  shape {x.shape}")
place = 14 * 28 + 17
print(f"pixel (14, 17): {mnist.test_images[0, 14, 17]}")
print(f"place {place}:      {x[0, place] * 255:.0f} / 255")

# %% [markdown] lang="en" role="answer"
# At $14 \cdot 28 + 17 = 409$: fourteen full rows, then 17 more.
#
# %% [markdown] lang="ja" role="answer"
# $14 \cdot 28 + 17 = 409$番目です。
# 上の14行分の後、さらに17個進んだ位置にあります。
#
# %% [markdown] lang="en" role="predict"
# ## 10. Something to compare with (5 minutes)
#
# The **accuracy** is the share of pictures that are read correctly. Is 0.9 good? That
# depends on what a simple method achieves. So first such **baselines**, the network
# afterwards.
#
# > **Predict.** Which accuracy has a program that always answers with the commonest
# > digit?
#
# %% [markdown] lang="ja" role="predict"
# ## 10. 比べる相手を決める（5分）
#
# **正解率**（accuracy）は、正しく読み取れた画像の割合です。
# 正解率0.9は、良い成績といえるでしょうか。
# それは、簡単な方法の正解率と比べて判断します。
# そこで、ネットワークより先に、比べる基準となる**ベースライン**（baseline）を求めます。
#
# > **予想**：画像を見ずに、訓練データで最も多い数字をいつも答えるとします。
# > 正解率はいくつになるでしょうか。
#
# %% role="reveal"
t = mnist.test_labels
commonest = np.bincount(mnist.train_labels).argmax()
print("test pictures of each digit:", np.bincount(t))
print(f"always {commonest}: accuracy {np.mean(t == commonest):.4f}")


# %% [markdown] lang="en" role="answer"
# About one in ten, 0.1135 on MNIST, with no look at the picture.
#
# %% [markdown] lang="ja" role="answer"
# 約10分の1で、MNISTでは0.1135です。
# この方法では、画像をまったく使っていません。
#
# %% [markdown] lang="en"
# **Your turn.** What does a program score that always answers with another digit? Use `t`, the labels of
# the test pictures.
#
# %% [markdown] lang="ja"
# **書いてみよう**：いつも別の数字を答えると、正解率はいくつになるでしょうか。
# テスト画像のラベル `t` を使って、正解率を返す関数を書いてください。
#
# %% role="turn"
def score_of_always(digit):
    ### BEGIN SOLUTION
    return np.mean(t == digit)
    ### END SOLUTION


# %% role="check"
with your_turn():
    for digit in (0, 5):
        expected = np.bincount(t, minlength=10)[digit] / len(t)
        check_close(f"score_of_always({digit})", score_of_always(digit), expected)

# %% [markdown] lang="en"
# Now a method with a
# little sense: average the training pictures of each digit, and answer with the digit
# whose mean picture is nearest. No learning rate, no iterations, a few lines.
#
# %% [markdown] lang="ja"
# 次は、画像を使う簡単な方法を試します。
# 訓練データの画像を数字ごとに平均し、平均画像が最も近い数字を答えます。
# 学習率も反復もなく、数行で書けます。
#
# %%
means = np.zeros((10, 784))
for digit in range(10):
    pictures = mnist.train_images[mnist.train_labels == digit]
    means[digit] = pictures.mean(axis=0).reshape(784) / 255
distances = np.stack([((x - mean) ** 2).sum(axis=1) for mean in means], axis=1)
nearest = distances.argmin(axis=1)
print(f"distances: shape {distances.shape}")
print(f"nearest mean picture: accuracy {np.mean(nearest == t):.4f}")

# %%
fig = plt.figure(figsize=(9, 1.5))
images.image_grid(fig, means.reshape(10, 28, 28), [f"mean {d}" for d in range(10)])
fig.suptitle(mnist.name, fontsize=11)
plt.show()

# %% [markdown] lang="en" role="figure"
# The mean image of each digit, 0 to 9: blurred, but each can be read.
#
# %% [markdown] lang="ja" role="figure"
# 0から9までの数字ごとの平均画像。
# ぼやけているが、どれも読める。
#
# %% [markdown] lang="en"
# 0.8203 on MNIST, without any network: a network that scores 0.82 is of no use. The mean
# of the ones is an hourglass: people slant them differently, and this method cannot deal
# with slants.
#
# ## 11. The network reads (10 minutes)
#
# Our network has 784 inputs, 50 and 100 hidden neurons and 10 outputs. Its weights were
# found beforehand with the 60,000 training pictures of MNIST. It never saw the test
# pictures.
#
# %% [markdown] lang="ja"
# MNISTでは0.8203です。
# 平均を取るだけでこの値になるので、ネットワークの正解率が0.82なら、使う意味がありません。
# 1の平均画像は、砂時計のような形になっています。
# 1の傾け方は人によって違いますが、この方法では傾きの違いを扱えません。
#
# ## 11. ネットワークで数字を読む（10分）
#
# 使うのは、入力が784個、隠れ層のニューロンが50個と100個、出力が10個のネットワークです。
# 重みは、MNISTの訓練画像60,000枚を使って、あらかじめ求めてあります。
# テスト画像は、重みを求めるときに一度も使っていません。
#
# %%
for name, array in trained.items():
    print(f"{name}: shape {array.shape}")
print("numbers to learn:", sum(array.size for array in trained.values()))


# %%
def logits_of(parameters, x):
    z = x
    for layer in (1, 2):
        z = sigmoid(z @ parameters[f"W{layer}"] + parameters[f"b{layer}"])
    return z @ parameters["W3"] + parameters["b3"]


# %% [markdown] lang="en"
# The function is `signals` from section 5 with the layers in a loop, and it stops at
# the logits. One picture, layer by layer:
#
# %% [markdown] lang="ja"
# この関数は、5節の `signals` の層をループにしたもので、ロジットまでを計算します。
# 1枚の画像について、信号を層ごとに見てみます。
#
# %%
z = x[:1]
print("input   ", z.shape)
for layer in (1, 2):
    z = sigmoid(z @ trained[f"W{layer}"] + trained[f"b{layer}"])
    print(f"layer {layer} ", z.shape, " mean signal", f"{z.mean():.3f}")
y = softmax(logits_of(trained, x[:1]))
print("output  ", y.shape, "", y[0].round(3))

# %% [markdown] lang="en"
# Now all test pictures. The answer is the class with the largest probability.
#
# %% [markdown] lang="ja"
# 次に、すべてのテスト画像を計算します。
# 確率が最大のクラスを、ネットワークの答えとします。
#
# %%
logits = logits_of(trained, x)
y = softmax(logits)
answers = y.argmax(axis=1)
right = answers == t
losses = -np.log(np.maximum(y[np.arange(len(t)), t], 1e-12))
print(f"{mnist.name}: accuracy {right.mean():.4f}, cross entropy {losses.mean():.3f}")

# %% [markdown] lang="en"
# On MNIST:
#
# | method | accuracy | cross entropy |
# |---|---|---|
# | always 1 | 0.1135 | |
# | 0.1 for each digit | | 2.303 |
# | nearest mean picture | 0.8203 | |
# | network 784-50-100-10 | 0.9737 | 0.093 |
#
# Of 100 pictures the nearest mean gets 18 wrong, the network fewer than 3. Here are
# seven that it reads correctly and seven that it misreads, each time from the answer of
# which it is most certain to the least certain one. Blue is the probability of the
# right class, orange that of a wrong answer.
#
# %% [markdown] lang="ja"
# MNISTでの結果は、次のとおりです。
#
# | 方法 | 正解率 | 交差エントロピー誤差 |
# |---|---|---|
# | いつも1と答える | 0.1135 | |
# | どの数字の確率も0.1とする | | 2.303 |
# | 最も近い平均画像 | 0.8203 | |
# | ネットワーク784-50-100-10 | 0.9737 | 0.093 |
#
# 100枚あたりの間違いは、平均画像では18枚ですが、ネットワークでは3枚足らずです。
# 正しく読めた画像と間違えた画像を、7枚ずつ見てみましょう。
# 左から右へ、確率の高い答えから低い答えの順に並んでいます。
# 青い棒は正解のクラスの確率、オレンジ色の棒は間違えた答えの確率です。
#
# %%
certainty = y.max(axis=1)
for chosen, title in ((right, "read correctly"), (~right, "misread")):
    order = np.flatnonzero(chosen)[np.argsort(-certainty[chosen])]
    shown = order[np.linspace(0, len(order) - 1, 7).astype(int)]
    fig = plt.figure(figsize=(9, 3.5))
    images.images_with_bars(fig, mnist.test_images[shown], y[shown], t[shown])
    fig.suptitle(f"{mnist.name}: {title}", fontsize=11)
    plt.show()

# %% [markdown] lang="en" role="figure"
# Seven digits that the network reads correctly, each with its ten probabilities as bars: most have
# a single bar of almost 1, the last one is spread over 0, 2, 7 and 8.
#
# Seven digits that it misreads, such as a 6 taken for 5: for some the wrong class has a bar of
# almost 1, for others it is only a little longer than the right one.
#
# %% [markdown] lang="ja" role="figure"
# ネットワークが正しく読んだ7枚の数字と、10個の確率の棒グラフ。
# ほとんどは1本だけがほぼ1で、最後の1枚は0、2、7、8に分かれている。
#
# 6を5と読むなど、読み間違えた7枚の数字。
# 誤ったクラスの棒がほぼ1のものも、正解の棒より少し長いだけのものもある。
#
# %% [markdown] lang="en" role="predict"
# Some of the misread digits would puzzle a person, others would not.
#
# > **Belief.** "The probability is 0.99, so the answer is right."
# >
# > **Predict.** Some 8,500 test pictures get an answer with 0.99 or more. How many of
# > these answers are wrong?
#
# %% [markdown] lang="ja" role="predict"
# 間違えた画像の中には、人間でも迷うものと、そうでないものがあります。
#
# > **思い込み**：「確率が0.99なら、その答えは正しい。」
# >
# > **予想**：確率が0.99以上の答えは、約8,500枚あります。
# > そのうち、間違いは何枚でしょうか。
#
# %% role="reveal"
for least in (0.5, 0.9, 0.99):
    sure = certainty >= least
    stated, errors = (1 - certainty[sure]).sum(), np.sum(sure & ~right)
    print(f"{least:4} or more: {sure.sum():5} answers, errors stated {stated:5.1f}", end="")
    print(f", real {errors:3}")
print(f"all:          {len(t):5} answers, errors stated {(1 - certainty).sum():5.1f}", end="")
print(f", real {np.sum(~right):3}")
print(f"wrong answers' share of the loss: {losses[~right].sum() / losses.sum():.2f}")

# %% [markdown] lang="en" role="answer"
# 17 of 8,511 on MNIST. Is that much or little? An answer with probability $y$ is stated to
# be wrong with probability $1 - y$. Added up over the 8,511, that makes 7.8 errors; there
# are more than twice as many. Over all 10,000 pictures 199 are stated, 263 are real: the
# network is **overconfident**. Note also that the 263 wrong answers are 2.6 % of all, and
# make 83 % of the loss.
#
# %% [markdown] lang="ja" role="answer"
# MNISTでは、8,511枚のうち17枚が間違いです。
# わずかな数に見えますが、これは多いのでしょうか、少ないのでしょうか。
# 答えの確率が$y$なら、間違える確率は$1 - y$と見積もられています。
# 8,511枚についてその和を取ると7.8枚で、実際の間違いは2倍以上です。
# 10,000枚全体でも、見積もりの199枚に対して、実際は263枚です。
# つまり、このネットワークは**自信過剰**（overconfident）です。
# また、263枚の間違いは全体の2.6%ですが、損失の83%を占めます。
#
# %% [markdown] lang="en"
# Group the answers by their probability, in ten bins of 0.1, and compare in each bin what is
# stated with the share that is right. Such a figure is called a **reliability diagram**. The
# bars show how far a share may be off by chance, since some bins hold few pictures.
#
# %% [markdown] lang="ja"
# 確率を0.1刻みの10個の区間に分け、区間ごとに、見積もりと実際の正解率を比べてみます。
# この図を**信頼度曲線**（reliability diagram）といいます。
# 縦の線は、枚数が少ないために生じるばらつきの目安です。
#
# %%
group = np.minimum((10 * certainty).astype(int), 9)  # bin 0 ... 9
print("bin         answers  stated   right")
stated, shares, chance = [], [], []
for number in np.unique(group):
    chosen = group == number
    stated.append(certainty[chosen].mean())
    shares.append(right[chosen].mean())
    chance.append(np.sqrt(stated[-1] * (1 - stated[-1]) / chosen.sum()))
    name = f"{number / 10:.1f} to {(number + 1) / 10:.1f}"
    print(f"{name}  {chosen.sum():7}  {stated[-1]:.3f}   {shares[-1]:.3f}")

# %%
fig, ax = plt.subplots(figsize=(4, 3.6))
ax.plot([0, 1], [0, 1], "--", color="0.5")
ax.errorbar(stated, shares, chance, fmt="o", capsize=4)
ax.set(xlabel="probability stated, mean of a bin", ylabel="share of right answers")
ax.set(xlim=(0, 1.02), ylim=(0, 1.02), title=mnist.name, aspect="equal")
plt.show()

# %% [markdown] lang="en" role="figure"
# Share of right answers against the probability stated, in bins with error bars: near the dashed
# diagonal, most of them a little below it between 0.4 and 0.9; the last point, near 1, stands for
# most answers.
#
# %% [markdown] lang="ja" role="figure"
# ネットワークが示した確率と、実際に正しかった割合を、区間ごとに誤差棒付きで表した図。
# 破線の対角線に近く、0.4から0.9では少し下にある点が多い。
# 1に近い最後の点が、答えの大半を占める。
#
# %% [markdown] lang="en" role="predict"
# Where 0.8 to 0.9 is stated, 0.80 are right instead of 0.86, and the two bins below lie under
# the dashed line as well. The lowest bins hold so few pictures that they prove nothing. Most
# answers are in the last bin: 0.996 stated, 0.991 right. In the figure that is hardly to be
# seen, but it is twice as many errors as stated.
#
# > **Predict.** Now all pictures move 4 pixels to the right. You would still read them
# > without trouble. What becomes of the accuracy, and of the answers with 0.99 or more?
#
# %% [markdown] lang="ja" role="predict"
# 0.8から0.9の区間では、見積もりの0.86に対して実際の正解率は0.80で、その下の2つの区間でも破線より下にあります。
# 確率の低い区間は枚数が少なく、はっきりしたことはいえません。
# 最も枚数の多い最後の区間では、見積もりが0.996、実際が0.991です。
# 図ではほとんど見分けられませんが、間違いの数にすると2倍になります。
#
# > **予想**：今度は、すべての画像を右へ4画素ずらします。
# > 人間なら、問題なく読めるはずです。
# > 正解率と、0.99以上の答えの間違いは、どう変わるでしょうか。
#
# %% role="reveal"
for shift in (0, 2, 3, 4):
    moved = np.roll(mnist.test_images, shift, axis=2).reshape(len(t), 784)
    y_moved = softmax(logits_of(trained, moved.astype(np.float32) / 255))
    right_moved = y_moved.argmax(axis=1) == t
    sure = y_moved.max(axis=1) >= 0.99
    errors = np.sum(sure & ~right_moved)
    print(f"moved by {shift}: accuracy {right_moved.mean():.4f}, ", end="")
    print(f"0.99 or more: {sure.sum():4} answers, {errors:4} of them wrong")

# %% [markdown] lang="en" role="answer"
# The accuracy falls to 0.355, and of 2,456 answers with 0.99 or more 1,149 are wrong,
# nearly half. A probability can be trusted only for pictures of the kind that the
# network was trained on. For this network, a digit that has moved is an entirely different
# set of 784 numbers.
#
# %% [markdown] lang="ja" role="answer"
# 正解率は0.355に下がります。
# 確率が0.99以上の答え2,456枚のうち、半数近い1,149枚が間違いです。
# 確率を信用できるのは、学習に使った画像と同じ種類の画像に対してだけです。
# 位置がずれた数字は、このネットワークにとって、まったく別の784個の数になってしまいます。
#
# %% [markdown] lang="en" role="predict"
# > **Belief.** "To find the class, one needs softmax."
# >
# > **Predict.** We leave softmax out and take the class with the largest logit. How
# > many of the 10,000 answers change?
#
# %% [markdown] lang="ja" role="predict"
# > **思い込み**：「クラスを決めるには、ソフトマックス関数が必要である。」
# >
# > **予想**：ソフトマックス関数を省き、ロジットが最大のクラスを答えとします。
# > 10,000個の答えのうち、いくつが変わるでしょうか。
#
# %% role="reveal"
print("answers that change:", np.sum(logits.argmax(axis=1) != answers))

# %% [markdown] lang="en" role="answer"
# None. The bars of section 7 have shown why: whatever softmax does, the order stays. In
# the exercise you explain it, and say what softmax is needed for all the same.
#
# %% [markdown] lang="ja" role="answer"
# 1つも変わりません。
# 7節の棒グラフで見たように、ソフトマックス関数を通しても、大きさの順序は変わらないからです。
# 演習では、この理由を式で説明し、それでもソフトマックス関数が必要なのはどんなときかを答えます。
#
# %% [markdown] lang="en"
# Last, the same network with a library. PyTorch, the subject of lesson 04, has all its
# parts ready; only the names change. Importing it takes a few seconds.
#
# %% [markdown] lang="ja"
# 最後に、同じネットワークをライブラリで計算します。
# レッスン04で学ぶPyTorchには、必要な関数がすべて用意されていて、名前を書き換えるだけで済みます。
# 読み込みには数秒かかります。
#
# %%
try:
    import torch
except ImportError:
    print("PyTorch is not installed; lesson 04 is the first that needs it")
else:
    z = torch.from_numpy(x)
    tensors = {name: torch.from_numpy(array) for name, array in trained.items()}
    for layer in (1, 2):
        z = torch.sigmoid(z @ tensors[f"W{layer}"] + tensors[f"b{layer}"])
    y_torch = torch.softmax(z @ tensors["W3"] + tensors["b3"], dim=-1).numpy()

    right_torch = y_torch.argmax(axis=1) == t
    print("probabilities equal up to 1e-4:", np.max(np.abs(y - y_torch)) < 1e-4)
    print(f"accuracy: ours {right.mean():.4f}, PyTorch's {right_torch.mean():.4f}")

# %% [markdown] lang="en" role="predict"
# ## 12. The same pixels, prepared differently (5 minutes)
#
# The weights were found with gray levels divided by 255. Suppose that we forget the
# division.
#
# > **Belief.** "With pixels from 0 to 255 there will be an error message."
# >
# > **Predict.** What becomes of the accuracy? And if all inputs are ten times too
# > small?
#
# The overflow in $e^{-a}$ is known from section 2, and its value 0 is right; so we
# silence it here.
#
# %% [markdown] lang="ja" role="predict"
# ## 12. 前処理が違うとどうなるか（5分）
#
# このネットワークの重みは、階調値を255で割った画像を使って求めたものです。
# この割り算を忘れたら、どうなるでしょうか。
#
# > **思い込み**：「0から255の画素をそのまま入れると、エラーが出る。」
# >
# > **予想**：正解率はどうなるでしょうか。
# > 逆に、入力が10分の1だったらどうでしょうか。
#
# 2節で見たように、$e^{-a}$のオーバーフローが起きても、値の0は正しいとわかっています。
# ここでは、警告を表示しないようにしておきます。
#
# %% role="reveal"
factors = [0.03, 0.1, 0.3, 1, 3, 10, 30, 255]
accuracies = []
with np.errstate(over="ignore"):
    for factor in factors:
        accuracies.append(np.mean(logits_of(trained, factor * x).argmax(axis=1) == t))
        print(f"inputs from 0 to {factor:<4}: accuracy {accuracies[-1]:.3f}")
    inverted = np.mean(logits_of(trained, 1 - x).argmax(axis=1) == t)
print(f"ink 0 and background 1: accuracy {inverted:.3f}")

# %% role="reveal"
compared = (0.1, 1, 255)
some = x[:1000] @ trained["W1"]  # weighted sums without bias
with np.errstate(over="ignore"):
    z1 = [sigmoid(factor * some + trained["b1"]).ravel() for factor in compared]

fig, (curve, histogram) = plt.subplots(1, 2, figsize=(9, 3.3))
curve.semilogx(factors, accuracies, color="0.6", linestyle="-")
for factor, values in zip(compared, z1, strict=True):
    score = accuracies[factors.index(factor)]
    curve.plot(factor, score, marker="o", markersize=10, label=f"0 to {factor}")
    histogram.hist(values, bins=40, range=(0, 1), histtype="step", linewidth=2)
curve.set(xlabel="largest input", ylabel="accuracy", ylim=(0, 1.02), title=mnist.name)
curve.legend(title="inputs", loc="lower center", handlelength=1)
histogram.set(xlabel="signal z of layer 1", ylabel="number of signals", yscale="log")
plt.show()


# %% [markdown] lang="en" role="figure"
# Left, accuracy against the largest input: 0.38 for inputs up to 0.1, 0.98 up to 1, as trained, and
# 0.95 up to 255. Right, the outputs of layer 1: a hill around 0.5 for small inputs, spread out with
# peaks at 0 and 1 as trained, and almost only 0 and 1 for large ones.
#
# %% [markdown] lang="ja" role="figure"
# 左は、入力の最大値に対する正解率。
# 0.1までなら0.38、訓練と同じ1までなら0.98、255までなら0.95である。
# 右は第1層の出力の分布で、入力が小さいと0.5を中心とする山、訓練と同じなら0と1に峰をもって広がり、大きいとほとんど0と1だけになる。
#
# %% [markdown] lang="en" role="answer"
# - **Symptom**: none that anybody would notice. With 0 to 255 the accuracy is 0.954
#   instead of 0.974; without knowing the right number, nobody would suspect an error.
# - **Cause**: right, the same hidden neurons in the same colors. Inputs of 255
#   saturate them: nearly all signals are 0 or 1, as with the large $w$ of section 3: a
#   network of perceptrons again. Inputs up to 0.1 leave all signals close together in
#   the middle, and too little of the picture gets through: 0.380.
# - **Cure**: prepare new pictures exactly as the training pictures were. That concerns
#   the direction of the numbers, too: with 0 for ink and 1 for background the accuracy is
#   0.088, no better than guessing.
#
# %% [markdown] lang="ja" role="answer"
# - **症状**：目立った変化はありません。
#   0から255の入力では、正解率が0.974から0.954に下がるだけです。
#   正しい値を知らなければ、間違いに気づかないでしょう。
# - **原因**：右の図は、隠れ層の信号の分布を、左の図と同じ色で示したものです。
#   入力が255まであると飽和が起こり、信号のほとんどが0か1になります。
#   3節で$w$を大きくしたときと同じで、パーセプトロンのネットワークに戻ってしまいます。
#   逆に、入力が0.1までしかないと、信号はどれも似た値になります。
#   画像の違いが次の層にほとんど伝わらず、正解率は0.380に下がります。
# - **対処**：新しい画像にも、学習のときとまったく同じ前処理をします。
#   インクと背景の値の向きもそろえます。
#   インクを0、背景を1に入れ替えると正解率は0.088で、でたらめに答えるのと変わりません。
#
# %% [markdown] lang="en" role="predict"
# ## 13. Batches (7 minutes)
#
# So far all pictures went through at once. One at a time would give the same answers,
# and so would **batches** of 100. Only the first number of each shape changes:
#
# | | input | layer 1 | layer 2 | output |
# |---|---|---|---|---|
# | one picture | (1, 784) | (1, 50) | (1, 100) | (1, 10) |
# | a batch | (100, 784) | (100, 50) | (100, 100) | (100, 10) |
#
# > **Predict.** We time all the pictures, in batches of 1, 10, 100 and so on. Is a
# > picture in a batch of 100 faster than a picture alone? Twice? Ten times? And in a
# > batch of 10,000?
#
# %% [markdown] lang="ja" role="predict"
# ## 13. バッチ（7分）
#
# これまでは、すべての画像を一度に計算しました。
# 1枚ずつでも、100枚ずつの**バッチ**（batch）でも、答えは同じです。
# 変わるのは、各形状の最初の数だけです。
#
# | | 入力 | 第1層 | 第2層 | 出力 |
# |---|---|---|---|---|
# | 1枚 | (1, 784) | (1, 50) | (1, 100) | (1, 10) |
# | バッチ | (100, 784) | (100, 50) | (100, 100) | (100, 10) |
#
# > **予想**：すべての画像を、1枚ずつ、10枚ずつ、100枚ずつというように区切って計算し、時間を測ります。
# > 100枚ずつのとき、1枚あたりの時間は何分の1になるでしょうか。
# > 10,000枚ずつならどうでしょうか。
#
# %% role="reveal"
def answers_in_batches(x, batch_size):
    answers = []
    for first in range(0, len(x), batch_size):
        logits = logits_of(trained, x[first : first + batch_size])
        answers.append(logits.argmax(axis=1))
    return np.concatenate(answers)


for batch_size in (1, 100, 3000):
    share = np.mean(answers_in_batches(x, batch_size) == t)
    print(f"batch size {batch_size:4}: accuracy {share:.4f}")

# %% tags=["nbval-ignore-output"]
sizes = [1, 3, 10, 30, 100, 300, 1000, 3000, 10000]
microseconds = []
for batch_size in sizes:
    times = []
    for _ in range(3):  # the fastest of three: other programs disturb
        start = perf_counter()
        answers_in_batches(x, batch_size)
        times.append(perf_counter() - start)
    microseconds.append(min(times) / len(x) * 1e6)

# %% role="reveal" tags=["nbval-ignore-output"]
fig, ax = plt.subplots(figsize=(6.4, 3.4))
ax.loglog(sizes, microseconds, marker="o")
ax.set(xlabel="pictures in a batch", ylabel="time per picture (microseconds)")
ax.minorticks_off()
ax.set_xticks([1, 10, 100, 1000, 10000], ["1", "10", "100", "1,000", "10,000"])
ax.set_yticks([1, 3, 10, 30, 100], ["1", "3", "10", "30", "100"])
ax.set_title(mnist.name)
plt.show()

# %% [markdown] lang="en" role="figure"
# Time per picture against the number of pictures in a batch, both axes logarithmic: from 40
# microseconds for one it falls to about 5 for 100 and stays there.
#
# %% [markdown] lang="ja" role="figure"
# バッチに含まれる画像の枚数に対する、1枚当たりの時間（両対数）。
# 1枚では40マイクロ秒で、100枚で約5まで下がり、その後はほぼ変わらない。
#
# %% [markdown] lang="en" role="answer"
# The answers stay, the time does not. Alone, a picture pays for a dozen calls from
# Python to NumPy, and each call costs about a microsecond before any work is done; in a
# batch these costs are shared. Besides, a weight fetched from memory then serves many
# pictures. Where this page was made, a picture alone takes about ten times as long.
# From about 100 on there is nothing left to share and the curve is flat. Larger batches
# only need more memory, and may even be slower once their arrays outgrow the
# processor's cache. The numbers differ from machine to machine; the fall and the floor
# do not.
#
# %% [markdown] lang="ja" role="answer"
# 答えは変わりませんが、時間は大きく変わります。
# 1枚ずつ計算すると、画像ごとにPythonからNumPyを十数回呼び出します。
# 1回の呼び出しには、計算のほかに1マイクロ秒ほどかかります。
# バッチにすると、この時間を多くの画像で分け合えます。
# また、メモリから読み出した重みを、何枚もの画像に続けて使えることも効いています。
# このページを作成したコンピュータでは、1枚ずつ計算すると、1枚あたり約10倍の時間がかかりました。
# 100枚ほどになると呼び出しの時間は無視できるほど小さくなり、曲線は平らになります。
# それより大きくしても、必要なメモリが増えるだけです。
# 配列がプロセッサのキャッシュに入りきらなくなると、かえって遅くなることもあります。
# 時間はコンピュータによって違いますが、初めは下がり、やがて平らになることは同じです。
#
# %% [markdown] lang="en" role="predict"
# One trap is left. 10,000 pictures in batches of 3,000 make three full batches and one
# of 1,000.
#
# > **Belief.** "The accuracy is the mean of the batches' accuracies."
# >
# > **Predict.** Batches of 9,900 leave 100 pictures for the last. Of these, 99 are read
# > correctly. What is the mean of the two accuracies?
#
# %% [markdown] lang="ja" role="predict"
# 最後に、間違えやすい点を1つ見ておきます。
# 10,000枚を3,000枚ずつに分けると、最後のバッチは1,000枚になります。
#
# > **思い込み**：「全体の正解率は、各バッチの正解率の平均である。」
# >
# > **予想**：9,900枚ずつに分けると、最後のバッチは100枚です。
# > そのうち99枚が正解だったとします。
# > 2つのバッチの正解率を平均すると、いくつになるでしょうか。
#
# %% role="reveal"
for batch_size in (100, 3000, 9900):
    firsts = range(0, len(x), batch_size)
    batches = [right[first : first + batch_size] for first in firsts]
    mean_of_means = np.mean([batch.mean() for batch in batches])
    share = sum(batch.sum() for batch in batches) / len(right)
    print(f"size {batch_size:4}: mean of means {mean_of_means:.5f}, share {share:.5f}")

# %% [markdown] lang="en" role="answer"
# 0.98177 instead of 0.97370: a hundred pictures were given the same weight as 9,900.
# Batches of 100 come out right only because 100 divides 10,000.
#
# - **Cure**: add up the numbers of correct answers, and divide once, at the end, by the
#   number of pictures. The same holds for the mean of a loss.
#
# %% [markdown] lang="ja" role="answer"
# 平均は0.98177で、正しい値0.97370とは違います。
# 100枚のバッチを、9,900枚のバッチと同じ重みで平均したからです。
# 100枚ずつで正しい値になるのは、10,000が100で割り切れるからにすぎません。
#
# - **対処**：正解の数を足し合わせ、最後に1回だけ画像の枚数で割ります。
#   損失を平均するときも同じです。
#
# %% [markdown] lang="en"
# ## What to take with you
#
# 1. The step is flat: small changes do not show in its output. A **smooth activation
#    function** has a slope to follow: 1/4 at most for the sigmoid, 1 for tanh and ReLU.
#    The weight sets the steepness, $-b/w$ the place; large weights or inputs
#    **saturate** a neuron.
# 2. A layer is `x @ w + b` and an activation function: $(k, n)\,(n, m) \to (k, m)$.
#    Three of them made 0.31682708 and 0.69627909 from (1.0, 0.5), and the same five
#    lines took the batch. A hidden layer can follow a curve with straight pieces, and solve
#    XOR. A shape that fits is no proof.
# 3. Regression ends in the **identity**, classification in **softmax**, with a neuron
#    for each number or class. Softmax subtracts each row's largest logit and sums along
#    the last axis; **cross entropy** puts a tiny floor under the probabilities. Who cannot
#    tell ten digits apart has the loss $\ln 10 = 2.303$.
# 4. Pictures: change the type first, divide by 255, flatten to 784 numbers. On MNIST:
#    always 1 scores 0.1135, the nearest mean 0.8203, our network 0.9737. Other
#    preparation fails silently. The network's probabilities are overconfident: where they
#    say 0.99 or more, there are twice as many errors as stated.
# 5. Batches give the same answers and save time up to about 100 pictures. Add up what
#    is right; do not average the averages.
#
# Now you can explain the five lines of the first cell: two layers with a sigmoid, one
# without, and a softmax. The exercise asks you to write all of this yourself. Where the
# weights come from is next: lesson 04 lets PyTorch find them.
#
# %% [markdown] lang="ja"
# ## まとめ
#
# 1. ステップ関数は平らなので、重みを少し動かしても出力が変わりません。
#    **滑らかな活性化関数**には、学習の手がかりになる傾きがあります。
#    傾きの最大値は、シグモイド関数では1/4、tanhとReLUでは1です。
#    曲線の急さは重みで、位置は$-b/w$で決まります。
#    重みや入力が大きすぎると、ニューロンは**飽和**します。
# 2. 1つの層は、`x @ w + b` と活性化関数からなり、形状は$(k, n)\,(n, m) \to (k, m)$です。
#    3層のネットワークで、(1.0, 0.5)から0.31682708と0.69627909が得られ、バッチも同じ5行で計算できました。
#    隠れ層があれば、折れ線で曲線を近似することも、XORを解くこともできます。
#    形状が合っていても、計算が正しいとは限りません。
# 3. 出力層では、回帰なら**恒等関数**、分類なら**ソフトマックス関数**を使います。
#    ニューロンの数は、予測する数やクラスの数に合わせます。
#    ソフトマックス関数では、行ごとに最大のロジットを引き、最後の軸に沿って和を取ります。
#    **交差エントロピー誤差**では、確率にごく小さい下限を設けます。
#    10種類の数字をまったく区別できないときの損失は、$\ln 10 = 2.303$です。
# 4. 画像は、データ型を変えてから255で割り、784個の数に平坦化します。
#    MNISTでの正解率は、いつも1と答えると0.1135、最も近い平均画像では0.8203、ネットワークでは0.9737です。
#    前処理が違ってもエラーは出ず、正解率だけが下がります。
#    ネットワークの確率は自信過剰で、0.99以上とした答えの間違いは、見積もりの2倍以上ありました。
# 5. バッチの大きさは答えに影響しません。
#    100枚ほどまでは、大きくするほど1枚あたりの時間が短くなります。
#    全体の正解率は、正解の数を足し合わせてから、枚数で割って求めます。
#
# 最初に見た5行の計算は、これですべて説明できます。
# シグモイド関数を使う層が2つ、恒等関数の層が1つ、最後がソフトマックス関数です。
# 演習では、これらの関数をすべて自分で書きます。
# 重みの求め方は、次のレッスン04で、PyTorchを使って学びます。
#
