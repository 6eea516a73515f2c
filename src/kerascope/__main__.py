"""`python -m kerascope` is the command `kerascope`."""

from __future__ import annotations

from kerascope.cli import main

if __name__ == "__main__":
    main(prog_name="kerascope")
