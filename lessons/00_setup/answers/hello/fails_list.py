# /// answer
# why = "Returns the parts in a list."
# [points]
# hello-visible = 0
# hello-hidden = 0
# [messages]
# hello-visible = "expected a string, got list"
# hello-hidden = "expected a string, got list"
# ///

# %% item="hello"
def hello(student_id):
    return ["Hello", student_id]
