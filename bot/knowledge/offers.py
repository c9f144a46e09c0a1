"""What people can do with the bot: sentences for the help, and buttons that do it where they are pressed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Final

from bot.core import texts
from bot.core.commands import Command
from bot.core.controls import Button
from bot.core.document import Row
from bot.core.errors import UserError
from bot.core.models import Fact, Statement
from bot.core.router import Menu
from bot.core.shorten import label, width
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.speakers import Speaker
from bot.knowledge.topics import by_topic

DIGEST: Final = "digest settings"
"""The command behind the button of the daily digest."""
HELP_ALL: Final = "help all"
"""The command that lists all commands."""
MOST_EXAMPLES: Final = 3
_ANSWER: Final = "I answer with one fact, its source and its date, or say that I have none."
_ASK_HERE: Final = f"Write your question here. {_ANSWER}"
_ASK_IN_CHANNEL: Final = f"Mention me in your question, or write to me directly. {_ANSWER}"
_ASK_AS_GUEST: Final = f"Use /ask here. {_ANSWER}"
_CHECK: Final = "I compare a quote with what was said, word for word."
_CHECK_IN_CHANNEL: Final = f"{_CHECK} “Check quote” in the menu of a message does that, too."
_QUOTES: Final = "I list who is quoted, how often and about what."
_DIGEST: Final = "I post what is new, at the time that you choose."
_LABEL: Final = 75
"""Most characters of an example. No platform shortens a button with so many."""
_TRIES: Final = 20
"""Questions that are tried until there are enough examples."""
_MOST_TOPICS: Final = 8
_TOPIC: Final = 60
"""Most characters of a topic."""


def offers(knowledge: Knowledge, menu: Menu, *, direct: bool, guest: bool = False) -> tuple[Row, ...]:
    """Return what people can do with what the store has.

    `direct` is for a chat between one person and the bot, and `guest` for a place of which the bot is no member.
    """
    how = _ASK_AS_GUEST if guest else _ASK_HERE if direct else _ASK_IN_CHANNEL
    possible = (
        ("Ask", how, "Ask a question", "ask", bool(knowledge.shown)),
        ("Check", _CHECK if direct else _CHECK_IN_CHANNEL, "Check a quote", "verify", knowledge.has_quotes),
        ("Quotes", _QUOTES, "See the quotes", "quotes", knowledge.has_quotes),
        ("Digest", _DIGEST, "Daily digest", DIGEST, bool(knowledge.shown)),
    )
    return tuple(
        Row(title, sentence, button=Button.calling(button, line))
        for title, sentence, button, line, is_possible in possible
        if is_possible and _can_call(menu, line, guest=guest)
    )


def _can_call(menu: Menu, line: str, *, guest: bool) -> bool:
    called = menu.split(line)
    return called is not None and (called[0].anywhere or not guest)


def who_is_quoted() -> Button:
    """Make the button that lists who is quoted."""
    return Button.calling(texts.WHO_IS_QUOTED, "quotes")


def quotes_by(speaker: Speaker) -> Button:
    """Make the button that shows what somebody said."""
    return Button.calling(texts.quotes_by(speaker.name), f"quote {speaker.key}")


def examples(knowledge: Knowledge, menu: Menu) -> tuple[Button, ...]:
    """Return buttons that ask questions, on several topics if possible. See `prepare`."""
    asker = next((command for command in menu.commands if command.asks), None)
    questions = knowledge.derived(_answered) if asker else ()
    lines = ((question, f"{asker.name} {question}") for question in questions if asker)
    return tuple(
        Button.calling(question, line) for question, line in lines if asker and _reads_as(menu, line, asker, question)
    )[:MOST_EXAMPLES]


def prepare(knowledge: Knowledge) -> None:
    """Choose the examples and count the topics, so that nobody waits for that later."""
    knowledge.derived(_answered)
    knowledge.derived(_topics)


def topics(knowledge: Knowledge) -> str:
    """List the topics with their numbers of statements, the largest first, such as "Harbour (12) and 3 more"."""
    return knowledge.derived(_topics)


def _reads_as(menu: Menu, line: str, asker: Command, question: str) -> bool:
    """Return whether a line asks exactly this question, without the word `private` for example."""
    try:
        command, options = menu.parse(line)
    except UserError:
        return False
    return command is asker and options == {asker.asks: question}


def _answered(knowledge: Knowledge) -> tuple[str, ...]:
    """Return some more questions than are needed that are surely answered."""
    tried = islice(_askable(knowledge), _TRIES)
    results = ((question, knowledge.ask(question, 1)) for question in tried)
    found = (question for question, result in results if result.outcome == "answer" and len(result.each) == 1)
    return tuple(islice(found, 2 * MOST_EXAMPLES))


def _askable(knowledge: Knowledge) -> Iterator[str]:
    """Yield the first question of each topic that fits a button, then the second ones, and so on."""
    askable: dict[str, list[str]] = defaultdict(list)
    for statement in knowledge.shown:
        fitting = (question for question in statement.questions if _fits_button(question))
        if not _ends(statement) and (question := next(fitting, None)):
            askable[statement.topic].append(question)
    for rank in range(max(map(len, askable.values()), default=0)):
        yield from (questions[rank] for questions in askable.values() if rank < len(questions))


def _fits_button(question: str) -> bool:
    return ":" not in question and width(question) <= _LABEL and question == " ".join(question.split())


def _ends(statement: Statement) -> bool:
    """Return whether a statement may be out of date on some day. It would need a warning then."""
    return isinstance(statement, Fact) and bool(statement.valid_from or statement.valid_until)


def _topics(knowledge: Knowledge) -> str:
    counted = [(topic, len(statements)) for topic, statements in by_topic(knowledge).items() if topic.strip()]
    shown = [f"{label(topic, _TOPIC)} ({count:,})" for topic, count in counted[:_MOST_TOPICS]]
    left = len(counted) - len(shown)
    return " · ".join(shown) + (f" and {left:,} more" if left else "")
