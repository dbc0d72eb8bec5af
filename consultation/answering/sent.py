"""A sheet as its page sends it, and the plain case of it: whole, without a file, nothing to look at again.

The gate takes a plain sheet without asking the application, once one like it has come through: see `web.again`. Both
use what stands here.
"""

import re
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from consultation.answering.queries import Published
from consultation.answering.uploads import upload_fields
from consultation.clock import today
from consultation.outreach.queries import OpenChannel
from consultation.questionnaires.definition import Answers
from consultation.questionnaires.sheet import check_sheet
from consultation.submissions.record import Recorded
from consultation.submissions.sealed import seal
from consultation.submissions.writer import Promise, Writer
from consultation.terms import Mode
from consultation.web.throttle import Throttle
from consultation.web.typed import TypedValues

#: Names of the page's own fields; no key of a question holds a hyphen.
TOKEN, VERSION, TRAP, SWITCH = "page-token", "page-version", "page-website", "page-switch"
AGE, ORDER = "page-for", "page-order"
PLAIN = frozenset({TOKEN, VERSION, TRAP, AGE, ORDER})
"""Those of a page that was neither given back nor changed to another language."""
A_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
THROTTLED = "answer"
"""What one connection may not send too much of."""


def typed_in(form: MultiDict[str, str]) -> dict[str, list[str]]:
    """{name: [values]} of what the person gave, without the fields of the page itself."""
    return {name: values for name, values in form.to_dict(flat=False).items() if not name.startswith("page-")}


@dataclass(frozen=True)
class Desk:
    """Where the sheets of one page go."""

    channel: OpenChannel
    version: Published
    locale: str
    thanks_url: str
    """Less the proof at its end."""
    writer: Writer
    throttle: Throttle
    per_minute: int
    """Sheets one connection may send."""
    secret_key: str

    def promise(self, answers: Answers, token: str) -> Promise:
        """A checked sheet, on its way to the disk."""
        return self.writer.promise(
            version_id=self.version.id,
            questionnaire_id=self.channel.questionnaire_id,
            definition=self.version.definition,
            answers=answers,
            token=token,
            channel_id=self.channel.channel_id,
            mode=Mode.SELF_ONLINE,
            locale=self.locale,
            day=today(),
        )

    def thanks(self, recorded: Recorded) -> str:
        """The address at which the person is thanked."""
        return self.thanks_url + seal(recorded.follow_code, self.secret_key)

    def take(self, form: TypedValues, address: str) -> tuple[Promise, str] | None:
        """A plain sheet on its way to the disk, and where its sender is thanked then; None for any other, and for more
        than one connection may send."""
        definition, token, typed = self.version.definition, form.get(TOKEN, ""), typed_in(form)
        own = form.keys() - typed.keys()
        is_plain = own <= PLAIN and form.get(VERSION) == self.version.code and not form.get(TRAP) and not form.changed
        if not is_plain or not A_TOKEN.fullmatch(token) or not typed.keys().isdisjoint(upload_fields(definition)):
            return None
        checked = check_sheet(definition, typed)
        if checked.problems or checked.is_empty or not self.throttle.lets_in(THROTTLED, address, self.per_minute):
            return None
        promise = self.promise(checked.answers, token)
        return promise, self.thanks(promise.expected)
