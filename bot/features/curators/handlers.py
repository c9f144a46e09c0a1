"""The command that shows who may curate, and by which admins change that."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.feature import Feature
from bot.core.commands import Command, Option
from bot.core.declarations import action, command, completes
from bot.core.errors import DeliveryError, UserError
from bot.core.events import Action, Choice, Completion, Invocation, Person, Press, Target
from bot.core.mentions import Mention, read_mentions
from bot.core.ports import Platform, Responder
from bot.core.replies import Notice
from bot.features.curators import texts as curator_texts
from bot.features.curators.replies import REMOVE, CuratorPanel, value_of

CURATORS = Command(
    "curators", "Show who may change facts here; admins can change the list", "curators",
    (
        Option("add", "A role, a group or a person to add (admins only)", kind="who"),
        Option("remove", "A role, a group or a person to remove (admins only)", kind="who"),
        Option("permission", "Add all who have a permission, such as Manage Messages (admins only)", completes=True),
    ),
    private=True, private_button=curator_texts.BUTTON, opening=r"curators(?=\s+(?:add|remove|permission)\b)",
)  # fmt: skip


class CuratorHandlers(Feature):
    """Shows who may curate to everybody, and lets admins change it."""

    @command(CURATORS)
    async def curators(self, invocation: Invocation, responder: Responder) -> None:
        """Change the list as asked for, and show it. Raises UserError, and then nothing was changed."""
        target = invocation.target
        author = await self._services.curators.identify(invocation, responder)
        if not target.workspace:
            where = curator_texts.ALONE if author.admin else curator_texts.IN_DIRECT
            await responder.send(Notice(where))
            return
        given = {name: str(value) for name, value in invocation.options.items() if value}
        news = ""
        if given.keys() & {option.name for option in CURATORS.options}:
            _require_admin(author)
            add = await self._to_add(target, given.get("add", ""), given.get("permission", ""))
            remove = self._to_remove(target, given.get("remove", ""))
            news = await self._change(target, add, remove, author)
        await responder.send(await self._panel(target, author, news))

    @action(REMOVE, in_place=True)
    async def remove(self, action: Action, press: Press, responder: Responder) -> None:
        """Remove an entry, and show the list. Raises UserError if the person is no admin."""
        author = await self._services.curators.identify(press, responder)
        _require_admin(author)
        rules = self._services.curators.rules(press.target)
        chosen = [rule for rule in rules if value_of(rule) == action.value]
        news = await self._change(press.target, [], chosen, author)
        await responder.send(await self._panel(press.target, author, news))

    @completes(CURATORS.name, "permission")
    async def complete_permission(self, asked: Completion) -> Sequence[Choice]:
        """Give the permissions that fit what is being typed."""
        known = (one for platform in self._services.platforms.values() for one in platform.permissions)
        typed = asked.typed.strip().casefold()
        return [Choice(one.name, one.name) for one in known if typed in one.name.casefold()]

    async def _change(self, target: Target, add: Sequence[Mention], remove: Sequence[Mention], by: Person) -> str:
        """Change the list, and say what was changed."""
        changed = await self._services.curators.change(target, by, add=add, remove=remove)
        said = (
            (curator_texts.added, [who for who in add if who in changed]),
            (curator_texts.already, [who for who in add if who not in changed]),
            (curator_texts.removed, [who for who in remove if who in changed]),
        )
        return " ".join(say(who) for say, who in said if who)

    async def _panel(self, target: Target, author: Person, news: str) -> CuratorPanel:
        curators = self._services.curators
        rules = tuple(await curators.current_rules(target))
        own = curator_texts.IS_ONE if await curators.has(author, target) else curator_texts.IS_NONE
        change = curator_texts.HOW_TO if author.admin else curator_texts.ADMINS_CHANGE_IT
        menu = curator_texts.THE_MENU if author.admin and rules else ""
        return CuratorPanel(rules, news, " ".join(filter(None, (own, change, menu))), can_change=author.admin)

    # ------------------------------------------------------------------ who is meant

    async def _to_add(self, target: Target, typed: str, permission: str) -> list[Mention]:
        """Find out who is to be added. Raises UserError if one of them is not known, or it can't be found out."""
        platform = self._services.platforms.get(target.platform)
        if platform is None or not (typed or permission):
            return []
        meant = [_permission(permission, platform.permissions)] if permission else []
        if not typed:
            return meant
        try:
            roles = await platform.roles(target.workspace)
            mentions = read_mentions(typed)
            known = [await self._known(mention, platform, target, roles) for mention in mentions]
        except DeliveryError:
            raise UserError(curator_texts.NOT_NOW) from None
        return [*meant, *(known or [_by_name(typed, roles)])]

    async def _known(self, who: Mention, platform: Platform, target: Target, roles: Sequence[Mention]) -> Mention:
        """Return somebody who was mentioned with the name that the platform knows. Raises UserError, DeliveryError."""
        if who.kind != "person":
            known = next((role for role in roles if (role.kind, role.id) == (who.kind, who.id)), None)
            if known is None:
                raise UserError(curator_texts.unknown(who.name or who.id))
            return known
        person = await platform.member(target.workspace, who.id)
        if person is None:
            raise UserError(curator_texts.NO_MEMBER)
        if person.bot:
            raise UserError(curator_texts.NO_BOTS)
        return Mention("person", who.id, person.name or who.name)

    def _to_remove(self, target: Target, typed: str) -> list[Mention]:
        """Find the rules that are to be removed. Raises UserError if one of them is not there."""
        rules = self._services.curators.rules(target)
        keys = [(who.kind, who.id) for who in read_mentions(typed)]
        found = [rule for rule in rules if (rule.kind, rule.id) in keys]
        if typed and not keys:
            found = [rule for rule in rules if rule.is_called(typed)]
        if typed and len(found) != (len(keys) or 1):
            names = ", ".join(who.name or who.id for who in read_mentions(typed)) or typed
            raise UserError(curator_texts.several(typed) if len(found) > 1 else curator_texts.not_listed(names))
        return found


def _require_admin(author: Person) -> None:
    """Raise UserError if somebody may not change the list."""
    if not author.admin:
        raise UserError(curator_texts.ONLY_ADMINS)


def _by_name(typed: str, roles: Sequence[Mention]) -> Mention:
    """Return the role or group with a typed name. Raises UserError if there is none, or more than one."""
    found = [role for role in roles if role.is_called(typed)]
    if len(found) > 1:
        raise UserError(curator_texts.several(typed))
    if not found:
        raise UserError(curator_texts.unknown(typed))
    return found[0]


def _permission(typed: str, known: Sequence[Mention]) -> Mention:
    """Return the permission with a typed name. Raises UserError if there is none."""
    if not known:
        raise UserError(curator_texts.NO_PERMISSIONS)
    found = next((permission for permission in known if permission.is_called(typed)), None)
    if found is None:
        raise UserError(curator_texts.unknown_permission(typed, known))
    return found
