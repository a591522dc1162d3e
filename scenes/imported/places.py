"""Where manifests and their files are: folders, installed packages, and the manifests that come with us."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from scenes.errors import ConfigError, UnknownName

PACKAGE_PREFIX = "package:"
SHIPPED = f"{PACKAGE_PREFIX}scenes/imported/shipped"
MANIFEST_NAME = "assets.yaml"


def located(address: str) -> Path:
    """The path behind an address: a path of the file system, or `package:<package>/<path>` in an installed package.

    Raises ConfigError where the package is not installed; the path itself need not exist.
    """
    if not address.startswith(PACKAGE_PREFIX):
        return Path(address).expanduser() if address.startswith("~") else Path(address)
    package, _, inside = address.removeprefix(PACKAGE_PREFIX).partition("/")
    if ".." in inside.split("/"):
        raise ConfigError(address, "leaves its package")
    try:
        return Path(str(resources.files(package).joinpath(inside)))
    except (ModuleNotFoundError, ValueError):
        raise ConfigError(address, f"the package '{package}' is not installed") from None


def shipped() -> dict[str, str]:
    """Addresses of the manifests that come with us, by name."""
    return {path.stem: f"{SHIPPED}/{path.name}" for path in sorted(located(SHIPPED).glob("*.yaml"))}


def manifest_address(source: str) -> str:
    """The manifest of a source: a shipped one's name, a manifest, or a folder (of a package) that holds `assets.yaml`.

    Raises UnknownName for what is neither, with the names of shipped ones.
    """
    known = shipped()
    if source in known:
        return known[source]
    path = located(source)
    if path.is_file():
        return source
    address = f"{source.rstrip('/')}/{MANIFEST_NAME}"
    if located(address).is_file():
        return address
    if path.is_dir():
        raise ConfigError("assets", f"the folder '{source}' has no {MANIFEST_NAME}, which says what its files are")
    raise UnknownName("assets", "folder of assets", source, known)
