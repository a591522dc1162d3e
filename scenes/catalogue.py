"""The catalogue: every asset that a run may use, by name: made by code, or imported from folders and packages."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scenes.asset import AssetSpec
from scenes.assets.families import OWN_PACKAGE, example, families
from scenes.errors import ConfigError, UnknownName


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """An imported asset's place: its manifest's address and its name there."""

    manifest: str
    asset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Assets by name. sources: of imported ones: folders with an `assets.yaml`, manifests, `package:<package>/<path>`,
    or names of manifests that come with us. packages: whose `assets` folder counts, too. allow_unlicensed: whether
    assets without a licence may be used.

    Nothing but manifests is read before an asset is asked for.
    """

    sources: tuple[str, ...] = ()
    allow_unlicensed: bool = False
    packages: tuple[str, ...] = ()

    def names(self) -> tuple[str, ...]:
        """All names, those made by code first. Raises ConfigError as `imported` does."""
        return (*sorted(self.made()), *sorted(self.imported()))

    def made(self) -> dict[str, type[AssetSpec]]:
        """Families made by code, ours and those of packages, by name."""
        return families((OWN_PACKAGE, *(name for name in map(_assets_of, self.packages) if _importable(name))))

    def imported(self) -> dict[str, Listing]:
        """Imported assets by name. Raises ConfigError where two have one name or a manifest is wrong."""
        # Loaded here: manifests need packaging, and their files trimesh.
        from scenes.imported.asset import manifest_of  # noqa: PLC0415
        from scenes.imported.places import manifest_address  # noqa: PLC0415

        found: dict[str, Listing] = {}
        for source in (*self.sources, *self._brought()):
            address = manifest_address(source)
            for name in manifest_of(address).entries:
                if name in found and found[name].manifest != address:
                    raise ConfigError("assets", f"'{name}' is in {found[name].manifest} and in {address}")
                found[name] = Listing(manifest=address, asset=name)
        clash = sorted(found.keys() & self.made().keys())
        if clash:
            raise ConfigError("assets", f"{found[clash[0]].manifest}: '{clash[0]}' is the name of an asset of ours")
        return found

    def spec(self, name: str) -> AssetSpec:
        """The asset of that name. Raises UnknownName with the nearest one, and ConfigError where it has no licence."""
        made = self.made()
        if name in made:
            shown = example(made[name])
            if shown is None:
                raise ConfigError("assets", f"'{name}' needs parameters and cannot be had by name")
            return shown
        listed = self.imported()
        if name not in listed:
            raise UnknownName("assets", "asset", name, self.names())
        return self._imported_spec(listed[name])

    def usable(self, name: str) -> bool:
        """Whether an imported asset's licence lets it be used: one is stated, or none is asked for."""
        from scenes.imported.asset import entry_of  # noqa: PLC0415

        listing = self.imported()[name]
        return self.allow_unlicensed or bool(entry_of(listing.manifest, listing.asset).licence)

    def record(self) -> list[dict[str, Any]]:
        """What a run's record says of imported assets that it may use: name, class, licence, author, source, digest."""
        from scenes.imported.asset import entry_of  # noqa: PLC0415

        lines = []
        for name, listing in sorted(self.imported().items()):
            if not self.usable(name):
                continue
            spec, entry = self._imported_spec(listing), entry_of(listing.manifest, listing.asset)
            lines.append({"name": name, "class": entry.semantic, **_credits(spec)})
        return lines

    def _imported_spec(self, listing: Listing) -> AssetSpec:
        from scenes.imported.asset import ImportedAsset, entry_of, imported  # noqa: PLC0415
        from scenes.imported.licence import NO_LICENCE  # noqa: PLC0415

        entry = entry_of(listing.manifest, listing.asset)
        if not entry.licence and not self.allow_unlicensed:
            raise ConfigError(
                f"{listing.manifest}: {listing.asset}.licence",
                "is missing; say under which licence it may be used (an SPDX id such as CC0-1.0 or CC-BY-4.0), "
                "or allow_unlicensed=true where you know that you may",
            )
        return ImportedAsset(
            manifest=listing.manifest,
            asset=listing.asset,
            licence=entry.licence or NO_LICENCE,
            author=entry.author,
            source=entry.source,
            digest=imported(listing.manifest, listing.asset).digest,
        )

    def _brought(self) -> tuple[str, ...]:
        """The `assets` folders that plug-in packages bring."""
        from scenes.imported.places import MANIFEST_NAME, located  # noqa: PLC0415

        folders = (f"package:{package}/assets" for package in self.packages)
        return tuple(folder for folder in folders if located(f"{folder}/{MANIFEST_NAME}").is_file())


def _credits(spec: AssetSpec) -> Mapping[str, str]:
    return {name: str(getattr(spec, name)) for name in ("licence", "author", "source", "digest", "manifest")}


def _assets_of(package: str) -> str:
    return f"{package}.assets"


def _importable(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except (ModuleNotFoundError, ValueError):
        return False
