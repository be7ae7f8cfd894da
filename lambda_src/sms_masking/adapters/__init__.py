"""The key, from KMS."""
