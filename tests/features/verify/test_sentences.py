"""Sentences that ask for a check, and questions that stay questions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import app
from bot.core.commands import PRIVATE
from bot.features.verify.checker import quote_checker
from bot.features.verify.sentences import read
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from tests.samples.quotes import FOG, QUAYSIDE

MENU = app.menu()
MARKS = ("“{}”", '"{}"', "«{}»", "„{}“", "‘{}’", "'{}'", "「{}」")
WORDS = "never in Albania"


@pytest.mark.parametrize("marks", MARKS)
@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("is … right?", None),
        ("is … correct", None),
        ("Is the quote … right, please?", None),
        ("was … really said?", None),
        ("is … by Edi Rama?", "Edi Rama"),
        ("is … what Rama said?", "Rama"),
        ("Is it true that Rama said …?", "Rama"),
        ("was it Rama who said …?", "Rama"),
        ("is this right: …", None),
        ("Is this what Rama really said: …?", "Rama"),
        ("did Rama say …?", "Rama"),
        ("did Rama say …", "Rama"),
        ("Did the Albanian PM ever really say …?", "the Albanian PM"),
        ("did he say …?", None),
        ("has Rama said … in London?", "Rama"),
        ("did Rama state that …?", "Rama"),
        ("So, did Rama say: …?", "Rama"),
        ("check …", None),
        ("check: …", None),
        ("check this quote: …", None),
        ("check this quote by Rama: …", "Rama"),
        ("check whether Rama said …", "Rama"),
        ("check … — Rama", "Rama"),
        ("could you check if … is right?", None),
        ("fact-check: …", None),
        ("please verify …", None),
        ("verify … — Edi Rama", "Edi Rama"),
        ("verify …, said Rama.", "Rama"),
        ("verify the quote … by Rama", "Rama"),
        ("Rama said …, right?", "Rama"),
        ("… – is that correct?", None),
        ("tell me whether Rama said …", "Rama"),
    ],
)
def test_a_sentence_with_a_quotation_asks_for_a_check(sentence: str, speaker: str | None, marks: str) -> None:
    marked = marks.format(WORDS)
    called = MENU.called_by(sentence.replace("…", marked))
    assert called is not None
    command, options = MENU.parse(called)
    assert command.name == "verify"
    assert options == {"text": marked} | ({"speaker": speaker} if speaker else {})


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("verify never in Albania", WORDS),
        ("Verify: never in Albania", WORDS),
        ("please verify never in Albania", WORDS),
        ("verify this quote: never in Albania", WORDS),
        ("check quote never in Albania", WORDS),
        ("check this quote: never in Albania", WORDS),
        ("Can you check the quote never in Albania?", WORDS),
        ("quote check: never in Albania", WORDS),
    ],
)
def test_without_marks_the_first_words_ask_for_a_check(sentence: str, text: str) -> None:
    called = MENU.called_by(sentence)
    assert called is not None
    command, options = MENU.parse(called)
    assert (command.name, options) == ("verify", {"text": text})


@pytest.mark.parametrize(
    "question",
    [
        "did Rama say anything about hubs?",
        "did Rama really say anything about hubs?",
        "did Rama say that hubs are bad?",
        "did Rama say never in Albania?",
        "did Rama really say what he thinks?",
        "is the bridge open?",
        "is the lock right of the bridge?",
        "check the opening hours",
        "check in time at the hotel?",
        "who said “never in Albania”?",
        "when did Rama say “never in Albania”?",
        "what did Rama mean by “never in Albania”?",
        'is "Harbour Light" open?',
        'is the ferry "Sea Star" right now in the port?',
        'is the "Berlin Process" right for Albania?',
        'did the minister say when the "Berlin Process" starts?',
        "did Rama say “return hubs” are a bad idea?",
        'did Rama say "never"?',
        "is “Sea Star” from Norway?",
        "Rama said “never in Albania”",
        "how was the report verified?",
        "verification of ages at the port?",
        "the quote of the day?",
    ],
)
def test_a_plain_question_stays_a_question(question: str) -> None:
    assert MENU.called_by(question) is None


@pytest.mark.parametrize(
    "message",
    [
        "did Rama say “never in Albania”? private",
        "private: did Rama say “never in Albania”?",
        "verify “never in Albania” — Rama, private",
        "verify “never in Albania” (private) — Rama",
        "check “never in Albania” — Rama private",
        "is “never in Albania” what Rama said? (private)",
    ],
)
def test_the_word_private_beside_a_sentence_is_no_part_of_the_check(message: str) -> None:
    called = MENU.called_by(message)
    assert called is not None
    command, options = MENU.parse(called)
    assert command.name == "verify"
    assert options == {"text": "“never in Albania”", "speaker": "Rama", PRIVATE: True}


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("Ada Quill said fog does not read timetables", "verbatim"),
        ("that Ada Quill really said fog does not read timetables", "verbatim"),
        ("Ada Quill: fog does not read timetables", "verbatim"),
        ("fog does not read timetables, said Ada Quill", "verbatim"),
        ("fog does not read timetables by Bo Reed", "wrong_speaker"),
        ("fog does not read timetables by the harbour master", "verbatim"),
        ("Fog does not read timetables said by nobody", "altered"),
    ],
)
def test_a_line_without_marks_can_name_the_speaker(line: str, verdict: str) -> None:
    checked = quote_checker(Knowledge(QUAYSIDE, Thresholds.default())).check(line)
    assert checked.verdict == verdict
    assert checked.quote == FOG
    assert checked.text == line


@given(st.text(alphabet='did is say said check verify Rama “”"«»:?,.…—- never', max_size=80))
def test_any_sentence_is_read_or_not(sentence: str) -> None:
    options = read(sentence)
    assert options is None or options.strip()
