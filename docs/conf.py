"""How the documentation is built: `make docs`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

from kerascope import __version__

project = "kerascope"
author = "The kerascope developers"
copyright = "The kerascope developers"
release = version = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.viewcode",
    "sphinx_gallery.gen_gallery",
    "cause_pages",
    "plain_docstrings",
]
exclude_patterns = ["_build", "_ext", "gallery"]
nitpicky = False

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_typehints = "signature"
autodoc_member_order = "bysource"

sphinx_gallery_conf = {
    "examples_dirs": "gallery",
    "gallery_dirs": "auto_gallery",
    "within_subsection_order": "FileNameSortKey",
    "image_scrapers": ("drawings.scrape",),
    "capture_repr": (),
    "abort_on_example_error": True,
    "show_memory": False,
    "min_reported_time": 10**6,
    "download_all_examples": False,
    "remove_config_comments": True,
}

html_theme = "pydata_sphinx_theme"
html_title = f"kerascope {version}"
html_static_path: list[str] = []
html_show_sourcelink = False
html_sidebars = {name: [] for name in ("index", "guide/*", "watching", "reference")}
html_theme_options = {"navigation_with_keys": False, "show_toc_level": 2, "header_links_before_dropdown": 6}
