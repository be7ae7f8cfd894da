"""SES's suppression list."""
