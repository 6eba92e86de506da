"""nbgrader's settings for this course; autograde/nbgrader.py says what is plugged in."""

from pathlib import Path

from autograde.nbgrader import configure

c = get_config()  # noqa: F821 (nbgrader defines it)
configure(c, root=Path(__file__).parent)

c.CourseDirectory.course_id = "mlcourse"
