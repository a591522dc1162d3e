"""Signs, traffic lights and what carries them."""
