"""The unlock screen: wrong passphrases, waiting, and nothing about clients."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QLabel

from tests.end_to_end.hands import Hands
from tests.support.clinic import add_client


def words(hands: Hands) -> str:
    return " ".join(label.text() for label in hands.gate.findChildren(QLabel) if label.isVisible())


def test_a_wrong_passphrase_is_told_in_clear_words_and_forgotten(hands: Hands) -> None:
    hands.type_passphrase("therapist", "not this one at all")
    hands.wait(lambda: "does not open the record" in words(hands))
    assert hands.gate.panel.passphrase.text() == ""
    assert hands.window.desk is None


def test_after_several_wrong_passphrases_the_screen_counts_down_and_then_lets_in(hands: Hands) -> None:
    for _ in range(3):
        hands.type_passphrase("therapist", "not this one at all")
        hands.wait(hands.gate.panel.go.isEnabled)
    hands.type_passphrase("therapist")
    hands.wait(lambda: hands.gate.panel.seconds_left() > 0)
    assert "Too many wrong passphrases" in words(hands)
    assert hands.gate.panel.go.text().startswith("Wait")
    hands.clinic.clock.advance(timedelta(minutes=1))
    hands.wait(lambda: hands.gate.panel.seconds_left() == 0)
    hands.unlock("therapist")


def test_the_unlock_screen_says_nothing_about_clients(hands: Hands) -> None:
    desk = hands.clinic.desk("therapist")
    client = add_client(desk)
    desk.lock()
    said = words(hands) + hands.window.windowTitle()
    assert client.family_name not in said
    assert client.record_number not in said
