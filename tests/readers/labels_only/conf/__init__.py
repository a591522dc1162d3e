"""Config of the plug-in."""
