"""The same figures in Polars, lazily over Parquet.

What makes it quick (each was tried against its alternatives on the generated shop):

- buyers and agents become integers in the first join; every later key is integer
- relations are cut into spans in which one relation is the active one, so that a plain hash join
  finds it; `join_asof` needs sorted messages and takes near twice as long, and longer than a join
  and filter for the look-back of seven days too
- a customer's day is two times, first sent and last visit or payment: no join of events
- what several results build on is collected once; what can run side by side is collected together
- the streaming engine for what is large (the in-memory engine takes up to half as long again), the
  in-memory engine for the small results of the end

As in `duckdb_peer`, what the product does about overlaps, resolution and net amounts is spared.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from tests.bench.common import AGENT_COLUMNS, DAILY_COLUMNS, ORDER_COLUMNS, PERIOD_COLUMNS

CONVERTED = ("协助付款", "协助下单", "付款成功", "催付成功", "已付款", "已转化")
FLAGS = ("has_read", "has_replied", "visited", "bought")
BUYER_DAY = ("buyer", "day")
NOBODY = pl.lit(None, pl.UInt16).alias("agent")
"""In the place of the agent: the shop as a whole."""

Lazy = pl.LazyFrame
Frames = dict[str, pl.LazyFrame]


def collected(frame: Lazy) -> Lazy:
    """The frame computed, for what builds on it."""
    return frame.collect(engine="streaming").lazy()


def before_end(time: pl.Expr, end: str) -> pl.Expr:
    """Whether a time is before an end, which may be open."""
    return pl.col(end).is_null() | (time < pl.col(end))


def on_day(time: str) -> pl.Expr:
    """Whether a time is on the row's day; not where there is none."""
    return (pl.col(time).dt.date() == pl.col("day")).fill_null(False)


def numbered(rows: Lazy, agent: Lazy) -> Lazy:
    """The rows with their agent as a number."""
    number = agent.rename({"agent": "number"})
    return rows.join(number, left_on="agent", right_on="name").with_columns(agent="number")


def spans(relation: Lazy) -> Lazy:
    """From `since` to `until` the active relation is the one of `bound_at`.

    A pair's only relation is it from binding to unbinding; where a pair has several, each binding
    and unbinding starts a span.
    """
    pair = ["buyer", "agent"]
    columns = [*pair, "bound_at", "since", "until"]
    several = relation.group_by(pair).len().filter(pl.col("len") > 1)
    only = relation.join(several, on=pair, how="anti")
    rest = relation.join(several, on=pair, how="semi")
    starts = pl.concat([rest.select(*pair, since=end) for end in ("bound_at", "unbound_at")])
    active = (
        starts.drop_nulls()
        .unique()
        .sort(*pair, "since")
        .with_columns(until=pl.col("since").shift(-1).over(pair))
        .join(rest, on=pair)
        .filter(pl.col("bound_at") <= pl.col("since"), before_end(pl.col("since"), "unbound_at"))
        .group_by(*pair, "since", "until")
        .agg(pl.col("bound_at").max())
    )
    only = only.with_columns(since="bound_at", until="unbound_at")
    return pl.concat([only.select(columns), active.select(columns)])


def events(files: Frames, client: Lazy, agent: Lazy, span: Lazy) -> Frames:
    """Eligible messages, payments, and the last visit of a customer's day."""
    sent_at, presale = pl.col("sent_at"), pl.col("deposit_paid_at").is_not_null()
    eligible = (
        numbered(files["messages"].filter("by_agent").join(client, on="buyer_id"), agent)
        .join(span, on=["buyer", "agent"])
        .filter(pl.col("since") <= sent_at, before_end(sent_at, "until"))
        .with_columns(day=sent_at.dt.date())
        .select(*BUYER_DAY, "agent", "sent_at", "read_at", "replied_at", "bound_at")
    )
    paid = (
        files["orders"]
        .with_row_index("number")
        .with_columns(
            presale=presale,
            paid_at=pl.when(presale).then("balance_paid_at").otherwise("paid_at"),
            amount=pl.when(presale).then(pl.col("deposit") + pl.col("balance")).otherwise("amount"),
        )
        .filter(pl.col("paid_at").is_not_null())
        .with_columns(day=pl.col("paid_at").dt.date())
        .join(client, on="buyer_id", how="left")
        .select("number", "order_id", "buyer_id", *BUYER_DAY, "paid_at", "amount", "presale")
    )
    visit_day = (
        files["visits"]
        .join(client, on="buyer_id")
        .group_by("buyer", day=pl.col("visited_at").dt.date())
        .agg(last_visit=pl.col("visited_at").max())
    )
    return {"eligible": eligible, "paid": paid, "visit_day": visit_day}


def contacts(of: Frames) -> Lazy:
    """A row for each customer, agent and day with an eligible message: what came of it."""
    paid = of["paid"].filter(pl.col("buyer").is_not_null())
    paid_day = paid.group_by(BUYER_DAY).agg(last_paid=pl.col("paid_at").max())
    first_sent = pl.col("first_sent")
    return (
        of["eligible"]
        .group_by(*BUYER_DAY, "agent")
        .agg(
            first_sent=pl.col("sent_at").min(),
            has_read=on_day("read_at").any(),
            has_replied=on_day("replied_at").any(),
        )
        .join(of["visit_day"], on=BUYER_DAY, how="left")
        .join(paid_day, on=BUYER_DAY, how="left")
        .with_columns(
            visited=(first_sent <= pl.col("last_visit")).fill_null(False),
            bought=(first_sent <= pl.col("last_paid")).fill_null(False),
        )
        .select(*BUYER_DAY, "agent", *FLAGS)
    )


def explained(of: Frames, contact: Lazy, span: Lazy) -> Lazy:
    """Every payment: its reason, and whom a follow-up order and a guided order are credited to."""
    paid_at = pl.col("paid_at")
    by_client = of["paid"].filter(pl.col("buyer").is_not_null())
    by_client = by_client.select("number", *BUYER_DAY, "paid_at")
    messaged = collected(
        by_client.join(of["eligible"], on=BUYER_DAY)
        .with_columns(before=pl.col("sent_at") <= paid_at)
        .with_columns(older=pl.col("before") & (pl.col("bound_at") < pl.col("day")))
        .with_columns(read_that_day=pl.col("older") & on_day("read_at"))
        .with_columns(qualifies=pl.col("read_that_day") & (pl.col("read_at") <= paid_at))
        # A group keeps the order of its rows, so that its last row is the one to credit.
        .sort("sent_at", "read_at", -pl.col("agent").cast(pl.Int32), nulls_last=False)
        .group_by("number")
        .agg(
            pl.col("before", "older", "read_that_day", "qualifies").any(),
            follower=pl.col("agent").filter("before").last(),
            credited=pl.col("agent").filter("qualifies").last(),
        )
    )
    not_messaged = by_client.join(messaged, on="number", how="anti")
    messaged_day = contact.select("buyer", messaged_day="day").unique()
    days_since = (pl.col("day") - pl.col("messaged_day")).dt.total_days()
    earlier = collected(
        not_messaged.join(messaged_day, on="buyer")
        .filter(days_since.is_between(1, 7))
        .select("number", earlier=True)
        .unique()
    )
    client = (
        not_messaged.join(earlier, on="number", how="anti")
        .join(span, on="buyer")
        .filter(pl.col("since") <= paid_at, before_end(paid_at, "until"))
        .select("number", client=True)
        .unique()
    )
    reason = (
        pl.when("qualifies")
        .then(pl.lit("counted"))
        .when("read_that_day")
        .then(pl.lit("read_after_purchase"))
        .when("older")
        .then(pl.lit("unread"))
        .when("before")
        .then(pl.lit("client_bound_same_day"))
        .when(pl.col("before").is_not_null())
        .then(pl.lit("messaged_after_purchase"))
        .when("earlier")
        .then(pl.lit("messaged_earlier_day"))
        .when("client")
        .then(pl.lit("not_messaged"))
        .otherwise(pl.lit("not_a_client"))
    )
    orders = of["paid"]
    for part in (messaged, earlier, client):
        orders = orders.join(part, on="number", how="left")
    return orders.with_columns(reason=reason)


def counted(customers: Lazy, key: str) -> Lazy:
    """How many customers by that key, of one row each, and how many of them did what."""
    return customers.group_by(key).agg(
        sent_customers=pl.len(),
        read_customers=pl.col("has_read").sum(),
        replied_customers=pl.col("has_replied").sum(),
        guided_visitors=pl.col("visited").sum(),
        guided_buyers=pl.col("bought").sum(),
    )


def daily(contact: Lazy, orders: Lazy, start: date, end: date) -> Lazy:
    """The five figures of each day of [start, end)."""
    days = pl.date_range(start, end, closed="left", eager=True).alias("day").to_frame().lazy()
    customers = counted(contact.group_by(BUYER_DAY).agg(pl.col(FLAGS).any()), "day")
    guided = orders.filter(pl.col("reason") == "counted").group_by("day")
    return (
        days.join(customers, on="day", how="left")
        .join(guided.agg(guided_gmv=pl.col("amount").sum()), on="day", how="left")
        .fill_null(0)
        .sort("day")
        .with_columns(pl.col("day").dt.to_string("%Y-%m-%d"))
        .select(DAILY_COLUMNS)
    )


def both(rows: Lazy, **figures: pl.Expr) -> Lazy:
    """The figures by agent, and of all rows for the shop."""
    by_agent = rows.group_by("agent").agg(**figures)
    return pl.concat([by_agent, rows.select(**figures).select(NOBODY, pl.all())])


def agent_table(
    files: Frames,
    relation: Lazy,
    contact: Lazy,
    orders: Lazy,
    agent: Lazy,
    start: date,
    end: date,
) -> Lazy:
    """The agents' table of [start, end); its first row is the shop as a whole."""

    def inside(time: pl.Expr) -> pl.Expr:
        return (time >= start) & (time < end)

    def open_at_end(time: str) -> pl.Expr:
        return pl.col(time).is_null() | (pl.col(time) >= end)

    buyer, name, amount = pl.col("buyer"), pl.col("buyer_id"), pl.col("amount")
    clients = relation.filter(pl.col("bound_at") < end, open_at_end("unbound_at"))
    by_hand, outcome = pl.col("channel") == "manual", pl.col("outcome")
    answered = inside(pl.coalesce("answered_at", "invited_at"))
    of_agent = contact.group_by("agent", "buyer").agg(pl.col(FLAGS).any())
    of_shop = of_agent.group_by("buyer").agg(pl.col(FLAGS).any()).with_columns(NOBODY)
    tasks = numbered(files["opportunities"], agent)
    todo = (pl.col("created_at") < end) & open_at_end("done_at")
    parts = [
        both(clients, clients_total=buyer.n_unique()),
        both(relation.filter(inside(pl.col("unbound_at"))), clients_unsubscribed=pl.len()),
        both(
            numbered(files["invitations"], agent),
            invites_sent=name.filter(by_hand, inside(pl.col("invited_at"))).n_unique(),
            invites_accepted=name.filter(outcome == "accepted", answered).n_unique(),
            invites_declined=name.filter(outcome == "declined", by_hand, answered).n_unique(),
        ),
        pl.concat([counted(of_agent, "agent"), counted(of_shop, "agent")]),
        both(
            orders.select("buyer", "amount", agent="follower").drop_nulls("agent"),
            converted_customers=buyer.n_unique(),
            followup_orders=pl.len(),
            followup_gmv=amount.sum(),
        ),
        both(
            orders.select("amount", agent="credited").drop_nulls("agent"),
            guided_gmv=amount.sum(),
        ),
        both(
            tasks,
            opportunities_done=inside(pl.col("done_at")).sum(),
            opportunities_todo=todo.sum(),
        ),
    ]
    table = pl.concat([pl.select(NOBODY).lazy(), agent.select("agent")])
    for part in parts:
        table = table.join(part, on="agent", how="left", nulls_equal=True)
    return (
        table.join(agent, on="agent", how="left")
        .sort("agent", nulls_last=False)
        .select(pl.col("name").alias("agent"), pl.col(AGENT_COLUMNS[1:]).fill_null(0))
    )


def reception(files: Frames) -> Lazy:
    """Receptions by month, of the shop (agent null) and of each agent."""
    buyer, rate, average = (
        pl.col(c) for c in ("buyer_id", "conversion_rate", "average_duration_s")
    )
    lasted = (pl.col("ended_at") - pl.col("started_at")).dt.total_seconds()
    received = files["receptions"].with_columns(
        month=pl.col("started_at").dt.truncate("1mo"),
        seconds=pl.when(lasted >= 0).then(lasted),
        converted=pl.col("status").is_in(CONVERTED),
    )
    figures = {
        "receptions": pl.len(),
        "buyers": buyer.n_unique(),
        "converted_buyers": buyer.filter("converted").n_unique(),
        "average_duration_s": pl.col("seconds").mean(),
    }
    by_agent = received.group_by(pl.col("agent").cast(pl.String), "month").agg(**figures)
    of_shop = received.group_by("month").agg(**figures)
    of_shop = of_shop.select(pl.lit(None, pl.String).alias("agent"), pl.all())
    rated = pl.concat([by_agent, of_shop]).with_columns(
        conversion_rate=pl.col("converted_buyers") / pl.col("buyers")
    )
    before = rated.select(
        "agent",
        pl.col("month").dt.offset_by("1mo"),
        rate_before=rate,
        average_before=average,
    )
    return (
        rated.join(before, on=["agent", "month"], how="left", nulls_equal=True)
        .with_columns(
            period=pl.col("month").dt.to_string("%Y-%m"),
            conversion_change=rate - pl.col("rate_before"),
            duration_change_s=average - pl.col("average_before"),
            compliant=(average <= 3000) & (rate >= 0.5),
        )
        .sort("month", "agent", nulls_last=True)
        .select(PERIOD_COLUMNS)
    )


def figures(folder: Path) -> dict[str, Any]:
    """Every figure of the report over the covered days, in the form of `common`."""
    files = {path.stem: pl.scan_parquet(path) for path in folder.glob("*.parquet")}
    with_agents = ("relations", "messages", "invitations", "opportunities")
    names = pl.concat([files[table].select(name="agent") for table in with_agents])
    client, agent = (
        frame.lazy()
        for frame in pl.collect_all(
            [
                files["relations"].select("buyer_id").unique().with_row_index("buyer"),
                names.unique().sort("name").with_row_index("agent").cast({"agent": pl.UInt16}),
            ],
            engine="streaming",
        )
    )
    relation = numbered(files["relations"].join(client, on="buyer_id"), agent)
    relation = collected(relation.select("buyer", "agent", "bound_at", "unbound_at"))
    span = collected(spans(relation))
    times = [files["messages"].select(at="sent_at"), files["visits"].select(at="visited_at")]
    lazy = events(files, client, agent, span)
    *parts, limits = pl.collect_all(
        [
            *lazy.values(),
            pl.concat(times).select(first=pl.col("at").min(), last=pl.col("at").max()),
        ],
        engine="streaming",
    )
    of = {name: part.lazy() for name, part in zip(lazy, parts, strict=True)}
    paid_at = parts[list(of).index("paid")]["paid_at"]
    start = min(limits["first"][0], paid_at.min()).date()
    end = max(limits["last"][0], paid_at.max()).date() + timedelta(days=1)

    contact = collected(contacts(of))
    orders = collected(explained(of, contact, span))
    listed = orders.join(agent, left_on="credited", right_on="agent", how="left")
    table, by_day, every_order, leakage, received = pl.collect_all(
        [
            agent_table(files, relation, contact, orders, agent, start, end),
            daily(contact, orders, start, end),
            listed.sort("paid_at", "order_id")
            .rename({"name": "credited_agent"})
            .select(ORDER_COLUMNS),
            orders.group_by("reason").agg(pl.len(), pl.col("amount").sum()),
            reception(files),
        ],
        engine="in-memory",
    )
    shop, *agents = table.to_dicts()
    return {
        "shop": shop,
        "daily": by_day.to_dicts(),
        "agents": agents,
        "orders": every_order.to_arrow(),
        "leakage": {reason: values for reason, *values in leakage.rows()},
        "reception": received.to_dicts(),
    }
