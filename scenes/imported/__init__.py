"""Things made by others: mesh files and robot descriptions, described by a manifest, guarded, turned into assets."""
