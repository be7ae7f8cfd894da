"""SES, the link that SES gives, and the bucket."""
