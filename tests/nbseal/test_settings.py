"""What the grader has to know of a course."""

import nbseal
import pytest
from nbseal.lms.late import DailyPenalty
from nbseal.nbgrader import CELL_TIMEOUT
from nbseal.sealed.execute import SealedExecute
from nbseal.settings import Course, expand
from traitlets.config import Config
from traitlets.utils.importstring import import_item


def test_paths_are_found_by_variable_package_and_home(tmp_path, monkeypatch):
    monkeypatch.setenv("TABLES", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert expand("$TABLES/a.csv") == tmp_path / "a.csv"
    assert expand("~/a.csv") == tmp_path / "a.csv"
    assert expand("nbseal:py.typed").is_file()
    assert expand("$NO_SUCH_VARIABLE/a.csv") is None
    assert expand("no_such_package:a.csv") is None


def test_a_data_file_that_is_added_is_seen(tmp_path):
    course = Course(data=[str(tmp_path), str(tmp_path / "missing")])
    assert course.readable() == [str(tmp_path)]
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "table.csv").write_text("1,2")
    assert list(course.files()) == [("new/table.csv", 3)]


def test_code_says_what_is_imported_for_it():
    course = Course(preload=["json"], libraries={r"\btorch": ["torch", "torchvision"]})
    assert course.preloaded(["x = 1", "plot(x)"]) == ["json"]
    assert course.preloaded(["import torch", "1 +"]) == ["json", "torch", "torchvision"]


def test_a_variable_has_a_default_where_its_folder_is(tmp_path, monkeypatch):
    course = Course(variables={"NBSEAL_DATA": str(tmp_path), "NBSEAL_NONE": "", "NBSEAL_SET": ""})
    monkeypatch.setenv("NBSEAL_SET", "1")
    assert course.environment() == {"NBSEAL_DATA": str(tmp_path), "NBSEAL_SET": "1"}
    course = Course(variables={"NBSEAL_DATA": str(tmp_path / "missing")})
    assert course.environment() == {}


def test_a_configuration_of_before_keeps_its_penalty(tmp_path):
    nbseal.configure(Config(), root=tmp_path)
    assert import_item("autograde.lms.late.DailyPenalty") is DailyPenalty


@pytest.mark.parametrize("section", ["Execute", "ExecutePreprocessor", "NotebookClient"])
def test_a_course_keeps_its_own_limit_for_a_cell(tmp_path, section):
    config = Config()
    config[section].timeout = 30
    nbseal.configure(config, root=tmp_path)
    assert SealedExecute(parent=None, config=config).timeout == 30
    config = Config()
    nbseal.configure(config, root=tmp_path)
    assert SealedExecute(parent=None, config=config).timeout == CELL_TIMEOUT
