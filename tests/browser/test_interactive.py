"""The interactive figures of the lectures in JupyterLab: sliders are dragged, a digit is drawn."""

import sys

import nbformat
import pytest
from jupyterlab_page import Notebook
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect

from build_tools.lessons import KERNELSPEC, ROOT, find_lessons

LESSONS = {lesson.topic: lesson for lesson in find_lessons()}
#: Instead of the lecture's network, which trains for half a minute: the course's trained weights.
NETWORK = """
import torch
from torch import nn
from mlcourse.data import load_mnist, load_pretrained
from mlcourse.figures import base, interactive

base.use_style()
weights = {name: torch.from_numpy(array) for name, array in load_pretrained().items()}
layers = [nn.Flatten(), nn.Linear(784, 50), nn.Sigmoid(), nn.Linear(50, 100), nn.Sigmoid()]
mlp_model = nn.Sequential(*layers, nn.Linear(100, 10))
for number, layer in enumerate((mlp_model[1], mlp_model[3], mlp_model[5]), 1):
    layer.weight.data, layer.bias.data = weights[f"W{number}"].T, weights[f"b{number}"]
answers = []
mlp_model.register_forward_hook(lambda model, x, y: answers.append(int(y.argmax())))
test_x = torch.from_numpy(load_mnist().test_images[:1] / 255).float()[:, None]
"""


@pytest.fixture
def open_lecture(page, serve, tmp_path):
    """A function that opens the code of a lecture up to its interactive figure."""

    def start(topic, call, before=None):
        built = ROOT / "notebooks" / "en" / f"{LESSONS[topic].name}.ipynb"
        cells = [c for c in nbformat.read(built, as_version=4).cells if c.cell_type == "code"]
        last = next(i for i, cell in enumerate(cells) if call in cell.source)
        cells = cells[: last + 1] if before is None else [new_code_cell(before), cells[last]]
        folder = tmp_path / "lab"
        (folder / topic).mkdir(parents=True)
        for cell in cells:
            cell.execution_count = None
        lecture = new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC})
        nbformat.write(lecture, folder / topic / f"{topic}.ipynb")
        server = serve([sys.executable, "-m", "jupyterlab"], folder, folder)
        notebook = Notebook(page, server, topic)
        return notebook, cells[-1]["id"]

    return start


def assert_still_picture(notebook, cell_id):
    """Before anything runs, the figure is a picture."""
    picture = notebook.cell(cell_id).locator(".jp-OutputArea-output img")
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("image => image.naturalWidth") > 300
    expect(notebook.cell(cell_id).locator(".jupyter-widgets")).to_have_count(0)


@pytest.mark.parametrize(
    ("topic", "call", "names"),
    [("gradient_descent", "sliders(draw", ["lr"]), ("perceptron", "sliders(draw", ["w", "b"])],
)
def test_a_slider_redraws_the_figure(page, open_lecture, topic, call, names):
    notebook, cell_id = open_lecture(topic, call)
    assert_still_picture(notebook, cell_id)
    notebook.run_all()
    output = notebook.output(cell_id)
    picture = output.locator("img")
    expect(picture).to_have_count(1)
    picture.scroll_into_view_if_needed()
    expect(output.locator(".widget-label:visible")).to_have_text(names)
    for i in range(len(names)):
        before = picture.get_attribute("src")
        readout = output.locator(".widget-readout").nth(i)
        number = float(readout.text_content())
        box = output.locator(".noUi-handle").nth(i).bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 30, y, steps=5)
        page.mouse.up()
        expect(picture).not_to_have_attribute("src", before)
        assert float(readout.text_content()) > number
        assert picture.evaluate("image => image.naturalWidth") > 300


def test_a_drawn_digit_gets_a_guess(page, open_lecture):
    notebook, cell_id = open_lecture("mnist_classification", "digit_pad(guess", NETWORK)
    assert_still_picture(notebook, cell_id)
    notebook.run_all()
    output = notebook.output(cell_id)
    picture, pad = output.locator("img"), output.locator("canvas.digit-pad")
    pad.scroll_into_view_if_needed()

    def draw(*points):
        before = picture.get_attribute("src")
        box = pad.bounding_box()
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=8)
        page.mouse.up()
        expect(picture).not_to_have_attribute("src", before)

    draw((0.2, 0.2), (0.7, 0.2), (0.4, 0.85))  # a seven
    before = picture.get_attribute("src")
    output.get_by_role("button", name="clear").click()
    expect(picture).not_to_have_attribute("src", before)
    draw((0.9, 0.1), (0.88, 0.4))  # a small one, in the corner
    notebook.add_cell(cell_id, "print('guesses', [answers[i] for i in (1, -1)])")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("guesses [7, 1]")).to_be_visible()
