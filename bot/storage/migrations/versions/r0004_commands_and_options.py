"""Store the command of an exchange and its options in columns, and no longer as a line that is parsed again."""

import json
import re

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_LINE = re.compile(r'/(?P<name>\w+(?: \w+)?)(?P<options>(?: \w+:"[^"]*")*)')
_OPTION = re.compile(r' (\w+):"([^"]*)"')


def upgrade() -> None:
    """Parse the lines of old commands, once."""
    op.add_column("exchanges", sa.Column("command", sa.Text, nullable=False, server_default=""))
    op.add_column("exchanges", sa.Column("options", sa.Text, nullable=False, server_default="{}"))
    exchanges = sa.table("exchanges", *(sa.column(name, sa.Text) for name in ("id", "question", "command", "options")))
    connection = op.get_bind()
    lines = connection.execute(
        sa.select(exchanges.c.id, exchanges.c.question).where(sa.func.substr(exchanges.c.question, 1, 1) == "/")
    ).all()
    for exchange, line in lines:
        # The old program wrote every command in this form, so any other line is a question.
        if match := _LINE.fullmatch(_typed(line)):
            options = dict(_OPTION.findall(_typed(line)))
            values = {"question": "", "command": match["name"], "options": _stored(json.dumps(options))}
            connection.execute(sa.update(exchanges).where(exchanges.c.id == exchange).values(values))


def _typed(stored: str) -> str:
    """Decode a text of the tables, in which a backslash and characters that databases refuse are escaped."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), stored)


def _stored(typed: str) -> str:
    """Encode a text for the tables."""
    return re.sub(r"[\\\x00\ud800-\udfff]", lambda m: f"\\u{ord(m[0]):04x}", typed)
