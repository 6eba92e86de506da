# %% [markdown] lang="en"
# # 04 Regression with PyTorch, part 1: the training loop
#
# So far you wrote every derivative yourself. **PyTorch** takes over that part: you say how the
# outputs follow from the inputs, it finds the gradients. What is left is what this lesson is
# about: to say the right thing, to know what happens when it is not what you meant, and to
# judge what comes out.
#
# Where does it lead? At the end of part 2 a network that was trained by the five lines of section 6
# predicts the sales of 40 markets that it has never seen. Its typical error is about 300 units; the
# plane of lesson 02 is off by 1,600 there, the mean of all markets by 5,200.
#
# The lesson has two parts, each with a notebook of its own. In this one you will
#
# 1. **make** tensors of the right type and **build** networks as modules, and **name** the shape
#    of every parameter,
# 2. **explain** what `backward`, `step` and `zero_grad` do, and **check** automatic
#    differentiation against the formulas of lesson 02,
# 3. **write** the five steps of a training loop, and **fit** sales to advertising with it.
#
# Part 2 trains with mini-batches, compares six optimizers, and judges a model by data that it
# has not seen.
#
# | symbol | meaning | shape |
# |---|---|---|
# | $x$ | inputs: $k$ samples of $n$ features | $(k, n)$ |
# | $t$, $y$ | targets (the right values) and outputs | $(k, m)$ |
# | $w$, $b$ | weights as in lesson 02, a column an output, and bias | $(n, m)$, $(m,)$ |
# | $W$ | weights as PyTorch stores them: $W = w^{\mathsf T}$ | $(m, n)$ |
# | $E$ | loss, one number | |
# | $g$ | the gradient that arrives at a node, as in lesson 02 | as the node's output |
#
# With an index, as in $W_1$, a weight matrix is PyTorch's, and the index counts the layers.
#
# Run the cells from top to bottom. All of them together take about 15 seconds, and none needs
# the internet once the data set is there. Where it says *Predict*, write your guess into
# the line below it before you run the next cell or open the answer. Where it says *Your turn*,
# write one to three lines yourself; the next cell says whether they are right, and the solution
# is folded below. This part takes about 75 minutes; the minutes stand beside each section. The
# appendix is for afterwards.
#
# %% [markdown] lang="ja"
# # 04 PyTorchによる回帰 パート1：学習ループ
#
# これまでは、微分をすべて自分で計算しました。
# **PyTorch**を使うと、入力から出力をどう計算するかを書くだけで、勾配が自動的に求まります。
# その代わりに大切になるのは、計算を正しく書くこと、思いどおりに動かない原因を見つけること、そして結果を評価することです。
#
# この先に何があるのでしょうか。
# パート2の終わりには、6節の5行のコードで学習させたネットワークで、学習に使っていない40の市場の売上を予測します。
# 典型的な誤差は約300個です。
# 同じ市場で、レッスン02の平面では1,600個ほど、全市場の平均では5,200個ほど外れます。
#
# このレッスンは2つのパートに分かれていて、それぞれが1つのノートブックです。
# パート1の目標は次の3つです。
#
# 1. 正しい型のテンソルを**作り**、ネットワークをモジュールとして**組み立て**、どのパラメータの形状も**答える**。
# 2. `backward`、`step`、`zero_grad` の働きを**説明し**、自動微分の結果をレッスン02の式で**確かめる**。
# 3. 学習ループの5つの手順を**書き**、広告費から売上を予測する式を**当てはめる**。
#
# パート2では、ミニバッチで学習させ、6つの最適化手法を比べ、学習に使っていないデータでモデルを評価します。
#
# | 記号 | 意味 | 形状 |
# |---|---|---|
# | $x$ | 入力。$n$個の特徴量をもつサンプルが$k$個 | $(k, n)$ |
# | $t$、$y$ | 目標値（正しい値）と出力 | $(k, m)$ |
# | $w$、$b$ | レッスン02と同じ、出力ごとに1列の重みと、バイアス | $(n, m)$、$(m,)$ |
# | $W$ | PyTorchでの形の重み。$W = w^{\mathsf T}$ | $(m, n)$ |
# | $E$ | 損失。1つの数 | |
# | $g$ | ノードに届く勾配（レッスン02と同じ） | ノードの出力と同じ |
#
# $W_1$のように番号の付いた行列は、PyTorchでの形の重みで、番号は層を表します。
#
# セルは上から順に実行してください。
# 全部で15秒ほどかかります。
# データがあれば、インターネット接続は要りません。
# 「予想」とあるところでは、下の記入欄に予想を書いてから、次のセルを実行するか、答えを開いてください。
# 「書いてみよう」とあるところでは、1行から3行のコードを書きます。
# 正しく書けたかは次のセルでわかり、解答例はその下にたたんであります。
# パート1は75分ほどで、各節に目安の時間を示しました。
# 付録は、講義の後で読んでください。
#
# %%
import warnings

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn

from mlcourse.checks import check_close
from mlcourse.data import load_advertising
from mlcourse.figures import base, descent, perceptron
from mlcourse.turns import your_turn

base.use_style()
torch.set_num_threads(1)  # our networks are small: one core is fastest

# %% [markdown] lang="en"
# ## 1. Tensors (10 minutes)
#
# A **tensor** is PyTorch's array. Like an array of NumPy it has a shape and a type, and most
# operations have the same names. It can do two things more: remember how it was computed
# (section 2 needs that), and be computed with on a graphics card (lesson 05 says how).
#
# Rows are samples and columns are features, as always: here $k = 3$ and $n = 2$.
#
# %% [markdown] lang="ja"
# ## 1. テンソル（10分）
#
# **テンソル**（tensor）は、PyTorchの配列です。
# NumPyの配列と同じように形状と型があり、ほとんどの演算は名前も同じです。
# そのうえ、NumPyの配列にはない機能が2つあります。
# 1つは、どのように計算されたかを記録する機能で、2節で使います。
# もう1つは、GPUの上で計算する機能で、レッスン05で説明します。
#
# これまでと同じように、行がサンプル、列が特徴量です。
# ここでは$k = 3$、$n = 2$とします。
#
# %%
x = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
print(x)
print("shape", tuple(x.shape), "  type", x.dtype)

# %% [markdown] lang="en"
# The type follows from what you put in:
#
# %% [markdown] lang="ja"
# 型は、元の値によって決まります。
#
# %%
for values in ([1, 2], [1.0, 2.0], np.array([1.0, 2.0])):
    print(f"{values!r:16} becomes {torch.tensor(values).dtype}")

# %% [markdown] lang="en"
# Whole numbers give int64, Python's decimal numbers give **float32**, and NumPy's arrays keep
# their own type, float64.
#
# > **Belief.** "float64 is more exact than float32, so it will do."
#
# A layer with 2 inputs and 1 output (more on it in section 3) gets an array from NumPy:
#
# %% [markdown] lang="ja"
# 整数からはint64、Pythonの小数からは**float32**のテンソルができます。
# NumPyの配列からは、元の型を引き継いでfloat64のテンソルができます。
#
# > **思い込み**：「float64はfloat32より正確だから、float64のままでも問題ない。」
#
# 2入力1出力の層に、NumPyの配列から作ったテンソルを入れてみます。
# 層については3節で説明します。
#
# %% tags=["raises-exception"]
layer = nn.Linear(2, 1)
values = np.array([[1.0, 2.0]])
layer(torch.tensor(values))

# %% [markdown] lang="en"
# - **Symptom**: `mat1 and mat2 must have the same dtype, but got Double and Float`. Double is
#   float64, Float is float32.
# - **Cause**: the weights of a layer are float32, and PyTorch does not convert silently.
# - **Cure**: say the type when you make the tensor, `dtype=torch.float32`.
#
# %% [markdown] lang="ja"
# - **症状**：`mat1 and mat2 must have the same dtype, but got Double and Float` というエラーが出ます。
#   Doubleはfloat64、Floatはfloat32のことです。
# - **原因**：層の重みはfloat32です。
#   PyTorchは、型を自動では変換しません。
# - **対処**：テンソルを作るときに、`dtype=torch.float32` と型を指定します。
#
# %%
x = torch.tensor(values, dtype=torch.float32)
print("input", x.dtype, "  output", layer(x).dtype, tuple(layer(x).shape))


# %% [markdown] lang="en" role="predict"
# Why float32 at all? It takes half the memory and half the time, on graphics cards much less
# than half. And training does not need 16 digits: a gradient only has to point downhill. There
# is one exception. Here are both types with one third, and with the numerical slope
# $\frac{E(w + \varepsilon) - E(w - \varepsilon)}{2 \varepsilon}$, $\varepsilon = 10^{-4}$, of the
# parabola of lesson 01 at 4. (We call the number to be found $w$ now, since $x$ means inputs.)
#
# > **Predict.** The exact slope of $E(w) = (w - 1)^2$ at $w = 4$ is 6. How many digits of it will
# > float32 get right?
#
# %% [markdown] lang="ja" role="predict"
# なぜ、float64ではなくfloat32を使うのでしょうか。
# メモリも計算時間も約半分で済み、GPUではさらに差が大きくなるからです。
# しかも、勾配は下る向きがわかれば十分なので、学習に16桁の精度は要りません。
# ただし、例外が1つあります。
# レッスン01の放物線で確かめてみましょう。
# $x$は入力を表す文字なので、ここからは求める数を$w$と書きます。
# 2つの型で、3分の1と、放物線の$w = 4$での傾きを計算します。
# 傾きは、$\varepsilon = 10^{-4}$として、数値微分$\frac{E(w + \varepsilon) - E(w - \varepsilon)}{2 \varepsilon}$で求めます。
#
# > **予想**：$E(w) = (w - 1)^2$の$w = 4$での正しい傾きは6です。
# > float32では、何桁まで正しく求められるでしょうか。
#
# %% role="reveal"
def parabola(w):
    return (w - 1) ** 2


epsilon = 1e-4
for dtype in (torch.float32, torch.float64):
    third, w = torch.tensor(1, dtype=dtype) / 3, torch.tensor(4, dtype=dtype)
    slope = (parabola(w + epsilon) - parabola(w - epsilon)) / (2 * epsilon)
    size = third.element_size()
    print(f"{dtype}: {size} bytes, third {third:.17f}, slope {slope:.6f}")

# %% [markdown] lang="en" role="answer"
# Seven digits of the third are right, but only three of the slope: two numbers near 9 that agree
# in most of their seven digits are subtracted, and hardly a right digit is left. This is called
# **cancellation**. So **derivatives are checked in float64**, and networks are trained in float32.
#
# %% [markdown] lang="ja" role="answer"
# float32では、3分の1は7桁まで正しいのに、傾きは3桁ほどしか正しくありません。
# 分子は、9に近い2つの数の差です。
# 2つの数は7桁のうちほとんどが一致しているので、引き算をすると、正しい桁がほとんど残らないのです。
# これを**桁落ち**（cancellation）といいます。
# そこで、**微分の検算はfloat64で**、学習はfloat32で行います。
#
# %% [markdown] lang="en" role="predict"
# ### Random numbers
#
# A network starts with random weights. `torch.manual_seed` makes them the same at every run.
#
# > **Predict.** Seed once, then draw three numbers twice. Are they the same three?
#
# %% [markdown] lang="ja" role="predict"
# ### 乱数
#
# ネットワークの重みは、乱数から始めます。
# `torch.manual_seed` でシードを設定すると、実行するたびに同じ乱数が得られます。
#
# > **予想**：シードを1回だけ設定し、3つの数を2回続けて引きます。
# > 2回とも、同じ3つの数になるでしょうか。
#
# %% role="reveal"
torch.manual_seed(0)
print(torch.rand(3), torch.rand(3))
torch.manual_seed(0)
print(torch.rand(3))

# %% [markdown] lang="en" role="answer"
# No: the second draw goes on where the first one stopped. A seed sets the place where a sequence of
# random numbers begins.
#
# %% [markdown] lang="ja" role="answer"
# 同じにはなりません。
# 2回目は、1回目の続きから引くからです。
# シードは乱数列の開始位置を決めるもので、乱数そのものではありません。
#
# %% [markdown] lang="en"
# So to start twice from the same weights, seed right before each network is made. Where a
# stream of numbers must not be disturbed by other draws, give it a generator of its own:
#
# %% [markdown] lang="ja"
# 同じ重みから2回始めたいときは、ネットワークを作る直前に、毎回シードを設定します。
# ほかの場所で引く乱数の影響を受けたくないときは、専用の生成器を使います。
#
# %%
generator = torch.Generator().manual_seed(0)
print(torch.randperm(6, generator=generator))
print(torch.randperm(6, generator=generator))

# %% [markdown] lang="en"
# ## 2. Automatic differentiation (12 minutes)
#
# In lesson 02 the bill for two pens went through a computational graph: forward 220 yen, backward
# the gradients 2.2, 110 and 200. Tensors with `requires_grad=True` draw this graph while they
# are being computed with. `backward()` walks it in reverse, and leaves each gradient in the
# attribute `grad` of the tensor it belongs to. This is **automatic differentiation**, *autograd*
# for short.
#
# %% [markdown] lang="ja"
# ## 2. 自動微分（12分）
#
# レッスン02では、ペン2本の会計を計算グラフで表しました。
# 順伝播で220円が、逆伝播で勾配2.2、110、200が求まりました。
# `requires_grad=True` を指定したテンソルは、計算しながら、このグラフを記録します。
# `backward()` を呼ぶと、グラフを逆向きにたどり、求めた勾配を各テンソルの属性 `grad` に入れます。
# これを**自動微分**（automatic differentiation、略してautograd）といいます。
#
# %%
unit_price = torch.tensor(100.0, requires_grad=True)  # yen a piece
count = torch.tensor(2.0, requires_grad=True)  # pieces
tax = torch.tensor(1.1, requires_grad=True)  # a factor
price = unit_price * count * tax
price.backward()
print(f"price {price.item():.1f} yen, the last node is {price.grad_fn.name()}")
for name, tensor in (("unit price", unit_price), ("count", count), ("tax", tax)):
    print(f"gradient of {name:10} {tensor.grad.item():6.1f}")

# %% [markdown] lang="en"
# The numbers of lesson 02, without a class and without a formula. `price.grad_fn` is the node at
# the right end of the graph, a multiplication. `item()` turns a tensor of one number into a plain
# Python number.
#
# > **Belief.** "`backward()` moves the weights."
#
# The word sounds like it. Let us look at $w$ after each call. (The first optimizer makes PyTorch
# load a part of itself: this cell takes a few seconds, once.)
#
# %% [markdown] lang="ja"
# クラスも微分の式も書かずに、レッスン02と同じ値が得られました。
# `price.grad_fn` は、グラフの右端にある乗算のノードです。
# `item()` は、要素が1つのテンソルを、Pythonの数に変換します。
#
# > **思い込み**：「`backward()` が重みを動かす。」
#
# 本当にそうでしょうか。
# 呼び出すたびに$w$を表示して、確かめてみましょう。
# 最初に最適化手法を使うときは、PyTorchの追加の読み込みに、一度だけ数秒かかります。
#
# %%
w = torch.tensor(4.0, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
loss = (w - 1) ** 2
loss.backward()
print(f"after backward(): w = {w.item():.1f}, w.grad = {w.grad.item():.1f}")
optimizer.step()
print(f"after step():     w = {w.item():.1f}, w.grad = {w.grad.item():.1f}")


# %% [markdown] lang="en"
# `backward()` only *measures*: the slope at 4 is 6. It is `step()` that *moves*, by
# $-0.1 \cdot 6$, to the 3.4 of lesson 01. An **optimizer** is given the parameters once, and from
# then on reads their `grad` and changes them. It uses neither the loss nor the data.
#
# Note the last number: after the step the gradient is still 6, the slope at the place where $w$ was
# before.
#
# %% [markdown] lang="ja"
# `backward()` は、4での傾き6を**求める**だけです。
# $w$を**動かす**のは `step()` で、$-0.1 \cdot 6$だけ動かし、レッスン01と同じ3.4にします。
# **最適化手法**（optimizer）には、最初に一度だけパラメータを渡します。
# その後は、`step()` のたびに `grad` の値を読み、それに従ってパラメータを更新します。
# 損失やデータは使いません。
#
# 最後に表示された勾配にも注目してください。
# `step()` の後も6のままで、これは、$w$が動く前の位置での傾きです。
#
# %% [markdown] lang="en"
# **Your turn.** Let autograd find the slope of *any* function of one number. `item()` makes it a
# plain number.
#
# %% [markdown] lang="ja"
# **書いてみよう**：数を1つ受け取る**どんな**関数についても、自動微分で傾きを求める関数を書いてください。
# `item()` を使うと、結果をPythonの数に変換できます。
#
# %% role="turn"
def slope_of(function, place):
    w = torch.tensor(float(place), requires_grad=True)
    ### BEGIN SOLUTION
    function(w).backward()
    return w.grad.item()
    ### END SOLUTION


# %% role="check"
with your_turn():
    check_close("slope_of(parabola, 4)", slope_of(parabola, 4), 6.0)
    check_close("slope_of(w⁴ - 3 w² + w, 2)", slope_of(lambda w: w**4 - 3 * w**2 + w, 2), 21.0)

# %% [markdown] lang="en"
# ### Gradients are added
#
# What if a number is used twice? For $u + u = 2u$ the derivative is 2. In the graph two arrows lead
# from $u$ to the sum, and each brings back 1.
#
# %% [markdown] lang="ja"
# ### 勾配は足し合わされる
#
# 1つの数を2回使うと、勾配はどうなるでしょうか。
# $u + u = 2u$の微分は2です。
# 計算グラフでは、$u$から和のノードへ矢印が2本出ていて、逆伝播では、それぞれの矢印に沿って1が戻ります。
#
# %%
u = torch.tensor(3.0, requires_grad=True)
for call in (1, 2, 3):
    total = u + u
    total.backward()
    print(f"after backward() number {call}: u.grad = {u.grad.item():.0f}")


# %% [markdown] lang="en" role="predict"
# The first line is right, 2: what the two arrows bring is **added**. If the second had overwritten
# the first, it would say 1, and no network could be trained in which a value is used twice. But
# PyTorch cannot know where one iteration ends and the next begins. So it goes on adding, over all
# calls: 4, 6, …
#
# That is why there is `zero_grad`. It empties `grad` before the next gradient comes.
#
# > **Predict.** Gradient descent on $E(w) = (w - 1)^2$ from 4 with `lr` 0.1, but `zero_grad` is
# > forgotten. Does $w$ come to 1 faster, since the steps get longer? Slower? Or never?
#
# %% [markdown] lang="ja" role="predict"
# 1行目は正しく2です。
# 2本の矢印に沿って戻った値は、**足し合わされます**。
# もし後の値で上書きされたら、答えは1になり、1つの値を2回使うネットワークは学習できません。
# しかし、PyTorchには、どこで1回の反復が終わるのかがわかりません。
# そのため、`backward()` を呼ぶたびに、4、6、…と足し続けます。
#
# そこで、次の勾配を求める前に、`zero_grad` で `grad` を空にします。
#
# > **予想**：$E(w) = (w - 1)^2$を、4から始めて、`lr` が0.1の勾配降下法で最小化します。
# > ただし、`zero_grad` を忘れました。
# > 1回の移動量が大きくなる分、速く1に近づくでしょうか。
# > 遅くなるでしょうか。
# > それとも、いつまでも収束しないでしょうか。
#
# %% role="reveal"
def roll(clean, num_iterations):
    w = torch.tensor(4.0, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    path = [w.item()]
    for _ in range(num_iterations):
        if clean:
            optimizer.zero_grad()
        parabola(w).backward()
        optimizer.step()
        path.append(w.item())
    return path


for name, clean in (("with zero_grad", True), ("without       ", False)):
    path = roll(clean, 8)
    print(name, " ".join(f"{w:5.2f}" for w in path))

# %% role="reveal"
paths = {"with zero_grad": roll(True, 60), "without": roll(False, 60)}
fig, (left, right) = plt.subplots(1, 2, figsize=(7.2, 2.8), width_ratios=(2, 3))
descent.curve_with_path(left, parabola, paths["without"][:14], xlim=(-3, 5))
left.set(xlabel="w", ylabel="E(w)", title="without zero_grad, light to dark")
base.loss_curves(right, paths, ylabel="w")
right.set(ylim=(-3, 6))
right.legend(loc="upper right", ncols=2)
plt.show()

# %% [markdown] lang="en" role="figure"
# Descent with and without zero_grad on a parabola with its minimum at 1. With it, w falls smoothly
# from 4 to 1. Without it, w swings between 4 and −2 for ever, as the gradients pile up.
#
# %% [markdown] lang="ja" role="figure"
# 1で最小になる放物線で、zero_gradがある場合とない場合の降下。
# あるとwは4から1へ滑らかに下がる。
# ないと勾配がたまり、wは4と−2の間を振れ続ける。
#
# %% [markdown] lang="en" role="answer"
# Never. It runs past 1 to about −2, comes back to 4, and swings like that for ever.
#
# - **Symptom**: the values swing with the same width, without an error message. On a large network
#   the loss just refuses to settle.
# - **Cause**: all old slopes are still in the sum. At $w = 1$ the slope is 0, but the sum of the
#   slopes so far is not; it stops growing only there, and is used up only at −2. It is a ball
#   that rolls in a bowl without friction. (With a little friction the same idea is useful:
#   section 10.)
# - **Cure**: `zero_grad()` once in every iteration, anywhere between `step()` and the next
#   `backward()`.
#
# %% [markdown] lang="ja" role="answer"
# いつまでも収束しません。
# 1を通り過ぎて−2の近くまで進み、また4の近くに戻ることを繰り返します。
#
# - **症状**：値が同じ幅で振動し続けます。
#   エラーは出ません。
#   大きなネットワークでは、損失がいつまでも一定の値に近づきません。
# - **原因**：過去の傾きが、すべて和に残っています。
#   $w = 1$では傾きが0になりますが、それまでの傾きの和は0ではありません。
#   和はそこから減り始め、−2の近くでようやく0になります。
#   これは、摩擦のないおわんの中で玉が転がり続けるのと同じです。
#   摩擦を少し加えると、役に立つ方法になります（10節）。
# - **対処**：反復のたびに1回、`zero_grad()` を呼びます。
#   `step()` から次の `backward()` までの間であれば、どこで呼んでもかまいません。
#
# %% [markdown] lang="en"
# ## 3. One layer: `nn.Linear` (8 minutes)
#
# A **fully connected layer** from $n$ inputs to $m$ outputs has a weight for each pair of them.
# Five shopping baskets ($k = 5$) hold pens, notebooks, rulers and erasers ($n = 4$); we want to
# know the price and the mass of each basket ($m = 2$). So there are two lists of weights: yen a
# piece and grams a piece. The bias is the bag: 5 yen and 8 g.
#
# PyTorch keeps **one row for each output**: its weights $W$ have the shape $(m, n)$, here $(2, 4)$.
# Those of lesson 02, $w$, were $(n, m)$: so $W = w^{\mathsf T}$, and the product needs a transpose:
#
# $$ y = x\, W^{\mathsf T} + b, \qquad (k, n)\,(n, m) + (m,) \to (k, m). $$
#
# Check one number in your head: the first basket has two pens and a notebook.
#
# %% [markdown] lang="ja"
# ## 3. 1つの層：`nn.Linear`（8分）
#
# $n$入力$m$出力の**全結合層**（fully connected layer）には、入力と出力の組のそれぞれに重みが1つあります。
# 例として、5つの買い物かご（$k = 5$）に、ペン、ノート、定規、消しゴム（$n = 4$）が入っているとします。
# かごごとに、値段と質量（$m = 2$）を求めます。
# 重みは2組あり、1個あたりの値段（円）と、1個あたりの質量（g）です。
# バイアスは袋の分で、5円と8gです。
#
# PyTorchは、重みを**出力ごとに1行**として保存します。
# つまり、PyTorchの重み$W$の形状は$(m, n)$で、ここでは$(2, 4)$です。
# レッスン02の重み$w$は$(n, m)$だったので、$W = w^{\mathsf T}$という関係になり、計算には転置が必要です。
#
# $$ y = x\, W^{\mathsf T} + b, \qquad (k, n)\,(n, m) + (m,) \to (k, m) $$
#
# 出力を1つだけ暗算してみてください。
# 最初のかごには、ペン2本とノート1冊が入っています。
#
# %%
baskets = [[2, 1, 0, 0], [0, 3, 0, 1], [1, 0, 1, 2], [5, 0, 0, 0], [1, 1, 1, 1]]
x = torch.tensor(baskets, dtype=torch.float32)
prices = [100.0, 200.0, 150.0, 50.0]  # yen a piece
masses = [10.0, 120.0, 30.0, 20.0]  # g a piece
weight, bias = torch.tensor([prices, masses]), torch.tensor([5.0, 8.0])
y = x @ weight.T + bias
print("x", tuple(x.shape), " weight.T", tuple(weight.T.shape), end="")
print("  bias", tuple(bias.shape))
print("y", tuple(y.shape), "in yen and g")
print(y)

# %% [markdown] lang="en"
# $2 \cdot 100 + 1 \cdot 200 + 5 = 405$ yen, and $2 \cdot 10 + 1 \cdot 120 + 8 = 148$ g. Now by
# library. Only one line replaces the formula; we put our weights in, to compare:
#
# %% [markdown] lang="ja"
# $2 \cdot 100 + 1 \cdot 200 + 5 = 405$円、$2 \cdot 10 + 1 \cdot 120 + 8 = 148$gです。
# 次に、ライブラリを使って計算します。
# 式の代わりになるのは、`nn.Linear` を作る1行だけです。
# 結果を比べるために、同じ重みを入れておきます。
#
# %%
layer = nn.Linear(4, 2)  # n = 4 inputs, m = 2 outputs
print("weight", tuple(layer.weight.shape), "  bias", tuple(layer.bias.shape))
with torch.no_grad():  # this is no part of any graph
    layer.weight.copy_(weight)
    layer.bias.copy_(bias)
print(f"largest difference {(layer(x) - y).abs().max().item():.6f}")

# %% [markdown] lang="en"
# What if the transpose is forgotten?
#
# %% [markdown] lang="ja"
# 転置を忘れると、どうなるでしょうか。
#
# %% tags=["raises-exception"]
x @ weight + bias

# %% [markdown] lang="en" role="predict"
# - **Symptom**: `shapes cannot be multiplied (5x4 and 2x4)`.
# - **Cause**: the inner numbers, 4 and 2, do not meet.
# - **Cure**: `weight.T`. Here an error shows the mistake; sometimes there is none.
#
# > **Predict.** Three goods only, and three outputs: price, mass, number of pieces. The weights are
# > then square, (3, 3). A basket with two pens and a notebook weighs 140 g without a bag. What does
# > the wrong product `x @ weight` say?
#
# %% [markdown] lang="ja" role="predict"
# - **症状**：`shapes cannot be multiplied (5x4 and 2x4)` というエラーが出ます。
# - **原因**：内側の数が4と2で、合いません。
# - **対処**：`weight.T` と書きます。
#   この場合はエラーが出るので、間違いにすぐ気づけます。
#
# > **予想**：今度は、商品を3つ、出力を値段、質量、個数の3つにします。
# > 重みは(3, 3)の正方行列になります。
# > ペン2本とノート1冊の質量は、袋を除くと140gです。
# > 間違った積 `x @ weight` では、質量と個数はどんな値になるでしょうか。
#
# %% role="reveal"
basket = torch.tensor([[2.0, 1.0, 0.0]])
square = torch.tensor([[100.0, 200.0, 150.0], [10.0, 120.0, 30.0], [1.0, 1.0, 1.0]])
print("x @ weight.T  price, mass, pieces:", (basket @ square.T).tolist())
print("x @ weight    price, mass, pieces:", (basket @ square).tolist())

# %% [markdown] lang="en" role="answer"
# 520 g, and 330 pieces. No error, no warning, only nonsense. With a square layer the shapes cannot
# protect you. That is why $k$, $n$ and $m$ are all different in our examples, and should be in yours
# when you test your code.
#
# %% [markdown] lang="ja" role="answer"
# 質量は520g、個数は330個になりました。
# でたらめな値なのに、エラーも警告も出ません。
# 重みが正方行列だと、形状の検査では間違いが見つからないのです。
# 例で$k$、$n$、$m$をすべて異なる数にしているのは、このためです。
# コードを試すときも、異なる数を使ってください。
#
# %% [markdown] lang="en"
# When you do not set them, weights and bias start at random between $-1/\sqrt{n}$ and
# $1/\sqrt{n}$:
#
# %% [markdown] lang="ja"
# 重みとバイアスは、指定しなければ、$-1/\sqrt{n}$から$1/\sqrt{n}$までの乱数になります。
#
# %%
torch.manual_seed(0)
for n in (4, 100, 2500):
    start = nn.Linear(n, 2).weight.detach()  # detach: the numbers, without a graph
    low, high = start.min().item(), start.max().item()
    print(f"n = {n:4}: {low:6.3f} to {high:5.3f}, 1/sqrt(n) {n**-0.5:.3f}")


# %% [markdown] lang="en"
# The more inputs are added up, the smaller each weight: the sums begin at a moderate size,
# whatever $n$ is.
#
# ## 4. Networks as modules (10 minutes)
#
# A network is a class derived from `nn.Module`. `__init__` makes the layers, `forward` says how the
# signal runs through them. Everything else comes with `nn.Module`: it finds the parameters in
# its layers, and makes `model(x)` call `forward`. Two networks from 4 inputs to 2 outputs, the
# second one with a hidden layer of 3 neurons:
#
# %% [markdown] lang="ja"
# 足し合わせる入力が多いほど、重みの範囲は小さくなります。
# こうすることで、$n$の大きさにかかわらず、和がほどよい大きさになります。
#
# ## 4. モジュールとしてのネットワーク（10分）
#
# ネットワークは、`nn.Module` を継承したクラスとして書きます。
# `__init__` で層を作り、`forward` に信号の流れを書きます。
# 残りの処理は `nn.Module` に用意されています。
# たとえば、層の中のパラメータは自動的に見つかり、`model(x)` と書けば `forward` が呼ばれます。
# 4入力2出力のネットワークを2つ作ります。
# 2つ目には、ニューロンが3個の隠れ層があります。
#
# %%
class OneLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)

    def forward(self, x):
        return self.layer(x)


# %%
class TwoLayers(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(4, 3)
        self.output = nn.Linear(3, 2)

    def forward(self, x):
        return self.output(self.hidden(x))


# %% [markdown] lang="en" role="predict"
# A third one has a ReLU after the hidden layer. If the layers simply follow each other,
# `nn.Sequential` saves writing a class.
#
# > **Predict.** How many numbers do the networks have to learn? Count weights and biases.
#
# %% [markdown] lang="ja" role="predict"
# 3つ目のネットワークでは、隠れ層の後にReLUを置きます。
# 層を順に並べるだけなら、クラスを書かずに `nn.Sequential` で作れます。
#
# > **予想**：それぞれのネットワークで、学習する数はいくつあるでしょうか。
# > 重みとバイアスの数を合わせて数えてください。
#
# %% role="reveal"
torch.manual_seed(0)
models = {"4 -> 2": OneLayer(), "4 -> 3 -> 2": TwoLayers()}
bent = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))
models["4 -> 3 -> ReLU -> 2"] = bent
for name, model in models.items():
    shapes = [tuple(parameter.shape) for parameter in model.parameters()]
    count = sum(parameter.numel() for parameter in model.parameters())
    print(f"{name:20} {count} numbers in {shapes}")


# %% [markdown] lang="en" role="answer"
# $4 \cdot 2 + 2 = 10$, and $4 \cdot 3 + 3 + 3 \cdot 2 + 2 = 23$ twice: ReLU has nothing to learn.
#
# %% [markdown] lang="ja" role="answer"
# $4 \cdot 2 + 2 = 10$個と、$4 \cdot 3 + 3 + 3 \cdot 2 + 2 = 23$個です。
# ReLUには学習するパラメータがないので、後の2つは同じ数になります。
#
# %% [markdown] lang="en"
# **Your turn.** Now in general: $n$ inputs, $h$ hidden neurons, $m$ outputs. How many numbers?
#
# %% [markdown] lang="ja"
# **書いてみよう**：今度は一般の場合です。
# 入力が$n$個、隠れ層のニューロンが$h$個、出力が$m$個のネットワークで、学習する数を返す関数を書いてください。
#
# %% role="turn"
def numbers_to_learn(n, h, m):
    ### BEGIN SOLUTION
    return n * h + h + h * m + m
    ### END SOLUTION


# %% role="check"
with your_turn():
    check_close("numbers_to_learn(4, 3, 2)", numbers_to_learn(4, 3, 2), 23)
    check_close("numbers_to_learn(784, 100, 10)", numbers_to_learn(784, 100, 10), 79510)


# %% [markdown] lang="en"
# **A failure, on purpose.** In this class `forward` is indented too far. It is easily overlooked.
#
# %% [markdown] lang="ja"
# **失敗例**：次のクラスでは、`forward` の字下げが深すぎます。
# 見落としやすい間違いです。
#
# %% tags=["raises-exception"]
class Misplaced(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)

        def forward(self, x):
            return self.layer(x)


Misplaced()(x)

# %% [markdown] lang="en" role="predict"
# - **Symptom**: `Module [Misplaced] is missing the required "forward" function`.
# - **Cause**: this `forward` is a function inside `__init__`, gone when `__init__` ends.
# - **Cure**: `forward` is a method, indented as far as `__init__`.
#
# ### What the ReLU is for
#
# Now a walk along a straight line through the space of the four inputs. At each place we note the
# two outputs, a solid and a dashed line.
#
# > **Predict.** In which of the three networks can the curves be anything but straight?
#
# %% [markdown] lang="ja" role="predict"
# - **症状**：`Module [Misplaced] is missing the required "forward" function` というエラーが出ます。
# - **原因**：この `forward` は `__init__` の中で定義された関数なので、`__init__` が終わると消えてしまいます。
# - **対処**：`forward` の字下げを `__init__` とそろえ、メソッドにします。
#
# ### ReLUの役割
#
# 4つの入力の値を、1本の直線に沿って少しずつ変えます。
# それぞれの位置での2つの出力を、実線と破線で描きます。
#
# > **予想**：3つのネットワークのうち、グラフが直線にならないことがあるのはどれでしょうか。
#
# %% role="reveal"
position = torch.linspace(-4, 4, 201)[:, None]  # (201, 1)
direction, start = torch.tensor([1.0, -1.0, 0.5, 1.0]), torch.tensor([0, 1, 0, -0.5])
line = position * direction + start  # (201, 1)(4,) + (4,) -> (201, 4)
fig, axes = plt.subplots(1, 3, figsize=(7.6, 2.4))
for ax, (name, model) in zip(axes, models.items(), strict=True):
    ax.plot(position, model(line).detach()[:, 0])
    ax.plot(position, model(line).detach()[:, 1])
    ax.set(xlabel="position on the line", title=name)
axes[0].set_ylabel("the two outputs")
plt.show()

# %% [markdown] lang="en" role="figure"
# The two outputs along a line through input space. 4 -> 2: straight lines. 4 -> 3 -> 2: straight
# lines again. With a ReLU in between: lines with kinks.
#
# %% [markdown] lang="ja" role="figure"
# 入力空間の直線に沿った2つの出力。
# 4 -> 2では直線。
# 4 -> 3 -> 2でも直線。
# 間にReLUを入れると折れ線になる。
#
# %% [markdown] lang="en" role="answer"
# Only in the last one. Two layers in a row, without a non-linear function in between, are equal to
# one layer (lesson 05 computes which one). With the ReLU both outputs have corners, at the places
# where the sum of a hidden neuron changes its sign.
#
# %% [markdown] lang="ja" role="answer"
# 最後のネットワークだけです。
# 層を2つ重ねても、間に非線形な関数がなければ、1つの層と同じです。
# どのような層と同じになるかは、レッスン05で計算します。
# ReLUがあると、隠れ層のニューロンの和の符号が変わる位置で、グラフが折れ曲がります。
#
# %% [markdown] lang="en"
# The functions of lesson 03 are all there. Each exists as a function (`torch.relu`) and as a module
# (`nn.ReLU()`) for `nn.Sequential`. The second row below is $\ln 1, \ln 2, \ln 5$, so softmax must
# give $\frac18, \frac28, \frac58$:
#
# %% [markdown] lang="ja"
# レッスン03の活性化関数は、PyTorchにもそろっています。
# どれも、関数（`torch.relu`）とモジュール（`nn.ReLU()`）の2つの形で用意されていて、`nn.Sequential` にはモジュールを入れます。
# 次の例の2行目は$\ln 1, \ln 2, \ln 5$なので、ソフトマックス関数の値は$\frac18, \frac28, \frac58$になるはずです。
#
# %%
a = torch.tensor([[-2.0, 0.0, 3.0], np.log([1.0, 2.0, 5.0]).tolist()])
print("ReLU", torch.relu(a), "sigmoid", torch.sigmoid(a), sep="\n")
y = torch.softmax(a, dim=1)
print("softmax along dim=1", y, sep="\n")
wrong = torch.softmax(a, dim=0)
print("sums of the rows: dim=1", y.sum(dim=1), "  dim=0", wrong.sum(dim=1))

# %% [markdown] lang="en"
# `dim` says along which axis the probabilities add up to 1: the last one, so that each sample gets
# its own. With `dim=0` the samples would share. ReLU and sigmoid stand between layers; softmax is a
# function for the *output* of a classifier. For a regression nothing stands at the end.
#
# ## 5. Loss functions (6 minutes)
#
# | task | output layer | loss | targets |
# |---|---|---|---|
# | regression | nothing: any number | `nn.MSELoss()` | float32, in the shape of `y` |
# | classification | nothing: logits | `nn.CrossEntropyLoss()` | int64, the class numbers, (k,) |
#
# A loss function is called `criterion` in code, and takes **two** arguments,
# `criterion(y, t)`. It is not a function of the difference: cross entropy, for one, has no use for
# $y - t$.
#
# By hand, then by library. Outputs 2 and 4, targets 1 and 3: both errors are 1, so the mean squared
# error is 1.
#
# %% [markdown] lang="ja"
# `dim` は、どの軸に沿って確率の和を1にするかを指定します。
# 最後の軸を指定すれば、サンプルごとの確率になります。
# `dim=0` では、異なるサンプルの間で和が1になってしまいます。
# ReLUとシグモイド関数は層の間に置き、ソフトマックス関数は分類の**出力**に使います。
# 回帰では、最後に何も置きません。
#
# ## 5. 損失関数（6分）
#
# | 課題 | 出力層の後 | 損失 | 目標値 |
# |---|---|---|---|
# | 回帰 | 何も置かない（任意の数） | `nn.MSELoss()` | float32、`y` と同じ形状 |
# | 分類 | 何も置かない（ロジット） | `nn.CrossEntropyLoss()` | int64、クラスの番号、形状(k,) |
#
# コードでは、損失関数を `criterion` と書きます。
# 引数は**2つ**で、`criterion(y, t)` のように呼びます。
# 損失は、差$y - t$だけで決まるとは限りません。
# たとえば交差エントロピー誤差は、差を使いません。
#
# まず手で計算し、次にライブラリで計算します。
# 出力が2と4、目標値が1と3なら、誤差はどちらも1なので、平均二乗誤差は1です。
#
# %%
y, t = torch.tensor([2.0, 4.0]), torch.tensor([1.0, 3.0])
print("by hand", torch.mean((y - t) ** 2).item())
print("library", nn.MSELoss()(y, t).item())

# %% [markdown] lang="en" role="predict"
# > **Predict.** Five samples with two outputs each. The errors of every sample are 1 and 3, their
# > squares 1 and 9. Is the loss 5 or 10?
#
# %% [markdown] lang="ja" role="predict"
# > **予想**：サンプルが5つ、出力が2つずつあります。
# > どのサンプルでも誤差は1と3で、その二乗は1と9です。
# > 損失は5でしょうか、それとも10でしょうか。
#
# %% role="reveal"
y, t = torch.zeros(5, 2), torch.tensor([[1.0, 3.0]]).repeat(5, 1)
print("MSELoss", nn.MSELoss()(y, t).item())

# %% [markdown] lang="en" role="answer"
# 5: `nn.MSELoss` takes the mean over *all* $k \cdot m$ entries. For $m = 1$, as in lesson 02, that
# is the mean over the samples; for more outputs it is smaller by the factor $m$.
#
# %% [markdown] lang="ja" role="answer"
# 5です。
# `nn.MSELoss` は、$k \cdot m$個の要素**すべて**について平均します。
# レッスン02のように$m = 1$なら、サンプルについての平均と同じです。
# 出力が$m$個なら、その$\frac{1}{m}$になります。
#
# %% [markdown] lang="en"
# Cross entropy, as in lesson 03, is minus the logarithm of the probability of the right class. Its
# PyTorch version starts from the **logits** and applies softmax itself. The first sample has the
# probabilities $\frac18, \frac28, \frac58$ and belongs to class 2: $-\ln \frac58 = 0.4700$. The
# second has three equal logits: $-\ln \frac13 = 1.0986$.
#
# %% [markdown] lang="ja"
# 交差エントロピー誤差は、レッスン03で見たように、正解のクラスの確率の対数を取り、符号を反転したものです。
# PyTorchの損失関数には**ロジット**（logit）を渡します。
# ソフトマックス関数は、損失関数の中で計算されます。
# 1つ目のサンプルは、確率が$\frac18, \frac28, \frac58$で正解がクラス2なので、損失は$-\ln \frac58 = 0.4700$です。
# 2つ目は3つのロジットが等しいので、損失は$-\ln \frac13 = 1.0986$です。
#
# %%
logits = torch.tensor([[1.0, 2.0, 5.0], [1.0, 1.0, 1.0]]).log()
labels = torch.tensor([2, 0])
each = -torch.softmax(logits, dim=1)[[0, 1], labels].log()
print("by hand", each, f"mean {each.mean().item():.4f}")
print(f"library {' ' * 24} mean {nn.CrossEntropyLoss()(logits, labels).item():.4f}")

# %% [markdown] lang="en"
# So a classifier ends with its last `nn.Linear`. A softmax in front of `nn.CrossEntropyLoss` would
# be the second one; lesson 05 shows what that does.
#
# ## 6. Training in five steps (12 minutes)
#
# To learn from inputs with their right answers is called **supervised learning**. The six seedlings
# of lesson 01 come back: height in centimeters, mass in grams, and a line $y = w x + b$ to be
# fitted. We write the same 100 iterations four times, and hand over one more part to PyTorch each
# time. First all by hand, in NumPy, with the formulas of lesson 02:
#
# %% [markdown] lang="ja"
# したがって、分類のネットワークは、最後の `nn.Linear` で終わります。
# `nn.CrossEntropyLoss` の前にソフトマックス関数を置くと、2回使うことになります。
# そのときに何が起こるかは、レッスン05で見ます。
#
# ## 6. 学習の5つの手順（12分）
#
# 入力と正しい答えの組から学ぶことを、**教師あり学習**（supervised learning）といいます。
# ここでは、レッスン01の6本の苗のデータをもう一度使い、高さ（cm）から質量（g）を求める直線$y = w x + b$を当てはめます。
# 同じ100回の反復を4通りの方法で書き、1つ書き直すたびに、計算の一部をPyTorchに任せていきます。
# 1つ目は、NumPyとレッスン02の式だけで書きます。
#
# %%
x_numpy = np.array([[1.0], [1.5], [2.0], [2.5], [3.0], [5.0]])  # height, cm
t_numpy = np.array([[2.7], [3.1], [3.3], [4.4], [4.7], [5.7]])  # mass, g
lr, answers = 0.1, {}
w, b = np.zeros((1, 1)), np.zeros(1)
for _ in range(100):
    y = x_numpy @ w + b
    g = 2 * (y - t_numpy)
    d_w, d_b = x_numpy.T @ g / len(x_numpy), g.mean(axis=0)
    w, b = w - lr * d_w, b - lr * d_b
answers["by hand"] = (w.item(), b.item())

# %% [markdown] lang="en"
# **Second version: autograd.** The two lines with derivatives are gone. In exchange there is some
# housekeeping: the update must not become part of the graph (`torch.no_grad()`), and the gradients
# must be emptied.
#
# %% [markdown] lang="ja"
# **2つ目：自動微分を使います**。
# 微分の2行が不要になります。
# その代わりに、更新がグラフに記録されないように `torch.no_grad()` を使い、使い終わった勾配を空にする必要があります。
#
# %%
x = torch.tensor(x_numpy, dtype=torch.float32)
t = torch.tensor(t_numpy, dtype=torch.float32)
w = torch.zeros(1, 1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for _ in range(100):
    y = x @ w + b
    loss = torch.mean((y - t) ** 2)
    loss.backward()  # new: replaces g, d_w and d_b
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    w.grad, b.grad = None, None  # new
answers["autograd"] = (w.item(), b.item())

# %% [markdown] lang="en"
# What if `torch.no_grad()` is left out?
#
# %% [markdown] lang="ja"
# `torch.no_grad()` を書かないと、どうなるでしょうか。
#
# %% tags=["raises-exception"]
w -= lr * 1.0


# %% [markdown] lang="en"
# - **Symptom**: `a leaf Variable that requires grad is being used in an in-place operation`.
# - **Cause**: PyTorch would have to record the update as part of the computation, and then $w$
#   would be its own input.
# - **Cure**: update inside `torch.no_grad()`, or leave it to an optimizer.
#
# **Third version: `nn.Linear` and `nn.MSELoss`.** Now nobody has to know how many parameters there
# are: the model lists them. We start from zeros, in order to compare.
#
# %% [markdown] lang="ja"
# - **症状**：`a leaf Variable that requires grad is being used in an in-place operation` というエラーが出ます。
# - **原因**：更新も計算の一部として記録しようとすると、$w$の計算に$w$自身が使われることになってしまいます。
# - **対処**：`torch.no_grad()` の中で更新するか、最適化手法に任せます。
#
# **3つ目：`nn.Linear` と `nn.MSELoss` を使います**。
# パラメータの一覧はモデルが管理するので、いくつあるかを気にする必要がなくなります。
# 結果を比べるために、0から始めます。
#
# %%
def zero_layer(n):
    """Make a layer from n inputs to 1 output whose weights and bias are 0."""
    model = nn.Linear(n, 1)
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    return model


# %%
model, criterion = zero_layer(1), nn.MSELoss()  # new
for _ in range(100):
    y = model(x)  # new: replaces x @ w + b
    loss = criterion(y, t)  # new: replaces the mean of the squares
    model.zero_grad()  # new
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= lr * parameter.grad
answers["nn.Linear"] = (model.weight.item(), model.bias.item())

# %% [markdown] lang="en"
# **Fourth version: an optimizer.** It does the update. What remains are **the five steps** that you
# will find in every training program in PyTorch, from this line to the largest language model:
#
# %% [markdown] lang="ja"
# **4つ目：最適化手法を使います**。
# 更新も最適化手法に任せると、残るのは**5つの手順**です。
# この直線でも、最大規模の言語モデルでも、PyTorchの学習プログラムは、必ずこの5つの手順でできています。
#
# %%
model, criterion = zero_layer(1), nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=lr)  # new
for _ in range(100):
    y = model(x)  # 1. outputs
    loss = criterion(y, t)  # 2. loss
    optimizer.zero_grad()  # 3. empty the old gradients
    loss.backward()  # 4. new gradients
    optimizer.step()  # 5. update: replaces the loop over the parameters
answers["optimizer"] = (model.weight.item(), model.bias.item())

# %%
for name, (w, b) in answers.items():
    print(f"{name:10} w = {w:.4f} g/cm, b = {b:.4f} g")
print(f"largest difference {np.ptp(list(answers.values()), axis=0).max():.4f}")

# %% [markdown] lang="en"
# All four programs agree. (It is not yet the least-squares line, 0.78 and 2.0333: 100 iterations
# are not enough along the valley. The point here is that all four are at the same place.)
#
# | step | line | if it is missing |
# |---|---|---|
# | 1. outputs | `y = model(x)` | the graph is used up: `backward` fails the second time |
# | 2. loss | `loss = criterion(y, t)` | nothing to differentiate |
# | 3. empty | `optimizer.zero_grad()` | old slopes add up: it never settles |
# | 4. gradients | `loss.backward()` | `grad` stays empty: nothing moves |
# | 5. update | `optimizer.step()` | nothing moves |
#
# ## 7. Autograd against the formulas of lesson 02 (7 minutes)
#
# Can we trust it? In lesson 02 we wrote out one batch: four markets ($k = 4$) with three kinds of
# advertising ($n = 3$) and sales ($m = 1$), guessed weights, and the gradients by formula
#
# $$ g = 2(y - t), \qquad \frac{\partial E}{\partial w} = \frac{1}{k}\, x^{\mathsf T} g, \qquad
# \frac{\partial E}{\partial b} = \frac{1}{k} \sum_{i=1}^{k} g_i. $$
#
# The weights' gradient was (253.18, 194.78, 273.96). Now we ask PyTorch. (Here `w` is (3, 1), as in
# lesson 02, so no transpose.)
#
# %% [markdown] lang="ja"
# 4つのプログラムの結果は一致しました。
# ただし、最小二乗法の値0.78と2.0333には、まだ届いていません。
# 損失の谷に沿って進むのが遅く、100回の反復では足りないからです。
# ここで確かめたかったのは、4つの結果が互いに等しいことです。
#
# | 手順 | コード | 忘れると |
# |---|---|---|
# | 1. 出力 | `y = model(x)` | グラフが使用済みなので、2回目の `backward` がエラーになる |
# | 2. 損失 | `loss = criterion(y, t)` | 微分するものがない |
# | 3. 勾配の消去 | `optimizer.zero_grad()` | 過去の傾きが足され、収束しない |
# | 4. 勾配の計算 | `loss.backward()` | `grad` が空のままなので、重みが変わらない |
# | 5. 更新 | `optimizer.step()` | 重みが変わらない |
#
# ## 7. 自動微分とレッスン02の式（7分）
#
# 自動微分の結果は正しいでしょうか。
# レッスン02では、4つの市場（$k = 4$）、3種類の広告（$n = 3$）、売上（$m = 1$）からなる1つのバッチについて、すべての数を書き出しました。
# 重みを仮の値とし、次の式で勾配を求めました。
#
# $$ g = 2(y - t), \qquad \frac{\partial E}{\partial w} = \frac{1}{k}\, x^{\mathsf T} g, \qquad
# \frac{\partial E}{\partial b} = \frac{1}{k} \sum_{i=1}^{k} g_i $$
#
# 重みについての勾配は(253.18, 194.78, 273.96)でした。
# 同じ勾配を、PyTorchで求めます。
# ここでの `w` は、レッスン02と同じ(3, 1)なので、転置は要りません。
#
# %%
x4 = [[230.1, 37.8, 69.2], [44.5, 39.3, 45.1], [17.2, 45.9, 69.3], [151.5, 41.3, 58.5]]
x4 = torch.tensor(x4)  # 1,000 dollars for TV, radio, newspaper
t4 = torch.tensor([[22.1], [10.4], [9.3], [18.5]])  # 1,000 units
w = torch.tensor([[0.05], [0.2], [0.01]], requires_grad=True)
b = torch.tensor([3.0], requires_grad=True)
y4 = x4 @ w + b
torch.mean((y4 - t4) ** 2).backward()

# %%
g = 2 * (y4 - t4).detach()  # (4, 1)
d_w, d_b = x4.T @ g / 4, g.mean(dim=0)  # (3, 4)(4, 1) -> (3, 1), and (1,)
for name, for_w, for_b in (("formula ", d_w, d_b), ("autograd", w.grad, b.grad)):
    numbers = " ".join(f"{value:.2f}" for value in for_w[:, 0].tolist())
    print(f"{name} w {numbers}   b {for_b.item():.3f}")
difference = max((d_w - w.grad).abs().max(), (d_b - b.grad).abs().max()).item()
print(f"largest difference {difference:.3f}")

# %% [markdown] lang="en"
# The same. Now a network with a hidden layer, $4 \to 3 \to \text{ReLU} \to 2$, for the five
# baskets. Forward, with $a$ for sums and $z$ for signals as in lesson 03:
#
# $$ a = x W_1^{\mathsf T} + b_1, \qquad z = \mathrm{ReLU}(a), \qquad
# y = z W_2^{\mathsf T} + b_2, \qquad E = \frac{1}{k m} \sum_{i,j} (y_{ij} - t_{ij})^2. $$
#
# Gradients are found from the output back to the inputs: **backpropagation**. Each node multiplies
# what arrives by its own derivative. The only new node is the ReLU: its derivative, written $[a > 0]$,
# is 1 where $a > 0$ and else 0, so it lets a gradient pass or stops it.
#
# $$ g_y = \frac{2}{k m} (y - t), \qquad
# \frac{\partial E}{\partial W_2} = g_y^{\mathsf T} z, \qquad
# \frac{\partial E}{\partial b_2} = \sum_i g_{y,i}, $$
#
# $$ g_z = g_y W_2, \qquad g_a = g_z \cdot [a > 0], \qquad
# \frac{\partial E}{\partial W_1} = g_a^{\mathsf T} x, \qquad
# \frac{\partial E}{\partial b_1} = \sum_i g_{a,i}. $$
#
# One difference from lesson 02: there the mean waited for the update, here $\frac{1}{km}$ stands
# in the loss and arrives with $g_y$. After that only sums are left. The result is the same.
#
# We check in float64, as section 1 advised.
#
# %% [markdown] lang="ja"
# 一致しました。
# 次に、隠れ層のある$4 \to 3 \to \text{ReLU} \to 2$のネットワークに、5つの買い物かごのデータを入れます。
# レッスン03と同じように、和を$a$、信号を$z$と書きます。
# 順伝播の式は、次のとおりです。
#
# $$ a = x W_1^{\mathsf T} + b_1, \qquad z = \mathrm{ReLU}(a), \qquad
# y = z W_2^{\mathsf T} + b_2, \qquad E = \frac{1}{k m} \sum_{i,j} (y_{ij} - t_{ij})^2 $$
#
# 勾配を出力から入力へさかのぼって求める方法を、**誤差逆伝播法**（backpropagation）といいます。
# どのノードでも、届いた値に、そのノードの微分を掛けます。
# 初めて出てくるノードは、ReLUだけです。
# $[a > 0]$を、$a > 0$のとき1、それ以外は0を表す記号とすると、これがReLUの微分です。
# つまり、ReLUのノードでは、勾配がそのまま通るか、0になるかのどちらかです。
# 式は次のようになります。
#
# $$ g_y = \frac{2}{k m} (y - t), \qquad
# \frac{\partial E}{\partial W_2} = g_y^{\mathsf T} z, \qquad
# \frac{\partial E}{\partial b_2} = \sum_i g_{y,i} $$
#
# $$ g_z = g_y W_2, \qquad g_a = g_z \cdot [a > 0], \qquad
# \frac{\partial E}{\partial W_1} = g_a^{\mathsf T} x, \qquad
# \frac{\partial E}{\partial b_1} = \sum_i g_{a,i} $$
#
# レッスン02とは、平均を取る場所が違います。
# レッスン02では更新のときに平均を取りましたが、ここでは損失の式に$\frac{1}{km}$があり、それが$g_y$に現れます。
# その後は和を取るだけで、結果は同じです。
#
# 1節で述べたとおり、検算はfloat64で行います。
#
# %%
torch.manual_seed(9)
first, last = nn.Linear(4, 3).double(), nn.Linear(3, 2).double()
x = torch.tensor(baskets, dtype=torch.float64)
t = torch.tensor([[1, 0], [0, 1], [1, 1], [0, 0], [2, 1]], dtype=torch.float64)
a = first(x)
z = torch.relu(a)
y = last(z)
nn.MSELoss()(y, t).backward()

# %%
with torch.no_grad():
    g_y = 2 * (y - t) / (5 * 2)
    d_last = g_y.T @ z
    g_z = g_y @ last.weight
    g_a = g_z * (a > 0)
    d_first = g_a.T @ x
arrays = {"x": x, "a": a, "z": z, "y": y, "g_y": g_y, "g_z": g_z, "g_a": g_a}
print("  ".join(f"{name} {tuple(array.shape)}" for name, array in arrays.items()))
print("d_last", tuple(d_last.shape), " d_first", tuple(d_first.shape))
print("a > 0:", (a > 0).int().tolist())

# %%
formulas = [d_first, g_a.sum(dim=0), d_last, g_y.sum(dim=0)]
parameters = [first.weight, first.bias, last.weight, last.bias]
for formula, parameter in zip(formulas, parameters, strict=True):
    difference = (formula - parameter.grad).abs().max().item()
    print(f"{tuple(formula.shape)!s:7} equal up to 1e-10:", difference < 1e-10)

# %% [markdown] lang="en" role="predict"
# All 23 derivatives agree; a gradient always has the shape of the parameter that it belongs to. How
# much work would numerical differentiation be? It moves one parameter at a time.
#
# > **Predict.** How many times does it run the network forward, for these 23 parameters?
#
# %% [markdown] lang="ja" role="predict"
# 23個の微分が、すべて一致しました。
# 勾配の形状は、どのパラメータでも、そのパラメータの形状と同じです。
# では、数値微分で検算すると、どのくらいの計算が必要でしょうか。
# 数値微分では、パラメータを1つずつ動かします。
#
# > **予想**：23個のパラメータについて、順伝播を何回計算することになるでしょうか。
#
# %% role="reveal"
forward_passes, largest = 0, 0.0
with torch.no_grad():
    for parameter in parameters:
        for index in np.ndindex(*parameter.shape):
            losses = []
            for shift in (1e-5, -2e-5, 1e-5):  # up, down, and back
                parameter[index] += shift
                losses.append(nn.MSELoss()(last(torch.relu(first(x))), t).item())
            slope = (losses[0] - losses[1]) / 2e-5
            forward_passes += 2  # the third loss only served to come back
            largest = max(largest, abs(slope - parameter.grad[index].item()))
print(f"{forward_passes} forward passes, equal up to 1e-6:", largest < 1e-6)

# %% [markdown] lang="en" role="answer"
# 46, two for each parameter, where back propagation needed one walk forward and one back. For a
# network with a million parameters that is two million against two. Numerical differentiation
# checks; back propagation trains.
#
# %% [markdown] lang="ja" role="answer"
# 46回です。
# 数値微分では、パラメータ1つにつき、順伝播を2回計算します。
# 誤差逆伝播法では、順方向と逆方向に1回ずつ計算するだけでした。
# パラメータが100万個なら、200万回と2回の差になります。
# そのため、数値微分は検算に、誤差逆伝播法は学習に使います。
#
# %% [markdown] lang="en"
# ## 8. Sales (10 minutes)
#
# Now the Advertising table of lesson 02: 200 markets, what was spent there on TV, radio and
# newspapers (thousands of dollars) and what was sold (thousands of units). The numbers in the text
# belong to the real table. If a figure's title says `made sample`, yours differ, and so do some
# answers: the sample was made from a plane, so that in it no network beats the plane.
#
# From table to tensor two things matter: the **type**, float32, and the **shape** of `t`. The
# double brackets in `table[["Sales"]]` make it a column, (200, 1).
#
# %% [markdown] lang="ja"
# ## 8. 売上を予測する（10分）
#
# レッスン02で使ったAdvertisingのデータに戻ります。
# 200の市場について、テレビ、ラジオ、新聞に使った広告費（千ドル）と、売れた数（千個）をまとめた表です。
# 文中の数値は、実際のデータで求めたものです。
# 図の題に `made sample` とあるときは、サンプルデータを使っているので、数値も結論の一部も異なります。
# サンプルデータは平面から作ったものなので、ネットワークを使っても、平面より良い予測はできません。
#
# 表をテンソルに変換するときは、次の2つに注意します。
# **型**をfloat32にすることと、`t` の**形状**を列にすることです。
# `table[["Sales"]]` のように二重の角括弧を使うと、(200, 1)の列になります。
#
# %%
table = load_advertising()
data_name = table.attrs["name"]
features = ["TV", "Radio", "Newspaper"]
x_raw = torch.tensor(table[features].to_numpy(), dtype=torch.float32)
t = torch.tensor(table[["Sales"]].to_numpy(), dtype=torch.float32)
k = len(t)
print(data_name, " x_raw", tuple(x_raw.shape), " t", tuple(t.shape), x_raw.dtype)

# %% [markdown] lang="en"
# Look before you fit. Each point is a market; the color is its radio budget.
#
# %% [markdown] lang="ja"
# 当てはめる前に、データを図で見ておきます。
# 1つの点が1つの市場で、色はラジオの広告費を表します。
#
# %%
fig, ax = plt.subplots(figsize=(5, 2.7))
dots = ax.scatter(x_raw[:, 0], t, c=x_raw[:, 1], s=16)
fig.colorbar(dots, label="Radio (1,000 dollars)")
ax.set(xlabel="TV (1,000 dollars)", ylabel="Sales (1,000 units)", title=data_name)
plt.show()
baseline = torch.mean((t - t.mean()) ** 2).item()
print(f"baseline: always {t.mean().item():.2f}, mean squared error {baseline:.2f}")


# %% [markdown] lang="en" role="figure"
# TV spending against sales, the points colored by radio spending: at the same TV spending, markets
# with more radio sold more, and the difference grows with TV.
#
# %% [markdown] lang="ja" role="figure"
# テレビの広告費と売上の散布図を、ラジオの広告費で色分けした図。
# テレビの広告費が同じなら、ラジオが多い市場ほど売上が多く、その差はテレビが増えるほど大きい。
#
# %% [markdown] lang="en"
# A fan: where much is spent on radio (light), TV brings more than where little is. Keep that in
# mind; a plane cannot do it. The **baseline**, the mean for every market, has the loss 27.09. (A
# loss here has the unit (1,000 units)²; its root is a typical error, so the baseline is off by
# about 5,200 units.)
#
# %% [markdown] lang="ja"
# 点は扇形に広がっています。
# ラジオに多く使った市場（明るい点）では、テレビの広告費と売上の関係も強くなっています。
# 平面では、この形を表せません。
# 後で使うので、覚えておいてください。
# **ベースライン**（baseline）として、どの市場にも平均を答えたときの損失を求めると、27.09です。
# 損失の単位は千個の二乗なので、平方根を取ると、典型的な誤差が約5,200個だとわかります。
#
# %% [markdown] lang="en"
# **Your turn.** A mean squared error has squared units. Return the typical error in *single* units.
#
# %% [markdown] lang="ja"
# **書いてみよう**：平均二乗誤差の単位は、千個の二乗です。
# これを、**個**を単位とする典型的な誤差に直す関数を書いてください。
#
# %% role="turn"
def typical_error(loss):
    ### BEGIN SOLUTION
    return 1000 * loss**0.5
    ### END SOLUTION


# %% role="check"
with your_turn():
    check_close("typical_error(4.0)", typical_error(4.0), 2000.0)
    check_close("typical_error(27.09)", typical_error(27.09), 5204.8, rtol=1e-4)

# %% [markdown] lang="en"
# Lesson 02 showed that inputs should be standardized: mean 0, standard deviation 1, column by
# column. Sales stay in their unit. Then the five steps:
#
# %% [markdown] lang="ja"
# レッスン02で見たように、入力は列ごとに標準化し、平均を0、標準偏差を1にします。
# 売上は、元の単位のまま使います。
# 続いて、5つの手順で学習させます。
#
# %%
mean, scale = x_raw.mean(dim=0), x_raw.std(dim=0, correction=0)
x = (x_raw - mean) / scale
model, losses = zero_layer(3), []
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(100):
    y = model(x)
    loss = criterion(y, t)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
print(f"loss {losses[0]:.2f} at first, {losses[10]:.2f} after 10", end="")
print(f", {losses[-1]:.4f} at last")

# %% [markdown] lang="en"
# `losses.append(loss.item())`, not `append(loss)`: the tensor would keep its whole graph in memory.
#
# From 223.72 to 2.7841. Is that as good as a plane can be? Least squares knows. To compare, the
# weights go back to the units of the data: divide by the scale, and correct the bias.
#
# %% [markdown] lang="ja"
# `append(loss)` ではなく、`append(loss.item())` と書きます。
# テンソルのまま保存すると、計算グラフ全体がメモリに残ってしまうからです。
#
# 損失は223.72から2.7841に減りました。
# これは、平面として最良の値でしょうか。
# 最小二乗法の結果と比べればわかります。
# 比べるために、重みをスケールで割り、バイアスも直して、データの単位に戻します。
#
# %%
slopes = (model.weight.detach()[0] / scale).double().numpy()
b = model.bias.item() - slopes @ mean.double().numpy()
sales = table["Sales"].to_numpy()
with_ones = np.column_stack([table[features], np.ones(k)])
exact = np.linalg.lstsq(with_ones, sales, rcond=None)[0]
exact_loss = np.mean((with_ones @ exact - sales) ** 2)
for name, ours, right in zip([*features, "bias"], [*slopes, b], exact, strict=True):
    print(f"{name:9} {ours:7.4f}   least squares {right:7.4f}")
print(f"loss      {losses[-1]:.4f}   least squares {exact_loss:.4f}")

# %% [markdown] lang="en"
# Read aloud, with units: a market with 1,000 dollars more *for TV* sells 0.0458 thousand, that is
# 46 units more; 1,000 dollars *for radio* go with 189 units, 1,000 dollars *for newspapers* with
# none. With no advertising at all the plane says 2,939 units. Where is it wrong?
#
# %% [markdown] lang="ja"
# 単位を付けて読んでみます。
# **テレビ**の広告費が千ドル多い市場では、売上が0.0458千個、つまり46個多い傾向があります。
# **ラジオ**では千ドルあたり189個、**新聞**では0個です。
# 広告費がすべて0のとき、平面の予測は2,939個です。
# では、予測が大きく外れるのは、どの市場でしょうか。
#
# %%
with torch.no_grad():
    y = model(x)
worst = torch.argsort((y - t).abs()[:, 0], descending=True)[:3].tolist()
fig, (left, right) = plt.subplots(1, 2, figsize=(7.6, 3.2), width_ratios=(3, 2))
base.loss_curves(left, {"": losses}, log=True, ylabel="loss ((1,000 units)²)")
left.axhline(baseline, color="0.4", linestyle=":")
left.set_title(f"{data_name}, dotted: baseline")
perceptron.predicted_against_actual(right, t, y, unit=" (1,000 units)")
place = (t[worst[0]].item(), y[worst[0]].item())
style = {"textcoords": "offset points", "arrowprops": {"arrowstyle": "->"}}
right.annotate(f"row {worst[0]}", place, xytext=(-4, 30), **style)
plt.show()

# %% [markdown] lang="en" role="figure"
# Left, the loss falls from 220 to 2.8 in 20 iterations, far below the dotted baseline of 27, and
# stays there. Right, predicted against actual sales near the diagonal; row 130 is far above it.
#
# %% [markdown] lang="ja" role="figure"
# 左では、損失が20回で220から2.8まで下がり、点線の基準27を大きく下回ってから平らになる。
# 右は売上の予測と実際の値で、対角線に近いが、行130は大きく上に外れている。
#
# %%
for row in worst:
    tv, radio, _, sold = table.iloc[row]
    print(f"row {row:3}: TV {tv:5.1f}, radio {radio:4.1f}, sold {sold:4.1f}", end="")
    print(f", predicted {y[row].item():.1f}")

# %% [markdown] lang="en" role="predict"
# The points bend around the diagonal: in the middle the plane mostly says too much, for the highest
# sales too little. The two worst markets had plenty of radio and almost no TV. That is the fan
# again: radio without TV sells little. A network with a hidden layer can learn that, and will, in
# part 2.
#
# ### A column too few
#
# Last a mistake that everyone makes once. Single brackets, `table["Sales"]`, give `t` the shape (200,)
# instead of (200, 1).
#
# > **Predict.** Outputs (200, 1), targets (200,): an error, a right answer or a wrong one?
#
# Look at it with three samples first. All three outputs are exactly right:
#
# %% [markdown] lang="ja" role="predict"
# 点は、対角線に対して弓なりに並んでいます。
# 売上が中くらいの市場では予測が高めに、売上の最も多い市場では低めになっています。
# 最も大きく外れた2つの市場では、ラジオの広告費が多く、テレビの広告費がほとんどありません。
# ここにも扇形が現れています。
# テレビの広告費が少ない市場では、ラジオの広告費が多くても、売上は多くないのです。
# 隠れ層のあるネットワークなら、このような関係も学習できます。
# これはパート2で試します。
#
# ### 形状の間違い
#
# ここで、誰もが一度は経験する間違いを見ておきます。
# `table["Sales"]` のように一重の角括弧を使うと、`t` の形状は(200, 1)ではなく(200,)になります。
#
# > **予想**：出力の形状が(200, 1)、目標値の形状が(200,)だとします。
# > エラーになるでしょうか、正しい結果になるでしょうか、それとも間違った結果になるでしょうか。
#
# まず、3つのサンプルで試します。
# 3つの出力は、どれも目標値と等しくしてあります。
#
# %% role="reveal"
y3, t3 = torch.tensor([[1.0], [2.0], [3.0]]), torch.tensor([1.0, 2.0, 3.0])
print("y3", tuple(y3.shape), " t3", tuple(t3.shape), " y3 - t3", tuple((y3 - t3).shape))
print(y3 - t3)

# %% [markdown] lang="en" role="answer"
# Broadcasting made a 3 × 3 table: every output minus *every* target. The loss would not be 0.
#
# %% [markdown] lang="ja" role="answer"
# ブロードキャストによって、3×3の表ができました。
# それぞれの出力から、**すべて**の目標値を引いた表です。
# これでは、損失は0になりません。
#
# %% [markdown] lang="en"
# Now train with such targets. We catch the warning and print it:
#
# %% [markdown] lang="ja"
# このような目標値で学習させてみます。
# 警告は、読みやすいように普通の文章として表示します。
#
# %%
t_flat = t[:, 0]  # (200,)
model = zero_layer(3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for _ in range(100):
        loss = criterion(model(x), t_flat)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

# %%
y = model(x).detach()
print(f"{len(caught)} warnings: {caught[0].message}".replace(". ", ".\n"))
print("y - t_flat", tuple((y - t_flat).shape))
print(f"predictions from {y.min().item():.2f} to {y.max().item():.2f}")
print(f"loss {loss.item():.2f}")


# %% [markdown] lang="en"
# - **Symptom**: a warning, no error. The loss falls, and then the model predicts 14.02 for every
#   market. The loss stops at 27.09, which is the variance of sales: the baseline.
# - **Cause**: a 200 × 200 table. Each output is compared with all 200 targets, and what suits all
#   of them best is their mean.
# - **Cure**: `t` as a column, (200, 1). Read warnings. And compare with the baseline: a model that
#   scores exactly the baseline has learned nothing.
#
# ## Recap
#
# 1. **Tensors and modules.** Give tensors the type float32 and targets the shape (k, 1).
#    `nn.Linear(n, m)` keeps weights (m, n) and computes $y = x W^{\mathsf T} + b$. A network is an
#    `nn.Module` with its layers in `__init__` and a method `forward`: 10 numbers for $4 \to 2$, 23 for
#    $4 \to 3 \to 2$ with or without ReLU. Only the ReLU bends.
# 2. **Autograd.** `backward` measures and *adds* to `grad`, `step` moves, `zero_grad` empties. Without
#    it $w$ swings between 4 and −2 for ever. All 23 derivatives agreed with the formulas, checked in
#    float64.
# 3. **The five steps**: outputs, loss, `zero_grad`, `backward`, `step`. By hand, with autograd, with
#    `nn.Linear` and with an optimizer: one result. Sales: 46 units more for each 1,000 dollars of TV,
#    a loss of 2.78 against the baseline's 27.09, and 27.09 again if `t` is no column.
#
# Part 2, in the next notebook, goes on from here: mini-batches, optimizers, and data for choosing and
# for testing. The exercise `pytorch_regression` covers both parts.
#
# ## Appendix: what an error message means
#
# Four kinds of error that you will meet sooner or later, and their messages:
#
# %% [markdown] lang="ja"
# - **症状**：警告は出ますが、エラーは出ません。
#   損失は減っていきますが、学習後の予測は、どの市場でも14.02になります。
#   損失は27.09で止まります。
#   これは売上の分散、つまりベースラインの損失です。
# - **原因**：200×200の表ができています。
#   どの出力も200個の目標値すべてと比べられるので、全体に最もよく合う平均が答えになります。
# - **対処**：`t` を(200, 1)の列にします。
#   警告が出たら、必ず読みます。
#   また、ベースラインと比べます。
#   損失がベースラインと同じなら、モデルは何も学習していません。
#
# ## まとめ
#
# 1. **テンソルとモジュール**：テンソルの型はfloat32、目標値の形状は(k, 1)にします。
#    `nn.Linear(n, m)` の重みの形状は(m, n)で、$y = x W^{\mathsf T} + b$を計算します。
#    ネットワークは `nn.Module` を継承したクラスで、`__init__` で層を作り、メソッド `forward` に計算を書きます。
#    学習する数は、$4 \to 2$なら10個、$4 \to 3 \to 2$ならReLUの有無によらず23個です。
#    グラフを折り曲げるのは、ReLUの働きです。
# 2. **自動微分**：`backward` は勾配を求めて `grad` に**足し**、`step` は重みを動かし、`zero_grad` は `grad` を空にします。
#    空にしないと、$w$は4と−2の間をいつまでも行き来します。
#    23個の微分は、float64での検算で、すべて式と一致しました。
# 3. **5つの手順**：出力、損失、`zero_grad`、`backward`、`step` です。
#    手書き、自動微分、`nn.Linear`、最適化手法の4通りで、結果が一致しました。
#    売上は、テレビの広告費が千ドル多いと46個多くなります。
#    損失は2.78で、ベースラインは27.09でした。
#    `t` が列でないと、損失は27.09のまま改善しません。
#
# 次のノートブックのパート2では、ミニバッチ、最適化手法、選択とテストのためのデータの分け方を学びます。
# 演習 `pytorch_regression` では、両方のパートの内容を扱います。
#
# ## 付録：エラーメッセージの読み方
#
# 多くの人が出会う4種類のエラーについて、メッセージを見ておきます。
#
# %%
class Unfinished(nn.Module):
    def __init__(self):
        self.layer = nn.Linear(2, 1)


x5 = torch.zeros(5, 2)
mistakes = {
    "dtype": lambda: nn.Linear(2, 1)(x5.double()),
    "shape": lambda: nn.Linear(3, 1)(x5),
    "index": lambda: nn.CrossEntropyLoss()(torch.zeros(5, 3), torch.tensor([0, 1, 2, 3, 0])),
    "not initialized": Unfinished,
    "not initialized either": lambda: nn.LazyLinear(1).weight.sum(),
}
for name, mistake in mistakes.items():
    try:
        mistake()
    except Exception as error:
        print(f"{name}\n  {type(error).__name__}: {str(error)[:70]}")

# %% [markdown] lang="en"
# | message | what it means | cure |
# |---|---|---|
# | `must have the same dtype, but got Double and Float` | float64 from NumPy meets weights of float32 | `dtype=torch.float32` when the tensor is made |
# | `shapes cannot be multiplied (5x2 and 3x1)` | 5 samples of 2 features, but a layer for 3 | the first number of `nn.Linear`, or the data |
# | `Target 3 is out of bounds` | a label of 3 with outputs for classes 0, 1 and 2 only | as many outputs as classes; labels count from 0 |
# | `cannot assign module before Module.__init__() call` | `__init__` lacks its first line | `super().__init__()` |
# | `Attempted to use an uninitialized parameter` | a lazy layer learns its number of inputs from the first batch, and there was none yet | `nn.Linear` with both numbers, or one call of the model first |
#
# Read the last line first, then the last line of *your* code in the list above it, and print the
# shapes and types of what stands there.
#
# %% [markdown] lang="ja"
# | メッセージ | 意味 | 対処 |
# |---|---|---|
# | `must have the same dtype, but got Double and Float` | NumPyから来たfloat64のデータと、float32の重みが混ざっている | テンソルを作るときに `dtype=torch.float32` と指定する |
# | `shapes cannot be multiplied (5x2 and 3x1)` | 特徴量が2つのサンプル5個を、3入力の層に入れている | `nn.Linear` の最初の数か、データを直す |
# | `Target 3 is out of bounds` | 出力はクラス0、1、2の3つなのに、ラベルに3がある | 出力の数をクラスの数に合わせる。ラベルは0から数える |
# | `cannot assign module before Module.__init__() call` | `__init__` の最初の行が足りない | `super().__init__()` を書く |
# | `Attempted to use an uninitialized parameter` | Lazyで始まる層は、最初のバッチから入力の数を決める。まだ一度も計算していない | `nn.Linear` に2つの数を指定するか、先にモデルを1回呼ぶ |
#
# まずエラーの最後の行を読み、次に、その上に並んだ行の中から、**自分の**コードのうち最も下にある行を探します。
# そして、その行で使っている配列の形状と型を表示してみてください。
#
