"""Where a vault may not lie: network shares and folders that another program copies behind its back.

The write-ahead log needs shared memory on one computer and locks that hold; SMB and NFS locks do not, and a sync
program copies database and log apart (sqlite.org/wal.html, sqlite.org/howtocorrupt.html).
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from ehr_desk.common.errors import UserError

NETWORK = {
    "9p": "a shared folder of a virtual machine",
    "afs": "an AFS network drive",
    "ceph": "a Ceph network drive",
    "cifs": "a Windows network share",
    "davfs": "a WebDAV drive",
    "fuse.davfs2": "a WebDAV drive",
    "fuse.gvfsd-fuse": "a network place of the desktop",
    "fuse.rclone": "a cloud drive (rclone)",
    "fuse.sshfs": "a drive over SSH",
    "glusterfs": "a Gluster network drive",
    "ncpfs": "a NetWare network drive",
    "nfs": "an NFS network drive",
    "nfs4": "an NFS network drive",
    "rclone": "a cloud drive (rclone)",
    "smb2": "a Windows network share",
    "smb3": "a Windows network share",
    "smbfs": "a Windows network share",
    "sshfs": "a drive over SSH",
    "vboxsf": "a shared folder of a virtual machine",
    "virtiofs": "a shared folder of a virtual machine",
}
_MARKERS = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".849C9593-D756-4E56-8D6E-42412F2A707B": "OneDrive",
    ".tmp.drivedownload": "Google Drive",
    ".tmp.driveupload": "Google Drive",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".stfolder": "Syncthing",
}
_MARKER_PATTERNS = {r"\.?_?sync_[0-9a-f]+\.db": "Nextcloud"}
_NAMES = {
    r"dropbox( \(.+\))?": "Dropbox",
    r"onedrive( - .+)?": "OneDrive",
    r"google ?drive|my drive|googledrive-.+": "Google Drive",
    r"iclouddrive|icloud drive|com~apple~clouddocs|mobile documents": "iCloud Drive",
    r"nextcloud|owncloud": "Nextcloud",
    r"syncthing": "Syncthing",
}
_ENVIRONMENT = {"OneDrive": "OneDrive", "OneDriveCommercial": "OneDrive", "OneDriveConsumer": "OneDrive"}
_REMOTE_DRIVE = 4  # DRIVE_REMOTE of GetDriveType


class BadPlace(UserError):
    """The folder lies where a vault is not safe. ``reason`` is ``network`` or ``sync``."""

    def __init__(self, reason: str, message: str, remedy: str) -> None:
        super().__init__(message, remedy)
        self.reason = reason


def _read_mounts() -> str:
    try:
        return Path("/proc/mounts").read_text("utf-8", "surrogateescape")
    except OSError:
        return ""


def _is_remote_drive(path: Path) -> bool:
    """Windows: a drive letter or UNC path of another computer. Not tested on a real Windows."""
    if sys.platform == "win32":
        import ctypes

        anchor = path.anchor
        return anchor.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(anchor) == _REMOTE_DRIVE
    return False


@dataclass(frozen=True)
class Surroundings:
    """What is asked of the system; tests answer themselves."""

    mounts: Callable[[], str] = _read_mounts
    remote_drive: Callable[[Path], bool] = _is_remote_drive
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))


def require_safe_place(folder: Path, surroundings: Surroundings | None = None) -> None:
    """Raise :class:`BadPlace` where ``folder`` (which may not exist yet) lies on a share or is synchronised."""
    around = surroundings or Surroundings()
    path = folder.absolute()
    resolved = path.resolve()
    drive = _network_drive(resolved, around)
    if drive:
        raise BadPlace(
            "network",
            f"This folder lies on {drive}. A record there can be damaged: its locks and its log need one computer.",
            "Keep the record on a disk of this computer; a backup may go to the network. For several desks on one "
            "record a database server (PostgreSQL) is the way, which this version does not offer yet.",
        )
    program = _sync_program(path, around) or _sync_program(resolved, around)
    if program:
        raise BadPlace(
            "sync",
            f"This folder is kept in step by {program}, which copies the parts of a record at different moments "
            "and damages it.",
            f"Keep the record outside the {program} folder. Finished backups may be copied there.",
        )


def _network_drive(path: Path, around: Surroundings) -> str:
    if around.remote_drive(path):
        return "a network drive"
    return NETWORK.get(file_system_of(path, around.mounts()), "")


def file_system_of(path: PurePath, mounts: str) -> str:
    """The type of the file system that holds a path, from the text of /proc/mounts; empty where it is not known."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = PurePath(re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), parts[1]))
        depth = len(point.parts)
        if depth >= best and (point == path or point in path.parents):
            best, kind = depth, parts[2]
    return kind


def _sync_program(path: Path, around: Surroundings) -> str:
    for variable, program in _ENVIRONMENT.items():
        root = around.environment.get(variable, "")
        if root and (Path(root) == path or Path(root) in path.parents):
            return program
    for folder in (path, *path.parents):
        found = _named(folder.name) or _marked(folder)
        if found:
            return found
    return ""


def _named(name: str) -> str:
    return next((who for pattern, who in _NAMES.items() if re.fullmatch(pattern, name.casefold())), "")


def _marked(folder: Path) -> str:
    for name, program in _MARKERS.items():
        if os.path.lexists(folder / name):
            # A home folder holds ".dropbox" (the program's own data) without being synchronised itself.
            if name == ".dropbox" and folder == Path.home():
                continue
            return program
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.name.startswith((".sync_", "._sync_", ".sync"))]
    except OSError:
        return ""
    patterns = _MARKER_PATTERNS.items()
    return next((who for pattern, who in patterns for name in names if re.fullmatch(pattern, name)), "")
