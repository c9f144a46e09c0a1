"""Names that are stored or used outside the code never change, even if the code uses other names.

They appear in posted messages, in databases, in the environment of operators, and in scripts that read `--json`.
A new name may be added here. A name that is here must not be removed.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from bot import app, settings
from bot.adapters.discord.permissions import MODERATING
from bot.adapters.slack import publisher, responder
from bot.adapters.slack.interactions import block_id
from bot.adapters.slack.manifest import manifest
from bot.conversation.form_drafts import FormDraft
from bot.conversation.kept_forms import again
from bot.core.controls import Button
from bot.core.events import NO_EXCHANGE, Action, Target
from bot.core.exchanges import Outcome
from bot.core.mentions import Mention, MentionKind
from bot.core.metrics import Metrics
from bot.core.models import Status, Validity
from bot.curation.entries import ChangeKind, DraftState
from bot.factfiles.state import NOTE
from bot.features.curators.replies import value_of
from bot.features.digest.changes import Changed, snapshot
from bot.features.digest.contents import DigestContents
from bot.features.digest.delivery import RESULTS
from bot.features.digest.options import DigestOptions
from bot.features.digest.panel import settings_form
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import SlotState, Subscription, slot_key
from bot.features.feedback.storage import Verdict
from bot.features.verify.check_form import check_form
from bot.knowledge.knowledge import Knowledge
from bot.logs import JsonFormatter
from bot.monitoring.collector import StatusCollector
from bot.monitoring.status import BotStatus
from bot.scheduling import Schedule
from bot.storage.database import open_store
from bot.storage.tables import all_tables
from bot.storage.tables.places import made_key
from bot.verification.types import Flag, Op, VerdictKind
from tests.program import factbot
from tests.samples.facts import DREDGING, FOG

# ---------------------------------------------------------------- in posted messages


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("why:0123456789abcdef:", "why"),
        ("details:0123456789abcdef:", "details"),
        ("show:0123456789abcdef:ferry-passengers", "show"),
        ("whole:-:ferry-passengers", "whole"),
        ("another:0123456789abcdef:fog", "another"),
        ("page:0123456789abcdef:2", "page"),
        ("speaker:0123456789abcdef:ada-quill", "speaker"),
        ("check:0123456789abcdef:ada-quill", "check"),
        ("more:0123456789abcdef:12", "more"),
        ("share:0123456789abcdef:", "share"),
        ("part:-:2-ferry-passengers", "part"),
        ("cite:-:ferry-passengers", "cite"),
        ("cite:0123456789abcdef:fog", "cite"),
        ("helpful:0123456789abcdef:", "helpful"),
        ("wrong:0123456789abcdef:", "wrong"),
        ("forget:0123456789abcdef:", "forget"),
        ("none:0123456789abcdef:", "none"),
        ("topic:0123456789abcdef:ferry-passengers", "topic"),
        ("wish:0123456789abcdef:", "wish"),
        ("curator-remove:-:role/1234567890123456789", "curator-remove"),
        ("serve:-:", "serve"),
    ],
)
def test_buttons_and_menus_of_old_messages_are_understood(code: str, name: str) -> None:
    action = app.menu().decode(code)
    assert action
    assert (action.name, action.code) == (name, code)


def test_codes_of_actions_do_not_change() -> None:
    assert set(app.menu().actions) == {
        "why", "details", "show", "whole", "another", "page", "speaker", "check", "more", "share",
        "digest-time", "digest-zone", "digest-days", "digest-topics", "digest-on", "digest-off", "digest-form", "part",
        "cite",
        "helpful", "wrong", "forget", "forget-me", "none", "topic", "wish", "curator-remove", "serve",
        "entry-save", "entry-form", "entry-details", "entry-more", "entry-discard", "entry-questions", "entry-reach",
        "entry-undo", "entry-edit", "entry-replace", "entry-retire", "entry-restore", "entry-history",
        "stats-never", "tell-stop", "tell-start", "meant", "meant-ask", "meant-none",
        "gap-show", "gap-more", "gap-link", "gap-ask-link", "gap-ignore", "gap-unignore", "gap-take", "gap-ask-give",
        "entry-add", "draft-approve", "draft-edit", "draft-reject-it", "draft-reopen", "draft-show",
        "due-check", "due-more",
    }  # fmt: skip
    assert Action("why", "e" * 16).code == f"why:{'e' * 16}:"
    assert NO_EXCHANGE == "-"
    assert Button.calling("Digest", "digest status").action.code == "call:-:digest status"
    assert again("Edit again", "0123456789abcdef").action.code == "form-again:0123456789abcdef:"


def test_names_of_forms_and_their_fields_do_not_change(knowledge: Knowledge) -> None:
    assert {"verify"} <= set(app.menu().forms)
    assert [field.name for field in check_form(knowledge).fields] == ["words", "speaker"]
    options = DigestOptions(Schedule(dt.time(9), "UTC"), (), quiet=False, curators=False)
    assert [field.name for field in settings_form(options).fields] == ["time", "zone", "days", "topics", "more"]


def test_mentions_in_options_and_in_the_menu_of_curators_do_not_change() -> None:
    assert Mention("group", "S1", "The editors").text == "group:S1:The%20editors"
    assert value_of(Mention("permission", "manage_messages")) == "permission/manage_messages"


def test_event_types_in_the_metadata_of_slack_do_not_change() -> None:
    assert responder.EVENT_TYPE == "factbot_reply"
    assert publisher.EVENT_TYPE == "factbot_digest"


def test_ids_of_blocks_and_shortcuts_of_slack_do_not_change() -> None:
    assert block_id("1718000000.000100", 2) == "1718000000.000100/2"
    assert block_id(None, 1) == "0.0/1"
    shortcuts = manifest(app.menu().commands, watching=True)["features"]["shortcuts"]
    assert [one["callback_id"] for one in shortcuts] == ["ask", "verify", "fact add", "fact quote"]


def test_names_of_forms_do_not_change() -> None:
    assert set(app.menu().forms) == {
        "ask", "verify", "digest", "entry", "entry-details", "entry-more", "draft-reject",
        "gap-link", "gap-give", "meant",
    }  # fmt: skip


def test_names_of_commands_and_their_options_do_not_change() -> None:
    assert {command.name: [option.name for option in command.options] for command in app.menu().commands} == {
        "ask": ["question", "private"],
        "quote": ["speaker", "about", "private"],
        "quotes": [],
        "verify": ["text", "speaker", "private"],
        "digest on": ["time", "zone", "topics", "days", "until", "holidays", "quiet", "curators"],
        "digest off": [],
        "digest status": [],
        "digest preview": [],
        "digest settings": [],
        "help": ["command"],
        "feedback on": [],
        "feedback off": [],
        "forget me": [],
        "fact add": ["text"],
        "fact quote": ["text"],
        "fact show": ["id"],
        "fact edit": ["id"],
        "fact supersede": ["id"],
        "fact retire": ["id", "why"],
        "fact history": ["id"],
        "review here": [],
        "review off": [],
        "review list": [],
        "gaps": [],
        "stats": ["weeks"],
        "watch on": [],
        "watch off": [],
        "watch status": [],
        "curators": ["add", "remove", "permission"],
    }
    assert {command.name: command.words.name for command in app.menu().commands if command.words} == {"quote": "words"}


# ---------------------------------------------------------------- in databases

TABLES = {
    "audit": "number at by action subject version",
    "claims": "key until",
    "contents": "key text made",
    "curators": "platform workspace kind id name",
    "exchanges": "id question_key platform place person question outcome statement_id score private asked reply_id "
    "direct thread part read_as command options offered shown_text shown_validity wished copy_of "
    "shown_verdict",
    "feedback": "exchange person verdict given",
    "feedback_off": "platform workspace channel",
    "form_drafts": "key platform person made text",
    "former_states": "id until state",
    "notes": "key text",
    "paces": "platform free",
    "pending_questions": "key platform account holder since message",
    "places": "platform workspace name since",
    "refused_places": "platform workspace name asked told",
    "review_channels": "platform workspace channel thread parent bot",
    "shown_statements": "subscription statement date",
    "counters": "name value",
    "draft_posts": "draft channel_key message",
    "corrections": "exchange state",
    "told": "exchange at",
    "telling_off": "platform person",
    "gap_decisions": "platform workspace question ignored given_to decided",
    "drafts": "id entry kind statement original expected by why made platform workspace channel direct state "
    "decided_by reason version edits",
    "entries": "id version statement base number",
    "entry_versions": "entry version kind statement base made by approved_by why",
    "people": "key platform person name",
    "sightings": "id state added changed",
    "slots": "subscription date due state holder until body tried attempts posted message_id covered reason uncertain",
    "subscriptions": "id platform workspace channel direct minute zone days topics quiet curators owner asked "
    "next_date next_due paused bot until holidays",
    "watches": "platform workspace channel",
}


def test_names_of_tables_and_columns_do_not_change() -> None:
    tables = {table.name: [column.name for column in table.columns] for table in all_tables().sorted_tables}
    assert tables == {name: columns.split() for name, columns in TABLES.items()}


def test_keys_of_notes_about_the_list_of_places_do_not_change() -> None:
    assert made_key("discord") == "places:discord"


def test_values_in_columns_do_not_change() -> None:
    assert get_args(Outcome) == ("answer", "suggestions", "none")
    assert get_args(Verdict) == ("helpful", "wrong")
    kinds = ("file", "add", "edit", "question", "retire", "restore", "supersede", "check", "import", "undo")
    assert get_args(ChangeKind) == kinds
    assert get_args(DraftState) == ("open", "approved", "rejected")
    assert get_args(MentionKind) == ("role", "group", "permission", "person")
    assert set(MODERATING) == {
        "kick_members", "ban_members", "manage_channels", "view_audit_log", "manage_messages", "mention_everyone",
        "manage_nicknames", "manage_roles", "manage_webhooks", "manage_expressions", "manage_events", "manage_threads",
        "moderate_members",
    }  # fmt: skip
    assert get_args(SlotState) == ("pending", "posted", "quiet", "missed", "failed", "uncertain")


def test_ids_of_subscriptions_and_keys_of_slots_do_not_change() -> None:
    at_noon = Schedule(dt.time(12), "UTC")
    noon = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
    one = Subscription(Target("slack", "T1", "C1"), at_noon, "U1", noon, noon.date(), noon)
    assert one.id == "slack:T1:C1"
    assert slot_key(one.id, noon.date()) == "5dcec2f4414ca45f"


def test_keys_of_stored_drafts_do_not_change() -> None:
    draft = FormDraft("save:x", {"text": "Fog."}, {"asks": ("1",)}, {"text": "Wrong."})
    assert json.loads(draft.to_text()) == {
        "code": "save:x", "values": {"text": "Fog."}, "chosen": {"asks": ["1"]}, "problems": {"text": "Wrong."},
    }  # fmt: skip


def test_keys_of_stored_digest_contents_do_not_change() -> None:
    noon = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
    contents = DigestContents(noon.date(), "UTC", noon, noon, (("Ships", ("tug",)),), (Changed("tug", "{}"),))
    stored = json.loads(contents.to_text())
    assert set(stored) == {
        "date", "zone", "since", "until", "new", "changed", "ending", "ends_anew", "ending_new", "unanswered", "wished",
        "asked_anew", "quote", "older", "superseded", "first", "known", "introduced", "topics", "shown", "last",
        "places",
    }  # fmt: skip
    assert DigestContents.from_text(contents.to_text()) == contents


def test_stored_states_of_statements_do_not_change(knowledge: Knowledge) -> None:
    assert json.loads(snapshot(DREDGING, knowledge)) == {
        "text": DREDGING.text, "status": "active", "from": None, "until": None, "replaces": ["dredging-end-first"],
    }  # fmt: skip
    assert json.loads(snapshot(FOG, knowledge)) == {"text": FOG.text, "status": "active", "speaker": "Ada Quill"}
    seen_by_few = replace(FOG, audience=("slack:T1",))
    assert json.loads(snapshot(seen_by_few, knowledge))["audience"] == ["slack:T1"]
    assert NOTE == "facts"


# ---------------------------------------------------------------- in files and the environment


def test_names_of_settings_do_not_change() -> None:
    assert set(settings.variables()) == {
        "DISCORD_API_URL", "DISCORD_TOKEN", "DISCORD_USER_INSTALL",
        "SLACK_API_URL", "SLACK_APP_TOKEN", "SLACK_BOT_TOKEN", "SLACK_COMMAND_PREFIX",
        "FACTBOT_ANSWER_THRESHOLD", "FACTBOT_CACHE_DIR", "FACTBOT_DATABASE_URL", "FACTBOT_DIGEST_CATCH_UP",
        "FACTBOT_DIGEST_LEASE", "FACTBOT_ENCODER", "FACTBOT_FACTS_DIR", "FACTBOT_FLOOD_LIMIT", "FACTBOT_HTTP_HOST",
        "FACTBOT_AUDIT_DAYS",
        "FACTBOT_HTTP_PORT", "FACTBOT_KEEP_DAYS", "FACTBOT_LOG_FORMAT", "FACTBOT_LOG_LEVEL", "FACTBOT_OWNERS",
        "FACTBOT_REVIEW_DAYS", "FACTBOT_TWO_EYES",
        "FACTBOT_SLACK_SOCKETS", "FACTBOT_SUGGEST_THRESHOLD",
    }  # fmt: skip


# ---------------------------------------------------------------- in dashboards, and in programs that read the log


def test_names_of_metrics_do_not_change() -> None:
    shown = {metric.name: metric.type for metric in StatusCollector(BotStatus()).collect()}
    assert shown == {
        "factbot_questions": "counter", "factbot_reply_seconds": "histogram",
        "factbot_acknowledgement_seconds": "histogram", "factbot_events_waiting": "gauge",
        "factbot_requests_limited": "counter", "factbot_requests_refused": "counter",
        "factbot_replies_left_out": "counter", "factbot_digests": "counter", "factbot_platform_ready": "gauge",
        "factbot_facts": "gauge", "factbot_tasks_running": "gauge", "factbot_task_failures": "counter",
    }  # fmt: skip
    metrics = Metrics()
    assert (metrics.questions.labels, metrics.digests.labels) == (("platform", "outcome"), ("platform", "result"))
    assert RESULTS == ("posted", "quiet", "missed", "failed", "delayed")


def test_keys_of_the_log_as_json_do_not_change() -> None:
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "calm", (), (ValueError, ValueError("x"), None))
    assert list(json.loads(JsonFormatter(()).format(record))) == ["time", "level", "logger", "message", "exception"]


def test_status_values_in_fact_files_do_not_change() -> None:
    assert get_args(Status) == ("active", "draft", "superseded", "retired")


# ---------------------------------------------------------------- in what --json prints


def test_values_in_json_do_not_change() -> None:
    assert get_args(Validity) == ("current", "upcoming", "expired", "superseded")
    assert get_args(VerdictKind) == ("verbatim", "excerpt", "altered", "wrong_speaker", "not_held")
    assert get_args(Flag) == (
        "negation", "number", "hedge", "omitted_negation", "cut_after_negation", "cut_after_hedge", "minor"
    )  # fmt: skip
    assert get_args(Op) == ("equal", "replace", "delete", "insert", "cut")


SOURCE = ("source", "source.title", "source.publisher", "source.published", "source.url")
STATEMENT = {"kind", "id", "text", "speaker", *SOURCE, "standing", "as_of", "also"}
FACT = STATEMENT | {"valid_from", "valid_until", "replaces"}
QUOTE = STATEMENT | {"role", "about", "said", "where"}
SPEAKER = {"key", "speaker", "role", "quotes", "topics"}
RESULT = {"question", "outcome", "score", "answer", "answers", "read_as", "suggestions", "candidates", "vectors"}
WHY = {
    "id", "read_as", "met", "missing", "closest_question", "likeness", "score", "threshold", "veto", "counted",
    "runner_up",
}  # fmt: skip
VERDICT = {"verdict", "similarity", "flags", "diff", "quote", "claimed_speaker"}
DIGEST = {
    "date", "since", "until", "news", "new", "changed", "expiring", "unanswered", "first", "known", "introduced",
    "quote", "older",
}  # fmt: skip
PLACE = {"platform", "workspace", "name", "served", "since"}
SUBSCRIPTION = {
    "platform", "workspace", "channel", "time", "zone", "days", "topics", "quiet", "curators", "until",
    "holidays", "next", "paused", "past",
}  # fmt: skip


def keys(value: Any, path: str = "") -> Iterator[str]:
    """Yield all keys of a record and of its inner records, with dots between them. Items of a list have its path."""
    if isinstance(value, dict):
        for key, inner in value.items():
            name = f"{path}.{key}" if path else key
            yield name
            yield from keys(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner, path)


def below(name: str, names: set[str]) -> set[str]:
    """Return a name, and other names below it."""
    return {name, *(f"{name}.{one}" for one in names)}


def printed_keys(place: Path, *arguments: str, **env: str) -> set[str]:
    """Return the keys of the first record that a command prints."""
    lines = factbot(place, *arguments, "--json", **env).stdout.splitlines()
    return set(keys(json.loads(lines[0])))


def test_json_keys_of_an_answer_do_not_change(place: Path) -> None:
    record = printed_keys(place, "ask", "How many buoys mark the channel?", "--why")
    record -= {key for key in record if key.startswith("why.runner_up.")}
    candidates = below("candidates", {"id", "score"})
    assert record == RESULT | below("answer", FACT) | below("answers", FACT) | candidates | below("why", WHY)


def test_json_keys_of_a_quote_and_of_speakers_do_not_change(place: Path) -> None:
    assert printed_keys(place, "quote", "--speaker", "Bo Reed") == {"speakers", "found"} | below("quote", QUOTE)
    assert printed_keys(place, "quotes") == SPEAKER


def test_json_keys_of_a_verdict_do_not_change(place: Path) -> None:
    record = printed_keys(place, "verify", "Somebody tows a tug.", "--speaker", "Bo Reed")
    assert record == VERDICT | {"text"} | below("diff", {"op", "old", "new"}) | below("quote", QUOTE)
    assert printed_keys(place, "verify", "?") == VERDICT | {"error"}


def test_json_keys_of_a_digest_do_not_change(place: Path) -> None:
    record = printed_keys(place, "digest", "preview")
    facts = below("new.facts", FACT) | below("expiring", FACT) | below("introduced", FACT) | below("quote", QUOTE)
    assert record >= DIGEST
    assert record <= DIGEST | {"new.topic"} | facts


def test_json_keys_of_a_place_do_not_change(place: Path) -> None:
    assert printed_keys(place, "allow", "discord:2001") == PLACE


def test_json_keys_of_a_subscription_do_not_change(place: Path) -> None:
    url = f"sqlite:///{place / 'store.db'}"

    async def subscribe() -> None:
        store = await open_store(url, app.SystemClock())
        now = dt.datetime.now(dt.UTC)
        one = Subscription(Target("slack", "T1", "C1"), Schedule(dt.time(12), "UTC"), "U1", now, now.date(), now)
        await store.tables(DigestStorage).subscribe(one)
        slot = await store.tables(DigestStorage).claim(one, now.date(), now, holder="a", lease=dt.timedelta(seconds=30))
        assert slot
        await store.tables(DigestStorage).finish(slot, "quiet")
        await store.close()

    asyncio.run(subscribe())
    record = printed_keys(place, "digest", "status", FACTBOT_DATABASE_URL=url)
    assert record == SUBSCRIPTION | below("past", {"date", "due", "state", "posted", "reason"})
