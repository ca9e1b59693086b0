"""Moving the existing rows, chunk by chunk."""
