# /// answer
# why = "Says the id twice."
# ///

# %% item="hello"
def hello(student_id):
    return " ".join(["Hi", student_id, student_id])
