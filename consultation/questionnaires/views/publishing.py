"""Previewing a draft, publishing it, and reading what was published."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from flask import abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.accounts.access import account
from consultation.db import session
from consultation.i18n import own_name
from consultation.questionnaires import queries, translating
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.edit import MovedOn
from consultation.questionnaires.effects import effects
from consultation.questionnaires.faults import changes
from consultation.questionnaires.publish import (
    Doubtful,
    Gap,
    NothingNew,
    NotReady,
    Undecided,
    faults_today,
    publish_version,
)
from consultation.questionnaires.translate import state_of
from consultation.questionnaires.views.shared import (
    blueprint,
    builder_url,
    first_missing,
    note_act,
    numbers_of,
    opened_or_404,
    page,
)
from consultation.terms import Audience
from consultation.web.access import audience

PREVIEWS = {"phone": "answering.preview", "paper": "paper.preview"}
"""{what: endpoint of the room above that shows a draft}."""
ADVICE: list[Callable[[Definition], Sequence[str]]] = []
"""What rooms above cannot do with a draft as it is, in words; each adds its own."""


class Printing(NamedTuple):
    """Where sheets of a version are printed."""

    url: str
    place: str
    """Name of the channel they are counted under."""


PRINTERS: list[Callable[[int, int], Printing | None]] = []
"""By questionnaire and version: the room above that prints adds how; None while nobody can be asked on paper."""


@blueprint.get("/questionnaires/<int:questionnaire_id>/preview")
@audience(Audience.ORGANISERS)
def preview(questionnaire_id: int) -> ResponseReturnValue:
    """The draft in the frame of a phone, and on paper."""
    made = opened_or_404(questionnaire_id)
    locales = made.draft.locales
    locale = request.args.get("locale")
    locale = locale if locale in locales else locales[0]
    addresses = {
        what: url_for(endpoint, questionnaire_id=made.id, locale=locale)
        for what, endpoint in PREVIEWS.items()
        if endpoint in current_app.view_functions
    }
    names = made.draft.content_locales
    languages = [
        (url_for(".preview", questionnaire_id=made.id, locale=one), own_name(one, names), one == locale)
        for one in locales
    ]
    return page("preview", made, addresses=addresses, languages=languages)


@blueprint.route("/questionnaires/<int:questionnaire_id>/publication", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def publication(questionnaire_id: int) -> ResponseReturnValue:
    """What is left to settle, what changes, and the button that publishes."""
    made = opened_or_404(questionnaire_id, to_edit=request.method == "POST")
    status = 200
    if request.method == "POST":
        revision = request.form.get("revision", -1, type=int)
        try:
            version = publish_version(
                session(),
                made,
                account_id=account().id,
                revision=revision,
                same=request.form.getlist("same"),
                gaps=decided_gaps(),
            )
        except NotReady:
            status = 409
        except Undecided:
            flash(_("Say first of each language with gaps what becomes of it in this version."), "care")
            status = 409
        except Doubtful:
            flash(_("Say first of each reworded question whether it is still the same."), "care")
            status = 409
        except MovedOn:
            flash(_("The draft was changed after you opened this page. Read it again before publishing."), "care")
            status = 409
        except NothingNew:
            flash(_("This is what people answer already: there was nothing new to publish."), "care")
            return redirect(builder_url(made), 303)
        else:
            note_act("publish", made, number=version.number)
            session().commit()
            return redirect(url_for(".version", questionnaire_id=made.id, number=version.number), 303)
    former = queries.latest_version(session(), made.id)
    previous = queries.definition_of(former) if former else None
    found = faults_today(session(), made, previous)
    return page(
        "publication",
        made,
        former=former,
        differences=changes(previous, made.draft) if previous else [],
        effects=effects(previous, made.draft) if previous else None,
        standing=queries.standing_of(session(), made.id),
        gapped=translating.gapped(made.draft, state_of(made.questionnaire)),
        decided=decided_gaps(),
        said_same=request.form.getlist("same"),
        has_news=made.draft != previous,
        blocking=[fault for fault in found if fault.blocks],
        advice=[fault for fault in found if not fault.blocks],
        advice_above=[said for advise in ADVICE for said in advise(made.draft)],
        first_missing=first_missing(made),
        numbers=numbers_of(made.draft),
    ), status


def decided_gaps() -> dict[str, Gap]:
    """{language: what the person decided}."""
    said = {name.removeprefix("gap-"): words for name, words in request.form.items() if name.startswith("gap-")}
    return {locale: Gap(words) for locale, words in said.items() if words in set(Gap)}


@blueprint.get("/questionnaires/<int:questionnaire_id>/versions/<int:number>")
@audience(Audience.ORGANISERS)
def version(questionnaire_id: int, number: int) -> ResponseReturnValue:
    """A published version, as it is for ever."""
    made = opened_or_404(questionnaire_id)
    found = queries.version_by_number(session(), made.id, number) or abort(404)
    definition = queries.definition_of(found)
    campaigns = "outreach.campaigns"
    return page(
        "version",
        made,
        version=found,
        definition=definition,
        numbers=numbers_of(definition),
        printing=next(filter(None, (printer(made.id, found.id) for printer in PRINTERS)), None),
        sheets=one_click_sheets(definition),
        channels_url=url_for(campaigns, slug=made.plan.slug) if campaigns in current_app.view_functions else None,
    )


def one_click_sheets(definition: Definition) -> list[tuple[str, str]]:
    """("fr+ar", "Français + العربية"): each language alone, then each beside the first."""
    first, *others = definition.locales
    ways = [*((locale,) for locale in definition.locales), *((first, locale) for locale in others)]
    return [("+".join(way), " + ".join(own_name(one, definition.content_locales) for one in way)) for way in ways]
