"""Finds PyTorch and PyTorch3D, or says how to get them."""

from __future__ import annotations

import importlib.util

from scenes.errors import DeviceError

HOW_TO_INSTALL = (
    "pip install 'swerve[torch]', then PyTorch3D 0.7.9 or newer from its source for that PyTorch "
    "(it has no wheels for Linux: see docs/backends.md). renderer=warp needs neither"
)


def require_pytorch3d(device: str) -> None:
    """Checks that both libraries can be imported and that PyTorch has the device.

    Raises DeviceError: a library is absent or broken, or the device is not usable, and what to do.
    """
    for module, name in (("torch", "PyTorch"), ("pytorch3d", "PyTorch3D")):
        if importlib.util.find_spec(module) is None:
            raise DeviceError(f"renderer=pytorch3d needs {name}, which is not installed: {HOW_TO_INSTALL}")
    try:
        import torch  # noqa: PLC0415
        from pytorch3d.renderer.mesh import rasterize_meshes  # noqa: PLC0415
    except ImportError as fault:
        # Its compiled part is tied to the PyTorch that it was built against.
        raise DeviceError(f"renderer=pytorch3d cannot load its libraries ({fault}): {HOW_TO_INSTALL}") from fault
    del rasterize_meshes
    if device != "cpu" and not torch.cuda.is_available():
        raise DeviceError(f"device: '{device}' is not usable: PyTorch finds no CUDA. Use device=cpu")
    if device.startswith("cuda:") and int(device[5:]) >= torch.cuda.device_count():
        raise DeviceError(f"device: '{device}' is not usable: PyTorch finds {torch.cuda.device_count()} CUDA devices")
