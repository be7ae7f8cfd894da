"""Automatic replies: SES hands a received mail over, and its sender gets an answer, once an interval."""
