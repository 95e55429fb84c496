"""One issue in several languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.read.documents import find_documents
from ingest.read.ledger import Ledger
from ingest.read.merge import merge_duplicates
from ingest.read.selection import choose
from ingest.read.sequence import settle_numbers
from ingest.read.sources import _candidates, _parse, collect
from ingest.read.translations import mark_languages, set_apart_translations
from tests.ingest.read.issues_read import write

WORDS = {"en": "An oak by the mill", "zh": "磨坊边的橡树", "de": "Eine Eiche am Bach", "fr": "Un chêne au moulin"}


def issue(number: int, language: str = "en", *, own: str = "", links: int = 4) -> str:
    stories = "".join(
        f"- [{WORDS[language]} {own}{number}.{n}](https://leaf.example/{own}{number}/{n})\n" for n in range(links)
    )
    return f"# Leaf #{number}\n\n## News\n\n{stories}"


@pytest.mark.parametrize(
    ("owner", "other"),
    [
        ("content/leaf-{n}.md", "content/en/leaf-{n}.md"), ("content/cn/leaf-{n}.md", "content/en/leaf-{n}.md"),
        ("leaf-{n}.md", "leaf-{n}.en.md"), ("leaf-{n}.zh.md", "leaf-{n}.en.md"), ("leaf-{n}.md", "leaf-{n}_en.md"),
        ("leaf-{n}.md", "leaf-{n}-en.md"), ("zh-CN/2026/leaf-{n}.md", "en-US/2026/leaf-{n}.md"),
        ("posts/leaf-{n}.md", "posts-en/leaf-{n}.md"), ("leaf-{n}.md", "i18n/en/leaf-{n}.md"),
        ("content.zh/leaf-{n}.md", "content.en/leaf-{n}.markdown"),
    ],
)  # fmt: skip
def test_paths_that_differ_in_a_language(tmp_path: Path, owner: str, other: str) -> None:
    for n in (1, 2, 3):
        write(tmp_path, **{owner.format(n=n): issue(n, "zh")})
        if n < 3:
            write(tmp_path, **{other.format(n=n): issue(n, "en")})
    harvest = collect([tmp_path])
    assert [each.source for each in harvest.issues] == [owner.format(n=n) for n in (1, 2, 3)]
    assert [each.left for each in harvest.report.translated] == [other.format(n=n) for n in (1, 2)]
    assert "in other languages: en" in harvest.report.short() and not harvest.report.merged


def test_the_language_of_most_issues_is_the_owners(tmp_path: Path) -> None:
    for n in range(1, 6):
        write(tmp_path, **{f"de/leaf-{n}.md": issue(n, "de")})
    write(tmp_path, **{f"zh/leaf-{n}.md": issue(n, "zh") for n in (1, 9)})
    harvest = collect([tmp_path])
    assert [each.source for each in harvest.issues] == [*(f"de/leaf-{n}.md" for n in range(1, 6)), "zh/leaf-9.md"]
    assert str(harvest.report.translated[0]) == "zh/leaf-1.md: de/leaf-1.md in zh"


def test_of_two_the_language_of_the_earliest_issue_is_the_owners(tmp_path: Path) -> None:
    write(tmp_path, **{f"fr/leaf-{n}.md": issue(n, "fr") for n in (1, 2)})
    write(tmp_path, **{f"cn/leaf-{n}.md": issue(n, "zh") for n in (2, 3)})
    assert [each.source for each in collect([tmp_path]).issues] == ["fr/leaf-1.md", "fr/leaf-2.md", "cn/leaf-3.md"]


def test_what_only_the_other_language_has_stays(tmp_path: Path) -> None:
    write(tmp_path, **{f"leaf-{n}.md": issue(n, "zh") for n in (1, 2)})
    write(tmp_path, **{f"en/leaf-{n}.md": issue(n) for n in (1, 2, 3)})
    assert [each.source for each in collect([tmp_path]).issues] == ["leaf-1.md", "leaf-2.md", "en/leaf-3.md"]


@pytest.mark.parametrize("folder", ["it", "no", "elm"])
def test_folders_that_are_no_languages(tmp_path: Path, folder: str) -> None:
    write(tmp_path, **{f"leaf-{n}.md": issue(n) for n in (1, 2, 3)})
    write(tmp_path, **{f"{folder}/leaf-{n}.md": issue(n, own="x") for n in (1, 2, 3)})
    assert len(collect([tmp_path]).issues) == 6


PATHS = st.sampled_from([f"{folder}{name}" for folder in ("", "en/", "cn/", "x/") for name in "abc"])
BODIES = st.tuples(st.integers(1, 4), st.sampled_from(["en", "zh"]), st.sampled_from(["", "x", "y"]))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(PATHS, BODIES, min_size=1, max_size=9), st.booleans())
def test_no_document_is_lost(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, tuple[int, str, str]], keep: bool
) -> None:
    folder = tmp_path_factory.mktemp("leaf")
    write(folder, **{f"{path}.md": issue(n, language, own=own) for path, (n, language, own) in files.items()})
    ledger = Ledger()
    documents = find_documents([folder]).documents
    candidates = [found for document in documents for found in _candidates(document, ledger)]
    read = list(_parse(choose(candidates, None, ledger), ledger))
    apart, translated = set_apart_translations(settle_numbers(mark_languages(read), ledger), keep_translations=keep)
    kept, merged = merge_duplicates(apart, ledger)
    told = [each.document.source for each in kept] + [each.left for each in (*merged, *translated)]
    told += [each.path for each in ledger.skipped]
    assert sorted(told) == sorted(f"{path}.md" for path in files)
    assert not (keep and translated)


def test_folders_above_the_sources_say_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "de" / "mill"
    write(folder, **{f"leaf-{n}.md": issue(n, "zh") for n in (1, 2, 3)})
    write(folder, **{f"de/leaf-{n}.md": issue(n, "de") for n in (1, 2)})
    for sources in ([folder], [folder / "de", *folder.glob("*.md")]):
        harvest = collect(sources)
        assert [each.number for each in harvest.issues] == [1, 2, 3] and len(harvest.report.translated) == 2
        assert not harvest.report.gaps


def test_issues_of_one_file_are_paired_one_by_one(tmp_path: Path) -> None:
    def week(number: int, language: str) -> str:
        links = "".join(f"- [{WORDS[language]} {n}](https://leaf.example/{number}/{n})\n" for n in range(4))
        return f"## 2026-03-{number:02}\n\n{links}\n"

    for name, language, last in (("README", "zh", 9), ("README.en", "en", 8)):
        text = "".join(week(number, language) for number in range(1, last))
        write(tmp_path, **{f"{name}.md": f"# Leaf\n\n{text}"})
    harvest = collect([tmp_path])
    assert [each.date and each.date.day for each in harvest.issues] == [*range(1, 9)]
    assert len(harvest.report.translated) == 7 and "ATTENTION" not in harvest.report.short()
