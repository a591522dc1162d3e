"""The complete store of frames on disk: everything that exporters get, exactly, so that any format follows from it."""
