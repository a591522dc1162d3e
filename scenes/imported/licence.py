"""Licences of imported files, as SPDX expressions."""

from __future__ import annotations

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.licenses._spdx import LICENSES

from scenes.errors import ConfigError, UnknownName

NO_LICENCE = "NOASSERTION"
"""SPDX's word for a licence that nobody has stated; recorded where it was allowed explicitly."""

_COMMON = (
    *(
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "CC-BY-3.0",
        "CC-BY-4.0",
        "CC-BY-SA-3.0",
        "CC-BY-SA-4.0",
    ),
    *("CC-BY-NC-4.0", "GPL-3.0-only", "ISC", "LGPL-2.1-only", "MIT", "MPL-2.0", "ODbL-1.0", "Unlicense", "Zlib"),
)
"""Licences that meshes come under; what is typed wrongly is compared with these first."""


def licence_of(text: str, path: str) -> str:
    """The SPDX expression in its canonical form; empty where none is stated.

    path: where it stands, for messages. Raises UnknownName with the nearest id for what is no SPDX expression.
    """
    stated = text.strip()
    if stated.upper() in ("", NO_LICENCE, "NONE"):
        return ""
    if stated.lower().startswith("licenseref-"):
        raise ConfigError(path, f"'{stated}' names a licence that only its author knows; expected an SPDX id")
    try:
        return str(canonicalize_license_expression(stated))
    except InvalidLicenseExpression:
        raise _unknown(stated, path) from None


def _unknown(stated: str, path: str) -> UnknownName:
    """The error for a text that is no expression; its nearest id is looked for among common licences, then all."""
    folded = {name.lower().replace("-", " "): name for name in _COMMON}
    asked = stated.lower().replace("-", " ").replace("_", " ").replace("/", " ")
    near = [name for key, name in folded.items() if asked.startswith(key) or key.startswith(asked)]
    every = {str(entry["id"]) for entry in LICENSES.values()}
    return UnknownName(path, "SPDX licence id", stated, near or (_COMMON if len(stated) < 20 else every))
