"""The tables of a store in a database."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

SCHEMA = 3
METADATA = sa.MetaData()


class Bytes(sa.types.UserDefinedType[bytes]):
    """Bytes that are not copied on the way in or out."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """The type name of the SQL standard; that of a dialect is below."""
        return "BLOB"


@compiles(Bytes, "postgresql")
def _bytea(*_: Any, **__: Any) -> str:
    return "BYTEA"


schema = sa.Table("negosim_schema", METADATA, sa.Column("version", sa.Integer, primary_key=True, autoincrement=False))

scenarios = sa.Table(
    "negosim_scenarios",
    METADATA,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)

streams = sa.Table(
    "negosim_streams",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("parent", sa.Text),
    sa.Column("fork_version", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("head", Bytes, nullable=False),
    sa.Column("scenario", sa.Text, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("seed", sa.Text, nullable=False),
    sa.Column("run", sa.BigInteger, nullable=False),
    # Since version 2:
    sa.Column("outcome", sa.Text, nullable=False, server_default=""),
    sa.Column("round", sa.Integer, nullable=False, server_default="0"),
    sa.Column("day", sa.Integer, nullable=False, server_default="0"),
    sa.Column("changes", sa.Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)

# Since version 3, in the place of a row for each event; as ``negosim.store.lines`` tells.
appends = sa.Table(
    "negosim_appends",
    METADATA,
    sa.Column("stream", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("first", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("kinds", Bytes, nullable=False),
    sa.Column("bodies", Bytes, nullable=False),
    sa.Column("hashes", Bytes, nullable=False),
)
