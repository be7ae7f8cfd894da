"""What happens in which order, on ports."""
