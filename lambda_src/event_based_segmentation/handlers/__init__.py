"""What Lambda calls. Settings and clients are made at the first call and kept with the container."""
