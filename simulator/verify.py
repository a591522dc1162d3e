"""Proves from the record that a dataset can be made again: makes clips anew and compares them byte by byte."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path

import orjson

from scenes.errors import ConfigError, OutputError
from simulator.clip_comparison import ClipFiles, Verdict, outcome_of, verdict_on
from simulator.executors.base import DEFAULT_TRIES, Event, ShardDone
from simulator.executors.pool import Pool
from simulator.executors.seating import seats
from simulator.files import write_atomically
from simulator.layout import RUN_FILE
from simulator.listening import Listener, Planned
from simulator.maker import Maker
from simulator.plan import Shard, shard_of
from simulator.provenance import damaged_kernels, kernels_compiled
from simulator.publish import manifest_path
from simulator.survey import entry_of, told_of
from simulator.worker import ShardWorker

DEFAULT_CLIPS = 3
"""Clips that are compared where nobody says how many; chosen: the first, the last and one between."""


def chosen_clips(clips: int, choice: object) -> tuple[int, ...]:
    """The clips that `clips=` means. choice: how many, spread over the dataset; `all`; or a list of them.

    Raises ConfigError.
    """
    if choice == "all":
        return tuple(range(clips))
    if isinstance(choice, int) and not isinstance(choice, bool) and choice >= 1:
        return _spread(clips, min(choice, clips))
    if isinstance(choice, list) and choice and all(type(one) is int and 0 <= one < clips for one in choice):
        return tuple(dict.fromkeys(choice))
    raise ConfigError("clips", f"got {choice}, allowed: 1 or more, all, or a list of clips from 0 to {clips - 1}")


def verify(maker: Maker, clips: Sequence[int], workers: int, listener: Listener) -> Iterator[Verdict]:
    """Makes clips again in a temporary folder and compares each with the dataset's, as they are finished.

    Nothing of the dataset is written. listener: hears of frames. Raises OutputError where no clip can be made at all,
    as on a full disk.
    """
    there: dict[int, ClipFiles] = {}
    for clip in clips:
        found = _kept(maker, clip)
        if isinstance(found, ClipFiles):
            there[clip] = found
        else:
            yield Verdict(clip=clip, outcome="missing", files=0, faults=(found,))
    shards = [Shard(index=clip, clips=(clip,)) for clip in there]
    per_clip = maker.config.settings.frames
    planned = Planned(
        shards=tuple(shards),
        frames_per_clip=per_clip,
        published_frames=0,
        kernels=not kernels_compiled(),
        damaged_kernels=damaged_kernels(),
    )
    listener(planned)
    with tempfile.TemporaryDirectory(prefix="swerve-verify-") as folder:
        out = Path(folder) / "again"
        write_atomically(out / RUN_FILE, orjson.dumps(dict(maker.run)))
        # A clip on which a process died may end this one, too.
        perilous = any(outcome_of(clip.entry) == "faulted" for clip in there.values())
        device = maker.config.settings.device
        places = seats(workers, device, len(shards)) if workers > 1 or perilous else ()
        work = ShardWorker(maker.config.with_out(out), str(maker.run["config_hash"]), maker.parts)
        with contextlib.closing(_events(work, shards, places)) as events:
            for event in events:
                if isinstance(event, ShardDone):
                    yield _verdict(there[event.shard], event, out)
                else:
                    listener(event)


def _spread(clips: int, count: int) -> tuple[int, ...]:
    """So many clips from the first to the last, as even as can be; of one the first."""
    return tuple(round(place * (clips - 1) / max(1, count - 1)) for place in range(count))


def _kept(maker: Maker, clip: int) -> ClipFiles | str:
    """The clip in the dataset; where its shard has not been made, or what tells of it is damaged, that."""
    try:
        told = told_of(maker.dataset, maker.run, clip)
    except OutputError as fault:
        return str(fault)
    if told is not None:
        return ClipFiles.of(maker.dataset, *told)
    shard = shard_of(clip, maker.run["config"]).index
    return f"shard {shard} has not been made; the command that made the others makes it"


def _events(
    work: ShardWorker, shards: Sequence[Shard], places: Sequence[Mapping[str, str]]
) -> Generator[Event, None, None]:
    """Works on shards in a process for each place; with none, in this one."""
    if places:
        yield from Pool(work, places, DEFAULT_TRIES).run(shards)
        return
    for shard in shards:
        yield from work(shard)


def _verdict(kept: ClipFiles, done: ShardDone, out: Path) -> Verdict:
    """Compares a clip, and removes what was made of it: the next ones need the space."""
    if done.hopeless:
        raise OutputError(str(done.problem))
    clip, outcome = int(kept.entry["clip"]), outcome_of(kept.entry)
    if done.problem is not None:
        return Verdict(clip=clip, outcome=outcome, files=0, faults=(f"cannot be made again: {done.problem}",))
    path = manifest_path(out, Shard(index=clip, clips=(clip,)))
    manifest = orjson.loads(path.read_bytes())
    entry = entry_of(manifest, clip)
    assert entry is not None
    verdict = verdict_on(kept, ClipFiles.of(out, manifest, entry))
    for file in manifest["files"]:
        (out / file["path"]).unlink(missing_ok=True)
    return verdict
