"""The bot's identity in Slack, and the permissions of the people who use it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from functools import partial

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.common.retry import persist
from bot.adapters.slack.messages import Identity
from bot.adapters.slack.payloads import Payload, mapping
from bot.adapters.slack.scopes import named, needed, scopes_in, without_optional
from bot.adapters.slack.tokens import BOT_TOKEN, UNANSWERED, judge_unanswered, refusal
from bot.adapters.slack.user_groups import UserGroups
from bot.adapters.slack.web_api import SlackTimeouts, describe, error_code
from bot.core.errors import AccessError, DeliveryError
from bot.core.events import Person

log = logging.getLogger(__name__)

_NOBODY = ("user_not_found", "user_not_visible")


async def load_identity(
    web: AsyncWebClient, timeouts: SlackTimeouts, *, watching: bool
) -> tuple[Identity, frozenset[str] | None]:
    """Ask Slack whose bot token it is and which scopes it has, and repeat this until Slack can be reached.

    The scopes are None if Slack does not name them. If channels are watched (`watching`), all of them are needed.

    Raises AccessError if Slack refuses the token.
    """
    judge = partial(judge_unanswered, "Slack can't be reached")
    first, longest = timeouts.first_backoff, timeouts.longest_backoff
    me, scopes = await persist(partial(_identity, web), judge, first=first, longest=longest)
    if scopes is not None:
        if missing := needed(watching=watching) - scopes:
            log.warning(
                "The Slack app does not have %s. `factbot doctor --online` says what I can't do without.",
                named(missing),
            )
        else:
            for sentence in without_optional(scopes, watching=watching):
                log.info(sentence)
    return me, scopes


async def _identity(web: AsyncWebClient) -> tuple[Identity, frozenset[str] | None]:
    try:
        answer = await web.auth_test()
    except SlackApiError as error:
        raise refusal(error, BOT_TOKEN) or error from None
    user, bot, team = (str(answer.get(k) or "") for k in ("user_id", "bot_id", "team_id"))
    if not user:
        raise ValueError("auth.test returned no user")
    if not bot and (web.token or "").startswith("xoxp-"):
        raise AccessError(BOT_TOKEN.format(code="the token of a person"))
    return Identity(user, bot, team, str(answer.get("team") or "")), scopes_in(answer.headers)


async def watch_token(web: AsyncWebClient, refused: asyncio.Event) -> None:
    """Check the bot token whenever Slack refused a request because of it. Raises AccessError if it is revoked."""
    while True:
        await refused.wait()
        refused.clear()
        try:
            await _identity(web)
        except UNANSWERED as error:
            log.info("Could not check the bot token: %s", describe(error))


async def load_permissions(
    web: AsyncWebClient, me: Identity, groups: UserGroups, person: Person, channel: str
) -> Person:
    """Fill in what a person may do in a channel and the workspace, and their time zone. In doubt they may do nothing.

    The managers of a channel are admins and owners of the bot's workspace, and the person who made the channel.
    """
    user, own_groups = await asyncio.gather(user_info(web, person.id), groups.of(web, me.team, person.id))
    known = _with_rights(person, user, me, own_groups)
    return replace(known, manager=known.admin or await _is_creator(web, person.id, channel))


async def find_member(web: AsyncWebClient, me: Identity, groups: UserGroups, person: str) -> Person | None:
    """Return a person with what they may do in the workspace; None if there is nobody. Raises DeliveryError."""
    try:
        user = mapping((await web.users_info(user=person)).get("user"))
    except UNANSWERED as error:
        if error_code(error) in _NOBODY:
            return None
        raise DeliveryError(f"Slack does not say who a person is: {describe(error)}") from error
    if user.get("deleted"):
        return None
    return _with_rights(Person(person), user, me, await groups.of(web, me.team, person))


def _with_rights(person: Person, user: Payload, me: Identity, groups: frozenset[str]) -> Person:
    """Fill in what a person may do in the workspace. People of another one may do nothing."""
    foreign = user.get("is_stranger") or user.get("team_id") not in {None, "", me.team}
    return replace(
        person,
        name=person.name or name_of(user),
        bot=person.bot or bool(user.get("is_bot")),
        admin=not foreign and any(user.get(k) for k in ("is_admin", "is_owner", "is_primary_owner")),
        zone=str(user.get("tz") or ""),
        roles=frozenset() if foreign or not user else groups,
    )


async def managers(web: AsyncWebClient, channel: str) -> str:
    """Return who manages a channel: the admins, and the person who made it if they are still there."""
    creator = await _creator(web, channel)
    user = await user_info(web, creator) if creator else {}
    name = "" if user.get("deleted") else name_of(user)
    return f"a workspace admin, or {name}, who made this channel" if name else "a workspace admin"


async def _is_creator(web: AsyncWebClient, person: str, channel: str) -> bool:
    return bool(person) and await _creator(web, channel) == person


async def _creator(web: AsyncWebClient, channel: str) -> str:
    """Return the id of the person who made a channel; empty if Slack doesn't say."""
    try:
        return str(mapping((await web.conversations_info(channel=channel)).get("channel")).get("creator") or "")
    except UNANSWERED as error:
        log.warning("Slack does not say who made channel %s: %s", channel, describe(error))
        return ""


async def user_info(web: AsyncWebClient, person: str) -> Payload:
    """Ask Slack about a person; empty if it doesn't say."""
    try:
        return mapping((await web.users_info(user=person)).get("user"))
    except UNANSWERED as error:
        log.warning("Slack does not say who %s is: %s", person, describe(error))
        return {}


def name_of(user: Payload) -> str:
    """Return the name by which others see a person; empty if Slack doesn't say."""
    profile = mapping(user.get("profile"))
    names = (profile.get("display_name"), user.get("real_name"), user.get("name"))
    return str(next(filter(None, names), ""))
