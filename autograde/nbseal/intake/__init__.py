"""From what a student handed in to a notebook that can be run: read it, find the work, fit it."""
