# /// answer
# why = "Writes the id as HTML, where < and & are other letters."
# [points]
# hello-hidden = 0
# [messages]
# hello-hidden = "does not contain the student id"
# ///

# %% item="hello"
import html


def hello(student_id):
    return f"<b>Hello, {html.escape(student_id)}!</b>"
