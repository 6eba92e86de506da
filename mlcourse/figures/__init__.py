"""Figures that recur in the lectures: each function draws on the axes it is given.

One module a topic; `mlcourse.figures.base` holds what all lessons share.
"""
