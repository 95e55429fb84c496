"""Digests and reviews as Markdown, with headings in the language of the archive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.digests.issue import Digest
from kg.digests.year import Review
from kg.model import Issue
from kg.trends.shares import Trend

_WORDS = {
    "zh": {
        "brought": "{issue} 带来了什么", "counted": "{items} 个条目", "new": "首次出现", "back": "重新出现",
        "silent": "{name}（隔了 {issues} 期）", "updates": "后续", "repeats": "再次出现", "none": "没有",
        "after": "承接", "adds": "新增", "seen": "曾见于", "review": "回顾：{since} – {until}",
        "total": "{issues} 期，{items} 个条目",
        "covered": "写得最多", "months": "逐月", "newcomers": "新来并留下的", "since": "自 {issue} 起，{items} 个条目",
        "acquired": "收购", "invested_in": "投资", "ipo": "上市", "partnered_with": "合作", "changes": "升与降",
        "topics": "主题", "sites": "引用最多的网站", "items": "{count} 个条目，{share}",
        "steady": "没有超出偶然的变化。", "rising": "上升", "falling": "下降", "gone quiet": "沉寂", "sep": "、",
    },
    "en": {
        "brought": "What {issue} brought", "counted": "{items} items", "new": "New", "back": "Back",
        "silent": "{name} (after {issues} issues)", "updates": "Stories that go on", "repeats": "Seen before",
        "none": "none", "after": "after", "adds": "new", "seen": "before in", "review": "In review: {since} – {until}",
        "total": "{issues} issues, {items} items", "covered": "Most covered", "months": "Month by month",
        "newcomers": "Newcomers that stayed", "since": "since {issue}, {items} items", "acquired": "Acquisitions",
        "invested_in": "Investments", "ipo": "Listings", "partnered_with": "Partnerships",
        "changes": "Rising and falling", "topics": "Topics", "sites": "Most cited sites",
        "items": "{count} items, {share}", "steady": "No change beyond chance.", "rising": "rising",
        "falling": "falling", "gone quiet": "gone quiet", "sep": ", ",
    },
}  # fmt: skip


def digest_markdown(found: Digest) -> str:
    """A digest as Markdown, headings in the language of its issue."""
    say = _WORDS[found.issue.language if found.issue.language in _WORDS else "en"]
    lines = [f"# {say['brought'].format(issue=_label(found.issue))}", "", say["counted"].format(items=found.items)]
    lines += ["", f"## {say['new']}", "", say["sep"].join(each.entity.name for each in found.debuts) or say["none"]]
    back = (say["silent"].format(name=each.entity.name, issues=each.issues) for each in found.comebacks)
    lines += ["", f"## {say['back']}", "", say["sep"].join(back) or say["none"]]
    updates = (
        f"- {_line(update.item.title)}\n  {say['after']} {_label(update.earlier_issue)}: {_line(update.earlier.title)}"
        + (f" ({say['sep'].join(name.name for name in update.names[:4])})" if update.names else "")
        + (f"\n  {say['adds']}: {_line(say['sep'].join(update.adds.words))}" if update.adds else "")
        for update in found.updates
    )
    lines += ["", f"## {say['updates']}", "", *_or_none(updates, say)]
    repeats = (
        f"- {_line(repeat.item.title)} <{repeat.url}>\n  {say['seen']} "
        + say["sep"].join(_label(issue) for _, issue in repeat.earlier)
        for repeat in found.repeats
    )
    lines += ["", f"## {say['repeats']}", "", *_or_none(repeats, say)]
    return "\n".join(lines) + "\n"


def review_markdown(found: Review) -> str:
    """A review as Markdown, headings in the language of most of its issues."""
    return "\n".join(_review_lines(found, _WORDS[found.language])) + "\n"


def _review_lines(found: Review, say: dict[str, str]) -> Iterator[str]:
    """The lines of a review."""
    days = [issue.date for issue in found.issues if issue.date]
    first, last = (min(days), max(days)) if days else (_label(found.issues[0]), _label(found.issues[-1]))
    yield f"# {say['review'].format(since=first, until=last)}"
    yield from ("", say["total"].format(issues=len(found.issues), items=found.items))
    yield from _section(say["covered"], (_row(row, say) for row in found.covered))
    months = (
        f"- **{month.label}** ({say['total'].format(issues=month.issues, items=month.items)}): "
        + (say["sep"].join(f"{name.name} {count}" for name, count in month.names) or say["none"])
        for month in found.months
    )
    yield from _section(say["months"], months)
    newcomers = (
        f"- {each.entity.name}: {say['since'].format(issue=_label(each.first), items=each.items)}"
        for each in found.newcomers
    )
    yield from _section(say["newcomers"], newcomers)
    for predicate in ("acquired", "invested_in", "ipo", "partnered_with"):
        deals = (
            f"- {say['sep'].join(name.name for name in deal.subjects)}"
            + (f" → {deal.object.name}" if deal.object not in deal.subjects else "")
            + f" ({_label(deal.issue)}): {_line(deal.sentence.lstrip('-*• '))}"
            for deal in found.deals
            if deal.predicate == predicate
        )
        yield from _section(say[predicate], deals)
    changes = [f"- {row.name}: {say[row.signal]} ({row.reason})" for row in found.changes]
    yield from _section(say["changes"], changes or [say["steady"]])
    yield from _section(say["topics"], (_row(row, say) for row in found.topics))
    yield from _section(say["sites"], (_row(row, say) for row in found.sites))


def _section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    """A heading and its lines; nothing where there are none."""
    found = list(lines)
    if found:
        yield from ("", f"## {heading}", "", *found)


def _row(row: Trend, say: dict[str, str]) -> str:
    """A thing with its share."""
    return f"- {row.name}: {say['items'].format(count=row.total, share=f'{row.share:.1%}')}"


def _or_none(lines: Iterable[str], say: dict[str, str]) -> list[str]:
    """The lines, or a word for none."""
    return list(lines) or [say["none"]]


def _line(text: str) -> str:
    """Text in one line."""
    return " ".join(text.split())


def _label(issue: Issue) -> str:
    """An issue in a few characters."""
    return issue.dated_label if issue.date else issue.label
