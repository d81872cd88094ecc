"""One name for one agent, and for one buyer. Source: spec, "Agents' names", "Buyers"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ..source import Row


def written_out(name: str) -> str:
    """The name with a full-width colon as a colon, and without spaces around it."""
    return name.replace("：", ":").strip()


def name_buyers(rows: Iterable[Row]) -> None:
    """Cut the prefix of the desktop client, in place."""
    for row in rows:
        if row.get("buyer_id") is not None:
            row["buyer_id"] = row["buyer_id"].removeprefix("cntaobao")


def name_agents(rows: Iterable[Row]) -> None:
    """Give every row of the shop that names an agent the agent's full name, in place.

    A bare name that is the part after the colon of exactly one full name is that agent; else it
    stands for itself.
    """
    named = [row for row in rows if row.get("agent") is not None]
    full_names: dict[str, set[str]] = defaultdict(set)
    for row in named:
        row["agent"] = written_out(row["agent"])
        _, colon, bare = row["agent"].partition(":")
        if colon:
            full_names[bare.strip()].add(row["agent"])
    for row in named:
        candidates = full_names.get(row["agent"], set())
        if ":" not in row["agent"] and len(candidates) == 1:
            [row["agent"]] = candidates
