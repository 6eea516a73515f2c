"""Lets the gallery show kerascope's drawings, whose figures pyplot does not know."""

from __future__ import annotations

from typing import Any

_shown: set[int] = set()


def scrape(block: Any, block_vars: dict[str, Any], gallery_conf: dict[str, Any]) -> str:
    """Save every drawing that the block made, and return the text that shows them."""
    from sphinx_gallery.scrapers import figure_rst

    from kerascope.draw import Drawing

    paths, said = [], []
    for value in list(block_vars["example_globals"].values()):
        for drawing in value if isinstance(value, (list, tuple)) else (value,):
            if isinstance(drawing, Drawing) and id(drawing.root) not in _shown:
                _shown.add(id(drawing.root))
                _kept.append(drawing)
                path = next(block_vars["image_path_iterator"])
                drawing.save(path)
                paths.append(path)
                said.append(drawing.alt)
    return figure_rst(paths, gallery_conf["src_dir"], fig_titles=" ".join(said).replace("\n", " ")) if paths else ""


_kept: list[Any] = []  # an id may be used again once its object is gone
