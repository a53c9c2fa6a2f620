"""What trains the small models of callcore. Its results are files in callcore/engines."""
