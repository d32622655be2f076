"""Where a SQLite file must not live: network shares and synced folders corrupt its write-ahead log."""

import ctypes
import os
import re
import sys
from pathlib import Path

from sakshi_desktop.core.errors import DatabaseError

NETWORK_FILE_SYSTEMS = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "sshfs",
        "fuse.sshfs",
        "afpfs",
        "webdav",
        "davfs",
        "fuse.davfs",
        "9p",
        "afs",
        "glusterfs",
        "fuse.glusterfs",
        "ceph",
        "fuse.rclone",
        "fuse.gvfsd-fuse",
        "fuse.s3fs",
        "fuse.vmhgfs-fuse",
        "vboxsf",
        "prl_fs",
        "lustre",
        "beegfs",
        "coda",
    }
)
SYNCED_FOLDERS = (
    "onedrive",
    "dropbox",
    "icloud",
    "mobile documents",
    "google drive",
    "googledrive",
    "nextcloud",
    "box sync",
    "syncthing",
    "cloudstorage",
    "pcloud",
    "megasync",
)
DRIVE_REMOTE = 4
HINT = (
    "Keep the file on this PC's own disk. "
    "To share it among PCs, use PostgreSQL: see “Sharing a database” in the README."
)
MOUNTS = Path("/proc/mounts")
_ESCAPED = re.compile(r"\\([0-7]{3})")


def check(file: Path, *, mounts: Path = MOUNTS) -> None:
    """Refuse a place where SQLite loses data; a link leads to where it points.

    Raises:
        DatabaseError: the file is on a network share, in a synced folder, or its folder does not exist.
    """
    folder = Path(os.path.realpath(file)).parent
    if not folder.is_dir():
        raise DatabaseError(
            f"The folder {folder} does not exist.", hint="Make it, or choose another place for the database."
        )
    parts = (*folder.parts, *file.absolute().parent.parts)
    synced = next((part for part in parts if part.lower().startswith(SYNCED_FOLDERS)), None)
    if synced is not None:
        raise DatabaseError(
            f"The database would lie in “{synced}”, a folder that is copied while it is written.", hint=HINT
        )
    if _on_network(folder, mounts):
        raise DatabaseError(f"The folder {folder} is on a network share.", hint=HINT)


def _on_network(folder: Path, mounts: Path) -> bool:
    if sys.platform == "win32":
        drive = folder.drive
        return drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") == DRIVE_REMOTE
    if not mounts.exists():
        return False
    return _file_system(str(folder), mounts.read_text(encoding="utf-8", errors="replace")) in NETWORK_FILE_SYSTEMS


def _file_system(folder: str, mounts: str) -> str:
    """Return the type of the file system that holds ``folder``: the longest mount point that is its parent."""
    best, kind = "", ""
    for line in mounts.splitlines():
        _device, point, name, *_rest = line.split(" ")
        place = _ESCAPED.sub(lambda found: chr(int(found[1], 8)), point)
        inside = folder == place or folder.startswith(place.rstrip("/") + "/")
        if inside and len(place) >= len(best):
            best, kind = place, name
    return kind
