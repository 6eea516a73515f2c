"""Samples as points in two dimensions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from kerascope.draw.arrays import Named, name_axes, plain_array
from kerascope.draw.drawing import Drawing
from kerascope.draw.layout import Into, Margins, Sheet, plain_text, text_width
from kerascope.draw.strokes import line_colours
from kerascope.draw.values import as_floats, measure
from kerascope.draw.words import alt_text, clean, counts_words, fixed_words, plural, title_of
from kerascope.errors import AxisError, UsageError

__all__ = ["draw_embedding", "principal_components"]

Method = Literal["pca", "tsne", "umap"]
_MOST_CLASSES = 20


def principal_components(rows: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The first two principal components of (sample, feature) rows, and each one's share of the variance.

    By singular values of the centred rows: Pearson 1901; Jolliffe, Principal Component Analysis, 2002, section 3.5.
    The sign of a component is such that its largest loading is positive. Shares are 0 for rows that are all alike.
    """
    centred = rows - rows.mean(axis=0)
    left, sizes, right = np.linalg.svd(centred, full_matrices=False)
    signs = np.sign(right[np.arange(len(right)), np.abs(right).argmax(axis=1)])
    scores = left * sizes * np.where(signs == 0, 1, signs)
    total = float((sizes**2).sum())
    shares = sizes**2 / total if total > 0 else np.zeros_like(sizes)
    if scores.shape[1] < 2:
        scores, shares = np.pad(scores, ((0, 0), (0, 1))), np.pad(shares, (0, 1))
    return scores[:, :2], shares[:2]


def draw_embedding(
    array: object,
    *,
    dims: Iterable[str] | str | None = None,
    labels: Sequence[Any] | None = None,
    method: Method = "pca",
    seed: int = 0,
    into: Into = None,
    title: str | None = None,
) -> Drawing:
    """Draw each sample as a point in two dimensions.

    array : an axis "batch" (or "sample", "vocabulary"), else the first axis; the others are one vector per sample
    labels : a class per sample, for the colours
    method : "pca" is built in; "tsne" needs scikit-learn, "umap" needs umap-learn
    seed : of what is random in t-SNE and UMAP

    Samples with a value that is not finite are left out, and said to be. Returns a Drawing with the axes "embedding";
    `limits` is None. Raises AxisError, DataError, or UsageError for labels of another length or a package not there.
    """
    named = name_axes(array, dims)
    axis = next((d for d in ("batch", "sample", "vocabulary") if d in named.dims), (*named.dims, "")[0])
    if len(named.dims) < 2 or named.values.size == 0 or named.sizes[axis] < 3:
        raise AxisError(
            "An embedding needs samples with features", given=named.shape_words(), needed="3 samples and another axis"
        )
    classes = None if labels is None else np.asarray(plain_labels(labels, named.sizes[axis]))
    rows, kept = _rows(named.ordered(axis, *(d for d in named.dims if d != axis)))
    points, words, sides = _embed(rows, method, seed)
    left_out = {axis: int((~kept).sum())} if not kept.all() else {}
    notes = [words]
    if left_out:
        notes.append(f"left out: {left_out[axis]:,} of {kept.size:,} in {axis}, with values that are not finite")
    shape = " · ".join(p for p in (named.shape_words(), named.dtype, fixed_words(named)) if p)
    counts = counts_words(measure(named.values, named.mask))
    heading = tuple(clean(p, 600) for p in (title_of(named, title), shape, counts, "; ".join(notes)))
    figure, axes = _scatter(points, None if classes is None else classes[kept], heading, sides, into)
    alt = alt_text(f"Scatter of {plural(len(points), 'sample')}", heading)
    return Drawing(figure, {"embedding": axes}, None, left_out, heading, alt)


def plain_labels(labels: Sequence[Any], count: int) -> list[str]:
    """Labels as text, one per sample."""
    texts = [clean(x, 30) for x in np.asarray(labels).ravel()]
    if len(texts) != count:
        raise UsageError("A label per sample is needed", given=f"{len(texts)} labels, {count} samples")
    return texts


def _rows(named: Named) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Finite rows (sample, feature) and which samples they are."""
    values, _ = plain_array(named.values)
    rows = as_floats(values).reshape(values.shape[0], -1).astype(np.float64)
    if named.mask is not None:
        rows = np.where(named.mask.reshape(rows.shape), np.nan, rows)
    kept = np.asarray(np.isfinite(rows).all(axis=1))
    if kept.sum() < 3:
        raise AxisError(
            "Too few samples are finite", given=f"{int(kept.sum())} of {len(rows)} samples", needed="3 or more"
        )
    rows = rows[kept]
    reach = float(np.abs(rows).max())
    return (rows if 1e-100 < reach < 1e100 or reach == 0 else rows / reach), kept  # squares must not overflow


def _embed(
    rows: npt.NDArray[np.float64], method: str, seed: int
) -> tuple[npt.NDArray[np.float64], str, tuple[str, str]]:
    if method == "pca":
        points, shares = principal_components(rows)
        said = [f"{share:.1%}" for share in shares]
        words = f"principal components 1 and 2, {shares.sum():.1%} of the variance"
        return points, words, (f"component 1 ({said[0]})", f"component 2 ({said[1]})")
    try:
        if method == "tsne":
            from sklearn.manifold import TSNE

            perplexity = min(30.0, (len(rows) - 1) / 3)
            points = TSNE(perplexity=perplexity, random_state=seed, init="pca").fit_transform(rows)
            words = f"t-SNE, perplexity {perplexity:.3g}, seed {seed} (distances between groups mean nothing)"
        elif method == "umap":
            from umap import UMAP

            neighbours = min(15, len(rows) - 1)
            init = "spectral" if len(rows) > 3 else "random"  # two eigenvectors more than the first need four points
            points = UMAP(n_neighbors=neighbours, init=init, random_state=seed, n_jobs=1).fit_transform(rows)
            words = f"UMAP, {neighbours} neighbours, seed {seed} (distances between groups mean little)"
        else:
            raise UsageError("No such method", given=f"method={method!r}", needed='"pca", "tsne" or "umap"')
    except ImportError as error:
        package = {"tsne": "scikit-learn", "umap": "umap-learn"}[method]
        raise UsageError(
            f"method={method!r} needs a package that is not installed",
            given=str(error),
            next_step=f'pip install {package}, or use method="pca"',
        ) from error
    return np.asarray(points, dtype=np.float64), words, ("dimension 1", "dimension 2")


def _scatter(
    points: npt.NDArray[np.float64],
    classes: npt.NDArray[Any] | None,
    heading: tuple[str, ...],
    sides: tuple[str, str],
    into: Into,
) -> tuple[Any, Axes]:
    names = [] if classes is None else _in_order(set(classes.tolist()))
    width, height = (float(v) for v in mpl.rcParams["figure.figsize"])
    longest = max((len(n) for n in names[:_MOST_CLASSES]), default=0)
    right = 0.3 + (0.55 + text_width("0" * longest, 9) if names else 0)
    sheet = Sheet(into, heading, area=(width * 0.8, height * 0.9), margins=Margins(left=0.9, right=right))
    axes = sheet.add_axes()
    size = 18 if len(points) < 2000 else 4
    if classes is None:
        axes.scatter(points[:, 0], points[:, 1], s=size, linewidths=0)
    for name, colour in zip(names, line_colours(len(names)), strict=True):
        own = points[classes == name]
        axes.scatter(own[:, 0], own[:, 1], s=size, linewidths=0, color=[colour], label=name)
    if names:
        handles, texts = axes.get_legend_handles_labels()
        shown = axes.legend(
            handles[:_MOST_CLASSES],
            texts[:_MOST_CLASSES],
            loc="upper left",
            bbox_to_anchor=(1.005, 1.02),
            frameon=False,
            fontsize=sheet.body_size,
            title=f"first {_MOST_CLASSES} of {len(names)}" if len(names) > _MOST_CLASSES else None,
        )
        for text in shown.get_texts():
            plain_text(text)
    axes.set_xlabel(sides[0])
    axes.set_ylabel(sides[1])
    return sheet.figure, axes


def _in_order(names: set[str]) -> list[str]:
    """Numbers by size, before words by letter."""
    return sorted(names, key=lambda n: (0, int(n), "") if n.isdecimal() else (1, 0, n))
