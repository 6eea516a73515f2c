"""Values collected inside a compiled function.

What it does: reports an error inside a loss, metric or layer that is compiled, at a line that takes a number out
of a tensor to keep it for a plot.
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
from kerascope.evidence import Failure, Run
from kerascope.findings import Finding

_TRAINS = re.compile(r"\.(fit|train_on_batch|evaluate|predict|map)\(|\bjit\(|tf\.function")
_KEEPS = re.compile(r"\.append\(|\.add\(|\[[^\]]+\]\s*=|\bfloat\(|\.item\(\)|\.numpy\(\)|np\.asarray|np\.array")


@cause("traced-side-effect", family="model", sees=Failure, outranks=("symbolic-tensor", "device-tensor", "removed-api"))
def traced_side_effect(failure: Failure, run: Run) -> Finding | None:
    compiled = any(w.startswith(("keras:", "jax:", "tensorflow:")) for w in failure.through)
    if failure.call is not None or not (compiled or any(_TRAINS.search(o.source) for o in failure.outer)):
        return None
    if not _KEEPS.search(failure.place.source):
        return None
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
