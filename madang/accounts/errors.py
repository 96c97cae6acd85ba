"""Why something about people was not done; each says what the caller can do next."""

from django.utils.translation import gettext as _


class Refused(Exception):
    """Nothing was changed; `str()` tells the person why, in their language."""


class NotAllowed(Refused):
    """The person's role does not hold the permission that this needs."""

    def __init__(self) -> None:
        super().__init__(_("You don't have the permission to do this. Ask an administrator."))


class OwnersOnly(Refused):
    """Owners are made, changed and let go by owners alone."""

    def __init__(self) -> None:
        super().__init__(_("Only an owner can do this with an owner. Ask an owner."))


class LastOwner(Refused):
    """A desk always keeps one active owner."""

    def __init__(self) -> None:
        super().__init__(_("This is the last owner. Make someone else an owner first."))


class NotAnAddress(Refused):
    """What was given can't be an e-mail address."""

    def __init__(self, given: str) -> None:
        super().__init__(_("“%(given)s” is not an e-mail address. Check the spelling.") % {"given": given})


class NotAPushAddress(Refused):
    """What was given is no address at which a browser gets pushes."""

    def __init__(self) -> None:
        super().__init__(
            _("This browser gave an address for pushes that can't be used. Try another browser.")
        )


class AlreadyMember(Refused):
    """The address belongs to somebody who works here already."""

    def __init__(self, name: str) -> None:
        super().__init__(_("%(name)s is a member already. Change their role instead.") % {"name": name})


class NotAMember(Refused):
    """Only members of the desk can be the object of this; customers can't."""

    def __init__(self, name: str) -> None:
        super().__init__(_("%(name)s is not an active member of the desk.") % {"name": name})


class TeamExists(Refused):
    """Two teams can't have one name."""

    def __init__(self, name: str) -> None:
        super().__init__(_("There is a team named %(name)s already. Choose another name.") % {"name": name})


class NotACustomer(Refused):
    """Only customers can be the object of this; a member of the desk has a profile of their own."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s works in the desk. Members are changed in the settings.") % {"name": name}
        )


class UnusableIdentity(Refused):
    """What was given can't be an address of that kind; `words` say what is wrong with it."""

    def __init__(self, words: str) -> None:
        super().__init__(words)


class IdentityTaken(Refused):
    """The address is known already as somebody's."""

    def __init__(self, value: str) -> None:
        super().__init__(_("%(value)s belongs to somebody else already.") % {"value": value})


class NoNameGiven(Refused):
    """What is to be made needs a name."""

    def __init__(self) -> None:
        super().__init__(_("Give it a name."))


class UnusableDomain(Refused):
    """What was given can't be a domain of an organization; `words` say why."""

    def __init__(self, words: str) -> None:
        super().__init__(words)

    @classmethod
    def of_another(cls, domain: str, name: str) -> "UnusableDomain":
        """The domain belongs to the organization of that name."""
        return cls(_("%(domain)s belongs to %(name)s already.") % {"domain": domain, "name": name})


class OrganizationExists(Refused):
    """Two organizations can't have one name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("There is an organization named %(name)s already. Choose another name.") % {"name": name}
        )


class NotAnEnd(Refused):
    """Somebody comes back at a time to come, and only who is away does."""

    def __init__(self) -> None:
        super().__init__(_("Choose a time to come, within a year."))


class NotHours(Refused):
    """Hours begin and end within a day of each other."""

    def __init__(self) -> None:
        super().__init__(_("Those hours can't be. Give a beginning and an end for each day that you work."))


class NotADayOff(Refused):
    """Days off have a first and a last day, not too far from now."""

    def __init__(self) -> None:
        super().__init__(_("Choose a first and a last day, the last not before the first, up to a year."))


class SkillNeedsAName(Refused):
    """A skill is known by its name."""

    def __init__(self) -> None:
        super().__init__(_("A skill needs a name."))


class SkillExists(Refused):
    """Two skills can't have one name."""

    def __init__(self, name: str) -> None:
        super().__init__(_("There is a skill named %(name)s already. Choose another name.") % {"name": name})


class NotALanguage(Refused):
    """Only languages of the list can be said."""

    def __init__(self) -> None:
        super().__init__(_("Choose languages from the list."))


class CannotMergeCustomers(Refused):
    """These two can't become one, or not be parted again; `words` say why and what can be done."""

    def __init__(self, words: str) -> None:
        super().__init__(words)


class CustomerMerged(Refused):
    """Somebody made this customer one with another a moment ago."""

    def __init__(self, into: str) -> None:
        super().__init__(_("This customer was merged into %(name)s meanwhile. Go on there.") % {"name": into})


class WrongRow(Refused):
    """A row of an import can't be taken; `words` say why."""

    def __init__(self, words: str) -> None:
        super().__init__(words)


class WrongImport(Refused):
    """A file can't be imported, or not like this; `words` say why."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
