# /// answer
# why = "Puts strings together by +."
# ///

# %% item="hello"
def hello(student_id):
    return "Good morning, " + student_id + ". How are you?"
