"""Items and links of an archive against the structure that a person sees in its issues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath

from kg.evaluate.evaluate import ArchiveLike, Gold, Mean, Report, Row, Score, absent_note, squeeze
from kg.model import Issue, Item
from kg.text.words import fold

_ASIDE = frozenset({"admin", "cover", "sponsor", "retrospect"})
_LEAST = 6


def _same_title(gold: str, item: Item) -> bool:
    """True where one title begins with the other, so that a shortened gold title agrees."""
    wanted = squeeze(fold(gold))
    for title in (squeeze(fold(item.title)), squeeze(fold(item.text[:400]))):
        short = min(len(wanted), len(title))
        if short and (short >= _LEAST or wanted == title) and wanted[:short] == title[:short]:
            return True
    return False


def _issue_for(row: Gold, issues: Sequence[Issue]) -> Issue | None:
    """The issue that a gold row labels: by file name, else by a number that only one issue has."""
    name = PurePosixPath(row["file"]).name if row.get("file") else ""
    by_name = [issue for issue in issues if PurePosixPath(issue.source).name == name and name]
    if by_name:
        return by_name[0]
    return None


def score_structure(rows: Sequence[Gold], archive: ArchiveLike, *, gold: str = "") -> Report:
    """F1 of items and of URLs; kinds, opinions and figures of the items that agree.

    Sections that a gold file marks as ``admin``, ``cover``, ``sponsor`` or ``retrospect`` may be items or not: they
    count neither way.
    """
    issues = archive.issues()
    by_issue: dict[str, list[Item]] = {}
    for item in archive.items():
        by_issue.setdefault(item.issue_id, []).append(item)
    items_score, url_score = Score(), Score()
    kinds, opinions, figures = Mean(), Mean(), Mean()
    errors: list[str] = []
    absent: list[str] = []
    for row in rows:
        issue = _issue_for(row, issues)
        if issue is None:
            absent.append(str(row.get("file") or row["issue"]))
            continue
        wanted = [
            label for section in row["sections"] if section.get("kind") not in _ASIDE for label in section["items"]
        ]
        spare = [label for section in row["sections"] if section.get("kind") in _ASIDE for label in section["items"]]
        got = by_issue.get(issue.id, [])
        pairs, missed, extra = _match(wanted, spare, got)
        items_score += Score(len(pairs), len(extra), len(missed))
        errors += [f"{row['issue']}: missed “{label['title']}”" for label in missed]
        errors += [f"{row['issue']}: no item “{item.title[:40]}”" for item in extra]
        for label, item in pairs:
            url_score += _urls(label["urls"], item.urls)
            if Counter(label["urls"]) != Counter(item.urls):
                errors.append(f"{row['issue']}: links of “{item.title[:40]}” differ")
            kinds += Mean(float(label["kind"] == item.kind), 1) if "kind" in label else Mean()
            opinions += Mean(float(label["has_opinion"] == bool(item.opinion)), 1) if "has_opinion" in label else Mean()
            figures += Mean(float(label["n_images"] == len(item.images)), 1) if "n_images" in label else Mean()
        url_score += sum((Score(fn=len(set(label["urls"]))) for label in missed), Score())
        url_score += sum((Score(fp=len(item.urls)) for item in extra), Score())
    shown = [Row("items", items_score), Row("URLs", url_score)]
    shown += [Row(n, m) for n, m in (("kind", kinds), ("opinion", opinions), ("figures", figures)) if m.count]
    return Report("structure", gold, tuple(shown), tuple(errors), absent_note(absent))


def _match(
    wanted: Sequence[Gold], spare: Sequence[Gold], got: Sequence[Item]
) -> tuple[list[tuple[Gold, Item]], list[Gold], list[Item]]:
    """Pairs in order, gold items without a partner, and items without one."""
    left = list(got)
    pairs: list[tuple[Gold, Item]] = []
    missed: list[Gold] = []
    for label in wanted:
        partner = next((item for item in left if _same_title(label["title"], item)), None)
        if partner is None:
            missed.append(label)
        else:
            left.remove(partner)
            pairs.append((label, partner))
    extra = [item for item in left if not any(_same_title(label["title"], item) for label in spare)]
    return pairs, missed, extra


def _urls(wanted: Sequence[str], got: Sequence[str]) -> Score:
    """URLs that agree as written."""
    both = len(set(wanted) & set(got))
    return Score(both, len(set(got)) - both, len(set(wanted)) - both)
