class EmulatorError(Exception):
    """Something that the emulator needs is missing, or did not start."""
