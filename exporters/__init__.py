"""What is written: one file a format, on one small interface."""
