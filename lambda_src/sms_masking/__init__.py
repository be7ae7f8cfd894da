"""Masking: Firehose's events of text messages go in, the same with hashes for phone numbers come out."""
