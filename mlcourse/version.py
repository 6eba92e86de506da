"""The package's version; `make release` raises it when what is released has changed."""

__version__ = "0.2.0"
