# %% [markdown] lang="en"
# # Exercise 05: classifying digits
#
# In this exercise you
#
# - feed pictures to a network in mini-batches,
# - write an epoch of training, and a test that changes nothing,
# - train a linear classifier and a network with a hidden layer, and compare them,
# - look at weights as pictures,
# - watch a network overfit, and explain why it does,
# - prove that two linear layers are no better than one.
#
# **How to work**
#
# 1. Read the statement. Replace each line that raises `NotImplementedError` by your
#    code. Keep the names and the parameters.
# 2. Run the cell, then the trial cell below it, then the check. A check that passes
#    says so in one line. A check that fails says what it expected, what came, and often why.
# 3. The visible check gives a third of the points, rounded down. The rest comes from
#    a hidden check, run when your work is graded. It uses other inputs, but demands
#    nothing that the statement does not say.
#
# **Every call stands alone.** A function or method leaves what it is given, and the
# settings of the libraries, as they are, unless its text says otherwise. With the same
# arguments it gives the same again, and a result that it has given never changes later.
#
# You may add cells, write functions of your own, and use an earlier function in a
# later one. Results may be Python or NumPy numbers, lists, tuples, arrays or tensors,
# unless the statement names one of them. The whole notebook runs in half a minute.
# There are 58 points.
#
# %% [markdown] lang="ja"
# # 演習05：数字の分類
#
# この演習では、次のことをします。
#
# - 画像をミニバッチに分け、ネットワークに渡します。
# - 1エポックの学習を行う関数と、モデルを変えずに評価する関数を書きます。
# - 線形分類器と、隠れ層のあるネットワークを学習させ、比べます。
# - 重みを画像として見ます。
# - ネットワークが過学習するようすを観察し、その理由を説明します。
# - 線形層を2つ重ねても1つと変わらないことを示します。
#
# **進め方**
#
# 1. 問題文を読み、`NotImplementedError` の行を自分のコードに置き換えます。
#    名前と引数は変えないでください。
# 2. そのセル、下の試し用のセル、チェックの順に実行します。
#    合格したチェックは、1行でそう表示します。
#    不合格のチェックは、期待した値、実際の値、考えられる原因を表示します。
# 3. 見えるチェックの配点は、その問題の3分の1（端数切り捨て）です。
#    残りは、採点のときに実行される隠れたチェックの配点です。
#    隠れたチェックは別の入力を使いますが、問題文にないことは求めません。
#
# **どの呼び出しも独立です。** 問題文で求められたもののほかは、渡されたものも
# ライブラリの設定も変えません。同じ引数でもう一度呼べば、同じ結果を返します。
# 一度返した結果が、あとの呼び出しで変わることもありません。
#
# セルや自分の関数を追加してもかまいません。前の問題の関数を後で使うこともできます。
# 結果は、問題文に指定がない限り、PythonとNumPyの数、リスト、タプル、配列、
# テンソルのどれでもかまいません。全体の実行時間は30秒ほどです。全部で58点です。
#
# %% [markdown] lang="en"
# ## The data
#
# The next cell loads MNIST and prepares it: `train_x` and `test_x` hold the pictures as
# floats in [0, 1] (pixels / 255), of shape (k, 1, 28, 28): k pictures, 1 channel (gray),
# 28 rows, 28 columns. `train_t` and `test_t` hold the digits, whole numbers 0 to 9, of
# shape (k,). MNIST has k = 60,000 pictures for training and 10,000 for testing.
#
# Without a network the course falls back to a sample of 1,437 and 360 smaller
# pictures. The cell says which of the two you have. Everything works with both; where
# the checks ask for less with the sample, the statement says so.
#
# %% [markdown] lang="ja"
# ## データ
#
# 次のセルは、MNISTを読み込んで準備します。`train_x` と `test_x` は画像です。
# 値は[0, 1]の小数（画素値 / 255）で、形状は(k, 1, 28, 28)です。
# 順に、画像k枚、チャンネル1つ（濃淡）、28行、28列を表します。
# `train_t` と `test_t` は数字で、0から9の整数です。形状は(k,)です。
# MNISTでは、訓練用がk = 60,000枚、テスト用が10,000枚です。
#
# ネットワークにつながらないときは、代わりに、小さな画像のサンプルデータを使います。
# サンプルデータは、訓練用が1,437枚、テスト用が360枚です。
# どちらを使っているかは、セルの出力でわかります。どの問題も、どちらのデータでも解けます。
# サンプルデータのときにチェックの基準が変わる場合は、問題文に書いてあります。
#
# %% role="setup"
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from mlcourse.checks import (
    answered,
    call_and_keep,
    check_agrees,
    check_close,
    check_equal,
    check_settings,
    check_shape,
    check_type,
    check_unchanged,
    check_untouched,
    domains,
    expect,
    probe,
)
from mlcourse.checks.digits import (
    check_history,
    check_overfit,
    check_trained,
)
from mlcourse.checks.models import (
    check_model_class,
    check_parameters,
    outputs_with,
    parameters_of,
    shapes_of,
)
from mlcourse.checks.pictures import check_pictures
from mlcourse.data import load_mnist
from mlcourse.figures.base import loss_curves, use_style

use_style()
torch.manual_seed(0)  # the same random numbers whenever all cells run from top to bottom
mnist = load_mnist()
train_x = mnist.train_images.reshape(-1, 1, 28, 28) / np.float32(255)
test_x = mnist.test_images.reshape(-1, 1, 28, 28) / np.float32(255)
train_t, test_t = mnist.train_labels, mnist.test_labels
print(f"{mnist.name}: {train_x.shape} for training, {test_x.shape} for testing")


# %% [markdown] lang="en"
# ## 1. Mini-batches (3 points)
#
# Write two functions.
#
# `make_loader(images, labels, batch_size, shuffle, generator)` returns a `DataLoader`
# that gives the samples in mini-batches `(x, t)`.
#
# - `images`: an array of shape (k, 1, 28, 28), float32 or float64, already in [0, 1].
#   `labels`: an array of k whole numbers of any integer type, such as `uint8`.
# - In each batch, `x` is a tensor of type `torch.float32` and shape (b, 1, 28, 28), and
#   `t` a tensor of type `torch.int64` and shape (b,). Each picture keeps its label.
# - b is `batch_size`; where the samples do not divide evenly, the last batch is
#   smaller. No sample is left out.
# - If `shuffle` is false, the samples come in the order of the arrays. If it is true,
#   they come in an order drawn from `generator`, a `torch.Generator`, anew in every
#   epoch: two loaders with generators of the same seed give the same orders.
#   `generator` may be `None`.
# - The arrays themselves stay as they are.
#
# `iterations(num_samples, batch_size, epochs)` returns the number of updates in so many
# epochs. In one epoch each sample is used once, and each batch makes one update.
#
# **Worked numbers.** 5 samples in batches of 2 make batches of 2, 2 and 1 samples, so
# that 2 epochs have 6 iterations. MNIST in batches of 100 has 1,800 iterations in 3
# epochs.
#
# %% [markdown] lang="ja"
# ## 1. ミニバッチ（3点）
#
# 関数を2つ書いてください。
#
# `make_loader(images, labels, batch_size, shuffle, generator)` は `DataLoader` を返します。
# この**データローダ**（data loader）は、サンプルをミニバッチ `(x, t)` に分けて渡します。
#
# - `images`：形状(k, 1, 28, 28)の配列です。型はfloat32またはfloat64で、値は
#   すでに[0, 1]にあります。`labels`：整数k個の配列です。`uint8` など、
#   どの整数型のこともあります。
# - 各バッチの `x` は、型が `torch.float32`、形状が(b, 1, 28, 28)のテンソルです。
#   `t` は、型が `torch.int64`、形状が(b,)のテンソルです。
#   画像とラベルの組み合わせは変わりません。
# - bは `batch_size` です。割り切れないときは、最後のバッチが小さくなります。
#   どのサンプルも捨てません。
# - `shuffle` が偽なら、サンプルは配列の順に出ます。真なら、`torch.Generator` である
#   `generator` から引いた順に出ます。順序はエポックごとに引き直します。
#   同じシードの `generator` を渡した2つのデータローダは、同じ順序になります。
#   `generator` は `None` のこともあります。
# - 渡された配列は書き換えません。
#
# `iterations(num_samples, batch_size, epochs)` は、指定したエポック数での更新の回数を
# 返します。1エポックでは、各サンプルを1回ずつ使い、バッチごとに1回更新します。
#
# **数値例**：5個のサンプルを2個ずつに分けると、バッチは2個、2個、1個になります。
# したがって、2エポックの反復回数は6です。MNISTを100枚ずつに分けると、3エポックの
# 反復回数は1,800です。
#
# %% role="solution" item="loaders" points=3
def make_loader(images, labels, batch_size, shuffle, generator):
    """Make a loader that gives pictures and labels in mini-batches.

    Parameters
    ----------
    images : numpy.ndarray of float32 or float64, shape (k, 1, 28, 28)
        Gray levels in [0, 1]; stay as they are.
    labels : numpy.ndarray of an integer type, shape (k,)
        The digits, 0 to 9; stay as they are.
    batch_size : int, > 0
        Samples a batch; the last batch may be smaller.
    shuffle : bool
        Whether each epoch has a new order.
    generator : torch.Generator or None
        Where the orders come from.

    Returns
    -------
    torch.utils.data.DataLoader
        Gives pairs (x, t): float32 (b, 1, 28, 28) and int64 (b,) tensors.
    """
    ### BEGIN SOLUTION
    x = torch.as_tensor(images, dtype=torch.float32)
    t = torch.as_tensor(labels, dtype=torch.int64)
    dataset = TensorDataset(x, t)
    return DataLoader(dataset, batch_size, shuffle, generator=generator)
    ### END SOLUTION


def iterations(num_samples, batch_size, epochs):
    """Count the updates of a training run.

    Parameters
    ----------
    num_samples : int, > 0
        Number of training samples.
    batch_size : int, > 0
        Samples a batch.
    epochs : int, >= 0
        How often each sample is used.

    Returns
    -------
    int
        Number of batches in all epochs together.
    """
    ### BEGIN SOLUTION
    return -(-num_samples // batch_size) * epochs
    ### END SOLUTION


# %% role="run"
for x, t in make_loader(train_x[:5], train_t[:5], 2, False, None):
    print(x.dtype, tuple(x.shape), t.dtype, t.tolist())
print(iterations(5, 2, 2), iterations(60_000, 100, 3))


# %% role="check" item="loaders"
def check_loaders():
    def batches(make_loader, images, labels):
        from torch.utils.data import DataLoader

        loader = make_loader(images, labels, 2, False, None)
        pairs = [(x, t) for x, t in loader]
        types = [(str(x.dtype), str(t.dtype)) for x, t in pairs]
        return isinstance(loader, DataLoader), pairs, types

    check_equal("iterations(60_000, 100, 3)", iterations(60_000, 100, 3), 1800)
    hint = "mnist-last-batch-counts"
    check_equal("iterations(5, 2, 2)", iterations(5, 2, 2), 6, hint)

    images = np.arange(5.0).reshape(5, 1, 1, 1) / 4 * np.ones((1, 28, 28))
    labels = np.array([3, 1, 4, 1, 5], dtype=np.int32)
    before = {"images": images.copy(), "labels": labels.copy()}
    found, after = call_and_keep(batches, make_loader, images, labels)
    is_loader, pairs, types = found
    expect(is_loader, "mnist-no-loader")
    call = "batches of make_loader(images, labels, 2, False, None), 5 samples"
    check_equal(f"number of {call}", len(pairs), 3, "mnist-dropped")
    for i, ((x, t), (x_type, t_type)) in enumerate(zip(pairs, types, strict=True)):
        rows = slice(2 * i, 2 * i + 2)
        expect(x_type == "torch.float32", "mnist-dtype-x", i=i, actual=x_type)
        expect(t_type == "torch.int64", "mnist-dtype-t", i=i, actual=t_type)
        wanted = before["images"][rows], before["labels"][rows]
        check_close(f"x of batch {i}", x, wanted[0], hint="mnist-pictures-changed")
        check_shape(f"t of batch {i}", t, wanted[1].shape, hint="mnist-one-hot")
        check_equal(f"t of batch {i}", t, wanted[1], hint="mnist-order")
    check_unchanged(call, before, {"images": after[1], "labels": after[2]})


check_loaders()

# %% role="hidden" item="loaders"
check_loaders()
### BEGIN HIDDEN TESTS


def check_loaders_hidden():
    def two_epochs(make_loader, images, labels, batch_size, shuffle, seed):
        import torch
        from torch.utils.data import DataLoader

        from mlcourse.checks import watched_settings

        generator = None
        if seed is not None:
            generator = torch.Generator().manual_seed(seed % 100)
            if seed >= 1000:  # further on than its seed says
                torch.rand(1, generator=generator)
        arguments = {"images": images, "labels": labels, "batch_size": batch_size}
        arguments |= {"shuffle": shuffle, "generator": generator}
        with watched_settings([] if generator else ["torch.manual_seed"]) as changed:
            loader = make_loader(**arguments) if shuffle else make_loader(*arguments.values())
        with watched_settings(["torch.manual_seed"]) as changed_later:
            # PyTorch's own random numbers; the order is not to come from them.
            torch.default_generator.manual_seed((seed or 0) + 1000)
            epochs = [[(x.clone(), t.clone()) for x, t in loader] for _ in range(2)]
        types = {(str(x.dtype), str(t.dtype)) for epoch in epochs for x, t in epoch}
        return isinstance(loader, DataLoader), epochs, sorted(types), changed + changed_later

    def count(num_samples, batch_size, epochs):
        return len(range(0, num_samples, batch_size)) * epochs

    domain = {
        "num_samples": domains.Whole("> 0", draw=(1, 300), ends=(1, 100, 101, 60_000, 60_001)),
        "batch_size": domains.Whole("> 0", draw=(1, 128), ends=(1, 2, 100, 6_000, 60_000)),
        "epochs": domains.Whole(">= 0", draw=(0, 20), ends=(0, 1, 1000)),
    }
    check_agrees("iterations", iterations, count, domain, atol=0.01, hint="mnist-iterations")

    domain = {
        "images": domains.Array("(k, 1, 28, 28)", of="float32 or float64", bound=">= 0"),
        "labels": domains.Array("(k,)", of="an integer type", bound=">= 0"),
        "batch_size": domains.Whole("> 0"),
        "shuffle": domains.Flag(),
        "generator": domains.Instance("torch.Generator or None", torch.Generator, type(None)),
    }
    domains.declare("make_loader", domain)

    rng = np.random.default_rng(51)
    for k, batch_size, image_type, label_type in (
        (23, 5, np.float32, np.uint8),
        (23, 5, np.float64, np.int64),
        (12, 4, np.float64, np.int16),
        (7, 100, np.float32, np.int32),
        (3, 1, np.float32, np.int64),
        (10, 10, np.float64, np.uint8),
        (1, 3, np.float32, np.int8),
    ):
        # Dark pictures, too: nothing is to be scaled by the largest gray level.
        largest = 0.004 if k in (7, 10) else 1.0
        images = (largest * rng.uniform(size=(k, 1, 28, 28))).astype(image_type)
        labels = rng.integers(10, size=k).astype(label_type)
        sizes = [batch_size] * (k // batch_size) + [k % batch_size] * (k % batch_size > 0)
        for shuffle, seed in ((False, None), (False, 3), (True, 3), (True, None)):
            call = f"make_loader(images, labels, {batch_size}, {shuffle}, generator), {k} samples"
            before = {"images": images.copy(), "labels": labels.copy()}
            arguments = (make_loader, images, labels, batch_size, shuffle, seed)
            result, after = call_and_keep(two_epochs, *arguments)
            check_unchanged(call, before, {"images": after[1], "labels": after[2]})
            is_loader, epochs, types, changed = result
            check_settings(call, changed)
            expect(is_loader, "mnist-no-loader")
            for x_type, t_type in types:
                expect(x_type == "torch.float32", "mnist-dtype-x", i=0, actual=x_type)
                expect(t_type == "torch.int64", "mnist-dtype-t", i=0, actual=t_type)
            for epoch in epochs:
                check_equal(
                    f"numbers of pictures in the batches of {call}",
                    [len(x) for x, _ in epoch],
                    sizes,
                    "mnist-dropped",
                )
                x = np.concatenate([np.asarray(x) for x, _ in epoch])
                t = np.concatenate([np.asarray(t) for _, t in epoch])
                check_shape(f"all labels of {call}", t, (k,), hint="mnist-one-hot")
                check_shape(f"all pictures of {call}", x, images.shape)
                # The first pixel tells which picture it is: no two are alike.
                first = images[:, 0, 0, 0].astype(np.float32)
                order = np.argsort(x[:, 0, 0, 0]) if shuffle else np.arange(k)
                rows = np.argsort(first) if shuffle else np.arange(k)
                pixels, wanted = x[order, 0, 0, 0], first[rows]
                same = np.allclose(pixels, wanted, rtol=1e-6, atol=1e-9)
                if shuffle:
                    expect(same, "mnist-lost", call=call)
                else:
                    in_order = np.array_equal(np.argsort(pixels), np.argsort(wanted))
                    expect(same or in_order, "mnist-reordered", call=call)
                hint = None if shuffle else "mnist-pictures-changed"
                check_close(f"pictures of {call}", x[order], images[rows], rtol=1e-6, hint=hint)
                check_equal(f"labels of {call}", t[order], labels[rows], "mnist-pairs")

    def order(seed):
        _, epochs, *_ = probe(two_epochs, make_loader, images, np.arange(40), 7, True, seed)
        return [np.concatenate([np.asarray(t) for _, t in epoch]).tolist() for epoch in epochs]

    # Orders of 40 samples are alike by chance once in 40! cases.
    images = np.zeros((40, 1, 28, 28), dtype=np.float32)
    first, second = order(5)
    expect(first != list(range(40)), "mnist-not-shuffled")
    expect(first != second, "mnist-same-epochs")
    # The seeds 5 and 105 give the same generator and another state of PyTorch's own.
    expect(order(105) == [first, second], "mnist-generator")
    expect(order(6)[0] != first, "mnist-generator")
    expect(order(1005)[0] != first, "mnist-generator")


check_loaders_hidden()
### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 2. A linear classifier (3 points)
#
# Complete the class `LinearClassifier`, an `nn.Module` made without arguments. It
# flattens each picture and sends it through one linear layer, from $n = 784$ inputs to
# $m = 10$ outputs.
#
# $$a = W x + b$$
#
# - The input has the shape (k, 1, 28, 28), the output the shape (k, 10).
# - The parameters are $W$ of shape (10, 784), as `nn.Linear` stores it, and $b$ of
#   shape (10,), and no others. What you call them is up to you.
# - The ten outputs are **logits**: any real numbers, one for each digit. Nothing
#   follows the linear layer, since `nn.CrossEntropyLoss` wants logits.
#
# **Worked number.** With $W = 0$ and $b = (0, 1, \dots, 9)$, every picture has the
# logits $(0, 1, \dots, 9)$.
#
# %% [markdown] lang="ja"
# ## 2. 線形分類器（3点）
#
# クラス `LinearClassifier` を完成させてください。引数なしで作る `nn.Module` です。
# 各画像を1列に並べ、$n = 784$入力、$m = 10$出力の線形層を1つ通します。
#
# $$a = W x + b$$
#
# - 入力の形状は(k, 1, 28, 28)、出力の形状は(k, 10)です。
# - パラメータは、形状(10, 784)の$W$と、形状(10,)の$b$だけです。$W$の形状は
#   `nn.Linear` での形と同じです。名前は自由です。
# - 10個の出力は**ロジット**（logit）です。数字ごとに1つの任意の実数で、線形層の
#   後には何も置きません。`nn.CrossEntropyLoss` がロジットを受け取るからです。
#
# **数値例**：$W = 0$、$b = (0, 1, \dots, 9)$なら、どの画像のロジットも
# $(0, 1, \dots, 9)$です。
#
# %% role="solution" item="linear_classifier" points=3
class LinearClassifier(nn.Module):
    """Linear classifier 784 -> 10 for pictures of 28 x 28 pixels."""

    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.layers = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
        ### END SOLUTION

    def forward(self, x):
        """Return the logits of a batch.

        Parameters
        ----------
        x : torch.Tensor of float32, shape (k, 1, 28, 28)
            Pictures, gray levels in [0, 1].

        Returns
        -------
        torch.Tensor of float32, shape (k, 10)
            Logits, any real numbers.
        """
        ### BEGIN SOLUTION
        return self.layers(x)
        ### END SOLUTION


# %% role="run"
# A model that knows nothing gives each digit a tenth: a loss near ln 10 = 2.303.
with torch.no_grad():
    y = LinearClassifier()(torch.as_tensor(test_x[:100]))
    loss = nn.CrossEntropyLoss()(y, torch.as_tensor(test_t[:100]))
print(tuple(y.shape), f"loss {loss:.3f}")


# %% role="check" item="linear_classifier"
def check_linear_classifier():
    x = torch.rand((5, 1, 28, 28), generator=torch.Generator().manual_seed(0))
    bias = torch.arange(10.0)
    found = probe(shapes_of, LinearClassifier, x)
    check_parameters("LinearClassifier()", found, [(10, 784), (10,)])
    y = probe(outputs_with, LinearClassifier, x, [torch.zeros(10, 784), bias])
    call = "LinearClassifier()(x), W = 0, b = 0 ... 9"
    check_shape(call, y, (5, 10))
    mistakes = {
        "mnist-softmax-inside": torch.softmax(bias, 0).expand(5, 10),
        "mnist-log-softmax-inside": torch.log_softmax(bias, 0).expand(5, 10),
        "mnist-bias-unused": np.zeros((5, 10)),
    }
    right = np.tile(np.arange(10.0), (5, 1))
    check_close(call, y, right, rtol=1e-4, atol=1e-6, hint="mnist-logits", mistakes=mistakes)


check_linear_classifier()

# %% role="hidden" item="linear_classifier"
check_linear_classifier()
### BEGIN HIDDEN TESTS


def check_linear_classifier_hidden():
    from mlcourse.checks.models import Tensor

    def formula(x, w, b):
        return x.reshape(len(x), 784) @ w.T + b

    domains.declare("LinearClassifier.forward", {"x": Tensor("(k, 1, 28, 28)")})

    def mistakes(x, w, b):
        y = formula(x, w, b)
        return {
            "mnist-softmax-inside": torch.softmax(y, 1),
            "mnist-log-softmax-inside": torch.log_softmax(y, 1),
            "mnist-bias-unused": y - b,
            "mnist-pixels-mixed": formula(x.transpose(2, 3), w, b),
        }

    def pictures(k, generator):
        return torch.rand((k, 1, 28, 28), generator=generator)

    case = ("LinearClassifier()", LinearClassifier, formula, [(10, 784), (10,)], (3, 1, 10, 16))
    check_model_class(*case, inputs=pictures, seed=52, mistakes=mistakes)


check_linear_classifier_hidden()
### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 3. One epoch of training (5 points)
#
# Write `train_epoch(model, loader, criterion, optimizer)`: one pass over all batches
# `(x, t)` of `loader`, in their order, each with the five steps of training. One batch
# makes one update.
#
# - `criterion(outputs, t)` gives a tensor, the **mean** loss of the batch (as
#   `nn.CrossEntropyLoss()` does). It may be any loss function.
# - `optimizer` is made over the model's parameters. It may be any of `torch.optim` whose
#   `step()` needs no argument. All gradients are clean when `train_epoch` is called.
# - It returns the mean loss **per sample** of this epoch, a number. Each batch counts
#   with its loss $E_i$ before its update, times its number of samples $k_i$.
#
# $$E = \frac{1}{N}\sum_i k_i E_i, \qquad N = \sum_i k_i$$
#
# - `loader` is a `DataLoader`. Its last batch may be smaller than the others.
# - The mode of the model (`model.train()` or `model.eval()`) is not judged here.
#
# **Worked number.** The model is $y = wx$ with $w = 0$; the samples $(x, t)$ are
# $(1, 1), (1, 3), (2, 2)$, in batches of 2; the loss is the mean squared error, and SGD
# has the learning rate 0.1. The first batch has the loss $(1 + 9)/2 = 5$ and the
# gradient $-4$, which makes $w = 0.4$. The second has the loss
# $(2 - 0.8)^2 = 1.44$ and the gradient $-4.8$, which makes $w = 0.88$. The result is
# $(2 \times 5 + 1 \times 1.44)/3 = 3.8133$.
#
# %% [markdown] lang="ja"
# ## 3. 1エポックの学習（5点）
#
# `train_epoch(model, loader, criterion, optimizer)` を書いてください。`loader` の
# すべてのバッチ `(x, t)` を順に1回ずつ使い、それぞれで学習の5つの手順を行います。
# 更新はバッチごとに1回です。
#
# - `criterion(outputs, t)` は、バッチの損失の**平均**をテンソルで返します。
#   `nn.CrossEntropyLoss()` のほかに、さまざまな損失関数が渡されます。
# - `optimizer` は、このモデルのパラメータを更新する最適化手法です。
#   `torch.optim` のうち、`step()` に引数の要らないものが渡されます。
#   `train_epoch` が呼ばれたとき、勾配は空です。
# - このエポックの、**1サンプルあたり**の平均損失を数で返します。各バッチの損失は、
#   更新前の値$E_i$に、サンプル数$k_i$を掛けて足し合わせます。計算式は次のとおりです。
#
# $$E = \frac{1}{N}\sum_i k_i E_i, \qquad N = \sum_i k_i$$
#
# - `loader` は `DataLoader` です。最後のバッチは、ほかより小さいことがあります。
# - モデルのモード（`model.train()` か `model.eval()` か）は、ここでは問いません。
#
# **数値例**：モデルは$y = wx$で、初めは$w = 0$です。サンプル$(x, t)$は
# $(1, 1), (1, 3), (2, 2)$で、2個ずつのバッチに分けます。損失は平均二乗誤差、
# 最適化手法は学習率0.1のSGDです。最初のバッチでは、損失は$(1 + 9)/2 = 5$、
# 勾配は$-4$なので、$w = 0.4$になります。次のバッチでは、損失は
# $(2 - 0.8)^2 = 1.44$、勾配は$-4.8$なので、$w = 0.88$になります。
# 返す値は$(2 \times 5 + 1 \times 1.44)/3 = 3.8133$です。
#
# %% role="solution" item="train_epoch" points=5
def train_epoch(model, loader, criterion, optimizer):
    """Train a model for one epoch.

    Parameters
    ----------
    model : torch.nn.Module
        Gives outputs for a batch of inputs; its parameters are updated.
    loader : torch.utils.data.DataLoader
        Gives the batches (x, t); the last may be smaller.
    criterion : callable
        ``criterion(y, t)`` is the mean loss of a batch, a tensor of shape ().
    optimizer : torch.optim.Optimizer
        Over the model's parameters.

    Returns
    -------
    float
        Mean loss per sample; each batch's loss is the one before its update.
    """
    ### BEGIN SOLUTION
    total = num_samples = 0
    for x, t in loader:
        loss = criterion(model(x), t)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)
        num_samples += len(x)
    return total / num_samples
    ### END SOLUTION


# %% role="run"
model = nn.Linear(1, 1, bias=False)
nn.init.zeros_(model.weight)
samples = TensorDataset(torch.tensor([[1.0], [1.0], [2.0]]), torch.tensor([[1.0], [3.0], [2.0]]))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
print(train_epoch(model, DataLoader(samples, batch_size=2), nn.MSELoss(), optimizer))
print(f"w = {model.weight.item():.4f}")


# %% role="check" item="train_epoch"
def check_train_epoch():
    def worked(train_epoch):
        import torch
        from torch.utils.data import DataLoader, TensorDataset

        model = torch.nn.Linear(1, 1, bias=False)
        torch.nn.init.zeros_(model.weight)
        x, t = torch.tensor([[1.0], [1.0], [2.0]]), torch.tensor([[1.0], [3.0], [2.0]])
        loader = DataLoader(TensorDataset(x, t), batch_size=2)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        loss = train_epoch(model, loader, torch.nn.MSELoss(), optimizer)
        if isinstance(loss, torch.Tensor):
            loss = loss.detach()
        return loss, model.weight.item()

    loss, w = probe(worked, train_epoch)
    mistakes = {
        "mnist-no-update": 0.0,
        "mnist-one-batch": 0.4,
        "mnist-one-update": 0.8,
        "mnist-accumulated": 1.28,
        "mnist-accumulated-once": 1.2,
    }
    check_close("w after train_epoch(...)", w, 0.88, rtol=1e-5, mistakes=mistakes)
    mistakes = {
        "mnist-batch-means": 3.22,
        "mnist-last-batch": 1.44,
        "mnist-not-divided": 11.44,
        "mnist-sum-of-means": 6.44,
        "mnist-sum-of-means-divided": 6.44 / 3,
        "mnist-full-batch": (2 * 5 + 2 * 1.44) / 3,
        "mnist-after-update": (2 * 3.56 + 0.0576) / 3,
        "mnist-at-the-end": (0.12**2 + 2.12**2 + 0.24**2) / 3,
    }
    call = "train_epoch(...), the worked number"
    check_close(call, loss, 11.44 / 3, rtol=1e-5, mistakes=mistakes)


check_train_epoch()

# %% role="hidden" item="train_epoch"
check_train_epoch()
### BEGIN HIDDEN TESTS


def check_train_epoch_hidden():
    def two_epochs(train_epoch, loss, optimizer_name, settings, w, x, t, batch_size):
        import torch
        from torch.utils.data import DataLoader

        from mlcourse.checks import fingerprint, watched_settings

        class Pictures(torch.nn.Linear):
            """Takes batches of the shape (k, 1, n), and no other."""

            def forward(self, x):
                return super().forward(x[:, 0])

        def rest():
            hooks = {name: part for name, part in fingerprint(model).items() if "_hooks" in name}
            trained = [p.requires_grad for p in model.parameters()]
            return fingerprint([criterion, x, t, optimizer.param_groups[0]["lr"], trained, hooks])

        model = Pictures(w.shape[1], w.shape[0], bias=False)
        with torch.no_grad():
            model.weight.copy_(w)
        loss_name, loss_settings = loss
        criterion = getattr(torch.nn, loss_name)(**loss_settings)
        optimizer = getattr(torch.optim, optimizer_name)(model.parameters(), **settings)
        order = torch.Generator().manual_seed(len(x))  # in some cases, the batches are shuffled
        samples = list(zip(x[:, None], t, strict=True))
        loader = DataLoader(samples, batch_size, shuffle=len(x) > 9, generator=order)
        before = rest()
        arguments = {"model": model, "loader": loader}
        arguments |= {"criterion": criterion, "optimizer": optimizer}
        results, states = [], []
        with watched_settings(["torch.manual_seed"]) as changed:
            for epoch in range(2):
                torch.default_generator.manual_seed(epoch)
                loss = train_epoch(**arguments) if epoch else train_epoch(*arguments.values())
                if isinstance(loss, torch.Tensor):
                    loss = loss.detach()
                results.append((loss, model.weight.detach().clone()))
                states.append(torch.get_rng_state().tolist())
        if states[0] == states[1]:
            changed.append("torch.manual_seed")
        return results, before == rest(), changed

    domain = {
        "model": domains.Instance("torch.nn.Module", nn.Module),
        "loader": domains.Instance("torch.utils.data.DataLoader", DataLoader),
        "criterion": domains.Instance("callable"),
        "optimizer": domains.Instance("torch.optim.Optimizer", torch.optim.Optimizer),
    }
    domains.declare("train_epoch", domain)

    def right(model, loader, criterion, optimizer):
        losses, sizes = [], []
        for x, t in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), t)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            sizes.append(len(x))
        batches.append(losses)
        return np.average(losses, weights=sizes)

    generator = torch.Generator().manual_seed(53)
    momentum = {"lr": 0.05, "momentum": 0.9}
    for loss_name, optimizer_name, settings, k, batch_size, size in (
        ("CrossEntropyLoss", "SGD", {"lr": 0.5}, 7, 4, 1),
        ("CrossEntropyLoss", "SGD", {"lr": 0.2, "momentum": 0.9}, 11, 4, 1),
        ("MSELoss", "Adam", {"lr": 0.1}, 10, 3, 1),
        ("CrossEntropyLoss", "RMSprop", {"lr": 0.05}, 6, 6, 1),
        # Large gradients; a loss of 0, after which momentum goes on; losses that rise.
        ("MSELoss", "SGD", {"lr": 1e-7}, 7, 3, 1000),
        ("MSELoss", "SGD", momentum, 9, 3, 1),
        ("MSELoss", "SGD", {"lr": 1.5}, 8, 2, 1),
        # Losses near 0, which are numbers like others; losses beyond all bounds.
        ("MSELoss", "SGD", {"lr": 0.1}, 7, 3, 0.001),
        ("MSELoss", "SGD", {"lr": 1e30}, 9, 3, 1),
        # A loss that is another one where outputs and targets change places.
        ("PoissonNLLLoss", "SGD", {"lr": 0.05}, 8, 3, 1),
        # One sample in all, one in each batch, and as many as there are classes.
        ("CrossEntropyLoss", "Adagrad", {"lr": 0.1}, 1, 4, 1),
        ("CrossEntropyLoss", "AdamW", {"lr": 0.01}, 4, 1, 1),
        ("CrossEntropyLoss", "SGD", {"lr": 0.1}, 6, 3, 1),
    ):
        w = min(size, 1) * torch.randn((3, 5), generator=generator)
        x = max(size, 1) * torch.randn((k, 5), generator=generator)
        t = torch.randint(3, (k,), generator=generator)
        if loss_name != "CrossEntropyLoss":
            t = size * torch.nn.functional.one_hot(t, 3).float()
        if settings is momentum:
            x[3:6], t[3:6] = 0, 0
        loss_settings = {"label_smoothing": 0.3} if optimizer_name == "RMSprop" else {}
        case = ((loss_name, loss_settings), optimizer_name, settings, w, x, t, batch_size)
        batches = []
        wanted, *_ = two_epochs(right, *case)
        found, untouched, changed = probe(two_epochs, train_epoch, *case)
        expect(untouched, "mnist-train-changed")
        check_settings("train_epoch", changed)
        for epoch in range(2):
            name = f"epoch {epoch + 1} of {k} samples in batches of {batch_size}, "
            name += f"{loss_name}, {optimizer_name}"
            loss, weights = found[epoch]
            hint = "mnist-other-update"
            near = {"rtol": 1e-3, "atol": 1e-4 * min(size, 1)}
            if not np.isfinite(wanted[epoch][0]):
                check_shape(f"the loss of {name}", loss, ())
                overflows = not np.isfinite(float(loss)) and not weights.isfinite().all()
                expect(overflows, "should-overflow", name=f"the loss of {name}")
                continue
            expect(torch.isfinite(weights).all(), "not-finite", name=f"the weights after {name}")
            check_close(f"the weights after {name}", weights, wanted[epoch][1], **near, hint=hint)
            losses = batches[epoch]
            mistakes = {
                "mnist-batch-means": np.mean(losses),
                "mnist-last-batch": losses[-1],
                "mnist-sum-of-means": np.sum(losses),
                "mnist-sum-of-means-divided": np.sum(losses) / k,
                "mnist-not-divided": wanted[epoch][0] * k,
            }
            # A batch that holds all samples makes some of these mistakes invisible.
            mistakes = {} if len(losses) == 1 else mistakes
            near = {"rtol": 1e-4, "atol": 1e-8 * min(size, 1) ** 2}
            check_close(f"the loss of {name}", loss, wanted[epoch][0], **near, mistakes=mistakes)


check_train_epoch_hidden()
### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 4. A test that changes nothing (5 points)
#
# Write `evaluate(model, loader, criterion)`: it measures a model on all batches
# `(x, t)` of `loader` and returns two numbers,
#
# 1. the mean loss per sample (as in `train_epoch`, but nothing is updated),
# 2. the share of samples that are classified right, between 0 and 1: those whose
#    largest output stands at the place `t`.
#
# Some models, such as those with dropout, behave differently in training. So
#
# - measure in evaluation mode (`model.eval()`),
# - and leave everything as you found it: the weights and other contents of
#   `model.state_dict()`, the gradients, and the mode. A model that comes in training
#   mode leaves in training mode, one that comes in evaluation mode leaves in
#   evaluation mode. If you switch gradients off, switch them on again.
#
# `loader` and `criterion` are as in `train_epoch`: the last batch may be smaller.
#
# **Worked number.** A linear layer whose weights are the unit matrix, without a bias,
# gives its inputs as outputs. Three samples have the same outputs $(\ln 6, 0, 0)$, that
# is, the probabilities 3/4, 1/8 and 1/8 for the classes 0, 1 and 2. Their labels are 0,
# 0 and 1. The mean loss is
# $\frac13\left(2\ln\frac43 + \ln 8\right) = 0.8849$, and 2/3 are right, also in batches
# of 2.
#
# %% [markdown] lang="ja"
# ## 4. モデルを変えない評価（5点）
#
# `evaluate(model, loader, criterion)` を書いてください。`loader` のすべてのバッチ
# `(x, t)` でモデルを評価し、次の2つの数を返します。
#
# 1. 1サンプルあたりの平均損失です。`train_epoch` と同じ量ですが、更新はしません。
# 2. 正しく分類されたサンプルの割合（0から1）です。最大の出力の位置が `t` に等しい
#    とき、正しく分類されたとします。
#
# モデルの中には、ドロップアウトを含むもののように、学習中だけ計算が変わるものが
# あります。そこで、次のことを守ってください。
#
# - 評価モード（`model.eval()`）で評価します。
# - すべてを元のままに保ちます。重みなど `model.state_dict()` の中身、勾配、モードが
#   その対象です。学習モードで渡されたモデルは学習モードで、評価モードで渡された
#   モデルは評価モードで返します。勾配の計算を止めたときは、元に戻します。
#
# `loader` と `criterion` は `train_epoch` と同じです。最後のバッチは小さいことが
# あります。
#
# **数値例**：重みが単位行列で、バイアスのない線形層は、入力をそのまま出力します。3つの
# サンプルの出力はどれも$(\ln 6, 0, 0)$です。クラス0、1、2の確率でいえば、3/4、1/8、1/8です。
# ラベルは順に0、0、1です。2個ずつのバッチに分けても、平均損失は
# $\frac13\left(2\ln\frac43 + \ln 8\right) = 0.8849$、正解率は2/3です。
#
# %% role="solution" item="evaluate" points=5
def evaluate(model, loader, criterion):
    """Measure a classifier without changing it.

    Parameters
    ----------
    model : torch.nn.Module
        Gives logits (k, m) for a batch; in either mode, and left in it.
    loader : torch.utils.data.DataLoader
        Gives the batches (x, t); the last may be smaller.
    criterion : callable
        ``criterion(y, t)`` is the mean loss of a batch, a tensor of shape ().

    Returns
    -------
    loss : float
        Mean loss per sample.
    accuracy : float
        Share of samples classified right, in [0, 1].
    """
    ### BEGIN SOLUTION
    training = model.training
    model.eval()
    total = right = num_samples = 0
    with torch.no_grad():
        for x, t in loader:
            y = model(x)
            total += criterion(y, t).item() * len(x)
            right += (y.argmax(dim=1) == t).sum().item()
            num_samples += len(x)
    model.train(training)
    return total / num_samples, right / num_samples
    ### END SOLUTION


# %% role="run"
model = nn.Linear(3, 3, bias=False)
nn.init.eye_(model.weight)
samples = TensorDataset(torch.tensor([[float(np.log(6)), 0.0, 0.0]] * 3), torch.tensor([0, 0, 1]))
print(evaluate(model, DataLoader(samples, batch_size=2), nn.CrossEntropyLoss()))


# %% role="check" item="evaluate"
def check_evaluate():
    def worked(evaluate, training):
        import torch
        from torch.utils.data import DataLoader, TensorDataset

        from mlcourse.checks import fingerprint
        from mlcourse.checks.models import plain

        y = torch.log(torch.tensor([[6.0, 1.0, 1.0]] * 3))
        loader = DataLoader(TensorDataset(y, torch.tensor([0, 0, 1])), batch_size=2)
        # Dropout shows if it is measured in training mode.
        model = torch.nn.Sequential(torch.nn.Linear(3, 3, bias=False), torch.nn.Dropout(0.9))
        torch.nn.init.eye_(model[0].weight).grad = torch.ones(3, 3)
        contents = [(p.detach(), p.grad) for p in model.parameters()]
        before = fingerprint(contents)
        model.train(training)
        result = evaluate(model, loader, torch.nn.CrossEntropyLoss())
        gradients_on = torch.is_grad_enabled()
        torch.set_grad_enabled(True)
        contents = [(p.detach(), p.grad) for p in model.parameters()]
        return plain(result), model.training, gradients_on, before, fingerprint(contents)

    call = "evaluate(...), the worked number"
    result, training, gradients_on, before, after = probe(worked, evaluate, True)
    check_type(call, result, (list, tuple, np.ndarray, torch.Tensor), "(loss, accuracy)")
    check_equal(f"number of entries of {call}", len(result), 2)
    loss, accuracy = result
    right, wrong = np.log(4 / 3), np.log(8)
    mistakes = {
        "mnist-batch-means": (right + wrong) / 2,
        "mnist-last-batch": wrong,
        "mnist-sum-of-means": right + wrong,
        "mnist-not-divided": 2 * right + wrong,
        "mnist-sum-of-means-divided": (right + wrong) / 3,
        "mnist-full-batch": (2 * right + 2 * wrong) / 3,
        "mnist-evaluate-swapped": 2 / 3,
    }
    expected = (2 * right + wrong) / 3
    hint = "mnist-evaluate-mode"
    check_close(f"loss of {call}", loss, expected, rtol=1e-5, hint=hint, mistakes=mistakes)
    mistakes = {
        "mnist-batch-means": 0.5,
        "mnist-last-batch": 0.0,
        "mnist-count": 2.0,
        "mnist-percent": 200 / 3,
        "mnist-wrong-ones": 1 / 3,
    }
    check_close(f"accuracy of {call}", accuracy, 2 / 3, rtol=1e-5, mistakes=mistakes)
    expect(training, "mnist-mode", before="training", after="evaluation")
    expect(gradients_on, "mnist-gradients-off")
    check_untouched(call, before, after)
    training = probe(worked, evaluate, False)[1]
    expect(not training, "mnist-mode", before="evaluation", after="training")


check_evaluate()

# %% role="hidden" item="evaluate"
check_evaluate()
### BEGIN HIDDEN TESTS


def check_evaluate_hidden():
    domain = {
        "model": domains.Instance("torch.nn.Module", nn.Module),
        "loader": domains.Instance("torch.utils.data.DataLoader", DataLoader),
        "criterion": domains.Instance("callable"),
    }
    domains.declare("evaluate", domain)

    def make(training, classes):
        import torch
        from torch import nn

        class Pictures(nn.Sequential):
            """Takes batches of the shape (k, 1, n), and no other."""

            def forward(self, x):
                return super().forward(x[:, 0])

        first, last = nn.Linear(6, 8), nn.Linear(8, classes)
        model = Pictures(first, nn.BatchNorm1d(8), nn.Dropout(0.5), nn.ReLU(), last)
        generator = torch.Generator().manual_seed(54)
        with torch.no_grad():
            for p in model.parameters():
                p.copy_(torch.randn(p.shape, generator=generator))
                p.grad = torch.randn(p.shape, generator=generator)
            model[0].bias.requires_grad_(False).grad = None  # frozen: it is not trained
            model[1].running_mean.fill_(0.3)
            model[1].running_var.fill_(2.0)
        return model.train(training)

    def measure(evaluate, make, training, classes, loss_name, settings, x, t, batch_size):
        import copy

        import torch
        from torch.utils.data import DataLoader

        from mlcourse.checks import fingerprint, watched_settings
        from mlcourse.checks.models import plain

        def contents():
            found = {name: value.clone().numpy() for name, value in model.state_dict().items()}
            for name, p in model.named_parameters():
                gradient = torch.zeros(0) if p.grad is None else p.grad.clone()
                found[f"the gradient of {name}"] = gradient.numpy()
                found[f"requires_grad of {name}"] = p.requires_grad
            return found

        model = make(training, classes)
        states = []
        criterion = getattr(torch.nn, loss_name)(**settings)
        loader = DataLoader(list(zip(x, t, strict=True)), batch_size)
        before = contents()
        everything = [fingerprint({"model": model, "criterion": criterion, "x": x, "t": t})]
        with torch.random.fork_rng(devices=[]), watched_settings(["torch.manual_seed"]) as changed:
            results = []
            for seed in range(2):
                torch.default_generator.manual_seed(seed)
                results.append(plain(evaluate(model, loader, criterion)))
                states.append(torch.get_rng_state().tolist())
        if states[0] == states[1]:
            changed.append("torch.manual_seed")
        modes = [module.training for module in model.modules()]
        everything.append(fingerprint({"model": model, "criterion": criterion, "x": x, "t": t}))
        after = contents()
        # Other weights: in the same model, or in another one of its kind.
        model = model if training else copy.deepcopy(model)
        with torch.no_grad():
            model[4].weight.mul_(-1)
        with watched_settings():
            other = plain(evaluate(model=model, loader=loader, criterion=criterion))
        return [*results, other], modes, changed, before, after, everything

    generator = torch.Generator().manual_seed(55)
    for training, loss_name, settings, k, batch_size in (
        (True, "CrossEntropyLoss", {}, 10, 4),
        (False, "CrossEntropyLoss", {}, 7, 3),
        (True, "CrossEntropyLoss", {"label_smoothing": 0.3}, 9, 2),
        (False, "MultiMarginLoss", {}, 6, 100),
        (True, "MultiMarginLoss", {}, 5, 4),
        # As many samples as there are classes, one in each batch, one in all.
        (False, "CrossEntropyLoss", {}, 8, 4),
        (True, "CrossEntropyLoss", {"weight": None}, 3, 1),
        (False, "CrossEntropyLoss", {}, 1, 1),
        (True, "CrossEntropyLoss", {}, 11, 4),
        # More classes than digits, and many samples.
        (False, "CrossEntropyLoss", {}, 1201, 500),
    ):
        # Those of 11 samples have losses of some thousands.
        x = (3000 if k == 11 else 3) * torch.randn((k, 1, 6), generator=generator)
        classes = 12 if k > 1000 else 4
        model = make(False, classes)
        with torch.no_grad():
            y = model(x)
            # Two thirds of the labels are the largest output, the others any.
            t = torch.randint(classes, (k,), generator=generator)
            t[k // 3 :] = y.argmax(dim=1)[k // 3 :]
            function = getattr(torch.nn, loss_name)(**settings, reduction="none")
            each = function(y, t).numpy()
            model[4].weight.mul_(-1)
            y_other = model(x)
            each_other = function(y_other, t).numpy()
        right = (y.argmax(dim=1) == t).numpy()
        right_other = (y_other.argmax(dim=1) == t).numpy()
        starts = range(0, k, batch_size)
        case = (make, training, classes, loss_name, settings, x, t, batch_size)
        results, modes, changed, before, after, everything = probe(measure, evaluate, *case)
        mode = "training" if training else "evaluation"
        call = f"evaluate(...), {k} samples in batches of {batch_size}, {loss_name}, {mode} mode"
        expect("torch.set_grad_enabled" not in changed, "mnist-gradients-off")
        for name, value in before.items():
            same = np.array_equal(value, after[name])
            expect(same, "mnist-evaluate-changed", call=call, name=name)
        other = "evaluation" if training else "training"
        expect(set(modes) == {training}, "mnist-mode", before=mode, after=other)
        check_untouched(call, *everything, argument="")
        check_settings(call, changed)
        for number, result in enumerate(results):
            if number == 2:
                each, right = each_other, right_other
                call += ", after the weights of its last layer have changed"
            check_type(call, result, (list, tuple, np.ndarray, torch.Tensor), "(loss, accuracy)")
            check_equal(f"number of entries of {call}", len(result), 2)
            loss, accuracy = result
            mistakes = {}
            if len(starts) > 1:
                mistakes = {
                    "mnist-batch-means": np.mean([each[i : i + batch_size].mean() for i in starts]),
                    "mnist-last-batch": each[starts[-1] :].mean(),
                }
            hint = "mnist-evaluate-mode"
            near = {"rtol": 1e-4, "atol": 1e-5}
            check_close(f"loss of {call}", loss, each.mean(), **near, hint=hint, mistakes=mistakes)
            if len(starts) > 1:
                mistakes = {
                    "mnist-batch-means": np.mean(
                        [right[i : i + batch_size].mean() for i in starts]
                    ),
                    "mnist-last-batch": right[starts[-1] :].mean(),
                }
            check_close(f"accuracy of {call}", accuracy, right.mean(), rtol=1e-5, mistakes=mistakes)


check_evaluate_hidden()
### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 5. The linear classifier, trained (8 points)
#
# Train a `LinearClassifier` on all training pictures with `nn.CrossEntropyLoss`, for as
# many epochs as you like, at least 2. Batch size, optimizer and learning rate are your
# choice. Set two variables.
#
# - `linear_model`: the trained model. It takes pictures in [0, 1] as they are in
#   `train_x`, without any other scaling.
# - `linear_history`: a dict of four lists with one number for each epoch.
#   `"train_loss"` is what `train_epoch` returned. The others are measured **after** the
#   epoch with `evaluate`: `"train_accuracy"` on all training pictures, `"test_loss"`
#   and `"test_accuracy"` on all test pictures.
#
# Draw the curves of training and test against the epoch and save two PNG pictures, each
# side 200 to 5,000 pixels long: the losses as `outputs/mnist_loss.png`, the accuracies
# as `outputs/mnist_accuracy.png`. Make the folder `outputs` first, and save a figure
# before you show it.
#
# What the checks ask for:
#
# - The parameters of `linear_model` have the shapes (10, 784) and (10,), and its
#   outputs are the logits $Wx + b$.
# - The last `train_loss` is below the first, and at most twice the loss that
#   `linear_model` has on the training pictures, plus 0.1. Accuracies are shares in
#   [0, 1].
# - The last `test_loss`, `test_accuracy` and `train_accuracy` are within 0.001 of what the
#   check measures with `linear_model` (accuracies within 0.004 with the sample).
# - The test accuracy is 0.90 or more (0.80 with the sample).
# - The two files are different pictures, each with curves in it. (Which curves these are,
#   and how the model was trained, is not checked.)
#
# For orientation: always answering "1" is right for 11.35 % of MNIST's test pictures.
# The classifier gets past 0.90 in 2 or 3 epochs of batches of 100. An epoch takes a
# second or two.
#
# %% [markdown] lang="ja"
# ## 5. 線形分類器の学習（8点）
#
# すべての訓練画像と `nn.CrossEntropyLoss` で、`LinearClassifier` を学習させてください。
# エポック数は2以上なら自由です。バッチの大きさ、最適化手法、学習率も自由です。
# 次の2つの変数を作ります。
#
# - `linear_model`：学習したモデルです。`train_x` のように[0, 1]の画像をそのまま
#   受け取ります。ほかの変換はしません。
# - `linear_history`：4つのリストの辞書です。リストには、エポックごとに1つの数を
#   入れます。`"train_loss"` は `train_epoch` が返した値です。残りは、エポックの
#   **後に** `evaluate` で求めます。`"train_accuracy"` は全訓練画像での正解率です。
#   `"test_loss"` と `"test_accuracy"` は、全テスト画像での損失と正解率です。
#
# 横軸をエポックとして訓練とテストの曲線を描き、2つのPNG画像に保存してください。
# 損失は `outputs/mnist_loss.png`、正解率は `outputs/mnist_accuracy.png` とします。
# どの辺も200から5,000ピクセルにします。先にフォルダ `outputs` を作り、図は表示する
# 前に保存してください。
#
# チェックが求めることは次のとおりです。
#
# - `linear_model` のパラメータの形状は(10, 784)と(10,)です。出力はロジット
#   $Wx + b$です。
# - 最後の `train_loss` は最初より小さくなります。また、訓練画像での `linear_model` の
#   損失の2倍に0.1を足した値以下です。正解率は[0, 1]の割合です。
# - 最後の `test_loss`、`test_accuracy`、`train_accuracy` は、チェックが `linear_model` で
#   求めた値との差が0.001以内です（サンプルデータの正解率では0.004以内）。
# - テスト画像での正解率は0.90以上です（サンプルデータでは0.80以上）。
# - 2つのファイルは別の図で、どちらにも曲線が描かれています（どの曲線か、どのように
#   学習させたかまでは調べません）。
#
# 目安として、いつも「1」と答えると、MNISTのテスト画像の11.35%が正解になります。
# この分類器は、100枚ずつのバッチなら2、3エポックで0.90を超えます。1エポックには
# 1、2秒かかります。
#
# %% role="solution" item="linear_model" points=8
linear_model = None
linear_history = None
### BEGIN SOLUTION


def fit_linear(num_epochs):
    model, criterion = LinearClassifier(), nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    train_loader = make_loader(train_x, train_t, 100, True, None)
    test_loader = make_loader(test_x, test_t, 500, False, None)
    history = {"train_loss": [], "test_loss": [], "train_accuracy": [], "test_accuracy": []}
    for _ in range(num_epochs):
        history["train_loss"].append(train_epoch(model, train_loader, criterion, optimizer))
        history["train_accuracy"].append(evaluate(model, train_loader, criterion)[1])
        test_loss, test_accuracy = evaluate(model, test_loader, criterion)
        history["test_loss"].append(test_loss)
        history["test_accuracy"].append(test_accuracy)
    return model, history


linear_model, linear_history = fit_linear(num_epochs=4)
Path("outputs").mkdir(exist_ok=True)
for quantity in ("loss", "accuracy"):
    fig, ax = plt.subplots()
    curves = {part: linear_history[f"{part}_{quantity}"] for part in ("train", "test")}
    loss_curves(ax, curves, xlabel="epoch", ylabel=f"{quantity} ({mnist.name})")
    fig.savefig(f"outputs/mnist_{quantity}.png")
### END SOLUTION

# %% role="run"
answered(linear_model=linear_model, linear_history=linear_history)
for name, values in linear_history.items():
    print(f"{name:15}", " ".join(f"{value:.4f}" for value in values))

# %% role="check" item="linear_model"
answered(linear_model=linear_model, linear_history=linear_history)


def check_linear_model():
    from mlcourse.checks.digits import flat
    from mlcourse.checks.models import plain

    data = load_mnist(copy=False)
    some = torch.as_tensor(flat(data.test_images[:2])).reshape(-1, 1, 28, 28)
    parameters = probe(parameters_of, linear_model, some)
    shapes = None if parameters is None else [p.shape for p in parameters]
    check_parameters("linear_model", shapes, [(10, 784), (10,)])
    w, b = (next(np.asarray(p) for p in parameters if p.ndim == n) for n in (2, 1))
    curves = check_history("linear_history", probe(plain, linear_history))
    real = data.name == "MNIST"
    # A sixth of the training pictures, drawn: each sixth of MNIST's is harder than the others.
    number = len(data.train_labels)
    part = np.random.default_rng(6).permutation(number)[: number // 6 if real else number]
    training = flat(data.train_images[part]) @ w.T + b, data.train_labels[part]
    test = flat(data.test_images) @ w.T + b, data.test_labels
    least, near = (0.90, 0.03) if real else (0.80, 0.004)
    check_trained("linear_model", "linear_history", curves, training, test, least, near)

    check_pictures(("outputs/mnist_loss.png", "outputs/mnist_accuracy.png"))


check_linear_model()

# %% role="hidden" item="linear_model"
answered(linear_model=linear_model, linear_history=linear_history)
check_linear_model()
### BEGIN HIDDEN TESTS


def check_linear_model_hidden():
    from mlcourse.checks.digits import flat
    from mlcourse.checks.models import plain

    def look(model, x):
        import torch

        modes = [(module, module.training) for module in model.modules()]
        model.eval()
        with torch.no_grad():
            outputs = model(x)
        for module, mode in modes:
            module.training = mode
        return [p.detach() for p in model.parameters()], outputs

    data = load_mnist(copy=False)
    x = torch.tensor(data.test_images[:200].reshape(-1, 1, 28, 28) / 255).float()
    parameters, outputs = probe(look, linear_model, x)
    w, b = (next(np.asarray(p) for p in parameters if p.ndim == n) for n in (2, 1))
    y = np.asarray(x).reshape(-1, 784) @ w.T + b
    check_close("linear_model(x)", outputs, y, rtol=1e-3, atol=1e-3, hint="mnist-not-linear")

    # MNIST, batches of 100: 3 epochs of SGD with lr 0.1 give 0.915, 4 with lr 0.2 0.921 (standard
    # deviation over seeds 0.001); sample: 0.919 (0.011), 0.940 (0.018), Adam, lr 0.001: 0.903
    # (0.009). The thresholds lie 7 or more standard deviations below.
    curves = check_history("linear_history", probe(plain, linear_history))
    training = flat(data.train_images) @ w.T + b, data.train_labels
    test = flat(data.test_images) @ w.T + b, data.test_labels
    least, near = (0.90, 0.001) if data.name == "MNIST" else (0.80, 0.004)
    check_trained("linear_model", "linear_history", curves, training, test, least, near)


check_linear_model_hidden()
### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 6. Weights as pictures (3 points)
#
# Each of the ten outputs of a `LinearClassifier` has 784 weights, one for each pixel.
# Put back into rows and columns they make a picture that shows where the classifier
# looks.
#
# Write `weight_images(model)` for a `LinearClassifier`. It returns the **absolute
# values** $|W|$ of its weights, of shape (10, 28, 28): picture $i$ belongs to digit
# $i$, and row and column are those of the pixel. The result is an array, or a tensor
# that carries no gradient. The model itself does not change.
#
# **Worked number.** Row 3 of $W$ belongs to digit 3. Its weight number $28 \times 5 + 2
# = 142$ (counted from 0) belongs to the pixel in row 5, column 2. If it is $-0.25$, then
# `weight_images(model)[3, 5, 2]` is 0.25.
#
# %% [markdown] lang="ja"
# ## 6. 重みを画像にする（3点）
#
# `LinearClassifier` の10個の出力は、それぞれ784個の重みをもちます。画素ごとに1つ
# です。重みを行と列に並べ直すと、出力が画像のどこに左右されるかを示す図になります。
#
# `LinearClassifier` を受け取る `weight_images(model)` を書いてください。重みの
# **絶対値**$|W|$を、形状(10, 28, 28)で返します。画像$i$は数字$i$のもので、行と列は
# 画素の行と列です。結果は、配列、または勾配をもたないテンソルです。モデルは
# 変わりません。
#
# **数値例**：$W$の行3は数字3の重みです。その中の$28 \times 5 + 2 = 142$番目
# （0から数えます）は、5行2列の画素の重みです。それが$-0.25$なら、
# `weight_images(model)[3, 5, 2]` は0.25です。
#
# %% role="solution" item="weight_images" points=3
def weight_images(model):
    """Show where a linear classifier looks.

    Parameters
    ----------
    model : LinearClassifier
        The classifier; stays as it is.

    Returns
    -------
    numpy.ndarray or torch.Tensor without gradient, shape (10, 28, 28)
        Absolute weights, one picture for each digit.
    """
    ### BEGIN SOLUTION
    weight = next(p for p in model.parameters() if p.ndim == 2)
    return weight.detach().abs().reshape(10, 28, 28)
    ### END SOLUTION


# %% role="run"
answered(linear_model=linear_model)
fig, axes = plt.subplots(2, 5, figsize=(6.4, 3.0))
for digit, (ax, picture) in enumerate(zip(axes.flat, weight_images(linear_model), strict=True)):
    ax.imshow(np.asarray(picture))
    ax.set(title=str(digit), xticks=[], yticks=[])
fig.suptitle(f"|weights| of each digit, {mnist.name}")
plt.show()


# %% role="check" item="weight_images"
def check_weight_images():
    def one_weight(weight_images, model_class):
        import torch

        from mlcourse.checks.models import made

        model = made(model_class, torch.ones(2, 1, 28, 28))
        with torch.no_grad():
            for p in model.parameters():
                p.zero_()
                if p.ndim == 2:
                    p[3, 142] = -0.25
        images = weight_images(model)
        has_gradient = getattr(images, "requires_grad", False)
        return (images.detach() if has_gradient else images), has_gradient

    call = "weight_images(model)"
    images, has_gradient = probe(one_weight, weight_images, LinearClassifier)
    check_shape(call, images, (10, 28, 28))
    expect(not has_gradient, "mnist-has-gradient")
    right = np.zeros((10, 28, 28))
    right[3, 5, 2] = 0.25
    mistakes = {"mnist-signed": -right, "mnist-mixed": right.transpose(0, 2, 1)}
    check_close(call, images, right, mistakes=mistakes)


check_weight_images()

# %% role="hidden" item="weight_images"
check_weight_images()
### BEGIN HIDDEN TESTS


def check_weight_images_hidden():
    def pictures(weight_images, model_class, tables):
        import torch

        from mlcourse.checks import fingerprint, watched_settings
        from mlcourse.checks.models import made

        models = []
        for number, w in enumerate(tables):
            model = made(model_class, torch.ones(2, 1, 28, 28))
            with torch.no_grad():
                for p in model.parameters():
                    p.copy_(w) if p.ndim == 2 else p.fill_(7.0)
                    p.grad = torch.ones_like(p) if number != 1 else None
                    p.requires_grad_(number != 2)
            models.append(model.train(number % 2 == 0))
        before = [fingerprint(model) for model in models]
        with watched_settings() as changed:
            images = [weight_images(model) for model in (*models, models[0])]
        after = [fingerprint(model) for model in models]
        with torch.no_grad():
            for model in models:
                for p in model.parameters():
                    p.fill_(-3.0)
        images += [weight_images(models[0]), weight_images(model=models[1])]
        gradients = [getattr(picture, "requires_grad", False) for picture in images]
        images = [p.detach() if g else p for p, g in zip(images, gradients, strict=True)]
        return images, any(gradients), before, after, changed

    domains.declare("weight_images", {"model": domains.Instance("LinearClassifier", nn.Module)})
    generator = torch.Generator().manual_seed(56)
    normal = torch.randn((2, 10, 784), generator=generator)
    # Small and large weights, and none that is negative.
    tables = [normal[0], 1e-6 * normal[1], normal[1].abs(), 300 * normal[0].flip(0)]
    found = probe(pictures, weight_images, LinearClassifier, tables)
    images, has_gradient, before, after, changed = found
    call = "weight_images(model)"
    check_settings(call, changed)
    for old, new in zip(before, after, strict=True):
        check_untouched(call, old, new)
    expect(not has_gradient, "mnist-has-gradient")
    later = f"{call} after the weights have changed"
    calls = [*[call] * 4, f"{call}, the second time", later, later]
    tables += [tables[0], *[torch.full((10, 784), -3.0)] * 2]
    for call, w, picture in zip(calls, tables, images, strict=True):
        check_shape(call, picture, (10, 28, 28))
        # Pixel by pixel, not with reshape: the reference does it another way.
        signed = np.empty((10, 28, 28))
        for row in range(28):
            for column in range(28):
                signed[:, row, column] = w[:, 28 * row + column]
        mistakes = {
            "mnist-signed": signed,
            "mnist-mixed": abs(signed).transpose(0, 2, 1),
            "mnist-mixed-digits": abs(np.asarray(w)).T.reshape(10, 28, 28),
        }
        check_close(call, picture, abs(signed), rtol=1e-5, atol=1e-12, mistakes=mistakes)


check_weight_images_hidden()
### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 7. A hidden layer (8 points)
#
# Complete the class `MLP`, an `nn.Module` made without arguments, and train it.
#
# $$z = \mathrm{ReLU}(W_1 x + b_1), \qquad a = W_2 z + b_2$$
#
# - Pictures (k, 1, 28, 28) are flattened to 784 inputs; the hidden layer $z$ has 100
#   values; the 10 outputs $a$ are logits.
# - The parameters have the shapes (100, 784), (100,), (10, 100) and (10,), and there are
#   no others. What you call them is up to you.
# - `mlp_model` is an `MLP` trained on all training pictures, for 2 epochs or more, and
#   `mlp_history` a dict like `linear_history`. What the statement of
#   `linear_history` asks for holds for `mlp_history`. No pictures are asked for.
# - The test accuracy is 0.93 or more, and higher than that of your `linear_model`. (With
#   the sample, whose 360 test pictures decide less: 0.70 or more.)
#
# For orientation: with SGD, lr 0.1 and batches of 100, three epochs on MNIST lead to
# about 0.94. An epoch takes two or three seconds.
#
# %% [markdown] lang="ja"
# ## 7. 隠れ層（8点）
#
# クラス `MLP` を完成させ、学習させてください。引数なしで作る `nn.Module` です。
# 計算式は次のとおりです。
#
# $$z = \mathrm{ReLU}(W_1 x + b_1), \qquad a = W_2 z + b_2$$
#
# - 画像(k, 1, 28, 28)を784個の入力に並べます。隠れ層の値$z$は100個です。10個の出力$a$は
#   ロジットです。
# - パラメータの形状は(100, 784)、(100,)、(10, 100)、(10,)で、ほかにはありません。
#   名前は自由です。
# - `mlp_model` は、すべての訓練画像で2エポック以上学習した `MLP` です。
#   `mlp_history` は `linear_history` と同じ形の辞書です。`linear_history` について
#   求めたことは、`mlp_history` にも当てはまります。図の保存は求めません。
# - テスト画像での正解率は0.93以上で、`linear_model` の値を上回ります。サンプルデータでは、
#   テスト画像が360枚しかないので、0.70以上とします。
#
# 目安として、SGD、lr 0.1、100枚ずつのバッチでは、MNISTで3エポック学習させると
# 約0.94になります。1エポックには2、3秒かかります。
#
# %% role="solution" item="mlp" points=8
class MLP(nn.Module):
    """Network 784 -> 100 -> ReLU -> 10 for pictures of 28 x 28 pixels."""

    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.layers = nn.Sequential(
            nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10)
        )
        ### END SOLUTION

    def forward(self, x):
        """Return the logits of a batch.

        Parameters
        ----------
        x : torch.Tensor of float32, shape (k, 1, 28, 28)
            Pictures, gray levels in [0, 1].

        Returns
        -------
        torch.Tensor of float32, shape (k, 10)
            Logits, any real numbers.
        """
        ### BEGIN SOLUTION
        return self.layers(x)
        ### END SOLUTION


mlp_model = None
mlp_history = None
### BEGIN SOLUTION


def fit_mlp(num_epochs):
    model, criterion = MLP(), nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    train_loader = make_loader(train_x, train_t, 100, True, None)
    test_loader = make_loader(test_x, test_t, 500, False, None)
    history = {"train_loss": [], "test_loss": [], "train_accuracy": [], "test_accuracy": []}
    for _ in range(num_epochs):
        history["train_loss"].append(train_epoch(model, train_loader, criterion, optimizer))
        history["train_accuracy"].append(evaluate(model, train_loader, criterion)[1])
        test_loss, test_accuracy = evaluate(model, test_loader, criterion)
        history["test_loss"].append(test_loss)
        history["test_accuracy"].append(test_accuracy)
    return model, history


mlp_model, mlp_history = fit_mlp(num_epochs=3)
### END SOLUTION

# %% role="run"
answered(mlp_model=mlp_model, mlp_history=mlp_history, linear_history=linear_history)
fig, axes = plt.subplots(1, 2, figsize=(8.0, 3.2))
for ax, quantity in zip(axes, ("loss", "accuracy"), strict=True):
    curves = {}
    for name, history in (("linear", linear_history), ("MLP", mlp_history)):
        for part in ("train", "test"):
            curves[f"{name}, {part}"] = history[f"{part}_{quantity}"]
    loss_curves(ax, curves, xlabel="epoch", ylabel=quantity)
fig.suptitle(mnist.name)
plt.show()

# %% role="check" item="mlp"
answered(mlp_model=mlp_model, mlp_history=mlp_history)


def check_mlp():
    from mlcourse.checks.digits import flat
    from mlcourse.checks.models import plain

    def ones(model_class, x):
        import torch

        from mlcourse.checks.models import made

        model = made(model_class, x)
        with torch.no_grad():
            for p in model.parameters():
                # Hidden values -1 and 2 by turns for a picture of ones; the outputs subtract them.
                if p.shape == (100, 784):
                    p.fill_(2 / 784)
                    p[::2] = -1 / 784
                else:
                    p.fill_(-1.0 if p.ndim == 2 else 0.0)
            return model(x)

    four = [(100, 784), (100,), (10, 100), (10,)]
    check_parameters("MLP()", probe(shapes_of, MLP, torch.ones(2, 1, 28, 28)), four)
    parameters = probe(parameters_of, mlp_model, torch.ones(2, 1, 28, 28))
    shapes = None if parameters is None else [p.shape for p in parameters]
    check_parameters("mlp_model", shapes, four)
    y = probe(ones, MLP, torch.ones(2, 1, 28, 28))
    call = "MLP()(x), hidden values -1 and 2 by turns before ReLU, all weights after it -1"
    check_shape(call, y, (2, 10))
    mistakes = {
        "mnist-relu-missing": np.full((2, 10), -50.0),
        "mnist-softmax-inside": np.full((2, 10), 0.1),
        "mnist-log-softmax-inside": np.full((2, 10), np.log(0.1)),
    }
    hint, right = "mnist-mlp-formula", np.full((2, 10), -100.0)
    check_close(call, y, right, rtol=1e-4, atol=1e-4, hint=hint, mistakes=mistakes)

    curves = check_history("mlp_history", probe(plain, mlp_history))
    data = load_mnist(copy=False)
    w1, b1, w2, b2 = (next(np.asarray(p) for p in parameters if p.shape == shape) for shape in four)

    def logits(images):
        h = flat(images) @ w1.T + b1
        return np.where(h > 0, h, 0) @ w2.T + b2

    real = data.name == "MNIST"
    # A sixth of the training pictures, drawn: each sixth of MNIST's is harder than the others.
    number = len(data.train_labels)
    part = np.random.default_rng(6).permutation(number)[: number // 6 if real else number]
    training = logits(data.train_images[part]), data.train_labels[part]
    test = logits(data.test_images), data.test_labels
    least, near = (0.93, 0.03) if real else (0.70, 0.004)
    accuracy = check_trained("mlp_model", "mlp_history", curves, training, test, least, near, True)

    # Only where linear_model is there, and is one: its own check says what is wrong with it.
    found = probe(parameters_of, linear_model, torch.ones(2, 1, 28, 28)) or []
    if real and sorted(tuple(p.shape) for p in found) == [(10,), (10, 784)]:
        w, b = (next(np.asarray(p) for p in found if p.ndim == n) for n in (2, 1))
        y = flat(data.test_images) @ w.T + b
        linear = (y.argmax(axis=1) == data.test_labels).mean()
        expect(accuracy > linear, "mnist-not-better", mlp=accuracy, linear=linear)


check_mlp()

# %% role="hidden" item="mlp"
answered(mlp_model=mlp_model, mlp_history=mlp_history)
check_mlp()
### BEGIN HIDDEN TESTS


def check_mlp_hidden():
    from mlcourse.checks.digits import flat
    from mlcourse.checks.models import Tensor, plain

    def look(model, x):
        import torch

        if not isinstance(model, torch.nn.Module):
            return [], None
        modes = [(module, module.training) for module in model.modules()]
        model.eval()
        with torch.no_grad():
            outputs = model(x)
        for module, mode in modes:
            module.training = mode
        return [p.detach() for p in model.parameters()], outputs

    def logits(parameters, x):
        found = {tuple(p.shape): np.asarray(p) for p in parameters}
        w1, b1 = found[(100, 784)], found[(100,)]
        w2, b2 = found[(10, 100)], found[(10,)]
        h = x.reshape(len(x), 784) @ w1.T + b1
        return np.where(h > 0, h, 0) @ w2.T + b2

    data = load_mnist(copy=False)
    x = torch.as_tensor(flat(data.test_images[:200])).reshape(-1, 1, 28, 28)
    parameters, outputs = probe(look, mlp_model, x)
    y = logits(parameters, x.numpy())
    hint = "mnist-mlp-formula"
    check_close("mlp_model(x)", outputs, y, rtol=1e-3, atol=1e-2, hint=hint)

    def formula(x, w1, b1, w2, b2):
        return torch.relu(x.reshape(len(x), 784) @ w1.T + b1) @ w2.T + b2

    def mistakes(x, w1, b1, w2, b2):
        y = formula(x, w1, b1, w2, b2)
        h = x.reshape(len(x), 784) @ w1.T + b1
        return {
            "mnist-softmax-inside": torch.softmax(y, 1),
            "mnist-log-softmax-inside": torch.log_softmax(y, 1),
            "mnist-relu-missing": h @ w2.T + b2,
        }

    def pictures(k, generator):
        return torch.rand((k, 1, 28, 28), generator=generator)

    domains.declare("MLP.forward", {"x": Tensor("(k, 1, 28, 28)")})
    four = [(100, 784), (100,), (10, 100), (10,)]
    case = ("MLP()", MLP, formula, four, (5, 1, 10, 100))
    check_model_class(*case, inputs=pictures, seed=57, mistakes=mistakes)

    # MNIST, batches of 100: 3 epochs of SGD with lr 0.1 give 0.944, with lr 0.2 0.961 (standard
    # deviation over seeds 0.002); sample: 0.86 (0.038), 0.91 (0.046), Adam, lr 0.001: 0.92
    # (0.008). The thresholds lie 4 or more standard deviations below.
    curves = check_history("mlp_history", probe(plain, mlp_history))
    training = logits(parameters, flat(data.train_images)), data.train_labels
    test = logits(parameters, flat(data.test_images)), data.test_labels
    least, near = (0.93, 0.001) if data.name == "MNIST" else (0.70, 0.004)
    check_trained("mlp_model", "mlp_history", curves, training, test, least, near, True)


check_mlp_hidden()
### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 8. Overfitting (6 points)
#
# Train an `MLP` on the **first 1,000** training pictures only, for many epochs, and test
# it on all test pictures after each.
#
# - `overfit_history` is a dict of two lists or arrays with one number for each epoch:
#   `"train_loss"` is what `train_epoch` returned, `"test_loss"` is measured after the
#   epoch.
# - `best_epoch(history)` returns the index, counted from 0, of the smallest
#   `"test_loss"` of any such history, be it a list or an array; where several are equally
#   small, the first of them. It does not change the history.
#
# What the checks ask of `overfit_history`:
#
# - It has at least 10 epochs. The last `train_loss` is less than half the first. The
#   numbers are as they were computed, not rounded.
# - On MNIST, the smallest `test_loss` lies between 0.3 and 0.7: a network that has
#   seen more pictures gets lower, one that has not learned stays higher. After this
#   epoch the `test_loss` rises: the last is above the smallest. Meanwhile the
#   `train_loss` falls: the last is below that of the best epoch.
# - With the sample, whose pictures are easier, the smallest `test_loss` is 0.7 or less,
#   and a rise is not asked for. The two losses are as far apart as they are where the
#   network has learned the first 1,000 training pictures and is tested on the others.
#
# Test every epoch, but mind the time: the optimizer, the learning rate and the batch
# size that you choose decide how many epochs you need. With Adam, lr 0.001 and batches
# of 50, some 30 are enough; with SGD, lr 0.1 and batches of 100, it takes 100.
#
# **Worked number.** For the test losses 0.9, 0.5, 0.6, 0.8, 0.7 the best epoch is 1.
#
# %% [markdown] lang="ja"
# ## 8. 過学習（6点）
#
# 訓練画像の**最初の1,000枚**だけで `MLP` を多くのエポックで学習させ、各エポックの
# 後に全テスト画像でテストしてください。
#
# - `overfit_history` は、2つのリスト（または配列）の辞書です。リストには、エポックごとに1つの数を
#   入れます。`"train_loss"` は `train_epoch` が返した値です。`"test_loss"` は
#   エポックの後に求めた値です。
# - `best_epoch(history)` は、このような辞書の `"test_loss"` が最小になる位置を、
#   0から数えて返します。`"test_loss"` はリストのことも、配列のこともあります。
#   最小値がいくつかあるときは、最初の位置です。
#   辞書は書き換えません。
#
# `overfit_history` についてチェックが求めることは次のとおりです。
#
# - エポック数は10以上です。最後の `train_loss` は、最初の半分より小さくなります。
#   数値は計算したままとし、丸めません。
# - MNISTでは、`test_loss` の最小値が0.3から0.7の間にあります。1,000枚より多くの画像で学習した
#   ネットワークでは低くなり、学習の足りないものでは高くなります。
#   最小になった後、`test_loss` は増えます。最後の値は最小値より大きくなります。
#   その間も `train_loss` は減ります。最後の値は、最良のエポックの値より小さくなります。
# - サンプルデータの画像は易しいので、`test_loss` の最小値が0.7以下なら十分です。
#   増えることは求めません。2つの損失の差は、訓練画像の最初の1,000枚で学習し、
#   テスト画像でテストしたときの大きさになります。
#
# 毎エポックのテストには時間がかかります。必要なエポック数は、最適化手法、学習率、
# バッチの大きさで決まります。lr 0.001のAdamで50枚ずつなら30エポックほどで足ります。
# lr 0.1のSGDで100枚ずつなら、100エポックかかります。
#
# **数値例**：テストの損失が0.9、0.5、0.6、0.8、0.7なら、最良のエポックは1です。
#
# %% role="solution" item="overfitting" points=6
def best_epoch(history):
    """Find the epoch after which a model was at its best on the test data.

    Parameters
    ----------
    history : dict of two lists or arrays of float
        ``"train_loss"`` and ``"test_loss"``, one number, 0 or more, for each epoch.

    Returns
    -------
    int
        Index, from 0, of the smallest test loss; the first of equals.
    """
    ### BEGIN SOLUTION
    return int(np.argmin(history["test_loss"]))
    ### END SOLUTION


overfit_history = None
### BEGIN SOLUTION


def fit_few(num_epochs):
    model, criterion = MLP(), nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    train_loader = make_loader(train_x[:1000], train_t[:1000], 50, True, None)
    test_loader = make_loader(test_x, test_t, 500, False, None)
    history = {"train_loss": [], "test_loss": []}
    for _ in range(num_epochs):
        history["train_loss"].append(train_epoch(model, train_loader, criterion, optimizer))
        history["test_loss"].append(evaluate(model, test_loader, criterion)[0])
    return history


overfit_history = fit_few(num_epochs=30)
### END SOLUTION

# %% role="run"
answered(overfit_history=overfit_history)
fig, ax = plt.subplots()
loss_curves(ax, overfit_history, xlabel="epoch", ylabel="cross entropy")
ax.axvline(best_epoch(overfit_history), color="0.6", linestyle=":", linewidth=1.2)
ax.set_title(f"MLP on 1,000 pictures, {mnist.name}")
plt.show()

# %% role="check" item="overfitting"
answered(overfit_history=overfit_history)


def check_overfitting():
    from mlcourse.checks.models import plain

    train_loss, test_loss = [0.9, 0.6, 0.4, 0.3, 0.2], [0.9, 0.5, 0.6, 0.8, 0.7]
    mistakes = {"mnist-from-one": 2, "mnist-largest": 0, "mnist-train-best": 4, "mnist-value": 0.5}
    call = "best_epoch(...), test_loss 0.9, 0.5, 0.6, 0.8, 0.7"
    for kind, name in ((list, ""), (np.array, " in an array")):
        best = best_epoch({"train_loss": kind(train_loss), "test_loss": kind(test_loss)})
        check_close(call + name, best, 1, mistakes=mistakes)

    curves = probe(plain, overfit_history)
    curves = check_history("overfit_history", curves, ("train_loss", "test_loss"), least=10)
    check_overfit(curves, real=load_mnist(copy=False).name == "MNIST")


check_overfitting()

# %% role="hidden" item="overfitting"
answered(overfit_history=overfit_history)
check_overfitting()
### BEGIN HIDDEN TESTS


def check_overfitting_hidden():
    for test_loss, right in (
        ([0.7, 0.5, 0.6, 0.5, 0.8], 1),
        ([0.3, 0.4, 0.5], 0),
        ([0.5, 0.4, 0.3], 2),
        ([0.2, 0.2, 0.2, 0.2], 0),
        ([1.5], 0),
        ([3.0, 2.5, 2.7, 2.4, 2.6, 2.5], 3),
        ([0.9, 0.9, 0.1 + 1e-9, 0.1, 0.1], 3),
    ):
        # Another place than the smallest test loss would name.
        train_loss = [abs(i - right - 1.5) for i in range(len(test_loss))]
        history = {"train_loss": train_loss, "test_loss": test_loss}
        best = best_epoch(history)
        call = f"best_epoch(...), test_loss {test_loss}"
        check_close(call, best, right, mistakes={"mnist-from-one": right + 1})

    def draw(rng, sizes):
        length = int(rng.choice([1, 2, 3, 5, 30, 5000], p=[0.2, 0.2, 0.2, 0.2, 0.15, 0.05]))
        scale = rng.choice([1.0, 1.0, 1e-9, 1e3, 1e12])
        test_loss = scale * (rng.integers(0, 9, length) / 8 + rng.choice([0, 1e-9, 10], length))
        train_loss = rng.random(length)
        if rng.random() < 0.3:
            return {"train_loss": train_loss, "test_loss": test_loss}
        return {"train_loss": train_loss.tolist(), "test_loss": test_loss.tolist()}

    def reject(history, sizes):
        if not isinstance(history, dict) or set(history) != {"train_loss", "test_loss"}:
            return "it is no history"
        numbers = np.concatenate([np.asarray(losses) for losses in history.values()])
        lists = all(isinstance(losses, list | np.ndarray) for losses in history.values())
        return None if lists and (numbers >= 0).all() else f"{history} is not two lists"

    def right_epoch(history):
        return list(history["test_loss"]).index(min(history["test_loss"]))

    domain = {"history": domains.Drawn("dict of two lists or arrays of float", draw, reject)}
    check_agrees("best_epoch", best_epoch, right_epoch, domain, atol=0.01)


check_overfitting_hidden()
### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 9. Two linear layers are one (5 points)
#
# Without an activation between them, two linear layers compute
#
# $$a = W_2 (W_1 x + b_1) + b_2.$$
#
# This is again one linear layer $a = W x + b$. Write `collapse(w1, b1, w2, b2)`, which
# returns its `(w, b)`.
#
# - The weights are tensors without gradients, stored as in `nn.Linear`: `w1` (h, n),
#   `b1` (h,), `w2` (m, h), `b2` (m,), all of the same type.
# - `w` has the shape (m, n), `b` the shape (m,).
# - What is passed in stays as it is.
#
# **Worked number.** n = 2 inputs, h = 3 hidden values, m = 1 output:
#
# $$W_1 = \begin{pmatrix}1&0\\0&1\\1&1\end{pmatrix},\quad
# b_1 = \begin{pmatrix}1\\2\\3\end{pmatrix},\quad
# W_2 = \begin{pmatrix}1&2&3\end{pmatrix},\quad b_2 = 4$$
#
# give $W = (4\;\;5)$ and $b = 18$.
#
# %% [markdown] lang="ja"
# ## 9. 線形層2つは1つと同じ（5点）
#
# 間に活性化関数のない2つの線形層は、次の計算をします。
#
# $$a = W_2 (W_1 x + b_1) + b_2$$
#
# これは、1つの線形層$a = W x + b$と同じです。その `(w, b)` を返す
# `collapse(w1, b1, w2, b2)` を書いてください。
#
# - 重みは勾配をもたないテンソルで、形は `nn.Linear` と同じです。`w1` は(h, n)、
#   `b1` は(h,)、`w2` は(m, h)、`b2` は(m,)で、型はどれも同じです。
# - `w` の形状は(m, n)、`b` の形状は(m,)です。
# - 渡されたものは書き換えません。
#
# **数値例**：n = 2入力、隠れ層の値がh = 3個、m = 1出力とします。重みは次のとおりです。
#
# $$W_1 = \begin{pmatrix}1&0\\0&1\\1&1\end{pmatrix},\quad
# b_1 = \begin{pmatrix}1\\2\\3\end{pmatrix},\quad
# W_2 = \begin{pmatrix}1&2&3\end{pmatrix},\quad b_2 = 4$$
#
# このとき、$W = (4\;\;5)$、$b = 18$です。
#
# %% role="solution" item="collapse" points=5
def collapse(w1, b1, w2, b2):
    """Turn two linear layers into the one that does the same.

    Parameters
    ----------
    w1 : torch.Tensor of float32 or float64, shape (h, n)
        Weights of the first layer.
    b1 : torch.Tensor of float32 or float64, shape (h,)
        Biases of the first layer.
    w2 : torch.Tensor of float32 or float64, shape (m, h)
        Weights of the second layer.
    b2 : torch.Tensor of float32 or float64, shape (m,)
        Biases of the second layer.

    Returns
    -------
    w : torch.Tensor, shape (m, n)
        Weights of the one layer.
    b : torch.Tensor, shape (m,)
        Biases of the one layer.
    """
    ### BEGIN SOLUTION
    return w2 @ w1, w2 @ b1 + b2
    ### END SOLUTION


# %% role="run"
first, second = nn.Linear(784, 100), nn.Linear(100, 10)
x = torch.as_tensor(test_x[:1000]).flatten(1)
with torch.no_grad():
    w, b = collapse(first.weight, first.bias, second.weight, second.bias)
    difference = second(first(x)) - (x @ w.T + b)
print(f"largest difference: {difference.abs().max():.1e}")


# %% role="check" item="collapse"
def check_collapse():
    w1 = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    b1, w2, b2 = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor([4.0])
    call = "collapse(w1, b1, w2, b2), the worked number"
    before = {"w1": w1.clone(), "b1": b1.clone(), "w2": w2.clone(), "b2": b2.clone()}
    result, after = call_and_keep(collapse, w1, b1, w2, b2)
    check_type(call, result, (list, tuple), "(w, b)")
    check_equal(f"number of entries of {call}", len(result), 2)
    w, b = result
    check_shape(f"w of {call}", w, (1, 2), hint="mnist-collapse-shape")
    check_close(f"w of {call}", w, [[4.0, 5.0]])
    check_shape(f"b of {call}", b, (1,), hint="mnist-collapse-shape")
    mistakes = {"mnist-collapse-b1": 4.0, "mnist-collapse-b2": 14.0, "mnist-collapse-b1-raw": 10.0}
    mistakes = {cause: [value] for cause, value in mistakes.items()}
    check_close(f"b of {call}", b, [18.0], mistakes=mistakes)
    check_unchanged(call, before, dict(zip(before, after, strict=True)))


check_collapse()

# %% role="hidden" item="collapse"
check_collapse()
### BEGIN HIDDEN TESTS


def check_collapse_hidden():
    from mlcourse.checks.models import Tensor

    def right(w1, b1, w2, b2):
        # The layers' own outputs say what is right: at the origin and at the unit vectors.
        w1, b1, w2, b2 = (layer.double().numpy() for layer in (w1, b1, w2, b2))
        points = np.vstack([np.zeros(w1.shape[1]), np.eye(w1.shape[1])])
        outputs = (points @ w1.T + b1) @ w2.T + b2
        square = len({*w1.shape, *w2.shape}) == 1
        # As large as a sum on the way can be, where terms cancel: 32-bit floats round it.
        size = (abs(w2) @ (abs(w1).max(axis=1) + abs(b1)) + abs(b2)).max()
        return (outputs[1:] - outputs[0]).T, outputs[0], w1 @ w2 if square else 0, size

    def judge(call, result, expected):
        check_type(call, result, (list, tuple), "(w, b)")
        check_equal(f"number of entries of {call}", len(result), 2)
        w, b, other_order, size = expected
        mistakes = {"mnist-collapse-transposed": w.T, "mnist-collapse-order": other_order}
        for name, actual, numbers in (("w", result[0], w), ("b", result[1], b)):
            check_shape(f"{name} of {call}", actual, numbers.shape, hint="mnist-collapse-shape")
            near = {"rtol": 1e-4, "atol": 1e-4 + 1e-6 * size}
            causes = mistakes if name == "w" else {}
            check_close(f"{name} of {call}", actual, numbers, **near, mistakes=causes)

    shapes = {"w1": "(h, n)", "b1": "(h,)", "w2": "(m, h)", "b2": "(m,)"}
    domain = {
        name: Tensor(shape, of="float32 or float64", ends=(0, 1000, -1000))
        for name, shape in shapes.items()
    }
    sizes = dict.fromkeys("hnm", (1, 5))
    generator = torch.Generator().manual_seed(58)
    sides = {"w1": (100, 784), "b1": (100,), "w2": (10, 100), "b2": (10,)}
    large = {name: torch.randn(shape, generator=generator) for name, shape in sides.items()}
    # A layer that is made to hold the result draws weights first.
    options = {"judge": judge, "sizes": sizes, "also": (large,), "draws": True, "new": True}
    check_agrees("collapse", collapse, right, domain, **options)


check_collapse_hidden()
### END HIDDEN TESTS


# %% [markdown] lang="en"
# ## 10. Essay: why the test loss rises (6 points)
#
# Look at your curves of item 8 once more. After some epochs the test loss rises, while
# the training loss goes on falling; the test accuracy hardly changes.
#
# Explain in 8 to 15 sentences
#
# - what the curves show, with numbers of your own run,
# - why a network that keeps getting better on 1,000 pictures gets worse on others:
#   compare the number of its parameters with the number of pictures,
# - how the test loss can rise though about as many digits are right as before,
# - what one can do about it, and on which data one should choose the epoch to stop at.
#
# %% [markdown] lang="ja"
# ## 10. 記述：テストの損失が増える理由（6点）
#
# 問題8の曲線をもう一度見てください。あるエポックから、テストの損失は増えます。
# 一方、訓練の損失は減り続け、テストの正解率はほとんど変わりません。
#
# 次の点を、8から15文で説明してください。
#
# - 曲線から何がわかるでしょうか。自分の実行結果の数値を挙げてください。
# - 1,000枚の画像で良くなり続けるのに、ほかの画像で悪くなるのはなぜでしょうか。
#   パラメータの数と画像の枚数を比べてください。
# - 正解の数がほぼ同じなのに、テストの損失が増えるのはなぜでしょうか。
# - 対策には何があるでしょうか。学習を止めるエポックは、どのデータで選ぶべきでしょうか。
#
# %% [markdown] role="rubric" item="overfitting_essay"
# **Marked by hand: 6 points** for the four questions above. Whole sentences, numbers of
# your own run, and reasons rather than names.
#
# **人が採点します：6点**。上の4つの問いについて採点します。文章で書き、自分の
# 数値を挙げ、用語だけでなく理由を述べてください。
#
# ### BEGIN MARK SCHEME
# 1. (1) Reads the curves: the training loss falls towards 0, the test loss has a minimum (about
#    0.4 near epoch 5 to 50, depending on the optimizer) and then rises, with own numbers.
# 2. (2) Cause: 79,510 parameters against 1,000 pictures (1). The network fits what is peculiar to
#    these pictures, chance and noise included, which does not hold for others: it memorizes
#    instead of generalizing (1).
# 3. (2) Loss against accuracy: cross entropy is minus the logarithm of the probability of the
#    right digit, not a count (1). Training goes on enlarging the logits, so that the answers
#    become more certain, the wrong ones too: few confident errors cost much, while the largest
#    output, and with it the accuracy, stays (1).
# 4. (1) A remedy (stop early, more or varied data, a smaller network, regularization, dropout),
#    and the epoch is chosen on validation data: test data that choose no longer test.
#
# An answer that only says "because it overfits" gets no point for 2.
#
# 1. （1点）曲線の読み取り：訓練の損失は0に近づく。テストの損失は、最適化手法によりエポック5から
#    50のあたりで最小（約0.4）になり、その後増える。自分の数値がある。
# 2. （2点）原因：79,510個のパラメータに対して画像は1,000枚（1点）。偶然やノイズも含めて、
#    その画像だけの特徴に合わせる。ほかの画像には当てはまらず、汎化せずに暗記している（1点）。
# 3. （2点）損失と正解率：交差エントロピー誤差は、正解の確率の対数にマイナスを付けたもので、
#    誤りの数ではない（1点）。学習を続けるとロジットが大きくなり、誤った答えも含めて確信が強まる。
#    自信のある少数の誤りが大きな損失を生むが、最大の出力は変わらず、正解率も変わらない（1点）。
# 4. （1点）対策（早期終了、データを増やす・変形する、小さなネットワーク、正則化、ドロップアウト）を
#    挙げ、エポックは検証データで選ぶとする。選択に使ったテストデータは、もうテストにならない。
#
# 「過学習したから」だけで理由のない答案は、2.を0点とする。
# ### END MARK SCHEME
#
# %% [markdown] role="essay" item="overfitting_essay" points=6
# In my run the training loss fell from 1.5 to less than 0.01 within 30 epochs. The test loss fell
# to 0.41 in epoch 6 and then rose to 0.53. The accuracy on the test pictures stayed near 0.88.
#
# The network has 784 x 100 + 100 + 100 x 10 + 10 = 79,510 parameters, but it saw only 1,000
# pictures. So many parameters can satisfy each single picture. At first the quickest way down is
# what all pictures of a digit share, which helps with new pictures, too. When that is learned,
# the loss still falls by fitting what is peculiar to these 1,000 pictures: a smudge, an unusual
# slant, a doubtful label. This does not hold for other pictures: the network memorizes and no
# longer generalizes.
#
# Cross entropy is not a count of errors. It is the mean of -ln p, where p is the probability that
# the network gives to the right digit. Once all training pictures are right, the loss can
# only fall if p comes nearer to 1, which larger logits achieve. Larger logits make the network more
# certain of its wrong answers on test pictures, too. A wrong answer with p = 0.1 costs 2.3, one
# with p = 0.0001 costs 9.2, yet it is one error in both cases. So the test loss rises
# while the accuracy stays.
#
# One can stop at the best epoch, take more or slightly changed pictures, make the network smaller,
# or use regularization or dropout. The epoch is to be chosen on validation data. The test data
# must not take part in the choice, or their result is too good.
#
# 実行結果では、訓練の損失は30エポックで1.5から0.01未満まで減りました。テストの損失はエポック6で
# 0.41まで減り、その後0.53まで増えました。テスト画像での正解率は0.88ほどのままでした。
#
# このネットワークのパラメータは、784 x 100 + 100 + 100 x 10 + 10 = 79,510個です。一方、画像は
# 1,000枚しかありません。これだけのパラメータがあれば、1枚ずつの画像に合わせられます。初めのうちは、
# 同じ数字の画像に共通する特徴を学ぶのが、損失を減らす近道です。これは新しい画像にも役立ちます。
# それを学び終えると、この1,000枚だけの特徴に合わせることで損失を減らします。たとえば、汚れ、珍しい
# 傾き、疑わしいラベルです。これらはほかの画像には当てはまりません。つまり、汎化せずに暗記しています。
#
# 交差エントロピー誤差は、誤りの数ではありません。正解の数字に与えた確率をpとするとき、-ln pの平均
# です。訓練画像がすべて正解になると、損失を減らすには、pを1に近づけるしかありません。それには
# ロジットを大きくします。すると、テスト画像での誤った答えにも、より強い確信をもちます。
# 誤りが1つなのは同じでも、p = 0.1なら損失は2.3、p = 0.0001なら9.2です。そのため、正解率は
# 変わらなくても、テストの損失は増えます。
#
# 対策は、最良のエポックで止めること、画像を増やすか少し変形すること、ネットワークを小さくすること、
# 正則化やドロップアウトです。エポックは検証データで選びます。テストデータを選択に使うと、その結果は
# 良すぎるものになります。

# %% [markdown] lang="en"
# ## 11. Essay: why a non-linear activation (6 points)
#
# Explain with formulas why a network needs a non-linear activation function between
# its layers. Your answer has to contain
#
# - the calculation that turns two linear layers into one, with the shapes of all
#   matrices and vectors,
# - what follows for three and more linear layers, and for the borders between the
#   classes that such a network can draw,
# - what changes once ReLU stands between the layers, and the difference that you
#   measured between your two classifiers.
#
# %% [markdown] lang="ja"
# ## 11. 記述：非線形の活性化関数が必要な理由（6点）
#
# ネットワークの層の間に非線形の活性化関数が必要な理由を、数式を使って説明して
# ください。次の内容を含めます。
#
# - 2つの線形層を1つにまとめる計算です。すべての行列とベクトルの形状も示します。
# - 線形層を3つ以上重ねたときに言えることです。また、そのようなネットワークが
#   クラスの間に引ける境界についても述べます。
# - 層の間にReLUを置くと変わることです。自分の2つの分類器の正解率の差も示します。
#
# %% [markdown] role="rubric" item="activation_essay"
# **Marked by hand: 6 points** for the three parts above. A formula counts when each
# symbol in it is explained.
#
# **人が採点します：6点**。上の3つの内容について採点します。数式の記号には、必ず
# 説明を付けてください。
#
# ### BEGIN MARK SCHEME
# 1. (2) $W_2(W_1x + b_1) + b_2 = (W_2W_1)x + (W_2b_1 + b_2)$ (1) with $W_1$ (h, n), $b_1$ (h,),
#    $W_2$ (m, h), $b_2$ (m,), so that $W$ is (m, n) and $b$ (m,) (1). The form for batches,
#    $xW_1^T$ ..., is as good.
# 2. (2) By repetition any number of linear layers is one linear layer (1). The border of two
#    classes is where two outputs are equal, which is a linear equation in x: a straight line, a
#    plane, a hyperplane, never a bent one (1).
# 3. (2) With ReLU the sum is not linear: e.g. relu(1) + relu(-1) = 1, but relu(0) = 0, so the
#    matrices cannot be multiplied across it; outputs are linear in pieces, borders bend (1). Own
#    numbers: about 0.92 for the linear classifier, 0.96 for the MLP on MNIST (1).
#
# 1. （2点）$W_2(W_1x + b_1) + b_2 = (W_2W_1)x + (W_2b_1 + b_2)$（1点）。形状は、$W_1$が(h, n)、
#    $b_1$が(h,)、$W_2$が(m, h)、$b_2$が(m,)なので、$W$は(m, n)、$b$は(m,)（1点）。バッチの
#    形の式$xW_1^T$…でもよい。
# 2. （2点）繰り返せば、線形層をいくつ重ねても1つの線形層になる（1点）。クラスの境界は2つの出力が
#    等しいところで、xの1次方程式である。直線、平面、超平面であり、曲がらない（1点）。
# 3. （2点）ReLUがあると線形でない。たとえばrelu(1) + relu(-1) = 1だがrelu(0) = 0である。間に
#    ReLUがあると行列を掛け合わせられない。出力は区分的に線形で、境界は折れ曲がる（1点）。自分の
#    数値：MNISTで、線形分類器は約0.92、MLPは約0.96（1点）。
# ### END MARK SCHEME
#
# %% [markdown] role="essay" item="activation_essay" points=6
# Let $x$ be the inputs (n,), $W_1$ (h, n) and $b_1$ (h,) the weights and biases of the first layer,
# $W_2$ (m, h) and $b_2$ (m,) those of the second. Without activation the outputs are
#
# $$y = W_2 (W_1 x + b_1) + b_2 = (W_2 W_1) x + (W_2 b_1 + b_2) = W x + b,$$
#
# where $W = W_2 W_1$ has the shape (m, h)(h, n) = (m, n) and $b = W_2 b_1 + b_2$ the shape (m,).
# That is one linear layer: the h hidden values gain nothing.
#
# A third linear layer can be united with this one in the same way, and so on: any number of linear
# layers is one linear layer. The border between the classes i and j lies where $y_i = y_j$,
# that is $(w_i - w_j) \cdot x + b_i - b_j = 0$, with $w_i$ the row i of $W$. This is a linear
# equation in x, whose solutions are a line in the plane and a hyperplane in 784 dimensions.
# Such borders cannot bend, and XOR, for example, stays out of reach.
#
# With ReLU between the layers, $y = W_2\,\mathrm{relu}(W_1 x + b_1) + b_2$. Since relu(1) + relu(-1) = 1
# but relu(0) = 0, ReLU is not linear, and $W_2$ cannot be multiplied with $W_1$ across
# it. For some x a hidden value is switched off, for others not: the outputs are linear in
# pieces, and the borders bend where a piece ends. On MNIST my linear classifier reached 0.92, the
# MLP with ReLU 0.96.
#
# 入力を$x$ (n,)とします。第1層の重みとバイアスを$W_1$ (h, n)と$b_1$ (h,)とし、第2層のものを
# $W_2$ (m, h)と$b_2$ (m,)とします。活性化関数がないとき、出力は次のとおりです。
#
# $$y = W_2 (W_1 x + b_1) + b_2 = (W_2 W_1) x + (W_2 b_1 + b_2) = W x + b$$
#
# $W = W_2 W_1$の形状は(m, h)(h, n) = (m, n)、$b = W_2 b_1 + b_2$の形状は(m,)です。これは1つの
# 線形層です。隠れ層のh個の値は役に立っていません。
#
# 3つ目の線形層も、同じようにまとめられます。つまり、線形層をいくつ重ねても1つの線形層です。
# クラスiとjの境界は$y_i = y_j$となるところです。$W$の行iを$w_i$とすると、境界の式は
# $(w_i - w_j) \cdot x + b_i - b_j = 0$です。これはxの1次方程式です。解は、平面なら直線、784次元
# なら超平面になります。境界は曲がらないので、たとえばXORは表せません。
#
# 層の間にReLUを置くと、$y = W_2\,\mathrm{relu}(W_1 x + b_1) + b_2$です。relu(1) + relu(-1) = 1ですが、
# relu(0) = 0です。ReLUは線形でないので、$W_2$と$W_1$を掛け合わせられません。隠れ層の値は、xによって
# 0になったりならなかったりします。出力は区分的に線形で、区分の境目で境界が折れ曲がります。MNISTでの
# 正解率は、線形分類器が0.92、ReLUのあるMLPが0.96でした。

# %% [markdown] lang="en"
# ## Before you submit
#
# You have built a classifier of handwritten digits, from the mini-batches to the reason
# why it works. Restart the kernel, run all cells from top to bottom, save, and press
# **Validate**: it runs all the visible checks. Then submit the notebook.
#
# %% [markdown] lang="ja"
# ## 提出の前に
#
# ミニバッチから、うまくいく理由の説明まで、手書き数字の分類器を作り上げました。
# カーネルを再起動し、すべてのセルを上から順に実行して保存してください。次に
# **Validate** を押すと、見えるチェックがすべて実行されます。最後に提出してください。
