"""The course as a web site in both languages: ``python -m build_tools.site``.

The lectures are shown as they were built, with their stored outputs; nothing is executed. The
pages load nothing from elsewhere, and work without a server too.
"""
