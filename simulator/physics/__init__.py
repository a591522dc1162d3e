"""Bodies in motion: a scene and its storyboard become a `WorldHistory`."""
