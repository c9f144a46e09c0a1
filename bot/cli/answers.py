"""Commands that answer and end: ask, quote, quotes and verify, for people and for scripts."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import sys
from typing import Annotated

import typer

from bot.cli.common_options import FactsOption, PlaceOption
from bot.cli.console import load_facts, print_record, print_reply
from bot.core.errors import UserError
from bot.core.explanation import Explanation
from bot.core.replies import Notice, Reply
from bot.features.ask import texts as ask_texts
from bot.features.ask.answers import reply_to
from bot.features.ask.replies import ExplanationDetails
from bot.features.quotes import texts as quotes_texts
from bot.features.quotes.listing import speaker_row
from bot.features.quotes.query import QuoteMatches, Wanted, find_quotes, missing, random_order
from bot.features.quotes.replies import Speakers
from bot.features.verify.checker import quote_checker
from bot.features.verify.verdicts import verdict
from bot.knowledge import presentation
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.quotes import QuoteIndex
from bot.knowledge.search_results import Context, SearchResult


def ask(
    question: Annotated[
        str, typer.Argument(help="The question. With -, read one question a line from standard input.")
    ],
    why: Annotated[bool, typer.Option("--why", help="Show how the answer was found.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object for each question.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many candidates to list in the JSON.")] = 5,
    thread: Annotated[
        bool, typer.Option("--thread", help="Let each line refer to the last answer, as in a conversation.")
    ] = False,
    place: PlaceOption = "",
    facts: FactsOption = None,
) -> None:
    """Ask one question, or many. Exit code 1 if a single question gets no answer."""
    knowledge = load_facts(facts, place, for_questions=True)
    today = dt.datetime.now(dt.UTC).date()
    if question == "-":
        context: Context | None = None
        for line in iter(sys.stdin.buffer.readline, b""):
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            result = knowledge.ask(text, limit, today=today, context=context)
            _print_result(knowledge, result, today, as_json=as_json, why=why)
            context = _context(result) or context if thread else None
        return
    result = knowledge.ask(question, limit, today=today)
    _print_result(knowledge, result, today, as_json=as_json, why=why)
    raise typer.Exit(0 if result.outcome == "answer" else 1)


def _context(result: SearchResult) -> Context | None:
    """Return the context of the next line: the last answer."""
    answered = [(part.read_as or part.question, part.answer) for part in result.each if part.answer]
    return Context(*answered[-1]) if answered else None


def _print_result(knowledge: Knowledge, result: SearchResult, today: dt.date, *, as_json: bool, why: bool) -> None:
    if as_json:
        from bot.cli.json_output import explanation_record, search_record

        record = search_record(result, knowledge, today)
        if why:
            explanation = _explanation(knowledge, result.each[0], today)
            record["why"] = explanation_record(explanation) if explanation else None
        print_record(record)
        return
    for part in result.each:
        print_reply(reply_to(part, knowledge, today, about_bot=lambda: _about_bot(knowledge, today)))
        if why and (explanation := _explanation(knowledge, part, today)):
            print_reply(explanation)
            print_reply(ExplanationDetails(explanation))


def _about_bot(knowledge: Knowledge, today: dt.date) -> Notice:
    question = presentation.examples(knowledge).question
    return Notice(ask_texts.about_bot(presentation.introduction(knowledge, today), question))


def _explanation(knowledge: Knowledge, result: SearchResult, today: dt.date) -> Explanation | None:
    """Explain why the best candidate of one question is the best."""
    best = result.ranked[0].id if result.ranked and not result.smalltalk else None
    return knowledge.explain(result.read_as or result.question, best, today) if best else None


def quote(
    speaker: Annotated[str, typer.Option("--speaker", help="Who said it: a name or a role.")] = "",
    about: Annotated[str, typer.Option("--about", help="What it was about.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object.")] = False,
    place: PlaceOption = "",
    facts: FactsOption = None,
) -> None:
    """Show the best quote by a speaker or on a topic, or a random one.

    Exit code 1 if none fits, or the speaker is unclear.
    """
    knowledge = load_facts(facts, place)
    quotes = knowledge.quotes
    matches = find_quotes(quotes, Wanted(speaker, about))
    found = matches.found if speaker or about else random_order(quotes, secrets.token_hex(8))
    quote = next(iter(found), None)
    today = dt.datetime.now(dt.UTC).date()
    if as_json:
        from bot.cli.json_output import speaker_record, statement_record

        record = {
            "quote": statement_record(quote, knowledge, today) if quote else None,
            "speakers": [speaker_record(each, quotes) for each in matches.speakers] if matches.unclear else [],
            "found": [other.id for other in matches.found],
        }
        print_record(record)
    else:
        print_reply(presentation.card(knowledge, quote, today) if quote else _no_quote(matches, quotes))
    raise typer.Exit(0 if quote else 1)


def _no_quote(matches: QuoteMatches, quotes: QuoteIndex) -> Reply:
    if not matches.unclear:
        return Notice(missing(matches, quotes))
    return Speakers(
        quotes_texts.which_speaker(matches.who), tuple(speaker_row(quotes, speaker) for speaker in matches.speakers)
    )


def quotes(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object for each speaker.")] = False,
    place: PlaceOption = "",
    facts: FactsOption = None,
) -> None:
    """List who is quoted, how often and about what."""
    index = load_facts(facts, place).quotes
    if as_json:
        from bot.cli.json_output import speaker_record

        for speaker in index.speakers:
            print_record(speaker_record(speaker, index))
    elif index.speakers:
        title = quotes_texts.speakers_title(len(index.speakers), len(index))
        print_reply(Speakers(title, tuple(speaker_row(index, speaker) for speaker in index.speakers)))
    else:
        print_reply(Notice(quotes_texts.NO_QUOTES))


def verify(
    text: Annotated[
        str,
        typer.Argument(
            help="The words to check. With - and --json, read one JSON object with text and speaker a line."
        ),
    ],
    speaker: Annotated[str, typer.Option("--speaker", help="Who is supposed to have said it.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object for each line checked.")] = False,
    place: PlaceOption = "",
    facts: FactsOption = None,
) -> None:
    """Check a quote word for word. Exit code 0: verbatim or excerpt; 1: not; 2: cannot be checked."""
    knowledge = load_facts(facts, place)
    if text == "-" and as_json:
        for line in iter(sys.stdin.buffer.readline, b""):
            _print_verdict_on(knowledge, line)
    elif as_json:
        raise typer.Exit(_print_verdict(knowledge, text, speaker or None))
    else:
        raise typer.Exit(_show_verdict(knowledge, text, speaker or None))


def _show_verdict(knowledge: Knowledge, text: str, speaker: str | None) -> int:
    """Show a verdict, or a sentence why there is none, and return the exit code."""
    try:
        checked = quote_checker(knowledge).check(text, speaker)
    except UserError as error:
        print_reply(Notice(str(error)))
        return 2
    card = presentation.card(knowledge, checked.quote, dt.datetime.now(dt.UTC).date()) if checked.quote else None
    print_reply(verdict(checked, card))
    return 0 if checked.is_confirmed else 1


def _print_verdict(knowledge: Knowledge, text: str, speaker: str | None) -> int:
    """Print a verdict, or what is wrong with the line, as JSON, and return the exit code."""
    from bot.cli.json_output import refusal_record, verdict_record

    try:
        checked = quote_checker(knowledge).check(text, speaker)
    except UserError as error:
        print_record(refusal_record(str(error), speaker))
        return 2
    print_record(verdict_record(checked, knowledge, dt.datetime.now(dt.UTC).date()))
    return 0 if checked.is_confirmed else 1


def _print_verdict_on(knowledge: Knowledge, line: bytes) -> None:
    """Print the verdict on one line of a stream. A wrong line does not end the stream."""
    from bot.cli.json_output import refusal_record

    try:
        text, speaker = _read_claim(line)
    except UserError as error:
        print_record(refusal_record(str(error), None))
    else:
        _print_verdict(knowledge, text, speaker)


def _read_claim(line: bytes) -> tuple[str, str | None]:
    """Read the words and the speaker of a line. Raises UserError if it has another form."""
    try:
        claim = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        claim = None
    if not isinstance(claim, dict) or not isinstance(claim.get("text"), str):
        raise UserError('Each line must be a JSON object such as {"text": "the words", "speaker": "who said them"}.')
    speaker = claim.get("speaker")
    if not isinstance(speaker, str | None):
        raise UserError("The speaker must be a text in quotes, or null.")
    return claim["text"], speaker or None
