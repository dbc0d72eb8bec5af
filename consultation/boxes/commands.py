"""`consultation paper slips`."""

import json
from pathlib import Path
from typing import cast, get_args

import click

from consultation.accounts.audit import note
from consultation.boxes.put_in import print_box_slips, reserve_slip_numbers
from consultation.boxes.queries import box_of_channel
from consultation.db import Database
from consultation.i18n import words_alone
from consultation.paper.commands import group as paper_group
from consultation.paper.slips import Format, SlipOrder, a_page, print_code_of_box
from consultation.settings import from_environment
from consultation.web.resident_slip_words import slip_words


@paper_group.command("slips")
@click.argument("code")
@click.option("--kind", default="slip4", show_default=True, type=click.Choice(get_args(Format)), help="What to print.")
@click.option("--pages", default=10, show_default=True, type=click.IntRange(1, 100), help="Pages of A4.")
@click.option("--locale", "locales", multiple=True, help="Language; twice for slips in two. Default: the first.")
@click.option("--layout", type=click.Path(path_type=Path, dir_okay=False), help="Where everything stands, as JSON.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The PDF.")
def slips(code: str, kind: str, pages: int, locales: tuple[str, ...], layout: Path | None, out: Path) -> None:
    """Print numbered slips, cards or guest-book pages of the idea box at the channel of that CODE."""
    settings = from_environment()
    database = Database(settings.database)
    with words_alone().app_context(), database.writer() as session:
        found = box_of_channel(session, code)
        if found is None:
            raise click.ClickException(f"No idea box has the code {code!r}. Its page shows it, under the QR code.")
        chosen = locales or tuple(found.box.locales[:1])
        if len(chosen) > 2 or not set(chosen) <= set(found.box.locales):
            raise click.UsageError(f"One or two of these languages: {', '.join(found.box.locales)}.")
        order = SlipOrder(
            print_code=print_code_of_box(found.box.id),
            question=found.box.question,
            locales=chosen,
            kind=cast(Format, kind),
            place=found.channel.name,
            address=f"{settings.public_url}/b/{found.channel.code}",
            is_simulated=found.campaign.is_simulated,
        )
        count = a_page(order.kind) * pages
        first = reserve_slip_numbers(session, found.box.id, count)
        session.commit()
        pdf, kept = print_box_slips(session, found.box, order, slip_words(chosen), first, count)
        note(
            session, None, "print", "box", found.channel.name,
            organisation_id=found.plan.organisation_id, copies=count, channel=found.channel.name,
        )  # fmt: skip
        session.commit()
        out.write_bytes(pdf)
        if layout:
            layout.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
    database.close()
    click.echo(json.dumps({"first_number": first, "last_number": first + count - 1, "kind": kind}))
