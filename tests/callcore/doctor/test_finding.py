from __future__ import annotations

from callcore.doctor.finding import Finding, as_text


def test_findings_are_lines_with_aligned_topics():
    text = as_text([Finding("disk", "ok", "Fine."), Finding("ports", "bad", "Taken.")])
    assert text.splitlines() == ["[ ok ] disk   Fine.", "[BAD ] ports  Taken."]


def test_nothing_found_is_no_text():
    assert as_text([]) == ""
