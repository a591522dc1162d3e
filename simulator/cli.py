"""The program `swerve`: parses the command line, runs a command, tells errors in one or two lines."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from types import FrameType
from typing import NoReturn

from scenes.errors import ClipFailed, ConfigError, RunStopped, SwerveError, UnknownName
from simulator import __version__
from simulator.commands import COMMANDS, Request, command
from simulator.ending import end_in_time

BAD_INPUT = 2
"""Exit status for input that cannot be used; 1: clips are missing, 130 and 143: interrupted, terminated."""

STOPPED = 75
"""Exit status of a run that lost its storage, its disk's room or its GPU, which may pass or be better elsewhere:
EX_TEMPFAIL of sysexits.h, which job files try again.
"""

FAULT = 3
"""Exit status for a fault that nobody foresaw; chosen: any that the others leave free."""

FLAGS = {
    "-m": "multirun",
    "--multirun": "multirun",
    "--dry-run": "dry_run",
    "--debug": "debug",
    "-h": "help",
    "--help": "help",
    "--version": "version",
}


class Terminated(BaseException):
    """The system asked the program to end (SIGTERM)."""


@dataclass(frozen=True, slots=True)
class _Parsed:
    flags: frozenset[str]
    request: Request


def program() -> NoReturn:
    """The process's own main function: `main`, and an end within seconds of Ctrl-C or SIGTERM."""
    end_in_time()
    sys.exit(main())


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; returns the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
    again = "the same command" + (" without overwrite=true" if "overwrite=true" in given else "")
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        return _run(_parse(given))
    except SwerveError as fault:
        if debug:
            traceback.print_exc()
        print(f"swerve: {fault}", file=sys.stderr)
        return _status(fault)
    except KeyboardInterrupt:
        print(f"swerve: interrupted; published clips are intact, {again} continues", file=sys.stderr)
        return 128 + signal.SIGINT
    except Terminated:
        print(f"swerve: terminated; published clips are intact, {again} continues", file=sys.stderr)
        return 128 + signal.SIGTERM
    except BrokenPipeError:
        # The reader of our output has left (`swerve list | head`); nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as fault:
        if debug:
            traceback.print_exc()
        hint = "" if debug else "; --debug shows where"
        told = f"{type(fault).__name__}: {' '.join(str(fault).split())}"
        print(f"swerve: {told} (a fault of the program or a plug-in{hint})", file=sys.stderr)
        return FAULT
    finally:
        signal.signal(signal.SIGTERM, before)


def _status(fault: SwerveError) -> int:
    if isinstance(fault, RunStopped):
        return STOPPED
    return 1 if isinstance(fault, ClipFailed) else BAD_INPUT


def usage() -> str:
    """The text of --help."""
    commands = "\n".join(f"  swerve {name:9} {text}" for name, text in COMMANDS.items())
    return f"""Labelled synthetic driving data.

{commands}

  swerve scenario=child_dartout_parked rig=kitti exporter=[kitti,coco] clips=4 frames=20 seed=7 out=out/mine
  -m          one dataset for every combination of swept values (seed=1,2,3), in out/<overrides>
  --dry-run   clips, frames, estimated hours and bytes; writes nothing
  --debug     full tracebacks
  --version   the program's version"""


def _run(parsed: _Parsed) -> int:
    if "help" in parsed.flags:
        print(usage())
        return 0
    if "version" in parsed.flags:
        print(__version__)
        return 0
    return command(parsed.request.command).run(parsed.request)


def _parse(arguments: Sequence[str]) -> _Parsed:
    """Flags, a command first, words, overrides (anything with `=`, or Hydra's `+key`, `~key`); `--` is passed over."""
    flags: set[str] = set()
    words: list[str] = []
    overrides: list[str] = []
    for text in arguments:
        if text == "--":
            continue
        if text in FLAGS:
            flags.add(FLAGS[text])
        elif text.startswith("-"):
            raise UnknownName("", "flag", text, FLAGS)
        elif "=" in text or text.startswith(("+", "~")):
            overrides.append(_closed(text))
        else:
            words.append(text)
    name = words.pop(0) if words else "generate"
    for flag, takers in {"multirun": ("generate",), "dry_run": ("generate", "submit")}.items():
        if flag in flags and name not in takers:
            does = "does" if len(takers) == 1 else "do"
            raise ConfigError(name, f"takes no --{flag.replace('_', '-')}; only {' and '.join(takers)} {does}")
    request = Request(
        command=name,
        words=tuple(words),
        overrides=tuple(overrides),
        multirun="multirun" in flags,
        dry_run="dry_run" in flags,
        debug="debug" in flags,
    )
    return _Parsed(frozenset(flags), request)


def _closed(override: str) -> str:
    """The override. Raises ConfigError where its brackets are left open, as the shell leaves them at a space."""
    for opening, closing in ("[]", "{}", "()"):
        if override.count(opening) > override.count(closing):
            key = override.partition("=")[0]
            raise ConfigError(key, f"'{opening}' is not closed in {override}; quote what holds spaces: '{key}=...'")
    return override


def _terminate(_signal: int, _frame: FrameType | None) -> None:
    raise Terminated
