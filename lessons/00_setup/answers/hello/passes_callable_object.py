# /// answer
# why = "An object with __call__, which gives a string of a class of its own."
# ///

# %% item="hello"
class Greeting(str):
    """A string of a class of its own."""


class Greeter:
    def __init__(self, template):
        self.template = template

    def __call__(self, student_id):
        return Greeting(self.template.format(student_id=student_id))


hello = Greeter("ようこそ、{student_id}さん")
