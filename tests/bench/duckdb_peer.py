"""The same figures in DuckDB SQL over Parquet.

What makes it quick (each was tried against its alternatives on the generated shop):

- buyers and agents become integers in the first join; every later key is integer (joins on the
  names all the way take a fifth longer, keys packed into one number gain nothing)
- relations are cut into spans in which one relation is the active one, so that a plain hash join
  finds it; an ASOF join over all messages sorts them and takes twice as long
- a customer's day is two times, first sent and last visit or payment: no join of events
- what several results build on is a temporary table in memory
- rows are numbered by the file's `file_row_number`: `row_number()` runs in one thread
- orders keep their texts in the file until the sorted result needs them
- no order of rows is kept but where the result has one

The Parquet files hold each fact once, to the second, orders gross: what the product does about
overlaps, resolution and net amounts is spared here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from tests.bench.common import AGENT_COLUMNS, DAILY_COLUMNS, PERIOD_COLUMNS, records

THREADS = 2
TABLES = ("relations", "messages", "visits", "orders", "invitations", "opportunities",
          "receptions")  # fmt: skip

ENTITIES = """
CREATE TEMP TABLE client AS
SELECT buyer_id, any_value(file_row_number)::INTEGER AS buyer FROM relations_file GROUP BY buyer_id;

CREATE TEMP TABLE agent AS
SELECT name, row_number() OVER (ORDER BY name)::SMALLINT AS agent
FROM (SELECT agent AS name FROM relations_file UNION SELECT agent FROM messages_file
      UNION SELECT agent FROM invitations_file UNION SELECT agent FROM opportunities_file);
"""

RELATIONS = """
CREATE TEMP TABLE relation AS
SELECT buyer, agent.agent, bound_at, coalesce(unbound_at, 'infinity') AS unbound_at
FROM relations_file AS r JOIN client USING (buyer_id) JOIN agent ON agent.name = r.agent;

CREATE TEMP TABLE several AS
SELECT buyer, agent FROM relation GROUP BY ALL HAVING count(*) > 1;

-- From `since` to `until` the active relation is the one of `bound_at`.
CREATE TEMP TABLE span AS
SELECT buyer, agent, bound_at, bound_at AS since, unbound_at AS until
FROM relation ANTI JOIN several USING (buyer, agent)
UNION ALL
SELECT buyer, agent, max(bound_at), since, until
FROM (SELECT buyer, agent, since,
             lead(since, 1, 'infinity') OVER (PARTITION BY buyer, agent ORDER BY since) AS until
      FROM (SELECT DISTINCT buyer, agent, unnest([bound_at, unbound_at]) AS since
            FROM relation SEMI JOIN several USING (buyer, agent)))
JOIN relation USING (buyer, agent)
WHERE bound_at <= since AND since < unbound_at
GROUP BY ALL;
"""

EVENTS = """
CREATE TEMP TABLE eligible AS
SELECT s.buyer, s.agent, sent_at::DATE AS day, sent_at, read_at, replied_at, s.bound_at
FROM messages_file AS m
JOIN client USING (buyer_id)
JOIN agent AS a ON a.name = m.agent
JOIN span AS s
  ON s.buyer = client.buyer AND s.agent = a.agent AND since <= sent_at AND sent_at < until
WHERE by_agent;

CREATE TEMP TABLE visit_day AS
SELECT buyer, visited_at::DATE AS day, max(visited_at) AS last_visit
FROM visits_file JOIN client USING (buyer_id) GROUP BY ALL;

-- The texts of orders stay in the file until the end, where `number` finds them.
CREATE TEMP TABLE paid AS
SELECT number, buyer, paid_at, paid_at::DATE AS day, amount
FROM (SELECT file_row_number::INTEGER AS number, buyer_id,
             if(deposit_paid_at IS NULL, o.paid_at, balance_paid_at) AS paid_at,
             if(deposit_paid_at IS NULL, o.amount, deposit + balance) AS amount
      FROM orders_file AS o)
LEFT JOIN client USING (buyer_id)
WHERE paid_at IS NOT NULL;

CREATE TEMP TABLE paid_day AS
SELECT buyer, day, max(paid_at) AS last_paid FROM paid WHERE buyer IS NOT NULL GROUP BY ALL;

CREATE TEMP TABLE period AS
SELECT min(first)::DATE AS first_day, max(last)::DATE + 1 AS after_last
FROM (SELECT min(sent_at) AS first, max(sent_at) AS last FROM messages_file
      UNION ALL SELECT min(visited_at), max(visited_at) FROM visits_file
      UNION ALL SELECT min(paid_at), max(paid_at) FROM paid);
"""

CUSTOMERS = """
CREATE TEMP TABLE contact AS
SELECT buyer, agent, day, has_read, has_replied,
       coalesce(first_sent <= last_visit, false) AS visited,
       coalesce(first_sent <= last_paid, false) AS bought
FROM (SELECT buyer, agent, day, min(sent_at) AS first_sent,
             coalesce(bool_or(read_at::DATE = day), false) AS has_read,
             coalesce(bool_or(replied_at::DATE = day), false) AS has_replied
      FROM eligible GROUP BY ALL)
LEFT JOIN visit_day USING (buyer, day) LEFT JOIN paid_day USING (buyer, day);

CREATE TEMP TABLE buyer_day AS
SELECT buyer, day, bool_or(has_read) AS has_read, bool_or(has_replied) AS has_replied,
       bool_or(visited) AS visited, bool_or(bought) AS bought
FROM contact GROUP BY ALL;
"""

ORDERS = """
CREATE TEMP TABLE messaged AS
SELECT number, bool_or(before) AS before, bool_or(older) AS older,
       bool_or(read_that_day) AS read_that_day, bool_or(qualifies) AS qualifies,
       max_by(agent, rank) FILTER (before) AS follower,
       max_by(agent, rank) FILTER (qualifies) AS credited
FROM (SELECT number, agent, sent_at <= paid_at AS before, before AND bound_at < day AS older,
             older AND coalesce(read_at::DATE = day, false) AS read_that_day,
             read_that_day AND read_at <= paid_at AS qualifies,
             (sent_at, coalesce(read_at, '-infinity'), -agent) AS rank
      FROM paid JOIN eligible USING (buyer, day))
GROUP BY number;

CREATE TEMP TABLE messaged_earlier AS
SELECT number
FROM (SELECT number, buyer, day FROM paid ANTI JOIN messaged USING (number)) AS o
SEMI JOIN buyer_day AS d ON d.buyer = o.buyer AND d.day < o.day AND o.day <= d.day + 7;

CREATE TEMP TABLE client_only AS
SELECT number
FROM (SELECT number, buyer, paid_at FROM paid ANTI JOIN messaged USING (number)
      ANTI JOIN messaged_earlier USING (number)) AS o
SEMI JOIN span AS s ON s.buyer = o.buyer AND since <= paid_at AND paid_at < until;

CREATE TEMP TABLE explained AS
SELECT number, buyer, day, paid_at, amount, follower, credited,
       CASE WHEN qualifies THEN 'counted'
            WHEN read_that_day THEN 'read_after_purchase'
            WHEN older THEN 'unread'
            WHEN before THEN 'client_bound_same_day'
            WHEN m.number IS NOT NULL THEN 'messaged_after_purchase'
            WHEN e.number IS NOT NULL THEN 'messaged_earlier_day'
            WHEN c.number IS NOT NULL THEN 'not_messaged'
            ELSE 'not_a_client' END AS reason
FROM paid LEFT JOIN messaged AS m USING (number)
LEFT JOIN messaged_earlier AS e USING (number) LEFT JOIN client_only AS c USING (number);
"""

DAILY = """
SELECT strftime(day, '%Y-%m-%d'), coalesce(sent, 0), coalesce(has_read, 0), coalesce(visited, 0),
       coalesce(bought, 0), coalesce(gmv, 0)
FROM (SELECT unnest(generate_series(first_day, after_last - 1, INTERVAL 1 DAY))::DATE AS day
      FROM period)
LEFT JOIN (SELECT day, count(*) AS sent, count_if(has_read) AS has_read,
                  count_if(visited) AS visited, count_if(bought) AS bought
           FROM buyer_day GROUP BY day) USING (day)
LEFT JOIN (SELECT day, sum(amount) AS gmv FROM explained WHERE reason = 'counted' GROUP BY day)
USING (day)
ORDER BY day
"""

# One query a table, each giving (agent, figures); agent NULL is the shop as a whole.
BY_AGENT = {
    "clients": """
SELECT agent, count(DISTINCT buyer) FROM relation, period
WHERE bound_at < after_last AND unbound_at >= after_last GROUP BY GROUPING SETS ((agent), ())""",
    "left": """
SELECT agent, count(*) FROM relation, period
WHERE unbound_at >= first_day AND unbound_at < after_last GROUP BY GROUPING SETS ((agent), ())""",
    "invited": """
SELECT a.agent, count(DISTINCT buyer_id) FILTER (channel = 'manual' AND invited),
       count(DISTINCT buyer_id) FILTER (outcome = 'accepted' AND answered),
       count(DISTINCT buyer_id) FILTER (outcome = 'declined' AND channel = 'manual' AND answered)
FROM (SELECT i.*, coalesce(answered_at, invited_at) AS settled_at,
             invited_at >= first_day AND invited_at < after_last AS invited,
             settled_at >= first_day AND settled_at < after_last AS answered
      FROM invitations_file AS i, period) AS i
JOIN agent AS a ON a.name = i.agent GROUP BY GROUPING SETS ((a.agent), ())""",
    "customers": """
SELECT agent, count(*), count_if(has_read), count_if(has_replied), count_if(visited),
       count_if(bought)
FROM (SELECT agent, bool_or(has_read) AS has_read, bool_or(has_replied) AS has_replied,
             bool_or(visited) AS visited, bool_or(bought) AS bought
      FROM contact GROUP BY agent, buyer
      UNION ALL
      SELECT NULL, bool_or(has_read), bool_or(has_replied), bool_or(visited), bool_or(bought)
      FROM buyer_day GROUP BY buyer)
GROUP BY agent""",
    "followed": """
SELECT follower, count(DISTINCT buyer), count(*), sum(amount) FROM explained
WHERE follower IS NOT NULL GROUP BY GROUPING SETS ((follower), ())""",
    "guided": """
SELECT credited, sum(amount) FROM explained
WHERE credited IS NOT NULL GROUP BY GROUPING SETS ((credited), ())""",
    "tasks": """
SELECT a.agent, count(*) FILTER (done_at >= first_day AND done_at < after_last),
       count(*) FILTER (created_at < after_last AND coalesce(done_at >= after_last, true))
FROM period, opportunities_file AS o JOIN agent AS a ON a.name = o.agent
GROUP BY GROUPING SETS ((a.agent), ())""",
}
WIDTH = {"clients": 1, "left": 1, "invited": 3, "customers": 5, "followed": 3, "guided": 1,
         "tasks": 2}  # fmt: skip
"""Figures of each query, for agents whom it does not find."""

RECEPTION = """
WITH received AS (
    SELECT agent, date_trunc('month', started_at) AS month, buyer_id,
           if(ended_at >= started_at, epoch(ended_at) - epoch(started_at), NULL) AS seconds,
           status IN ('协助付款', '协助下单', '付款成功', '催付成功', '已付款', '已转化')
               AS converted
    FROM receptions_file),
rated AS (
    SELECT agent, month, count(*) AS receptions, count(DISTINCT buyer_id) AS buyers,
           count(DISTINCT buyer_id) FILTER (converted) AS converted_buyers,
           converted_buyers / buyers AS rate, avg(seconds) AS average
    FROM received GROUP BY GROUPING SETS ((agent, month), (month)))
SELECT r.agent, strftime(r.month, '%Y-%m'), r.receptions, r.buyers, r.converted_buyers, r.rate,
       r.average, r.rate - b.rate, r.average - b.average, r.average <= 3000 AND r.rate >= 0.5
FROM rated AS r LEFT JOIN rated AS b
  ON b.agent IS NOT DISTINCT FROM r.agent AND b.month = r.month - INTERVAL 1 MONTH
ORDER BY r.month, r.agent
"""

EVERY_ORDER = """
SELECT order_id, buyer_id, day, e.amount, deposit_paid_at IS NOT NULL AS presale, reason,
       name AS credited_agent
FROM explained AS e JOIN orders_file ON file_row_number = number
LEFT JOIN agent ON agent.agent = credited
ORDER BY e.paid_at, order_id
"""

LEAKAGE = "SELECT reason, count(*), sum(amount) FROM explained GROUP BY reason"


def figures(folder: Path) -> dict[str, Any]:
    """Every figure of the report over the covered days, in the form of `common`."""
    db = duckdb.connect(config={"threads": THREADS, "preserve_insertion_order": False})
    for table in TABLES:
        rows = f"read_parquet('{folder / table}.parquet', file_row_number = true)"
        db.execute(f"CREATE TEMP VIEW {table}_file AS FROM {rows}")
    for statements in (ENTITIES, RELATIONS, EVENTS, CUSTOMERS, ORDERS):
        db.execute(statements)

    names = dict(db.execute("SELECT agent, name FROM agent ORDER BY agent").fetchall())
    rows_of: dict[int | None, list[Any]] = {agent: [] for agent in (None, *names)}
    for part, query in BY_AGENT.items():
        found = {agent: values for agent, *values in db.execute(query).fetchall()}
        for agent, row in rows_of.items():
            row += found.get(agent, [0] * WIDTH[part])
    shop, *agents = records(AGENT_COLUMNS, [[names.get(a), *row] for a, row in rows_of.items()])
    return {
        "shop": shop,
        "daily": records(DAILY_COLUMNS, db.execute(DAILY).fetchall()),
        "agents": agents,
        "orders": db.sql(EVERY_ORDER).to_arrow_table(),
        "leakage": {reason: values for reason, *values in db.execute(LEAKAGE).fetchall()},
        "reception": records(PERIOD_COLUMNS, db.execute(RECEPTION).fetchall()),
    }
