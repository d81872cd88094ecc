"""Why an order counts, or not, and who is credited; in every rule edition.

Source: spec, "Why an order counts, or not", "Rule editions", "Unknown is not 0".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from ..source import Row, Rules, Time
from .eligible import Eligible, first_of, is_active, last_of
from .periods import DAY
from .times import at_or_before, floored

REASONS = ("counted", "messaged_earlier_day", "not_messaged", "not_a_client",
           "messaged_after_purchase", "client_bound_same_day", "unread",
           "read_after_purchase")  # fmt: skip


@dataclass
class Attribution:
    """What decides a buyer's orders.

    sent_on : the buyer's eligible messages of each day
    reading_known : false where no message file says anything of reading
    minute : times are compared at the minute
    """

    rules: Rules
    relations: list[Row]
    reading_known: bool
    minute: bool
    sent_on: dict[date, list[Eligible]] = field(default_factory=dict)

    def sent_days_before(self, last: date, days: int) -> Iterator[list[Eligible]]:
        """The messages of each of so many days up to that day, the latest day first."""
        for back in range(days):
            yield self.sent_on.get(last - back * DAY, [])

    def in_window(self, p: Time) -> list[Eligible]:
        """The messages that an order paid at p looks at: of the days P-N+1 to P."""
        days = self.sent_days_before(p.at.date(), self.rules.window_days)
        return [message for sent in days for message in sent]

    def in_time(self, p: Time) -> list[Eligible]:
        """… sent at t ≤ p."""
        return [m for m in self.in_window(p) if at_or_before(m.sent, p, minute=self.minute)]

    def credited(self, messages: list[Eligible]) -> Eligible:
        return first_of(messages) if self.rules.credit == "first" else last_of(messages)

    def followed_up(self, p: Time) -> Eligible | None:
        """Section "Per-agent figures", followup_orders: the message that is credited."""
        in_time = self.in_time(p)
        return self.credited(in_time) if in_time else None

    def is_read(self, message: Eligible, p: Time) -> bool:
        """The reading step: read on day P; `any`: at any time from t on.

        Under `same_day` reading has no step after this one, so the end of P bounds it here.
        """
        if message.read is None:
            return False
        read, paid = message.read.at.date(), p.at.date()
        if self.rules.read_day == "payment_day":
            return read == paid
        return read <= paid or self.rules.read_rule == "before_payment"

    def is_read_in_time(self, message: Eligible, p: Time) -> bool:
        """The last step: r ≤ p; known by its day only, read by the end of P is enough."""
        if message.read is None:
            return False
        if self.rules.read_rule == "same_day" or message.read.form == "day":
            return message.read.at.date() <= p.at.date()
        return at_or_before(message.read, p, minute=self.minute)

    def reason(self, p: Time) -> tuple[str | None, Eligible | None]:
        """The reason of an order paid at p, and which of the messages decided it, if any.

        These are the ones that passed most steps. None where it hangs on reading, and nothing is
        known of that.
        """
        start = self.in_window(p)
        if not start:
            window, lookback = self.rules.window_days, self.rules.lookback_days
            for sent in self.sent_days_before(p.at.date() - window * DAY, lookback):
                if sent:
                    return "messaged_earlier_day", last_of(sent)
            if any(is_active(relation, p) for relation in self.relations):
                return "not_messaged", None
            return "not_a_client", None
        in_time = self.in_time(p)
        if not in_time:
            return "messaged_after_purchase", last_of(start)
        older = [message for message in in_time if message.bound.at.date() < message.day]
        if not older:
            return "client_bound_same_day", last_of(in_time)
        if not self.reading_known:
            return None, None
        read = [message for message in older if self.is_read(message, p)]
        if not read:
            return "unread", last_of(older)
        in_order = [message for message in read if self.is_read_in_time(message, p)]
        if not in_order:
            return "read_after_purchase", last_of(read)
        return "counted", self.credited(in_order)


def at_resolution(time: Time | None, *, minute: bool) -> Time | None:
    return floored(time) if time is not None and minute else time
