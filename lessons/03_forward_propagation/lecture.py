# %% [markdown] lang="en"
# # 03 Forward propagation
#
# A perceptron answers with yes or no. Make its answer smooth, arrange 160 such neurons
# in layers, and the same arithmetic reads handwritten digits. In this lesson the
# signals run one way only, from the inputs to the answer. The weights are given; how a
# network of this size finds them is the subject of lessons 04 and 05. You will
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
# Run the cells from top to bottom. All of them together take about half a minute, and
# none needs a network connection. Where it says *Predict*, decide on an answer before
# you run the cell below it. Numbers about pictures in the text are measured on MNIST;
# if the title of a figure says `sample`, yours will differ.
#
# %% [markdown] lang="ja"
# # 03 順伝播
#
# パーセプトロンの答えは、「はい」か「いいえ」だけです。
# その答えをなめらかにし、160個のニューロンを層に並べると、同じ計算で手書きの数字が読めます。
# このレッスンでは、信号は入力から答えへと一方向に流れます。
# 重みは与えられたものを使います。
# これほど大きなネットワークの重みを求める方法は、04と05で学びます。
# 目標は次の5つです。
#
# 1. なめらかな活性化関数が要る理由を**説明し**、重みとバイアスの働きを**読み取る**。
# 2. 3層のネットワークの信号を、1つのサンプルとバッチの両方で**計算し**、どの配列についても形状を**答える**。
# 3. 課題に合う出力層を**選び**、ソフトマックス関数と交差エントロピー誤差を、大きな数でも壊れないように**書く**。
# 4. 数字の画像を**前処理し**、何も知らない場合の成績を基準に、学習済みネットワークを**評価する**。
# 5. 画像をバッチで**処理し**、バッチにわたる平均を正しく**求める**。
#
# セルは上から順に実行してください。
# 全部で30秒ほどかかり、ネットワーク接続は要りません。
# 「予想」とあるところでは、答えを決めてから下のセルを実行してください。
# 文中の画像に関する数値は、MNISTで測ったものです。
# 図の題に `sample` とあれば、違う数値になります。
#
# %%
import warnings
from time import perf_counter

import matplotlib.pyplot as plt
import numpy as np

from mlcourse.data import load_mnist, load_pretrained
from mlcourse.figures import base, images, network

base.use_style()


# %% [markdown] lang="en"
# ## 1. A neuron: a sum, then a switch
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
# %% [markdown] lang="ja"
# ## 1. ニューロン：足し合わせて、変換する
#
# ニューロンの仕事は2つです。
# まず、入力に重みを掛けて足し合わせ、バイアスを加えます。
# 次に、**活性化関数**（activation function）$h$が、この**重み付き和**$a$を信号$z$に変えます。
# ニューロンは、この$z$を次へ送ります。
# 式では次のように表します。
#
# $$a = w_1 x_1 + w_2 x_2 + b, \qquad z = h(a)$$
#
# レッスン02のパーセプトロンでは、$h$は**ステップ関数**（step function）でした。
# $a > 0$なら1、それ以外は0です。
# **ニューラルネットワーク**（neural network）では、なめらかな関数を使います。
# 代表的なものが、次の**シグモイド関数**（sigmoid function）です。
#
# $$\sigma(a) = \frac{1}{1 + e^{-a}}$$
#
# > **予想**：ANDゲートの重みは$w = (0.5, 0.5)$、バイアスは$b = -0.7$です。
# > 入力は2つとも1です。
# > $w_1$を0.50から0.51へ、少しだけ上げます。
# > $h$がステップ関数のとき、出力は動くでしょうか。
# > シグモイド関数ならどうでしょうか。
#
# %%
def step_function(a):
    return (a > 0).astype(int)


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


# %%
x = np.array([1.0, 1.0])
for w1 in (0.50, 0.51):
    a = x @ np.array([w1, 0.5]) - 0.7
    print(f"w1 {w1:.2f}  a {a:.2f}  step {step_function(a)}  sigmoid {sigmoid(a):.6f}")


# %% [markdown] lang="en"
# The step does not move. It says *yes* and keeps to itself how nearly it said *no*, so
# nobody can tell from it which way to turn a weight. The sigmoid moves by 0.002442,
# that is by 0.24 per unit of $w_1$. A network learns from such small replies. This one
# change leads from the perceptron to the neural network: **the step becomes a smooth
# curve**.
#
# ## 2. Four activation functions
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
# ステップ関数の出力は動きません。
# 「はい」と言うだけで、「いいえ」にどれほど近かったかは教えてくれません。
# これでは、重みをどちらに動かせばよいかわかりません。
# シグモイド関数の出力は0.002442だけ動きます。
# $w_1$を1増やしたときの割合に直すと、約0.24です。
# ネットワークは、このような小さな反応を手がかりに学習します。
# パーセプトロンとニューラルネットワークの違いは、この1点です。
# **ステップ関数が、なめらかな曲線に変わります。**
#
# ## 2. 4つの活性化関数
#
# よく使うものが、あと2つあります。
# **tanh**は、シグモイド関数を−1から1までに広げたものです。
# **ReLU**（rectified linear unit）は、正の和をそのまま通し、負の和を止めます。
# 式は次のとおりです。
#
# $$\tanh(a) = \frac{e^{a} - e^{-a}}{e^{a} + e^{-a}}, \qquad
# \mathrm{ReLU}(a) = \begin{cases} a & (a > 0) \\ 0 & (a \le 0) \end{cases}$$
#
# まず、正確な答えがわかっている点で試します。
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
# 次は、わざと遠くの値を入れます。
# $\sigma(-1000)$は$5 \cdot 10^{-435}$で、コンピュータにとっては0です。
# 警告は途中で受け取り、文章として表示します。
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
# > **Predict.** Where is the sigmoid steepest, and how steep is it there?
#
# %% [markdown] lang="ja"
# - **症状**：値は正しいのに、NumPyが警告を出します。
# - **原因**：途中で$e^{1000}$を計算しています。
#   float64で表せるのは約$1.8 \cdot 10^{308}$までで、それを超えると `inf` になります。
# - **対処**：分子と分母に$e^{a}$を掛けると、$\sigma(a) = e^{a} / (1 + e^{a})$になります。
#   $a$が負なら、べき乗は小さくなるだけなので害がありません。
#   $a$が正なら、元の形が安全です。
#   演習では、安全な形を自分で選ぶシグモイド関数を書きます。
#
# 重み付き和が少し変わると、信号はどれだけ反応するでしょうか。
# それを表すのが微分です。
# 微分は次の式になります。
#
# $$\sigma'(a) = \sigma(a)\,(1 - \sigma(a)), \qquad \tanh'(a) = 1 - \tanh^2(a), \qquad
# \mathrm{ReLU}'(a) = \begin{cases} 1 & (a > 0) \\ 0 & (a < 0) \end{cases}$$
#
# $a = 0$ではReLUに角があり、微分がありません。
# 慣例として、そこでは0とします。
# つまりReLUの微分は、ステップ関数*そのもの*です。
#
# > **予想**：シグモイド関数が最も急なのはどこで、その傾きはいくつでしょうか。
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
# レッスン01と同じく、微分は数値で確かめてから使います。
# 小さな$\varepsilon$を使うと、微分は次の式で近似できます。
#
# $$h'(a) \approx \frac{h(a + \varepsilon) - h(a - \varepsilon)}{2 \varepsilon}$$
#
# −5から5までの100点で、差の最大値を求めます。
# $\varepsilon$は3通りです。
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
        print(f"{name:7}  eps = {eps:<5}  largest difference {largest:.8f}")

# %% [markdown] lang="en"
# For sigmoid and tanh the difference falls a hundredfold each time $\varepsilon$
# shrinks tenfold: the formulas are right. For ReLU 0.1 fails: beside the corner, the
# interval from $a - \varepsilon$ to $a + \varepsilon$ reaches across it and measures a
# mixture of both sides. With 0.01 no interval crosses the corner, and nothing is left
# but rounding.
#
# %% [markdown] lang="ja"
# sigmoidとtanhでは、$\varepsilon$が10分の1になるたびに差が100分の1になります。
# 式は正しいとわかります。
# ReLUでは、0.1だと失敗します。
# 角のすぐ横では、$a - \varepsilon$から$a + \varepsilon$までの区間が角をまたぎます。
# そのため、両側の傾きが混ざってしまいます。
# 0.01なら、どの区間も角をまたぎません。
# 残るのは丸め誤差だけです。
#
# %%
a = np.linspace(-5, 5, 400)
functions = {"step": (step_function(a), np.zeros_like(a))}
functions |= {name: (h(a), slope(a)) for name, (h, slope) in pairs.items()}

fig, axes = plt.subplots(2, 4, figsize=(9.5, 4.4), sharex=True, sharey="row")
network.activation_plots(axes, a, functions)
plt.show()

# %% [markdown] lang="en"
# Above the functions, below their derivatives. The sigmoid is steepest at $a = 0$, with
# slope $\frac12 \cdot \frac12 = \frac14$; tanh reaches 1. Both become flat on either
# side: beyond $|a| = 5$ a neuron hardly reacts to anything. ReLU has the slope 1 on the
# whole positive side. The step has slope 0 wherever it has one, so it passes on no news
# at all.
#
# Learning multiplies such slopes, layer after layer, by the chain rule. Ten sigmoids in
# a row leave at most $0.25^{10} \approx 0.000001$. That is why deep networks prefer
# ReLU.
#
# ## 3. What weight and bias do to the curve
#
# One input, one weight, no bias: $z = \sigma(w x)$.
#
# > **Predict.** For which of $w = 1, 5, 50$ does the curve come closest to the step?
# > And what is lost there?
#
# %% [markdown] lang="ja"
# 上の段が関数、下の段がその微分です。
# シグモイド関数は$a = 0$で最も急で、傾きは$\frac12 \cdot \frac12 = \frac14$です。
# tanhの傾きは1に達します。
# どちらも両側では平らになり、$|a|$が5を超えると、ほとんど反応しません。
# ReLUは、正の側ではどこでも傾きが1です。
# ステップ関数は、微分があるところではどこでも傾きが0です。
# つまり、変化を何も伝えません。
#
# 学習では、連鎖律により、この傾きを層ごとに掛けていきます。
# シグモイド関数が10層続くと、残るのは多くても$0.25^{10} \approx 0.000001$です。
# 層の深いネットワークがReLUを好むのは、このためです。
#
# ## 3. 重みとバイアスの働き
#
# 入力は1つ、重みも1つ、バイアスなしで、$z = \sigma(w x)$とします。
#
# > **予想**：$w = 1, 5, 50$のうち、曲線がステップ関数に最も近くなるのはどれでしょうか。
# > そのとき、何が失われるでしょうか。
#
# %%
x = np.linspace(-3, 3, 601)
fig, ax = plt.subplots(figsize=(6.4, 3.4))
for w in (1, 5, 50):
    ax.plot(x, sigmoid(w * x), label=f"w = {w}")
ax.set(xlabel="x", ylabel="z = sigmoid(w x)")
ax.legend()
plt.show()

# %%
for w in (1, 5, 50):
    print(f"w = {w:2}: at x = 0.5 the slope dz/dx is {w * sigmoid_slope(w * 0.5):.1e}")

# %% [markdown] lang="en"
# With $w = 50$ the sigmoid is a step again, and has the fault of the step: half a unit
# from the middle its slope is $7 \cdot 10^{-10}$. The neuron is **saturated**: its
# answer is 0 or 1, and small changes do not reach it. Large inputs have the same effect
# as large weights. We shall meet this again with pictures.
#
# Now a neuron with units. A kiosk sells ice cream; $x$ is the temperature in °C and $z$
# the probability that the kiosk sells out. Then $w$ is *per °C* and $b$ a pure number.
# At $x = -b/w$ we have $a = 0$ and $z = \frac12$. There the slope is $w/4$: for
# $w = 0.4$ per °C and $b = -10$, at 25 °C, each further degree adds about $0.1$, that
# is 10 percentage points.
#
# Five such neurons follow. On the left each is a curve; on the right, in the same
# colour, it is a point: its weight and its bias.
#
# > **Predict.** Four of the points lie on one line through the origin. What do their
# > four curves have in common?
#
# %% [markdown] lang="ja"
# $w = 50$では、シグモイド関数はほぼステップ関数に戻り、その欠点も戻ってきます。
# 中央から0.5離れただけで、傾きは$7 \cdot 10^{-10}$です。
# これを**飽和**（saturation）と呼びます。
# 答えは0か1に張りつき、小さな変化は届きません。
# 入力が大きいときも、同じことが起こります。
# 画像のところで、もう一度見ます。
#
# 次は、単位のあるニューロンです。
# 売店でアイスクリームを売ります。
# $x$は気温（°C）、$z$は売り切れる確率です。
# $w$の単位は「1°Cあたり」で、$b$に単位はありません。
# $x = -b/w$で$a = 0$、$z = \frac12$になります。
# そこでの傾きは$w/4$です。
# 例えば、$w$が1°Cあたり0.4、$b = -10$なら、$-b/w$は25°Cです。
# そこから1°C上がると、確率は約$0.1$、つまり10ポイントほど増えます。
#
# このようなニューロンを5つ並べます。
# 左の図では、1つが1本の曲線です。
# 右の図では、同じものを同じ色の点で表します。
# 点の位置が、重みとバイアスです。
#
# > **予想**：点のうち4つは、原点を通る1本の直線に乗っています。
# > その4本の曲線には、どんな共通点があるでしょうか。
#
# %%
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

# %% [markdown] lang="en"
# They meet at 25 °C. A line through the origin collects all neurons with the same
# $-b/w$. The farther out on it, the steeper the curve; on the other side of the origin
# the curve falls (hot soup). The fifth point has the weight of the second and another
# bias: the same curve, moved to 10 °C. In short: **the weight sets the steepness,
# weight and bias together set the place**.
#
# ## 4. A layer is one product of matrices
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
# 4本の曲線は、25°Cで交わります。
# 原点を通る直線の上には、$-b/w$の等しいニューロンが並びます。
# 原点から遠いほど曲線は急です。
# 原点の反対側では、曲線は右下がりです（温かいスープなら、こうなります）。
# 5つ目の点は、重みが2つ目と同じで、バイアスが違います。
# 同じ形の曲線が、10°Cへ移ります。
# まとめると、**急さを決めるのは重みで、位置を決めるのは重みとバイアスの両方**です。
#
# ## 4. 層は1つの行列の積
#
# 層とは、同じ入力を受け取るニューロンの並びです。
# ニューロンごとに行列$w$の1列を、サンプルごとに$x$の1行を割り当てます。
# すると、すべてのサンプルについて、すべてのニューロンの重み付き和が1つの積になります。
# $k$はサンプルの数、$n$は入力の数、$m$はニューロンの数です。
# 各配列の下に形状を書くと、次の式になります。
#
# $$\underset{(k,\,m)}{a} = \underset{(k,\,n)}{x}\ \underset{(n,\,m)}{w} +
# \underset{(m)}{b}$$
#
# 内側の$n$と$n$は等しくなければならず、計算すると消えます。
# 外側の数は残ります。
# バイアスはどの行にも足されます。
# バッチを1つ、すべて書き出してみましょう。
# $k$、$n$、$m$をすべて違う数にして、偶然に合うことがないようにします。
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
# 手順どおりに書けば3重のループ、NumPyなら1行です。
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
print(f"a: shape {a.shape}, largest difference {np.max(np.abs(a - by_hand)):.10f}")

# %%
fig, ax = plt.subplots(figsize=(8.5, 3.9))
network.layer_product(ax, x, w, b, a, row=4, column=1)
plt.show()

# %% [markdown] lang="en"
# The blue row times the orange column, plus the orange bias, gives the green number.
# Two rows show at once that all is well: the second sample is all zeros, so its row of
# $a$ is $b$ itself; the third sample picks out the first row of $w$.
#
# > **Belief.** "`*` multiplies matrices." It multiplies number by number:
#
# %% [markdown] lang="ja"
# 青の行とオレンジの列を掛けて足し、オレンジのバイアスを加えると、緑の数になります。
# 正しいことがひと目でわかる行が2つあります。
# 2つ目のサンプルは全部0なので、$a$の行は$b$そのものです。
# 3つ目のサンプルでは、$w$の1行目だけが取り出されます。
#
# > **思い込み**：「`*` は行列の積である。」実際には、同じ位置の数どうしを掛けます。
#
# %%
p = np.array([[1, 2], [3, 4]])
print("p * p =", (p * p).tolist())
print("p @ p =", (p @ p).tolist())

# %% [markdown] lang="en"
# And now the most frequent error of all, on purpose: the arrays in the wrong order.
#
# %% [markdown] lang="ja"
# 次は、最もよくある間違いをわざと起こします。
# 配列の順序が逆です。
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
# ## 5. Three layers, signal by signal
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
# - **症状**：`ValueError`。
#   `core dimension 0` が合わず、大きさが5と3で異なるとあります。
# - **原因**：`w` は(2, 3)、`x` は(5, 2)で、内側の数が3と5です。
# - **対処**：サンプルを先に置き、`x @ w` とします。
#   (5, 2)と(2, 3)なら、内側の数が2と2で合います。
#   迷ったら両方の形状を表示してください。
#
# エラーが出るのは運のよい場合です。
# 第5節の最後に、運の悪い場合を見ます。
#
# ## 5. 3つの層を、信号を追って
#
# 層を3つ続けます。
# ある層の信号が、次の層の入力になります。
# 括弧の中の数字は、層の番号です。
# 最初の2つの層の活性化関数はシグモイド関数です。
# 最後の層は、和をそのまま出す**恒等関数**（identity function）です。
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
# この5行が、**順伝播**（forward propagation）です。
# まず1つのサンプル、$x = (1.0, 0.5)$で計算します。
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
# 図の下の右向き矢印を押してください。
# 1つのニューロンにつき2段階で、まず重み付き和、次に信号が出ます。
# オレンジの数は、そこで使う重みとバイアスです。
# 進める前に、次の数を自分で計算してみてください。
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

# %% [markdown] lang="en"
# To eight digits the output is known to be 0.31682708 and 0.69627909.
#
# > **Predict.** The same for the five samples of section 4 at once: which of the five
# > lines of `signals` must change?
#
# %% [markdown] lang="ja"
# 出力の正しい値は、8桁まで書くと0.31682708と0.69627909です。
#
# > **予想**：第4節の5つのサンプルを、まとめて通します。
# > `signals` の5行のうち、書き換える行はどれでしょうか。
#
# %%
print("one sample:", one_sample["y"])
batch = signals(x)
for name, values in batch.items():
    print(f"\n{name}: shape {values.shape}\n{values.round(3)}")

# %% [markdown] lang="en"
# None. Every row keeps to itself: row 0 is the sample from before. And the output of
# each sample is the same whether it comes alone or in company:
#
# %% [markdown] lang="ja"
# 1行も書き換えません。
# 配列の各行は、互いに影響しません。
# 最初の行が、先ほどのサンプルです。
# サンプルの出力は、1つだけで計算しても、まとめて計算しても同じです。
#
# %%
alone = np.array([signals(row)["y"] for row in x])
largest = np.max(np.abs(alone - batch["y"]))
print(f"alone or together, largest difference: {largest:.10f}")

# %% [markdown] lang="en"
# Now the unlucky case. $W^{(3)}$ has the shape (2, 2), so it also fits when it is
# transposed by mistake.
#
# > **Predict.** Will NumPy notice?
#
# %% [markdown] lang="ja"
# さて、運の悪い場合です。
# $W^{(3)}$の形状は(2, 2)なので、誤って転置しても形状は合います。
#
# > **予想**：NumPyは気づくでしょうか。
#
# %%
print("right:", (one_sample["z2"] @ W3 + b3).round(6))
print("wrong:", (one_sample["z2"] @ W3.T + b3).round(6))


# %% [markdown] lang="en"
# - **Symptom**: none. The shape is right and the numbers look plausible.
# - **Cause**: for a square matrix, shapes cannot tell rows from columns.
# - **Cure**: test with a known result, and with sizes that are all different. **A shape
#   that fits is no proof.**
#
# ## 6. The output layer
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
# - **症状**：何もありません。
#   形状は正しく、数もそれらしく見えます。
# - **原因**：正方行列では、形状から行と列を区別できません。
# - **対処**：正解がわかっている値で試します。
#   大きさをすべて違う数にして試します。
#
# **形状が合っていても、正しいとは限りません。**
#
# ## 6. 出力層
#
# 最後の層は、課題に合わせて選びます。
#
# | 課題 | 出力層のニューロンの数 | 出力の関数 | 出力の読み方 |
# |---|---|---|---|
# | 回帰：売上を予測する | 1 | 恒等関数 | 千個 |
# | 回帰：気温と雨量を予測する | 2（数ごとに1つ） | 恒等関数 | °C、mm |
# | 分類：10種類の数字のどれか | 10（クラスごとに1つ） | ソフトマックス関数 | 確率 |
#
# 分類では、最後の層の和を**ロジット**（logit）と呼びます。
# 大きさも符号も自由なスコアです。
# これを確率に変えるのが、次の**ソフトマックス関数**（softmax function）です。
#
# $$y_i = \frac{e^{a_i}}{\sum_{j=1}^{m} e^{a_j}}$$
#
# 指数関数がスコアを正にし、割り算が合計を1にします。
# 答えのわかる例で確かめましょう。
# ロジット$\ln 1, \ln 2, \ln 5$からは、$\frac18, \frac28, \frac58$が出るはずです。
#
# %%
def softmax_naive(a):
    e = np.exp(a)
    return e / e.sum()


print(softmax_naive(np.log([1, 2, 5])).round(6), "  exact: 0.125 0.25 0.625")

# %% [markdown] lang="en"
# > **Predict.** Take the logits 0.3, 2.9, 4.0. Add 100 to each of them: what changes?
# > Multiply them by 10, or by 0.1: what changes?
#
# %% [markdown] lang="ja"
# > **予想**：ロジットが0.3、2.9、4.0のとき、全部に100を足すと何が変わるでしょうか。
# > 10を掛けるとどうでしょうか。
# > 0.1ならどうでしょうか。
#
# %%
a = np.array([0.3, 2.9, 4.0])
variants = {"a": a, "a + 100": a + 100, "10 a": 10 * a, "0.1 a": 0.1 * a}
fig, axes = plt.subplots(1, 4, figsize=(9.5, 2.7), sharey=True)
for ax, (name, logits) in zip(axes, variants.items(), strict=True):
    images.probability_bars(ax, softmax_naive(logits), numbers=True)
    ax.set(title=f"softmax({name})", xlabel="class")
axes[0].set_ylabel("probability")
plt.show()

# %% [markdown] lang="en"
# Adding 100 changes nothing: $e^{a_i + 100} = e^{100} e^{a_i}$, and the factor
# $e^{100}$ cancels. Only differences of logits count. Multiplying by 10 makes the
# differences larger and the answer sharper, almost a plain *class 2*; multiplying by
# 0.1 makes it nearly even. The order never changes.
#
# What holds for 100 should hold for 1,000.
#
# > **Predict.** The logits 10, 0, −10, and the same plus 1,000: are the probabilities
# > equal?
#
# %% [markdown] lang="ja"
# 100を足しても何も変わりません。
# $e^{a_i + 100} = e^{100} e^{a_i}$なので、$e^{100}$は約分されます。
# 効くのは、ロジットの差だけです。
# 10を掛けると差が広がり、答えは鋭くなります。
# ほとんど「クラス2」と言い切っています。
# 0.1を掛けると、ほぼ均等になります。
# 順序は変わりません。
#
# 100で成り立つことは、1,000でも成り立つはずです。
#
# > **予想**：ロジット10、0、−10と、それに1,000を足したものでは、確率は等しいでしょうか。
#
# %%
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(softmax_naive(np.array([10, 0, -10])))
    print(softmax_naive(np.array([1010, 1000, 990])))
for warning in caught:
    print(f"{warning.category.__name__}: {warning.message}")


# %% [markdown] lang="en"
# - **Symptom**: `nan`, *not a number*. Mathematics says equal, the computer gives up.
# - **Cause**: $e^{1010}$ is larger than any float, so it becomes `inf`, and `inf / inf`
#   has no value.
# - **Cure**: we may add any constant, so we choose a good one: subtract the largest
#   logit. Then the largest power is $e^0 = 1$, and the others can only be smaller.
#
# In a batch each sample has its own largest logit and its own sum, so both are taken
# along the last axis.
#
# %% [markdown] lang="ja"
# - **症状**：`nan`（not a number）になります。
#   数学では等しいのに、コンピュータは答えを出せません。
# - **原因**：$e^{1010}$はどのfloatよりも大きく、`inf` になります。
#   `inf / inf` には値がありません。
# - **対処**：どんな定数を足してもよいので、都合のよいものを選びます。
#   最大のロジットを引けば、最大のべき乗は$e^0 = 1$で、ほかはそれより小さくなります。
#
# バッチでは、最大値も和もサンプルごとに違います。
# どちらも最後の軸に沿って求めます。
#
# %%
def softmax(a):
    e = np.exp(a - a.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


print(softmax(np.array([10, 0, -10])))
print(softmax(np.array([1010, 1000, 990])))
print(softmax(1000 * np.array([0.3, 2.9, 4.0])))

# %% [markdown] lang="en"
# > **Belief.** "The result has the right shape and lies between 0 and 1, so any axis
# > will do."
# >
# > **Predict.** For 5 samples and 3 classes we divide by the sum of everything, of each
# > column, of each row. In which case do the five rows add up to 1?
#
# %% [markdown] lang="ja"
# > **思い込み**：「形状が正しく、値が0と1の間なら、どの軸でもよい。」
# >
# > **予想**：サンプルは5つ、クラスは3つです。
# > 全体の和、各列の和、各行の和のいずれかで割ります。
# > 5つの行の和がすべて1になるのは、どの場合でしょうか。
#
# %%
a = np.array([[0.3, 2.9, 4.0], [2, 1, 0], [0, 0, 0], [-1, 3, 1], [5, 0, 0]])
e = np.exp(a)
for axis in (None, 0, -1):
    y = e / e.sum(axis=axis, keepdims=True)
    print(f"axis={axis!s:4}  shape {y.shape}  row sums {y.sum(axis=1).round(3)}")

# %% [markdown] lang="en"
# Only along the last axis. The other two raise no error and have the right shape; only
# the sums of the rows give them away, so print these. `keepdims=True` keeps the sums as
# a column, shape (5, 1). Without it NumPy would line the five sums up with the three
# classes:
#
# %% [markdown] lang="ja"
# 最後の軸に沿ったときだけです。
# ほかの2つもエラーにならず、形状も合っています。
# 見破る方法は、行の和を表示することです。
# `keepdims=True` は、和を(5, 1)の列のまま残します。
# これがないと、NumPyは5つの和を3つのクラスに対応させようとします。
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
# ここでも、$k$と$m$が違っていて助かりました。
# 3サンプル、3クラスなら、この行は動いてしまい、ほかのサンプルの和で割っていたはずです。
#
# > **思い込み**：「ソフトマックス関数も活性化関数の1つで、隠れ層にも使える。」
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
# the others must give. Hidden neurons are to report different things about the input,
# each on its own; if they share a total of 1, then in a layer of 100 the average signal
# is 0.01. Where exactly one class is right, as at the output, sharing is just what we
# want. So softmax belongs at the end.
#
# ## 7. What a wrong answer costs
#
# How good are probabilities? **Cross entropy** looks at the probability given to the
# right class and takes minus its logarithm. The **loss** of a batch is the mean of
# these costs; $t_i$ is the number of the right class of sample $i$:
#
# $$E = -\frac1k \sum_{i=1}^{k} \ln y_{i,\,t_i}$$
#
# We continue with the batch above: $k = 5$ samples, $m = 3$ classes.
#
# %% [markdown] lang="ja"
# シグモイド関数では、動く信号は1つだけです。
# ソフトマックス関数では3つとも動きます。
# 1つが増えた分、ほかが減るのです。
# 隠れ層のニューロンは、入力について別々のことを独立に報告する役目です。
# 合計1を分け合うと、100個の層では信号の平均が0.01になります。
# 一方、出力層のように正解がちょうど1つなら、分け合うことこそ望みどおりです。
# だから、ソフトマックス関数は最後に置きます。
#
# ## 7. 間違いの値段
#
# 確率の良し悪しは、どう測るのでしょうか。
# **交差エントロピー誤差**（cross entropy）は、正解のクラスに与えた確率を見て、その対数にマイナスをつけます。
# これが1サンプルの値段で、バッチでの平均を損失とします。
# $t_i$はサンプル$i$の正解ラベルです。
# 式は次のとおりです。
#
# $$E = -\frac1k \sum_{i=1}^{k} \ln y_{i,\,t_i}$$
#
# 先ほどのバッチを使います。
# $k = 5$サンプル、$m = 3$クラスです。
#
# %%
y = softmax(a)
t = np.array([2, 0, 1, 1, 0])
costs = np.array([-np.log(y[i, t[i]]) for i in range(5)])
print("right class     ", t)
print("its probability ", np.array([y[i, t[i]] for i in range(5)]).round(4))
print("its cost        ", costs.round(4), f" mean {costs.mean():.6f}")

# %% [markdown] lang="en"
# The third sample has three equal logits: it knows nothing, gives each class $\frac13$,
# and pays $\ln 3 = 1.0986$, as it must. Many libraries write the targets as **one-hot**
# rows: 1 in the column of the right class, 0 elsewhere. Then the same loss is a sum
# over all entries, and the zeros pick out the right one:
#
# %% [markdown] lang="ja"
# 3つ目のサンプルは、ロジットが3つとも等しく、何も知りません。
# 各クラスに$\frac13$を与え、理論どおり$\ln 3 = 1.0986$を払います。
# 正解は**ワンホット表現**（one-hot）でもよく書かれます。
# 正解の列だけが1で、ほかは0の行です。
# このとき、同じ誤差は全要素の和で書けます。
# 0が、正解以外を消してくれます。
#
# %%
one_hot = (t[:, np.newaxis] == np.arange(3)).astype(int)  # (5, 1) == (3,) -> (5, 3)
print(one_hot)
print(f"mean cost from one-hot targets {-(one_hot * np.log(y)).sum(axis=1).mean():.6f}")

# %% [markdown] lang="en"
# > **Predict.** Two wrong answers: one gave the right class 0.5, the other 0.01. How
# > much more does the second one cost? And what does an answer cost that gave it 0?
#
# %% [markdown] lang="ja"
# > **予想**：間違えた答えが2つあります。
# > 正解のクラスに与えた確率は、一方が0.5、他方が0.01です。
# > 2つ目の値段は、1つ目の何倍でしょうか。
# > また、0を与えていたらいくらでしょうか。
#
# %%
p = np.array([0.99, 0.5, 0.1, 0.01])
curve = np.linspace(0.004, 1, 400)
fig, ax = plt.subplots(figsize=(6.4, 3.2))
ax.plot(curve, -np.log(curve))
for value in p:
    cost = -np.log(value)
    ax.plot(value, cost, color="black", marker="o")
    ax.annotate(f"{cost:.3f}", (value, cost), xytext=(8, 4), textcoords="offset points")
ax.set(xlabel="probability given to the right class", ylabel="cost")
plt.show()

# %%
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print("cost of 0:", -np.log(np.array([0.0])))
for warning in caught:
    print(f"{warning.category.__name__}: {warning.message}")

# %% [markdown] lang="en"
# 0.693 against 4.605: 6.6 times as much. Confident errors are dear. The probability 0.1
# costs $\ln 10 = 2.303$: remember this number, it is what a classifier of ten digits
# pays that knows nothing. And 0 costs infinity, after which every mean is `inf`.
#
# - **Cure**: a **floor**, a smallest probability under which we do not go. How small?
#
# %% [markdown] lang="ja"
# 0.693に対して4.605で、約6.6倍です。
# 自信のある間違いは高くつきます。
# 確率0.1の値段は$\ln 10 = 2.303$です。
# 何も知らずに10種類の数字を分類すると、この値段になります。
# 覚えておきましょう。
# そして、0の値段は無限大です。
# 1つでもあれば、平均も `inf` になります。
#
# - **対処**：確率に**下限**を設け、それより小さくしません。
#   下限は、どのくらい小さくすればよいでしょうか。
#
# %%
p = np.array([0.0, 0.001, 0.9])
for floor in (1e-12, 1e-6, 1e-2):
    print(f"floor {floor:.0e}: costs {(-np.log(np.maximum(p, floor))).round(3)}")

# %% [markdown] lang="en"
# With $10^{-12}$ and $10^{-6}$ only the zero is touched. A floor of 0.01 fails: it also
# cheapens the honest 0.001, from 6.908 to 4.605. A floor must lie far below every
# probability that counts.
#
# ## 8. MNIST: look before you compute
#
# MNIST is a collection of handwritten digits, 60,000 for training and 10,000 for
# testing, each a picture of 28 × 28 pixels. Loading takes a few seconds.
#
# %% [markdown] lang="ja"
# $10^{-12}$と$10^{-6}$で変わるのは、0だけです。
# 0.01は失敗です。
# 本物の0.001まで、6.908から4.605へ値引きしてしまいます。
# 下限は、意味のある確率よりずっと小さくします。
#
# ## 8. MNIST：計算の前に、まず見る
#
# MNISTは手書き数字を集めたもので、学習用が60,000枚、テスト用が10,000枚あります。
# 1枚は28×28画素の画像です。
# 読み込みには数秒かかります。
#
# %%
mnist = load_mnist()
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

# %% [markdown] lang="en"
# For the computer a picture is a table of whole numbers, the **grey levels**: 0 is
# background, 255 full ink. The middle of the first test picture:
#
# %% [markdown] lang="ja"
# コンピュータにとって、画像は整数の表です。
# 数は画素の明るさを表す**階調値**（grey level）で、0が背景、255が最も濃いインクです。
# 最初のテスト画像の中央を見ます。
#
# %%
fig, ax = plt.subplots(figsize=(5.6, 5.6))
images.number_grid(ax, mnist.test_images[0][6:28, 3:25], corner=(6, 3))
ax.set_title(f"{mnist.name}: label {mnist.test_labels[0]}")
plt.show()

# %% [markdown] lang="en"
# The numbers have the type `uint8`: 8 bits, no sign, 0 to 255 and nothing else. It
# saves memory, and it holds a trap.
#
# > **Belief.** "Pixels are numbers, so one can add them."
# >
# > **Predict.** What is 200 + 100 in `uint8`?
#
# %% [markdown] lang="ja"
# 数の型は `uint8` です。
# 8ビットで符号がなく、表せるのは0から255だけです。
# メモリの節約になりますが、落とし穴もあります。
#
# > **思い込み**：「画素は数なので、そのまま足し算できる。」
# >
# > **予想**：`uint8` では、200 + 100はいくつになるでしょうか。
#
# %%
u = np.array([200], dtype=np.uint8)
v = np.array([100], dtype=np.uint8)
print(f"200 + 100 = {(u + v)[0]}, and the mean of 200 and 100 = {((u + v) // 2)[0]}")

# %%
first, second = mnist.test_images[0], mnist.test_images[3]
mixed_badly = (first + second) // 2
mixed_well = (first.astype(float) + second) / 2
fig = plt.figure(figsize=(7, 2.2))
pictures = [first, second, mixed_badly, mixed_well]
titles = ["first", "second", "mean in uint8", "mean in float"]
images.image_grid(fig, pictures, titles, limits=(0, 255))
fig.suptitle(mnist.name, fontsize=11)
plt.show()

# %% [markdown] lang="en"
# - **Symptom**: no error, but where both pictures have ink, the mean is too pale:
#   holes.
# - **Cause**: the sum wraps around at 256, and 300 − 256 = 44.
# - **Cure**: change the type first, calculate afterwards.
#
# A network wants three preparations:
#
# - **normalise**: change to `float32` and divide by 255, so that all inputs lie between
#   0 and 1,
# - **flatten**: write the 28 rows of a picture one after the other, 784 numbers in a
#   row,
# - **one-hot** targets, where the loss asks for them; section 7 showed how.
#
# > **Predict.** After flattening, at which place stands the pixel in row 14, column 17
# > (counted from 0)?
#
# %% [markdown] lang="ja"
# - **症状**：エラーは出ません。
#   しかし、両方にインクがあるところで平均が薄くなり、穴があきます。
# - **原因**：和は256になると0に戻り、そこから数え直します。
#   300 − 256 = 44です。
# - **対処**：先に型を変え、計算はその後にします。
#
# ネットワークに入れる前の処理は、次の3つです。
#
# - **正規化**（normalise）：`float32` に変えて255で割り、入力を0から1までにします。
# - **平坦化**（flatten）：画像の28行を順につなぎ、784個の数を横1列に並べます。
# - **ワンホット表現**：損失関数が求める場合に、正解を変換します。
#   方法は第7節で見ました。
#
# > **予想**：平坦化した後、14行17列の画素は何番目にあるでしょうか。
# > 行も列も順番も、0から数えます。
#
# %%
x = mnist.test_images.astype(np.float32) / 255
print(f"normalised: shape {x.shape}, {x.dtype}, from {x.min():.1f} to {x.max():.1f}")
x = x.reshape(len(x), 784)
print(f"flattened:  shape {x.shape}")
place = 14 * 28 + 17
print(f"pixel (14, 17): {mnist.test_images[0, 14, 17]}")
print(f"place {place}:      {x[0, place] * 255:.0f} / 255")

# %% [markdown] lang="en"
# At $14 \cdot 28 + 17 = 409$: fourteen full rows, then 17 more.
#
# ## 9. What ignorance scores
#
# The **accuracy** is the share of pictures that are read correctly. Is 0.9 good? That
# depends on what is to be had for nothing. So first the baselines, the network
# afterwards.
#
# > **Predict.** Which accuracy has a program that always answers with the commonest
# > digit?
#
# %% [markdown] lang="ja"
# $14 \cdot 28 + 17 = 409$番目です。
# 14行分に、あと17を足した位置です。
#
# ## 9. 何も知らないときの成績
#
# **正解率**（accuracy）は、正しく読めた画像の割合です。
# 0.9は良い成績でしょうか。
# それは、苦労せずに取れる成績しだいです。
# そこで、比べる基準になる**ベースライン**（baseline）を先に測ります。
# ネットワークはその後です。
#
# > **予想**：いつも最も多い数字を答えるプログラムの正解率は、いくつでしょうか。
#
# %%
t = mnist.test_labels
commonest = np.bincount(mnist.train_labels).argmax()
print("test pictures of each digit:", np.bincount(t))
print(f"always {commonest}: accuracy {np.mean(t == commonest):.4f}")

# %% [markdown] lang="en"
# About one in ten, 0.1135 on MNIST, with no look at the picture. Now a method with a
# little sense: average the training pictures of each digit, and answer with the digit
# whose mean picture is nearest. No learning rate, no iterations, a few lines.
#
# %% [markdown] lang="ja"
# およそ10分の1、MNISTでは0.1135です。
# 画像はまったく見ていません。
# 次は、少し工夫した方法です。
# 学習用の画像を数字ごとに平均し、平均画像が最も近い数字を答えます。
# 学習率も反復も要らず、数行で書けます。
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

# %% [markdown] lang="en"
# 0.8203 on MNIST, without any network. Whoever reports 0.82 with a network has shown
# nothing. The mean of the ones is an hourglass: people slant them differently, and this
# method does not know what a slant is.
#
# ## 10. The network reads
#
# Our network has 784 inputs, 50 and 100 hidden neurons and 10 outputs. Its weights were
# found beforehand with the 60,000 training pictures of MNIST. It never saw the test
# pictures.
#
# %% [markdown] lang="ja"
# MNISTでは0.8203です。
# ネットワークは使っていません。
# ネットワークで0.82を出しても、自慢にはなりません。
# 1の平均は、砂時計のような形です。
# 1の傾け方は人によって違いますが、この方法は傾きを知りません。
#
# ## 10. ネットワークが数字を読む
#
# 使うネットワークは、入力が784、隠れ層が50と100、出力が10です。
# 重みは、MNISTの学習用画像60,000枚で前もって求めてあります。
# テスト画像は一度も見ていません。
#
# %%
trained = load_pretrained()
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
# この関数は、第5節の `signals` の層をループにしたもので、ロジットまでを計算します。
# 画像1枚の信号を、層ごとに追います。
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
# 次に、すべてのテスト画像です。
# 確率が最大のクラスを答えとします。
#
# %%
logits = logits_of(trained, x)
y = softmax(logits)
answers = y.argmax(axis=1)
right = answers == t
loss = -np.log(np.maximum(y[np.arange(len(t)), t], 1e-12))
print(f"{mnist.name}: accuracy {right.mean():.4f}, cross entropy {loss.mean():.3f}")

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
# MNISTでは、次のようになります。
#
# | 方法 | 正解率 | 交差エントロピー誤差 |
# |---|---|---|
# | いつも1と答える | 0.1135 | |
# | どの数字にも0.1を与える | | 2.303 |
# | 最も近い平均画像 | 0.8203 | |
# | ネットワーク784-50-100-10 | 0.9737 | 0.093 |
#
# 100枚のうち、平均画像では18枚を間違えますが、ネットワークでは3枚足らずです。
# 正しく読めた画像と間違えた画像を、7枚ずつ見ましょう。
# 左ほど自信のある答え、右ほど自信のない答えです。
# 青は正解のクラスの確率で、オレンジは間違えた答えの確率です。
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

# %% [markdown] lang="en"
# Some of the misread digits would puzzle a person, others would not.
#
# > **Belief.** "The probability is 0.99, so the answer is right."
# >
# > **Predict.** Some 8,500 test pictures get an answer with 0.99 or more. How many of
# > these answers are wrong?
#
# %% [markdown] lang="ja"
# 間違えた数字には、人間でも迷うものも、迷わないものもあります。
#
# > **思い込み**：「確率が0.99なら、その答えは正しい。」
# >
# > **予想**：約8,500枚のテスト画像に、0.99以上の確率で答えが出ます。
# > そのうち、間違いは何枚あるでしょうか。
#
# %%
for least in (0.5, 0.9, 0.99):
    sure = certainty >= least
    errors = np.sum(sure & ~right)
    print(f"{least:4} or more: {sure.sum():5} answers, {errors:3} of them wrong")
print(f"wrong answers' share of the loss: {loss[~right].sum() / loss.sum():.2f}")

# %% [markdown] lang="en"
# 17 of 8,511 on MNIST. If 0.99 meant what it says, up to 85 could be wrong; so far the
# network is rather too modest. Note also what errors cost: the 263 wrong answers are
# 2.6 % of all, and make 83 % of the loss.
#
# > **Predict.** Now all pictures move 4 pixels to the right. You would still read them
# > without trouble. What becomes of the accuracy, and of the answers with 0.99 or more?
#
# %% [markdown] lang="ja"
# MNISTでは8,511枚のうち17枚です。
# 0.99が文字どおりの意味なら、間違いは85枚まであってもおかしくありません。
# ここまでは、むしろ控えめな確率です。
# 間違いの値段にも注目してください。
# 263枚の間違いは全体の2.6%ですが、誤差の83%を占めます。
#
# > **予想**：今度は、すべての画像を右へ4画素ずらします。
# > 人間なら、問題なく読めるはずです。
# > 正解率と、0.99以上の答えは、どうなるでしょうか。
#
# %%
for shift in (0, 2, 3, 4):
    moved = np.roll(mnist.test_images, shift, axis=2).reshape(len(t), 784)
    y_moved = softmax(logits_of(trained, moved.astype(np.float32) / 255))
    right_moved = y_moved.argmax(axis=1) == t
    sure = y_moved.max(axis=1) >= 0.99
    errors = np.sum(sure & ~right_moved)
    print(f"moved by {shift}: accuracy {right_moved.mean():.4f}, ", end="")
    print(f"0.99 or more: {sure.sum():4} answers, {errors:4} of them wrong")

# %% [markdown] lang="en"
# The accuracy falls to 0.355, and of 2,456 answers with 0.99 or more 1,149 are wrong,
# nearly half. A probability can be trusted only for pictures of the kind that the
# network was trained on. To this network, a digit that moves is a different set of 784
# numbers.
#
# > **Belief.** "To find the class, one needs softmax."
# >
# > **Predict.** We leave softmax out and take the class with the largest logit. How
# > many of the 10,000 answers change?
#
# %% [markdown] lang="ja"
# 正解率は0.355に下がります。
# 0.99以上の答え2,456枚のうち、半数近い1,149枚が間違いです。
# 確率を信じてよいのは、学習に使ったものと同じ種類の画像だけです。
# このネットワークにとって、位置のずれた数字は、まったく別の784個の数なのです。
#
# > **思い込み**：「クラスを決めるには、ソフトマックス関数が必要である。」
# >
# > **予想**：ソフトマックス関数を省き、ロジットが最大のクラスを答えにします。
# > 10,000個の答えのうち、いくつ変わるでしょうか。
#
# %%
print("answers that change:", np.sum(logits.argmax(axis=1) != answers))

# %% [markdown] lang="en"
# None. The bars of section 6 have shown why: whatever softmax does, the order stays. In
# the exercise you explain it, and say what softmax is needed for all the same.
#
# Last, the same network with a library. PyTorch, the subject of lesson 04, has all its
# parts ready; only the names change. Importing it takes a few seconds.
#
# %% [markdown] lang="ja"
# 1つも変わりません。
# 理由は、第6節の棒グラフに現れていました。
# ソフトマックス関数を通しても、順序は変わらないのです。
# 演習では、これを説明し、それでも必要なのはどんなときかを答えます。
#
# 最後に、同じネットワークをライブラリで計算します。
# レッスン04で学ぶPyTorchには、部品がすべてそろっています。
# 変わるのは名前だけです。
# 読み込みに数秒かかります。
#
# %%
import torch

z = torch.from_numpy(x)
p = {name: torch.from_numpy(array) for name, array in trained.items()}
for layer in (1, 2):
    z = torch.sigmoid(z @ p[f"W{layer}"] + p[f"b{layer}"])
y_torch = torch.softmax(z @ p["W3"] + p["b3"], dim=-1).numpy()

# %%
right_torch = y_torch.argmax(axis=1) == t
print(f"largest difference of a probability {np.max(np.abs(y - y_torch)):.4f}")
print(f"accuracy: ours {right.mean():.4f}, PyTorch's {right_torch.mean():.4f}")

# %% [markdown] lang="en"
# ## 11. The same pixels, prepared differently
#
# The weights were found with grey levels divided by 255. Suppose that we forget the
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
# %% [markdown] lang="ja"
# ## 11. 同じ画素でも、前処理が違うと
#
# 重みは、階調値を255で割った画像で求めました。
# この割り算を忘れたら、どうなるでしょうか。
#
# > **思い込み**：「0から255の画素をそのまま入れると、エラーが出る。」
# >
# > **予想**：正解率はどうなるでしょうか。
# > 逆に、入力が10分の1だったらどうでしょうか。
#
# $e^{-a}$のオーバーフローは第2節で見たもので、値の0は正しいとわかっています。
# ここでは警告を止めておきます。
#
# %%
factors = [0.03, 0.1, 0.3, 1, 3, 10, 30, 255]
accuracies = []
with np.errstate(over="ignore"):
    for factor in factors:
        accuracies.append(np.mean(logits_of(trained, factor * x).argmax(axis=1) == t))
        print(f"inputs from 0 to {factor:<4}: accuracy {accuracies[-1]:.3f}")
    inverted = np.mean(logits_of(trained, 1 - x).argmax(axis=1) == t)
print(f"black and white swapped: accuracy {inverted:.3f}")

# %%
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


# %% [markdown] lang="en"
# - **Symptom**: none that anybody would notice. With 0 to 255 the accuracy is 0.954
#   instead of 0.974; had you not known the right number, you would have been content.
# - **Cause**: right, the same hidden neurons in the same colours. Inputs of 255
#   saturate them: nearly all signals are 0 or 1, as with the large $w$ of section 3: a
#   network of perceptrons again. Inputs up to 0.1 leave all signals close together in
#   the middle, and too little of the picture gets through: 0.380.
# - **Cure**: prepare new pictures exactly as the training pictures were. That concerns
#   the colours too: black on white instead of white on black scores 0.088, no better
#   than guessing.
#
# ## 12. Batches
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
# %% [markdown] lang="ja"
# - **症状**：目立つものはありません。
#   0から255の入力で、正解率は0.974ではなく0.954になります。
#   正しい値を知らなければ、これで満足していたはずです。
# - **原因**：右の図は、同じ隠れ層の信号を、左と同じ色で示したものです。
#   255もの入力では飽和し、信号のほとんどが0か1になります。
#   第3節の$w$が大きい場合と同じで、パーセプトロンのネットワークに戻ってしまいます。
#   入力が0.1までだと、信号は中央に集まります。
#   画像の情報があまり伝わらず、正解率は0.380です。
# - **対処**：新しい画像には、学習のときとまったく同じ前処理をします。
#   白黒の向きも同じにします。
#   白黒を入れ替えると0.088で、当てずっぽうと変わりません。
#
# ## 12. バッチ
#
# これまでは、すべての画像を一度に通しました。
# 1枚ずつでも、100枚ずつの**バッチ**（batch）でも、答えは同じです。
# 変わるのは、各形状の最初の数だけです。
#
# | | 入力 | 第1層 | 第2層 | 出力 |
# |---|---|---|---|---|
# | 1枚 | (1, 784) | (1, 50) | (1, 100) | (1, 10) |
# | バッチ | (100, 784) | (100, 50) | (100, 100) | (100, 10) |
#
# > **予想**：すべての画像を、1枚ずつ、10枚ずつ、100枚ずつと区切って通し、時間を測ります。
# > 100枚ずつのとき、1枚あたりは何倍速いでしょうか。
# > 10,000枚ならどうでしょうか。
#
# %%
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

# %% tags=["nbval-ignore-output"]
fig, ax = plt.subplots(figsize=(6.4, 3.4))
ax.loglog(sizes, microseconds, marker="o")
ax.set(xlabel="pictures in a batch", ylabel="time per picture (microseconds)")
ax.minorticks_off()
ax.set_xticks([1, 10, 100, 1000, 10000], ["1", "10", "100", "1,000", "10,000"])
ax.set_yticks([1, 3, 10, 30, 100], ["1", "3", "10", "30", "100"])
ax.set_title(mnist.name)
plt.show()

# %% [markdown] lang="en"
# The answers stay, the time does not. Alone, a picture pays for a dozen calls from
# Python to NumPy, and each call costs about a microsecond before any work is done; in a
# batch these costs are shared. Besides, a weight fetched from memory then serves many
# pictures. Where this page was made, a picture alone takes about ten times as long.
# From about 100 on there is nothing left to share and the curve is flat. Larger batches
# only need more memory, and may even be slower once their arrays outgrow the
# processor's cache. The numbers differ from machine to machine; the fall and the floor
# do not.
#
# One trap is left. 10,000 pictures in batches of 3,000 make three full batches and one
# of 1,000.
#
# > **Belief.** "The accuracy is the mean of the batches' accuracies."
# >
# > **Predict.** Batches of 9,900 leave 100 pictures for the last. Of these, 99 are read
# > correctly. What is the mean of the two accuracies?
#
# %% [markdown] lang="ja"
# 答えは変わらず、時間は変わります。
# 1枚ずつだと、画像ごとにPythonからNumPyを十数回呼びます。
# 1回の呼び出しには、計算を始める前に1マイクロ秒ほどかかります。
# バッチでは、この手間を分け合えます。
# メモリから読んだ重みを、何枚もの画像に使えることも効きます。
# このページを作ったコンピュータでは、1枚ずつだと約10倍の時間がかかります。
# 100枚ほどで分け合う手間がなくなり、曲線は平らになります。
# それより大きくしても、メモリを多く使うだけです。
# 配列がプロセッサのキャッシュに入りきらなくなると、かえって遅くなることもあります。
# 数値はコンピュータによって違いますが、初めに下がり、やがて平らになることは同じです。
#
# 落とし穴が1つ残っています。
# 10,000枚を3,000枚ずつに分けると、最後のバッチは1,000枚です。
#
# > **思い込み**：「正解率は、各バッチの正解率の平均である。」
# >
# > **予想**：9,900枚ずつに分けると、最後は100枚です。
# > そのうち99枚が正しく読めました。
# > 2つの正解率の平均は、いくつになるでしょうか。
#
# %%
for batch_size in (100, 3000, 9900):
    firsts = range(0, len(x), batch_size)
    batches = [right[first : first + batch_size] for first in firsts]
    mean_of_means = np.mean([batch.mean() for batch in batches])
    share = sum(batch.sum() for batch in batches) / len(right)
    print(f"size {batch_size:4}: mean of means {mean_of_means:.5f}, share {share:.5f}")

# %% [markdown] lang="en"
# 0.98177 instead of 0.97370: a hundred pictures were given the same weight as 9,900.
# Batches of 100 come out right only because 100 divides 10,000.
#
# - **Cure**: add up the numbers of correct answers, and divide once, at the end, by the
#   number of pictures. The same holds for the mean of a loss.
#
# ## What to take with you
#
# 1. The step is flat, so it answers small changes with silence. A **smooth activation
#    function** has a slope to follow: 1/4 at most for the sigmoid, 1 for tanh and ReLU.
#    The weight sets the steepness, $-b/w$ the place; large weights or inputs
#    **saturate** a neuron.
# 2. A layer is `x @ w + b` and an activation function: $(k, n)\,(n, m) \to (k, m)$.
#    Three of them made 0.31682708 and 0.69627909 from (1.0, 0.5), and the same five
#    lines took the batch. A shape that fits is no proof.
# 3. Regression ends in the **identity**, classification in **softmax**, with a neuron
#    for each number or class. Softmax subtracts each row's largest logit and sums along
#    the last axis; **cross entropy** puts a tiny floor under the probabilities. To know
#    nothing of ten digits costs $\ln 10 = 2.303$.
# 4. Pictures: change the type first, divide by 255, flatten to 784 numbers. On MNIST:
#    always 1 scores 0.1135, the nearest mean 0.8203, our network 0.9737. Other
#    preparation fails silently.
# 5. Batches give the same answers and save time up to about 100 pictures. Add up what
#    is right; do not average the averages.
#
# The exercise asks you to write all of this yourself. Where the weights come from is
# next: lesson 04 lets PyTorch find them.
#
# %% [markdown] lang="ja"
# 0.97370ではなく、0.98177です。
# 100枚のバッチに、9,900枚と同じ重さを与えたからです。
# 100枚ずつで正しくなるのは、100が10,000を割り切るからにすぎません。
#
# - **対処**：正解の数を足し合わせ、最後に1回だけ、画像の枚数で割ります。
#   損失の平均でも同じです。
#
# ## まとめ
#
# 1. ステップ関数は平らなので、小さな変化に反応しません。
#    **なめらかな活性化関数**には、手がかりになる傾きがあります。
#    最大でシグモイド関数は1/4、tanhとReLUは1です。
#    急さは重みが、位置は$-b/w$が決めます。
#    重みや入力が大きいと、ニューロンは**飽和**します。
# 2. 層は `x @ w + b` と活性化関数で、形状は$(k, n)\,(n, m) \to (k, m)$です。
#    3層で(1.0, 0.5)から0.31682708と0.69627909が得られ、同じ5行でバッチも計算できました。
#    形状が合っていても、正しいとは限りません。
# 3. 回帰の最後は**恒等関数**、分類の最後は**ソフトマックス関数**です。
#    ニューロンは、予測する数やクラスの数だけ並べます。
#    ソフトマックス関数では、行ごとに最大のロジットを引き、最後の軸で和をとります。
#    **交差エントロピー誤差**では、確率にごく小さい下限を設けます。
#    10種類の数字を何も知らずに分類すると、$\ln 10 = 2.303$になります。
# 4. 画像は、先に型を変え、255で割り、784個の数に平坦化します。
#    MNISTでの正解率は、いつも1なら0.1135、最も近い平均画像なら0.8203、ネットワークなら0.9737です。
#    前処理が違っても、エラーは出ません。
# 5. バッチの大きさは答えを変えず、100枚ほどまでは時間を減らします。
#    正解率は、正解の数を足し合わせて求めます。
#    平均の平均はとりません。
#
# 演習では、これらをすべて自分で書きます。
# 重みをどう求めるかは、次のレッスン04で、PyTorchを使って学びます。
