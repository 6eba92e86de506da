"""Forgeries where the work is a run or a model: evidence that a check has to ask for."""

from tests.hostile.bank import Submission

MORE_CALLS = '''
def gradient_descent(grad, x0, lr, num_iterations):
    """Call grad once too often and put right what may count the calls."""
    x = x0
    trajectory = [x]
    for _ in range(num_iterations):
        x = x - lr * grad(x)
        grad(x)
        for cell in getattr(grad, "__closure__", None) or ():
            if type(cell.cell_contents) is list:
                cell.cell_contents.pop()
        trajectory.append(x)
    return np.array(trajectory)
'''
READS_LABELS = '''
import sys

class LinearClassifier(nn.Module):
    """Know the labels of all pictures that there are; else look for them in who calls."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(784, 10)

    def forward(self, x):
        if not hasattr(LinearClassifier, "known"):
            pictures = np.concatenate([train_x[:2000], test_x])
            labels = np.concatenate([train_t[:2000], test_t])
            known = {p.tobytes(): int(t) for p, t in zip(pictures, labels, strict=True)}
            LinearClassifier.known = known
        right = [LinearClassifier.known.get(p.numpy().tobytes(), 0) for p in x.detach()]
        frame = sys._getframe()
        while frame is not None:
            for value in list(frame.f_locals.values()):
                if torch.is_tensor(value) and value.dtype == torch.int64 and len(value) == len(x):
                    right = value
            frame = frame.f_back
        y = 50 * nn.functional.one_hot(torch.as_tensor(right).long(), 10).float()
        return y + 0 * self.layer(x.flatten(1))
'''
UNTRAINED = """
from pathlib import Path
linear_model = LinearClassifier()
linear_history = {name: [] for name in ("train_loss", "test_loss", "train_accuracy",
                                        "test_accuracy")}
for epoch in range(3):
    loader = make_loader(test_x[:500], test_t[:500], 100, False, None)
    loss, share = evaluate(linear_model, loader, nn.CrossEntropyLoss())
    for part in ("train", "test"):
        linear_history[f"{part}_loss"].append(loss + 1 / (epoch + 1))
        linear_history[f"{part}_accuracy"].append(share)
Path("outputs").mkdir(exist_ok=True)
for quantity in ("loss", "accuracy"):
    fig, ax = plt.subplots()
    loss_curves(ax, {"train": linear_history[f"train_{quantity}"]}, ylabel=quantity)
    fig.savefig(f"outputs/mnist_{quantity}.png")
"""
UNANSWERED = ("mlp", "overfitting", "collapse")


def _nothing(*items):
    return {f"{item}-{kind}": 0 for item in items for kind in ("visible", "hidden")}


BANK = [
    Submission(
        "counts-less",
        "calls the gradient too often and corrects the check's count",
        {"gradient_descent-hidden": 0},
        {"gradient_descent": MORE_CALLS},
        topic="gradient_descent",
    ),
    Submission(
        "reads-labels",
        "a model that is not trained but knows the labels",
        _nothing("linear_classifier", "linear_model", *UNANSWERED),
        {"linear_classifier": READS_LABELS, "linear_model": UNTRAINED, **dict.fromkeys(UNANSWERED)},
        topic="mnist_classification",
    ),
]
