"""Guess the language of a question."""

from __future__ import annotations

import pytest

from bot.matching.languages import common_words, language, languages


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("How many people took the ferry?", "English"),
        ("Wie viele Menschen wohnen in Hamra?", "German"),
        ("quand ouvre le château ?", "French"),
        ("¿Cuándo abre el castillo?", "Spanish"),
        ("Quando abre o castelo?", "Portuguese"),
        ("Quando apre il castello?", "Italian"),
        ("Wanneer gaat het kasteel open?", "Dutch"),
        ("Kiedy otwarty jest zamek?", "Polish"),
        ("När öppnar slottet?", "Swedish"),
        ("Kale ne zaman açılıyor?", "Turkish"),
        ("Kush është kryeministri i Shqipërisë?", "Albanian"),
        ("Ko je predsednik Srbije?", "Serbian"),
        ("Кто президент Сербии?", "Russian"),
        ("كم عدد ركاب العبارة؟", "Arabic"),
        ("城堡什么时候开门？", "Chinese"),
        ("お城はいつ開きますか", "Japanese"),
    ],
)
def test_a_language_is_recognised_by_script_and_common_words(question: str, name: str) -> None:
    assert language(question) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "KFOR",
        "Milojko Spajić",
        "Juan de la Cruz",
        "ferry price",
        "E4007 http503 v2.1",
        "Łódź",
        "Владимир",
        "🦭🦭🦭",
        "i i i",
    ],
)
def test_names_codes_and_keywords_have_no_language(text: str) -> None:
    assert language(text) in (None, "English")


def test_a_language_of_few_texts_is_not_a_language_of_the_store() -> None:
    texts = ["The ferry leaves at noon."] * 30 + ["Die Fähre ist nicht da."] * 10 + ["quand ouvre le château ?"]
    assert languages(texts) == ("English", "German")
    assert languages(["Spajić", "KFOR"]) == ()


def test_common_words_are_those_of_one_language_or_of_all() -> None:
    assert {"und", "the"} & common_words("German") == {"und"}
    assert {"und", "the"} <= common_words(None)
    assert common_words("Klingon") == frozenset()
