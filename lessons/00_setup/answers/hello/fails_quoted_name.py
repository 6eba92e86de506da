# /// answer
# why = "Forgets the f before the string."
# [points]
# hello-visible = 0
# hello-hidden = 0
# [messages]
# hello-visible = "does not contain the student id s1234567"
# hello-hidden = "does not contain the student id x"
# ///

# %% item="hello"
def hello(student_id):
    return "Hello, {student_id}!"
