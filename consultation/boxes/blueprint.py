"""The screens of this room, put together in `views`."""

from flask import Blueprint

blueprint = Blueprint("boxes", __name__, template_folder="templates")
