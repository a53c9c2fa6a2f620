"""Recordings of calls: signed addresses, streams with ranges, waveforms."""
