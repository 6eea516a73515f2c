"""A list that keeps the same array each time, so that every entry is the last.

What it does: reports panels or lines that are drawn from different entries of one list or array and are equal to the
last digit, part by part where each entry fills several panels, also where they were so when a file was written, and
flat lines read out of a list whose entries are one and the same dict.
Why it is wrong: appending an array, a dict or a layer's variable does not copy it. When it is written to again, all
entries change with it.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    buffer, kept = np.zeros(50), []
    for epoch in range(4):
        buffer[:] = np.sin(np.linspace(0, 3, 50)) * epoch
        kept.append(buffer)
    for epoch, curve in enumerate(kept):
        plt.plot(curve, label=f"epoch {epoch}")
    plt.savefig("curves.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    buffer, kept = np.zeros(50), []
    for epoch in range(4):
        buffer[:] = np.sin(np.linspace(0, 3, 50)) * epoch
        kept.append(buffer.copy())
    for epoch, curve in enumerate(kept):
        plt.plot(curve, label=f"epoch {epoch}")
    plt.savefig("curves.png")
What it does not see: outputs of a model that are equal by themselves are left alone; so are records and stacks of a
file under no words of a training's course, or of which something else is drawn that differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kerascope.diagnose.arrays.filed_records import equal_records
from kerascope.diagnose.arrays.on_file import equal_on_file
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.panels.entry_by_entry import ARRAY_OF, same_entries
from kerascope.diagnose.say import count, number, shape_words, subject
from kerascope.diagnose.script.source import appended, names_in, text_of, walked_by_append
from kerascope.diagnose.script.written import fills_rows, kept_by, writes_into_arrays, written_again
from kerascope.diagnose.tell import computed
from kerascope.evidence import Argument, Call, Derivation, Run, Value
from kerascope.findings import Finding, Fix


@cause(
    "aliased-values", family="selection", sees=Call, outranks=("accumulated-lines", "partial-view", "constant-image")
)
def aliased_values(call: Call, run: Run) -> Finding | None:
    data = call.data
    if (
        data is None
        or call.exception
        or call.kind not in ("line", "image", "bar", "mesh", "scatter", "contour", "hist")
    ):
        return None
    same = _entries(call, data, run)
    if same is None:
        return (
            _logs(call, data, run)
            or _table(call, data, run)
            or _stacked(call, data, run)
            or _made_of_one(call, data, run)
            or _rows_of_one(call, data, run)
            or _of_file(call, data, run)
            or _of_records(call, data, run)
            or same_entries(call, data, run)
        )
    root, shape = same
    entries = shape[0]
    drawn = sum(
        c.place.line == call.place.line and c.function == call.function and (c.data is None or _kin(c.data, data))
        for c in run.calls
    )
    return found(
        call.place,
        "error",
        f"all {count(entries, 'entry', 'entries')} of `{root}`, shape {shape_words(shape)}, are identical to "
        f"the last digit: "
        f"{subject(data)} draws the same {drawn} times. The same array was stored each time and changed in place, so "
        f"that every entry is the last; store a copy.",
        why="append keeps a reference, not a copy: when the array or dict is filled again, all entries show the "
        "last values.",
        evidence={"entries": entries, "shape": list(shape), "distinct": 1},
        fix=_fix(call, root, run),
    )


def _logs(call: Call, data: Argument, run: Run) -> Finding | None:
    """A flat line of numbers read out of dicts that a callback collected: Keras fills one `logs` again and again."""
    made = computed(data)
    read = re.search(r"(\w+)(?:\[|\.get\()[\"'](\w+)[\"'][\])] for \1 in ([\w.]+)", made)
    if call.kind not in ("line", "bar") or not read or not data.facts.constant or data.facts.size < 3:
        return None
    kept = re.search(r"([\w.]+)\.append\(logs\)", text_of(call.place, run))
    kin = read[3].split(".")[-1]
    one = next((v for v in data.names if v.about.get("one") and v.source.split(".")[-1] == kin), None)
    if kept is None and one is None:
        return None
    holder = one.source if one is not None else kept[0] if kept else ""
    return found(
        call.place,
        "error",
        f"all {data.facts.size} values of '{read[2]}' are {number(data.facts.minimum)}: `{holder}` kept the "
        f"same dict each time, "
        "and every entry is the last.",
        why="Keras hands callbacks one logs dict and fills it again; append keeps a reference, so that all "
        "entries change.",
        evidence={"values": data.facts.size, "distinct": 1, "value": data.facts.minimum},
    )


def _table(call: Call, data: Argument, run: Run) -> Finding | None:
    """A flat line of as many numbers as a list has entries that are all one and the same dict, filled by `append`."""
    if call.kind not in ("line", "bar") or not data.facts.constant or data.facts.size < 3:
        return None
    walked = walked_by_append(text_of(call.place, run), data.expression)
    made = " ".join([data.expression or call.place.source, *(a.value for a in data.lineage), *walked])
    for one in data.names:
        kin = re.escape(one.source.split(".")[-1])
        kept = re.search(rf"[\w.]*\b{kin}\.append\([\w.]+(?:\[[^()\n]*\][\w.]*)?\)", text_of(call.place, run))
        entries = one.about.get("length")
        if one.about.get("one") and entries == data.facts.size and kept and re.search(rf"\b{kin}\b", made):
            return found(
                call.place,
                "error",
                f"all {entries} values of {subject(data)} are {number(data.facts.minimum)}: the {entries} entries of "
                f"`{one.source}`, which it is read out of, are one and the same {_what(one)}. `{kept[0]}` kept it each "
                "time, and every entry is the last; make a new one each time.",
                why="append keeps a reference, not a copy: when the dict or array is filled again, all entries show "
                "the last values.",
                evidence={"entries": entries, "distinct": 1, "value": data.facts.minimum, "list": one.source},
                fix=_fix(call, one.source.split(".")[-1], run),
            )
    return None


def _what(one: Value) -> str:
    """'dict', 'list' or 'ndarray': what the list keeps."""
    types = one.about.get("types") or ["object"]
    return str(types[0]).split(".")[-1]


def _stacked(call: Call, data: Argument, run: Run) -> Finding | None:
    """A list of arrays drawn at once, filled by one `append(name)`, whose rows are equal to the last digit."""
    name = data.expression.split(".")[-1]
    rows = data.values
    if call.kind != "line" or data.facts.type != "list" or not name.isidentifier() or rows is None or rows.ndim != 2:
        return None
    if rows.shape[0] < 3 or rows.shape[1] < 2 or data.facts.constant or not bool((rows == rows[0]).all()):
        return None
    place = appended(call.place, run, name)
    if place is None:
        return None
    return found(
        call.place,
        "error",
        f"all {rows.shape[0]} entries of `{data.expression}`, shape {shape_words(data.facts.shape)}, are identical to "
        f"the last digit: `{place[1]}` kept the same array each time, and every entry is the last.",
        why="append keeps a reference, not a copy: when the array is filled again, all entries show the last values.",
        evidence={"entries": rows.shape[0], "shape": list(data.facts.shape), "distinct": 1},
        fix=_fix(call, name, run),
    )


def _rows_of_one(call: Call, data: Argument, run: Run) -> Finding | None:
    """An array whose rows are all equal, made of a list that kept one array which is written to in place.

    Also a list of rows that are one and the same list, `[[0] * m] * n`, whose cells the code fills one by one.
    """
    text = text_of(call.place, run)
    for name, rows, shape in _tables(data):
        listed = next((v for v in data.names if v.source == name and v.about.get("one")), None)
        if listed is not None and fills_rows(text, name):
            how = f"its {shape[0]} rows are one and the same {_what(listed)}, and writing into one writes into all"
            return _all_rows(call, data, name, shape, how, None)
        made = [m[1] for a in data.lineage if a.target == name and (m := ARRAY_OF.fullmatch(a.value))]
        made += [name] if ARRAY_OF.fullmatch(data.expression) else []
        place = appended(call.place, run, _last(made[0])) if made else None
        kept = kept_by(place[1]) if place is not None else ""
        if place is None or not kept or bool((rows == 0).all()):
            continue
        trained = re.search(r"\.(?:detach\(\)|data)\.(?:cpu\(\)\.)?numpy\(", place[1]) and ".step()" in text
        if not trained and not written_again(call.place, run, kept):
            continue
        how = f"`{place[1]}` kept the same array each time, and every entry is the last"
        return _all_rows(call, data, name, shape, how, Fix("keep a copy", place[1], place[2], location=place[0]))
    return None


def _tables(data: Argument) -> Iterator[tuple[str, Any, tuple[int, ...]]]:
    """(name, values, shape) of what is drawn, or of the array that it is cut from, where 3 or more rows all agree."""
    name, listed = re.match(r"[\w.]*", data.expression), ARRAY_OF.fullmatch(data.expression)
    root = listed[1] if listed is not None else name[0] if name is not None else ""
    held = [(root, data.values)] if root == data.expression or listed is not None else []
    held += [(v.source, v.values) for v in data.near if v.source == root]
    for source, rows in held:
        if rows is not None and rows.ndim > 1 and rows.shape[0] > 2 and bool((rows == rows[0]).all()):
            yield source, rows, tuple(int(n) for n in rows.shape)


def _all_rows(
    call: Call, data: Argument, name: str, shape: tuple[int, ...], how: str, fix: Fix | None
) -> Finding | None:
    return found(
        call.place,
        "error",
        f"all {shape[0]} entries of `{name}`, shape {shape_words(shape)}, which {subject(data)} draws, are identical "
        f"to the last digit: {how}.",
        why="A list keeps references, not copies: when the one array or list is filled again, all entries show it.",
        evidence={"entries": shape[0], "shape": list(shape), "distinct": 1},
        fix=fix,
    )


def _made_of_one(call: Call, data: Argument, run: Run) -> Finding | None:
    """Equal pictures or lines, each computed from an entry of a list whose entries are one and the same object."""
    same = [
        c for c in run.calls if c.place.line == call.place.line and c.function == call.function and c.data is not None
    ]
    if len(same) < 3 or same[0] is not call or data.facts.constant or data.values is None or not _told_apart(same, run):
        return None
    made = computed(data)
    one = next((v for v in data.names if v.about.get("one") and re.search(rf"\b{re.escape(v.source)}\b", made)), None)
    if one is None or one.about.get("length") != len(same):
        return None
    if not all(c.data is not None and _equal(c.data.values, data.values) for c in same):
        return None
    place, text = appended(call.place, run, one.source), text_of(call.place, run)
    if place is None and not fills_rows(text, one.source) and names_in(data.expression) & {one.source}:
        return None  # one picture, put into a list several times on purpose
    kept = f" `{place[1]}` kept the same array each time." if place is not None else ""
    return found(
        call.place,
        "error",
        f"{subject(data)} is the same {len(same)} times, to the last digit: all {len(same)} entries of `{one.source}`, "
        f"which they are made of, are one and the same object.{kept}",
        why="append keeps a reference, not a copy: when the array is filled again, all entries show the last values.",
        evidence={"entries": len(same), "shape": list(data.facts.shape), "distinct": 1},
        fix=_fix(call, one.source, run),
    )


def _of_file(call: Call, data: Argument, run: Run) -> Finding | None:
    """Columns of a table, or arrays under keys of their own, that were the same when the file was written."""
    same = [c for c in run.calls if c.place == call.place and c.function == call.function and c.data is not None]
    labels, titles = [str(c.options.get("label")) for c in same], [p.title for c in same if (p := run.panel_of(c))]
    names = next((n for n in (labels, titles) if len(set(n)) == len(same) and all(n)), [])
    if call.kind != "line" or same[0] is not call or not (names == labels or _told_apart(same, run)):
        return None
    held = equal_on_file(same)
    if held is None:
        return None
    told = f" ({', '.join(names)})" if names else ""
    return found(
        call.place,
        "error",
        f"{held} are identical to the last digit, {data.facts.size} values each: {subject(data)} draws the same "
        f"{len(same)} times{told}. Before they were written to the file, the same array was stored each time and "
        "changed in place, so that every entry is the last; store a copy.",
        why="A list keeps a reference, not a copy: when the array is filled again, all entries show the last values.",
        evidence={"entries": len(same), "values": data.facts.size, "distinct": 1},
    )


def _of_records(call: Call, data: Argument, run: Run) -> Finding | None:
    """Snapshots of a training that a file holds one by one: `for snap in snapshots: imshow(snap["kernel"])`."""
    held = equal_records(call, run)
    if held is None:
        return None
    part, walked, entries = held
    return found(
        call.place,
        "error",
        f"`{part}` is the same in all {entries} entries of `{walked}`, to the last digit: {subject(data)} draws one "
        f"state {entries} times. Before they were written to the file, the same array was stored each time and changed "
        "in place, so that every entry is the last; store a copy.",
        why="A list keeps a reference, not a copy; so does an array that shares a tensor's memory. When it is filled "
        "again, all entries show the last values.",
        evidence={"entries": entries, "shape": list(data.facts.shape), "distinct": 1},
    )


def _entries(call: Call, data: Argument, run: Run) -> tuple[str, tuple[int, ...]] | None:
    """(root, its shape) when every entry of a stack was drawn from its own place, and all are equal."""
    same = [
        c
        for c in run.calls
        if c.place.line == call.place.line and c.function == call.function and c.data is not None and _kin(c.data, data)
    ]
    if len(same) < 3 or same[0] is not call or data.facts.size < 3 or data.facts.constant or data.values is None:
        return None
    if call.kind == "contour" and len({str(c.options.get("levels")) for c in same}) > 1:
        return None  # one surface at several heights
    if len(data.aliases) >= 2 and all(c.data is not None and c.data.aliases == data.aliases for c in same):
        root = re.sub(r"\[.*", "", data.aliases[0])
        return (
            (root, (len(data.aliases), *data.facts.shape))
            if _told_apart(same, run) and (len(same) >= len(data.aliases) or _refilled(call, run))
            else None
        )
    derivation = data.derivation
    if derivation is None or (derivation.provenance is not None and derivation.provenance.kind == "output"):
        return None
    places = [
        _row(c.data.derivation, derivation) if c.data is not None and c.data.derivation is not None else None
        for c in same
    ]
    if None in places or len(set(places)) != len(same) or len(same) != derivation.shape[0]:
        return None
    equal = all(c.data is not None and _equal(c.data.values, data.values) for c in same)
    return (derivation.root, derivation.shape) if equal and not _given_so(data, len(same)) else None


def _kin(one: Argument, other: Argument) -> bool:
    """Not known to be cut from different arrays: a loop may walk over a photograph and its snapshots."""
    if one.derivation is None or other.derivation is None:
        return True
    return one.derivation.root == other.derivation.root


def _given_so(data: Argument, entries: int) -> bool:
    """A network gave the very same for every sample: what was made of it is as equal, and nothing was stored twice."""
    made = {a.target for a in data.lineage}
    outputs = [v for v in data.near if v.source in made and v.provenance is not None and v.provenance.kind == "output"]
    rows = [v.values[:entries] for v in outputs if v.values is not None and v.values.ndim > 1]
    return any(len(r) == entries and bool((r == r[0]).all()) for r in rows)


def _row(one: Derivation, other: Derivation) -> int | None:
    """The entry along axis 0 of the same root."""
    first = one.index[0] if one.index else None
    return first if isinstance(first, int) and one.root == other.root and one.index[1:] == other.index[1:] else None


def _told_apart(same: list[Call], run: Run) -> bool:
    """The panels or labels differ, so that the pictures were meant to."""
    if same[0].kind == "contour" and len({str(c.options.get("colors")) for c in same}) == len(same):
        return True
    words = {(c.panel, str(c.options.get("label")), p.title if (p := run.panel_of(c)) else "") for c in same}
    labels = {str(c.options.get("label")) for c in same}
    titles = {p.title for c in same if (p := run.panel_of(c)) is not None}
    if len(words) != len(same):
        return False
    named = len(labels) == len(same) or len(titles) == len(same)
    alike = all(_manner(c) == _manner(same[0]) for c in same)
    panels = alike and len({c.panel for c in same}) == len(same)
    if named and alike and (not _backgrounds(same, run) or writes_into_arrays(same[0].place, run)):
        return True
    return (named or panels) and _refilled(same[0], run)


def _backgrounds(same: list[Call], run: Run) -> bool:
    """Each panel shows something else over the picture: that the picture is the same in all is no wonder."""
    panels = {s.panel for s in same}
    over = [c for c in run.calls if c.panel in panels and c.place != same[0].place and c.arguments]
    differing = any(not _alike(c, over[0]) for c in over)
    return len(panels) == len(same) and (differing or 0 < len({c.panel for c in over}) < len(same))


def _alike(one: Call, other: Call) -> bool:
    """Whether two calls draw the same values."""
    pairs = zip(one.arguments, other.arguments, strict=False)
    return len(one.arguments) == len(other.arguments) and all(_equal(a.values, b.values) for a, b in pairs)


def _manner(call: Call) -> dict[str, Any]:
    return {k: v for k, v in call.options.items() if k != "label"}


def _refilled(call: Call, run: Run) -> bool:
    """The array that the list keeps is written to again."""
    data = call.data
    if data is None or not data.aliases:
        return False
    place = appended(call.place, run, _last(data.aliases[0].split("[", 1)[0]))
    kept = re.findall(r"\(([\w.]+)(?:\[.*\])?\)$", place[1]) if place is not None else []
    return any(a.in_place or a.augmented for a in data.lineage) or any(written_again(call.place, run, k) for k in kept)


def _last(name: str) -> str:
    """'frames' of 'film.frames': what the code calls a list depends on where it stands."""
    return name.rpartition(".")[2]


def _equal(one: Any, other: Any) -> bool:
    return one is not None and one.shape == other.shape and bool((one == other).all())


def _fix(call: Call, root: str, run: Run) -> Fix | None:
    place = appended(call.place, run, _last(root))
    return Fix("keep a copy", place[1], place[2], location=place[0]) if place else None
