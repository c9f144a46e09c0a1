"""Spelling variants match. Different dates, numbers and letters do not match."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching import Entry, Matcher
from bot.matching.capitals import roman
from bot.matching.dates import DAYS, MONTHS

some = settings(max_examples=25)


def store(facts: Mapping[str, tuple[str, ...]]) -> Matcher:
    """Build a matcher from facts, each with a text and its questions."""
    return Matcher.build(
        [Entry(name, text, questions) for name, (text, *rest) in facts.items() for questions in [(*rest,)]]
    )


def fitting(matcher: Matcher, question: str) -> set[str]:
    """Return the ids of the entries that match every content word of the question."""
    trial = matcher.trial(question)
    if trial is None:
        return set()
    matched = {match.id for match in matcher.search(question, 99)}
    foreign = {matcher.entry(position).id for n, position in enumerate(trial.indices) if trial.measured.foreign[n]}
    return {id_ for id_ in matched - foreign if not matcher.explain(question, id_).missing}


def assert_fitting(matcher: Matcher, expected: Mapping[str, str]) -> None:
    results = {question: " ".join(sorted(fitting(matcher, question))) for question in expected}
    assert results == dict(expected)


def ending(number: int) -> str:
    return "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def forms(day: date) -> list[str]:
    """Return the date in every unambiguous form."""
    month, number = MONTHS[day.month - 1].capitalize(), f"{day.day}{ending(day.day)}"
    in_words = {value: word for word, value in DAYS.items()}[day.day]
    written = [
        f"{day.day} {month} {day.year}", f"{number} {month} {day.year}", f"{number} of {month} {day.year}",
        f"{month} {day.day}, {day.year}", f"{month} {number}, {day.year}", f"{month} the {number}, {day.year}",
        f"the {in_words} of {month} {day.year}", f"{day.day} {month[:3]} {day.year}",
        f"{day.day}-{month[:3]}-{day.year}",
        f"{month[:3]} {day.day}, {day.year}", f"{month[:3] + '.' * (len(month) > 3)} {number} {day.year}",
        f"{day:%Y-%m-%d}", f"{day:%Y/%m/%d}",
        f"{day:%d.%m.%Y}", f"{day.day}.{day.month}.{day.year}",
    ]  # fmt: skip
    if day.day > 12 or day.day == day.month:
        written += [f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}", f"{day.day}/{day.month}/{day.year}", f"{day:%d/%m/%y}"]
    return written


days = st.dates(date(1971, 2, 1), date(2069, 11, 30))


@some
@given(day=days, data=st.data())
def test_a_date_in_every_form_matches_only_the_same_date(day: date, data: st.DataObject) -> None:
    written = data.draw(st.sampled_from(forms(day)))
    matcher = store({"mill": (f"The mill opens on {written}.", f"What opens on {written}?")})
    for typed in data.draw(st.lists(st.sampled_from(forms(day)), min_size=3, max_size=3, unique=True)):
        for question in (f"what opens on {typed}", f"What opens on {typed}?", typed, f"mill {typed.lower()}"):
            assert (question, fitting(matcher, question)) == (question, {"mill"})
    month, year = day.month % 12 + 1, day.year + 1
    others = {day + timedelta(1), day - timedelta(1), date(day.year, month, min(day.day, 28)), day + timedelta(366)}
    others |= {date(year, day.month, min(day.day, 28))}
    other = data.draw(st.sampled_from(sorted(others - {day})))
    for typed in data.draw(st.lists(st.sampled_from(forms(other)), min_size=3, max_size=3, unique=True)):
        assert (typed, fitting(matcher, f"what opens on {typed}")) == (typed, set())


def test_an_ambiguous_date_in_a_question_means_the_date_in_the_store() -> None:
    april, march = ("The vote is on 3 April 2025.", "Which vote is on 3 April 2025?"), ("The fair is on 4 March 2025.",)
    assert_fitting(
        store({"april": april}),
        {"which vote is on 03/04/2025": "april", "vote 04/03/2025": "april", "vote 3/4/25": "april"},
    )
    assert_fitting(store({"march": march}), {"fair on 03/04/2025": "march", "fair on 3-4-2025": "march"})
    assert_fitting(
        store({"april": april, "march": march}), {"fair on 03/04/2025": "", "which vote is on 03/04/2025": ""}
    )
    assert_fitting(
        store({"may": ("The vote is on 3 May 2025.",)}), {"vote on 03/04/2025": "", "vote on 03/05/2025": "may"}
    )


def test_an_ambiguous_date_in_the_store_matches_as_written() -> None:
    assert_fitting(
        store({"vote": ("The vote is on 03/04/2025.",)}), {"vote on 3/4/2025": "vote", "vote on 03/05/2025": ""}
    )


def test_a_day_matches_only_with_its_month() -> None:
    matcher = store({"fair": ("The fair runs from 22 October 2025 to 23 November 2025.",)})
    assert_fitting(
        matcher,
        {"fair 22/10/2025": "fair", "fair on 23 November 2025": "fair", "fair 23/10/2025": "", "fair 22 nov": ""},
    )
    several = store({"days": ("The bath is closed on 22 and 24 May and from 3-5 June 2026.",)})
    assert_fitting(
        several,
        {"closed 22 May": "days", "bath closed on 24 May": "days", "closed 3 June 2026": "days", "closed 24 June": ""},
    )


def test_a_month_does_not_match_the_same_word_with_another_meaning() -> None:
    matcher = store({
        "fair": ("The fair is in May.", "Is the fair in May?"),
        "march": ("The march is on 3 March 2026.", "When is the march?"),
    })  # fmt: skip
    assert_fitting(matcher, {
        "is the fair in may": "fair", "may I see the fair": "", "what is on 3 march": "march",
        "march on 3/3/2026": "march",
        "what is on 3 may 2026": "", "fair in march": "", "is the fair in june": "",
    })  # fmt: skip


def test_version_numbers_and_network_addresses_are_not_dates() -> None:
    matcher = store({"v": ("Version 2.10.25 runs on 10.0.0.1.", "What runs on 10.0.0.1?")})
    assert_fitting(
        matcher,
        {"version 2.10.25": "v", "what runs on 10.0.0.1": "v", "what runs on 10.0.0.2": "", "2 october 2025": ""},
    )


NUMBERED = {
    "first": ("The first book fair was in Ystad.", "Where was the first book fair?"),
    "third": ("The third book fair was in Kalmar.", "Where was the third book fair?"),
    "e21": ("The twenty-first book fair was in Lund.", "Where was the 21st book fair?"),
}


def test_ordinals_match_in_words_and_figures() -> None:
    assert_fitting(store(NUMBERED), {
        "where was the 1st book fair": "first", "first book fair": "first", "3rd book fair": "third",
        "Where was the 21st book fair?": "e21", "where was the twenty-first book fair": "e21",
        "where was the twenty first book fair": "e21", "2nd book fair": "", "second book fair": "",
        "where was the 31st book fair": "", "where was the thirty-first book fair": "", "11th book fair": "",
    })  # fmt: skip


def test_ordinals_without_numbered_nouns_are_plain_words() -> None:
    matcher = store({
        "aid": ("First aid is given in room 2.", "Where do I get first aid?"),
        "bike": ("A second-hand bike costs 40 crowns.", "What does a second hand bike cost?"),
        "press": ("The press starts in 90 seconds.", "How many seconds does the press need to start?"),
    })  # fmt: skip
    assert_fitting(
        matcher, {"1st aid": "aid", "first aid": "aid", "second hand bike": "bike", "90 second press": "press"}
    )
    trial = matcher.trial("first, where do I get a bike")
    assert trial is not None
    assert not trial.question.forbids.any()


KINGS = {
    "one": ("Harald I built the wall.", "What did Harald I build?"),
    "two": ("Harald II built the mill.", "What did Harald II build?"),
    "three": ("Harald the Third built the port.", "What did Harald III build?"),
    "bag": ("Lost bags are kept for 30 days.", "I lost my bag, and where can I get it?"),
}


def test_roman_numerals_after_names_match_words_and_figures() -> None:
    assert_fitting(store(KINGS), {
        "what did Harald I build": "one", "what did harald i build": "one", "what did Harald the first build?": "one",
        "what did harald 1 build": "one", "what did Harald 2 build": "two", "what did harald ii build": "two",
        "what did Harald the second build": "two", "what did Harald the 2nd build": "two",
        "what was Harald II's build": "two", "what did harald three build": "three",
        "WHAT DID HARALD III BUILD": "three",
        "what did harald iv build": "", "what did Harald IV build": "", "what did harald the fourth build": "",
        "what did Harald build": "one three two", "I lost my bag": "bag", "where can I get my bag": "bag",
    })  # fmt: skip


def test_roman_numerals_of_wars_and_kings_match_words_and_figures() -> None:
    matcher = store({
        "w1": ("World War I ended in 1918.", "When did World War I end?"),
        "w2": ("World War II ended in 1945.", "When did World War II end?"),
        "h5": ("Henry V won in 1415.", "When did Henry V win?"),
        "h8": ("Henry VIII had six wives.", "How many wives did Henry VIII have?"),
    })  # fmt: skip
    assert_fitting(matcher, {
        "when did world war two end": "w2", "when did the second world war end": "w2", "when did world war 1 end": "w1",
        "when did the first world war end": "w1", "when did world war iii end": "", "when did henry v win": "h5",
        "when did henry the fifth win": "h5", "wives of henry 8": "h8", "wives of henry viii": "h8",
        "wives of henry v": "",
    })  # fmt: skip


@pytest.mark.parametrize("value", range(1, 40))
def test_roman_numerals_are_read_as_numbers(value: int) -> None:
    tens, ones = divmod(value, 10)
    assert roman("X" * tens + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][ones]) == value


def test_other_words_are_not_roman_numerals() -> None:
    assert [roman(word) for word in ("", "IIII", "IC", "VX", "ABC", "IXI")] == [0] * 6


def test_numbers_in_words_match_figures_but_one_may_be_a_pronoun() -> None:
    matcher = store({
        "p1": ("Pier 1 is closed.", "Is pier 1 open?"), "p2": ("Pier 2 is open.", "Is pier 2 open?"),
        "p11": ("Pier 11 is for barges.", "What is pier 11 for?"),
    })  # fmt: skip
    assert_fitting(matcher, {
        "is pier one open": "p1", "pier no. 1 open": "p1", "pier no 2 open?": "p2", "pier two open": "p2", "pier 3": "",
        "what is pier eleven for": "p11", "is pier #2 open": "p2", "pier twelve": "", "which one is for barges": "p11",
        "pier 21": "",
    })  # fmt: skip


def test_joined_and_split_words_match() -> None:
    matcher = store({
        "covid": ("The covid-19 rules ended.", "When did the covid-19 rules end?"),
        "http": ("HTTP 503 means that the service is down.", "HTTP 503"),
        "plane": ("The A380 stands in hangar 2.", "Where is the A380?"),
        "e17": ("Error E17 means no paper.", "What does error E17 mean?"),
        "new": ("Version 2.1 brings dark mode.", "What is new in version 2.1?"),
        "mail": ("The e-mail address is on the web site.", "What is the e-mail address?"),
        "wifi": ("The Wi-Fi is free.", "Is the Wi-Fi free?"),
        "house": ("The guest house has ten rooms.", "How many rooms has the guest house?"),
    })  # fmt: skip
    assert_fitting(matcher, {
        "when did the covid19 rules end": "covid", "covid 19 rules": "covid", "covid rules": "covid",
        "covid-20 rules": "",
        "http503": "http", "HTTP-503": "http", "http 504": "", "http504": "", "where is the A 380": "plane",
        "a-380": "plane", "where is the a 320": "", "where is the A320": "", "error E 17": "e17", "error e-17": "e17",
        "error E18": "", "error E 18": "", "what is new in v2.1": "new", "new in ver. 2.1": "new", "new in 2.1": "new",
        "new in v2.2": "", "email address": "mail", "e mail": "mail", "website": "mail", "web-site": "mail",
        "wifi free": "wifi", "wi fi free": "wifi", "guesthouse rooms": "house", "guest-house": "house",
    })  # fmt: skip


def test_phrasal_verbs_match_their_nouns() -> None:
    matcher = store({
        "desk": ("You check in at desk 4.", "Where do I check in?"),
        "login": ("The login page is on the start page.", "Where is the login page?"),
    })  # fmt: skip
    assert_fitting(
        matcher,
        {"checkin": "desk", "check-in": "desk", "checkout": "", "check-out": "", "log-in page": "login", "logout": ""},
    )


def test_abbreviations_spelled_like_short_words_are_recognised() -> None:
    matcher = store({
        "was": ("WAS stands for Waste Advice Service.", "WAS"),
        "it": ("The IT desk is in room 4.", "Where is the IT desk?", "IT"),
        "who": ("WHO stands for World Health Organization.", "WHO"),
        "or": ("OR stands for operating room.", "OR"),
        "us": ("The HR office is on floor 3.", "Where is the H.R. office?"),
        "rule": ("You must NOT park here, and you MUST leave.", "May I park here?"),
    })  # fmt: skip
    assert_fitting(matcher, {
        "what is WAS": "was", "what is was": "was", "what does was stand for": "was", "what does IT do": "it",
        "where is the it desk": "it", "where is the I.T. desk": "it", "what is it": "", "what does it mean": "",
        "who is WHO": "who", "who was it": "", "what is OR": "or", "where is hr office": "us", "must I park": "rule",
        "WHO": "who", "what is ER": "",
    })  # fmt: skip


def test_every_spelling_of_us_matches_the_country_not_the_pronoun() -> None:
    matcher = store({"us": ("The US branch is in Boston.", "Where is the US branch?"), "fee": ("Tell us your name.",)})
    asked = ("where is the us branch", "where is the U.S. branch", "Where is the USA branch?", "US branch")
    assert_fitting(matcher, dict.fromkeys(asked, "us") | {"branch in the UK": ""})


@pytest.mark.parametrize("typed", ["thanks J", "I am K and ask where pier 2 is", "hi from X, is pier 2 open"])
def test_an_initial_of_a_name_gives_no_veto(typed: str) -> None:
    trial = store({"p": ("Pier 2 is open.", "Is pier 2 open?")}).trial(typed)
    assert trial is not None
    assert [word for word, no in zip(trial.question.typed, trial.question.forbids, strict=True) if no] in ([], ["2"])


def test_single_letters_and_programming_languages_match_only_themselves() -> None:
    matcher = store({
        "a": ("Type A plugs have two pins.", "How many pins do type A plugs have?"),
        "b": ("Type B plugs have three pins.", "How many pins do type B plugs have?"),
        "c": ("C is taught in autumn.", "When is C taught?"),
        "cpp": ("C++ is taught in spring.", "When is C++ taught?"),
        "cs": ("C# is taught in winter.", "When is C# taught?"),
    })  # fmt: skip
    assert_fitting(matcher, {
        "pins of type A plugs": "a", "pins of type a plugs": "a", "type b plugs": "b", "type B": "b",
        "type C plugs": "",
        "type d plugs": "", "has a plug pins": "a b", "when is c taught": "c", "When is C taught?": "c",
        "C++ taught": "cpp",
        "c#": "cs", "room B plugs": "", "is F# taught": "", "C": "c",
    })  # fmt: skip


def test_chat_abbreviations_match_the_full_words() -> None:
    matcher = store({
        "pw": ("You reset your password on the start page.", "How do I reset my password?"),
        "acc": ("Your manager opens an account.", "Who opens an account?"),
        "temp": ("The temperature in the hall is 19 degrees.", "What is the temperature in the hall?"),
        "tel": ("The telephone number of the practice is 555 0142.", "What is the telephone number?"),
        "gp": ("You may change your general practitioner.", "May I change my general practitioner?"),
        "mon": ("On Monday the pool closes early.", "When does the pool close on Monday?"),
        "feb": ("A ticket is free in February.", "Is a ticket free in February?"),
        "boot": ("The press starts in 90 seconds.", "How many seconds does the press need?"),
    })  # fmt: skip
    assert_fitting(matcher, {
        "how to reset my pw plz": "pw", "reset pw asap": "pw", "who opens an acc": "acc", "temp in the hall": "temp",
        "tel no. please": "tel", "change my gp": "gp", "pool on mon": "mon", "pool on tue": "", "ticket in feb": "feb",
        "ticket in jan": "", "how many sec does the press need": "boot",
    })  # fmt: skip


def test_an_abbreviation_stays_a_word_if_the_store_uses_it_as_one() -> None:
    matcher = store({
        "temp": ("A temp gets 90 crowns a shift.", "What does a temp get?"),
        "sun": ("The sun sets at 9.", "When does the sun set?"),
        "jan": ("Jan keeps the keys.", "Who is Jan?"),
    })  # fmt: skip
    assert_fitting(
        matcher, {"what does a temp get": "temp", "when does the sun set": "sun", "who is jan": "jan", "sunday": ""}
    )


def test_amounts_and_units_match_in_every_spelling() -> None:
    matcher = store({
        "silver": ("For 1,200.50 euros you get silver.", "What do I get for 1,200.50 euros?"),
        "small": ("For 20 euros you get tin.", "What do I get for 20 euros?"),
        "run": ("The 5 km run starts early.", "When does the 5 km run start?"),
        "trail": ("The 2.5 km trail is closed.", "Is the 2.5 km trail closed?"),
        "bag": ("A 500 g bag costs 1 crown.", "How much is a 500 g bag?"),
    })  # fmt: skip
    assert_fitting(matcher, {
        "what do i get for 1.200,50 EUR": "silver", "€1,200.50": "silver", "what for 1200.50€": "silver",
        "1.300,50 euros": "",
        "what do I get for EUR 20": "small", "what do i get for €20": "small", "20 eur": "small", "20€": "small",
        "20 USD": "",
        "get for $20": "", "when does the 5km run start": "run", "5-km run": "run", "15km run": "", "5 mile run": "",
        "2,5 km trail": "trail", "2.5km trail": "trail", "25 km trail": "", "1,5 km trail": "",
        "bag with 500 grams": "bag",
        "500g bag": "bag", "500 kg bag": "",
    })  # fmt: skip


def test_times_of_day_match_in_every_spelling() -> None:
    matcher = store({
        "shop": ("The shop opens at 7.",), "bar": ("The bar opens at 7 pm.",), "pool": ("The pool opens at 07:00.",),
    })  # fmt: skip
    assert_fitting(matcher, {
        "shop opens at 7:00": "shop", "shop opens at 7 am": "shop", "shop opens at 7 p.m.": "shop",
        "shop opens at 8": "",
        "bar opens at 19:00": "bar", "bar opens at 7": "bar", "bar opens at 7 p.m.": "bar", "bar opens at 7 am": "",
        "pool opens at 7": "pool", "pool opens at 7am": "pool", "pool opens at 7 o'clock": "pool",
        "pool opens at 19:00": "",
    })  # fmt: skip


@some
@given(typed=st.sampled_from(["2nd assembly", "Harald ii", "22/10/2025", "type a", "what is WAS", "http503", "€20"]))
def test_entries_added_later_match_the_same_questions(typed: str) -> None:
    facts = [
        Entry("a", "The second assembly is on 22 October 2025.", ("When is the second assembly?",)),
        Entry("h", "Harald II built Type A mills for 20 euros.", ("What did Harald II build?",)),
        Entry("w", "WAS uses HTTP 503.", ("What is WAS?",)),
    ]
    matcher = Matcher.build(facts[:1])
    for entry in facts[1:]:
        matcher.search(typed)
        matcher.add(entry)
    assert fitting(matcher, typed) == fitting(Matcher.build(facts), typed) != set()
    matcher.remove("w")
    assert fitting(matcher, "what is WAS") == set()


def test_earlier_entries_still_match_after_a_numbered_entry_is_added_or_removed() -> None:
    first = Matcher.build([Entry("f", "The first fair is in May.")])
    assert fitting(first, "where is the first fair") == {"f"}
    first.add(Entry("s", "The second fair is in June."))
    assert fitting(first, "where is the first fair") == fitting(first, "1st fair") == {"f"}
    first.remove("s")
    assert fitting(first, "where is the first fair") == {"f"}
