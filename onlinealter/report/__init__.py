"""How a run looks: live screen, plain text, JSON lines. Knows events only."""
