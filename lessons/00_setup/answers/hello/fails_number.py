# /// answer
# why = "Turns the id into a number, which loses leading zeros."
# [points]
# hello-visible = 0
# hello-hidden = 0
# [messages]
# hello-visible = "does not contain the student id s1234567"
# hello-hidden = "invalid literal for int()"
# ///

# %% item="hello"
def hello(student_id):
    digits = "".join(character for character in student_id if character.isdigit())
    return f"Hello, {int(digits)}!"
