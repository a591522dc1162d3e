"""Folders and URLs are told apart by how they are written; what works on folders only says so."""

from __future__ import annotations

import shlex
import sys
import tempfile
from pathlib import Path

import pytest
from conftest import TINY

from scenes.errors import ConfigError
from simulator import generate, load_config
from simulator.cli import main
from simulator.object_store.patience import NoAnswer, patiently
from simulator.object_store.scratch import clear_scratch, scratch
from simulator.object_store.url import StoreUrl, place_of


def test_a_url_keeps_its_slashes_and_loses_those_at_its_end() -> None:
    assert place_of("s3://bucket/some/prefix/") == StoreUrl("s3://bucket/some/prefix")
    assert str(place_of("gs://bucket/a") / "kitti") == "gs://bucket/a/kitti"
    assert place_of("out/s3:/odd") == Path("out/s3:/odd")


@pytest.mark.parametrize(
    "text", ["s3://bucket", "s3://bucket/", "s3:///prefix", "s3://b//p", "s3://b/../p", "ftp://b/p"]
)
def test_other_urls_are_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="out: got"):
        load_config([f"out={text}"])


def test_commands_to_paste_are_quoted() -> None:
    url = place_of("s3://bucket/it's #1")
    assert isinstance(url, StoreUrl)
    assert shlex.split(url.to_copy, comments=True) == ["aws", "s3", "sync", str(url), "it's #1"]
    assert shlex.split(url.to_remove, comments=True)[-1] == str(url)
    assert shlex.split(url.to_list, comments=True)[-1] == f"{url}/"
    assert place_of("gs://bucket/a").to_list == "gcloud storage ls gs://bucket/a/"


def test_where_the_dataset_lies_is_no_part_of_its_identity() -> None:
    there, here = load_config([*TINY, "out=s3://bucket/run", "store_patience_s=1"]), load_config([*TINY, "out=run"])
    assert there.identity() == here.identity()


def test_without_obstore_a_bucket_is_refused_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "obstore", None)
    monkeypatch.setitem(sys.modules, "obstore.store", None)
    with pytest.raises(ConfigError, match=r"needs obstore, .*pip install 'swerve\[cloud\]'"):
        generate(load_config([*TINY, "out=s3://bucket/run"]))


@pytest.mark.parametrize("command", ["validate", "verify", "coverage", "people"])
def test_commands_on_folders_say_how_to_get_one(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "s3://bucket/runs/fog"]) == 2
    assert "copy it first: aws s3 sync s3://bucket/runs/fog fog" in capsys.readouterr().err


def test_pictures_for_people_go_to_folders(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["preview", *TINY, "out=s3://bucket/run"]) == 2
    assert "expected a folder here" in capsys.readouterr().err


def test_a_call_is_tried_until_patience_ends() -> None:
    tries = []

    def call() -> int:
        tries.append(0)
        if len(tries) < 3:
            raise NoAnswer
        return len(tries)

    assert patiently(call, 60.0) == 3
    tries.clear()
    with pytest.raises(NoAnswer):
        patiently(call, 0.0)
    assert len(tries) == 1


def test_a_folder_that_somebody_clears_before_it_is_locked_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, make = [False, True], tempfile.mkdtemp

    def cleared(**given: str) -> str:
        folder = make(**given)
        if left.pop():
            clear_scratch()
        return folder

    monkeypatch.setattr(tempfile, "mkdtemp", cleared)
    with scratch("shard") as folder:
        assert folder.is_dir()
        clear_scratch()
        assert folder.is_dir()
    assert not list(tmp_path.iterdir())
