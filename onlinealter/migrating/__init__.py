"""What Alembic's operation and Django's have in common: one alteration beside the caller's own connection."""
