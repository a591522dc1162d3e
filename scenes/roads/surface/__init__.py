"""The surface of road networks: lanes, marks and kerbs as one mesh with a kind of surface for every triangle."""
