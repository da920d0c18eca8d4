from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.vault.clinic import Clinic

REPOSITORY = Path(__file__).resolve().parents[2]
LIST_PEOPLE = """
import sys
from pathlib import Path
from ehr_desk.vault import VaultFile, create_vault
people = VaultFile(Path(sys.argv[1])).people
heavy = ("sqlalchemy", "alembic", "sqlcipher3", "reportlab", "pyhanko", "PySide6")
print(people[0].login, [m for m in sys.modules if m.split(".")[0] in heavy])
"""


def test_the_unlock_screen_can_list_people_without_loading_the_database_engine(clinic: Clinic) -> None:
    result = subprocess.run(
        [sys.executable, "-c", LIST_PEOPLE, str(clinic.folder)],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        check=True,
    )
    assert result.stdout == "ada []\n"
