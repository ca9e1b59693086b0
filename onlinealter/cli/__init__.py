"""Words in, words out: one command per file."""
