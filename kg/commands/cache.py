"""``kg cache``: what is kept on this machine for all archives, and making room."""

from __future__ import annotations

import argparse
import re
from dataclasses import asdict

from kg.commands.common import Commands, exit_codes, show, show_json

_SAID = {
    "names": "items whose names were found", "relations": "items whose relations were found",
    "gazetteer": "gazetteers made ready",
}  # fmt: skip
"""What is kept that no model made."""
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def register(commands: Commands) -> None:
    """Add this command."""
    what = "show what builds made on this machine and is kept for all archives, or make room"
    cache = commands.add_parser("cache", help=what, description=what, epilog=exit_codes("shown, or room made"))
    room = cache.add_mutually_exclusive_group()
    room.add_argument(
        "--prune", type=size, metavar="SIZE", help="let go what was not used for the longest, down to a size as 500M"
    )
    room.add_argument("--clear", action="store_true", help="remove all of it; the next build makes it anew")
    cache.add_argument("--json", action="store_true", help="print JSON")
    cache.set_defaults(run=run_cache)


def size(text: str) -> int:
    """Bytes of a size as a person writes it.

    >>> size("500M"), size("1.5 GB"), size("0")
    (524288000, 1610612736, 0)
    """
    found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)\s*([KMG]?)i?B?", text.strip(), re.IGNORECASE)
    if found is None:
        raise argparse.ArgumentTypeError(f"“{text}” is no size; write it as 500M or 2G")
    return int(float(found[1]) * _UNITS[found[2].upper()])


def run_cache(options: argparse.Namespace) -> int:
    """Show the cache, or make room."""
    from kg.embed.exported import exported_models
    from kg.store.cache import VectorCache

    gone = 0
    with VectorCache() as cache:
        if options.clear:
            gone = sum(kept.vectors for kept in cache.contents())
            cache.clear()
        elif options.prune is not None:
            gone = cache.prune(options.prune)
        kept, taken = cache.contents(), cache.size()
    models = exported_models(remove=options.clear)
    if options.json:
        show_json(
            {"file": str(cache.path), "bytes": taken, "most_bytes": cache.most_bytes, "removed": gone,
             "models": [asdict(one) for one in kept], "unpacked": [asdict(one) for one in models]}
        )  # fmt: skip
        return 0
    if options.clear or options.prune is not None:
        show(f"{gone} entries removed")
    show(f"{cache.path}: {taken / 1e6:.1f} MB of at most {cache.most_bytes / 1e6:.0f} MB")
    for one in kept:
        what = _SAID.get(one.model, f"vectors of {one.model}")
        show(f"  {one.vectors:>8} {what}, {one.bytes / 1e6:.1f} MB")
    for model in models:
        show(f"{model.folder}: the bundled model, exported, {model.bytes / 1e6:.1f} MB")
    return 0
