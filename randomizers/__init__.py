"""What varies: every randomizer draws parameters first, then applies them to the scene."""
