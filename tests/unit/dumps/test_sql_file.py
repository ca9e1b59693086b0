"""A dump in one file: whole or not, packed or not."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from backports import zstd

from onlinealter.dumps.faults import DumpFault
from onlinealter.dumps.opening import open_dump
from onlinealter.dumps.reading import Outline, look_through
from onlinealter.model.errors import UsageFault

_TEXT = b"""-- MySQL dump 10.13  Distrib 9.7.4, for Linux (x86_64)
--
-- Host: 127.0.0.1    Database: shop
-- ------------------------------------------------------
-- Server version\t9.7.4-2
CREATE TABLE `t` (id int);
INSERT INTO `t` VALUES (1);
USE `mysql`;
CREATE TABLE `user` (id int);
INSERT INTO `user` VALUES (1);
-- Dump completed on 2026-11-29
"""


def _outline(file: Path, text: bytes) -> Outline:
    file.write_bytes(text)
    return look_through(open_dump(file), file, lambda: None)


def _packed(text: bytes) -> dict[str, bytes]:
    return {"plain": text, "gzip": gzip.compress(text), "zstd": zstd.compress(text)}


@pytest.mark.parametrize("packing", ["plain", "gzip", "zstd"])
def test_a_whole_dump_is_outlined(tmp_path: Path, packing: str) -> None:
    """Its origin, its tables and what is left out; how it is packed is seen, not guessed from the name."""
    found = _outline(tmp_path / "d.sql", _packed(_TEXT)[packing])
    assert (found.origin.is_mariadb, found.origin.version, found.origin.schema) == (False, "9.7.4-2", "shop")
    assert found.tables == {("", "t")}
    assert found.left_out == {"schema mysql": 3}


@pytest.mark.parametrize("packing", ["plain", "gzip", "zstd"])
def test_a_dump_that_is_cut_off_is_refused(tmp_path: Path, packing: str) -> None:
    """Wherever it is cut."""
    text = _packed(_TEXT)[packing]
    for end in (len(text) - 34, len(text) // 2, len(text) - 10) if packing != "plain" else range(400, len(_TEXT) - 16):
        with pytest.raises(DumpFault):
            _outline(tmp_path / "d.sql", text[:end])


def test_a_dump_without_its_last_line_says_where_it_ends(tmp_path: Path) -> None:
    """The program was stopped between two tables."""
    with pytest.raises(DumpFault, match=r"d\.sql, line 11: the dump ends here, without the line '-- Dump completed'"):
        _outline(tmp_path / "d.sql", _TEXT[: _TEXT.index(b"-- Dump completed")])


def test_a_last_line_inside_of_a_value_does_not_count(tmp_path: Path) -> None:
    """Only a comment behind the last statement does."""
    with pytest.raises(DumpFault):
        _outline(tmp_path / "d.sql", _TEXT.replace(b"\n-- Dump", b"\nINSERT INTO t VALUES ('\n-- Dump") + b"');\n")


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    """With what one is."""
    with pytest.raises(UsageFault, match="is no file"):
        open_dump(tmp_path / "nothing")
