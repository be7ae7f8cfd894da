"""The consent table, the opt-out list, Pinpoint's endpoints, and those who send the reply."""
