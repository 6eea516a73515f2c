"""`python -m kerascope.diagnose`: check that every cause's page is whole. Part of `make check`."""

from __future__ import annotations

import sys

from kerascope.diagnose import all_causes
from kerascope.diagnose.pages import problems_of


def main() -> int:
    """Exit status: 0 when every page is whole."""
    causes = all_causes()
    problems = [p for c in causes.values() for p in problems_of(c)]
    known = set(causes)
    problems += [
        f"{c.name}: outranks {o!r}, which is no cause" for c in causes.values() for o in c.outranks if o not in known
    ]
    sys.stdout.write("\n".join([*problems, f"{len(causes)} causes, {len(problems)} problems with their pages", ""]))
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
