"""Render a reply as the body of a message. Pure."""

from __future__ import annotations

from bot.adapters.discord.command_mentions import CommandMentions
from bot.adapters.discord.layout import ROOM, Layout
from bot.adapters.discord.library_hooks import payload
from bot.adapters.discord.markdown import Writer
from bot.adapters.discord.payloads import COMPONENTS_V2, Json
from bot.core.document import Text
from bot.core.fitting import fit
from bot.core.replies import Reply


class Renderer:
    """Renders replies. Once the ids of the commands are known, their names become clickable."""

    def __init__(self) -> None:
        self.commands = CommandMentions()

    def __call__(self, reply: Reply, *, ephemeral: bool = False, above: str = "") -> Json:
        """Render a reply, below a sentence that explains it if there is one. See `render`."""
        return render(reply, self.commands, ephemeral=ephemeral, above=above)


def render(reply: Reply, commands: CommandMentions | None = None, *, ephemeral: bool = False, above: str = "") -> Json:
    """Render a reply as a message of components.

    `ephemeral` says that only one person will see it and that no history keeps it, so that it may have containers. That
    is never so in a direct message.
    """
    layout = Layout(Writer(commands or CommandMentions()), containers=ephemeral)
    elements = ((Text(above),) if above else ()) + reply.document().elements
    shown = fit(layout.arranged(elements), ROOM, layout.measure)
    return {"flags": COMPONENTS_V2, "components": payload(layout.view(shown))}
