"""The wheel: built, installed into an empty environment, and able to open every form from there."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Runs in the new environment. It may not see the source tree, or it would open the forms that lie there.
ASK = """
import json, sqlite3
from pathlib import Path
import ehr_desk
from ehr_desk.common.paths import forms_dir, resources_dir
from ehr_desk.forms import FormLibrary
codes = sqlite3.connect(f"file:{(resources_dir() / 'codes' / 'icd10cm.db').as_posix()}?mode=ro", uri=True)
print(json.dumps({
    "package": str(Path(ehr_desk.__file__).parent),
    "forms": sorted(form.id for form in FormLibrary.load(forms_dir()).all()),
    "forms_dir": str(forms_dir()),
    "restricted": (forms_dir() / "restricted").exists(),
    "fonts": len(list((resources_dir() / "fonts").glob("*.ttf"))),
    "codes": codes.execute("SELECT count(*) FROM entry").fetchone()[0],
    "migrations": len(list((Path(ehr_desk.__file__).parent / "chart" / "migrations" / "versions").glob("*.py"))),
}))
codes.close()
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel, and the dependencies of this one within reach. Gives its Python."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    home = folder / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    python = home / "bin" / "python"
    install = ["install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", "--python", str(python), *install], check=True)
    (packages,) = home.glob("lib/python*/site-packages")
    # A line in a .pth file brings the folder, but not the .pth files inside it: the source tree stays out of sight.
    (packages / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    return python


def test_the_installed_program_opens_every_form_and_finds_its_resources(environment: Path) -> None:
    said = subprocess.run([str(environment), "-I", "-c", ASK], check=True, capture_output=True, text=True, cwd="/")
    found = json.loads(said.stdout)
    shipped = {path.stem for path in (ROOT / "forms").glob("*.toml")} - {"register"}
    assert set(found["forms"]) == shipped
    assert not found["restricted"], "questionnaires that may not be passed on with a product"
    assert str(environment.parents[1]) in found["package"]
    assert found["forms_dir"].startswith(found["package"])
    assert found["fonts"] == len(list((ROOT / "resources" / "fonts").glob("*.ttf")))
    assert found["codes"] > 40_000
    versions = ROOT / "ehr_desk" / "chart" / "migrations" / "versions"
    assert found["migrations"] == len(list(versions.glob("*.py"))) > 0


def test_the_installed_program_has_its_command(environment: Path) -> None:
    assert (environment.parent / "ehr-desk").is_file()
