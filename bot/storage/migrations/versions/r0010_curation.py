"""Add saved entries with their versions, drafts, the names of people, and the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_REFUSED = "the audit log can only be added to"
_KEPT = 30 * 86_400 * 1_000_000
"""Microseconds for which the database itself keeps each line of the audit log."""


def upgrade() -> None:
    """Create the tables, and let the database refuse every change of the audit log."""
    op.create_table(
        "entries",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("statement", sa.Text, nullable=False),
        sa.Column("base", sa.Text, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
    )
    op.create_index("entries_number", "entries", ["number"])
    op.create_table(
        "entry_versions",
        sa.Column("entry", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("statement", sa.Text, nullable=False),
        sa.Column("base", sa.Text, nullable=False),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("approved_by", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("statement", sa.Text, nullable=False),
        sa.Column("original", sa.Text, nullable=True),
        sa.Column("expected", sa.Integer, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("direct", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("edits", sa.Integer, nullable=False),
    )
    op.create_index("drafts_state", "drafts", ["state", "made"])
    op.create_table(
        "people",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.UniqueConstraint("platform", "person", name="people_person"),
    )
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "audit",
        sa.Column("number", number, primary_key=True, autoincrement=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="0"),
    )
    op.create_index("audit_subject", "audit", ["subject"])
    op.create_index("audit_at", "audit", ["at"])
    for statement in _GUARDS[op.get_context().dialect.name]:
        op.execute(statement)


_SQLITE_NOW = "CAST(strftime('%s', 'now') AS INTEGER) * 1000000"
_UNCHANGED = f"""
CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END
"""
_UNDELETED = f"""
CREATE TRIGGER audit_undeleted BEFORE DELETE ON audit WHEN OLD.at > {_SQLITE_NOW} - {_KEPT}
BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END
"""
_KEEP = f"""
CREATE FUNCTION factbot_keep_audit() RETURNS trigger AS $$ BEGIN
IF TG_OP = 'DELETE' AND OLD.at <= extract(epoch FROM now()) * 1000000 - {_KEPT} THEN RETURN OLD; END IF;
RAISE EXCEPTION '{_REFUSED}';
END $$ LANGUAGE plpgsql
"""
_REFUSE = f"""
CREATE FUNCTION factbot_refuse_truncate() RETURNS trigger AS $$ BEGIN
RAISE EXCEPTION '{_REFUSED}';
END $$ LANGUAGE plpgsql
"""
_ROWS = """
CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION factbot_keep_audit()
"""
_WHOLE = """
CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION factbot_refuse_truncate()
"""
_GUARDS = {"sqlite": (_UNCHANGED, _UNDELETED), "postgresql": (_KEEP, _REFUSE, _ROWS, _WHOLE)}
"""What makes each database refuse an UPDATE, and a DELETE of a line that is not old."""
