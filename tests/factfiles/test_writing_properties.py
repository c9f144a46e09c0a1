"""Whatever people changed, and however their files look: the files say it afterwards, and keep everything else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from io import BytesIO
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.models import Fact, FactCollection, Review, Statement
from bot.factfiles.checks import combine, with_links
from bot.factfiles.contents import FileHead
from bot.factfiles.loader import read_content
from bot.factfiles.writer import write_files
from tests.factfiles.folders import as_yaml
from tests.factfiles.layouts import AnyLayout
from tests.factfiles.strategies import FACTS, QUOTES, SOURCES, any_texts

HEADS = st.builds(FileHead, SOURCES, st.just("") | any_texts(10), st.sampled_from([(), (), ("slack:T9",)]))
ORIGINALS = st.lists(FACTS | QUOTES, max_size=4)
SILENT = st.lists(any_texts(10), max_size=1)
LEAVES_OUT = ("status", "as_of", "audience")
"""Keys that go if the value follows from something else."""


def read(files: Mapping[str, bytes]) -> dict[str, Statement]:
    """Read all files, which must have no problems."""
    collection, problems = combine([read_content(BytesIO(files[name]), name) for name in sorted(files)])
    assert problems == ()
    return {each.id: each for each in collection.statements}


def changed(rng: Random, statement: Statement, other: Any) -> Statement:
    """Give a statement some values of another one of its kind; now and then another source and topic."""
    names = [each.name for each in fields(statement) if each.name not in ("id", "source", "topic", "origin")]
    chosen = rng.sample(names, rng.randrange(4)) + rng.choice([[], [], [], ["source", "topic"]])
    return replace(statement, **{name: getattr(other, name) for name in chosen})


def value_of(statement: Statement, key: str) -> Any:
    review = statement.review or Review()
    upkeep = {"owner": review.owner, "checked": review.checked, "review": review.due}
    return upkeep[key] if key in upkeep else getattr(statement, key)


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    data=st.data(),
    seed=st.integers(0, 2**32),
    heads=st.lists(HEADS, min_size=2, max_size=2),
    originals=st.lists(ORIGINALS, min_size=2, max_size=2),
    saved=st.lists(FACTS | QUOTES, max_size=3),
    silent=SILENT,
)
def test_files_say_what_changed_and_keep_the_rest(
    data: st.DataObject,
    seed: int,
    heads: list[FileHead],
    originals: list[list[Statement]],
    saved: list[Statement],
    silent: list[str],
) -> None:
    rng, layout = Random(seed), AnyLayout(Random(seed))
    files: dict[str, bytes] = {}
    before: dict[str, Statement] = {}
    for name, head, drawn in zip("ab", heads, originals, strict=True):
        own = [replace(s, source=head.source, topic=head.topic, audience=s.audience or head.audience) for s in drawn]
        own = [replace(each, id=f"{name}{number}") for number, each in enumerate(own)]
        before |= {each.id: each for each in own}
        files[f"{name}.yaml"] = layout.file(head, own, silent)
    assert read(files) == before
    assert write_files(files, before.values()) == files

    others = {id_: data.draw(FACTS if isinstance(each, Fact) else QUOTES) for id_, each in before.items()}
    live = {id_: changed(rng, each, others[id_]) for id_, each in before.items()}
    saved = [replace(s, source=heads[0].source, topic=heads[0].topic) if rng.random() < 0.5 else s for s in saved]
    live |= {f"c{number}": replace(each, id=f"c{number}") for number, each in enumerate(saved)}
    facts = [each for each in live.values() if isinstance(each, Fact)]
    if len(facts) > 1:
        live[facts[0].id] = replace(facts[0], supersedes=(facts[1].id,))
    after = write_files(files, live.values())

    assert read(after) == {each.id: each for each in with_links(live.values())}
    assert write_files(files, reversed(live.values())) == after
    assert write_files(after, live.values()) == after
    text = b"\n".join(after.values()).decode().replace("\r\n", "\n")
    assert [id_ for id_, each in before.items() if live[id_] == each and layout.entries[id_] not in text] == []
    for comment in re.findall(rb"# (\w+\.\w+\.\d+!?)", b"\n".join(files.values())):
        assert comment.decode() in text or may_go(comment.decode(), before, live)


def may_go(comment: str, before: Mapping[str, Statement], live: Mapping[str, Statement]) -> bool:
    """Return whether a comment may go: what it belongs to is removed, which may be one entry of a list."""
    id_, key, _ = comment.split(".")
    if id_ == "file":
        return key in ("topic", "url")
    now, then = value_of(before[id_], key), value_of(live[id_], key)
    gone = then in (None, "", ()) or key in LEAVES_OUT
    return gone or (isinstance(now, tuple) and now != then and not comment.endswith("!"))


@settings(max_examples=20)
@given(
    statements=st.lists(FACTS | QUOTES, min_size=2, max_size=4),
    texts=st.lists(any_texts(20), min_size=4, max_size=4),
)
def test_files_in_json_are_changed_too(statements: list[Statement], texts: list[str]) -> None:
    head = statements[0]
    own = [replace(s, id=f"a{n}", source=head.source, topic=head.topic) for n, s in enumerate(statements)]
    files = {name: text.encode() for name, text in as_yaml(FactCollection(tuple(own))).items()}
    del files["aliases.yaml"]
    live = [replace(each, text=text, tags=(), status="retired") for each, text in zip(own, texts, strict=False)]
    live.append(replace(own[0], id="b"))
    after = write_files(files, live)
    assert len(after) == 1 or own[0].audience
    assert read(after) == {each.id: each for each in live}
