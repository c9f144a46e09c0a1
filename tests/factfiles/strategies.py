"""Facts and quotes of any kind, for properties of fact files."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from bot.core.models import Fact, Quote, Review, Source


def any_texts(limit: int, *, lines: bool = False) -> st.SearchStrategy[str]:
    turning = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    letters = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters=turning + "\ufffe\uffff")
    alphabet = letters | st.just("\n") if lines else letters
    texts = st.text(alphabet, min_size=1, max_size=limit).map(str.strip)
    return texts.filter(lambda text: any(c.isprintable() and not c.isspace() for c in text))


DATES = st.dates(dt.date(1, 1, 1))

STATUSES = st.sampled_from(["active", "draft", "superseded", "retired"])

QUESTIONS = st.lists(any_texts(30), max_size=3, unique=True).map(tuple)

TAGS = st.lists(any_texts(8), max_size=2).map(tuple)

SOURCES = st.builds(Source, any_texts(20), any_texts(20), DATES, st.none() | st.just("http://a.example/x"))

AUDIENCES = st.just(()) | st.just(("slack:T1",)) | st.just(("discord:1:2", "slack"))

REVIEWS = st.none() | st.builds(Review, any_texts(10), st.none() | DATES, st.none() | DATES)

FACTS = st.builds(
    Fact,
    id=st.just(""),
    text=any_texts(60, lines=True),
    source=SOURCES,
    as_of=DATES,
    topic=st.just("") | any_texts(10),
    questions=QUESTIONS,
    paragraph=st.none() | st.integers(1, 999_999),
    valid_from=st.none() | DATES,
    status=STATUSES,
    tags=TAGS,
    audience=AUDIENCES,
    review=REVIEWS,
)

QUOTES = st.builds(
    Quote,
    id=st.just(""),
    text=any_texts(60, lines=True),
    speaker=any_texts(10),
    source=SOURCES,
    role=st.just("") | any_texts(10),
    topic=st.just("") | any_texts(10),
    about=st.just("") | any_texts(10),
    said=st.none() | DATES,
    where=st.just("") | any_texts(10),
    reported_by=st.just("") | any_texts(10),
    questions=QUESTIONS,
    paragraph=st.none() | st.integers(1, 999_999),
    status=STATUSES,
    tags=TAGS,
    audience=AUDIENCES,
    review=REVIEWS,
)
