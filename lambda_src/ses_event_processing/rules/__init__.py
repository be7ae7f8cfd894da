"""What SES reports, and which addresses must get no more mail. Pure."""
