"""Raw SQL experiments: how often forms of triggers and of the copy make transactions of the application deadlock."""
