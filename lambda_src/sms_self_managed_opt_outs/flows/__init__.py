"""Consent first, whatever comes after."""
