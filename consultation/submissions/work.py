"""Work outside requests: the sets of answers are brought up to what came in."""

from consultation.jobs import Place, regular
from consultation.submissions.fold import ENOUGH, fold, has_erased, sweep_sets
from consultation.submissions.recount import questionnaire_ids


@regular
def fold_answers(place: Place) -> None:
    """Make the sets of every questionnaire on which much has come in since, or none were made yet."""
    with place.database.reader() as session:
        least = {one: 1 if has_erased(session, one) else ENOUGH for one in questionnaire_ids(session)}
    for questionnaire_id, notes in least.items():
        fold(place.database, place.settings.instance_dir, questionnaire_id, least=notes)
    sweep_sets(place.database, place.settings.instance_dir)
