"""A PostgreSQL server for tests: made in a temporary folder, on a free port of this machine, gone with its last user.

``python tests/store/server.py FOLDER`` watches over one: it starts the server in the folder, keeps it while a process
named in ``FOLDER/users`` lives, then stops it and takes the folder away, even if those processes were killed.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PASSWORD = "open-sesame"
USER = "negosim"


def binaries() -> Path | None:
    """The folder of the server's programs, the newest one; None if there is none on this machine."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name.split(".")[0]))
    config = shutil.which("pg_config")
    if config is not None:
        told = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        places.append(Path(told.stdout.strip()))
    found = shutil.which("initdb")
    places += [Path(found).resolve().parent] if found else []
    usable = [place for place in places if (place / "initdb").exists() and (place / "postgres").exists()]
    return usable[-1] if usable else None


def _account() -> pwd.struct_passwd | None:
    """Who the server runs as: root may not, so that it is another then."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def start(log: Path) -> tuple[Path, int]:
    """Start a server and who watches over it; gives its folder and port, once it answers."""
    folder = Path(tempfile.mkdtemp(prefix="negosim-postgres-"))
    (folder / "users").mkdir()
    register(folder)
    account = _account()
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    output = (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)
    watch = os.posix_spawn(
        sys.executable,
        [sys.executable, __file__, str(folder)],
        os.environ,
        file_actions=[nothing, output, (os.POSIX_SPAWN_DUP2, 1, 2)],
        setsid=True,
    )
    until = time.monotonic() + 120
    while not (folder / "port").exists():
        if os.waitpid(watch, os.WNOHANG)[0] or time.monotonic() > until:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
        time.sleep(0.05)
    return folder, int((folder / "port").read_text())


def register(folder: Path) -> None:
    """Say that this process uses the server in a folder."""
    (folder / "users" / str(os.getpid())).touch()


def leave(folder: Path) -> None:
    """Say that this process does not use it any more."""
    (folder / "users" / str(os.getpid())).unlink(missing_ok=True)


def _alive(folder: Path) -> bool:
    for user in (folder / "users").iterdir():
        if Path(f"/proc/{user.name}").exists():
            return True
        user.unlink(missing_ok=True)
    return False


def _watch(folder: Path) -> None:
    place, account, data = binaries(), _account(), folder / "data"
    assert place is not None
    who: dict[str, Any] = {"cwd": folder, "env": {"PATH": str(place), "LC_ALL": "C"}}
    if account is not None:
        who |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    secret = folder / "secret"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    making = [place / "initdb", "-D", data, "-U", USER, f"--pwfile={secret}", "-A", "scram-sha-256"]
    subprocess.run([*making, "-E", "UTF8", "--locale=C", "--no-sync"], check=True, **who)
    server = None
    try:
        for _ in range(5):  # another program may take the port that was free
            port = _free_port()
            settings = {
                "listen_addresses": "127.0.0.1",
                "port": port,
                "unix_socket_directories": "",
                "fsync": "off",
                "max_connections": 64,
                "shared_buffers": "16MB",
            }
            words = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
            server = subprocess.Popen([place / "postgres", "-D", data, *words], **who)
            if _ready(server, data):
                break
        else:
            raise RuntimeError("no port was free")
        (folder / "port.new").write_text(str(port))
        (folder / "port.new").rename(folder / "port")
        while _alive(folder) and server.poll() is None:
            time.sleep(0.3)
    finally:
        if server is not None and server.poll() is None:
            server.send_signal(signal.SIGINT)
            server.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ready(server: subprocess.Popen[bytes], data: Path) -> bool:
    while server.poll() is None:
        note = data / "postmaster.pid"  # its eighth line tells how far the server is
        if note.exists() and note.read_text().splitlines()[7:8] == ["ready   "]:
            return True
        time.sleep(0.05)
    return False


if __name__ == "__main__":
    _watch(Path(sys.argv[1]))
