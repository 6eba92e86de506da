# %% [markdown] lang="en"
# # 00 Set-up
#
# Before the first step downhill, a look at the equipment. It takes half an hour, and saves
# many hours later. You will
#
# 1. **check** that Python, its libraries and the data sets are there,
# 2. **run** a notebook in an order that can be trusted, and **find** what goes wrong
#    when the order does,
# 3. **read** what a check says, whether it passes, fails or was reached too early,
# 4. **validate** an exercise and **submit** it.
#
# Run the cells from top to bottom with Shift+Enter. Where it says *Predict*, write your
# guess into the line below before you run the next cell or open the answer. Where it says
# *Your turn*, write a line or two yourself: the next cell says whether they are right, and
# the solution is folded below. The first cell, which is folded, installs the course's
# package where it is missing, which may take a minute; loading a large library for the first time may take ten
# seconds. The data sets are downloaded once, when they are first used, if they are not
# there yet (about 12 MB); everything else works without the internet.
#
# %% [markdown] lang="ja"
# # 00 準備
#
# 勾配降下法で坂を下り始める前に、道具を確かめておきます。
# 30分ほどかかりますが、後で何時間分もの手間が省けます。
# 目標は次の4つです。
#
# 1. Python、ライブラリ、データセットがそろっているか**確かめます**。
# 2. ノートブックを信頼できる順序で**実行し**、順序が崩れたときの失敗を**見抜きます**。
# 3. チェックの結果を**読み取ります**。合格、不合格、未解答の3通りがあります。
# 4. 演習を**検証し**、**提出します**。
#
# セルはShift+Enterで上から順に実行してください。
# 「予想」とあるところでは、下の記入欄に予想を書いてから、次のセルを実行するか、答えを開いてください。
# 「書いてみよう」とあるところでは、1、2行のコードを書きます。
# 正しく書けたかは次のセルでわかり、解答例はその下にたたんであります。
# たたんである最初のセルは、この授業のパッケージがなければインストールします。1分ほどかかることがあります。
# 大きなライブラリを初めて読み込むセルは、10秒ほどかかることがあります。
# データセットがまだなければ、最初に使うときに一度だけダウンロードします（約12MB）。
# それ以外は、インターネットがなくても動きます。
#
# %%
import platform

import matplotlib.pyplot as plt
import numpy as np

from mlcourse.checks import answered, check_close
from mlcourse.data import load_advertising, load_mnist, load_pretrained
from mlcourse.figures.base import use_style
from mlcourse.turns import your_turn

use_style()

# %% [markdown] lang="en"
# ## 1. Is everything there? (8 minutes)
#
# If the cell above ran without an error, the libraries are there. When you ask for
# help, copy the output of the next cell into your question: with other versions, other
# things happen.
#
# %% [markdown] lang="ja"
# ## 1. そろっているか（8分）
#
# 上のセルがエラーなしで終われば、ライブラリはそろっています。
# 質問をするときは、次のセルの出力を書き添えてください。
# バージョンによって、動作が違うことがあるからです。
#
# %% tags=["nbval-ignore-output"]
print("Python ", platform.python_version(), "on", platform.system())
print("NumPy  ", np.__version__)
try:
    import torch

    print("PyTorch", torch.__version__)
    print("device ", "cuda" if torch.cuda.is_available() else "cpu")
except ImportError:
    print("PyTorch is not installed: lessons 00 to 03 do without it")

# %% [markdown] lang="en"
# The **device** is what PyTorch computes on. `cuda` means that it found a graphics card
# it can use, `cpu` that it did not. For this course a CPU is enough: the largest
# network trains in less than a minute.
#
# Two data sets accompany us: a table of advertising and sales, and MNIST, pictures of
# handwritten digits. The loader says what it found. If the name says *sample*, the real
# data could not be downloaded, and something similar and smaller stands in for it. The
# lessons run all the same, only the numbers in the text are then others than yours.
#
# %% [markdown] lang="ja"
# **デバイス**（device）は、PyTorchが計算に使う装置です。
# `cuda` なら使えるGPUが見つかったこと、`cpu` なら見つからなかったことを表します。
# このコースにはCPUで十分です。最も大きなネットワークでも、学習は1分以内に終わります。
#
# データセットは2つ使います。広告費と売上の表と、手書き数字の画像MNISTです。
# 読み込むと、どのデータを使うかが表示されます。
# 名前にsampleとあれば、本物をダウンロードできず、よく似た小さいデータで代用しています。
# レッスンはそのまま進められますが、手元の数値は本文の数値と一致しません。
#
# %% tags=["nbval-ignore-output"]
table = load_advertising()
mnist = load_mnist()
print(table.attrs["name"], table.shape)
print(mnist.name, mnist.train_images.shape, mnist.test_images.shape)

# %% [markdown] lang="en"
# The numbers in brackets are **shapes**. The table has 200 rows, one for each market,
# and 4 columns; the pictures of MNIST to learn from are 60,000, of 28 by 28 pixels
# each. In this course the first axis always counts the samples: markets here, pictures
# there.
#
# %% [markdown] lang="ja"
# かっこの中の数の組は**形状**（shape）です。
# 表は200行4列で、1行が1つの市場です。
# MNISTの学習用の画像は60,000枚で、1枚が28×28画素です。
# このコースでは、最初の軸がいつもサンプルに対応します。
# サンプルとは、この表なら市場の1つ、MNISTなら画像の1枚です。
#
# %% [markdown] lang="en"
# **Your turn.** How many markets are there? Take the number out of `table.shape`.
#
# %% [markdown] lang="ja"
# **書いてみよう**：市場はいくつあるでしょうか。
# `table.shape` から取り出してください。
#
# %% role="turn"
num_markets = None
### BEGIN SOLUTION
num_markets = table.shape[0]
### END SOLUTION

# %% role="check"
with your_turn():
    answered(num_markets=num_markets)
    check_close("num_markets", num_markets, len(table))

# %% [markdown] lang="en"
# ### Where this leads
#
# And what is all this for? Here is a network of three layers that this course's weights were
# trained for. This picture was not used in its training. In lesson 03 you write such a
# network yourself, and in lesson 05 you find such weights.
#
# %% [markdown] lang="ja"
# ### この先に何があるか
#
# この道具で何ができるのでしょうか。
# 次は、学習済みの重みを使った3層のネットワークです。
# 次の画像は、学習には使われていません。
# レッスン03ではこのようなネットワークを自分で書き、レッスン05では重みを自分で求めます。
#
# %%
weights = load_pretrained()
z = mnist.test_images[0].reshape(784) / 255
for layer in (1, 2):
    z = 1 / (1 + np.exp(-(z @ weights[f"W{layer}"] + weights[f"b{layer}"])))
scores = z @ weights["W3"] + weights["b3"]

# %%
fig, ax = plt.subplots(figsize=(2.6, 2.8))
ax.imshow(mnist.test_images[0], cmap="gray_r")
ax.set(xticks=[], yticks=[], title=f"{mnist.name}: it reads {scores.argmax()}")
plt.show()

# %% [markdown] lang="en" role="figure"
# A handwritten 7 from the test images of MNIST, black on white; the title says that the network
# reads 7.
#
# %% [markdown] lang="ja" role="figure"
# MNISTのテスト画像の1枚。
# 白地に黒で手書きされた7。
# 題名には、ネットワークが7と読んだことが書かれている。
#
# %% [markdown] lang="en"
# One more figure. Before any calculation, look at the data: each point is one market,
# the money spent on television against what was sold. In lesson 02 you fit a model to
# this table.
#
# %% [markdown] lang="ja"
# もう1つ図を描きます。計算より先に、まずデータを見ます。
# 1つの点が1つの市場で、横軸はテレビの広告費、縦軸は売上です。
# レッスン02では、この表にモデルを当てはめます。
#
# %%
fig, ax = plt.subplots()
ax.plot(table["TV"], table["Sales"], "o", markersize=4)
ax.set(xlabel="TV [1,000 dollars]", ylabel="Sales [1,000 units]")
ax.set_title(f"{table.attrs['name']}: {len(table)} markets")
plt.show()

# %% [markdown] lang="en" role="figure"
# 200 points, one for each market: the more was spent on TV (0 to 300 thousand dollars), the more
# was sold (2 to 27 thousand units), and the wider the points spread.
#
# %% [markdown] lang="ja" role="figure"
# 200の市場を表す散布図。
# テレビの広告費（0から300千ドル）が多いほど売上（2から27千個）が多く、ばらつきも大きい。
#
# %% [markdown] lang="en"
# Where more is spent on television, more is sold, though the points keep to no line; in
# the real table they also spread the wider, the more is spent. If you see the figure,
# everything is there.
#
# The same letters mean the same things in every lesson. You need not learn them now;
# come back to this table when you meet one.
#
# | letter | meaning | | letter | meaning |
# |---|---|---|---|---|
# | `x` | inputs | | `lr` | learning rate, $\eta$ in formulas |
# | `t` | targets: the right values | | `k` | number of samples in a batch |
# | `y` | outputs: what the model says | | `n` | number of inputs |
# | `w`, `b` | weight, bias | | `m` | number of outputs |
#
# %% [markdown] lang="ja"
# 広告費が多い市場ほど売上も多い傾向がありますが、点は一直線には並びません。
# 本物の表では、広告費が増えるにつれて散らばりも大きくなります。
# 図が見えていれば、道具はそろっています。
#
# どのレッスンでも、同じ文字は同じものを表します。
# 今覚える必要はありません。出会ったときに、この表に戻ってください。
#
# | 文字 | 意味 | | 文字 | 意味 |
# |---|---|---|---|---|
# | `x` | 入力 | | `lr` | 学習率（式では$\eta$） |
# | `t` | 目標値（正しい値） | | `k` | バッチのサンプル数 |
# | `y` | 出力（モデルの答え） | | `n` | 入力の数 |
# | `w`、`b` | 重み、バイアス | | `m` | 出力の数 |
#
# %% [markdown] lang="en"
# ## 2. The order of running is not the order of reading (10 minutes)
#
# *"It worked on my screen, so it is right."* Let us see.
#
# Behind a notebook runs a **kernel**: one Python program that keeps every name you have
# defined, in the order in which you **ran** the cells. What you see is only the text.
# The two can drift apart, and that is the commonest trouble with notebooks. Three small
# experiments show how.
#
# The gray levels of a picture, 0 to 255, are to be brought to the range from 0 to 1.
#
# %% [markdown] lang="ja"
# ## 2. 実行の順序と、読む順序（10分）
#
# 「手元の画面では動いたから、正しい。」本当でしょうか。
#
# ノートブックの裏では**カーネル**（kernel）が動いています。
# これは1つのPythonプログラムで、定義された名前をすべて覚えています。
# その中身は、セルを**実行した**順序で決まります。
# 画面に見えるのは文章だけなので、カーネルの中身とずれることがあります。
# これが、ノートブックで最もよくある失敗の原因です。3つの小さな実験で確かめます。
#
# 画像の明るさは0から255です。これを0から1の範囲に直します。
#
# %%
pixels = np.array([0, 51, 255])

# %%
pixels = pixels / 255
print(pixels)

# %% [markdown] lang="en" role="predict"
# As it should be.
#
# > **Predict.** What does the *same* cell print if you run it a second time? An error,
# > the same numbers, or others?
#
# %% [markdown] lang="ja" role="predict"
# 期待どおりです。
#
# > **予想**：同じセルをもう一度実行すると、何が表示されるでしょうか。
# > エラーでしょうか。同じ数でしょうか。別の数でしょうか。
#
# %% role="reveal"
pixels = pixels / 255
print(pixels)

# %% [markdown] lang="en" role="answer"
# Other numbers, and no error. The kernel remembered that `pixels` had been divided
# already, and divided again. Such pictures are nearly black. A network that is fed with
# them learns badly, and nothing tells you why.
#
# - **Symptom**: the result changes each time the cell is run.
# - **Cause**: the cell changes a name that it also reads.
# - **Cure**: give the result a name of its own. Then the cell may be run as often as
#   you like.
#
# %% [markdown] lang="ja" role="answer"
# 別の数になり、エラーは出ません。
# カーネルに残っていたのは割った後の `pixels` で、それをもう一度割ったからです。
# こうしてできた画像は、ほとんど真っ黒です。
# ネットワークに入力しても学習はうまく進まず、しかも原因はどこにも表示されません。
#
# - **症状**：セルを実行するたびに結果が変わります。
# - **原因**：セルが、自分で使う変数を書き換えています。
# - **対処**：結果に別の名前を付けます。すると、何度実行しても同じ結果になります。
#
# %%
pixels = np.array([0, 51, 255])

# %%
scaled = pixels / 255
print(scaled)

# %%
scaled = pixels / 255
print(scaled)

# %% [markdown] lang="en"
# **Your turn.** Invert the picture, so that black becomes white and white black, on the scale
# from 0 to 255. Write it so that the cell may be run as often as you like.
#
# %% [markdown] lang="ja"
# **書いてみよう**：画像の明暗を反転します。黒は白に、白は黒になります。値は0から255のままです。
# 何度実行しても同じ結果になるように書いてください。
#
# %% role="turn"
inverted = None
### BEGIN SOLUTION
inverted = 255 - pixels
### END SOLUTION

# %% role="check"
with your_turn():
    answered(inverted=inverted)
    check_close("inverted", inverted, [255, 204, 0])
    check_close("pixels", pixels, [0, 51, 255])

# %% [markdown] lang="en"
# The second experiment: a name that is in the kernel but no longer in the notebook.
# Suppose you define a rate and use it.
#
# %% [markdown] lang="ja"
# 2つ目の実験です。カーネルにはあるのに、ノートブックにはもうない名前を作ります。
# ある税率を定義して、使うとします。
#
# %%
tax_rate = 1.1
print(f"price with tax: {200 * tax_rate:.2f}")

# %% [markdown] lang="en" role="predict"
# Then you tidy up and rename it to `tax` in the cell above, but forget a cell further
# down that still says `tax_rate`.
#
# > **Predict.** Does that cell still run today? Does it still run tomorrow, in a fresh
# > kernel?
#
# %% [markdown] lang="ja" role="predict"
# その後で整理をして、上のセルの名前を `tax` に変えたとします。
# ところが、下の方に `tax_rate` のままのセルが残っていました。
#
# > **予想**：そのセルは、今日のうちは動くでしょうか。
# > 明日、新しいカーネルではどうでしょうか。
#
# %% [markdown] lang="en" role="answer"
# Today it runs, because the kernel still knows the old name. For tomorrow we need not
# wait: the kernel keeps its names in a table, `globals()`, and we strike the old one
# out.
#
# %% [markdown] lang="ja" role="answer"
# 今日は動きます。カーネルが古い名前をまだ覚えているからです。
# 明日まで待つ必要はありません。
# カーネルの名前の表 `globals()` から、古い名前を消してみます。
#
# %%
del globals()["tax_rate"]
tax = 1.1

# %% tags=["raises-exception"]
print(f"price with tax: {200 * tax_rate:.2f}")

# %% [markdown] lang="en" role="predict"
# - **Symptom**: `NameError`, in a cell that worked yesterday, or only on the teacher's
#   computer.
# - **Cause**: the name was defined by a cell that has since been changed, moved or
#   deleted.
# - **Cure**: before you trust a notebook, let it run once from nothing: **Run > Restart
#   Kernel and Run All Cells...** The numbers in brackets to the left of the cells then
#   count 1, 2, 3 without a gap. When they do not, the cells were run in another order.
#
# The third experiment: a random number generator remembers, too. In this course it is
# made from a **seed**, so that everybody sees the same numbers.
#
# > **Predict.** The next cell asks twice for two numbers. Are the two answers equal?
#
# %% [markdown] lang="ja" role="predict"
# - **症状**：昨日は動いたセルで、または先生のコンピュータでだけ、`NameError` になります。
# - **原因**：名前を定義したセルが、後で変更、移動、削除されています。
# - **対処**：ノートブックを信頼する前に、一度まっさらな状態から実行します。
#   メニューは「Run > Restart Kernel and Run All Cells...」です。
#   すると、セルの左の番号は1、2、3と順に並びます。
#   並んでいなければ、別の順序で実行されています。
#
# 3つ目の実験です。乱数生成器も、状態を覚えています。
# このコースでは**シード**（seed）から作るので、誰でも同じ乱数になります。
#
# > **予想**：次のセルは、数を2つずつ2回引きます。2回の結果は同じでしょうか。
#
# %% role="reveal"
rng = np.random.default_rng(0)
print(rng.normal(size=2).round(3))
print(rng.normal(size=2).round(3))


# %% [markdown] lang="en" role="answer"
# They differ: the generator goes on where it stopped. But whoever runs the whole cell
# gets these four numbers, because the first line starts it anew. A cell that only
# *uses* `rng` gives other numbers each time it is run; run all cells from the top, and
# they are the same again.
#
# %% [markdown] lang="ja" role="answer"
# 違います。乱数生成器は、前に止まったところから続けるからです。
# しかし、セル全体を実行すれば、いつでもこの4つの数になります。
# 1行目で乱数生成器を作り直すからです。
# `rng` を使うだけのセルは、実行するたびに違う数になります。
# その場合も、最初からすべて実行すれば同じ数に戻ります。
#
# %% [markdown] lang="en"
# ## 3. How a check speaks (8 minutes)
#
# Each item of an exercise has a cell that checks your answer. It compares what your
# function returns with what is right: first the shape, then the value. Say the item is
# to write `mean`, and this is the answer.
#
# %% [markdown] lang="ja"
# ## 3. チェックの読み方（8分）
#
# 演習の各問題には、解答を確かめるセルがあります。
# 関数が返した値を、正しい値と比べます。先に形状、次に値を確かめます。
# たとえば、関数 `mean` を書く問題に、次のように答えたとします。
#
# %%
def mean(x):
    return np.sum(x) / len(x)


data = np.array([1.0, 2.0, 6.0])
check_close("mean(data)", mean(data), 3.0)
print("This line is reached: the check has passed.")


# %% [markdown] lang="en" role="predict"
# **A check that passes lets the notebook go on**: the line was printed by `print`, not by
# the check. In an exercise a visible check that passes says so in one green line.
#
# Now somebody forgets to divide.
#
# > **Predict.** Which two numbers will the message name?
#
# %% [markdown] lang="ja" role="predict"
# **チェックに合格すると、実行は先へ進みます**。この行は、チェックではなく `print` が表示したものです。
# 演習では、見えるチェックに合格すると、緑色の1行でそう表示されます。
#
# 次に、割るのを忘れたとします。
#
# > **予想**：メッセージには、どんな2つの数が出るでしょうか。
#
# %% role="reveal" tags=["raises-exception"]
def mean(x):
    return np.sum(x)


check_close("mean(data)", mean(data), 3.0, mistakes={"setup-sum": 9.0})


# %% [markdown] lang="en" role="answer"
# 3 was expected, 9 came. The message says what was called, what was expected, what
# came, and, where the mistake is a common one, its likely cause. Every message comes in
# English and in Japanese. Above other errors JupyterLab prints the way to them, the
# traceback. **Read those from the end**: the last line says what went wrong.
#
# %% [markdown] lang="ja" role="answer"
# 正しい値の3と、実際の値の9です。
# メッセージには、呼び出し方と、この2つの値が書いてあります。
# よくある間違いなら、考えられる原因も書いてあります。
# メッセージは英語と日本語の両方で出ます。
# ほかのエラーでは、JupyterLabがエラーまでの経路（トレースバック）も表示します。
# それは**終わりから読みます**。最後の行に、何が起きたかが書いてあります。
#
# %% [markdown] lang="en" role="predict"
# *"Nearly the same will do."* An array with one element looks like a number.
#
# > **Predict.** Does it pass?
#
# %% [markdown] lang="ja" role="predict"
# 「だいたい同じなら十分だ。」要素が1つの配列は、数のように見えます。
#
# > **予想**：合格するでしょうか。
#
# %% role="reveal" tags=["raises-exception"]
def mean(x):
    return np.array([np.sum(x) / len(x)])


check_close("mean(data)", mean(data), 3.0)


# %% [markdown] lang="en" role="answer"
# It does not: the value is right, but the shape is `(1,)` instead of `()`, the shape of
# a single number. In a longer calculation such an array spreads into a table without
# any error; you will see one in lesson 04. That is why every check looks at the shape
# first.
#
# %% [markdown] lang="ja" role="answer"
# 合格しません。値は正しくても、形状が1つの数の `()` ではなく、`(1,)` だからです。
# こうした配列は、長い計算の途中で、エラーも出さずに表に広がることがあります。
# その例はレッスン04で見ます。どのチェックも、まず形状を確かめるのはそのためです。
#
# %% [markdown] lang="en"
# **Your turn.** Write the range of `numbers`, the largest minus the smallest, as *one number*.
# The check below looks at shape and value, as above.
#
# %% [markdown] lang="ja"
# **書いてみよう**：`numbers` の最大値と最小値の差を、**1つの数**として返してください。
# 下のチェックは、これまでと同じように形状と値を確かめます。
#
# %% role="turn"
def span(numbers):
    ### BEGIN SOLUTION
    return np.max(numbers) - np.min(numbers)
    ### END SOLUTION


# %% role="check"
with your_turn():
    check_close("span(data)", span(data), 5.0)
    check_close("span(np.array([-4.0]))", span(np.array([-4.0])), 0.0)


# %% [markdown] lang="en"
# There is a third outcome. In the exercise you are given, each answer is a line that
# raises `NotImplementedError`. A check that you reach before you have replaced this
# line stops there. (In an exercise one line then says *Not answered yet*; here you see the
# error itself.)
#
# %% [markdown] lang="ja"
# 結果はもう1通りあります。
# 配られた演習では、解答の場所に `NotImplementedError` の行があります。
# この行を置き換える前にチェックを実行すると、そこで止まります。
# 演習では「未解答です」と1行で表示されますが、ここではエラーそのものが見えます。
#
# %% tags=["raises-exception"]
def median(x):
    # YOUR CODE HERE
    raise NotImplementedError()


check_close("median(data)", median(data), 2.0)

# %% [markdown] lang="en"
# | the cell ends with | it means |
# |---|---|
# | a green line, or nothing at all | passed |
# | `AssertionError` and a message | your answer ran, but its result is not right |
# | *Not answered yet*, or `NotImplementedError` | not answered yet |
# | any other error | your answer broke off: look for your own line in the traceback |
#
# *"All the checks I can see pass, so I have all the points."* Not yet. The **visible
# checks** give a third of the points, rounded down. The rest comes from **hidden
# checks**, which run when your work is graded. They use other inputs, so that a
# function that only knows the example gets nothing; but they demand nothing that the
# statement does not say. So read the statement once more before you submit: every
# demand stands there.
#
# %% [markdown] lang="ja"
# | セルの終わり方 | 意味 |
# |---|---|
# | 緑色の1行が出る、または何も表示されない | 合格 |
# | `AssertionError` とメッセージ | 解答は動いたが、結果が正しくない |
# | 「未解答です」、または `NotImplementedError` | まだ解答していない |
# | ほかのエラー | 解答が最後まで動かなかった（トレースバックから自分の行を探す） |
#
# 「見えるチェックに全部合格したから、満点だ。」そうとは限りません。
# **見えるチェック**の配点は3分の1（端数切り捨て）です。
# 残りは、採点のときに実行される**隠れたチェック**の配点です。
# 隠れたチェックは別の入力を使うので、例だけに合う関数では点になりません。
# ただし、問題文にないことは求めません。
# 求められることはすべて問題文にあるので、提出の前にもう一度読んでください。
#
# %% [markdown] lang="en"
# ## 4. Validate and submit (4 minutes)
#
# An exercise is a notebook of its own, `setup.ipynb` for this lesson.
#
# 1. **Answer** in the cells that say so. You may add cells and functions of your own.
#    Do not delete, copy or rename the cells that are there, nor the file: the grading
#    finds them by their names. Text questions are answered in a text cell, and marked
#    by a person.
# 2. **Save** the notebook.
# 3. **Validate**: press the button **Validate** above the notebook. It runs the saved
#    notebook from top to bottom in a fresh kernel, just as the grading will do, and
#    shows a table: each item, its points, and what is wrong or not answered yet. In a
#    terminal (**File > New > Terminal**), in the exercise's folder, this runs the same
#    checks and prints those that fail:
#
# ```
# nbgrader validate setup.ipynb
# ```
#
# 4. When it says `Success! Your notebook passes all the tests.`, **submit**. If your
#    course uses the assignment list, open **Nbgrader > Assignment List**, where
#    **Fetch** gives you an assignment and **Submit** hands it in, as often as you like
#    until the deadline. Otherwise hand in the `.ipynb` file in the way your teacher
#    says.
#
# You may submit an unfinished exercise: every item is graded by itself, and one that
# fails does not touch the others.
#
# %% [markdown] lang="ja"
# ## 4. 検証と提出（4分）
#
# 演習は別のノートブックです。このレッスンでは `setup.ipynb` です。
#
# 1. 指定されたセルに**解答**します。セルや自分の関数を追加してもかまいません。
#    元からあるセルは、削除、複製、改名をしないでください。
#    ファイルの名前も変えないでください。採点は、これらの名前を頼りにしています。
#    記述の問題は文章のセルに書き、人が採点します。
# 2. ノートブックを**保存**します。
# 3. **検証**します。ノートブックの上にある**Validate**ボタンを押してください。
#    保存した内容が、採点と同じように、新しいカーネルで上から順に実行されます。
#    結果は表になり、問題ごとに配点と、不合格か未解答かがわかります。
#    端末（File > New > Terminal）では、演習のフォルダで次のようにすると、同じチェックが実行され、不合格のものが表示されます。
#
# ```
# nbgrader validate setup.ipynb
# ```
#
# 4. `Success! Your notebook passes all the tests.` と出たら**提出**します。
#    課題一覧を使う授業では、メニューの「Nbgrader > Assignment List」を開きます。
#    **Fetch**で課題を受け取り、**Submit**で提出します。締め切りまで何度でも提出できます。
#    それ以外の場合は、先生の指示に従って `.ipynb` ファイルを提出してください。
#
# 途中までの演習も提出できます。
# 問題は1つずつ採点され、1つが不合格でも、ほかの問題には影響しません。
#
# %% [markdown] lang="en"
# ## Recap
#
# 1. **Is everything there?** The first cell imports it, the second prints the versions,
#    and the name of a data set says whether it is the real one.
# 2. **Which order can be trusted?** That of a restarted kernel that runs all cells from
#    the top. A cell that changes what it reads, a name whose cell is gone, and a
#    generator that has already been used are the three ways to lose it.
# 3. **What does a check say?** One line when it passes; otherwise what it expected, what
#    came and often why; and *Not answered yet* when it was reached too early.
# 4. **How do I hand in?** Save, **Validate**, submit.
#
# Now open the exercise: two functions of one line each. Then the first real lesson
# begins, with a single question: which way is down?
#
# %% [markdown] lang="ja"
# ## まとめ
#
# 1. **そろっているか**：最初のセルがすべてを読み込み、次のセルがバージョンを表示します。
#    データセットの名前から、本物かどうかがわかります。
# 2. **どの順序なら信頼できるか**：再起動したカーネルで、上からすべて実行した順序です。
#    自分の使う変数を書き換えるセル、セルが消えて残った名前、使いかけの乱数生成器に注意します。
# 3. **チェックは何を示すか**：合格なら1行でそう示します。
#    不合格なら、正しい値、実際の値、多くの場合は原因も示します。
#    解答の前なら「未解答です」と示します。
# 4. **どう提出するか**：保存し、**Validate**を押し、提出します。
#
# それでは演習を開いてください。1行で書ける関数が2つです。
# その次は、最初の本格的なレッスンです。問いは1つ、「下りはどちらか」です。
#
