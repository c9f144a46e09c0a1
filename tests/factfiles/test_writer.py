"""All files of an export: which change, what is added to which, and how new ones look and are called."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest

from bot.core.errors import ConfigurationError, FactFilesError
from bot.core.models import Fact, Quote, Review, Source, Statement
from bot.factfiles.entries import entry_lines
from bot.factfiles.formats.yaml_editor import YamlEditor
from bot.factfiles.loader import read_content
from bot.factfiles.writer import write_files
from tests.factfiles.folders import BRIDGE, HEAD

HERALD = Source("Bridge opens", "The Herald", dt.date(2025, 10, 22))
REPORT = Source("Annual report: №1", "Harbour office", dt.date(2026, 3, 2), "https://example.org/report")
ALIASES = b"# Names\n- [UK, Britain]   # two\n"
FERRY = Fact(
    id="ferry-passengers",
    text="The ferries carried 1.2 million passengers in 2025: more than ever. That is also more than the railway has, "
    "with its 900,000 passengers.",
    source=REPORT,
    as_of=dt.date(2025, 12, 31),
    topic="Harbour",
    questions=("How many people took the ferry in 2025?", "ferry"),
    paragraph=4,
    valid_from=dt.date(2026, 1, 1),
    valid_until=dt.date(2027, 3, 1),
    supersedes=("ferry-2024",),
    tags=("ferries", "foreign policy"),
    review=Review("slack:U1", dt.date(2026, 3, 3), dt.date(2026, 6, 1)),
)
OLD_FERRY = Fact(
    "ferry-2024", "A million people took the ferry.", REPORT, REPORT.published, "Harbour", status="superseded"
)
FOG = Quote(
    id="master-on-fog",
    text="Fog does not read timetables.\nNo: it does not.",
    speaker="Ada Quill",
    source=REPORT,
    role="Harbour master",
    topic="Harbour",
    about="delays",
    said=dt.date(2026, 2, 27),
    where="at the quay",
    questions=("What did Ada Quill say about delays?",),
    status="draft",
    reported_by="Radio Bay",
    audience=("slack:T1",),
)
SAVED = (FERRY, OLD_FERRY, FOG)
FERRIES = """\
source:
  title: 'Annual report: №1'
  publisher: Harbour office
  published: 2026-03-02
  url: https://example.org/report
topic: Harbour

facts:
  - id: ferry-2024
    text: A million people took the ferry.
  - id: ferry-passengers
    text: >-
      The ferries carried 1.2 million passengers in 2025: more than ever. That is also more than the railway has, with
      its 900,000 passengers.
    questions:
      - How many people took the ferry in 2025?
      - ferry
    paragraph: 4
    as_of: 2025-12-31
    valid_from: 2026-01-01
    valid_until: 2027-03-01
    supersedes: ferry-2024
    tags:
      - ferries
      - foreign policy
    owner: slack:U1
    checked: 2026-03-03
    review: 2026-06-01
"""
QUOTES = """\
source:
  title: 'Annual report: №1'
  publisher: Harbour office
  published: 2026-03-02
  url: https://example.org/report
topic: Harbour
audience: slack:T1

quotes:
  - id: master-on-fog
    speaker: Ada Quill
    role: Harbour master
    text: |-
      Fog does not read timetables.
      No: it does not.
    about: delays
    said: 2026-02-27
    where: at the quay
    questions:
      - What did Ada Quill say about delays?
    status: draft
    reported_by: Radio Bay
"""


def file(content: str, name: str = "a.yaml") -> dict[str, bytes]:
    return {name: content.encode()}


def live(files: dict[str, bytes], *saved: Statement, **changes: dict[str, Any]) -> list[Statement]:
    """Return the statements of files, with changes by their ids, and saved ones."""
    found = [each for name, content in files.items() for each in read_content(BytesIO(content), name).statements]
    return [replace(each, **changes.get(each.id, {})) for each in found] + list(saved)


def texts(files: dict[str, bytes], statements: Iterable[Statement]) -> dict[str, str]:
    return {name: content.decode() for name, content in write_files(files, statements).items()}


def test_saved_entries_go_to_a_file_for_each_source_topic_and_audience() -> None:
    first, second = sorted(written := texts({}, SAVED))
    assert (first, second) == ("annual-report-no1-2026-03-02-slack-t1.yaml", "annual-report-no1-2026-03-02.yaml")
    assert written[second] == FERRIES
    assert written[first] == QUOTES


def test_names_and_contents_do_not_depend_on_the_order() -> None:
    saved: list[Statement] = [
        replace(OLD_FERRY, id=f"f{n}", topic=topic) for n, topic in enumerate(["", "Ü", "年"] * 5)
    ]
    saved += [*SAVED, replace(OLD_FERRY, id="c", source=Source("年度报告", "海港", REPORT.published))]
    expected = list(write_files({}, saved).items())
    stem = "annual-report-no1-2026-03-02"
    assert [name for name, _ in expected] == [
        f"{stem}-harbour.yaml",
        f"{stem}-other.yaml",
        f"{stem}-slack-t1.yaml",
        f"{stem}-u.yaml",
        f"{stem}.yaml",
        "source-2026-03-02.yaml",
    ]
    for seed in range(5):
        assert list(write_files({}, random.Random(seed).sample(saved, len(saved))).items()) == expected


def test_no_file_gets_the_name_of_another_one() -> None:
    stem = "bridge-opens-2025-10-22"
    alike = [replace(HERALD, publisher=name) for name in ("The Herald", "The Gazette", "The Post")]
    saved = [Fact(f"s{number}", "Yes.", source, source.published) for number, source in enumerate(alike)]
    names = [set(write_files({}, saved[:count])) for count in (1, 2, 3)]
    assert [len(each) for each in names] == [1, 2, 3]
    assert all(name.startswith(stem) for name in names[2])
    taken = {name.upper().replace(".YAML", ".yaml"): HEAD.replace("H", "h").encode() for name in names[2]}
    written = write_files(taken, saved)
    assert len({name.lower() for name in written}) == len(written) == 6
    assert taken.items() <= written.items()


def test_later_entries_of_the_same_source_go_to_the_same_file() -> None:
    before = write_files({}, SAVED)
    later = replace(OLD_FERRY, id="another", text="There are four ferries.", status="active")
    after = texts(before, [*SAVED, later])
    name = "annual-report-no1-2026-03-02.yaml"
    assert after.pop(name) == FERRIES + "  - id: another\n    text: There are four ferries.\n"
    assert after == {other: content.decode() for other, content in before.items() if other != name}


def test_an_entry_is_added_to_a_file_that_people_wrote_for_its_source() -> None:
    files = file(f"{HEAD}# all\n\nfacts: []  # none yet\n\nstay_silent:\n  - Who?\n")
    fact = Fact("a", "It's open.", HERALD, HERALD.published)
    quote = Quote("b", "Hello.", "Ada", HERALD)
    assert texts(files, [quote, fact])["a.yaml"] == (
        f"{HEAD}# all\n\nfacts:  # none yet\n  - id: a\n    text: It's open.\n\nquotes:\n  - id: b\n    speaker: Ada\n"
        "    text: Hello.\n\nstay_silent:\n  - Who?\n"
    )


def test_added_entries_have_blank_lines_between_them_if_the_others_do() -> None:
    files = file(f"{HEAD}facts:\n- {{id: a, text: b}}\n\n- id: c\n  text: d\n# end\n")
    added = [Fact(id_, "Yes.", HERALD, HERALD.published) for id_ in "ef"]
    entries = "- {id: a, text: b}\n\n- id: c\n  text: d\n\n- id: e\n  text: Yes.\n\n- id: f\n  text: Yes.\n# end\n"
    assert texts(files, live(files, *added)) == {"a.yaml": f"{HEAD}facts:\n{entries}"}


def test_files_without_a_change_stay_byte_for_byte() -> None:
    bridge = BRIDGE.replace("\n", "\r\n").encode()
    files = {"b/c.YML": bridge, "aliases.yaml": ALIASES, "Z.yaml": HEAD.rstrip().encode()}
    assert write_files(files, live(files)) == files
    assert write_files(files, []) == files
    assert list(write_files(files, [])) == ["Z.yaml", "aliases.yaml", "b/c.YML"]
    changed = write_files(files, live(files, **{"bridge-cost": {"text": "It was free."}}))
    assert {name for name in files if changed[name] != files[name]} == {"b/c.YML"}


def test_a_new_fact_supersedes_one_of_a_file_without_a_change_of_that_file() -> None:
    files = file(f"{HEAD}facts:\n  - id: a\n    text: b # c\n  - {{id: d, text: e, status: superseded}}\n")
    new = Fact("new", "It is so now.", REPORT, REPORT.published, supersedes=("a", "d"))
    written = texts(files, live(files, new, a={"status": "superseded"}))
    assert written.pop("a.yaml") == files["a.yaml"].decode()
    assert "    supersedes: [a, d]\n" in written.popitem()[1]
    planned = replace(new, status="draft")
    (changed, _) = texts(files, live(files, planned, a={"status": "superseded"})).values()
    assert "text: b # c\n    status: superseded\n" in changed


def test_an_entry_with_another_source_moves_with_its_comments() -> None:
    entry = "- id: a # i\n  # of the text\n  text: |\n    One.\n\n    Two.\n  tags: [b]\n"
    port = HEAD.replace("Bridge", "Port") + "facts:\n    - {id: z, text: y}\n"
    files = {**file(f"{HEAD}facts:\n# above\n{entry}- id: c\n  text: d\n"), **file(port, "b.yaml")}
    moved = {"source": replace(HERALD, title="Port opens"), "tags": (), "status": "retired"}
    indented = (
        "    - id: a # i\n      # of the text\n      text: |\n        One.\n\n        Two.\n      status: retired\n"
    )
    assert texts(files, live(files, a=moved)) == {
        "a.yaml": f"{HEAD}facts:\n# above\n- id: c\n  text: d\n",
        "b.yaml": port + indented,
    }


def test_if_all_entries_get_another_source_the_file_gets_it() -> None:
    files = file(f"# top\n{HEAD}facts: # all\n- id: a\n  text: b\n- {{id: c, text: d, as_of: 2026-03-02}}\n")
    moved = {"source": REPORT, "topic": "Harbour"}
    assert texts(files, live(files, a=moved, c=moved)) == {
        "a.yaml": "# top\nsource:\n  title: 'Annual report: №1'\n  publisher: Harbour office\n  published: 2026-03-02\n"
        "  url: https://example.org/report\ntopic: Harbour\nfacts: # all\n- id: a\n  text: b\n  as_of: 2025-10-22\n"
        "- {id: c, text: d, as_of: 2026-03-02}\n"
    }


def test_what_everybody_may_see_moves_out_of_a_file_for_some() -> None:
    files = file(f"{HEAD}audience: slack:T1\nfacts: # all\n- {{id: a, text: b}} # c\nstay_silent: [Who?]\n")
    new, kept = sorted(texts(files, live(files, a={"audience": ()})).items(), reverse=True)
    assert kept == ("a.yaml", f"{HEAD}audience: slack:T1\nfacts: [] # all\nstay_silent: [Who?]\n")
    assert new == ("bridge-opens-2025-10-22.yaml", f"{HEAD}\nfacts:\n  - {{id: a, text: b}} # c\n")


def test_if_fewer_may_see_an_entry_the_rest_of_its_file_stays() -> None:
    files = file(f"{HEAD}facts:\n  - {{id: a, text: b}}\nstay_silent: [Who?] # never\n")
    assert texts(files, live(files, a={"audience": ("slack:T1",)})) == {
        "a.yaml": f"{HEAD}facts:\n  - {{id: a, text: b, audience: slack:T1}}\nstay_silent: [Who?] # never\n"
    }


def test_a_fact_that_becomes_a_quote_goes_to_the_quotes() -> None:
    files = file(f"{HEAD}facts:\n- id: a\n  text: b\n- id: c\n  text: d\n")
    quote = Quote("a", "So be it.", "Ada", HERALD)
    assert texts(files, [quote])["a.yaml"] == (
        f"{HEAD}facts:\n- id: c\n  text: d\n\nquotes:\n  - id: a\n    speaker: Ada\n    text: So be it.\n"
    )


def test_an_entry_is_shown_as_a_file_has_it() -> None:
    assert (
        entry_lines(FOG)
        == "".join(line[2:] for line in QUOTES.split("quotes:\n")[1].splitlines(keepends=True))
        + "  audience: slack:T1\n"
    )
    assert entry_lines(OLD_FERRY).endswith("\n  status: superseded\n")


@pytest.mark.parametrize(
    ("saved", "problem"),
    [
        (replace(FERRY, supersedes=("gone",)), "names `gone`, but there is no fact with that id"),
        (replace(FERRY, supersedes=(), text="A \u202e B"), "U+202E RIGHT-TO-LEFT OVERRIDE, which is not allowed"),
        (replace(FERRY, supersedes=(), id="Ferry"), "must be 1 to 64 lower-case letters"),
    ],
)
def test_what_no_file_may_say_is_refused(saved: Statement, problem: str) -> None:
    with pytest.raises(FactFilesError) as caught:
        write_files({}, [saved])
    assert str(caught.value).startswith("annual-report-no1-2026-03-02.yaml:")
    assert problem in str(caught.value)


def test_files_with_problems_are_refused() -> None:
    with pytest.raises(FactFilesError, match=r"b\.yaml:1:1: the key `source` is missing"):
        write_files(file("topic: x\n", "b.yaml"), [])


def test_a_wrong_file_is_never_written(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {**file(BRIDGE), "aliases.yaml": ALIASES}
    monkeypatch.setattr(YamlEditor, "change", lambda *_: None)
    with pytest.raises(ConfigurationError, match=r"I can't change a\.yaml, because"):
        write_files(files, live(files, **{"bridge-cost": {"text": "It was free."}}))
