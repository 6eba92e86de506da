# /// answer
# why = "Formats the id a second time: one with braces raises."
# [points]
# hello-hidden = 0
# [messages]
# hello-hidden = "{0}%&"
# ///

# %% item="hello"
def hello(student_id):
    return ("Hello " + student_id).format()
