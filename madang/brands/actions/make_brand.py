from django.db import models

from madang.history.kinds import Nothing
from madang.history.recording import action, record

from ..errors import NameTaken
from ..events import BRAND_MADE
from ..models import Brand, Language
from .guard import colour as written
from .guard import guard, in_one_line


@action
def make_brand(*, name: str, language: Language, colour: str = "", by: models.Model | None) -> Brand:
    """Make a face towards customers. Raises NotAllowed, NameTaken and NotAColour."""
    guard(by)
    name = in_one_line(name)
    brand, made = Brand.objects.get_or_create(
        name=name, defaults={"language": language, "colour": written(colour)}
    )
    if not made:
        raise NameTaken(name)
    record(brand, BRAND_MADE, by=by, data=Nothing())
    return brand
