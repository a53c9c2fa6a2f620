"""What trains the small models of callcore: the judge of turns, the tagger of names."""
