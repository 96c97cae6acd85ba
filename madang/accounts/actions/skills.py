from collections.abc import Iterable

from madang.history.kinds import Nothing
from madang.history.recording import action, record

from ..at_work import AgentCard, Skill, SkillColour
from ..errors import NotALanguage, SkillExists, SkillNeedsAName
from ..events import (
    SKILL_CHANGED,
    SKILL_MADE,
    SKILL_REMOVED,
    USER_PROFILE_CHANGED,
    USER_SKILLS_CHANGED,
    ProfileChanged,
    SkillRemoved,
    SkillsChanged,
)
from ..models import User
from ..tongues import TONGUES
from .guard import guard_is_member, guard_manages, guard_own, locked

LONGEST_TITLE = 100


@action
def make_skill(name: str, *, colour: str = "", by: User | None) -> Skill:
    """Make a skill that nobody has yet. Raises NotAllowed, SkillNeedsAName and SkillExists."""
    guard_manages(by)
    name = _free(name)
    skill = Skill.objects.create(name=name, colour=_colour(colour))
    record(skill, SKILL_MADE, by=by, data=Nothing())
    return skill


@action
def change_skill(skill: Skill, *, name: str, colour: str, by: User | None) -> None:
    """Give a skill another name or colour. Raises as `make_skill` does."""
    guard_manages(by)
    skill = Skill.objects.select_for_update().get(pk=skill.pk)
    name, colour = _free(name, but=skill), _colour(colour)
    if (skill.name, skill.colour) == (name, colour):
        return
    skill.name, skill.colour = name, colour
    skill.save(update_fields=["name", "colour"])
    record(skill, SKILL_CHANGED, by=by, data=Nothing())


@action
def remove_skill(skill: Skill, *, by: User | None) -> None:
    """Take a skill away from everybody and from the list. Raises NotAllowed."""
    guard_manages(by)
    held = Skill.objects.select_for_update().filter(pk=skill.pk).first()
    if held is None:
        return
    record(held, SKILL_REMOVED, by=by, data=SkillRemoved(name=held.name))
    held.delete()


@action
def set_skills(person: User, *, to: Iterable[Skill], by: User | None) -> None:
    """Give a member exactly these skills. Raises NotAllowed, OwnersOnly and NotAMember."""
    person = locked(person)
    wanted, present = {one.pk for one in to}, set(person.skills.values_list("pk", flat=True))
    if wanted == present:
        return
    guard_manages(by, person=person)
    guard_is_member(person)
    person.skills.set(wanted)
    changed = SkillsChanged(added=tuple(sorted(wanted - present)), removed=tuple(sorted(present - wanted)))
    record(person, USER_SKILLS_CHANGED, by=by, data=changed)


@action
def change_card(person: User, *, title: str, languages: Iterable[str], by: User | None) -> None:
    """Set somebody's title and the languages they answer in, by code.

    Raises NotAllowed and OwnersOnly for those of somebody else, NotAMember, and NotALanguage.
    """
    person = locked(person)
    guard_own(person, by=by)
    guard_is_member(person)
    asked = set(languages)
    if asked - TONGUES.keys():
        raise NotALanguage
    card = AgentCard.objects.filter(person=person).first() or AgentCard(person=person)
    given = {
        "title": " ".join(title.split())[:LONGEST_TITLE],
        "languages": [one for one in TONGUES if one in asked],
    }
    changed = [name for name, value in given.items() if getattr(card, name) != value]
    if not changed:
        return
    card.title, card.languages = str(given["title"]), list(given["languages"])
    card.save()
    record(person, USER_PROFILE_CHANGED, by=by, data=ProfileChanged(fields=tuple(changed)))


def _free(name: str, *, but: Skill | None = None) -> str:
    name = " ".join(name.split())[:60]
    if not name:
        raise SkillNeedsAName
    same = Skill.objects.filter(name__iexact=name)
    if (same.exclude(pk=but.pk) if but is not None else same).exists():
        raise SkillExists(name)
    return name


def _colour(given: str) -> str:
    return given if given in SkillColour.values else ""
