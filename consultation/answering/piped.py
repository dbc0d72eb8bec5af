"""Answers inside the words of the page: filled in from what came back, and marked for the script to keep up to date."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from consultation.i18n import Wording
from consultation.questionnaires.definition import Answers, Definition, Section
from consultation.questionnaires.kinds import Form
from consultation.questionnaires.piping import is_piped, values_shown, with_answers
from consultation.questionnaires.sheet import check_sheet, repeat_prefix, times


@dataclass(frozen=True)
class Piping:
    """What is known of the answers, in the words of one language."""

    unknown: str
    """Stands for an answer that is not known."""
    said: Mapping[str, str]
    """{name of the field: answer in words}."""
    in_section: Mapping[str, Section]
    """{key of a question: its section}, of those in repeated sections."""

    def fill(self, prefix: str, wording: Wording) -> Wording:
        """The words with answers in them; each stands in a `data-piped` of its own.

        Quotation marks are single ones, so that the words may also stand in an attribute, where marks are only signs.
        """
        if "${" not in wording.words:
            return wording

        def say(key: str) -> str:
            is_own = key in self.in_section and prefix.startswith(f"{self.in_section[key].key}-")
            name = prefix + key if is_own else key
            return Markup("<span data-piped='{}'>{}</span>").format(name, self.said.get(name, self.unknown))

        return Wording(Markup(with_answers(str(escape(wording.words)), say)), wording.locale)  # noqa: S704 - escaped


def piping_of(definition: Definition, form: Form, locale: str, unknown: Callable[[], str]) -> Piping:
    """The answers of a form that came back, as far as words need them."""
    if not is_piped(definition):
        return Piping("", {}, {})
    answers: Answers = check_sheet(definition, form, may_leave_blanks=True).answers if form else {}
    said = dict(values_shown(definition, answers, locale))
    for section in definition.sections:
        if section.repeat:
            for number, own in enumerate(times(section, answers), start=1):
                prefix = repeat_prefix(section, number)
                said |= {prefix + key: words for key, words in values_shown(definition, own, locale).items()}
    repeated = {q.key: section for section in definition.sections if section.repeat for q in section.questions}
    return Piping(unknown(), said, repeated)
