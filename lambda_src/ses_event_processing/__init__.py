"""Bounces and complaints of SES go in; suppressed addresses, and events that tell of them, come out."""
