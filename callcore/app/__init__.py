"""The composition roots, one file per process; only here does one file know every name."""
