"""What a masked event is, and how Firehose asks and is answered. Pure."""
