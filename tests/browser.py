"""A headless Chromium, where there is one: what a page looks like, and what it measures."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
_LIMIT = 180
"""Seconds: a guard against a browser that hangs."""


def _run(*options: str) -> str:
    assert CHROMIUM is not None
    with tempfile.TemporaryDirectory() as profile:
        quiet = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-sync")
        command = [CHROMIUM, *quiet, "--disable-dev-shm-usage", f"--user-data-dir={profile}", *options]
        return subprocess.run(command, capture_output=True, text=True, timeout=_LIMIT, check=True).stdout


def screenshot(page: Path, *, width: int = 900, height: int = 1200, dark: bool = False) -> NDArray[np.uint8]:
    """The page as `(height, width, 3)` pixels."""
    with tempfile.TemporaryDirectory() as folder:
        taken = Path(folder) / "page.png"
        scheme = f"--blink-settings=preferredColorScheme={0 if dark else 1}"
        _run(scheme, f"--window-size={width},{height}", f"--screenshot={taken}", page.as_uri())
        return np.asarray(Image.open(io.BytesIO(taken.read_bytes())).convert("RGB"))


def dom(page: Path, *, width: int = 900, height: int = 1200, fragment: str = "") -> str:
    """The page's HTML after its scripts have run."""
    return _run(f"--window-size={width},{height}", "--dump-dom", page.as_uri() + fragment)
