"""A document becomes the plan, and again, without losing what hangs on its actions."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.cli import main
from consultation.models import Action, Plan, PlanSource
from consultation.plan.documents import open_document
from consultation.plan.formats.safety import Refused
from consultation.plan.import_plan import (
    NothingToImport,
    changes,
    clean_name,
    document_of,
    import_source,
    reading_of,
    take_document,
)
from consultation.plan.matching import Titled, matched
from consultation.plan.queries import plan_by_slug, plans_in_scope
from consultation.plan.reading import read_plan
from consultation.plan.stored import document_as_json, document_from_json
from tests import factories
from tests.plan import ozon_files as files

TABLE = "| Quoi ? | Comment ? | Qui ? | Quand ? |\n|---|---|---|---|\n"


@pytest.fixture
def town(session: Session) -> int:
    return factories.organisation(session).id


def taken(session: Session, town: int, text: str | bytes, tmp_path: Path, plan: Plan | None = None) -> PlanSource:
    data = text.encode() if isinstance(text, str) else text
    return take_document(
        session, organisation_id=town, data=data, file_name="plan.md", files=tmp_path / "files", plan=plan
    )


def small(*rows: str) -> str:
    table = TABLE + "\n".join(rows)
    return f"# Plan de quartier 2025-2027\n\nPriorité 1 : Vivre\n\n{table}\n"


def imported(session: Session, town: int, text: str | bytes, tmp_path: Path) -> Plan:
    return import_source(session, taken(session, town, text, tmp_path))


def actions_of(plan: Plan) -> dict[str, Action]:
    return {action.key: action for priority in plan.priorities for action in priority.actions}


def test_the_ozon_plan_is_stored_whole(session: Session, town: int, tmp_path: Path) -> None:
    plan = imported(session, town, files.TEXT.read_bytes(), tmp_path)

    assert (plan.slug, plan.title, plan.sector) == ("ozon", "Élaboration du contrat de ville 2024-2030", "Ozon")
    assert [len(priority.actions) for priority in plan.priorities] == [11, 7, 11, 3, 7]
    action = actions_of(plan)["P2.01"]
    assert (action.when_words, action.when_label, action.frequency) == ("Dès 2024 3 X an", "a_partir_de", 3)
    assert actions_of(plan)["P3.10"].references == ["P3.06", "P3.09", "P4.01"]
    assert actions_of(plan)["P1.11"].open_questions == ["Quel porteur ?", "Quel lieu ?"]
    assert len(plan.priorities[4].notes) == 1


def test_the_document_itself_is_kept_once(session: Session, town: int, tmp_path: Path) -> None:
    first = taken(session, town, small("| 1/ Un jardin | | Ville | 2025 |"), tmp_path)
    second = taken(session, town, small("| 1/ Un jardin | | Ville | 2025 |"), tmp_path)

    kept = list((tmp_path / "files").iterdir())
    assert [path.name for path in kept] == [first.file_hash] == [second.file_hash]


def test_importing_the_same_document_again_changes_nothing(session: Session, town: int, tmp_path: Path) -> None:
    text = files.TEXT.read_bytes()
    before = {key: action.id for key, action in actions_of(imported(session, town, text, tmp_path)).items()}

    again = imported(session, town, text, tmp_path)

    assert {key: action.id for key, action in actions_of(again).items()} == before
    assert len(plans_in_scope(session, town)) == 1


def test_an_update_keeps_keys_over_moves_and_rewordings(session: Session, town: int, tmp_path: Path) -> None:
    plan = imported(
        session,
        town,
        small(
            "| 1/ Créer un jardin partagé | | Ville | 2025 |",
            "| 2/ Fêter les voisins | | Amicale | 2025 |",
            "| 3/ Repeindre les halls | | Bailleur | 2026 |",
        ),
        tmp_path,
    )
    ids = {action.title: action.id for action in actions_of(plan).values()}

    plan = imported(
        session,
        town,
        small(
            "| 1/ Fêter les voisins chaque année | | Amicale | 2025 |",
            "| 2/ Créer un jardin partagé | | Ville | 2026 |",
            "| 3/ Ouvrir une ludothèque | | MJC | 2026 |",
        ),
        tmp_path,
    )

    by_key = actions_of(plan)
    assert by_key["P1.01"].id == ids["Créer un jardin partagé"]
    assert (by_key["P1.01"].position, by_key["P1.01"].start_year) == (2, 2026)
    assert by_key["P1.02"].title == "Fêter les voisins chaque année"
    assert (by_key["P1.03"].title, by_key["P1.03"].is_retired) == ("Repeindre les halls", True)
    assert (by_key["P1.04"].title, by_key["P1.04"].is_retired) == ("Ouvrir une ludothèque", False)


def test_a_retired_action_that_comes_back_is_itself_again(session: Session, town: int, tmp_path: Path) -> None:
    both = small("| 1/ Un jardin partagé | | Ville | 2025 |", "| 2/ Un repas de rue | | Ville | 2025 |")
    before = actions_of(imported(session, town, both, tmp_path))["P1.02"].id
    imported(session, town, small("| 1/ Un jardin partagé | | Ville | 2025 |"), tmp_path)

    plan = imported(session, town, both, tmp_path)

    assert (actions_of(plan)["P1.02"].id, actions_of(plan)["P1.02"].is_retired) == (before, False)


def test_what_a_person_corrected_is_not_overruled(session: Session, town: int, tmp_path: Path) -> None:
    plan = imported(session, town, small("| 1/ Un jardain | | Ville | à la rentrée |"), tmp_path)
    action = actions_of(plan)["P1.01"]
    action.title = "Un jardin"
    action.when_label, action.start_year, action.when_is_settled = "annee", 2025, True
    session.flush()

    plan = imported(session, town, small("| 1/ Un jardain | Des bacs | Ville | à la rentrée |"), tmp_path)

    action = actions_of(plan)["P1.01"]
    assert (action.title, action.how) == ("Un jardin", ["Des bacs"])
    assert (action.when_label, action.start_year, action.when_is_settled) == ("annee", 2025, True)


def test_a_new_printed_date_is_read_afresh(session: Session, town: int, tmp_path: Path) -> None:
    plan = imported(session, town, small("| 1/ Un jardin | | Ville | à la rentrée |"), tmp_path)
    action = actions_of(plan)["P1.01"]
    action.when_label, action.start_year, action.when_is_settled = "annee", 2025, True
    session.flush()

    plan = imported(session, town, small("| 1/ Un jardin | | Ville | dès 2026 |"), tmp_path)

    action = actions_of(plan)["P1.01"]
    assert (action.when_label, action.start_year, action.when_is_settled) == ("a_partir_de", 2026, False)


def test_the_preview_tells_what_an_update_would_do(session: Session, town: int, tmp_path: Path) -> None:
    plan = imported(
        session, town, small("| 1/ Un jardin | | Ville | 2025 |", "| 2/ Un repas de rue | | Ville | 2025 |"), tmp_path
    )
    source = taken(
        session, town, small("| 1/ Un jardin | Des bacs | Ville | 2025 |", "| 2/ Un cinéma | | MJC | 2025 |"), tmp_path
    )

    told = changes(session, plan, reading_of(source))

    assert [(one.kind, one.key, one.fields) for one in told] == [
        ("changed", "P1.01", ("how",)),
        ("new", "P1.03", ()),
        ("retired", "P1.02", ()),
    ]
    assert actions_of(plan)["P1.01"].how == []


def test_a_priority_without_its_former_number_keeps_its_key(session: Session, town: int, tmp_path: Path) -> None:
    garden, bus = TABLE + "| Un jardin | | | 2025 |\n\n", TABLE + "| Un bus | | | 2026 |\n\n"
    two = f"# Plan 2025-2027\n\nAxe 1 : Vivre\n\n{garden}Axe 2 : Bouger\n\n{bus}"
    swapped = f"# Plan 2025-2027\n\nAxe 1 : Bouger\n\n{bus}Axe 2 : Vivre\n\n{garden}"
    before = {action.title: action.key for action in actions_of(imported(session, town, two, tmp_path)).values()}

    plan = imported(session, town, swapped, tmp_path)

    assert {action.title: action.key for action in actions_of(plan).values()} == before
    assert [(p.key, p.number, p.title) for p in plan.priorities] == [("P2", 1, "Bouger"), ("P1", 2, "Vivre")]


def test_a_document_without_actions_does_not_become_a_plan(session: Session, town: int, tmp_path: Path) -> None:
    source = taken(session, town, "Bonjour\n\nCeci n'est pas un plan.\n", tmp_path)

    with pytest.raises(NothingToImport):
        import_source(session, source)

    assert session.scalars(select(Plan).where(Plan.organisation_id == town)).all() == []


def test_a_broken_document_leaves_nothing(session: Session, town: int, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        taken(session, town, b"PK\x03\x04 broken", tmp_path)

    assert not (tmp_path / "files").exists()


def test_blocks_come_back_from_the_database_as_they_were() -> None:
    for data in (files.word_merged(), files.open_sheets(), files.TEXT.read_bytes()):
        document = open_document(data)

        again = document_from_json(json.loads(json.dumps(document_as_json(document))))

        assert again == document


def test_a_reading_is_the_same_after_storage(session: Session, town: int, tmp_path: Path) -> None:
    source = taken(session, town, files.word(cut=True), tmp_path)
    session.expire(source)

    assert [a.words for a in read_plan(document_of(source)).actions] == [
        a.words for a in read_plan(open_document(files.word(cut=True))).actions
    ]


def test_each_known_action_is_matched_once() -> None:
    known = [Titled("P1.01", "Un jardin", "1/", "P1"), Titled("P1.02", "Un jardin", "2/", "P1")]
    fresh = [Titled("a", "Un jardin", "2/", "P1"), Titled("b", "Un jardin", "1/", "P1"), Titled("c", "Un jardin")]

    assert matched(fresh, known) == {"a": "P1.02", "b": "P1.01"}


def test_file_names_cannot_mislead() -> None:
    assert clean_name("..\\..\\etc/pass\u202ewd.docx") == "passwd.docx"
    assert clean_name("") == "plan"


def test_another_organisation_does_not_reach_the_plan(session: Session, town: int, tmp_path: Path) -> None:
    plan = imported(session, town, small("| 1/ Un jardin | | Ville | 2025 |"), tmp_path)
    stranger = factories.organisation(session).id

    assert plan_by_slug(session, plan.slug, stranger) is None
    assert plan_by_slug(session, plan.slug, town) is not None


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    return tmp_path


def test_the_command_reads_without_storing(installation: Path) -> None:
    result = CliRunner().invoke(main, ["plan", "read", str(files.TEXT), "--json"])

    assert result.exit_code == 0
    outline = json.loads(result.stdout)
    assert sum(len(priority["actions"]) for priority in outline["priorities"]) == 39
    why = {"why": "Repeated on the pages of the document", "code": "repeated_on_pages"}
    assert {"text": "Synthèse Priorités Ozon", **why} in outline["dropped"]
    assert not list(installation.glob("*.sqlite"))


def test_the_command_imports_and_updates(installation: Path) -> None:
    first = CliRunner().invoke(main, ["plan", "import", str(files.TEXT)])
    second = CliRunner().invoke(main, ["plan", "import", str(files.TEXT)])

    assert (first.exit_code, second.exit_code) == (0, 0)
    told = json.loads(first.stdout)
    assert (told["plan"], told["priorities"], told["actions"]) == ("ozon", 5, 39)
    assert json.loads(second.stdout) == told
    assert "8/" in first.stderr


def test_the_command_says_why_a_file_is_refused(installation: Path, tmp_path: Path) -> None:
    broken = tmp_path / "plan.docx"
    broken.write_bytes(b"%PDF-1.4")

    for verb in ("read", "import"):
        result = CliRunner().invoke(main, ["plan", verb, str(broken)])
        assert (result.exit_code, result.stdout) == (1, "")
        assert "This is a PDF" in result.stderr
