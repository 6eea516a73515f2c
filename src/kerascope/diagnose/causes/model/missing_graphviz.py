"""A model's plan is drawn without pydot or Graphviz.

What it does: reports `plot_model` and `model_to_dot` that failed because the package pydot or the program `dot` is
absent.
Why it is wrong: Keras hands the drawing to pydot, and that to Graphviz's `dot`. Without either no file is written.
Example:
    raise ImportError("You must install pydot (`pip install pydot`) for `plot_model` to work.")
Use instead:
    lines = ["conv (Conv2D)  320", "dense (Dense)  650"]
    print("\\n".join(lines))
What it does not see: `plot_model` under IPython, which prints the same words and returns None.
"""

from __future__ import annotations

import re

from kerascope.diagnose.arrays.shapes import called_function
from kerascope.diagnose.cause import cause, found
from kerascope.evidence import Failure, Run
from kerascope.findings import Finding, Fix


@cause("missing-graphviz", family="model", sees=Failure)
def missing_graphviz(failure: Failure, run: Run) -> Finding | None:
    text = failure.message.lower()
    if failure.type not in (
        "ImportError",
        "ModuleNotFoundError",
        "OSError",
        "FileNotFoundError",
        "AssertionError",
        "InvocationException",
        "ExecutableNotFound",
    ):
        return None
    if "pydot" not in text and "graphviz" not in text and '"dot"' not in text:
        return None
    asked = called_function(failure.place.expression) or called_function(failure.place.source)
    program = "install pydot" not in text and "pydot" not in text.replace("pydot.", "")
    absent = "the Graphviz program dot is not installed" if program else "pydot is not installed in this environment"
    target = re.search(r"to_file\s*=\s*(['\"])(.+?)\1", failure.place.source)
    lost = f" No file {target[2]} is written." if target else ""
    call = failure.place.expression or failure.place.source
    model = next((v.source for v in failure.handed if v.about.get("model")), "")
    fix = (
        Fix("print the plan instead", call, f"{model}.summary()")
        if model and call.startswith(("keras", "plot_model", "tf."))
        else None
    )
    return found(
        failure.place,
        "error",
        f"{absent}: {asked or 'plot_model'} needs pydot and the Graphviz program dot.{lost}",
        why="`pip install pydot` and Graphviz itself (`apt install graphviz`). It raised "
        f"{failure.type}: {failure.message}",
        evidence={"needs": ["pydot", "dot"], "missing": "dot" if program else "pydot"},
        fix=fix,
    )
