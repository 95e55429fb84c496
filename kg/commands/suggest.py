"""``kg suggest``: names for what somebody has begun to type."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from kg.commands.common import Commands, opened, reading_command, show, show_json
from kg.model import name_record

if TYPE_CHECKING:
    from kg.search.suggest import Suggestion


def register(commands: Commands) -> None:
    """Add this command."""
    suggest = reading_command(
        commands, "suggest", "names for what you have begun to type: their beginning, a word of them, or their pinyin"
    )
    suggest.add_argument(
        "prefix", metavar="PREFIX", nargs="*", help="the beginning, in any spelling (default: the most popular names)"
    )
    suggest.add_argument("-n", type=int, default=10, metavar="N", dest="limit", help="number of names (default 10)")
    suggest.set_defaults(run=run_suggest)


def run_suggest(options: argparse.Namespace) -> int:
    """Show names; exit code 1 where there is none."""
    prefix = " ".join(options.prefix)
    found = opened(options).suggest(prefix, limit=options.limit)
    if options.json:
        show_json({"prefix": prefix, "suggestions": [_record(one) for one in found]})
    else:
        for one in found:
            show(_line(one))
    return 0 if found else 1


def _record(found: Suggestion) -> dict[str, object]:
    """A suggestion as JSON."""
    return name_record(found.entity) | {"alias": found.alias, "items": found.items, "match": found.match}


def _line(found: Suggestion) -> str:
    """A suggestion for a person."""
    also = "" if found.alias == found.entity.name else f" ← {found.alias}"
    items = f"{found.items} item{'' if found.items == 1 else 's'}"
    return f"{found.entity.name}{also}  ({found.entity.type}, {items}, {found.match})"
