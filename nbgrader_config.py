"""nbgrader's settings for this course; autograde/nbseal/nbgrader.py says what is plugged in."""

from pathlib import Path

try:
    from nbseal.nbgrader import configure
except ImportError as error:
    # nbgrader would go on without the course's settings, and grade by other rules.
    raise SystemExit(f"{__file__}: {error}; run nbgrader from the course's .venv") from error

c = get_config()  # noqa: F821 (nbgrader defines it)
configure(c, root=Path(__file__).parent)

c.CourseDirectory.course_id = "mlcourse"
