"""The tables of axes: what is known is named, what is not is None."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerascope.axes import canonical_class, output_axes, rank_axes, score_axes, weight_axes

OUTPUTS = [
    ("Conv2D", 4, None, "batch height width channel"),
    ("Convolution2D", 4, "channels_first", "batch channel height width"),
    ("Conv1D", 3, None, "batch time channel"),
    ("Conv3DTranspose", 5, None, "batch depth height width channel"),
    ("MaxPool2D", 4, None, "batch height width channel"),
    ("GlobalAveragePooling2D", 2, None, "batch channel"),
    ("GlobalAveragePooling2D", 4, None, "batch height width channel"),
    ("Dense", 2, None, "batch unit"),
    ("Dense", 3, None, "batch time unit"),
    ("Flatten", 2, None, "batch feature"),
    ("Embedding", 3, None, "batch time feature"),
    ("LSTM", 2, None, "batch unit"),
    ("LSTM", 3, None, "batch time unit"),
    ("ConvLSTM2D", 4, None, "batch height width channel"),
    ("ConvLSTM2D", 5, None, "batch time height width channel"),
    ("ConvLSTM1D", 4, None, "batch time width channel"),
    ("MultiHeadAttention", 3, None, "batch time feature"),
    ("MultiHeadAttention", 4, None, "batch head query key"),
    ("BatchNormalization", 4, None, "batch height width channel"),
    ("Dropout", 2, None, "batch feature"),
    ("Activation", 3, "channels_first", "batch channel time"),
]

WEIGHTS = [
    ("Dense", "kernel", 2, "feature unit"),
    ("Dense", "bias", 1, "unit"),
    ("Conv1D", "kernel", 3, "kernel_time in_channel out_channel"),
    ("Conv2D", "kernel", 4, "kernel_height kernel_width in_channel out_channel"),
    ("Conv2DTranspose", "kernel", 4, "kernel_height kernel_width out_channel in_channel"),
    ("Conv3D", "kernel", 5, "kernel_depth kernel_height kernel_width in_channel out_channel"),
    ("DepthwiseConv2D", "kernel", 4, "kernel_height kernel_width in_channel multiplier"),
    ("SeparableConv2D", "depthwise_kernel", 4, "kernel_height kernel_width in_channel multiplier"),
    ("SeparableConv1D", "pointwise_kernel", 3, "kernel_time in_channel out_channel"),
    ("Embedding", "embeddings", 2, "vocabulary feature"),
    ("LSTM", "kernel", 2, "feature gate_unit"),
    ("LSTM", "kernel", 3, "feature gate unit"),
    ("LSTMCell", "recurrent_kernel", 2, "recurrent_unit gate_unit"),
    ("GRU", "bias", 2, "bias_part gate_unit"),
    ("SimpleRNN", "kernel", 2, "feature unit"),
    ("ConvLSTM2D", "kernel", 4, "kernel_height kernel_width in_channel gate_channel"),
    ("BatchNormalization", "moving_variance", 1, "channel"),
    ("LayerNormalization", "gamma", 3, "height width channel"),
    ("PReLU", "alpha", 3, "height width channel"),
    ("MultiHeadAttention", "query/kernel", 3, "feature head head_feature"),
    ("GroupedQueryAttention", "key/kernel", 3, "feature key_value_head head_feature"),
    ("MultiHeadAttention", "attention_output/kernel", 3, "head head_feature feature"),
]


@pytest.mark.parametrize(("kind", "ndim", "data_format", "words"), OUTPUTS)
def test_an_output_is_named_by_its_layers_type(kind: str, ndim: int, data_format: str | None, words: str) -> None:
    assert output_axes(kind, ndim, data_format) == tuple(words.split())


@pytest.mark.parametrize(("kind", "weight", "ndim", "words"), WEIGHTS)
def test_a_weight_is_named_by_its_layers_type(kind: str, weight: str, ndim: int, words: str) -> None:
    assert weight_axes(kind, weight, ndim) == tuple(words.split())


def test_return_sequences_settles_what_a_rank_means() -> None:
    assert output_axes("LSTM", 3, sequences=False) is None
    assert output_axes("LSTM", 2, sequences=True) is None
    assert output_axes("ConvLSTM1D", 4, sequences=True) == ("batch", "time", "width", "channel")
    assert output_axes("ConvLSTM1D", 4, sequences=False) is None


@pytest.mark.parametrize("kind", ["MyLayer", "Reshape", "Permute", "Lambda", "", "Conv", "Conv4D", "2D"])
def test_what_is_not_known_is_none(kind: str) -> None:
    assert output_axes(kind, 4) is None
    assert weight_axes(kind, "kernel", 4) is None


def test_a_rank_that_a_layer_never_has_is_none() -> None:
    assert output_axes("Conv2D", 3) is None
    assert weight_axes("Conv2D", "kernel", 3) is None
    assert weight_axes("Conv2D", "gamma", 1) is None
    assert rank_axes(6) is None
    assert score_axes(2) is None


def test_keras_has_several_names_for_one_class() -> None:
    assert canonical_class("Convolution2DTranspose") == ("ConvTranspose", 2)
    assert canonical_class("GlobalAvgPool1D") == ("GlobalAveragePooling", 1)
    assert canonical_class("Dense") == ("Dense", None)


KINDS = st.one_of(st.text(max_size=12), st.sampled_from(sorted({row[0] for row in [*OUTPUTS, *WEIGHTS]})))
NAMES = st.one_of(st.text(max_size=12), st.sampled_from(sorted({row[1] for row in WEIGHTS})))
FORMATS = st.sampled_from([None, "channels_last", "channels_first", "nonsense"])


@given(KINDS, NAMES, st.integers(0, 8), FORMATS, st.sampled_from([None, True, False]))
def test_every_lookup_ends_in_one_name_per_axis_or_in_none(
    kind: str, name: str, ndim: int, data_format: str | None, sequences: bool | None
) -> None:
    for axes in (
        output_axes(kind, ndim, data_format, sequences=sequences),
        weight_axes(kind, name, ndim, data_format),
        rank_axes(ndim, data_format),
    ):
        assert axes is None or (len(axes) == ndim and len(set(axes)) == ndim)
