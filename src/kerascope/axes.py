"""The names of axes, per layer type and data format.

Pure tables: a layer is known here by the name of its class. Every lookup is total: what is not known is `None`,
never an exception, so that callers decide between "unknown" and a guess by rank (`rank_axes`).
"""

from __future__ import annotations

__all__ = [
    "SPATIAL",
    "Axes",
    "canonical_class",
    "output_axes",
    "rank_axes",
    "score_axes",
    "weight_axes",
]

Axes = tuple[str, ...]

SPATIAL: dict[int, Axes] = {1: ("time",), 2: ("height", "width"), 3: ("depth", "height", "width")}
"""Spatial axes by their number, in Keras's order."""

_KERNEL: dict[int, Axes] = {
    1: ("kernel_time",),
    2: ("kernel_height", "kernel_width"),
    3: ("kernel_depth", "kernel_height", "kernel_width"),
}
# A ConvLSTM has a time axis of its own, so that the single spatial axis of ConvLSTM1D can't be "time" too.
_RECURRENT_SPATIAL: dict[int, Axes] = {**SPATIAL, 1: ("width",)}
_RECURRENT_KERNEL: dict[int, Axes] = {**_KERNEL, 1: ("kernel_width",)}

_ALIASES = {
    "AvgPool": "AveragePooling",
    "Convolution": "Conv",
    "GlobalAvgPool": "GlobalAveragePooling",
    "GlobalMaxPool": "GlobalMaxPooling",
    "GroupQueryAttention": "GroupedQueryAttention",
    "MaxPool": "MaxPooling",
    "SeparableConvolution": "SeparableConv",
}
_SUFFIXES = ("1DTranspose", "2DTranspose", "3DTranspose", "1D", "2D", "3D", "")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CONVOLUTIONS = frozenset({"Conv", "ConvTranspose", "DepthwiseConv", "SeparableConv"})
_GATED = frozenset({"LSTM", "LSTMCell", "GRU", "GRUCell"})
_RECURRENT = _GATED | {"SimpleRNN", "SimpleRNNCell", "RNN", "StackedRNNCells"}
_NORMALISATIONS = frozenset(
    {"BatchNormalization", "LayerNormalization", "GroupNormalization", "RMSNormalization", "Normalization"}
)
_NORMALISATION_WEIGHTS = _words(
    "gamma beta moving_mean moving_variance moving_stddev renorm_mean renorm_stddev scale mean variance"
)
_ATTENTIONS = frozenset({"MultiHeadAttention", "GroupedQueryAttention", "Attention", "AdditiveAttention"})
_SPATIAL_LAYERS = _words(
    "Conv ConvTranspose DepthwiseConv SeparableConv MaxPooling AveragePooling AdaptiveMaxPooling "
    "AdaptiveAveragePooling GlobalMaxPooling GlobalAveragePooling UpSampling ZeroPadding Cropping "
    "SpatialDropout"
)
# Layers that leave the meaning of each axis as they found it: named by rank, as Keras reads such inputs.
_KEEPING = (
    _words(
        "InputLayer Activation ReLU LeakyReLU ELU PReLU Softmax Dropout AlphaDropout GaussianDropout "
        "GaussianNoise ActivityRegularization Identity Masking Rescaling Add Subtract Multiply Average "
        "Maximum Minimum Concatenate SpectralNormalization UnitNormalization"
    )
    | _NORMALISATIONS
)
_IMAGE_LAYERS = _words(
    "Resizing CenterCrop AugMix AutoContrast CutMix Equalization MaxNumBoundingBoxes MixUp Pipeline "
    "RandAugment RandomBrightness RandomColorDegeneration RandomColorJitter RandomContrast RandomCrop "
    "RandomElasticTransform RandomErasing RandomFlip RandomGaussianBlur RandomGrayscale RandomHue "
    "RandomInvert RandomPerspective RandomPosterization RandomRotation RandomSaturation RandomSharpness "
    "RandomShear RandomTranslation RandomZoom Solarization ContrastLimitedAdaptiveHistogramEqualization"
)


def canonical_class(layer_class: str) -> tuple[str, int | None]:
    """Split a Keras class name into its kind and its number of spatial axes.

    `"Convolution2DTranspose"` gives `("ConvTranspose", 2)`, `"MaxPool1D"` gives `("MaxPooling", 1)`, and names without
    a number give `(name, None)`.
    """
    for suffix in _SUFFIXES:
        if suffix and layer_class.endswith(suffix):
            stem = layer_class[: -len(suffix)]
            return _ALIASES.get(stem, stem) + suffix[2:], int(suffix[0])
    return _ALIASES.get(layer_class, layer_class), None


def rank_axes(ndim: int, data_format: str | None = None, *, last: str | None = None) -> Axes | None:
    """Name the axes of what flows through a model by their number alone, batch first; `None` beyond 5.

    2: (batch, feature) · 3: (batch, time, channel) · 4: (batch, height, width, channel) · 5: volumes.
    `last` replaces the name of the channel (or feature) axis.
    """
    if ndim == 0:
        return ()
    if ndim == 1:
        return ("batch",)
    if ndim == 2:
        return ("batch", last or "feature")
    if ndim - 2 not in SPATIAL:
        return None
    return _placed(SPATIAL[ndim - 2], last or "channel", data_format)


def _placed(spatial: Axes, channel: str, data_format: str | None) -> Axes:
    if data_format == "channels_first":
        return ("batch", channel, *spatial)
    return ("batch", *spatial, channel)


def score_axes(ndim: int) -> Axes | None:
    """Name the axes of attention scores: 3 are (batch, query, key), 4 are (batch, head, query, key)."""
    return {3: ("batch", "query", "key"), 4: ("batch", "head", "query", "key")}.get(ndim)


def output_axes(
    layer_class: str, ndim: int, data_format: str | None = None, *, sequences: bool | None = None
) -> Axes | None:
    """Name the axes of a layer's output, batch first.

    layer_class : name of the class, as `type(layer).__name__`; Keras's aliases are understood
    ndim : number of axes of the output
    data_format : `"channels_last"` (also when `None`) or `"channels_first"`
    sequences : the recurrent layer's `return_sequences`; `None` reads it from `ndim`

    Returns a name per axis, or `None` for a class or rank that is not known.
    MultiHeadAttention's output with 4 axes is read as its scores, (batch, head, query, key).
    """
    kind, spatial = canonical_class(layer_class)
    if kind == "ConvLSTM":
        return _conv_lstm_axes(spatial, ndim, data_format, sequences)
    if kind in _SPATIAL_LAYERS and spatial is not None:
        return _spatial_axes(kind, spatial, ndim, data_format)
    if kind in _RECURRENT or kind == "Bidirectional":
        return _recurrent_axes(ndim, sequences)
    if kind in _ATTENTIONS:
        return score_axes(4) if ndim == 4 else {3: ("batch", "time", "feature")}.get(ndim)
    if kind == "Dense":
        return rank_axes(ndim, last="unit")
    if kind in _KEEPING:
        return rank_axes(ndim, data_format)
    if kind in _IMAGE_LAYERS:
        return rank_axes(4, data_format) if ndim == 4 else None
    return _FIXED.get((kind, ndim))


_FIXED: dict[tuple[str, int], Axes] = {
    ("Embedding", 2): ("batch", "feature"),
    ("Embedding", 3): ("batch", "time", "feature"),
    ("ReversibleEmbedding", 3): ("batch", "time", "feature"),
    ("RepeatVector", 3): ("batch", "time", "feature"),
    ("Flatten", 2): ("batch", "feature"),
    ("CategoryEncoding", 2): ("batch", "feature"),
    ("TextVectorization", 2): ("batch", "time"),
    ("TimeDistributed", 3): ("batch", "time", "feature"),
    ("TimeDistributed", 5): ("batch", "time", "height", "width", "channel"),
}


def _spatial_axes(kind: str, spatial: int, ndim: int, data_format: str | None) -> Axes | None:
    if kind.startswith("Global") and ndim == 2:
        return ("batch", "channel")
    return _placed(SPATIAL[spatial], "channel", data_format) if ndim == spatial + 2 else None


def _recurrent_axes(ndim: int, sequences: bool | None) -> Axes | None:
    if ndim == 2 and not sequences:
        return ("batch", "unit")
    if ndim == 3 and sequences is not False:
        return ("batch", "time", "unit")
    return None


def _conv_lstm_axes(spatial: int | None, ndim: int, data_format: str | None, sequences: bool | None) -> Axes | None:
    if spatial is None:
        return None
    still = _placed(_RECURRENT_SPATIAL[spatial], "channel", data_format)
    if ndim == len(still) and not sequences:
        return still
    if ndim == len(still) + 1 and sequences is not False:
        return ("batch", "time", *still[1:])
    return None


def weight_axes(layer_class: str, weight: str, ndim: int, data_format: str | None = None) -> Axes | None:
    """Name the axes of one weight of a layer.

    layer_class : name of the class, as `type(layer).__name__`; Keras's aliases are understood
    weight : the weight's own name ("kernel", "bias", "depthwise_kernel", "gamma" …); for the attention layers with
        the part in front ("query/kernel")
    ndim : number of axes of the weight
    data_format : matters only to weights as large as a sample (PReLU's alpha); kernels are stored alike in both

    Returns a name per axis, or `None` for a class, weight or rank that is not known. Recurrent weights as Keras stores
    them end in `gate_unit` (gates side by side); with one axis more they are read as split, (…, gate, unit).
    """
    kind, spatial = canonical_class(layer_class)
    found: Axes | None = None
    if weight.rpartition("/")[2].endswith("_amax_history"):  # float8's scales come from the last steps' largest values
        found = ("step",)
    elif kind in _CONVOLUTIONS and spatial is not None:
        found = _convolution_axes(kind, spatial, weight)
    elif kind == "ConvLSTM" and spatial is not None:
        found = _conv_lstm_weight_axes(spatial, weight, ndim)
    elif kind in _RECURRENT:
        found = _recurrent_weight_axes(kind, weight, ndim)
    elif kind in _NORMALISATIONS:
        found = _normalisation_axes(weight, ndim, data_format)
    elif kind == "PReLU" and weight == "alpha":
        found = (rank_axes(ndim + 1, data_format) or ())[1:]
    elif kind in _ATTENTIONS:
        found = _attention_axes(kind, weight)
    else:
        found = _PLAIN.get((kind, weight))
    return found if found is not None and len(found) == ndim else None


_PLAIN: dict[tuple[str, str], Axes] = {
    ("Dense", "kernel"): ("feature", "unit"),
    ("Dense", "bias"): ("unit",),
    ("Dense", "lora_kernel_a"): ("feature", "rank"),
    ("Dense", "lora_kernel_b"): ("rank", "unit"),
    ("Dense", "kernel_scale"): ("unit",),
    ("Embedding", "embeddings"): ("vocabulary", "feature"),
    ("Embedding", "embeddings_scale"): ("vocabulary",),
    ("Embedding", "lora_embeddings_a"): ("vocabulary", "rank"),
    ("Embedding", "lora_embeddings_b"): ("rank", "feature"),
    ("ReversibleEmbedding", "embeddings"): ("vocabulary", "feature"),
    ("ReversibleEmbedding", "embeddings_scale"): ("vocabulary",),
    ("ReversibleEmbedding", "lora_embeddings_a"): ("vocabulary", "rank"),
    ("ReversibleEmbedding", "lora_embeddings_b"): ("rank", "feature"),
    ("ReversibleEmbedding", "reverse_embeddings"): ("feature", "vocabulary"),
    ("ReversibleEmbedding", "reverse_embeddings_scale"): ("vocabulary",),
    ("SpectralNormalization", "vector_u"): ("iteration", "unit"),
    ("STFTSpectrogram", "real_kernel"): ("kernel_time", "in_channel", "frequency"),
    ("STFTSpectrogram", "imag_kernel"): ("kernel_time", "in_channel", "frequency"),
}


def _convolution_axes(kind: str, spatial: int, weight: str) -> Axes | None:
    window = _KERNEL[spatial]
    if weight == "pointwise_kernel":
        return (*window, "in_channel", "out_channel")
    if weight == "depthwise_kernel" or (weight == "kernel" and kind == "DepthwiseConv"):
        return (*window, "in_channel", "multiplier")
    if weight == "kernel":
        return (
            (*window, "out_channel", "in_channel")
            if kind == "ConvTranspose"
            else (*window, "in_channel", "out_channel")
        )
    if weight == "bias":
        return ("channel",) if kind == "DepthwiseConv" else ("out_channel",)
    if weight == "lora_kernel_a":
        return (*window, "in_channel", "rank")
    if weight == "lora_kernel_b":
        return ("rank", "out_channel")
    return None


def _recurrent_weight_axes(kind: str, weight: str, ndim: int) -> Axes | None:
    rows = {"kernel": "feature", "recurrent_kernel": "recurrent_unit"}.get(weight)
    if kind not in _GATED:
        if weight == "bias":
            return ("unit",)
        return (rows, "unit") if rows else None
    if rows:
        return (rows, "gate", "unit") if ndim == 3 else (rows, "gate_unit")
    if weight != "bias":
        return None
    if kind.startswith("GRU"):  # reset_after keeps one bias for the input and one for the recurrent part
        return {
            1: ("gate_unit",),
            2: ("bias_part", "gate_unit"),
            3: ("bias_part", "gate", "unit"),
        }.get(ndim)
    return ("gate", "unit") if ndim == 2 else ("gate_unit",)


def _conv_lstm_weight_axes(spatial: int, weight: str, ndim: int) -> Axes | None:
    window = _RECURRENT_KERNEL[spatial]
    rows = {"kernel": "in_channel", "recurrent_kernel": "recurrent_channel"}.get(weight)
    if rows:
        split = ndim == spatial + 3
        return (*window, rows, "gate", "out_channel") if split else (*window, rows, "gate_channel")
    if weight == "bias":
        return ("gate", "out_channel") if ndim == 2 else ("gate_channel",)
    return None


def _normalisation_axes(weight: str, ndim: int, data_format: str | None) -> Axes | None:
    if weight == "count":
        return ()
    if weight not in _NORMALISATION_WEIGHTS:
        return None
    if ndim == 1:
        return ("channel",)
    named = rank_axes(ndim + 1, data_format)
    return named[1:] if named else None


def _attention_axes(kind: str, weight: str) -> Axes | None:
    part, _, own = weight.rpartition("/")
    if kind in {"Attention", "AdditiveAttention"}:
        return {"scale": ("feature",) if kind == "AdditiveAttention" else (), "concat_score_weight": ()}.get(own)
    grouped = kind == "GroupedQueryAttention"
    head = "key_value_head" if grouped and part in {"key", "value"} else "head"
    if part in {"query", "key", "value", "gate"}:
        return {"kernel": ("feature", head, "head_feature"), "bias": (head, "head_feature")}.get(own)
    if part == "attention_output":
        return {"kernel": ("head", "head_feature", "feature"), "bias": ("feature",)}.get(own)
    return None
