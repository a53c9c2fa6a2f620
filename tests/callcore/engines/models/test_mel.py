from __future__ import annotations

import numpy as np

from callcore.engines.models.mel import mel_filters


def test_mel_filters_are_triangles_of_equal_energy():
    filters = mel_filters()
    assert filters.shape == (80, 201)
    assert filters.dtype == np.float32
    peaks = filters.argmax(axis=1)
    assert list(peaks) == sorted(peaks)
    # Slaney's scale: energy per Hz is constant, so wide filters are low
    assert filters[0].max() > filters[-1].max()
    assert filters.min() == 0.0
    assert filters[:, 0].max() == 0.0
