"""The same figures in Polars, lazily over Parquet.

What makes it quick, each measured against its alternatives on the generated shop:

- buyers and agents become integers in the first join; every later key is integer
- relations are cut into spans in which one relation is the active one, so that a plain hash join
  finds it; `join_asof` needs the messages sorted and is slower
- a customer's day is two times, first sent and last visit or payment: no join of events
- what several results build on (eligible messages, contacts, payments) is collected once; from
  there all results are collected together, so that both threads always have work
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from tests.bench.common import AGENT_COLUMNS, DAILY_COLUMNS, ORDER_COLUMNS, PERIOD_COLUMNS

CONVERTED = ("协助付款", "协助下单", "付款成功", "催付成功", "已付款", "已转化")
FLAGS = ("has_read", "has_replied", "visited", "bought")
ENGINE = "streaming"

Frames = dict[str, pl.LazyFrame]


def spans(relation: pl.LazyFrame) -> pl.LazyFrame:
    """From `since` to `until` the active relation is the one of `bound_at`.

    Pairs of one relation are it; those of several change at each binding and unbinding.
    """
    pair = ["buyer", "agent"]
    several = relation.group_by(pair).len().filter(pl.col("len") > 1)
    one = relation.join(several, on=pair, how="anti")
    more = relation.join(several, on=pair, how="semi")
    changes = (
        pl.concat([more.select(*pair, since="bound_at"), more.select(*pair, since="unbound_at")])
        .drop_nulls()
        .unique()
        .sort(*pair, "since")
        .with_columns(until=pl.col("since").shift(-1).over(pair))
    )
    active = (
        changes.join(more, on=pair)
        .filter(pl.col("bound_at") <= pl.col("since"), within(pl.col("since"), "unbound_at"))
        .group_by(*pair, "since", "until")
        .agg(pl.col("bound_at").max())
    )
    columns = [*pair, "bound_at", "since", "until"]
    return pl.concat([one.select(*pair, "bound_at", since="bound_at", until="unbound_at")
                      .select(columns), active.select(columns)])  # fmt: skip


def within(time: pl.Expr, until: str) -> pl.Expr:
    """Whether it is before that end, which may be open."""
    return pl.col(until).is_null() | (time < pl.col(until))


def events(files: Frames, client: pl.LazyFrame, agent: pl.LazyFrame, span: pl.LazyFrame) -> Frames:
    """Eligible messages; payments; the last visit and payment of a customer's day."""
    eligible = (
        files["messages"]
        .filter("by_agent")
        .join(client, on="buyer_id")
        .join(agent, left_on="agent", right_on="name")
        .join(span, left_on=["buyer", "agent_right"], right_on=["buyer", "agent"])
        .filter(pl.col("since") <= pl.col("sent_at"), within(pl.col("sent_at"), "until"))
        .select("buyer", pl.col("agent_right").alias("agent"), pl.col("sent_at").dt.date().alias("day"),
                "sent_at", "read_at", "replied_at", "bound_at")  # fmt: skip
    )
    presale = pl.col("deposit_paid_at").is_not_null()
    paid = (
        files["orders"]
        .with_row_index("number")
        .select(
            "number", "order_id", "buyer_id", presale.alias("presale"),
            paid_at=pl.when(presale).then("balance_paid_at").otherwise("paid_at"),
            amount=pl.when(presale).then(pl.col("deposit") + pl.col("balance")).otherwise("amount"),
        )
        .filter(pl.col("paid_at").is_not_null())
        .with_columns(day=pl.col("paid_at").dt.date())
        .join(client, on="buyer_id", how="left")
    )  # fmt: skip
    visit_day = (
        files["visits"]
        .join(client, on="buyer_id")
        .group_by("buyer", day=pl.col("visited_at").dt.date())
        .agg(last_visit=pl.col("visited_at").max())
    )
    return {"eligible": eligible, "paid": paid, "visit_day": visit_day}


def customers(of: Frames) -> pl.LazyFrame:
    """A row for each customer, agent and day with an eligible message: what came of it."""
    paid_day = (
        of["paid"].filter(pl.col("buyer").is_not_null()).group_by("buyer", "day")
        .agg(last_paid=pl.col("paid_at").max())
    )  # fmt: skip
    day = pl.col("day")
    return (
        of["eligible"]
        .group_by("buyer", "agent", "day")
        .agg(
            first_sent=pl.col("sent_at").min(),
            has_read=(pl.col("read_at").dt.date() == day).any(),
            has_replied=(pl.col("replied_at").dt.date() == day).any(),
        )
        .join(of["visit_day"], on=["buyer", "day"], how="left")
        .join(paid_day, on=["buyer", "day"], how="left")
        .select(
            "buyer", "agent", "day", "has_read", "has_replied",
            visited=(pl.col("first_sent") <= pl.col("last_visit")).fill_null(False),
            bought=(pl.col("first_sent") <= pl.col("last_paid")).fill_null(False),
        )
    )  # fmt: skip


def explained(of: Frames, contact: pl.LazyFrame, span: pl.LazyFrame) -> pl.LazyFrame:
    """Every payment with its reason, the agent whom a follow-up and whom a guided order credits."""
    at, read = pl.col("paid_at"), pl.col("read_at")
    known = of["paid"].filter(pl.col("buyer").is_not_null()).select("number", "buyer", "day", "paid_at")
    messaged = (
        known.join(of["eligible"], on=["buyer", "day"])
        .with_columns(before=pl.col("sent_at") <= at)
        .with_columns(older=pl.col("before") & (pl.col("bound_at") < pl.col("day")))
        .with_columns(read_that_day=pl.col("older") & (read.dt.date() == pl.col("day")).fill_null(False))
        .with_columns(qualifies=pl.col("read_that_day") & (read <= at))
        # Within a group rows keep their order, so that the last is the one to credit.
        .sort("sent_at", "read_at", -pl.col("agent").cast(pl.Int32), nulls_last=False)
        .group_by("number")
        .agg(
            pl.col("before", "older", "read_that_day", "qualifies").any(),
            follower=pl.col("agent").filter("before").last(),
            credited=pl.col("agent").filter("qualifies").last(),
        )
    )
    not_messaged = known.join(messaged, on="number", how="anti")
    buyer_day = contact.select("buyer", pl.col("day").alias("messaged_day")).unique()
    earlier = (
        not_messaged.join(buyer_day, on="buyer")
        .filter((pl.col("day") - pl.col("messaged_day")).dt.total_days().is_between(1, 7))
        .select("number", earlier=True).unique()
    )  # fmt: skip
    bound = (
        not_messaged.join(earlier, on="number", how="anti")
        .join(span, on="buyer")
        .filter(pl.col("since") <= at, within(at, "until"))
        .select("number", bound=True).unique()
    )  # fmt: skip
    reason = (
        pl.when("qualifies").then(pl.lit("counted"))
        .when("read_that_day").then(pl.lit("read_after_purchase"))
        .when("older").then(pl.lit("unread"))
        .when("before").then(pl.lit("client_bound_same_day"))
        .when(pl.col("before").is_not_null()).then(pl.lit("messaged_after_purchase"))
        .when("earlier").then(pl.lit("messaged_earlier_day"))
        .when("bound").then(pl.lit("not_messaged"))
        .otherwise(pl.lit("not_a_client"))
    )  # fmt: skip
    return (
        of["paid"].join(messaged, on="number", how="left")
        .join(earlier, on="number", how="left").join(bound, on="number", how="left")
        .select("order_id", "buyer_id", "buyer", "day", "paid_at", "amount", "presale",
                "follower", "credited", reason=reason)
    )  # fmt: skip


def counted(buyers: pl.LazyFrame, key: str) -> pl.LazyFrame:
    """Customers by that key, of one row each with what came of it."""
    return buyers.group_by(key).agg(sent_customers=pl.len(), **{
        figure: pl.col(flag).sum() for flag, figure in
        zip(FLAGS, ("read_customers", "replied_customers", "guided_visitors", "guided_buyers"), strict=True)
    })  # fmt: skip


def daily(contact: pl.LazyFrame, orders: pl.LazyFrame, days: pl.LazyFrame) -> pl.LazyFrame:
    """The five figures by day, for the shop."""
    buyer_day = contact.group_by("buyer", "day").agg(pl.col(FLAGS).any())
    guided = orders.filter(pl.col("reason") == "counted").group_by("day").agg(
        guided_gmv=pl.col("amount").sum())  # fmt: skip
    return (
        days.join(counted(buyer_day, "day"), on="day", how="left")
        .join(guided, on="day", how="left").fill_null(0).sort("day")
        .select(pl.col("day").dt.to_string("%Y-%m-%d"), "sent_customers", "read_customers",
                "guided_visitors", "guided_buyers", "guided_gmv")
    )  # fmt: skip


def both(rows: pl.LazyFrame, **figures: pl.Expr) -> pl.LazyFrame:
    """The figures by agent, and for the shop as a whole, whose agent is null."""
    nobody = pl.lit(None, pl.UInt16).alias("agent")
    return pl.concat([rows.group_by("agent").agg(**figures),
                      rows.select(**figures).select(nobody, pl.all())])  # fmt: skip


def by_agent(
    files: Frames, relation: pl.LazyFrame, contact: pl.LazyFrame, orders: pl.LazyFrame,
    agent: pl.LazyFrame, start: Any, end: Any,
) -> pl.LazyFrame:  # fmt: skip
    """The agents' table of the period [start, end), its first row the shop as a whole."""
    def inside(column: str | pl.Expr) -> pl.Expr:
        expr = pl.col(column) if isinstance(column, str) else column
        return ((expr >= start) & (expr < end)).fill_null(False)

    nobody = pl.lit(None, pl.UInt16).alias("agent")
    clients = relation.filter(pl.col("bound_at") < end,
                              pl.col("unbound_at").is_null() | (pl.col("unbound_at") >= end))  # fmt: skip
    invited = named(files["invitations"], agent)
    answered = inside(pl.coalesce("answered_at", "invited_at"))
    manual = pl.col("channel") == "manual"
    buyer = pl.col("buyer_id")
    agent_buyer = contact.group_by("agent", "buyer").agg(pl.col(FLAGS).any())
    shop_buyer = agent_buyer.group_by("buyer").agg(pl.col(FLAGS).any())
    follow = orders.select(agent="follower", buyer="buyer", amount="amount").drop_nulls("agent")
    guided = orders.select(agent="credited", amount="amount").drop_nulls("agent")
    created, done = pl.col("created_at"), pl.col("done_at")
    parts = [
        both(clients, clients_total=pl.col("buyer").n_unique()),
        both(relation.filter(inside("unbound_at")), clients_unsubscribed=pl.len()),
        both(
            invited,
            invites_sent=buyer.filter(manual, inside("invited_at")).n_unique(),
            invites_accepted=buyer.filter(pl.col("outcome") == "accepted", answered).n_unique(),
            invites_declined=buyer.filter(pl.col("outcome") == "declined", manual, answered).n_unique(),
        ),
        pl.concat([counted(agent_buyer, "agent"),
                   counted(shop_buyer.with_columns(nobody), "agent").select(pl.all())]),
        both(follow, converted_customers=pl.col("buyer").n_unique(), followup_orders=pl.len(),
             followup_gmv=pl.col("amount").sum()),
        both(guided, guided_gmv=pl.col("amount").sum()),
        both(
            named(files["opportunities"], agent),
            opportunities_done=inside("done_at").sum(),
            opportunities_todo=((created < end) & (done.is_null() | (done >= end))).sum(),
        ),
    ]  # fmt: skip
    table = pl.concat([pl.LazyFrame({"agent": [None]}, {"agent": pl.UInt16}), agent.select("agent")])
    for part in parts:
        table = table.join(part, on="agent", how="left", nulls_equal=True)
    return (
        table.join(agent, on="agent", how="left").sort("agent", nulls_last=False)
        .select(pl.col("name").alias("agent"), pl.col(AGENT_COLUMNS[1:]).fill_null(0))
    )  # fmt: skip


def named(rows: pl.LazyFrame, agent: pl.LazyFrame) -> pl.LazyFrame:
    """The rows with their agent as a number."""
    return rows.join(agent.rename({"agent": "number"}), left_on="agent", right_on="name").with_columns(
        agent="number")  # fmt: skip


def reception(files: Frames) -> pl.LazyFrame:
    """Receptions by month, for the shop (agent null) and by agent, with the change to the month before."""
    buyer = pl.col("buyer_id")
    lasted = (pl.col("ended_at") - pl.col("started_at")).dt.total_seconds()
    received = files["receptions"].select(
        "agent", "buyer_id", month=pl.col("started_at").dt.truncate("1mo"),
        seconds=pl.when(lasted >= 0).then(lasted), converted=pl.col("status").is_in(CONVERTED),
    )  # fmt: skip
    figures = {
        "receptions": pl.len(),
        "buyers": buyer.n_unique(),
        "converted_buyers": buyer.filter("converted").n_unique(),
        "average_duration_s": pl.col("seconds").mean(),
    }
    rated = pl.concat(
        [received.group_by("agent", "month").agg(**figures),
         received.group_by("month").agg(**figures).select(pl.lit(None, pl.String).alias("agent"), pl.all())]
    ).with_columns(conversion_rate=pl.col("converted_buyers") / pl.col("buyers"))  # fmt: skip
    before = rated.select("agent", pl.col("month").dt.offset_by("1mo"), rate_before="conversion_rate",
                          average_before="average_duration_s")  # fmt: skip
    rate, average = pl.col("conversion_rate"), pl.col("average_duration_s")
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
    names = pl.concat([files[table].select("agent") for table in
                       ("relations", "messages", "invitations", "opportunities")])  # fmt: skip
    client, agent = pl.collect_all([
        files["relations"].select("buyer_id").unique().with_row_index("buyer"),
        names.unique().sort("agent").select(
            name="agent", agent=pl.int_range(pl.len(), dtype=pl.UInt16)),
    ], engine=ENGINE)  # fmt: skip
    client, agent = client.lazy(), agent.lazy()
    relation = (
        named(files["relations"].join(client, on="buyer_id"), agent)
        .select("buyer", "agent", "bound_at", "unbound_at").collect(engine=ENGINE).lazy()
    )  # fmt: skip
    span = spans(relation).collect(engine=ENGINE).lazy()
    *parts, limits = pl.collect_all(
        [
            *(of := events(files, client, agent, span)).values(),
            pl.concat([files["messages"].select(at="sent_at"), files["visits"].select(at="visited_at")])
            .select(first=pl.col("at").min(), last=pl.col("at").max()),
        ],
        engine=ENGINE,
    )
    of = {name: part.lazy() for name, part in zip(of, parts, strict=True)}
    paid = parts[list(of).index("paid")]["paid_at"]
    start = min(limits["first"][0], paid.min()).date()
    last = max(limits["last"][0], paid.max()).date()
    days = pl.LazyFrame({"day": pl.date_range(start, last, eager=True)})
    end = days.select(pl.col("day").max().dt.offset_by("1d")).collect().item()
    contact = customers(of).collect(engine=ENGINE).lazy()
    orders = explained(of, contact, span).collect(engine=ENGINE).lazy()
    table, by_day, listed, leakage, received = pl.collect_all(
        [
            by_agent(files, relation, contact, orders, agent, start, end),
            daily(contact, orders, days),
            orders.join(agent, left_on="credited", right_on="agent", how="left")
            .sort("paid_at", "order_id").rename({"name": "credited_agent"}).select(ORDER_COLUMNS),
            orders.group_by("reason").agg(pl.len(), pl.col("amount").sum()),
            reception(files),
        ],
        engine=ENGINE,
    )  # fmt: skip
    shop, *agents = table.to_dicts()
    return {
        "shop": shop,
        "daily": by_day.to_dicts(),
        "agents": agents,
        "orders": listed.to_arrow(),
        "leakage": {reason: list(values) for reason, *values in leakage.rows()},
        "reception": received.to_dicts(),
    }
