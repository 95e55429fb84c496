"""Same item, same thing: a bare family name in a short item about one member of the family means that member."""

from __future__ import annotations

from collections import defaultdict

from ingest.extract.units import Find, Scene
from ingest.gazetteer import Gazetteer

_SHORT = 1500


class SameThing:
    """Component: "Sora" becomes Sora 2 where the item's title speaks of Sora 2 and of no other Sora.

    Parameters
    ----------
    gazetteer
        Tells the families.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._by_id = gazetteer.by_id

    def __call__(self, scene: Scene) -> None:
        """Rename the bare heads of one item."""
        if len(scene.text) > _SHORT or scene.english:
            return
        members: dict[str, dict[str, Find]] = defaultdict(dict)
        for find in scene.finds:
            for head in self._heads(find):
                members[head].setdefault(find.name, find)
        for find in scene.finds:
            if find.type != "model" or len(find.entries) != 1 or not find.entries[0].head:
                continue
            named = list(members.get(find.entries[0].id, {}).values())
            if len(named) == 1 and scene.char_span(named[0])[0] < len(scene.item.title):
                find.name, find.entries, find.base = named[0].name, named[0].entries, named[0].base
                find.rule, find.doubt = "same item", 0.3

    def _heads(self, find: Find) -> list[str]:
        """Ids of the families that a find is a member of."""
        if find.type != "model":
            return []
        entry = find.base or (find.entries[0] if find.entries else None)
        if entry is None or (find.base is None and entry.head):
            return []
        heads, seen = [entry.id] if find.base else [], 0
        while entry is not None and entry.family and seen < 8:
            heads.append(entry.family)
            entry, seen = self._by_id.get(entry.family), seen + 1
        return heads
