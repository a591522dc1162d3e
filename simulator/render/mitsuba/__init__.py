"""The path-traced reference backend on Mitsuba 3, an optional package that is imported only when it is chosen."""
