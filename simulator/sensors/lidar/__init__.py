"""LiDARs: beams, firings, echoes and what is recorded of them."""
