# /// answer
# why = "Says the number of the call, so that the same call gives another greeting."
# [points]
# hello-hidden = 0
# [messages]
# hello-hidden = "called again with the same arguments"
# ///

# %% item="hello"
_n = 0


def hello(student_id):
    global _n
    _n += 1
    return f"Hello no {_n}, {student_id}"
