"""What a command reads where a file is named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ehr_desk.cli.asking import read
from ehr_desk.common.errors import UserError


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="where a shell hands over a pipe by a name")
def test_a_pipe_is_read_and_a_device_without_an_end_is_not(tmp_path: Path) -> None:
    end, begin = os.pipe()
    os.write(begin, b"%PDF")
    os.close(begin)
    assert read(Path(f"/dev/fd/{end}")) == b"%PDF"
    os.close(end)
    (tmp_path / "endless.pdf").symlink_to("/dev/zero")
    with pytest.raises(UserError, match="more than any document has"):
        read(tmp_path / "endless.pdf")
