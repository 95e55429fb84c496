"""Every example of docs/your-newsletter.md gives what stands below it, and would not without its kg.toml."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ingest.read.config import _KEYS, parse_config
from ingest.read.grid.shapes import SHAPES
from ingest.read.sources import collect
from kg.commands.main import main
from tests.conftest import ROOT

TEXT = (ROOT / "docs" / "your-newsletter.md").read_text(encoding="utf-8")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r"`([^`\s]+/[^`\s]+\.\w+)`[^`\n]*:\n\n\Z")
_KINDS = ("small", "tall", "green", "used", "new")
_MARK = re.compile(r"^- `([a-z0-9-]+)`[^:\n]*: `(.+)`$", re.MULTILINE)


@dataclass
class Example:
    """What stands below one heading: documents, settings, and what they give."""

    name: str
    files: dict[str, str] = field(default_factory=dict)
    settings: str = ""
    printed: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)  # by kg init
    records: list[dict[str, Any]] = field(default_factory=list)

    def write(self, folder: Path) -> Path:
        """Write its documents; their folder."""
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return folder / next(iter(self.files)).split("/")[0]


def examples() -> Iterator[Example]:
    fences = list(_FENCE.finditer(TEXT))
    inside = [range(*fence.span()) for fence in fences]
    heads = [
        each for each in re.finditer(r"^#{2,3} (.*)$", TEXT, re.MULTILINE) if not any(each.start() in r for r in inside)
    ]
    for head, end in zip(heads, [*(each.start() for each in heads[1:]), len(TEXT)], strict=True):
        example = Example(head[1])
        before = head.end()
        for fence in fences:
            if head.start() < fence.start() < end:
                _add(example, fence[1], fence[2], TEXT[before : fence.start()])
                before = fence.end()
        if example.files:
            yield example


def _add(example: Example, language: str, block: str, before: str) -> None:
    named = _NAMED.search(before)
    if named:
        example.files[named[1]] = block
    elif language == "toml":
        assert not example.settings
        example.settings = block
    elif language == "json":
        example.records += [json.loads(line) for line in block.splitlines()]
    else:
        (example.begun if "kg init" in before else example.printed).append(block)


def holds(record: dict[str, Any], part: dict[str, Any]) -> bool:
    """Whether a record has these fields, those of the issue in it too."""
    return all(
        holds(record[key], value) if isinstance(value, dict) else record[key] == value for key, value in part.items()
    )


EXAMPLES = {example.name: example for example in examples()}


@pytest.mark.parametrize("name", EXAMPLES)
def test_example(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    example = EXAMPLES[name]
    folder = example.write(tmp_path)

    def read(*options: str) -> str:
        assert main(["read", str(folder), *options]) == 0
        return capsys.readouterr().out

    def records() -> list[dict[str, Any]]:
        return [json.loads(line) for line in read("--json").splitlines()]

    assert example.printed or example.records
    if example.settings:
        without = read()
        assert not example.printed or not all(block in without for block in example.printed)
        assert not any(holds(record, part) for part in example.records for record in records())
        (folder / "kg.toml").write_text(example.settings, encoding="utf-8")
    printed = read()
    for block in example.printed:
        assert block in printed
    for part in example.records:
        assert any(holds(record, part) for record in records()), part
    for block in example.begun:
        assert main(["init", str(folder)]) == 0
        assert block in capsys.readouterr().out


def test_every_key_has_an_example() -> None:
    shown = {key for example in EXAMPLES.values() for key in re.findall(r"^(\w+) =", example.settings, re.MULTILINE)}
    assert shown == _KEYS


def test_what_no_command_prints(tmp_path: Path) -> None:
    """Titles of newsletters, and the language of issues."""
    titles = {each.dialect.series_title for each in parse_config(EXAMPLES["files"].settings, tmp_path).newsletters}
    assert titles == {"The Kettle", "The Lamp"}
    example = EXAMPLES["language, rhythm, images, permalink"]
    folder = example.write(tmp_path)
    assert {issue.language for issue in collect([folder]).issues} == {"en", "zh"}
    (folder / "kg.toml").write_text(example.settings, encoding="utf-8")
    assert {issue.language for issue in collect([folder]).issues} == {"en"}


def test_every_mark_of_items_is_shown() -> None:
    marks = [mark for mark, _ in _MARK.findall(TEXT)]
    assert sorted(marks) == sorted(["heading-3", *SHAPES])


@pytest.mark.parametrize(("mark", "line"), _MARK.findall(TEXT))
def test_marks_of_items(mark: str, line: str, tmp_path: Path) -> None:
    kinds = [line.replace("` `", "\n").replace(" lamp", f" {kind} lamp").replace("灯", f"{kind}灯") for kind in _KINDS]
    gap = "\n" if mark in ("row", "bullet") else "\n\n"
    head = "| what | where |\n|--|--|\n" if mark == "row" else ""
    sections = [f"## {name}\n\n{head}{gap.join(part)}\n" for name, part in (("News", kinds[:3]), ("More", kinds[3:]))]
    (tmp_path / "1.md").write_text("# Lantern 1\n\n" + "\n".join(sections), encoding="utf-8")
    (tmp_path / "kg.toml").write_text(f'[[newsletter]]\nseries = "lantern"\nitems = ["{mark}"]\n', encoding="utf-8")
    (issue,) = collect([tmp_path]).issues
    assert [item.section for item in issue.items] == ["News"] * 3 + ["More"] * 2
