"""Small servers for AWS services that no emulator has."""
