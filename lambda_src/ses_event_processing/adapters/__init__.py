"""SES's suppression list, and the queue that the parts of a message go back to."""
