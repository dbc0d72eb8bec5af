"""Forms that take questionnaires of other programs."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileRequired
from wtforms import FileField, HiddenField
from wtforms.validators import DataRequired


class ImportForm(FlaskForm):
    """A file with a questionnaire."""

    form_id = "import"
    document = FileField(
        _l("File"),
        [FileRequired(message=_l("Choose a file."))],
        description=_l("An XLSForm (.xlsx, .xls, .ods, .csv), LimeSurvey (.lss), SurveyJS or our own (.json)."),
    )


class KeepForm(FlaskForm):
    """A questionnaire that was looked at, on its way to be kept."""

    form_id = "keep"
    packed = HiddenField(validators=[DataRequired()])
