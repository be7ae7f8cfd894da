"""What the cases share whose visit is told by two payloads: one refers to what the other tells."""


def one_by_one(parts, _):
    """A payload for each record; a part is one record, or a list of them."""
    return [record for part in parts for record in (part if isinstance(part, list) else [part])]
