# /// answer
# why = "Breaks long lines, and with them long ids."
# [points]
# hello-hidden = 0
# [messages]
# hello-hidden = "does not contain the student id"
# ///

# %% item="hello"
import textwrap


def hello(student_id):
    return textwrap.fill(f"Hello, {student_id}!", width=30)
