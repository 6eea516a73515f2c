"""What is drawn of the two models, each by one line of kerascope that the page quotes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kerascope.demo.progress import Advance
from kerascope.demo.training import Trained
from kerascope.draw import Drawing, draw
from kerascope.read import activations, kernels

__all__ = ["Picture", "draw_all", "steps"]


@dataclass(frozen=True)
class Picture:
    """One picture of the page: its file, what it shows, and the code that drew it."""

    file: Path
    title: str
    code: str
    alt: str
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class _Plan:
    file: str
    title: str
    code: str
    draw: Callable[[Trained, Trained], Drawing]


_PLANS = (
    _Plan(
        "digits-conv1-kernels.png",
        "Every kernel of the first convolution",
        'kerascope.draw(kerascope.kernels(digits, "conv1"))',
        lambda digits, series: draw(kernels(digits.model, "conv1")),
    ),
    _Plan(
        "digits-conv2-kernels.png",
        "Every kernel of a deeper convolution: each input with each output channel",
        'kerascope.draw(kerascope.kernels(digits, "conv2"))',
        lambda digits, series: draw(kernels(digits.model, "conv2")),
    ),
    _Plan(
        "digits-conv2-maps.png",
        "Every activation map of a layer, for one digit",
        'kerascope.draw(kerascope.activations(digits, images[:1], "conv2")["conv2"])',
        lambda digits, series: draw(activations(digits.model, digits.sample, "conv2")["conv2"]),
    ),
    _Plan(
        "series-lstm-output.png",
        "The LSTM's output over time, a line per unit",
        'kerascope.draw(kerascope.activations(series, windows[:1], "lstm")["lstm"])',
        lambda digits, series: draw(activations(series.model, series.sample, "lstm")["lstm"]),
    ),
    _Plan(
        "digits-history.png",
        "How the training on digits went",
        "kerascope.draw(kerascope.history(digits_fit))",
        lambda digits, series: draw(digits.history, title="CNN on digits"),
    ),
    _Plan(
        "series-history.png",
        "How the training on the series went",
        "kerascope.draw(kerascope.history(series_fit))",
        lambda digits, series: draw(series.history, title="LSTM on a series"),
    ),
)


def steps() -> int:
    """How many pictures `draw_all` draws."""
    return len(_PLANS)


def draw_all(folder: Path, digits: Trained, series: Trained, advance: Advance) -> list[Picture]:
    """Draw every picture into the folder."""
    made = []
    for plan in _PLANS:
        drawing = plan.draw(digits, series)
        path = drawing.save(folder / plan.file)
        left_out = tuple(f"{axis}: {count}" for axis, count in drawing.left_out.items())
        made.append(Picture(path, plan.title, plan.code, drawing.alt, left_out))
        advance(plan.file)
    return made
