"""Reads into stores and is killed while it writes: `python -m tests.read.killed FOLDER COUNT…`, a child per count."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import numpy as np

SAMPLES, BATCH = 12, 2


def model_and_data() -> tuple[object, np.ndarray]:
    """The same in every process."""
    import keras

    i = keras.Input((6, 2))
    x = keras.layers.Conv1D(3, 2, name="conv", kernel_initializer=keras.initializers.Constant(0.3))(i)
    model = keras.Model(i, keras.layers.ReLU(name="relu")(x), name="m")
    return model, np.sin(np.arange(SAMPLES * 12, dtype="float32")).reshape(SAMPLES, 6, 2)


def store_of(folder: Path, count: int) -> Path:
    return folder / f"maps-{count}.zarr"


def main(folder: str, *counts: str) -> None:
    """Fork a child for each count, which kills itself when that many files were about to appear."""
    import keras  # noqa: F401 - once for all children

    from kerascope.read import activations

    for count in map(int, counts):
        child = os.fork()
        if child:
            _, status = os.waitpid(child, 0)
            print(os.WTERMSIG(status) if os.WIFSIGNALED(status) else "ended")
            continue
        replace, seen = Path.replace, []

        def dying(self: Path, target: object, replace=replace, seen=seen, count=count) -> Path:  # type: ignore[no-untyped-def]
            seen.append(target)
            if len(seen) == count:
                os.kill(os.getpid(), signal.SIGKILL)
            return replace(self, target)

        Path.replace = dying  # type: ignore[method-assign]
        model, x = model_and_data()
        activations(model, x, batch_size=BATCH, store=store_of(Path(folder), count))
        os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
