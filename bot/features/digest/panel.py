"""The settings of a channel's digest, as one message with menus and buttons, and as a form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.core.controls import Button, CompletedOption, Picker
from bot.core.document import Actions, Document, Fields, Heading, Panel, Row, Text
from bot.core.events import CHOICES, NO_EXCHANGE, Action, Choice
from bot.core.forms import Form, FormField
from bot.features.digest import texts as digest_texts
from bot.features.digest.options import LONGEST, MORE, DigestOptions
from bot.features.digest.subscriptions import Subscription
from bot.scheduling import EVERY_DAY, region_in_words

SET_TIME, SET_ZONE, SET_DAYS, SET_TOPICS = "digest-time", "digest-zone", "digest-days", "digest-topics"
TURN_ON, TURN_OFF, OPEN_FORM = "digest-on", "digest-off", "digest-form"
"""Codes of menus and buttons. Messages have them, so they never change."""
FORM: Final = "digest"
_TIME, _ZONE, _DAYS, _TOPICS = "time", "zone", "days", "topics"
"""Names of the form and of its fields. They never change, either."""
_HOURS = range(5, 23)
"""The hours that the menu offers. The form takes any time."""
_ZONES = (
    "UTC", "Europe/London", "Europe/Paris", "Europe/Berlin", "America/New_York", "America/Chicago",
    "America/Los_Angeles", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Tokyo", "Australia/Sydney",
)  # fmt: skip
"""The zones that the menu offers. Slack lets people search all of them, and the form takes any city."""
_EVERY_DAY = "every day"


@dataclass(frozen=True, slots=True)
class DigestPanel:
    """The state of the digest in a channel, with all that changes it for those who may."""

    rows: tuple[Row, ...]
    news: str = ""
    """A sentence above the state: what was just saved, or why it was not."""
    note: str = ""
    """A sentence below, such as who may change it."""
    pickers: tuple[Picker, ...] = ()
    buttons: tuple[Button, ...] = ()
    private: bool = True

    def document(self) -> Document:
        """Return the rows, the menus, the buttons and the note."""
        return Document.of(
            Panel("quiet"),
            Heading(digest_texts.STATUS),
            Text(self.news),
            Fields(self.rows),
            Text(self.note, "quiet"),
            Actions(self.buttons, self.pickers),
            private=self.private,
        )


def rows(
    subscription: Subscription, upcoming: Sequence[dt.datetime], now: dt.datetime, *, is_manager: bool
) -> tuple[Row, ...]:
    """Return the state of a channel's digest. If it is off, managers see how it would come."""
    shown = None if subscription.is_off and not is_manager else subscription
    return tuple(Row(label, text) for label, text in digest_texts.status(shown, upcoming, (), now))


def buttons(subscription: Subscription, *, is_manager: bool, refused: str = NO_EXCHANGE) -> tuple[Button, ...]:
    """Return the buttons: for managers those that change something, for all the preview.

    `refused` is the id of the exchange with what was typed into a form that could not be read.
    """
    preview = Button.calling(digest_texts.PREVIEW, "digest preview")
    if not is_manager:
        return (preview,)
    is_running = not subscription.paused
    is_refused = refused != NO_EXCHANGE
    on = Button(digest_texts.TURN_ON, Action(TURN_ON, NO_EXCHANGE), "normal" if is_refused else "main")
    off = Button(digest_texts.TURN_OFF, Action(TURN_OFF, NO_EXCHANGE))
    set_up = digest_texts.SET_UP if is_running else digest_texts.SET_UP_AND_ON
    form = Button(set_up, Action(OPEN_FORM, NO_EXCHANGE))
    if is_refused:
        form = Button(digest_texts.BACK_TO_FORM, Action(OPEN_FORM, refused), "main")
    return (*(() if is_running else (on,)), preview, form, *((off,) if is_running else ()))


def pickers(subscription: Subscription, topics: Sequence[str], own_zone: str) -> tuple[Picker, ...]:
    """Return the menus: time, zone, days and topics."""
    schedule = subscription.schedule
    times = sorted({dt.time(hour) for hour in _HOURS} | {schedule.time})
    zones = dict.fromkeys(filter(None, (schedule.zone, own_zone, *_ZONES)))
    found = [
        _picker(SET_TIME, digest_texts.TIME, [Choice(f"{time:%H%M}", f"{time:%H:%M}") for time in times],
                (f"{schedule.time:%H%M}",)),
        _picker(SET_ZONE, digest_texts.ZONE, [Choice(zone, zone) for zone in zones], (schedule.zone,),
                completes=CompletedOption("digest on", "zone")),
        _picker(SET_DAYS, digest_texts.DAYS, [Choice(str(day), digest_texts.WEEKDAYS[day]) for day in range(7)],
                tuple(map(str, sorted(schedule.days))), most=7),
    ]  # fmt: skip
    if topics:
        offered = tuple(dict.fromkeys((*subscription.topics, *topics)))[:CHOICES]
        choices = [Choice(topic, topic) for topic in sorted(offered, key=str.casefold)]
        found.append(
            _picker(SET_TOPICS, digest_texts.TOPICS_MENU, choices, subscription.topics, most=max(len(choices), 2))
        )
    return tuple(found)


def _picker(
    name: str,
    label: str,
    choices: Sequence[Choice],
    chosen: tuple[str, ...],
    *,
    most: int = 1,
    completes: CompletedOption | None = None,
) -> Picker:
    return Picker(label, Action(name, NO_EXCHANGE), tuple(choices), completes, chosen, most)


def settings_form(
    options: DigestOptions, typed: Mapping[str, str | bool] | None = None, *, is_running: bool = True
) -> Form:
    """Make the form with the present options, or with what was `typed` before."""
    schedule = options.schedule
    names = ", ".join(digest_texts.WEEKDAYS[day] for day in sorted(schedule.days))
    days = _EVERY_DAY if schedule.days == EVERY_DAY else names
    more = [
        f"until {schedule.until:%Y-%m-%d}" if schedule.until else "",
        f"holidays {region_in_words(schedule.holidays)}" if schedule.holidays else "",
        "quiet" if options.quiet else "",
        "curators" if options.curators else "",
    ]
    topics = ", ".join(options.topics)
    fields = (
            FormField(_TIME, digest_texts.TIME, value=f"{schedule.time:%H:%M}", limit=100),
            FormField(_ZONE, digest_texts.ZONE, value=schedule.zone, limit=100),
            FormField(_DAYS, digest_texts.DAYS, required=False, value=days, hint=_EVERY_DAY, limit=100),
            FormField(
                _TOPICS, digest_texts.TOPICS, required=False, value=topics if len(topics) < LONGEST else "",
                hint=digest_texts.ALL_TOPICS, limit=LONGEST,
            ),
            FormField(
                MORE, digest_texts.MORE, required=False, value=", ".join(filter(None, more)),
                hint=digest_texts.MORE_HINT, limit=150,
            ),
        )  # fmt: skip
    filled = tuple(replace(field, value=str((typed or {}).get(field.name, field.value))) for field in fields)
    return Form(FORM, digest_texts.STATUS, filled, submit=digest_texts.SAVE if is_running else digest_texts.TURN_ON)


def read_form(values: Mapping[str, str]) -> dict[str, str | bool]:
    """Return the options that were filled in, as a person types them. What was left empty is switched off."""
    given: dict[str, str | bool] = {name: values.get(name, "").strip() for name in (_TIME, _ZONE, MORE)}
    return given | {
        _DAYS: values.get(_DAYS, "").strip() or _EVERY_DAY,
        _TOPICS: values.get(_TOPICS, "").strip() or "all",
    }
