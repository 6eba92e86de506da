"""What the author of an assignment uses: settle its checks, and move a course in."""
