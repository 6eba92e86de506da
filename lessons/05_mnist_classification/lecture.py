# %% [markdown] lang="en"
# # 05 Classifying digits
#
# Lesson 03 read handwritten digits with weights that were given. Lesson 04 let PyTorch
# find the weights of small networks. Now both come together: you train a classifier of
# digits yourself, watch it learn, and see how it can learn too much. You will
#
# 1. **feed** pictures to a network in mini-batches, and **count** epochs and
#    iterations,
# 2. **write** an epoch of training, and a test that updates nothing, and **average**
#    both correctly,
# 3. **read** curves of loss and accuracy, and the weights of a linear classifier as
#    pictures,
# 4. **explain** why a network needs a non-linear activation function between its
#    layers,
# 5. **recognise** overfitting, **explain** why the test loss rises, and **name**
#    cures.
#
# Run the cells from top to bottom. All of them together take about a minute and a half
# on one processor core, and none needs a network connection. Where it says *Predict*,
# decide on an answer before you run the cell below it. Numbers in the text are measured
# on MNIST; if the title of a figure says `sample`, yours will differ.
#
# The first cell loads the libraries, which takes a few seconds.
#
# %% [markdown] lang="ja"
# # 05 数字の分類
#
# レッスン03では、与えられた重みで手書きの数字を読みました。
# レッスン04では、PyTorchを使って小さなネットワークの重みを求めました。
# ここで両者が1つになります。
# 数字の分類器を自分で学習させ、上達するようすと、学びすぎるようすを観察します。
# 目標は次の5つです。
#
# 1. 画像をミニバッチに分けてネットワークに**渡し**、エポックと反復の回数を**数える**。
# 2. 1エポックの学習と、何も更新しないテストを**書き**、どちらの平均も正しく**求める**。
# 3. 損失と正解率の曲線や、画像として描いた線形分類器の重みを**読み取る**。
# 4. 層の間に非線形の活性化関数が必要な理由を**説明する**。
# 5. 過学習を**見分け**、テストの損失が増える理由を**説明し**、対策を**挙げる**。
#
# セルは上から順に実行してください。
# 1つのコアなら全部で1分半ほどかかり、ネットワーク接続は要りません。
# 「予想」とあるところでは、答えを決めてから下のセルを実行してください。
# 文中の数値は、MNISTで測ったものです。
# 図の題に `sample` とあれば、違う数値になります。
#
# 最初のセルはライブラリを読み込みます。
# 数秒かかります。
#
# %%
import copy
from functools import partial
from time import perf_counter

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchvision.transforms import ToTensor

from mlcourse.data import load_mnist, mnist_dataset
from mlcourse.figures import base, images, interactive, training

base.use_style()

# %% [markdown] lang="en"
# ## 1. A picture becomes a tensor
#
# The library torchvision has MNIST as a **data set**: an object that gives sample
# number $i$ as a pair of picture and label. `mnist_dataset` is torchvision's class,
# with the course's own search for the files. What it gives for a picture is up to the
# `transform`. `ToTensor()` is the usual one.
#
# %% [markdown] lang="ja"
# ## 1. 画像をテンソルにする
#
# torchvisionというライブラリには、MNISTの**データセット**（data set）があります。
# $i$番目のサンプルを、画像とラベルの組として渡すオブジェクトです。
# `mnist_dataset` は、torchvisionのクラスに、このコースのファイル探しを組み込んだものです。
# 画像をどんな形で渡すかは、`transform` で決まります。
# よく使うのは `ToTensor()` です。
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
# `ToTensor` makes three changes: the type becomes `float32`, grey levels from 0 to 255
# become numbers from 0 to 1, and a first axis of length 1 appears. That is the
# **channel**; a colour picture has three, a grey one has one.
#
# `ToTensor` is called anew for each picture in each epoch. MNIST is small enough to do
# it once for all pictures and keep the result in memory:
#
# %% [markdown] lang="ja"
# `ToTensor` は3つのことをします。
# 型を `float32` に変え、0から255の階調値を0から1の数にし、先頭に長さ1の軸を加えます。
# この軸は**チャンネル**（channel）です。
# カラー画像なら3つ、白黒の濃淡画像なら1つです。
#
# `ToTensor` は、エポックごとに、1枚ずつ呼び出されます。
# MNISTは小さいので、全画像を一度に変換し、結果をメモリに置いておけます。
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

# %% [markdown] lang="en"
# Before any training, the baselines of lesson 03: what scores a program that always
# answers with the commonest digit, and one that takes the nearest mean picture?
#
# %% [markdown] lang="ja"
# 学習の前に、レッスン03のベースラインを確かめます。
# いつも最も多い数字を答える場合と、最も近い平均画像の数字を答える場合の正解率です。
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
# ## 2. One batch, written out in full
#
# The simplest network for ten digits has a single layer. `nn.Flatten` writes the pixels
# of a picture one after the other, and `nn.Linear` makes ten weighted sums of them, one
# for each digit. For one picture, $n = 784$ inputs give $m = 10$ outputs:
#
# $$y = W x + b$$
#
# The outputs $y$ are **logits**: scores of any size and sign. Probabilities, which we
# call $p$ in this lesson, come from them by softmax. A network like this is a **linear
# classifier**.
#
# %% [markdown] lang="ja"
# MNISTでは0.11と0.82です。
# 学習したネットワークは、0.82を超えなければなりません。
#
# ## 2. 1つのバッチを、すべて書き出す
#
# 10種類の数字を分類する最も単純なネットワークは、層が1つだけです。
# `nn.Flatten` が、画像の画素を1列に並べます。
# `nn.Linear` が、そこから数字ごとに1つ、合わせて10個の重み付き和を作ります。
# 画像1枚では、$n = 784$個の入力から$m = 10$個の出力が得られます。
# 式は次のとおりです。
#
# $$y = W x + b$$
#
# 出力$y$は**ロジット**（logit）で、大きさも符号も自由なスコアです。
# 確率は、ロジットにソフトマックス関数を使って求めます。
# このレッスンでは、確率を$p$と書きます。
# このようなネットワークを、**線形分類器**（linear classifier）と呼びます。
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
# そこで、形状$(k, n)$のバッチ$x$は、$x W^{\mathsf T} + b$になります。
# $k = 5$枚のバッチで計算しましょう。
# $k$、$n$、$m$はすべて違うので、偶然に合うことはありません。
#
# %%
x, t = test_x[:5], test_t[:5]
flat = x.flatten(start_dim=1)
y = model(x)
p = torch.softmax(y, dim=1)
for name, tensor in {"x": x, "flat": flat, "y": y, "p": p, "t": t}.items():
    print(f"{name:4}  shape {tuple(tensor.shape)!s:15}  {tensor.dtype}")

# %% [markdown] lang="en"
# The loss is the cross entropy of lesson 03: take the probability of the right class,
# then minus its logarithm, then the mean over the batch. `nn.CrossEntropyLoss` does all
# of it, softmax included: it wants **logits** and whole numbers as targets.
#
# %% [markdown] lang="ja"
# 損失は、レッスン03の交差エントロピー誤差です。
# 正解のクラスの確率を取り出し、対数にマイナスをつけ、バッチで平均します。
# `nn.CrossEntropyLoss` は、ソフトマックス関数も含めて、そのすべてを行います。
# 渡すのは**ロジット**と、整数の正解ラベルです。
#
# %%
criterion = nn.CrossEntropyLoss()
right_p = p[torch.arange(5), t]
print("sums of p by row  ", [round(value, 2) for value in p.sum(dim=1).tolist()])
print("right class t     ", t.tolist())
print("its probability   ", [round(value, 2) for value in right_p.tolist()])
print(f"by hand {-torch.log(right_p).mean():.4f}, library {criterion(y, t):.4f}")

# %% [markdown] lang="en"
# > **Predict.** The network has learnt nothing yet. Which loss and which accuracy do
# > you expect on all the test pictures?
#
# With all weights 0 the answer is known exactly: ten equal logits, so each class gets
# $p = \frac1{10}$.
#
# %% [markdown] lang="ja"
# > **予想**：このネットワークは、まだ何も学んでいません。
# > テスト画像全体での損失と正解率は、いくつになるでしょうか。
#
# 重みがすべて0なら、正確な答えがわかります。
# 10個のロジットが等しく、どのクラスの確率も$p = \frac1{10}$です。
#
# %%
zero = copy.deepcopy(model)
for parameter in zero.parameters():
    nn.init.zeros_(parameter)
with torch.no_grad():
    for name, classifier in {"all weights 0": zero, "random start": model}.items():
        y_test = classifier(test_x)
        share = (y_test.argmax(dim=1) == test_t).float().mean()
        print(f"{name:13}: loss {criterion(y_test, test_t):.3f}, accuracy {share:.2f}")
print(f"ln 10 = {np.log(10):.3f}")

# %% [markdown] lang="en"
# The loss starts near $\ln 10 = 2.303$ and the accuracy near 0.1. Keep these in mind:
# **a first loss far from $\ln m$ is a warning** that something is wrong before training
# even begins.
#
# > **Belief.** "A class is chosen when its output is above 0.5."
# >
# > **Predict.** Does that work with logits? We come back to this in section 6, with a
# > network that has learnt.
#
# And what if `Flatten` is forgotten?
#
# %% [markdown] lang="ja"
# 初めの損失は$\ln 10 = 2.303$の近く、正解率は0.1の近くです。
# 覚えておきましょう。
# **初めの損失が$\ln m$から遠ければ、学習の前から何かが間違っています。**
#
# > **思い込み**：「出力が0.5を超えたクラスを選べばよい。」
# >
# > **予想**：ロジットでも、それでうまくいくでしょうか。
# > 第6節で、学習したネットワークを使って確かめます。
#
# では、`Flatten` を忘れるとどうなるでしょうか。
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
# $p_{ij}$ be the probability that sample $i$ gives to class $j$, and $T_{ij}$ the
# one-hot target, 1 for the right class and 0 for the others. Then
#
# $$E = -\frac1k \sum_{i=1}^{k} \ln p_{i,\,t_i}, \qquad
# \frac{\partial E}{\partial y_{ij}} = \frac{p_{ij} - T_{ij}}{k}.$$
#
# It follows from
#
# $$\ln p_{i,\,t_i} = y_{i,\,t_i} - \ln \sum_j e^{y_{ij}}.$$
#
# The derivative of the first term is $T_{ij}$, that of the second $p_{ij}$. In words:
# *what the network said, minus what would have been right*. As always, we trust a
# derivative when numbers agree:
#
# %% [markdown] lang="ja"
# - **症状**：形状(140x28)と(784x10)は掛けられない、というエラーになります。
# - **原因**：`nn.Linear` は最後の軸に働きます。
#   ここでは、それが1行分の28画素です。
#   ほかの軸はまとめて数えられ、$5 \cdot 1 \cdot 28 = 140$行になりました。
# - **対処**：先に `nn.Flatten()` を置きます。
#   サンプルを表す最初の軸は残り、ほかの軸が1つになります。
#
# ### 勾配を手で計算する
#
# 学習には、損失の勾配が必要です。
# ロジットについての勾配は、驚くほど簡単です。
# サンプル$i$がクラス$j$に与えた確率を$p_{ij}$とします。
# ワンホット表現の正解を$T_{ij}$とします。
# 正解のクラスで1、ほかで0です。
# すると、損失とその勾配は次のようになります。
#
# $$E = -\frac1k \sum_{i=1}^{k} \ln p_{i,\,t_i}, \qquad
# \frac{\partial E}{\partial y_{ij}} = \frac{p_{ij} - T_{ij}}{k}$$
#
# 理由は、対数の確率が次の形に書けることです。
#
# $$\ln p_{i,\,t_i} = y_{i,\,t_i} - \ln \sum_j e^{y_{ij}}$$
#
# 第1項の微分が$T_{ij}$、第2項の微分が$p_{ij}$になります。
# 言葉で言えば、「ネットワークの答え引く正しい答え」です。
# いつものように、数値で確かめてから使います。
#
# %%
y = model(x).detach().double().requires_grad_()
criterion(y, t).backward()
T = nn.functional.one_hot(t, num_classes=10)
formula = (torch.softmax(y.detach(), dim=1) - T) / 5
print(f"formula and autograd: largest difference {(formula - y.grad).abs().max():.8f}")

# %%
units = torch.eye(50, dtype=torch.float64).reshape(50, 5, 10)  # one logit at a time
for eps in (1, 0.1, 0.01):
    rises = [criterion(y + eps * u, t) - criterion(y - eps * u, t) for u in units]
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
# 式は正しいとわかります。
# ロジットから重みへは、レッスン02と同じく連鎖律で進みます。
# 上の勾配を$g$とすると、$\partial E / \partial W = g^{\mathsf T} x$です。
# 勾配降下法の1回の更新を、まず手で、次にライブラリで計算します。
#
# %%
lr = 0.1
w, b = (parameter.detach().clone() for parameter in model.parameters())
g = (torch.softmax(flat @ w.T + b, dim=1) - T) / 5
for name, tensor in {"g": g, "flat": flat, "g.T @ flat": g.T @ flat, "w": w}.items():
    print(f"{name:11} shape {tuple(tensor.shape)}")
w -= lr * g.T @ flat
b -= lr * g.sum(dim=0)

# %%
optimizer = torch.optim.SGD(model.parameters(), lr=lr)
optimizer.zero_grad()
criterion(model(x), t).backward()
optimizer.step()
largest = max((w - model[1].weight).abs().max(), (b - model[1].bias).abs().max())
print(f"after one step, largest difference {largest:.6f}")

# %% [markdown] lang="en"
# Both give the same weights.
#
# ## 3. Mini-batches: epoch and iteration
#
# A `TensorDataset` pairs tensors sample by sample, and a `DataLoader` deals them out in
# mini-batches. With `shuffle=True` each pass has a new order, drawn from the
# `generator`. Ten samples in batches of 4, two passes:
#
# %% [markdown] lang="ja"
# どちらでも、同じ重みになりました。
#
# ## 3. ミニバッチ：エポックと反復
#
# `TensorDataset` は、テンソルどうしをサンプルごとに組にします。
# それをミニバッチに分けて配るのが、**データローダ**（data loader）の `DataLoader` です。
# `shuffle=True` なら、1巡ごとに新しい順序を `generator` から引きます。
# 10個のサンプルを4個ずつ、2巡させてみます。
#
# %%
ten = TensorDataset(torch.arange(10), torch.arange(10))
generator = torch.Generator().manual_seed(0)
loader = DataLoader(ten, batch_size=4, shuffle=True, generator=generator)
for epoch in (1, 2):
    print(f"epoch {epoch}:", [samples.tolist() for samples, _ in loader])


# %% [markdown] lang="en"
# Each pass uses every sample once; the last batch has only the two that were left.
#
# > **Belief.** "An epoch is an iteration."
# >
# > **Predict.** MNIST's 60,000 training pictures in batches of 100: how often are the
# > weights updated in 10 epochs?
#
# %% [markdown] lang="ja"
# 1巡で、どのサンプルも1回ずつ使われます。
# 最後のバッチは、残りの2個だけです。
#
# > **思い込み**：「エポックと反復は同じものである。」
# >
# > **予想**：MNISTの訓練画像60,000枚を、100枚ずつのバッチに分けます。
# > 10エポックで、重みは何回更新されるでしょうか。
#
# %%
def make_loader(x, t, batch_size, shuffle):
    generator = torch.Generator().manual_seed(0)
    return DataLoader(TensorDataset(x, t), batch_size, shuffle, generator=generator)


train_loader = make_loader(train_x, train_t, 100, shuffle=True)
print(f"{len(train_t)} pictures, {len(train_loader)} batches", end=", ")
print(f"iterations in 10 epochs: {10 * len(train_loader)}")

# %% [markdown] lang="en"
# An **iteration** is one batch and one update. An **epoch** is one pass through all
# training pictures, here $60{,}000 / 100 = 600$ iterations. Ten epochs make 6,000
# updates.
#
# Was it worth keeping the tensors in memory? We time one pass through the test
# pictures.
#
# %% [markdown] lang="ja"
# **反復**（iteration）1回は、1バッチで1回の更新です。
# **エポック**（epoch）は、訓練画像をひととおり使うことです。
# ここでは$60{,}000 / 100 = 600$回の反復です。
# 10エポックなら、6,000回更新します。
#
# テンソルをメモリに置いた効果はあるでしょうか。
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

# %% [markdown] lang="en"
# Where this page was made, the tensors in memory are about ten times as fast. For
# 60,000 pictures, `ToTensor` costs several seconds an epoch before any learning is
# done. Pictures that do not fit into memory have no choice; these do.
#
# ## 4. One epoch
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
# %% [markdown] lang="ja"
# このページを作ったコンピュータでは、メモリ上のテンソルのほうが約10倍速くなりました。
# `ToTensor` で60,000枚を読むと、学習とは別に、1エポックで数秒かかります。
# メモリに入りきらない画像なら仕方がありませんが、MNISTは入ります。
#
# ## 4. 1エポック
#
# レッスン04の5つの手順を、バッチごとに1回ずつ行います。
# 出力、損失、勾配の消去、新しい勾配、更新の5つです。
# ほかに、損失を記録し、第5節で使うために重みの写しをとります。
# 1、2秒かかります。
#
# > **思い込み**：「最後のバッチの損失が、そのエポックの損失である。」
# >
# > **予想**：次の3つの値は、どのくらい違うでしょうか。
# > 最後のバッチの損失、600個の損失の平均、エポックを終えた後の訓練画像全体の損失です。
#
# %%
model = linear_classifier()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
batch_losses, states = [], [model[1].weight.detach().clone()]
for x, t in train_loader:
    y = model(x)
    loss = criterion(y, t)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    batch_losses.append(loss.item())
    states.append(model[1].weight.detach().clone())

# %%
with torch.no_grad():
    loss_after = criterion(model(train_x), train_t).item()
print(f"last batch                    {batch_losses[-1]:.2f}")
print(f"mean of the epoch's batches   {np.mean(batch_losses):.2f}")
print(f"all pictures, after the epoch {loss_after:.2f}")

# %%
fig, ax = plt.subplots(figsize=(7, 3.2))
iterations = range(1, len(batch_losses) + 1)
ax.plot(iterations, batch_losses, ".", markersize=3, label="one batch")
mean_loss = np.mean(batch_losses)
ax.axhline(mean_loss, color="#D55E00", linestyle="--", label="mean of the batches")
ax.axhline(loss_after, color="#009E73", linestyle="-.", label="all, after the epoch")
ax.set(xlabel="iteration", ylabel="cross entropy", title=mnist.name, ylim=(0, None))
ax.legend()
plt.show()


# %% [markdown] lang="en"
# 0.32, 0.54 and 0.38 on MNIST.
#
# - The **last batch** is 100 pictures, easy or hard by chance: neighbouring points
#   differ by 0.2 and more.
# - The **mean of the batches** is steady, but it is an average over weights that were
#   changing, the poor first ones included.
# - The **loss after the epoch** belongs to one state of the weights. It costs a pass of
#   its own.
#
# Usually one reports the mean: it comes for nothing. Just remember what it is. As a
# function:
#
# %% [markdown] lang="ja"
# MNISTでは、0.32、0.54、0.38です。
#
# - **最後のバッチ**は、たまたま選ばれた100枚です。
#   易しいことも、難しいこともあります。
#   隣どうしの点でも、0.2以上違います。
# - **バッチの平均**は安定しています。
#   ただし、変わっていく重みにわたる平均で、初めの悪い重みも含みます。
# - **エポック後の損失**は、1つに決まった重みでの値です。
#   測るには、もう1巡する必要があります。
#
# ふつうは、手間なしで得られる平均を報告します。
# それが何の値なのかを、忘れないようにしましょう。
# 関数にまとめます。
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
# **evaluation mode**, which matters for models with layers such as dropout, and
# `model.train()` switches back.
#
# %% [markdown] lang="ja"
# 各バッチの平均損失に枚数を掛けて足し、割り算は最後に1回だけ行います。
# テストも同じ形で、学習のための3つの手順を除いたものです。
# `torch.no_grad()` で、勾配のための記録を省きます。
# `model.eval()` は**評価モード**（evaluation mode）に切り替えます。
# ドロップアウトのような層があるときに必要です。
# `model.train()` で元に戻します。
#
# %%
def evaluate(model, loader, criterion):
    total, num_right, num_samples = 0.0, 0, 0
    model.eval()
    with torch.no_grad():
        for x, t in loader:
            y = model(x)
            total += criterion(y, t).item() * len(x)
            num_right += (y.argmax(dim=1) == t).sum().item()
            num_samples += len(x)
    model.train()
    return total / num_samples, num_right / num_samples


# %% [markdown] lang="en"
# > **Belief.** "The mean of the batch means is the mean."
# >
# > **Predict.** For which of these batch sizes does that hold, with 10,000 test
# > pictures: 100, 3,000, 9,900? And do the weights stay as they were?
#
# %% [markdown] lang="ja"
# > **思い込み**：「バッチの平均をさらに平均すれば、全体の平均になる。」
# >
# > **予想**：テスト画像は10,000枚です。
# > バッチの大きさが100、3,000、9,900のうち、これが成り立つのはどれでしょうか。
# > また、重みは元のままでしょうか。
#
# %%
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


# %% [markdown] lang="en"
# Only for 100, which divides 10,000. With 9,900, the last 100 pictures count as much as
# all the others, and 0.362 becomes 0.454. And the test leaves the weights alone.
#
# ## 5. A linear classifier learns
#
# `fit` puts the two together: for each epoch it trains, then tests, and writes four
# numbers into a **history**. For the tests, plain slices of 1,000 pictures in order
# serve as well as a loader, and they are faster.
#
# %% [markdown] lang="ja"
# 成り立つのは、10,000を割り切る100のときだけです。
# 9,900では、最後の100枚がほかのすべてと同じ重さになり、0.362が0.454になります。
# そして、テストは重みを変えません。
#
# ## 5. 線形分類器が学ぶ
#
# この2つを `fit` にまとめます。
# エポックごとに学習し、テストして、4つの数を**履歴**（history）に書き込みます。
# テストでは、1,000枚ずつ順に切り分けたものを、データローダの代わりに使います。
# このほうが速く、結果は同じです。
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


# %% [markdown] lang="en"
# > **Belief.** "The training loss must be below the test loss: the network has seen the
# > training pictures."
# >
# > **Predict.** Which of the two is smaller after the first epoch?
#
# Ten epochs take about ten seconds.
#
# %% [markdown] lang="ja"
# > **思い込み**：「訓練画像は学習に使ったのだから、訓練の損失はテストの損失より小さい。」
# >
# > **予想**：最初のエポックの後、小さいのはどちらでしょうか。
#
# 10エポックに、10秒ほどかかります。
#
# %%
linear_models = []
linear_history = fit(linear_classifier(), lr=0.1, epochs=10, keep=linear_models)
for epoch in (1, 5, 10):
    print(f"epoch {epoch:2}: {numbers_after(linear_history, epoch)}")

# %%
fig, axes = plt.subplots(1, 2, figsize=(8, 3))
training.history_curves(*axes, {"linear": linear_history})
fig.suptitle(mnist.name, fontsize=11)
plt.show()

# %% [markdown] lang="en"
# After the first epoch the test loss is 0.36 and the training loss 0.54, the same
# number as in section 4: **the two were not taken at the same weights**. The training
# loss is a mean over the whole epoch, the test loss belongs to its end. At equal
# weights the training pictures had 0.38.
#
# After ten epochs the accuracy is 0.92: 92 of 100 test pictures, where the nearest mean
# had 82. The loss is 0.28 per picture; since $e^{-0.28} = 0.76$, the right class
# typically gets a probability of about three quarters.
#
# ### The weights as pictures
#
# For each digit there are 784 weights, one a pixel: a picture. The upper row shows
# their sizes $|w|$, the lower their signs: red pixels speak for the digit, blue ones
# against it. Step through the training with the arrows; drawing all the steps takes a
# few seconds.
#
# %% [markdown] lang="ja"
# 最初のエポックの後、テストの損失は0.36、訓練の損失は0.54です。
# 0.54は、第4節と同じ値です。
# **2つの損失は、同じ重みで測ったものではありません。**
# 訓練の損失はエポック全体の平均で、テストの損失はエポックの終わりの値です。
# 同じ重みで測れば、訓練画像の損失は0.38でした。
#
# 10エポックの後、正解率は0.92です。
# テスト画像100枚のうち92枚が正解で、平均画像では82枚でした。
# 損失は1枚あたり0.28です。
# $e^{-0.28} = 0.76$なので、正解のクラスの確率は、目安として4分の3ほどです。
#
# ### 重みを画像として見る
#
# 重みは、数字ごとに784個、画素ごとに1つあります。
# つまり、画像として描けます。
# 上の段は重みの大きさ$|w|$、下の段は符号も含めた値です。
# 赤い画素はその数字に賛成し、青い画素は反対します。
# 矢印で学習を1段階ずつ進めてみましょう。
# 図の準備に数秒かかります。
#
# %% tags=["nbval-ignore-output"]
shown = [i for i in (0, 1, 3, 10, 30, 100, 300) if i < len(states)]
frames = [(f"iteration {i}", states[i]) for i in shown]
for epoch in (1, 2, 3, 4, 5, 6, 8, 10):
    frames.append((f"epoch {epoch}", linear_models[epoch - 1][1].weight.detach()))
fig, axes = plt.subplots(2, 10, figsize=(7.6, 2.1))


def draw(frame):
    title, w = frames[frame]
    training.weight_frame(axes, w, absolute_limit=0.6, signed_limit=0.6)
    fig.suptitle(f"{mnist.name}: {title}", fontsize=11)


base.stepper(fig, draw, len(frames), interval=900, name="weights")

# %% [markdown] lang="en"
# Out of the noise of the start grow shapes. The 0 wants ink on a ring and none in the
# middle; the 1 wants exactly the reverse. In the pictures of $|w|$ these strong places
# light up, whichever sign they have.
#
# > **Predict.** Near the edges the noise of the start never goes away, even after ten
# > epochs. Why?
#
# %% [markdown] lang="ja"
# 初めの雑音の中から、形が現れます。
# 0は、輪の上のインクに賛成し、中央のインクに反対します。
# 1は、ちょうどその逆です。
# $|w|$の画像では、符号にかかわらず、こうした強い場所が明るくなります。
#
# > **予想**：画像の縁の近くでは、10エポックの後も初めの雑音が残っています。
# > なぜでしょうか。
#
# %%
w = linear_models[-1][1].weight.detach()
never = (train_x == 0).all(dim=0).flatten()
change = (w - states[0]).abs()
print(f"pixels that are 0 in all training pictures: {never.sum()}")
print(f"largest change of their weights {change[:, never].max():.6f}")
print(f"largest change of the others    {change[:, ~never].max():.1f}")

# %% [markdown] lang="en"
# The gradient of a weight is $g$ times its input. 67 pixels of MNIST never have ink, so
# the gradients of their 670 weights are exactly 0, and **what is never used is never
# learnt**. If a test picture had ink there, these random weights would vote.
#
# Now one weight with its unit: logits per full ink (1 instead of 0). Only differences
# between logits count, so we compare two digits, at row 14, column 14, near the middle:
#
# %% [markdown] lang="ja"
# 重みの勾配は、$g$に入力を掛けたものです。
# MNISTでは、67個の画素にはインクがまったくありません。
# その670個の重みの勾配は、ちょうど0です。
# **使われないものは、学習されません。**
# もしテスト画像のそこにインクがあれば、でたらめな重みが票を投じることになります。
#
# 次は、重みを1つ、単位つきで読みます。
# 単位は、「インクが0から1になったときのロジット」です。
# 効くのはロジットの差だけなので、2つの数字を比べます。
# 場所は中央に近い14行14列です。
#
# %%
middle = w.reshape(10, 28, 28)[:, 14, 14]
difference = (middle[1] - middle[0]).item()
print(f"logit 1 minus logit 0, per full ink: {difference:.1f}")
print(f"odds of 1 against 0 are multiplied by {np.exp(difference):.0f}")

# %% [markdown] lang="en"
# A fully inked pixel in the middle multiplies the odds of 1 against 0 by 3. Weights have
# units, and with the units they can be read aloud.
#
# ## 6. Two ways to fail without an error
#
# > **Belief.** "CrossEntropyLoss wants probabilities, so softmax comes before it."
#
# This is the commonest bug of all in classifiers. Softmax then is applied twice: once
# by us, once inside the loss.
#
# > **Predict.** Suppose the network is perfect and gives the right class probability 1
# > and the others 0. Which loss comes out?
#
# %% [markdown] lang="ja"
# 中央の画素がインクで埋まると、0に対する1の見込みの比（オッズ）は3倍になります。
# 重みには単位があり、単位をつければ言葉で読めます。
#
# ## 6. エラーの出ない失敗を2つ
#
# > **思い込み**：「CrossEntropyLossには確率を渡すので、先にソフトマックス関数を通す。」
#
# 分類器で最もよくある間違いです。
# ソフトマックス関数が、自分のコードと損失関数の中とで、2回使われてしまいます。
#
# > **予想**：ネットワークが完璧で、正解のクラスの確率が1、ほかは0だとします。
# > 損失はいくつになるでしょうか。
#
# %%
perfect = torch.tensor([[1.0] + [0.0] * 9])
loss = criterion(perfect, torch.tensor([0]))
print(f"softmax first, perfect answer: loss {loss:.3f}")
print(f"ln(e + 9) - 1 = {np.log(np.e + 9) - 1:.3f}")


# %% [markdown] lang="en"
# Not 0 but 1.461, the smallest loss that is possible this way. The loss takes the ten
# numbers 1, 0, …, 0 for logits, and those are nearly even. We train the linear
# classifier like this for three epochs; it takes two or three seconds.
#
# %% [markdown] lang="ja"
# 0ではなく1.461です。
# この方法では、これより小さくなりません。
# 損失関数は10個の数1, 0, …, 0をロジットとみなします。
# ロジットとしては、ほとんど差がないのです。
# この方法で、線形分類器を3エポック学習させます。
# 2、3秒かかります。
#
# %%
def softmax_first(y, t):
    return criterion(torch.softmax(y, dim=1), t)


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

# %% [markdown] lang="en"
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
# %% [markdown] lang="ja"
# - **症状**：損失が1.461より小さくなりません。
#   エラーは出ず、0.88は成功のように見えます。
#   だから、この間違いは見つけにくいのです。
# - **原因**：ソフトマックス関数を2回使っています。
#   2回目に渡るロジットは0と1の間だけなので、勾配が小さく、学習が遅くなります。
# - **対処**：損失関数にはロジットを渡します。
#   同じ3エポックで、損失は0.31、正解率は0.91になります。
#   ソフトマックス関数は、確率を見たいときだけ使います。
#
# 2つ目の失敗です。
# ファイルの中の画像が、0をすべて、次に1をすべて、という順に並んでいます。
# そして、データローダがシャッフルしません。
# 最初の10,000枚の訓練画像を並べ替え、1エポック学習させます。
#
# > **予想**：どの画像も1回ずつ使うことは、前と同じです。
# > 順序は結果に影響するでしょうか。
#
# %%
some_x, some_t = train_x[:10000], train_t[:10000]
rows = some_t.argsort(stable=True)
for shuffle in (False, True):
    model = linear_classifier()
    history = fit(model, 0.1, 1, x=some_x[rows], t=some_t[rows], shuffle=shuffle)
    print(f"shuffle={shuffle!s:5}: {numbers_after(history, 1)}")

# %% [markdown] lang="en"
# - **Symptom**: the training loss 0.58 is even better than the shuffled 0.95, but the
#   test accuracy is 0.10, pure chance.
# - **Cause**: while only zeros come, *always 0* is the best answer; then *always 1*,
#   and at the end *always 9*. Each time the batch fits well, and what came before is
#   unlearnt.
# - **Cure**: `shuffle=True` for training, so that each batch is a fair sample. And do
#   not trust the training loss alone.
#
# Now the two questions that are still open. First: a threshold of 0.5 on the logits.
#
# %% [markdown] lang="ja"
# - **症状**：訓練の損失0.58は、シャッフルしたときの0.95より良く見えます。
#   ところが、テストの正解率は0.10で、でたらめと同じです。
# - **原因**：0だけが来る間は、「いつも0」が最良の答えです。
#   次は「いつも1」になり、最後は「いつも9」になります。
#   そのつどバッチには合いますが、前に学んだことは失われます。
# - **対処**：学習では `shuffle=True` とし、どのバッチにもいろいろな数字が入るようにします。
#   また、訓練の損失だけを信用しないようにします。
#
# 残っていた問いに答えましょう。
# まず、ロジットを0.5と比べる方法です。
#
# %%
with torch.no_grad():
    y = linear_models[-1](test_x)
above = (y > 0.5).sum(dim=1)
for name, chosen in {"exactly one": above == 1, "two or more": above > 1}.items():
    print(f"{name} above 0.5: {chosen.float().mean():.2f} of the test pictures")

# %% [markdown] lang="en"
# Useless: nearly every picture has several logits above 0.5. A logit means something
# only beside the others. The answer is the **largest** logit, found with `argmax`.
#
# > **Belief.** "What we want is accuracy, so let us use accuracy as the loss."
# >
# > **Predict.** We move one parameter a little, the bias of class 8. How will the curve
# > of the loss look, how that of the accuracy?
#
# %% [markdown] lang="ja"
# 役に立ちません。
# ほぼすべての画像で、0.5を超えるロジットが2つ以上あります。
# ロジットは、ほかのロジットと比べて初めて意味をもちます。
# 答えは**最大**のロジットで、`argmax` で求めます。
#
# > **思い込み**：「目的は正解率なのだから、正解率を損失にすればよい。」
# >
# > **予想**：パラメータを1つ、クラス8のバイアスを少しずつ動かします。
# > 損失の曲線と正解率の曲線は、それぞれどんな形でしょうか。
#
# %%
shifts = np.linspace(-6, 6, 241)
losses, accuracies = [], []
for shift in shifts:
    moved = y[:100] + shift * (torch.arange(10) == 8)
    losses.append(criterion(moved, test_t[:100]).item())
    accuracies.append((moved.argmax(dim=1) == test_t[:100]).float().mean().item())

# %%
fig, axes = plt.subplots(1, 2, figsize=(7.5, 2.7))
axes[0].plot(shifts, losses)
axes[1].plot(shifts, accuracies)
for ax, name in zip(axes, ("cross entropy", "accuracy"), strict=True):
    ax.set(xlabel="added to the bias of class 8", ylabel=name)
    ax.set_title(f"{mnist.name}, 100 test pictures")
plt.show()


# %% [markdown] lang="en"
# The loss is smooth and has a slope everywhere. The accuracy is a **staircase**: flat
# nearly everywhere, with slope 0, so gradient descent would never move. It is the step
# function of lesson 03 again. We descend on the loss, and read the accuracy.
#
# ## 7. A hidden layer
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
# 損失はなめらかで、どこでも傾きがあります。
# 正解率は**階段**です。
# ほとんどの場所で平らで、傾きは0なので、勾配降下法では一歩も動けません。
# レッスン03のステップ関数と同じです。
# 下るのは損失で、正解率は読むためのものです。
#
# ## 7. 隠れ層
#
# 画素とロジットの間に、ReLUをもつ$h = 100$個の隠れ層のニューロンを入れます。
# このようなネットワークを、**多層パーセプトロン**（multilayer perceptron）と呼びます。
# 略してMLPです。
#
# | | 入力 | 隠れ層 | 出力 | 学習する数 |
# |---|---|---|---|---|
# | 線形 | 784 | | 10 | 7,850 |
# | MLP | 784 | 100（ReLU） | 10 | 79,510 |
#
# 10エポックに15秒ほどかかります。
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

# %% [markdown] lang="en"
# On MNIST the MLP reaches 0.97 where the linear classifier stays at 0.92: 3 errors in
# 100 instead of 8. The linear one has nearly stopped to improve, and its two curves lie
# together: **it has too few possibilities**, and more training pictures would not help.
# The MLP is still improving, and its training curve begins to run ahead of the test
# curve.
#
# > **Belief.** "Where training and test differ, the network overfits."
#
# Not yet. A gap alone is normal: training pictures are always a little easier. As long
# as the **test** loss falls, more epochs are useful. Overfitting is the point where it
# turns upwards. We shall force that in section 9.
#
# ### Learning rate, batch size, hidden neurons
#
# How much of this depends on our choices? We vary one of them at a time, on the first
# 10,000 training pictures, for three epochs each. This takes about fifteen seconds.
#
# > **Predict.** In each panel of the figure one of four choices fails completely. Which
# > one?
#
# %% [markdown] lang="ja"
# MNISTで、線形分類器が0.92のところ、MLPは0.97に達します。
# 100枚あたりの間違いは、8枚から3枚に減ります。
# 線形分類器はほとんど改善が止まり、訓練とテストの曲線が重なっています。
# **表せるものが少なすぎる**ので、訓練画像を増やしても効果はありません。
# MLPはまだ改善していて、訓練の曲線がテストの曲線より先に進み始めています。
#
# > **思い込み**：「訓練とテストに差があれば、過学習である。」
#
# まだ過学習ではありません。
# 訓練画像は必ず少し易しくなるので、差があるのはふつうのことです。
# **テスト**の損失が減っている間は、エポックを増やす意味があります。
# 過学習は、テストの損失が増え始めるところからです。
# 第9節で、わざと起こします。
#
# ### 学習率、バッチの大きさ、隠れ層のニューロン
#
# この結果は、選び方にどれだけ左右されるでしょうか。
# 最初の10,000枚の訓練画像で3エポックずつ、1つの設定だけを変えて比べます。
# 15秒ほどかかります。
#
# > **予想**：図のそれぞれで、4つの設定のうち1つがまったく学習できません。
# > どれでしょうか。
#
# %%
some = {"x": some_x, "t": some_t}
by_lr = {lr: fit(mlp(), lr, 3, **some) for lr in (0.01, 0.1, 0.5, 2)}
by_size = {size: fit(mlp(), 0.1, 3, size, **some) for size in (10, 100, 1000, 10000)}
by_width = {h: fit(mlp(h), 0.1, 3, **some) for h in (1, 3, 10, 100)}

# %%
fig, axes = plt.subplots(1, 3, figsize=(9.5, 3.9), sharey=True)
panels = {"learning rate": by_lr, "batch size": by_size, "hidden neurons h": by_width}
for ax, (title, histories) in zip(axes, panels.items(), strict=True):
    for choice, history in histories.items():
        ax.plot((1, 2, 3), history["test_accuracy"], marker="o", label=str(choice))
    ax.set(xlabel="epoch", xticks=(1, 2, 3), ylim=(0, 1), title=title)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.22), fontsize=9, ncols=2)
axes[0].set_ylabel("test accuracy")
fig.suptitle(f"{mnist.name}, first 10,000 training pictures", fontsize=11)
plt.show()

# %% [markdown] lang="en"
# On MNIST:
#
# - **Learning rate**: 0.01 is slow, 0.1 and 0.5 are good, 2 fails. The loss ends at
#   2.30, and the network gives nearly every picture the same answer. Its first steps
#   were so large that the hidden sums became negative for nearly all pictures. ReLU then
#   gives 0, with slope 0, and no gradient gets through any more. The neurons are
#   **dead**.
# - **Batch size**: a small batch means many updates, a large one few. In three epochs,
#   batches of 10 make 3,000 updates, batches of 10,000 only 3, and that is not enough.
#   With the small batch each update is cheap and noisy, and the epoch takes longer.
# - **Hidden neurons**: through a single one, $h = 1$, everything that the network knows
#   about a picture must pass as one number. Ten digits cannot be lined up in one row:
#   0.24. 10 neurons give 0.88, 100 give 0.90.
#
# ## 8. Why a non-linear activation
#
# The MLP beats the linear classifier. Is it the additional layer, or the ReLU? Leave
# the ReLU out, and write the two layers as formulas, with $x$ of shape $(n)$, $W_1$ of
# shape $(h, n)$, $W_2$ of shape $(m, h)$:
#
# $$y = W_2 (W_1 x + b_1) + b_2 = \underbrace{(W_2 W_1)}_{W}\, x +
# \underbrace{(W_2 b_1 + b_2)}_{b}$$
#
# $W$ has the shape $(m, h)\,(h, n) = (m, n)$, and $b$ the shape $(m)$: **two linear
# layers are one linear layer**. By number, with 100 hidden neurons:
#
# %% [markdown] lang="ja"
# MNISTでは次のとおりです。
#
# - **学習率**：0.01は遅く、0.1と0.5は良好で、2は失敗です。
#   損失は2.30に戻り、ほぼすべての画像に同じ答えを出します。
#   初めの更新が大きすぎて、隠れ層の重み付き和がほとんどの画像で負になりました。
#   ReLUの出力は0、傾きも0で、もう勾配が伝わりません。
#   ニューロンが**死んだ**状態です。
# - **バッチの大きさ**：小さければ更新は多く、大きければ少なくなります。
#   3エポックの更新は、10枚ずつなら3,000回ですが、10,000枚ずつなら3回です。
#   これでは足りません。
#   小さいバッチの更新は、1回が軽くてばらつきが大きく、1エポックの時間は延びます。
# - **隠れ層のニューロン**：$h = 1$では、画像についての情報がすべて1つの数を通ります。
#   10種類の数字を1列に並べて分けることはできず、0.24です。
#   10個なら0.88、100個なら0.90です。
#
# ## 8. なぜ非線形の活性化関数か
#
# MLPは、線形分類器より優れています。
# それは層を増やしたからでしょうか。ReLUがあるからでしょうか。
# ReLUを除いて、2つの層を式で書いてみます。
# $x$の形状は$(n)$、$W_1$は$(h, n)$、$W_2$は$(m, h)$です。
# 式は次のようにまとめられます。
#
# $$y = W_2 (W_1 x + b_1) + b_2 = \underbrace{(W_2 W_1)}_{W}\, x +
# \underbrace{(W_2 b_1 + b_2)}_{b}$$
#
# $W$の形状は$(m, h)\,(h, n) = (m, n)$、$b$の形状は$(m)$です。
# **2つの線形層は、1つの線形層と同じです。**
# 隠れ層のニューロンが100個の場合を、数値で確かめます。
#
# %%
torch.manual_seed(0)
first, second = nn.Linear(784, 100), nn.Linear(100, 10)
x = test_x[:1000].flatten(1)
with torch.no_grad():
    w, b = second.weight @ first.weight, second.weight @ first.bias + second.bias
    one = x @ w.T + b
    two, with_relu = second(first(x)), second(torch.relu(first(x)))

# %%
print("w:", tuple(w.shape), "  b:", tuple(b.shape))
largest = (two - one).abs().max().item()
print("two layers and one, largest difference below 1e-5:", largest < 1e-5)
print(f"with ReLU between, largest difference {(with_relu - one).abs().max():.1f}")

# %% [markdown] lang="en"
# Nothing is left but rounding. A third linear layer would melt into this one in the
# same way, and so on: however many there are, they are one.
#
# What this means can be seen in the plane. Two classes are two rings of points, with
# $n = 2$ coordinates as inputs and $m = 2$ logits. The border between the classes lies
# where the two logits are equal. For one linear layer that is
# $(w_1 - w_0) \cdot x + (b_1 - b_0) = 0$, with $w_0$ and $w_1$ for the rows of $W$: a
# straight line.
#
# > **Predict.** We train three networks: 100 hidden neurons without activation, then 2
# > and 4 hidden neurons with ReLU. Which of them can fence in the inner ring? How many
# > straight lines does it take to enclose an area?
#
# %% [markdown] lang="ja"
# 違いは丸め誤差だけです。
# 線形層を3つ、4つと重ねても、同じように1つに溶け合います。
#
# その意味は、平面で見るとわかります。
# 2つのクラスは、2つの輪に並ぶ点です。
# 入力は$n = 2$個の座標、出力は$m = 2$個のロジットです。
# クラスの境界は、2つのロジットが等しいところです。
# 線形層が1つなら、$W$の行を$w_0$と$w_1$として、境界は次の式になります。
#
# $$(w_1 - w_0) \cdot x + (b_1 - b_0) = 0$$
#
# これは直線です。
#
# > **予想**：3つのネットワークを学習させます。
# > 隠れ層が100個で活性化関数なしのもの、ReLUありで2個と4個のものです。
# > 内側の輪を囲めるのはどれでしょうか。
# > 領域を囲むには、直線が何本必要でしょうか。
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
def ring_network(h, *activation):
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(2, h), *activation, nn.Linear(h, 2))


rings = {
    "100 hidden, no activation": train_on_rings(ring_network(100)),
    "2 hidden, ReLU": train_on_rings(ring_network(2, nn.ReLU())),
    "4 hidden, ReLU": train_on_rings(ring_network(4, nn.ReLU())),
}
for name, kept in rings.items():
    share = (kept[-1](ring_x).argmax(dim=1) == ring_t).float().mean()
    print(f"{name:25}: accuracy {share:.3f}")


# %%
def difference_of_logits(model, x):
    with torch.no_grad():
        y = model(torch.as_tensor(x, dtype=torch.float32))
    return (y[:, 1] - y[:, 0]).numpy()


# %%
fig, axes = plt.subplots(1, 3, figsize=(9.5, 3.4), sharey=True)
for ax, (name, kept) in zip(axes, rings.items(), strict=True):
    classify = partial(difference_of_logits, kept[-1])
    training.class_regions(ax, classify, ring_x, ring_t)
    ax.set_title(name)
    ax.set_ylabel("")
axes[0].set_ylabel("$x_2$")
plt.show()

# %% [markdown] lang="en"
# A hundred neurons without activation draw one straight line, and half the points are
# wrong: no better than tossing a coin. Two neurons with ReLU already make a border of
# several pieces, but two lines enclose nothing. It takes at least three; with four the ring is fenced
# in and all points are right. **ReLU bends the border**: each hidden neuron
# switches on along a line of its own, and there the border may turn.
#
# Watch it happen. On the left, each hidden neuron is the line on which its sum is 0; on
# the right, in the same colour, it is an arrow made of its two weights. The arrow
# stands at right angles to its line. Drawing takes a few seconds.
#
# %% [markdown] lang="ja"
# 活性化関数がなければ、100個のニューロンがあっても境界は1本の直線です。
# 半分の点を間違え、コイン投げと変わりません。
# ReLUがあれば、2個でも境界は折れ線になりますが、2本の直線では何も囲めません。
# 少なくとも3本が必要です。
# 4個なら内側の輪を囲み、すべての点が正解になります。
# **境界を曲げるのはReLUです。**
# 隠れ層のニューロンは、それぞれ自分の直線を境に働き始めます。
# 境界は、そこで曲がることができます。
#
# そのようすを見てみましょう。
# 左の図の直線は、隠れ層のニューロンの重み付き和が0になるところです。
# 右の図では、同じニューロンを、2つの重みを成分とする同じ色の矢で表します。
# 矢は、直線と直角に交わる向きです。
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

# %% [markdown] lang="en"
# The border turns exactly where it crosses a coloured line, nowhere else. At the start
# the arrows are short and two of them nearly agree; the training sends them in four
# different directions, and the fence closes. Three neurons can do it too, but they need
# luck with the start: of 8 starts that we tried, 4 succeeded. A few neurons to spare
# make training easier.
#
# ## 9. Learning too much
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
# %% [markdown] lang="ja"
# 境界が曲がるのは、色のついた直線と交わるところだけです。
# 初めは矢が短く、2本はほとんど重なっています。
# 学習が進むと4つの方向に分かれ、囲いが閉じます。
# ニューロンが3個でも囲めますが、初めの重みに恵まれる必要があります。
# 8通りの初めの重みを試すと、うまくいったのは4通りでした。
# ニューロンに少し余裕があると、学習は楽になります。
#
# ## 9. 学びすぎ
#
# 今度は、訓練画像の**最初の1,000枚**だけを使い、MLPを200エポック学習させます。
# 学習する数は79,510個なので、画像1枚あたり約80個です。
# テスト画像10,000枚は同じです。
#
# > **予想**：損失と正解率、訓練とテストで、曲線は4本あります。
# > 200エポックのうちに*悪くなる*のは、どれでしょうか。
#
# 15秒ほどかかります。
#
# %%
few_models = []
few = {"x": train_x[:1000], "t": train_t[:1000]}
few_history = fit(mlp(), lr=0.1, epochs=200, **few, keep=few_models)
for epoch in (5, 45, 200):
    print(f"epoch {epoch:3}: {numbers_after(few_history, epoch)}")

# %%
fig, axes = plt.subplots(1, 2, figsize=(8, 3))
training.history_curves(*axes, {"MLP, 1,000 pictures": few_history})
axes[0].set_ylim(0, 1.2)
for ax in axes:
    ax.axvline(45, color="0.6", linestyle=":", linewidth=1.2)
fig.suptitle(mnist.name, fontsize=11)
plt.show()

# %% [markdown] lang="en"
# Only the **test loss**. On MNIST it is lowest near epoch 45 (dotted), 0.42, and climbs
# to 0.51. The training loss falls to 0.01, the training accuracy reaches 1.00, and the
# test accuracy stays at 0.87 all along. This is **overfitting**: what the network still
# learns after epoch 45 is peculiar to the 1,000 pictures, a smudge here, an odd slant
# there, and does not hold for others. It memorises and no longer **generalises**.
#
# But how can the test loss get worse when the number of errors does not? Compare the
# network after 45 and after 200 epochs:
#
# %% [markdown] lang="ja"
# **テストの損失**だけです。
# MNISTでは、エポック45（点線）の近くで最小の0.42になり、その後0.51まで増えます。
# 訓練の損失は0.01まで減り、訓練の正解率は1.00に達します。
# テストの正解率は、ずっと0.87のままです。
# これが**過学習**（overfitting）です。
# エポック45より後に学ぶのは、この1,000枚だけの特徴です。
# ここの汚れ、あそこの変わった傾きといったもので、ほかの画像には当てはまりません。
# 暗記するばかりで、もう**汎化**（generalisation）しません。
#
# では、間違いの数が増えないのに、テストの損失が増えるのはなぜでしょうか。
# 45エポック後と200エポック後を比べます。
#
# %%
with torch.no_grad():
    early = torch.softmax(few_models[45 - 1](test_x), dim=1)
    late = torch.softmax(few_models[200 - 1](test_x), dim=1)
for name, p in {"epoch 45": early, "epoch 200": late}.items():
    wrong = p.argmax(dim=1) != test_t
    costs = -torch.log(p[torch.arange(len(p)), test_t])
    print(f"{name:9}: wrong {wrong.float().mean():.2f}, ", end="")
    print(f"mean cost of a right answer {costs[~wrong].mean():.2f}, ", end="")
    print(f"of a wrong one {costs[wrong].mean():.1f}")

# %% [markdown] lang="en"
# **Not more errors, but more confident ones.** Once all training pictures are right,
# the training loss can fall further only if the network becomes more certain; so the
# logits grow. On test pictures the certainty grows too, whether the answer is right or
# wrong. A right answer gets cheaper, from 0.13 to 0.05, a wrong one dearer, from 2.4 to
# 3.6, and in sum that is a loss. The six test pictures whose cost has risen most, first
# after 45 epochs, then after 200; blue is the right class, orange a wrong answer:
#
# %% [markdown] lang="ja"
# **間違いが増えたのではなく、間違いの自信が増えたのです。**
# 訓練画像がすべて正解になると、損失をさらに減らすには、自信を強めるしかありません。
# そこで、ロジットが大きくなります。
# テスト画像でも、正しくても間違っていても、自信が強まります。
# 正しい答えの値段は0.13から0.05に下がります。
# 間違った答えの値段は2.4から3.6に上がり、差し引きで損になります。
# 値段が最も上がったテスト画像を6枚、45エポック後、200エポック後の順に見ます。
# 青は正解のクラス、オレンジは間違った答えです。
#
# %%
right_class = torch.arange(len(test_t)), test_t
dearer = torch.log(early[right_class]) - torch.log(late[right_class])
chosen = dearer.argsort(descending=True)[:6]
for name, p in {"after epoch 45": early, "after epoch 200": late}.items():
    fig = plt.figure(figsize=(8, 3.2))
    images.images_with_bars(fig, test_x[chosen, 0], p[chosen], test_t[chosen].tolist())
    fig.suptitle(f"{mnist.name}: {name}", fontsize=11)
    plt.show()

# %% [markdown] lang="en"
# ### Cures
#
# **Stop in time.** Which epoch is the best must not be decided with the test pictures:
# data that choose no longer test. So we hold back other training pictures as validation
# data, the last 2,000, which this network has not seen. Their loss after every epoch:
#
# %% [markdown] lang="ja"
# ### 対策
#
# **よいところで止めます。**
# ただし、最良のエポックをテスト画像で選んではいけません。
# 選ぶのに使ったデータは、もうテストになりません。
# そこで、訓練画像の最後の2,000枚を検証データにします。
# このネットワークがまだ見ていない画像です。
# エポックごとの損失を求めます。
#
# %%
validation = in_order(train_x[1000:][-2000:], train_t[1000:][-2000:])
validation_loss = [evaluate(model, validation, criterion)[0] for model in few_models]
best = int(np.argmin(validation_loss))
print(f"test loss at the epoch chosen so: {few_history['test_loss'][best]:.1f}")
print(f"test loss after all epochs:       {few_history['test_loss'][-1]:.1f}")

# %%
fig, ax = plt.subplots(figsize=(6.4, 3.2))
ax.plot(range(1, 201), few_history["test_loss"], label="test")
ax.plot(range(1, 201), validation_loss, label="validation")
ax.axvline(best + 1, color="0.6", linestyle=":", linewidth=1.2)
ax.set(xlabel="epoch", ylabel="cross entropy per picture", ylim=(0, 1.2))
ax.set_title(f"{mnist.name}, MLP trained on 1,000 pictures")
ax.legend()
plt.show()

# %% [markdown] lang="en"
# The validation pictures happen to be a little easier than the test pictures, but their
# curve turns upwards at about the same place (dotted: its lowest point), and that is
# all we ask of them.
#
# **More data.** 79,510 numbers can satisfy 1,000 pictures; 10,000 pictures are harder
# to know by heart. We compare runs with the same number of updates, 2,000 in batches of
# 100. It takes about ten seconds.
#
# %% [markdown] lang="ja"
# 検証データは、たまたまテスト画像より少し易しいようです。
# それでも、増え始める場所はほぼ同じです（点線が検証データの最小）。
# 検証データの役目は、それで十分です。
#
# **データを増やします。**
# 79,510個の数があれば、1,000枚に合わせきれます。
# 10,000枚を暗記するのは、ずっと難しくなります。
# 100枚ずつのバッチで2,000回という同じ更新回数で比べます。
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

# %% [markdown] lang="en"
# On MNIST the test loss is 0.99 with 200 pictures, 0.51 with 1,000 and 0.22 with 10,000.
# In the last case the training loss, 0.14, is not far away. That is also why the MLP of
# section 7, with all 60,000, showed no upturn in ten epochs.
#
# Other cures exist: a smaller network, **regularisation**, which makes large weights
# expensive, and **dropout**, which switches neurons off at random during training.
#
# ## 10. What the network gets wrong
#
# Back to the MLP of section 7, trained on all pictures. One number, 0.97, hides which
# digits are confused. The **confusion matrix** counts them: a row for the right class,
# a column for the answer.
#
# > **Predict.** Which digit will be taken for which most often?
#
# %% [markdown] lang="ja"
# MNISTのテストの損失は、200枚なら0.99、1,000枚なら0.51、10,000枚なら0.22です。
# 10,000枚では、訓練の損失も0.14で、差は大きくありません。
# 60,000枚を使った第7節のMLPが10エポックで過学習しなかったのも、このためです。
#
# 対策はほかにもあります。
# ネットワークを小さくする方法や、大きな重みを抑える**正則化**（regularisation）があります。
# 学習中にニューロンを無作為に休ませる**ドロップアウト**（dropout）もあります。
#
# ## 10. 間違える数字
#
# 第7節の、全画像で学習したMLPに戻ります。
# 0.97という1つの数からは、どの数字を間違えるかがわかりません。
# それを数えるのが、**混同行列**（confusion matrix）です。
# 行が正解のクラス、列がネットワークの答えです。
#
# > **予想**：最も多いのは、どの数字をどの数字と間違えることでしょうか。
#
# %%
with torch.no_grad():
    p = torch.softmax(mlp_model(test_x), dim=1)
answers = p.argmax(dim=1)
matrix = torch.zeros(10, 10, dtype=torch.int64)
for i, j in zip(test_t, answers, strict=True):
    matrix[i, j] += 1

# %%
fig, ax = plt.subplots(figsize=(6, 5.2))
images.confusion_matrix(ax, matrix)
ax.set_title(f"{mnist.name}, MLP")
plt.show()

# %% [markdown] lang="en"
# Read it row by row: each row adds up to the number of test pictures of that digit, and
# the diagonal is what was read correctly. Here, of 982 fours about 20 are taken for 9,
# 2 %; the 7 goes to 2 and 1, and the 0 and the 1 are hardly ever misread. (On another
# machine a few counts may differ by one or two: training ends at very slightly
# different weights.)
#
# Now the errors themselves: the seven of which the network is most certain.
#
# %% [markdown] lang="ja"
# 行ごとに読みます。
# 行の和は、その数字のテスト画像の枚数です。
# 対角線が、正しく読めた枚数です。
# 4は982枚あり、そのうち20枚ほど、つまり2%を9と間違えています。
# 7は2や1と間違われ、0と1はほとんど間違われません。
# なお、コンピュータが違うと、いくつかの数が1か2ずれることがあります。
# 学習後の重みが、ごくわずかに違うからです。
#
# 次は、間違えた画像です。
# 最も自信をもって間違えた7枚を見ます。
#
# %%
wrong = (answers != test_t).nonzero().flatten()
surest = wrong[p[wrong].max(dim=1).values.argsort(descending=True)][:7]
fig = plt.figure(figsize=(9, 3.5))
images.images_with_bars(fig, test_x[surest, 0], p[surest], test_t[surest].tolist())
fig.suptitle(f"{mnist.name}: the most certain errors", fontsize=11)
plt.show()


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
# > **Predict.** Draw a 7 with a bar, a 9 with a curved foot, and something that is no
# > digit. How certain is the network each time?
#
# %% [markdown] lang="ja"
# 人間でも間違えそうなものがあります。
# はっきり読めるのに、ネットワークがほぼ1の確率で間違えたものもあります。
# 間違いを眺めることは、改良を思いつく近道です。
# 似た画像を増やす、前処理を変える、ネットワークを変える、といったことです。
#
# ### 自分の手で
#
# 次のセルをJupyterLabで実行し、白い四角に、マウスか指で数字を書いてください。
# カーネルが動いていなければ、最初のテスト画像への答えが見えます。
# 書いた数字は、MNISTの数字と同じ大きさと位置に直されます。
#
# > **予想**：横線のある7、足の曲がった9、数字でないものを書きます。
# > ネットワークは、それぞれどのくらい自信をもつでしょうか。
#
# %% tags=["nbval-ignore-output"]
def guess(picture):
    with torch.no_grad():
        logits = mlp_model(torch.from_numpy(picture)[None, None])
    return torch.softmax(logits, dim=1)[0]


interactive.digit_pad(guess, example=test_x[0, 0].numpy())

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
#    `evaluate` has neither gradients nor updates. Multiply each batch's mean by its
#    size, divide once at the end. Training and test loss are not taken at the same
#    weights.
# 3. The first loss is near $\ln 10 = 2.303$. Accuracy on MNIST: always 1 has 0.11, the
#    nearest mean 0.82, the linear classifier 0.92, the MLP 0.97. Each row of the linear
#    classifier's **weights is a picture** of what speaks for a digit. Logits, not
#    probabilities, go into `CrossEntropyLoss`; otherwise the loss stays above 1.461.
# 4. **Two linear layers are one**: $W = W_2 W_1$, $b = W_2 b_1 + b_2$. Only a
#    non-linear activation such as ReLU lets borders bend.
# 5. **Overfitting** is the upturn of the test loss while the training loss falls: not
#    more errors, but more confident ones. Stop in time, chosen on validation data, or
#    take more data.
#
# The exercise asks you to build all of it: loaders, both classifiers, the curves, and
# the reasons.
#
# %% [markdown] lang="ja"
# 数字でないものにも、しばしば強い自信をもって答えます。
# 10個の確率の和は1で、その中に「どれでもない」はありません。
# また、このネットワークが学んだのは、アメリカで書かれた数字です。
# 訓練画像と違うものは、いちばん近い数字として読みます。
#
# ## まとめ
#
# 1. `TensorDataset` と `DataLoader` が、**ミニバッチ**を配ります。
#    1バッチが1回の**反復**、全バッチで1**エポック**です。
#    60,000枚を100枚ずつに分けると、1エポックは600回の反復です。
#    学習ではシャッフルします。
# 2. `train_epoch` は5つの手順を行い、1サンプルあたりの平均損失を返します。
#    `evaluate` は勾配も更新もありません。
#    バッチの平均に枚数を掛けて足し、最後に1回だけ割ります。
#    訓練とテストの損失は、同じ重みで測ったものではありません。
# 3. 初めの損失は$\ln 10 = 2.303$の近くです。
#    MNISTでの正解率は、いつも1なら0.11、平均画像なら0.82、線形分類器は0.92、MLPは0.97です。
#    線形分類器の**重みは画像**で、何がその数字に賛成するかを表します。
#    `CrossEntropyLoss` にはロジットを渡します。
#    確率を渡すと、損失が1.461より小さくなりません。
# 4. **2つの線形層は1つと同じ**で、$W = W_2 W_1$、$b = W_2 b_1 + b_2$です。
#    境界を曲げるには、ReLUのような非線形の活性化関数が必要です。
# 5. **過学習**とは、訓練の損失が減るのにテストの損失が増え始めることです。
#    増えるのは間違いの数ではなく、間違いの自信です。
#    検証データで選んだところで止めるか、データを増やします。
#
# 演習では、データローダ、2つの分類器、曲線、そして理由を、すべて自分で書きます。
