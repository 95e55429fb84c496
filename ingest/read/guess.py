"""A first kg.toml for a folder: what its documents suggest, each guess with what it would keep and lose."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path

from ingest.read.config import CONFIG_NAME, Config, parse_config
from ingest.read.dialects import DIALECTS, FALLBACK
from ingest.read.sources import Harvest, collect
from kg.errors import UsageError
from kg.model import Issue

_PREVIEWED = 3  # issues
_SHOWN_ITEMS = 4  # of a section
_LONGEST_TITLE = 70
_LONGEST_RHYTHM = 400  # days; two issues a year apart are no rhythm


@dataclass(frozen=True, slots=True)
class Trial:
    """A setting that was tried on the documents.

    Attributes
    ----------
    what
        The setting, in words.
    kept, lost
        Issues of those that are read without it.
    active
        Whether the file sets it: never where it loses an issue.
    """

    what: str
    kept: int
    lost: int
    active: bool


@dataclass(frozen=True, slots=True)
class Guess:
    """What `kg init` found.

    Attributes
    ----------
    text
        The kg.toml: what is set, and what may be, commented out.
    trials
        What was tried, and what each would keep and lose.
    preview
        Three issues as they would be read, in lines.
    """

    text: str
    trials: tuple[Trial, ...]
    preview: tuple[str, ...]


def guess_config(folder: str | Path, *, progress: Callable[[int, int], None] | None = None) -> Guess:
    """Find out what to say of the newsletters in a folder.

    Parameters
    ----------
    folder
        Where their issues lie.
    progress
        Called with the number of documents that are read, and of all; then with (0, 0), while other ways are tried.

    Raises
    ------
    UsageError
        The folder does not exist.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise UsageError(f"There is no folder “{folder}”; name the folder that holds the issues.")
    harvest = collect([folder], config=Config(), progress=progress)
    if progress:
        progress(0, 0)  # how often they are read again depends on them
    newsletters = [list(issues) for _, issues in groupby(harvest.issues, key=lambda issue: issue.series)]
    newsletters.sort(key=lambda issues: (-len(issues), issues[0].series))
    folders = Counter(folder for issues in newsletters for folder in _folders(issues))
    apart = len(newsletters) > 1 and max(folders.values()) == 1  # no two newsletters share a folder
    tables = [_table(issues, apart=apart) for issues in newsletters]
    text = _joined(harvest, tables or [_example(folder)])
    kept = _kept(folder, text, harvest)
    if kept < len(harvest.issues):  # whatever the reason: better no setting than a lost issue
        text = "\n".join(line if line.startswith("#") or not line else f"# {line}" for line in text.split("\n"))
    trials = [Trial("every document, as the build finds it by itself", len(harvest.issues), 0, False)]
    if newsletters:
        trials.append(Trial("what kg.toml sets", kept, len(harvest.issues) - kept, kept == len(harvest.issues)))
    trials += [each for issues in newsletters for each in _tried(issues)]
    return Guess(text, tuple(trials), tuple(_preview(harvest.issues)))


def _joined(harvest: Harvest, tables: Sequence[str]) -> str:
    report = harvest.report
    seen = f"{report.documents} documents, {len(harvest.issues)} issues, {len(report.skipped)} skipped"
    head = (
        "# What Backissue should know about this newsletter. The build finds most of it by itself; what stands behind\n"
        f"# a “#” is not set. Seen: {seen}. `kg read` shows how issues are cut.\n"
    )
    return "\n".join([head, *tables])


def _kept(folder: Path, text: str, harvest: Harvest) -> int:
    """How many of the issues are read with a kg.toml too."""
    with_it = collect([folder], config=parse_config(text, folder / CONFIG_NAME))
    sources = {issue.source for issue in with_it.issues}
    return sum(issue.source in sources for issue in harvest.issues)


def _folders(issues: Sequence[Issue]) -> list[str]:
    """Folders that issues lie in."""
    return sorted({str(Path(issue.source).parent) for issue in issues})


def _table(issues: Sequence[Issue], *, apart: bool) -> str:
    """One [[newsletter]] table."""
    first = issues[0]
    row = next((row for row in DIALECTS if row.series == first.series), None)
    languages = Counter(issue.language for issue in issues)
    rhythm = _rhythm(issues)
    title = row.series_title if row else _common_title([issue.title for issue in issues]) or first.series
    files = [f"{each}/*" if each != "." else "*" for each in _folders(issues)]
    lines = [
        f"# {len(issues)} issues, for example “{_short(first.title)}”",
        "[[newsletter]]",
        f"series = {_string(first.series)}  # short name, part of every id: small letters, digits, hyphens",
        f"title = {_string(title)}",
        *([f"dialect = {_string(row.name)}"] if row else []),
        ("" if apart else "# ") + f"files = {json.dumps(files[:20], ensure_ascii=False)}  # where its issues lie",
        _title_pattern(issues),
        f"# language = {_string(languages.most_common(1)[0][0])}  # where all issues are in one language: zh or en",
        f"# rhythm = {rhythm or FALLBACK.rhythm}  # days between two issues; missing dates are inferred from it",
        *_OPTIONS,
        "",
    ]
    return "\n".join(lines)


_OPTIONS = (
    "# sections = [2]  # levels of the headings that name sections (# is 1); found by itself where missing",
    '# items = ["bullet"]  # how items begin: heading-3, bullet, counted (1、), bold, titled, link, row, paragraph',
    "# ignore = 'Sponsored|扫码关注'  # lines that are template and no news",
    "# issue_number = 'No\\. (?P<number>\\d+)'  # where a document tells its number: file name, title or first lines",
    "# issue_date = '(?P<year>\\d{4})_(?P<month>\\d\\d)_(?P<day>\\d\\d)'  # the same for its date",
    "# translations = true  # keep the issue in every language, and not only in that of the newsletter",
    '# images = "static"  # folder that paths of figures beginning with / start from, relative to the source',
    '# permalink = "https://example.org/{year}/{month}/{number}.html"  # also {date}, {day}, {stem} (file name)',
    "# papers = '论文|papers'  # sections whose entries are papers; readings = … the same for reading tips",
    '# opinions = ["Opinion"]  # words before a colon that open a paragraph with your own opinion',
)


def _example(folder: Path) -> str:
    """What to begin with where no issue was found."""
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") or "newsletter"
    return "\n".join([
        "# No issue was found; `kg read` says why. All that may be set:",
        "# [[newsletter]]", f"# series = {_string(name)}", f"# title = {_string(folder.resolve().name)}",
        "# files = [\"*.md\"]", *_OPTIONS, "",
    ])  # fmt: skip


def _title_pattern(issues: Sequence[Issue]) -> str:
    """A pattern of titles, commented out: an issue whose title changes over the years must not be lost by a guess."""
    pattern = _pattern(_common_title([issue.title for issue in issues]))
    kept = _matching(pattern, issues) if pattern else 0
    if not pattern or "'" in pattern:
        return "# issue_title = 'My Weekly #(?P<number>\\d+)'  # only documents of such titles are issues"
    return f"# issue_title = '{pattern}'  # only such titles are issues: {kept} of {len(issues)} have one"


def _tried(issues: Sequence[Issue]) -> list[Trial]:
    """What a pattern of titles would keep and lose."""
    pattern = _pattern(_common_title([issue.title for issue in issues]))
    if not pattern:
        return []
    kept = _matching(pattern, issues)
    return [Trial(f"only titles like “{_short(issues[-1].title)}”", kept, len(issues) - kept, False)]


def _pattern(prefix: str) -> str:
    return re.escape(prefix).replace(r"\ ", " ") + r"\s*[#第]?\s*(?P<number>\d+)" if prefix else ""


def _matching(pattern: str, issues: Sequence[Issue]) -> int:
    return sum(bool(re.match(pattern, issue.title, re.IGNORECASE)) for issue in issues)


def _string(text: str) -> str:
    """A TOML string."""
    return json.dumps(text, ensure_ascii=False)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_TITLE else f"{text[:_LONGEST_TITLE]}…"


def _common_title(titles: Sequence[str]) -> str:
    """What most titles begin with, before their number."""
    numbered = [title for title in titles if re.search(r"\d", title)]
    heads = Counter(re.split(r"[#第（(]?\s*\d", title, maxsplit=1)[0].strip(" ：:-–—|#") for title in numbered)
    head, count = heads.most_common(1)[0] if heads else ("", 0)
    return head if count >= max(1, len(titles) / 2) else ""


def _rhythm(issues: Sequence[Issue]) -> int:
    """Median of the days between two issues, 0 where too few have dates or they are too far apart."""
    days = sorted({issue.date for issue in issues if issue.date and not issue.date_inferred})
    steps = sorted((right - left).days for left, right in pairwise(days))
    step = steps[len(steps) // 2] if len(steps) >= 2 else 0
    return step if step <= _LONGEST_RHYTHM else 0


def _preview(issues: Sequence[Issue]) -> list[str]:
    """The first, the middle and the last issue: their sections, and the first items of each."""
    places = sorted({0, len(issues) // 2, len(issues) - 1})[:_PREVIEWED] if issues else []
    lines = []
    for issue in (issues[place] for place in places):
        lines.append(f"{issue.dated_label}  {_short(issue.title)}  ({len(issue.items)} items)  {issue.source}")
        for section, group in groupby(issue.items, key=lambda item: item.section):
            items = list(group)
            lines.append(f"    {section or '(no section)'}")
            lines += [f"        {item.lines[0]}-{item.lines[1]}  {_short(item.title)}" for item in items[:_SHOWN_ITEMS]]
            if len(items) > _SHOWN_ITEMS:
                lines.append(f"        … and {len(items) - _SHOWN_ITEMS} more")
    return lines
