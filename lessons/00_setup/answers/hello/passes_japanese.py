# /// answer
# why = "Greets in Japanese, the id first."
# ///

# %% item="hello"
def hello(student_id):
    greeting = "{}さん、こんにちは".format(student_id)
    return greeting
