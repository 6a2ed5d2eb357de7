"""What somebody may be here, from what a platform calls them (LTI 1.3 core, appendix A.2.3).

Only roles in the context count. What somebody is in their institution or for the software says
nothing of this course: a school's administrator opens it as whatever they are enrolled.
"""

from collections.abc import Iterable

from lti.models import Role

_MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
_BARE = {
    "Instructor": Role.TEACHER,
    "Administrator": Role.ADMINISTRATOR,
    "ContentDeveloper": Role.AUTHOR,
    "Mentor": Role.MENTOR,
    "Learner": Role.LEARNER,
}
_WHOLE = {f"{_MEMBERSHIP}#{name}": role for name, role in _BARE.items()}
_BELOW = {f"{_MEMBERSHIP}/{name}#": role for name, role in _BARE.items()}
_UNDER_INSTRUCTOR = f"{_MEMBERSHIP}/Instructor#"
_ASSISTANTS = {
    f"{_UNDER_INSTRUCTOR}{name}"
    for name in (
        "TeachingAssistant",
        "TeachingAssistantGroup",
        "TeachingAssistantOffering",
        "TeachingAssistantSection",
        "TeachingAssistantSectionAssociation",
        "TeachingAssistantTemplate",
    )
}


def in_context(told: Iterable[str]) -> list[Role]:
    """Our roles for those of a launch or of a roster, in the order of `Role`.

    A sub-role has its principal with it, which a platform need not name (A.2.3.1). A teaching assistant
    is named by a sub-role of Instructor, which then makes no teacher: an assistant sees the class and
    chooses nothing for it. Whoever has another sub-role of Instructor as well is a teacher. The bare
    words are those that the specification still allows.
    """
    told = set(told)
    found = {role for name, role in {**_BARE, **_WHOLE}.items() if name in told}
    found |= {role for start, role in _BELOW.items() if any(name.startswith(start) for name in told)}
    under = {role for role in told if role.startswith(_UNDER_INSTRUCTOR)}
    if under & _ASSISTANTS:
        found.add(Role.ASSISTANT)
        if not under - _ASSISTANTS:
            found.discard(Role.TEACHER)
    return [role for role in Role if role in found]
