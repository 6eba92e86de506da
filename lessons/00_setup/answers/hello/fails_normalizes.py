# /// answer
# why = "Turns full-width letters of the id into others."
# [points]
# hello-hidden = 0
# [messages]
# hello-hidden = "does not contain the student id"
# ///

# %% item="hello"
import unicodedata


def hello(student_id):
    return "Hello, " + unicodedata.normalize("NFKC", student_id)
