"""The table of assets that `swerve list assets` prints."""

from __future__ import annotations

from collections.abc import Iterator

from scenes.asset import asset_of
from scenes.assets.families import example
from scenes.catalogue import Catalogue
from scenes.errors import SwerveError

Row = tuple[str, str, str, str]
"""Name, class, size, licence."""

OWN_LICENCE = "Apache-2.0"
"""Of what code of this project makes."""


def rows(catalogue: Catalogue) -> Iterator[Row]:
    """One row an asset; for an imported one that cannot be used, the reason stands in the licence's place."""
    for name, kind in sorted(catalogue.made().items()):
        spec = example(kind)
        if spec is None:
            yield name, "", "", "needs parameters"
            continue
        licence = OWN_LICENCE if kind.__module__.startswith("scenes.") else asset_of(spec).licence
        yield name, spec.semantic(), _size(spec.nominal()), licence
    yield from _imported(catalogue)


def _imported(catalogue: Catalogue) -> Iterator[Row]:
    from scenes.imported.asset import entry_of, imported  # noqa: PLC0415

    for name, listing in sorted(catalogue.imported().items()):
        entry = entry_of(listing.manifest, listing.asset)
        try:
            found = imported(listing.manifest, listing.asset)
            catalogue.spec(name)
        except SwerveError as fault:
            yield name, entry.semantic, "", f"not usable: {fault}"
            continue
        notes = "; ".join(f"{count} {what}" for what, count in found.warnings.items())
        licence = entry.licence or "none stated"
        yield name, entry.semantic, _size(found.asset.box), f"{licence} ({notes})" if notes else licence


def _size(box: object) -> str:
    return " x ".join(f"{getattr(box, edge):.2f}" for edge in ("length_m", "width_m", "height_m")) + " m"
