"""What `preprocess_input` of a module does, by the imports."""

from __future__ import annotations

import pytest

from kerascope.diagnose.prepared import preprocessors


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
