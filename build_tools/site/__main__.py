"""Command line of the site: ``python -m build_tools.site [FOLDER]``."""

import sys
from pathlib import Path

from build_tools.site.builder import SITE, SiteError, build_site


def main(arguments):
    """Build the site into a folder; return the exit status."""
    out = Path(arguments[0]) if arguments else SITE
    try:
        build_site(out)
    except SiteError as error:
        print(f"site: {error}", file=sys.stderr)
        return 1
    print(f"open {out / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
