"""Submissions graded as they arrive: ``nbseal watch``."""
