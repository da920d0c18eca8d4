"""Outside programs that tests ask about PDFs."""

from __future__ import annotations

import subprocess
from pathlib import Path


def pdf_text(pdf: bytes, folder: Path) -> str:
    """What pdftotext reads."""
    path = folder / "text.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True).stdout.decode()


def qpdf_is_clean(pdf: bytes, folder: Path) -> bool:
    """Whether ``qpdf --check`` finds nothing."""
    path = folder / "check.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["qpdf", "--check", str(path)], capture_output=True).returncode == 0


def pdfsig_report(pdf: bytes, folder: Path) -> str:
    """What poppler says about the signatures."""
    path = folder / "signed.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdfsig", str(path)], capture_output=True, cwd=folder).stdout.decode()
