"""Between nbgrader's folders and a learning management system: submissions in, grades out."""
