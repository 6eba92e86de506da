import json
import shutil

import nbformat
import pytest

from build_tools import build as build_module
from build_tools.build import build, check, lecture_digest
from build_tools.lessons import (
    LANGUAGES,
    ROOT,
    Lesson,
    LessonError,
    find_lessons,
    read_lecture,
)
from mlcourse import data

LECTURES = [lecture for lesson in find_lessons() for lecture in lesson.lectures]


def test_everything_built_is_as_its_lesson_says():
    assert check() == []


def test_every_loader_of_a_data_set_makes_a_lecture_need_the_real_one():
    loaders = {name for name in data.__all__ if name.startswith("load_") or "_dataset" in name}
    assert loaders - {"load_pretrained"} == set(build_module.LOADERS)  # that one ships with all


def test_an_edited_built_file_is_found(tmp_path, lesson01):
    for folder in ("notebooks", "source", "release"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copytree(ROOT / "mlcourse" / "exercises", tmp_path / "mlcourse" / "exercises")
    path = tmp_path / "release" / "ja" / lesson01.topic / f"{lesson01.topic}.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("lr", "rl", 1), encoding="utf-8")
    lecture = tmp_path / "notebooks" / "en" / f"{lesson01.name}.ipynb"
    notebook = nbformat.read(lecture, as_version=4)
    notebook.cells[0].source += " edited"
    nbformat.write(notebook, lecture)
    (tmp_path / "source" / "stray.ipynb").write_text("{}")
    found = "\n".join(check(tmp_path, only=[lesson01.name]))
    assert "release/ja/gradient_descent/gradient_descent.ipynb: differs" in found
    assert "notebooks/en/01_gradient_descent.ipynb: differs" in found
    assert found.count("\n") == 1
    assert any("source/stray.ipynb: no lesson makes it" in line for line in check(tmp_path))


def test_two_builds_are_the_same_bytes(tmp_path, real_advertising):
    lesson = find_lessons()[0]
    for name in ("one", "two"):
        build(tmp_path / name, only=[lesson.name], force=True, say=lambda line: None)
    files = sorted(p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*.ipynb"))
    assert len(files) == 5
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_a_lecture_depends_on_its_figures(monkeypatch, tmp_path):
    (lecture,) = find_lessons()[0].lectures
    before = lecture_digest(lecture)
    root = tmp_path / "course"
    shutil.copytree(ROOT / "mlcourse", root / "mlcourse")
    shutil.copytree(lecture.lesson.folder, root / "lessons" / lecture.lesson.name)
    monkeypatch.setattr(build_module, "ROOT", root)
    (copied,) = Lesson(root / "lessons" / lecture.lesson.name).lectures
    assert lecture_digest(copied) == before
    with open(root / "mlcourse" / "figures" / "base.py", "a") as file:
        file.write("# changed\n")
    assert lecture_digest(copied) != before


def test_prose_is_mended_without_running_a_lecture_and_no_figure_is_without_text(tmp_path):
    (lecture,) = find_lessons()[0].lectures
    built = nbformat.read(ROOT / "notebooks" / "ja" / "00_setup.ipynb", as_version=4)
    folder = tmp_path / "lessons" / "00_setup"
    folder.mkdir(parents=True)
    text = lecture.path.read_text(encoding="utf-8")
    mended = '# %% [markdown] lang="en"\n# More.\n# %% [markdown] lang="ja"\n# 追記。\n' + text
    (folder / "lecture.py").write_text(mended, encoding="utf-8")
    (changed,) = Lesson(folder).lectures
    assert lecture_digest(changed) == lecture_digest(lecture)
    fresh = build_module._in_language(read_lecture(changed), "ja", "0")
    build_module._with_outputs(fresh, built, "ja", changed)
    pairs = [
        [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
        for notebook in (fresh, built)
    ]
    assert pairs[0] == pairs[1]
    told = text.index('# %% [markdown] lang="en" role="figure"')
    after = text.index("# %%", text.index('role="figure"', text.index('role="figure"', told) + 99))
    (folder / "lecture.py").write_text(text[:told] + text[after:], encoding="utf-8")
    silent = build_module._in_language(read_lecture(changed), "ja", "0")
    with pytest.raises(LessonError, match="shows 1 figures and has 0 alternative texts"):
        build_module._with_outputs(silent, built, "ja", changed)


def test_an_unknown_lesson_is_an_error():
    with pytest.raises(LessonError, match="unknown lesson 99_none; there are 00_setup"):
        build(only=["99_none"])


@pytest.mark.parametrize("lecture", LECTURES, ids=lambda lecture: lecture.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_lectures_are_small_and_have_outputs_and_no_errors_but_those_meant(lecture, language):
    path = ROOT / "notebooks" / language / f"{lecture.name}.ipynb"
    assert path.stat().st_size < build_module.MAX_LECTURE_BYTES
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            # What finds the package has nothing to show where the package is.
            assert cell.execution_count or cell["id"].startswith("mlcourse-package")
            errors = [out for out in cell.outputs if out.output_type == "error"]
            assert bool(errors) == ("raises-exception" in cell.metadata.get("tags", []))


def test_built_files_name_no_place_on_this_machine():
    for folder in ("notebooks", "source", "release"):
        for path in (ROOT / folder).rglob("*.ipynb"):
            text = json.dumps(json.loads(path.read_text(encoding="utf-8")), ensure_ascii=False)
            for place in (str(ROOT), "/tmp/", "/home/", "/root/"):
                assert place not in text, path
