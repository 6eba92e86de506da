# %% [markdown] lang="en"
# # 05 Classifying digits
#
# Lesson 03 read handwritten digits with weights that were given. Lesson 04 let PyTorch
# find the weights of small networks. Now both come together: you train a classifier of
# digits yourself, watch it learn, and see how it can learn too much.
#
# Where does it lead? In section 7 a network that was trained in fifteen seconds reads 97 of 100
# digits that it has never seen; the best baseline of lesson 03 reads 82. In section 10 you look at
# the three that it gets wrong, and draw digits of your own. You will
#
# 1. **feed** pictures to a network in mini-batches, and **count** epochs and
#    iterations,
# 2. **write** an epoch of training, and a test that updates nothing, and **average**
#    both correctly,
# 3. **read** curves of loss and accuracy, and the weights of a linear classifier as
#    pictures,
# 4. **explain** why a network needs a non-linear activation function between its
#    layers,
# 5. **recognize** overfitting, **explain** why the test loss rises, and **compare**
#    cures.
#
# | symbol | meaning | shape |
# |---|---|---|
# | $x$, $t$ | $k$ pictures of $n$ pixels, and their labels | $(k, n)$, $(k,)$ |
# | $W$, $b$ | weights and bias as PyTorch stores them, as in lesson 04 | $(m, n)$, $(m,)$ |
# | $a$ | logits, the output of the network; `logits` in code | $(k, m)$ |
# | $y$ | probabilities, the softmax of the logits | $(k, m)$ |
# | $E$, $g$ | loss, and its gradient with respect to the logits | a number, $(k, m)$ |
#
# Run the cells from top to bottom. All of them together take about two and a half minutes
# on one processor core, and none needs a network connection. Where it says *Predict*, write your
# guess into the line below it before you run the next cell or open the answer. Where it says
# *Your turn*, write one to three lines yourself; the next cell says whether they are right, and
# the solution is folded below. The lesson takes about 110 minutes, with a break after section 5;
# the minutes stand beside each section. Numbers in the text are measured on MNIST; if the title
# of a figure says `sample`, yours will differ.
#
# The first cell loads the libraries, which takes a few seconds.
#
# %% [markdown] lang="ja"
# # 05 数字の分類
#
# レッスン03では、与えられた重みを使って手書きの数字を読みました。
# レッスン04では、PyTorchで小さなネットワークの重みを求めました。
# このレッスンでは2つを合わせ、数字を分類するネットワークを自分で学習させます。
# 学習が進むようすだけでなく、学習しすぎて性能が下がるようすも観察します。
#
# この先に何があるのでしょうか。
# 7節では、15秒で学習したネットワークが、学習に使っていない数字を100枚あたり97枚まで正しく読みます。
# レッスン03の最もよいベースラインでは、82枚でした。
# 10節では、間違えた画像を観察し、自分で書いた数字も読ませてみます。
#
# 目標は次の5つです。
#
# 1. 画像をミニバッチに分けてネットワークに**渡し**、エポックと反復の回数を**数える**。
# 2. 1エポックの学習と、重みを更新しないテストを**書き**、どちらの平均も正しく**求める**。
# 3. 損失と正解率の曲線や、画像として描いた線形分類器の重みを**読み取る**。
# 4. 層の間に非線形の活性化関数が必要な理由を**説明する**。
# 5. 過学習を**見分け**、テストの損失が増える理由を**説明し**、対策の効果を**比べる**。
#
# | 記号 | 意味 | 形状 |
# |---|---|---|
# | $x$、$t$ | $k$枚の画像（1枚が$n$画素）と正解ラベル | $(k, n)$、$(k,)$ |
# | $W$、$b$ | 重みとバイアス。レッスン04と同じく、PyTorchでの形 | $(m, n)$、$(m,)$ |
# | $a$ | ロジット。ネットワークの出力で、コードでは `logits` | $(k, m)$ |
# | $y$ | 確率。ロジットのソフトマックス関数 | $(k, m)$ |
# | $E$、$g$ | 損失と、ロジットについての損失の勾配 | 1つの数、$(k, m)$ |
#
# セルは上から順に実行してください。
# 1つのコアなら全部で2分半ほどかかりますが、ネットワーク接続は要りません。
# 「予想」とあるところでは、下の記入欄に予想を書いてから、次のセルを実行するか、答えを開いてください。
# 「書いてみよう」とあるところでは、1行から3行のコードを書きます。
# 正しく書けたかは次のセルでわかり、解答例はその下にたたんであります。
# 5節の後の休憩を除いて110分ほどで、各節に目安の時間を示しました。
# 文中の数値は、MNISTで求めたものです。
# 図の題に `sample` とあるときは、別の画像を使っているので、数値が異なります。
#
# 最初のセルでは、ライブラリの読み込みに数秒かかります。
#
# %%
import copy
import tempfile
from functools import partial
from pathlib import Path
from time import perf_counter

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchvision.transforms import ToTensor

from mlcourse.checks import check_close
from mlcourse.data import load_mnist, mnist_dataset
from mlcourse.figures import base, images, interactive, training
from mlcourse.turns import your_turn

base.use_style()

# %% [markdown] lang="en"
# ## 1. A picture becomes a tensor (6 minutes)
#
# To learn from examples of inputs with their right answers is called **supervised
# learning**. Here the pictures are the inputs, and the labels, the digits written there, are
# the answers.
#
# The library torchvision has MNIST as a **data set**: an object that gives sample
# number $i$ as a pair of picture and label. `mnist_dataset` is torchvision's class,
# with the course's own search for the files. What it gives for a picture is up to the
# `transform`. `ToTensor()` is the usual one.
#
# %% [markdown] lang="ja"
# ## 1. 画像をテンソルにする（6分）
#
# 入力と正解の組を例として学ぶことを、**教師あり学習**（supervised learning）といいます。
# ここでは、画像が入力で、書かれている数字、つまりラベルが正解です。
#
# torchvisionというライブラリには、MNISTの**データセット**（data set）が用意されています。
# これは、$i$番目のサンプルを画像とラベルの組として返すオブジェクトです。
# `mnist_dataset` は、torchvisionのクラスに、このコースのデータを探す機能を加えたものです。
# 画像をどのような形で返すかは、`transform` で指定します。
# よく使われるのは `ToTensor()` です。
#
# %%
plain = mnist_dataset(train=False)
ready = mnist_dataset(train=False, transform=ToTensor())
picture, label = plain[0]
print(f"plain:    {type(picture).__name__} of size {picture.size}, label {label}")
picture, label = ready[0]
print(f"ToTensor: shape {tuple(picture.shape)}, {picture.dtype}, ", end="")
print(f"from {picture.min():.1f} to {picture.max():.1f}, label {label}")

# %% [markdown] lang="en"
# `ToTensor` makes three changes: the type becomes `float32`, gray levels from 0 to 255
# become numbers from 0 to 1, and a first axis of length 1 appears. That is the
# **channel**; a color picture has three, a gray one has one.
#
# `ToTensor` is called anew for each picture in each epoch. MNIST is small enough to do
# it once for all pictures and keep the result in memory:
#
# %% [markdown] lang="ja"
# `ToTensor` は、画像を3つの点で変えます。
# 型を `float32` に変え、0から255の階調値を0から1の数に直し、先頭に長さ1の軸を加えます。
# この軸は**チャンネル**（channel）を表し、カラー画像なら長さが3、濃淡だけの画像なら1です。
#
# `ToTensor` は、エポックのたびに、画像1枚ごとに呼び出されます。
# MNISTは小さいので、すべての画像を一度に変換して、メモリに置いておくことにします。
#
# %%
mnist = load_mnist()
train_x = torch.from_numpy(mnist.train_images).float().div(255).unsqueeze(1)
test_x = torch.from_numpy(mnist.test_images).float().div(255).unsqueeze(1)
train_t = torch.from_numpy(mnist.train_labels)
test_t = torch.from_numpy(mnist.test_labels)

# %%
print(f"{mnist.name}: training {tuple(train_x.shape)}, test {tuple(test_x.shape)}")
print("labels:", tuple(train_t.shape), train_t.dtype)
print("equal to ToTensor:", torch.equal(test_x[0], ready[0][0]))

# %%
fig = plt.figure(figsize=(9, 2.8))
images.image_grid(fig, train_x[:20, 0], train_t[:20].tolist())
fig.suptitle(f"{mnist.name}: training pictures with their labels", fontsize=11)
plt.show()

# %% [markdown] lang="en" role="figure"
# Twenty handwritten digits from the training pictures of MNIST, in two rows, each with its label.
#
# %% [markdown] lang="ja" role="figure"
# MNISTの訓練画像から、手書き数字を2段に20枚並べた図。
# それぞれにラベルがある。
#
# %% [markdown] lang="en"
# Before any training, the baselines of lesson 03: what scores a program that always
# answers with the commonest digit, and one that takes the nearest mean picture?
#
# %% [markdown] lang="ja"
# 学習を始める前に、レッスン03のベースラインを求めておきます。
# いつも最も多い数字を答える方法と、最も近い平均画像の数字を答える方法の正解率です。
#
# %%
commonest = train_t.bincount().argmax()
print(f"always {commonest}: accuracy {(test_t == commonest).float().mean():.2f}")
means = torch.stack([train_x[train_t == digit].mean(dim=0) for digit in range(10)])
nearest = torch.cdist(test_x.flatten(1), means.flatten(1)).argmin(dim=1)
print(f"nearest mean picture: accuracy {(nearest == test_t).float().mean():.2f}")


# %% [markdown] lang="en"
# 0.11 and 0.82 on MNIST. A trained network has to beat 0.82.
#
# ## 2. One batch, written out in full (12 minutes)
#
# The simplest network for ten digits has a single layer. `nn.Flatten` writes the pixels
# of a picture one after the other, and `nn.Linear` makes ten weighted sums of them, one
# for each digit. For one picture, $n = 784$ inputs give $m = 10$ outputs:
#
# $$a = W x + b$$
#
# The outputs $a$ are **logits**: scores of any size and sign. The probabilities $y$ come
# from them by softmax. A network like this is a **linear classifier**.
#
# %% [markdown] lang="ja"
# MNISTでは0.11と0.82です。
# 学習したネットワークの正解率は、0.82を超えなければなりません。
#
# ## 2. 1つのバッチを、すべて書き出す（12分）
#
# 10種類の数字を分類するネットワークのうち、最も単純なものには層が1つしかありません。
# `nn.Flatten` が画像の画素を1列に並べ、`nn.Linear` がその重み付き和を数字ごとに1つ、合わせて10個計算します。
# 1枚の画像では、$n = 784$個の入力から、次の式で$m = 10$個の出力が得られます。
#
# $$a = W x + b$$
#
# 出力$a$は**ロジット**（logit）で、大きさにも符号にも制限のないスコアです。
# 確率$y$は、ロジットにソフトマックス関数を使って求めます。
# このようなネットワークを、**線形分類器**（linear classifier）といいます。
#
# %%
def linear_classifier():
    torch.manual_seed(0)  # the same random start each time
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))


model = linear_classifier()
for name, parameter in model.named_parameters():
    print(f"{name}: shape {tuple(parameter.shape)}")
print("numbers to learn:", sum(parameter.numel() for parameter in model.parameters()))

# %% [markdown] lang="en"
# As in lesson 04, `nn.Linear` stores $W$ as $(m, n)$, so a batch $x$ of shape $(k, n)$
# becomes $x W^{\mathsf T} + b$. Now a batch of $k = 5$ pictures; $k$, $n$ and $m$ all
# differ, so that nothing can fit by accident.
#
# %% [markdown] lang="ja"
# レッスン04で見たように、`nn.Linear` は$W$を$(m, n)$の形で保存します。
# そのため、形状$(k, n)$のバッチでは、計算が$x W^{\mathsf T} + b$になります。
# $k = 5$枚のバッチで計算してみましょう。
# $k$、$n$、$m$は互いに異なるので、形状がたまたま合うことはありません。
#
# %%
x, t = test_x[:5], test_t[:5]
flat = x.flatten(start_dim=1)
logits = model(x)
y = torch.softmax(logits, dim=1)
for name, tensor in {"x": x, "flat": flat, "logits": logits, "y": y, "t": t}.items():
    print(f"{name:6}  shape {tuple(tensor.shape)!s:15}  {tensor.dtype}")

# %% [markdown] lang="en"
# The loss is the cross entropy of lesson 03: take the probability of the right class,
# then minus its logarithm, then the mean over the batch. `nn.CrossEntropyLoss` does all
# of it, softmax included: it wants **logits** and whole numbers as targets.
#
# %% [markdown] lang="ja"
# 損失には、レッスン03の交差エントロピー誤差を使います。
# 正解のクラスの確率の対数を取り、符号を反転して、バッチで平均した値です。
# `nn.CrossEntropyLoss` は、ソフトマックス関数も含めて、この計算をすべて行います。
# 渡すのは、**ロジット**と、整数の正解ラベルです。
#
# %%
criterion = nn.CrossEntropyLoss()
right_y = y[torch.arange(5), t]
print("sums of y by row  ", [round(value, 2) for value in y.sum(dim=1).tolist()])
print("right class t     ", t.tolist())
print("its probability   ", [round(value, 2) for value in right_y.tolist()])
print(f"by hand {-torch.log(right_y).mean():.4f}, library {criterion(logits, t):.4f}")

# %% [markdown] lang="en" role="predict"
# > **Predict.** The network has learned nothing yet. Which loss and which accuracy do
# > you expect on all the test pictures?
#
# With all weights 0 the answer is known exactly: ten equal logits, so each class gets
# $y = \frac1{10}$.
#
# %% [markdown] lang="ja" role="predict"
# > **予想**：このネットワークは、まだ学習していません。
# > テスト画像全体での損失と正解率は、いくつになるでしょうか。
#
# 重みがすべて0のときは、正確な値がわかります。
# 10個のロジットが等しいので、どのクラスの確率も$y = \frac1{10}$です。
#
# %% role="reveal"
zero = copy.deepcopy(model)
for parameter in zero.parameters():
    nn.init.zeros_(parameter)
with torch.no_grad():
    for name, classifier in {"all weights 0": zero, "random start": model}.items():
        test_logits = classifier(test_x)
        share = (test_logits.argmax(dim=1) == test_t).float().mean()
        print(f"{name:13}: loss {criterion(test_logits, test_t):.3f}, accuracy {share:.2f}")
print(f"ln 10 = {np.log(10):.3f}")

# %% [markdown] lang="en" role="answer"
# The loss starts near $\ln 10 = 2.303$ and the accuracy near 0.1. Keep these in mind:
# **a first loss far from $\ln m$ is a warning** that something is wrong before training
# even begins.
#
# %% [markdown] lang="ja" role="answer"
# 学習前の損失は$\ln 10 = 2.303$に近く、正解率は0.1に近い値になります。
# **学習前の損失が$\ln m$から大きく外れていたら、どこかに間違いがあります。**
#
# %% [markdown] lang="en"
# > **Belief.** "A class is chosen when its output is above 0.5."
# >
# > Does that work with logits? Section 6 tries it, with a network that has learned.
#
# And what if `Flatten` is forgotten?
#
# %% [markdown] lang="ja"
# > **思い込み**：「出力が0.5を超えたクラスを選べばよい。」
# >
# > ロジットでも、この方法は使えるでしょうか。
# > 6節で、学習したネットワークを使って確かめます。
#
# 次に、`Flatten` を忘れるとどうなるかを見ます。
#
# %%
try:
    nn.Linear(784, 10)(x)
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")


# %% [markdown] lang="en"
# - **Symptom**: shapes (140x28) and (784x10) cannot be multiplied.
# - **Cause**: `nn.Linear` works along the last axis, and that is 28 pixels of one row.
#   The other axes were counted together: $5 \cdot 1 \cdot 28 = 140$ rows.
# - **Cure**: `nn.Flatten()` first. It keeps the first axis, the samples, and joins the
#   others.
#
# ### The gradient, by hand
#
# To learn, we need the gradient of the loss. For logits it is surprisingly simple. Let
# $y_{ij}$ be the probability that sample $i$ gives to class $j$, and let $[j = t_i]$ be 1
# where $j$ is the right class and else 0: the target, written one-hot. Then
#
# $$E = -\frac1k \sum_{i=1}^{k} \ln y_{i,\,t_i}, \qquad
# \frac{\partial E}{\partial a_{ij}} = \frac{y_{ij} - [j = t_i]}{k}.$$
#
# It follows from
#
# $$\ln y_{i,\,t_i} = a_{i,\,t_i} - \ln \sum_j e^{a_{ij}}.$$
#
# The derivative of the first term is $[j = t_i]$, that of the second $y_{ij}$. In words:
# *what the network said, minus what would have been right*. As always, we trust a
# derivative when numbers agree:
#
# %% [markdown] lang="ja"
# - **症状**：形状(140x28)と(784x10)は掛けられない、というエラーになります。
# - **原因**：`nn.Linear` は最後の軸について計算します。
#   ここでは、それが1行分の28画素です。
#   ほかの軸はまとめられ、$5 \cdot 1 \cdot 28 = 140$行になりました。
# - **対処**：先に `nn.Flatten()` を置きます。
#   サンプルを表す最初の軸を残し、それ以外の軸を1つにまとめる層です。
#
# ### 勾配を手で計算する
#
# 学習には、損失の勾配が必要です。
# ロジットについての勾配は、簡単な式になります。
# サンプル$i$のクラス$j$の確率を$y_{ij}$とします。
# また、$[j = t_i]$は、$j$が正解のクラスなら1、そうでなければ0とします。
# これは、ワンホット表現で表した正解です。
# すると、損失とその勾配は、次のように書けます。
#
# $$E = -\frac1k \sum_{i=1}^{k} \ln y_{i,\,t_i}, \qquad
# \frac{\partial E}{\partial a_{ij}} = \frac{y_{ij} - [j = t_i]}{k}$$
#
# この式は、確率の対数が次の形になることから導けます。
#
# $$\ln y_{i,\,t_i} = a_{i,\,t_i} - \ln \sum_j e^{a_{ij}}$$
#
# 第1項の微分が$[j = t_i]$、第2項の微分が$y_{ij}$です。
# 言葉でいえば、勾配は「ネットワークの答えと正しい答えの差」です。
# いつものように、数値で確かめてから使います。
#
# %% [markdown] lang="en"
# **Your turn.** Write the formula for *one* sample: `a` holds its logits, `right` is the number of its class.
# There is no mean to take.
#
# %% [markdown] lang="ja"
# **書いてみよう**：**1つの**サンプルについて、この式を書いてください。
# `a` はロジット、`right` は正解のクラスの番号です。
# 平均を取る必要はありません。
#
# %% role="turn"
def logit_gradient(a, right):
    y = torch.softmax(a, dim=0)
    ### BEGIN SOLUTION
    y[right] -= 1
    return y
    ### END SOLUTION


# %% role="check"
with your_turn():
    for right in (0, 2):
        a = torch.tensor([1.0, 2.0, 5.0]).log().requires_grad_()
        criterion(a, torch.tensor(right)).backward()
        name = f"logit_gradient(a, {right})"
        check_close(name, logit_gradient(a.detach(), right), a.grad, atol=1e-6)

# %%
a = model(x).detach().double().requires_grad_()
criterion(a, t).backward()
one_hot = nn.functional.one_hot(t, num_classes=10)
formula = (torch.softmax(a.detach(), dim=1) - one_hot) / 5
largest = (formula - a.grad).abs().max().item()
print("formula and autograd equal up to 1e-12:", largest < 1e-12)

# %%
units = torch.eye(50, dtype=torch.float64).reshape(50, 5, 10)  # one logit at a time
for eps in (1, 0.1, 0.01):
    rises = [criterion(a + eps * u, t) - criterion(a - eps * u, t) for u in units]
    numerical = torch.stack(rises).reshape(5, 10) / (2 * eps)
    largest = (formula - numerical).abs().max()
    print(f"formula and differences, eps = {eps:<4}: largest difference {largest:.8f}")

# %% [markdown] lang="en"
# With every tenth of $\varepsilon$ the difference falls to a hundredth: the formula is
# right. From the logits the chain rule leads on to the weights, as in lesson 02:
# $\partial E / \partial W = g^{\mathsf T} x$, with $g$ for the gradient above. One step
# of gradient descent by hand, then by the library:
#
# %% [markdown] lang="ja"
# $\varepsilon$を10分の1にするたびに、差は100分の1になります。
# したがって、式は正しいといえます。
# ロジットから重みへは、レッスン02と同じように、連鎖律でさかのぼります。
# 上の勾配を$g$とすると、$\partial E / \partial W = g^{\mathsf T} x$です。
# 勾配降下法で1回更新した結果を、手計算とライブラリで比べます。
#
# %%
lr = 0.1
weight, bias = (parameter.detach().clone() for parameter in model.parameters())
g = (torch.softmax(flat @ weight.T + bias, dim=1) - one_hot) / 5
for name, tensor in {"g": g, "flat": flat, "g.T @ flat": g.T @ flat, "W": weight}.items():
    print(f"{name:11} shape {tuple(tensor.shape)}")
weight -= lr * g.T @ flat
bias -= lr * g.sum(dim=0)

# %%
optimizer = torch.optim.SGD(model.parameters(), lr=lr)
optimizer.zero_grad()
criterion(model(x), t).backward()
optimizer.step()
by_library = model[1].weight, model[1].bias
largest = max((weight - by_library[0]).abs().max(), (bias - by_library[1]).abs().max())
print("after one step equal up to 1e-6:", largest.item() < 1e-6)

# %% [markdown] lang="en"
# Both give the same weights.
#
# ## 3. Mini-batches: epoch and iteration (6 minutes)
#
# A `TensorDataset` pairs tensors sample by sample, and a `DataLoader` deals them out in
# mini-batches. With `shuffle=True` each pass has a new order, drawn from the
# `generator`. Ten samples in batches of 4, two passes:
#
# %% [markdown] lang="ja"
# どちらの方法でも、同じ重みになりました。
#
# ## 3. ミニバッチ：エポックと反復（6分）
#
# `TensorDataset` は、複数のテンソルを、サンプルごとの組にまとめます。
# それをミニバッチに分けて順に渡すのが、**データローダ**（data loader）の `DataLoader` です。
# `shuffle=True` とすると、1巡するたびに、新しい順序を `generator` の乱数で決めます。
# 10個のサンプルを4個ずつに分け、2巡させてみます。
#
# %%
ten = TensorDataset(torch.arange(10), torch.arange(10))
generator = torch.Generator().manual_seed(0)
loader = DataLoader(ten, batch_size=4, shuffle=True, generator=generator)
for epoch in (1, 2):
    print(f"epoch {epoch}:", [samples.tolist() for samples, _ in loader])


# %% [markdown] lang="en" role="predict"
# Each pass uses every sample once; the last batch has only the two that were left.
#
# > **Belief.** "An epoch is an iteration."
# >
# > **Predict.** MNIST's 60,000 training pictures in batches of 100: how often are the
# > weights updated in 10 epochs?
#
# %% [markdown] lang="ja" role="predict"
# 1巡する間に、どのサンプルも1回ずつ使われます。
# 最後のバッチに入るのは、残った2個だけです。
#
# > **思い込み**：「エポックと反復は同じものである。」
# >
# > **予想**：MNISTの訓練画像60,000枚を、100枚ずつのバッチに分けます。
# > 10エポックの間に、重みは何回更新されるでしょうか。
#
# %% role="reveal"
def make_loader(x, t, batch_size, shuffle):
    generator = torch.Generator().manual_seed(0)
    return DataLoader(TensorDataset(x, t), batch_size, shuffle, generator=generator)


train_loader = make_loader(train_x, train_t, 100, shuffle=True)
print(f"{len(train_t)} pictures, {len(train_loader)} batches", end=", ")
print(f"iterations in 10 epochs: {10 * len(train_loader)}")

# %% [markdown] lang="en" role="answer"
# An **iteration** is one batch and one update. An **epoch** is one pass through all
# training pictures, here $60{,}000 / 100 = 600$ iterations. Ten epochs make 6,000
# updates.
#
# %% [markdown] lang="ja" role="answer"
# 1つのバッチで重みを1回更新することを、**反復**（iteration、イテレーションともいいます）と数えます。
# **エポック**（epoch）は、すべての訓練画像を1回ずつ使うことで、ここでは$60{,}000 / 100 = 600$回の反復にあたります。
# 10エポックでは、重みを6,000回更新します。
#
# %% [markdown] lang="en"
# Was it worth keeping the tensors in memory? We time one pass through the test
# pictures.
#
# %% [markdown] lang="ja"
# テンソルをメモリに置くことで、どのくらい速くなるでしょうか。
# テスト画像を1巡する時間を測ります。
#
# %% tags=["nbval-ignore-output"]
loaders = {"ToTensor, one by one": DataLoader(ready, batch_size=100)}
loaders["tensors in memory"] = make_loader(test_x, test_t, 100, shuffle=False)
for name, loader in loaders.items():
    start = perf_counter()
    for _ in loader:
        pass
    microseconds = (perf_counter() - start) / len(test_t) * 1e6
    print(f"{name:21}: {microseconds:5.1f} microseconds a picture")

# %% [markdown] lang="en" role="predict"
# Where this page was made, the tensors in memory were more than ten times as fast. 100
# microseconds a picture are 6 seconds an epoch for 60,000 pictures, before any learning is
# done. Pictures that do not fit into memory have no choice; these do.
#
# ## 4. One epoch (10 minutes)
#
# The five steps of lesson 04, once for each batch: output, loss, clean gradients, new
# gradients, update. Beside these, the loop notes each loss, and keeps a copy of the
# weights for section 5. It takes one or two seconds.
#
# > **Belief.** "The loss of the last batch is the loss of the epoch."
# >
# > **Predict.** How far apart will these three be: the last batch's loss, the mean of
# > all 600, and the loss of all training pictures once the epoch is over?
#
# %% [markdown] lang="ja" role="predict"
# このページを作成したコンピュータでは、メモリ上のテンソルを使う方が10倍以上速くなりました。
# 1枚に100マイクロ秒かかるなら、60,000枚では、学習のほかに1エポックあたり6秒が必要です。
# 画像がメモリに入りきらなければ、1枚ずつ読むしかありませんが、MNISTはメモリに入ります。
#
# ## 4. 1エポックの学習（10分）
#
# レッスン04の5つの手順を、バッチごとに1回ずつ行います。
# 出力、損失、勾配の消去、勾配の計算、更新の5つです。
# そのほかに、損失の記録と、5節で使う重みのコピーも行います。
# 実行には1、2秒かかります。
#
# > **思い込み**：「最後のバッチの損失が、そのエポックの損失である。」
# >
# > **予想**：最後のバッチの損失、600個の損失の平均、エポックを終えた後の訓練画像全体の損失を比べます。
# > この3つの値は、どのくらい違うでしょうか。
#
# %%
model = linear_classifier()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
batch_losses, states = [], [model[1].weight.detach().clone()]
for x, t in train_loader:
    logits = model(x)
    loss = criterion(logits, t)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    batch_losses.append(loss.item())
    states.append(model[1].weight.detach().clone())

# %% role="reveal"
with torch.no_grad():
    loss_after = criterion(model(train_x), train_t).item()
print(f"last batch                    {batch_losses[-1]:.2f}")
print(f"mean of the epoch's batches   {np.mean(batch_losses):.2f}")
print(f"all pictures, after the epoch {loss_after:.2f}")

# %% role="reveal"
fig, ax = plt.subplots(figsize=(7, 3.2))
iterations = range(1, len(batch_losses) + 1)
ax.plot(iterations, batch_losses, ".", markersize=3, label="one batch")
mean_loss = np.mean(batch_losses)
ax.axhline(mean_loss, color="#D55E00", linestyle="--", label="mean of the batches")
ax.axhline(loss_after, color="#009E73", linestyle="-.", label="all, after the epoch")
ax.set(xlabel="iteration", ylabel="cross entropy", title=mnist.name, ylim=(0, None))
ax.legend()
plt.show()


# %% [markdown] lang="en" role="figure"
# Loss of each of the 600 batches of an epoch, as dots: they fall from 2.3 to about 0.4 and keep
# scattering. Their mean, dashed, is 0.54; the loss of all pictures after the epoch is lower, 0.39.
#
# %% [markdown] lang="ja" role="figure"
# 1エポックの600バッチの損失を点で表した図。
# 2.3から0.4ほどまで下がり、その後もばらつく。
# 破線の平均は0.54で、エポックの後に全画像で計算した損失はそれより低い0.39である。
#
# %% [markdown] lang="en" role="answer"
# 0.32, 0.54 and 0.38 on MNIST.
#
# - The **last batch** is 100 pictures, easy or hard by chance: neighboring points
#   differ by 0.08 on average, and at times by 0.2 and more.
# - The **mean of the batches** is steady, but it is an average over weights that were
#   changing, the poor first ones included.
# - The **loss after the epoch** belongs to one state of the weights. It costs a pass of
#   its own.
#
# %% [markdown] lang="ja" role="answer"
# MNISTでは、順に0.32、0.54、0.38です。
#
# - **最後のバッチの損失**は、たまたま選ばれた100枚についての値です。
#   易しい画像が多いことも、難しい画像が多いこともあり、隣り合う点の差は、
#   平均で0.08、ときには0.2以上になります。
# - **バッチの損失の平均**は安定しています。
#   ただし、重みが変わっていく途中の値を平均したものなので、学習前に近い悪い重みでの値も含みます。
# - **エポックを終えた後の損失**は、決まった1つの重みについての値です。
#   求めるには、もう1巡する必要があります。
#
# %% [markdown] lang="en"
# Usually one reports the mean: it comes for nothing. Just remember what it is. As a
# function:
#
# %% [markdown] lang="ja"
# 通常は、追加の計算なしで得られる平均を報告します。
# そのときは、何を平均した値なのかを忘れないようにしてください。
# 以上を関数にまとめます。
#
# %%
def train_epoch(model, loader, criterion, optimizer):
    total, num_samples = 0.0, 0
    for x, t in loader:
        loss = criterion(model(x), t)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)
        num_samples += len(x)
    return total / num_samples


# %% [markdown] lang="en"
# Each batch's mean loss is multiplied by its number of pictures, and the division comes
# once, at the end. The test has the same shape, minus the three steps that learn.
# `torch.no_grad()` saves the bookkeeping for gradients. `model.eval()` switches to
# **evaluation mode**, which matters for models with layers such as dropout. At the end the
# mode goes back to what it was: a model that came in evaluation mode must not leave in
# training mode.
#
# %% [markdown] lang="ja"
# 各バッチの平均損失に枚数を掛けて足し合わせ、最後に1回だけ全体の枚数で割ります。
# テストの関数も同じ形で、学習に必要な3つの手順を除いたものです。
# `torch.no_grad()` を使うと、勾配のための記録を省けます。
# `model.eval()` は、モデルを**評価モード**（evaluation mode）に切り替えます。
# これは、ドロップアウトのように、学習のときだけ働きの違う層があるときに必要です。
# 最後に、モードを呼び出される前の状態に戻します。
# 評価する前から評価モードだったモデルを、学習モードに変えてしまわないためです。
#
# %%
def evaluate(model, loader, criterion):
    total, num_right, num_samples = 0.0, 0, 0
    was_training = model.training
    model.eval()
    with torch.no_grad():
        for x, t in loader:
            logits = model(x)
            total += criterion(logits, t).item() * len(x)
            num_right += (logits.argmax(dim=1) == t).sum().item()
            num_samples += len(x)
    model.train(was_training)
    return total / num_samples, num_right / num_samples


# %% [markdown] lang="en" role="predict"
# > **Belief.** "The mean of the batch means is the mean."
# >
# > **Predict.** For which of these batch sizes does that hold, with 10,000 test
# > pictures: 100, 3,000, 9,900? And do the weights stay as they were?
#
# %% [markdown] lang="ja" role="predict"
# > **思い込み**：「バッチの平均をさらに平均すれば、全体の平均になる。」
# >
# > **予想**：テスト画像は10,000枚です。
# > バッチの大きさが100、3,000、9,900のうち、これが成り立つのはどれでしょうか。
# > また、テストの前後で重みは変わらないでしょうか。
#
# %% role="reveal"
before = copy.deepcopy(model.state_dict())
for batch_size in (100, 3000, 9900):
    loader = make_loader(test_x, test_t, batch_size, shuffle=False)
    batch_means = [criterion(model(x), t).item() for x, t in loader]
    loss, accuracy = evaluate(model, loader, criterion)
    print(f"size {batch_size:4}: mean of means {np.mean(batch_means):.3f}, ", end="")
    print(f"per picture {loss:.3f}")
after = model.state_dict()
same = [torch.equal(before[name], after[name]) for name in before]
print("weights unchanged:", all(same))


# %% [markdown] lang="en" role="answer"
# Only for 100, which divides 10,000. With 9,900, the last 100 pictures count as much as
# all the others, and 0.362 becomes 0.454. And the test leaves the weights alone.
#
# %% [markdown] lang="ja" role="answer"
# 成り立つのは、10,000が割り切れる100のときだけです。
# 9,900では、最後の100枚が、残りのすべてと同じ重みで平均され、0.362が0.454になります。
# また、テストでは重みが変わらないことも確かめられました。
#
# %% [markdown] lang="en"
# ## 5. A linear classifier learns (12 minutes)
#
# `fit` puts the two together: for each epoch it trains, then tests, and writes four
# numbers into a **history**. For the tests, plain slices of 1,000 pictures in order
# serve as well as a loader, and they are faster.
#
# %% [markdown] lang="ja"
# ## 5. 線形分類器の学習（12分）
#
# この2つの関数を `fit` にまとめます。
# `fit` は、エポックごとに学習とテストを行い、4つの数を**履歴**（history）に記録します。
# テストでは、データローダの代わりに、順に1,000枚ずつ切り分けたものを使います。
# 結果は同じで、この方が速く済みます。
#
# %%
def in_order(x, t):
    return list(zip(x.split(1000), t.split(1000), strict=True))


test_batches = in_order(test_x, test_t)


NAMES = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")


def fit(model, lr, epochs, size=100, x=train_x, t=train_t, shuffle=True, keep=None):
    loader, train_batches = make_loader(x, t, size, shuffle), in_order(x, t)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = {name: [] for name in NAMES}
    for _ in range(epochs):
        train_loss = train_epoch(model, loader, criterion, optimizer)
        _, train_accuracy = evaluate(model, train_batches, criterion)
        test_loss, test_accuracy = evaluate(model, test_batches, criterion)
        numbers = (train_loss, test_loss, train_accuracy, test_accuracy)
        for name, number in zip(NAMES, numbers, strict=True):
            history[name].append(number)
        if keep is not None:
            keep.append(copy.deepcopy(model))
    return history


def numbers_after(history, epoch):
    return ", ".join(f"{name} {history[name][epoch - 1]:.2f}" for name in NAMES)


# %% [markdown] lang="en" role="predict"
# > **Belief.** "The training loss must be below the test loss: the network has seen the
# > training pictures."
# >
# > **Predict.** Which of the two is smaller after the first epoch?
#
# Ten epochs take about ten seconds.
#
# %% [markdown] lang="ja" role="predict"
# > **思い込み**：「訓練画像は学習に使ったのだから、訓練の損失はテストの損失より小さい。」
# >
# > **予想**：最初のエポックの後、小さいのはどちらでしょうか。
#
# 10エポックの学習に、10秒ほどかかります。
#
# %% role="reveal"
linear_models = []
linear_history = fit(linear_classifier(), lr=0.1, epochs=10, keep=linear_models)
for epoch in (1, 5, 10):
    print(f"epoch {epoch:2}: {numbers_after(linear_history, epoch)}")

# %% role="reveal"
fig, axes = plt.subplots(1, 2, figsize=(8, 3))
training.history_curves(*axes, {"linear": linear_history})
fig.suptitle(mnist.name, fontsize=11)
plt.show()

# %% [markdown] lang="en" role="figure"
# Linear model over ten epochs: cross entropy falls from 0.53 to 0.28 on training and from 0.36 to
# 0.28 on test pictures, accuracy rises from 0.896 to 0.922 on training and from 0.902 to 0.922 on
# test pictures.
#
# %% [markdown] lang="ja" role="figure"
# 10エポックの線形モデル。
# 交差エントロピーは訓練で0.53から0.28へ、テストで0.36から0.28へ下がる。
# 正解率は訓練で0.896から0.922へ、テストで0.902から0.922へ上がる。
#
# %% [markdown] lang="en" role="answer"
# After the first epoch the test loss is 0.36 and the training loss 0.54, the same
# number as in section 4: **the two were not taken at the same weights**. The training
# loss is a mean over the whole epoch, the test loss belongs to its end. At equal
# weights the training pictures had 0.38.
#
# %% [markdown] lang="ja" role="answer"
# 最初のエポックの後、テストの損失は0.36、訓練の損失は0.54です。
# 0.54は、4節で求めた平均と同じ値です。
# **2つの損失は、同じ重みについて求めたものではありません**。
# 訓練の損失はエポック全体にわたる平均で、テストの損失はエポックの終わりの重みでの値です。
# 同じ重みで比べると、訓練画像の損失は0.38でした。
#
# %% [markdown] lang="en" role="predict"
# After ten epochs the accuracy is 0.92: 92 of 100 test pictures, where the nearest mean
# had 82. The loss is 0.28 per picture.
#
# > **Predict.** $e^{-0.28} = 0.76$. So is 0.76 what the right class of an ordinary picture
# > gets? Guess the probability in the middle, when all are put in order.
#
# %% [markdown] lang="ja" role="predict"
# 10エポックの後、正解率は0.92です。
# 平均画像ではテスト画像100枚のうち82枚が正解でしたが、線形分類器では92枚が正解です。
# 損失は1枚あたり0.28です。
#
# > **予想**：$e^{-0.28} = 0.76$です。
# > では、正解のクラスに与えられた確率は、普通の画像で0.76くらいなのでしょうか。
# > 確率を大きさの順に並べたとき、ちょうど中央にくる値を予想してください。
#
# %% role="reveal"
with torch.no_grad():
    y = torch.softmax(linear_models[-1](test_x), dim=1)
right_y = y[torch.arange(len(y)), test_t]
print(f"exp(-mean loss)          {torch.exp(torch.log(right_y).mean()):.2f}")
print(f"median probability       {right_y.median():.2f}")
print(f"share of pictures > 0.76 {(right_y > 0.76).float().mean():.2f}")

# %% [markdown] lang="en" role="answer"
# 0.97 in the middle, and more than 0.76 for four pictures in five. $e^{-E}$ is the
# *geometric* mean of the probabilities, and a few very small ones pull it down: the mean loss
# is made by the errors, not by the ordinary picture. Section 9 comes back to that.
#
# %% [markdown] lang="ja" role="answer"
# 中央の値は0.97で、5枚のうち4枚は0.76を超えています。
# $e^{-E}$は確率の**相乗平均**なので、ごく小さい確率がいくつかあるだけで、大きく下がります。
# つまり、平均の損失は、普通の画像ではなく、主に間違えた画像で決まります。
# このことは、9節で重要になります。
#
# %% [markdown] lang="en"
# ### The weights as pictures
#
# For each digit there are 784 weights, one a pixel: a picture. The upper row shows their
# sizes $|w|$, the lower their signs. Red is a positive weight: ink there raises the digit's
# logit. Blue is a negative one: ink there lowers it. Step through the training with the
# arrows; drawing all the steps takes a few seconds.
#
# %% [markdown] lang="ja"
# ### 重みを画像として見る
#
# 重みは、数字ごとに784個あり、それぞれが1つの画素に対応するので、画像として描けます。
# 上の段は重みの大きさ$|w|$、下の段は符号も含めた値です。
# 赤は正の重みで、そこにインクがあるとその数字のロジットが大きくなります。
# 青は負の重みで、そこにインクがあるとロジットが小さくなります。
# 矢印を押して、学習を1段階ずつ進めてみましょう。
# 図の準備に数秒かかります。
#
# %% tags=["nbval-ignore-output"]
shown = [i for i in (0, 1, 3, 10, 30, 100, 300) if i < len(states)]
frames = [(f"iteration {i}", states[i]) for i in shown]
for epoch in (1, 2, 3, 4, 5, 6, 8, 10):
    frames.append((f"epoch {epoch}", linear_models[epoch - 1][1].weight.detach()))
fig, axes = plt.subplots(2, 10, figsize=(7.6, 2.1))


def draw(frame):
    title, weight = frames[frame]
    training.weight_frame(axes, weight, absolute_limit=0.6, signed_limit=0.6)
    fig.suptitle(f"{mnist.name}: {title}", fontsize=11)


base.stepper(fig, draw, len(frames), interval=900, name="weights")

# %% [markdown] lang="en" role="figure"
# A series of pictures of the weights of the ten digits, above by size, below by sign. From noise at
# the start, blurred shapes of the digits appear, red where ink speaks for the digit, blue where it
# speaks against it.
#
# %% [markdown] lang="ja" role="figure"
# 10個の数字の重みの連続した図。
# 上段は大きさ、下段は符号を表す。
# 初めの雑音の中から、ぼんやりした数字の形が現れる。
# 赤はインクがあるとその数字らしくなる所、青はらしくなくなる所である。
#
# %%
fig, axes = plt.subplots(5, 10, figsize=(8, 4.4))
for row, number in zip(axes, (0, 2, 4, 6, -1), strict=True):
    title, weight = frames[number]
    images.image_grid(row, weight.reshape(10, 28, 28), cmap="RdBu_r", limits=(-0.6, 0.6))
    row[0].text(-0.2, 0.5, title, transform=row[0].transAxes, ha="right", va="center")
fig.suptitle(f"{mnist.name}: weights of the digits 0 to 9", fontsize=11)
plt.show()

# %% [markdown] lang="en" role="figure"
# The weights of the ten digits in five rows, iteration 0, 3, 30, 300 and epoch 10: faint noise,
# then ever clearer red and blue shapes.
#
# %% [markdown] lang="ja" role="figure"
# 10個の数字の重みを、0回、3回、30回、300回、10エポックの5段に並べた図。
# かすかな雑音から、赤と青の形がしだいにはっきりする。
#
# %% [markdown] lang="en" role="predict"
# Out of the noise of the start grow shapes. For the 0 the weights become positive on a ring
# and negative in the middle, for the 1 exactly the reverse. In the pictures of $|w|$ these
# strong places light up, whichever sign they have.
#
# > **Predict.** Near the edges the noise of the start never goes away, even after ten
# > epochs. Why?
#
# %% [markdown] lang="ja" role="predict"
# 初めの不規則な模様の中から、しだいに形が現れます。
# 0では、輪の部分の重みが正、中央の重みが負になります。
# 1では、ちょうどその逆です。
# $|w|$の画像では、符号にかかわらず、絶対値の大きい場所が明るくなります。
#
# > **予想**：画像の縁の近くでは、10エポックの後も初めの模様が残っています。
# > なぜでしょうか。
#
# %% role="reveal"
weight = linear_models[-1][1].weight.detach()
never = (train_x == 0).all(dim=0).flatten()
change = (weight - states[0]).abs()
print(f"pixels that are 0 in all training pictures: {never.sum()}")
print("their weights have not changed at all:", (change[:, never] == 0).all().item())
print(f"largest change of the others: {change[:, ~never].max():.1f}")

# %% [markdown] lang="en" role="answer"
# The gradient of a weight is $g$ times its input. 67 pixels of MNIST never have ink, so
# the gradients of their 670 weights are exactly 0, and **what is never used is never
# learned**. If a test picture had ink there, these random weights would enter its logits.
#
# %% [markdown] lang="ja" role="answer"
# 重みの勾配は、$g$に入力を掛けたものです。
# MNISTの訓練画像には、インクが一度も載らない画素が67個あります。
# その画素についての670個の重みの勾配は、ちょうど0になります。
# **一度も使われない重みは、学習で変わりません**。
# もしテスト画像のそこにインクがあると、乱数のままの重みがロジットに加わってしまいます。
#
# %% [markdown] lang="en"
# Now one weight with its unit: logits per full ink (1 instead of 0). Only differences
# between logits count, so we compare two digits, at row 14, column 14, near the middle:
#
# %% [markdown] lang="ja"
# 次は、重みを1つ選び、単位を付けて読んでみます。
# 単位は「インクが0から1に増えたときのロジットの変化」です。
# 確率はロジットの差だけで決まるので、2つの数字を比べます。
# 中央に近い、14行14列の画素を選びます。
#
# %%
middle = weight.reshape(10, 28, 28)[:, 14, 14]
difference = (middle[1] - middle[0]).item()
print(f"logit 1 minus logit 0, per full ink: {difference:.1f}")
print(f"odds of 1 against 0 are multiplied by {np.exp(difference):.0f}")


# %% [markdown] lang="en"
# A fully inked pixel in the middle multiplies the odds of 1 against 0 by 3. Weights have
# units, and with the units they can be read aloud.
#
# %% [markdown] lang="ja"
# この画素のインクが0から1に増えると、0に対する1のオッズ（確率の比）が3倍になります。
# このように、単位を付けると、重みの意味を言葉で表せます。
#
# %% [markdown] lang="en"
# **Your turn.** By which factor does a change of the logits' difference multiply the odds?
#
# %% [markdown] lang="ja"
# **書いてみよう**：ロジットの差が `change` だけ変わると、オッズは何倍になるでしょうか。
# その倍率を返す関数を書いてください。
#
# %% role="turn"
def odds_factor(change):
    ### BEGIN SOLUTION
    return np.exp(change)
    ### END SOLUTION


# %% role="check"
with your_turn():
    check_close("odds_factor(0)", odds_factor(0), 1.0)
    check_close("odds_factor(ln 3)", odds_factor(np.log(3)), 3.0)

# %% [markdown] lang="en" role="predict"
# ## 6. Failures without an error (10 minutes)
#
# > **Belief.** "CrossEntropyLoss wants probabilities, so softmax comes before it."
#
# This is the commonest bug of all in classifiers. Softmax then is applied twice: once
# by us, once inside the loss.
#
# > **Predict.** Suppose the network is perfect and gives the right class probability 1
# > and the others 0. Which loss comes out?
#
# %% [markdown] lang="ja" role="predict"
# ## 6. エラーの出ない失敗（10分）
#
# > **思い込み**：「CrossEntropyLossには確率を渡すので、先にソフトマックス関数を使う。」
#
# 分類のプログラムで、最もよくある間違いです。
# 自分のコードと損失関数の中で、ソフトマックス関数を2回使うことになります。
#
# > **予想**：ネットワークが完璧で、正解のクラスの確率が1、ほかの確率が0だとします。
# > このとき、損失はいくつになるでしょうか。
#
# %% role="reveal"
perfect = torch.tensor([[1.0] + [0.0] * 9])
loss = criterion(perfect, torch.tensor([0]))
print(f"softmax first, perfect answer: loss {loss:.3f}")
print(f"ln(e + 9) - 1 = {np.log(np.e + 9) - 1:.3f}")


# %% [markdown] lang="en" role="answer"
# Not 0 but 1.461, the smallest loss that is possible this way. The loss takes the ten
# numbers 1, 0, …, 0 for logits, and those are nearly even.
#
# %% [markdown] lang="ja" role="answer"
# 0ではなく1.461です。
# この方法では、損失がこれより小さくなることはありません。
# 損失関数は、10個の数1, 0, …, 0をロジットとして扱います。
# ところが、ロジットとしては差が小さいので、確率もあまり偏りません。
#
# %% [markdown] lang="en"
# **Your turn.** What is the smallest loss of this bug with $m$ classes instead of 10?
#
# %% [markdown] lang="ja"
# **書いてみよう**：クラスが10個ではなく$m$個のとき、この間違いでの損失は、最小でいくつになるでしょうか。
#
# %% role="turn"
def smallest_loss(m):
    ### BEGIN SOLUTION
    return np.log(np.e + m - 1) - 1
    ### END SOLUTION


# %% role="check"
with your_turn():
    for m in (2, 10):
        best = criterion(torch.eye(m)[:1], torch.tensor([0])).item()
        check_close(f"smallest_loss({m})", smallest_loss(m), best, rtol=1e-4)


# %% [markdown] lang="en"
# We train the linear classifier like this for three epochs; it takes two or three seconds.
#
# %% [markdown] lang="ja"
# この方法で、線形分類器を3エポック学習させてみます。
# 2、3秒かかります。
#
# %%
def softmax_first(logits, t):
    return criterion(torch.softmax(logits, dim=1), t)


doubled = linear_classifier()
optimizer = torch.optim.SGD(doubled.parameters(), lr=0.1)
loader = make_loader(train_x, train_t, 100, shuffle=True)
for _ in range(3):
    train_epoch(doubled, loader, softmax_first, optimizer)

# %%
loss, accuracy = evaluate(doubled, test_batches, softmax_first)
print(f"softmax first: test loss {loss:.2f}, accuracy {accuracy:.2f}")
loss, accuracy = evaluate(linear_models[2], test_batches, criterion)
print(f"logits:        test loss {loss:.2f}, accuracy {accuracy:.2f}")

# %% [markdown] lang="en" role="predict"
# - **Symptom**: the loss stays above 1.461. No error, and 0.88 looks like success: the
#   bug hides.
# - **Cause**: softmax twice. The second one sees logits between 0 and 1 only, so the
#   gradients are small and learning is slow.
# - **Cure**: logits into the loss, and 0.31 and 0.91 come out after the same three
#   epochs. Softmax is only for looking at probabilities.
#
# The second failure: a file in which the pictures are sorted, first all zeros, then all
# ones and so on, and a loader that does not shuffle. We sort the first 10,000 training
# pictures and train for one epoch.
#
# > **Predict.** All pictures are used once, as before. Does their order matter?
#
# %% [markdown] lang="ja" role="predict"
# - **症状**：損失が1.461より小さくなりません。
#   エラーは出ず、正解率も0.88あるので、間違いに気づきにくくなります。
# - **原因**：ソフトマックス関数を2回使っています。
#   2回目に渡る値は0と1の間に限られるので、勾配が小さく、学習が遅くなります。
# - **対処**：損失関数には、ロジットを渡します。
#   同じ3エポックで、損失は0.31、正解率は0.91になります。
#   ソフトマックス関数は、確率を見たいときだけ使います。
#
# 2つ目の失敗を見ます。
# データのファイルに、まず0の画像がすべて、次に1の画像がすべて、という順に並んでいるとします。
# そして、データローダでシャッフルしません。
# 最初の10,000枚の訓練画像をこの順に並べ替え、1エポック学習させます。
#
# > **予想**：どの画像も1回ずつ使うことは、これまでと同じです。
# > 順序は結果に影響するでしょうか。
#
# %% role="reveal"
some_x, some_t = train_x[:10000], train_t[:10000]
rows = some_t.argsort(stable=True)
for shuffle in (False, True):
    model = linear_classifier()
    history = fit(model, 0.1, 1, x=some_x[rows], t=some_t[rows], shuffle=shuffle)
    print(f"shuffle={shuffle!s:5}: {numbers_after(history, 1)}")

# %% [markdown] lang="en" role="answer"
# - **Symptom**: the training loss 0.58 is even better than the shuffled 0.95, but the
#   test accuracy is 0.10, pure chance.
# - **Cause**: while only zeros come, *always 0* is the best answer; then *always 1*,
#   and at the end *always 9*. Each time the batch fits well, and what came before is
#   unlearned.
# - **Cure**: `shuffle=True` for training, so that each batch is a fair sample. And do
#   not trust the training loss alone.
#
# %% [markdown] lang="ja" role="answer"
# - **症状**：訓練の損失は0.58で、シャッフルしたときの0.95より良く見えます。
#   ところが、テストの正解率は0.10で、でたらめに答えたときと変わりません。
# - **原因**：0の画像が続く間は、「いつも0」と答えるのが最良です。
#   次は「いつも1」が最良になり、最後は「いつも9」が最良になります。
#   そのときのバッチには合っていても、前に学んだことは失われていきます。
# - **対処**：学習では `shuffle=True` とし、どのバッチにもいろいろな数字が入るようにします。
#   また、訓練の損失だけで判断しないようにします。
#
# %% [markdown] lang="en"
# Now the two questions that are still open. First: a threshold of 0.5 on the logits.
#
# %% [markdown] lang="ja"
# 残っていた問いに答えましょう。
# まず、ロジットを0.5と比べる方法です。
#
# %%
with torch.no_grad():
    test_logits = linear_models[-1](test_x)
above = (test_logits > 0.5).sum(dim=1)
for name, chosen in {"exactly one": above == 1, "two or more": above > 1}.items():
    print(f"{name} above 0.5: {chosen.float().mean():.2f} of the test pictures")

# %% [markdown] lang="en" role="predict"
# Useless: nearly every picture has several logits above 0.5. A logit means something
# only beside the others. The answer is the **largest** logit, found with `argmax`.
#
# > **Belief.** "What we want is accuracy, so let us use accuracy as the loss."
# >
# > **Predict.** We move one parameter a little, the bias of class 8. How will the curve
# > of the loss look, how that of the accuracy?
#
# %% [markdown] lang="ja" role="predict"
# この方法は使えません。
# ほぼすべての画像で、0.5を超えるロジットが2つ以上あります。
# ロジットは、ほかのロジットと比べて初めて意味をもちます。
# 答えには**最大**のロジットのクラスを選び、これは `argmax` で求められます。
#
# > **思い込み**：「目的は正解率を上げることなのだから、正解率を損失にすればよい。」
# >
# > **予想**：クラス8のバイアスだけを、少しずつ変えてみます。
# > 損失の曲線と正解率の曲線は、それぞれどんな形になるでしょうか。
#
# %%
shifts = np.linspace(-6, 6, 241)
losses, accuracies = [], []
for shift in shifts:
    moved = test_logits[:100] + shift * (torch.arange(10) == 8)
    losses.append(criterion(moved, test_t[:100]).item())
    accuracies.append((moved.argmax(dim=1) == test_t[:100]).float().mean().item())

# %% role="reveal"
fig, axes = plt.subplots(1, 2, figsize=(7.5, 2.7))
axes[0].plot(shifts, losses)
axes[1].plot(shifts, accuracies)
for ax, name in zip(axes, ("cross entropy", "accuracy"), strict=True):
    ax.set(xlabel="added to the bias of class 8", ylabel=name)
    ax.set_title(f"{mnist.name}, 100 test pictures")
plt.show()


# %% [markdown] lang="en" role="figure"
# Cross entropy and accuracy of 100 test pictures against a number added to the bias of class 8. The
# cross entropy is a smooth curve with its minimum near −1; the accuracy is a staircase, flat on
# long stretches.
#
# %% [markdown] lang="ja" role="figure"
# クラス8のバイアスに足した数に対する、テスト画像100枚の交差エントロピーと正解率。
# 交差エントロピーは−1付近で最小になる滑らかな曲線で、正解率は平らな部分の長い階段状である。
#
# %% [markdown] lang="en" role="answer"
# The loss is smooth and has a slope everywhere. The accuracy is a **staircase**: flat
# nearly everywhere, with slope 0, so gradient descent would never move. It is the step
# function of lesson 03 again. What is minimized is the loss; the accuracy serves to look at
# the result.
#
# %% [markdown] lang="ja" role="answer"
# 損失の曲線は滑らかで、どこでも傾きがあります。
# 一方、正解率の曲線は**階段**のような形です。
# ほとんどの場所で平らで傾きが0なので、レッスン03のステップ関数と同じように、勾配降下法が使えません。
# 最小化するのは損失で、正解率は結果の確認に使います。
#
# %% [markdown] lang="en"
# ## 7. A hidden layer (18 minutes)
#
# Between the pixels and the logits we put a layer of $h = 100$ hidden neurons with
# ReLU. Such a network is called a **multilayer perceptron**, MLP for short.
#
# | | input | hidden | output | numbers to learn |
# |---|---|---|---|---|
# | linear | 784 | | 10 | 7,850 |
# | MLP | 784 | 100 (ReLU) | 10 | 79,510 |
#
# Ten epochs take about fifteen seconds.
#
# %% [markdown] lang="ja"
# ## 7. 隠れ層のあるネットワーク（18分）
#
# 画素とロジットの間に、ReLUを使う$h = 100$個のニューロンからなる隠れ層を入れます。
# このようなネットワークを、**多層パーセプトロン**（multilayer perceptron、略してMLP）といいます。
#
# | | 入力 | 隠れ層 | 出力 | 学習する数 |
# |---|---|---|---|---|
# | 線形分類器 | 784 | | 10 | 7,850 |
# | MLP | 784 | 100（ReLU） | 10 | 79,510 |
#
# 10エポックの学習に、15秒ほどかかります。
#
# %%
def mlp(h=100):
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Linear(784, h), nn.ReLU(), nn.Linear(h, 10))


mlp_model = mlp()
parameters = list(mlp_model.parameters())
print("numbers to learn:", sum(parameter.numel() for parameter in parameters))
mlp_history = fit(mlp_model, lr=0.1, epochs=10)

# %%
for epoch in (1, 5, 10):
    for name, history in {"linear": linear_history, "MLP": mlp_history}.items():
        print(f"epoch {epoch:2}, {name:6}: ", end="")
        print(f"test loss {history['test_loss'][epoch - 1]:.2f}, ", end="")
        print(f"test accuracy {history['test_accuracy'][epoch - 1]:.2f}")

# %%
fig, axes = plt.subplots(1, 2, figsize=(8, 3))
training.history_curves(*axes, {"linear": linear_history, "MLP": mlp_history})
fig.suptitle(mnist.name, fontsize=11)
plt.show()

# %% [markdown] lang="en" role="figure"
# Linear model and MLP over ten epochs: the cross entropy of the MLP falls to 0.1, that of the
# linear model to 0.28; test accuracy rises to 0.97 against 0.92.
#
# %% [markdown] lang="ja" role="figure"
# 10エポックの線形モデルとMLP。
# 交差エントロピーはMLPで0.1、線形モデルで0.28まで下がる。
# テストの正解率は0.97と0.92になる。
#
# %% [markdown] lang="en"
# On MNIST the MLP reaches 0.97 where the linear classifier stays at 0.92: 3 errors in
# 100 instead of 8. The linear one has nearly stopped improving, and its two curves lie
# together: **it can express too little**, and more training pictures would not help. This is
# called **underfitting**. The MLP is still improving, and its training curve begins to drop
# below the test curve.
#
# > **Belief.** "Where training and test differ, the network overfits."
#
# Not yet. A gap alone is normal: the loss is a little smaller on the pictures that it was
# trained on. As long as the **test** loss falls, more epochs are useful. Overfitting means,
# as in lesson 04, that the training loss falls while the loss on other data rises. We shall
# force that in section 9.
#
# ### Keeping a model
#
# Those fifteen seconds of training should outlive the kernel. A model's `state_dict()` is a
# dictionary of its parameters, name by name. `torch.save` writes it to a file, `torch.load`
# reads it. Load with `weights_only=True`: without it, a file can carry a program that runs
# while it is being read. The file holds numbers only, so the model itself is built anew by
# the same code.
#
# %% [markdown] lang="ja"
# MNISTでの正解率は、線形分類器の0.92に対して、MLPは0.97です。
# 100枚あたりの間違いが、8枚から3枚に減りました。
# 線形分類器の損失はほとんど減らなくなり、訓練とテストの曲線が重なっています。
# **モデルの表現力が不足している**ので、訓練画像を増やしても効果はありません。
# これを**学習不足**（underfitting）といいます。
# MLPの損失はまだ減り続けていて、訓練の曲線がテストの曲線より下になり始めています。
#
# > **思い込み**：「訓練とテストの損失に差があれば、過学習である。」
#
# まだ過学習ではありません。
# 学習に使った画像の方が損失が少し小さくなるのは、自然なことです。
# **テスト**の損失が減っている間は、エポックを増やす意味があります。
# 過学習とは、レッスン04で見たように、訓練の損失が減るのに、ほかのデータの損失が増えることです。
# 9節では、これをわざと起こします。
#
# ### モデルを保存する
#
# 15秒かけた学習の結果を、カーネルを終了しても使えるように残しておきます。
# モデルの `state_dict()` は、パラメータの名前とテンソルの辞書です。
# これを `torch.save` でファイルに書き、`torch.load` で読みます。
# 読み込むときは、`weights_only=True` を付けてください。
# 付けないと、ファイルに仕込まれたプログラムが実行されるおそれがあります。
# ファイルに入っているのは数値だけなので、モデルは同じコードで作り直します。
#
# %%
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "mlp.pt"
    torch.save(mlp_model.state_dict(), path)
    state = torch.load(path, weights_only=True)
print({name: tuple(tensor.shape) for name, tensor in state.items()})
restored = mlp()  # the same layers, with fresh weights
restored.load_state_dict(state)
with torch.no_grad():
    print("same outputs:", torch.equal(restored(test_x[:5]), mlp_model(test_x[:5])))

# %% [markdown] lang="en"
# What if the layers differ, 50 hidden neurons instead of 100?
#
# %% [markdown] lang="ja"
# 隠れ層のニューロンを100個ではなく50個にすると、どうなるでしょうか。
#
# %%
try:
    mlp(h=50).load_state_dict(state)
except RuntimeError as error:
    print("\n".join(line.strip() for line in str(error).splitlines()[:2]))

# %% [markdown] lang="en"
# `size mismatch` names the parameter and both shapes: the file belongs to another network.
#
# Where there is a graphics card, PyTorch can use it: a **device** is where a tensor lives.
# Model and data must be on the same one, otherwise PyTorch says `Expected all tensors to be
# on the same device`. The rest of a program stays as it is:
#
# %% [markdown] lang="ja"
# `size mismatch` というエラーに、パラメータの名前と2つの形状が示されます。
# ファイルが、別のネットワークのものだということです。
#
# GPUがあれば、PyTorchはそれを使って計算できます。
# テンソルが置かれている場所を、**デバイス**（device）といいます。
# モデルとデータは、同じデバイスに置かなければなりません。
# 違うデバイスにあると、`Expected all tensors to be on the same device` というエラーになります。
# それ以外のコードは、書き換える必要がありません。
#
# %% tags=["nbval-ignore-output"]
device = "cuda" if torch.cuda.is_available() else "cpu"
restored = restored.to(device)
x, t = test_batches[0]
logits = restored(x.to(device))
print(f"on {logits.device}: {(logits.argmax(dim=1).cpu() == t).sum()} of {len(t)} right")

# %% [markdown] lang="en" role="predict"
# ### Learning rate, batch size, hidden neurons
#
# The weights are learned. What we choose ourselves, before training, are the
# **hyperparameters**: learning rate, batch size, number of hidden neurons. How much depends
# on them? We vary one at a time, on the first 10,000 training pictures. Learning rates and
# hidden neurons get three epochs each, 300 updates in batches of 100. The batch sizes, too,
# get 300 updates each, so that nothing else differs. This takes about twenty seconds.
#
# > **Predict.** In each panel of the figure one of four choices fails. Which one?
#
# %% [markdown] lang="ja" role="predict"
# ### 学習率、バッチの大きさ、隠れ層のニューロン
#
# 重みは学習で決まりますが、学習の前に人が決める値もあります。
# 学習率、バッチの大きさ、隠れ層のニューロンの数などで、**ハイパーパラメータ**（hyperparameter）といいます。
# 結果は、これらにどのくらい左右されるでしょうか。
# 最初の10,000枚の訓練画像を使い、1つずつ変えて比べます。
# 学習率とニューロンの数は、100枚ずつのバッチで3エポック、つまり300回更新します。
# バッチの大きさを変えるときも、ほかの条件がそろうように、更新を300回とします。
# 20秒ほどかかります。
#
# > **予想**：3つの図のどれでも、4つの設定のうち1つでは学習がうまくいきません。
# > それはどれでしょうか。
#
# %%
some = {"x": some_x, "t": some_t}
lr_models = {lr: mlp() for lr in (0.01, 0.1, 0.5, 2)}
by_lr = {lr: fit(model, lr, 3, **some) for lr, model in lr_models.items()}
by_width = {h: fit(mlp(h), 0.1, 3, **some) for h in (1, 3, 10, 100)}


def accuracy_by_updates(size, updates=(100, 200, 300)):
    model, done, accuracies = mlp(), 0, []
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loader = make_loader(some_x, some_t, size, shuffle=True)
    while done < updates[-1]:
        for x, t in loader:
            loss = criterion(model(x), t)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            done += 1
            if done in updates:
                accuracies.append(evaluate(model, test_batches, criterion)[1])
            if done == updates[-1]:
                break
    return accuracies


by_size = {size: accuracy_by_updates(size) for size in (1, 10, 100, 1000)}

# %% role="reveal"
fig, axes = plt.subplots(1, 3, figsize=(9.5, 3.9), sharey=True)
panels = {"learning rate": by_lr, "batch size": by_size, "hidden neurons h": by_width}
for ax, (title, results) in zip(axes, panels.items(), strict=True):
    for choice, result in results.items():
        accuracies = result if title == "batch size" else result["test_accuracy"]
        ax.plot((100, 200, 300), accuracies, marker="o", label=str(choice))
    ax.set(xlabel="updates", xticks=(100, 200, 300), ylim=(0, 1), title=title)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.22), fontsize=9, ncols=2)
axes[0].set_ylabel("test accuracy")
fig.suptitle(f"{mnist.name}, first 10,000 training pictures", fontsize=11)
plt.show()

# %% [markdown] lang="en" role="figure"
# Test accuracy after 100, 200 and 300 updates. Learning rate: 0.01 slow, 0.1 and 0.5 good, 2 no
# better than guessing. Batch size: 1 reaches 0.5, 10 to 1000 almost the same 0.9. Hidden neurons: 1
# reaches 0.24, 3 reaches 0.64, 10 and 100 about 0.9.
#
# %% [markdown] lang="ja" role="figure"
# 100、200、300回の更新の後のテストの正解率。
# 学習率は0.01では遅く、0.1と0.5では良く、2では当てずっぽうと変わらない。
# バッチの大きさは1で0.5、10から1000ではほぼ同じ0.9である。
# 隠れ層のニューロンは1個で0.24、3個で0.64、10個と100個で約0.9になる。
#
# %% [markdown] lang="en" role="answer"
# On MNIST:
#
# - **Learning rate**: 0.01 is slow, 0.1 and 0.5 are good, 2 fails; why, we look at next.
# - **Batch size**: after 300 updates, batches of 1 are at about a half, and the curve moves
#   up and down: the gradient of a single picture is too noisy for the learning rate 0.1. From 10
#   to 100 the accuracy still gains, from 100 to 1,000 hardly. But an update with 1,000 pictures
#   takes ten times the work of one with 100.
# - **Hidden neurons**: with a single one, $h = 1$, all information about a picture has to pass
#   through one number. Ten digits cannot be told apart by the size of one number: the
#   accuracy is 0.24. With 10 neurons it is 0.88, with 100 it is 0.90.
#
# %% [markdown] lang="ja" role="answer"
# MNISTでは、次のとおりです。
#
# - **学習率**：0.01では学習が遅く、0.1と0.5では順調で、2では失敗します。
#   失敗の理由は、この後で調べます。
# - **バッチの大きさ**：300回の更新の後、1枚ずつでは正解率が半分ほどで、途中で上がったり下がったりします。
#   学習率が0.1では、画像1枚から求めた勾配のばらつきが大きすぎるのです。
#   10枚から100枚に増やすと正解率が上がりますが、100枚から1,000枚に増やしてもほとんど変わりません。
#   一方、1,000枚での1回の更新には、100枚の10倍の計算が必要です。
# - **隠れ層のニューロン**：$h = 1$では、画像の情報をすべて1つの数で表さなければなりません。
#   1つの数の大小だけで10種類の数字を分けることはできず、正解率は0.24です。
#   10個なら0.88、100個なら0.90です。
#
# %% [markdown] lang="en"
# ### Dead neurons
#
# What went wrong with the learning rate 2? We look at the sums of the 100 hidden neurons, for
# all 10,000 pictures. Where a sum is negative for *every* picture, ReLU gives 0 for every
# picture.
#
# %% [markdown] lang="ja"
# ### 働かなくなったニューロン
#
# 学習率を2にすると、何が起きるのでしょうか。
# 隠れ層の100個のニューロンについて、10,000枚の画像での重み付き和を調べます。
# **すべての**画像で和が負になるニューロンがあれば、ReLUの出力はどの画像でも0です。
#
# %%
for lr, model in lr_models.items():
    with torch.no_grad():
        sums = model[1](some_x.flatten(1))  # (10000, 100)
    dead = (sums <= 0).all(dim=0)
    answers = model(some_x).argmax(dim=1).unique()
    loss = by_lr[lr]["test_loss"][-1]
    print(f"lr {lr:4}: test loss {loss:.2f}, dead neurons {dead.sum():3}", end="")
    print(f", different answers {len(answers)}")

# %% [markdown] lang="en" role="predict"
# - **Symptom**: the loss is back at 2.30, and the network gives nearly every picture the same answer.
# - **Cause**: the first steps were so large that the sums of 96 neurons became negative for all
#   pictures. ReLU then gives 0, with slope 0, and no gradient gets through any more. Such a neuron
#   is **dead**: training cannot bring it back.
# - **Cure**: a smaller learning rate, and a new start.
#
# ### All weights zero
#
# > **Predict.** In section 2 we set the weights of the linear classifier to 0, and nothing
# > speaks against training it from there. What if all weights and biases of the MLP start at 0?
# > And if they all start at 0.01?
#
# %% [markdown] lang="ja" role="predict"
# - **症状**：損失が2.30に戻り、ほとんどの画像に同じ答えを出します。
# - **原因**：初めの更新が大きすぎて、96個のニューロンで、重み付き和がすべての画像で負になりました。
#   ReLUの出力は0、傾きも0なので、もう勾配が伝わりません。
#   このようなニューロンは、学習を続けても元に戻らないので、**死んだ**（dead）ニューロンと呼ばれます。
# - **対処**：学習率を小さくし、初めから学習し直します。
#
# ### 重みをすべて0から始める
#
# > **予想**：2節では、線形分類器の重みをすべて0にしました。
# > 線形分類器なら、そこから学習を始めても問題ありません。
# > では、MLPの重みとバイアスをすべて0から始めると、どうなるでしょうか。
# > すべて0.01から始めると、どうなるでしょうか。
#
# %% role="reveal"
for value in (0.0, 0.01, None):
    model = mlp()
    for parameter in model.parameters() if value is not None else ():
        nn.init.constant_(parameter, value)
    history = fit(model, 0.1, 3, **some)
    start = "random" if value is None else f"all {value}"
    weight = model[1].weight.detach()
    different = ((weight - weight[0]).abs().amax(dim=1) > 1e-3).sum()  # from the first neuron
    print(f"{start:8}: test loss {history['test_loss'][-1]:.2f}", end="")
    print(f", accuracy {history['test_accuracy'][-1]:.2f}, neurons unlike the first {different:2}")

# %% [markdown] lang="en" role="answer"
# - **Symptom**: from 0 nothing is learned but how frequent each digit is: the loss stays at 2.30. From
#   0.01 the accuracy of 100 hidden neurons is 0.27, about that of a single one above (0.24).
# - **Cause**: neurons with equal weights get equal gradients, so they stay equal for ever. At 0
#   the gradients of both weight matrices are even 0, since each contains the other layer's zeros as a
#   factor.
# - **Cure**: random weights, as `nn.Linear` makes them by itself. They have to *differ*.
#
# %% [markdown] lang="ja" role="answer"
# - **症状**：0から始めると、損失は2.30のままで、各数字の割合しか学習されません。
#   0.01から始めると、100個の隠れ層のニューロンがあっても、
#   正解率は0.27で、先ほどの1個のとき（0.24）とあまり変わりません。
# - **原因**：重みの等しいニューロンは、勾配も等しいので、いつまでも同じ重みのままです。
#   0の場合は、どちらの重み行列の勾配も、もう一方の層の0が掛かって0になります。
# - **対処**：`nn.Linear` が自動的に行うように、乱数から始めます。
#   大切なのは、重みが互いに**異なる**ことです。
#
# %% [markdown] lang="en"
# ## 8. Why a non-linear activation (11 minutes)
#
# The MLP beats the linear classifier. Is it the additional layer, or the ReLU? Leave
# the ReLU out, and write the two layers as formulas, with $x$ of shape $(n)$, $W_1$ of
# shape $(h, n)$, $W_2$ of shape $(m, h)$:
#
# $$a = W_2 (W_1 x + b_1) + b_2 = \underbrace{(W_2 W_1)}_{W}\, x +
# \underbrace{(W_2 b_1 + b_2)}_{b}$$
#
# $W$ has the shape $(m, h)\,(h, n) = (m, n)$, and $b$ the shape $(m)$: **two linear
# layers are one linear layer**. By number, with 100 hidden neurons:
#
# %% [markdown] lang="ja"
# ## 8. なぜ非線形の活性化関数が必要か（11分）
#
# MLPの正解率は、線形分類器より高くなりました。
# これは、層を増やしたからでしょうか、それともReLUがあるからでしょうか。
# ReLUを取り除いて、2つの層を式で表してみます。
# $x$の形状は$(n)$、$W_1$は$(h, n)$、$W_2$は$(m, h)$です。
# 式は、次のようにまとめられます。
#
# $$a = W_2 (W_1 x + b_1) + b_2 = \underbrace{(W_2 W_1)}_{W}\, x +
# \underbrace{(W_2 b_1 + b_2)}_{b}$$
#
# $W$の形状は$(m, h)\,(h, n) = (m, n)$、$b$の形状は$(m)$です。
# つまり、**2つの線形層は、1つの線形層と同じです**。
# 隠れ層のニューロンが100個の場合を、数値で確かめます。
#
# %%
torch.manual_seed(0)
first, second = nn.Linear(784, 100), nn.Linear(100, 10)
x = test_x[:1000].flatten(1)
with torch.no_grad():
    weight = second.weight @ first.weight
    bias = second.weight @ first.bias + second.bias
    one = x @ weight.T + bias
    two, with_relu = second(first(x)), second(torch.relu(first(x)))

# %%
print("W:", tuple(weight.shape), "  b:", tuple(bias.shape))
largest = (two - one).abs().max().item()
print("two layers and one, largest difference below 1e-5:", largest < 1e-5)
print(f"with ReLU between, largest difference {(with_relu - one).abs().max():.1f}")

# %% [markdown] lang="en" role="predict"
# Nothing is left but rounding. A third linear layer would melt into this one in the
# same way, and so on: however many there are, they are one.
#
# What this means can be seen in the plane. Two classes are two rings of points, with
# $n = 2$ coordinates as inputs and $m = 2$ logits. The border between the classes lies
# where the two logits are equal. For one linear layer that is $c \cdot x + d = 0$, with $c$
# for the difference of the two rows of $W$, and $d$ for the difference of the two entries of
# $b$: a straight line.
#
# > **Predict.** We train three networks: 100 hidden neurons without activation, then 2
# > and 4 hidden neurons with ReLU. Which of them can fence in the inner ring? How many
# > straight lines does it take to enclose an area?
#
# %% [markdown] lang="ja" role="predict"
# 違いは丸め誤差だけです。
# 線形層を3つ、4つと重ねても、同じように1つの線形層にまとまります。
#
# その意味は、平面の上で考えるとよくわかります。
# 2つのクラスの点が、2つの輪の形に並んでいます。
# 入力は$n = 2$個の座標、出力は$m = 2$個のロジットです。
# クラスの境界は、2つのロジットが等しくなるところです。
# 線形層が1つなら、$W$の2つの行の差を$c$、$b$の2つの要素の差を$d$として、境界は次の式になります。
#
# $$c \cdot x + d = 0$$
#
# これは直線です。
#
# > **予想**：3つのネットワークを学習させます。
# > 隠れ層が100個で活性化関数のないもの、隠れ層が2個でReLUを使うもの、4個でReLUを使うものです。
# > 内側の輪を囲めるのは、どれでしょうか。
# > ある領域を囲むには、直線が何本必要でしょうか。
#
# %%
rng = np.random.default_rng(0)
ring_t = torch.tensor(np.repeat([0, 1], 100))
radius = np.where(ring_t == 1, 2.0, 0.8) + 0.2 * rng.standard_normal(200)
angle = rng.uniform(0, 2 * np.pi, 200)
points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
ring_x = torch.tensor(points, dtype=torch.float32)


# %%
def train_on_rings(model):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    kept = [copy.deepcopy(model)]
    for _ in range(500):
        loss = criterion(model(ring_x), ring_t)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        kept.append(copy.deepcopy(model))
    return kept


# %%
def ring_network(h, *activation, seed=0):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(2, h), *activation, nn.Linear(h, 2))


def ring_accuracy(model):
    return (model(ring_x).argmax(dim=1) == ring_t).float().mean()


# %% role="reveal"
rings = {
    "100 hidden, no activation": train_on_rings(ring_network(100)),
    "2 hidden, ReLU": train_on_rings(ring_network(2, nn.ReLU())),
    "4 hidden, ReLU": train_on_rings(ring_network(4, nn.ReLU())),
}
for name, kept in rings.items():
    print(f"{name:25}: accuracy {ring_accuracy(kept[-1]):.3f}")


# %%
def difference_of_logits(model, x):
    with torch.no_grad():
        logits = model(torch.as_tensor(x, dtype=torch.float32))
    return (logits[:, 1] - logits[:, 0]).numpy()


# %% role="reveal"
fig, axes = plt.subplots(1, 3, figsize=(9.5, 3.4), sharey=True)
for ax, (name, kept) in zip(axes, rings.items(), strict=True):
    classify = partial(difference_of_logits, kept[-1])
    training.class_regions(ax, classify, ring_x, ring_t)
    ax.set_title(name)
    ax.set_ylabel("")
axes[0].set_ylabel("$x_2$")
plt.show()

# %% [markdown] lang="en" role="figure"
# Two rings of points, one inside the other. 100 hidden neurons without activation: one straight
# border, which cuts both rings. 2 with ReLU: a wedge open on one side. 4 with ReLU: a closed border
# around the inner ring.
#
# %% [markdown] lang="ja" role="figure"
# 内側と外側の2つの輪の点。
# 活性化関数のない100個の隠れ層のニューロンでは、境界が1本の直線で、両方の輪を横切る。
# ReLUを使う2個では、一方が開いたくさび形になる。
# ReLUを使う4個では、内側の輪を囲む閉じた境界になる。
#
# %% [markdown] lang="en" role="answer"
# A hundred neurons without activation draw one straight line, and half the points are
# wrong: no better than tossing a coin. Two neurons with ReLU already make a border of
# several pieces, but two lines enclose nothing. It takes at least three; with four the ring is fenced
# in and all points are right. **ReLU bends the border**: each hidden neuron
# switches on along a line of its own, and there the border may turn.
#
# %% [markdown] lang="ja" role="answer"
# 活性化関数がなければ、ニューロンが100個あっても、境界は1本の直線です。
# 半分の点を間違えるので、硬貨を投げて決めるのと変わりません。
# ReLUがあれば、2個でも境界は折れ線になりますが、2本の直線では領域を囲めません。
# 囲むには、少なくとも3本が必要です。
# 4個なら内側の輪を囲むことができ、すべての点が正解になります。
# **境界を曲げるのは、ReLUの働きです**。
# 隠れ層の各ニューロンの出力は、ある直線を境に0から増え始め、境界はその直線のところで曲がることができます。
#
# %% [markdown] lang="en"
# Watch it happen. On the left, each hidden neuron is the line on which its sum is 0; on
# the right, in the same color, it is an arrow made of its two weights. The arrow
# stands at right angles to its line. Drawing takes a few seconds.
#
# %% [markdown] lang="ja"
# 学習の途中で何が起きているかを見てみましょう。
# 左の図の直線は、隠れ層の各ニューロンの重み付き和が0になるところです。
# 右の図では、同じニューロンを、2つの重みを成分とする同じ色の矢印で表します。
# 矢印は、直線に垂直な向きになります。
# 図の準備に数秒かかります。
#
# %% tags=["nbval-ignore-output"]
kept = rings["4 hidden, ReLU"]
hidden = [(m[0].weight.detach().numpy(), m[0].bias.detach().numpy()) for m in kept]
shown = [0, 5, 10, 15, 20, 30, 40, 50, 60, 80, 100, 130, 200, 300, 500]
fig, axes = plt.subplots(1, 2, figsize=(6, 3.1))


def draw(frame):
    i = shown[frame]
    classify = partial(difference_of_logits, kept[i])
    training.neuron_frame(*axes, classify, ring_x, ring_t, hidden[: i + 1])
    fig.suptitle(f"iteration {i}", fontsize=11)


base.stepper(fig, draw, len(shown), interval=700, name="rings")

# %% [markdown] lang="en" role="figure"
# A series of pictures of the four ReLUs. Left, their lines move until the border closes around the
# inner ring; right, their weights walk from the middle outwards, in four directions.
#
# %% [markdown] lang="ja" role="figure"
# 4つのReLUの連続した図。
# 左では、それぞれの直線が動き、境界が内側の輪を囲んで閉じる。
# 右では、重みが中央から4つの向きへ離れていく。
#
# %% [markdown] lang="en" role="predict"
# The border turns exactly where it crosses a colored line, nowhere else. At the start
# the arrows are short and two of them nearly agree; the training sends them in four
# different directions, and the fence closes.
#
# > **Predict.** Three lines are enough to enclose an area. Do three neurons always succeed?
#
# %% [markdown] lang="ja" role="predict"
# 境界が曲がるのは、色のついた直線と交わるところだけです。
# 初めは矢印が短く、2本はほとんど重なっています。
# 学習が進むと、矢印は4つの方向に分かれ、境界が閉じて輪を囲みます。
#
# > **予想**：領域を囲むには、直線が3本あれば足ります。
# > ニューロンが3個でも、いつも成功するでしょうか。
#
# %% role="reveal"
for h in (2, 3, 4, 8):
    ends = [train_on_rings(ring_network(h, nn.ReLU(), seed=seed))[-1] for seed in range(8)]
    accuracies = " ".join(f"{ring_accuracy(model):.2f}" for model in ends)
    print(f"{h} hidden, 8 starts: accuracy {accuracies}")

# %% [markdown] lang="en" role="answer"
# With two neurons no start succeeds, with three about half of them, with four or eight
# all. A network that *can* express the answer need not find it; neurons to spare make
# training easier.
#
# %% [markdown] lang="ja" role="answer"
# 2個では一度も成功せず、3個では約半分、4個と8個ではすべて成功します。
# 答えを**表せる**ネットワークでも、学習でその答えが見つかるとは限りません。
# ニューロンの数に余裕があると、学習が成功しやすくなります。
#
# %% [markdown] lang="en" role="predict"
# ## 9. Learning too much (18 minutes)
#
# Now the MLP gets only the **first 1,000** training pictures and 200 epochs. With
# 79,510 numbers to learn, that is 80 numbers for each picture. The 10,000 test pictures
# stay the same.
#
# > **Predict.** There are four curves: loss and accuracy, training and test. Which of
# > them gets *worse* in the course of 200 epochs?
#
# It takes about fifteen seconds.
#
# %% [markdown] lang="ja" role="predict"
# ## 9. 過学習（18分）
#
# 今度は、訓練画像の**最初の1,000枚**だけを使い、MLPを200エポック学習させます。
# 学習する数は79,510個なので、画像1枚あたり約80個です。
# テスト画像は、これまでと同じ10,000枚です。
#
# > **予想**：損失と正解率、訓練とテストで、曲線は4本あります。
# > 200エポックの間に**悪くなる**のは、どの曲線でしょうか。
#
# 15秒ほどかかります。
#
# %% role="reveal"
few_models = []
few = {"x": train_x[:1000], "t": train_t[:1000]}
few_history = fit(mlp(), lr=0.1, epochs=200, **few, keep=few_models)
for epoch in (5, 45, 200):
    print(f"epoch {epoch:3}: {numbers_after(few_history, epoch)}")

# %% role="reveal"
fig, axes = plt.subplots(1, 2, figsize=(8, 3))
training.history_curves(*axes, {"MLP, 1,000 pictures": few_history})
axes[0].set_ylim(0, 1.2)
for ax in axes:
    ax.axvline(45, color="0.6", linestyle=":", linewidth=1.2)
fig.suptitle(mnist.name, fontsize=11)
plt.show()

# %% [markdown] lang="en" role="figure"
# MLP on 1,000 pictures over 200 epochs. Training loss goes to 0 and accuracy to 1. Test loss is
# smallest, 0.42, near epoch 45 and rises to 0.5; test accuracy stays at 0.87.
#
# %% [markdown] lang="ja" role="figure"
# 1,000枚で200エポック訓練したMLP。
# 訓練の損失は0、正解率は1に向かう。
# テストの損失は45エポック付近で最小の0.42になり、その後0.5まで上がる。
# テストの正解率は0.87で変わらない。
#
# %% [markdown] lang="en" role="answer"
# Only the **test loss**. On MNIST it is lowest near epoch 45 (dotted), 0.42, and climbs
# to 0.51. The training loss falls to 0.01, the training accuracy reaches 1.00, and the
# test accuracy stays at 0.87 from epoch 45 on. That the training loss falls while the loss on other
# data rises is **overfitting**: what the network still learns after epoch 45 is peculiar to
# the 1,000 pictures, an accidental smudge or an odd slant, and does not hold for others. It
# no longer **generalizes** better.
#
# %% [markdown] lang="ja" role="answer"
# 悪くなるのは**テストの損失**だけです。
# MNISTでは、エポック45（点線）の近くで最小の0.42になり、その後は0.51まで増えます。
# 訓練の損失は0.01まで減り、訓練の正解率は1.00に達します。
# テストの正解率は、エポック45より後は0.87のままです。
# このように、訓練の損失が減るのにほかのデータの損失が増えることが、**過学習**（overfitting）です。
# エポック45より後に学ぶのは、たまたま付いた汚れや、癖のある傾きなど、この1,000枚だけの特徴です。
# ほかの画像には当てはまらないので、**汎化**（generalization）の性能は上がりません。
#
# %% [markdown] lang="en"
# But how can the test loss get worse when the number of errors does not? Compare the
# network after 45 and after 200 epochs:
#
# %% [markdown] lang="ja"
# では、間違いの数が増えないのに、テストの損失が増えるのはなぜでしょうか。
# 45エポック後と200エポック後のネットワークを比べます。
#
# %%
with torch.no_grad():
    early = torch.softmax(few_models[45 - 1](test_x), dim=1)
    late = torch.softmax(few_models[200 - 1](test_x), dim=1)
right_class = torch.arange(len(test_t)), test_t
for name, y in {"epoch 45": early, "epoch 200": late}.items():
    wrong = y.argmax(dim=1) != test_t
    losses = -torch.log(y[right_class])
    print(f"{name:9}: wrong {wrong.float().mean():.2f}, ", end="")
    print(f"mean loss of a right answer {losses[~wrong].mean():.2f}, ", end="")
    print(f"of a wrong one {losses[wrong].mean():.1f}")

# %% [markdown] lang="en"
# **Not more errors, but more confident ones.** Once all training pictures are right,
# the training loss can fall further only if the network becomes more certain; so the
# logits grow. On test pictures the certainty grows too, whether the answer is right or
# wrong. The loss of a right answer falls from 0.13 to 0.05, that of a wrong one rises from
# 2.4 to 3.6, and in sum it rises. Here are the six test pictures whose loss has risen most,
# first after 45 epochs, then after 200. Blue is the right class, orange a wrong answer. The
# bars hardly show the change; the losses above the pictures do.
#
# %% [markdown] lang="ja"
# **間違いの数が増えたのではなく、間違えたときの自信が強くなったのです**。
# 訓練画像がすべて正解になった後は、確率を1に近づけることでしか、訓練の損失を減らせません。
# そのために、ロジットの差が大きくなっていきます。
# テスト画像でも、答えの正しさにかかわらず、確率が1に近づきます。
# その結果、正しい答えの損失は0.13から0.05に減りますが、間違えた答えの損失は2.4から3.6に増え、全体では増えてしまいます。
#
# 損失が最も増えたテスト画像6枚を、45エポック後と200エポック後で比べます。
# 青は正解のクラス、オレンジ色は間違えた答えです。
# 画像の上の数は、正解、答え、損失です。
# 200エポック後の棒はあまり変わらないように見えますが、損失は大きく増えています。
#
# %%
rise = torch.log(early[right_class]) - torch.log(late[right_class])
chosen = rise.argsort(descending=True)[:6]
for name, y in {"after epoch 45": early, "after epoch 200": late}.items():
    losses = -torch.log(y[right_class])
    labels = [f"{test_t[i]} as {y[i].argmax()}\nloss {losses[i]:.1f}" for i in chosen.tolist()]
    fig = plt.figure(figsize=(8, 3.4))
    targets = test_t[chosen].tolist()
    images.images_with_bars(fig, test_x[chosen, 0], y[chosen], targets, labels=labels)
    fig.suptitle(f"{mnist.name}: {name}", fontsize=11)
    plt.show()

# %% [markdown] lang="en" role="figure"
# Six misread digits after epoch 45, with the probabilities as bars and losses from 6.2 to 9.7: some
# still have a short bar for another class.
#
# The same six after epoch 200: the same wrong answers, now with bars of almost 1 and losses from
# 12.9 to 16.4.
#
# %% [markdown] lang="ja" role="figure"
# 45エポックの後に読み間違えた6枚の数字と確率の棒グラフ。
# 損失は6.2から9.7で、ほかのクラスにも短い棒が残っているものがある。
#
# 200エポックの後の同じ6枚。
# 誤った答えは同じだが、棒がほぼ1になり、損失は12.9から16.4に増えている。
#
# %% [markdown] lang="en"
# ### Cure 1: early stopping
#
# The first cure is to stop before the loss on other data rises: **early stopping**. Which
# epoch is the best must not be decided with the test pictures: data that choose no longer
# test. So we hold back other training pictures as validation data, the last 2,000, which
# this network has not seen. Their loss after every epoch:
#
# %% [markdown] lang="ja"
# ### 対策1：早期終了
#
# 1つ目の対策は、テストの損失が増え始める前に学習を止めることで、**早期終了**（early stopping）といいます。
# ただし、止めるエポックを、テスト画像を見て選んではいけません。
# 選ぶために使ったデータでは、公平な評価ができなくなるからです。
# そこで、訓練画像の最後の2,000枚を検証データとします。
# このネットワークの学習には使っていない画像です。
# エポックごとに、検証データの損失を求めます。
#
# %%
validation = in_order(train_x[1000:][-2000:], train_t[1000:][-2000:])
validation_loss = [evaluate(model, validation, criterion)[0] for model in few_models]
best = int(np.argmin(validation_loss))
print(f"test loss at the epoch chosen so: {few_history['test_loss'][best]:.2f}")
print(f"test loss after all epochs:       {few_history['test_loss'][-1]:.2f}")

# %%
fig, ax = plt.subplots(figsize=(6.4, 3.2))
ax.plot(range(1, 201), few_history["test_loss"], label="test")
ax.plot(range(1, 201), validation_loss, label="validation")
ax.axvline(best + 1, color="0.6", linestyle=":", linewidth=1.2)
ax.set(xlabel="epoch", ylabel="cross entropy per picture", ylim=(0, 1.2))
ax.set_title(f"{mnist.name}, MLP trained on 1,000 pictures")
ax.legend()
plt.show()


# %% [markdown] lang="en" role="figure"
# Test and validation loss over 200 epochs: both fall steeply, are smallest near the dotted line at
# epoch 53, and then rise slowly; the validation loss lies lower, about 0.3.
#
# %% [markdown] lang="ja" role="figure"
# 200エポックのテストと検証の損失。
# どちらも急に下がり、点線の53エポック付近で最小になり、その後ゆっくり上がる。
# 検証の損失の方が低く、約0.3である。
#
# %% [markdown] lang="en" role="predict"
# The validation loss is a little smaller than the test loss, but its curve turns upwards at
# about the same place (dotted: its lowest point), and that is all we need. In practice one
# stops when the validation loss has not fallen for some epochs, and goes back to the best
# weights.
#
# ### Cure 2: weight decay and dropout
#
# Two other cures change the training itself.
#
# - **Weight decay** moves all parameters a little towards 0 in every update. It amounts to
#   adding $\frac{\lambda}{2} \sum w^2$ to the loss, and is a kind of **regularization**: the
#   logits cannot grow as far. `torch.optim.SGD` takes $\lambda$ as `weight_decay`.
# - **Dropout** sets each signal of the hidden layer to 0 with probability $p$, while training
#   only: no neuron can rely on certain others. In code it is a layer, `nn.Dropout(p)`. When
#   measuring it does nothing, and that takes `model.eval()`.
#
# Both get three strengths, with the same 1,000 pictures and 200 epochs. This takes about 30
# seconds.
#
# > **Predict.** Which of the three cures gives the smallest test loss? What happens when the
# > strength is too large?
#
# %% [markdown] lang="ja" role="predict"
# 検証データの損失は、テストデータより少し小さくなっています。
# それでも、増え始める場所はほぼ同じです（点線は検証データの損失が最小になるエポック）。
# 止めるエポックを選ぶには、それで十分です。
# 実際の学習では、検証データの損失が何エポックか続けて減らなかったら学習を止め、最良だったときの重みに戻します。
#
# ### 対策2：重み減衰とドロップアウト
#
# ほかの2つの対策では、学習の方法そのものを変えます。
#
# - **重み減衰**（weight decay）は、更新のたびに、すべてのパラメータを少しだけ0に近づけます。
#   これは、損失に$\frac{\lambda}{2} \sum w^2$を加えることと同じで、**正則化**（regularization）の1つです。
#   ロジットの差が大きくなりすぎるのを防ぎます。
#   `torch.optim.SGD` では、$\lambda$を `weight_decay` に指定します。
# - **ドロップアウト**（dropout）は、学習中だけ、隠れ層の信号を確率$p$で0にします。
#   どのニューロンも、特定のほかのニューロンに頼れなくなります。
#   コードでは `nn.Dropout(p)` という層を加えます。
#   評価のときは何もしないので、`model.eval()` が必要です。
#
# 同じ1,000枚で200エポック学習させ、検証データとテストデータの損失を比べます。
# どちらの強さも3通りに変えます。
# 30秒ほどかかります。
#
# > **予想**：3つの対策のうち、テストの損失が最も小さくなるのはどれでしょうか。
# > 強さを大きくしすぎると、何が起こるでしょうか。
#
# %%
def mlp_with_dropout(p):
    torch.manual_seed(0)
    hidden = nn.Linear(784, 100), nn.ReLU(), nn.Dropout(p)
    return nn.Sequential(nn.Flatten(), *hidden, nn.Linear(100, 10))


def train_on_few(model, weight_decay=0.0):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=weight_decay)
    loader = make_loader(few["x"], few["t"], 100, shuffle=True)
    for _ in range(200):
        train_epoch(model, loader, criterion, optimizer)
    return model


# %% role="reveal"
cures = {"plain": few_models[-1], "early stopping": few_models[best]}
for strength in (0.001, 0.01, 0.1):
    cures[f"weight decay {strength}"] = train_on_few(mlp(), strength)
for p in (0.2, 0.5, 0.95):
    cures[f"dropout {p}"] = train_on_few(mlp_with_dropout(p))
few_batches = in_order(few["x"], few["t"])
print("                     training  validation  test loss  test accuracy")
for name, model in cures.items():
    losses = [evaluate(model, data, criterion)[0] for data in (few_batches, validation)]
    test_loss, test_accuracy = evaluate(model, test_batches, criterion)
    print(f"{name:18} {losses[0]:10.2f} {losses[1]:11.2f} {test_loss:10.2f}", end="")
    print(f" {test_accuracy:14.2f}")


# %% [markdown] lang="en" role="answer"
# On MNIST all three bring the test loss from 0.51 down to about 0.42, if their strength is
# chosen well, and the validation loss tells which strength that is. Weight decay and dropout
# also gain one error in a hundred. Too weak, they change little; too strong, they leave a
# network that cannot even fit its training pictures: that is underfitting. They can be
# combined, with early stopping in particular.
#
# %% [markdown] lang="ja" role="answer"
# MNISTでは、強さをうまく選べば、3つの対策のどれでも、テストの損失が0.51から約0.42に減ります。
# どの強さがよいかは、検証データの損失でわかります。
# 重み減衰とドロップアウトでは、100枚あたりの間違いも1枚ほど減りました。
# 弱すぎると効果が小さく、強すぎると訓練画像にも合わせられない学習不足になります。
# これらの対策は、早期終了などと組み合わせて使うこともできます。
#
# %% [markdown] lang="en"
# **Your turn.** Weight decay alone: the loss has slope 0 for some weight. What is left of it after a number
# of updates? Each subtracts `lr * weight_decay` times the weight.
#
# %% [markdown] lang="ja"
# **書いてみよう**：重み減衰だけの効果を考えます。
# ある重みについて、損失の傾きが0だとします。
# 1回の更新では、重みの `lr * weight_decay` 倍が引かれます。
# 何回か更新した後に、元の重みの何倍が残るかを返す関数を書いてください。
#
# %% role="turn"
def left_after(num_updates, lr, weight_decay):
    ### BEGIN SOLUTION
    return (1 - lr * weight_decay) ** num_updates
    ### END SOLUTION


# %% role="check"
with your_turn():
    check_close("left_after(1, 0.1, 0.5)", left_after(1, 0.1, 0.5), 0.95)
    check_close("left_after(2000, 0.1, 0.01)", left_after(2000, 0.1, 0.01), 0.999**2000)

# %% [markdown] lang="en"
# ### Cure 3: more data
#
# 79,510 numbers can be fitted to 1,000 pictures; with 10,000 that is harder. We compare runs
# with the same number of updates, 2,000 in batches of 100. It takes about ten seconds.
#
# %% [markdown] lang="ja"
# ### 対策3：データを増やす
#
# 学習する数が79,510個あれば、1,000枚の画像にはほぼ完全に合わせられます。
# 10,000枚になると、合わせるのがずっと難しくなります。
# 100枚ずつのバッチで2,000回という、同じ更新回数で比べます。
# 10秒ほどかかります。
#
# %%
results = {1000: (few_history["train_loss"][-1], few_history["test_loss"][-1])}
for num_pictures, epochs in ((200, 1000), (10000, 20)):
    model = mlp()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    x, t = train_x[:num_pictures], train_t[:num_pictures]
    loader = make_loader(x, t, 100, shuffle=True)
    for _ in range(epochs):
        train_loss = train_epoch(model, loader, criterion, optimizer)
    results[num_pictures] = train_loss, evaluate(model, test_batches, criterion)[0]
for num_pictures in sorted(results):
    train_loss, test_loss = results[num_pictures]
    print(f"{num_pictures:5} pictures: ", end="")
    print(f"train_loss {train_loss:.2f}, test_loss {test_loss:.2f}")

# %% [markdown] lang="en" role="predict"
# On MNIST the test loss is 0.99 with 200 pictures, 0.51 with 1,000 and 0.22 with 10,000.
# In the last case the training loss, 0.14, is not far away. That is also why the MLP of
# section 7, with all 60,000, showed no upturn in ten epochs.
#
# ## 10. What the network gets wrong (7 minutes)
#
# Back to the MLP of section 7, trained on all pictures. One number, 0.97, hides which
# digits are confused. The **confusion matrix** counts them: a row for the right class,
# a column for the answer.
#
# > **Predict.** Which digit will be taken for which most often?
#
# %% [markdown] lang="ja" role="predict"
# MNISTでのテストの損失は、200枚では0.99、1,000枚では0.51、10,000枚では0.22です。
# 10,000枚では訓練の損失が0.14で、テストとの差が小さくなっています。
# 60,000枚を使った7節のMLPで、10エポックの間に過学習が起きなかったのも、このためです。
#
# ## 10. ネットワークが間違える数字（7分）
#
# 7節で、すべての画像を使って学習したMLPに戻ります。
# 正解率0.97という1つの数からは、どの数字をどの数字と間違えるのかがわかりません。
# それを数えた表が、**混同行列**（confusion matrix）です。
# 行が正解のクラス、列がネットワークの答えです。
#
# > **予想**：最も多い間違いは、どの数字をどの数字と間違えることでしょうか。
#
# %%
with torch.no_grad():
    y = torch.softmax(mlp_model(test_x), dim=1)
answers = y.argmax(dim=1)
matrix = torch.zeros(10, 10, dtype=torch.int64)
for i, j in zip(test_t, answers, strict=True):
    matrix[i, j] += 1

# %% role="reveal"
fig, ax = plt.subplots(figsize=(6, 5.2))
images.confusion_matrix(ax, matrix)
ax.set_title(f"{mnist.name}, MLP")
plt.show()

# %% [markdown] lang="en" role="figure"
# Confusion matrix of the MLP, right class down, answer across: 861 to 1,117 on the diagonal, mostly
# single digits elsewhere; the most frequent errors are 20 times 4 read as 9 and 13 times 7 read as
# 2.
#
# %% [markdown] lang="ja" role="figure"
# MLPの混同行列。
# 縦が正解のクラス、横が答え。
# 対角線は861から1,117で、ほかはほとんどが1桁である。
# 最も多い間違いは4を9と読んだ20回で、次は7を2と読んだ13回である。
#
# %% [markdown] lang="en" role="answer"
# Read it row by row: each row adds up to the number of test pictures of that digit, and
# the diagonal is what was read correctly. Here, of 982 fours about 20 are taken for 9,
# 2 %; the 7 goes to 2 and 1, and the 0 and the 1 are hardly ever misread. (On another
# machine a few counts may differ by one or two: training ends at very slightly
# different weights.)
#
# %% [markdown] lang="ja" role="answer"
# 混同行列は、行ごとに読みます。
# 1行の和は、その数字のテスト画像の枚数で、対角線上の数が、正しく読めた枚数です。
# 4の画像は982枚あり、そのうち20枚ほど、つまり約2%を9と間違えています。
# 7は2や1と間違えられることがあり、0と1はほとんど間違えられません。
# なお、ほかのコンピュータでは、数が1か2だけ違うことがあります。
# 学習後の重みが、ごくわずかに異なるからです。
#
# %% [markdown] lang="en"
# Now the errors themselves: the seven of which the network is most certain.
#
# %% [markdown] lang="ja"
# 次に、間違えた画像のうち、確率の最も高い答えを出した7枚を見ます。
#
# %%
wrong = (answers != test_t).nonzero().flatten()
surest = wrong[y[wrong].max(dim=1).values.argsort(descending=True)][:7]
fig = plt.figure(figsize=(9, 3.5))
images.images_with_bars(fig, test_x[surest, 0], y[surest], test_t[surest].tolist())
fig.suptitle(f"{mnist.name}: the most certain errors", fontsize=11)
plt.show()


# %% [markdown] lang="en" role="figure"
# Seven errors of which the network is most certain, such as a 6 taken for 1 and a 0 taken for 8:
# each has a single bar of almost 1 at the wrong class.
#
# %% [markdown] lang="ja" role="figure"
# ネットワークが最も自信をもって間違えた7枚。
# 6を1、0を8と読むなど、どれも誤ったクラスの棒だけがほぼ1になっている。
#
# %% [markdown] lang="en"
# Some of these you would misread as well. Others are plain, and the network is simply
# wrong, with a probability of nearly 1. Looking at errors is the shortest way to ideas:
# more pictures of this kind, another preparation, another network.
#
# ### Your own hand
#
# Run the next cell in JupyterLab and draw a digit on the white square with the mouse or
# a finger; without a running kernel you see the answer for the first test picture. What
# you draw is brought to the size and place that the digits of MNIST have.
#
# Draw a 7 with a bar, a 9 with a curved foot, and something that is no digit. Guess each
# time how certain the network will be.
#
# %% [markdown] lang="ja"
# 人間でも間違えそうな画像があります。
# 一方で、はっきり読めるのに、ネットワークがほぼ1の確率で間違えた画像もあります。
# 間違いを観察すると、似た画像を増やす、前処理を変える、ネットワークを変えるなど、改良の方針が見つかります。
#
# ### 自分で数字を書いてみる
#
# 次のセルをJupyterLabで実行し、白い四角の中に、マウスか指で数字を書いてください。
# カーネルが動いていないときは、最初のテスト画像に対する答えが表示されます。
# 書いた数字は、MNISTの数字と同じ大きさと位置に直されます。
#
# 横線のある7、下が曲がった9、数字ではないものなどを書いてみてください。
# ネットワークがどのくらいの確率で答えるかを、書く前に予想しましょう。
#
# %% tags=["nbval-ignore-output"]
def guess(picture):
    with torch.no_grad():
        logits = mlp_model(torch.from_numpy(picture)[None, None])
    return torch.softmax(logits, dim=1)[0]


interactive.digit_pad(guess, example=test_x[0, 0].numpy())

# %% [markdown] lang="en" role="figure"
# A 7 as the network sees it, and the probabilities of the ten digits as bars: 1.00 for the 7. Run
# in JupyterLab, a pad beside it lets you draw a digit.
#
# %% [markdown] lang="ja" role="figure"
# ネットワークに入力される7と、10個の数字の確率の棒グラフ。
# 7が1.00である。
# JupyterLabで実行すると、隣の枠に数字を描ける。
#
# %% [markdown] lang="en"
# It answers even where there is no digit, and often with great confidence: the ten
# probabilities add up to 1, and "none of these" is not among them. It has learned from
# American handwriting, too. What looks different from its training pictures, it reads
# as whatever comes nearest.
#
# ## What to take with you
#
# 1. `TensorDataset` and `DataLoader` deal out **mini-batches**. One batch is one
#    **iteration**, all batches together one **epoch**: 600 iterations for 60,000
#    pictures in batches of 100. Shuffle for training.
# 2. `train_epoch` has the five steps and returns the mean loss per sample;
#    `evaluate` has neither gradients nor updates, and restores the mode. Multiply each batch's mean by its
#    size, divide once at the end. Training and test loss are not taken at the same
#    weights.
# 3. The first loss is near $\ln 10 = 2.303$. Accuracy on MNIST: always 1 has 0.11, the
#    nearest mean 0.82, the linear classifier 0.92, the MLP 0.97. Each row of the linear
#    classifier's **weights is a picture** of where ink speaks for a digit. Logits, not
#    probabilities, go into `CrossEntropyLoss`. A trained model is kept as its `state_dict`.
# 4. **Two linear layers are one**: $W = W_2 W_1$, $b = W_2 b_1 + b_2$. Only a
#    non-linear activation such as ReLU lets borders bend. Start from random weights: hidden
#    neurons that start equal stay equal.
# 5. **Overfitting** means that the training loss falls while the loss on other data rises: not
#    more errors, but more confident ones. Early stopping, weight decay, dropout and more data
#    help; validation data choose how much.
#
# The exercise asks you to build all of it: loaders, both classifiers, the curves, and
# the reasons.
#
# %% [markdown] lang="ja"
# 数字でないものに対しても、高い確率で答えることがよくあります。
# 10個の確率の和は1で、その中に「どれでもない」はないからです。
# また、このネットワークが学習したのは、アメリカで書かれた数字です。
# 訓練画像と違う書き方の数字は、最も似ている数字として読みます。
#
# ## まとめ
#
# 1. `TensorDataset` と `DataLoader` は、データを**ミニバッチ**に分けて渡します。
#    1つのバッチで更新することが1回の**反復**、すべてのバッチを使うことが1**エポック**です。
#    60,000枚を100枚ずつに分けると、1エポックは600回の反復です。
#    学習ではシャッフルします。
# 2. `train_epoch` は、5つの手順を行い、1サンプルあたりの平均損失を返します。
#    `evaluate` は、勾配の計算も更新も行わず、モデルのモードも元に戻します。
#    どちらも、バッチの平均に枚数を掛けて足し、最後に1回だけ割ります。
#    訓練とテストの損失は、同じ重みについて求めたものではありません。
# 3. 学習前の損失は、$\ln 10 = 2.303$に近い値です。
#    MNISTでの正解率は、いつも1と答えると0.11、平均画像では0.82、線形分類器では0.92、MLPでは0.97です。
#    線形分類器の**重みは画像として描け**、どこにインクがあるとその数字らしいかを表します。
#    `CrossEntropyLoss` には、確率ではなくロジットを渡します。
#    学習したモデルは `state_dict` で保存します。
# 4. **2つの線形層は1つの線形層と同じ**で、$W = W_2 W_1$、$b = W_2 b_1 + b_2$です。
#    境界を曲げるには、ReLUのような非線形の活性化関数が必要です。
#    重みは乱数から始めます。
#    すべて等しい重みから始めると、隠れ層のニューロンに違いが生まれません。
# 5. **過学習**とは、訓練の損失が減るのに、ほかのデータの損失が増えることです。
#    増えるのは間違いの数ではなく、間違えたときの自信です。
#    対策には、早期終了、重み減衰、ドロップアウト、データの追加があり、強さは検証データで選びます。
#
# 演習では、データローダ、2つの分類器、曲線を自分で作り、その理由も説明します。
#
