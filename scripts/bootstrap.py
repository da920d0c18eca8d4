"""Make this folder ready to run (``runtime``) or to develop in (``develop``).

Usage: ``python3 scripts/bootstrap.py [runtime|develop]``

Needs Python 3.11 with ``venv`` and nothing else. It creates ``.venv``, installs the hash-locked packages of
``requirements/`` into it, and sees to the system libraries that Qt loads: installed through apt where that is
allowed without asking for a password, otherwise named in one line to run. Run again, it does only what changed.

Exit code 0 when everything is there, 1 with words when something is left to do.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "ehr-desk.json"
OLDEST = (3, 11)

# One package a line; where a distribution renamed one, the names in order of preference.
# Measured on a bare Debian 12: the first group opens no window yet, the second opens one on X11 or Wayland.
QT_PACKAGES: tuple[tuple[str, ...], ...] = (
    ("libgl1",),
    ("libegl1",),
    ("libglib2.0-0t64", "libglib2.0-0"),
    ("libdbus-1-3",),
    ("libfontconfig1",),
    ("libxkbcommon0",),
    ("libxkbcommon-x11-0",),
    ("libxcb-cursor0",),
    ("libxcb-icccm4",),
    ("libxcb-keysyms1",),
    ("libxcb-shape0",),
    ("libcups2t64", "libcups2"),
    ("libwayland-client0",),
    ("libwayland-cursor0",),
)
# Tests hand the signed PDFs to other people's programs: command -> package.
TEST_TOOLS = {"pdfsig": "poppler-utils", "qpdf": "qpdf", "softhsm2-util": "softhsm2"}

# Looked at for libraries that are not there, below the PySide6 folder.
QT_FILES = (
    "QtWidgets.abi3.so",
    "QtPdf.abi3.so",
    "QtPrintSupport.abi3.so",
    "Qt/plugins/platforms/libqoffscreen.so",
    "Qt/plugins/platforms/libqxcb.so",
    "Qt/plugins/platforms/libqwayland.so",
    "Qt/plugins/printsupport/libcupsprintersupport.so",
)


class Unfinished(Exception):
    """Something is left for a person to do; the text says what."""


def run(command: Sequence[str], *, quiet: bool = False) -> bool:
    """Run a command; true when it succeeded."""
    output = subprocess.DEVNULL if quiet else None
    try:
        return subprocess.run(command, stdout=output, stderr=output, check=False).returncode == 0
    except OSError:
        return False


def say(text: str) -> None:
    """A line for the person who waits."""
    print(text, flush=True)


def venv_python() -> Path:
    """The interpreter inside ``.venv``."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def packages_folder() -> Path:
    """Where ``.venv`` keeps its packages."""
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    found = subprocess.run([str(venv_python()), "-c", ask], capture_output=True, text=True, check=True)
    return Path(found.stdout.strip())


def digest(path: Path) -> str:
    """What a lock file is recognised by, together with the interpreter it was installed for."""
    version = "{}.{}".format(*sys.version_info[:2])
    return hashlib.sha256(version.encode() + path.read_bytes()).hexdigest()


def installed() -> dict[str, str]:
    """Kind of lock -> digest, as noted after the last complete installation."""
    try:
        found = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def make_venv() -> None:
    """Create ``.venv``, or create it anew when its interpreter is gone or another one."""
    check = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]!r})"
    if run([str(venv_python()), "-c", check], quiet=True):
        return
    say("Creating .venv ...")
    if not run([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        shutil.rmtree(VENV, ignore_errors=True)
        raise Unfinished(
            "Python could not create a virtual environment. On Debian and Ubuntu its part for that is a package "
            "of its own; run this line, then try again:\n\n    sudo apt-get install python3-venv"
        )


def install_packages(kind: str) -> None:
    """Install the lock of this kind unless it is installed already. The development lock contains the other."""
    wanted = {name: digest(ROOT / "requirements" / f"{name}.txt") for name in ("runtime", "develop")}
    if installed().get(kind) == wanted[kind]:
        return
    STAMP.unlink(missing_ok=True)
    say(f"Installing the {kind} packages into .venv; the first time this takes a few minutes ...")
    lock = ROOT / "requirements" / f"{kind}.txt"
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes", "--only-binary", ":all:"]
    if not run([str(venv_python()), "-m", "pip", "install", *options, "-r", str(lock)]):
        raise Unfinished(
            "The packages could not be installed; what pip says stands above. The usual reasons are no way to the "
            "package index, too little disk space (1 GB is enough), or a computer for which Qt has no ready package."
        )
    make_importable()
    done = wanted if kind == "develop" else {"runtime": wanted["runtime"]}
    STAMP.write_text(json.dumps(done, indent=1) + "\n", encoding="utf-8")


def make_importable() -> None:
    """Let ``.venv`` find the program in this folder from anywhere, and start it as ``.venv/bin/ehr-desk``."""
    (packages_folder() / "ehr-desk.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    if os.name == "posix":
        start = VENV / "bin" / "ehr-desk"
        # The shell starts Python, because the first line of a script cannot hold a path with a blank.
        code = "import sys\n\nfrom ehr_desk.cli import main\n\nsys.exit(main())\n"
        start.write_text(f"#!/bin/sh\n'''exec' \"{venv_python()}\" \"$0\" \"$@\"\n' '''\n{code}", encoding="utf-8")
        start.chmod(0o755)


def missing_libraries() -> list[str]:
    """Names of shared libraries that Qt would look for in vain. Empty where ``ldd`` does not exist."""
    folder = packages_folder() / "PySide6"
    files = [str(folder / name) for name in QT_FILES if (folder / name).is_file()]
    if not files:
        return []
    try:
        listed = subprocess.run(["ldd", *files], capture_output=True, text=True, check=False)
    except OSError:
        return []
    lines = [line.split("=>") for line in listed.stdout.splitlines()]
    return sorted({parts[0].strip() for parts in lines if len(parts) == 2 and "not found" in parts[1]})


def candidate(names: Sequence[str]) -> str:
    """The first of these package names that this distribution has."""
    for name in names[:-1]:
        shown = subprocess.run(["apt-cache", "policy", name], capture_output=True, text=True, check=False).stdout
        if "Candidate:" in shown and "Candidate: (none)" not in shown:
            return name
    return names[-1]


def apt_install(groups: Sequence[Sequence[str]], why: str) -> None:
    """Install packages where that needs no password; otherwise say the line that does it."""
    if shutil.which("apt-get") is None:
        raise Unfinished(f"{why}\nInstall the packages that your system calls them by, then try again.")
    prefix = [] if os.geteuid() == 0 else ["sudo"]
    allowed = not prefix or run(["sudo", "-n", "true"], quiet=True)
    if allowed:
        say(f"{why} Installing them through apt ...")
        run([*prefix, "apt-get", "-qq", "update"])
    names = [candidate(group) for group in groups]
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *names]
    said = ""
    if allowed:
        asking_nothing = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", *install]
        done = subprocess.run(asking_nothing, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return
        said = f"apt could not: {done.stderr.strip()}\n"
    raise Unfinished(f"{why}\n{said}Run this line, then try again:\n\n    {' '.join(['sudo', *install])}")


def see_to_libraries() -> None:
    """Have every library that Qt loads, or say what to do. Only Linux leaves them to the system."""
    if not sys.platform.startswith("linux"):
        return
    missing = missing_libraries()
    if not missing:
        return
    others = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
    apt_install(QT_PACKAGES, f"Qt needs system libraries that are not here: {', '.join(missing[:3])}{others}.")
    left = missing_libraries()
    if left:
        raise Unfinished(f"Still missing for Qt after the installation: {', '.join(left)}.")


def see_to_test_tools() -> None:
    """Have the other programs that the tests compare with."""
    missing = [tool for tool in TEST_TOOLS if shutil.which(tool) is None]
    if missing and sys.platform.startswith("linux"):
        packages = [(TEST_TOOLS[tool],) for tool in missing]
        apt_install(packages, f"The tests use programs that are not here: {', '.join(missing)}.")


def main(arguments: Sequence[str]) -> int:
    """Do what is missing; 0 when nothing is."""
    parser = argparse.ArgumentParser(description="Make this folder ready to run EHR Desk or to develop it.")
    parser.add_argument("kind", nargs="?", choices=("runtime", "develop"), default="runtime")
    kind = parser.parse_args(arguments).kind
    try:
        if sys.version_info < OLDEST:
            raise Unfinished(
                "EHR Desk needs Python 3.11 or newer, and this is {}.{}. With a newer one beside it, name it: "
                "make demo PYTHON=python3.12".format(*sys.version_info[:2])
            )
        make_venv()
        install_packages(kind)
        see_to_libraries()
        if kind == "develop":
            see_to_test_tools()
    except Unfinished as unfinished:
        print(f"\n{unfinished}\n", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
