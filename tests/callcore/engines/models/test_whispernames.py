from __future__ import annotations

import numpy as np

from callcore.engines.models.whispernames import whisper_tensors
from tests.callcore.engines.models.smallwhisper import WIDTH, small_whisper


def test_fused_matrices_are_split_and_keys_have_no_bias():
    tensors = small_whisper()
    named = dict(whisper_tensors(tensors))
    fused = tensors["decoder/layer_0/self_attention/linear_0/weight"]
    parts = [
        named[f"decoder.blocks.0.attn.{p}.weight"] for p in ("query", "key", "value")
    ]
    assert np.array_equal(np.concatenate(parts), fused)
    assert "decoder.blocks.0.attn.key.bias" not in named
    assert "encoder.blocks.0.attn.key.bias" not in named
    assert "decoder.blocks.0.cross_attn.key.bias" not in named
    assert named["encoder.conv1.bias"].shape == (WIDTH, 1)
