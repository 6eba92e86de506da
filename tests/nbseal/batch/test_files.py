"""The files beside a notebook that its code finds, and those that it does not."""

import unicodedata

import pytest
from nbseal.batch import files
from nbseal.intake.names import imported_modules

from build_tools.classroom import Classroom, solutions
from build_tools.lessons import find_lessons

LESSON = find_lessons()[0]


def choose(folder, contents, given=(), protected=(), graded=()):
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    regular, _ = files.split_files(folder, [])
    return files.choose_files(regular, folder, dict(given), protected, graded)


@pytest.mark.parametrize(
    ("name", "module"),
    [
        *(("numpy.py", "numpy"), ("numpy/__init__.py", "numpy"), ("numpy/data.txt", "numpy")),
        *(("numpy.cpython-311-x86_64-linux-gnu.so", "numpy"), ("numpy.pyc", "numpy")),
        *(("numpy.csv", None), ("my_numpy.py", None), ("data/numpy.py", None)),
    ],
)
def test_no_file_takes_the_place_of_a_module_that_the_assignment_imports(tmp_path, name, module):
    contents, notes = choose(tmp_path, {name: b"1"}, protected={"numpy"})
    assert (contents == {}) == (module == "numpy")
    assert [f"`{name}` was handed in, but not used" in note for note in notes] == (
        [True] if module else []
    )


def test_the_assignments_own_file_counts(tmp_path):
    given = {"a.csv": b"1", "b.csv": b"1"}
    contents, notes = choose(tmp_path, {"a.csv": b"1", "b.csv": b"2", "c.csv": b"3"}, given)
    assert contents == {"c.csv": b"3"}
    assert [note.split("`")[1] for note in notes] == ["b.csv"]


def test_there_is_a_limit_and_not_a_line_for_each_file(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_BESIDE", 100_000)
    handed_in = {f"{number:02}.bin": bytes(8_000) for number in range(30)}
    contents, notes = choose(tmp_path, {**handed_in, "timestamp.txt": b"", "0.ipynb": b"{}"})
    assert list(contents) == [f"{number:02}.bin" for number in range(12)]
    assert len(notes) == files.MAX_NOTES + 1
    assert notes[-1].startswith("8 more files")


def test_another_notebook_is_there_and_a_name_of_a_mac_in_both_forms(tmp_path):
    apart = unicodedata.normalize("NFD", "データ.csv")
    handed_in = {"hw.ipynb": b"1", "tools.ipynb": b"2", apart: b"3"}
    contents, notes = choose(tmp_path, handed_in, graded={"hw"})
    assert contents == {"tools.ipynb": b"2", apart: b"3", "データ.csv": b"3"}
    assert notes == []


def test_imports_are_found_in_cells_and_broken_ones_are_passed_over():
    sources = [
        "import a.b as c, d",
        "from e.f import g\nfrom . import h",
        "%magic\nimport i",
        "1 +",
    ]
    assert imported_modules(sources) == {"a", "d", "e", "i"}


MEAN = "def mean_of_squares(x):\n    return "
#: student: the answer, and files beside the notebook
CLASS = {
    "package": (
        f"from tools.means import mean\n\n\n{MEAN}float(mean(x))",
        {
            "tools/__init__.py": "",
            "tools/means.py": "def mean(x):\n    return float((x**2).mean())",
        },
    ),
    "data": (
        f"factor = float(open('data/factor.txt').read())\n\n\n{MEAN}factor * float((x**2).mean())",
        {"data/factor.txt": "1.0"},
    ),
    "shadows": (f"{MEAN}float((x**2).mean())", {"mlcourse/checks.py": "check_close = print"}),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    classroom = Classroom(tmp_path_factory.mktemp("files") / "course")
    for student, (answer, beside) in CLASS.items():
        sources = {**solutions(LESSON), "mean_of_squares": answer}
        path = classroom.submit(student, LESSON, sources)
        for name, content in beside.items():
            (path.parent / name).parent.mkdir(exist_ok=True)
            (path.parent / name).write_text(content, encoding="utf-8")
    done = classroom.nbgrader("autograde", LESSON.topic)
    return classroom.results(LESSON), done.stdout


@pytest.mark.parametrize("student", CLASS)
def test_what_was_handed_in_is_there_when_the_notebook_runs(graded, student):
    results, printed = graded
    assert results[student]["mean_of_squares-hidden"].points == 1, printed


def test_one_line_says_what_is_not_used(graded):
    lines = [line for line in graded[1].splitlines() if "student '" in line]
    (line,) = lines
    assert "'shadows'" in line
    assert "`mlcourse/checks.py` was handed in, but not used" in line
