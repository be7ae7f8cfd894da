"""Pure rules: no clock, no SDK, no environment."""
