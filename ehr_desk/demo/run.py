"""``ehr-desk demo``: build the demonstration clinic, do the main job in it, say where everything lies."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from ehr_desk.common.clock import SystemClock
from ehr_desk.common.errors import UserError
from ehr_desk.demo.build import Builder, Built
from ehr_desk.demo.main_job import MainJob
from ehr_desk.demo.people import CLINIC
from ehr_desk.demo.readme import Handed, readme
from ehr_desk.demo.stories import STORIES
from ehr_desk.vault.create import ROOT_KEY_NAME
from ehr_desk.vault.kdf import KdfLimits
from ehr_desk.vault.vault import VaultFile

VAULT = "clinic.vault"
CERTIFICATE = "clinic-root.cer"
README = "README.txt"
MOST_CLIENTS = len(STORIES) + 1
_BUILDING = ".clinic.vault.building"
_BEFORE_NOW = timedelta(minutes=3)


@dataclass(frozen=True)
class Options:
    """How to build. ``kdf`` is the cost that the finished vault asks for."""

    clients: int = MOST_CLIENTS
    seed: int = 1
    kdf: KdfLimits = KdfLimits()  # noqa: RUF009 - frozen
    tell: Callable[[str], None] = print


def run_demo(to: Path, *, clients: int, window: bool) -> int:
    """Build the demonstration in a folder and open it. Returns the exit code."""
    make_demo(to, Options(clients=clients))
    if window and has_display(os.environ, sys.platform):
        return subprocess.call(window_command(to / VAULT))
    return 0


def make_demo(to: Path, options: Options) -> None:
    """Build the demonstration in a folder: vault, papers, root certificate and a README."""
    if not 1 <= options.clients <= MOST_CLIENTS:
        raise UserError(
            f"The demonstration has stories for 1 to {MOST_CLIENTS} clients.", "Choose a number in between."
        )
    _require_free(to)
    tell = options.tell
    to.mkdir(parents=True, exist_ok=True)
    building = to / _BUILDING
    shutil.rmtree(building, ignore_errors=True)
    try:
        tell(f"Building the {CLINIC.name} in {to}. Every client is invented.")
        built = _build(building, options)
        papers = _main_job(building, built, to, options)
        (to / CERTIFICATE).write_bytes(ssl.PEM_cert_to_DER_cert(built.created.root_certificate_pem.decode()))
        (building / ROOT_KEY_NAME).replace(to / ROOT_KEY_NAME)
        building.rename(to / VAULT)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    (to / README).write_text(readme(built, papers, _from_anywhere()), encoding="utf-8")
    _say_where(to, papers, tell)


def has_display(environment: Mapping[str, str], platform: str) -> bool:
    """Whether a window can be shown."""
    if environment.get("QT_QPA_PLATFORM") in {"offscreen", "minimal"}:
        return False
    if platform.startswith("linux"):
        return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
    return True


def window_command(vault: Path) -> list[str]:
    """The command that opens the window on a vault: a program of its own, as people start it."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "ehr_desk"]
    return [*program, "--vault", str(vault)]


def program() -> str:
    """What to type to start this program here: on the search path, beside the interpreter, or as a module."""
    if getattr(sys, "frozen", False):
        return sys.executable
    beside = Path(sys.executable).with_name("ehr-desk")
    if shutil.which("ehr-desk") or not beside.is_file():
        return "ehr-desk" if shutil.which("ehr-desk") else f"{sys.executable} -m ehr_desk"
    return str(beside.relative_to(Path.cwd()) if beside.is_relative_to(Path.cwd()) else beside)


def _require_free(to: Path) -> None:
    vault = to / VAULT
    if to.exists() and not to.is_dir():
        raise UserError(f"{to} is not a folder.", "Name a folder with --to.")
    if not vault.exists():
        return
    if _is_demo(vault):
        raise UserError(
            f"A demonstration clinic stands in {to} already.",
            f"Open it with: {program()} --vault {vault}. For a new one, name another folder with --to, or remove this "
            "one.",
        )
    raise UserError(
        f"There is a vault in {to} that is not a demonstration. It is left alone.",
        "Name another folder with --to.",
    )


def _is_demo(vault: Path) -> bool:
    try:
        return VaultFile(vault).clinic_name == CLINIC.name
    except UserError:
        return False


def _build(building: Path, options: Options) -> Built:
    until = SystemClock().local() - _BEFORE_NOW
    builder = Builder(building, until, options.clients - 1, options.seed, options.tell)
    built = builder.build()
    options.tell("Giving everybody a passphrase slot of the real cost.")
    builder.give_real_cost(options.kdf)
    return built


def _main_job(building: Path, built: Built, to: Path, options: Options) -> list[Handed]:
    options.tell("The main job on a new client:")
    job = MainJob(building, built.staff_ids, options.clients, options.seed, options.tell, options.kdf)
    return job.do(to)


def _from_anywhere() -> str:
    """What to type in any folder to start this program."""
    command = program()
    if not Path(command).is_file():
        return command
    whole = str(Path(command).absolute())
    return f'"{whole}"' if " " in whole else whole


def _say_where(to: Path, papers: list[Handed], tell: Callable[[str], None]) -> None:
    tell("")
    tell(f"The vault:             {to / VAULT}")
    tell(f"Signed papers (PDF):   {len(papers)} in {to}")
    tell(f"Root certificate:      {to / CERTIFICATE}")
    tell(f"Who can unlock it how: {to / README}")
    tell(f"Open the window with:  {program()} --vault {to / VAULT}")
    if papers:
        tell(f"Verify a paper with:   {program()} verify {papers[0].path} --root {to / CERTIFICATE}")
