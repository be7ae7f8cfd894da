"""Which days a report is about, and where it is kept. Pure."""
