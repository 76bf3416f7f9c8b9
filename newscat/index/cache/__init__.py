"""The index's file on disk: opening, sealing, keeping house."""
