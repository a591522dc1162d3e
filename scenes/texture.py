"""Image textures: values that name an image, and the pixels behind them."""

from __future__ import annotations

import difflib
import functools
import hashlib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.coat import COAT_PREFIX, coat_pixels
from scenes.errors import ConfigError, InputFileError, UnknownName
from scenes.painted import PAINTED

ColorSpace = Literal["srgb", "linear"]

PAINTED_PREFIX = "painted:"
PACKAGE_PREFIX = "package:"
IMPORTED_PREFIX = "imported:"
MAX_EDGE_PX = 8192
"""Chosen: 256 MB of texels; larger images are tiled by their makers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texture:
    """An image on a surface, repeated in both directions.

    source: `painted:<name>` for an image that code of this project makes, `coat:<five colours>` for an animal's coat,
    `package:<package>/<path>` for a file inside an installed package, `imported:<manifest>#<asset>#<index>` for an
    image of an imported asset, else the path of a file that Pillow reads with 8 bits a channel. color_space: of its
    colour channels. digest: of its pixels (`TextureImage.digest`); where given, another image is refused.
    """

    source: str
    color_space: ColorSpace = "srgb"
    digest: str = ""

    def __post_init__(self) -> None:
        if not self.source:
            raise ValueError("a texture needs a source: a file, painted:<name> or package:<package>/<path>")
        if self.color_space not in ("srgb", "linear"):
            raise ValueError(f"color_space is srgb or linear, got '{self.color_space}'")


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class TextureImage:
    """pixels: (H, W, 4) uint8 RGBA, not premultiplied, first row on top. digest: of its size and pixels."""

    pixels: NDArray[np.uint8]
    digest: str


@functools.lru_cache(maxsize=256)
def image_of(texture: Texture) -> TextureImage:
    """The pixels of a texture, read once per process.

    Raises InputFileError for a file that is missing, no image or too large, UnknownName for an unknown painted
    texture, ConfigError where the digest is another.
    """
    if texture.source.startswith(PAINTED_PREFIX):
        pixels = _painted(texture.source.removeprefix(PAINTED_PREFIX))
    elif texture.source.startswith(COAT_PREFIX):
        pixels = coat_pixels(texture.source.removeprefix(COAT_PREFIX))
    elif texture.source.startswith(IMPORTED_PREFIX):
        pixels = _imported(texture.source.removeprefix(IMPORTED_PREFIX))
    else:
        pixels = _read(_file_of(texture.source))
    pixels.flags.writeable = False
    digest = hashlib.blake2b(repr(pixels.shape).encode() + pixels.tobytes(), digest_size=16).hexdigest()
    if texture.digest not in ("", digest):
        raise ConfigError(f"texture {texture.source}", f"its pixels have digest {digest}, expected {texture.digest}")
    return TextureImage(pixels=pixels, digest=digest)


def _painted(name: str) -> NDArray[np.uint8]:
    if name not in PAINTED:
        raise UnknownName("texture", "painted texture", name, PAINTED)
    return PAINTED[name]()


def _imported(address: str) -> NDArray[np.uint8]:
    # Loaded here: it brings trimesh, which scenes of our own things do without.
    from scenes.imported.asset import imported  # noqa: PLC0415

    manifest, asset, index = address.split("#")
    return imported(manifest, asset).images[int(index)]


def _file_of(source: str) -> Path:
    """The file of a source. Raises InputFileError when there is none, with the nearest name beside it."""
    path = Path(source)
    if source.startswith(PACKAGE_PREFIX):
        package, _, inside = source.removeprefix(PACKAGE_PREFIX).partition("/")
        try:
            path = Path(str(resources.files(package).joinpath(inside)))
        except (ModuleNotFoundError, ValueError) as fault:
            raise InputFileError(source, None, f"texture of a package that is not installed: '{package}'") from fault
    if path.is_file():
        return path
    if not path.parent.is_dir():
        raise InputFileError(source, None, f"texture file not found: there is no folder '{path.parent}'")
    near = difflib.get_close_matches(path.name, sorted(p.name for p in path.parent.iterdir()), n=1, cutoff=0.4)
    hint = f". Did you mean '{near[0]}'?" if near else ""
    raise InputFileError(source, None, f"texture file not found{hint}")


def _read(path: Path) -> NDArray[np.uint8]:
    # Pillow is loaded here, so that scenes without texture files are made where it is not installed.
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415

    try:
        with Image.open(path) as image:
            if max(image.size) > MAX_EDGE_PX:
                raise InputFileError(str(path), None, f"texture of {image.size} pixels, allowed: {MAX_EDGE_PX} an edge")
            if image.mode not in ("1", "L", "LA", "P", "PA", "RGB", "RGBA"):
                raise InputFileError(str(path), None, f"texture of mode {image.mode}, expected 8-bit grey, RGB or RGBA")
            return np.array(image.convert("RGBA"), dtype=np.uint8)
    except (UnidentifiedImageError, OSError) as fault:
        raise InputFileError(str(path), None, f"not a readable image: {fault}") from fault
