"""The page that shows it all: one file, nothing fetched, light or dark as the reader's system is."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from kerascope import __version__
from kerascope.demo.checks import FAMILIES, Checked
from kerascope.demo.drawings import Picture
from kerascope.demo.training import Trained
from kerascope.report import write
from kerascope.report.as_html import findings_html, style
from kerascope.templates import fill

__all__ = ["write_page"]


def write_page(
    folder: Path, trained: Sequence[Trained], pictures: Sequence[Picture], checked: Sequence[Checked], seconds: float
) -> Path:
    """Write `index.html` into the folder, with every picture inside it, and return its path."""
    page = folder / "index.html"
    text = fill(
        "kerascope.demo",
        "index.html.jinja",
        style=style() + files("kerascope.demo").joinpath("demo.css").read_text(encoding="utf-8"),
        models=[model.words for model in trained],
        pictures=[_picture(picture) for picture in pictures],
        families=[
            {"name": name, "words": words, "scripts": [_script(one) for one in checked if one.family == name]}
            for name, words in FAMILIES.items()
        ],
        backend=_backend(),
        seconds=round(seconds),
        version=__version__,
    )
    write(page, text)
    return page


def _backend() -> str:
    import keras

    return f"Keras {keras.__version__} on {keras.backend.backend()}"


def _picture(picture: Picture) -> dict[str, Any]:
    return {
        **_image(picture.file),
        "title": picture.title,
        "code": picture.code,
        "alt": picture.alt,
        "left_out": ", ".join(picture.left_out),
    }


def _script(one: Checked) -> dict[str, Any]:
    causes = ", ".join(dict.fromkeys(finding.cause for finding in one.report.findings)) or "nothing"
    raised = f" No picture was drawn: the script raised {one.report.exception}." if one.raised else ""
    return {
        "file": f"{one.name}.py",
        "wanted": one.wanted,
        "source": one.source,
        "drawn": {**_image(one.drawn), "alt": f"What {one.name}.py drew. kerascope found: {causes}.{raised}"},
        "mended_file": f"{one.name}_mended.py",
        "mended_source": one.mended_source,
        "meant": {**_image(one.meant), "alt": f"What was meant: {one.wanted} Drawn by kerascope."},
        "silent": not one.mended_report.findings and one.mended_report.exception is None,
        "findings": findings_html(one.report),
        "mended_findings": findings_html(one.mended_report),
    }


def _image(path: Path) -> dict[str, str]:
    return {"href": path.name, "data": b64encode(path.read_bytes()).decode("ascii") if path.exists() else ""}
