"""The pages that people look at: the feedback to a student, and the report on a class."""
