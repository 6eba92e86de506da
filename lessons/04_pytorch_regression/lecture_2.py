# %% [markdown] lang="en"
# # 04 Regression with PyTorch, part 2: optimizers and validation
#
# Part 1 ended with a plane that predicts sales. This part asks three questions. Does every step need
# all the data? Is there something better than plain gradient descent? And how good is a model for
# markets that it has not seen? You will
#
# 4. **train** with mini-batches, and **choose** among six optimizers and their learning rates
#    by experiment,
# 5. **divide** data for training, validation and test, and **judge** a model by data that it has
#    not seen.
#
# Two symbols are added to those of part 1: the learning rate $\eta$ (`lr` in code), and $\nabla E$,
# the gradient of $E$ with respect to the weights, which has their shape.
#
# Run the cells from top to bottom. All of them together take about half a minute. Where it says
# *Predict*, write your guess into the line below it before you run the next cell or open the
# answer. Where it says *Your turn*, write one to three lines yourself; the next cell says whether
# they are right, and the solution is folded below. This part takes about 75 minutes; the minutes
# stand beside each section, and the sections go on counting: those up to 8 are in part 1.
#
# The first cells fetch what part 1 had made: the tensors, and a layer that starts from zeros. The third
# one trains the plane again: the five steps once more. (The first optimizer makes PyTorch load a part
# of itself, which takes a few seconds.)
#
# %% [markdown] lang="ja"
# # 04 PyTorchによる回帰 パート2：最適化手法と検証
#
# パート1では、売上を予測する平面を求めました。
# パート2では、3つのことを考えます。
# どの更新でも、すべてのデータが必要でしょうか。
# 通常の勾配降下法より良い方法はあるでしょうか。
# そして、学習に使っていない市場では、どのくらい正しく予測できるでしょうか。
# 目標は、パート1の3つに続く次の2つです。
#
# 4. ミニバッチで**学習させ**、6つの最適化手法とその学習率を、実験で**選ぶ**。
# 5. データを訓練、検証、テストに**分け**、学習に使っていないデータでモデルを**評価する**。
#
# 記号は、パート1のものに2つ加わります。
# $\eta$は学習率で、コードでは `lr` と書きます。
# $\nabla E$は重みについての$E$の勾配で、形状は重みと同じです。
#
# セルは上から順に実行してください。
# 全部で30秒ほどかかります。
# 「予想」とあるところでは、下の記入欄に予想を書いてから、次のセルを実行するか、答えを開いてください。
# 「書いてみよう」とあるところでは、1行から3行のコードを書きます。
# 正しく書けたかは次のセルでわかり、解答例はその下にたたんであります。
# パート2も75分ほどで、各節に目安の時間を示しました。
# 節の番号は、パート1の8節から続いています。
#
# 最初の2つのセルでは、パート1で作ったテンソルと、0から始める層を用意します。
# 3つ目のセルでは、5つの手順の復習として、平面をもう一度学習させます。
# 最初に最適化手法を使うときは、PyTorchの追加の読み込みに数秒かかります。
#
# %%
from functools import partial

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn

from mlcourse.checks import check_close
from mlcourse.data import load_advertising
from mlcourse.figures import base, descent, optimizers, perceptron
from mlcourse.turns import your_turn

base.use_style()
torch.set_num_threads(1)  # our networks are small: one core is fastest

# %%
table = load_advertising()
data_name = table.attrs["name"]
features = ["TV", "Radio", "Newspaper"]
x_raw = torch.tensor(table[features].to_numpy(), dtype=torch.float32)
t = torch.tensor(table[["Sales"]].to_numpy(), dtype=torch.float32)
k = len(t)
mean, scale = x_raw.mean(dim=0), x_raw.std(dim=0, correction=0)
x = (x_raw - mean) / scale
criterion = nn.MSELoss()


def zero_layer(n):
    """Make a layer from n inputs to 1 output whose weights and bias are 0."""
    model = nn.Linear(n, 1)
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    return model


# %%
model = zero_layer(3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(100):
    y = model(x)  # 1. outputs
    loss = criterion(y, t)  # 2. loss
    optimizer.zero_grad()  # 3. empty the old gradients
    loss.backward()  # 4. new gradients
    optimizer.step()  # 5. update

with_ones = np.column_stack([table[features], np.ones(k)])
exact = np.linalg.lstsq(with_ones, table["Sales"].to_numpy(), rcond=None)[0]
exact_loss = np.mean((with_ones @ exact - table["Sales"].to_numpy()) ** 2)
baseline = torch.mean((t - t.mean()) ** 2).item()
print(f"{data_name}: baseline {baseline:.2f}, plane {loss.item():.4f}", end="")
print(f", least squares {exact_loss:.4f}")

# %% [markdown] lang="en"
# ## 9. Mini-batches and stochastic gradient descent (18 minutes)
#
# With 200 rows all of them fit into every step. With 60,000 pictures (lesson 05) each step would
# take 300 times as long, and most of that for nothing: to know roughly which way is downhill, 20 or
# 100 samples are enough. **Stochastic gradient descent** (SGD) uses a random **mini-batch** in each
# iteration:
#
# 1. **Initialize** the parameters.
# 2. **Draw** a mini-batch at random.
# 3. Compute the **gradient** of its loss.
# 4. **Update** the parameters.
# 5. **Repeat** from 2.
#
# In practice one shuffles all rows and deals them out: 200 rows in batches of 20 make 10
# iterations. When all rows have been used once, an **epoch** is over, and they are shuffled anew.
#
# To be able to watch, we use TV alone, so that there are just $w$ and $b$.
#
# %% [markdown] lang="ja"
# ## 9. ミニバッチと確率的勾配降下法（18分）
#
# 200行なら、毎回すべての行を使っても問題ありません。
# しかし、60,000枚の画像（レッスン05）では、1回の更新に300倍の時間がかかり、しかもその大部分が無駄になります。
# 下る向きのおおよその見当をつけるには、20個や100個のサンプルで十分だからです。
# そこで、反復のたびに、無作為に選んだ**ミニバッチ**（mini-batch）だけを使います。
# これを**確率的勾配降下法**（stochastic gradient descent、SGD）といいます。
#
# 1. パラメータを**初期化**します。
# 2. ミニバッチを無作為に**取り出し**ます。
# 3. その損失の**勾配**を計算します。
# 4. パラメータを**更新**します。
# 5. 2に戻って**繰り返し**ます。
#
# 実際には、すべての行を混ぜてから、順に分けていきます。
# 200行を20行ずつに分けると、反復は10回です。
# すべての行を1回ずつ使うと、1**エポック**（epoch）が終わり、もう一度混ぜ直します。
#
# 変化を図で見られるように、入力はテレビの広告費だけにします。
# パラメータは$w$と$b$の2つです。
#
# %%
x_tv = x[:, :1]  # (200, 1)
generator = torch.Generator().manual_seed(0)
model = zero_layer(1)  # 1. initialize
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
path, batches = [(0.0, 0.0)], []
for _ in range(2):  # epochs
    for rows in torch.randperm(k, generator=generator).split(20):  # 2. draw a batch
        loss = criterion(model(x_tv[rows]), t[rows])
        optimizer.zero_grad()
        loss.backward()  # 3. gradient
        optimizer.step()  # 4. update
        path.append((model.weight.item(), model.bias.item()))
        batches.append(rows)
print("a batch", tuple(x_tv[rows].shape), tuple(t[rows].shape))
print("iterations", len(batches))

# %% [markdown] lang="en"
# Step through the first epoch and the beginning of the second. On the left all markets (gray),
# the batch of this iteration (orange points) and the line before (dashed) and after (blue) the
# update. On the right the same two states as points $(w, b)$ in the same colors, on the contours
# of the loss over *all* markets; the cross is least squares. (Drawing the frames takes about 5
# seconds.)
#
# %% [markdown] lang="ja"
# 最初のエポック全体と次のエポックの初めを、反復1回ごとに進めて見てください。
# 左の図では、灰色の点がすべての市場、濃いオレンジ色の点がこの反復のバッチです。
# 破線は更新前の直線、青い線は更新後の直線です。
# 右の図では、同じ2つの状態を、同じ色の点$(w, b)$で表しています。
# 等高線は**すべて**の市場についての損失、×印は最小二乗法の解です。
# 図の準備に5秒ほどかかります。
#
# %% tags=["nbval-ignore-output"]
w_values, b_values = np.linspace(-3, 9), np.linspace(-1, 19)
fig, axes = plt.subplots(1, 2, figsize=(6.4, 2.8))


def draw(frame):
    map_range = {"w_values": w_values, "b_values": b_values}
    optimizers.batch_step(axes, x_tv, t, batches, path, frame, **map_range)
    axes[0].set(xlabel="TV (standardized)", ylabel="Sales (1,000)", title=data_name)
    axes[1].set_title(f"iteration {frame}, epoch {max(frame - 1, 0) // 10 + 1}")


base.stepper(fig, draw, 15, name="mini-batches")

# %% [markdown] lang="en" role="figure"
# A series of 15 pictures of mini-batches. Left, the 20 points of the batch are marked, and the line
# moves; right, the path in the plane of w and b goes in a crooked way to the cross, and close to it
# within two epochs.
#
# %% [markdown] lang="ja" role="figure"
# ミニバッチの15枚の連続した図。
# 左ではバッチの20点に色が付き、直線が動く。
# 右のw、bの平面では、経路が曲がりながら×印へ向かい、2エポックで近くに着く。
#
# %% [markdown] lang="en"
# Every batch pulls the line towards its own 20 points. The path is not straight, but it arrives.
#
# > **Belief.** "SGD means gradient descent with all data."
#
# `torch.optim.SGD` carries the name, so let us see what it knows about the data:
#
# %% [markdown] lang="ja"
# どの反復でも、直線はそのバッチの20個の点に近づくように動きます。
# 進み方はまっすぐではありませんが、しだいに×印に近づきます。
#
# > **思い込み**：「SGDとは、すべてのデータを使う勾配降下法のことである。」
#
# `torch.optim.SGD` が、データについてどのような情報をもっているかを調べます。
#
# %%
for group in optimizer.param_groups:
    shapes = [tuple(parameter.shape) for parameter in group["params"]]
    print("the optimizer holds", shapes, "lr", group["lr"])

# %% [markdown] lang="en" role="predict"
# A weight and a bias, nothing else. Whether the descent is stochastic depends on **the line that
# picks the rows**, not on the optimizer. With all rows in each step, the same `torch.optim.SGD`
# does **steepest descent**: section 6 showed that it is then equal to the loop by hand.
#
# How much do the batches disagree? We stay at the least-squares line, where the gradient over all
# rows is 0, and compute the gradients of many batches there.
#
# > **Predict.** Batches of 20 instead of 1: is the gradients' spread 20 times smaller?
#
# %% [markdown] lang="ja" role="predict"
# もっているのは、重みとバイアスと学習率だけです。
# 確率的かどうかは、最適化手法ではなく、**行を選ぶコード**で決まります。
# 毎回すべての行を使えば、同じ `torch.optim.SGD` でも**最急降下法**になります。
# 6節で、手で書いたループと結果が一致したのは、このためです。
#
# バッチによって、勾配はどのくらい違うでしょうか。
# 最小二乗法の直線では、すべての行についての勾配が0です。
# $w$と$b$をその値に固定し、たくさんのバッチで勾配を求めます。
#
# > **予想**：バッチを1行から20行にすると、勾配のばらつきは20分の1になるでしょうか。
#
# %%
w_exact, b_exact = np.polyfit(table["TV"].to_numpy(), table["Sales"].to_numpy(), 1)
w_exact, b_exact = w_exact * scale[0].item(), b_exact + w_exact * mean[0].item()
error = w_exact * x_tv + b_exact - t  # (200, 1)
each = torch.cat([2 * x_tv * error, 2 * error], dim=1)  # (200, 2): a gradient a row
clouds = {}
for size in (1, 20, 200):
    deals = [torch.randperm(k, generator=generator).split(size) for _ in range(size)]
    clouds[size] = np.array([each[rows].mean(dim=0) for deal in deals for rows in deal])

# %% role="reveal"
fig, ax = plt.subplots(figsize=(5.4, 3))
optimizers.gradient_clouds(ax, {f"batches of {size}": clouds[size] for size in clouds})
ax.set_title(f"{data_name}, 200 batches of each size")
plt.show()
for size, cloud in clouds.items():
    middle, spread = np.abs(cloud.mean(axis=0)).max(), cloud.std(axis=0)
    print(f"batches of {size:3}: mean {middle:.2f}", end="")
    print(f", spread dw {spread[0]:.2f}, db {spread[1]:.2f}")


# %% [markdown] lang="en" role="figure"
# Gradients of 200 batches of each size: those of single samples are spread far around, those of 20
# lie in a small cloud in the middle, those of all 200 are a single point.
#
# %% [markdown] lang="ja" role="figure"
# 大きさごとに200個のバッチの勾配を描いた図。
# 1サンプルの勾配は広く散らばり、20サンプルでは中央の小さな雲になり、200サンプルでは1点に集まる。
#
# %% [markdown] lang="en" role="answer"
# The mean of all batches is 0, the gradient over all rows: **on average** every batch size points in
# the right direction. The spread shrinks from 6.90 to 1.44, by about $\sqrt{20} \approx 4.5$ and not
# by 20. (By a little more, since no row is dealt twice in an epoch.) Twenty times the work reduces the
# spread to about a fifth: that is why small batches pay.
#
# %% [markdown] lang="ja" role="answer"
# すべてのバッチについて平均すると、勾配は0になります。
# これは、すべての行についての勾配と同じです。
# つまり、バッチの大きさにかかわらず、勾配は**平均すれば**正しい向きを指します。
# ばらつきは、6.90から1.44に減りました。
# 20分の1ではなく、約$\sqrt{20} \approx 4.5$分の1です。
# 1エポックの中で同じ行を2回は使わないので、それより少しだけ小さくなります。
# 計算量を20倍にしても、ばらつきは5分の1ほどにしかなりません。
# そのため、小さなバッチの方が効率的なのです。
#
# %% [markdown] lang="en" role="predict"
# But note what it means that a batch's gradient is not 0 *at the best line*. Will SGD ever come to
# rest? Three batch sizes, 40 iterations each, the same learning rate 0.1. Above the data and the last
# ten lines; below, enlarged around the cross, the last 20 states as points:
#
# > **Predict.** Which of the three comes to rest on the cross?
#
# %% [markdown] lang="ja" role="predict"
# しかし、**最良の直線でも**、1つのバッチの勾配は0ではありません。
# それでは、SGDは収束するのでしょうか。
# 学習率を0.1に固定し、3つのバッチの大きさで、40回ずつ反復します。
# 上の段はデータと最後の10本の直線、下の段は×印の近くを拡大した図で、最後の20回の状態を点で示します。
#
# > **予想**：×印の上で止まるのは、3つのうちどれでしょうか。
#
# %%
def sgd_path(batch_size, lr, num_updates):
    generator = torch.Generator().manual_seed(0)
    model, path = zero_layer(1), [(0.0, 0.0)]
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    while len(path) <= num_updates:
        for rows in torch.randperm(k, generator=generator).split(batch_size):
            loss = criterion(model(x_tv[rows]), t[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            path.append((model.weight.item(), model.bias.item()))
    return np.array(path[: num_updates + 1])


# %% role="reveal"
near_w, near_b = w_exact + np.linspace(-3, 3), b_exact + np.linspace(-4, 4)
fig, axes = plt.subplots(2, 3, figsize=(8.4, 5.6), sharex="row", sharey="row")
for (top, bottom), size in zip(axes.T, (200, 20, 1), strict=True):
    path = sgd_path(size, 0.1, 40)
    top.plot(x_tv, t, ".", color="0.7", markersize=4)
    for w, b in path[-10:]:
        top.axline((0, b), slope=w, color="C0", linestyle="-", linewidth=1)
    bottom.plot(*path[-20:].T, "-o", color="C0", linewidth=0.8, markersize=4)
    perceptron.loss_contours(bottom, x_tv, t, near_w, near_b)  # and the cross
    top.set(title=f"batch size {size}", xlabel="TV (standardized)")
    bottom.label_outer()
axes[1, 0].set(xlim=(near_w[0], near_w[-1]), ylim=(near_b[0], near_b[-1]))
axes[0, 0].set(ylabel="Sales (1,000)")
fig.suptitle(data_name)
plt.show()

# %% [markdown] lang="en" role="figure"
# The last ten lines and the last twenty steps for three batch sizes. 200: one line, one point on
# the cross. 20: lines close together, points near the cross. 1: lines with many slopes, points that
# wander around the cross.
#
# %% [markdown] lang="ja" role="figure"
# 3つのバッチの大きさについて、最後の10本の直線と最後の20歩を描いた図。
# 200では直線も点も1つに重なる。
# 20では直線がほぼそろい、点が×印の近くに集まる。
# 1では直線の傾きがばらつき、点が×印の周りをさまよう。
#
# %% [markdown] lang="en" role="answer"
# Only all 200 rows. Batches of 20 tremble around the cross, single rows stay far from it: every market
# pulls the line its own way, and `lr` decides how far it follows.
#
# %% [markdown] lang="ja" role="answer"
# 止まるのは、200行すべてを使う場合だけです。
# 20行では×印の周りを小さく動き続け、1行では大きく動き続けます。
# どの市場も直線を自分の点の方へ動かそうとし、1回にどこまで動くかが `lr` で決まるからです。
#
# %% [markdown] lang="en"
# Now both are varied, batch size and learning rate, with 400 updates each. Here is how far from
# the cross they are in the last 100 of them, on average.
#
# %% [markdown] lang="ja"
# 次に、バッチの大きさと学習率を変え、どの組み合わせでも400回更新します。
# 最後の100回について、×印からの距離の平均を求めます。
#
# %%
rates = (0.001, 0.01, 0.1, 0.5)
print("batch size" + "".join(f"  lr {lr:5}" for lr in rates))
for size in (200, 20, 1):
    row = []
    for lr in rates:
        last = sgd_path(size, lr, 400)[-100:]
        row.append(np.hypot(*(last - (w_exact, b_exact)).T).mean())
    print(f"{size:10}" + "".join(f"{distance:10.2f}" for distance in row))


# %% [markdown] lang="en"
# - With 0.001 all three are at 7.25, half the way: for 400 updates this rate is too small, whatever
#   the batch.
# - With 0.1 the distance grows from 0 to 0.20 to 1.31 as the batches get smaller. From 0.01 on it
#   also grows with the rate, except for all 200 rows, which come to rest.
# - Single rows with lr 0.5: 417, it **diverges**. One market with large $x$ has a much larger
#   second derivative than the average. *Cure*: the smaller the batch, the smaller the learning rate.
# - What the table does not show is the work. 400 updates read 80,000 rows with all the data, 8,000
#   with batches of 20, and 400 with single rows. Batches of 20 with 0.1 are close to the cross for a
#   tenth of the work: such a compromise is what everybody uses. Where the trembling matters, one lowers
#   the learning rate towards the end.
#
# %% [markdown] lang="ja"
# - 学習率が0.001では、どのバッチでも距離が7.25で、まだ途中です。
#   400回の更新では、この学習率は小さすぎます。
# - 学習率が0.1では、バッチが小さくなるにつれて、距離が0、0.20、1.31と増えます。
#   20行ずつと1行ずつでは、学習率を0.01から大きくするほど、×印の周りでの動きも大きくなります。
#   200行すべてなら、動きは止まります。
# - 1行ずつで学習率が0.5のとき、距離は417で、**発散**しています。
#   $x$の大きい市場では、損失の2階微分が平均よりずっと大きいからです。
#   **対処**：バッチを小さくするときは、学習率も小さくします。
# - この表には、計算量が現れていません。
#   400回の更新で使う行数は、すべての行なら80,000行、20行ずつなら8,000行、1行ずつなら400行です。
#   20行で学習率が0.1なら、10分の1の計算量で、×印のすぐ近くに達します。
#   通常は、このように中間の大きさを選びます。
#   細かい動きが問題になるときは、終わりに近づくにつれて学習率を下げます。
#
# %% [markdown] lang="en"
# **Your turn.** Lower the rate: it starts at `lr` and halves with every 100 updates. Return the rate of
# update number `i` (counted from 0; between the halvings it falls smoothly).
#
# %% [markdown] lang="ja"
# **書いてみよう**：学習率を下げる関数を書いてみましょう。
# 学習率は `lr` から始まり、100回更新するたびに半分になります。
# 0から数えて `i` 回目の更新での学習率を返してください（途中でも滑らかに減るものとします）。
#
# %% role="turn"
def falling_rate(lr, i):
    ### BEGIN SOLUTION
    return lr * 0.5 ** (i / 100)
    ### END SOLUTION


# %% role="check"
with your_turn():
    check_close("falling_rate(0.1, 0)", falling_rate(0.1, 0), 0.1)
    check_close("falling_rate(0.1, 300)", falling_rate(0.1, 300), 0.0125)


# %% [markdown] lang="en"
# ## 10. Six optimizers on one surface (20 minutes)
#
# Plain gradient descent has one learning rate for all weights. In a long valley that is a nuisance:
# lesson 01 had steep walls and a flat floor. Here is the purest such valley, with the minimum at
# (0, 0), known beforehand. We start at (−7, 2).
#
# $$ E(w_1, w_2) = \frac{w_1^2}{20} + w_2^2, \qquad
# \nabla E = \left(\frac{w_1}{10},\; 2 w_2\right). $$
#
# The second derivative is 2 across and 0.1 along. The gradient at the start, (−0.7, 4), points across the
# valley, though the way along it is longer. Five ideas to do better. Each has a **memory** of the
# gradients so far, for each weight separately, that starts at 0:
#
# | | memory | step, subtracted from the weights |
# |---|---|---|
# | SGD | none | $\eta\, \nabla E$ |
# | **Momentum**: keep rolling | $v \leftarrow 0.9\, v + \nabla E$ | $\eta\, v$ |
# | **Adagrad**: a rate for each weight | $s \leftarrow s + (\nabla E)^2$ | $\eta\, \nabla E / \sqrt{s}$ |
# | **RMSprop**: and forget | $s \leftarrow 0.99\, s + 0.01\, (\nabla E)^2$ | $\eta\, \nabla E / \sqrt{s}$ |
# | **Adadelta**: in units of own steps | $s \leftarrow 0.9\, s + 0.1\, (\nabla E)^2$, $p \leftarrow 0.9\, p + 0.1\, (\text{step}/\eta)^2$ | $\eta\, \sqrt{p / s}\; \nabla E$ |
# | **Adam**: Momentum and RMSprop | $v \leftarrow 0.9\, v + 0.1\, \nabla E$, $s \leftarrow 0.999\, s + 0.001\, (\nabla E)^2$ | $\eta\, \hat v / \sqrt{\hat s}$ |
#
# In Adam, $\hat v = v / (1 - 0.9^c)$ and $\hat s = s / (1 - 0.999^c)$ in iteration number $c$ make up
# for the memory's start at 0. Adadelta's step uses the $p$ from before. To each quantity under a root
# or divided by, a tiny number is added, so that nothing is divided by 0.
#
# By hand first. Each rule is told the gradient, and returns the step:
#
# %% [markdown] lang="ja"
# ## 10. 1つの曲面で6つの最適化手法（20分）
#
# 通常の勾配降下法では、すべての重みに同じ学習率を使います。
# 損失の曲面が細長い谷の形をしていると、これが問題になります。
# レッスン01で見た谷は、壁が急で、底が緩やかでした。
# ここでは、その最も単純な例を使います。
# 最小点は(0, 0)とわかっていて、出発点は(−7, 2)とします。
#
# $$ E(w_1, w_2) = \frac{w_1^2}{20} + w_2^2, \qquad
# \nabla E = \left(\frac{w_1}{10},\; 2 w_2\right) $$
#
# 2階微分は、谷を横切る方向で2、谷に沿う方向で0.1です。
# 出発点での勾配は(−0.7, 4)で、谷に沿う道のりの方が長いのに、谷を横切る方向を向いています。
# これを改善する手法が5つあります。
# どの手法も、これまでの勾配についての**記憶**を、重みごとに保存します。
# 記憶は0から始まります。
#
# | | 記憶 | 重みから引く量 |
# |---|---|---|
# | SGD | なし | $\eta\, \nabla E$ |
# | **Momentum**：勢いを保つ | $v \leftarrow 0.9\, v + \nabla E$ | $\eta\, v$ |
# | **Adagrad**：重みごとに学習率を変える | $s \leftarrow s + (\nabla E)^2$ | $\eta\, \nabla E / \sqrt{s}$ |
# | **RMSprop**：古い勾配を忘れる | $s \leftarrow 0.99\, s + 0.01\, (\nabla E)^2$ | $\eta\, \nabla E / \sqrt{s}$ |
# | **Adadelta**：過去の移動量を単位にする | $s \leftarrow 0.9\, s + 0.1\, (\nabla E)^2$、$p \leftarrow 0.9\, p + 0.1\, (\text{step}/\eta)^2$ | $\eta\, \sqrt{p / s}\; \nabla E$ |
# | **Adam**：MomentumとRMSpropを合わせる | $v \leftarrow 0.9\, v + 0.1\, \nabla E$、$s \leftarrow 0.999\, s + 0.001\, (\nabla E)^2$ | $\eta\, \hat v / \sqrt{\hat s}$ |
#
# Adamでは、記憶が0から始まることを補正するために、$c$回目の反復で$\hat v = v / (1 - 0.9^c)$、$\hat s = s / (1 - 0.999^c)$とします。
# Adadeltaで重みから引く量（step）には、更新前の$p$を使います。
# 0で割らないように、平方根の中や分母には、ごく小さな数を足します。
#
# まず、手で書いてみます。
# どの関数も、勾配を受け取り、重みから引く量を返します。
#
# %%
def sgd(gradient, memory, lr):
    return lr * gradient


def momentum(gradient, memory, lr):
    memory["v"] = 0.9 * memory["v"] + gradient
    return lr * memory["v"]


def adagrad(gradient, memory, lr):
    memory["s"] = memory["s"] + gradient**2
    return lr * gradient / (np.sqrt(memory["s"]) + 1e-10)


# %%
def rmsprop(gradient, memory, lr):
    memory["s"] = 0.99 * memory["s"] + 0.01 * gradient**2
    return lr * gradient / (np.sqrt(memory["s"]) + 1e-8)


def adadelta(gradient, memory, lr):
    memory["s"] = 0.9 * memory["s"] + 0.1 * gradient**2
    step = np.sqrt(memory["p"] + 1e-6) / np.sqrt(memory["s"] + 1e-6) * gradient
    memory["p"] = 0.9 * memory["p"] + 0.1 * step**2
    return lr * step


def adam(gradient, memory, lr):
    memory["v"] = 0.9 * memory["v"] + 0.1 * gradient
    memory["s"] = 0.999 * memory["s"] + 0.001 * gradient**2
    v_hat = memory["v"] / (1 - 0.9 ** memory["count"])
    s_hat = memory["s"] / (1 - 0.999 ** memory["count"])
    return lr * v_hat / (np.sqrt(s_hat) + 1e-8)


# %%
def valley(w):
    return w[0] ** 2 / 20 + w[1] ** 2


def valley_gradient(w):
    return np.array([w[0] / 10, 2 * w[1]])


def walk(rule, lr, num_iterations, gradient=valley_gradient, start=(-7.0, 2.0)):
    path = [np.array(start)]
    memory = {"v": 0.0, "s": 0.0, "p": 0.0, "count": 0}
    for _ in range(num_iterations):
        memory["count"] += 1
        path.append(path[-1] - rule(gradient(path[-1]), memory, lr))
    return np.array(path)


# %% [markdown] lang="en"
# By library there is one line for each. Both must walk the same path:
#
# %% [markdown] lang="ja"
# ライブラリでは、どの手法も1行で書けます。
# 2つの方法で、同じ経路になることを確かめます。
#
# %%
library = {
    "SGD": torch.optim.SGD,
    "Momentum": partial(torch.optim.SGD, momentum=0.9),  # SGD with this option
    "Adagrad": torch.optim.Adagrad,
    "Adadelta": torch.optim.Adadelta,
    "RMSprop": torch.optim.RMSprop,
    "Adam": torch.optim.Adam,
}


def walk_by_library(make_optimizer, lr, num_iterations, clean=True):
    w = torch.tensor([-7.0, 2.0], dtype=torch.float64, requires_grad=True)
    optimizer, path = make_optimizer([w], lr), [w.detach().numpy().copy()]
    for _ in range(num_iterations):
        if clean:
            optimizer.zero_grad()
        valley(w).backward()
        optimizer.step()
        path.append(w.detach().numpy().copy())
    return np.array(path)


# %%
rules = {"SGD": (sgd, 0.95), "Momentum": (momentum, 0.1), "Adagrad": (adagrad, 1.5)}
rules |= {"Adadelta": (adadelta, 30), "RMSprop": (rmsprop, 0.1), "Adam": (adam, 0.3)}
paths = {name: walk(rule, lr, 40) for name, (rule, lr) in rules.items()}
for name, (_, lr) in rules.items():
    by_library = walk_by_library(library[name], lr, 40)
    print(f"{name:8} equal up to 1e-10:", np.abs(paths[name] - by_library).max() < 1e-10)

# %% [markdown] lang="en" role="predict"
# The formulas of the table and the library agree to ten decimals. (The learning rates differ; each
# method got one that suits it here.)
#
# > **Predict.** The gradient at the start is (−0.7, 4). SGD's first step is 0.95 times that. How long
# > is Adam's first step along each axis, with lr 0.3?
#
# %% [markdown] lang="ja" role="predict"
# 表の式とライブラリの結果は、小数第10位まで一致しました。
# 学習率は手法ごとに異なり、それぞれに合う値を選んであります。
#
# > **予想**：出発点での勾配は(−0.7, 4)です。
# > SGDでは、最初の移動量がその0.95倍になります。
# > `lr` が0.3のAdamでは、最初に、それぞれの軸の方向へどれだけ動くでしょうか。
#
# %% role="reveal"
for name, path in paths.items():
    step = path[1] - path[0]
    lr = rules[name][1]
    print(f"{name:8} lr {lr:5}: first step ({step[0]:6.3f}, {step[1]:6.3f})")


# %% [markdown] lang="en" role="answer"
# 0.3 along both, exactly `lr`. In the first iteration $\hat v = \nabla E$ and
# $\sqrt{\hat s} = |\nabla E|$, so only the **sign** of the gradient is left. Adagrad's first step is
# `lr`, too. RMSprop's memory has taken in only a hundredth of $(\nabla E)^2$, and the root makes that
# a step of 10 `lr`. Adadelta's is small, since its memory of former steps starts at almost nothing.
# But with all four, both axes get the same length, though one slope is six times as steep.
#
# So for SGD and Momentum `lr` is a factor for the slope. For Adagrad, RMSprop and Adam the steepness
# cancels, and `lr` has the unit of a weight: it sets *how far* a weight moves. Adadelta's `lr` is a
# pure number, a factor for a distance that the method finds by itself.
#
# %% [markdown] lang="ja" role="answer"
# どちらの軸でも0.3で、`lr` と等しくなります。
# 1回目の反復では$\hat v = \nabla E$、$\sqrt{\hat s} = |\nabla E|$なので、割り算をすると勾配の**符号**だけが残るからです。
# Adagradでも、1回目の移動量は `lr` です。
# RMSpropでは、記憶に$(\nabla E)^2$の100分の1しか入っていないので、平方根で割ると `lr` の10倍になります。
# Adadeltaでは、過去の移動量の記憶がほぼ0から始まるので、移動量が小さくなります。
# ただし、4つの手法のどれでも、一方の傾きが6倍ほど急なのに、2つの軸での移動量は等しくなります。
#
# したがって、SGDとMomentumでは、`lr` は傾きに掛ける係数です。
# Adagrad、RMSprop、Adamでは、傾きの大きさが割り算で打ち消され、`lr` は重みと同じ単位をもつ、**移動量**の目安になります。
# Adadeltaの `lr` は単位のない数で、手法が自分で決める移動量に掛ける倍率です。
#
# %% [markdown] lang="en"
# **Your turn.** If only the sign is left, why not use just the sign? Write the rule that moves every weight by
# `lr` against the sign of its slope, in the form of the rules above.
#
# %% [markdown] lang="ja"
# **書いてみよう**：残るのが符号だけなら、初めから符号だけを使うこともできます。
# 上の関数と同じ形で、どの重みも傾きの符号と逆の向きに `lr` だけ動かす更新式を書いてください。
#
# %% role="turn"
def sign_only(gradient, memory, lr):
    ### BEGIN SOLUTION
    return lr * np.sign(gradient)
    ### END SOLUTION


# %% role="check"
with your_turn():
    step = sign_only(np.array([-0.7, 4.0]), {}, 0.3)
    check_close("sign_only at the start, lr 0.3", step, [-0.3, 0.3])

# %% [markdown] lang="en"
# Step through the race (drawing it takes about 5 seconds):
#
# %% [markdown] lang="ja"
# 反復を1回ずつ進めて、6つの手法を比べてみてください。
# 図の準備に5秒ほどかかります。
#
# %% tags=["nbval-ignore-output"]
w1_grid, w2_grid = np.linspace(-8, 3, 56), np.linspace(-2.4, 2.4, 41)
surface = valley(np.stack(np.meshgrid(w1_grid, w2_grid)))  # (41, 56)
race = {name: path[:25] for name, path in paths.items()}
curves = {name: valley(path.T) for name, path in race.items()}
shown = [*range(11), 12, 15, 18, 21, 24]
fig, axes = plt.subplots(1, 2, figsize=(7.2, 2.8), width_ratios=(5, 3))


def draw(frame):
    done, limits = shown[frame], (1e-3, 20)
    title = f"iteration {done}"
    optimizers.race_step(
        axes, w1_grid, w2_grid, surface, race, curves, done, limits=limits, title=title
    )


base.stepper(fig, draw, len(shown), name="six optimizers")

# %% [markdown] lang="en" role="figure"
# A series of pictures of six optimizers in a long valley, with E against the iteration. SGD swings
# across the valley; Momentum and Adam reach the middle; Adagrad and RMSprop go there more directly;
# Adadelta stays far behind.
#
# %% [markdown] lang="ja" role="figure"
# 細長い谷を進む6つの最適化手法の連続した図と、反復ごとのE。
# SGDは谷を横切って振れ、MomentumとAdamは中央に届き、AdagradとRMSpropはより直接に向かい、Adadeltaは大きく遅れる。
#
# %%
fig, axes = plt.subplots(2, 3, figsize=(9, 4.2), sharex=True, sharey=True)
for ax, (name, path) in zip(axes.flat, paths.items(), strict=True):
    title = f"{name}, lr {rules[name][1]}"
    descent.contour_with_path(ax, w1_grid, w2_grid, surface, path[:17], title=title)
    ax.plot(0, 0, "x", color="#D55E00", markersize=8, markeredgewidth=2)
    ax.set(xlabel="$w_1$", ylabel="$w_2$")
    ax.label_outer()
plt.show()

# %% [markdown] lang="en" role="figure"
# The first 16 steps of each optimizer in the valley, in six panels. SGD zigzags; Momentum swings
# out in a wide arc; Adagrad takes large steps that get smaller; Adadelta has hardly left the start;
# RMSprop and Adam go down and then along the valley.
#
# %% [markdown] lang="ja" role="figure"
# 谷での各手法の初めの16歩を、6つの図に分けて描いたもの。
# SGDはジグザグに進む。
# Momentumは大きな弧を描く。
# Adagradは大きな歩幅がしだいに縮む。
# Adadeltaは出発点からほとんど離れない。
# RMSpropとAdamは谷を下り、それから谷に沿って進む。
#
# %% [markdown] lang="en" role="predict"
# (Below the moving picture: the first 16 iterations, light to dark.)
#
# - **SGD** jumps from wall to wall, because its learning rate is nearly the largest possible; with
#   a smaller one it would be slow along the floor.
# - **Momentum** rolls: it swings across the valley, gathers speed along it and runs past the
#   minimum.
# - **Adagrad** and **RMSprop** head for the floor and then straight along it. Adagrad's memory only
#   grows, so what it divides by does, too: in a long training it comes to a halt.
# - **Adadelta** is slow, even with a learning rate of 30. Its steps are in units of its former steps,
#   and in the beginning there were hardly any.
# - **Adam** goes like RMSprop at first, and overshoots like Momentum.
#
# ### Which learning rate?
#
# > **Predict.** If you could take only one learning rate for all six, which one would it be?
#
# %% [markdown] lang="ja" role="predict"
# 動く図の下は、最初の16回の反復を、明るい色から暗い色へ描いたものです。
#
# - **SGD**は、谷の両側を行き来します。
#   学習率が、発散しない上限に近いからです。
#   小さくすると、今度は谷底に沿って進むのが遅くなります。
# - **Momentum**は、谷を横切って振動しながら、谷に沿って速さを増し、最小点を通り過ぎます。
# - **Adagrad**と**RMSprop**は、まず谷底へ向かい、それから谷底をまっすぐ進みます。
#   Adagradでは、記憶の値が増える一方なので、移動量がしだいに小さくなり、長く学習するとほとんど動かなくなります。
# - **Adadelta**は、学習率が30でもゆっくりとしか進みません。
#   過去の移動量を単位にするのに、初めはその過去がほとんどないからです。
# - **Adam**は、初めはRMSpropのように進み、その後、Momentumのように最小点を通り過ぎます。
#
# ### どの学習率を選ぶか
#
# > **予想**：6つの手法に共通の学習率を1つだけ選ぶとしたら、いくつがよいでしょうか。
#
# %% role="reveal"
print("E after 40 iterations, from", valley(np.array([-7.0, 2.0])))
print("      lr" + "".join(f"{name:>10}" for name in rules))
for lr in (0.01, 0.1, 1, 10):
    ends = [valley(walk(rule, lr, 40)[-1]) for rule, _ in rules.values()]
    print(f"{lr:8}" + "".join(f"{end:10.2g}" for end in ends))

# %% [markdown] lang="en" role="answer"
# There is none. 0.1 suits RMSprop and Momentum and is too small for the others; with 10 SGD and
# Momentum diverge, and Adadelta needs still more. A learning rate without the name of its method
# means nothing. (10 looks splendid for Adagrad and RMSprop. But their first step then carries them
# to $w_2 = -8$ and $-98$, far off the map; this surface forgives it. Networks do not, as we shall
# see.)
#
# %% [markdown] lang="ja" role="answer"
# そのような学習率はありません。
# 0.1は、RMSpropとMomentumには合いますが、ほかの手法には小さすぎます。
# 10では、SGDとMomentumが発散し、Adadeltaにはまだ足りません。
# 学習率は、どの手法の値かを示さなければ意味がありません。
# 10は、AdagradとRMSpropでは良い値に見えます。
# しかし、1回目の更新で、$w_2$がそれぞれ$-8$と$-98$になり、図の範囲から大きく外れています。
# この曲面では元に戻れますが、ネットワークではそうはいかないことを、後で見ます。
#
# %% [markdown] lang="en" role="predict"
# ### How much momentum?
#
# The 0.9 of Momentum, too, can be chosen. `lr` stays 0.1:
#
# > **Predict.** With 1.0 instead of 0.9 nothing of the old speed is lost. What happens? You have
# > seen it in part 1.
#
# %% [markdown] lang="ja" role="predict"
# ### Momentumの係数
#
# Momentumの0.9も、自分で選べる値です。
# `lr` は0.1のままにします。
#
# > **予想**：0.9の代わりに1.0とすると、それまでの速さがまったく失われません。
# > 何が起こるでしょうか。
# > これは、パート1で一度見た現象です。
#
# %% role="reveal"
print("momentum  E after 10      40     100    1000 iterations")
for beta in (0.0, 0.5, 0.9, 1.0):
    make_optimizer = partial(torch.optim.SGD, momentum=beta)
    path = walk_by_library(make_optimizer, 0.1, 1000)
    ends = "".join(f"{valley(path[done]):8.3f}" for done in (10, 40, 100, 1000))
    print(f"{beta:8}     {ends}")
forgotten = walk_by_library(library["SGD"], 0.1, 1000, clean=False)
difference = np.abs(path - forgotten).max()
print("1.0 and a forgotten zero_grad equal up to 1e-10:", difference < 1e-10)

# %% [markdown] lang="en" role="answer"
# Momentum 1.0 never settles, and it is the very same walk as SGD with a forgotten `zero_grad`: both
# add up all gradients. 0.9 forgets a tenth in every iteration. That tenth is the friction which
# makes a useful method out of a mistake.
#
# %% [markdown] lang="ja" role="answer"
# 1.0では、いつまでも収束しません。
# しかも、`zero_grad` を忘れたSGDと、まったく同じ経路になります。
# どちらも、勾配をすべて足し続けるからです。
# 0.9では、反復のたびに、それまでの和の1割が失われます。
# この1割が摩擦の役割を果たし、振動がしだいに収まります。
#
# %% [markdown] lang="en" role="predict"
# ### Turn the valley
#
# Does a rate for each weight always help? Above, the valley lay along an axis. Now we turn it by 45
# degrees, start included. Nothing else changes.
#
# > **Predict.** Which of the six methods notice?
#
# %% [markdown] lang="ja" role="predict"
# ### 谷を回転させる
#
# 重みごとに学習率を変える方法は、いつも有利なのでしょうか。
# これまでの谷は、軸に沿っていました。
# 今度は、谷と出発点を45度回転させます。
# それ以外は何も変えません。
#
# > **予想**：6つの手法のうち、結果が変わるのはどれでしょうか。
#
# %% role="reveal"
turn = np.array([[1.0, 1.0], [-1.0, 1.0]]) / np.sqrt(2)  # back to the old valley
turned_start = turn.T @ (-7.0, 2.0)


def turned_gradient(w):
    return turn.T @ valley_gradient(turn @ w)


turned = {}
for name, (rule, lr) in rules.items():
    turned[name] = walk(rule, lr, 40, turned_gradient, turned_start)
print("E after 40 iterations   along an axis   turned by 45 degrees")
for name, path in turned.items():
    print(f"{name:20} {valley(paths[name][-1]):16.5f} {valley(turn @ path[-1]):22.5f}")

# %% role="reveal"
grid = np.linspace(-8, 3, 56)
turned_surface = valley(np.tensordot(turn, np.stack(np.meshgrid(grid, grid)), axes=1))
fig, ax = plt.subplots(figsize=(4.2, 3.6))
optimizers.paths_on_surface(ax, grid, grid, turned_surface, turned, every=5)
ax.legend(fontsize="small")
plt.show()


# %% [markdown] lang="en" role="figure"
# The same valley turned by 45 degrees, with the paths of the six optimizers: SGD and Momentum walk
# as before, only turned; Adagrad, RMSprop, Adadelta and Adam, which scale each coordinate by
# itself, walk otherwise than before.
#
# %% [markdown] lang="ja" role="figure"
# 同じ谷を45度回し、6つの手法の経路を描いた図。
# SGDとMomentumは回しただけで同じように進む。
# 座標ごとに歩幅を変えるAdagrad、RMSprop、Adadelta、Adamは、前とは違う進み方をする。
#
# %% [markdown] lang="en" role="answer"
# SGD and Momentum do not: they use only directions and lengths, and those turn along. All four others
# end higher than before: Adadelta has 3 times the loss, Adam 8 times, RMSprop 33 times, and Adagrad,
# the only one that had been ahead of SGD, almost 1,000 times. Now SGD is ahead of them all. A learning
# rate for each weight helps against a valley *along an axis*. Such valleys come from inputs in
# different units, and that is why these methods often help. But not always.
#
# %% [markdown] lang="ja" role="answer"
# 結果が変わらないのは、SGDとMomentumです。
# この2つは勾配の向きと長さだけを使い、どちらも谷と一緒に回転するからです。
# ほかの4つの手法では、40回後の損失が、どれも前より大きくなりました。
# Adadeltaでは3倍、Adamでは8倍、RMSpropでは33倍です。
# 前にSGDより損失が小さかったのはAdagradだけですが、そのAdagradでも約1,000倍になり、SGDが最も小さくなりました。
# 重みごとに学習率を変える方法が効くのは、**軸に沿った**谷です。
# そのような谷は、入力の単位がまちまちのときにできるので、これらの手法はよく役に立ちます。
# しかし、いつも有利なわけではありません。
#
# %% [markdown] lang="en"
# ## 11. Six optimizers on the sales (12 minutes)
#
# Now the task. The training loop becomes a function; the five steps are all there.
#
# %% [markdown] lang="ja"
# ## 11. 売上の予測で6つの最適化手法を比べる（12分）
#
# 売上の予測に戻ります。
# 学習ループを関数にまとめますが、5つの手順はそのままです。
#
# %%
def train(model, optimizer, x, t, num_iterations):
    criterion, losses = nn.MSELoss(), []
    for _ in range(num_iterations):
        y = model(x)
        loss = criterion(y, t)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% [markdown] lang="en"
# > **Belief.** "Adam always wins."
#
# First the plane, one layer from 3 inputs to 1 output, all rows, inputs standardized. How many
# iterations until the loss stays within 1 % of least squares? A dash means: not within 300.
#
# %% [markdown] lang="ja"
# > **思い込み**：「Adamはいつも最も速い。」
#
# まず、3入力1出力の1層、つまり平面で比べます。
# すべての行と、標準化した入力を使います。
# 損失が最小二乗法の1%以内に収まるまでに、何回の反復が必要でしょうか。
# 「-」は、300回では収まらなかったことを表します。
#
# %%
def iterations_needed(losses, limit):
    too_high = np.flatnonzero(~(np.array(losses) < limit))  # nan counts as too high
    return "-" if too_high[-1] == len(losses) - 1 else str(too_high[-1] + 1)


rates = (0.01, 0.1, 0.5, 1, 10)
print("      lr" + "".join(f"{lr:>8}" for lr in rates))
for name, make_optimizer in library.items():
    row = []
    for lr in rates:
        model = zero_layer(3)
        losses = train(model, make_optimizer(model.parameters(), lr), x, t, 300)
        row.append(iterations_needed(losses, 1.01 * exact_loss))
    print(f"{name:8}" + "".join(f"{number:>8}" for number in row))

# %% [markdown] lang="en"
# Plain SGD with lr 0.5 needs 4 iterations, Adam at its best 71. With standardized inputs the contours
# of the loss are almost circles, and there straight downhill is hard to beat. But take the *raw*
# inputs, where lesson 02 got stuck:
#
# %% [markdown] lang="ja"
# 通常のSGDは、`lr` が0.5なら4回で済みます。
# Adamでは、最も速い場合でも71回かかります。
# 入力を標準化すると、損失の等高線がほぼ円になります。
# そのような場合は、最も急な方向へまっすぐ下るのが速いのです。
# では、レッスン02で学習が進まなかった、標準化していない**元の**入力ではどうでしょうか。
#
# %%
for name, lr in (("SGD", 3e-5), ("Adam", 0.1)):
    model = zero_layer(3)
    losses = train(model, library[name](model.parameters(), lr), x_raw, t, 1000)
    print(f"raw inputs, {name:4} lr {lr:7}: after 1,000 iterations {losses[-1]:.2f}")


# %% [markdown] lang="en" role="predict"
# There Adam converges. SGD does not, although its rate is close to the largest that does not diverge
# ($3.3 \cdot 10^{-5}$, as lesson 02 computed). A rate for each weight has an effect similar to that of
# scaling the inputs.
#
# Now a **network**, $3 \to 10 \to \text{ReLU} \to 1$, all from the same start (the seed is set right
# before each network is made). The table shows the loss after 300 iterations; remember 27.09 for
# the baseline and 2.78 for the plane.
#
# > **Predict.** Will the network beat the plane? And what will Adam do with lr 10?
#
# %% [markdown] lang="ja" role="predict"
# この場合、Adamは収束します。
# SGDは、発散しない上限（レッスン02で求めた$3.3 \cdot 10^{-5}$）に近い学習率を使っても、
# 1,000回では収束しません。
# Adamでは、重みごとに学習率が調整されるので、入力をスケーリングしたのと似た効果があります。
#
# 次は、**ネットワーク**$3 \to 10 \to \text{ReLU} \to 1$で比べます。
# 同じ重みから始めるために、ネットワークを作る直前に、毎回シードを設定します。
# 表は、300回の反復の後の損失です。
# ベースラインは27.09、平面は2.78でした。
#
# > **予想**：ネットワークの損失は、平面より小さくなるでしょうか。
# > また、`lr` が10のとき、Adamはどうなるでしょうか。
#
# %%
def network(hidden):
    """Make 3 -> hidden -> ReLU -> 1, or one plain layer for hidden = 0."""
    torch.manual_seed(0)
    if hidden == 0:
        return nn.Linear(3, 1)
    return nn.Sequential(nn.Linear(3, hidden), nn.ReLU(), nn.Linear(hidden, 1))


# %% role="reveal"
rates, runs = (0.001, 0.01, 0.1, 1, 10), {}
print("      lr" + "".join(f"{lr:>8}" for lr in rates))
for name, make_optimizer in library.items():
    for lr in rates:
        model = network(10)
        runs[name, lr] = train(model, make_optimizer(model.parameters(), lr), x, t, 300)
    print(f"{name:8}" + "".join(f"{runs[name, lr][-1]:8.1f}" for lr in rates))

# %% role="reveal"
best = {"SGD": 0.1, "Momentum": 0.01, "Adagrad": 1}
best |= {"Adadelta": 1, "RMSprop": 0.01, "Adam": 1}
chosen = {f"{name}, lr {lr}": runs[name, lr] for name, lr in best.items()}
fig, ax = plt.subplots(figsize=(5.6, 3))
base.loss_curves(ax, chosen, log=True, ylabel="loss ((1,000 units)²)")
ax.axhline(exact_loss, color="0.4", linestyle=":", linewidth=1)
ax.set(title=f"{data_name}, dotted: best plane", ylim=(0.2, 400))
ax.legend(fontsize="small")
plt.show()

# %% [markdown] lang="en" role="figure"
# Loss curves of six optimizers, each with its best learning rate, logarithmic. After 50 iterations
# all but Adadelta and RMSprop are below the dotted loss of the best plane; after 300 all end
# between 0.3 and 0.6, Adam lowest.
#
# %% [markdown] lang="ja" role="figure"
# 6つの手法の損失曲線（対数軸）。
# 学習率はそれぞれ最良のもの。
# 50回でAdadeltaとRMSprop以外は点線（最良の平面の損失）を下回り、300回ではすべてが0.3から0.6の間に入り、Adamが最も低い。
#
# %% [markdown] lang="en" role="answer"
# Every method beats the plane, if its learning rate is right: the hidden layer has found the fan.
# Adam with lr 1 is the lowest here. But Adam with 10 sits on the baseline, and with 0.001, the
# value that stands in so many examples, it has not got far. The others get within reach, each with
# *its* rate. On the plane it was the other way round. So:
#
# - no method wins always; a fair comparison tries several learning rates for **each**, and says
#   which;
# - `nan` in the table is divergence, 27.1 is the baseline: know the two at sight;
# - the default to begin with is Adam or Momentum, with 3 or 4 learning rates a factor 10 or 3 apart.
#
# %% [markdown] lang="ja" role="answer"
# 学習率が合っていれば、どの手法でも、ネットワークの損失は平面より小さくなります。
# 隠れ層によって、扇形を表せるようになったのです。
# 最も小さいのは、`lr` が1のAdamです。
# しかし、`lr` が10のAdamは、ベースラインから改善しません。
# 入門書でよく使われる0.001では、300回の反復でほとんど進みません。
# ほかの手法も、**それぞれに合う**学習率を使えば、近い値になります。
# 平面では、順位が逆でした。
# 以上をまとめると、次のようになります。
#
# - いつも最良の手法はありません。
#   公平に比べるには、**どの**手法でも複数の学習率を試し、使った値を示します。
# - 表の `nan` は発散を、27.1はベースラインのままであることを表します。
#   どちらも、見たらすぐ気づけるようにしておきましょう。
# - 最初は、AdamかMomentumを選び、学習率を3倍から10倍ずつ変えて、3つか4つ試すとよいでしょう。
#
# %% [markdown] lang="en"
# ## 12. Training, validation, test (25 minutes)
#
# All losses so far were measured on the markets that the model was trained on. But those sales are
# known. What we want is a prediction for a market that is *not* in the table. A model that does well
# on data it has not seen **generalizes**.
#
# First we set rows aside, at random. (Why at random? A table is often sorted, by region or by date.)
#
# %% [markdown] lang="ja"
# ## 12. 訓練、検証、テスト（25分）
#
# これまでは、学習に使った市場で損失を求めてきました。
# しかし、その市場の売上はすでにわかっています。
# 知りたいのは、表に**ない**市場での予測です。
# 学習に使っていないデータでも良い結果を出すことを、**汎化**（generalization）といいます。
#
# まず、行を無作為に分けます。
# 無作為に分けるのは、表が地域や日付の順に並んでいることが多いからです。
#
# %%
order = np.random.default_rng(0).permutation(k)
training, validation, test = order[:120], order[120:160], order[160:]


def fit(rows, hidden):
    """Train on some rows; return a function from raw inputs to outputs."""
    mean, scale = x_raw[rows].mean(dim=0), x_raw[rows].std(dim=0, correction=0)
    model = network(hidden)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    train(model, optimizer, (x_raw[rows] - mean) / scale, t[rows], 400)
    return lambda x: model((x - mean) / scale)


def loss_on(rows, predict):
    with torch.no_grad():
        return criterion(predict(x_raw[rows]), t[rows]).item()


# %% [markdown] lang="en"
# **Your turn.** Standardize the inputs of some `rows` with the mean and the standard deviation of the
# training rows.
#
# %% [markdown] lang="ja"
# **書いてみよう**：ある `rows` の行の入力を、訓練データの行の平均と標準偏差を使って標準化する関数を書いてください。
#
# %% role="turn"
def standardized(rows, training_rows):
    known = x_raw[training_rows]
    ### BEGIN SOLUTION
    return (x_raw[rows] - known.mean(dim=0)) / known.std(dim=0, correction=0)
    ### END SOLUTION


# %% role="check"
with your_turn():
    for rows in (training, validation):
        center, width = x_raw[training].mean(dim=0), x_raw[training].std(dim=0, correction=0)
        expected = (x_raw[rows] - center) / width
        check_close("standardized(rows, training)", standardized(rows, training), expected)

# %% [markdown] lang="en" role="predict"
# Note where mean and scale come from: from the rows that we train on, and from no others. Whatever
# is computed from data is learned from data.
#
# > **Predict.** Ten markets to learn from. Model A: the plane, with 4 numbers. Model B: a network with
# > 100 hidden neurons, 501 numbers. Which has the smaller loss on the ten? Which on other markets?
#
# %% [markdown] lang="ja" role="predict"
# 平均とスケールは、学習に使う行だけから求めています。
# データから計算する値は、どれも学習の一部だからです。
#
# > **予想**：10の市場だけを使って学習します。
# > モデルAは平面で、学習する数は4つです。
# > モデルBは隠れ層のニューロンが100個のネットワークで、学習する数は501個です。
# > 学習に使った10の市場で、損失が小さいのはどちらでしょうか。
# > ほかの市場ではどうでしょうか。
#
# %% role="reveal"
seen, unseen = {}, {}
numbers = (5, 10, 20, 40, 80, 120)
print("rows  loss on them: plane, network   on 40 other markets: plane, network")
for number in numbers:
    rows = training[:number]
    models = [fit(rows, hidden) for hidden in (0, 100)]
    seen[number] = [loss_on(rows, model) for model in models]
    unseen[number] = [loss_on(validation, model) for model in models]
    print(f"{number:4} {seen[number][0]:19.1f} {seen[number][1]:9.1f}", end="")
    print(f" {unseen[number][0]:28.1f} {unseen[number][1]:9.1f}")

# %% role="reveal"
fig, ax = plt.subplots(figsize=(5.4, 3))
for column, (name, marker) in enumerate((("plane", "o"), ("network", "s"))):
    on_them, on_others = ([loss[n][column] for n in numbers] for loss in (seen, unseen))
    ax.plot(numbers, on_them, "--" + marker, color=f"C{column}")
    ax.plot(numbers, on_others, "-" + marker, color=f"C{column}", label=name)
ax.set(xscale="log", yscale="log", ylim=(0.01, 40))
ax.set_title(f"{data_name}, dashed: seen rows, solid: others")
ax.set(xlabel="number of training rows", ylabel="loss ((1,000 units)²)")
ax.set_xticks(numbers, numbers)
ax.minorticks_off()
ax.legend()
plt.show()

# %% [markdown] lang="en" role="figure"
# Loss on seen rows, dashed, and on other rows, solid, against the number of training rows. The
# plane: both come together near 2. The network: on other rows it falls from 25 with 5 rows to 0.2
# with 120; on seen rows it rises from almost 0 to 0.1.
#
# %% [markdown] lang="ja" role="figure"
# 訓練に使う行数に対する、訓練した行の損失（破線）とほかの行の損失（実線）。
# 平面では両方が2の近くでそろう。
# ネットワークでは、ほかの行の損失が5行での25から120行での0.2まで下がり、訓練した行の損失はほぼ0から0.1まで上がる。
#
# %% [markdown] lang="en" role="answer"
# With ten rows the network's loss on them is 0.0, every error is gone. On other markets it is 4.8,
# worse than the plane with 1.8, though the plane's loss on the ten is larger. **The training loss may
# not choose between models**: it always prefers the one that fits its own rows best.
#
# With more rows the network is ahead: with 20 already, and with 120 it is ten times better than the
# plane, which cannot use more data: a plane stays a plane.
#
# %% [markdown] lang="ja" role="answer"
# 10行で学習すると、その10行でのネットワークの損失は0.0になり、誤差がなくなります。
# ところが、ほかの市場での損失は4.8で、平面の1.8より悪くなっています。
# 10行での損失は、平面の方が大きかったにもかかわらずです。
# **訓練データの損失でモデルを選んではいけません**。
# 学習に使った行に最もよく合うモデルが、いつも選ばれてしまうからです。
#
# 行が増えると、ネットワークの方が良くなります。
# 20行で平面を追い越し、120行では損失が平面の10分の1になります。
# 平面で表せるものは限られているので、データを増やしても良くなりません。
#
# %% [markdown] lang="en" role="predict"
# Let us watch the network with the ten rows while it is trained.
#
# > **Predict.** Its loss on the ten rows falls all the time. Does its loss on other markets, too?
#
# %% [markdown] lang="ja" role="predict"
# 10行で学習するネットワークについて、途中の変化を見てみましょう。
#
# > **予想**：学習に使った10行での損失は、減り続けます。
# > ほかの市場での損失も、減り続けるでしょうか。
#
# %%
rows, curves = training[:10], {"10 training rows": [], "40 other rows": []}
center, width = x_raw[rows].mean(dim=0), x_raw[rows].std(dim=0, correction=0)


def ten_row_loss(model, part):
    return criterion(model((x_raw[part] - center) / width), t[part])


torch.manual_seed(0)
model = nn.Sequential(nn.Linear(3, 100), nn.ReLU(), nn.Linear(100, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
for _ in range(400):
    loss = ten_row_loss(model, rows)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    curves["10 training rows"].append(loss.item())
    with torch.no_grad():
        curves["40 other rows"].append(ten_row_loss(model, validation).item())

# %% role="reveal"
fig, ax = plt.subplots(figsize=(5.4, 3))
base.loss_curves(ax, curves, ylabel="loss ((1,000 units)²)")
ax.set(title=data_name, ylim=(0, 10))
plt.show()
others = curves["40 other rows"]
print(f"other rows: smallest {min(others):.1f} in iteration {int(np.argmin(others)) + 1}", end="")
print(f", {others[-1]:.1f} at last")

# %% [markdown] lang="en" role="figure"
# Loss on 10 training rows falls to 0 within 50 iterations; on 40 other rows it falls to about 3,
# then rises slowly to almost 5.
#
# %% [markdown] lang="ja" role="figure"
# 10行の訓練データの損失は50回で0になる。
# ほかの40行の損失は3ほどまで下がった後、ゆっくり上がって5近くになる。
#
# %% [markdown] lang="en" role="answer"
# On other markets the loss is smallest, 2.5, after some 50 iterations, and rises to 4.8 while the loss
# on the ten rows goes on falling. This is **overfitting**: *the training loss falls while the loss on
# other data rises*. What the network still learns holds for its ten rows only. (A gap between the two
# losses alone is no overfitting: a model always fits its own rows a little better.)
#
# %% [markdown] lang="ja" role="answer"
# ほかの市場での損失は、50回ほどの反復で最小の2.5になり、その後は4.8まで増えます。
# その間も、学習に使った10行での損失は減り続けています。
# このように、**訓練データの損失が減るのに、ほかのデータの損失が増える**ことを、**過学習**（overfitting）といいます。
# ネットワークは、その10行でしか成り立たないことを学習しているのです。
# なお、2つの損失に差があるだけでは、過学習とはいえません。
# どのモデルも、学習に使った行には少しよく合うからです。
#
# %% [markdown] lang="en"
# ### Three parts
#
# So there is one part of the data for each purpose:
#
# | part | serves to | how often |
# |---|---|---|
# | **training** | move the weights | at every step |
# | **validation** | choose: network, learning rate, when to stop | as often as you like |
# | **test** | say how good the chosen one is | once, at the end |
#
# What validation chooses are **hyperparameters**: everything that is settled before the training and
# not by it.
#
# %% [markdown] lang="ja"
# ### 3つの部分
#
# そこで、目的ごとにデータを分けます。
#
# | 部分 | 何に使うか | 使う回数 |
# |---|---|---|
# | **訓練データ** | 重みを更新する | 更新のたび |
# | **検証データ** | ネットワーク、学習率、学習を止める時期を選ぶ | 何度でも |
# | **テストデータ** | 選んだモデルの性能を評価する | 最後に1回だけ |
#
# 検証データで選ぶものは**ハイパーパラメータ**（hyperparameter）といい、学習で決まる重みと違って、学習の前に人が決める値です。
#
# %%
parts = {"training": training, "validation": validation, "test": test}
sorted_parts = np.split(np.arange(k), (120, 160))
in_order = dict(zip(parts, sorted_parts, strict=True))
divisions = {"in order": in_order, "shuffled": parts}
fig, ax = plt.subplots(figsize=(7.2, 1.8))
optimizers.part_strips(ax, divisions, k, title=data_name)
plt.show()

# %% [markdown] lang="en" role="figure"
# 200 samples as two strips. In order: 120 for training, then 40 for validation, then 40 for test.
# Shuffled: the three kinds are mixed all along the strip.
#
# %% [markdown] lang="ja" role="figure"
# 200サンプルを表す2本の帯。
# 順番どおりなら、訓練120、検証40、テスト40と並ぶ。
# シャッフルすると、3種類が全体に混ざる。
#
# %% [markdown] lang="en"
# The lower strip is our division. Now the validation data choose the number of hidden neurons (0 is
# the plane):
#
# %% [markdown] lang="ja"
# 下の帯が、実際に使う分け方です。
# 検証データを使って、隠れ層のニューロンの数を選びます。
# 0は平面を表します。
#
# %%
print("hidden   loss on training   on validation")
for hidden in (0, 1, 3, 10, 100, 10_000):
    predict = fit(training, hidden)
    losses = loss_on(training, predict), loss_on(validation, predict)
    print(f"{hidden:6} {losses[0]:18.2f} {losses[1]:15.2f}")

# %% [markdown] lang="en" role="predict"
# One hidden neuron is no better than the plane: a single ReLU can bend in one place only. With 10,000
# the training loss is the smallest of all, but the validation loss is three times that of the plane: it
# fails. With 100 the validation loss is smallest, so that is our choice.
#
# > **Belief.** "Then let the test data choose. They are unseen, too."
#
# An experiment whose truth we know: a thousand *guessers* draw random numbers, and so do the "true"
# values. There is nothing to be learned. Let the 40 test rows pick the best guesser.
#
# > **Predict.** Always answering 0 has a loss of about 1 here. What does the best of 1,000 guessers
# > have on the test rows? And on the other 160?
#
# %% [markdown] lang="ja" role="predict"
# ニューロンが1個では、平面とほとんど変わりません。
# ReLUが1つでは、折れ目も1つしか作れないからです。
# 10,000個では、訓練データの損失は最も小さいのに、検証データの損失は平面の3倍以上で、失敗です。
# 検証データの損失が最小になるのは100個のときなので、これを選びます。
#
# > **思い込み**：「それなら、テストデータで選べばよい。テストデータも、学習には使っていない。」
#
# 答えのわかっている実験で確かめます。
# 1,000人が、予想の代わりに乱数を答えます。
# 「正解」も乱数なので、学習できることは何もありません。
# 40行のテストデータで、最も成績の良い人を選びます。
#
# > **予想**：いつも0と答えると、損失は約1です。
# > 1,000人のうち1位の人の損失は、テストデータではいくつでしょうか。
# > 残りの160行ではどうでしょうか。
#
# %% role="reveal"
rng = np.random.default_rng(0)
truth = rng.standard_normal(k)
guesses = 0.5 * rng.standard_normal((1000, k))
errors = (guesses - truth) ** 2  # (1000, 200)
winner = errors[:, test].mean(axis=1).argmin()
others = np.concatenate([training, validation])
for name, squares in (("always 0", truth**2), ("winner  ", errors[winner])):
    on_test, on_others = squares[test].mean(), squares[others].mean()
    print(f"{name}  test {on_test:.2f}, others {on_others:.2f}")

# %% [markdown] lang="en" role="answer"
# On the test rows the winner beats the baseline clearly, 0.76 against 0.97. On the others it is
# worse than always 0, 1.16 against 0.91. Who tries a thousand and reports the best, reports
# luck. The more you choose by a set of data, the less its loss tells about new data. That holds for
# the validation data too; **that is why there is a third part that never chooses**.
#
# %% [markdown] lang="ja" role="answer"
# テストデータでは、1位の損失は0.76で、ベースラインの0.97よりはっきり小さくなりました。
# 残りの行では1.16で、いつも0と答えたときの0.91より悪い値です。
# 1,000通りを試し、最も良い結果だけを報告すると、偶然の良さを報告することになります。
# 同じデータで繰り返し選ぶほど、そのデータでの損失は、新しいデータでの損失の目安にならなくなります。
# これは、検証データでも同じです。
# そのため、**選ぶためには決して使わない、3つ目の部分が必要です。**
#
# %% [markdown] lang="en"
# ### Cross-validation
#
# And how far can one division be trusted? The plane again, eight times, each time with other 120
# and 40 markets:
#
# %% [markdown] lang="ja"
# ### 交差検証
#
# では、1通りの分け方で求めた損失は、どのくらい信用できるでしょうか。
# 平面を8回、毎回異なる120と40の市場に分けて学習させます。
#
# %%
found = []
for seed in range(8):
    deal = np.random.default_rng(seed).permutation(k)
    found.append(loss_on(deal[120:160], fit(deal[:120], 0)))
print("validation loss of the plane:", " ".join(f"{loss:.1f}" for loss in found))

# %% [markdown] lang="en"
# From 1.9 to 5.5, the same model, the same table. With 40 markets, one odd market decides.
#
# **Cross-validation** uses every row for validation once. Set the test rows aside, divide the rest
# into 5 **folds**, and train 5 times: each time another fold serves for validation, the four others
# for training. Then look at the mean of the 5 losses *and* at their spread.
#
# %% [markdown] lang="ja"
# 同じモデル、同じ表なのに、1.9から5.5までの値になりました。
# 検証に使う市場が40しかないと、外れ値の市場が1つあるだけで、結果が大きく変わります。
#
# **交差検証**（cross-validation）では、どの行も1回ずつ検証に使います。
# テストデータを除いた残りを5つの**組**（fold）に分け、5回学習させます。
# 毎回、異なる組を検証に使い、ほかの4つの組を学習に使います。
# そして、5つの損失の平均**と**ばらつきを見ます。
#
# %%
rest = order[:160]
places = np.array_split(np.arange(160), 5)  # 5 times 32 places in the shuffled order
strips = {}
for number, place in enumerate(places, start=1):
    parts = {"training": np.setdiff1d(np.arange(160), place), "validation": place}
    strips[f"fold {number}"] = parts | {"test": np.arange(160, k)}
fig, ax = plt.subplots(figsize=(7.2, 2.6))
xlabel = "place in the shuffled order"
optimizers.part_strips(ax, strips, k, xlabel=xlabel, title=data_name)
plt.show()

# %% [markdown] lang="en" role="figure"
# Five folds as strips: in each, another fifth of the first 160 places is for validation and the
# rest for training; the last 40 are for the test in all of them.
#
# %% [markdown] lang="ja" role="figure"
# 5分割を表す5本の帯。
# 初めの160のうち、検証に使う5分の1が1本ごとに移り、残りを訓練に使う。
# 最後の40は、どれでもテスト用である。
#
# %% [markdown] lang="en"
# Three models, five trainings each; this takes a second or two.
#
# %% [markdown] lang="ja"
# 3つのモデルを、それぞれ5回学習させます。
# 1、2秒かかります。
#
# %%
scores = {}
for hidden in (0, 10, 100):
    scores[hidden] = []
    for parts in strips.values():
        predict = fit(order[parts["training"]], hidden)
        scores[hidden].append(loss_on(order[parts["validation"]], predict))
    each = " ".join(f"{loss:.1f}" for loss in scores[hidden])
    mean_loss, spread = np.mean(scores[hidden]), np.std(scores[hidden])
    print(f"hidden {hidden:3}: folds {each}   mean {mean_loss:.2f} ± {spread:.2f}")

# %%
fig, ax = plt.subplots(figsize=(5.4, 2.7))
for place, losses in enumerate(scores.values()):
    ax.plot([place] * 5, losses, "o", color="0.6")
    mean_loss, spread = np.mean(losses), np.std(losses)
    ax.errorbar(place + 0.15, mean_loss, spread, fmt="s", capsize=6, color="C0")
ax.set_xticks(range(3), ["plane", "10 hidden", "100 hidden"])
ax.set(xlim=(-0.5, 2.5), ylim=(0, 5.5), ylabel="loss ((1,000 units)²)")
ax.set_title(f"{data_name}: gray a fold each, blue mean ± spread")
plt.show()

# %% [markdown] lang="en" role="figure"
# Validation losses of five folds, with mean and spread: plane 3.0 with a wide spread, network with
# 10 hidden neurons 1.0, with 100 hidden neurons 0.4 with a narrow spread.
#
# %% [markdown] lang="ja" role="figure"
# 5分割での検証の損失と、その平均とばらつき。
# 平面は3.0でばらつきが大きく、隠れ層のニューロン10個のネットワークは1.0、100個では0.4でばらつきが小さい。
#
# %% [markdown] lang="en"
# 100 hidden neurons win in the mean, and by more than the spread against the plane. The fourth fold
# is the worst both for the plane and for the 100. Who is in it? Is it the market of section 8 with
# almost no TV?
#
# %% [markdown] lang="ja"
# 損失の平均は、ニューロンが100個のネットワークで最も小さくなりました。
# 平面との差は、ばらつきよりも大きくなっています。
# 4番目の組は、平面でも、ニューロンが100個のネットワークでも、最も悪い結果でした。
# 8節で大きく外れた、テレビの広告費がほとんどない市場が、この組に入っているのでしょうか。
#
# %%
far_off = np.abs(with_ones @ exact - table["Sales"].to_numpy()).argmax()
for number, place in enumerate(places, start=1):
    if far_off in order[place]:
        print(f"row {far_off} is in fold {number}")

# %% [markdown] lang="en"
# ### Once, at the end
#
# The choice is made: 100 hidden neurons. Train on everything but the test rows, and measure on the
# test rows. Once. The baseline and the plane stand beside it:
#
# %% [markdown] lang="ja"
# ### 最後に1回だけテストする
#
# 隠れ層のニューロンは100個に決めました。
# テストデータ以外のすべての行で学習させ、テストデータで損失を求めます。
# これを行うのは、1回だけです。
# ベースラインと平面の損失も並べて示します。
#
# %%
always_mean = torch.mean((t[test] - t[rest].mean()) ** 2).item()
chosen, plane = fit(rest, 100), fit(rest, 0)
print(f"baseline {always_mean:.1f}, plane {loss_on(test, plane):.1f}", end="")
print(f", network {loss_on(test, chosen):.1f}")
fig, axes = plt.subplots(1, 2, figsize=(7, 3.4), sharex=True, sharey=True)
for ax, name, predict in zip(axes, ("plane", "network"), (plane, chosen), strict=True):
    y = predict(x_raw[test]).detach()
    perceptron.predicted_against_actual(ax, t[test], y, unit=" (1,000 units)")
    ax.set_title(f"{data_name}, test, {name}")
plt.show()

# %% [markdown] lang="en" role="figure"
# Predicted against actual sales of the test rows: the plane's points lie around the diagonal, above
# it for low sales; the network's lie almost on it.
#
# %% [markdown] lang="ja" role="figure"
# テスト用の行の売上の予測と実際の値。
# 平面の点は対角線の周りに散らばり、売上が少ない所では上にある。
# ネットワークの点は、ほぼ対角線上にある。
#
# %% [markdown] lang="en"
# 0.1, a typical error of about 300 units, where the plane is off by 1,600 and the mean by 5,200. The
# bend around the diagonal is gone. It is even better than the folds promised ($0.35 \pm 0.18$): the
# odd market is not among these 40. So the honest sentence is "about 0.1 to 0.7", not "0.1".
#
# One more thing was not as it should be. We drew all 200 markets in section 8, and compared optimizers
# on all of them in section 11. In earnest, the test rows are set aside *before the first look*.
#
# ### `no_grad` and `eval`
#
# When we measured, `torch.no_grad()` was there. A second switch belongs to measuring, too,
# `model.eval()`.
#
# > **Belief.** "`no_grad` and `eval` are the same."
#
# Some layers behave differently in training and afterwards. `nn.Dropout(0.5)`, for one, drops half
# of its inputs at random while training, as a remedy against overfitting. We ask such a network
# twice for the same market, with all four positions of the two switches:
#
# %% [markdown] lang="ja"
# 損失は0.1で、典型的な誤差は約300個です。
# 平面では1,600個、平均では5,200個ほど外れます。
# 対角線に対する弓なりの形もなくなりました。
# 交差検証で求めた$0.35 \pm 0.18$よりも、さらに良い値です。
# これは、外れ値の市場が、テストデータの40の市場に入っていないからです。
# したがって、結果は「0.1」ではなく、「0.1から0.7程度」と報告するのが正確です。
#
# もう1つ、注意すべき点があります。
# 8節では200の市場すべてを図に描き、11節ではそのすべてを使って最適化手法を比べました。
# 本来は、**最初にデータを見る前に**、テストデータを取り分けておきます。
#
# ### `no_grad` と `eval`
#
# 損失を評価するときは、`torch.no_grad()` を使いました。
# 評価のときに使うものが、もう1つあります。
# `model.eval()` です。
#
# > **思い込み**：「`no_grad` と `eval` は同じものである。」
#
# 層の中には、学習中と評価のときで、働きが変わるものがあります。
# たとえば `nn.Dropout(0.5)` は、過学習を抑えるために、学習中だけ、入力の半分を無作為に0にします。
# このような層のあるネットワークに、同じ市場のデータを2回入れます。
# 2つの設定の組み合わせを、4通り試します。
#
# %%
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(3, 100), nn.ReLU(), nn.Dropout(0.5), nn.Linear(100, 1))
print("gradients  mode    builds a graph   two answers agree")
for gradients in (True, False):
    for training_mode in (True, False):
        model.train(training_mode)  # model.train(False) is model.eval()
        with torch.set_grad_enabled(gradients):  # False is torch.no_grad()
            y1, y2 = model(x[:1]), model(x[:1])
        mode = "train" if training_mode else "eval"
        graph, agree = y1.requires_grad, torch.equal(y1, y2)
        print(f"{gradients!s:9}  {mode:6}  {graph!s:15}  {agree}")

# %% [markdown] lang="en"
# Two switches for two things. `no_grad` decides whether a graph is **recorded** (time and memory),
# `eval` decides how layers **behave** (the result). To measure you want both: `model.eval()` and
# `torch.no_grad()`; and `model.train()` before training goes on.
#
# ## Recap
#
# 4. **Mini-batches and optimizers.** A batch of 20 is right on average, and its spread falls with the
#    square root. The smaller the batch, the smaller the learning rate. No optimizer always wins: SGD
#    was first on the plane, Adam on the raw table and on the network, and turning a valley is enough
#    to change the order. State the learning rate.
# 5. **Three parts.** Training moves the weights, validation chooses, the test is used once. Scale with
#    the training rows. **Overfitting** means that the training loss falls while the loss on other data
#    rises. Cross-validation gives mean ± spread: plane $3.03 \pm 1.16$, network $0.35 \pm 0.18$.
#    Measure with `eval()` and `no_grad()`.
#
# Now it is your turn: in the exercise `pytorch_regression` you write these parts yourself. In lesson
# 05 the same five steps learn to read handwritten digits.
#
# %% [markdown] lang="ja"
# この2つは、別の働きをします。
# `no_grad` は、計算グラフを**記録する**かどうかを決めます。
# 変わるのは、計算時間とメモリの使用量です。
# `eval` は、層の**働き方**を切り替えます。
# 変わるのは、計算結果です。
# 評価するときは、`model.eval()` と `torch.no_grad()` の両方を使います。
# 学習を続けるときは、その前に `model.train()` を呼びます。
#
# ## まとめ
#
# 4. **ミニバッチと最適化手法**：20行のバッチから求めた勾配も、平均すれば正しい向きを指します。
#    ばらつきは、バッチの大きさの平方根に反比例します。
#    バッチを小さくするほど、学習率も小さくする必要があります。
#    いつも最良の最適化手法はありません。
#    平面ではSGDが、標準化していない入力とネットワークではAdamが1位で、谷を回転させるだけでも順位が変わりました。
#    手法を比べるときは、学習率も示します。
# 5. **データの3つの部分**：訓練データで重みを更新し、検証データで選び、テストデータは最後に1回だけ使います。
#    スケーリングの値は、訓練データだけから求めます。
#    **過学習**とは、訓練データの損失が減るのに、ほかのデータの損失が増えることです。
#    交差検証では、平均とばらつきを見ます。
#    平面は$3.03 \pm 1.16$、ネットワークは$0.35 \pm 0.18$でした。
#    評価するときは、`eval()` と `no_grad()` を使います。
#
# 次は、演習 `pytorch_regression` です。
# ここで見た関数を、自分で書いてみてください。
# レッスン05では、同じ5つの手順で、手書きの数字を読むネットワークを学習させます。
#
