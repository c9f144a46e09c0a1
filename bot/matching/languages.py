"""Guess the language of a text from its script and most common words."""

# ruff: noqa: SIM905 (lists of words read best as text; letters of other scripts are meant)

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

ENGLISH = "English"
_WORDS = {
    ENGLISH: "the is are was were do does did what who when where why how which of and to in for with can will this "
    "that there has have it you my on at from be by i a an do am me we want need not if or would could should like "
    "get about some any please tell know make made did i'm i've it's what's they he she his her their",
    "German": "der das und ist sind wer wie wo wann warum welche welcher welches nicht ein eine einen einem für mit "
    "auf den dem des im vom zum zur wird werden hat haben ich wir sie es kann gibt viel viele kostet von bei",
    "French": "le la les des du est sont qui que quoi quand où pourquoi comment quel quelle quels quelles combien une "
    "et dans pour avec sur au aux je vous nous il elle ce cette peut fait ça en ne pas",
    "Spanish": "el la los las del es son qué quién cuándo dónde cómo cuál cuánto cuánta cuántos cuántas por para con "
    "una un y en se está están puedo hay su al que de lo",
    "Portuguese": "o os as do da dos das é são quem quando onde como qual quanto quantos quantas uma um e em com para "
    "por não que está posso há ao no na",
    "Italian": "il lo gli della delle dei del è sono chi che cosa quando dove perché come quale quanto quanti quanta "
    "una un di con per nel nella si può posso c'è al alla",
    "Dutch": "de het een en van wie wat wanneer waar waarom hoe welke hoeveel zijn wordt niet met voor naar op aan "
    "ik je wij kan kost er dat deze",
    "Polish": "kto co kiedy gdzie dlaczego jak ile jest są czy nie na do się z w od dla który która które jaki jaka "
    "mogę przez ten ta jestem mam",
    "Swedish": "vem vad när var varför hur vilken vilket är och att det som en ett av på för med till inte jag kan "
    "finns många mycket kostar den",
    "Turkish": "kim ne zaman nerede neden nasıl hangi kaç mi mı mu mü ve bir bu için ile var yok değil ben nedir "
    "kadar olan en",
    "Czech": "kdo co kdy kde proč jak kolik je jsou který která které se na do pro ve že v s z není mohu stojí",
    "Romanian": "cine ce când unde cum care cât câți este sunt și în cu pentru din la nu un o pe se pot costă de ce",
    "Indonesian": "siapa apa kapan mana mengapa bagaimana berapa adalah yang di ke dari dan untuk dengan ini itu saya "
    "tidak bisa ada",
    "Serbian": "ko šta kada kad gde zašto kako koliko je su se na od za da li koji koja koje ima sa u iz nije mogu",
    "Albanian": "kush çfarë kur ku pse si sa është janë dhe në me për nga të një që nuk ka e i mund cili cila",
    "Russian": "кто что когда где почему как какой какая какие сколько в на и не из по для с это есть ли у можно мне",
    "Ukrainian": "хто що коли де чому як який яка які скільки у в на і та не з це є чи для мені можна",
    "Arabic": "من ما ماذا متى أين لماذا كيف كم هل هو هي في على إلى عن هذا هذه التي الذي عدد",
    "Hebrew": "מי מה מתי איפה למה איך כמה האם של על את הוא היא זה יש לא אני",
    "Greek": "ποιος ποια ποιο τι πότε πού γιατί πώς πόσο πόσα πόσοι είναι ο η το οι τα του της των και "
    "σε με για από στο στη",
    "Hindi": "कौन क्या कब कहाँ कहां क्यों कैसे कितने कितना कितनी है हैं का की के में से को और पर",
    "Persian": "کی چه کجا چرا چگونه چند است در به از که این را با برای آیا",
}  # fmt: skip
"""The most common words of languages that are written with spaces."""
_KNOWN = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_MARKS = (
    ("Japanese", re.compile(r"[\u3041-\u3096\u30a1-\u30fa]"), 2),
    ("Korean", re.compile(r"[\uac00-\ud7a3]+(?:은|는|이|가|을|를|에|의|까|요|나|니|다)(?![\uac00-\ud7a3])"), 2),
    ("Chinese", re.compile(r"[吗谁哪么什是的在有多少几何时怎为了]"), 2),
    ("Thai", re.compile(r"(?:ใคร|อะไร|เมื่อ|ที่ไหน|ทำไม|อย่างไร|เท่าไ|กี่|คือ|เป็น|ของ|ใน|และ|ไหม)"), 2),
)
"""Patterns of languages without spaces between words, and the minimum number of matches."""
_MIN_WORDS = 3  # minimum words of a text; fewer may be a name or keywords
_MIN_MATCHES = 2  # minimum matching words; one is enough in another script, or if it is a question word
_IN_NAMES = frozenset("de la le el van der den des du von di da do al del los las dos ben e y et und i a o".split())
"""Words that are also parts of names, so that they alone are no evidence: Juan de la Cruz."""
_ASKING = frozenset(
    "wer wie wann warum qui quand où pourquoi comment combien quién cuándo dónde cómo cuánto quem quando onde quanto "
    "chi dove perché wanneer waar waarom hoeveel kto kiedy gdzie dlaczego ile vem när varför hur kim nerede neden "
    "nasıl kdo kdy kde proč kolik cine când unde siapa kapan mengapa bagaimana kada zašto koliko kush ku pse".split()
)


def language(text: str) -> str | None:
    """Return the English name of a text's language; None if it is uncertain, as with names, codes and keywords.

    A language needs at least two matching words, a third of all words, and more than any other language.
    """
    for name, mark, minimum in _MARKS:
        if len(mark.findall(text)) >= minimum:
            return name
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < _MIN_WORDS:
        return None
    counts = Counter({name: sum(word in known for word in words) for name, known in _KNOWN.items()})
    (best, count), (_, second) = counts.most_common(2)
    met = [word for word in words if word in _KNOWN[best] and word not in _IN_NAMES]
    certain = any((not word.isascii() and word[0] > "\u0370") or word in _ASKING for word in met)
    enough = met and count >= (1 if certain else _MIN_MATCHES) and 3 * count >= len(words)
    return best if enough and count > second else None


def languages(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the languages of texts, most common first; leaves out languages of fewer than one text in twenty."""
    counts = Counter(name for text in texts if (name := language(text)))
    total = counts.total()
    return tuple(name for name, count in counts.most_common() if 20 * count >= total)


def common_words(name: str | None) -> frozenset[str]:
    """Return the most common words of a language by its English name; None for those of all languages."""
    return frozenset[str]().union(*_KNOWN.values()) if name is None else _KNOWN.get(name, frozenset())
