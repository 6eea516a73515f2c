"""Values collected inside a compiled function.

What it does: reports an error inside a loss, metric or layer that is compiled, at a line that takes a number out
of a tensor to keep it for a plot; and a plot of a list that only such a function appends to.
Why it is wrong: `fit` traces such a function once, with tensors that hold no values. What it appends is appended once
per trace, not once per batch.
Example:
    import jax
    import numpy as np

    kept = []

    def loss(error):  # as keras hands it to JAX
        value = (error**2).mean()
        kept.append(float(value))
        return value

    jax.jit(loss)(np.ones(3))
Use instead:
    import keras
    import numpy as np

    kept = []
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    log = keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: kept.append(float(logs["loss"])))
    model.fit(np.ones((4, 2)), np.ones((4, 1)), verbose=0, callbacks=[log])
What it does not see: tensors that were collected and are drawn later; `symbolic-tensor` names those.
"""

from __future__ import annotations

import re

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import count, subject
from kerascope.diagnose.script.source import text_of, traced_lists
from kerascope.evidence import Call, Failure, Run
from kerascope.findings import Finding

_TRAINS = re.compile(r"\.(fit|train_on_batch|evaluate|predict|map)\(|\bjit\(|tf\.function")
_EAGER = re.compile(r"run_eagerly|run_functions_eagerly|disable_jit")
_KEEPS = re.compile(r"\.append\(|\.add\(|\[[^\]]+\]\s*=|\bfloat\(|\.item\(\)|\.numpy\(\)|np\.asarray|np\.array")
_DRAWS = re.compile(
    r"\.(?:imshow|matshow|plot|scatter|hist|bar|pcolormesh|contourf?|imsave|array_to_img|save_img|step)\("
)


@cause(
    "traced-side-effect",
    family="model",
    sees=(Call, Failure),
    outranks=("symbolic-tensor", "device-tensor", "removed-api", "single-point-line"),
)
def traced_side_effect(evidence: Call | Failure, run: Run) -> Finding | None:
    return _raised(evidence) if isinstance(evidence, Failure) else _drawn(evidence, run)


def _drawn(call: Call, run: Run) -> Finding | None:
    """Numbers out of a list that only a function which `fit` compiles has filled: shapes, counters, times."""
    data, text = call.data, text_of(call.place, run)
    trained = [h for h in run.histories if h.about.get("epochs")]
    if data is None or call.exception or not trained or run.called or _EAGER.search(text):
        return None
    if call.kind not in ("line", "bar", "hist", "scatter") or not all(m.about.get("traced") for m in run.models):
        return None
    made = " ".join(f"{a.expression} {' '.join(s.value for s in a.lineage)}" for a in call.arguments)
    lists = traced_lists(text).items()
    name, filled = next(((n, f) for n, f in lists if re.search(rf"(?<![\w.]){_any(n)}\b", made)), ("", None))
    if filled is None or not run.models:
        return None
    name = name.removeprefix(".")
    held = next((v for v in data.names if v.source.split(".")[-1] == name and v.type == "list"), None)
    entries = held.about.get("length") if held is not None else None
    batches = sum(len(h.about["epochs"]) * (h.about.get("steps") or 1) for h in trained)
    if entries is not None and entries >= batches:
        return None
    many = f"; it has {count(entries, 'entry', 'entries')}" if entries is not None else ""
    return found(
        call.place,
        "error",
        f"{subject(data)} is made of `{name}`, which only `{filled[0]}` (line {filled[1]}) fills: fit ran "
        f"{count(batches, 'batch', 'batches')}, but it runs the Python of `{filled[0]}` once per trace, not once "
        f"per batch{many}.",
        why="fit compiles the model's layers, loss and metrics: their Python runs while they are traced, for each new "
        "shape of the input, and never again. Count in a callback or from the data.",
        evidence={"list": name, "function": filled[0], "line": filled[1], "entries": entries, "batches": batches},
    )


def _any(name: str) -> str:
    """As a pattern: an attribute of whatever object, or the plain name."""
    return rf"[\w.]+{re.escape(name)}" if name.startswith(".") else re.escape(name)


def _raised(failure: Failure) -> Finding | None:
    compiled = any(w.startswith(("keras:", "jax:", "tensorflow:")) for w in failure.through)
    if failure.call is not None or not (compiled or any(_TRAINS.search(o.source) for o in failure.outer)):
        return None
    if not _KEEPS.search(failure.place.source) or _DRAWS.search(failure.place.source):
        return None  # what is to be drawn there and then is not kept: symbolic-tensor says so
    value = next((v for v in failure.values if v.about.get("symbolic")), None)
    if value is None:
        return None
    return found(
        failure.place,
        "error",
        f"`{value.source}` is a {value.type} here: this function is traced once, with tensors that hold no values. "
        "What it keeps would be kept once per trace, not once per batch.",
        why="A callback gets numbers: logs['loss'] at the end of each batch. It raised "
        f"{failure.type}: {failure.message}",
        evidence={
            "type": value.type,
            "shape": value.about.get("shape"),
            "called_by": failure.outer[-1].source[:120] if failure.outer else "",
        },
    )
