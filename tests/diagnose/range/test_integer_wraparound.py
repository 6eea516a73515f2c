"""Integers that wrap, and integers that wrap back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, run_with
from tests.diagnose.scripts import checked

from kerascope.diagnose import all_causes
from kerascope.diagnose.pixels.modulo import scaled_wave, stepped
from kerascope.evidence import Value
from kerascope.watch.origin.seek import Seeker

SWING = "swing = rng.normal(0, 6, (40, 40))\n"


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found = checked(code + "plt.savefig('x.png')\n", folder, monkeypatch, ["integer-wraparound"]).findings
    return [f.cause for f in found]


def test_negative_numbers_that_come_back_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = SWING + "ripple = np.rint(swing).astype(np.uint8)\nsea = ripple + 128\nplt.imshow(sea, cmap='gray')\n"
    assert _said(code, tmp_path, monkeypatch) == []


def test_negative_numbers_that_stay_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = SWING + "ripple = swing.astype(np.uint8)\nplt.imshow(ripple, cmap='gray')\n"
    assert _said(code, tmp_path, monkeypatch) == ["integer-wraparound"]


def test_a_sum_past_the_end_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "page = rng.integers(0, 256, (40, 40)).astype(np.uint8)\nbright = page + 128\nplt.imshow(bright, cmap='gray')\n"
    )
    assert _said(code, tmp_path, monkeypatch) == ["integer-wraparound"]


@pytest.mark.parametrize(
    ("made", "shown", "mended"),
    [
        ("page + more", "out[0]", 'np.clip(page.astype("int16") + more, 0, 255).astype("uint8")'),
        ("page + more", "out[0, :, :, 0]", 'page.astype("int16") + more'),  # one channel is stretched to its range
        ("page + more", "out[0] // 2", 'page.astype("int16") + more'),  # clipped first, the mean would be another
        ("page - more", "out[0]", 'page.astype("int16") - more'),
    ],
)
def test_a_sum_in_colours_is_clipped_by_its_fix(
    made: str, shown: str, mended: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "page, more = rng.integers(90, 256, (2, 3, 20, 20, 3)).astype(np.uint8)\n"
    code += f"out = {made}\nplt.imshow({shown})\nplt.savefig('x.png')\n"
    (finding,) = checked(code, tmp_path, monkeypatch, ["integer-wraparound"]).findings
    assert finding.fix is not None
    assert finding.fix.after == mended


PAIR = "rows, columns = np.mgrid[0:40, 0:60]\na = (3 * rows + 2 * columns).clip(0, 230).astype(np.uint8)\n"
PAIR += "b = (150 + 2 * rows - columns).clip(20, 255).astype(np.uint8)\nboth = np.stack([a, b, a // 2, b // 2])\n"


@pytest.mark.parametrize(
    ("drawn", "named"),
    [
        ("e = np.abs(a - b) / 255.0\nplt.imshow(e, cmap='hot')\n", 1),
        ("e = (a - b).astype('float32') / 255\nplt.pcolormesh(e)\n", 1),
        ("plt.imshow((a + b) / 510, cmap='gray', vmin=0, vmax=1)\n", 1),
        ("e = np.abs(both[:2] - both[2:][::-1]).mean(axis=(1, 2)) / 255\nplt.bar(range(2), e)\n", 1),
        ("mean = sum(both) / len(both)\nplt.imshow(mean / 255, cmap='gray')\n", 1),
        ("e = np.abs(a.astype('float32') - b) / 255.0\nplt.imshow(e, cmap='hot')\n", 0),
        ("e = np.abs(a / 255 - b / 255)\nplt.imshow(e, cmap='hot')\n", 0),
        ("plt.imshow((a / 2 + b / 2) / 255, cmap='gray', vmin=0, vmax=1)\n", 0),
        ("mean = both.mean(axis=0)\nplt.imshow(mean / 255, cmap='gray')\n", 0),
        ("e = (a * 0.9).astype(np.uint8) / 255\nplt.imshow(e, cmap='gray')\n", 0),  # rounded off, and nothing more
        ("x = a / 2550\nplt.plot(((x * 255).astype(np.uint8) / 255).mean(axis=1))\n", 0),
    ],
)
def test_what_was_brought_to_1_after_it_wrapped(
    drawn: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(_said(PAIR + drawn, tmp_path, monkeypatch)) == named


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ("a.astype(np.int8)", "`a.astype(np.int8)` (line 8) is int8"),
        ("a.astype('int8') / 127", "`a.astype('int8')` (line 8) is int8"),
        ("a + np.uint8(90)", "`a + np.uint8(90)` (line 8) is uint8"),
    ],
)
def test_the_step_that_left_its_range_is_told(
    made: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`a` itself was cast as well, and all of it fits."""
    code = PAIR + f"q = {made}\nplt.imshow(q)\nplt.savefig('x.png')\n"
    (finding,) = checked(code, tmp_path, monkeypatch, ["integer-wraparound"]).findings
    assert told in finding.message


SHIFT = (
    "def shifted(page, by):\n    return {body}\n\n"
    "for by in (0, 40, 90):\n    out = shifted(page, by)\n    plt.imshow(out)\n"
)
PAGE = "page = rng.integers(0, 256, (40, 40)).astype(np.uint8)\n"


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("page + np.uint8(by)", ["integer-wraparound"]),
        ("page - np.uint8(by)", ["integer-wraparound"]),
        ("np.clip(page + np.int16(by), 0, 255).astype(np.uint8)", []),
    ],
)
def test_a_sum_in_a_function(body: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(PAGE + SHIFT.format(body=body), tmp_path, monkeypatch) == named


@pytest.mark.parametrize(
    ("shown", "named"),
    [("rest", ["integer-wraparound"]), ("pages[n]", []), ("others[n]", []), ("rest // 2 * 2", ["integer-wraparound"])],
)
def test_differences_in_a_loop(shown: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what was made by the difference wrapped; of the three each is a difference of the other two."""
    code = "pages, others = rng.integers(0, 256, (2, 4, 20, 20)).astype(np.uint8)\n"
    code += (
        f"for n in range(4):\n    rest = pages[n] - others[n]\n    plt.subplot(2, 2, n + 1)\n    plt.imshow({shown})\n"
    )
    assert _said(code, tmp_path, monkeypatch) == named


MOTION = (
    "class Motion:\n    def __init__(self, clip):\n        self.clip = clip\n    def change(self, k):\n"
    "        return self.clip[k + 1]{wide} - self.clip[k]\n    def sheet(self):\n"
    "        for k, ax in enumerate(plt.subplots(1, 4)[1]):\n            ax.imshow(self.change(k), cmap='gray')\n"
)


@pytest.mark.parametrize(("wide", "named"), [("", ["integer-wraparound"]), (".astype('int16')", [])])
def test_what_an_object_holds(wide: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = MOTION.replace("{wide}", wide)
    code += "motion = Motion(rng.integers(0, 255, (5, 20, 20)).astype('uint8'))\nmotion.sheet()\nplt.savefig('x.png')\n"
    assert [f.cause for f in checked(code, tmp_path, monkeypatch, ["integer-wraparound"]).findings] == named


GENERATED = (
    "class Net:\n    def predict(self, seeds):\n        return np.tanh(seeds)\n"
    "def to_picture(batch):\n    return ({scaled}).astype('uint8')\n"
    "def sheet(net, seeds):\n    made = to_picture(net.predict(seeds))\n"
    "    for n, picture in enumerate(made):\n        plt.subplot(1, 3, n + 1)\n        plt.imshow(picture)\n"
    "sheet(Net(), rng.normal(size=(3, 12, 12)))\nplt.savefig('x.png')\n"
)


@pytest.mark.parametrize(("scaled", "named"), [("batch * 255", 1), ("(batch + 1) * 127.5", 0)])
def test_what_a_model_gave_has_no_name(
    scaled: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`predict(…)` as the argument of a helper, of whose pictures one after the other is shown."""
    given = np.tanh(np.random.default_rng(0).normal(size=(3, 12, 12)))
    monkeypatch.setattr(
        Seeker, "handed_out", lambda _, kind: (Value(kind, "ndarray", "numpy", values=given),) * (kind == "output")
    )
    found = checked(GENERATED.format(scaled=scaled), tmp_path, monkeypatch, ["integer-wraparound"]).findings
    assert len(found) == named
    assert all("run from -2" in f.message for f in found)


COUNTED = (
    "corners = rng.integers(0, 60, (1400, 2))\n"
    "def density(corners):\n    counts = np.zeros((90, 90), dtype='{kind}')\n"
    "    for r, c in corners:\n        counts[r:r + 30, c:c + 30] += 1\n    return counts\n"
    "plt.imshow(density(corners[:{many}]))\n"
)


@pytest.mark.parametrize(("kind", "many", "named"), [("uint8", 1400, 1), ("uint8", 400, 0), ("int32", 1400, 0)])
def test_a_counter_that_ran_over(
    kind: str, many: int, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(_said(COUNTED.format(kind=kind, many=many), tmp_path, monkeypatch)) == named


def test_what_was_painted_on_zeros_leaps_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """White on black, and a photograph added to a canvas, are no counts that ran over."""
    code = "page = np.zeros((60, 60), dtype='uint8')\npage[20:40] += np.uint8(255)\n"
    code += "page[5:15, :] += np.linspace(0, 250, 60).astype('uint8')\nplt.imshow(page)\n"
    assert _said(code, tmp_path, monkeypatch) == []


@pytest.mark.parametrize(("times", "plus", "named"), [(255, 0, 1), (127.5, 127.5, 0)])
def test_a_cast_inside_a_library(times: float, plus: float, named: int) -> None:
    """`array_to_img(…, scale=False)` casts where no source of the user's shows it: the model's output tells."""
    given = np.tanh(np.random.default_rng(0).normal(size=(3, 12, 12, 3))).astype("float32")
    shown = (given[1] * times + plus).astype("int64").astype("uint8")
    one = call("imshow", "image", argument("X", shown, "page"))
    run = run_with(one, outputs=(Value("output", "ndarray", "numpy", values=given),))
    assert len(list(all_causes()["integer-wraparound"].look(one, run))) == named


def _named(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    return len(checked(code + "\nplt.savefig('x.png')\n", folder, monkeypatch, ["integer-wraparound"]).findings)


@pytest.mark.parametrize(
    ("added", "named"),
    [("low + high", 1), ("low.astype('int32') + high", 0), ("low // 2 + high // 2", 0), ("high - low // 4", 0)],
)
def test_a_sum_of_int16_that_a_function_made_more_of(
    added: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "def slow(x):\n    return np.convolve(x, np.ones(3) / 3, 'same')\n"
    code += "phase = np.linspace(0, 9, 300)\nlow = (21000 * np.sin(phase)).astype('int16')\n"
    code += f"high = (19000 * np.sin(1.1 * phase)).astype('int16')\nboth = {added}\nplt.plot(slow(both / 65536))"
    assert _named(code, tmp_path, monkeypatch) == named


def test_the_parts_of_a_sum_are_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "low = rng.integers(0, 200, 90).astype('uint8')\nhigh = rng.integers(0, 200, 90).astype('uint8')\n"
    code += "both = low + high\nfor part in (low, high):\n    plt.plot(part)"
    assert _named(code, tmp_path, monkeypatch) == 0


@pytest.mark.parametrize(("mean", "named"), [("(one + two) // 2", 1), ("one // 2 + two // 2", 0)])
def test_one_of_two_that_a_function_returns(
    mean: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "one, two = (rng.integers(0, 256, (9, 9, 3)).astype('uint8') for _ in range(2))\n"
    code += f"def blend(one, two, p, q):\n    return {mean}, (p + q) / 2\n\nmade, label = blend(one, two, 0.0, 1.0)\n"
    assert _named(code + "for shown in (one, two, made):\n    plt.imshow(shown)", tmp_path, monkeypatch) == named


SMOOTH = "y, x = np.mgrid[:64, :64]\np = (120 + 60 * np.sin(x / 9) + 50 * np.cos(y / 7)).astype('uint8')\n"
MADE = (
    "def made(p):\n    kept = {{'a': {how}}}\n    return kept['a']\np = made(p)\nplt.imshow(p)\nplt.savefig('a.png')\n"
)


@pytest.mark.parametrize(
    ("how", "named"),
    [
        ("p + np.uint8(90)", 1),
        ("p.astype('int16').clip(0, 165) + 90", 0),
        ("np.where(p > 150, 255, 0).astype('uint8') | np.uint8(p > 190)", 0),
        ("rng.integers(0, 256, p.shape).astype('uint8')", 0),
    ],
    ids=["beyond 255", "clipped", "black and white", "noise"],
)
def test_a_picture_that_leaps_where_no_source_is_left(
    how: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = SMOOTH + MADE.format(how=how)
    assert len(checked(code, tmp_path, monkeypatch, ["integer-wraparound"]).findings) == named


SCANS = "scans = rng.integers(20, 85, (9, 40, 50)).astype('{dtype}')\n"
LOOP = "acc = np.zeros_like(scans[0])\nfor scan in scans:\n    acc += scan\n"
ANEW = LOOP.replace("acc += scan", "acc = acc + scan")
REDUCED = "from functools import reduce\nacc = reduce(np.add, scans)\n"
BY_INDEX = "acc = scans[0].copy()\nfor n in range(1, len(scans)):\n    acc += scans[n]\n"
INSIDE = (
    "def averaged(pile):\n    acc = np.zeros_like(pile[0])\n    for one in pile:\n        acc += one\n"
    "    return acc / len(pile)\n\n\nmean = averaged(scans)\nplt.imshow(mean)\n"
)


@pytest.mark.parametrize(
    ("code", "dtype", "named"),
    [
        (LOOP + "mean = acc / 9\nplt.imshow(mean)\n", "uint8", 1),
        (LOOP + "mean = acc / 9\nplt.imshow(mean)\n", "uint16", 0),
        (LOOP + "mean = acc / 9\nplt.imshow(mean)\n", "float32", 0),
        (LOOP.replace("[0])", "[0], dtype='int32')") + "mean = acc / 9\nplt.imshow(mean)\n", "uint8", 0),
        (BY_INDEX + "mean = acc / 9\nplt.imshow(mean)\n", "uint8", 1),
        (LOOP.replace("in scans", "in scans[:3]") + "mean = acc / 3\nplt.imshow(mean)\n", "uint8", 0),
        (LOOP.replace("in scans", "in scans[:6]") + "mean = acc / 6\nplt.imshow(mean)\n", "uint8", 1),
        ("mean = sum(scans) / len(scans)\nplt.imshow(mean)\n", "uint8", 1),
        ("mean = scans.sum(axis=0) / len(scans)\nplt.imshow(mean)\n", "uint8", 0),
        (INSIDE, "uint8", 1),
        (ANEW + "mean = acc / 9\nplt.imshow(mean)\n", "uint8", 1),
        (ANEW.replace("acc + scan", "scan + acc") + "mean = acc / 9\nplt.imshow(mean)\n", "uint8", 1),
        (ANEW + "mean = acc / 9\nplt.imshow(mean)\n", "uint16", 0),
        (ANEW.replace("acc + scan", "acc + scan.astype(int)") + "mean = acc / 9\nplt.imshow(mean)\n", "uint8", 0),
        (ANEW.replace("in scans", "in scans[:3]") + "mean = acc / 3\nplt.imshow(mean)\n", "uint8", 0),
        (ANEW.replace("acc + scan", "np.maximum(acc, scan)") + "plt.imshow(acc)\n", "uint8", 0),
        (REDUCED + "mean = acc / 9\nplt.imshow(mean)\n", "uint8", 1),
        (REDUCED.replace("np.add", "np.maximum") + "plt.imshow(acc)\n", "uint8", 0),
    ],
)
def test_a_stack_added_up_in_its_own_type(
    code: str, dtype: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(_said(SCANS.format(dtype=dtype) + code, tmp_path, monkeypatch)) == named


def test_the_sum_is_told_from_what_the_stack_was_made_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "sky = np.full((40, 50), 20.0)\nfor k in range(9):\n    sky += 20 * rng.random(sky.shape)\n"
    code += "scans = (sky + rng.normal(0, 2, (9, *sky.shape))).astype('uint8')\n"
    code += "total = scans[0]\nfor scan in scans[1:]:\n    total = total + scan\n"
    code += "shown = {'one': scans[0], 'mean': total / len(scans)}\nplt.imshow(shown['mean'])\n"
    (finding,) = checked(code, tmp_path, monkeypatch, ["integer-wraparound"]).findings
    assert "`total + scan` (line 10)" in finding.message
    assert finding.fix is not None
    assert finding.fix.after == 'total.astype("int16") + scan'


VOICE = "voice = (np.sin(np.arange(600) / 9) * np.linspace(0, {peak}, 600)).astype('{dtype}')\n"
SAVED = "def as_sound(samples):\n    return {body}\n\n\nsound = as_sound(voice{shape})\nplt.plot(sound)\n"


@pytest.mark.parametrize(
    ("peak", "dtype", "body", "named"),
    [
        (1.3, "float32", "(samples * 32767).astype('int16')", 1),
        (1.3, "float64", "np.int16(samples * 2**15)", 1),
        (1.3, "float32", "(samples.clip(-1, 1) * 32767).astype('int16')", 0),
        (0.9, "float32", "(samples * 32767).astype('int16')", 0),
        (1.3, "float32", "(samples / np.abs(samples).max() * 32767).astype('int16')", 0),
        (1.3, "float32", "(samples * 32767).astype('int32')", 0),
    ],
)
@pytest.mark.parametrize("shape", ["", "[None][0]"])
def test_a_wave_beyond_full_scale(
    peak: float, dtype: str, body: str, named: int, shape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = VOICE.format(peak=peak, dtype=dtype) + SAVED.format(body=body, shape=shape)
    assert len(_said(code, tmp_path, monkeypatch)) == named


def test_what_a_model_gave_beyond_full_scale() -> None:
    voices = (np.sin(np.arange(600) / 9) * np.array([[0.8], [1.2]])).astype("float32")
    quiet, loud = ((v * 32767).astype("int16") for v in voices)
    assert scaled_wave(loud, [("it", voices[..., None])]) is not None
    assert scaled_wave(quiet, [("it", voices[..., None])]) is None
    assert scaled_wave(loud, [("it", voices[:1, :, None])]) is None


HILLS = (
    "from scipy import ndimage\nyy, xx = np.mgrid[0:48, 0:48]\n"
    "hills = np.stack([120 + 60 * np.sin(xx / (4 + k)) * np.cos(yy / 5) for k in range(5)]).round().astype('{kind}')\n"
)
SLOPES = (
    "def slope(page):\n    across = ndimage.sobel(page, axis=1)\n    down = ndimage.sobel(page, axis=0)\n"
    "    return np.hypot(across, down)\n\n"
    "for k, ax in zip((1, 3, 4), plt.subplots(1, 3)[1]):\n    ax.imshow(slope(hills[k]))\n"
)


@pytest.mark.parametrize(
    ("drawn", "kind", "named"),
    [
        (SLOPES, "uint8", ["integer-wraparound"]),
        (SLOPES, "float32", []),
        ("plt.imshow(ndimage.laplace(hills[2]))\n", "uint8", ["integer-wraparound"]),
        ("plt.imshow(ndimage.sobel(hills[2], axis=0, output=np.float32))\n", "uint8", []),
        ("plt.imshow(ndimage.gaussian_filter(hills[2], 2))\n", "uint8", []),
        ("smooth = ndimage.gaussian_filter(hills[2], 1)\nplt.imshow(ndimage.sobel(smooth))\n", "int16", []),
        ("flat = hills[0]\nplt.imshow(flat @ flat.T)\n", "uint8", ["integer-wraparound"]),
        ("flat = hills[0]\nplt.imshow(flat @ flat.T)\n", "int64", []),
    ],
)
def test_filters_and_products_give_the_type_they_are_given(
    drawn: str, kind: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("scipy")
    assert _said(HILLS.format(kind=kind) + drawn, tmp_path, monkeypatch) == named


CLIP = "clip = (100 + rng.normal(0, 3, (12, 24, 24))).round().astype('{kind}')\n"
TURNS = [
    "moved = np.stack([np.abs(b - a) for a, b in zip(clip[:-1], clip[1:])]).mean(axis=0)\nplt.imshow(moved)\n",
    "moved = np.mean([np.abs(clip[i + 1] - clip[i]) for i in range(len(clip) - 1)], axis=0)\nplt.imshow(moved)\n",
    "moved = []\nfor a, b in zip(clip[:-1], clip[1:]):\n    step = b - a\n    moved.append(np.abs(step))\n"
    "plt.imshow(np.mean(moved, axis=0))\n",
    "moved = [np.abs(b - a).mean() for a, b in zip(clip[:-1], clip[1:])]\nplt.plot(moved)\n",
]


@pytest.mark.parametrize("turns", TURNS, ids=["zip", "range", "append", "a line"])
@pytest.mark.parametrize(("kind", "named"), [("uint8", ["integer-wraparound"]), ("int16", [])])
def test_differences_turn_by_turn(
    turns: str, kind: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _said(CLIP.format(kind=kind) + turns, tmp_path, monkeypatch) == named


def test_what_is_cut_and_then_multiplied_is_no_wrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "steps = (rng.normal(0, 12, (40, 40))).astype('int16') * 10\nplt.imshow(steps)\n"
    assert _said(code, tmp_path, monkeypatch) == []


@pytest.mark.parametrize(("step", "named"), [(60, ["integer-wraparound"]), (50, [])])
def test_a_product_with_the_default_of_a_function(
    step: int, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"kinds = rng.integers(0, 6, (20, 20)).astype('uint8')\ndef shades(of, step={step}):\n    return of * step\n"
    assert _said(code + "plt.imshow(shades(kinds), cmap='gray')\n", tmp_path, monkeypatch) == named


def _steps(values: np.ndarray, limit: float, dtype: str = "int8") -> tuple[np.ndarray, float]:
    step = limit / 127
    return np.rint(values / step).astype("int64").astype(dtype), step


def test_floats_in_steps_that_ran_over() -> None:
    weights = np.random.default_rng(4).normal(0, 0.4, (20, 30))
    codes, step = _steps(weights, 0.9)
    for shown in (codes, codes * np.float32(step), (weights * 200 + 128).astype("int64").astype("uint8")):
        assert stepped(shown, [("weights", weights)]) is not None
    assert stepped(codes, [("others", weights[::-1])]) is None
    back = stepped(codes * np.float32(step), [("weights", weights)])
    assert back is not None
    assert np.abs(back.meant - weights).max() <= 0.6 * step


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param(lambda w: _steps(w, 2.0)[0], id="nothing runs over"),
        pytest.param(lambda w: np.clip(np.rint(w * 127 / 0.9), -128, 127).astype("int8"), id="clipped"),
        pytest.param(lambda w: np.round(w, 2), id="decimals"),
        pytest.param(lambda w: (np.sin(3 * w) * 127).astype("int8"), id="a curve of them"),
        pytest.param(lambda w: np.sign(w) * 0.5, id="two levels"),
    ],
)
def test_steps_that_hold_all(shown: Callable[[np.ndarray], np.ndarray]) -> None:
    weights = np.random.default_rng(4).normal(0, 0.4, (20, 30))
    assert stepped(shown(weights), [("weights", weights)]) is None


QUANTISED = """class Coder:
    def __init__(self, values):
        self.step = 2 * values.std() / 127
    def encode(self, values):
        return {cast}
    def decode(self, codes):
        return codes.astype(np.float32) * self.step
weights = rng.normal(0, 0.3, (24, 24))
coder = Coder(weights)
restored = coder.decode(coder.encode(weights))
plt.imshow(restored)
"""


@pytest.mark.parametrize(
    ("cast", "named"),
    [
        ("np.round(values / self.step).astype(np.int8)", ["integer-wraparound"]),
        ("np.clip(np.round(values / self.step), -128, 127).astype(np.int8)", []),
    ],
)
def test_weights_in_8_bits_and_back(
    cast: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _said(QUANTISED.format(cast=cast), tmp_path, monkeypatch) == named


COLLECTED = (
    "first, second = rng.integers(40, 200, (2, 12, 40)).astype('uint8')\n"
    "def batches():\n    for n in range(0, 12, 4):\n        yield first[n:n + 4], second[n:n + 4]\n"
    "kept, seen = [], []\n"
    "for a, b in batches():\n    d = {made}\n    kept.append(d)\n    seen.append(a)\n"
    "shown = np.concatenate({which}).ravel()\nplt.hist(shown, bins=32)\n"
)


@pytest.mark.parametrize(
    ("made", "which", "named"),
    [
        ("np.abs(a - b)", "kept", 1),
        ("(a + b).astype('float32')", "kept", 1),
        ("np.abs(a.astype('int16') - b)", "kept", 0),
        ("a - b", "seen", 0),  # the difference of the two others modulo 256, and yet it was there first
        ("np.where(a > b, a - b, b - a)", "kept", 0),
    ],
)
def test_what_a_loop_over_batches_collects(
    made: str, which: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(_said(COLLECTED.format(made=made, which=which), tmp_path, monkeypatch)) == named


@pytest.mark.parametrize(("dtype", "named"), [("uint8", 1), ("int16", 0)])
@pytest.mark.parametrize(
    "match",
    [
        "costs = []\n    for k in shifts:\n        off = np.abs(one - np.roll(two, k, axis=1))\n"
        "        costs.append(uniform_filter(off.astype(float), size))\n    return np.argmin(costs, axis=0)",
        "return np.stack([uniform_filter(np.abs(one - np.roll(two, k, 1)) * 1.0, size) for k in shifts]).argmin(0)",
    ],
)
def test_the_place_of_the_smallest_difference(
    match: str, dtype: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The difference wraps in a function, whose parameters have defaults, and what is drawn are places."""
    code = "from scipy.ndimage import uniform_filter\n"
    code += f"def match(one, two, shifts=range(6), size=5):\n    {match}\n\n\n"
    code += "wall = np.clip(rng.normal(128, 30, (40, 50)), 20, 230)\nseen = np.roll(wall, 2, axis=1)\n"
    code += "seen[:, 25:] = np.roll(wall, 4, axis=1)[:, 25:]\n"
    code += f"wall = (wall + rng.normal(0, 3, wall.shape)).astype('{dtype}')\n"
    code += f"seen = seen.astype('{dtype}')\nplt.imshow(match(seen, wall))\n"
    assert len(_said(code, tmp_path, monkeypatch)) == named
