"""A small Discord on loopback, with people in it. Speaks the gateway's protocol and the HTTP interface."""

from tests.standins.discord.reading import Shown, StyledError, read
from tests.standins.discord.server import DiscordStandIn

__all__ = ["DiscordStandIn", "Shown", "StyledError", "read"]
