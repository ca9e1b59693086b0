"""A dump's bytes, unpacked on the way: plain, gzip or zstd, known by how they begin."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from onlinealter.dumps.faults import fault
from onlinealter.model.errors import UsageFault

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


class Stream:
    """Reads unpacked bytes; ``done`` is how many bytes of the file itself have been taken."""

    def __init__(self, file: Path, raw: BinaryIO, unpacked: BinaryIO, faults: tuple[type[Exception], ...]) -> None:
        self._file = file
        self._raw = raw
        self._unpacked = unpacked
        self._faults = faults

    def read(self, size: int) -> bytes:
        """At most so many bytes; none at the end. Raises DumpFault where the packed file is cut off or damaged."""
        try:
            return self._unpacked.read(size)
        except self._faults as error:
            raise fault(self._file, 0, f"the file is cut off or damaged ({error})", "Copy it again.") from error

    @property
    def done(self) -> int:
        return self._raw.tell()


@contextmanager
def opened(file: Path) -> Iterator[Stream]:
    """The file's unpacked bytes. Raises UsageFault where it can't be read, or is packed in a way that isn't known here."""
    try:
        with file.open("rb") as raw:
            begin = raw.read(4)
            raw.seek(0)
            if begin[:2] == _GZIP:
                yield Stream(file, raw, cast("BinaryIO", gzip.GzipFile(fileobj=raw)), (EOFError, OSError, zlib.error))
            elif begin == _ZSTD:
                open_zstd, fault_of_zstd = _zstd(file)
                yield Stream(file, raw, open_zstd(raw), (EOFError, OSError, fault_of_zstd))
            else:
                yield Stream(file, raw, raw, (OSError,))
    except OSError as error:
        raise UsageFault(f"{file} can't be read: {error.strerror or error}", remedy="Check the file's name.") from error


def _zstd(file: Path) -> tuple[Callable[[BinaryIO], BinaryIO], type[Exception]]:
    """Python has it from 3.14 on."""
    try:
        from backports import zstd
    except ImportError:
        try:
            from compression import zstd  # type: ignore[import-not-found, no-redef, unused-ignore]
        except ImportError:
            raise UsageFault(
                f"{file} is packed by zstd, which this Python can't unpack",
                remedy="pip install 'onlinealter[zstd]', or unpack it first: zstd -d FILE.",
            ) from None
    return (lambda raw: cast("BinaryIO", zstd.ZstdFile(raw, "rb"))), zstd.ZstdError
