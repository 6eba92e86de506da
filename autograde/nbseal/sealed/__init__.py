"""Sealed checks: a submission is judged by a process that it never shares."""
