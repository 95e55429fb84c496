"""What property tests of corrections draw, and what must hold of it; `benchmarks` may draw longer."""

from __future__ import annotations

import tempfile
from dataclasses import fields
from pathlib import Path

from hypothesis import strategies as st

from kg.corrections.contradictions import refuse_contradictions
from kg.corrections.correction import (
    KINDS,
    NEEDED,
    Correction,
    Corrections,
    fault_of_form,
    fault_of_sense,
    fields_of,
)
from kg.corrections.file import add_correction, load_corrections, remove_last
from kg.corrections.replay import apply_corrections
from kg.errors import KgError
from kg.model import ENTITY_TYPES, EVENT_KINDS, PREDICATES, Entity, Item, Mention

ANY_TEXT = st.one_of(
    st.text(max_size=30),
    st.text(st.characters(codec="utf-8"), max_size=30),
    st.text("\0\t\n\r\x1b\x85\u2028\u202e\u200b\ufeff\ud800'\"\\#[]={}.:-aA中 ", max_size=12),
    st.sampled_from(['"""', "'''", '""" # ', "''' # ", "\\u0000", "[[merge]]", "company:a", "product:a", "x" * 1_001]),
)
"""Text that nobody would write, lone surrogates too."""

_IDS = st.sampled_from([f"{kind}:{name}" for kind in ("company", "model", "product") for name in ("a", "b", "c")])
_ITEMS = st.sampled_from(["i", "j", "gone"])
_NAMES = st.sampled_from(["A", "a b", "B", "Foo", "Foo 2", "中文", "C."])


def drawn_correction(
    kind: str, words: st.SearchStrategy[str], ids: st.SearchStrategy[str], items: st.SearchStrategy[str]
) -> st.SearchStrategy[Correction]:
    """Corrections of one kind: all that it needs, and perhaps what it may have."""
    drawn = {
        "entity": ids,
        "into": ids,
        "type": st.sampled_from(ENTITY_TYPES),
        "item": items,
        "predicate": st.sampled_from(PREDICATES),
        "event": st.sampled_from(EVENT_KINDS),
    }
    taken = fields_of(kind).values()
    needed = {attribute: drawn.get(attribute, words) for attribute in NEEDED[kind].values()}
    optional = {attribute: st.just("") | drawn.get(attribute, words) for attribute in taken if attribute not in needed}
    return st.fixed_dictionaries({**needed, **optional}).map(lambda values: Correction(kind, **values))  # type: ignore[arg-type]


_ITEMS = st.sampled_from(["i", "j", "gone"])
_NAMES = st.sampled_from(["A", "a b", "B", "Foo", "Foo 2", "中文", "C."])
_WELL_FORMED_NAMES = st.sampled_from(KINDS).flatmap(lambda kind: drawn_correction(kind, _NAMES, _IDS, _ITEMS))
WELL_FORMED = _WELL_FORMED_NAMES | st.sampled_from(KINDS).flatmap(
    lambda kind: drawn_correction(kind, ANY_TEXT, _IDS, _ITEMS)
)
"""Corrections of every kind over a few ids, so that they meet: chains, circles, merges into what is retyped."""

ANY_CORRECTION = WELL_FORMED | st.builds(
    Correction, st.sampled_from(KINDS) | ANY_TEXT, *[ANY_TEXT | _IDS for _ in fields(Correction)[1:]]
)
"""Corrections of which most cannot be."""

_LINES = ANY_TEXT | st.sampled_from(
    [
        "", "# a remark", "[[merge]]", "[[ ignore ]]", "  [[rename]]  # why", '[["alias"]]', "[merge]", "[merge.x]",
        'from = "company:a"', "into = 'company:b'", 'entity = "model:a"', 'name = "A"', 'alias = "AA"', "name = 1",
        'why = """', '"""', "why = '''", "'''", "ignore = [{entity = 'company:a'}]", "entity.x = 2025-01-01",
        "[[split]]\nentity = 'model:a'\nsurface = 'x'\ninto = 'model:b'", "[[ignore]]\nentity = 'model:c' # gone",
        f"name = {'9' * 5000}", f"x = {'[' * 2000}", ".".join("ab" * 50) + " = 1", '"a.b" = 1', "\ufeff", "\0",
    ]
)  # fmt: skip
_TABLES = _WELL_FORMED_NAMES.map(
    lambda entry: [
        f"[[{entry.kind}]]",
        *(f"{key} = '{value}'" for key, field in fields_of(entry.kind).items() if (value := getattr(entry, field))),
    ]
)
_REMARKS = st.sampled_from(
    ["", "# a remark", '# """', "  # [[merge]]", "why = '''[[ignore]]\n# x\n[[merge]]'''", 'why = """\n[[merge]]\n"""']
)
_FILES = st.tuples(
    st.sampled_from(["", "\ufeff"]), st.lists(st.tuples(_TABLES, _REMARKS), max_size=5), st.sampled_from(["\n", "\r\n"])
).map(lambda drawn: drawn[0] + drawn[2].join(line for table, remark in drawn[1] for line in (*table, remark)))
_LINED = st.tuples(st.lists(_LINES, max_size=12), st.sampled_from(["\n", "\r\n", "\r"])).map(
    lambda drawn: drawn[1].join(drawn[0])
)
ANY_FILE = st.binary(max_size=60) | (_FILES | _LINED).map(lambda text: text.encode("utf-8", "surrogatepass"))
"""Bytes of files that may be some of corrections."""


def check_written(corrections: list[Correction]) -> int:
    """Each correction is written so that it is read back as it is (tidied), or refused, and nothing then changes.

    Returns how many were written.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corrections.toml"
        standing: set[Correction] = set()
        for correction in corrections:
            before = path.read_bytes() if path.exists() else None
            try:
                written = add_correction(path, correction)
            except KgError:
                assert before == (path.read_bytes() if path.exists() else None)
                continue
            if written:
                standing.add(correction.tidied())
            else:
                assert before == path.read_bytes()
                assert correction.tidied().decision in {entry.decision for entry in standing}
            assert load_corrections(path).entries == tuple(sorted(standing))
        return len(standing)


def check_file(raw: bytes) -> bool:
    """A file of any bytes is read, or refused in one sentence; what is added to it, can be taken away, no byte else.

    Returns whether it was read.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corrections.toml"
        path.write_bytes(raw)
        entry = Correction("rename", "institution:z", name="Z")
        try:
            before = load_corrections(path)
            add_correction(path, entry)
        except KgError as error:
            assert str(error).startswith(str(path))
            assert path.read_bytes() == raw
            return False
        assert set(load_corrections(path).entries) == {*before.entries, entry}
        assert path.read_bytes().startswith(raw.rstrip(b"\r\n"))
        assert remove_last(path) == entry
        assert load_corrections(path) == before
        if raw.strip(b"\xef\xbb\xbf\r\n \t"):  # a file of nothing gets a head
            assert path.read_bytes().rstrip() == raw.rstrip()
        for _ in before.entries:
            try:
                gone = remove_last(path)
            except KgError:
                break
            assert gone in before.entries
            assert gone not in load_corrections(path).entries
        return True


_TEXT = "Aa b发布Foo和Foo 2，B也用Foo。"
ITEM = Item("i", "1", 0, "", "story", _TEXT, _TEXT)


def _mention(surface: str, start: int, entity: str, item_id: str = "i") -> Mention:
    kind = entity.partition(":")[0]
    return Mention(
        item_id, "text", start, start + len(surface), surface, kind, surface, "test",  # type: ignore[arg-type]
        entity=entity, reason="alias", doubt=0.4,
    )  # fmt: skip


MENTIONS = (
    _mention("A", 0, "company:a"), _mention("a b", 1, "company:b"), _mention("Foo", 6, "model:a"),
    _mention("Foo 2", 10, "model:a"), _mention("B", 16, "company:b"), _mention("Foo", 19, "product:a"),
    _mention("Foo", 0, "model:b", "j"),
)  # fmt: skip
ENTITIES = (
    Entity("company:a", "company", "A", ("A",), known=True, urls=("https://a.example",)),
    Entity("company:b", "company", "a b", ("a b", "B"), maker="company:a"),
    Entity("model:a", "model", "Foo", ("Foo", "Foo 2"), maker="company:b", family="model:b"),
    Entity("model:b", "model", "Foo", ("Foo",), maker="company:a", family="model:a"),
    Entity("product:a", "product", "Foo", ("Foo",), maker="company:c"),
)


def holding(corrections: list[Correction]) -> Corrections:
    """As many of the corrections, in their order, as can be written down together."""
    kept: list[Correction] = []
    for correction in corrections:
        entry = correction.tidied()
        if fault_of_form(entry) or fault_of_sense(entry):
            continue
        try:
            refuse_contradictions(sorted({*kept, entry}))
        except KgError:
            continue
        kept.append(entry)
    return Corrections(tuple(sorted(set(kept))))


def check_replayed(corrections: list[Correction]) -> int:
    """What can be written down can be replayed: every mention leads to an entity, and the ignored stay away.

    Returns how many were replayed.
    """
    wanted = holding(corrections)
    result = apply_corrections(MENTIONS, ENTITIES, wanted)
    known = {entity.id: entity for entity in result.entities}
    assert list(known) == sorted(known)
    for mention in result.mentions:
        assert mention.entity in known, mention
        assert mention.type == known[mention.entity].type
    for entry in wanted.of("ignore"):
        assert entry.surface or entry.item or entry.entity not in known, entry
    for old, new in result.redirects:
        assert old not in known and old != new, (old, new)
    assert apply_corrections(MENTIONS, ENTITIES, Corrections(wanted.entries[::-1])) == result
    return len(wanted.entries)
