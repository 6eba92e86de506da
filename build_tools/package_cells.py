"""The cells that the build adds to every notebook.

The first code cell finds the course's package or installs it, so that a notebook alone is
enough; the last cell of an exercise shows how far it is. Neither is graded.
"""

import ast
import tomllib
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from build_tools.words import words
from mlcourse.messages import LANGUAGES
from mlcourse.version import __version__

FIRST, LAST = "mlcourse-package", "mlcourse-progress"
#: Modules that a notebook may import and `mlcourse` does without; an extra of that name brings it.
EXTRAS = ("sklearn", "torch", "torchvision")
_SETTINGS = Path(__file__).resolve().parents[1] / "pyproject.toml"

_FIRST_CELL = '''\
# {title}
def find_mlcourse():
    import glob, importlib, os, re, shutil, site, subprocess, sys, tempfile  # noqa: E401
    from importlib.metadata import distributions
    from importlib.util import find_spec

    def missing():
        return [name for name in {modules} if find_spec(name) is None]

    def usable():
        return not missing() and find_spec("mlcourse.session") is not None

    wheels = {{}}
    # VS Code may start in another folder; the notebook's own stands in a variable.
    own = os.path.dirname(globals().get("__vsc_ipynb_file__", "")) or "."
    folders = [glob.escape(each) for each in ("..", ".", os.path.join(own, ".."), own)]
    for path in [path for each in folders for path in glob.glob(f"{{each}}/mlcourse-*.whl")]:
        version = re.search(r"mlcourse-([\\d.]+)-py3-none-any", path)  # "... (1).whl", too
        if version:
            wheels[tuple(map(int, version[1].split(".")))] = path, f"{{version[0]}}.whl"
    newest = max(wheels, default=())
    if usable():
        from mlcourse.version import __version__

        if newest <= tuple(map(int, __version__.split("."))):
            return
    print("{installing}")
    wheel, name = wheels.get(newest, ("", ""))
    extras = ",".join(name for name in missing() if name != "mlcourse")
    extras = f"[{{extras}}]" if extras else ""
    here = {{each.name: each.version for each in distributions()}}
    keep = f"torch=={{here['torch']}}" if "torch" in here else ""  # it stays as it is
    tool = [sys.executable, "-m", "pip", "install", "--no-color"]
    if find_spec("pip") is None:
        tool = [shutil.which("uv") or "uv", "pip", "install", "--python", sys.executable]
    try:
        with tempfile.TemporaryDirectory() as folder:
            bounds = os.path.join(folder, "bounds.txt")
            with open(bounds, "w") as file:
                file.write(keep)
            package = f"{package}"
            if wheel:
                package = shutil.copy(wheel, os.path.join(folder, name)) + extras
            tool += ["--quiet", "--only-binary", ":all:", "--constraint", bounds, package]
            plain = {{**os.environ, "NO_COLOR": "1"}}
            done = subprocess.run(tool, capture_output=True, text=True, env=plain, timeout=3600)
        said = done.stderr
    except (OSError, subprocess.TimeoutExpired) as error:
        said = str(error)
    importlib.invalidate_caches()
    for name in [name for name in sys.modules if name.partition(".")[0] == "mlcourse"]:
        del sys.modules[name]  # an older one
    if missing():  # pip may have put it into a folder of the user's
        site.addsitedir(site.getusersitepackages())
    if not usable():
        lines = said.strip().splitlines() or ["?"]
        reason = next((line for line in lines if re.match("error", line, re.I)), lines[-1])
        remedy = "{wheel}"
        if wheel:
            remedy = "{network}"
        if re.search("externally-managed|permission denied|read-only", said, re.I):
            remedy = "{system}"
        text = f"""{failed}"""
        error = ModuleNotFoundError(text)
        error._render_traceback_ = lambda: text.splitlines()
        raise error


find_mlcourse()
import mlcourse  # noqa: E402

mlcourse.begin({begin})'''


def add_package_cells(notebook: NotebookNode, lesson: str, *, exercise: bool) -> None:
    """Add the first code cell, and an exercise's last, once for each language.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        With the cells of all languages; changed in place.
    lesson : str
        The lesson's name, such as ``"01_gradient_descent"``.
    exercise : bool
        Whether it is an exercise, else a lecture.
    """
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    extras = _extras("\n".join(cell.source for cell in code))
    place = notebook.cells.index(code[0]) if code else len(notebook.cells)
    notebook.cells[place:place] = [
        _cell(FIRST, first_cell(language, lesson if exercise else None, extras), language)
        for language in LANGUAGES
    ]
    if exercise:
        notebook.cells += [
            _cell(LAST, f"# {words()[language]['progress']}\nmlcourse.progress()", language)
            for language in LANGUAGES
        ]


def first_cell(language: str, lesson: str | None, extras: list[str]) -> str:
    """Return the text of a notebook's first code cell.

    Parameters
    ----------
    language : {"en", "ja"}
        The page's language.
    lesson : str, optional
        The lesson of an exercise; None for a lecture.
    extras : list of str
        Those of `EXTRAS` that the notebook imports.

    Returns
    -------
    str
    """
    texts = words()[language]
    return _FIRST_CELL.format(
        title=texts["package"],
        installing=texts["installing"],
        modules=repr(("mlcourse", *extras)),
        package=package_source(),
        **{name: texts[name] for name in ("failed", "wheel", "network", "system")},
        begin=", ".join([*([f'"{lesson}"'] if lesson else []), f'language="{language}"']),
    )


def package_source() -> str:
    """Return what pip is given where no wheel lies beside the notebook.

    It is ``package`` in ``[tool.course]`` of ``pyproject.toml``: the name of an index's package,
    or the address of a wheel. The version asked for belongs to the same series as this one.

    Returns
    -------
    str
        A requirement, with ``{extras}`` where the extras belong.
    """
    settings = tomllib.loads(_SETTINGS.read_text(encoding="utf-8"))
    package = settings["tool"]["course"]["package"]
    if "://" in package:
        return f"mlcourse{{extras}} @ {package}"
    series = __version__.rpartition(".")[0]
    return f"{package}{{extras}}~={series}.0"


def _extras(code: str) -> list[str]:
    """Return those of `EXTRAS` that a notebook's code imports."""
    names = set()
    for node in ast.parse(code).body:  # what is tried inside of a statement can be done without
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return [name for name in EXTRAS if name in names]


def _cell(name: str, source: str, language: str) -> NotebookNode:
    cell = new_code_cell(source, id=f"{name}-{language}")
    tags = [f"lang:{language}", "hide-input"]
    cell.metadata = NotebookNode(deletable=False, editable=False, tags=tags)
    if name == FIRST:
        cell.metadata["jupyter"] = NotebookNode(source_hidden=True)
    return cell
