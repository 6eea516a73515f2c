"""Writes a page per cause, and their table, from the causes' own docstrings: nothing about a cause is said twice."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

FAMILIES = {
    "shape": "How many axes the array has, and what each one means",
    "range": "The values and their dtype",
    "selection": "Which part of the data is drawn",
    "figure": "The drawing itself",
    "model": "Getting the data out of Keras",
}


def write_pages(app: Any) -> None:
    """Fill docs/causes; files that are as they should be are not touched, so that Sphinx need not read them again."""
    from kerascope.diagnose import all_causes, explain

    folder = Path(app.srcdir, "causes")
    folder.mkdir(exist_ok=True)
    found = all_causes()
    pages = {f"{name}.md": explain(name) for name in found}
    pages["index.md"] = _index({name: cause.family for name, cause in found.items()})
    for stale in {path.name for path in folder.glob("*.md")} - pages.keys():
        (folder / stale).unlink()
    for name, text in pages.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def _index(families: dict[str, str]) -> str:
    """Return the list of causes by family, each with the first line of its page."""
    from kerascope.diagnose import explain

    by_family: dict[str, list[str]] = defaultdict(list)
    for name, family in families.items():
        by_family[family].append(name)
    lines = ["# Causes", "", "What `kerascope check` can name. `kerascope explain CAUSE` prints the same pages.", ""]
    for family in [name for name in FAMILIES if name in by_family] + sorted(by_family.keys() - FAMILIES.keys()):
        lines += [f"## {family}", "", f"{FAMILIES.get(family, family)}.", ""]
        for name in by_family[family]:
            lines.append(f"- [{name}]({name}.md): {explain(name).splitlines()[2]}")
        lines.append("")
    toctree = ["```{toctree}", ":hidden:", "", *sorted(families), "```", ""]
    return "\n".join([*lines, *toctree])


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
