"""What `preprocess_input` of a module does, by the imports."""

from __future__ import annotations

import numpy as np
import pytest

from kerascope.diagnose.pixels.prepared import means_added_back, preprocessors
from kerascope.evidence import Value
from kerascope.watch.values.measure import measure


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (
            "from keras.applications.vgg19 import preprocess_input\nx = preprocess_input(y)",
            {"vgg19.preprocess_input": "caffe"},
        ),
        (
            "from tensorflow.keras.applications import xception as net\nd = d.map(lambda p: net.preprocess_input(p))",
            {"xception.preprocess_input": "tf"},
        ),
        (
            "from keras.applications.densenet import preprocess_input as ready\nd = d.map(ready)",
            {"densenet.preprocess_input": "torch"},
        ),
        (
            "import keras\nx = keras.applications.resnet50.preprocess_input(y)",
            {"resnet50.preprocess_input": "caffe"},
        ),
        ("from keras.applications.vgg16 import VGG16, preprocess_input\nm = VGG16(weights=None)", {}),
        ("from keras.applications.efficientnet import preprocess_input\nx = preprocess_input(y)", {}),
    ],
)
def test_the_module_that_was_called(source: str, told: dict[str, str]) -> None:
    assert preprocessors(source) == told


def test_the_means_added_back_in_the_order_of_caffe() -> None:
    rows, columns = np.mgrid[0:20, 0:30]
    photo = np.stack([80.0 + rows * 6, 120 + 0 * rows, 200 - columns * 5], axis=-1)
    ready = photo[..., ::-1] - np.array([103.939, 116.779, 123.68])
    facts = measure(ready)
    value = Value("ready", "ndarray", "numpy", facts, values=ready)
    left = photo[..., ::-1].astype("uint8")
    assert means_added_back(left, [value]) == "ready"
    assert means_added_back(left[..., ::-1], [value]) == ""
