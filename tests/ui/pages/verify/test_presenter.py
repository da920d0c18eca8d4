"""Files that are none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ehr_desk.common.errors import UserError
from ehr_desk.ui.pages.verify.presenter import read_pdf


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system with pipes that have names")
def test_what_may_have_no_end_is_not_opened(tmp_path: Path) -> None:
    pipe, endless, paper = tmp_path / "pipe.pdf", tmp_path / "endless.pdf", tmp_path / "paper.pdf"
    os.mkfifo(pipe)
    endless.symlink_to("/dev/zero")
    paper.write_bytes(b"%PDF")
    for one in (pipe, endless, tmp_path, tmp_path / "gone.pdf"):
        with pytest.raises(UserError, match="cannot be read"):
            read_pdf(one)
    (tmp_path / "link.pdf").symlink_to(paper)
    assert read_pdf(tmp_path / "link.pdf") == b"%PDF"
