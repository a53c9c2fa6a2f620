"""The one audio format inside callcore: 8 kHz, 16-bit little-endian, mono.

It is what the phone line carries; engines that want another rate convert inside.
"""

from __future__ import annotations

from typing import Final

SAMPLE_RATE_HZ: Final = 8000
SAMPLE_BYTES: Final = 2
FRAME_MS: Final = 20
FRAME_SAMPLES: Final = SAMPLE_RATE_HZ * FRAME_MS // 1000
FRAME_BYTES: Final = FRAME_SAMPLES * SAMPLE_BYTES
BYTES_PER_S: Final = SAMPLE_RATE_HZ * SAMPLE_BYTES
