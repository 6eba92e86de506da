"""The tools of an assignment's author: settle its checks, and move a course in."""
