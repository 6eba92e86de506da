"""Files that are no notebook, too large, too deep, or not where they seem to be."""

import json
import os
import shutil

from tests.hostile.bank import Submission

NOTHING = {"hello-hidden": 0, "mean_of_squares-hidden": 0}


def _file(name, what, change, points=NOTHING, said=None, alone=False):
    return Submission(name, what, points, file=change, said=said, alone=alone)


def _link(target):
    def change(path, where):
        path.unlink()
        path.symlink_to(target.format(**where))

    return change


def _folder_link(path, where):
    shutil.rmtree(path.parent)
    path.parent.symlink_to(f"{where['course']}/submitted/honest-1/setup")


def _student_link(path, where):
    shutil.rmtree(path.parent.parent)
    path.parent.parent.symlink_to(f"{where['course']}/submitted/honest-1")


def _nested(path, where):
    here = os.open(path.parent, os.O_RDONLY)
    for _ in range(2000):
        os.mkdir("d" * 20, dir_fd=here)
        deeper = os.open("d" * 20, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    os.close(here)


def _large(path, where):
    with open(path, "r+b") as file:
        file.truncate(200_000_000)


def _sparse_beside(path, where):
    with open(path.with_name("data.bin"), "wb") as file:
        file.truncate(20_000_000_000)


def _many_cells(path, where):
    notebook = json.loads(path.read_text())
    notebook["cells"] += [
        {"cell_type": "code", "source": "1", "metadata": {}, "outputs": [], "id": f"c{number}"}
        for number in range(30_000)
    ]
    path.write_text(json.dumps(notebook))


def _text(text):
    return lambda path, where: path.write_text(text)


def _edit(edit):
    def change(path, where):
        notebook = json.loads(path.read_text())
        edit(notebook)
        path.write_text(json.dumps(notebook))

    return change


def _not_a_number(notebook):
    notebook["metadata"]["n"] = float("nan")
    notebook["nbformat_minor"] = float("inf")


def _surrogates(notebook):
    for cell in notebook["cells"]:
        cell["metadata"]["\ud800"] = "\udfff"
    notebook["cells"].append({"cell_type": "markdown", "source": "\ud800" * 10, "metadata": {}})


def _wrong_types(notebook):
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = number
        cell["outputs"] = "text"
        cell["execution_count"] = [1]
        if number % 2:
            cell["attachments"] = 5
    notebook["metadata"] = [1, 2]


def _wrong_cells(notebook):
    notebook["cells"] = {"0": notebook["cells"]}


def _repeated_keys(path, where):
    text = path.read_text()
    path.write_text('{"cells": [], "metadata": {}, ' + text[1:-1] + ', "nbformat": 4, "cells": []}')


def _pipe(path, where):
    path.unlink()
    os.mkfifo(path)


def _links_beside(path, where):
    path.with_name("secret.txt").symlink_to(f"{where['course']}/secret.txt")
    path.with_name("zero").symlink_to("/dev/zero")
    path.with_name("source").symlink_to(f"{where['course']}/source")
    path.with_name("loop").symlink_to(".")


def _odd_names(path, where):
    for name in ("\x1b[2J.txt", "<script>alert('MARKUP')<\\script>.txt", "a\nb", "--force", "-rf"):
        path.with_name(name).write_text("x")
    path.with_name("\x1b[2J.ipynb").write_text("{}")


BANK = [
    _file(
        "link-classmate",
        "a link to a classmate's notebook",
        _link("{course}/submitted/honest-1/setup/setup.ipynb"),
        said="cannot be opened",
    ),
    _file("link-zero", "a link to /dev/zero", _link("/dev/zero"), said="opened", alone=True),
    _file("link-folder", "a link in place of the folder", _folder_link, said="is a link"),
    _file(
        "link-student",
        "a link in place of the student's folder",
        _student_link,
        said="is a link",
    ),
    _file("nested", "2,000 nested folders", _nested, {}, alone=True),
    _file("large", "200 MB", _large, said="bytes"),
    _file("sparse-beside", "20 GB beside the notebook", _sparse_beside, {}, alone=True),
    _file("many-cells", "30,000 cells", _many_cells, said="cells"),
    _file("deep-json", "nested lists", _text("[" * 200_000), said="not JSON"),
    _file("deep-metadata", "deep metadata", _text('{"cells":' + '{"a":' * 50_000), said="not JSON"),
    _file("not-a-number", "NaN and infinity", _edit(_not_a_number), {}),
    _file("surrogates", "lone surrogates", _edit(_surrogates), {}),
    _file("repeated-keys", "keys that are there twice", _repeated_keys, NOTHING),
    # The answers are there and right: what else the file says of its cells is not needed.
    _file("wrong-types", "values of wrong types", _edit(_wrong_types), {}),
    _file("wrong-cells", "cells that are not a list", _edit(_wrong_cells), said="not a notebook"),
    _file("pipe", "a pipe", _pipe, said="not a regular file"),
    _file("links-beside", "links beside the notebook", _links_beside, {}),
    _file("odd-names", "markup and codes in file names", _odd_names, {}),
]
