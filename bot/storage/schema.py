"""The tables that all features share, and the types of columns: the same on SQLite and PostgreSQL.

For the tables of single features, see the package `tables`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re

import sqlalchemy as sa

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)
_KEY_BYTES = 512  # three such keys fit into one index entry of PostgreSQL, 2,700 bytes
_KEPT_BYTES = 440


class Timestamp(sa.types.TypeDecorator[dt.datetime]):
    """An aware datetime, stored as microseconds since 1970 in UTC, so that it sorts the same in both databases."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> int | None:
        """Return the microseconds. Raises TypeError if the datetime is naive."""
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Return the moment in UTC."""
        return None if value is None else EPOCH + value * MICROSECOND


class AnyText(sa.types.TypeDecorator[str]):
    r"""Any text that a person can type, stored without loss.

    PostgreSQL refuses NUL and both databases refuse lone surrogates, so these are written as `\u0000`, and the
    backslash itself as `\u005c`, so that decoding is unambiguous.
    """

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Escape what the databases refuse."""
        return None if value is None else re.sub(r"[\\\x00\ud800-\udfff]", lambda m: f"\\u{ord(m[0]):04x}", value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Return the original text."""
        return None if value is None else re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), value)


class Key(AnyText):
    """A text that rows are found by: like AnyText, but cut after 512 bytes, with its SHA-256 hash at the end.

    Databases limit the length of an index entry. A shortened key still finds its row and no other. Reading it returns
    the shortened form.
    """

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Escape the text, and shorten it if it is too long for an index."""
        text = super().process_bind_param(value, dialect)
        if text is None or len(data := text.encode()) <= _KEY_BYTES:
            return text
        return data[:_KEPT_BYTES].decode(errors="ignore") + "#" + hashlib.sha256(data).hexdigest()


metadata = sa.MetaData()

claims = sa.Table(
    "claims",
    metadata,
    sa.Column("key", Key, primary_key=True),
    sa.Column("until", Timestamp, nullable=False),
    sa.Index("claims_until", "until"),
)

pending_questions = sa.Table(
    "pending_questions",
    metadata,
    sa.Column("key", Key, primary_key=True),
    sa.Column("platform", Key, nullable=False),
    sa.Column("account", Key, nullable=False),
    sa.Column("holder", Key, nullable=False),
    sa.Column("since", Timestamp, nullable=False),
    sa.Column("message", AnyText, nullable=False),
    sa.Index("pending_questions_holder", "holder"),
)

exchanges = sa.Table(
    "exchanges",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("question_key", Key, nullable=False),
    sa.Column("platform", Key, nullable=False),
    sa.Column("place", AnyText, key="channel_key", nullable=False),
    sa.Column("person", Key, nullable=False),
    sa.Column("question", AnyText, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("statement_id", AnyText, nullable=True),
    sa.Column("score", sa.Double, nullable=False),
    sa.Column("private", sa.Boolean, nullable=False),
    sa.Column("asked", Timestamp, nullable=False),
    sa.Column("reply_id", AnyText, nullable=True),
    sa.Column("direct", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("thread", AnyText, nullable=True),
    sa.Column("part", sa.Integer, nullable=False, server_default="0"),
    sa.Column("read_as", AnyText, nullable=False, server_default=""),
    sa.Column("command", sa.Text, nullable=False, server_default=""),
    sa.Column("options", AnyText, nullable=False, server_default="{}"),  # JSON
    sa.Column("offered", AnyText, nullable=False, server_default="[]"),  # JSON
    sa.Column("shown_text", AnyText, nullable=False, server_default=""),
    sa.Column("shown_validity", sa.Text, nullable=False, server_default=""),
    sa.Column("wished", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("copy_of", Key, nullable=False, server_default=""),
    sa.Column("shown_verdict", sa.Text, nullable=False, server_default=""),
    sa.Index("exchanges_question_key", "question_key"),
    sa.Index("exchanges_person", "platform", "person", "asked"),
    sa.Index("exchanges_asked", "asked"),
    sa.Index("exchanges_copy_of", "copy_of"),
)

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("exchange", Key, primary_key=True),
    sa.Column("person", Key, primary_key=True),
    sa.Column("verdict", sa.Text, nullable=False),
    sa.Column("given", Timestamp, nullable=False),
    sa.Index("feedback_given", "given"),
)

watches = sa.Table(
    "watches",
    metadata,
    sa.Column("platform", Key, primary_key=True),
    sa.Column("workspace", Key, primary_key=True),
    sa.Column("channel", Key, primary_key=True),
)

notes = sa.Table(
    "notes",
    metadata,
    sa.Column("key", Key, primary_key=True),
    sa.Column("text", AnyText, nullable=False),
)
