"""What changed between two versions of an item."""

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


def compare(before: dict, after: dict) -> list[tuple]:
    """The differences of two snapshots (``fields``, and parts such as ``materials`` by name).

    :return: (part, name, kind, old, new); of a part that is in both, old and new hold
        only what differs
    """
    found = []
    for name, value in after["fields"].items():
        old = before["fields"].get(name, False)
        if old != value:
            kind = CHANGED if old and value else ADDED if value else REMOVED
            found.append(("fields", name, kind, old, value))
    for part in (name for name in after if name != "fields"):
        for name, line in before[part].items():
            if name not in after[part]:
                found.append((part, name, REMOVED, line, {}))
        for name, line in after[part].items():
            if name not in before[part]:
                found.append((part, name, ADDED, {}, line))
                continue
            old = before[part][name]
            differing = [key for key in line if line[key] != old.get(key, False)]
            if differing:
                found.append(
                    (
                        part,
                        name,
                        CHANGED,
                        {key: old.get(key, False) for key in differing},
                        {key: line[key] for key in differing},
                    )
                )
    return found
