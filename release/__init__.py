"""Builds the folder of a release: `python -m release 0.1.0 --into DIR`. See docs/releasing.md."""
