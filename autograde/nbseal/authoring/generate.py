"""nbgrader's ``generate_assignment``, which then says which checks can be sealed."""

import contextlib

from nbgrader.converters import GenerateAssignment, NbGraderException

from nbseal.batch import verdict as verdicts
from nbseal.batch.converter import CourseAutograde
from nbseal.errors import NbsealError
from nbseal.messages import translator


class CheckedGenerateAssignment(GenerateAssignment):
    """Make the release; then settle the checks of the source, once, for all gradings."""

    def start(self) -> None:
        """Make the release, whatever is then found out about the checks."""
        grading = CourseAutograde(coursedir=self.coursedir, parent=self.parent)
        try:
            super().start()
        except NbGraderException:
            # Of the source's own faults nbgrader shows a traceback; the reason is the last line.
            with contextlib.suppress(NbGraderException):
                grading.read_source_alone()
            raise
        if not grading.settles:
            return
        try:
            verdict = grading.settle()
        except (NbsealError, NbGraderException) as error:
            self.log.warning("The checks could not be tried out: %s", error)
            return
        word = translator("en")
        sealed, total = verdicts.count(verdict)
        name = self.coursedir.assignment_id
        self.log.info(word("judge-summary", assignment=name, sealed=sealed, total=total))
        for line in verdicts.describe(verdict, word, remarks_only=True):
            self.log.warning(line)
