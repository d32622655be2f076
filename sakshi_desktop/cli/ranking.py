"""`sakshi ranking`: locations by composite score, with the weights that made it."""

import argparse

from sakshi_desktop.analytics import ranking
from sakshi_desktop.analytics.catalog import BY_KEY
from sakshi_desktop.analytics.types import Ranking, Scope
from sakshi_desktop.app import App
from sakshi_desktop.cli import figures, table
from sakshi_desktop.cli.table import BOLD, DIM
from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.errors import InvalidError


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument(
        "--weight", metavar="METRIC=SHARE", action="append", type=_weight, help="such as revenue=.3; repeatable"
    )
    parser.add_argument("--by", metavar="KPI", help="rank by one figure alone, such as revenue or growth")
    figures.add_scope(parser)


def run(arguments: argparse.Namespace, app: App) -> int:
    """Print the ranking."""
    scope = figures.scope(arguments, app)
    if arguments.by and arguments.weight:
        raise InvalidError("The ranking is asked for in two ways.", hint="Use --by, or --weight.")
    weights = dict(arguments.weight) if arguments.weight else None
    by = arguments.by
    ranked = ranking.by_kpi(app.figures, scope, by) if by else ranking.rank(app.figures, scope, weights)
    figures.warn_if_stale(stale=ranked.stale)
    if arguments.json:
        figures.print_json(as_json(ranked))
    else:
        print(told(scope, ranked, weighed=bool(arguments.weight or by)))
    return 0


def as_json(ranked: Ranking) -> dict[str, object]:
    """Return a ranking as plain values."""
    return {
        "period": {
            "from": to_date(ranked.period.start).isoformat(),
            "to": to_date(ranked.period.end).isoformat(),
        },
        "weights": dict(ranked.weights),
        "locations": [
            {
                "id": ids.location(row.location_id),
                "name": row.name,
                "score": row.score,
                "rank": row.rank,
                "rank_low": row.rank_low,
                "rank_high": row.rank_high,
                "contributions": dict(row.contributions),
            }
            for row in ranked.rows
        ],
        "unranked": list(ranked.unranked),
    }


def told(scope: Scope, ranked: Ranking, *, weighed: bool = False) -> str:
    """Return a ranking as a table for a person; ``weighed``: with weights that were given."""
    if not ranked.rows:
        return "No location sold anything in this period: there is nothing to rank."
    rows = [
        (
            f"{row.rank}. {row.name}",
            f"{row.score:.1f}",
            f"{row.rank_low}" if row.rank_low == row.rank_high else f"{row.rank_low}-{row.rank_high}",
            *(f"{points:+.1f}" for points in row.contributions.values()),
        )
        for row in ranked.rows
    ]
    shares = (f"{BY_KEY[key].short} {100 * share:.0f} %" for key, share in ranked.weights.items())
    parts = [table.paint(f"Ranking · {figures.title(scope, 'INR')}", BOLD)]
    parts.append(table.draw(("Location", "Score", "Rank band", *shares), rows))
    notes = ["50 is the middle of the chain. The band holds nine of ten resamples of the days."]
    if not weighed and (lacking := ranking.DEFAULT_WEIGHTS.keys() - ranked.weights.keys()):
        names = (BY_KEY[key].label.lower() for key in ranking.DEFAULT_WEIGHTS if key in lacking)
        notes.append(f"Not weighed, because no location knows it: {', '.join(names)}.")
    if ranked.unranked:
        notes.append(f"Without sales: {', '.join(ranked.unranked)}.")
    parts.append(table.paint("\n".join(notes), DIM))
    return "\n\n".join(parts)


def _weight(text: str) -> tuple[str, float]:
    metric, equals, share = text.partition("=")
    try:
        return metric, float(share if equals else "")
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is no weight; write it as revenue=.3") from error
