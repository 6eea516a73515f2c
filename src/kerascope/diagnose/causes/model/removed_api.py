"""A name that Keras 3 no longer has.

What it does: reports an attribute, a function, a module or an argument of earlier Keras that a plotting snippet asks
for, and names what does its work now.
Why it is wrong: Keras 3 dropped it. Snippets written for Keras 1 and 2 still use it.
Example:
    import keras

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    sizes = [layer.output_shape for layer in model.layers]
Use instead:
    import keras

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    sizes = [layer.output.shape for layer in model.layers]
What it does not see: names that still exist and mean something else now.
"""

from __future__ import annotations

import ast
import re

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.script.removed import ARGUMENTS, ATTRIBUTES, BACKEND, MODULES, NAMES
from kerascope.evidence import Failure, Run, Value
from kerascope.findings import Finding, Fix
from kerascope.parsed import tree_of

_CODE = re.compile(r"[A-Za-z_][\w.]*")
"""What can stand where a name stood; other replacements are words."""


@cause("removed-api", family="model", sees=Failure, outranks=("missing-graphviz", "never-built", "bias-not-kernel"))
def removed_api(failure: Failure, run: Run) -> Finding | None:
    if failure.call is not None:
        return None
    if failure.type == "AttributeError":
        return _attribute(failure)
    if failure.type in ("ModuleNotFoundError", "ImportError"):
        return _import(failure)
    if failure.type in ("TypeError", "ValueError"):
        return _argument(failure)
    return None


def _attribute(failure: Failure) -> Finding | None:
    match = re.search(r"has no attribute '(\w+)'", failure.message)
    if match is None:
        return None
    name, text = match[1], failure.place.expression or failure.place.source
    owner = next((v for v in failure.values if text.startswith(f"{v.source}.{name}")), None)
    kind = _kind(owner, name, failure) if name in ATTRIBUTES else ""
    if kind:
        now, words = ATTRIBUTES[name]
        return _said(failure, f"{kind}.{name}", words, *_edited(failure, name, now))
    module = re.search(r"module '(keras[\w.]*)' has no attribute", failure.message)
    return _of_module(failure, module[1], name) if module is not None else None


def _kind(owner: Value | None, name: str, failure: Failure) -> str:
    """What of Keras it is that lacks the attribute; '' for objects of others."""
    if owner is None:
        return ""
    if owner.about.get("layer") is not None:
        return "model" if owner.about.get("model") else "layer"
    if name == "lr":
        return "optimizer" if owner.module == "keras" else ""
    called_back = any(w.startswith("keras:") for w in failure.through)
    return "Callback" if name == "validation_data" and owner.source == "self" and called_back else ""


def _of_module(failure: Failure, module: str, name: str) -> Finding | None:
    """A function, class or module that a module of Keras had."""
    full, source = f"{module}.{name}", failure.place.source
    if full in MODULES:
        edit = full in source and _is_module(MODULES[full])
        return _said(failure, full, MODULES[full], full if edit else "", MODULES[full])
    if module.endswith("backend") and name in BACKEND:
        named = re.search(rf"[A-Za-z_][\w.]*\.{name}\b", source)
        return _said(failure, full, BACKEND[name], named[0] if named else "", BACKEND[name])
    if name in NAMES:
        return _said(failure, full, NAMES[name], name if NAMES[name].isidentifier() else "", NAMES[name])
    return None


def _edited(failure: Failure, name: str, now: str) -> tuple[str, str]:
    """The attribute where it stands, and what to write; calls with a node's number lose it."""
    source = failure.place.source
    whole = re.search(rf"\.{name}(\(\s*\d+\s*\))?", source)
    if whole is None or not now:
        return "", ""
    if name == "predict_classes":
        call = re.search(rf"[\w.\]\[]+\.{name}\(([^()]*(?:\([^()]*\)[^()]*)*)\)", source)
        return (call[0], call[0].replace(name, "predict") + ".argmax(axis=1)") if call else ("", "")
    return whole[0], f".{now}"


def _import(failure: Failure) -> Finding | None:
    source = failure.place.source
    match = re.search(r"No module named '(keras\.[\w.]+)'", failure.message)
    if match:
        full = match[1]
        asked = re.search(rf"{re.escape(full)}(?:\.\w+)*", source)
        wanted = asked[0] if asked else full
        now = MODULES.get(wanted) or MODULES.get(full)
        if now is None:
            return None
        drawn = "; plot_model is keras.utils.plot_model" if "vis" in full else ""
        words = f"{now} (or drop the import if it is unused{drawn})"
        return _said(failure, wanted, words, *_moved(source, wanted, now))
    match = re.search(r"cannot import name '(\w+)' from '(keras[\w.]*)'", failure.message)
    if match and match[2].endswith("backend") and match[1] in BACKEND:
        return _said(failure, f"{match[2]}.{match[1]}", BACKEND[match[1]], "", "")
    if match and match[1] in NAMES:
        now, full = NAMES[match[1]], f"{match[2]}.{match[1]}"
        whole = source.strip() == f"from {match[2]} import {match[1]}"
        if full in MODULES:  # a module, whose functions the code asks for under its name
            return _said(failure, full, now, *(_as_module(source, match[1], MODULES[full]) if whole else ("", "")))
        edit = now if now.isidentifier() else ""
        return _said(failure, full, now, match[1] if edit else "", edit)
    return None


def _is_module(name: str) -> bool:
    """'keras.utils', and not a class, nor words."""
    return re.fullmatch(r"[a-z_]+(\.[a-z_]+)*", name) is not None


def _moved(source: str, wanted: str, now: str) -> tuple[str, str]:
    """The import of a module that is gone, from the one that has its names now, be they changed."""
    body = tree_of(source.strip()).body
    node = body[0] if len(body) == 1 else None
    if not _is_module(now):
        return "", ""
    if not isinstance(node, ast.ImportFrom) or all(NAMES.get(a.name, a.name) == a.name for a in node.names):
        return wanted, now
    names = [(NAMES.get(a.name, a.name), a.asname or a.name) for a in node.names]
    if not all(name.isidentifier() for name, _ in names):
        return "", ""
    parts = [name if name == called else f"{name} as {called}" for name, called in names]
    return source.strip(), f"from {now} import {', '.join(parts)}"


def _as_module(source: str, name: str, now: str) -> tuple[str, str]:
    above, _, last = now.rpartition(".")
    return (source.strip(), f"from {above} import {last} as {name}") if above and _is_module(now) else ("", "")


def _argument(failure: Failure) -> Finding | None:
    """An argument of earlier Keras in a call of a Keras class or method."""
    if not any(w.startswith("keras:") for w in failure.where) and "keras" not in failure.message:
        return None
    match = re.search(
        r"not recognized: \{'(\w+)'|unexpected keyword argument '(\w+)'|Unrecognized keyword arguments? .*?'(\w+)'",
        failure.message,
    )
    name = next((g for g in match.groups() if g), "") if match else ""
    if name not in ARGUMENTS or not re.search(rf"\b{name}\s*=", failure.place.source):
        return None
    now = ARGUMENTS[name]
    return _said(
        failure,
        f"argument {name}=",
        f"{now}=" if now else "",
        f"{name}=" if now else "",
        f"{now}=",
    )


def _said(failure: Failure, gone: str, now: str, before: str, after: str) -> Finding:
    whole = after.startswith("from ")
    edit = before and before in failure.place.source and (after.startswith(".") or _CODE.match(after))
    fix = Fix(f"use {now}", before, after) if edit and (whole or " " not in after) else None
    return found(
        failure.place,
        "error",
        f"{gone} is gone: it was removed and does not exist in Keras 3. "
        + (f"Use {now}." if now else "Nothing takes its place: leave it out."),
        why=f"The snippet was written for an earlier Keras. It raised {failure.type}: {failure.message}",
        evidence={"removed": gone, "instead": now},
        fix=fix,
    )
