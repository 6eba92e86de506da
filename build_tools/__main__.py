"""Command line of the build: ``python -m build_tools build``."""

import sys

from build_tools.build import main

sys.exit(main())
