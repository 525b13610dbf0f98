"""The meter itself: what it adds up, when a goal is missed, and where the table goes."""

import pytest

from tests.effort.counting import Count
from tests.effort.jobs import JOBS
from tests.effort.table import BEGIN, END, Line, Target, keep, table


def counted(*told):
    count = Count()
    for kind, value in told:
        count.hear(kind, value)
    return count


def line(count, target=Target(touches=2, keys=0)):  # noqa: B008 -- frozen
    return Line("Sesión", "teléfono", target, count)


def test_what_pages_tell_is_added_up():
    count = counted(
        ("touch", 1), ("touch", 2), ("key", 1), ("page", 1), ("page", 1),
        ("fields", "/a/ name\n/a/ age"), ("fields", "/a/ age\n/b/ age"),
    )  # fmt: skip
    assert (count.touches, count.keys, count.pages, len(count.fields)) == (3, 1, 2, 3)


def test_what_is_not_known_is_no_count():
    with pytest.raises(ValueError, match="wheel"):
        counted(("wheel", 1))


def test_a_person_decides_points_and_presses_for_each_touch():
    assert counted(("touch", 2), ("key", 1)).person == pytest.approx(2 * 2.65 + 0.28)


@pytest.mark.parametrize(
    ("told", "is_met"),
    [
        ([("touch", 2)], True),
        ([("touch", 3)], False),
        ([("touch", 2), ("key", 1)], False),
        ([("touch", 1), ("cheat", "full_name: written without a key")], False),
    ],
)
def test_a_goal_is_missed_by_one_too_many_and_by_cheating(told, is_met):
    one = line(counted(*told))
    assert one.is_met is is_met
    assert ("!" in table([one])) is not is_met


def test_a_job_without_goal_is_missed_by_cheating_alone():
    assert line(counted(("touch", 99)), Target()).is_met
    assert not line(counted(("cheat", "x")), Target()).is_met


def test_the_jobs_of_the_bedside_have_the_goals_of_the_program():
    goals = {job.do.__name__: (job.target.touches, job.target.keys, job.screen) for job in JOBS}
    assert goals["group_session"] == (8, 0, "phone")
    assert goals["single_session"] == (6, None, "phone")
    assert len(JOBS) == 6


def test_the_table_stands_between_its_marks_and_nothing_else_changes(tmp_path):
    document = tmp_path / "effort.md"
    document.write_text(f"antes\n{BEGIN}\nvieja\n{END}\ndespués\n")
    keep(document, "nueva")
    keep(document, table([line(counted(("touch", 1)))]))
    text = document.read_text()
    assert text.startswith(f"antes\n{BEGIN}\n| trabajo |")
    assert text.endswith(f"\n{END}\ndespués\n")
    assert "| Sesión | teléfono | 1 | 0 | 0 | 0 | 0.0 | 3 | 2 toques, 0 teclas |" in text
    assert "nueva" not in text


@pytest.mark.parametrize("text", ["", BEGIN, END, f"{END} {BEGIN}"])
def test_without_its_marks_nothing_is_written(tmp_path, text):
    document = tmp_path / "effort.md"
    document.write_text(text)
    with pytest.raises(ValueError, match="no place"):
        keep(document, "x")
    assert document.read_text() == text
