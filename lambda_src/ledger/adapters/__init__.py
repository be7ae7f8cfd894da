"""The ports of the flows on AWS, the only modules that call it."""
