"""Who have we not heard? The census entered, coverage, the next outing, and weights."""

import csv
import io
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consultation.accounts.access import account
from consultation.accounts.audit import note
from consultation.db import session
from consultation.i18n import current_locale, pick
from consultation.questionnaires.definition import Option, Question
from consultation.questionnaires.profile import PROFILE_QUESTIONS
from consultation.results.census.coverage import Counts, Met, Outing, known_of, outings, pair, rows_of
from consultation.results.census.enter import Groups, UnreadableTable, enter_census, read_table
from consultation.results.census.forms import CensusForm, TableForm, census_form
from consultation.results.census.queries import (
    GONE_TO,
    buildings,
    census_of,
    crossed,
    met_by_channel,
    spots,
)
from consultation.results.census.raking import rake, weighted_shares
from consultation.results.counts import Board
from consultation.results.figures import QuestionFigures
from consultation.results.resident_words import for_templates
from consultation.results.views.organisers import blueprint, board_or_404
from consultation.terms import Audience, Margin, Profile
from consultation.web.access import audience

MARGIN_NAMES = {
    Margin.AGE_GENDER: _l("Age and sex, people"),
    Margin.BUILDING: _l("Households, by building"),
    Margin.LANGUAGE: _l("Languages spoken at home, people"),
}
WRONG = {
    "columns": _l("The first line needs the columns margin, group, people; it says: %(words)s"),
    "margin": _l("Line %(line)s: margin is one of age_gender, building, language, not “%(words)s”"),
    "group": _l("Line %(line)s: no group is called “%(words)s”. Take the names of the table to fill in."),
    "people": _l("Line %(line)s: “%(words)s” is no whole number"),
}


@blueprint.get("/plans/<slug>/census")
@audience(Audience.ORGANISERS)
def census(slug: str) -> str:
    """Coverage against the census while the campaign runs, and where to go next."""
    board = board_or_404(slug)
    living = census_of(session(), board.plan.id)
    where = spots(session(), board.plan.id)
    met = met_by_channel(session(), board.asked, where)
    places = {str(channel): spot.place for channel, spot in where.items() if spot.place}
    known = known_of(living, board.profile(session()), board.who(session()), places)
    heard = totals(met)
    gone_to = [one for one in met if where[one.channel_id].kind in GONE_TO]
    return render_template(
        "results/census.html",
        board=board,
        plan=board.plan,
        living=living,
        margins=[(margin, rows_of(groups, known[margin], heard.get(margin, {}))) for margin, groups in living.items()],
        margin_names=MARGIN_NAMES,
        group_names=groups_of(board),
        outings=outings(living, heard, gone_to) if living else [],
        where=where,
        weekday_words=weekday_words,
        channels=channel_lines(board),
        weighable=[one for one in board.all_questions(session()) if one.base and one.options],
        **for_templates(board.labels),
    )


def totals(met: list[Met]) -> Counts:
    """Residents met by all channels together, by margin."""
    found: dict[Margin, dict[str, int]] = {}
    for one in met:
        for margin, groups in one.groups.items():
            own = found.setdefault(margin, {})
            for group, count in groups.items():
                own[group] = own.get(group, 0) + count
    return found


def channel_lines(board: Board) -> list[tuple[str, int | None]]:
    """[(channel, residents)] as published."""
    names = board.labels.get("channel", {})
    for by in board.who(session()):
        if by.dimension == "channel" and not by.is_withheld:
            return [(pick(names[group.key], "").words, group.base) for group in by.groups if group.key in names]
    return []


def weekday_words(outing: Outing) -> str:
    """The day of an outing in the reader's language."""
    return str(get_locale().days["format"]["wide"][outing.weekday]) if outing.weekday is not None else ""


def groups_of(board: Board) -> Groups:
    """The groups the census can be entered in: those of the questions asked, else of the ready-made ones."""
    ages, genders = options_of(board, Profile.AGE_BAND), options_of(board, Profile.GENDER)
    named = {
        Margin.AGE_GENDER: {
            pair(age.key, gender.key): f"{say(age)} – {say(gender)}"
            for age in ages
            for gender in genders
            if not gender.exclusive and gender.key != "other"
        },
        Margin.BUILDING: {
            key: pick(name, current_locale()).words for key, name in buildings(session(), board.plan.id).items()
        },
        Margin.LANGUAGE: {option.key: say(option) for option in options_of(board, Profile.HOME_LANGUAGE)},
    }
    return {margin: own for margin, own in named.items() if own}


def options_of(board: Board, profile: Profile) -> list[Option]:
    """The options of a question on the respondent, as asked."""
    asked = [question for one in board.asked for question in one.definition.questions() if question.profile is profile]
    question: Question = asked[-1] if asked else PROFILE_QUESTIONS[profile]
    return [option for option in question.options if not option.exclusive and not option.retired]


def say(option: Option) -> str:
    return pick(option.label, current_locale()).words


@blueprint.route("/plans/<slug>/census/numbers", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def census_numbers(slug: str) -> ResponseReturnValue:
    """Enter the census, group by group or from a table."""
    board = board_or_404(slug)
    groups = groups_of(board)
    form, table = census_form(groups, census_of(session(), board.plan.id)), TableForm()
    faults: list[str] = []
    if "table" in request.files:
        if table.validate_on_submit():
            try:
                return kept(board, read_table(table.table.data.read(), groups))
            except UnreadableTable as error:
                faults = [str(WRONG[one.code]) % {"line": one.line, "words": one.words[:80]} for one in error.wrong]
    elif form.validate_on_submit():
        return kept(board, form.census())
    return render_numbers(board, form, table, faults)


def kept(board: Board, found: dict[Margin, dict[str, int]]) -> ResponseReturnValue:
    """The census is entered."""
    enter_census(session(), board.plan.id, found)
    note(session(), account(), "edit", "census", board.plan.title, organisation_id=board.plan.organisation_id)
    session().commit()
    flash(_("The census is kept."), "success")
    return redirect(url_for(".census", slug=board.plan.slug), 303)


def render_numbers(board: Board, form: CensusForm, table: TableForm, faults: list[str]) -> str:
    return render_template(
        "results/census_numbers.html",
        plan=board.plan,
        form=form,
        table=table,
        faults=faults,
        margins=[(margin, MARGIN_NAMES[margin], form.fields_of(margin)) for margin in Margin],
    )


@blueprint.get("/plans/<slug>/census/numbers.csv")
@audience(Audience.ORGANISERS)
def census_table(slug: str) -> Response:
    """The table to fill in, with what stands."""
    board = board_or_404(slug)
    living = census_of(session(), board.plan.id)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["margin", "group", "people", "words"])
    for margin, own in groups_of(board).items():
        for group, words in own.items():
            writer.writerow([margin.value, group, living.get(margin, {}).get(group, ""), words])
    disposition = {"Content-Disposition": f'attachment; filename="{slug}-census.csv"'}
    return Response("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8", headers=disposition)


@blueprint.get("/plans/<slug>/census/weights")
@audience(Audience.ORGANISERS)
def weights(slug: str) -> ResponseReturnValue:
    """One question with the people heard weighted to the census, beside the plain figures."""
    board = board_or_404(slug)
    living = census_of(session(), board.plan.id)
    wanted = request.args.get("question", "")
    figures = [one for one in board.all_questions(session()) if one.base and one.options]
    one = next((one for one in figures if f"{one.questionnaire_id}-{one.question.key}" == wanted), None)
    if one is None or not living:
        return redirect(url_for(".census", slug=slug), 303)
    where = spots(session(), board.plan.id)
    people = crossed(session(), board.asked, where, list(living), (one.questionnaire_id, one.question.key))
    raked = rake(people.cells, list(living.values()))
    return render_template(
        "results/weights.html",
        board=board,
        plan=board.plan,
        margins=", ".join(str(MARGIN_NAMES[margin]).lower() for margin in living),
        one=one,
        raked=raked,
        rows=weighted_rows(one, weighted_shares(people.answers, people.bases, raked)),
        left_out=[(list(living)[margin], group) for margin, group in raked.left_out],
        group_names=groups_of(board),
        **for_templates(board.labels),
    )


def weighted_rows(one: QuestionFigures, shares: dict[str, float]) -> list[dict[str, Any]]:
    """Each option with its plain and its weighted share; both hidden where the count is."""
    rows = []
    for option in one.options_to_show:
        count = one.residents.counts[option.key]
        if option.key.startswith(("-", "*")):
            continue
        plain = None if count is None or not one.residents.share_base else count / one.residents.share_base
        rows.append(
            {
                "option": option,
                "count": count,
                "plain": plain,
                "weighted": None if plain is None else shares.get(option.key, 0.0),
            }
        )
    return rows
