"""What is there: the data model of scenes, assets, roads, actors and scenarios."""
