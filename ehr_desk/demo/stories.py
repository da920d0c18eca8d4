"""All invented clients, in the order of their record numbers."""

from __future__ import annotations

from ehr_desk.demo.stories_first import FIRST_STORIES
from ehr_desk.demo.stories_fourth import FOURTH_STORIES
from ehr_desk.demo.stories_second import SECOND_STORIES
from ehr_desk.demo.stories_third import THIRD_STORIES

STORIES = (*FIRST_STORIES, *SECOND_STORIES, *THIRD_STORIES, *FOURTH_STORIES)
