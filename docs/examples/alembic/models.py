"""The tables as the application sees them; `alembic revision --autogenerate` compares the database with this."""

import sqlalchemy as sa

metadata = sa.MetaData()

customer = sa.Table(
    "customer",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("note", sa.String(50), server_default="50% off", nullable=False),
    sa.Index("by_name", "name"),
)
