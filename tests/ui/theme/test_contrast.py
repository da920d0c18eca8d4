import pytest

from ehr_desk.ui.theme.tokens import DARK, LIGHT, TONES, Tokens, high_contrast
from tests.ui.theme.contrast import ratio

SCHEMES = [LIGHT, DARK, high_contrast(LIGHT), high_contrast(DARK)]
NAMES = ["light", "dark", "light, more contrast", "dark, more contrast"]


@pytest.fixture(params=SCHEMES, ids=NAMES)
def tokens(request: pytest.FixtureRequest) -> Tokens:
    found: Tokens = request.param
    return found


def test_black_on_white_has_the_highest_ratio_and_a_colour_on_itself_the_lowest() -> None:
    assert ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert ratio("#5CC3CC", "#5CC3CC") == pytest.approx(1)


def test_a_published_pair_has_its_published_ratio() -> None:
    assert ratio("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("ground", ["surface", "canvas", "sunken", "selection", "accent_soft"])
def test_body_text_is_enhanced_on_every_ground(tokens: Tokens, ground: str) -> None:
    assert ratio(tokens.text, tokens.of(ground)) >= 7


@pytest.mark.parametrize("ink", ["text2", "text3", "link", "accent"])
@pytest.mark.parametrize("ground", ["surface", "canvas"])
def test_quiet_text_is_readable(tokens: Tokens, ink: str, ground: str) -> None:
    assert ratio(tokens.of(ink), tokens.of(ground)) >= 4.5


def test_captions_are_readable_in_wells(tokens: Tokens) -> None:
    assert ratio(tokens.text3, tokens.sunken) >= 4.5


def test_the_why_of_a_chosen_row_is_readable(tokens: Tokens) -> None:
    assert ratio(tokens.text2, tokens.selection) >= 4.5


@pytest.mark.parametrize("tone", TONES)
def test_every_status_is_readable_on_its_own_ground_and_on_a_card(tokens: Tokens, tone: str) -> None:
    ink = tokens.of(tone)
    assert ratio(ink, tokens.of(f"{tone}_bg")) >= 4.5
    assert ratio(ink, tokens.surface) >= 4.5


@pytest.mark.parametrize("ground", ["accent", "accent_hover"])
def test_the_main_button_is_readable(tokens: Tokens, ground: str) -> None:
    assert ratio(tokens.on_accent, tokens.of(ground)) >= 4.5


@pytest.mark.parametrize("ground", ["surface", "canvas", "sunken", "selection", "accent_soft"])
def test_the_focus_ring_is_seen_on_every_ground(tokens: Tokens, ground: str) -> None:
    assert ratio(tokens.focus, tokens.of(ground)) >= 3


@pytest.mark.parametrize("ground", ["rail", "rail_active"])
def test_the_rail_is_readable_and_its_ring_is_seen(tokens: Tokens, ground: str) -> None:
    assert ratio(tokens.rail_text, tokens.of(ground)) >= 4.5
    assert ratio(tokens.rail_strong, tokens.of(ground)) >= 4.5
    assert ratio(tokens.focus_rail, tokens.of(ground)) >= 3


def test_input_edges_are_seen(tokens: Tokens) -> None:
    assert ratio(tokens.control, tokens.surface) >= 3
    assert ratio(tokens.control, tokens.canvas) >= 3


def test_carried_text_is_readable_on_its_highlight(tokens: Tokens) -> None:
    assert ratio(tokens.text, tokens.warning_bg) >= 7


def test_an_unknown_token_is_refused() -> None:
    with pytest.raises(KeyError):
        LIGHT.of("pink")
