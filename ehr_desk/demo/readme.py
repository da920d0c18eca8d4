"""The page that explains a demonstration folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ehr_desk.demo.build import Built
from ehr_desk.demo.people import CLINIC, STAFF


class Handed(NamedTuple):
    """A paper that lies beside the vault, and what it is: its title, whom it is about, how long."""

    path: Path
    what: str


def readme(built: Built, papers: Sequence[Handed], command: str) -> str:
    """The text of README.txt. ``command`` starts the program from any folder."""
    people = "\n".join(f"  {one.name:<18} {one.role:<14} {one.passphrase:<28} {one.does}" for one in STAFF)
    files = "\n".join(f"  {one.path.name:<32} {one.what}" for one in papers)
    example = papers[0].path.name if papers else "FILE.pdf"
    return f"""{CLINIC.name}: a demonstration of EHR Desk
{"=" * 48}

Everybody in it is invented, clients and staff. Phone numbers are 555-01xx, mail is example.org, record numbers begin
with DEMO. Every paper says "Synthetic demonstration record" at the foot of each page. Do not enter a real person here:
the passphrases below are no secrets.

Open it (this and what follows is typed in this folder)
  {command} --vault clinic.vault

Who can unlock it, and with which passphrase
{people}

What lies here
  clinic.vault/     the encrypted record: vault.hdr (people and their locked keys), vault.db (everything else)
  clinic-root.cer   the clinic's root certificate; who has it can check the papers without the vault
  root-key-to-keep-elsewhere.pem
                    the key behind that certificate. In a real clinic it goes onto a stick in a sealed envelope.
  the papers        signed PDFs that left the record through its one door, named by document number and day,
                    since others see a file's name:
{files}

Check a paper
  {command} verify {example} --root clinic-root.cer
  It answers in words. 0 untouched and signer trusted, 1 changed or not signed, 2 untouched but signer unknown.
  Change one byte of a copy and ask again.

Check the record
  {command} check clinic.vault --login sam
  It asks for a passphrase of the list above, then compares file, audit log, signatures and stored rows.

For the sealed envelope (in a real clinic on paper, once, and nowhere else)
  Recovery code               {built.created.recovery_code}
  Passphrase of the root key  {built.created.root_passphrase}
"""
