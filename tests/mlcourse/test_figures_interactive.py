"""Interactive figures without a browser: what is stored, and what a change of a number does."""

import base64
import io

import numpy as np
from PIL import Image

from mlcourse.figures.interactive import digit_pad, like_mnist, sliders

WIDGET = "application/vnd.jupyter.widget-view+json"


def picture_of(figure):
    packed = base64.b64decode(figure._repr_mimebundle_()["image/png"])
    return np.asarray(Image.open(io.BytesIO(packed)).convert("L"), dtype=float)


def test_a_front_end_gets_both_a_widget_and_a_still_picture():
    figure = sliders(lambda ax, lr: ax.plot([0, lr]), lr=(0.2, 0.01, 1.1, 0.01))
    assert {WIDGET, "image/png", "text/plain"} <= set(figure._repr_mimebundle_())
    assert picture_of(figure).shape[1] > 300


def test_a_slider_draws_anew_with_its_number():
    seen = []
    figure = sliders(
        lambda ax, w, b: seen.append((w, b)), w=(0, 0, 0.1, 0.0025), b=(14, 0, 20, 0.5)
    )
    w, b, shown = figure.widget.children
    before = shown.value
    w.value = 0.05
    b.value = 7
    assert seen == [(0, 14), (0.05, 14), (0.05, 7)]
    assert (w.readout_format, b.readout_format) == (".4f", ".1f")
    assert shown.value == before  # nothing was drawn on the axes


def test_a_pad_asks_the_network_about_what_is_drawn():
    asked = []

    def classify(picture):
        asked.append(picture)
        return np.eye(10)[3]

    example = np.zeros((28, 28))
    example[4:24, 13:15] = 1
    figure = digit_pad(classify, example)
    pad, shown = figure.widget.children
    before = shown.value
    drawn = np.zeros((28, 28), dtype=np.uint8)
    drawn[2:6, 20:26] = 255
    pad.set_state({"pixels": memoryview(drawn.tobytes())})  # as it comes from the browser
    assert shown.value != before
    assert asked[1].dtype == np.float32
    np.testing.assert_array_equal(asked[1], like_mnist(drawn / 255))
    pad.pixels = bytes(28 * 28)  # cleared
    assert shown.value == before


def test_digits_of_mnist_stay_as_they_are(real_mnist):
    for picture in real_mnist.test_images[:300] / np.float32(255):
        np.testing.assert_allclose(like_mnist(picture), picture, atol=1e-6)


def test_a_drawn_digit_is_brought_to_size_and_place():
    small = np.zeros((28, 28))
    small[0:5, 1:3] = 1
    placed = like_mnist(small)
    rows, columns = np.nonzero(placed)
    assert rows.max() - rows.min() + 1 == 20
    assert columns.max() - columns.min() + 1 == 8
    assert abs(rows.mean() - 14) <= 0.5
    assert abs(columns.mean() - 14) <= 0.5


def test_a_point_and_a_line_across_fit():
    for rows, columns in ((slice(3, 4), slice(3, 4)), (slice(0, 28), slice(27, 28))):
        picture = np.zeros((28, 28))
        picture[rows, columns] = 1
        assert like_mnist(picture).sum() > 0
