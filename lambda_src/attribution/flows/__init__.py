"""What happens in which order, on ports. A port is a Protocol next to the flow that needs it."""
