"""A batch from its records to updated contacts."""
