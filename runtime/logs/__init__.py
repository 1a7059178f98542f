"""What steps write: masked, kept in files, read back, shown."""
