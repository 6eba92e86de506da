"""The checker, for teaching assistants and CI. Students need nothing of it."""
