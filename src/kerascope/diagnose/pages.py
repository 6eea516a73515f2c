"""The page of a cause, from the fixed headings of its docstring; checked, so that none is left out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kerascope.diagnose.cause import Cause

__all__ = ["HEADINGS", "Page", "page_of", "problems_of", "read_page"]

HEADINGS = ("What it does", "Why it is wrong", "Example", "Use instead", "What it does not see")


@dataclass(frozen=True, slots=True)
class Page:
    """A docstring by its headings. `setup` is code that both examples need before them."""

    title: str
    parts: dict[str, str]

    @property
    def example(self) -> str:
        return _code(self.parts.get("Example", ""))

    @property
    def instead(self) -> str:
        return _code(self.parts.get("Use instead", ""))


def read_page(doc: str) -> Page:
    title, _, rest = doc.strip().partition("\n")
    parts: dict[str, str] = {}
    pattern = re.compile(rf"^({'|'.join(HEADINGS)}):[ \t]*", re.MULTILINE)
    marks = list(pattern.finditer(rest))
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        parts[mark[1]] = rest[mark.end() : following.start() if following else None].strip("\n").rstrip()
    return Page(title.strip().rstrip("."), parts)


def _code(text: str) -> str:
    """The indented block of a part, as a script."""
    from textwrap import dedent

    lines = text.splitlines()
    block = [line for line in lines if line.startswith("    ") or not line.strip()]
    return dedent("\n".join(block)).strip() + "\n" if block else ""


def page_of(cause: Cause) -> str:
    """The page in Markdown."""
    page = read_page(cause.page)
    lines = [f"# {cause.name}", "", f"{page.title}.", "", f"Family: {cause.family}.", ""]
    for heading in HEADINGS:
        text = page.parts.get(heading, "")
        code = _code(text)
        lines += [f"## {heading}", ""]
        words = "\n".join(line for line in text.splitlines() if not line.startswith("    ")).strip()
        if words:
            lines += [words, ""]
        if code:
            lines += ["```python", code.rstrip(), "```", ""]
    return "\n".join(lines).rstrip() + "\n"


def problems_of(cause: Cause) -> list[str]:
    """What is wrong with a cause's page; empty when nothing is."""
    page = read_page(cause.page)
    found = [f"{cause.name}: no part '{h}:'" for h in HEADINGS if not page.parts.get(h)]
    for heading, code in (("Example", page.example), ("Use instead", page.instead)):
        if not code:
            found.append(f"{cause.name}: '{heading}:' holds no indented code")
            continue
        try:
            compile(code, cause.name, "exec")
        except SyntaxError as problem:
            found.append(f"{cause.name}: the code under '{heading}:' is no Python: {problem}")
    module = cause.function.__module__.split(".")
    if module[-2:] != [cause.family, cause.name.replace("-", "_")]:
        found.append(f"{cause.name}: its file is not causes/{cause.family}/{cause.name.replace('-', '_')}.py")
    return found
