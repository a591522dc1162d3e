"""A whole plug-in package: one small file a kind. Tests use it in place, and copied under another name elsewhere."""
