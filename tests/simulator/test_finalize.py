"""What spans shards is merged from their manifests in one pass, without reading the clips' files again."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import shutil
import threading
from multiprocessing.connection import Connection
from pathlib import Path

import orjson
import pytest
from conftest import TINY, digests

from benchmarks.manifests import simulate
from scenes.errors import OutputError
from simulator import generate, load_config
from simulator.file_listing import FileListing
from simulator.files import byte_locked, files_below, leftovers, names_below, replaced
from simulator.finalize import finalize
from simulator.folder_storage import FolderStorage
from simulator.layout import PUBLISH_LOCK
from simulator.plan import plan


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made") / "out"
    assert generate(load_config([*TINY, f"out={out}"])).complete
    return out


def test_hashes_of_the_shards_are_taken_over_so_that_later_damage_is_not_written_down(
    made: Path, tmp_path: Path
) -> None:
    out = shutil.copytree(made, tmp_path / "out")
    damaged = out / "points/points/000002.pts"
    data = bytearray(damaged.read_bytes())
    data[0] ^= 1
    damaged.write_bytes(data)
    assert finalize(out).complete
    assert (out / "record/manifest.json").read_bytes() == (made / "record/manifest.json").read_bytes()
    assert digests(out) != digests(made)


def test_the_manifest_is_sorted_by_path_a_line_a_file(made: Path) -> None:
    text = (made / "record/manifest.json").read_text()
    paths = [entry["path"] for entry in json.loads(text)["files"]]
    assert paths == sorted(paths)
    assert all(text.count(f'"path":"{path}"') == 1 for path in paths)
    assert not any(path.startswith("record/host") for path in paths)


def test_a_link_that_no_shard_lists_is_removed_and_what_it_leads_to_is_not(made: Path, tmp_path: Path) -> None:
    out = shutil.copytree(made, tmp_path / "out")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.tex").touch()
    (out / "points/points/linked").symlink_to(tmp_path / "mine")
    (out / "points/empty/deeper").mkdir(parents=True)
    finalize(out)
    assert digests(out) == digests(made)
    assert not (out / "points/empty").exists()
    assert (tmp_path / "mine/thesis.tex").exists()


def _publish_slowly(out: Path, told: Connection) -> None:
    """Publishes shard 1 in the order of `publish`: first its files, then, when told, its manifest."""
    manifest = out / "record/shards/000001.json"
    with byte_locked(out / PUBLISH_LOCK, 1 + 1):
        entry = json.loads(manifest.read_bytes())
        (out / "points/points/late.pts").write_bytes(b"late")
        told.send("begun")
        told.recv()
        sha256 = hashlib.sha256(b"late").hexdigest()
        entry["files"].append({"path": "points/points/late.pts", "sha256": sha256, "bytes": 4})
        manifest.write_bytes(orjson.dumps(entry))


def test_files_of_a_shard_that_another_process_is_publishing_stay(made: Path, tmp_path: Path) -> None:
    out = shutil.copytree(made, tmp_path / "out")
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    publisher = context.Process(target=_publish_slowly, args=(out, there))
    publisher.start()
    assert here.recv() == "begun"
    finalizer = threading.Thread(target=finalize, args=(out,))
    finalizer.start()
    finalizer.join(0.3)  # one that does not wait has removed the file by now
    here.send("go on")
    publisher.join()
    finalizer.join()
    assert (out / "points/points/late.pts").exists()
    assert "points/points/late.pts" in (out / "record/manifest.json").read_text()


def test_what_a_killed_finalizing_left_is_removed_and_not_listed(made: Path, tmp_path: Path) -> None:
    out = shutil.copytree(made, tmp_path / "out")
    for name in (".clips.jsonl.x1", ".manifest.json.x2", "shards/.000001.json.x3"):
        (out / "record" / name).write_text("half")
    assert finalize(out).complete
    assert digests(out) == digests(made)


def test_a_dataset_of_another_schema_is_not_emptied(made: Path, tmp_path: Path) -> None:
    out = shutil.copytree(made, tmp_path / "out")
    run = json.loads((out / "record/run.json").read_text())
    (out / "record/run.json").write_text(json.dumps({**run, "schema_version": 2, "version": "9.0"}))
    before = digests(out)
    with pytest.raises(OutputError, match=r"has schema_version 2.*finalize it with the version that made it \(9\.0\)"):
        finalize(out)
    assert digests(out) == before


def test_shards_with_clips_that_broke_are_unsettled(tmp_path: Path) -> None:
    fault = ("exporter.points.fault=bug", "exporter.points.fault_at=3", "executor.tries=1")
    generate(load_config([*TINY, *fault, f"out={tmp_path}"]))
    storage, shards = FolderStorage(tmp_path), plan(3, 1)
    config_hash = storage.read_run()["config_hash"]
    assert storage.unsettled(shards, config_hash) == [shards[1]]
    assert storage.absent(shards) == []
    (tmp_path / "record/shards/000002.json").unlink()
    assert storage.unsettled(shards, config_hash) == [*shards[1:]]
    assert storage.absent(shards) == [shards[2]]
    found = storage.survey(shards)
    assert (found.clips, found.missing_shards, found.failed_clips) == (1, (2,), (1,))


def test_what_the_benchmark_merges_is_a_dataset(tmp_path: Path) -> None:
    simulate(tmp_path, 30)
    summary = finalize(tmp_path)
    assert (summary.clips, summary.frames, summary.complete) == (30, 30, True)
    assert len(json.loads((tmp_path / "record/manifest.json").read_text())["clips"]) == 30
    assert len((tmp_path / "record/clips.jsonl").read_text().splitlines()) == 30


def test_leftovers_of_a_file_are_those_of_no_other(tmp_path: Path) -> None:
    for name in ("run.json", ".run.json.ab12", ".rerun.json.ab12"):
        (tmp_path / name).touch()
    assert list(leftovers(tmp_path / "run.json")) == [tmp_path / ".run.json.ab12"]


def test_a_file_that_could_not_be_written_whole_replaces_nothing(tmp_path: Path) -> None:
    (tmp_path / "table").write_text("before")
    with pytest.raises(TypeError), replaced(tmp_path / "table") as file:
        file.writelines([b"half", None])  # type: ignore[list-item]
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"table": "before"}


def test_files_are_listed_by_path_with_hash_and_size(tmp_path: Path) -> None:
    listing = FileListing()
    (tmp_path / "b").write_bytes(b"abc")
    listing.add_file(tmp_path, "b")
    listing.add({"path": "a/é", "sha256": "01" * 32, "bytes": 2**40})
    assert "b" in listing
    assert "c" not in listing
    first, second = map(json.loads, listing.lines())
    assert first == {"path": "a/é", "sha256": "01" * 32, "bytes": 2**40}
    # FIPS 180-2, appendix B.1: SHA-256 of "abc"
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert second == {"path": "b", "sha256": digest, "bytes": 3}


def test_files_below_a_folder_are_named_from_there(tmp_path: Path) -> None:
    for name in ("b", "a/x", "a/c/y"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "link").symlink_to(tmp_path / "a")
    assert sorted(names_below(tmp_path)) == ["a/c/y", "a/x", "b", "link"]
    assert files_below(tmp_path) == [tmp_path / name for name in ("a/c/y", "a/x", "b", "link")]
    assert list(names_below(tmp_path / "nothing")) == []
