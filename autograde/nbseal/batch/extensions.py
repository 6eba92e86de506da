"""More time for some students: kept in the gradebook before they hand in, and applied when they do.

nbgrader keeps an extension with a submission, which it does not know until it is graded.
"""

import datetime
from collections.abc import Iterable

from sqlalchemy import Column, DateTime, Float, MetaData, String, Table
from sqlalchemy.orm import Session

#: ``until`` in UTC without a zone, or ``minutes`` after the due date, whatever that becomes.
TABLE = Table(
    "nbseal_extension",
    MetaData(),
    Column("assignment", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("until", DateTime, nullable=True),
    Column("minutes", Float, nullable=True),
)


def read(session: Session, assignment: str) -> dict[str, tuple[datetime.datetime | None, float]]:
    """Return the extensions of an assignment: by student the time and the minutes."""
    rows = session.execute(TABLE.select().where(TABLE.c.assignment == assignment))
    return {row.student: (row.until, row.minutes or 0.0) for row in rows}


def write(
    session: Session,
    assignment: str,
    students: Iterable[str],
    until: datetime.datetime | None,
    minutes: float | None,
) -> None:
    """Set the extensions of some students; with neither time nor minutes they have none."""
    for student in students:
        session.execute(
            TABLE.delete().where(TABLE.c.assignment == assignment, TABLE.c.student == student)
        )
        if until is not None or minutes is not None:
            session.execute(
                TABLE.insert().values(
                    assignment=assignment, student=student, until=until, minutes=minutes
                )
            )


def extension(
    given: tuple[datetime.datetime | None, float] | None, due: datetime.datetime | None
) -> datetime.timedelta | None:
    """Return the time given beyond the due date, or None."""
    if given is None or due is None:
        return None
    until, minutes = given
    more = until - due if until is not None else datetime.timedelta(minutes=minutes)
    return more if more > datetime.timedelta(0) else None
