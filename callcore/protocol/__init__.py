"""Wire formats as bytes <-> values. Pure: no trio, no clock, no I/O."""
