"""Error cells are put where they are, however they come."""

from xlcs.exports.read.error_cells import ErrorCells

ROWS = [["a", "b", ""], ["", "c", ""], ["d", "", ""]]


def test_errors_in_any_order_take_their_places():
    errors = ErrorCells.of([(3, 1, "#REF!"), (1, 2, "#N/A"), (3, 2, "#N/A"), (2, 0, "#REF!")])
    assert list(errors.put_into(ROWS)) == [
        ["a", "b", "#N/A"],
        ["#REF!", "c", ""],
        ["d", "#REF!", "#N/A"],
    ]
    assert ROWS[0] == ["a", "b", ""]


def test_errors_further_down():
    errors = ErrorCells.of([(1, 2, "#REF!")]).below(1)
    assert list(errors.put_into(ROWS))[1] == ["", "c", "#REF!"]


def test_errors_outside_the_rows_are_nothing():
    errors = ErrorCells.of([(1, -1, "#N/A"), (2, 7, "#N/A"), (9, 0, "#N/A")])
    assert list(errors.put_into(ROWS)) == ROWS
    assert list(ErrorCells.of([]).put_into(ROWS)) == ROWS
