"""The two contact stores, the lock of a contact, and where records go that nobody can use."""
