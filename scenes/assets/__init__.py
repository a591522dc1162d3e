"""Things made by code, with true dimensions and articulated parts."""
