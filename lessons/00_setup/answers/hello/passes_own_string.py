# /// answer
# why = "Returns a string of a class of its own."
# ///

# %% item="hello"
class Greeting(str):
    pass
def hello(student_id):
    return Greeting("Hello " + student_id)
