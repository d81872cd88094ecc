"""When messages are sent and read, and what an earlier one would have caught, on a few rows."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.figures.shops import messages as sent
from xlcs.advice.hours import (
    caught_by_hour,
    guided_gmv_by_hour,
    messages_by_hour,
    read_within_hour,
)
from xlcs.figures.daily_work.sending import counted_by_hour

# 1 August 2022 is a Monday.
MESSAGES = sent(
    ("a", "王", "2022-08-01 09:00:00", "2022-08-01 10:00:00"),  # an hour: within
    ("b", "王", "2022-08-01 09:59:59", "2022-08-01 11:00:00"),  # a second more
    ("c", "王", "2022-08-08 09:30:00"),  # another Monday, not read
    ("d", "王", "2022-08-07 23:00:00", "2022-08-07"),  # a Sunday; the moment of reading unknown
    ("e", "王", "2022-08-01", "2022-08-01"),  # the hour of sending unknown
)


def at(frame: pd.DataFrame) -> dict[tuple[object, object], float]:
    stacked = frame.stack()
    return {(day, hour): value for (day, hour), value in stacked.items() if value}


def orders(*rows: tuple[str, float, str, str | None]) -> pd.DataFrame:
    """paid_at, amount [CNY], reason, sent_at"""
    paid, amount, reason, by = zip(*rows, strict=True)
    return pd.DataFrame(
        {
            "paid_at": pd.to_datetime(pd.Series(paid), format="ISO8601"),
            "paid_at_is_day": [len(text) == len("2022-08-01") for text in paid],
            "amount": amount,
            "reason": reason,
            "sent_at": pd.to_datetime(pd.Series(by), format="ISO8601"),
            "sent_at_is_day": [len(text or "") == len("2022-08-01") for text in by],
        }
    )


def test_messages_are_counted_by_weekday_and_hour():
    found = messages_by_hour(counted_by_hour(MESSAGES))
    assert found.shape == (7, 24)
    assert at(found) == {(0, 9): 3, (6, 23): 1}


def test_the_share_that_was_read_within_an_hour():
    found = read_within_hour(counted_by_hour(MESSAGES))
    assert found.loc[0, 9] == pytest.approx(1 / 3)
    # Read on that day at an unknown moment is not known to be within the hour.
    assert found.loc[6, 23] == 0
    assert found.notna().sum().sum() == 2


def test_no_messages_are_no_hours():
    none = counted_by_hour(MESSAGES.iloc[:0])
    assert messages_by_hour(none).sum().sum() == 0
    assert read_within_hour(none).isna().all(axis=None)


def test_guided_gmv_stands_where_the_message_was_sent():
    found = guided_gmv_by_hour(
        orders(
            ("2022-08-01 20:00:00", 100.5, "counted", "2022-08-01 09:59:59"),
            ("2022-08-01 21:00:00", 50.0, "counted", "2022-08-01 09:00:00"),
            ("2022-08-02 21:00:00", 7.0, "unread", "2022-08-02 09:00:00"),
            # In an edition of several days: sent the day before, at no known hour.
            ("2022-08-02 21:00:00", 9.0, "counted", "2022-08-01"),
        )
    )
    assert at(found) == {(0, 9): 150.5}


def test_a_message_by_an_hour_catches_what_is_paid_at_that_hour_or_later():
    found = caught_by_hour(
        orders(
            ("2022-08-01 10:00:00", 1.0, "messaged_earlier_day", None),
            ("2022-08-02 10:59:59", 2.0, "messaged_after_purchase", None),
            ("2022-08-01 23:59:59", 4.0, "read_after_purchase", None),
            ("2022-08-01", 8.0, "messaged_earlier_day", None),  # the hour is unknown
            ("2022-08-01 12:00:00", 16.0, "unread", None),  # no earlier message would help
            ("2022-08-01 12:00:00", 32.0, "counted", None),
        )
    ).set_index("hour")
    assert found.loc[0].tolist() == [3, 7.0]
    assert found.loc[10].tolist() == [3, 7.0]  # sent by ten, both paid from ten on are caught
    assert found.loc[11].tolist() == [1, 4.0]
    assert found.loc[23].tolist() == [1, 4.0]
