"""Laws of the weather, one file a phenomenon: pure functions that camera, LiDAR, radar and labels share."""
