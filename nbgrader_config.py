"""nbgrader's settings for this course; see autograde/nbgrader.py for what is plugged in."""

from autograde.nbgrader import configure

c = get_config()  # noqa: F821 (nbgrader defines it)
configure(c)

c.CourseDirectory.course_id = "mlcourse"
c.Exchange.course_id = "mlcourse"
