"""What a file holds inside: plain, gzip or zip, guarded against files that unpack to more than a disk takes."""

import gzip
import io
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from sakshi_desktop.core.errors import ImportFileError

UNPACKED_LIMIT = 4 << 30
"""Bytes a packed file may unpack to."""
RATIO_LIMIT = 250
"""Times a packed file may grow, once it is past RATIO_FLOOR; real sales files grow 5 to 40 times."""
RATIO_FLOOR = 16 << 20
MEMBER_LIMIT = 200
BUFFER = 1 << 20
HEAD = 4096
ENCRYPTED = 0x1

CSV_HINT = "Export the sales as CSV or Excel and choose that file."
_PICTURE = re.compile(
    rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|BM.{4}\0\0\0\0|II\*\0|MM\0\*|RIFF.{4}(?:WEBP|AVI |WAVE)", re.DOTALL
)
_ZIP = b"PK\x03\x04"
_ZIPS = (_ZIP, b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of bytes, plain, unpacked or inside a zip.

    Attributes:
        name: its name inside a zip; "" for a file that stands alone.
        size: bytes by which progress is measured; 0 where it is not known.
        open: gives a new stream from its beginning.
        workbook: it is an Excel workbook.
        mark: what tells its content from an earlier one of the same name; None where it is not known.
    """

    name: str
    size: int
    open: Callable[[], BinaryIO]
    workbook: bool = False
    mark: tuple[str, int, int] | None = None


class Guarded(io.RawIOBase):
    """A stream that counts what it gives and stops a bomb.

    Args:
        packed: bytes on disk; 0 turns the ratio off.
        read_so_far: bytes of the packed file read so far; progress is measured by it.

    Attributes:
        given: bytes read from the stream.
        without_nul: zero bytes are dropped.
    """

    def __init__(self, stream: BinaryIO, packed: int, read_so_far: Callable[[], int] | None = None) -> None:
        super().__init__()
        self._stream = stream
        self._packed = packed
        self._read_so_far = read_so_far
        self.given = 0
        self.without_nul = False

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, target: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Fill ``target``; raises ImportFileError when the file is damaged or grows past the limits."""
        data = self._next(len(target))
        while self.without_nul and b"\0" in data:
            data = data.replace(b"\0", b"") or self._next(len(target))
        target[: len(data)] = data
        return len(data)

    def _next(self, size: int) -> bytes:
        try:
            data = self._stream.read(size)
        except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, zlib.error, RuntimeError) as error:
            raise ImportFileError("The packed file is damaged.", hint="Export or download it again.") from error
        except OSError as error:
            raise ImportFileError(
                "The file could not be read to its end.",
                hint="Check that its disk is still there, and choose it again.",
            ) from error
        self.given += len(data)
        if self._packed:
            guard(self.given, self._packed)
        return data

    def place(self) -> int:
        """Return how far the file is read, in the measure of ``Part.size``."""
        return self._read_so_far() if self._read_so_far else self.given

    def close(self) -> None:
        """Close the stream below, too."""
        self._stream.close()
        super().close()


def guard(unpacked: int, packed: int) -> None:
    """Raise ImportFileError when ``unpacked`` bytes out of ``packed`` are no honest sales file."""
    if unpacked > UNPACKED_LIMIT or (unpacked > RATIO_FLOOR and unpacked > packed * RATIO_LIMIT):
        raise ImportFileError(
            "The file unpacks to far more than a sales file holds; it was not read.",
            hint="If it is genuine, unpack it yourself and import the parts.",
        )


def stamp(path: Path) -> tuple[int, int]:
    """Return what changes when a file is written: its size and that moment.

    Raises:
        ImportFileError: it is not there, or not to be read.
    """
    with _reached(path):
        about = path.stat()
    return about.st_size, about.st_mtime_ns


@contextmanager
def _reached(path: Path) -> Iterator[None]:
    """Turn what the disk refuses into an ImportFileError."""
    try:
        yield
    except OSError as error:
        raise ImportFileError(
            f"“{path.name}” cannot be opened.", hint="Check that it exists and that you may read it."
        ) from error


def parts(path: Path) -> list[Part]:
    """Return the files of bytes in ``path``: one, or those of a zip.

    Raises:
        ImportFileError: it cannot be read, is empty, or holds no table.
    """
    with _reached(path):
        about = path.stat()
        _refuse_irregular(about.st_mode, path.name)
        with path.open("rb") as stream:
            head = stream.read(HEAD)
            if head.startswith(_OLE):
                head += stream.read(RATIO_FLOOR)
    size = about.st_size
    if not size:
        raise ImportFileError(
            f"“{path.name}” is empty.", hint="Export it again; the download was probably interrupted."
        )
    if head.startswith(b"\x1f\x8b"):
        return [_unpacked(path, size)]
    if head.startswith(_ZIPS):
        return _of_zip(path, size, (str(path.resolve()), size, about.st_mtime_ns))
    refuse_other(head, path.name)
    return [Part("", size, lambda: _plain(path))]


def _refuse_irregular(mode: int, name: str) -> None:
    if stat.S_ISDIR(mode):
        raise ImportFileError(f"“{name}” is a folder.", hint="Choose a file in it.")
    if not stat.S_ISREG(mode):
        raise ImportFileError(f"“{name}” is no file on a disk.", hint="Save what it gives as a file and import that.")


def refuse_other(head: bytes, name: str) -> None:
    """Raise ImportFileError for contents that are no table, told by their first bytes."""
    if head.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in head or "EncryptionInfo".encode("utf-16-le") in head:
            raise ImportFileError(
                f"“{name}” is protected by a password.", hint="Save it in Excel without the password and import that."
            )
        raise ImportFileError(
            f"“{name}” is an old or protected Excel file.",
            hint="Save it in Excel as .xlsx, without a password, and import that.",
        )
    if _PICTURE.match(head):
        raise ImportFileError(f"“{name}” is a picture, not a table of sales.", hint=CSV_HINT)
    if head.startswith(b"%PDF"):
        raise ImportFileError(f"“{name}” is a PDF, not a table of sales.", hint=CSV_HINT)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[{", b"[[")):
        raise ImportFileError(f"“{name}” holds JSON, not a table of sales.", hint=CSV_HINT)
    if head.lstrip()[:200].lower().startswith((b"<!doctype html", b"<html", b"<table")):
        raise ImportFileError(
            f"“{name}” is a web page.", hint="Open it in a spreadsheet, save it as CSV and import that."
        )


def stream(part: Part, *, without_nul: bool = False) -> tuple[io.BufferedReader, Guarded]:
    """Return a buffered stream of a part, and what tells how far it is read.

    Args:
        without_nul: zero bytes are dropped; databases refuse them in texts.
    """
    raw = cast("Guarded", part.open())
    raw.without_nul = without_nul
    return io.BufferedReader(raw, BUFFER), raw


def _plain(path: Path) -> BinaryIO:
    return cast("BinaryIO", Guarded(path.open("rb", buffering=0), 0))


def _unpacked(path: Path, size: int) -> Part:
    def reopen() -> BinaryIO:
        packed = gzip.GzipFile(path)
        below = cast("BinaryIO", packed.fileobj)
        return cast("BinaryIO", Guarded(cast("BinaryIO", packed), size, below.tell))

    part = Part("", size, reopen)
    reader, _ = stream(part)
    with reader:
        head = reader.read(HEAD)
    if not head:
        raise ImportFileError(
            f"“{path.name}” is empty.", hint="Export it again; the download was probably interrupted."
        )
    if head.startswith((_ZIP, b"\x1f\x8b")):
        raise ImportFileError(f"“{path.name}” is packed twice.", hint="Unpack it once and import what is inside.")
    refuse_other(head, path.name)
    return part


def _of_zip(path: Path, size: int, mark: tuple[str, int, int]) -> list[Part]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:  # the last: made for a later zip than it knows
        raise ImportFileError(f"“{path.name}” is damaged.", hint="Export or download it again.") from error
    guard(sum(member.file_size for member in members), size)
    if len(members) > MEMBER_LIMIT:
        raise ImportFileError(
            f"“{path.name}” holds {len(members):,} files.", hint="Import a zip with the tables of one export."
        )
    if any(member.filename == "xl/workbook.xml" for member in members):
        return [Part("", 0, lambda: cast("BinaryIO", path.open("rb")), workbook=True, mark=mark)]
    tables = [member for member in members if _is_table(member.filename)]
    if not tables:
        raise ImportFileError(f"“{path.name}” holds no table.", hint="It should hold .csv files of sales.")
    if any(member.flag_bits & ENCRYPTED for member in tables):
        raise ImportFileError(
            f"“{path.name}” is protected by a password.", hint="Unpack it with the password and import what is inside."
        )
    return [_member(path, member) for member in tables]


def _is_table(name: str) -> bool:
    hidden = name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith(".")
    return not hidden and name.casefold().endswith((".csv", ".txt", ".tsv"))


def _member(path: Path, member: zipfile.ZipInfo) -> Part:
    def reopen() -> BinaryIO:
        archive = zipfile.ZipFile(path)
        return cast("BinaryIO", Guarded(cast("BinaryIO", archive.open(member)), max(member.compress_size, 1)))

    return Part(member.filename, member.file_size, reopen)
