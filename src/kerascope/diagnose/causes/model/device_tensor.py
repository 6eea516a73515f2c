"""A torch tensor that requires a gradient, or lies on a device.

What it does: reports an error of a plot or a conversion that was handed a torch tensor which still belongs to the
graph of gradients or lies on a GPU, or a list or a table's column of such; also pandas' word that it has no numbers to
plot, when it holds tensors of the graph.
Why it is wrong: NumPy can only share the memory of a plain tensor on the CPU. Calling a model gives a tensor of the
graph; `predict` gives an array.
Example:
    import matplotlib.pyplot as plt
    import torch

    loss = (torch.ones(4, requires_grad=True) * torch.arange(4.0)).cumsum(0)
    plt.plot(loss)
Use instead:
    import matplotlib.pyplot as plt
    import torch

    loss = (torch.ones(4, requires_grad=True) * torch.arange(4.0)).cumsum(0)
    plt.plot(loss.detach())
    plt.savefig("loss.png")
What it does not see: a conversion that works and is slow, such as one `.cpu()` per step.
"""

from __future__ import annotations

import ast
import re

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.tell import wrapped
from kerascope.evidence import Call, Failure, Run, Value
from kerascope.findings import Finding, Fix
from kerascope.parsed import called, expression_of, single_quoted

_NO_NUMBERS = "no numeric data to plot"
_WHY = "NumPy can't take a tensor out of the graph of gradients, or off a device."
_WHY_PANDAS = "pandas keeps tensors as objects, which are no numbers to it, and plots columns of numbers only."


@cause(
    "device-tensor",
    family="model",
    sees=Failure,
    outranks=(
        "unsupported-dtype",
        "length-mismatch",
        "history-object",
        "ragged-array",
        "time-axis",
        "batch-axis",
        "removed-api",
    ),
)
def device_tensor(failure: Failure, run: Run) -> Finding | None:
    refused = _NO_NUMBERS in failure.message
    said = refused or "numpy" in failure.message.lower()
    if failure.type not in ("RuntimeError", "TypeError", "ValueError") or not said:
        return None
    call = failure.call
    named = [n for a in call.arguments for n in a.names] if call is not None else []
    value = next((v for v in (*failure.handed, *named, *failure.values) if _bound(v)), None)
    if refused and (value is None or not value.about.get("holds_grad")):
        return None
    if value is None and call is None:
        return _at_once(failure)
    if value is None and call is not None:
        return _drawn(failure, call, (*named, *failure.values))
    if value is None or value.about.get("symbolic"):
        return None
    whole = _whole(value, (*named, *failure.values))
    what, cure, fix = _told(value, whole or value)
    shape = f" of shape {tuple(value.about['shape'])}" if value.about.get("shape") is not None else ""
    shape += f", a part of `{whole.source}`, shape {tuple(whole.about['shape'])}" if whole is not None else ""
    return found(
        failure.place,
        "error",
        f"`{value.source}` {what}{shape}. {cure}",
        why=f"{_WHY_PANDAS if refused else _WHY} It raised {failure.type}: {failure.message}",
        evidence={
            "type": value.type,
            **{
                k: value.about[k]
                for k in ("shape", "requires_grad", "device", "length", "tensor_columns")
                if value.about.get(k) is not None
            },
        },
        fix=fix,
    )


def _at_once(failure: Failure) -> Finding | None:
    """`net(x).numpy()`, `np.asarray(net(x))`: what the call gave has no name, but torch says what it is, and a model
    is what was called.
    """
    made = _called(failure)
    if "requires grad" not in failure.message or made is None:
        return None
    net, given = made
    outer = f"{given}.numpy()" if f"{given}.numpy()" in failure.place.expression else given
    return found(
        failure.place,
        "error",
        f"`{given}` is a torch tensor that requires grad: calling the model gives such a tensor; model.predict or "
        "keras.ops.convert_to_numpy gives an array.",
        why=f"NumPy can't take a tensor out of the graph of gradients. It raised {failure.type}: {failure.message}",
        evidence={"type": "torch.Tensor", "requires_grad": True, "model": net.about.get("class")},
        fix=Fix("make it an array", outer, f"keras.ops.convert_to_numpy({given})"),
    )


def _drawn(failure: Failure, call: Call, values: tuple[Value, ...]) -> Finding | None:
    """`imshow(layer.kernel[..., 0])`: the one tensor that a call was handed has no name, but torch says what it is."""
    tensors = [a for a in call.arguments if a.facts.type.startswith("torch.")]
    if "requires grad" not in failure.message or len(tensors) != 1 or not tensors[0].expression:
        return None
    given, shape = tensors[0].expression, tuple(tensors[0].facts.shape)
    held = next((v for v in values if (v.module, v.type) == ("keras", "Variable") and _within(v.source, given)), None)
    origin, cure = "", "Detach it first."
    fix = Fix("detach it", given, f"{wrapped(given)}.detach().cpu().numpy()")
    if held is not None and held.facts is not None:
        part = re.fullmatch(r"\[[^\[\]]*\]", given[len(held.source) :]) if given.startswith(held.source) else None
        origin = f", {'a part of' if part else 'computed from'} the variable `{held.source}`, shape {held.facts.shape}"
        cure = "keras.ops.convert_to_numpy makes an array of it."
        fix = Fix("make it an array", given, f"keras.ops.convert_to_numpy({given})")
    return found(
        failure.place,
        "error",
        f"`{given}` is a torch tensor that requires grad of shape {shape}{origin}. {cure}",
        why="NumPy can't take a tensor out of the graph of gradients; what comes of a variable belongs to it, too. "
        f"It raised {failure.type}: {failure.message}",
        evidence={"type": tensors[0].facts.type, "shape": list(shape), "requires_grad": True},
        fix=fix,
    )


def _within(name: str, expression: str) -> bool:
    return bool(name) and re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", expression) is not None


_FREES = ("detach", "convert_to_numpy", "item", "float", "predict", "stop_gradient")


def _called(failure: Failure) -> tuple[Value, str] | None:
    """(model, `model(x)`) of the one call of a model or layer in the failing expression that hands its tensor on."""
    text = failure.place.expression
    tree = expression_of(text)
    nets = {single_quoted(v.source): v for v in failure.values if v.about.get("class") is not None}
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call)] if tree is not None else []
    freed = {id(inner) for n in calls if called(n) in _FREES for inner in ast.walk(n) if inner is not n}
    made = [n for n in calls if n is not tree and id(n) not in freed and ast.unparse(n.func) in nets]
    source = ast.get_source_segment(text.strip(), made[0]) if len(made) == 1 else None
    return (nets[ast.unparse(made[0].func)], source) if source else None


def _bound(value: Value) -> bool:
    device = str(value.about.get("device", "cpu"))
    away = not device.startswith(("cpu", "meta"))
    return bool(value.about.get("requires_grad") or value.about.get("holds_grad") or (away and value.module == "torch"))


def _whole(value: Value, values: tuple[Value, ...]) -> Value | None:
    """The tensor that `maps[i, ..., 0]` is indexed from."""
    taken = re.match(r"[\w.]+(?=\[)", value.source)
    return next((v for v in values if taken and v.source == taken[0] and _bound(v) and v.about.get("shape")), None)


def _told(value: Value, whole: Value) -> tuple[str, str, Fix | None]:
    name = value.source
    inner = wrapped(name)
    if value.about.get("holds_grad"):
        return (*_many(value), _taken(value))
    device = str(value.about.get("device", "cpu"))
    state = "requires grad" if value.about.get("requires_grad") else f"lies on {device}"
    maker = whole.provenance
    if maker is not None and maker.kind == "output":
        cure = "Calling the model gives such a tensor; model.predict or keras.ops.convert_to_numpy gives an array."
        return (
            f"is a torch tensor that {state}",
            cure,
            Fix("make it an array", name, f"keras.ops.convert_to_numpy({name})"),
        )
    return (
        f"is a torch tensor that {state}",
        "Detach it first.",
        Fix("detach it", name, f"{inner}.detach().cpu().numpy()"),
    )


def _many(value: Value) -> tuple[str, str]:
    """A list, a column or a table of losses: how many of them, and what should have been kept of each."""
    cure = "Append loss.item() or float(loss.detach()) instead, which also frees the graph of each step."
    shape = value.facts.shape if value.facts is not None else ()
    if value.module == "pandas" and shape:
        columns = [str(c) for c in value.about.get("tensor_columns", ())] if len(shape) == 2 else []
        where = f" in {'column' if len(columns) == 1 else 'columns'} {', '.join(columns)}" if columns else ""
        kind = "table" if len(shape) == 2 else "column"
        return f"is a {kind} with {shape[0]} rows of torch tensors that still require grad{where}", cure
    return f"is a list that holds {value.about.get('length', 0)} torch tensors that still require grad", cure


def _taken(value: Value) -> Fix | None:
    if value.module != "pandas":
        return Fix("take their numbers", value.source, f"[float(v) for v in {value.source}]")
    column = value.type == "Series"
    return Fix("take their numbers", value.source, f"{value.source}.map(float)") if column else None
