"""Nouns: whether one is plural, its singular, and whether it names a person, a place or a sum of money."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.matching.dates import MONTHS
from bot.matching.embeddings import load_background
from bot.matching.text import normalise

DETERMINERS = frozenset(
    "the a an this that these those each every all both some any its their his her our your my another".split()
)
PREPOSITIONS = frozenset(
    "about above according across after against ahead along alongside amid among around at before behind below beneath "
    "beside between beyond by despite during except for from in inside into like near off on onto opposite outside "
    "over past per since through throughout till to towards under until upon via with within without".split()
)
CONJUNCTIONS = frozenset(
    "and or but so because although though if unless while whereas when whenever where which who whose whom that than "
    "as whether once".split()
)
_PLURALS = frozenset("people men women children police feet teeth mice data media criteria staff personnel".split())
_SINGULARS = frozenset(
    "news series species gas bus campus bonus status virus census chaos plus lens surplus crossroads headquarters "
    "physics mathematics athletics economics politics gymnastics christmas atlas canvas".split()
)
_PERSONS = frozenset(
    "ambassador analyst architect artist assistant astronaut author bishop boss captain caretaker chair chairman "
    "chairwoman champion chancellor chef chief coach colonel commander commissioner composer conductor contact "
    "coordinator co-ordinator councillor curator custodian dean delegate deputy designer developer director doctor "
    "editor engineer executive farmer founder gardener general goalkeeper governor guard guide head headmaster host "
    "inspector instructor inventor janitor judge keeper king landlord lawyer leader lecturer librarian lifeguard lord "
    "machinist maker manager mascot master mayor mechanic medic member minister moderator musician nurse officer "
    "operator organiser organizer owner painter partner patron photographer physicist physiotherapist pilot planner "
    "player poet president priest prince princess principal professor programmer ranger referee researcher scientist "
    "scorer sculptor secretary sheriff shopkeeper singer skipper speaker spokesman spokesperson spokeswoman steward "
    "student successor supervisor surgeon surveyor teacher technician tenant trainer translator treasurer trustee "
    "umpire vet virologist volunteer warden watchman winner worker writer queen".split()
)
_OFFICES = frozenset("ceo cfo coo cto mep mp pm".split())
_PLACES = frozenset(
    "airport apartment area atrium attic aula avenue bakery bank barn basement basin bay beach boathouse box bridge "
    "building cabin cafe café camp campus canteen car cargo castle cathedral cellar centre center chapel church city "
    "classroom clinic clubhouse coast college corner corridor country county court courtyard crypt cupboard deck desk "
    "district dock door drawer entrance exit factory farm field floor forest foyer freezer fridge gallery garage "
    "garden gate gatehouse greenhouse gym hall harbour harbor headquarters hill hospital hostel hotel house hut inn "
    "island kiosk kitchen lab laboratory lake lane level library lobby lock lounge market mill mine museum office "
    "orchard park pier plaza port pub quay reception region restaurant river road roof room school shed shelf shop "
    "square stadium staircase stairs station store storeroom storey street studio suburb swimming-pool pool terminal "
    "theatre theater tower town tunnel university valley vault venue village wall ward warehouse wharf wing workshop "
    "yard zone".split()
)
_COUNTABLES = frozenset(
    "card charge deadline deposit dryer fee fridge key lift licence limit password permit phone shower ticket toilet "
    "visa".split()
)
_MONEY = frozenset(
    "euro euros cent cents pound pounds pence penny dollar dollars franc francs crown crowns mark marks florin florins "
    "yen yuan rupee rupees zloty zlotys koruna korunas krona kronor krone kroner lira lire liras peso pesos ruble "
    "rubles rouble roubles shilling shillings".split()
)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CALENDAR = frozenset((*MONTHS, *_DAYS, *(f"{day}s" for day in _DAYS)))
_NO_FIRST_NAMES = DETERMINERS | frozenset("cape fort lake mount new north south east west port saint san st".split())
_TITLE = re.compile(
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Lady|Lord|Dame|Judge|Captain|President|Colonel|Queen|King)\.?"
)
_NAME_PART = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:[-'’][^\W\d_]+)*\.?")


def is_plural(noun: str) -> bool:
    """Return whether a noun in lower case is plural, as far as its form shows."""
    if noun in _PLURALS:
        return True
    return len(noun) > 3 and noun.endswith("s") and not noun.endswith(("ss", "is", "us")) and noun not in _SINGULARS


def singular(noun: str) -> str:
    """Return the singular of a regular plural, if it is a known word; otherwise the noun as it is."""
    if not is_plural(noun) or noun in _PLURALS:
        return noun
    forms = [noun[:-3] + "y"] if noun.endswith("ies") else [noun[:-1], *([noun[:-2]] if noun.endswith("es") else [])]
    return next((form for form in forms if form in load_background()), noun)


def is_common(word: str) -> bool:
    """Return whether a word is an English word that is not only a name."""
    background, plain = load_background(), normalise(word)
    return plain in background and not background.is_name(plain)


def head(words: Sequence[str]) -> str:
    """Return the main noun of a noun phrase, in lower case: "price" in "the full price of a ticket"."""
    nouns: list[str] = []
    for word in words:
        if nouns and (
            word.lower() in PREPOSITIONS or word.lower() in CONJUNCTIONS or word.lower() in ("of", "to", "up")
        ):
            break
        nouns.append(word)
    while len(nouns) > 1 and any(character.isdigit() for character in nouns[-1]):
        nouns.pop()
    return nouns[-1].lower().removesuffix("'s").removesuffix("’s") if nouns else ""


def before_of(words: Sequence[str]) -> Sequence[str]:
    """Return the words before "of": "Yara Quill" of "Yara Quill of the Green List"."""
    return words[: words.index("of")] if "of" in words else words


def is_person(noun: str) -> bool:
    """Return whether a noun in lower case names a person by a job or a role."""
    return (
        noun in _PERSONS
        or noun in _OFFICES
        or bool(re.fullmatch(r"[a-z-]{2,}(?:ologist|keeper|master|woman|person)", noun))
    )


def is_countable(noun: str) -> bool:
    """Return whether it is sure that a singular noun in lower case needs an article."""
    return is_person(noun) or noun in _PLACES or noun in _COUNTABLES


def is_place(words: Sequence[str]) -> bool:
    """Return whether a noun phrase names a place: "the main hall", "London"."""
    bare = [word for word in words if word.lower() not in DETERMINERS]
    if not bare:
        return False
    noun = head(bare)
    if noun in _PLACES or singular(noun) in _PLACES:
        return True
    if not all(word[:1].isupper() or word.isdecimal() for word in bare) or bare[0].lower() in CALENDAR:
        return False
    return any(not is_common(word) and not word.isupper() and not word.isdecimal() for word in bare)


def is_money(noun: str) -> bool:
    """Return whether a noun in lower case is a currency."""
    return noun in _MONEY


def is_person_name(words: Sequence[str]) -> bool:
    """Return whether words look like the name of one person: two or three with capitals, perhaps after a title."""
    names = list(words)
    titled = bool(names) and bool(_TITLE.fullmatch(names[0]))
    if titled:
        del names[0]
    if not (1 if titled else 2) <= len(names) <= 3 or not all(_NAME_PART.fullmatch(name) for name in names):
        return False
    return not any(name.isupper() and len(name) > 2 for name in names) and names[0].lower() not in _NO_FIRST_NAMES
