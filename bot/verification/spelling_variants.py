"""Normalise spelling variants: contractions, British and American spelling, diacritics, numbers in words."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, product

from bot.matching import text
from bot.matching.typography import PLAIN_APOSTROPHES
from bot.verification.tokens import signs

_ENDINGS = {"re": ("are",), "ve": ("have",), "ll": ("will", "shall"), "d": ("would", "had"), "m": ("am",)}
_BEFORE_IS = frozenset(
    ("he", "she", "it", "that", "this", "there", "here", "who", "what", "where", "when", "how", "everyone", "nobody")
)
_BEFORE_NOT = frozenset(
    ("do", "does", "did", "is", "are", "was", "were", "has", "have", "had", "could", "would", "should", "must", "need")
)
_IRREGULAR = {
    "can't": ("can not",), "cannot": ("can not",), "won't": ("will not",), "shan't": ("shall not",),
    "ain't": ("is not", "are not", "am not", "have not", "has not"), "let's": ("let us",), "y'all": ("you all",),
    "'tis": ("it is",), "o'clock": ("o'clock",), "gonna": ("going to",), "wanna": ("want to",), "gotta": ("got to",),
}  # fmt: skip
_VARIANTS = dict(
    pair.split("/")
    for pair in (
        "plough/plow ploughs/plows ploughed/plowed ploughing/plowing ageing/aging grey/gray greys/grays tyre/tire "
        "tyres/tires kerb/curb kerbs/curbs cheque/check cheques/checks aluminium/aluminum jewellery/jewelry "
        "pyjamas/pajamas moustache/mustache sceptic/skeptic sceptics/skeptics sceptical/skeptical "
        "scepticism/skepticism enrol/enroll fulfil/fulfill fulfils/fulfills skilful/skillful wilful/willful "
        "instalment/installment instalments/installments judgement/judgment acknowledgement/acknowledgment cosy/cozy "
        "draught/draft manoeuvre/maneuver manoeuvres/maneuvers mould/mold moulds/molds paediatric/pediatric "
        "anaemia/anemia encyclopaedia/encyclopedia foetus/fetus diarrhoea/diarrhea learnt/learned burnt/burned "
        "dreamt/dreamed spelt/spelled spoilt/spoiled towards/toward afterwards/afterward amongst/among whilst/while "
        "practise/practice practised/practiced practising/practicing storey/story sulphur/sulfur artefact/artifact "
        "artefacts/artifacts disc/disk maths/math mum/mom yoghurt/yogurt doughnut/donut furore/furor gaol/jail axe/ax "
        "catalyse/catalyze "
        "favourites/favorites favouritism/favoritism"
    ).split()
)
"""British and American spellings that follow no rule."""
_DOUBLED = re.compile(r"(?<=[aeiou])ll(?=(?:ed|ing|er|ers)$)")
_TENS = re.compile(
    r"\b(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety) (one|two|three|four|five|six|seven|eight|nine)\b"
)
_TIME = re.compile(r"(?<![\d.:])(\d{1,2}):(\d\d)(?![\d.:])")
_ORDINALS = {
    word: str(number)
    for number, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)
}
_SIGNED = re.compile(r"[-−–](?=\d)")
_MONTH = "month"
"""The reading of "May", as opposed to the verb "may"."""
_MAX_READINGS = 16


def readings(written: Sequence[str]) -> list[str]:
    """Normalise written words to compare their meaning: contractions in full, numbers in digits."""
    return _plain(" ".join(_MONTH if word == "May" else _expansions(word)[0] for word in written))


def same_but_for_spelling(left: Sequence[str], right: Sequence[str]) -> bool:
    """Return whether two runs of words differ at most in spelling."""
    if signs(left) != signs(right):
        return False
    wanted = set(map(tuple, _all_readings(left)))
    return any(tuple(reading) in wanted for reading in _all_readings(right))


def _all_readings(written: Sequence[str]) -> Iterator[list[str]]:
    """Yield all readings of written words, because a contraction can be ambiguous: he's is "he is" or "he has"."""
    if len(written) > _MAX_READINGS:  # so many words are another text and not another spelling
        return
    for expanded in islice(product(*map(_expansions, written)), _MAX_READINGS):
        yield [_ORDINALS.get(word, word) for word in _plain(" ".join(expanded))]


@lru_cache(maxsize=4_096)
def _expansions(word: str) -> tuple[str, ...]:
    """What a word as written may stand for; mostly itself, without apostrophes."""
    word = _SIGNED.sub("minus ", word.casefold().translate(PLAIN_APOSTROPHES))
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    head, _, tail = word.rpartition("'")
    if word.endswith("n't"):
        return (f"{word[:-3]} not",)
    if head and tail in _ENDINGS:
        return tuple(f"{head} {ending}" for ending in _ENDINGS[tail])
    if tail == "s" and head in _BEFORE_IS:
        return (f"{head} is", f"{head} has")
    return _without_apostrophe(word)


def _without_apostrophe(word: str) -> tuple[str, ...]:
    """Expand contractions typed without apostrophe, such as dont, cant, im and theyre."""
    bare = word.replace("'", "")
    if bare.endswith("nt") and bare[:-2] in _BEFORE_NOT:
        return (f"{bare[:-2]} not",)
    for written, meant in _IRREGULAR.items():
        if bare == written.replace("'", ""):
            return (*meant, bare)
    for ending in ("re", "ve", "ll"):
        head = bare.removesuffix(ending)
        if head != bare and head in ("you", "they", "i", "we") and bare not in ("were", "well", "ill"):
            return tuple(f"{head} {full}" for full in _ENDINGS[ending])
    return ("i am",) if bare == "im" else ("its", "it is") if word == "its" else (bare,)


def _plain(words: str) -> list[str]:
    words = _TIME.sub(r"\1.\2", _TENS.sub(r"\1-\2", text.normalise(words)))
    tokens = text.split_hyphens(text.words(words))
    return [_DOUBLED.sub("l", text.american(_VARIANTS.get(token, token))) for token in tokens]
