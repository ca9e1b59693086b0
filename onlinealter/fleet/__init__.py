"""Many shards: which there are, in which order they are altered, and where each stands."""
