"""A clinic's own phrases beside those of the program."""

from __future__ import annotations

from pathlib import Path

from ehr_desk.common.paths import resources_dir
from ehr_desk.forms import load_folder

OWN = """
[[topic]]
id = "{id}"
title = "{title}"
kind = "social"
codes = []
problems = ["Lives alone"]
goals = ["I want company."]

  [[topic.objective]]
  text = "Call a friend"
  measure = "Calls a week"
  baseline = "0"
  target = "2"
  weeks = 4

  [[topic.intervention]]
  text = "Case management"
  frequency = "once a week"
"""


def folder(tmp_path: Path, **files: str) -> Path:
    (tmp_path / "starter.toml").write_text((resources_dir() / "phrases" / "starter.toml").read_text("utf-8"), "utf-8")
    for name, text in files.items():
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    return tmp_path


def test_the_clinics_topics_stand_first_and_in_place_of_those_with_the_same_id(tmp_path: Path) -> None:
    own = OWN.format(id="alone", title="Loneliness") + OWN.format(id="alcohol", title="Our way with alcohol")
    library, faults = load_folder(folder(tmp_path, zz_clinic=own))
    assert faults == ()
    assert [topic.title for topic in library.topics][:2] == ["Loneliness", "Our way with alcohol"]
    assert [topic.title for topic in library.topics].count("Alcohol") == 0


def test_a_bad_file_is_named_with_its_line_and_the_others_are_used(tmp_path: Path) -> None:
    library, faults = load_folder(
        folder(tmp_path, clinic=OWN.format(id="alone", title="Loneliness") + "\ncolour = 1\n")
    )
    assert "alcohol" in {topic.id for topic in library.topics}
    (fault,) = faults
    assert fault.message.startswith("clinic.toml, line 21:")
    assert fault.remedy
