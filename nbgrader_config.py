"""nbgrader's settings for this course; ``autograde/nbseal/nbgrader.py`` says what is plugged in."""

import os
from pathlib import Path

try:
    import nbseal

    import mlcourse  # noqa: F401 - what students use must be there
except ImportError as error:
    # nbgrader would go on without the course's settings, and grade by other rules.
    raise SystemExit(f"{__file__}: {error}; run nbgrader from the course's .venv") from error

data = os.environ.get("MLCOURSE_DATA")
if data:
    if not os.path.isdir(data):
        # Else every student of the class would get 0 for a mistake that is the teacher's.
        raise SystemExit(f"MLCOURSE_DATA={data!r} is not a folder; correct or unset it")
    os.environ["MLCOURSE_DATA"] = os.path.abspath(data)  # cells run in other folders

c = get_config()  # noqa: F821 (nbgrader defines it)
nbseal.configure(c, languages=["en", "ja"])

c.CourseDirectory.course_id = "mlcourse"
c.Exchange.root = str(Path(__file__).resolve().parent / "exchange")
# What running the source leaves in outputs/ must not become a student's.
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "outputs"]
# Stubs and essay cells are the same in both languages: one gradebook serves both.
c.ClearSolutions.code_stub = {
    "python": "# YOUR CODE HERE / ここにコードを書いてください\nraise NotImplementedError()"
}
c.ClearSolutions.text_stub = "YOUR ANSWER HERE / ここに解答を書いてください"
c.ClearMarkScheme.enforce_metadata = False  # rubrics stand in locked cells

# `make lint` and the banks of answers hold that every check of this course seals.
c.Autograde.settles = False

# What the checks and the students' cells use, besides the installed libraries.
c.Course.packages = ["mlcourse"]
c.Course.data = ["$MLCOURSE_DATA", "mlcourse:embedded_data", "mlcourse:../data"]
c.Course.data += ["~/.cache/mlcourse"]
c.Course.variables = {"MLCOURSE_DATA": "~/.cache/mlcourse", "COURSE_LANGUAGE": ""}
c.Course.preload = ["mlcourse.checks", "mlcourse.figures.*", "mlcourse.messages:catalogue"]
c.Course.libraries = {
    r"\bpandas\b|\bload_advertising": ["pandas.io.formats.html"],
    # Where the data are not there, they are asked for.
    r"\bload_\w+\(|mnist_dataset": ["mlcourse.data", "requests", "tqdm.auto"],
    r"\bload_mnist|mnist_dataset": ["mlcourse.data:read_mnist_ahead"],
    r"\bsklearn": ["sklearn.preprocessing"],
    r"(?m)^\s*(?:import|from)\b.*\btorch|mnist_dataset": ["torch", "torchvision"],
    # An optimizer's first step imports it.
    r"(?m)\btorch\.optim|^\s*from torch import.*\boptim": ["torch._dynamo"],
}
c.Course.probe_hook = "mlcourse.checks:run_probes_with"
