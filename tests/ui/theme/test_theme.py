from pathlib import Path

from PySide6.QtCore import QEvent, QFile, Qt
from PySide6.QtGui import QColor, QFont, QPixmap
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ehr_desk.common.paths import resources_dir
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.theme.fonts import number_font, use_numbers
from ehr_desk.ui.theme.glyphs import build
from ehr_desk.ui.theme.icons import Icons, recolour
from ehr_desk.ui.widgets.chip import Chip
from ehr_desk.ui.widgets.text import label


def test_the_font_of_the_desk_comes_with_the_program(theme: Theme) -> None:
    assert "Inter" in theme.families


def test_forcing_a_scheme_changes_the_colours_and_tells_it(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.set_choice("dark")
    assert theme.dark
    assert theme.colour("surface") == QColor("#182029")
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    assert app.palette().window().color() == QColor("#10161C")


def test_following_a_system_that_says_nothing_is_light(theme: Theme) -> None:
    theme.set_choice("dark")
    theme.set_choice("system")
    assert not theme.dark


def test_text_size_stays_between_90_and_150_per_cent(theme: Theme) -> None:
    theme.set_scale(300)
    assert theme.metrics.scale == 150
    assert theme.metrics.font("note") == 22
    theme.set_scale(10)
    assert theme.metrics.scale == 90


def test_a_bound_icon_follows_the_theme(theme: Theme, qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    theme.bind_icon(label, "check", "success")
    before = label.pixmap().toImage()
    theme.set_choice("dark")
    assert label.pixmap().toImage() != before


def test_a_widget_that_is_gone_is_forgotten_when_the_theme_changes(theme: Theme, qtbot: QtBot) -> None:
    button = QPushButton()
    theme.bind_icon(button, "plus")
    button.deleteLater()
    qtbot.wait(1)
    del button
    theme.set_choice("dark")
    assert theme.dark


def test_the_ticks_of_the_style_sheet_can_be_read_from_memory(theme: Theme) -> None:
    for scheme in ("light", "dark"):
        theme.set_choice(scheme)
        glyphs = theme._glyphs_now()
        for name in ("check", "minus", "dot", "chevron-down", "chevron-left"):
            file = QFile(glyphs.address(name))
            assert file.open(QFile.OpenModeFlag.ReadOnly)
            assert b"<svg" in bytes(file.readAll().data())
            assert not QPixmap(glyphs.address(name)).isNull()


def test_the_tables_of_a_resource_hold_every_name_once() -> None:
    made = build("folder", {"one": "<svg/>", "two": "<svg></svg>"})
    assert made.names.count("one.svg".encode("utf-16-be")) == 1
    assert made.data.count(b"<svg/>") == 1


def test_a_ticked_box_differs_from_an_empty_one_in_both_schemes(theme: Theme, qtbot: QtBot) -> None:
    box = QCheckBox("Kept safe")
    qtbot.addWidget(box)
    box.show()
    for scheme in ("light", "dark"):
        theme.set_choice(scheme)
        box.setChecked(False)
        empty = box.grab().toImage()
        box.setChecked(True)
        assert box.grab().toImage() != empty
        assert theme.colour("accent").rgb() in {
            box.grab().toImage().pixelColor(x, y).rgb() for x in range(4, 22) for y in range(4, 24)
        }


def test_the_focus_ring_changes_the_picture(theme: Theme, qtbot: QtBot) -> None:
    button = QPushButton("Sign")
    other = QPushButton("Other")
    for widget in (button, other):
        qtbot.addWidget(widget)
        widget.show()
    other.setFocus()
    qtbot.waitUntil(lambda: not button.hasFocus())
    before = button.grab().toImage()
    button.activateWindow()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(button.hasFocus)
    assert button.grab().toImage() != before


def test_recolouring_sets_colour_and_stroke() -> None:
    assert recolour('<path stroke="currentColor" stroke-width="2"/>', "#112233") == (
        '<path stroke="#112233" stroke-width="1.75"/>'
    )


def test_an_icon_without_a_file_is_a_square_and_not_nothing(qapp: QApplication, tmp_path: Path) -> None:
    pixmap = Icons(tmp_path).pixmap("no-such-icon", "#000000")
    assert pixmap.toImage().pixelColor(3, 10).alpha() > 0


def test_every_icon_that_the_kit_names_comes_with_the_program() -> None:
    folder = resources_dir() / "icons"
    used = {
        "check", "minus", "chevron-down", "chevron-up", "chevron-left", "chevron-right", "pencil", "refresh",
        "alert-triangle", "alert-circle", "info-circle", "x", "calendar", "search", "plus", "trash", "arrow-up",
        "arrow-down", "file-text", "shield-check", "target", "eye", "eye-off", "lock", "lock-open", "signature",
        "printer",
    }  # fmt: skip
    assert not [name for name in used if not (folder / f"{name}.svg").is_file()]


def test_number_fields_have_figures_of_equal_width(theme: Theme, qtbot: QtBot) -> None:
    label = QLabel("1")
    qtbot.addWidget(label)
    font = number_font(label.font())
    assert font.isFeatureSet(QFont.Tag("tnum"))
    assert font.isFeatureSet(QFont.Tag("zero"))


def test_a_change_of_colours_restyles_a_deep_widget_as_often_as_a_shallow_one(theme: Theme, qtbot: QtBot) -> None:
    class Counted(QLabel):
        restyled = 0

        def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - the name is Qt's
            Counted.restyled += event.type() == QEvent.Type.StyleChange
            super().changeEvent(event)

    top = around = QWidget()
    qtbot.addWidget(top)
    for _ in range(12):
        layout = QVBoxLayout(around)
        around = QWidget()
        layout.addWidget(around)
    leaf = Counted("Deep inside")
    QVBoxLayout(around).addWidget(leaf)
    top.show()
    Counted.restyled = 0
    theme.set_choice("dark")
    assert 1 <= Counted.restyled <= 4


def test_going_to_dark_and_back_paints_the_same_as_before(theme: Theme, qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    layout = QVBoxLayout(box)
    numbers = label("12:30 of 0.5", "small", "text2")
    use_numbers(numbers)
    for widget in (label("Title", "title"), numbers, Chip("Draft", "info"), QLineEdit("typed"), QCheckBox("Tick")):
        widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # a cursor that blinks is there or not
        layout.addWidget(widget)
    box.show()
    theme.set_choice("dark")
    theme.set_choice("light")
    qtbot.wait(1)
    first = box.grab().toImage()
    theme.set_choice("dark")
    qtbot.wait(1)
    assert box.grab().toImage() != first
    theme.set_choice("light")
    qtbot.wait(1)
    assert box.grab().toImage() == first
    assert numbers.font().isFeatureSet(QFont.Tag("tnum"))
