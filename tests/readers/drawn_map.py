"""Small OpenDRIVE documents, drawn for tests."""

from __future__ import annotations

LINE = '<geometry s="0" x="0" y="0" hdg="0" length="100"><line/></geometry>'
WIDTH = '<width sOffset="0" a="3.5" b="0" c="0" d="0"/>'
TWO_LANES = (
    '<laneSection s="0"><left><lane id="1" type="driving">{w}</lane></left>'
    '<center><lane id="0" type="none">{mark}</lane></center>'
    '<right><lane id="-1" type="driving">{w}</lane></right></laneSection>'
)


def lanes(mark: str = "") -> str:
    """A section of two lanes of 3.5 m."""
    return TWO_LANES.format(w=WIDTH, mark=mark)


def road(plan: str = LINE, sections: str = "", extra: str = "", attributes: str = "", length: float = 100.0) -> str:
    """A road of id 1 outside junctions. extra: more of its elements."""
    return (
        f'<road id="1" junction="-1" length="{length}" {attributes}><planView>{plan}</planView>{extra}'
        f"<lanes>{sections or lanes()}</lanes></road>"
    )


def document(*parts: str) -> bytes:
    """A document of OpenDRIVE 1.7."""
    return f'<OpenDRIVE><header revMajor="1" revMinor="7"/>{"".join(parts) or road()}</OpenDRIVE>'.encode()
