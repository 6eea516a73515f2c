"""Floats written into integers."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [
        f.cause for f in checked(code + "plt.savefig('x.png')\n", folder, monkeypatch, ["integer-truncation"]).findings
    ]


NET = (
    "class Net:\n    def predict(self, x):\n        return np.array([[0.2, 0.5, 0.3]], dtype='float32')\n"
    "\nmodel = Net()\n"
)
FILL = "for n in range(4):\n    table[n] = model.predict(n)[0]\nplt.imshow(table)\n"


@pytest.mark.parametrize(("dtype", "named"), [("int", ["integer-truncation"]), ("float", [])])
def test_predictions_written_into_a_table(
    dtype: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _said(NET + f"table = np.zeros((4, 3), dtype={dtype})\n" + FILL, tmp_path, monkeypatch) == named


PASTE = (
    "def pasted(tiles):\n    sheet = np.zeros((8, 8 * len(tiles)), dtype=counts.dtype)\n"
    "    for k, tile in enumerate(tiles):\n        sheet[:, 8 * k:8 * k + 8] = tile\n    return sheet\n"
)


@pytest.mark.parametrize(
    ("kind", "drawn", "named"),
    [("uint8", "scores", ["integer-truncation"]), ("uint8", "counts", []), ("float32", "scores", [])],
)
def test_pasted_by_a_function_that_serves_two(
    kind: str, drawn: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"counts = rng.integers(0, 17, (5, 8, 8)).astype({kind!r})\nscores = rng.random((5, 8, 8))\n" + PASTE
    other = "counts" if drawn == "scores" else "scores"
    code += f"plt.figure()\nplt.imshow(pasted({drawn}))\nspare = pasted({other})\n"
    assert _said(code, tmp_path, monkeypatch) == named


def test_an_empty_mask_beside_floats_that_fit_it_as_any_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "scans = rng.random((2, 9, 9)).astype('float32')\nmasks = np.zeros((2, 9, 9), dtype='uint8')\n"
    code += "fig, axes = plt.subplots(2, 2)\nfor row, pair in zip(axes, zip(scans, masks)):\n"
    code += "    for ax, shown in zip(row, pair):\n        ax.imshow(shown)\n"
    assert _said(code, tmp_path, monkeypatch) == []


STRETCHED = (
    "scans = rng.random((2, 32, 32)) * 0.9\nscans[:, 4:9, 5:10] += 0.2\nmasks = np.zeros_like(scans)\n"
    "def as_bytes(a):\n    a = a - a.min()\n    return (a / a.max() * 255).astype('uint8')\n"
    "for scan, mask in zip(scans, masks):\n    mask[4:9, 5:10] = 1\n"
)


@pytest.mark.parametrize(
    ("drawn", "named"),
    [
        ("as_bytes(mask)", []),
        ("as_bytes(np.where(mask > 0, mask, 0))", []),
        ("as_bytes(scan)", []),
        ("as_bytes(scan.astype('uint8'))", ["integer-truncation"]),
    ],
)
def test_a_small_mask_that_was_stretched_to_bytes(
    drawn: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its background is what any fractions give that are cut: what it marks must be told by them as well."""
    assert _said(STRETCHED + f"    plt.imshow({drawn})\n", tmp_path, monkeypatch) == named


def test_a_cast_to_floats_cuts_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "scans = rng.random((2, 32, 32)) * 0.9\nmasks = np.zeros((2, 32, 32), dtype='uint8')\n"
    code += "masks[:, 4:9, 5:10] = 200\nmasks[:, 6, 6] = 255\n"
    code += "class tf:\n    def cast(a, kind):\n        return a.astype(kind)\n"
    code += "for scan, mask in zip(tf.cast((scans), np.float32), masks):\n    plt.imshow(mask)\n"
    assert _said(code, tmp_path, monkeypatch) == []


@pytest.mark.parametrize(
    ("cut", "named"),
    [
        ("found = found.astype('uint8')", ["integer-truncation"]),
        ("found = (found > 0.5).astype('uint8')", []),
        ("found = (found * 255).astype('uint8')", []),
    ],
)
def test_predictions_cut_under_their_own_name(
    cut: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "class Net:\n    def predict(self, x):\n        return x * 0.7\nnet = Net()\nx = rng.random((3, 9, 9))\n"
    code += f"found = net.predict(x)\n{cut}\nplt.imshow(found[1])\n"
    report = checked(code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["integer-truncation"])
    assert [f.cause for f in report.findings] == named
    assert not any("`x`" in f.message for f in report.findings)


def test_a_mask_of_few_ones_beside_its_scan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "scan = rng.random((20, 20)).astype('float32') * 0.9\nmask = np.zeros((20, 20), dtype='uint8')\n"
    code += "mask[3, 4:9] = 1\nfor shown in (scan, mask):\n    plt.figure()\n    plt.imshow(shown)\n"
    assert _said(code, tmp_path, monkeypatch) == []


@pytest.mark.parametrize(
    ("cut", "named"), [("astype(int)", ["integer-truncation"]), ("round().astype(int)", []), ("copy()", [])]
)
def test_scores_that_an_object_holds(
    cut: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "class Board:\n    def __init__(self, scores):\n        self.scores = scores\n    def show(self):\n"
    code += f"        shown = self.scores.{cut}\n        plt.imshow(shown[1])\n"
    code += "board = Board(rng.random((3, 9, 9)) * 2)\nboard.show()\n"
    assert _said(code, tmp_path, monkeypatch) == named


def test_a_truth_that_the_line_of_a_cut_prediction_draws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "class Net:\n    def predict(self, x):\n        return x * 0.7\nnet = Net()\nx = rng.random((2, 9, 9))\n"
    code += "truth = np.zeros((2, 9, 9), 'uint8')\ntruth[0, 2:6] = 1\nfound = net.predict(x)\n"
    code += "found = found.astype('uint8')\nfig, axes = plt.subplots(2, 2)\n"
    code += "for row, pair in zip(axes, zip(truth, found)):\n    for ax, shown in zip(row, pair):\n"
    report = checked(
        code + "        ax.imshow(shown)\nplt.savefig('x.png')\n", tmp_path, monkeypatch, ["integer-truncation"]
    )
    (finding,) = report.findings
    assert finding.times == 2
    assert "all are 0" in finding.message


COLOURED = "heat = rng.random((12, 12))\njet = plt.get_cmap('jet')(np.arange(256))[:, :3]\nplt.imshow(jet[{index}])\n"


@pytest.mark.parametrize(
    ("index", "named"),
    [
        ("np.uint8(heat)", 1),
        ("heat.astype('uint8')", 1),
        ("np.uint8(255 * heat)", 0),
        ("(heat > 0.5).astype('uint8')", 0),
    ],
)
def test_colours_by_an_index_cut_to_integers(
    index: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = COLOURED.format(index=index) + "plt.savefig('x.png')\n"
    assert len(checked(code, tmp_path, monkeypatch, ["integer-truncation"]).findings) == named


def test_a_palette_of_classes_of_which_two_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "palette = rng.random((21, 3))\nkinds = np.repeat([[0.0], [1.0]], 9, axis=1)\n"
    code += "plt.imshow(palette[kinds.astype(int)])\n"
    assert checked(code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["integer-truncation"]).findings == ()


CERTAIN = (
    "truth = np.arange(90) % 2\nscores = np.zeros_like(truth{dtype})\n"
    "class Net:\n    def predict(self, x):\n        return rng.random((len(x), 1))\n"
    "for n in range(0, 90, 30):\n    scores[n:n + 30] = Net().predict(truth[n:n + 30])[:, 0]\n"
)


@pytest.mark.parametrize("draw", ["plt.hist(scores, bins=20)", "sns.histplot(x=scores, hue=truth, bins=20)"])
@pytest.mark.parametrize(("dtype", "named"), [("", 1), (", dtype=float", 0)])
def test_a_histogram_of_scores_cut_to_integers(
    draw: str, dtype: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"import seaborn as sns\n{CERTAIN.format(dtype=dtype)}{draw}\nplt.savefig('x.png')\n"
    assert len(checked(code, tmp_path, monkeypatch, ["integer-truncation"]).findings) == named


PAINTED = (
    "class Net:\n    def predict_on_batch(self, rows):\n        return 0.5 + 3 * rng.random(len(rows))\n"
    "depth = np.zeros_like(np.zeros((24, 24), 'uint8'){dtype})\n"
    "for top in range(0, 24, 6):\n    row = Net().predict_on_batch(np.zeros(6)){then}\n"
    "    depth[top:top + 6] = np.repeat(row, 4)\nplt.imshow(depth)\nplt.savefig('x.png')\n"
)


@pytest.mark.parametrize(
    ("dtype", "then", "named"), [("", "", 1), (", dtype=float", "", 0), ("", ".round()", 0), ("", " > 2", 0)]
)
def test_predictions_painted_into_a_canvas_of_bytes(
    dtype: str, then: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under a name of their own; what was rounded or compared before is whole."""
    code = PAINTED.replace("{dtype}", dtype).replace("{then}", then)
    assert len(checked(code, tmp_path, monkeypatch, ["integer-truncation"]).findings) == named


WATCH = (
    "class Watch:\n    def __init__(self, kind):\n        self.{held} = np.zeros((4, 3), dtype=kind)\n"
    "    def note(self, n):\n        for k in range(3):\n            self.{held}[n, k] = {value}\n"
    "\nwatch = Watch({kind})\nfor n in range(4):\n    watch.note(n)\nplt.imshow(watch.{held})\n"
)


@pytest.mark.parametrize(
    ("value", "kind", "named"),
    [
        ("np.mean(rng.random(5) > 0.4 + k / 9)", "int", ["integer-truncation"]),
        ("np.mean(rng.random((5, 3)).argmax(axis=1) == k)", "int", ["integer-truncation"]),
        ("np.mean(rng.random(5)) > 0.5", "int", []),
        ("round(np.mean(rng.random(5)))", "int", []),
        ("np.mean(rng.random(5))", "int", ["integer-truncation"]),
        ("float((rng.integers(0, 9, 5) == k).mean())", "int", ["integer-truncation"]),
        ("1 - np.std(rng.random(5))", "int", ["integer-truncation"]),
        ("np.mean(rng.random(5))", "float", []),
        ("np.sum(rng.integers(0, 2, 1))", "int", []),
        ("rng.random(5).argmax() // 4", "int", []),
    ],
)
def test_what_an_object_keeps(
    value: str, kind: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = WATCH.format(held="shares", value=value, kind=kind)
    assert _said(code, tmp_path, monkeypatch) == named


SMOOTH = (
    "class Net:\n    def fit(self):\n        self.history = {'auc': list(rng.random(12) * 0.9)}\n        return self\n"
    "\nauc = Net().fit().history['auc']\n\ndef smooth(series, weight=0.6):\n    kept = {made}\n    state = series[0]\n"
    "    for n, value in enumerate(series):\n        state = {state}\n        kept[n] = state\n    return kept\n"
    "\nplt.plot(smooth(auc))\n"
)


@pytest.mark.parametrize(
    ("made", "state", "named"),
    [
        ("np.full(len(series), 0)", "weight * state + (1 - weight) * value", ["integer-truncation"]),
        ("np.zeros(len(series), dtype=int)", "max(state, value)", ["integer-truncation"]),
        ("np.full(len(series), 0.0)", "weight * state + (1 - weight) * value", []),
        ("np.zeros(len(series), dtype=int)", "int(value > state)", []),
        ("np.zeros(len(series), dtype=int)", "round(value)", []),
    ],
)
def test_a_smoothed_history_written_into_integers(
    made: str, state: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _said(SMOOTH.replace("{made}", made).replace("{state}", state), tmp_path, monkeypatch) == named


def test_counts_written_into_integers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "rows = [[0, 1], [1], [], [1, 1]] * 3\nhits = np.zeros(12, dtype=int)\n"
    code += "for n, row in enumerate(rows):\n    total = sum(row)\n    hits[n] = total\nplt.plot(hits)\n"
    assert _said(code, tmp_path, monkeypatch) == []


@pytest.mark.parametrize(("scale", "named"), [("False", ["integer-truncation"]), ("True", [])])
def test_a_picture_object_made_of_fractions_without_scaling(
    scale: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "from PIL import Image\n\ndef array_to_img(x, scale=True):\n"
    code += "    return Image.fromarray(((x * 255) if scale else x).astype('uint8'))\n"
    code += f"\nshown = rng.random((9, 9, 3))\npicture = array_to_img(shown, scale={scale})\nplt.imshow(picture)\n"
    assert _said(code, tmp_path, monkeypatch) == named


HEAT = "photo = rng.integers(0, 255, (12, 12, 3))\nheat = rng.random((12, 12))\nheat = heat / heat.max()\n"


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("heat = heat.astype('uint8')\nover = plt.cm.jet(heat)[..., :3]", 1),
        ("over = plt.cm.jet(np.uint8(heat))[..., :3]", 1),
        ("rows = np.uint8(heat)\nover = 0.6 * photo / 255 + 0.4 * plt.cm.jet(rows)[..., :3]", 1),
        ("over = np.uint8(plt.cm.jet(heat)[..., :3])", 1),
        (
            "jet = plt.get_cmap('jet')\ncolours = jet(heat)\nover = colours[..., :3].astype('uint8') // 2 + photo // 2",
            1,
        ),
        ("over = np.uint8(255 * plt.cm.jet(heat)[..., :3])", 0),
        ("over = np.uint8(plt.cm.jet(heat, bytes=True)[..., :3])", 0),
        ("heat = (255 * heat).astype('uint8')\nover = plt.cm.jet(heat)[..., :3]", 0),
        ("heat *= 255\nheat = heat.astype('uint8')\nover = plt.cm.jet(heat)[..., :3]", 0),
        ("heat = heat > 0.5\nheat = heat.astype('uint8')\nover = plt.cm.jet(heat)[..., :3]", 0),
        ("over = plt.cm.jet(heat)[..., :3]", 0),
        ("heat = heat * 9\nrows = heat.astype('uint8')\nover = plt.cm.tab10(rows)[..., :3]", 0),
    ],
)
def test_a_colour_map_given_a_map_cut_to_integers(
    code: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(_said(HEAT + code + "\nplt.imshow(over)\n", tmp_path, monkeypatch)) == named


def test_the_map_alone_is_named_before_the_map_over_its_photo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = HEAT + "heat = heat.astype('uint8')\ncolours = plt.cm.jet(heat)[..., :3]\n"
    code += "plt.imshow(photo / 255 * 0.6 + colours * 0.4)\nplt.figure()\nplt.imshow(colours)\nplt.savefig('x.png')\n"
    (finding,) = checked(code, tmp_path, monkeypatch, ["integer-truncation"]).findings
    assert finding.location.source == "plt.imshow(colours)"


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("scaled = scans // 255", 1),
        ("scaled = scans // scans.max()", 1),
        ("scaled = scans // 128", 0),
        ("scaled = scans / 255", 0),
        ("scaled = scans // 16", 0),
        ("scaled = (scans // 255) * 255", 0),
        ("marks = np.where(scans > 90, 255, 0)\nscaled = marks // 255", 0),
    ],
)
def test_scaled_by_a_floor_division(code: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the largest value it leaves 0 and 1 of a picture; of a mask that is meant, as is a choice of levels."""
    made = "scans = rng.integers(0, 256, (3, 9, 9)).astype('uint8')\nscans[:, 0, 0] = 255\n"
    assert len(_said(made + code + "\nplt.imshow(scaled[1], cmap='gray')\n", tmp_path, monkeypatch)) == named


SLOPE = (
    "from PIL import Image\n"
    "class Tape:\n    def gradient(self, a, b):\n        return np.abs(rng.normal(size=(6, 6)))\n\n"
    "tape = Tape()\n\ndef map_of(x):\n    slope = tape.gradient(x, x)\n    return slope / slope.max()\n\n"
    "def large(m):\n    whole = {cast}\n    return np.kron(whole, np.ones((5, 5), dtype=whole.dtype))\n\n"
)


@pytest.mark.parametrize(
    ("cast", "named"),
    [
        ("m.astype(np.uint8)", ["integer-truncation"]),
        ("np.uint8(m)", ["integer-truncation"]),
        ("np.array(m, dtype='uint8')", ["integer-truncation"]),
        ("np.array([[int(v) for v in row] for row in m])", ["integer-truncation"]),
        ("np.asarray(Image.fromarray(m).convert('L'))", ["integer-truncation"]),
        ("np.asarray(Image.fromarray(255 * m).convert('L'))", []),
        ("(m * 255).astype(np.uint8)", []),
        ("(m > 0.5).astype(np.uint8)", []),
        ("np.round(m).astype(np.uint8)", []),
    ],
)
def test_a_gradient_scaled_to_its_maximum_and_cut_in_a_function(
    cast: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _said(SLOPE.format(cast=cast) + "plt.imshow(large(map_of(0)))\n", tmp_path, monkeypatch) == named


def test_a_mask_of_0_and_255_brought_to_0_and_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "def mask():\n    m = np.zeros((20, 20))\n    m[3:6, 4:6] = 255\n    return m / m.max()\n\n"
    assert _said(code + "plt.imshow(mask().astype('uint8'))\n", tmp_path, monkeypatch) == []


LAND = "height = 3 + 2.9 * np.sin(np.arange(400) / 30).reshape(20, 20)\nkinds = height.astype(int)\n"


@pytest.mark.parametrize(
    ("used", "cmap", "named"),
    [
        ("", "gray", ["integer-truncation"]),
        ("spectra = rng.random((6, 4))\nseen = spectra[kinds]\n", "gray", []),
        ("coded = np.eye(6)[kinds.ravel()]\n", "gray", []),
        ("", "tab10", []),
        ("first = kinds[0]\n", "gray", ["integer-truncation"]),
    ],
)
def test_floats_cut_to_numbers_of_classes(
    used: str, cmap: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _said(LAND + used + f"plt.imshow(kinds, cmap={cmap!r})\n", tmp_path, monkeypatch) == named


THROUGH = (
    "scenes = rng.random((4, 24, 24, 3)) * 0.99\n"
    "def through(scene):\n    code = {cut}.tobytes()\n"
    "    return np.frombuffer(code, dtype=np.uint8).reshape(24, 24, 3)\n\n"
    "for k, ax in zip((0, 3), plt.subplots(1, 2)[1]):\n    ax.imshow(through(scenes[k]))\n"
)


@pytest.mark.parametrize(
    ("cut", "named"),
    [("scene.astype(np.uint8)", ["integer-truncation"]), ("(scene * 255).astype(np.uint8)", [])],
)
def test_one_entry_cut_on_the_way_through_bytes(
    cut: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _said(THROUGH.format(cut=cut), tmp_path, monkeypatch) == named


@pytest.mark.parametrize("of", ["scores[2]", "scores[2] - 0.1"])
def test_nothing_passes_a_threshold(of: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"scores = rng.random((4, 24, 24)) * 0.4\none = {of}\nmask = (one > 0.5).astype('uint8')\nplt.imshow(mask)\n"
    assert _said(code, tmp_path, monkeypatch) == []


PAPER = "paper = np.full((28, 56, 3), 255, dtype='uint8')\npaper[2:26, 2:26] = {first}\npaper[2:26, 30:54] = {last}\n"


@pytest.mark.parametrize(
    ("first", "last", "named"),
    [
        ("scenes[0]", "scenes[1]", ["integer-truncation"]),
        ("scenes[0] * 255", "scenes[1] * 255", []),
        ("scenes[0] > 0.4", "scenes[1] > 0.4", []),
    ],
)
def test_pasted_on_white_paper(
    first: str, last: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "scenes = rng.random((2, 24, 24, 3))\n" + PAPER.format(first=first, last=last) + "plt.imshow(paper)\n"
    assert _said(code, tmp_path, monkeypatch) == named


CLASSES = "truth = rng.integers(0, 4, 200)\nguess = np.where(rng.random(200) < 0.7, truth, (truth + 1) % 4)\n"


@pytest.mark.parametrize(
    ("dtype", "value", "named"),
    [
        ("int", "(guess[truth == c] == c).mean()", ["integer-truncation"]),
        ("float", "(guess[truth == c] == c).mean()", []),
        ("int", "(guess[truth == c] == c).sum()", []),
    ],
)
def test_bars_of_shares_written_into_integers(
    dtype: str, value: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = CLASSES + f"shares = np.zeros(4, dtype={dtype})\nfor c in range(4):\n    shares[c] = {value}\n"
    assert _said(code + "plt.bar(range(4), shares)\n", tmp_path, monkeypatch) == named


@pytest.mark.parametrize(
    ("dtype", "value", "named"),
    [
        ("int", "(guess[truth == c] == c).mean()", ["integer-truncation"]),
        ("float", "(guess[truth == c] == c).mean()", []),
        ("int", "(guess[truth == c] == c + 9).sum()", []),
    ],
)
def test_bars_that_are_all_0_count_none_of_the_floats_in_reach(
    dtype: str, value: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Scaled by nothing, the bins of any array give 0 everywhere."""
    code = "def drawn():\n    return rng.random((160, 4)), np.arange(160) % 8\n\n\nx, truth = drawn()\nx = x * 3\n"
    code += "guess = np.where(x[:, 0] < 2.1, truth, (truth + 1) % 8)\nclasses = np.unique(truth)\n"
    code += f"shares = np.zeros(8, dtype={dtype})\nfor c in classes:\n    shares[c] = {value}\n"
    assert _said(code + "plt.bar(classes, shares)\n", tmp_path, monkeypatch) == named


@pytest.mark.parametrize(
    ("cut", "named"),
    [("scores.astype(int)", ["integer-truncation"]), ("np.round(scores / 3).astype(int)", []), ("scores > 0.95", [])],
)
def test_a_line_and_a_histogram_of_scores_that_are_cut(
    cut: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"scores = rng.random(200) * 0.9\ncut = {cut}\n"
    assert _said(code + "plt.plot(cut)\n", tmp_path, monkeypatch) == named
    assert _said(code + "plt.hist(cut * 1)\n", tmp_path, monkeypatch) == named


def test_a_floor_inside_an_index_rounds_no_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "small = rng.random((10, 10))\nlarge = np.zeros((20, 20), dtype=int)\nfor i in range(20):\n"
    code += "    for j in range(20):\n        large[i, j] = small[i // 2, j // 2]\nplt.imshow(large)\n"
    assert _said(code, tmp_path, monkeypatch) == ["integer-truncation"]


@pytest.mark.parametrize(
    ("cut", "named"), [("(odds > 0.95).astype('uint8')", []), ("odds.astype('uint8')", ["integer-truncation"])]
)
def test_a_threshold_that_nothing_passes(
    cut: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"odds = rng.random((12, 12)).astype('float32') * 0.9\nmask = {cut}\nplt.imshow(mask)\n"
    assert _said(code, tmp_path, monkeypatch) == named


SPOT = (
    "rows, columns = np.mgrid[0:40, 0:40]\ntruth = np.hypot(rows - 20, columns - 22) < 5\n"
    "seen = 0.8 * truth + rng.normal(0, 0.1, truth.shape)\nseen[0, 0] = 1.2\n"
    "p = 1 / (1 + np.exp(-9 * (seen - 0.4)))\n"
)


@pytest.mark.parametrize(
    ("mask", "named"),
    [
        ("(p + 0.5).astype('uint8')", 0),
        ("(0.4 * p + 0.5).astype('uint8')", 1),  # no rounding: 0.5 is the middle of a scale
        ("(0.5 + p).astype(int)", 0),
        ("(p > 0.5).astype('uint8') * 255", 0),
        ("np.round(p).astype(int)", 0),
        ("p.astype('uint8')", 1),
        ("(np.tanh(seen) / 2 + 0.5).astype('uint8')", 1),
    ],
)
def test_masks_beside_what_they_were_made_of(
    mask: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nearly all is background, everything agrees with a mask; a mask is told by the rest."""
    code = SPOT + f"mask = {mask}\nfig, axes = plt.subplots(1, 2)\naxes[0].imshow(seen)\naxes[1].imshow(mask)\n"
    assert len(_said(code, tmp_path, monkeypatch)) == named


@pytest.mark.parametrize(("limit", "named"), [("0.5", 0), ("limit", 0), ("1", 1)])
def test_a_mask_made_in_place(limit: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = SPOT + f"limit = 0.6\np[p > {limit}] = 1\nmask = p.astype('uint8')\nplt.imshow(mask)\n"
    assert len(_said(code, tmp_path, monkeypatch)) == named


@pytest.mark.parametrize(
    ("gives", "named"),
    [
        ("both = a @ b\n    return both / np.sqrt((a @ a) * (b @ b))", 1),
        ("return 1 - np.abs(a - b).mean()", 1),
        ("return a @ b / np.sqrt((a @ a) * (b @ b)) > 0.7", 0),
        ("return round(a @ b / np.sqrt((a @ a) * (b @ b)))", 0),
        ("return int(a @ b / 10)", 0),
    ],
)
def test_a_table_of_integers_filled_by_a_function(
    gives: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"def alike(a, b):\n    {gives}\n\n\nrows = rng.random((7, 20))\ntable = np.full((7, 7), 1)\n"
    code += "for i in range(7):\n    for j in range(i):\n        table[i, j] = table[j, i] = alike(rows[i], rows[j])\n"
    assert len(_said(code + "plt.pcolormesh(table)\n", tmp_path, monkeypatch)) == named


LEARNT = (
    "class Net:\n    def compile(self, *a):\n        pass\n    def fit(self, *a, **k):\n        pass\n\nmodel = Net()\n"
)
LEARNT += "x = rng.random((40, 8, 8))\ny = (x * 4.99).astype(int)\n"
SPARSE = "model.compile('adam', 'sparse_categorical_crossentropy')\n"


@pytest.mark.parametrize(
    ("code", "named"),
    [
        (SPARSE + "model.fit(x, y, epochs=2)\nplt.imshow(y[0])\n", []),
        (SPARSE + "x_train, y_train = x[:30], y[:30]\nmodel.fit(x_train, y_train)\nplt.imshow(y_train[3])\n", []),
        ("model.compile('adam', 'mse')\nmodel.fit(x, y)\nplt.imshow(y[0])\n", ["integer-truncation"]),
        (SPARSE + "labels = rng.integers(0, 5, 40)\nmodel.fit(x, labels)\nplt.imshow(y[0])\n", ["integer-truncation"]),
    ],
)
def test_class_numbers_that_a_network_learns(
    code: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _said(LEARNT + code, tmp_path, monkeypatch) == named


@pytest.mark.parametrize(
    ("cut", "named"),
    [
        ("p.astype(int)", 1),
        ("p.astype('float32')", 0),
        ("(p > 0.5).astype(int)", 0),
        ("np.round(p).astype(int)", 0),
        ("np.digitize(p, [0.2, 0.6])", 0),
    ],
)
def test_a_landscape_of_probabilities(cut: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "a, b = np.meshgrid(np.linspace(-3, 3, 30), np.linspace(-2, 2, 20))\np = 1 / (1 + np.exp(-4 * a - b))\n"
    assert len(_said(code + f"z = {cut}\nplt.contourf(a, b, z, alpha=0.5)\n", tmp_path, monkeypatch)) == named


SHEET = (
    "from PIL import Image, ImageOps\n\nscenes = rng.random((4, 24, 24, 3)) * 0.99\n"
    "rare = (scenes > 0.95).astype('float32')\nscale = 255\n\n"
    "def sheet_of(*tiles):\n    sheet = Image.new('RGB', (108, 28), 'white')\n    for k, tile in enumerate(tiles):\n"
    "        one = Image.fromarray({cast})\n        sheet.paste(one, (2 + 26 * k, 2))\n    return sheet\n\n"
    "plt.imshow(sheet_of({given}))\n"
)


@pytest.mark.parametrize(
    ("cast", "given", "named"),
    [
        ("np.uint8(tile)", "scenes[0], scenes[1]", ["integer-truncation"]),
        ("tile.astype('uint8')", "*scenes", ["integer-truncation"]),
        ("np.uint8(tile * 255)", "*scenes", []),
        ("np.uint8(tile * scale)", "*scenes", []),
        ("np.uint8(tile > 0.95)", "*scenes", []),
        ("np.uint8(tile)", "*rare", []),
    ],
)
def test_pictures_pasted_on_a_sheet(
    cast: str, given: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _said(SHEET.replace("{cast}", cast).replace("{given}", given), tmp_path, monkeypatch) == named


TILES = "from PIL import Image, ImageOps\n\nscenes = rng.random((4, 24, 24, 3)) * 0.99\n"


@pytest.mark.parametrize(
    ("drawn", "named"),
    [
        ("Image.fromarray(scenes[0].astype('uint8')).resize((60, 60))", ["integer-truncation"]),
        ("ImageOps.expand(Image.fromarray(np.uint8(scenes[0])), border=3, fill='white')", ["integer-truncation"]),
        (
            "np.hstack([np.pad(s.astype('uint8'), ((2, 2), (2, 2), (0, 0)), constant_values=255) for s in scenes])",
            ["integer-truncation"],
        ),
        ("Image.fromarray((scenes[0] * 255).astype('uint8')).resize((60, 60))", []),
        ("np.eye(24, dtype='uint8')[np.uint8(scenes[0, :, 0, 0])]", []),
        ("np.zeros((24, 24), dtype='uint8') + np.eye(24, dtype='uint8') * int(scenes[0].max())", []),
        ("ImageOps.expand(Image.fromarray(np.uint8(np.kron(np.eye(2), np.ones((9, 9))))), border=3, fill=255)", []),
    ],
)
def test_fractions_cut_before_the_picture_was_resized_or_framed(
    drawn: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it has no longer the shape of the floats, and nothing but 0 is left of them."""
    assert _said(TILES + f"plt.imshow({drawn})\n", tmp_path, monkeypatch) == named


def test_bytes_that_were_scaled_to_fractions_after_their_mask_was_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "class Net:\n    def segment(self, x):\n        return np.where(x > 250, 1, 0)\n\n"
    code += "scan = rng.integers(0, 256, (24, 24)).astype('float32')\nmask = Net().segment(scan.astype('uint8'))\n"
    code += "scan = scan / 255\nplt.subplot(121)\nplt.imshow(scan)\nplt.subplot(122)\nplt.imshow(mask)\n"
    assert _said(code, tmp_path, monkeypatch) == []


@pytest.mark.parametrize(
    ("made", "cell", "named"),
    [
        ("np.full((2, 3), 0)", "model.evaluate(i, j)[1]", 1),
        ("np.zeros((2, 3), dtype=int)", "float(np.mean(guesses == truth))", 1),
        ("np.zeros((2, 2), dtype=int)", "model.evaluate(i, j)[1]", 1),
        ("np.full((2, 3), 0.0)", "model.evaluate(i, j)[1]", 0),
        ("np.zeros((2, 3), dtype=int)", "int(np.mean(guesses == truth) > 0.9)", 0),
        ("np.zeros((2, 3), dtype=int)", "(guesses > truth + 5).sum()", 0),
        ("np.zeros((2, 2), dtype=int)", "1 if i == j else 0", 0),
    ],
)
def test_a_small_table_with_nothing_but_0_left(
    made: str, cell: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "class Net:\n    def evaluate(self, i, j):\n        return [0.7, 0.2 + (i + j) / 9]\n\nmodel = Net()\n"
    code += "guesses, truth = rng.integers(0, 4, 30), rng.integers(0, 4, 30)\n"
    code += f"table = {made}\nfor i in range(2):\n    for j in range(table.shape[1]):\n        table[i, j] = {cell}\n"
    assert len(_said(code + "plt.imshow(table)\n", tmp_path, monkeypatch)) == named


def test_a_small_confusion_matrix_of_shares_that_are_all_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "counts = np.array([[30, 0], [0, 12]])\nfor row in range(2):\n"
    code += "    counts[row] = counts[row] / counts[row].sum()\nplt.imshow(counts)\n"
    assert _said(code, tmp_path, monkeypatch) == []


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("drawn", ["np.zeros((0, 4), dtype=int)", "np.zeros((2, 2), dtype='datetime64[D]')"])
def test_nothing_to_count(drawn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(f"try:\n    plt.imshow({drawn})\nexcept TypeError:\n    pass\n", tmp_path, monkeypatch) == []


LISTED = "unit = rng.random((4, 20, 20))\nkept = []\nfor one in unit:\n    kept.append({made})\n{draw}\n"


@pytest.mark.parametrize(
    ("made", "draw", "named"),
    [
        ("one.astype('uint8')", "plt.imshow(kept[0])", 1),
        ("np.uint8(one)", "plt.imshow(np.hstack(kept))", 1),
        ("one", "plt.imshow(np.argmax(kept, axis=0))", 0),
        ("one", "plt.imshow((np.array(kept) > 0.5).astype('uint8')[1])", 0),
        ("(one * 255).astype('uint8')", "plt.imshow(kept[0])", 0),
    ],
)
def test_what_a_list_is_given_one_by_one(
    made: str, draw: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(_said(LISTED.format(made=made, draw=draw), tmp_path, monkeypatch)) == named


@pytest.mark.parametrize(
    "made", ["list(map(cut, unit))", "[halved(one) for one in unit]", "[short(one) for one in unit]"]
)
def test_what_a_function_without_a_call_of_its_own_cuts(
    made: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "from functools import partial\nunit = rng.random((4, 20, 20))\ndef cut(one, by=1):\n"
    code += (
        "    return (one / by).astype('uint8')\nhalved = partial(cut, by=2)\nshort = lambda one: one.astype('uint8')\n"
    )
    code += f"kept = {made}\nplt.imshow(kept[0])\nplt.savefig('x.png')\n"
    assert len(checked(code, tmp_path, monkeypatch, ["integer-truncation"]).findings) == 1
