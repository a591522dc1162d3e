"""The gate: reads a dataset as a stranger would, from its files alone, and says what is wrong with them.

Nothing here knows how a file was written: no exporter, no label and no sensor of this program is imported.
"""
