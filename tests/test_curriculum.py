"""Items and points are those of the curriculum; the grade sheet of each lesson adds up."""

import pytest

from build_tools.lessons import find_lessons, read_exercise

ITEMS = {
    "setup": {"hello": 1, "mean_of_squares": 1},
    "gradient_descent": {
        "gradient_step": 2,
        "gradient_descent": 3,
        "learning_rate": 3,
        "global_minimum": 3,
        "mse": 2,
        "mse_gradient": 3,
        "fit_line": 5,
        "why_numerical": 4,
    },
    "perceptron": {
        "multiply_node": 3,
        "price_gradients": 3,
        "perceptron": 6,
        "mean_squared_error": 3,
        "train": 3,
        "advertising_raw": 3,
        "scaling": 4,
        "advertising_scaled": 6,
        "gates": 4,
        "scaling_essay": 5,
    },
    "forward_propagation": {
        "step_function": 1,
        "sigmoid": 2,
        "relu": 1,
        "three_layers": 4,
        "softmax": 3,
        "cross_entropy": 3,
        "prepare_images": 3,
        "predict": 3,
        "accuracy": 4,
        "softmax_essay": 6,
    },
    "pytorch_regression": {
        "to_tensors": 2,
        "modules": 4,
        "by_hand": 3,
        "train_step": 5,
        "and_network": 5,
        "regression": 7,
        "splits": 5,
        "optimizers": 4,
        "autograd": 4,
        "backprop_essay": 6,
    },
    "mnist_classification": {
        "loaders": 3,
        "linear_classifier": 3,
        "train_epoch": 5,
        "evaluate": 5,
        "linear_model": 8,
        "weight_images": 3,
        "mlp": 8,
        "overfitting": 6,
        "collapse": 5,
        "overfitting_essay": 6,
        "activation_essay": 6,
    },
}
TOTALS = {
    "setup": 2,
    "gradient_descent": 25,
    "perceptron": 40,
    "forward_propagation": 30,
    "pytorch_regression": 45,
    "mnist_classification": 58,
}


LESSONS = {lesson.topic: lesson for lesson in find_lessons()}


def test_the_curriculum_is_there():
    """A lesson beyond it needs no entry: the build compares its text's points with its cells'."""
    assert set(ITEMS) == set(TOTALS)
    assert set(ITEMS) <= set(LESSONS)


@pytest.mark.parametrize("lesson", [LESSONS[topic] for topic in ITEMS], ids=lambda each: each.name)
def test_items_and_points(lesson):
    assert sum(ITEMS[lesson.topic].values()) == TOTALS[lesson.topic]
    points = {}
    for cell in read_exercise(lesson).cells:
        grading = cell.metadata.get("nbgrader", {})
        if grading.get("grade"):
            item = cell["id"].removesuffix("-visible").removesuffix("-hidden")
            points.setdefault(item, []).append(grading.points)
    expected = {
        item: [value]
        if item.endswith("essay") or item == "why_numerical"
        else [value // 3, value - value // 3]
        for item, value in ITEMS[lesson.topic].items()
    }
    assert points == expected
    assert list(points) == list(expected)
