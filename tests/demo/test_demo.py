"""The demo from end to end: what it finds, what it leaves, and the page that shows it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from matplotlib.image import imread

pytestmark = [pytest.mark.keras, pytest.mark.slow]

FOUND = {
    "shape_flattened_digit": "flattened-image",
    "shape_batch_of_maps": "batch-axis",
    "shape_one_filter": "partial-view",
    "range_integer_maps": "integer-truncation",
    "range_dead_channel": "zero-range-normalisation",
    "range_rgb_times_1000": "clipped-rgb",
    "selection_one_time_step": "single-timestep",
}
RAISED = {"shape_flattened_digit", "shape_batch_of_maps"}
DRAWN = {
    "digits-conv1-kernels",
    "digits-conv2-kernels",
    "digits-conv2-maps",
    "digits-history",
    "series-history",
    "series-lstm-output",
}


class Page(HTMLParser):
    """What a page holds: its tags with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def page(ran: Any) -> Page:
    return Page(ran.page.read_text(encoding="utf-8"))


def _told(ran: Any, name: str) -> str:
    """The report of one script on stdout."""
    rest = ran.stdout.split(f"── {name}.py:", 1)[1]
    return rest.split("\n── ", 1)[0]


@pytest.mark.parametrize(("name", "cause"), FOUND.items())
def test_each_flaw_is_named_first_and_printed(ran: Any, name: str, cause: str) -> None:
    first = next(line for line in _told(ran, name).splitlines() if line.startswith(f"{name}.py:"))
    assert first.split()[-1] == cause or f"  {cause}  " in first


def test_mended_scripts_are_met_with_silence(ran: Any, page: Page) -> None:
    assert "".join(page.words).count("_mended.py finds nothing.") == len(FOUND)


def test_the_folder_holds_pictures_models_and_scripts_and_no_half_file(ran: Any) -> None:
    names = {path.name for path in ran.folder.iterdir()}
    assert ran.page == ran.folder / "index.html"
    pictures = DRAWN | {f"{name}_raised" if name in RAISED else name for name in FOUND}
    pictures |= {f"{name}_mended" for name in FOUND}
    scripts = {f"{stem}.py" for name in FOUND for stem in (name, f"{name}_mended")}
    data = {"digits.keras", "series.keras", "digits.npz", "maps.npz", "series.npz", "index.html"}
    assert names == {f"{stem}.png" for stem in pictures} | scripts | data
    for stem in pictures:
        assert np.ptp(imread(ran.folder / f"{stem}.png")[..., :3]) > 0.5, stem


def test_the_saved_models_are_whole(ran: Any) -> None:
    import keras

    with np.load(ran.folder / "digits.npz") as held:
        images = held["images"]
    with np.load(ran.folder / "maps.npz") as held:
        maps = held["conv2"]
    model = keras.models.load_model(ran.folder / "digits.keras")
    assert model.predict(images, verbose=0).shape == (len(images), 10)
    assert maps.shape == (1, 8, 8, 16)
    assert (maps.max(axis=(0, 1, 2)) == 0).sum() >= 1  # a dead channel
    series = keras.models.load_model(ran.folder / "series.keras")
    assert series.output_shape == (None, 48, 1)


def test_the_page_stands_alone(page: Page) -> None:
    assert not page.all("script")
    assert not page.all("link")
    assert not page.all("iframe")
    for image in page.all("img"):
        assert (image["src"] or "").startswith("data:image/png;base64,")
    policy = next(meta for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert (policy["content"] or "").startswith("default-src 'none'")
    assert not [tag for tag, attrs in page.tags if any(name.startswith("on") for name in attrs)]


def test_the_page_shows_every_picture_in_words_too(ran: Any, page: Page) -> None:
    images = page.all("img")
    assert len(images) == len(DRAWN) + 2 * len(FOUND)
    assert all(len(image["alt"] or "") > 20 for image in images)
    linked = [link["href"] or "" for link in page.all("a") if not (link["href"] or "").startswith("#")]
    assert len(linked) == len(images)
    assert all((ran.folder / name).is_file() for name in linked)


def test_how_the_trainings_went_is_drawn_as_histories(page: Page) -> None:
    said = [image["alt"] or "" for image in page.all("img")]
    assert len([alt for alt in said if alt.startswith("Training history")]) == 2, said


def test_the_page_holds_the_diagnoses(page: Page) -> None:
    text = "".join(page.words)
    for cause in FOUND.values():
        assert cause in text
    assert "As drawn by range_dead_channel.py" in text
    assert "As meant: range_dead_channel_mended.py" in text


def test_progress_goes_to_stderr_and_leaves_stdout_to_the_reports(ran: Any) -> None:
    for stage in ("Training on digits", "Training on a series", "Drawing", "Checking scripts"):
        assert stage in ran.stderr
        assert stage not in ran.stdout
