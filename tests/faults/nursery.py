"""Programs that are born to be killed: which one, when, and how far it had come."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

REPOSITORY = Path(__file__).resolve().parents[2]
_KILLED = -signal.SIGKILL


@dataclass
class Death:
    """``told``: number of the last act that was acknowledged (0: none). ``where``: the last that was heard of it:
    ``before`` the first act, ``between`` two acts, or the step inside an act (``begin`` or its name). ``points``: how
    many points the last whole act had. ``killed``: it did not come to its own end. ``seconds``: of each whole act, from
    each of its steps on."""

    told: int = 0
    where: str = "before"
    points: int = 0
    killed: bool = False
    seconds: list[tuple[str, float]] = field(default_factory=list)

    @property
    def inside(self) -> bool:
        """Whether it died in the middle of an act."""
        return self.killed and self.where not in ("before", "between")


class Nursery:
    """One loaded program whose children are killed. It learns how long acts take, so that a moment can be chosen as a
    part of one. ``warm``: a sitting (of a record that is used up) in which it signs before the first child."""

    def __init__(self, *warm: str) -> None:
        self._mother = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.work", *warm],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
        )
        self._usual: dict[tuple[str, str], float] = {}

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, *_error: object) -> None:
        self._mother.communicate()

    def lived(self, act: str, *arguments: str, stop: int = 0) -> Death:
        """Let it come to its end, or end its own life at a point."""
        return self._life(act, stop, arguments).rest()

    def rehearsed(self, act: str, *arguments: str, acts: int = 3) -> Death:
        """Learn how long an act takes; the folder is used up by it."""
        life = self._life(act, 0, arguments)
        while life.death.told < acts and life.goes_on():
            pass
        life.kill()
        return self._learnt(act, life.rest())

    def killed(self, act: str, *arguments: str, acts: int = 0, step: str = "begin", part: float) -> Death:
        """Let it finish some acts and come to a step of the next one, and kill it after a part of the time that the
        rest of the act usually takes."""
        life = self._life(act, 0, arguments)
        while life.death.told < acts and life.goes_on():
            pass
        while life.death.where != step and life.goes_on():
            pass
        threading.Event().wait(part * self._usual[act, step])
        life.kill()
        return self._learnt(act, life.rest())

    def _learnt(self, act: str, death: Death) -> Death:
        for step, seconds in death.seconds:
            before = self._usual.get((act, step), seconds)
            self._usual[act, step] = 0.7 * before + 0.3 * seconds
        return death

    def _life(self, act: str, stop: int, arguments: Sequence[str]) -> _Life:
        assert self._mother.stdin is not None
        self._mother.stdin.write(json.dumps([act, stop, *arguments]) + "\n")
        self._mother.stdin.flush()
        assert self._mother.stdout is not None
        return _Life(self._mother.stdout)


class _Life:
    """What is heard of one child."""

    def __init__(self, heard: IO[str]) -> None:
        self.death = Death()
        self._heard = heard
        self._since: list[tuple[str, float]] = []
        _, _, number = heard.readline().split()
        self._child = int(number)
        self._over = False

    def goes_on(self) -> bool:
        """Hear one line more; ``False`` when it was the last."""
        word, at, *more = self._heard.readline().split()
        if word == "dead":
            self._over = True
            self.death.killed = int(at) == _KILLED
            if int(at) not in (0, _KILLED):
                raise RuntimeError("a program failed by itself")
        elif word == "done":
            self.death.told, self.death.points, self.death.where = int(more[0]), int(more[1]), "between"
            self.death.seconds += [(step, float(at) - since) for step, since in self._since]
            self._since = []
        else:
            self.death.where = " ".join(more) if word == "step" else word
            self._since.append((self.death.where, float(at)))
        return not self._over

    def kill(self) -> None:
        """kill -9, unless it is over."""
        if not self._over:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._child, signal.SIGKILL)

    def rest(self) -> Death:
        """Hear it to the end."""
        while not self._over:
            self.goes_on()
        return self.death
