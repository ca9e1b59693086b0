"""Four operations on a big table: one alteration, one copy. On SQLite they are batch_alter_table's."""

import sqlalchemy as sa
from alembic import op

revision = "b2"
down_revision = "a1"


def upgrade() -> None:
    with op.online_alter_table("customer") as customer:
        customer.alter_column("name", existing_type=sa.String(20), type_=sa.String(200), nullable=False)
        customer.add_column(sa.Column("note", sa.String(50), server_default="50% off", nullable=False))
        customer.drop_column("fax")
        customer.create_index("by_name", ["name"])


def downgrade() -> None:
    # Rolled back while that is possible, so that fax has its values again; later the block is run.
    with op.online_alter_table("customer", undo="b2") as customer:
        customer.drop_index("by_name")
        customer.add_column(sa.Column("fax", sa.String(20)))
        customer.drop_column("note")
        customer.alter_column("name", existing_type=sa.String(200), type_=sa.String(20), nullable=False)
