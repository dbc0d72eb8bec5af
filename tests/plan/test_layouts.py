"""Plans of invented towns in other layouts: every name and place here is made up."""

from pathlib import Path

import pytest

from consultation.plan.blocks import Doubt
from consultation.plan.documents import open_document
from consultation.plan.items import Kind
from consultation.plan.layout import items_of_document
from consultation.plan.plan_reading import PlanReading, Settled
from consultation.plan.reading import read_plan
from consultation.plan.wording import doubt_words
from tests.plan.words import lost_words

INVENTED = Path(__file__).parent / "invented"


def plan_of(name: str, mapping: Settled | None = None) -> PlanReading:
    return read_plan(open_document((INVENTED / name).read_bytes(), name), mapping or Settled())


def codes(plan: PlanReading) -> list[str]:
    return [doubt.code for doubt in plan.doubts]


def test_an_english_plan_with_references_and_leads() -> None:
    plan = plan_of("northfield.md")

    assert (plan.title, plan.sector) == ("Northfield Neighbourhood Plan 2025-2028", "Northfield")
    assert [(p.title, len(p.actions)) for p in plan.priorities] == [("Safer streets", 3), ("Green spaces", 3)]
    path, walk = plan.priorities[0].actions[1:]
    assert (path.printed_number, path.how, path.missing) == ("1.2", ["Survey the path", "Fit lamps"], ["pilot"])
    assert (walk.reading.frequency, walk.pilot_state) == (52, "empty")
    assert plan.priorities[1].actions[0].reading.alternatives == (2026, 2027)
    assert not plan.doubts


def test_one_table_an_action() -> None:
    plan = plan_of("belleroche.html")

    assert [(p.title, [a.title for a in p.actions]) for p in plan.priorities] == [
        ("Cadre de vie", ["Créer un jardin partagé", "Nettoyer la place"]),
        ("Emploi", ["Forum des métiers"]),
    ]
    garden, square = plan.priorities[0].actions
    assert (garden.objective, garden.how) == ("Rencontrer ses voisins", ["Trouver un terrain", "Former un groupe"])
    assert (garden.pilots, garden.other) == (["Régie de quartier"], [("Budget prévisionnel", "12 000 €")])
    assert (square.missing, square.reading.frequency) == (["pilot"], 4)
    assert not plan.doubts


def test_a_flat_sheet_with_empty_cells_that_go_on() -> None:
    plan = plan_of("logement.csv")

    assert [(p.title, len(p.actions)) for p in plan.priorities] == [("Logement", 3), ("Santé", 1)]
    assert [action.subgroup for action in plan.actions] == ["Mieux vivre", "Mieux vivre", "Payer moins", "Se soigner"]
    assert codes(plan) == ["no_title"]


def test_groups_of_actions_inside_a_priority() -> None:
    plan = plan_of("tilleuls.md")

    assert [(p.title, len(p.actions)) for p in plan.priorities] == [("Mieux vivre ensemble", 3), ("Bouger", 1)]
    assert plan.actions[2].subgroup == "Objectif opérationnel 1.2 : Soutenir les parents"
    assert plan.actions[0].how == ["Un repas par immeuble"]
    assert not plan.doubts


def test_a_plan_without_any_table() -> None:
    plan = plan_of("saint-roch.txt")

    assert [(p.title, [a.title for a in p.actions]) for p in plan.priorities] == [
        ("CADRE DE VIE", ["Fleurir les rues", "Réparer les bancs"]),
        ("JEUNESSE", ["Ouvrir un local jeunes"]),
    ]
    streets, benches = plan.priorities[0].actions
    assert (streets.objective, streets.when) == ("un quartier plus vert", "printemps 2025")
    assert (streets.who, streets.how) == (
        ["service espaces verts", "écoles", "habitants"],
        ["Choisir les rues", "Acheter les plantes"],
    )
    assert benches.missing == ["pilot"]
    assert plan.actions[2].how == ["Un animateur", "Un budget de 5000 euros"]


def test_headings_without_a_word_of_the_trade_are_doubted() -> None:
    plan = plan_of("val.md")

    assert [p.title for p in plan.priorities] == ["Cadre de vie", "Emploi et insertion"]
    assert codes(plan) == ["heading_guessed"]


def test_a_table_without_headings_is_guessed_and_doubted() -> None:
    plan = plan_of("nord.md")

    assert [a.title for a in plan.actions] == ["Ouvrir une maison médicale", "Dépistage au marché"]
    assert codes(plan) == ["columns_guessed"]


def test_a_column_of_ranks_is_not_the_priorities() -> None:
    plan = plan_of("mobilite.csv")

    assert [p.title for p in plan.priorities] == ["Mobilité", "Culture"]
    assert (plan.actions[0].when, plan.actions[0].reading.end_year) == ("2025 - 2027", 2027)
    assert "priority_column_is_rank" in codes(plan)


def test_a_calendar_of_crosses_under_headings_on_two_rows() -> None:
    plan = plan_of("forges.html")

    assert [(p.title, len(p.actions)) for p in plan.priorities] == [("Vivre ensemble", 2), ("Habiter", 1)]
    meal, games = plan.priorities[0].actions
    assert (meal.reading.start_year, meal.reading.end_year) == (2025, 2028)
    assert (games.reading.label.value, games.reading.start_year) == ("annee", 2026)
    assert meal.objective == games.objective == "Favoriser la rencontre"
    assert (meal.pilots, plan.actions[2].missing) == (["Comité des fêtes"], ["pilot"])
    assert not plan.doubts


def test_bands_across_a_table_part_the_priorities() -> None:
    plan = plan_of("programme.html")

    assert [(p.title, [a.title for a in p.actions]) for p in plan.priorities] == [
        ("Cadre de vie", ["Rénover la place", "Planter"]),
        ("Emploi", ["Forum"]),
    ]
    assert plan.actions[0].how == ["Concerter", "Construire"]
    assert codes(plan) == ["heading_guessed"]


def test_rows_cut_by_a_page_are_joined_and_doubted() -> None:
    plan = plan_of("port.md")

    assert [a.title for a in plan.actions] == [
        "Accueillir les nouveaux habitants avec une visite du quartier",
        "Parrainage",
        "Cours de français",
    ]
    assert plan.actions[1].how == ["Binômes", "traduits par des bénévoles"]
    assert codes(plan) == ["row_joined", "row_joined"]


def test_what_is_not_understood_leaves_the_grid_to_map() -> None:
    plan = plan_of("envies.txt")

    assert (plan.actions, codes(plan)) == ([], ["no_actions"])
    assert len(plan.items) == 6


def test_a_person_can_map_what_was_not_understood() -> None:
    items = items_of_document(open_document((INVENTED / "envies.txt").read_bytes()))
    kinds = {"p2": Kind.PRIORITY, "p5": Kind.PRIORITY} | dict.fromkeys(("p3", "p4", "p6"), Kind.ACTION)

    plan = plan_of("envies.txt", Settled(kinds=kinds))

    assert [item.id for item in items] == ["p1", "p2", "p3", "p4", "p5", "p6"]
    assert [(p.title, [a.title for a in p.actions]) for p in plan.priorities] == [
        ("Nos envies", ["plus de bancs", "moins de bruit"]),
        ("Nos idées pour 2025", ["une fête"]),
    ]


@pytest.mark.parametrize("name", sorted(path.name for path in INVENTED.iterdir()))
def test_every_choice_of_a_doubt_settles_it(name: str) -> None:
    plan = plan_of(name)

    for doubt in plan.doubts:
        assert doubt_words(doubt)
        for choice in doubt.choices:
            settled = Settled(kinds=dict.fromkeys(choice.key.split(","), Kind(choice.value)))
            assert (doubt.where, doubt.code) not in {(one.where, one.code) for one in plan_of(name, settled).doubts}


def test_doubts_can_be_worded() -> None:
    assert "2025" in doubt_words(Doubt("P1", "date_outside_plan", {"when": "2025"}))


@pytest.mark.parametrize("name", sorted(path.name for path in INVENTED.iterdir()))
def test_no_word_of_an_invented_plan_is_lost(name: str) -> None:
    document = open_document((INVENTED / name).read_bytes(), name)

    assert lost_words(document, read_plan(document)) == set()


def test_fiches_of_word_with_their_title_over_the_table() -> None:
    plan = plan_of("montclair.docx")

    assert (plan.title, plan.sector) == ("CONTRAT DE QUARTIERS 2030", "Érables")
    assert [(p.title, [a.title for a in p.actions]) for p in plan.priorities] == [
        ("Emploi et développement économique", ["Forum des métiers", "Clauses sociales"]),
        ("Santé", ["Maison de santé"]),
    ]
    clauses = plan.actions[1]
    assert (clauses.printed_number, clauses.missing) == ("Fiche action 2", ["pilot", "date"])
    assert not plan.doubts


def test_a_column_of_numbers_that_word_counts_by_itself() -> None:
    plan = plan_of("proximite.docx")

    assert [action.printed_number for action in plan.actions] == ["1.", "2.", "3."]
    assert [p.title for p in plan.priorities] == ["Tranquillité", "Culture"]


def test_merged_cells_give_their_priority_and_objective_to_each_action() -> None:
    plan = plan_of("bellevue.docx")

    assert [(p.title, len(p.actions)) for p in plan.priorities] == [("Réussite éducative", 3), ("Cadre de vie", 1)]
    assert [a.objective for a in plan.actions] == ["1.1 Accompagner", "1.1 Accompagner", "1.2 Ouvrir", "2.1 Rénover"]
    assert (plan.actions[0].pilots, plan.actions[2].missing) == (["Ville"], ["pilot"])


def test_word_headings_with_labelled_lines() -> None:
    plan = plan_of("gambetta.docx")

    assert [(p.title, len(p.actions)) for p in plan.priorities] == [("Propreté", 2), ("Sport", 1)]
    assert (plan.actions[0].pilots, plan.actions[1].missing) == (["Métropole"], ["pilot", "date"])


def test_roman_numbers_over_numbered_lines() -> None:
    plan = plan_of("source.txt")

    assert [(p.title, len(p.actions)) for p in plan.priorities] == [("Se rencontrer", 2), ("Se déplacer", 1)]
    assert plan.actions[2].reading.alternatives == (2026, 2027)
    assert codes(plan) == ["heading_guessed"]
