"""What is true whatever the service. Pure."""
