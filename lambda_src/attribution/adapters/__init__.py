"""The flows' ports on AWS. Every error leaves as one of `kit.errors`."""
