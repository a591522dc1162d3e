"""A plug-in renderer that makes every label and no light: what checks of written labels need, at half the time."""
