"""Turn typed text into comparable words.

This removes all differences that do not change the meaning: capitals, diacritics, quotation marks, invisible
characters, possessives, thousands separators, small numbers in words, spelling variants.
"""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from bot.matching.typography import PLAIN_APOSTROPHES, PLAIN_DASHES

MAX_CHARACTERS = 20_000  # of one text; what lies beyond is not looked at
MAX_QUESTION = 2_000  # characters of a question

_LETTERS = {  # letters that no decomposition folds to their plain look
    ord(letter): plain
    for letter, plain in zip(
        "łđðøħŧıŋœæßþ", ["l", "d", "d", "o", "h", "t", "i", "n", "oe", "ae", "ss", "th"], strict=True
    )
}
_TYPOGRAPHY = {**PLAIN_APOSTROPHES, **PLAIN_DASHES, ord("\u00a0"): " ", ord("…"): " ", ord("“"): '"', ord("”"): '"'}
_SPACE = re.compile(r"\s+")
_ACCENTS = re.compile("[\u0300-\u036f]+")

_CONTRACTED = re.compile(r"\b(ca|wo|sha|do|does|did|is|are|was|were|has|have|had|could|would|should|must|need)n'?t\b")
_ENDING = re.compile(r"(?<=\w)'(?:s|re|ve|ll|d|m)?(?!\w)")
_INNER = re.compile(r"(?<=\w)'(?=\w)")
_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3})((?:,\d{3})+|(?:[ ']000)+)(?![\d,]*\d)")
_SCALED = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?) ?(k|m|mn|bn|tn|thousand|million|billion|trillion)\b")
_LOOSE_SCALE = ("k", "m")  # not after a space: "5 k" and "10 m" are no thousands or millions
_DIGIT = re.compile(r"[0-9]")
_ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b")
_WORD = re.compile(r"\d+(?:\.\d+)+|[^\W_]+(?:-[^\W_]+)*")
_HYPHENATED = re.compile(r"[^\W_]+(?:-[^\W_]+)+")
_INDEXED = re.compile(r"[^\W_]+")
_SCALE = {
    "k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12,
    "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBER_WORDS = {word: value for value, word in enumerate(_UNITS) if word != "one"} | {
    word: 10 * value for value, word in enumerate(_TENS, 2)
}
_NUMERIC = frozenset(NUMBER_WORDS) | {"hundred"}
_WRITTEN = {str(value): word for word, value in NUMBER_WORDS.items()}

FUNCTION_WORDS = frozenset(
    "a an and any are am as at be been being but by can could d "
    "did do does doing for from had has have having he her "  # noqa: RUF100, SIM905
    "hers him his how i if in into is it its itself let me my of off on or our ours out please she so some such than "
    "that the their theirs them then there these they this those to too us was we were what when where which while "
    "who whom whose why will with would you your yours shall should "
    "may might must upon onto also just ever one ones s t "
    "tell know about say says give there's whether because though although "
    "via per ok okay hey hi hello up get gets got "
    "anybody somebody someone anyone what's whats who's whos".split()
)

FILLERS = frozenset(  # words of asking, thanking and thinking, which have no content
    "actually again ah all already always anyhow asap asked asking basically bit btw cheers clarify curious dear "
    "definitely dunno else even everybody everyone exactly folks forget forgot forgotten fyi gimme guess "
    "guessing guys heard hiya hmm honestly hopefully kindly knows like lol lot lots maybe mention mentioned oh "
    "overall perhaps please possibly precisely presumably quick quickly quite really recall remember remembers "
    "remind saying seems simply sorry supposed sure thank thanks thing things think thinking thought told trying "
    "understand very want wanted wants well whatever wonder wondered wondering yeah yes".split()
)
LIGHT = frozenset(  # words with little meaning in a question, even if the store has them
    "hold holds holding held take takes taking took taken place make makes making made go goes going went gone "
    "come comes coming came give gives giving given gave put puts putting bring brings bringing brought keep keeps "
    "kept keeping use uses used using happen happens happening happened call called name named work works working "
    "involve involved become becomes became lie lies actual exact people person somewhere mean means meant check "
    "explain explains explained question idea figure find look looking need needed needs new story word words "
    "location venue whereabouts date dates list kind sort type way said quote quotes quoted remark remarks comment "
    "detail details right correct learn read see guy show".split()
)
CHAT = {
    "ppl": "people", "thru": "through", "wat": "what", "wut": "what", "wot": "what", "wots": "what", "wats": "what",
    "whats": "what", "wheres": "where", "whens": "when", "whos": "who", "hows": "how", "whys": "why", "wen": "when",
    "wich": "which", "whch": "which", "yr": "year", "yrs": "years", "mth": "month", "mths": "months", "pls": "please",
    "plz": "please", "thx": "thanks", "ur": "your", "u": "you", "govt": "government", "gov": "government",
    "dept": "department", "intl": "international", "mtg": "meeting", "msg": "message", "pct": "percent",
    "abt": "about", "bc": "because", "cuz": "because", "coz": "because", "b4": "before", "till": "until",
    "til": "until", "gonna": "will", "wanna": "want", "tmrw": "tomorrow", "avg": "average", "bday": "birthday",
    "info": "information", "natl": "national", "nr": "number", "mins": "minutes", "hrs": "hours", "secs": "seconds",
    "km": "kilometres", "kms": "kilometres", "kg": "kilograms", "kgs": "kilograms",
    "pw": "password", "pwd": "password", "appt": "appointment", "appts": "appointments", "addr": "address",
    "approx": "approximately", "qty": "quantity", "mgr": "manager", "mgmt": "management",
    "wk": "week", "wks": "weeks", "btwn": "between", "betw": "between", "w": "with", "wo": "without",
}  # fmt: skip
"""Chat abbreviations."""
_SIGNS = {"€": " euros ", "£": " pounds ", "$": " dollars ", "¥": " yen ", "%": " percent ", "&": " and "}
_SIGN = re.compile("[" + "".join(_SIGNS) + "]")
_AMERICA = re.compile(r"(?<![\w.])U\.?S\.?(?![\w.])")
_THE_US = re.compile(r"(?<=\bthe )u\.?s\.?(?![\w.'])")


def spelt(typed: str) -> str:
    """Normalise a text, and distinguish "US" from "us" while it still has capitals."""
    if "U" in typed and typed != typed.upper():
        typed = _AMERICA.sub("USA", typed[:MAX_CHARACTERS])
    normal = normalise(typed)
    return _THE_US.sub("usa", normal) if "the u" in normal else normal


def normalise(text: str) -> str:
    """Return the text in plain lower case, with one kind of quotation mark, dash and space, and nothing invisible."""
    text = text[:MAX_CHARACTERS].replace("`", "'")
    if not text.isascii():
        text = _SPACE.sub(" ", text)  # before control characters are dropped, because line breaks are among them
        text = unicodedata.normalize("NFKC", text.translate(_TYPOGRAPHY)).translate(_TYPOGRAPHY).casefold()
        if not text.isascii():
            text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
            if not text.isascii():  # rare: mostly there were only accents
                remaining = [c for c in text if unicodedata.category(c) not in _DROPPED]
                text = "".join(remaining).translate(_LETTERS).casefold()
    text = text.lower()
    if not text.isprintable():
        text = "".join(c for c in _SPACE.sub(" ", text) if c.isprintable())
    return " ".join(text.split())


_DROPPED = frozenset(("Mn", "Me", "Cf", "Cc", "Cs", "Co", "Cn"))


def indexed(normal: str) -> str:
    """Return a normalised text in the form for the candidate engine, whose tokeniser splits and stems it."""
    if "'" in normal:
        normal = _INNER.sub("", _ENDING.sub("", normal))
    if "," in normal:
        normal = _THOUSANDS.sub(_joined, normal)
    if "-" in normal:
        normal += " " + " ".join(word.replace("-", "") for word in _HYPHENATED.findall(normal))
    return normal


def raw_words(index_text: str) -> list[str]:
    """Return the words of an `indexed` text as the engine splits them, before stemming."""
    return _INDEXED.findall(index_text)


def words(normal: str) -> list[str]:
    """Return the comparable words of a normalised text, in order: numbers in digits, no possessives, with hyphens."""
    if "'" in normal:
        normal = _CONTRACTED.sub(r"\1 not", normal)
        normal = _INNER.sub("", _ENDING.sub("", normal))
    if not normal.isascii() or _DIGIT.search(normal):  # skip three passes in the common case
        normal = _THOUSANDS.sub(_joined, normal)
        normal = _SCALED.sub(_multiplied, normal)
        normal = _ORDINAL.sub(r"\1", normal)
    if _SIGN.search(normal):
        normal = _SIGN.sub(lambda match: _SIGNS[match.group()], normal)
    tokens = _WORD.findall(normal.replace("per cent", "percent"))
    return _with_digits([CHAT.get(token, token) for token in tokens])


def _joined(match: re.Match[str]) -> str:
    return match.group(1) + re.sub(r"\D", "", match.group(2))


def _multiplied(match: re.Match[str]) -> str:
    number, scale = match.groups()
    if scale in _LOOSE_SCALE and match.group(0)[len(number)] == " ":
        return match.group(0)
    value = float(number) * _SCALE[scale]
    return str(int(value)) if value < 1e15 else match.group(0)


def _with_digits(tokens: list[str]) -> list[str]:
    """Write numbers in digits: six, twenty-two, two hundred."""
    if not _NUMERIC.intersection(tokens) and "-" not in " ".join(tokens):
        return tokens
    out: list[str] = []
    for word in tokens:
        head, _, tail = word.partition("-")
        if head in _TENS and tail in _UNITS[:10]:
            out.append(str(NUMBER_WORDS[head] + _UNITS.index(tail)))
        elif word in NUMBER_WORDS:
            out.append(str(NUMBER_WORDS[word]))
        elif word in _SCALE and out and out[-1].isascii() and out[-1].isdigit() and len(word) > 2 and len(out[-1]) < 7:
            out[-1] = str(int(out[-1]) * _SCALE[word])
        else:
            out.append(word)
    return out


def split_hyphens(tokens: Iterable[str]) -> list[str]:
    """Replace hyphenated words by their parts."""
    return [part for word in tokens for part in word.split("-")]


def is_number(word: str) -> bool:
    """Return whether the word contains a digit, such as B737 and 2.5."""
    return not word.isalpha() and any(c.isdigit() for c in word)


def is_year(word: str) -> bool:
    """Return whether the word looks like a year from 1700 to 2099."""
    return len(word) == 4 and word.isascii() and word.isdigit() and word[:2] in ("17", "18", "19", "20")


def written(number: str) -> str | None:
    """Return a small number as a word ("6" gives "six"); None for other numbers."""
    return _WRITTEN.get(number)


_OUR = re.compile(r"(?<=[a-z]{2}[bdlmnpv])our(?=(?:s|ed|ing|able|ful|ite|er|ers|hood|hoods)?$)")
_ISE = re.compile(r"(?<=[a-z]{3})(i|y)s(?=(?:e|ed|es|ing|er|ers|ation|ations|ational)$)")
_TRE = re.compile(r"(?<=[a-z]{2}[bt])re(?=s?$)")
_ENCE = re.compile(r"^(defen|offen|licen|preten)c(?=es?$)")
_OGUE = re.compile(r"(?<=[a-z]{2})ogue(?=s?$)")
_AMME = re.compile(r"gramme(?=s?$)")


_BRITISH = re.compile("our|[iy]s|[bt]re|enc|ogu|amm")


def american(word: str) -> str:
    """Return one spelling for the British and American forms; not always a real word, but equal for both."""
    if not _BRITISH.search(word):
        return word
    word = _OUR.sub("or", word)
    word = _ISE.sub(r"\1z", word)
    word = _TRE.sub("er", word)
    word = _ENCE.sub(r"\1s", word)
    return _AMME.sub("gram", _OGUE.sub("og", word))
