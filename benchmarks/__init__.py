"""How fast a class is graded: stock nbgrader, this project, and the bare limit, side by side."""
