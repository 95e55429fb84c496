"""Items and links of an archive against the structure that a person sees in its issues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from kg.evaluate.gold import ArchiveLike, Gold, absent_note, squeeze
from kg.evaluate.scores import Mean, Report, Row, Score, add_up
from kg.model import Issue, Item
from kg.text.words import fold

_ASIDE = frozenset({"admin", "cover", "sponsor", "retrospect"})
_LEAST = 6


@dataclass(frozen=True, slots=True)
class _Pair:
    """A gold item and the item of the archive that agrees with it."""

    label: Gold
    item: Item


@dataclass(frozen=True, slots=True)
class _Pairing:
    """One issue: items that agree, in order, and those of either side without a partner."""

    pairs: tuple[_Pair, ...]
    missed: tuple[Gold, ...]
    extra: tuple[Item, ...]

    def items(self) -> Score:
        """Items that agree, that are only in the archive, and only in the gold."""
        return Score(len(self.pairs), len(self.extra), len(self.missed))

    def urls(self) -> Score:
        """URLs of the items that agree; all of the others are wrong or missed."""
        agreeing = sum((_urls(pair.label["urls"], pair.item.urls) for pair in self.pairs), Score())
        missed = sum(len(set(label["urls"])) for label in self.missed)
        return agreeing + Score(fp=sum(len(item.urls) for item in self.extra), fn=missed)

    def errors(self) -> list[str]:
        """What is wrong, one sentence each."""
        return [
            *(f"missed “{label['title']}”" for label in self.missed),
            *(f"no item “{item.title[:40]}”" for item in self.extra),
            *(
                f"links of “{pair.item.title[:40]}” differ"
                for pair in self.pairs
                if Counter(pair.label["urls"]) != Counter(pair.item.urls)
            ),
        ]


def score_structure(rows: Sequence[Gold], archive: ArchiveLike, *, gold: str = "") -> Report:
    """F1 of items and of URLs; kinds, opinions and figures of the items that agree.

    Sections that a gold file marks as ``admin``, ``cover``, ``sponsor`` or ``retrospect`` may be items or not: they
    count neither way.
    """
    issues = archive.issues()
    by_issue: dict[str, list[Item]] = {}
    for item in archive.items():
        by_issue.setdefault(item.issue_id, []).append(item)
    scores = {"items": Score(), "URLs": Score()}
    shares = {"kind": Mean(), "opinion": Mean(), "figures": Mean()}
    errors: list[str] = []
    absent: list[str] = []
    for row in rows:
        issue = _issue_for(row, issues)
        if issue is None:
            absent.append(str(row.get("file") or row["issue"]))
            continue
        pairing = _pairing(row, by_issue.get(issue.id, []))
        add_up(scores, {"items": pairing.items(), "URLs": pairing.urls()})
        for pair in pairing.pairs:
            add_up(shares, _agreement(pair))
        errors += [f"{row['issue']}: {error}" for error in pairing.errors()]
    shown = [Row(label, score) for label, score in scores.items()]
    shown += [Row(label, share) for label, share in shares.items() if share.count]
    return Report("structure", gold, tuple(shown), tuple(errors), absent_note(absent))


def _issue_for(row: Gold, issues: Sequence[Issue]) -> Issue | None:
    """The issue that was read from the file that a gold row names."""
    name = PurePosixPath(row["file"]).name if row.get("file") else ""
    return next((issue for issue in issues if name and PurePosixPath(issue.source).name == name), None)


def _pairing(row: Gold, got: Sequence[Item]) -> _Pairing:
    """Pairs each gold item of an issue with the first item that bears its title."""
    sections = row["sections"]
    wanted = [label for section in sections if section.get("kind") not in _ASIDE for label in section["items"]]
    spare = [label for section in sections if section.get("kind") in _ASIDE for label in section["items"]]
    left = list(got)
    pairs: list[_Pair] = []
    missed: list[Gold] = []
    for label in wanted:
        partner = next((item for item in left if _same_title(label["title"], item)), None)
        if partner is None:
            missed.append(label)
        else:
            left.remove(partner)
            pairs.append(_Pair(label, partner))
    extra = [item for item in left if not any(_same_title(label["title"], item) for label in spare)]
    return _Pairing(tuple(pairs), tuple(missed), tuple(extra))


def _same_title(gold: str, item: Item) -> bool:
    """True where one title begins with the other, so that a shortened gold title agrees."""
    wanted = squeeze(fold(gold))
    for title in (squeeze(fold(item.title)), squeeze(fold(item.text[:400]))):
        short = min(len(wanted), len(title))
        if short and (short >= _LEAST or wanted == title) and wanted[:short] == title[:short]:
            return True
    return False


def _agreement(pair: _Pair) -> dict[str, Mean]:
    """Whether kind, opinion and number of figures are those of the gold, where it tells them."""
    label, item = pair.label, pair.item
    found = {
        "kind": ("kind", item.kind),
        "opinion": ("has_opinion", bool(item.opinion)),
        "figures": ("n_images", len(item.images)),
    }
    return {name: Mean(float(label[field] == value), 1) for name, (field, value) in found.items() if field in label}


def _urls(wanted: Sequence[str], got: Sequence[str]) -> Score:
    """URLs that agree as written."""
    both = len(set(wanted) & set(got))
    return Score(both, len(set(got)) - both, len(set(wanted)) - both)
