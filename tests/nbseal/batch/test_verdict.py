"""Which code could run what a student's code wrote into a file."""

import pytest
from nbseal.batch.verdict import _running_files


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("eval(open('answer.txt').read())", "eval"),
        ("import builtins\ngetattr(builtins, 'exec')(text)", "builtins, 'exec"),
        ("__builtins__.eval(text)", "builtins__.eval"),
        ("import builtins\nbuiltins.eval(text)", "builtins.eval"),
        ("compile(text, 'f', 'exec')", "compile"),
        ("from pickle import load\nload(file)", "pickle"),
        ("import yaml\nyaml.load(file)", ".load"),
        ("import yaml\nyaml . load(file)", ". load"),
        ("import torch\nread = torch.load", ".load"),
        ("from dill import (\n    load,\n)", "from dill import load"),
        ("np.load('a.npy', allow_pickle=True)", "allow_pickle"),
        ("%run answer.py", "%"),
        ("!python answer.py", "!"),
    ],
)
def test_what_could_run_a_file_is_named(code, found):
    assert _running_files(code) == found


@pytest.mark.parametrize(
    "code",
    [
        "load('a.json')",
        "import json, tomllib\njson.load(file), json.loads(text), tomllib.load(file)",
        "from json import load, loads\nload(file)",
        "import re\nre.compile('a').match(open('a.txt').read())",
        "model.eval()\nframe.eval('a + b')",
        "np.load('a.npy')\nmodel.load_state_dict(state)",
        "%matplotlib inline\n%timeit f()",
    ],
)
def test_what_only_reads_is_not(code):
    assert _running_files(code) == ""
