# /// answer
# why = "Takes the spaces off the id."
# [points]
# hello-hidden = 0
# [messages]
# hello-hidden = "does not contain the student id"
# ///

# %% item="hello"
def hello(student_id):
    return f"Hello, {student_id.strip()}!"
