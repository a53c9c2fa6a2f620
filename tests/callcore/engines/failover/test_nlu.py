from __future__ import annotations

import pytest

from callcore.engines.errors import EngineError
from callcore.engines.failover.nlu import SimilarityFailover
from callcore.engines.scripted import Fault, ScriptedSimilarity
from tests.callcore.engines.contracts import SimilarityContract


class TestSimilarityFailover(SimilarityContract):
    @pytest.fixture
    def engine(self, ladder_of):
        first = ScriptedSimilarity()
        first.fault = Fault("lost")
        return SimilarityFailover(ladder_of(first, ScriptedSimilarity()))


@pytest.mark.parametrize(
    ("mode", "reason"), [("hang", "slow"), ("lost", "scripted-loss")]
)
async def test_similarity_falls_back(
    autojump_clock, steps, note, ladder_of, mode, reason
):
    first = ScriptedSimilarity(name="first")
    first.fault = Fault(mode)
    engine = SimilarityFailover(
        ladder_of(first, ScriptedSimilarity(), first_s=0.5), note
    )
    assert engine.name == "first"
    assert await engine.similarity("a", ["a", "b"]) == [1.0, 0.0]
    assert steps == [("nlu", "first", reason)]
    assert engine.name == "scripted-nlu"


async def test_when_all_fail_the_last_error_is_raised(autojump_clock, ladder_of):
    engine = ScriptedSimilarity()
    engine.fault = Fault("error")
    with pytest.raises(EngineError, match="scripted-error"):
        await SimilarityFailover(ladder_of(engine)).similarity("a", ["b"])
