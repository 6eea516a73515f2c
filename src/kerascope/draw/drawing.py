"""What every drawing function returns."""

from __future__ import annotations

import html
import os
import zlib
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from kerascope.errors import UsageError

__all__ = ["Drawing"]

_DESCRIPTION = {"png": "Description", "svg": "Description", "pdf": "Subject"}


@dataclass(frozen=True)
class Drawing:
    """A figure, and what it shows.

    figure : the figure drawn in; pyplot does not know it unless the caller's own was given
    axes : the axes by name, like "mosaic", "colorbar", "loss"
    limits : colour limits in units of the data, or the range of the lines; None where nothing finite was drawn
    left_out : what of the data is not drawn: axis (or "tiles", "cells") to count; empty when all is
    heading : the lines of text in the figure: what, shape, range, scale, what is left out
    alt : the same as alternative text for those who can't see the figure
    page : makes one HTML page of what the figure shows, for drawings that have one
    """

    figure: Figure | SubFigure
    axes: Mapping[str, Axes]
    limits: tuple[float, float] | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)
    heading: tuple[str, ...] = ()
    alt: str = ""
    page: Callable[[], str] | None = field(default=None, repr=False, compare=False)

    @property
    def root(self) -> Figure:
        """The whole figure, also when the drawing is in a part of it."""
        return self.figure.figure

    def save(self, path: str | os.PathLike[str], **options: Any) -> Path:
        """Write the whole figure; the suffix chooses the format. The file appears whole or not at all.

        A sheet of many panels is also written as .html: one page on which tiles can be picked to see their values.

        options : for `Figure.savefig`, like dpi

        Raises UsageError for a suffix that matplotlib can't write, OSError when the folder can't be written to.
        """
        target = Path(path)
        kind = str(options.pop("format", target.suffix.lstrip("."))).lower()
        known = {*self.root.canvas.get_supported_filetypes(), *(["html"] if self.page else [])}
        if kind not in known:
            raise UsageError(
                "No picture format of this name",
                given=f"{target.name!r}",
                needed=f"a suffix of {', '.join(sorted(known))}",
            )
        temporary = target.with_name(f".{target.stem[:40]}-{uuid4().hex[:12]}.{kind}")
        try:
            if kind == "html" and self.page:
                temporary.write_text(self.page(), encoding="utf-8")
            else:
                self._write(temporary, kind, options)
            os.replace(temporary, target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        return target

    def _write(self, target: Any, kind: str, options: dict[str, Any]) -> None:
        if kind in _DESCRIPTION and self.alt:
            options["metadata"] = {_DESCRIPTION[kind]: self.alt, **(options.get("metadata") or {})}
        if kind == "png":  # a third of the time of zlib's defaults for a few per cent more bytes
            quick = {"compress_level": 1, "compress_type": zlib.Z_RLE}
            options["pil_kwargs"] = {**quick, **(options.get("pil_kwargs") or {})}
        self.root.savefig(target, format=kind, **options)

    def to_bytes(self, kind: str = "png", **options: Any) -> bytes:
        """The whole figure as the bytes of a file of this format."""
        buffer = BytesIO()
        self._write(buffer, kind, options)
        return buffer.getvalue()

    def _repr_png_(self) -> bytes:
        return self.to_bytes()

    def _repr_html_(self) -> str:
        line = html.escape(" · ".join(self.heading[:3]))
        data = b64encode(self.to_bytes()).decode("ascii")
        width = int(self.root.get_figwidth() * self.root.dpi)
        return (
            f'<figure style="margin:0"><figcaption style="font-family:monospace">{line}</figcaption>'
            f'<img src="data:image/png;base64,{data}" alt="{html.escape(self.alt, quote=True)}" width="{width}" '
            f'style="max-width:100%"></figure>'
        )

    def __repr__(self) -> str:
        text = f"{self.heading[0]!r}, " if self.heading else ""
        return f"Drawing({text}axes={list(self.axes)}, limits={self.limits}, left_out={dict(self.left_out)})"
