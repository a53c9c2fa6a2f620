"""What onnxruntime raises: eleven classes without a common base."""

from __future__ import annotations

from typing import Final

from onnxruntime.capi import onnxruntime_pybind11_state as state

_NAMES: Final = (
    "Fail",
    "InvalidArgument",
    "NoSuchFile",
    "NoModel",
    "EngineError",
    "RuntimeException",
    "InvalidProtobuf",
    "ModelLoaded",
    "NotImplemented",
    "InvalidGraph",
    "EPFail",
)

ONNX_ERRORS: Final[tuple[type[Exception], ...]] = (
    RuntimeError,
    ValueError,  # a wrong input name or type, raised by its Python side
    *(found for name in _NAMES if (found := getattr(state, name, None)) is not None),
)
