"""What several sources share; no source lives here."""
