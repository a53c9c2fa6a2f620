"""The words that detectors look for, by flag: ``EXACT`` whole words, ``STEMS`` beginnings."""
