"""Wrong answers that the forgeries share, and what they cost."""

WRONG = "def mean_of_squares(x):\n    return 0.0"
NO_MEAN = {"mean_of_squares-hidden": 0}
NO_HELLO = {"hello-hidden": 0}

#: Keep what the checks pass in, to show it in a later cell.
RECORDS_TEXT = """
seen = []
def hello(student_id):
    seen.append(student_id)
    print("seen:", student_id)
    return f"hello {student_id}"
"""
RECORDS_NUMBERS = """
def mean_of_squares(x):
    seen.append(x)
    print("seen:", x)
    return 0.0
"""
SHOW = """
print(seen)
raise RuntimeError(f"I was called with {seen}")
"""
