"""``make release``: a zip for each assignment and language, with all that a student needs.

The repository is the instructors': it holds solutions and hidden checks. A student gets the
released notebook, the course's package as a wheel, and a start guide.
The same commit gives the same bytes.
"""

import argparse
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

from build_tools.lab import student_lecture
from build_tools.lessons import LANGUAGES, ROOT, Lesson, find_lessons

DIST = ROOT / "dist"
#: A folder for each language, with the guide; {assignment} and the like are filled in.
START = Path(__file__).parent / "start"
_MODE = 0o100644 << 16


def release_date(root: Path = ROOT) -> int:
    """Return when what is released was last changed, which is the date of every file in a zip.

    Parameters
    ----------
    root : pathlib.Path
        The course's root folder.

    Returns
    -------
    int
        Seconds since 1970: ``SOURCE_DATE_EPOCH`` where it is set, else the date of git's last
        commit, else the newest change of a file of the package.
    """
    if os.environ.get("SOURCE_DATE_EPOCH", "").isdigit():
        return int(os.environ["SOURCE_DATE_EPOCH"])
    command = ["git", "-C", str(root), "log", "-1", "--format=%ct"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=60).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        said = ""
    if said.isdigit():
        return int(said)
    return int(max(path.stat().st_mtime for path in (root / "mlcourse").rglob("*.py")))


def build_wheel(folder: Path) -> Path:
    """Build the student's wheel: ``mlcourse`` with its data, and nothing of the instructors'.

    Parameters
    ----------
    folder : pathlib.Path
        Where the wheel is put.

    Returns
    -------
    pathlib.Path
        The wheel.
    """
    builder = WheelBuilder(str(ROOT))
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(release_date())
    try:
        (built,) = builder.build(directory=str(folder), versions=["standard"])
    finally:
        del os.environ["SOURCE_DATE_EPOCH"]
        if before is not None:
            os.environ["SOURCE_DATE_EPOCH"] = before
    return Path(built)


def raise_version(root: Path = ROOT) -> str:
    """Give the package a new version where it has changed since the last release.

    pip takes a wheel of the version that is installed for the same one, and keeps the old.
    ``release/mlcourse.json`` holds the version released last and what was in it.

    Parameters
    ----------
    root : pathlib.Path
        The course's root folder; ``mlcourse/version.py`` and the record are written in it.

    Returns
    -------
    str
        The version to release.
    """
    file, record = root / "mlcourse" / "version.py", root / "release" / "mlcourse.json"
    text = file.read_text(encoding="utf-8")
    version = re.search(r'__version__ = "(.+)"', text)[1]
    digest = hashlib.sha256()
    folders = [root / "mlcourse", root / "data" / "sample", root / "data" / "pretrained"]
    paths = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    for path in [*paths, root / "pyproject.toml"]:
        if path != file and "__pycache__" not in path.parts:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
    last = json.loads(record.read_text(encoding="utf-8")) if record.is_file() else {}
    if last.get("digest") != digest.hexdigest() and last.get("version") == version:
        series, _, patch = version.rpartition(".")
        version = f"{series}.{int(patch) + 1}"
        new = re.sub(r'__version__ = ".+"', f'__version__ = "{version}"', text)
        file.write_text(new, encoding="utf-8", newline="\n")
    about = {"version": version, "digest": digest.hexdigest()}
    record.write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8", newline="\n")
    return version


def start_guide(language: str) -> Path:
    """Return the guide that a zip begins with; a student gets it by the name that it has here."""
    (guide,) = (START / language).glob("*.txt")
    return guide


def release_zip(lesson: Lesson, language: str, wheel: Path, root: Path = ROOT) -> bytes:
    """Return the bytes of one zip.

    Parameters
    ----------
    lesson : build_tools.lessons.Lesson
        Whose exercise is released.
    language : {"en", "ja"}
        The language of notebook and guide.
    wheel : pathlib.Path
        What `build_wheel` gave.
    root : pathlib.Path
        Where ``release/`` and ``notebooks/`` stand.

    Returns
    -------
    bytes
    """
    notebook = f"{lesson.topic}.ipynb"
    guide = start_guide(language)
    start = guide.read_text(encoding="utf-8").format(
        assignment=lesson.topic,
        notebook=notebook,
        lectures="\n   ".join(f"lecture/{lecture.name}.ipynb" for lecture in lesson.lectures),
        wheel=wheel.name,
    )
    # Windows' older editors show a text without line feeds' carriage returns in one line, and
    # take one without a byte order mark for another encoding.
    contents = {
        guide.name: start.replace("\n", "\r\n").encode("utf-8-sig"),
        notebook: (root / "release" / language / lesson.topic / notebook).read_bytes(),
        **{
            f"lecture/{lecture.name}.ipynb": student_lecture(lecture.name, language, root).encode()
            for lecture in lesson.lectures
        },
        wheel.name: wheel.read_bytes(),
    }
    # Zips know local time without its zone; all their readers take UTC's for near enough.
    date = time.gmtime(release_date())[:6]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in contents.items():
            info = zipfile.ZipInfo(f"{lesson.topic}/{name}", date)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # Unix, on whatever system it is made
            info.external_attr = _MODE
            archive.writestr(info, content, compresslevel=9)
    return file.getvalue()


def main(arguments=None):
    """Write the zips; return the exit status."""
    parser = argparse.ArgumentParser(prog="make release", description=__doc__.split("\n")[0])
    parser.add_argument("assignments", nargs="*", help="only these, such as perceptron")
    parser.add_argument("--folder", type=Path, default=DIST, help="where to put them")
    options = parser.parse_args(arguments)
    lessons = {lesson.topic: lesson for lesson in find_lessons()}
    unknown = sorted(set(options.assignments) - set(lessons))
    if unknown:
        known = ", ".join(lessons)
        print(f"unknown assignment {', '.join(unknown)}; there are {known}", file=sys.stderr)
        return 2
    if options.folder == DIST:  # a release, not a trial
        print(f"mlcourse {raise_version()}; commit mlcourse/version.py and release/mlcourse.json")
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        wheel = build_wheel(Path(temporary))
        for topic in options.assignments or lessons:
            for language in LANGUAGES:
                path = options.folder / f"{topic}-{language}.zip"
                path.write_bytes(release_zip(lessons[topic], language, wheel))
                print(f"{path}: {path.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
