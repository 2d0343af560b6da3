"""The command in processes of its own that have read their modules already.

`serve` reads stabwin's modules and waits; for every call it forks a process that takes the caller's arguments,
environment, folder and streams, and is the command from there on. What a user's first second goes into is
done once. Tests of that second, of what Python reads from its environment, and of kills start the real thing.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self


class WarmProgram:
    """Run the command in a process forked from one that waits.

    Parameters
    ----------
    folder : Path
        Where the socket lies.
    """

    def __init__(self, folder: Path) -> None:
        self._address = str(folder / "socket")
        environment = {
            k: v for k, v in os.environ.items() if k not in ("COLUMNS", "FORCE_COLOR", "NO_COLOR")
        }
        self._server = subprocess.Popen(
            [sys.executable, __file__, self._address],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            env=environment,
            cwd=folder,
        )
        assert self._server.stdout is not None
        assert self._server.stdout.readline() == b"ready\n", "The warm program didn't start."

    def __call__(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        cwd: str | os.PathLike[str] | None = None,
        timeout: float = 120,
        largest_file: int | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run the command to its end, as ``subprocess.run`` does.

        Where files may have only so many bytes, what fills them fails as on a full disk, and what the
        command says must fit into a pipe.
        """
        with Path(os.devnull).open() as nothing, _Stream(largest_file) as out, _Stream(largest_file) as err:
            folder = os.fspath(cwd or Path.cwd())
            asked = json.dumps([list(arguments), dict(environment), folder, largest_file])
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(timeout)
                connection.connect(self._address)
                streams = [nothing.fileno(), out.writable, err.writable]
                socket.send_fds(connection, [len(asked.encode()).to_bytes(8, "little")], streams)
                connection.sendall(asked.encode())
                code = int.from_bytes(connection.recv(8), "little", signed=True)
            texts = [stream.read() for stream in (out, err)]
        return subprocess.CompletedProcess(["stabwin", *arguments], code, *texts)

    def close(self) -> None:
        """End the process that waits."""
        self._server.terminate()
        self._server.communicate()


class _Stream:
    """What a command says: through a file, or through a pipe where files are limited."""

    def __init__(self, largest_file: int | None) -> None:
        if largest_file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed at the end)
            self.writable = self._file.fileno()
        else:
            read, self.writable = os.pipe()
            self._file = os.fdopen(read, "rb")
        self._is_pipe = largest_file is not None

    def __enter__(self) -> Self:
        return self

    def read(self) -> str:
        if self._is_pipe:
            os.close(self.writable)
        else:
            self._file.seek(0)
        return self._file.read().decode("utf-8").replace("\r\n", "\n")

    def __exit__(self, *_: object) -> None:
        self._file.close()


def serve(address: str) -> None:
    """Wait for calls; returns in a process that is to become the command."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # callers' processes are not waited for
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
        server.listen()
        print("ready", flush=True)
        while True:
            connection, _ = server.accept()
            if os.fork() == 0:
                break
            connection.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    size, streams, _, _ = socket.recv_fds(connection, 8, 3)
    length, asked = int.from_bytes(size, "little"), b""
    while len(asked) < length:
        asked += connection.recv(length - len(asked))
    command = os.fork()
    if command:
        code = os.waitstatus_to_exitcode(os.waitpid(command, 0)[1])
        connection.sendall(code.to_bytes(8, "little", signed=True))
        os._exit(0)
    connection.close()
    arguments, environment, folder, largest_file = json.loads(asked)
    for standard, stream in enumerate(streams):
        os.dup2(stream, standard)
        os.close(stream)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["stabwin", *arguments]
    if largest_file is not None:
        import resource

        # Those that are there know that they lead to files, and want to know how far they are.
        sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115 (open to the end)
        sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))


if __name__ == "__main__":
    sys.path.pop(0)  # the folder of this file: the installed script has its own there
    # Modules that commands import where they need them.
    import matplotlib.figure  # noqa: F401
    import pandas as pd  # noqa: F401
    import plotly.graph_objects  # noqa: F401
    import pyarrow.fs
    import pyarrow.parquet

    import stabwin.analysis.windows.ask
    import stabwin.cli.app
    import stabwin.cli.main
    import stabwin.hull.sampled_line
    import stabwin.screening.screen

    # The oldest pyarrow starts threads for S3 and waits for them at the end; a forked process has none.
    atexit.unregister(getattr(pyarrow.fs, "finalize_s3", None))
    gc.freeze()  # what is read stays shared with the processes to come
    serve(sys.argv[1])
    code = 1
    try:
        stabwin.cli.main.run()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException:  # noqa: BLE001 - as the interpreter would
        traceback.print_exc()
    finally:
        threading._shutdown()  # as the interpreter: threads first, then what waits for the end
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # without taking down what it shares, which would copy it first
