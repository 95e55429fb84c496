"""Links of constructed documents, as we read them and as CommonMark has them (with GFM's tables and footnotes).

Not constructed, because we differ on purpose: emphasis that the standard does not see in Chinese, bare addresses,
fences that are never closed, HTML, code by indentation, a definition of a link right under a paragraph, two links one
in the other, a row of hyphens below prose (a rule, as it is meant), a quote that goes on without its mark with a strong
lead (which stands for itself), headings in entries of lists, footnotes that nothing refers to (text, not lost).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from ingest.read.items import to_node
from ingest.read.markdown.blocks import read_blocks

Link = tuple[str, str]
STANDARD = MarkdownIt("commonmark").enable("table").use(footnote_plugin)
WORDS = ("lamp", "tower", "keeper", "Sea", "bell 9", "a_b", "2 * 3", "x!", "(so)", "5 < 6", "R&D", "&amp;", "\\*",
         "灯塔", "\\[a\\](b)", "wait ...", "#1", "~ 3", "it's", '"said"', "\\<b>", "e.g.")  # fmt: skip
REFS = ("one", "Two words", "three!", "灯")


class Writer:
    """Writes documents of nested constructs; every link has an address of its own."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0
        self.notes: list[str] = []
        self.refs: set[str] = set()

    def url(self) -> str:
        self.count += 1
        return self.random.choice(
            ("https://e.example/{}", "http://e.example/a_b_{}", "https://e.example/p(x){}", "https://e.example/?q={}&b=1",
             "https://e.example/{}#x", "HTTPS://e.example/{}")
        ).format(self.count)  # fmt: skip

    def words(self) -> str:
        return " ".join(self.random.choices(WORDS, k=self.random.randint(1, 3)))

    def label(self, depth: int) -> str:
        makers: Sequence[Callable[[], str]] = (
            self.words, self.words, lambda: f"**{self.words()}**", lambda: f"`{self.random.choice('a]b')}`",
            lambda: f"[{self.words()}]", lambda: f"lamp\n{self.words()}", lambda: f"![{self.words()}](pic.png)",
            lambda: f"~{self.inline(depth - 1, links=False)}~" if depth > 0 else "x",
        )  # fmt: skip
        return self.random.choice(makers)()

    def link(self, depth: int) -> str:
        label = self.label(depth)
        target = self.random.choice(
            (
                "({})",
                "({})",
                '({} "A title")',
                "(<{}>)",
                "( {} 'T' )",
                "({}\n  'T')",
                "(/local/{})",
                "(mailto:a@b.example)",
            )
        )
        return f"[{label}]" + target.format(self.url())

    def reference(self) -> str:
        name = self.random.choice(REFS)
        self.refs.add(name)
        form = self.random.choice(("[{label}][{name}]", "[{name}][]", "[{name}]", "[{label}][{upper}]"))
        return form.format(label=self.words(), name=name, upper=name.upper())

    def note(self) -> str:
        self.notes.append(f"n{len(self.notes)}")
        return f"[^{self.notes[-1]}]"

    def inline(self, depth: int, *, links: bool = True) -> str:
        makers: list[Callable[[], str]] = [self.words, self.words, lambda: f"`code {self.count}`"]
        if links:
            makers += [
                lambda: self.link(depth), lambda: self.link(depth), self.reference, lambda: f"<{self.url()}>",
                lambda: "<a@b.example>", lambda: f"![{self.words()}]({self.url()})", self.note,
                lambda: f"[![alt]({self.url()})]({self.url()})", lambda: f"`[x]({self.url()})`",
                lambda: f"``a ` [x]({self.url()})``",
            ]  # fmt: skip
        if depth > 0:
            mark = self.random.choice(("_", "__") if depth % 2 else ("*", "**", "***"))
            makers.append(lambda: f"{mark}{self.inline(depth - 1, links=links)}{mark}")
        joints = (" ", " ", " ", "\n", "  \n", "\\\n", ", ")
        parts = [self.random.choice(makers)() for _ in range(self.random.randint(1, 4))]
        return "lamp " + "".join(part + self.random.choice(joints) for part in parts) + "end"

    def flat(self) -> str:
        """An inline text on one line."""
        return self.inline(1).replace("\\\n", " ").replace("\n", " ")

    def block(self, depth: int) -> str:
        makers: list[Callable[[], str]] = [
            lambda: self.inline(2), lambda: self.inline(2), lambda: f"{'#' * self.random.randint(1, 6)} {self.flat()}",
            lambda: f"{self.words()}\n{self.link(0)}\n===", lambda: f"```\n[x]({self.url()})\n```", lambda: "***",
            lambda: f"~~~ text\n<{self.url()}>\n~~~", self.table, lambda: f"{self.inline(1)}\n{self.table()}",
        ]  # fmt: skip
        if depth > 0:
            makers += [lambda: self.listing(depth - 1), lambda: self.listing(depth - 1), lambda: self.quote(depth - 1)]
        return self.random.choice(makers)()

    def table(self) -> str:
        rows = ["| a | b |", "|---|:-:|"]
        rows += [f"| {self.cell()} | {self.cell()} |" for _ in range(self.random.randint(1, 3))]
        return "\n".join(rows)

    def cell(self) -> str:
        return self.random.choice((self.words(), f"[lamp]({self.url()})", f"**x** <{self.url()}>", r"a \| b", ""))

    def listing(self, depth: int) -> str:
        mark = self.random.choice(("-", "*", "+", "1.", "1)"))
        gap = self.random.choice(("\n", "\n\n"))
        entries = []
        for number in range(1, self.random.randint(2, 4)):
            shown = mark.replace("1", str(number)) + " "
            parts = [self.inline(1)]
            if depth > 0 and self.random.random() < 0.4:
                parts.append(self.random.choice((self.listing, self.quote, lambda _: self.inline(1)))(depth - 1))
            text = "\n\n".join(parts)
            entries.append(shown + text.replace("\n", "\n" + " " * len(shown)))
        return gap.join(entries)

    def quote(self, depth: int) -> str:
        if self.random.random() < 0.3:
            return f"> {self.flat()}\nand {self.inline(1)}".replace("\n**", "\nx **").replace("\n__", "\nx __")
        return "> " + "\n\n".join(self.block(depth) for _ in range(self.random.randint(1, 2))).replace("\n", "\n> ")

    def document(self) -> str:
        blocks = [self.block(2) for _ in range(self.random.randint(1, 6))]
        for name in sorted(self.refs):
            target = self.random.choice(
                (": {}", ":\n  {}", ": <{}>", ": {} 'T'", ": {}\n  'T'", ": mailto:{}", ": ../{}")
            )
            blocks.append(f"[{name}]" + target.format(self.url()))
        for name in list(self.notes):
            more = self.random.choice(("", "\nlamp {}", "\n\n    More {}")).format(f"[x]({self.url()})")
            blocks.append(f"[^{name}]: {self.random.choice((self.words(), f'[x]({self.url()})'))}{more}")
        return "\n\n".join(blocks) + "\n"


def ours(text: str) -> list[Link]:
    document = read_blocks(text)
    nodes = [to_node(block, document.refs).inline for block in document.blocks]
    return [(link.url, " ".join(node.text[link.start : link.end].split())) for node in nodes for link in node.links]


def theirs(text: str) -> list[Link]:
    """Links of the standard, those of a footnote after each text that refers to it; a heading shows no note's text."""
    tokens = STANDARD.parse(text)
    notes: dict[int, list[Link]] = {}
    end = next((index for index, token in enumerate(tokens) if token.type == "footnote_block_open"), len(tokens))
    for token in tokens[end:]:
        if token.type == "footnote_open":
            current = notes[token.meta["id"]] = []
        elif token.type == "inline":
            current += links_of(token)
    found: list[Link] = []
    in_row: list[Token] = []
    table: list[Token] | None = None
    for above, token in pairwise([tokens[0], *tokens[:end]]):
        if token.type == "table_open":
            table = in_row = []
        elif token.type == "table_close":
            found += [*(link for cell in in_row for link in links_of(cell)), *notes_of(in_row, notes)]
            table = None
        elif token.type == "inline" and table is not None:
            table.append(token)
        elif token.type == "inline":
            below = notes_of([token], notes)
            found += links_of(token)
            found += [(url, "") for url, _ in below] if above.type == "heading_open" else below
    return found


def notes_of(tokens: Sequence[Token], notes: dict[int, list[Link]]) -> Iterator[Link]:
    ids = [child.meta["id"] for token in tokens for child in token.children or () if child.type == "footnote_ref"]
    for each in dict.fromkeys(ids):
        yield from notes.get(each, [])


def links_of(token: Token) -> list[Link]:
    found: list[Link] = []
    label: list[str] = []
    for child in token.children or ():
        if child.type == "link_open":
            found.append((str(child.attrs["href"]), ""))
            label = []
        elif child.type == "link_close":
            found[-1] = (found[-1][0], " ".join("".join(label).split()))
        elif child.type in ("text", "code_inline", "softbreak", "hardbreak", "text_special"):
            label.append(child.content or "\n")
    return [link for link in found if link[0].lower().startswith("http")]


@pytest.mark.parametrize("first", range(0, 3000, 500))
def test_links_are_those_of_the_standard(first: int) -> None:
    for seed in range(first, first + 500):
        text = Writer(seed).document()
        assert ours(text) == theirs(text), f"document {seed}:\n{text}"
