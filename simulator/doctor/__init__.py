"""What of a machine would keep a run from going well, found before the run: one small check a question."""
