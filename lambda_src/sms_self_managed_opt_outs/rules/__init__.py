"""What a text asks for, whose consent stands, and what others are told of it. Pure."""
