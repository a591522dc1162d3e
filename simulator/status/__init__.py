"""How far a dataset is, from its manifests and host records alone: nothing here loads renderers, physics or Hydra."""
