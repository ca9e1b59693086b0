"""An application of Flask with its tables, as `flask --app app db migrate` and `flask --app app db upgrade` find it."""

import os

import sqlalchemy as sa
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy

from onlinealter.alembic.autogenerate import online_blocks

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]

db = SQLAlchemy(app)
migrate = Migrate(
    app,
    db,
    process_revision_directives=online_blocks,  # what `db migrate` writes; without it write the blocks by hand
    online_alter={"min_rows": int(os.environ.get("MIN_ROWS", "10000"))},
)


class Customer(db.Model):
    """A table that has become big."""

    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(200), nullable=False, index=True)
    fax = sa.Column(sa.String(20))
