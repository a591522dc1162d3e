"""`swerve reproduce DATASET CLIP FRAME [out=FOLDER]`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scenes.errors import ConfigError, OutputError
from simulator.commands import Request
from simulator.dataset import check_writable
from simulator.files import disk_fault
from simulator.object_store.url import folder_of

if TYPE_CHECKING:
    from simulator.reproduce import Reproduction

DEFAULT_OUT = Path("out")
USAGE = "swerve reproduce DATASET CLIP FRAME [out=FOLDER]; clips and their frames count from 0"
SHOWN = 20
"""Lines of a kind that are printed; chosen: about a screen."""


def run(request: Request) -> int:
    """Makes one frame of a dataset again and compares it with the dataset's; 0 when it is the same, 1 when not."""
    outs = [text.removeprefix("out=") for text in request.overrides if text.startswith("out=")]
    if len(request.words) != 3 or len(outs) != len(request.overrides) or len(outs) > 1:
        raise ConfigError("reproduce", f"expected {USAGE}")
    dataset = folder_of(request.words[0], "reproduce")
    clip, frame = (_number(word) for word in request.words[1:])
    # Imported here: they load what rendering needs, which a mistyped number should not wait for.
    from simulator.maker import maker_of  # noqa: PLC0415
    from simulator.reproduce import kept_clip, reproduce  # noqa: PLC0415

    out = _free(dataset, Path(outs[0]) if outs else _default_out(clip, frame))
    maker = maker_of(dataset)
    kept = kept_clip(maker, clip, frame)
    try:
        found = reproduce(maker, kept, frame, out)
    except OSError as fault:
        raise disk_fault(fault, out) or fault from fault
    for told in (*maker.altered, *(f"not what made the dataset: {other}" for other in maker.others)):
        print(told)
    print(_report(found))
    same = not found.different and not maker.altered
    print(f"clip {clip}, frame {frame} made again: {'as the run made it' if same else 'not as the run made it'}")
    return 0 if same else 1


def _number(word: str) -> int:
    if not word.isdecimal():
        raise ConfigError("reproduce", f"got {word}, allowed: a number from 0; {USAGE}")
    return int(word)


def _default_out(clip: int, frame: int) -> Path:
    """A folder that is not there yet."""
    name = f"reproduced-{clip:06d}-{frame:06d}"
    names = (name, *(f"{name}-{number}" for number in range(2, 1000)))
    return next((DEFAULT_OUT / one for one in names if not (DEFAULT_OUT / one).exists()), DEFAULT_OUT / name)


def _free(dataset: Path, out: Path) -> Path:
    """Raises OutputError for a folder that cannot be written, that holds something, or that lies in the dataset."""
    if dataset.resolve() in (out.resolve(), *out.resolve().parents):
        raise OutputError(f"out={out}: lies in the dataset; choose another folder")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OutputError(f"out={out}: is there already; choose another, empty folder")
    check_writable(out)
    return out


def _report(found: Reproduction) -> str:
    lines = [str(found.out)]
    for owner, files in found.equal.items():
        lines.append(f"equal, {owner}: {len(files)}")
        lines.extend(f"  {file}" for file in _shown(files))
    for told, some in (("different", found.different), ("not compared", found.uncompared)):
        lines.extend(f"{told}: {one}" for one in _shown(some))
    return "\n".join(lines)


def _shown(lines: tuple[str, ...]) -> tuple[str, ...]:
    return lines if len(lines) <= SHOWN else (*lines[:SHOWN], f"and {len(lines) - SHOWN} more")
