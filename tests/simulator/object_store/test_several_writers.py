"""Drivers of one dataset in a bucket that begin, clear up or finalize at the same moment. Skipped without moto."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import TINY, digests
from s3_server import BUCKET, S3Server, contents, digests_of, serving, store

from scenes.errors import OutputError
from simulator import generate, load_config
from simulator.layout import PROBE
from simulator.object_store import finalize as finalizing
from simulator.object_store.bucket import Bucket
from simulator.object_store.url import place_of
from simulator.survey import Summary

pytest.importorskip("moto", reason="needs a server: make test-cloud")
pytest.importorskip("obstore")

ARRAY = ("executor=array", "executor.count=2")


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with serving() as running:
        yield running


@pytest.fixture
def url(server: S3Server, tmp_path: Path) -> str:
    return f"s3://{BUCKET}/{tmp_path.name}/run"


def run(url: str, *overrides: str) -> Summary:
    return generate(load_config([*TINY, f"out={url}", *overrides]))


@pytest.mark.parametrize("seed", [0, 3])
def test_who_begins_while_another_puts_its_first_objects_sees_whose_they_are(
    url: str, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    sizes = Bucket.sizes

    def overtaken(bucket: Bucket, folder: str = "") -> dict[str, int]:
        monkeypatch.setattr(Bucket, "sizes", sizes)
        run(url, f"seed={seed}")
        return sizes(bucket, folder)

    monkeypatch.setattr(Bucket, "sizes", overtaken)
    if seed:
        with pytest.raises(OutputError, match=r"another run's data \(seed: 3 -> 0\)"):
            run(url)
    else:
        assert run(url).complete


def test_what_the_doctor_puts_for_a_moment_is_nobodys_data(url: str) -> None:
    store(url).put(f"{PROBE}of-another-node", b"doctor")
    assert run(url).complete


def test_who_finalizes_and_is_overtaken_leaves_what_the_last_one_wrote(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(url, *ARRAY, "executor.index=1")
    finalize, calls = finalizing.finalize, []

    def overtaken(*given: object) -> Summary:
        calls.append(given)
        if len(calls) == 3:
            raise KeyboardInterrupt
        summary = finalize(*given)
        if len(calls) == 1:
            assert run(url, *ARRAY, "executor.index=0").complete
        return summary

    monkeypatch.setattr(finalizing, "finalize", overtaken)
    with pytest.raises(KeyboardInterrupt):
        finalizing.finalize_bucket(Bucket(place_of(url)))
    assert generate(load_config([*TINY, f"out={tmp_path / 'out'}"])).complete
    assert digests_of(url) == digests(tmp_path / "out")


def test_who_finalizes_early_does_not_run_after_those_who_publish(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run(url, "executor=array", "executor.count=3", "executor.index=0")
    finalize, calls = finalizing.finalize, []

    def beside_an_element(*given: object) -> Summary:
        calls.append(given)
        run(url, "executor=array", "executor.count=3", "executor.index=1")
        return finalize(*given)

    monkeypatch.setattr(finalizing, "finalize", beside_an_element)
    assert finalizing.finalize_bucket(Bucket(place_of(url))).missing_shards == (1, 2)
    assert len(calls) == 1
    assert "record/manifest.json" in contents(url)


def test_prefixes_are_told_apart_by_signs_that_urls_have_a_use_for(url: str) -> None:
    prefixes = [f"{url}{sign}" for sign in ("#1", "?1", "%31", " 1", "1")]
    for prefix in prefixes:
        Bucket(place_of(prefix)).write("whose", prefix.encode())
    there = contents(url.rpartition("/")[0])
    assert there == {f"{prefix.rpartition('/')[2]}/whose": prefix.encode() for prefix in prefixes}
