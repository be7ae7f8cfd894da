"""How a report gets from SES into the bucket, over ports."""
