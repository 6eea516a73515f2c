"""Division by a range of zero."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, run_with
from tests.diagnose.scripts import checked

from kerascope.diagnose import all_causes
from kerascope.evidence import Assignment, Warned
from kerascope.findings import Finding, Location


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [
        f.cause
        for f in checked(code + "plt.savefig('x.png')\n", folder, monkeypatch, ["zero-range-normalisation"]).findings
    ]


MAPS = (
    "maps = rng.random((10, 10, 4))\nmaps[..., 1] = {dead}\nlow, high = maps.min(axis=(0, 1)), maps.max(axis=(0, 1))\n"
)
DRAW = (
    "scaled = (maps - low) / (high - low)\nfor n in range(4):\n"
    "    plt.subplot(1, 4, n + 1)\n    plt.imshow(scaled[..., n])\n"
)


@pytest.mark.parametrize(("dead", "named"), [("0", ["zero-range-normalisation"]), ("maps[..., 0] / 2", [])])
def test_limits_under_names_of_their_own(
    dead: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _said(MAPS.format(dead=dead) + DRAW, tmp_path, monkeypatch) == named


@pytest.mark.parametrize(("dead", "named"), [("0", ["zero-range-normalisation"]), ("frame['a'] * 2", [])])
def test_columns_of_a_frame(dead: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import pandas as pd\nframe = pd.DataFrame(rng.random((20, 3)), columns=list('abc'))\n"
        f"frame['b'] = {dead}\nframe = (frame - frame.min()) / (frame.max() - frame.min())\nframe.plot(subplots=True)\n"
    )
    assert _said(code, tmp_path, monkeypatch) == named


def test_a_maximum_over_the_map_is_no_guard_of_the_divisor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "cam = np.maximum(-rng.random((8, 8)), 0)\ncam = cam / np.max(cam)\nplt.imshow(cam)\n"
    assert _said(code, tmp_path, monkeypatch) == ["zero-range-normalisation"]


def test_the_turn_of_the_loop_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "maps = rng.random((9, 9, 4))\nmaps[..., 2] = 0\nfig, axes = plt.subplots(1, 4)\nfor k in range(4):\n"
    code += "    axes[k].imshow(maps[..., k] / maps[..., k].max())\nplt.savefig('x.png')\n"
    (finding,) = checked(code, tmp_path, monkeypatch, ["zero-range-normalisation"]).findings
    assert "k = 2" in finding.message


TABLE = (
    "import pandas as pd\ntable = pd.DataFrame({'a': [1., 5, 7, 2], 'b': [4., 4, 4, {last}], 'c': [2., 9, 3, 3]})\n"
    "scaled = (table - table.min()) / (table.max() - table.min())\n"
)


@pytest.mark.parametrize("draw", ["plt.plot(scaled.columns, scaled.loc[0])", "plt.plot(scaled['b'])"])
@pytest.mark.parametrize(("last", "named"), [(4, 1), (5, 0)])
def test_a_constant_column_of_a_table(
    draw: str, last: int, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = TABLE.replace("{last}", str(last)) + draw + "\nplt.savefig('x.png')\n"
    assert len(checked(code, tmp_path, monkeypatch, ["zero-range-normalisation"]).findings) == named


def test_what_a_network_made_of_holes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table was standardised, but the holes were there before: the division is not to blame."""
    code = (
        "import pandas as pd\ntable = pd.DataFrame({'a': rng.random(40), 'b': rng.random(40)}).rolling(5).mean()\n"
        "table = (table - table.mean()) / table.std()\n"
        "class Net:\n    def predict(self, x):\n        return np.full(len(x), np.nan)\n"
        "made = Net().predict(table)\nplt.plot(made)\nplt.savefig('x.png')\n"
    )
    assert checked(code, tmp_path, monkeypatch, ["zero-range-normalisation"]).findings == ()


@pytest.mark.parametrize(
    "draw",
    [
        "import seaborn as sns\nsns.heatmap(scaled)",
        "import seaborn as sns\nsns.heatmap(scaled.T, cmap='magma')",
        "import seaborn as sns\nsns.heatmap(\n    scaled.transpose(),\n    cbar=False,\n)",
        "plt.imshow(scaled)",
        "plt.imshow(scaled.to_numpy().T)",
    ],
)
@pytest.mark.parametrize(("last", "named"), [(4, 1), (5, 0)])
def test_a_map_of_a_table_with_a_constant_column(
    draw: str, last: int, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = TABLE.replace("{last}", str(last)) + draw + "\nplt.savefig('x.png')\n"
    assert len(checked(code, tmp_path, monkeypatch, ["zero-range-normalisation"]).findings) == named


def test_a_map_of_a_table_that_had_holes_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = TABLE.replace("{last}", "5").replace("1., 5, 7, 2", "1., None, 7, 2") + "plt.imshow(scaled)\n"
    assert _said(code, tmp_path, monkeypatch) == []


def test_infinity_over_infinity_is_another_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "score = np.linspace(0, 20, 50).astype('float16')\npower = np.exp(score)\nplt.plot(power / power.sum())\n"
    assert _said(code, tmp_path, monkeypatch) == []


@pytest.mark.parametrize(("row", "named"), [(0, ["zero-range-normalisation"]), (2, [])])
def test_rows_of_a_table_divided_by_their_sum(
    row: int, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "import pandas as pd\ntable = pd.DataFrame(rng.integers(1, 9, (5, 4)))\n"
    code += f"table.loc[2] = {row}\nshare = table.div(table.sum(axis=1), axis=0)\nplt.matshow(share)\n"
    assert _said(code, tmp_path, monkeypatch) == named


@pytest.mark.parametrize(("column", "named"), [("4.0", ["zero-range-normalisation"]), ("table['a'] ** 2", [])])
def test_columns_given_to_a_function_one_by_one(
    column: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        f"import pandas as pd\ntable = pd.DataFrame(rng.random((9, 3)), columns=list('abc'))\ntable['b'] = {column}\n"
    )
    code += "scores = table.apply(lambda c: (c - c.mean()) / c.std())\nplt.matshow(scores)\n"
    assert _said(code, tmp_path, monkeypatch) == named


@pytest.mark.filterwarnings("ignore")
def test_a_division_whose_result_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "marks = rng.random((6, 6))\nmarks[2, 3] = 0\np = marks / marks.sum(axis=1, keepdims=True)\n"
    assert _said(code + "plt.imshow(-p * np.log(p))\n", tmp_path, monkeypatch) == []


def test_the_constant_column_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = TABLE.replace("{last}", "4") + "plt.matshow(scaled)\nplt.savefig('x.png')\n"
    (finding,) = checked(code, tmp_path, monkeypatch, ["zero-range-normalisation"]).findings
    assert "column b" in finding.message
    assert finding.evidence["constant_columns"] == ["b"]


SHARES = "import pandas as pd\nimport seaborn as sns\nm = rng.integers(1, 9, (5, 5))\n"
TRIANGLES = {
    "an array": "m = m / m.sum(axis=1, keepdims=True)\n"
    "m = np.where(np.tril(np.ones((5, 5))), m, np.nan)\nplt.imshow(m)\n",
    "written into": "m = m / m.sum(axis=1, keepdims=True)\nm[np.triu_indices(5, 1)] = np.nan\nplt.imshow(m)\n",
    "a table": "m = pd.DataFrame(m)\nm = m.div(m.sum(axis=1), axis=0)\n"
    "m = m.where(np.tri(5, dtype=bool))\nsns.heatmap(m)\n",
    "a table, turned": "m = pd.DataFrame(m)\nm = (m - m.min()) / (m.max() - m.min())\n"
    "sns.heatmap(m.mask(np.tri(5, dtype=bool)).T)\n",
    "seaborn's mask": "m = pd.DataFrame(m)\nm = (m - m.min()) / (m.max() - m.min())\n"
    "sns.heatmap(m.T, mask=np.tri(5, dtype=bool))\n",
    "options": "m = pd.DataFrame(m)\nm = m.div(m.sum(axis=1), axis=0)\n"
    "options = dict(mask=np.tri(5, dtype=bool))\nsns.heatmap(m.T, **options)\n",
    "a masked array": "m = np.ma.masked_greater(m / m.sum(axis=1, keepdims=True), 0.3)\nsns.heatmap(m.T)\n",
}
"""Gaps that are meant, in a matrix that was divided by its sums or ranges."""


@pytest.mark.parametrize("draw", TRIANGLES.values(), ids=TRIANGLES)
def test_gaps_that_the_script_makes_itself(draw: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(SHARES + draw, tmp_path, monkeypatch) == []


def _cast(dead: float, kind: str, made: str) -> list[Finding]:
    """What is said of a mosaic of twelve scaled tiles cast to bytes, when NumPy warned of a division and a cast."""
    maps = np.maximum(np.random.default_rng(0).normal(size=(12, 12, 12)), 0)
    maps[..., 5] *= dead
    tiles = maps - maps.mean(axis=(0, 1))
    with np.errstate(invalid="ignore"):
        tiles = np.clip(tiles / tiles.std(axis=(0, 1)) * 64 + 128, 0, 255).astype("uint8")
    canvas = np.vstack([np.hstack(list(np.moveaxis(tiles[..., k : k + 4], -1, 0))) for k in (0, 4, 8)]).astype(kind)
    lines = ("canvas = np.zeros((36, 48))", "tile = maps[..., n].copy()", made, "tile = tile.astype('uint8')")
    lineage = tuple(
        Assignment(s.split()[0], s, n, s.partition("= ")[2], augmented="/=" in s) for n, s in enumerate(lines, start=1)
    )
    one = call("imshow", "image", argument("X", canvas, "canvas", lineage=lineage), line=6)
    said = {"invalid value encountered in divide": 3, "invalid value encountered in cast": 4}
    warned = tuple(
        Warned("RuntimeWarning", w, Location("script.py", None, n, 1, n, None, lines[n - 1])) for w, n in said.items()
    )
    run = run_with(one, warned=warned)
    return list(all_causes()["zero-range-normalisation"].look(one, run))


@pytest.mark.parametrize("kind", ["uint8", "float64"])
def test_a_tile_that_a_cast_has_blackened(kind: str) -> None:
    (finding,) = _cast(0.0, kind, "tile /= tile.std()")
    assert finding.evidence["nan"] == 144
    assert "144 of 1728 values" in finding.message
    assert "were NaN and cast to 0" in finding.message


@pytest.mark.parametrize(("dead", "made"), [(0.5, "tile /= tile.std()"), (0.0, "tile /= depth")])
def test_no_tile_is_black_or_something_else_was_divided_by(dead: float, made: str) -> None:
    assert _cast(dead, "uint8", made) == []
