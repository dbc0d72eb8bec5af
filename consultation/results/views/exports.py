"""Files to take away: every figure, every answer, and what the columns mean."""

import tempfile
from collections.abc import Callable, Iterator
from typing import IO

from flask import Response, abort, render_template, request, send_file
from flask import stream_with_context as with_context
from flask.typing import ResponseReturnValue

from consultation.clock import today
from consultation.db import session
from consultation.i18n import current_locale
from consultation.questionnaires.definition import Definition, Question
from consultation.questionnaires.kinds import KINDS
from consultation.results.answers import MIMETYPES, STREAMED, Export, Format, Wanted
from consultation.results.codebook import Entry, codebook_of, codebook_sheet
from consultation.results.ddi import ddi
from consultation.results.export import counts_sheets
from consultation.results.forms import ExportForm
from consultation.results.records import people_who_answered, published_versions
from consultation.results.resident_words import declined_texts, declined_values
from consultation.results.spreadsheets import csv_lines, write_xlsx
from consultation.results.views.organisers import blueprint, board_or_404, frozen_or_404
from consultation.terms import Audience
from consultation.web.access import audience


@blueprint.get("/plans/<slug>/exports/counts.<any(csv, xlsx):kind>")
@audience(Audience.READERS)
def counts(slug: str, kind: str) -> Response:
    """Every figure of the pages as one table."""
    sheets = counts_sheets(frozen_or_404(slug), current_locale())
    if kind == "csv":
        return sent(csv_lines(sheets[0]), Format.CSV, f"{slug}-counts.csv")
    return made(lambda file: write_xlsx(file, sheets), Format.XLSX, f"{slug}-counts.xlsx")


def versions_or_404(slug: str, questionnaire_id: int) -> list[tuple[int, Definition]]:
    """The published versions of a questionnaire of that plan, when they are this account's to know."""
    board = board_or_404(slug)
    if questionnaire_id not in {one.questionnaire_id for one in board.asked}:
        abort(404)
    return published_versions(session(), questionnaire_id)


@blueprint.get("/plans/<slug>/exports/questionnaire-<int:questionnaire_id>")
@audience(Audience.ORGANISERS)
def export(slug: str, questionnaire_id: int) -> str:
    """Choose the format, the language and the questions of a file of answers."""
    versions = versions_or_404(slug, questionnaire_id)
    form = ExportForm(versions[-1][1].locales, questions_of(versions), current_locale())
    return render_template(
        "results/export.html",
        slug=slug,
        questionnaire_id=questionnaire_id,
        title=versions[-1][1].title,
        form=form,
        base=people_who_answered(session(), questionnaire_id)["@all"],
    )


def questions_of(versions: list[tuple[int, Definition]]) -> dict[str, Question]:
    """{question key: the question} of all versions, those that have a column."""
    found = {question.key: question for _number, one in versions for question in one.questions()}
    return {key: question for key, question in found.items() if KINDS[question.kind].columns(question)}


@blueprint.get("/plans/<slug>/exports/questionnaire-<int:questionnaire_id>/answers")
@audience(Audience.ORGANISERS)
def export_file(slug: str, questionnaire_id: int) -> ResponseReturnValue:
    """Every submission as one row, as chosen on the page before."""
    versions = versions_or_404(slug, questionnaire_id)
    form = ExportForm(versions[-1][1].locales, questions_of(versions), current_locale(), request.args)
    if not form.validate():
        abort(400)
    return answers_file(slug, questionnaire_id, versions, form.wanted())


@blueprint.get("/plans/<slug>/exports/answers-<int:questionnaire_id>.<any(csv, xlsx):kind>")
@audience(Audience.ORGANISERS)
def answers(slug: str, questionnaire_id: int, kind: str) -> ResponseReturnValue:
    """Every submission of a questionnaire as one row, all columns, as keys."""
    versions = versions_or_404(slug, questionnaire_id)
    locale = current_locale()
    wanted = Wanted(Format(kind), locale, declined_words=declined_values(locale))
    return answers_file(slug, questionnaire_id, versions, wanted)


def answers_file(
    slug: str, questionnaire_id: int, versions: list[tuple[int, Definition]], wanted: Wanted
) -> ResponseReturnValue:
    """The file; its name says the plan, the questionnaire, the language and the day."""
    chosen = Export(session(), questionnaire_id, versions, wanted)
    words = [slug, "answers", str(questionnaire_id), wanted.locale.replace("@", "-"), today().isoformat()]
    name = f"{'-'.join(words)}.{wanted.format}"
    if wanted.format in STREAMED:
        return sent(chosen.lines(), wanted.format, name)
    return made(chosen.write, wanted.format, name)


def entries_of(questionnaire_id: int, versions: list[tuple[int, Definition]]) -> list[Entry]:
    """The codebook, in the languages of the latest version."""
    base = people_who_answered(session(), questionnaire_id)
    return codebook_of(versions, base, declined_texts(versions[-1][1].locales))


@blueprint.get("/plans/<slug>/exports/questionnaire-<int:questionnaire_id>/codebook")
@audience(Audience.ORGANISERS)
def codebook(slug: str, questionnaire_id: int) -> str:
    """What every column of the files means."""
    versions = versions_or_404(slug, questionnaire_id)
    entries = entries_of(questionnaire_id, versions)
    return render_template(
        "results/codebook.html",
        slug=slug,
        questionnaire_id=questionnaire_id,
        title=versions[-1][1].title,
        locales=versions[-1][1].locales,
        entries=entries,
        several_versions=len(versions) > 1,
    )


@blueprint.get("/plans/<slug>/exports/questionnaire-<int:questionnaire_id>/codebook.<any(csv, xml):kind>")
@audience(Audience.ORGANISERS)
def codebook_file(slug: str, questionnaire_id: int, kind: str) -> Response:
    """The same as a table, or as DDI-Codebook 2.5."""
    versions = versions_or_404(slug, questionnaire_id)
    entries = entries_of(questionnaire_id, versions)
    latest = versions[-1][1]
    name = f"{slug}-codebook-{questionnaire_id}.{kind}"
    if kind == "csv":
        return sent(csv_lines(codebook_sheet(entries, latest.locales)), Format.CSV, name)
    document = ddi(entries, latest, identifier=f"{slug}-{questionnaire_id}", day=today())
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(document, content_type="application/xml; charset=utf-8", headers=disposition)


def sent(lines: Iterator[str], kind: Format, name: str) -> Response:
    """A file that is sent while it is written."""
    response = Response(with_context(lines), content_type=MIMETYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def made(write: Callable[[IO[bytes]], None], kind: Format, name: str) -> Response:
    """A file that must be whole before it is sent; on the disk, not in memory."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  (send_file closes it when it is sent)
    write(file)
    file.seek(0)
    return send_file(file, mimetype=MIMETYPES[kind], as_attachment=True, download_name=name, max_age=0)
