"""What the program itself says around the questions, as it is heard: found by its very words.

A script that shows such words asks for their sound under `spoken_name(words)`: no page has to carry names, and words
that are not among these have no sound.
"""

from collections.abc import Iterable, Iterator

from flask_babel import force_locale, lazy_gettext, ngettext
from flask_babel import gettext as _

from consultation.i18n import Wording, cldr_locale, frame_locale
from consultation.questionnaires.aloud import Parts, in_pieces, parts_of
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.kinds import KINDS, Problem
from consultation.questionnaires.resident_messages import AGES, NOTICES, declined, hint, message
from consultation.questionnaires.resident_words import condition_words
from consultation.terms import Declined
from consultation.web.resident_errors import ERRORS, words_for, words_for_old_form

ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")
"""Signs that keep a direction on a page; a voice would name them."""
MOST_WRONG = 12
"""Answers to look at again that are counted aloud."""

PRACTICE = {
    "begin": lazy_gettext("First, a practice. Touch an answer: it is read aloud, and it is chosen."),
    "one": lazy_gettext("I hear the voice"),
    "two": lazy_gettext("I do not hear it well"),
    "done": lazy_gettext(
        "Well done. The button with the loudspeaker reads again. To go on, touch the large button at the bottom."
    ),
    "go_on": lazy_gettext("Go to the questions"),
}
"""Of the screen on which somebody tries the voice before the first question."""

FRAME = (
    lazy_gettext("Choose your language"),
    lazy_gettext("Leave quickly"),
    lazy_gettext("No name is asked. You may leave any question empty."),
    lazy_gettext("What is kept?"),
    lazy_gettext(
        "Your answers, the language you chose, the day, and which poster or link brought you. Not your name, not your "
        "phone, not where you connect from. Results are shown for groups, never for one person."
    ),
    lazy_gettext("No answer"),
    lazy_gettext("no answer"),
    lazy_gettext("Choose"),
    lazy_gettext("In your words"),
    lazy_gettext("Add one more"),
    lazy_gettext("Back"),
    lazy_gettext("Next question"),
    lazy_gettext("Look at my answers"),
    lazy_gettext("Your answers"),
    lazy_gettext("Change"),
    lazy_gettext("All questions on one page"),
    lazy_gettext("Send my answers"),
    lazy_gettext("Answers were begun on this phone."),
    lazy_gettext("Go on with them"),
    lazy_gettext("Start again"),
    lazy_gettext("Is this phone shared? Answers that are not sent yet stay on it."),
    lazy_gettext("Only I use it: keep them"),
    lazy_gettext("Shared: keep nothing"),
    lazy_gettext(
        "The server does not answer now. Your answers are kept on this phone and are sent by themselves a little later."
    ),
    lazy_gettext(
        "There is no network. Your answers are kept on this phone and are sent by themselves when it is back."
    ),
    lazy_gettext("Answers that waited on this phone are sent."),
    lazy_gettext("See the code"),
    lazy_gettext("Answers that waited on this phone could not be taken: the questionnaire is over or has changed."),
    lazy_gettext("Take everything back"),
    lazy_gettext("Record"),
    lazy_gettext("Stop"),
    lazy_gettext("Erase"),
    lazy_gettext("Listen to it before you send it."),
    lazy_gettext("Nothing was heard. Touch the button, speak, and touch it again when you have finished."),
    lazy_gettext("The microphone cannot be used here. Choose a recording, or leave this empty."),
    lazy_gettext("Use where I am"),
    lazy_gettext("This phone does not tell where it is. Leave this empty, or try again outside."),
    lazy_gettext("Found, to about 100 metres."),
    lazy_gettext("Take it away"),
    lazy_gettext("Received. Choose another one only to replace it."),
    lazy_gettext("Thank you!"),
    lazy_gettext("Your answers are kept, and they count."),
    lazy_gettext("Your code, to see what becomes of it"),
    lazy_gettext("Note it or take a picture of it. It does not show your answers to anybody."),
    lazy_gettext("See what becomes of it"),
    lazy_gettext("I can help"),
    lazy_gettext(
        "An hour, a room, a tool, a skill, another language? Offers of help are kept apart: nobody can tell what you "
        "answered."
    ),
    lazy_gettext("Tell me what comes of it, by letter or by e-mail"),
    lazy_gettext("Read the results"),
    lazy_gettext("Somebody else wants to answer on this phone"),
    lazy_gettext("This consultation is over"),
    lazy_gettext("This consultation is not open yet"),
    lazy_gettext("Thank you to everybody who answered. Nothing more is taken in here."),
    lazy_gettext("What you just wrote was not sent"),
    lazy_gettext("Your words are here, so that you can copy them and give them to the people of your neighbourhood."),
    lazy_gettext("Read what the town answers"),
    lazy_gettext("I answered and have a code: what became of it?"),
    lazy_gettext("First page"),
    lazy_gettext("Keep this address, or scan the poster again in a few days."),
    lazy_gettext("Answers were already sent from this page"),
    lazy_gettext("The first ones are kept, and they count. What was sent now was not added."),
    lazy_gettext("I am somebody else: add my answers"),
    lazy_gettext("Was it you? Then there is nothing more to do."),
    lazy_gettext("This page belongs to another consultation"),
    lazy_gettext("Nothing of it was sent. Here other questions are asked:"),
    lazy_gettext("Answer the questions asked here"),
    lazy_gettext("We do not know this code"),
    lazy_gettext("What became of it?"),
    lazy_gettext("This is a code that is given after answering: it shows what becomes of it."),
    lazy_gettext("Look again at the poster or the card: a sign may have been misread."),
    lazy_gettext("The code under the square of a poster"),
    lazy_gettext("Six letters and figures, for example c4h7kt."),
    lazy_gettext("Go"),
    *NOTICES.values(),
    *AGES.values(),
    *PRACTICE.values(),
)
"""Words that stand on the way from the choice of a language to the thanks."""

BESIDE = (
    lazy_gettext("Your neighbourhood asks you"),
    lazy_gettext(
        "What is missing, what would you like, what could you do? Here the people who live and work in a neighbourhood "
        "say it, action by action, before things are decided. No account, no name."
    ),
    lazy_gettext("Open now"),
    lazy_gettext("For organisers and volunteers: sign in"),
    lazy_gettext("You spoke about this:"),
    lazy_gettext("No reply has been written yet."),
    lazy_gettext("Your answers are kept. No action of the plan hangs on the questions you answered."),
    lazy_gettext("Your sheet has not been read yet. Come back in a few days, with the same code."),
    lazy_gettext("The code you were given after answering"),
    lazy_gettext("Eight or ten letters, for example BCDF HJKL."),
    lazy_gettext("Look"),
    lazy_gettext("Too many tries from this connection. Wait a minute and try again."),
    lazy_gettext("A code has eight or ten letters, without vowels. Look again at what you noted."),
    lazy_gettext("We do not know this code. Look again at each letter."),
)
"""Words of the pages that belong to no questionnaire: the first one, what became of it."""


def heard(definition: Definition, locale: str) -> Parts:
    """Everything that can be heard of a questionnaire in a language."""
    return parts_of(definition, locale) | program_parts(definition, frame_locale(locale, definition.locales))


def program_parts(definition: Definition, frame: str) -> Parts:
    """{name: words} of what the program says around these questions: hints, rules, mistakes, buttons, thanks."""
    with force_locale(cldr_locale(frame)):
        said = dict.fromkeys([*(str(words) for words in FRAME), *_counted(), *_of_questions(definition, frame)])
    return named_parts(said, frame)


def frame_parts(locale: str) -> Parts:
    """The same of the pages that belong to no questionnaire, errors too."""
    with force_locale(cldr_locale(locale)):
        errors = [words for code in ERRORS for words in words_for(code)]
        return named_parts([*(str(words) for words in (*FRAME, *BESIDE)), *errors, *words_for_old_form()], locale)


def progress_parts(questions: int, frame: str) -> Parts:
    """How far somebody has come, as each step of so many questions says it; some may not be asked."""
    with force_locale(cldr_locale(frame)):
        said = [_("Question %(n)s of %(all)s", n=n, all=of) for of in range(1, questions + 1) for n in range(1, of + 1)]
    return named_parts([str(words) for words in said], frame)


def named_parts(said: Iterable[str], locale: str) -> Parts:
    """{name of the sound: words}, each short enough to be a small sound."""
    return named_wordings(Wording(words, locale) for words in said)


def named_wordings(said: Iterable[Wording]) -> Parts:
    """The same of words in several languages."""
    return in_pieces(
        {
            spoken_name(one.words): Wording(one.words.translate(ISOLATES), one.locale)
            for one in said
            if one.words.strip()
        }
    )


def spoken_name(words: str) -> str:
    """The name of a sound, from its words: FNV-1a of 32 bits over their code points, as `listen.js` computes it."""
    total = 2166136261
    for sign in " ".join(words.split()):
        total = (total ^ ord(sign)) * 16777619 & 0xFFFFFFFF
    return f"-{total:08x}"


def _counted() -> Iterator[str]:
    yield from (declined(one) for one in Declined)
    for number in range(1, MOST_WRONG + 1):
        yield str(ngettext("One answer needs another look", "%(num)s answers need another look", number))


def _of_questions(definition: Definition, frame: str) -> Iterator[str]:
    for section in definition.sections:
        asked = [one for one in section.questions if not one.retired and KINDS[one.kind].is_shown]
        if asked:
            yield condition_words(definition, section, frame)
        for question in asked:
            yield condition_words(definition, question, frame)
            yield hint(question)
            yield from (message(problem, question, frame) for problem in Problem)
