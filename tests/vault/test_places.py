from __future__ import annotations

from pathlib import Path

import pytest

from ehr_desk.vault.places import BadPlace, Surroundings, file_system_of, require_safe_place

MOUNTS = """\
/dev/sda2 / ext4 rw,relatime 0 0
//files.example.org/clinic /mnt/clinic\\040share cifs rw,vers=3.1.1 0 0
files:/export /srv/nfs nfs4 rw 0 0
user@host: /srv/people/dana/far fuse.sshfs rw 0 0
remote: /srv/people/dana/cloud fuse.rclone rw 0 0
https://dav.example.org /srv/people/dana/dav davfs rw 0 0
host0 /mnt/host 9p rw 0 0
/dev/sdb1 /srv/nfs/local ext4 rw 0 0
tmpfs /tmp tmpfs rw 0 0
"""


def _around(**environment: str) -> Surroundings:
    return Surroundings(lambda: MOUNTS, lambda path: False, environment)


def _accepted(folder: Path) -> bool:
    try:
        require_safe_place(folder, _around())
    except BadPlace:
        return False
    return True


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        ("/mnt/clinic share/record", "a Windows network share"),
        ("/srv/nfs/record", "an NFS network drive"),
        ("/srv/people/dana/far/record", "a drive over SSH"),
        ("/srv/people/dana/cloud/deep/down/record", "a cloud drive (rclone)"),
        ("/srv/people/dana/dav/record", "a WebDAV drive"),
        ("/mnt/host", "a shared folder of a virtual machine"),
    ],
)
def test_a_share_is_refused_with_the_reason_and_what_to_do(folder: str, words: str) -> None:
    with pytest.raises(BadPlace) as caught:
        require_safe_place(Path(folder), _around())
    assert caught.value.reason == "network"
    assert words in caught.value.message
    assert "PostgreSQL" in caught.value.remedy


@pytest.mark.parametrize("folder", ["/srv/people/record", "/srv/nfs/local/record", "/mnt/clinic", "/srv/nfs2/record"])
def test_a_disk_of_this_computer_is_fine(folder: str) -> None:
    assert _accepted(Path(folder))


def test_the_innermost_and_the_last_mount_count() -> None:
    both = "/dev/sda1 / ext4 rw 0 0\n//a/b /data cifs rw 0 0\n/dev/sdb1 /data ext4 rw 0 0\nbroken line\n"
    assert file_system_of(Path("/data/record"), both) == "ext4"
    assert file_system_of(Path("/data/record"), "") == ""


@pytest.mark.parametrize(
    ("name", "program"),
    [
        ("Dropbox", "Dropbox"),
        ("Dropbox (Riverbend)", "Dropbox"),
        ("OneDrive", "OneDrive"),
        ("OneDrive - Riverbend Demo Clinic", "OneDrive"),
        ("Google Drive", "Google Drive"),
        ("My Drive", "Google Drive"),
        ("iCloudDrive", "iCloud Drive"),
        ("Mobile Documents", "iCloud Drive"),
        ("Nextcloud", "Nextcloud"),
        ("Syncthing", "Syncthing"),
    ],
)
def test_a_folder_named_like_a_sync_folder_is_refused(tmp_path: Path, name: str, program: str) -> None:
    with pytest.raises(BadPlace, match=program) as caught:
        require_safe_place(tmp_path / name / "clinic" / "record", _around())
    assert caught.value.reason == "sync"
    assert "outside" in caught.value.remedy


@pytest.mark.parametrize(
    ("marker", "program"),
    [
        (".dropbox", "Dropbox"),
        (".dropbox.cache", "Dropbox"),
        (".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"),
        (".tmp.drivedownload", "Google Drive"),
        (".sync_0a1b2c3d4e5f.db", "Nextcloud"),
        (".nextcloudsync.log", "Nextcloud"),
        (".stfolder", "Syncthing"),
    ],
)
def test_a_folder_below_a_sync_programs_own_mark_is_refused(tmp_path: Path, marker: str, program: str) -> None:
    above = tmp_path / "work"
    (above / "clinic").mkdir(parents=True)
    (above / marker).touch()
    with pytest.raises(BadPlace, match=program):
        require_safe_place(above / "clinic" / "record", _around())


def test_the_system_saying_where_onedrive_is_counts(tmp_path: Path) -> None:
    with pytest.raises(BadPlace, match="OneDrive"):
        require_safe_place(tmp_path / "cloud" / "record", _around(OneDrive=str(tmp_path / "cloud")))


def test_a_link_into_a_sync_folder_is_seen_through(tmp_path: Path) -> None:
    (tmp_path / "Nextcloud").mkdir()
    (tmp_path / "here").symlink_to(tmp_path / "Nextcloud")
    with pytest.raises(BadPlace, match="Nextcloud"):
        require_safe_place(tmp_path / "here" / "record", _around())


def test_a_drive_that_windows_calls_remote_is_refused(tmp_path: Path) -> None:
    """What Windows itself answers is not tested."""
    with pytest.raises(BadPlace, match="a network drive"):
        require_safe_place(tmp_path, Surroundings(lambda: "", lambda path: True, {}))


def test_an_ordinary_folder_with_ordinary_names_is_fine(tmp_path: Path) -> None:
    names = ["dropbox-leaflets", "onedriver", "google", "synced"]
    assert [name for name in names if _accepted(tmp_path / name / "record")] == names
