"""However a questionnaire is changed while it runs, no stored answer changes, shifts or hides.

More than a thousand edits, publications and sheets in a random order. After every publication each stored row is
compared byte for byte, each sheet is read again by its own version, the tallies are counted again, and every cell of
the exports is found under the name it had.
"""

import random
from collections import Counter
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from consultation.models import Questionnaire, Version
from consultation.questionnaires import drafts
from consultation.questionnaires.definition import Answers, Definition, Option, Question, Row, Section
from consultation.questionnaires.edit import redo, save_draft, undo
from consultation.questionnaires.kinds import (
    KINDS,
    READY_OPTIONS,
    READY_ROWS,
    Cell,
    offered,
    rank_field,
    row_field,
    scale_points,
    takes_words,
    text_field,
)
from consultation.questionnaires.over_versions import over_versions
from consultation.questionnaires.publish import NothingNew, NotReady, publish_version
from consultation.questionnaires.queries import Opened, definition_of, draft_of, opened, published_keys, versions_of
from consultation.questionnaires.sheet import check_sheet
from consultation.submissions.record import record_submission
from consultation.submissions.recount import differences
from consultation.terms import Kind, Mode
from tests import factories

STEPS = 1_100
LOCALES = ("fr", "ar", "en", "tr", "fr@falc")
Form = dict[str, list[str]]


class Life:
    """A questionnaire, those who change it and those who answer it."""

    def __init__(self, session: Session, seed: int) -> None:
        self.dice = random.Random(seed)
        self.session = session
        self.row: Questionnaire = factories.questionnaire(session)
        found = opened(session, self.row.id, None)
        assert found is not None
        self.made: Opened = found
        self.channel = factories.channel(session, campaign_id=factories.campaign(session).id)
        self.did: Counter[str] = Counter()
        self.forms: dict[str, Form] = {}
        self.cells: dict[str, dict[str, Cell]] = {}
        self.stored: dict[str, tuple[Any, ...]] = {}
        self.count = 0

    def step(self) -> None:
        verb = self.dice.choices(["edit", "submit", "publish", "undo", "redo"], [60, 32, 4, 3, 1])[0]
        getattr(self, verb)()
        self.did[verb] += 1

    # Changes

    def edit(self) -> None:
        draft = draft_of(self.row)
        change = self.dice.choice(CHANGES)
        try:
            edited = change(self, draft)
        except (drafts.LastSection, drafts.Unknown, IndexError):
            return
        self.did[change.__name__] += save_draft(self.session, self.row, edited)

    def undo(self) -> None:
        undo(self.session, self.row, revision=self.row.revision)

    def redo(self) -> None:
        redo(self.session, self.row, revision=self.row.revision)

    def asked(self, draft: Definition) -> Question:
        return self.dice.choice([question for question in draft.questions() if not question.retired])

    def words(self) -> dict[str, str]:
        self.count += 1
        chosen = self.dice.sample(LOCALES, self.dice.randint(1, 4))
        return {"fr": f"Texte {self.count}"} | {locale: f"{locale} {self.count}" for locale in chosen}

    def spent(self, draft: Definition) -> set[str]:
        return {*self.row.spent_keys, *drafts.keys_of(draft)}

    def reword(self, draft: Definition) -> Definition:
        asked = self.asked(draft)
        return drafts.replace_question(draft, asked.model_copy(update={"label": self.words(), "help": self.words()}))

    def add_question(self, draft: Definition) -> Definition:
        if sum(not question.retired for question in draft.questions()) > 22:
            return draft
        kind = self.dice.choice([kind for kind in Kind if kind not in {Kind.PLACE, Kind.CALCULATION}])
        entry = KINDS[kind]
        key = drafts.new_key("p1_01", self.spent(draft))
        options = READY_OPTIONS.get(kind, (self.option(1), self.option(2), self.option(3)))
        made = Question(
            key=key,
            kind=kind,
            label=self.words(),
            options=options if entry.has_options else (),
            rows=READY_ROWS.get(kind, (self.line(1), self.line(2))) if entry.has_rows else (),
            low=0 if entry.has_bounds else None,
            high=10 if entry.has_bounds else None,
            default="fixed" if kind is Kind.HIDDEN else "",
            picture="0" * 64 + ".png" if entry.has_map else None,
            actions=("P1.01",),
        )
        return drafts.add_question(draft, made, self.dice.choice(draft.sections).key)

    def option(self, number: int, **given: Any) -> Option:
        return Option(key=f"o_{number}", label=self.words(), at=(0.5, 0.5), **given)

    def line(self, number: int) -> Row:
        return Row(key=f"r_{number}", label=self.words())

    def add_option(self, draft: Definition) -> Definition:
        asked = self.dice.choice([q for q in draft.questions() if q.options and not q.retired])
        if len(asked.options) > 12:
            return draft
        new = self.option(len(asked.options) + 100, specify=not takes_words(asked) and self.dice.random() < 0.3)
        at = self.dice.randrange(len(asked.options) + 1)
        options = (*asked.options[:at], new, *asked.options[at:])
        return drafts.replace_question(draft, asked.model_copy(update={"options": options}))

    def turn_option(self, draft: Definition) -> Definition:
        """Reword, retire, restore or move one option; take away or give its line to write on."""
        asked = self.dice.choice([q for q in draft.questions() if len(q.options) > 2 and not q.retired])
        options = list(asked.options)
        at = self.dice.randrange(len(options))
        update: dict[str, Any] = self.dice.choice(
            [
                {"label": self.words()},
                {"retired": not options[at].retired and len(offered(asked)) > 2},
                {"specify": not takes_words(asked)},
                {},
            ]
        )
        options[at] = options[at].model_copy(update=update)
        if not update:
            self.dice.shuffle(options)
        return drafts.replace_question(draft, asked.model_copy(update={"options": tuple(options)}))

    def add_row(self, draft: Definition) -> Definition:
        asked = self.dice.choice([q for q in draft.questions() if q.rows and not q.retired and len(q.rows) < 10])
        rows = (self.line(len(asked.rows) + 100), *asked.rows)
        return drafts.replace_question(draft, asked.model_copy(update={"rows": rows}))

    def rules(self, draft: Definition) -> Definition:
        asked = self.asked(draft)
        entry = KINDS[asked.kind]
        update: dict[str, Any] = {"may_refuse": self.dice.random() < 0.5, "may_not_know": self.dice.random() < 0.5}
        update |= {"required": self.dice.random() < 0.3, "shuffled": self.dice.random() < 0.5}
        if entry.has_bounds:
            update["high"] = float(self.dice.randint(3, 10))
        if entry.has_maximum:
            update["maximum"] = self.dice.choice([None, 1, 2, 3])
        return drafts.replace_question(draft, asked.model_copy(update=update))

    def remove(self, draft: Definition) -> Definition:
        return drafts.remove_question(draft, self.asked(draft).key, published_keys(self.session, self.row.id))

    def restore(self, draft: Definition) -> Definition:
        retired = [question.key for question in draft.questions() if question.retired]
        return drafts.restore_question(draft, self.dice.choice(retired))

    def move(self, draft: Definition) -> Definition:
        return drafts.move_question(draft, self.asked(draft).key, self.dice.choice([-1, 1]))

    def place(self, draft: Definition) -> Definition:
        return drafts.place_question(draft, self.asked(draft).key, self.dice.choice(draft.sections).key)

    def split(self, draft: Definition) -> Definition:
        versions = versions_of(self.session, self.row.id)
        if not versions or len(list(draft.questions())) > 40:
            return draft
        published = definition_of(versions[0]).question(self.asked(draft).key)
        return drafts.split_question(draft, published, self.spent(draft)) if published else draft

    def sections(self, draft: Definition) -> Definition:
        if len(draft.sections) < 4:
            return drafts.add_section(draft, Section(key=drafts.new_key("s", self.spent(draft)), title=self.words()))
        return drafts.remove_section(draft, self.dice.choice(draft.sections).key)

    def languages(self, draft: Definition) -> Definition:
        others = self.dice.sample(LOCALES[1:], self.dice.randint(0, 3))
        return draft.model_copy(update={"locales": ("fr", *others), "title": self.words()})

    def publish(self) -> None:
        same = [question.key for question in draft_of(self.row).questions()]
        try:
            publish_version(self.session, self.made, account_id=None, revision=self.row.revision, same=same)
        except (NothingNew, NotReady) as refused:
            self.did[type(refused).__name__] += 1
            return
        self.did["published"] += 1
        self.check()

    # Answers

    def submit(self) -> None:
        """A sheet of any version: phones stay open, and old paper comes in."""
        versions = versions_of(self.session, self.row.id)
        version = self.dice.choice(versions)
        definition = definition_of(version)
        form = {name: values for question in definition.questions() for name, values in self.said(question).items()}
        sheet = check_sheet(definition, form)
        for key in sheet.problems:
            question = definition.question(key)
            assert question is not None
            for name in KINDS[question.kind].fields(question):
                form.pop(name, None)
        answers = check_sheet(definition, form, may_leave_blanks=True).answers
        self.record(version, definition, form, answers)

    def record(self, version: Version, definition: Definition, form: Form, answers: Answers) -> None:
        token = f"{len(self.forms):032x}"
        record_submission(
            self.session,
            version_id=version.id,
            questionnaire_id=self.row.id,
            definition=definition,
            answers=answers,
            token=token,
            channel_id=self.channel.id,
            mode=Mode.PAPER_KEYED,
            locale=self.dice.choice(definition.locales),
        )
        self.forms[token] = form
        self.stored[token] = self.rows()[token]
        self.cells[token] = exported(over_versions([definition]), answers)

    def said(self, question: Question) -> Form:
        """What somebody may send for a question; nothing for about a third of them."""
        keys = [option.key for option in offered(question)]
        if self.dice.random() < 0.3 or question.retired:
            return {}
        if question.may_refuse and self.dice.random() < 0.3:
            return {question.key: ["-refused"]}
        match question.kind:
            case Kind.RATING_TABLE | Kind.WEEK_GRID:
                return {row_field(question, row): [self.dice.choice(keys)] for row in question.rows}
            case Kind.RANKING:
                return {rank_field(question, 1): [self.dice.choice(keys)]}
            case Kind.NUMBER | Kind.SCALE:
                return {question.key: [str(self.dice.choice(scale_points(question)))]}
            case Kind.DATE:
                return {question.key: ["2026-11-23"]}
            case Kind.TIME:
                return {question.key: ["14:30"]}
            case Kind.DATE_TIME:
                return {question.key: ["2026-11-23T14:30"]}
            case Kind.POSITION:
                return {question.key: ["46.817 0.545"]}
            case Kind.PHOTO | Kind.VOICE | Kind.FILE:
                return {question.key: ["a" * 64 + ".jpg"]}
            case Kind.ACKNOWLEDGEMENT:
                return {question.key: ["yes"]}
            case Kind.SHORT_TEXT | Kind.LONG_TEXT:
                return {question.key: [self.dice.choice(["Des bancs, \u0651 ça « manque » !", " مرحبا ", "x\ty"])]}
        if not keys:
            return {}
        return {question.key: [self.dice.choice(keys)], text_field(question): ["Autre"]}

    # What must hold

    def rows(self) -> dict[str, tuple[Any, ...]]:
        """{token: the stored row}, the answers as the bytes of their column."""
        found = self.session.execute(
            text(
                "SELECT token, version_id, channel_id, mode, locale, day, CAST(answers AS TEXT), follow_code,"
                " withdrawn_on FROM submission WHERE questionnaire_id = :id"
            ),
            {"id": self.row.id},
        )
        return {row[0]: tuple(row) for row in found}

    def check(self) -> None:
        assert self.rows() == self.stored
        assert differences(self.session, self.row.id) == []
        versions = versions_of(self.session, self.row.id)
        by_id = {version.id: definition_of(version) for version in versions}
        together = over_versions([definition_of(version) for version in reversed(versions)])
        names = [c.name for q in together.questions() for c in KINDS[q.kind].columns(q)]
        assert len(names) == len(set(names))
        for token, row in self.stored.items():
            again = check_sheet(by_id[row[1]], self.forms[token], may_leave_blanks=True)
            exact = exported(together, again.answers)
            assert exported(over_versions([by_id[row[1]]]), again.answers) == self.cells[token]
            assert {name: exact.get(name) for name in self.cells[token]} == self.cells[token]


CHANGES = [
    Life.reword,
    Life.add_question,
    Life.add_option,
    Life.turn_option,
    Life.add_row,
    Life.rules,
    Life.remove,
    Life.restore,
    Life.move,
    Life.place,
    Life.split,
    Life.sections,
    Life.languages,
]


def exported(definition: Definition, answers: Answers) -> dict[str, Cell]:
    """{column: cell} of one sheet, empty cells and options not chosen left out."""
    found: dict[str, Cell] = {}
    for question in definition.questions():
        entry = KINDS[question.kind]
        cells = entry.cells(question, answers.get(question.key))
        found |= {column.name: cell for column, cell in zip(entry.columns(question), cells, strict=True) if cell}
    return found


def test_no_answer_changes_shifts_or_hides_in_a_thousand_steps(session: Session) -> None:
    life = Life(session, seed=3)
    life.publish()
    for _ in range(STEPS):
        life.step()
    life.check()

    assert life.did["published"] > 15
    assert len(life.stored) > 250
    assert all(life.did[change.__name__] for change in CHANGES)
