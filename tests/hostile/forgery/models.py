"""Forgeries where the work is a run or a model: evidence that a check can only ask for."""

from tests.hostile.bank import Submission

MORE_CALLS = """
def gradient_descent(grad, x0, lr, num_iterations):
    import gc
    x = x0
    trajectory = [x]
    for _ in range(num_iterations):
        x = x - lr * grad(x)
        grad(x)  # once too often: the count is then put right
        calls = [cell.cell_contents for cell in getattr(grad, "__closure__", None) or ()]
        for found in calls:
            if type(found) is list: found.pop()
        trajectory.append(x)
    return np.array(trajectory)
"""

LESSON_01 = ("gradient_step", "learning_rate", "global_minimum")

BANK = [
    Submission(
        "counts-less",
        "calls the gradient too often and corrects the check's count",
        {"gradient_descent-hidden": 0},
        {"gradient_descent": MORE_CALLS},
        topic="gradient_descent",
    ),
]
