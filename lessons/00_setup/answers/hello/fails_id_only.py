# /// answer
# why = "Returns the id without a greeting."
# [points]
# hello-visible = 0
# hello-hidden = 0
# [messages]
# hello-visible = "the student id alone"
# hello-hidden = "the student id alone"
# ///

# %% item="hello"
def hello(student_id):
    return student_id
