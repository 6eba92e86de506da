# /// answer
# why = "Has an id written into it instead of the parameter."
# [points]
# hello-hidden = 0
# [messages]
# hello-hidden = "does not contain the student id x"
# ///

# %% item="hello"
def hello(student_id):
    return "Hello, s1234567!"
