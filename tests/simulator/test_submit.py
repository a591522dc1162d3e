"""Job files: scripts that bash runs, YAML and JSON that parse, and only the elements that have something to make."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
import yaml
from conftest import TINY, digests, program_environment

from scenes.errors import ConfigError, OutputError
from simulator import generate, load_config
from simulator.cli import STOPPED, main
from simulator.provenance import identity_hash
from simulator.submission import aws_batch, kubernetes, slurm
from simulator.submission.job import Job, array_expression, prepare
from simulator.submission.options import Asked

KUBERNETES = ("kubernetes", "image=registry/swerve:1", "claim=datasets")
AWS = ("aws_batch", "image=registry/swerve:1", "queue=spot")


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["submit", "--dry-run", *arguments]) == 0
    text = capsys.readouterr().out
    if text.startswith("#!/bin/bash"):
        assert subprocess.run(["bash", "-n"], input=text, text=True, check=False).returncode == 0
    return text


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["submit", *arguments]) == 2
    return capsys.readouterr().err


def run_element(script: str, element: int, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**program_environment(), "SLURM_ARRAY_TASK_ID": str(element), **variables}
    return subprocess.run(["bash"], input=script, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("straight") / "out"
    assert generate(load_config([*TINY, f"out={out}"])).complete
    return out


@pytest.mark.parametrize(
    ("elements", "text"),
    [([0], "0"), ([0, 1, 2, 3], "0-3"), ([0, 1, 2, 3, 7, *range(12, 64)], "0-3,7,12-63"), ([1, 3], "1,3"), ([], "")],
)
def test_elements_are_written_in_ranges(elements: list[int], text: str) -> None:
    assert array_expression(elements) == text


def test_every_element_of_a_slurm_script_runs_as_bash_and_the_dataset_is_that_of_a_plain_run(
    capsys: pytest.CaptureFixture[str], straight: Path, tmp_path: Path
) -> None:
    out = tmp_path / "it's out"
    arguments = ("slurm", "count=2", "time=04:00:00", "mem=32G", "--", *TINY, f'out="{out}"')
    script = printed(capsys, *arguments)
    for element in (0, 1):
        done = run_element(script, element)
        assert done.returncode == 0, done.stderr
    assert digests(out) == digests(straight)
    assert main(["submit", "--dry-run", *arguments]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "all 3 shards are there, nothing to submit" in captured.err


def test_a_slurm_script_says_what_it_asks_for(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    asked = ("partition=gpu", "account=us", "time=1-04:00:00", "cpus=8", "mem=32G", "name=mine")
    script = printed(capsys, "slurm", "count=3", *asked, *TINY, f"out={tmp_path / 'out'}")
    for directive in (
        *("--job-name=mine", "--array=0-2", "--partition=gpu", "--account=us", "--time=1-04:00:00"),
        *("--cpus-per-task=8", "--mem=32768M", "--requeue", "--signal=B:TERM@60"),
    ):
        assert f"#SBATCH {directive}\n" in script
    assert "gres" not in script
    head, _, body = script.partition("\nset ")
    assert all(line.startswith("#") for line in head.splitlines() if line), (
        "sbatch reads directives before commands only"
    )
    assert "executor=array executor.count=3" in body
    assert all(f'export {name}="${{{name}:-/tmp/' in body for name in ("WARP_CACHE_PATH", "SWERVE_CACHE_PATH"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "name", ["it's", 'a "b" $c', "back\\slash", "\\", "ends with \\", "\\'", "${seed}", "\\${seed}", "two\nlines"]
)
def test_any_name_of_a_folder_reaches_an_element(tmp_path: Path, name: str) -> None:
    job = Job(overrides=(), out=tmp_path / name, count=1, shards=1, elements=(0,), device="cpu")
    _, *overrides = job.arguments()
    assert load_config([*overrides, "executor.index=0"]).out == tmp_path / name


def test_a_path_of_two_lines_is_no_command(tmp_path: Path) -> None:
    job = Job(overrides=(), out=tmp_path / "a\nrm -r b", count=1, shards=1, elements=(0,), device="cpu")
    asked = Asked(count=1, words={"image": "swerve", "queue": "a&b", "claim": "c"})
    texts = (slurm.script(job, asked, tmp_path), kubernetes.manifest(job, asked), aws_batch.script(job, asked))
    for text in texts:
        assert "\n# rm -r b" in text
    assert "--job-queue 'a&b'" in texts[2]


def test_kubernetes_puts_no_variables_into_what_it_runs(tmp_path: Path) -> None:
    job = Job(overrides=("a=$(HOME)$$(b)$c$",), out=tmp_path, count=1, shards=1, elements=(0,), device="cpu")
    text = kubernetes.manifest(job, Asked(count=1, words={"image": "swerve", "claim": "c"}))
    command = yaml.safe_load(text)["spec"]["template"]["spec"]["containers"][0]["command"]
    assert command[2] == "a=$$(HOME)$$$$(b)$c$"


def test_a_dataset_that_is_made_and_not_finalized_asks_for_one_element_that_does_it(
    straight: Path, tmp_path: Path
) -> None:
    out = shutil.copytree(straight, tmp_path / "unfinished")
    (out / "record/manifest.json").unlink()
    assert prepare([*TINY, f"out={out}"], 3).elements == (0,)
    array = ("executor=array", "executor.count=3", "executor.index=0")
    assert generate(load_config([*TINY, f"out={out}", *array])).complete
    assert digests(out) == digests(straight)
    assert prepare([*TINY, f"out={out}"], 3).elements == ()


@pytest.mark.slow
def test_only_elements_with_missing_shards_are_asked_for(
    capsys: pytest.CaptureFixture[str], straight: Path, tmp_path: Path
) -> None:
    out = shutil.copytree(straight, tmp_path / "holed")
    (out / "record/shards/000001.json").unlink()
    assert "#SBATCH --array=1\n" in printed(capsys, "slurm", "count=3", *TINY, f"out={out}")
    assert "#SBATCH --array=1\n" in printed(capsys, "slurm", "count=2", *TINY, f"out={out}")
    (out / "record/shards/000002.json").unlink()
    script = printed(capsys, "slurm", "count=3", *TINY, f"out={out}")
    assert "#SBATCH --array=1-2\n" in script
    assert [run_element(script, element).returncode for element in (1, 2)] == [0, 0]
    assert digests(out) == digests(straight)


def test_a_clip_that_faulted_is_asked_for_again(tmp_path: Path) -> None:
    faulty = (*TINY, "exporter.points.fault=bug", "exporter.points.fault_at=3", f"out={tmp_path / 'out'}")
    assert not generate(load_config(faulty)).complete
    assert prepare(faulty, 3).elements == (1,)


@pytest.mark.slow
def test_sigterm_ends_an_element_cleanly(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """As Slurm's --signal=B: sends it: to the script's process alone."""
    out = tmp_path / "out"
    script = tmp_path / "job.sh"
    script.write_text(printed(capsys, "slurm", "count=1", *TINY, "exporter.points.delay_s=0.5", f"out={out}"))
    environment = {**program_environment(), "SLURM_ARRAY_TASK_ID": "0"}
    process = subprocess.Popen(["bash", str(script)], env=environment, stderr=subprocess.PIPE, text=True)
    while not (out / "record/shards/000000.json").exists():
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    assert "the same command continues" in told
    assert run_element(script.read_text(), 0).returncode == 0, "the same script continues"
    assert prepare((*TINY, "exporter.points.delay_s=0.5", f"out={out}"), 1).elements == ()
    assert not (out / ".staging").exists()


def test_a_device_that_the_submitting_machine_lacks_is_a_remark(
    capsys: pytest.CaptureFixture[str], straight: Path, tmp_path: Path
) -> None:
    script = printed(capsys, "slurm", "count=2", *TINY, "device=cuda:99", f"out={tmp_path / 'out'}")
    assert "# device: 'cuda:99' is not usable" in script
    assert "#SBATCH --gres=gpu:1\n" in script
    assert "device=cuda:99 executor=array" in script
    with pytest.raises(OutputError, match=r"another run's data \(device: cpu -> cuda\)"):
        prepare([*TINY, "device=cuda:99", f"out={straight}"], 2)


def test_a_dataset_of_a_device_that_is_not_here_is_known_again(straight: Path, tmp_path: Path) -> None:
    """As if its first shards had been made on a GPU: the record says so, in the order in which a run writes it."""
    out = shutil.copytree(straight, tmp_path / "gpu")
    run = json.loads((out / "record/run.json").read_text())
    del run["schema_version"], run["config_hash"]
    run["target"], run["config"]["device"] = "sm_90", "cuda"
    if "device" in run["config"]["renderer"]:
        run["config"]["renderer"]["device"] = "cuda"
    (out / "record/run.json").write_text(json.dumps({"schema_version": 1, "config_hash": identity_hash(run), **run}))
    assert prepare([*TINY, "device=cuda:99", f"out={out}"], 2).elements == (0, 1)
    with pytest.raises(OutputError, match=r"another run's data \(seed: 0 -> 9"):
        prepare([*TINY, "device=cuda:99", "seed=9", f"out={out}"], 2)


def test_nodes_may_have_another_processor_than_the_submitting_machine(straight: Path, tmp_path: Path) -> None:
    out = shutil.copytree(straight, tmp_path / "elsewhere")
    run = json.loads((out / "record/run.json").read_text())
    del run["schema_version"], run["config_hash"]
    run["target"], run["config"]["rig_hash"] = "OpenBLAS-Zen X86_V3", "of other last bits"
    (out / "record/run.json").write_text(json.dumps({"schema_version": 1, "config_hash": identity_hash(run), **run}))
    assert prepare([*TINY, f"out={out}"], 2).elements == (0, 1)
    with pytest.raises(OutputError, match=r"another run's data \(seed: 0 -> 9"):
        prepare([*TINY, "seed=9", f"out={out}"], 2)


def test_what_generate_refuses_is_refused_here(capsys: pytest.CaptureFixture[str], straight: Path) -> None:
    out = f"out={straight}"
    assert "frames: got 0" in refused(capsys, "--dry-run", "slurm", "count=2", *TINY, out, "frames=0")
    assert "another run's data" in refused(capsys, "--dry-run", "slurm", "count=2", *TINY, out, "seed=9")
    with pytest.raises(ConfigError, match="got 4 elements for 3 shards, allowed: at most 3"):
        prepare(TINY, 4)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "expected one of slurm, kubernetes, aws_batch"),
        (("slrm", "count=2"), "unknown platform 'slrm'. Did you mean 'slurm'?"),
        (("slurm",), "slurm needs count=..."),
        (("kubernetes", "count=2"), "kubernetes needs image=..., claim=..."),
        (("slurm", "count=2", "queue=q"), "unknown option of slurm 'queue'"),
        (("slurm", "count=0"), "count: got '0', allowed: an integer of 1 or more"),
        (("slurm", "count=2", "time=4h"), "time: got '4h', allowed: HH:MM:SS"),
        (("slurm", "count=2", "mem=32"), "mem: got '32', allowed: a number of M or G"),
        (("slurm", "count=2", "partition=a b"), "partition: got 'a b', allowed: a word"),
        (("slurm", "count=2", "name=Mine_"), "name: got 'Mine_'"),
        (("slurm", "count=2", "executor=local"), "the executor is submit's own"),
        (("slurm", "count=2", "gpus=1", *TINY), "gpus: got 1, and device=cpu uses none"),
        ((*KUBERNETES, "count=2", *TINY, "out=/elsewhere/out"), "expected a folder below mount=/data"),
    ],
)
def test_bad_input_is_told(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str) -> None:
    assert message in refused(capsys, "--dry-run", *arguments)


def test_kubernetes_gets_an_indexed_job(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, *KUBERNETES, "count=2", "cpus=8", "mem=32G", "time=01:00:00", *TINY, "out=/data/set")
    job = yaml.safe_load(text)
    assert (job["apiVersion"], job["kind"]) == ("batch/v1", "Job")
    spec = job["spec"]
    assert (spec["completionMode"], spec["completions"], spec["backoffLimitPerIndex"]) == ("Indexed", 2, 3)
    ignored, final = spec["podFailurePolicy"]["rules"]
    assert ignored["onPodConditions"] == [{"type": "DisruptionTarget", "status": "True"}]
    assert (final["action"], final["onExitCodes"]["values"]) == ("FailIndex", [1, 2])
    assert STOPPED not in final["onExitCodes"]["values"]
    pod = spec["template"]["spec"]
    assert (pod["restartPolicy"], pod["activeDeadlineSeconds"]) == ("Never", 3600)
    container = pod["containers"][0]
    assert container["name"] == final["onExitCodes"]["containerName"]
    assert container["command"][:2] == ["swerve", "generate"]
    assert container["command"][-3:] == ["executor=array", "executor.count=2", "out=/data/set"]
    assert container["resources"]["limits"] == {"cpu": 8, "memory": "32768Mi"}
    assert container["volumeMounts"] == [{"name": pod["volumes"][0]["name"], "mountPath": "/data"}]


def test_kubernetes_asks_for_a_gpu_where_the_run_is_on_cuda(capsys: pytest.CaptureFixture[str]) -> None:
    job = yaml.safe_load(printed(capsys, *KUBERNETES, "count=2", *TINY, "device=cuda:99", "out=/data/set"))
    container = job["spec"]["template"]["spec"]["containers"][0]
    assert container["resources"]["limits"] == {"nvidia.com/gpu": 1}
    assert {"name": "NVIDIA_DRIVER_CAPABILITIES", "value": "compute,utility"} in container["env"]


@pytest.mark.slow
def test_containers_are_told_which_elements_are_left(
    capsys: pytest.CaptureFixture[str], straight: Path, tmp_path: Path
) -> None:
    """What the container would run is run here, once for each index that Kubernetes would give."""
    out = shutil.copytree(straight, tmp_path / "holed")
    for shard in (0, 2):
        (out / f"record/shards/{shard:06d}.json").unlink()
    text = printed(capsys, *KUBERNETES, f"mount={tmp_path}", "count=3", *TINY, f"out={out}")
    job = yaml.safe_load(text)
    assert job["spec"]["completions"] == 2
    command = job["spec"]["template"]["spec"]["containers"][0]["command"]
    assert command[2].startswith("elements=(0 2); exec swerve generate")
    program = tmp_path / "bin" / "swerve"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {os.sys.executable} -m simulator "$@"\n')
    program.chmod(0o755)
    path = f"{program.parent}:{os.environ['PATH']}"
    for index in ("0", "1"):
        environment = {**program_environment(), "PATH": path, "JOB_COMPLETION_INDEX": index}
        assert subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0
    assert digests(out) == digests(straight)


def test_aws_batch_gets_a_definition_and_an_array_job(
    capsys: pytest.CaptureFixture[str], straight: Path, tmp_path: Path
) -> None:
    script = printed(capsys, *AWS, "count=2", "cpus=8", "mem=32G", "efs=fs-1", *TINY, "device=cuda:99", "out=/data/set")
    found = re.search(r"<<'JSON'[^\n]*\n(.*?)\nJSON\n", script, re.DOTALL)
    assert found is not None
    properties = json.loads(found[1])["containerProperties"]
    assert {"type": "GPU", "value": "1"} in properties["resourceRequirements"]
    assert {"type": "MEMORY", "value": "32768"} in properties["resourceRequirements"]
    assert properties["volumes"][0]["efsVolumeConfiguration"] == {"fileSystemId": "fs-1"}
    assert script.rstrip().endswith("--job-queue spot --job-definition swerve --array-properties size=2")
    # One element is no array: AWS Batch wants two or more.
    out = shutil.copytree(straight, tmp_path / "holed")
    (out / "record/shards/000001.json").unlink()
    single = printed(capsys, *AWS, f"mount={tmp_path}", "count=3", *TINY, f"out={out}")
    assert "--array-properties" not in single
    assert '"executor.index=1"' in single


def test_an_aws_script_hands_its_definition_to_the_aws_program(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    script = printed(capsys, *AWS, "count=2", *TINY, 'out="/data/it\'s"')
    fake = tmp_path / "aws"
    fake.write_text('#!/bin/sh\nprintf "%s\\n" "$*" >> "$LOG"\n')
    fake.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "LOG": str(tmp_path / "log")}
    subprocess.run(["bash"], input=script, env=environment, text=True, check=True)
    told = (tmp_path / "log").read_text()
    assert told.startswith("batch register-job-definition --cli-input-json {")
    assert "batch submit-job --job-name swerve" in told


def test_without_a_dry_run_slurm_gets_the_script_where_it_is(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("slurm", "count=3", *TINY, f"out={tmp_path / 'out'}")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "sbatch is not on this machine; write a file with swerve submit --dry-run" in refused(capsys, *arguments)
    assert "hands over to Slurm only" in refused(capsys, *KUBERNETES, "count=2", *TINY)
    fake = tmp_path / "sbatch"
    fake.write_text(f'#!/bin/bash\nprintf "%s" "$(</dev/stdin)" > {tmp_path}/handed.sh\necho "4711;cluster"\n')
    fake.chmod(0o755)
    assert main(["submit", *arguments]) == 0
    assert capsys.readouterr().out.startswith("job 4711: 3 elements")
    assert "#SBATCH --array=0-2" in (tmp_path / "handed.sh").read_text()
    fake.write_text("#!/bin/bash\necho 'invalid partition' >&2\nexit 1\n")
    assert "sbatch refused: invalid partition" in refused(capsys, *arguments)
