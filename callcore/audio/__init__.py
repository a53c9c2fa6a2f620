"""PCM arithmetic: levels, resampling, end of speech. Pure; time is counted in samples."""
