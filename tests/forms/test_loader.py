from __future__ import annotations

from pathlib import Path

import pytest

from ehr_desk.forms import Choice, Form, FormError, check, load_form, normalise, read_form, scores
from tests.forms.making import ALL_TYPES, HEAD, NESTED, item, make, refused


def test_every_type_of_item_is_read() -> None:
    form = make(ALL_TYPES)
    assert [one.type for one in form.walk()][:4] == ["text", "note", "integer", "decimal"]
    decimal = form.item("a_decimal")
    assert (decimal.min, decimal.max, decimal.unit) == ("0.5", "100", "mg")
    assert form.item("a_table").repeats
    assert form.item("a_scale").high == "worst"
    assert form.scores[0].bands[1].start == 5


def test_a_list_of_labels_and_a_list_with_points_keep_their_order() -> None:
    form = make(
        '[choices]\nplain = ["b", "a"]\n'
        + '[choices.labelled]\nlabels = ["z", "y"]\n'
        + '[choices.scored]\n"No" = 0\n"Yes" = 2\n'
        + item("one", "choice", 'choices = "plain"')
        + item("two", "choice", 'choices = "labelled"')
        + item("three", "choice", 'choices = "scored"')
        + item("four", "multi", 'choices = { "x" = 1, "a" = 0 }')
    )
    assert [choice.label for choice in form.item("one").choices] == ["b", "a"]
    assert [choice.label for choice in form.item("two").choices] == ["z", "y"]
    assert form.item("three").choices == (Choice("No", 0), Choice("Yes", 2))
    assert form.item("four").choices == (Choice("x", 1), Choice("a", 0))


def test_a_nested_form_says_who_lies_in_which_rows() -> None:
    plan = make(NESTED).plan
    assert plan.rows["goal"] == ("problems", "goals")
    assert plan.parents["goal"] == "goals"
    assert "last_use" in plan.affected("wanted")


@pytest.mark.parametrize("body", [ALL_TYPES, NESTED])
def test_a_pinned_definition_reads_back_to_an_equal_form(body: str) -> None:
    form = make(body)
    again = Form.from_definition(form.definition())
    assert again == form
    assert again.hash == form.hash
    assert again.definition() == form.definition()


def test_the_hash_does_not_depend_on_how_a_form_is_written() -> None:
    inline = make(item("one", "choice", 'choices = ["a", "b"]'))
    shared = make(
        "# another file\n[choices]\nab = ['a', 'b']\n" + item("one", "choice", "required=false\nchoices = 'ab'")
    )
    assert inline.hash == shared.hash
    assert inline.hash != make(item("one", "choice", 'choices = ["b", "a"]')).hash


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    text = HEAD + item("one")
    form = read_form("\ufeff" + text.replace("\n", "\r\n"), Path("trial.toml"))
    assert form == make(item("one"))


TABLE = "[[item.item]]\nid = 'two'\ntext = 't'\ntype = 'text'\n"
SCORE = item("m", "scale", "min = 0\nmax = 9") + '[[score]]\nid = "s"\nsum = ["m"]\n'

BAD = {
    "an unknown key": (item("one", more='colour = "red" #!'), "colour"),
    "an unknown type": ("[[item]]\nid = 'one'\ntext = 'One'\ntype = 'txt' #!\n", "txt"),
    "a double id": (item("one") + "[[item]]\nid = 'one' #!\ntext = 't'\ntype = 'text'\n", "one"),
    "an id with a capital": ("[[item]]\nid = 'One' #!\n", "One"),
    "an id that is a word of conditions": ("[[item]]\nid = 'not' #!\n", "not"),
    "a reference to nothing": (item("one", more='show_if = "two == 3" #!'), "two"),
    "a score that is not there": (item("one", more='show_if = "score.x > 3" #!'), "score"),
    "an alert that needs nothing real": (
        item("one", "integer", 'alert = { when = "one > 0", needs = ["two"] } #!'),
        "two",
    ),
    "an alert of its own table": (
        item("one", "integer", '[item.alert]\nwhen = "one > 0"\nneeds = [\n"one",\n"two"] #!'),
        "two",
    ),
    "a second alert": (
        item(
            "one",
            "integer",
            '[[item.alert]]\nwhen = "one > 0"\ntext = "t"\n[[item.alert]]\ntext = "t"\nwhen = "one" #!',
        ),
        "compared",
    ),
    "an alert that asks for nothing": (item("one", "integer", 'alert = { when = "one > 0" } #!'), "alert"),
    "a circle of two": (
        item("one", more="show_if = 'two == \"a\"' #!") + item("two", more="show_if = 'one == \"a\"'"),
        "circle",
    ),
    "an item that waits for itself": (item("one", more='show_if = "answered(one)" #!'), "circle"),
    "equal labels": (item("one", "choice", 'choices = [\n"a",\n"B",\n"b", #!\n]'), "'b'"),
    "equal labels with points": (item("one", "choice", 'choices = { "a" = 1, "a" = 2 } #!'), "twice"),
    "points that are no number": (item("one", "choice", 'choices = { "a" = "x" } #!'), "points"),
    "a label without quotation marks": ("[choices.x]\nNot.at.all = 1 #!\n", "points"),
    "an unknown list": (item("one", "choice", 'choices = "none" #!'), "none"),
    "a key of another type": (item("one", more="max = 3 #!"), "max"),
    "min above max": (item("one", "integer", "min = 5 #!\nmax = 3"), "min"),
    "per in a form of one client": (item("one", more='per = "client" #!'), "per"),
    "a required group that does not repeat": (item("one", "group", "required = true #!\n" + TABLE), "required"),
    "a link as a column": (
        item("one", "table", "[[item.item]] #!\nid = 'two'\ntext = 't'\ntype = 'diagnosis'"),
        "column",
    ),
    "a condition that is none": (item("one", more='show_if = "one" #!'), "compared"),
    "a label that the list does not have": (
        item("one", "choice", 'choices = ["a"]') + item("two", more="show_if = \"one == 'b'\" #!"),
        "one",
    ),
    "points of a list without points": (
        item("one", "choice", 'choices = ["a"]') + item("two", more='show_if = "one > 0" #!'),
        "one",
    ),
    "yes or no compared with a text": (
        item("one", "yesno") + item("two", more="show_if = \"one == 'yes'\" #!"),
        "one",
    ),
    "a date that is none": (item("one", "date") + item("two", more="show_if = \"one > '2026-02-30'\" #!"), "one"),
    "a time that is none": (item("one", "time") + item("two", more="show_if = \"one > '12:75'\" #!"), "one"),
    "a note compared by size": (item("one", "note") + item("two", more="show_if = \"one > 'a'\" #!"), "one"),
    "a table that is compared": (
        item("one", "table", TABLE) + item("three", more="show_if = \"one == 'a'\" #!"),
        "one",
    ),
    "a row seen from outside": (
        item("one", "table", TABLE) + item("three", more='show_if = "answered(two)" #!'),
        "rows",
    ),
    "information that is asked": (item("one", "info") + item("two", more='show_if = "answered(one)" #!'), "one"),
    "two of one role": (item("one", more='role = "start"') + item("two", more='role = "start" #!'), "start"),
    "an unknown source": (item("one", more='sources = ["two"] #!'), "two"),
    "one bracket too few": ('[item] #!\nid = "one"\n', "list of tables"),
    "choices that are no list": (item("one", "choice", "choices = 3 #!"), "answer list"),
    "an empty list": (item("one", "multi", "choices = [] #!"), "empty"),
    "a label that is no text": (item("one", "multi", "choices = ['a', 3] #!"), "label"),
    "points for a truth": (item("one", "choice", "choices = { 'a' = true } #!"), "points"),
    "a scale of a thousand steps": (item("one", "scale", "min = 0\nmax = 1000 #!"), "scale"),
    "a bound that is no number": (item("one", "decimal", "min = 'x' #!"), "number"),
    "a bound in words": (item("one", "integer", "min = 'x' #!"), "number"),
    "a table that does not repeat": (item("one", "table", "repeats = false #!\n" + TABLE), "repeats"),
    "a flag in words": (item("one", more="required = 'yes' #!"), "true or false"),
    "a list that is none": (item("one", more="sources = 'two' #!"), "list"),
    "an alert that needs information": (
        item("one", "yesno", "alert = { when = 'one == true', needs = ['two'] } #!") + item("two", "info"),
        "two",
    ),
    "a score compared with a text": (item("one", more="show_if = \"score.s == 'x'\" #!") + SCORE, "number"),
    "a choice compared by contains": (
        item("one", "choice", "choices = ['a']") + item("two", more="show_if = \"one contains 'a'\" #!"),
        "==",
    ),
    "several choices compared by ==": (
        item("one", "multi", "choices = ['a']") + item("two", more="show_if = \"one == 'a'\" #!"),
        "contains",
    ),
    "a number compared with a text": (item("one", "integer") + item("two", more="show_if = \"one == 'a'\" #!"), "one"),
    "a score over rows": (item("one", "table", TABLE) + '[[score]]\nid = "s"\nsum = ["two"] #!\n', "repeats"),
    "a score over a label without points": (
        item("one", "choice", "choices = ['a']") + '[[score]]\nid = "s"\nsum = ["one"] #!\n',
        "points",
    ),
    "a score over an unknown score": (
        '[[item]]\nid="a"\ntext="a"\ntype="text"\n[[score]]\nid = "s"\nsum = ["score.x"] #!\n',
        "score",
    ),
    "two scores of one id": (SCORE + '[[score]]\nid = "s" #!\nsum = ["m"]\n', "two scores"),
    "a score over nothing": ('[[score]]\nid = "s"\nsum = [] #!\n', "nothing"),
    "not TOML": ("[[item]]\nid = one #!\n", "TOML"),
    "the same key twice": ("[[item]]\nid = 'one'\nid = 'two' #!\n", "twice"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_form_is_refused_with_its_line_and_what_to_do(case: str) -> None:
    body, word = BAD[case]
    error = refused(body)
    assert word in f"{error.reason} {error.remedy}"


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (item("one", "choice"), "no answers"),
        (item("one", "scale"), "ends"),
        (item("one", "group"), "empty"),
        ("", "asks nothing"),
        ("[[item]]\n", "id"),
        ("[[item]]\nid = 'one'\n", "type"),
    ],
)
def test_what_is_not_there_is_named(body: str, word: str) -> None:
    assert word in refused(body).reason


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("version = 1", "version = 0 #!"),
        ("version = 1", 'version = "1" #!'),
        ("version = 1", "version = true #!"),
        ("version = 1", 'version = 1\ncolour = "red" #!'),
        ("version = 1", 'version = 1\ninclude = ["header"] #!'),
        ("version = 1", 'version = 1\nstates = ["plan",\n"plans"] #!'),
        ('authors = ["therapist"]', 'authors = ["therapist", "doctor"] #!'),
        ('authors = ["therapist"]', "authors = [] #!"),
        ('authors = ["therapist"]', "#!"),
        ('scope = "client"', 'scope = "patient" #!'),
        ('category = "note"', 'category = "notes" #!'),
        ('title = "Trial form"', "title = 3 #!"),
        ('title = "Trial form"', 'title = "  " #!'),
    ],
)
def test_a_bad_head_is_refused(old: str, new: str) -> None:
    if new == "#!":  # a key that is not there has no line; the table it belongs into has
        assert refused(item("one"), HEAD.replace(old, "")).line == 1
    else:
        refused(item("one"), HEAD.replace(old, new))


def test_a_slip_is_answered_with_the_word_that_was_meant() -> None:
    assert "'required'" in refused(item("one", more="requierd = true")).remedy
    assert "'psychiatrist'" in refused(item("one"), HEAD.replace("therapist", "psychatrist")).remedy


SCORED = item("one", "scale", "min = 0\nmax = 4") + item("two", "integer") + item("three")


@pytest.mark.parametrize(
    ("score", "word"),
    [
        ('sum = ["one", "four"] #!', "four"),
        ('sum = ["three"] #!', "no points"),
        ('sum = ["two"] #!', "range"),
        ('sum = ["one"]\nmean = ["one"] #!', "one of"),
        ("", "one of"),
        ('sum = ["score.total"]', "circle"),
        ('sum = ["one"]\nmissing = "prorate"\nminimum = 2 #!', "minimum"),
        ('sum = ["one"]\nminimum = 1 #!', "minimum"),
        ('count = ["one"]\nmissing = "prorate" #!\nminimum = 1', "count"),
        ('sum = ["one"]\nat_least = 1 #!', "count"),
        ('sum = ["one"]\nbands = [{ from = 1, label = "x" }] #!', "begins at 0"),
        ('sum = ["one"]\nbands = [\n{ from = 0, label = "x" },\n{ from = 9, label = "y" }, #!\n]', "ends at 4"),
        ('sum = ["one"]\nbands = [\n{ from = 0, to = 1, label = "x" },\n{ from = 3, label = "y" }, #!\n]', "follow"),
        ('sum = ["one"]\nreliable_change = "5" #!', "table"),
        ('sum = ["one", "one"] #!', "twice"),
    ],
)
def test_a_score_that_cannot_be_right_is_refused(score: str, word: str) -> None:
    assert word in refused(SCORED + f'\n[[score]]\nid = "total"\n{score}\n').reason


def test_a_circle_through_a_score_is_refused() -> None:
    body = item("one", "scale", 'min = 0\nmax = 4\nshow_if = "score.total > 2"')
    assert "circle" in refused(body + '[[score]]\nid = "total"\nsum = ["one"]\n').reason


def test_what_is_written_once_for_all_cannot_depend_on_one_client() -> None:
    head = HEAD.replace('"client"', '"session"')
    body = item("mine", "yesno", 'per = "client"')
    assert make(body + item("also", more='per = "client"\nshow_if = "mine == true"'), head).item("also").per == "client"
    assert "each client" in refused(body + item("shared", more='show_if = "mine == true"'), head).reason


def test_parts_are_inserted_first_and_in_order(tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    (parts / "first.toml").write_text('[choices]\nab = ["a", "b"]\n' + item("one", "choice", 'choices = "ab"'))
    (parts / "second.toml").write_text(item("two"))
    file = tmp_path / "trial.toml"
    file.write_text(HEAD + 'include = ["first", "second"]\n' + item("three", "choice", 'choices = "ab"'))
    assert [one.id for one in load_form(file).items] == ["one", "two", "three"]
    (parts / "second.toml").write_text(item("one"))
    with pytest.raises(FormError) as caught:
        load_form(file)
    assert (caught.value.path.name, caught.value.line) == ("second.toml", 2)
    (parts / "second.toml").write_text('[choices]\nab = ["c"]\n' + item("two"))
    with pytest.raises(FormError, match=r"second\.toml, line 2: .* two answer lists"):
        load_form(file)


def test_a_part_can_stand_between_two_items(tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    (parts / "middle.toml").write_text(
        '[choices]\nab = ["a", "b"]\n' + item("two", "choice", 'choices = "ab"') + item("three")
    )
    here = '[[item]]\ninclude = "middle"\n'
    file = tmp_path / "trial.toml"
    file.write_text(
        HEAD + item("one", "choice", 'choices = "ab"') + here + item("four", more="show_if = \"two == 'a'\"")
    )
    assert [one.id for one in load_form(file).items] == ["one", "two", "three", "four"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('[[item]]\ninclude = "nowhere"\n', "not there"),
        ('[[item]]\ninclude = "../secret"\n', "not there"),
        ('[[item]]\ninclude = "middle"\nid = "own"\n', "not a key"),
        ("[[item]]\ninclude = 3\n", "has to be text"),
        ('[[item]]\ninclude = "middle"\n[[item]]\ninclude = "middle"\n', "twice|two answer lists"),
        ('[[item]]\ninclude = "outer"\n', "id of item 1"),
    ],
)
def test_a_part_between_items_that_cannot_be_read_is_refused(tmp_path: Path, body: str, reason: str) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    (tmp_path / "secret.toml").write_text(item("one"))
    (parts / "middle.toml").write_text(item("two"))
    (parts / "outer.toml").write_text('[[item]]\ninclude = "middle"\n')
    file = tmp_path / "trial.toml"
    file.write_text(HEAD + body + item("three"))
    with pytest.raises(FormError, match=reason):
        load_form(file)


def test_a_part_outside_of_the_parts_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.toml").write_text(item("one"))
    (tmp_path / "parts").mkdir()
    file = tmp_path / "trial.toml"
    file.write_text(HEAD + 'include = ["../secret"]\n' + item("three"))
    with pytest.raises(FormError, match="part"):
        load_form(file)


@pytest.mark.parametrize("data", [b"\xff\xfe[form]", HEAD.encode() + b"# \xe9\n"])
def test_a_file_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "trial.toml"
    file.write_bytes(data)
    with pytest.raises(FormError, match="UTF-8") as caught:
        load_form(file)
    assert caught.value.line == data.count(b"\n", 0, 200) or caught.value.line == 1


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormError, match="cannot be read"):
        load_form(tmp_path / "nowhere.toml")


def test_deep_nesting_is_refused_and_not_a_crash() -> None:
    body, table = "", "item"
    for depth in range(9):
        body += f'[[{table}]]\nid = "g{depth}"\ntext = "g"\ntype = "group"\n'
        table += ".item"
    body += f'[[{table}]]\nid = "last"\ntext = "g"\ntype = "text"\n'
    assert "deep" in refused(body).reason
    assert "deep" in refused("x = " + "[" * 5000 + "]" * 5000).reason


def test_what_one_group_note_scores_is_of_one_hand() -> None:
    head = HEAD.replace('"client"', '"session"')
    body = item("one", "yesno") + item("two", "yesno", 'per = "client"')
    score = '[[score]]\nid = "s"\nsum = ["one", "two"] #!\n'
    assert "mixes" in refused(body + score, head).reason
    mine = '[[score]]\nid = "s"\nsum = ["two"]\n'
    assert "each client" in refused(body + mine + item("three", more='show_if = "score.s > 0" #!'), head).reason


def test_what_lies_in_a_group_is_written_by_the_same_hand() -> None:
    head = HEAD.replace('"client"', '"session"')
    inside = "[[item.item]]\nid = 'two'\ntext = 't'\ntype = 'text'\n"
    form = make(item("one", "group", "per = 'client'\n" + inside), head)
    assert form.item("two").per == "client"
    assert "session" in refused(item("one", "group", inside + "per = 'client' #!\n"), head).reason


def test_what_nobody_could_answer_is_not_hidden_and_fixed_rows_come_from_the_record() -> None:
    column = "[[item.item]]\nid = 'two'\ntext = 't'\ntype = 'text'\n"
    hidden = column + "readonly = true\nscreen = 'hide'\n"
    form = make(item("one", "table", "prefill = 'a.b'\nfixed_rows = true\n" + hidden))
    assert (form.item("one").fixed_rows, form.item("two").screen) == (True, "hide")
    assert form == Form.from_definition(form.definition())
    assert "could ever answer" in refused(item("one", "table", column + "screen = 'hide' #!\n")).reason
    assert "could ever answer" in refused(item("one", "text", "readonly = true\nscreen = 'hide' #!")).reason
    assert "never have a row" in refused(item("one", "table", "fixed_rows = true #!\n" + column)).reason
    assert "has no rows" in refused(item("one", "group", "fixed_rows = true #!\n" + column)).reason


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "trial.toml"
    file.write_text(HEAD + "#" * 1_100_000)
    with pytest.raises(FormError, match="too large"):
        load_form(file)


def test_the_worked_example_of_the_documentation_is_a_form_that_does_what_it_says() -> None:
    page = (Path(__file__).parents[2] / "docs" / "forms.md").read_text(encoding="utf-8")
    form = read_form(page.split("```toml\n")[1].split("```")[0], Path("sleep_check.toml"))
    assert form == Form.from_definition(form.definition())
    answers = {
        "answered_on": "2026-05-31",
        "falling_asleep": "Most nights",
        "waking_up": "Most nights",
        "takes_something": True,
        "taken": [{"_id": "a", "taken_name": "Melatonin", "taken_dose": "3"}],
    }
    assert [finding.text for finding in check(form, answers)] == ["Sleep is badly disturbed. Missing: What was agreed."]
    assert check(form, {**answers, "waking_up": "Some nights"}) == []
    assert "taken" not in normalise(form, {**answers, "takes_something": False})
    assert scores(form, answers)["sleep"].band == "Badly disturbed"


def test_what_clients_take_home_has_a_paper_to_be_handed_out() -> None:
    own = make(item("one", "text"), HEAD + 'paper = "form"\ntaken_home = true\n')
    assert own.taken_home
    assert own.hash != make(item("one", "text"), HEAD + 'paper = "form"\n').hash
    for paper in ("", 'paper = "note"\n', 'paper = "none"\n'):
        told = refused(item("one", "text"), HEAD + paper + "taken_home = true\n")
        assert "no paper to be handed out" in str(told)
