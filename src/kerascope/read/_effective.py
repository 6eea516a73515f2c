"""What a quantised layer, or one with LoRA, works with, as against what it stores."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerascope.axes import canonical_class
from kerascope.read import _backend

__all__ = ["differs", "effective"]

_Array = np.ndarray[Any, Any]
_WITH = {"kernel": "Dense EinsumDense Conv", "embeddings": "Embedding", "reverse_embeddings": ""}


def differs(layer: Any, weight: str) -> bool:
    """Whether a layer works with other values of a weight than its variable holds."""
    if canonical_class(type(layer).__name__)[0] not in _WITH.get(weight, "").split():
        return False
    return bool(getattr(layer, "lora_enabled", False)) or _mode(layer) in {"int8", "int4", "float8", "gptq", "awq"}


def _mode(layer: Any) -> str | None:
    mode = getattr(layer, "quantization_mode", None)
    return mode if isinstance(mode, str) else None


def effective(layer: Any, weight: str, stored: _Array) -> tuple[_Array, str] | None:
    """Compute the values that a layer works with: dequantised, and with LoRA's product added.

    weight : "kernel" or "embeddings"
    stored : the variable's own values

    float8 rounds to e4m3 at the scale in force; int8 and int4 divide by a scale per output channel, or subtract a zero
    point and multiply by a scale per group; LoRA adds alpha / rank × A @ B (Hu et al. 2021,
    https://arxiv.org/abs/2106.09685, section 4.1). Returns float32 values and what was done, or `None` for a
    quantisation (GPTQ, AWQ) whose packing is not read here.
    """
    mode, steps = _mode(layer), []
    values: _Array | None = stored.astype(np.float32)
    if mode in {"int8", "int4"}:
        values = _dequantised(layer, weight, stored, mode)
        steps.append(f"{mode} dequantised")
    elif mode == "float8" and weight == "kernel":
        values = _rounded(layer)
        steps.append("float8 rounded")
    elif mode in {"gptq", "awq"}:
        return None
    if values is None:
        return None
    if getattr(layer, "lora_enabled", False):
        a, b = (_backend.to_numpy(getattr(layer, f"lora_{weight}_{part}").value) for part in "ab")
        values = values + np.float32(layer.lora_alpha / layer.lora_rank) * np.matmul(a, b)
        steps.append("LoRA added")
    return np.asarray(values, np.float32), ", ".join(steps)


def _rounded(layer: Any) -> _Array:
    """The kernel as a float8 layer multiplies with it, outside training."""
    import keras

    kernel = keras.ops.cast(layer._kernel.value, layer.compute_dtype)
    rounded = keras.quantizers.quantize_and_dequantize(
        kernel, layer.kernel_scale.value, "float8_e4m3fn", layer.compute_dtype
    )
    return _backend.to_numpy(rounded)


def _dequantised(layer: Any, weight: str, stored: _Array, mode: str) -> _Array | None:
    scale = _backend.to_numpy(getattr(layer, f"{weight}_scale").value)
    zero, groups = getattr(layer, f"{weight}_zero", None), getattr(layer, "g_idx", None)
    kind, _ = canonical_class(type(layer).__name__)
    if mode == "int4":
        stored = _unpacked(layer, kind, stored)
    if mode == "int4" and zero is not None and groups is not None:
        axis = -1 if kind == "Embedding" else 0
        index = _backend.to_numpy(groups.value).astype(int)
        scales, zeros = (np.take(v, index, axis=axis) for v in (scale, _backend.to_numpy(zero.value)))
        values = (stored.astype(np.float32) - zeros) * scales
    elif kind == "Embedding":
        values = stored.astype(np.float32) / scale[:, None]
    elif kind == "EinsumDense" and mode == "int8":
        adjust = getattr(layer, "_adjust_scale_for_dequant", None)
        if adjust is None:
            return None
        values = stored.astype(np.float32) / _backend.to_numpy(adjust(layer.kernel_scale.value))
    else:
        values = stored.astype(np.float32) / scale
    shaped = kind == "EinsumDense" and mode == "int4"
    return np.reshape(values, layer.original_kernel_shape) if shaped else np.asarray(values)


def _unpacked(layer: Any, kind: str, stored: _Array) -> _Array:
    """Two 4-bit integers in each byte, low half first, along the last axis."""
    import keras

    size = {"Embedding": "output_dim", "Dense": "units", "EinsumDense": "_int4_unpacked_column_size"}[kind]
    return _backend.to_numpy(keras.quantizers.unpack_int4(stored, getattr(layer, size), axis=-1))
