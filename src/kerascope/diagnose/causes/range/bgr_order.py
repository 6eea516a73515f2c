"""Blue and red exchanged.

What it does: reports a picture whose channels stand as blue, green, red: told by the colour steps that a JPEG decoder
leaves (only about one pair of differences in four exists, and not the same for red and blue), by an original that
agrees only when it is turned, by colour names in the panels' titles, by bands that are put together as blue, green and
red, by a colour map (its channels turned, or OpenCV's) that runs the wrong way over its values, by colours that the
code writes as 0xRRGGBB, by OpenCV's readers, or by an exchange of red and blue in what other readers gave with red
first.
Why it is wrong: matplotlib reads the first channel as red. OpenCV, raw BMP files and Caffe's weights put blue first.
Example:
    import cv2
    import matplotlib.pyplot as plt
    import numpy as np

    rows, columns = np.mgrid[0:64, 0:64]
    cv2.imwrite("picture.png", np.stack([rows * 3, columns * 2, rows + columns], axis=-1).astype("uint8"))
    picture = cv2.imread("picture.png")
    plt.imshow(picture)
    plt.savefig("shown.png")
Use instead:
    import cv2
    import matplotlib.pyplot as plt
    import numpy as np

    rows, columns = np.mgrid[0:64, 0:64]
    cv2.imwrite("picture.png", np.stack([rows * 3, columns * 2, rows + columns], axis=-1).astype("uint8"))
    picture = cv2.imread("picture.png")
    plt.imshow(picture[..., ::-1])
    plt.savefig("shown.png")
What it does not see: pictures that were resized or drawn by hand and carry no such traces; a guess is not made.
"""

from __future__ import annotations

import ast
import re
from typing import Any

import numpy as np

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.pixels.encoded import colour_order, is_picture, tint
from kerascope.diagnose.pixels.overlaid import MAPPED, against_its_map
from kerascope.diagnose.pixels.prepared import means_added_back, preprocessors
from kerascope.diagnose.say import indexed, percent, shape_words, subject
from kerascope.diagnose.script.palettes import written_colours
from kerascope.diagnose.script.source import text_of
from kerascope.diagnose.tell import elsewhere, measured, tied
from kerascope.evidence import Argument, Call, Run, Value
from kerascope.findings import Finding, Fix
from kerascope.parsed import called, nodes_of, spans, tree_of, words_in

_TURNED = re.compile(r"::\s*-1\s*\](?!\s*\])|BGR2RGB|RGB2BGR|\[\s*2\s*,\s*1\s*,\s*0\s*\]|np\.flip\(|\.reverse\(")
_LAST_TURNED = re.compile(
    r",\s*::\s*-1\s*\]|BGR2RGB|COLOR_BGR|\[\s*2\s*,\s*1\s*,\s*0\s*\]|np\.flip\(|tf\.reverse\(|flip\("
)
_OPENCV = re.compile(r"cv2\.imread\(|VideoCapture|\.read\(\)|cv2\.imdecode\(")
_KEEPS_ORDER = re.compile(
    r"imread|imdecode|resize|\w*[bB]lur|flip|rotate|astype|(?:as)?array|float32|float64|uint8|stack|expand_dims|squeeze|copy"
    r"|clip|append|str|join|glob|sorted|range|enumerate|zip|len|listdir|list|print|Path|predict|divide"
    r"|load_img|load_sample_image|open|convert|img_to_array|array_to_img|convert_to_numpy|numpy|get_file"
    r"|(?:array_)?split|concat(?:enate)?|[vhd]stack|full|zeros|ones|arange|(?:dir|base)name|abspath|int|min|max|batch|take|shuffle"
)
_READS = ("imread", "imdecode", "load_img", "open")
_READS_RGB = re.compile(r"\bload_img\(|\bImage\.open\(|\b(?:plt|mpimg|io|imageio|iio)\.imread\(|\bload_sample_image\(")
_EXCHANGES = re.compile(r"cv2\.cvtColor\(\s*([\w.]+(?:\[[^\[\]]*\])*)\s*,\s*cv2\.COLOR_(?:BGR2RGB|RGB2BGR)\s*\)")
_OTHERWISE = re.compile(
    r"::\s*-1\s*\]|\[\s*2\s*,\s*1\s*,\s*0\s*\]|\bflip\(|reverse|merge\(|split\(|tobytes|BGR2(?!RGB)"
)
_AUGMENTS = re.compile(r"Random|Rescaling|Resizing|CenterCrop|Input|Sequential|Functional|Pipeline")
_STACKED = re.compile(r"(?:stack|concatenate|concat|merge)\(\s*[\[(]((?:[^()\[\]]|\([^()]*\)|\[[^\[\]]*\])*)[\])]")
_BANDS = (("blue", "green", "red"), ("b", "g", "r"), ("B02", "B03", "B04"), ("B2", "B3", "B4"))
_TILES = 64
_EACH = 16
"""Pictures of a stack that are looked at one by one."""


@cause("bgr-order", family="range", sees=Call, kinds=("image",))
def bgr_order(call: Call, run: Run) -> Finding | None:
    data = is_picture(call)
    panel = run.panel_of(call)
    if data is None or data.values is None or data.facts.shape[-1] != 3 or (panel and "bgr" in panel.title.lower()):
        return None
    told = (
        _by_jpeg(data)
        or _by_original(data)
        or against_its_map(data)
        or written_colours(np.asarray(data.values), _drawn_here(call, run), text_of(call.place, run))
        or _by_names(call, run)
        or _by_bands(data)
        or _by_means(data, call, run)
        or _by_reader(data, call, run)
        or _by_exchange(data, call, run)
    )
    if told is None:
        return None
    why, evidence = told
    stored = _stored(call, data, run)
    return found(
        call.place,
        "error",
        f"{subject(data)}, {data.facts.dtype} {shape_words(data.facts.shape)}, has blue first: {why} imshow"
        f" reads R, G, B, so that red and blue are exchanged.{stored}",
        why="matplotlib takes the first channel for red; OpenCV, raw BMP files and Caffe-style data put blue first.",
        evidence={**measured(data), "order": "B, G, R", **evidence},
        fix=_fix(call, run, data, alone="map" not in evidence),
    )


def _drawn_here(call: Call, run: Run) -> list[Any]:
    """All pictures that this line draws."""
    same = [c.data.values for c in run.calls if c.place == call.place and c.data is not None and not c.exception]
    return [v for v in same if v is not None and v.ndim == 3 and v.shape[-1] == 3][:_TILES]


def _by_jpeg(data: Argument) -> tuple[str, dict[str, object]] | None:
    """The picture itself, or the array that it was made of, has a JPEG's colours in the other order."""
    order = colour_order(data.values)
    if order is not None and order.rgb > 0.9:
        return None
    if order is not None and order.reversed:
        share = f"{percent(order.bgr)} of its colours are a JPEG's as B, G, R, {percent(order.rgb)} as R, G, B;"
        return share, {"jpeg_as_bgr": round(order.bgr, 4), "jpeg_as_rgb": round(order.rgb, 4)}
    text = tied(data)
    if _LAST_TURNED.search(text):
        return None
    names = set(words_in(text))
    for value in data.near:
        if value.source in names and _pictures(value):
            order = colour_order(value.values)
            if order is not None and order.reversed:
                share = f"{_told(value)}, of which it was made, has the colours of a JPEG in the order B, G, R;"
                return share, {"source": value.source, "jpeg_as_bgr": round(order.bgr, 4)}
            mixed = order is not None and order.bgr > order.rgb and data.facts.shape != value.values.shape[1:]
            of = _one_of(value) if mixed else None  # of one picture alone its own colours tell
            if of is not None:
                share = f"it was made of {_told(value)}, whose picture {of} has the colours of a JPEG as B, G, R;"
                return share, {"source": f"{value.source}[{of}]"}
    return None


def _told(value: Value) -> str:
    return f"`{value.source}`, {value.facts.dtype} {value.facts.shape}" if value.facts else f"`{value.source}`"


def _one_of(stack: Value) -> int | None:
    """Of pictures that were changed in their turn, one that was left as it came and is a JPEG's in the other order."""
    pictures = np.asarray(stack.values)
    if pictures.ndim != 4 or pictures.dtype != np.uint8:
        return None
    orders = [colour_order(one) for one in pictures[:_EACH]]
    if any(o is not None and o.rgb > 0.9 for o in orders):
        return None
    return next((n for n, o in enumerate(orders) if o is not None and o.reversed), None)


def _by_original(data: Argument) -> tuple[str, dict[str, object]] | None:
    """Another array of the code is the same picture, in a JPEG's own order, and agrees only when turned."""
    shape = data.facts.shape
    shown = np.asarray(data.values, dtype="float64")
    shown = shown * 255 if 0 < shown.max() <= 1 else shown
    for value in data.near:
        if not _pictures(value) or value.facts is None or value.facts.shape[-3:] != shape:
            continue
        order = colour_order(value.values)
        if order is None or order.rgb < 0.9 or order.bgr > 0.6:
            continue
        for one in np.asarray(value.values).reshape(-1, *shape)[:32]:
            original = one.astype("float64") * (255 if one.max() <= 1 else 1)
            straight = float(np.abs(shown - original).mean())
            turned = float(np.abs(shown[..., ::-1] - original).mean())
            if straight > 8 and straight > 4 * turned:
                why = (
                    f"turned round it is `{value.source}` but for {turned:.3g} of 255 a value, as it stands"
                    f" {straight:.3g};"
                )
                return why, {"original": value.source, "turned_off_by": turned, "off_by": straight}
    return None


def _pictures(value: Value) -> bool:
    facts = value.facts
    return facts is not None and facts.ndim in (3, 4) and facts.shape[-1] == 3 and (facts.maximum or 0) <= 255


def _by_names(call: Call, run: Run) -> tuple[str, dict[str, object]] | None:
    """Panels called red that are blue, and the other way round, and none that agrees."""
    swapped: list[str] = []
    for other in run.calls:
        data, panel = is_picture(other), run.panel_of(other)
        if data is None or panel is None or data.values is None or other.place.line != call.place.line:
            continue
        words = set(re.findall(r"\b(red|green|blue)\b", panel.title.lower()))
        if len(words) != 1 or words == {"green"}:
            continue
        shown = tint(data.values)
        if not shown or shown == "green":
            continue
        if words == {shown}:
            return None
        swapped.append(f"'{panel.title}' is {shown}")
    if len(swapped) < 2 or len(set(swapped)) < 2:
        return None
    return f"the panel {', '.join(sorted(set(swapped))[:2])}; it is stored as B, G, R.", {
        "panels": sorted(set(swapped))
    }


def _by_bands(data: Argument) -> tuple[str, dict[str, object]] | None:
    """Three bands put together by name, blue before green before red; so B2, B3, B4 of Sentinel-2 and Landsat 8.

    What a split has named may be named wrongly, and come out right.
    """
    text = tied(data)
    if _LAST_TURNED.search(text) or "split(" in text:
        return None
    for match in _STACKED.finditer(text):
        inside = match[1]
        for names in _BANDS:
            places = [m.start() for n in names if (m := re.search(rf"(?<![A-Za-z0-9]){n}(?![A-Za-z0-9])", inside))]
            if len(places) == 3 and places == sorted(places):
                return f"{', '.join(names)} are put together in this order: blue, green, red;", {"bands": inside}
    return None


def _by_means(data: Argument, call: Call, run: Run) -> tuple[str, dict[str, object]] | None:
    """Keras's preparation for Caffe's weights undone but for the order of the channels, on every value."""
    text = tied(data)
    if "preprocess" not in text or _OPENCV.search(text) or _LAST_TURNED.search(text):
        return None
    if not _of_caffe(call, run):
        return None
    words = set(words_in(text))
    source = means_added_back(data.values, [v for v in data.near if v.source in words and v.values is not None])
    return (f"it is `{source}` with the means of Caffe added back;", {"source": source}) if source else None


def _by_reader(data: Argument, call: Call, run: Run) -> tuple[str, dict[str, object]] | None:
    filled = _filled(data, call, run)
    text = "\n".join([tied(data), *(ast.unparse(n) for n in filled)])
    reader = _OPENCV.search(text)
    if reader is None or "cv2" not in text or _TURNED.search(text) or "cvtColor" in text or "IMREAD_" in text:
        return None
    alive = any(v.facts and v.facts.dtype == "uint8" and _pictures(v) for v in data.near)
    if not (alive and not filled) and not _only_known_steps(data, filled, run):
        return None
    return "OpenCV reads pictures as B, G, R;", {"reader": reader[0]}


def _filled(data: Argument, call: Call, run: Run) -> list[ast.Assign]:
    """The statements that made what was appended to the lists on the way: `kept.append(picture)`."""
    tree = tree_of(text_of(call.place, run))
    names = {a.target for a in data.lineage} | set(words_in(data.expression))
    put = {
        n.args[0].id
        for n in ast.walk(tree)
        if isinstance(n, ast.Call)
        and isinstance(n.func, ast.Attribute)
        and n.func.attr == "append"
        and isinstance(n.func.value, ast.Name)
        and n.func.value.id in names
        and len(n.args) == 1
        and isinstance(n.args[0], ast.Name)
    }
    made = (n for n in ast.walk(tree) if isinstance(n, ast.Assign))
    return [n for n in made if any(isinstance(t, ast.Name) and t.id in put for t in n.targets)]


def _by_exchange(data: Argument, call: Call, run: Run) -> tuple[str, dict[str, object]] | None:
    """What was read as R, G, B and had red and blue exchanged once, whatever came, with nothing to turn it back."""
    text = "\n".join(dict.fromkeys([data.expression, *(a.source for a in data.lineage)]))
    reader, turned = _READS_RGB.search(text), _EXCHANGES.findall(text)
    if reader is None or len(turned) != 1 or text.count("cvtColor") != 1 or _OTHERWISE.search(text):
        return None
    if _OPENCV.search(text) or _filled(data, call, run):
        return None
    made = next((a for a in data.lineage if _EXCHANGES.search(a.source)), None)
    if made is not None and _may_be_skipped(made.line, text_of(call.place, run)):
        return None
    if not _only_known_steps(data, [], run, "cvtColor"):
        return None
    why = f"`{reader[0].removesuffix('(')}` reads R, G, B already, and cvtColor exchanged red and blue;"
    return why, {"reader": reader[0], "exchanged": turned[0]}


def _may_be_skipped(line: int, source: str) -> bool:
    """Whether a line stands in a branch."""
    branches = (n for n in nodes_of(source) if isinstance(n, ast.If | ast.IfExp | ast.Try | ast.Match))
    return any(spans(n, line) for n in branches)


def _only_known_steps(data: Argument, filled: list[ast.Assign], run: Run, *more: str) -> bool:
    """Every function on the way is known to keep the channels' order, or is read through, and the colours differ.

    What only tells which file is read does not count.
    """
    if (data.values[..., 0] == data.values[..., 2]).all():
        return False
    through = {a.target.removesuffix("()") for a in data.lineage if a.target.endswith("()")} | {*more}
    paths = _paths(data)
    files = frozenset(ast.unparse(tree_of(a.value)) for a in data.lineage if a.target in paths)
    calls = {c for a in data.lineage if a.target not in paths for c in _called(a.value, files) or a.calls}
    calls |= _called(data.expression, files)
    calls |= {ast.unparse(c.func) for n in filled for c in ast.walk(n) if isinstance(c, ast.Call)}
    last = {c: c.rsplit(".", 1)[-1] for c in calls if not c[:1].isupper()}
    return all(
        c in through or name in through or _KEEPS_ORDER.fullmatch(name) or _augments(c, run) for c, name in last.items()
    )


def _called(source: str, files: frozenset[str]) -> set[str]:
    """The functions that an expression calls, but for those that make up the name of a file.

    files : what stands for such a name in the code
    """
    todo: list[ast.AST] = [tree_of(source)]
    calls: set[str] = set()
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Call):
            calls.add(ast.unparse(node.func))
            if called(node) in _READS:
                continue
        todo.extend(n for n in ast.iter_child_nodes(node) if not isinstance(n, ast.Call) or ast.unparse(n) not in files)
    return calls


def _paths(data: Argument) -> set[str]:
    """Names that tell which file is read, and those that they are made of."""
    read = rf"\b(?:{'|'.join(_READS)})\(\s*(?:str\()?([A-Za-z_]\w*)"
    names = set(re.findall(read, tied(data)))
    for _ in data.lineage:
        more = {n for a in data.lineage if a.target in names for n in words_in(a.value)}
        if more <= names:
            break
        names |= more
    return names - set(words_in(data.expression))


def _augments(name: str, run: Run) -> bool:
    """Whether the code calls a model of that name, and its models only move and scale pictures."""
    layers = [kind for m in run.models for _, kind in m.about.get("layers", ())]
    set_to = rf"(?<![\w.]){re.escape(name)}\s*=\s*[\w.]*(?:Sequential|Model|Pipeline|Random\w+)\("
    return (
        bool(layers) and all(map(_AUGMENTS.match, layers)) and bool(re.search(set_to, "\n".join(run.sources.values())))
    )


def _of_caffe(call: Call, run: Run) -> list[str]:
    """The preparations in the source that turn red and blue over."""
    return [n for n, mode in preprocessors(text_of(call.place, run)).items() if mode == "caffe"]


def _stored(call: Call, data: Argument, run: Run) -> str:
    text = tied(data)
    if ".bmp" in text:
        return " BMP stores B, G, R."
    turns = _of_caffe(call, run) if "preprocess" in text else []
    if turns:
        return f" `{turns[0]}` turns R, G, B into B, G, R before it takes the means off."
    root = data.derivation
    return (
        f" `{root.root}` is {data.facts.dtype} {root.shape}, with blue first." if root is not None and root.root else ""
    )


def _fix(call: Call, run: Run, data: Argument, *, alone: bool) -> Fix | None:
    """alone : not if the colours of a map may lie over a picture, whose own order is right"""
    text = tied(data)
    if MAPPED.search(text):
        for made in data.lineage:
            mapped = re.search(r"[\w.]*(?:apply\w*olor\w*|olormaps?)\w*\((?:[^()]|\([^()]*\))*\)", made.value)
            if mapped and not made.target.endswith("()"):
                after = f"{mapped[0]}[..., ::-1]"
                return elsewhere(call, run, made, "turn the colour map's channels", mapped[0], after)
    for made in data.lineage:
        turned = _EXCHANGES.search(made.source)
        if turned and _READS_RGB.search(text) and not _OPENCV.search(text):
            return elsewhere(call, run, made, "leave the order as it was read", turned[0], turned[1])
    if not data.expression or not alone:
        return None
    return Fix("turn the channels", data.expression, indexed(data.expression, "..., ::-1"))
