"""The consent table, the opt-out list, Pinpoint's endpoints, those who send the reply, and the event bus."""
