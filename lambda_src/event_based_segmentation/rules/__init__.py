"""What an event is, which rules it matches, and what an attribute becomes. Pure."""
