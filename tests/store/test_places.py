from pathlib import Path

import pytest

from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.store import places
from sakshi_desktop.store.database import Database

LOCAL = "/dev/sda1 / ext4 rw,relatime 0 0\nproc /proc proc rw 0 0\n"


def _mounts(tmp_path, *lines):
    file = tmp_path / "mounts"
    file.write_text(LOCAL + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return file


def _escaped(path):
    return str(path).replace("\\", "\\134").replace(" ", "\\040").replace("\t", "\\011")


def _is_taken(file, mounts):
    try:
        places.check(file, mounts=mounts)
    except DatabaseError:
        return False
    return True


@pytest.mark.parametrize(
    "kind", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p", "fuse.rclone", "davfs", "vboxsf", "fuse.gvfsd-fuse"]
)
def test_a_network_share_is_refused_and_points_to_postgresql(tmp_path, kind):
    mounts = _mounts(tmp_path, f"//nas/office {_escaped(tmp_path)} {kind} rw 0 0")
    with pytest.raises(DatabaseError) as refused:
        places.check(tmp_path / "sakshi.db", mounts=mounts)
    assert "network share" in refused.value.sentence
    assert "PostgreSQL" in refused.value.hint


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs", "tmpfs", "overlay", "zfs", "fuseblk", "apfs"])
def test_a_disk_of_this_pc_is_taken(tmp_path, kind):
    assert _is_taken(tmp_path / "sakshi.db", _mounts(tmp_path, f"/dev/sdb1 {_escaped(tmp_path)} {kind} rw 0 0"))


@pytest.mark.parametrize("name", ["My Office", "कार्यालय", "tab\there", "100% \\ backslash"])
def test_a_mount_point_of_any_name_is_recognised(tmp_path, name):
    share = tmp_path / name
    share.mkdir()
    with pytest.raises(DatabaseError):
        places.check(share / "sakshi.db", mounts=_mounts(tmp_path, f"nas:/x {_escaped(share)} nfs4 rw 0 0"))


def test_the_innermost_mount_decides(tmp_path):
    (tmp_path / "share" / "disk").mkdir(parents=True)
    (tmp_path / "share-2").mkdir()
    share = _escaped(tmp_path / "share")
    mounts = _mounts(tmp_path, f"nas:/x {share} nfs4 rw 0 0", f"/dev/sdb1 {share}/disk ext4 rw 0 0")
    assert _is_taken(tmp_path / "share" / "disk" / "sakshi.db", mounts)
    assert _is_taken(tmp_path / "share-2" / "sakshi.db", mounts)
    assert not _is_taken(tmp_path / "share" / "sakshi.db", mounts)


def test_a_link_leads_to_where_it_points(tmp_path):
    (tmp_path / "share").mkdir()
    (tmp_path / "office").symlink_to(tmp_path / "share")
    (tmp_path / "sakshi.db").symlink_to(tmp_path / "share" / "sakshi.db")
    mounts = _mounts(tmp_path, f"nas:/x {_escaped(tmp_path / 'share')} nfs4 rw 0 0")
    for file in (tmp_path / "office" / "sakshi.db", tmp_path / "sakshi.db"):
        with pytest.raises(DatabaseError):
            places.check(file, mounts=mounts)


@pytest.mark.parametrize(
    "folder",
    [
        "OneDrive",
        "OneDrive - Sakshi Cafes",
        "Dropbox",
        "Dropbox (Personal)",
        "iCloudDrive",
        "Google Drive",
        "Library/Mobile Documents/com~apple~CloudDocs",
        "Library/CloudStorage/GoogleDrive-asha",
        "Nextcloud/cafe",
    ],
)
def test_a_synced_folder_is_refused_by_its_name(tmp_path, folder):
    (tmp_path / folder).mkdir(parents=True)
    with pytest.raises(DatabaseError) as refused:
        Database.open(f"sqlite:///{tmp_path / folder / 'sakshi.db'}")
    assert "copied while it is written" in refused.value.sentence
    assert "PostgreSQL" in refused.value.hint
    assert list((tmp_path / folder).iterdir()) == []


def test_a_link_into_a_synced_folder_is_refused(tmp_path):
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "data").symlink_to(tmp_path / "Dropbox")
    with pytest.raises(DatabaseError):
        Database.open(f"sqlite:///{tmp_path / 'data' / 'sakshi.db'}")


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(DatabaseError) as refused:
        Database.open(f"sqlite:///{tmp_path / 'gone' / 'sakshi.db'}")
    assert refused.value.sentence.endswith("does not exist.")


def test_where_no_mounts_are_told_the_place_is_taken(tmp_path):
    assert _is_taken(tmp_path / "sakshi.db", tmp_path / "none")


def test_a_relative_file_is_meant_from_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DatabaseError):
        places.check(Path("sakshi.db"), mounts=_mounts(tmp_path, f"nas:/x {_escaped(tmp_path)} nfs rw 0 0"))
