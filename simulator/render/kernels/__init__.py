"""Warp kernels and device functions: the part of the renderer that is compiled."""
