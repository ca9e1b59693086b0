"""When the copy has to wait."""
