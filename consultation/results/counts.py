"""The figures of a plan and of its actions: the one place every page, file and sheet takes its numbers from."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from consultation.i18n import Text
from consultation.languages import own_name
from consultation.models import Plan
from consultation.questionnaires.definition import Question
from consultation.results.counting import Subject, TalliedHeard, heard_by_subject, tallied_subjects
from consultation.results.editions.frozen import Frozen
from consultation.results.figures import (
    MERGED,
    NOT_SAID,
    Breakdown,
    Heard,
    QuestionFigures,
    breakdowns_of,
    figures_of,
    group_of,
    heard_of,
    threshold_of,
)
from consultation.results.needs import Need, has_two_sides, need_of
from consultation.results.parts import Counted, questions_of
from consultation.results.places import broken_down_by_place, with_places
from consultation.results.queries import (
    Asked,
    CampaignLine,
    campaigns_of_plan,
    channel_places,
    questionnaires_of_plan,
)
from consultation.results.shortlisting.approvals import counts as tells
from consultation.results.tallied import COUNTED, Dimension, Tallied
from consultation.submissions.tallies import EVERYBODY, action_subject, priority_subject
from consultation.terms import Profile

KIND, PLACE_OF = "kind", "place_of"
Labels = Mapping[str, Mapping[str, Text]]
"""{dimension or "kind": {group: words}}, groups in the order they are shown in; "place_of": {channel: {"": place}}."""

PROFILES = {Dimension.AGE_BAND: Profile.AGE_BAND, Dimension.SECTOR: Profile.IN_SECTOR, KIND: Profile.RESPONDENT_KIND}


@dataclass(frozen=True)
class PlanFigures:
    """People heard on a plan, its priorities and its actions."""

    asked: Sequence[Asked]
    heard: Mapping[str, Heard]
    """{subject: people heard}, of subjects that have a question or a voice."""

    @property
    def everybody(self) -> Heard:
        """People heard at all."""
        return self.heard[EVERYBODY]

    def of_action(self, key: str) -> Heard:
        return self.heard.get(action_subject(key), NOBODY)

    def of_priority(self, key: str) -> Heard:
        return self.heard.get(priority_subject(key), NOBODY)


NOBODY = heard_of(Tallied(), 0, threshold_of(()))


def plan_figures(session: Session, plan: Plan, asked: Sequence[Asked], campaign_ids: Collection[int]) -> PlanFigures:
    """The line of numbers of every action of a plan, in one statement."""
    actions = [action.key for priority in plan.priorities for action in priority.actions]
    priorities = [priority.key for priority in plan.priorities]
    subjects = [EVERYBODY, *map(priority_subject, priorities), *map(action_subject, actions)]
    found = heard_by_subject(session, campaign_ids, subjects)
    thresholds = subject_thresholds(asked)
    heard = {}
    for subject in {EVERYBODY, *found, *thresholds}:
        counted = found.get(subject, TalliedHeard())
        threshold = thresholds.get(subject, thresholds[EVERYBODY])
        heard[subject] = heard_of(counted.tallied, len(counted.channels), threshold, len(counted.locales))
    return PlanFigures(asked, heard)


def subject_thresholds(asked: Sequence[Asked]) -> dict[str, int]:
    """{"@all", "@action:P1.02"…: threshold}: that of its most sensitive question, whose base it could give away."""
    questions: dict[str, list[Question]] = {EVERYBODY: []}
    for question in (question for one in asked for question in one.definition.questions()):
        priorities = {*question.priorities, *(action.split(".")[0] for action in question.actions)}
        for subject in (EVERYBODY, *map(action_subject, question.actions), *map(priority_subject, priorities)):
            questions.setdefault(subject, []).append(question)
    return {subject: threshold_of(found) for subject, found in questions.items()}


def counted_questions(asked: Iterable[Asked]) -> list[Counted]:
    """Every question something is counted of."""
    return [counted for one in asked for counted in questions_of(one.questionnaire_id, one.definition)]


def questions_on(asked: Iterable[Asked], key: str) -> list[Counted]:
    """The questions tied to an action ("P1.02") or to a whole priority ("P1")."""
    return [
        counted
        for counted in counted_questions(asked)
        if key in counted.question.actions or key in counted.question.priorities
    ]


def profile_questions(asked: Iterable[Asked], *profiles: Profile) -> list[Counted]:
    """The questions on the respondent, of those profiles."""
    return [counted for counted in counted_questions(asked) if counted.question.profile in profiles]


def question_figures(
    session: Session,
    campaign_ids: Collection[int],
    questions: Sequence[Counted],
    labels: Labels,
    by: Collection[Dimension] = COUNTED,
) -> list[QuestionFigures]:
    """What may be shown of those questions; five statements, however many questions, fewer for fewer breakdowns."""
    if not questions:
        return []
    subjects: list[Subject] = [(counted.questionnaire_id, counted.question.key) for counted in questions]
    tallied = tallied_subjects(session, campaign_ids, subjects, by)
    found = [
        figures_of(
            counted.questionnaire_id,
            counted.question,
            in_order(tallied.get(subject, Tallied()), labels),
            threshold_of([counted.question]),
            times=counted.times,
        )
        for subject, counted in zip(subjects, questions, strict=True)
    ]
    return [with_places(figures, place_of(labels)) for figures in found]


def place_of(labels: Labels) -> dict[str, str]:
    """{channel id as text: key of its place}."""
    return {channel: words[""] for channel, words in labels.get(PLACE_OF, {}).items()}


def who_was_heard(
    session: Session, asked: Iterable[Asked], campaign_ids: Collection[int], threshold: int, labels: Labels
) -> tuple[Breakdown, ...]:
    """Everybody heard, by each dimension; none when they are too few."""
    everybody = Tallied()
    subjects = [(one.questionnaire_id, EVERYBODY) for one in asked]
    for counted in tallied_subjects(session, campaign_ids, subjects).values():
        for kind, counts in counted.kinds.items():
            everybody.kinds.setdefault(kind, Counter()).update(counts)
        for by, groups in counted.groups.items():
            for group, counts in groups.items():
                everybody.groups.setdefault(by, {}).setdefault(group, Counter()).update(counts)
    residents = group_of("resident", everybody.residents(), (), threshold, None)
    if not residents.base:
        return ()
    return breakdowns_of(in_order(everybody, labels), residents, threshold, None)


def channels_and_places(session: Session, plan_id: int) -> dict[str, dict[str, Text]]:
    """The labels of channels and of their places; a channel that stands at none is shown beside places as it is."""
    channels = channel_places(session, plan_id)
    names: dict[str, Text] = {str(key): {"": one.name} for key, one in channels.items()}
    places: dict[str, Text] = {
        one.place_key: one.place_name for one in channels.values() if one.place_key and one.place_name
    }
    stands: dict[str, Text] = {str(key): {"": one.place_key} for key, one in channels.items() if one.place_key}
    return {Dimension.CHANNEL: names, Dimension.PLACE: {**names, **places}, PLACE_OF: stands}


def labels_of(session: Session, plan_id: int, asked: Iterable[Asked]) -> Labels:
    """The words of every group, in the order they are shown in."""
    definitions = [one.definition for one in asked]
    offered = dict.fromkeys(locale for definition in definitions for locale in definition.locales)
    names = {code: name for definition in definitions for code, name in definition.content_locales.items()}
    labels: dict[str, dict[str, Text]] = {
        **channels_and_places(session, plan_id),
        Dimension.LANGUAGE: {code: {code: own_name(code, names)} for code in offered},
    }
    for name, profile in PROFILES.items():
        labels[name] = {
            option.key: option.label
            for definition in definitions
            for question in definition.questions()
            if question.profile is profile
            for option in question.options
        }
    return labels


def in_order(tallied: Tallied, labels: Labels) -> Tallied:
    """The same counts, groups in the order of their labels, people who did not say last."""

    def rank(dimension: Dimension, group: str) -> tuple[int, str]:
        names = list(labels.get(dimension, {}))
        return (len(names) + (group in {NOT_SAID, MERGED}), group) if group not in names else (names.index(group), "")

    groups = {
        dimension: {group: raw[group] for group in sorted(raw, key=lambda group: rank(dimension, group))}
        for dimension, raw in tallied.groups.items()
    }
    return Tallied(tallied.kinds, groups)


def tells_need(question: Question) -> bool:
    """Whether its answers say that people want an action, and that others do not."""
    return tells(question) and has_two_sides(question)


def needs_of(figures: Iterable[QuestionFigures]) -> dict[str, Need]:
    """{action: how many want it, and whether they agree}, of the questions that tell."""
    found: dict[str, list[QuestionFigures]] = {}
    for one in figures:
        for action in one.question.actions:
            found.setdefault(action, []).append(one)
    return {action: need for action, questions in found.items() if (need := need_of(questions)) is not None}


@dataclass(frozen=True)
class Board:
    """A plan with everything its pages count."""

    plan: Plan
    campaigns: Sequence[CampaignLine]
    asked: Sequence[Asked]
    figures: PlanFigures
    labels: Labels
    left_out: Sequence[CampaignLine] = ()
    """Campaigns that are not in these figures: they were not published."""
    running: int | None = None
    """Residents heard by those, in tens; None: there is none."""
    frozen: Frozen | None = None
    """The edition the numbers are of; None: they are those of this moment."""

    @property
    def campaign_ids(self) -> list[int]:
        return [campaign.id for campaign in self.campaigns]

    @property
    def campaign_ids_of_words(self) -> list[int]:
        """Campaigns whose words are read here: words that a person has shown are no numbers that move."""
        return [campaign.id for campaign in (*self.campaigns, *self.left_out)]

    @property
    def is_simulated(self) -> bool:
        """Whether some of the answers were made by a program."""
        return any(campaign.is_simulated for campaign in (*self.campaigns, *self.left_out))

    def questions_on(self, session: Session, key: str) -> list[QuestionFigures]:
        """The figures of the questions on an action or a priority, questions nobody was asked left out."""
        found = question_figures(session, self.campaign_ids, questions_on(self.asked, key), self.labels)
        return [figures for figures in found if figures.is_heard or not figures.question.retired]

    def profile(self, session: Session) -> list[QuestionFigures]:
        """The figures of the questions on the respondent that break nothing down; those nobody answered left out."""
        questions = profile_questions(self.asked, Profile.GENDER, Profile.HOME_LANGUAGE)
        found = question_figures(session, self.campaign_ids, questions, self.labels)
        return [figures for figures in found if figures.is_heard]

    def needs(self, session: Session) -> dict[str, Need]:
        """{action: how many want it, and whether they agree}, of actions with a question that tells."""
        asked = [counted for counted in counted_questions(self.asked) if tells_need(counted.question)]
        return needs_of(question_figures(session, self.campaign_ids, asked, self.labels, by=()))

    def all_questions(self, session: Session) -> list[QuestionFigures]:
        """The figures of every question on an action or a priority."""
        questions = [
            counted
            for counted in counted_questions(self.asked)
            if counted.question.actions or counted.question.priorities
        ]
        found = question_figures(session, self.campaign_ids, questions, self.labels)
        return [figures for figures in found if figures.is_heard or not figures.question.retired]

    def who(self, session: Session) -> tuple[Breakdown, ...]:
        """Everybody heard, by each dimension."""
        everybody = self.figures.everybody
        found = who_was_heard(session, self.asked, self.campaign_ids, everybody.threshold, self.labels)
        return broken_down_by_place(found, place_of(self.labels))


def board_of(session: Session, plan: Plan, campaigns: Sequence[CampaignLine] | None = None) -> Board:
    """The plan with its numbers; six statements, however many actions.

    :param campaigns: those that count; None: all.
    """
    if campaigns is None:
        campaigns = campaigns_of_plan(session, plan.id)
    asked = questionnaires_of_plan(session, plan.id)
    figures = plan_figures(session, plan, asked, [campaign.id for campaign in campaigns])
    return Board(plan, campaigns, asked, figures, labels_of(session, plan.id, asked))


def unpublished_board_of(session: Session, plan: Plan, campaigns: Sequence[CampaignLine]) -> Board:
    """The plan without its numbers, for everybody but organisers: exact ones are read in editions alone.

    Numbers move after the end too: paper is keyed late, an answer is taken back. Two days could be subtracted.
    """
    return in_tens(session, board_of(session, plan, []), campaigns)


def in_tens(session: Session, board: Board, left_out: Sequence[CampaignLine]) -> Board:
    """The board that tells of some campaigns no more than the people heard, in tens."""
    heard = board_of(session, board.plan, left_out).figures.everybody.residents or 0
    return replace(board, left_out=left_out, running=heard // 10 * 10)


@dataclass(frozen=True)
class EditionBoard(Board):
    """A plan with the numbers of an edition: they stay, whatever comes in or is taken back."""

    def questions_on(self, session: Session, key: str) -> list[QuestionFigures]:
        return [one for one in self.all_questions(session) if key in (*one.question.actions, *one.question.priorities)]

    def profile(self, session: Session) -> list[QuestionFigures]:
        return list(self.frozen.profile) if self.frozen else []

    def needs(self, session: Session) -> dict[str, Need]:
        return needs_of([one for one in self.all_questions(session) if tells_need(one.question)])

    def all_questions(self, session: Session) -> list[QuestionFigures]:
        return list(self.frozen.questions) if self.frozen else []

    def who(self, session: Session) -> tuple[Breakdown, ...]:
        return tuple(self.frozen.who) if self.frozen else ()


def board_of_edition(session: Session, plan: Plan, campaigns: Sequence[CampaignLine], frozen: Frozen) -> EditionBoard:
    """The plan with the numbers of an edition, for pages of which only the words are of today."""
    subjects = {EVERYBODY: frozen.everybody}
    for priority in frozen.priorities:
        subjects[priority_subject(priority.key)] = priority.heard
        subjects |= {action_subject(action.key): action.heard for action in priority.actions}
    asked = questionnaires_of_plan(session, plan.id)
    return EditionBoard(plan, campaigns, asked, PlanFigures(asked, subjects), frozen.labels, frozen=frozen)
