"""OpenSCENARIO XML 1.0 to 1.3: scenarios, catalogs and distributions of parameters, read into storyboards."""
