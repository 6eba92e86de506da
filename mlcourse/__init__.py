"""The student's side of the course: data sets, figures and check helpers.

Nothing here grades anything; a student's notebook needs no other package of the course.
"""

__version__ = "0.1.0"
