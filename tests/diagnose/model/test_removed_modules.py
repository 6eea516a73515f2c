"""Modules that Keras 3 has not got: an import that is mended runs, and what can't be mended so gets no fix."""

from __future__ import annotations

import pytest
from tests.diagnose.evidence_by_hand import failure
from tests.diagnose.model.test_model_rules import first


@pytest.mark.parametrize(
    ("source", "after"),
    [
        ("from keras.utils.np_utils import to_categorical", "keras.utils"),
        ("import keras.layers.core as core", "keras.layers"),
        ("from keras.utils.visualize_util import plot", "from keras.utils import plot_model as plot"),
        (
            "from keras.layers.convolutional import Convolution2D, MaxPooling2D",
            "from keras.layers import Conv2D as Convolution2D, MaxPooling2D",
        ),
        ("from keras.preprocessing.text import Tokenizer", None),  # another class, used otherwise
        ("from keras.wrappers.scikit_learn import KerasClassifier", None),  # words, no name
    ],
)
def test_removed_module(source: str, after: str | None) -> None:
    module = source.split()[1]
    found = first(failure("ModuleNotFoundError", f"No module named '{module}'", source))
    assert found is not None
    assert found.cause == "removed-api"
    assert (found.fix.after if found.fix is not None else None) == after
    assert ("plot_model" in found.message) == ("vis" in module)


@pytest.mark.parametrize(
    ("source", "after"),
    [
        ("from keras.utils import np_utils", "from keras import utils as np_utils"),
        ("from keras.utils import np_utils, plot_model", None),
    ],
)
def test_removed_module_by_its_name(source: str, after: str | None) -> None:
    said = "cannot import name 'np_utils' from 'keras.utils' (keras/utils/__init__.py)"
    found = first(failure("ImportError", said, source))
    assert found is not None
    assert found.cause == "removed-api"
    assert (found.fix.after if found.fix is not None else None) == after


def test_a_class_takes_no_modules_place() -> None:
    said = "module 'keras.preprocessing' has no attribute 'text'"
    found = first(failure("AttributeError", said, "words = keras.preprocessing.text.Tokenizer()"))
    assert found is not None
    assert found.cause == "removed-api"
    assert "TextVectorization" in found.message
    assert found.fix is None
