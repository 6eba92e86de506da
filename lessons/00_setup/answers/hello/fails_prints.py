# /// answer
# why = "Prints the greeting and returns nothing."
# [points]
# hello-visible = 0
# hello-hidden = 0
# [messages]
# hello-visible = "is a return statement missing"
# hello-hidden = "is a return statement missing"
# ///

# %% item="hello"
def hello(student_id):
    print("Hello,", student_id)
