"""The ledger: every change of the table of touches, append-only, in the lake."""
