"""A shop's figures from those that were kept of it; what they lack is prepared from its tables.

Whatever a figure may hang on beside the rows of one buyer is part of the key: with another setting,
agent, table, column that some file knows or resolution, all is prepared anew.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from typing import Any

from xlcs.figures.guided.guided_sales import Guided
from xlcs.figures.kept.look_ups import LookUps, as_tables, from_tables, look_ups_of, part_of
from xlcs.figures.kept.orders import decided_orders, decisions
from xlcs.figures.output.orders_table import PaidOrders
from xlcs.figures.prepare import STEPS, Prepared, agents_of, prepare
from xlcs.figures.rules import Rules
from xlcs.figures.tables.receptions import PreparedReceptions
from xlcs.shop.buyers import tables_of_buyers
from xlcs.shop.frames import Tables
from xlcs.shop.kept import Kept, KeptFigures
from xlcs.shop.progress import Progress, silent
from xlcs.shop.shop import Shop

VERSION = 4
"""Raised whenever the same tables would give other figures, or they are kept otherwise."""

FEWEST_ROWS = 200_000
"""With fewer rows computing takes as long as finding out what changed."""

MOST_CHANGED = 0.3
"""Where more of the rows than this part are of buyers who changed, all is computed: they are
computed twice, as they were and as they are."""

ORDERS = "orders"

_UNFIT = (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError)
"""How figures of another layout show themselves: all is computed anew."""


def keeping(shop: Shop) -> Kept | None:
    """Where the figures of a shop are kept; None where they are not, or it is too small."""
    kept = shop.kept
    if kept is None or kept.tables is not shop.tables or _rows(shop.tables) < FEWEST_ROWS:
        return None
    return kept


def prepared_from_kept(shop: Shop, kept: Kept, rules: Rules, progress: Progress) -> Prepared | None:
    """The figures of a shop from those kept; None where all must be prepared anew."""
    since = kept.since
    if since is not None and _rows(since.before) > MOST_CHANGED * _rows(shop.tables):
        return None
    found = kept.load()
    if found is None or found.about.get("key") != key_of(shop, rules):
        return None
    progress("figures", 1, STEPS)
    try:
        now, of_changed = None, None
        if since is not None:
            before = prepare(since.before, rules, silent)
            progress("figures", 2, STEPS)
            of_buyers = tables_of_buyers(shop.tables, since.changed, with_nobodys=False)
            now = prepare(of_buyers, rules, silent)
            of_changed = (_look_ups(before, rules), _look_ups(now, rules))
        progress("figures", 3, STEPS)
        look_ups = from_tables(
            found.about["look_ups"], found.tables, len(rules.owners.names.categories), of_changed
        )
        orders = decided_orders(
            shop.tables, found.tables[ORDERS], rules.owners.names, since,
            None if now is None else _paid_orders(now.guided(rules.edition)),
            at_the_minute=rules.at_the_minute,
        )  # fmt: skip
    except _UNFIT:
        return None
    prepared = _prepared(shop.tables, rules, look_ups, orders)
    progress("figures", STEPS, STEPS)
    return prepared


def figures_to_keep(shop: Shop, rules: Rules, prepared: Prepared) -> KeptFigures:
    """What is kept of a shop's figures."""
    about, tables = as_tables(_look_ups(prepared, rules))
    orders = decisions(_paid_orders(prepared.guided(rules.edition)))
    return KeptFigures({"key": key_of(shop, rules), "look_ups": about}, {**tables, ORDERS: orders})


def key_of(shop: Shop, rules: Rules) -> str:
    """What the figures hang on beside the rows of single buyers: equal keys, equal rules."""
    content: list[Any] = [
        VERSION,
        repr(replace(rules.settings, source=None)),  # where files come from decides no figure
        asdict(rules.edition),
        shop.resolution,
        [str(name) for name in shop.tables.agents.categories],
        sorted(rules.owners.by_name.items()),
        {id: sorted(table.known) for id, table in shop.tables.there().items()},
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _look_ups(prepared: Prepared, rules: Rules) -> LookUps:
    return look_ups_of(prepared, prepared.guided(rules.edition))


def _paid_orders(guided: Guided) -> PaidOrders:
    orders = guided.orders
    if not isinstance(orders, PaidOrders):
        raise TypeError("orders of parts")
    return orders


def _prepared(tables: Tables, rules: Rules, look_ups: LookUps, orders: PaidOrders) -> Prepared:
    """The look-ups as figures, with those that come from tables without buyers."""
    without_buyers = Tables(opportunities=tables.opportunities, agents=tables.agents)
    nobodys = prepare(without_buyers, rules, silent)
    received = part_of(look_ups, "receptions")
    return Prepared(
        tables,
        rules,
        part_of(look_ups, "covering")["rows"],
        *agents_of(tables, rules.owners),
        {**part_of(look_ups, "answers"), **nobodys.answers},
        PreparedReceptions(**received) if received else None,
        {rules.edition: Guided(orders, part_of(look_ups, "guided"), dict)},
    )


def _rows(tables: Tables) -> int:
    return sum(len(table) for table in tables.there().values())
