"""The statements behind a plot, through methods, objects, loops and parameters."""

from __future__ import annotations

from pathlib import Path

import pytest

from kerascope.findings import Location
from kerascope.watch.origin.lineage import lineage_of

CLASS = """class Store:
    def __init__(self, names):
        self.names = names
    def __getitem__(self, n):
        raw = load(self.names[n])
        return raw / 2, n
    def first(self):
        return self[0]
    def show(self, ax):
        part = self.first()
        ax.imshow(part)
    def predict(self):
        return secret
store = Store(["a"])
for ax, (x, y) in zip(axes, (store[0], store[1])):
    ax.imshow(x)
[ax.imshow(tile) for ax, tile in zip(axes, store)]
model.predict()
"""
PARAMETER = """def joined(parts):
    canvas = zeros(9)
    for k, part in enumerate(parts):
        canvas[k] = part
    return canvas
show(joined(left))
show(joined(right))
left = load("l")
right = load("r")
"""


def _targets(code: str, line: int, expression: str, folder: Path) -> list[tuple[str, str]]:
    script = folder / "script.py"
    script.write_text(code)
    found = lineage_of((str(script),), Location(str(script), None, line, line), expression)
    return [(a.target, a.value) for a in found]


def test_an_object_leads_to_what_it_gives(tmp_path: Path) -> None:
    found = _targets(CLASS, 16, "x", tmp_path)
    assert found[:1] == [("x", "(store[0], store[1])")]
    assert ("raw", "load(self.names[n])") in found
    assert not any(target in ("axes", "y") for target, _ in found)


def test_a_method_of_its_own_is_followed(tmp_path: Path) -> None:
    assert ("first()", "self[0]") in _targets(CLASS, 11, "part", tmp_path)


def test_a_method_that_every_model_has_is_not(tmp_path: Path) -> None:
    assert ("predict()", "secret") not in _targets(CLASS, 18, "model.predict()", tmp_path)


@pytest.mark.parametrize(("line", "known"), [(17, True), (18, False)])
def test_names_of_a_comprehension_are_known_inside_it(line: int, known: bool, tmp_path: Path) -> None:
    assert (("tile", "store") in _targets(CLASS, line, "tile", tmp_path)) == known


def test_only_what_this_call_hands_over_counts(tmp_path: Path) -> None:
    found = _targets(PARAMETER, 6, "joined(left)", tmp_path)
    assert ("parts", "left") in found
    assert ("part", "parts") in found
    assert ("parts", "right") not in found


KEEPER = """class Base:
    def __init__(self):
        self.rows = zeros(3)
class Keeper(Base):
    def add(self, n):
        self.rows[n] = share(n)
        self.rows += 1
    def show(self):
        draw(self.rows)
class Other:
    def __init__(self):
        self.rows = secret
keeper = Keeper()
draw(keeper.rows)
table = load()
draw(table.rows)
"""


def test_an_attribute_leads_to_where_its_class_sets_it(tmp_path: Path) -> None:
    kept = [("self.rows", "1"), ("self.rows", "share(n)"), ("self.rows", "zeros(3)")]
    for line, expression in ((14, "keeper.rows"), (9, "self.rows")):
        assert [f for f in _targets(KEEPER, line, expression, tmp_path) if f[0] == "self.rows"] == kept
    assert not [f for f in _targets(KEEPER, 16, "table.rows", tmp_path) if f[0] == "self.rows"]


def test_what_a_with_block_opens(tmp_path: Path) -> None:
    code = "with np.load('r.npz') as run, lock:\n    y = run['y']\nplot(y)\n"
    assert _targets(code, 3, "y", tmp_path) == [("y", "run['y']"), ("run", "np.load('r.npz')")]


RUNNING = """class Running:
    def __init__(self):
        self.total = 0.0
    def std(self):
        return root(self.total)
passes = Running()
for ax, field in ((left, passes.std()), (right, table.std())):
    ax.pcolormesh(field)
"""


def test_a_method_of_a_common_name_is_followed_for_an_object_of_its_class(tmp_path: Path) -> None:
    other = RUNNING.replace("passes.std()", "others.std()")
    for code, followed in ((RUNNING, True), (other, False)):
        (folder := tmp_path / str(followed)).mkdir()
        assert (("std()", "root(self.total)") in _targets(code, 8, "field", folder)) == followed


@pytest.mark.parametrize("head", ["x = x / 255\n", "x = x / 255\nx = crop(x)\n"])
def test_a_name_made_anew_from_itself_leads_to_the_cell_before(head: str, tmp_path: Path) -> None:
    cells = {"last": "plot(x)\n", "middle": head, "first": "x = load()\nx = scaled(x)\n"}
    for name, text in cells.items():
        (tmp_path / name).write_text(text)
    files = tuple(str(tmp_path / name) for name in cells)
    found = [a.value for a in lineage_of(files, Location(files[0], None, 1), "x")]
    assert [v for v in ("x / 255", "scaled(x)", "load()") if v in found] == ["x / 255", "scaled(x)", "load()"]


SHEET = """def sheet_of(*tiles, at=0, ground):
    sheet = Image.new("L", size, ground)
    for tile in tiles:
        sheet.paste(tile, (at, 0))
    return sheet
show(sheet_of(first, *others, ground=white))
"""


def test_what_is_pasted_and_handed_over_by_star_and_by_name(tmp_path: Path) -> None:
    found = _targets(SHEET, 6, "sheet_of(first, *others, ground=white)", tmp_path)
    assert ("sheet", "tile") in found
    assert ("tiles", "(first, *others)") in found
    assert ("ground", "white") in found
    assert not any(target == "at" for target, _ in found)


LOOPS = """for k in range(2):
    show(tile)
    tile = first[k]
for tile in second:
    for part in tile:
        show(tile)
    tile = third
tile = fourth
"""


@pytest.mark.parametrize(
    ("line", "made"), [(2, ["first[k]"]), (6, ["third", "second"]), (8, ["fourth", "third", "second", "first[k]"])]
)
def test_what_another_loop_gives_a_name_does_not_reach_here(line: int, made: list[str], tmp_path: Path) -> None:
    assert [value for target, value in _targets(LOOPS, line, "tile", tmp_path) if target == "tile"] == made


CALLED = """class Halver:
    def __init__(self, table):
        self.table = table / 2
    def __call__(self, row):
        picked = self.table[row]
        return picked + 1
class Quiet:
    def show(self):
        return secret
halve = Halver(colours)
quiet = Quiet()
draw(halve(rows))
draw(quiet(rows))
draw(other(rows))
"""


def test_an_object_called_by_its_name_leads_to_what_it_returns(tmp_path: Path) -> None:
    made = [("halve()", "picked + 1"), ("picked", "self.table[row]"), ("self.table", "table / 2"), ("row", "rows")]
    assert set(made) <= set(_targets(CALLED, 12, "halve(rows)", tmp_path))
    for line, expression in ((13, "quiet(rows)"), (14, "other(rows)")):
        assert not {t for t, _ in _targets(CALLED, line, expression, tmp_path)} & {"quiet()", "other()", "picked"}


KEPT = """rows, by_name = [], {"a": []}
class Log:
    def __init__(self):
        self.maps = []
    def add(self, m):
        self.maps.append(m * 2)
log = Log()
for k in range(3):
    tile = load(k)
    rows.append(tile / 255)
    by_name["a"].append(tile + 1)
    other.rows.append(tile - 1)
show(rows, by_name, log.maps)
"""


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("rows", ["tile / 255", '[], {"a": []}', "load(k)"]),
        ("by_name", ["tile + 1", '[], {"a": []}', "load(k)"]),
        ("log.maps", ["Log()", "m * 2", "[]"]),
    ],
)
def test_what_is_appended_to_a_list_is_on_the_way(name: str, made: list[str], tmp_path: Path) -> None:
    found = [value for _, value in _targets(KEPT, 13, name, tmp_path)]
    assert found[: len(made)] == made


PASSED = """halve = lambda part: part / 2
def third(part, by=3):
    return part / by
def loss(truth, guess):
    return truth - guess
quick = partial(third, by=4)
model = compiled(loss=loss)
left = load("l")
a = [halve(p) for p in left]
b = list(map(third, left))
c = quick(left)
d = left.apply(third)
show(a, b, c, d, model)
"""


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("a", ["part / 2", "p", 'load("l")']),
        ("b", ["part / by", 'load("l")']),
        ("c", ["partial(third, by=4)", "part / by", 'load("l")']),
        ("d", ["part / by", 'load("l")']),
    ],
)
def test_functions_without_a_name_and_functions_that_others_call(name: str, made: list[str], tmp_path: Path) -> None:
    found = [value for _, value in _targets(PASSED, 13, name, tmp_path)]
    assert [m for m in made if m in found] == made


def test_a_function_that_is_only_handed_over_made_nothing(tmp_path: Path) -> None:
    assert [value for _, value in _targets(PASSED, 13, "model", tmp_path)] == ["compiled(loss=loss)"]
