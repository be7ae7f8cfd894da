"""SES's suppression list and a bus of EventBridge."""
