"""Lets Sphinx read the project's docstrings, which are plain text: `name : words` describes a parameter."""

from __future__ import annotations

import re
from typing import Any

_PARAMETER = re.compile(r"^(\*{0,2}[a-z_]\w*(?:, \*{0,2}[a-z_]\w*)*) : (\S.*)$")
_LITERAL = re.compile(r"(`+[^`]+`+|\"[^\"]*\")")


def convert(lines: list[str]) -> list[str]:
    """Return the same in reStructuredText: parameters as a definition list, literals and odd characters kept."""
    out: list[str] = []
    inside = False
    for line in lines:
        found = _PARAMETER.match(line)
        if found:
            names = ", ".join(f"``{name}``" for name in found[1].split(", "))
            out += ([] if inside else [""]) + [names, f"    {_escaped(found[2])}"]
            inside = True
        elif inside and line.startswith(" "):
            out.append(f"    {_escaped(line.strip())}")
        elif inside and line:
            out += ["", _escaped(line)]
            inside = False
        else:
            inside = False
            out.append(_escaped(line))
    return out


def _escaped(line: str) -> str:
    parts = _LITERAL.split(line)
    for index, part in enumerate(parts):
        if part.startswith("`"):
            parts[index] = f"``{part.strip('`')}``"
        else:
            parts[index] = re.sub(r"([*|\\])|(?<=\w)(_)(?!\w)", lambda found: "\\" + found[0], part)
    return "".join(parts)


def _process(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    lines[:] = convert(lines)


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("autodoc-process-docstring", _process)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
