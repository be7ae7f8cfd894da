"""Opt-outs that we manage ourselves: inbound texts come in; consent, a confirmation and an event come out."""
