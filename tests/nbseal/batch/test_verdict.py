"""Which code could run what a student's code wrote into a file."""

import pytest
from nbseal.batch.verdict import _USES_FILES, _running_files


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


@pytest.mark.parametrize(
    "code",
    [
        "open('a.txt')",
        "frame = pd.read_csv(name)",
        "table.to_json('a')",
        "plt.savefig('a.png')",
        "from pathlib import Path",
        "os.listdir()",
        "x = np.loadtxt('a')",
        "x = 1\n!ls",
        "%%writefile a.txt",
        "pd.ExcelFile('a')",
        "sqlite3.connect('a')",
        "from grader import compare\ncompare('result.txt')",
    ],
)
def test_code_that_may_use_files_is_known(code):
    assert _USES_FILES.search(code)


@pytest.mark.parametrize(
    "code",
    [
        "assert Player('a').score() == 3",
        "import json\njson.loads(text), json.dumps(value)",
        "assert add(1, 2) % 3 == 0 and x != y",
        "from utils import check_player\ncheck_player(Player)",
    ],
)
def test_other_code_is_not_taken_to_use_files(code):
    assert not _USES_FILES.search(code)
