"""All faults by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from chaos.faults.both_stt import BothStt
from chaos.faults.fault import Fault
from chaos.faults.kill9 import Kill9
from chaos.faults.llm_cut import LlmCut
from chaos.faults.llm_error import LlmError
from chaos.faults.store_down import StoreDown
from chaos.faults.stt_hang import SttHang
from chaos.faults.stt_hang_mid import SttHangMid
from chaos.faults.stt_quota import SttQuota
from chaos.faults.tts_cut import TtsCut
from chaos.faults.tts_dead import TtsDead
from chaos.faults.wedge import Wedge

FAULTS: Final[Mapping[str, type[Fault]]] = MappingProxyType(
    {
        fault.name: fault
        for fault in (
            SttHang,
            LlmError,
            TtsDead,
            StoreDown,
            Kill9,
            Wedge,
            SttHangMid,
            SttQuota,
            TtsCut,
            LlmCut,
            BothStt,
        )
    }
)
