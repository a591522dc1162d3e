"""What cars and heavy vehicles share: lamps, plates, materials, drivers, skins."""
