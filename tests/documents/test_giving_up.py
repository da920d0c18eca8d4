"""A long paper can be given up at any moment of its making, and says truly how far it is."""

from __future__ import annotations

from itertools import pairwise

import pytest

from ehr_desk.documents.kinds.summary import scales_of
from ehr_desk.documents.model import Document
from ehr_desk.documents.paper import PaperMaker
from ehr_desk.documents.render import Press
from tests.documents.bodies import LIBRARY
from tests.documents.samples import LETTERHEAD
from tests.documents.test_every_kind import chart_of


class GivenUpError(Exception):
    """What a window raises when somebody presses Cancel."""


@pytest.fixture(scope="module")
def chart(press: Press) -> Document:
    return chart_of(PaperMaker(lambda: LETTERHEAD, press=press, scales=scales_of(LIBRARY.all())), 60)


@pytest.fixture(scope="module")
def heard(press: Press, chart: Document) -> list[float]:
    """What is told while it is made."""
    told: list[float] = []
    press.print(chart, step=told.append)
    return told


def test_the_bar_moves_forward_only_in_small_steps_to_the_end(heard: list[float]) -> None:
    assert heard == sorted(heard)
    assert (heard[0], heard[-1]) == (0.0, 1.0)
    assert max(later - before for before, later in pairwise(heard)) <= 0.06


def test_it_is_asked_while_blocks_are_set_pages_filled_and_drawn_and_the_file_is_written(
    heard: list[float], chart: Document
) -> None:
    assert sum(0.0 < done <= 0.2 for done in heard) >= len(chart.blocks) - 1
    assert sum(0.2 < done <= 0.5 for done in heard) >= len(chart.blocks) / 2
    assert sum(0.5 < done < 0.95 for done in heard) > 50
    assert sum(done == 0.95 for done in heard) > 10


@pytest.mark.parametrize("at", [0.0, 0.1, 0.3, 0.6, 0.95])
def test_given_up_at_any_moment_it_ends_there(press: Press, chart: Document, at: float) -> None:
    asked: list[float] = []

    def stop(done: float) -> None:
        asked.append(done)
        if done >= at:
            raise GivenUpError

    with pytest.raises(GivenUpError):
        press.print(chart, step=stop)
    assert sum(done >= at for done in asked) == 1
