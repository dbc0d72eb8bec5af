"""The real plan, read word by word (T01 to T88 are the phrases of the plan and what each asks of us)."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from consultation.plan.action import mentions
from consultation.plan.blocks import Doubt
from consultation.plan.formats.text import read_text
from consultation.plan.outline import plan_outline
from consultation.plan.plan_reading import PlanReading
from consultation.plan.reading import read_plan
from consultation.terms import WhenLabel as Label

PLAN = Path(__file__).parents[2] / "consultation" / "plan" / "data" / "plan-ozon.txt"
TAG = re.compile(r"</?(?:p|i|ul|li)(?: [^<>]*)?>")

#: Read from the printed plan by hand: words as printed, kind, first and last year, times a year.
DATES = {
    "P1.01": ("Dès 2024", Label.FROM_YEAR, 2024, None, None),
    "P1.02": ("Étape N°1 avant la mise en place", Label.BEFOREHAND, None, None, None),
    "P1.03": ("2024 et après", Label.FROM_YEAR, 2024, None, None),
    "P1.04": ("Dès que possible", Label.SOON, None, None, None),
    "P1.05": ("2024 et après", Label.FROM_YEAR, 2024, None, None),
    "P1.06": ("2024 et après", Label.FROM_YEAR, 2024, None, None),
    "P1.07": ("Dès que possible", Label.SOON, None, None, None),
    "P1.08": ("2024/2030", Label.PERIOD, 2024, 2030, None),
    "P1.09": ("2024 ou 2025 ?", Label.UNCERTAIN, 2024, 2025, None),
    "P1.10": ("A définir", Label.TO_DEFINE, None, None, None),
    "P1.11": ("A définir", Label.TO_DEFINE, None, None, None),
    "P2.01": ("Dès 2024 3 X an", Label.FROM_YEAR, 2024, None, 3),
    "P2.02": ("permanent", Label.PERMANENT, None, None, None),
    "P2.03": ("Dès 2024 Nombre d'événements à déterminer", Label.FROM_YEAR, 2024, None, None),
    "P2.04": ("nombre d'événements à déterminer", Label.TO_DEFINE, None, None, None),
    "P2.05": ("Dès 2024 Nombre d'événements à déterminer", Label.FROM_YEAR, 2024, None, None),
    "P2.06": ("A étudier dès 2024", Label.TO_STUDY, 2024, None, None),
    "P2.07": ("2024 et après", Label.FROM_YEAR, 2024, None, None),
    "P3.01": ("A étudier / tester en 2024", Label.TO_STUDY, 2024, 2024, None),
    "P3.02": ("Dès que possible", Label.SOON, None, None, None),
    "P3.03": (
        "Priorité 1. A enclencher dès à présent (Appel à projet sept 2023) pour une mise en route 1er trimestre 2024",
        Label.IMMEDIATE,
        2024,
        None,
        None,
    ),
    "P3.04": ("Priorité 2", Label.RANK, None, None, None),
    "P3.05": ("A étudier/ tester en 2024", Label.TO_STUDY, 2024, 2024, None),
    "P3.06": ("Dès 2024", Label.FROM_YEAR, 2024, None, None),
    "P3.07": ("2024 et après", Label.FROM_YEAR, 2024, None, None),
    "P3.08": ("Dès que possible", Label.SOON, None, None, None),
    "P3.09": ("Dès que possible", Label.SOON, None, None, None),
    "P3.10": ("2024 et après", Label.FROM_YEAR, 2024, None, None),
    "P3.11": ("2024 ou 2025 ?", Label.UNCERTAIN, 2024, 2025, None),
    "P4.01": ("2026", Label.YEAR, 2026, 2026, None),
    "P4.02": ("2024 à 2030", Label.PERIOD, 2024, 2030, None),
    "P4.03": ("2024 à 2030", Label.PERIOD, 2024, 2030, None),
    "P5.01": ("Des 2023", Label.FROM_YEAR, 2023, None, None),
    "P5.02": ("2024 et après", Label.FROM_YEAR, 2024, None, None),
    "P5.03": ("?", Label.UNKNOWN, None, None, None),
    "P5.04": ("Dès que possible", Label.SOON, None, None, None),
    "P5.05": ("2024 et après", Label.FROM_YEAR, 2024, None, None),
    "P5.06": ("2025", Label.YEAR, 2025, 2025, None),
    "P5.07": ("2024 et après-", Label.FROM_YEAR, 2024, None, None),
}


def words_of(text: str) -> Counter[str]:
    """Every run of letters or digits, with the number of times it stands there."""
    return Counter(re.findall(r"\w+", text))


@pytest.fixture(scope="module")
def plan() -> PlanReading:
    return read_plan(read_text(PLAN.read_text()))


def test_the_plan_has_its_title_sector_and_years(plan: PlanReading) -> None:  # T01 T02
    assert plan.title == "Élaboration du contrat de ville 2024-2030"
    assert plan.sector == "Ozon"
    assert (plan.start_year, plan.end_year) == (2024, 2030)


def test_the_plan_has_five_priorities_and_thirty_nine_actions(plan: PlanReading) -> None:
    assert [(priority.number, len(priority.actions)) for priority in plan.priorities] == [
        (1, 11),
        (2, 7),
        (3, 11),
        (4, 3),
        (5, 7),
    ]
    assert [priority.title for priority in plan.priorities] == [
        "Animation – Lien social",
        "Emploi – Formation",
        "Accès aux droits – action sociale",
        "Jeunesse",
        "Valorisation de l'image du quartier",
    ]


def test_each_date_is_kept_as_printed_and_read(plan: PlanReading) -> None:  # T05 T44 T48 T49 T50 T52 T53 T75
    found = {
        action.key: (
            action.when,
            action.reading.label,
            action.reading.start_year,
            action.reading.end_year,
            action.reading.frequency,
        )
        for action in plan.actions
    }

    assert found == DATES


def test_a_hesitation_keeps_both_years(plan: PlanReading) -> None:  # T44
    hesitating = [action for action in plan.actions if action.reading.alternatives]

    assert [(action.key, action.reading.alternatives) for action in hesitating] == [
        ("P1.09", (2024, 2025)),
        ("P3.11", (2024, 2025)),
    ]


def test_a_rank_in_a_date_does_not_open_a_priority(plan: PlanReading) -> None:  # T59 T60
    france_service = next(action for action in plan.actions if action.key == "P3.03")

    assert france_service.reading.rank == 1
    steps = [(step.year, step.start_month, step.end_month) for step in france_service.reading.milestones]
    assert steps == [(2023, 9, 9), (2024, 1, 3)]


def test_the_page_header_is_dropped_and_said(plan: PlanReading) -> None:  # T03
    furniture = [dropped for dropped in plan.dropped if dropped.text == "Synthèse Priorités Ozon"]

    assert len(furniture) == PLAN.read_text().count("Synthèse Priorités Ozon")
    assert {dropped.why for dropped in furniture} == {"repeated_on_pages"}
    assert not [action for action in plan.actions if "Synthèse" in action.words]


def test_extracts_are_whole_and_name_their_meeting(plan: PlanReading) -> None:  # T04 T78
    image = plan.priorities[4]

    assert [priority.extract_source for priority in plan.priorities] == ["Extrait du 23 mai"] * 5
    first, second = image.extract.splitlines()
    assert first.startswith("L'image du quartier pourrait être (re)valorisée")
    assert second == "Mais aussi garantir un cadre de vie agréable (propreté, environnement, vivre-ensemble...)"


def test_notes_of_a_whole_priority_are_not_actions(plan: PlanReading) -> None:  # T55 T77 T88
    assert [len(priority.notes) for priority in plan.priorities] == [0, 1, 0, 1, 1]
    assert plan.priorities[1].notes[0].startswith("Transversal : DEFINIR les structures et personnes ressource")


def test_notes_find_the_actions_they_moved(plan: PlanReading) -> None:  # T77 T88
    assert plan.priorities[3].note_references == [["P1.08"]]
    assert plan.priorities[4].note_references == [["P1.09", "P1.10", "P1.11", "P2.06", "P3.11"]]


def test_origin_notes_stand_apart_from_the_title(plan: PlanReading) -> None:  # T43 T61
    origins = {action.key: action.origin_note for action in plan.actions if action.origin_note}

    assert list(origins) == ["P1.08", "P1.09", "P1.10", "P1.11", "P2.06", "P2.07", "P3.11"]
    assert origins["P2.07"] == "proposition faite lors de l'atelier \"valoriser l'image du quartier\""
    assert not [action for action in plan.actions if "->" in action.title]
    assert [action.origin_priorities for action in plan.actions if action.key in {"P1.08", "P3.11"}] == [[1, 4], [3, 5]]


def test_an_arrow_among_the_means_stays_there(plan: PlanReading) -> None:  # T61
    leaflet = next(action for action in plan.actions if action.key == "P3.04")

    assert leaflet.origin_note == ""
    assert leaflet.how[-1].startswith("-> Au delà de la plaquette")


def test_titles_are_those_of_the_plan(plan: PlanReading) -> None:
    titles = {action.key: action.title for action in plan.actions}

    assert len(titles) == 39
    assert titles["P1.02"].startswith("Interroger la population d'Ozon sur leurs besoins / envies")
    assert titles["P1.02"].endswith(" en termes d'animations - lien social dans le quartier.")
    assert titles["P2.07"] == "Organiser un marché de créateurs dans le quartier"
    assert titles["P5.02"].endswith('"Découvre mon quartier!"')


def test_the_objective_stands_apart(plan: PlanReading) -> None:  # T16
    objectives = {action.key: action.objective for action in plan.actions if action.objective}

    assert objectives == {"P1.02": "meilleure mobilisation et implication du public (créer avec eux)..."}


def test_printed_numbers_are_kept_apart_from_positions(plan: PlanReading) -> None:
    first = plan.priorities[0].actions

    assert [action.position for action in first] == list(range(1, 12))
    assert [action.printed_number for action in first] == [
        "1/",
        "2/",
        "3/",
        "4/",
        "5/",
        "6/",
        "7/",
        "8/",
        "8/",
        "9/",
        "10/",
    ]


def test_missing_pilots_are_told(plan: PlanReading) -> None:  # T06 T46 T47 T83
    states = {action.key: action.pilot_state for action in plan.actions if "pilot" in action.missing}

    assert states == {
        "P1.10": "to_find",
        "P1.11": "to_find",
        "P3.05": "empty",
        "P3.11": "to_find",
        "P5.03": "to_find",
    }
    assert [action.key for action in plan.actions if "place" in action.missing] == ["P1.11"]


def test_candidates_for_pilot_are_read(plan: PlanReading) -> None:  # T67
    candidates = {action.key: action.candidates for action in plan.actions if action.candidates}

    assert candidates == {
        "P1.10": ["direction sports/ animations"],
        "P3.11": ["Une association locale", "Le conseil citoyen"],
    }


def test_questions_of_the_plan_are_proposed(plan: PlanReading) -> None:  # T47 T62
    asked = {action.key: [(q.text, q.about) for q in action.questions] for action in plan.actions}

    assert asked["P1.11"] == [("Quel porteur ?", "pilot"), ("Quel lieu ?", "place")]
    assert asked["P3.04"] == [("Qui fait quoi dans l'accès au droits ?", "open")]
    assert [about for _, about in asked["P3.05"]] == ["open"]
    assert [about for _, about in asked["P2.04"]] == ["number"]


def test_the_public_of_french_learners_is_found_in_six_actions(plan: PlanReading) -> None:  # T36
    six = ["P1.01", "P1.02", "P1.03", "P2.04", "P2.05", "P3.05"]

    assert [action.key for action in plan.actions if mentions(action, "ODA")] == six
    assert [action.key for action in plan.actions if "apprenants" in action.publics] == six


def test_actions_refer_to_one_another(plan: PlanReading) -> None:  # T66
    references = {action.key: action.references for action in plan.actions if action.references}

    assert references == {"P1.11": ["P2.06"], "P3.10": ["P3.06", "P3.09", "P4.01"]}


def test_lists_are_split_where_the_print_separates_them(plan: PlanReading) -> None:
    by_key = {action.key: action for action in plan.actions}

    assert [len(by_key[key].how) for key in ("P1.01", "P1.02", "P1.04", "P2.05", "P3.07", "P5.01")] == [
        5,
        7,
        3,
        2,
        3,
        5,
    ]
    assert by_key["P3.07"].who == [
        "Ville (jeunesse, prévention, santé...)",
        "Le 4",
        "Associations ressources (ex : Infodroits)",
    ]


def test_no_word_is_lost_and_none_is_added(plan: PlanReading) -> None:  # T58
    source = words_of(TAG.sub(" ", PLAN.read_text()))
    kept = [plan.title, plan.sector, *plan.notes]
    for priority in plan.priorities:
        kept += [priority.heading, priority.extract, priority.extract_source, *priority.notes]
        kept += [action.words for action in priority.actions]
    kept += [dropped.text for dropped in plan.dropped]

    assert words_of(" ".join(kept)) == source


def test_every_word_of_an_action_stands_in_its_parts(plan: PlanReading) -> None:
    for action in plan.actions:
        parts = [action.printed_number, action.title, action.objective, action.origin_note, action.when]
        if action.objective:
            parts.append("Objectif")

        assert words_of(" ".join([*parts, *action.how, *action.who])) == words_of(action.words), action.key


def test_the_doubts_are_few_and_true(plan: PlanReading) -> None:
    assert [(doubt.where, doubt.code) for doubt in plan.doubts] == [("P1", "number_twice")]


def test_the_outline_is_plain_json(plan: PlanReading) -> None:
    def say(doubt: Doubt) -> str:
        return doubt.code

    outline = json.loads(json.dumps(plan_outline(plan, doubt_words=say, dropped_words=str)))

    assert {"title", "sector", "start_year", "end_year", "priorities", "doubts", "dropped"} <= set(outline)
    action = outline["priorities"][1]["actions"][0]
    assert action["when_normalised"]["frequency"] == 3
    assert action["printed_number"] == "1/"
