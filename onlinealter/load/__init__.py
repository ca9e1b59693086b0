"""How much the tool takes of a server: what it goes by, and what it makes of that."""
