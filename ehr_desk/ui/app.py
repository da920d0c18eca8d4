"""The application object with its look. Imports nothing of the record, so the unlock screen paints first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt
from PySide6.QtWidgets import QApplication

from ehr_desk.common.paths import resources_dir
from ehr_desk.ui.collecting import Collector
from ehr_desk.ui.constants import hold_constants
from ehr_desk.ui.theme import Choice, Theme

NAME = "EHR Desk"


class App(NamedTuple):
    """The application, its theme, and what collects garbage on its thread: no window without one."""

    application: QApplication
    theme: Theme
    collector: Collector


def build_app(
    argv: Sequence[str], *, resources: Path | None = None, choice: Choice = "system", scale: int = 100
) -> App:
    """The one ``QApplication`` of the process, themed. A second call uses the application that is there.

    ``choice`` and ``scale`` are what the person set last time. Window title and application name never hold
    anything of the record.
    """
    hold_constants()
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(list(argv))
    application.setApplicationName(NAME)
    application.setApplicationDisplayName(NAME)
    application.setDesktopFileName("ehr-desk")
    application.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus, False)
    application.setEffectEnabled(Qt.UIEffect.UI_AnimateCombo, False)
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    theme = Theme(application, resources or resources_dir(), choice=choice, scale=scale)
    return App(application, theme, Collector(application))


def shut(app: App) -> None:
    """Delete every window while the application still exists; call it once, after the event loop ended.

    Widgets hold themselves through their own signal handlers, so Python would only let them go after the
    application object is gone, and Qt does not survive that.
    """
    app.collector.stop()
    for widget in app.application.topLevelWidgets():
        widget.close()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    app.theme.close()
