"""Printing outside requests (see `printing`)."""

from collections.abc import Mapping, Sequence
from typing import Any

from consultation.i18n import words_alone
from consultation.jobs import Place
from consultation.paper import queries
from consultation.paper.print_batch import sheets_of
from consultation.paper.queries import Batch
from consultation.printing.order import Told, printer
from consultation.web.press import in_the_press

PRINTED = "sheets"


def pages_of_batch(batch: Batch) -> int:
    """Pages of the file of a batch, with the blank backs."""
    pages = len(batch.batch.layout["pages"])
    if batch.labels:
        from consultation.paper.labels import label_pages  # here and below: what most requests never need

        return label_pages(batch.batch.layout, batch.batch.count, batch.labels)
    return batch.batch.count * (pages + pages % 2 * (batch.batch.count > 1 and pages > 1))


@in_the_press
def labels_of(layout: Mapping[str, Any], numbers: Sequence[int], kind: str) -> bytes:
    """A few labels, while somebody waits."""
    from consultation.paper.labels import print_labels

    return print_labels(layout, numbers, kind)


@printer(PRINTED)
def print_batch_file(place: Place, subject: str, told: Told) -> bytes:
    """The file of a batch: its sheets or its labels."""
    from consultation.paper.labels import print_labels
    from consultation.paper.pictures import pictures_of
    from consultation.paper.resident_words import sheet_words

    with place.database.reader() as session:
        batch = queries.batch_by_id(session, int(subject), None)
        assert batch is not None, "batches are never deleted"
        if batch.labels:
            numbers = range(batch.batch.first_number, batch.last_number + 1)
            return print_labels(batch.batch.layout, numbers, batch.labels, told)
        definition = batch.definition()
        with words_alone().app_context():
            words = sheet_words(definition, batch.locales)
        pictures = pictures_of(definition, place.settings.instance_dir)
        return sheets_of(batch, words, pictures=pictures, secret_key=place.settings.secret_key, told=told).pdf
