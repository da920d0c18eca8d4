"""One window for one vault: a second program rings, the first window comes forward.

The bell's name is a hash of the folder's path; what goes over it is one fixed word each way.
"""

from __future__ import annotations

import getpass
from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_RING = b"show"
_ANSWER = b"here"
WAIT_MS = 1_000


def bell_name(folder: Path) -> str:
    """The bell of a vault, the same for every way to write its path, another one for every user."""
    text = f"{getpass.getuser()}\n{folder.resolve()}"
    return f"ehr-desk-{sha256(text.encode()).hexdigest()[:32]}"


def ring(folder: Path, wait_ms: int = WAIT_MS) -> bool:
    """Ask the window that has this vault to come forward. False where there is none."""
    socket = QLocalSocket()
    socket.connectToServer(bell_name(folder))
    try:
        if not socket.waitForConnected(wait_ms):
            return False
        socket.write(_RING)
        socket.waitForBytesWritten(wait_ms)
        # The answer may have come while we waited for the word to go out.
        if not socket.bytesAvailable():
            socket.waitForReadyRead(wait_ms)
        return bytes(socket.readAll().data()) == _ANSWER
    finally:
        socket.abort()


class Doorbell(QObject):
    """Listens for one vault; ``rang`` when somebody started the program a second time."""

    rang = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._connected)

    def hang(self, folder: Path) -> bool:
        """Listen for this vault instead of the one before. False where the system gives no bell."""
        name = bell_name(folder)
        if self._server.isListening() and self._server.serverName() == name:
            return True
        self.take_down()
        if self._server.listen(name):
            return True
        # A killed program leaves its socket behind; whoever starts has already rung without an answer.
        QLocalServer.removeServer(name)
        return self._server.listen(name)

    def take_down(self) -> None:
        """Stop listening."""
        self._server.close()

    def _connected(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.setParent(self)
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(lambda one=socket: self._read(one))
            if socket.bytesAvailable():
                self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if bytes(socket.readAll().data()) == _RING:
            socket.write(_ANSWER)
            socket.flush()
            self.rang.emit()
