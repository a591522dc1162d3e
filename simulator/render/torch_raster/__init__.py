"""Rendering in PyTorch: which triangle a pixel shows is PyTorch3D's answer, all that follows is differentiable."""
