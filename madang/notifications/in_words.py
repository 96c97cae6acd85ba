"""A notice as a sentence, and where in the desk it leads."""

from django.utils.translation import gettext as _

from madang.lib.text.particles import with_particles
from madang.ui.people import called

from .about import About
from .models import Notice


def in_words(notice: Notice) -> str:
    """The notice as a sentence, in the language under way."""
    values = {"actor": called(notice.by), "number": f"#{notice.ticket.number}"}
    about = About(notice.about)
    template = _template_aside(about) if notice.side_id is not None else _template(about)
    return with_particles(template, **values)


def href_of(notice: Notice) -> str:
    """Where in the desk to look."""
    place = f"#message-{notice.message_id}" if notice.message_id is not None else ""
    if notice.side_id is not None:
        place = f"#side-{notice.side_id}"
    return f"/desk/open/{notice.ticket.number}/{place}"


def _template_aside(about: About) -> str:
    match about:
        case About.MENTION:
            return _("{actor} named you in a side conversation on {number}")
        case About.TEAM_MENTION:
            return _("{actor} named your team in a side conversation on {number}")
    return _template(about)


def _template(about: About) -> str:
    match about:
        case About.MENTION:
            return _("{actor} named you in a note on {number}")
        case About.TEAM_MENTION:
            return _("{actor} named your team in a note on {number}")
        case About.ASSIGNED:
            return _("{actor} gave you {number}")
        case About.ANSWERED | About.CUSTOMER:
            return _("{actor} wrote on {number}")
        case About.TEAM_NEW:
            return _("A new ticket came to your team: {number}")
        case About.ASKED:
            return _("{actor} asks your team for help on {number}")
        case About.DONE:
            return _("{actor} is done with what you asked on {number}")
        case About.SIDE:
            return _("Something new in a side conversation on {number}")
        case About.SIDE_UNSENT:
            return _("A mail of your side conversation on {number} did not arrive")
        case About.ANSWER:
            return _("{actor} answered on {number}")
        case About.NOTE:
            return _("{actor} wrote a note on {number}")
        case About.STATE:
            return _("{actor} changed the state of {number}")
