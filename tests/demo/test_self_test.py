"""The self-test tells what it tried and fails where something is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from ehr_desk.demo import self_test
from ehr_desk.demo.self_test import SelfTest, run_self_test
from ehr_desk.vault import KdfLimits


def test_it_tries_every_part_and_says_so(cheap_kdf: KdfLimits, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_self_test(cheap_kdf) == 0
    said = capsys.readouterr().out
    assert "Everything works." in said
    assert said.count("\nok      ") == len(SelfTest(Path(), cheap_kdf).steps())


def test_a_missing_part_is_named_and_the_exit_code_says_so(
    cheap_kdf: KdfLimits, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(self_test, "resources_dir", lambda: tmp_path)
    assert run_self_test(cheap_kdf) == 1
    said = capsys.readouterr().out
    assert "failed  fonts, icons and the code table are there" in said
    assert "One step failed." in said
