"""Names in the folder that somebody chose."""

from __future__ import annotations

from pathlib import Path

from ehr_desk.chart.disclosures.delivery import staged


def test_a_name_that_a_link_has_is_taken_wherever_it_leads(tmp_path: Path) -> None:
    (tmp_path / "D-1.pdf").symlink_to(tmp_path / "nowhere")
    with staged(tmp_path, [("D-1.pdf", b"paper"), ("D-1.pdf", b"cover")], "mark") as files:
        files.move()
    assert [(path.name, path.read_bytes()) for path in files.paths] == [
        ("D-1-2.pdf", b"paper"),
        ("D-1-3.pdf", b"cover"),
    ]
    assert (tmp_path / "D-1.pdf").is_symlink()
    assert not (tmp_path / "nowhere").exists()
