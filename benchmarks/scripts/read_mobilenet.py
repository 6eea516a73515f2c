"""MobileNetV2's layers for 32 images: `python read_mobilenet.py forward|outputs|one|all`."""

import sys

import keras
import numpy as np
from peak import tell

from kerascope import activations

keras.utils.set_random_seed(0)
model = keras.applications.MobileNetV2(weights=None, input_shape=(96, 96, 3), classes=10)
x = np.random.default_rng(0).random((32, 96, 96, 3), "float32")
layers = model.layers[1:]
kept = 0


def forward() -> object:
    return np.asarray(keras.ops.convert_to_numpy(model(x, training=False)))


def outputs() -> object:
    found = every(x, training=False)
    return [np.array(keras.ops.convert_to_numpy(one)) for one in found]


def one() -> object:
    global kept
    found = activations(model, x, keep={"batch": 0})
    kept = sum(array.nbytes for array in found.values())
    assert len(found) == len(layers)
    return found


def all_() -> object:
    global kept
    found = activations(model, x)
    kept = sum(array.nbytes for array in found.values())
    return found


every = keras.Model(model.inputs, [layer.output for layer in layers])
work = {"forward": forward, "outputs": outputs, "one": one, "all": all_}[sys.argv[1]]
tell(work, layers=len(layers), kept=lambda: kept / 2**20)
