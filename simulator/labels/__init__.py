"""Labels: what id and depth buffers and lone silhouettes say about every instance, by counting."""
