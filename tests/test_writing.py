"""Files are written whole, and what is at their place stays what it is."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from stabwin.errors import OutputError
from stabwin.writing import remove_leftovers, write_bytes, write_file


def test_a_device_stays_a_device(tmp_path: Path) -> None:
    """A stand-in for /dev/null, so that a failure harms nothing."""
    device = tmp_path / "null"
    try:
        os.mknod(device, 0o666 | stat.S_IFCHR, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("making a device needs rights")
    write_file(device, "text")
    assert stat.S_ISCHR(device.stat().st_mode)
    assert [path.name for path in tmp_path.iterdir()] == ["null"]


def test_a_named_pipe_gets_the_text(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    write_bytes(pipe, [b"one ", b"two"])
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    reader.join(10)
    assert read == [b"one two"]


@pytest.mark.parametrize("existing", [True, False])
def test_symbolic_links_are_followed(tmp_path: Path, existing: bool) -> None:
    (tmp_path / "there").mkdir()
    file, link = tmp_path / "there" / "file", tmp_path / "link"
    if existing:
        file.write_text("old")
    link.symlink_to("there/file")
    write_file(link, "new")
    assert link.is_symlink()
    assert file.read_text() == "new"
    assert not file.is_symlink()


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666, 0o755])
def test_a_file_keeps_its_permissions(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "file"
    file.write_text("old")
    file.chmod(mode)
    write_file(file, "new")
    assert file.read_text() == "new"
    assert stat.S_IMODE(file.stat().st_mode) == mode


def test_a_stream_that_leads_to_a_file_is_written_to(tmp_path: Path) -> None:
    """As ``--csv /dev/stdout > file``: what was written to the stream before stays."""
    file = tmp_path / "file"
    with file.open("wb") as stream:
        stream.write(b"before ")
        stream.flush()
        write_file(Path(f"/dev/fd/{stream.fileno()}"), "text")
    assert file.read_text() == "before text"


@pytest.mark.parametrize("place", ["/", "folder", "loop", "/dev/full"])
def test_places_that_take_no_text_are_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(OutputError, match="can't be written"):
        write_file(tmp_path / place, "text")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "loop"]
    assert (tmp_path / "loop").is_symlink()


def test_a_write_that_stops_leaves_the_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("old")

    def parts() -> Iterator[bytes]:
        yield b"new"
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left"):
        write_bytes(file, parts())
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert file.read_text() == "old"


def test_a_name_may_have_as_many_bytes_as_the_disk_takes(tmp_path: Path) -> None:
    """What is written beside it has a longer name than the file."""
    for name in ("x" * 251 + ".csv", "é" * 125 + ".csv"):
        write_file(tmp_path / name, "text")
        assert (tmp_path / name).read_text() == "text"


@pytest.mark.parametrize("days", [-2, 2, 30_000])
def test_what_a_killed_process_left_goes_whatever_the_clock_said(tmp_path: Path, days: int) -> None:
    left = tmp_path / ".file.1.ab.part"
    for age_s, stays in ((days * 86_400, False), (0, True)):
        left.write_text("half")
        os.utime(left, (time.time() + age_s,) * 2)
        remove_leftovers(tmp_path)
        assert left.exists() == stays


def test_what_is_being_written_stays_when_the_clock_is_set(tmp_path: Path) -> None:
    """By another process, to which a write that began now seems to be years old."""
    script = (
        "import sys, time, pathlib\n"
        "from stabwin.writing import remove_leftovers\n"
        "now = time.time()\n"
        "time.time = lambda: now + float(sys.argv[2])\n"
        "remove_leftovers(pathlib.Path(sys.argv[1]))\n"
    )

    def parts() -> Iterator[bytes]:
        yield b"one "
        for seconds in (1e9, -1e9):
            subprocess.run([sys.executable, "-c", script, str(tmp_path), str(seconds)], check=True)
        yield b"two"

    write_bytes(tmp_path / "file", parts())
    assert (tmp_path / "file").read_text() == "one two"
